package markup

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"vernacular/internal/data"
	"vernacular/internal/diag"
)

// Watcher is told of what an author's HTML holds, before it is written.
type Watcher interface {
	Text(raw []byte, at int)
	StartTag(name string, at int)
	EndTag(name string, at int)
}

// WriteAuthors writes a run of the author's HTML: a block of it in Markdown, or the body of an .html
// page. where maps offsets in it to offsets in the file; watch may be nil.
func (w *Writer) WriteAuthors(b []byte, where func(int) int, watch Watcher) {
	z := html.NewTokenizer(bytes.NewReader(b))
	off := 0
	skip := "" // the refused element whose text is being left out
	for {
		kind := z.Next()
		size := len(z.Raw())
		at := where(off)
		if kind == html.ErrorToken {
			if rest := b[off:]; skip == "" && len(bytes.TrimSpace(rest)) > 0 {
				w.Warnf("html-unfinished", at, "write the > that ends the tag; for a plain < write &lt;", "a tag starts here and does not end; it is shown as text")
				w.authorRun(rest, at, watch)
			}
			return
		}
		raw := b[off : off+size]
		off += size
		switch kind {
		case html.TextToken:
			if skip == "" {
				w.authorRun(raw, at, watch)
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := readTag(z, at)
			t.selfClosing = kind == html.SelfClosingTagToken
			if dropContent[t.name] && !t.selfClosing {
				skip = t.name
			}
			if watch != nil {
				watch.StartTag(t.name, at)
			}
			w.startTag(t)
		case html.EndTagToken:
			name := readTag(z, at).name
			if name == skip {
				skip = ""
			}
			if watch != nil {
				watch.EndTag(name, at)
			}
			w.endTag(name, at)
		case html.DoctypeToken:
			w.Warnf("html-dropped", at, "delete it; a page holds only what goes inside <body>", "the document type was left out")
		case html.CommentToken:
			w.comment(raw, at)
		}
	}
}

// comment leaves out a comment, and warns of what is none and that browsers take for one.
func (w *Writer) comment(raw []byte, at int) {
	if !bytes.HasPrefix(raw, []byte("<!--")) {
		w.Warnf("html-dropped", at, "delete it; for a plain < write &lt;", "what starts with %q is no HTML and was left out", clip(raw))
	}
}

// authorRun writes text between two tags of the author's.
func (w *Writer) authorRun(raw []byte, at int, watch Watcher) {
	if watch != nil {
		watch.Text(raw, at)
	}
	if len(bytes.TrimSpace(raw)) > 0 && !w.textFits() {
		w.Warnf("html-nesting", at, "put it into the element that may hold it, such as <li> or <td>",
			"text cannot stand directly inside <%s>", w.stack[len(w.stack)-1].name)
		w.openForText(at)
	}
	w.authorText(raw, at)
}

// impliedFor are the elements that are opened for a text where none may stand, by what the element around it holds.
var impliedFor = map[uint8]string{
	holdsItems: "li", holdsTerms: "dd", holdsTable: "tr", holdsRows: "tr", holdsCells: "td",
}

// openForText opens the elements that a text needs where the stack is now. All of them may do without an end tag.
func (w *Writer) openForText(at int) {
	for n := len(w.stack); n > 0 && !w.textFits() && !w.IsFull(); n = len(w.stack) {
		name, ok := impliedFor[w.holdsAt(n-1)]
		switch {
		case ok:
			w.startTag(tag{name: name, at: at})
		case w.stack[n-1].name == "colgroup" && w.stack[n-1].authors:
			w.closeTop()
		default:
			return
		}
	}
}

func clip(b []byte) string {
	s := []rune(strings.ToValidUTF8(string(b[:min(len(b), 80)]), "\uFFFD"))
	return diag.Escape(string(s[:min(len(s), 20)]))
}

// WriteAuthorsBlock writes a block of HTML inside Markdown. Elements that hold blocks stay open for the
// Markdown that may follow; the others end with it. The shape names those that it closes, each after a slash, and those
// that it leaves open, each after a plus sign; "" is that of HTML that can stand anywhere.
func (w *Writer) WriteAuthorsBlock(b []byte, where func(int) int) (shape string) {
	w.rawBase, w.closed = len(w.stack), w.closed[:0]
	w.WriteAuthors(b, where, nil)
	for n := len(w.stack); n > 0 && w.stack[n-1].authors; n = len(w.stack) {
		// <ins> and <del> may hold blocks; so may <a>, but a forgotten </a> would make a link of
		// the rest of the page.
		name := w.stack[n-1].name
		if h := elements[name].holds; h != holdsPhrasing && h != holdsRuby && name != "a" {
			break
		}
		w.CloseAuthors(n - 1)
	}
	for _, e := range w.stack[w.rawBase:] {
		w.closed = append(append(w.closed, '+'), e.name...)
	}
	w.rawBase = 0
	return string(w.closed)
}

// WriteAuthorsTag writes one tag, comment or declaration inside a paragraph.
func (w *Writer) WriteAuthorsTag(raw []byte, at int) {
	name, isEnd, ok := plainTag(raw)
	switch {
	case !ok:
		w.WriteAuthors(raw, func(int) int { return at }, nil)
	case isEnd:
		w.endTag(name, at)
	default:
		w.startTag(tag{name: name, at: at})
	}
}

// plainTag reads a tag without attributes, which most tags are; they need no tokenizer.
func plainTag(raw []byte) (name string, isEnd, ok bool) {
	n := len(raw)
	if n < 3 || n > 12 || raw[n-1] != '>' {
		return "", false, false
	}
	b := raw[1 : n-1]
	if isEnd = b[0] == '/'; isEnd {
		b = b[1:]
	}
	for _, c := range b {
		if (c < 'a' || c > 'z') && !isASCIIDigit(c) {
			return "", false, false
		}
	}
	return string(b), isEnd, len(b) > 0 && isASCIILetter(b[0])
}

// tag is a start tag as the author wrote it.
type tag struct {
	name        string
	attrs       []html.Attribute
	selfClosing bool
	at          int // offset in the file
}

func readTag(z *html.Tokenizer, at int) tag {
	name, more := z.TagName()
	t := tag{name: string(name), at: at}
	for more {
		var k, v []byte
		k, v, more = z.TagAttr()
		t.attrs = append(t.attrs, html.Attribute{Key: string(k), Val: string(v)})
	}
	return t
}

// startTag judges a start tag of the author's and writes it if it may stay.
func (w *Writer) startTag(t tag) {
	e, ok := w.admit(t)
	if !ok {
		w.drop(t.name)
		w.apart = w.apart || e.where != inPhrasing || partsText[t.name]
		return
	}
	if e.where != inPhrasing {
		w.EndDirections()
		w.separateBlocks()
	}
	o := open{name: t.name, authors: true, at: t.at, plain: len(w.plain), heading: -1, link: -1}
	if t.name == "summary" {
		w.stack[len(w.stack)-1].summary = true
	}
	w.html = append(w.html, '<')
	w.html = append(w.html, t.name...)
	if level := headingLevel(t.name); level > 0 {
		o.heading = len(w.headings)
		w.addHeading(level, t.at)
		w.hole(holeHeading, o.heading)
	}

	mark := len(w.html)
	kept := w.attributes(t, o.heading)
	switch {
	case t.name == "img":
		w.authorImage(kept, mark, t.at)
		return
	case t.name == "a" && kept.url != nil:
		o.link = w.authorLink(*kept.url, mark, t.at)
		o.inner = w.Here()
	default:
		w.html = append(w.html, '>')
		if n := len(w.ids); o.heading >= 0 && n > 0 && w.ids[n-1].heading == o.heading {
			w.hole(holeAnchor, o.heading)
		}
	}

	if e.holds == holdsNothing {
		if t.name == "br" {
			w.plain = append(w.plain, '\n')
		}
		return
	}
	w.stack = append(w.stack, o)
	w.rawOpen++
	if t.selfClosing {
		w.closeTop()
	}
}

// admit reports whether an element of the author's may be in a page, and stand where the stack is now.
func (w *Writer) admit(t tag) (e element, ok bool) {
	e, ok = elements[t.name]
	if !ok {
		hint := elementHints[t.name]
		if hint == "" {
			hint = "write it in Markdown, or leave it out"
		}
		tell := w.Warnf
		if isActive(t.name) {
			tell = w.Errorf
		}
		tell("html-element", t.at, hint, "<%s> is not allowed in a page", diag.Escape(t.name))
		return e, false
	}
	if attr, hint := lacks(t); attr != "" {
		w.Warnf("html-attribute", t.at, hint, "<%s> needs the attribute %s", t.name, attr)
		return e, false
	}
	w.implyEnds(t.name, e)
	if within, ok := w.fits(t.name, e); !ok {
		w.tellNesting(t.name, within, t.at)
		return e, false
	}
	if w.IsFull() {
		w.TooDeep(t.at)
		return e, false
	}
	return e, true
}

// headingLevel returns the level of the element of a heading, 0 of any other.
func headingLevel(name string) int {
	if len(name) == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6' {
		return int(name[1] - '0')
	}
	return 0
}

