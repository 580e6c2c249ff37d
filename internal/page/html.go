package page

import (
	"bytes"
	"io"
	"strings"

	"golang.org/x/net/html"

	"vernacular/internal/data"
	"vernacular/internal/diag"
)

// open is an element that has been opened and not yet closed: the author's (raw) or Markdown's.
type open struct {
	name    string
	raw     bool
	at      int // offset in the file of its start tag
	mark    int // length of the plain text when it was opened
	heading int // index of the heading, -1 for none
	link    int // index of the link, -1 for none
	summary bool
}

// maxNesting bounds open elements; browsers give up at 512.
const maxNesting = 200

// fits tells whether an element may stand where the stack is now; if not, within names what is in the
// way.
func (c *compiler) fits(name string, e element) (within string, ok bool) {
	i := len(c.stack) - 1
	for i >= 0 && elements[c.stack[i].name].holds == holdsParent {
		if name == "a" && c.stack[i].name == "a" {
			return "a", false
		}
		i--
	}
	if name == "a" || name == "details" {
		for j := i; j >= 0; j-- {
			if c.stack[j].name == "a" {
				return "a", false
			}
		}
	}
	holds, parent := uint8(holdsFlow), "body"
	if i >= 0 {
		parent = c.stack[i].name
		holds = elements[parent].holds
	}
	if parent == "details" && !c.stack[i].summary {
		return parent, name == "summary"
	}
	switch e.where {
	case inPhrasing:
		return parent, holds == holdsPhrasing || holds == holdsFlow || holds == holdsRuby
	case inFlow:
		return parent, holds == holdsFlow
	case inItems:
		return parent, holds == holdsItems
	case inTerms:
		return parent, holds == holdsTerms
	case inDetails:
		return parent, false
	case inFigure:
		return parent, parent == "figure"
	case inTable:
		return parent, holds == holdsTable
	case inRows:
		return parent, holds == holdsRows || holds == holdsTable
	case inCells:
		return parent, holds == holdsCells
	case inCols:
		return parent, holds == holdsCols
	case inRuby:
		return parent, holds == holdsRuby
	}
	return parent, false
}

// textFits tells whether text may stand where the stack is now.
func (c *compiler) textFits() bool {
	for i := len(c.stack) - 1; i >= 0; i-- {
		switch elements[c.stack[i].name].holds {
		case holdsParent:
			continue
		case holdsItems, holdsTerms, holdsTable, holdsRows, holdsCells, holdsCols:
			return false
		case holdsFlow:
			return c.stack[i].name != "details" || c.stack[i].summary
		}
		return true
	}
	return true
}

// push opens one of Markdown's own elements. It can be wrong only inside the author's.
func (c *compiler) push(name string, at int) {
	if c.rawOpen > 0 {
		e := elements[name]
		c.implyEnds(name, e)
		if within, ok := c.fits(name, e); !ok {
			c.nestingError(name, within, at)
		}
	}
	if len(c.stack) == maxNesting {
		c.tooDeep(at)
	}
	c.stack = append(c.stack, open{name: name, at: at, heading: -1, link: -1})
}

// pop closes Markdown's element at the given height, and before it whatever the author left open.
func (c *compiler) pop(height int) {
	c.popTo(height + 1)
	c.stack = c.stack[:height]
}

// popTo closes the author's elements above a height.
func (c *compiler) popTo(height int) {
	for len(c.stack) > height {
		top := c.stack[len(c.stack)-1]
		if !top.raw {
			break // only after an error: push has gone on past the limit
		}
		if !elements[top.name].optional {
			c.warnf("html-unclosed", top.at, "write </"+top.name+"> where it should end",
				"<%s> is never closed here; it now ends with the paragraph or element around it", top.name)
		}
		c.closeTop()
	}
}

