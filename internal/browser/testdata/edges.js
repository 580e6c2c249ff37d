// What a reader has to scroll sideways for, or cannot see at all, in a window or on paper of this width, where text has this size.
(width, root, paper) => {
	const html = document.documentElement, found = [], show = e => `${e.cloneNode(false).outerHTML.slice(0, 100)} «${e.textContent.trim().replace(/\s+/g, " ").slice(0, 40)}»`;
	html.style.fontSize = root;
	if (!matchMedia(`(width: ${width}px)`).matches) found.push(`the window is not ${width} wide`);
	const room = html.clientWidth, content = document.scrollingElement.scrollWidth;
	scrollTo(-9999, 0);
	if (scrollX !== 0) found.push(`the page scrolls to ${scrollX}`);
	scrollTo(0, 0);

	const out = r => r.width > 1 && r.height > 1 && (r.left < -1 || r.right > room + 1), text = document.createRange();
	// What holds for an element and all in it: nobody sees it, it is held by something with an edge, its fault is told already.
	const state = new Map([[html, {}]]);
	for (const e of [document.body, ...document.body.querySelectorAll("*")]) {
		const above = state.get(e.parentElement), here = {...above}, r = e.getBoundingClientRect(), s = getComputedStyle(e);
		state.set(e, here);
		// What waits above the page until it has the focus, such as the link that skips the header, is not seen either.
		here.unseen ||= s.display === "none" || s.visibility === "hidden" || s.clipPath !== "none" || r.bottom < 0 || !e.checkVisibility();
		const edge = e !== document.body && /auto|scroll|hidden|clip/.test(s.overflowX + s.overflowY);
		here.held ||= edge;
		if (here.unseen) continue;
		if (!above.held && !above.told && out(r)) {
			here.told = true;
			found.push(`reaches out (${Math.round(r.left)} to ${Math.round(r.right)} of ${room}): ${show(e)}`);
		}
		if (e.localName === "table" && !here.told) {
			const block = e.parentElement.closest(":not(div[lang])"), b = block.getBoundingClientRect(), p = getComputedStyle(block);
			const left = b.left + parseFloat(p.paddingLeft), right = b.right - parseFloat(p.paddingRight);
			if (r.left < left - 1 || r.right > right + 1)
				found.push(`leaves its column (${Math.round(r.left)} to ${Math.round(r.right)} of ${Math.round(left)} to ${Math.round(right)}): ${show(e)}`);
		}
		for (const node of e.childNodes) {
			if (node.nodeType !== Node.TEXT_NODE || here.held || here.told) continue;
			text.selectNodeContents(node);
			for (const r of text.getClientRects())
				if (out(r)) found.push(`text reaches out (${Math.round(r.left)} to ${Math.round(r.right)} of ${room}): ${show(e)}`);
		}
		if (!edge || r.width <= 1 || r.height <= 1) continue;
		if (e.scrollWidth > e.clientWidth) found.push(`${paper ? "is cut off at the side" : "scrolls sideways by itself"}: ${show(e)}`);
		if (e.scrollHeight > e.clientHeight && (paper || /hidden|clip/.test(s.overflowY))) found.push(`is cut off below: ${show(e)}`);
	}
	if (content > room && found.length === 0) found.push(`the page is ${content} wide in a window of ${room}`);
	html.style.fontSize = "";
	return found;
}
