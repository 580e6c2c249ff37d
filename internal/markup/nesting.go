package markup

import "strings"

// open is an element that has been opened and not yet closed.
type open struct {
	name    string
	authors bool // the author wrote its tag; otherwise it is the caller's
	at      int  // offset in the file of its start tag
	plain   int  // length of the plain text when it was opened
	heading int  // index of the heading, -1 for none
	link    int  // index of the link, -1 for none
	inner   Place
	summary bool // of details: its summary has begun
}

// maxNesting bounds open elements; browsers give up at 512.
const maxNesting = 200

// Open opens an element of the caller's and returns its height, for [Writer.Close]; the caller writes
// its tags. It can be wrong only inside the author's.
func (w *Writer) Open(name string, at int) (height int) {
	if w.rawOpen > 0 {
		e := elements[name]
		w.implyEnds(name, e)
		if within, ok := w.fits(name, e); !ok {
			w.tellNesting(name, within, at)
			w.openForText(at)
		}
	}
	if w.IsFull() {
		w.TooDeep(at)
	}
	w.stack = append(w.stack, open{name: name, at: at, heading: -1, link: -1})
	return len(w.stack) - 1
}

// OpenUnjudged opens an element of the caller's that cannot be wrong, such as a cell of a table of its own.
func (w *Writer) OpenUnjudged(name string) (height int) {
	w.stack = append(w.stack, open{name: name, heading: -1, link: -1})
	return len(w.stack) - 1
}

// Close closes the caller's element at a height, and before it whatever the author left open.
func (w *Writer) Close(height int) {
	w.CloseAuthors(height + 1)
	w.stack = w.stack[:height]
}

// Height returns how many elements are open.
func (w *Writer) Height() int { return len(w.stack) }

// IsFull reports whether as many elements are open as may be.
func (w *Writer) IsFull() bool { return len(w.stack) >= maxNesting }

// IsJudging reports whether an element that is opened now may be wrong, so that its place is needed.
func (w *Writer) IsJudging() bool { return w.rawOpen > 0 || w.IsFull() }

// IsTooDeep reports whether there were more elements inside each other than may be. What has been
// written may be cut off anywhere then.
func (w *Writer) IsTooDeep() bool { return w.deep }

// TooDeep reports once that there are more elements inside each other than may be.
func (w *Writer) TooDeep(at int) {
	if !w.deep {
		w.deep = true
		w.Report(LimitError("depth", w.file.At(at), maxNesting, "elements inside each other"))
	}
}

// CloseAuthors closes the author's elements above a height.
func (w *Writer) CloseAuthors(height int) {
	for len(w.stack) > height {
		top := w.stack[len(w.stack)-1]
		if !top.authors {
			break // only after an error: Open has gone on past the limit
		}
		if !elements[top.name].optional {
			w.Warnf("html-unclosed", top.at, "write </"+top.name+"> where it should end",
				"<%s> is never closed here; it now ends with the paragraph or element around it", top.name)
		}
		w.closeTop()
	}
}

// closeTop writes the end tag of the author's element on top of the stack.
func (w *Writer) closeTop() {
	top := w.stack[len(w.stack)-1]
	w.stack = w.stack[:len(w.stack)-1]
	if len(w.stack) < w.rawBase {
		w.rawBase = len(w.stack)
		w.closed = append(append(w.closed, '/'), top.name...)
	}
	w.rawOpen--
	if elements[top.name].where != inPhrasing {
		w.EndDirections()
		w.separateBlocks()
	}
	switch {
	case top.heading >= 0:
		h := &w.headings[top.heading]
		h.Text = headingText(w.plain[top.plain:])
		if h.Text == "" {
			w.emptyHeading(top.at)
		}
	case top.name == "details" && !top.summary:
		w.Warnf("html-nesting", top.at, "start it with <summary>…</summary>", "<details> needs a <summary>")
	case top.link >= 0 && w.nothingSince(top.inner):
		w.emptyLink(top.link)
	}
	if top.link >= 0 {
		w.hole(holeLinkEnd, top.link)
		return
	}
	w.html = append(w.html, "</"...)
	w.html = append(w.html, top.name...)
	w.html = append(w.html, '>')
}

// separateBlocks keeps the plain text of neighbouring blocks of HTML apart.
func (w *Writer) separateBlocks() {
	if n := len(w.plain); n > 0 && w.plain[n-1] != ' ' {
		w.plain = append(w.plain, ' ')
	}
}