// closeTop writes the end tag of the author's element on top of the stack.
func (c *compiler) closeTop() {
	top := c.stack[len(c.stack)-1]
	c.stack = c.stack[:len(c.stack)-1]
	c.rawOpen--
	if elements[top.name].where != inPhrasing {
		c.betweenBlocks()
	}
	switch {
	case top.heading >= 0:
		h := &c.headings[top.heading]
		h.Text = squash(c.text[top.mark:])
		if h.Text == "" {
			c.warnf("empty-heading", top.at, "write its text or delete it", "the heading has no text")
		}
	case top.name == "details" && !top.summary:
		c.errorf("html-nesting", top.at, "start it with <summary>…</summary>", "<details> needs a <summary>")
	case top.link >= 0 && len(c.out) == c.links[top.link].mark && len(c.holes) == c.links[top.link].holes:
		c.emptyLink(top.link)
	}
	if top.link >= 0 {
		c.hole(holeLinkEnd, top.link)
		return
	}
	c.out = append(c.out, "</"...)
	c.out = append(c.out, top.name...)
	c.out = append(c.out, '>')
}

// implyEnds closes elements whose end tag may be left out before the one that now starts
// (HTML §13.1.2.4).
func (c *compiler) implyEnds(name string, e element) {
	if n := len(c.stack); n > 0 && c.stack[n-1].raw && c.stack[n-1].name == "p" && e.where != inPhrasing {
		c.closeTop()
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
	for i := len(c.stack) - 1; i >= 0 && c.stack[i].raw; i-- {
		key := " " + c.stack[i].name + " "
		if strings.Contains(bounds, key) {
			return
		}
		if strings.Contains(ends, key) {
			c.popTo(i)
			return
		}
	}
}

// startTag judges a start tag of the author's and writes it if it may stay.
func (c *compiler) startTag(name string, attrs []html.Attribute, selfClosing bool, at int) {
	e, ok := elements[name]
	if !ok {
		hint := elementHints[name]
		if hint == "" {
			hint = "write it in Markdown, or leave it out"
		}
		c.errorf("html-element", at, hint, "<%s> is not allowed in a page", diag.Escape(name))
		c.drop(name)
		return
	}
	c.implyEnds(name, e)
	if within, ok := c.fits(name, e); !ok {
		c.nestingError(name, within, at)
		c.drop(name)
		return
	}
	if len(c.stack) >= maxNesting {
		c.tooDeep(at)
		c.drop(name)
		return
	}
	void := e.holds == holdsNothing
	if e.where != inPhrasing {
		c.betweenBlocks()
	}
	o := open{name: name, raw: true, at: at, mark: len(c.text), heading: -1, link: -1}
	if name == "summary" {
		c.stack[len(c.stack)-1].summary = true
	}
	c.out = append(c.out, '<')
	c.out = append(c.out, name...)
	var url, alt *string
	level := 0
	if len(name) == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6' {
		level = int(name[1] - '0')
		o.heading = len(c.headings)
		c.addHeading(level, at)
		c.hole(holeHeading, o.heading)
	}
	mark := len(c.out)
	seen := make([]string, 0, 8)
	required := ""
	for _, a := range attrs {
		dup := false
		for _, s := range seen {
			dup = dup || s == a.Key
		}
		if dup {
			continue
		}
		seen = append(seen, a.Key)
		verdict, value, bare, why := judgeAttr(name, a.Key, a.Val)
		if i := strings.IndexFunc(value, data.IsForbidden); i >= 0 {
			verdict, why = attrError, "it holds a control character"
		}
		switch verdict {
		case attrError:
			c.errorf("html-attribute", at, why, "the attribute %s is not allowed as it is written in <%s>", quoteAttr(a), name)
			continue
		case attrDrop:
			c.warnf("html-attribute", at, "delete it; it has no effect", "the attribute %s was left out of <%s>", quoteAttr(a), name)
			continue
		}
		c.checkDirections(value, at)
		switch {
		case verdict == attrURL && a.Key != "cite":
			url = &value
			continue
		case verdict == attrURL:
			c.hole(holeURL, c.addLink(link{dest: value, kind: linkCite, at: at}))
			continue
		case a.Key == "id":
			c.rawID(o.heading, value, at)
			continue
		case a.Key == "alt":
			alt = &value
		case a.Key == "dir" || a.Key == "value":
			required = a.Key
		case a.Key == "class" && value == "":
			continue
		}
		c.out = append(c.out, ' ')
		c.out = append(c.out, a.Key...)
		if !bare {
			c.out = append(c.out, `="`...)
			c.out = appendAttr(c.out, value)
			c.out = append(c.out, '"')
		}
	}
	switch name {
	case "bdo":
		if required != "dir" {
			c.errorf("html-attribute", at, `write <bdo dir="rtl"> or <bdo dir="ltr">; <bdi> needs none`, "<bdo> needs the attribute dir")
		}
	case "data":
		if required != "value" {
			c.errorf("html-attribute", at, "use <span>", "<data> needs the attribute value")
		}
	case "img":
		c.rawImage(url, alt, mark, at)
		return
	case "a":
		if url != nil {
			// What has been written since the name belongs to the tag, which comes and goes with
			// the address.
			rest := string(c.out[mark:]) + ">"
			c.out = c.out[:mark-len("<a")]
			o.link = c.addLink(link{dest: *url, kind: linkAnchor, rest: rest, id: c.retarget(mark), at: at})
			c.hole(holeLink, o.link)
			c.links[o.link].mark, c.links[o.link].holes = len(c.out), len(c.holes)
		}
	}
	if o.link < 0 {
		c.out = append(c.out, '>')
	}
	if void {
		if name == "br" {
			c.text = append(c.text, '\n')
		}
		return
	}
	c.stack = append(c.stack, o)
	c.rawOpen++
	if selfClosing {
		c.closeTop()
	}
}

