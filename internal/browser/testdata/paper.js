// The width that the page's margins leave to its text on A4, in CSS pixels.
() => {
	const unit = {px: 1, pt: 96 / 72, cm: 96 / 2.54, mm: 96 / 25.4, in: 96};
	const margins = rules => {
		for (const rule of rules) {
			const found = rule instanceof CSSPageRule ? [rule.style.marginLeft, rule.style.marginRight] : margins(rule.cssRules ?? []);
			if (found) return found;
		}
	};
	let width = 210 * unit.mm;
	for (const margin of [...document.styleSheets].map(s => margins(s.cssRules)).find(Boolean) ?? ["1cm", "1cm"]) { // 1 cm is Chromium's
		const [, number, name] = margin.match(/^([\d.]+)(px|pt|cm|mm|in)$/);
		width -= number * unit[name];
	}
	return Math.floor(width);
}