// keptAttrs are those attributes of a start tag that decide on the whole element.
type keptAttrs struct{ url, alt *string }

// attributes writes those attributes of a start tag that may stay, but for its address and its id.
func (w *Writer) attributes(t tag, heading int) (kept keptAttrs) {
	seen := make([]string, 0, 8)
	for _, a := range t.attrs {
		if slices.Contains(seen, a.Key) {
			continue
		}
		seen = append(seen, a.Key)
		v := judgeAttr(t.name, a.Key, a.Val)
		if strings.ContainsFunc(v.value, data.IsForbidden) && v.kind != attrURL {
			v = drop("it holds a control character")
		}
		switch v.kind {
		case attrError:
			w.Errorf("html-attribute", t.at, v.why, "the attribute %s is not allowed as it is written in <%s>", quoteAttr(a), t.name)
			continue
		case attrDrop:
			w.Warnf("html-attribute", t.at, v.why, "the attribute %s was left out of <%s>", quoteAttr(a), t.name)
			continue
		case attrChanged:
			w.Warnf("html-attribute", t.at, v.why, "a part of the attribute %s was left out of <%s>", quoteAttr(a), t.name)
		}
		if v.kind != attrURL { // an address is judged where it leads
			v.value = w.balance(v.value, t.at)
		}
		switch {
		case v.kind == attrURL && a.Key != "cite":
			kept.url = &v.value
			continue
		case v.kind == attrURL:
			w.hole(holeURL, w.addLink(link{dest: v.value, kind: linkCite, at: t.at}))
			continue
		case a.Key == "id":
			w.addID(heading, v.value, t.at)
			continue
		case a.Key == "class" && v.value == "":
			continue
		case a.Key == "alt":
			kept.alt = &v.value
		}
		w.attribute(a.Key, v)
	}
	return kept
}

