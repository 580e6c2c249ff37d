// The words of the page that is shown that go on in the next line without a hyphen, and how many words there are.
// A word ends at a space, at <wbr> and at U+200B; in a script without spaces it is what U+200B delimits, or, where a text
// has none, what the browser's dictionary takes for a word. Han and Kana may be broken between any two characters
// except before a closing and after an opening mark. Code and addresses are broken at <wbr> alone.
() => {
	const lang = document.documentElement.lang, faults = new Set(), range = document.createRange();
	const graphemes = new Intl.Segmenter(lang, {granularity: "grapheme"}), dictionary = new Intl.Segmenter(lang, {granularity: "word"});
	const space = /[^ \t\n\r\f\u2000-\u2006\u2008-\u200b\u205f]+/g; // a no-break space holds together
	const han = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Bopo}\uff01-\uff60]/u, dictionaryScript = /[\p{sc=Khmr}\p{sc=Thai}\p{sc=Laoo}\p{sc=Mymr}]/u;
	const closes = /^[\p{Pe}\p{Pf}、。，．：；！？‼⁇ーゝゞ々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ・]/u, opens = /[\p{Ps}\p{Pi}]$/u, opening = /^[\p{Ps}\p{Pi}]/u;
	const hyphens = /[-\u00ad\u2010\u2012-\u2014\u2026\u05be\u1361/]$/, dashes = /^[\u2014\u2026]/, address = /:\/\/|@|^www\./;
	let count = 0;

	// A run of text that only <br>, <wbr> and the edges of blocks interrupt: its nodes, and where each begins in the text.
	let run = {text: "", nodes: []};
	const runs = [], end = () => {
		if (run.text.trim() !== "") runs.push(run);
		run = {text: "", nodes: []};
	};
	const walk = parent => {
		for (const n of parent.childNodes) {
			if (n.nodeType === Node.TEXT_NODE) {
				run.nodes.push({node: n, from: run.text.length});
				run.text += n.data;
			} else if (n.nodeType === Node.ELEMENT_NODE) {
				if (n.localName === "wbr") {
					run.text += "\u200b";
					run.nodes.push({node: null, from: run.text.length});
					continue;
				}
				const inline = getComputedStyle(n).display === "inline" && n.localName !== "br";
				if (!inline) end();
				walk(n);
				if (!inline) end();
			}
		}
	};
	walk(document.body);
	end();

	const place = (run, offset, atEnd) => {
		const at = run.nodes.findLast(({node, from}) => node && (atEnd ? from < offset : from <= offset));
		return [at.node, Math.min(offset - at.from, at.node.length)];
	};
	const rects = (run, from, to) => {
		range.setStart(...place(run, from, false));
		range.setEnd(...place(run, to, true));
		return [...range.getClientRects()].filter(r => r.width > 0);
	};
	// Two boxes stand in one line if they overlap by half of the lower one.
	const sameLine = (a, b) => Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > Math.min(a.height, b.height) / 2;
	const lines = list => list.reduce((n, r, i) => n + (i > 0 && !sameLine(list[i - 1], r)), 1);

	// Where a word is broken: the offsets in it at which another line begins.
	const breaks = (run, from, word) => {
		const found = [];
		let last;
		for (const {segment, index} of graphemes.segment(word)) {
			const r = rects(run, from + index, from + index + segment.length).at(-1);
			if (r && last && !sameLine(last, r)) found.push(index);
			last = r ?? last;
		}
		return found;
	};
	// Hyphens that the browser puts are gone with the permission to put them, and those only.
	const hyphenated = (run, from, word) => {
		const e = place(run, from, false)[0].parentElement, before = [e.style.overflowWrap, e.style.wordBreak];
		if (getComputedStyle(e).hyphens !== "auto") return false;
		e.style.overflowWrap = "normal";
		const broken = breaks(run, from, word).length > 0;
		[e.style.overflowWrap, e.style.wordBreak] = before;
		return broken;
	};
	const delimited = runs.some(r => /\u200b/.test(r.nodes.map(n => n.node?.data ?? "").join("")) && dictionaryScript.test(r.text));

	for (const run of runs) {
		const all = rects(run, 0, run.text.length);
		for (const m of run.text.matchAll(space)) {
			count++;
			if (all.length < 2) continue;
			const word = m[0], list = rects(run, m.index, m.index + word.length);
			if (list.length < 2 || lines(list) < 2) continue;
			const e = place(run, m.index, false)[0].parentElement, code = e.closest("code, kbd, samp") !== null || address.test(word);
			const known = !delimited && dictionaryScript.test(word) ? new Set([...dictionary.segment(word)].map(s => s.index)) : new Set();
			for (const at of breaks(run, m.index, word)) {
				const before = word.slice(0, at), after = word.slice(at), ideographs = han.test(before.at(-1)) || han.test([...after][0]);
				if (!code && (hyphens.test(before) || dashes.test(after)) || known.has(at)) continue;
				if (ideographs && !closes.test(after) && !opens.test(before)) continue;
				if (/\p{sc=Hang}$/u.test(before) && opening.test(after)) continue; // a bracket that explains the word
				if (!code && hyphenated(run, m.index, word)) continue;
				faults.add(`${e.closest("h1, h2, h3, h4, th, td, li, p, summary, a, code, pre, div").localName}: ${before}|${after}`);
			}
		}
	}
	return {count, faults: [...faults]};
}
