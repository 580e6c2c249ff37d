package page

import "vernacular/internal/markup"

// add puts in what the translation adds: whole lists, tables and quotations where all in them is added, else items and rows, else
// single blocks.
func (a *assembler) add() {
	d := a.own.Doc
	for t := 0; t < len(d.Blocks); {
		if !a.isAdded[t] || !d.Blocks[t].spots.isKnown {
			t++
			continue
		}
		k := a.largest(t)
		switch {
		case k < 0:
			a.addBlock(t)
			t++
		case d.containers[k].name == noteContainer: // see open
			t = int(d.containers[k].last)
		default:
			a.addContainer(k)
			t = int(d.containers[k].last)
		}
	}
}

// largest returns the largest container that begins with a block and has nothing but added blocks; -1 if there is none.
func (a *assembler) largest(t int) int {
	d, k := a.own.Doc, -1
	for at := d.Blocks[t].spots.container; at > 0; at = d.containers[at-1].parent {
		c := &d.containers[at-1]
		if int(c.first) != t || !a.isWhole(c) {
			break
		}
		k = int(at) - 1
	}
	return k
}

// addBlock adds a block of the translation.
func (a *assembler) addBlock(t int) {
	b := &a.own.Doc.Blocks[t]
	at, ok := a.besideSibling(b.spots.container, t, t+1)
	if !ok || b.Kind == KindTableCell {
		at = a.afterElement(t)
	}
	a.edit(at, at, rankAdded, func() { a.element(b, a.own.source, "") })
}

// addContainer adds a container of the translation. An item or a row joins the list or table that those beside it are in, else it
// makes one of its own.
func (a *assembler) addContainer(k int) {
	c := a.own.Doc.containers[k]
	at, ok := a.besideSibling(c.parent, int(c.first), int(c.last))
	before, after := "", ""
	switch {
	case ok && c.name == rowContainer:
		at, before, after = a.inBody(at)
	case ok:
	case c.name == itemContainer:
		list := a.own.Doc.containers[c.parent-1].name.String()
		before, after = "<"+list+">\n", "</"+list+">\n"
		at = a.afterElement(int(c.first))
	case c.name == rowContainer:
		before, after = "<table>\n<tbody>\n", "</tbody>\n</table>\n"
		at = a.afterElement(int(c.first))
	default:
		at = a.afterElement(int(c.first))
	}
	a.edit(at, at, rankAdded, func() {
		a.page.HTML(before)
		a.page.Part(a.own.source, c.start, c.end)
		a.page.HTML(after)
	})
}

// besideSibling returns the place in the skeleton beside the sibling of some blocks of the translation in a container (its index
// plus one): after the one that comes before them, or before the one that comes after them. ok is false where there is none, or
// the skeleton has it in another kind of container.
func (a *assembler) besideSibling(parent int32, first, last int) (at markup.Place, ok bool) {
	from, to := 0, len(a.shown)
	if parent > 0 {
		c := &a.own.Doc.containers[parent-1]
		from, to = int(c.first), int(c.last)
	}
	for t := first - 1; t >= from; t-- {
		if a.shown[t] >= 0 {
			_, at, ok = a.sibling(t, parent)
			return at, ok
		}
	}
	for t := last; t < to && parent > 0; t++ {
		if a.shown[t] >= 0 {
			at, _, ok = a.sibling(t, parent)
			return at, ok
		}
	}
	return at, false
}

// sibling returns where, in the skeleton, the element begins and ends that a block of the translation is in and that is in the
// counterpart of a container of the translation.
func (a *assembler) sibling(t int, parent int32) (start, end markup.Place, ok bool) {
	own, d := a.own.Doc, a.skeleton.Doc
	b := &d.Blocks[a.shown[t]]
	start, end = b.spots.start, b.spots.after
	if b.spots.isInner {
		end = b.spots.to
	}
	at := b.spots.container
	for in := own.Blocks[t].spots.container; in != parent; in = own.containers[in-1].parent {
		if at == 0 || d.containers[at-1].name.kind() != own.containers[in-1].name.kind() {
			return start, end, false
		}
		start, end, at = d.containers[at-1].start, d.containers[at-1].end, d.containers[at-1].parent
	}
	if parent == 0 || at == 0 {
		return start, end, parent == at
	}
	return start, end, d.containers[at-1].name.kind() == own.containers[parent-1].name.kind()
}

// kind returns one name for both kinds of lists.
func (n containerName) kind() containerName {
	if n == numbersContainer {
		return bulletsContainer
	}
	return n
}

// inBody returns the place for a row of a table in the skeleton, and the tags that it needs around it: no row comes into the head.
func (a *assembler) inBody(at markup.Place) (in markup.Place, before, after string) {
	containers := a.skeleton.Doc.containers
	for i, k := range containers {
		head := i + 1 // of the table k
		if k.name != tableContainer || head == len(containers) || at != containers[head].start && at != containers[head].end {
			continue
		}
		for _, row := range containers[head+1:] {
			if row.name == rowContainer && int(row.parent) == i+1 {
				return row.start, "", ""
			}
		}
		return k.to, "<tbody>\n", "</tbody>\n"
	}
	return at, "", ""
}

// afterElement returns the end in the skeleton of the outermost element that the last block before a block of the
// translation is in; the beginning of the page if there is none.
func (a *assembler) afterElement(t int) markup.Place {
	for t--; t >= 0; t-- {
		if a.shown[t] < 0 {
			continue
		}
		d := a.skeleton.Doc
		s := &d.Blocks[a.shown[t]].spots
		end := s.after
		for at := s.container; at > 0 && d.containers[at-1].name != noteContainer; at = d.containers[at-1].parent {
			end = d.containers[at-1].end
		}
		return end
	}
	return markup.Place{}
}