func (w *Writer) attribute(name string, v verdict) {
	w.html = append(w.html, ' ')
	w.html = append(w.html, name...)
	if v.kind != attrBare {
		w.html = append(w.html, `="`...)
		w.html = appendAttr(w.html, v.value)
		w.html = append(w.html, '"')
	}
}

// lacks returns the attribute that is missing and without which the element says nothing, and what to write; "" for none.
func lacks(t tag) (attr, hint string) {
	switch t.name {
	case "bdo":
		attr, hint = "dir", `write <bdo dir="rtl"> or <bdo dir="ltr">; <bdi> needs none`
	case "data":
		attr, hint = "value", "use <span>"
	}
	for _, a := range t.attrs {
		if a.Key == attr {
			if k := judgeAttr(t.name, a.Key, a.Val).kind; k == attrKeep || k == attrChanged {
				return "", ""
			}
			break
		}
	}
	return attr, hint
}

// authorLink makes a link of the tag whose attributes begin at mark, and returns its index. What has
// been written of the tag comes and goes with the address.
func (w *Writer) authorLink(url string, mark, at int) int {
	rest := string(w.html[mark:]) + ">"
	w.html = w.html[:mark-len("<a")]
	n := w.addLink(link{dest: url, kind: linkAnchor, rest: rest, id: w.takeHoles(mark), at: at})
	w.hole(holeLink, n)
	return n
}

// authorImage makes a picture of the tag whose attributes begin at mark.
func (w *Writer) authorImage(kept keptAttrs, mark, at int) {
	rest := string(w.html[mark:])
	w.html = w.html[:mark-len("<img")]
	id := w.takeHoles(mark)
	if kept.url == nil {
		w.Warnf("html-attribute", at, `write <img src="…" alt="…">`, "<img> needs the attribute src")
		if kept.alt != nil {
			w.writePlain([]byte(*kept.alt))
		}
		return
	}
	l := link{dest: *kept.url, kind: linkImage, rest: rest + ">", id: id, at: at}
	if kept.alt == nil {
		w.missingAlt(at)
		l.rest = ` alt=""` + l.rest
	} else {
		l.alt = *kept.alt
		w.plain = append(w.plain, l.alt...)
	}
	w.hole(holeImage, w.addLink(l))
}

// takeHoles takes out the holes made since an offset, because the attributes of a link are written with
// it; it returns the index of the tag's id plus one, 0 for none.
func (w *Writer) takeHoles(from int) (id int) {
	n := len(w.holes)
	for n > 0 && w.holes[n-1].at >= from {
		n--
	}
	for _, h := range w.holes[n:] {
		if h.kind == holeID {
			id = h.n + 1
		}
	}
	w.holes = w.holes[:n]
	return id
}

func quoteAttr(a html.Attribute) string {
	v := a.Val
	if len(v) > 40 {
		v = v[:40] + "…"
	}
	return diag.Escape(a.Key + `="` + strings.ToValidUTF8(v, "\uFFFD") + `"`)
}

// endTag closes what the author opened under that name.
func (w *Writer) endTag(name string, at int) {
	for i := len(w.stack) - 1; i >= 0 && w.stack[i].authors; i-- {
		if w.stack[i].name == name {
			w.CloseAuthors(i + 1)
			w.closeTop()
			return
		}
	}
	if e, ok := elements[name]; ok && e.holds == holdsNothing {
		return // </br> and the like say nothing
	}
	if w.dropped[name] > 0 {
		w.dropped[name]--
		w.apart = w.apart || elements[name].where != inPhrasing || partsText[name]
		return
	}
	w.Warnf("html-stray-end", at, "delete it, or write <"+diag.Escape(name)+"> where it should start",
		"</%s> closes nothing here and was left out", diag.Escape(name))
}

// drop notes a refused start tag, so that its end tag is not refused a second time.
func (w *Writer) drop(name string) {
	if w.dropped == nil {
		w.dropped = map[string]int{}
	}
	w.dropped[name]++
}
