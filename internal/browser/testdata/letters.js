// The letters of the page that no font of this machine can draw, and how many different ones it has.
// A letter without a glyph is drawn as the font's box for such cases, and so is a code point that will never be a letter:
// whatever looks like that has no glyph.
async () => {
	await document.fonts.ready;
	const size = 20, canvas = Object.assign(document.createElement("canvas"), {width: 4 * size, height: 2.5 * size});
	const pen = canvas.getContext("2d", {willReadFrequently: true});
	document.body.append(canvas);
	const draw = text => {
		pen.clearRect(0, 0, canvas.width, canvas.height);
		pen.fillText(text, 1.5 * size, 1.5 * size);
		return new Uint32Array(pen.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
	};
	const equal = (a, b) => a.every((v, i) => v === b[i]);
	// Two texts that look alike; those that differ in their width need not be drawn.
	const alike = (a, b) => pen.measureText(a).width === pen.measureText(b).width && equal(draw(a), draw(b));
	const never = "\u{10FFFF}"; // a code point that will never be a letter
	const silent = /^[\s\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]*$/u;

	const texts = new Map(); // how text is set -> all text that is set so
	const take = (element, style, text) => {
		const key = JSON.stringify([`${style.fontStyle} ${style.fontWeight} ${size}px ${style.fontFamily}`, element.closest("[lang]").lang]);
		texts.set(key, (texts.get(key) ?? "") + "\n" + text);
	};
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
	for (let node = walker.currentNode; node; node = walker.nextNode()) {
		if (node.nodeType === Node.TEXT_NODE) {
			if (node.data.trim() && node.parentElement.checkVisibility()) take(node.parentElement, getComputedStyle(node.parentElement), node.data);
			continue;
		}
		for (const pseudo of ["::before", "::after"]) {
			const style = getComputedStyle(node, pseudo);
			const [shown] = style.content.split('" / "'); // what follows is for screen readers
			for (const [, text] of shown.matchAll(/"((?:[^"\\]|\\.)*)/g)) take(node, style, text);
		}
	}

	const missing = new Set(), seen = new Set();
	for (const [key, text] of texts) {
		const [font, lang] = JSON.parse(key);
		pen.font = font;
		pen.lang = lang;
		if (!alike(never, "\u0378") || !alike(never, "\u{EFFFF}")) throw new Error(`what is missing in ${font} has no one look`);
		if (draw(never).every(v => v === 0)) throw new Error(`what is missing in ${font} cannot be seen`);
		for (const {segment} of new Intl.Segmenter(lang, {granularity: "grapheme"}).segment(text.normalize())) {
			if (seen.has(key + segment) || silent.test(segment)) continue;
			seen.add(key + segment);
			const points = [...segment];
			// A mark can lack a glyph, or lack one in the font of its letter.
			if (points.some((p, i) => !silent.test(p) && (alike(p, never) || alike(segment, points.with(i, never).join(""))))) {
				missing.add(`${segment} (${points.map(p => "U+" + p.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")).join(" ")}, ${lang})`);
			}
		}
	}
	canvas.remove();
	return {missing: [...missing].sort(), letters: seen.size};
}