// retarget takes out the holes made since an offset, because the attributes of a link are written
// with it; it returns the index of the tag's id plus one, 0 for none.
func (c *compiler) retarget(from int) (id int) {
	n := len(c.holes)
	for n > 0 && c.holes[n-1].at >= from {
		n--
	}
	for _, h := range c.holes[n:] {
		if h.kind == holeID {
			id = h.n + 1
		}
	}
	c.holes = c.holes[:n]
	return id
}

func (c *compiler) rawImage(url, alt *string, mark, at int) {
	rest := string(c.out[mark:])
	c.out = c.out[:mark-len("<img")]
	if url == nil {
		c.retarget(mark)
		c.errorf("html-attribute", at, `write <img src="…" alt="…">`, "<img> needs the attribute src")
		return
	}
	l := link{dest: *url, kind: linkImage, rest: rest + ">", id: c.retarget(mark), at: at}
	if alt == nil {
		c.missingAlt(at)
		l.rest = ` alt=""` + l.rest
	} else {
		l.alt = *alt
		c.text = append(c.text, *alt...)
	}
	c.hole(holeImage, c.addLink(l))
}

func quoteAttr(a html.Attribute) string {
	v := a.Val
	if len(v) > 40 {
		v = v[:40] + "…"
	}
	return diag.Escape(a.Key + `="` + strings.ToValidUTF8(v, "\uFFFD") + `"`)
}

// endTag closes what the author opened under that name.
func (c *compiler) endTag(name string, at int) {
	for i := len(c.stack) - 1; i >= 0 && c.stack[i].raw; i-- {
		if c.stack[i].name == name {
			c.popTo(i + 1)
			c.closeTop()
			return
		}
	}
	if e, ok := elements[name]; ok && e.holds == holdsNothing {
		return // </br> and the like say nothing
	}
	if c.dropped[name] > 0 {
		c.dropped[name]--
		return
	}
	c.warnf("html-stray-end", at, "delete it, or write <"+diag.Escape(name)+"> where it should start",
		"</%s> closes nothing here and was left out", diag.Escape(name))
}

