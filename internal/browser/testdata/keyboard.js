// Writes down where the focus is whenever a key is pressed, and gives the number of the language menu among the places
// where it can be.
() => {
	// The places are counted when they are asked for: a page may hide some while the focus is elsewhere.
	let list;
	window.places = () => {
		list = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, iframe, audio, video, [tabindex], [contenteditable]")]
			.filter(e => e.checkVisibility({visibilityProperty: true}) && !e.disabled);
		return list.length;
	};
	window.stops = [];
	// A menu that the reader has opened may stand over the focus, as Escape closes it (WCAG 2.4.11, note 2).
	const covered = (e, r) => {
		const top = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);
		return !e.contains(top) && !top?.closest(":popover-open");
	};
	window.stop = () => {
		const e = document.activeElement, place = {index: list.indexOf(e), element: e.outerHTML.slice(0, 100)};
		if (place.index < 0) return place; // the browser's own controls have the focus, or nothing has
		const style = getComputedStyle(e), [r] = e.getClientRects(), target = document.getElementById(e.hash?.slice(1));
		Object.assign(place, {
			skips: !!target?.matches("main, main *") && !e.closest("main"),
			opens: e === button,
			menu: !!e.closest("[popover]"),
			language: e.hreflang ?? "",
			main: !!e.closest("main"),
		});
		if (r.left < -1 || r.top < -1 || r.right > innerWidth + 1 || r.bottom > innerHeight + 1) place.fault = "is out of the window";
		else if (covered(e, r)) place.fault = "is behind something else";
		else if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2 || /^transparent$|^rgba.*, 0\)$/.test(style.outlineColor)) place.fault = "has no outline";
		return place;
	};
	addEventListener("keydown", () => stops.push(stop()), {capture: true});
	places();
	const button = list.find(e => e.popoverTargetElement);
	window.isOpen = () => button.popoverTargetElement.matches(":popover-open");
	return list.indexOf(button);
}