// fits reports whether an element may stand where the stack is now; if not, within names what is in the
// way.
func (w *Writer) fits(name string, e element) (within string, ok bool) {
	i := len(w.stack) - 1
	for i >= 0 && elements[w.stack[i].name].holds == holdsParent {
		if name == "a" && w.stack[i].name == "a" {
			return "a", false
		}
		i--
	}
	if name == "a" || name == "details" {
		for j := i; j >= 0; j-- {
			if w.stack[j].name == "a" {
				return "a", false
			}
		}
	}
	for j := i; j >= 0; j-- {
		if outer := w.stack[j].name; strings.Contains(barred[outer], " "+name+" ") {
			return outer, false
		}
	}
	holds, parent := uint8(holdsFlow), "body"
	if i >= 0 {
		parent, holds = w.stack[i].name, w.holdsAt(i)
	}
	switch {
	case parent == "details" && !w.stack[i].summary:
		return parent, name == "summary"
	case parent == "dl" && name == "div", parent == "summary" && headingLevel(name) > 0:
		return parent, true
	case e.where == inFigure:
		return parent, parent == "figure"
	}
	return parent, placesOf[e.where]&(1<<holds) != 0
}

// holdsAt returns what the element at a height of the stack holds. A div of a list of terms groups some of them.
func (w *Writer) holdsAt(i int) uint8 {
	if w.stack[i].name == "div" && i > 0 && w.stack[i-1].name == "dl" {
		return holdsTerms
	}
	return elements[w.stack[i].name].holds
}

// textFits reports whether text may stand where the stack is now.
func (w *Writer) textFits() bool {
	for i := len(w.stack) - 1; i >= 0; i-- {
		switch w.holdsAt(i) {
		case holdsParent:
			continue
		case holdsItems, holdsTerms, holdsTable, holdsRows, holdsCells, holdsCols:
			return false
		case holdsFlow:
			return w.stack[i].name != "details" || w.stack[i].summary
		}
		return true
	}
	return true
}

// implyEnds closes elements whose end tag may be left out before the one that now starts
// (HTML §13.1.2.4).
func (w *Writer) implyEnds(name string, e element) {
	if n := len(w.stack); n > 0 && w.stack[n-1].authors && w.stack[n-1].name == "p" && e.where != inPhrasing {
		w.closeTop()
	}
	var ends, bounds string
	switch name {
	case "li":
		ends, bounds = " li ", " ul ol "
	case "dt", "dd":
		ends, bounds = " dt dd ", " dl "
	case "td", "th":
		ends, bounds = " td th ", " tr table "
	case "tr":
		ends, bounds = " tr caption colgroup ", " thead tbody tfoot table "
	case "thead", "tbody", "tfoot":
		ends, bounds = " thead tbody tfoot caption colgroup ", " table "
	case "colgroup", "caption":
		ends, bounds = " caption colgroup ", " table "
	case "rt", "rp":
		ends, bounds = " rt rp ", " ruby "
	default:
		return
	}
	for i := len(w.stack) - 1; i >= 0 && w.stack[i].authors; i-- {
		key := " " + w.stack[i].name + " "
		if strings.Contains(bounds, key) {
			return
		}
		if strings.Contains(ends, key) {
			w.CloseAuthors(i)
			return
		}
	}
}

func (w *Writer) tellNesting(name, within string, at int) {
	hint := "close <" + within + "> before it, or leave it out"
	switch {
	case within == "details" && name != "summary":
		hint = "start <details> with <summary>…</summary>"
	case within == "body":
		hint = "it needs the element around it that it belongs to"
	case elements[within].holds == holdsPhrasing:
		hint = "<" + within + "> may hold text and emphasis only; put <" + name + "> outside, after an empty line"
	}
	w.Warnf("html-nesting", at, hint, "<%s> cannot stand inside <%s>", name, within)
}

// AppendContainers appends the names of the open elements that hold blocks, from the outermost in, with ">" between them.
func (w *Writer) AppendContainers(b []byte) []byte {
	for i := range w.stack {
		name := w.stack[i].name
		if e := elements[name]; e.where == inPhrasing || e.where == inFlow && e.holds == holdsPhrasing {
			continue
		}
		if len(b) > 0 {
			b = append(b, '>')
		}
		b = append(b, name...)
	}
	return b
}

// Container returns the name of the innermost open element that is not one of text, such as a paragraph
// or a cell, and "" if there is none.
func (w *Writer) Container() string {
	for i := len(w.stack) - 1; i >= 0; i-- {
		if name := w.stack[i].name; elements[name].where != inPhrasing {
			return name
		}
	}
	return ""
}