// drop notes a refused start tag, so that its end tag is not refused a second time.
func (c *compiler) drop(name string) {
	if c.dropped == nil {
		c.dropped = map[string]int{}
	}
	c.dropped[name]++
}

func (c *compiler) nestingError(name, within string, at int) {
	hint := "close <" + within + "> before it, or leave it out"
	switch {
	case within == "details" && name != "summary":
		hint = "start <details> with <summary>…</summary>"
	case within == "body":
		hint = "it needs the element around it that it belongs to"
	case elements[within].holds == holdsPhrasing:
		hint = "<" + within + "> may hold text and emphasis only; put <" + name + "> outside, after an empty line"
	}
	c.errorf("html-nesting", at, hint, "<%s> cannot stand inside <%s>", name, within)
}

func (c *compiler) tooDeep(at int) {
	if !c.deep {
		c.deep = true
		c.diags = append(c.diags, limitError("depth", c.pos(at), maxNesting, "elements inside each other"))
	}
}

// inlineHTML takes one tag, comment or declaration inside a paragraph.
func (c *compiler) inlineHTML(raw []byte, at int) {
	// Tags without attributes are most of what people write; they need no tokenizer.
	if n := len(raw); n >= 3 && n <= 12 && raw[n-1] == '>' {
		name, end := raw[1:n-1], false
		if name[0] == '/' {
			name, end = name[1:], true
		}
		plain := len(name) > 0 && isASCIILetter(name[0])
		for _, b := range name {
			plain = plain && (b >= 'a' && b <= 'z' || isASCIIDigit(b))
		}
		if plain {
			if end {
				c.endTag(string(name), at)
			} else {
				c.startTag(string(name), nil, false, at)
			}
			return
		}
	}
	c.fragment(raw, func(int) int { return at })
}

// fragment takes a run of HTML: a block of it in Markdown, or the body of an .html page. where maps
// offsets in it to offsets in the file.
func (c *compiler) fragment(b []byte, where func(int) int) {
	z := html.NewTokenizer(bytes.NewReader(b))
	off := 0
	skip := "" // the refused element whose text is being left out
	for {
		tt := z.Next()
		size := len(z.Raw())
		at := where(off)
		if tt == html.ErrorToken {
			if z.Err() != io.EOF || off < len(bytes.TrimRight(b, " \t\n")) {
				c.errorf("html-unfinished", at, "write the > that ends the tag; for a plain < write &lt;", "a tag starts here and does not end")
			}
			return
		}
		raw := b[off : off+size]
		off += size
		switch tt {
		case html.TextToken:
			if skip != "" {
				continue
			}
			if c.html != nil {
				c.html.text(c, raw, at)
			}
			blank := len(bytes.TrimSpace(raw)) == 0
			if !blank && !c.textFits() {
				c.errorf("html-nesting", at, "put it into the element that may hold it, such as <li> or <td>", "text cannot stand directly inside <%s>", c.stack[len(c.stack)-1].name)
			}
			c.writeHTMLText(raw, at)
		case html.StartTagToken, html.SelfClosingTagToken:
			nameBytes, more := z.TagName()
			name := string(nameBytes)
			var attrs []html.Attribute
			for more {
				var k, v []byte
				k, v, more = z.TagAttr()
				attrs = append(attrs, html.Attribute{Key: string(k), Val: string(v)})
			}
			if dropContent[name] && tt == html.StartTagToken {
				skip = name
			}
			if c.html != nil {
				c.html.tag(c, name, at, false)
			}
			c.startTag(name, attrs, tt == html.SelfClosingTagToken, at)
		case html.EndTagToken:
			nameBytes, _ := z.TagName()
			name := string(nameBytes)
			if name == skip {
				skip = ""
			}
			if c.html != nil {
				c.html.tag(c, name, at, true)
			}
			c.endTag(name, at)
		case html.DoctypeToken:
			c.warnf("html-dropped", at, "delete it; a page holds only what goes inside <body>", "the document type was left out")
		case html.CommentToken:
			if !bytes.HasPrefix(raw, []byte("<!--")) {
				c.warnf("html-dropped", at, "delete it; for a plain < write &lt;", "what starts with %q is no HTML and was left out", clip(raw))
			}
		}
	}
}

func clip(b []byte) string {
	s := []rune(strings.ToValidUTF8(string(b[:min(len(b), 80)]), "\uFFFD"))
	return diag.Escape(string(s[:min(len(s), 20)]))
}

// htmlBlock takes a block of HTML inside Markdown. Elements that hold blocks stay open for the
// Markdown that may follow; the others end with it.
func (c *compiler) htmlBlock(b []byte, where func(int) int) {
	c.fragment(b, where)
	for n := len(c.stack); n > 0 && c.stack[n-1].raw; n = len(c.stack) {
		// <ins> and <del> may hold blocks; so may <a>, but a forgotten </a> would make a link of
		// the rest of the page.
		name := c.stack[n-1].name
		if h := elements[name].holds; h != holdsPhrasing && h != holdsRuby && name != "a" {
			break
		}
		c.popTo(n - 1)
	}
}

// htmlBlocks finds the blocks of an .html page: runs of text that are not interrupted by an element
// that holds blocks.
type htmlBlocks struct {
	active bool
	kind   Kind
	level  int
	start  int // offset in the file
	mark   int // length of the plain text at its start
}

func (h *htmlBlocks) text(c *compiler, raw []byte, at int) {
	if !h.active && len(bytes.TrimSpace(raw)) > 0 {
		lead := len(raw) - len(bytes.TrimLeft(raw, " \t\n"))
		h.begin(c, at+lead)
	}
}

func (h *htmlBlocks) begin(c *compiler, at int) {
	h.active, h.start, h.mark, h.kind, h.level = true, at, len(c.text), KindParagraph, 0
	for i := len(c.stack) - 1; i >= 0; i-- {
		switch name := c.stack[i].name; {
		case elements[name].where == inPhrasing:
			continue
		case name == "li" || name == "dt" || name == "dd":
			h.kind = KindListItem
		case name == "td" || name == "th":
			h.kind = KindTableCell
		case name == "pre":
			h.kind = KindCode
		case name == "blockquote":
			h.kind = KindQuotation
		case c.stack[i].heading >= 0:
			h.kind, h.level = KindHeading, int(name[1]-'0')
		}
		return
	}
}

func (h *htmlBlocks) tag(c *compiler, name string, at int, end bool) {
	e, known := elements[name]
	if known && e.where != inPhrasing {
		h.finish(c, at)
		return
	}
	if !h.active && !end && (name == "img" || known && e.holds != holdsNothing) {
		h.begin(c, at)
	}
}

func (h *htmlBlocks) finish(c *compiler, at int) {
	if !h.active {
		return
	}
	h.active = false
	src := c.s.Src[h.start:at]
	src = bytes.TrimRight(src, " \t\r\n")
	text := squash(c.text[h.mark:])
	c.endDirections()
	if text == "" || c.opt.NoBlocks {
		return
	}
	line, col := c.s.LineCol(h.start)
	c.blocks = append(c.blocks, Block{Kind: h.kind, Level: h.level, Start: h.start, End: h.start + len(src), Line: line, Col: col,
		Source: strings.ReplaceAll(strings.ReplaceAll(string(src), "\r\n", "\n"), "\r", "\n"), Text: text})
}

// squash makes one space of any white space, and none at the ends.
func squash(b []byte) string {
	space := true // at the start, or after a space
	for _, c := range b {
		switch {
		case c == ' ' && !space:
			space = true
		case c <= ' ', c == 0xc2, c >= 0xe1 && c <= 0xe3: // what other spaces begin with, or worse
			return strings.Join(strings.Fields(string(b)), " ")
		default:
			space = false
		}
	}
	if space && len(b) > 0 {
		b = b[:len(b)-1]
	}
	return string(b)
}
