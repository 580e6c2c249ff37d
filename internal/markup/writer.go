// Package markup turns what an author writes as HTML, and as addresses, into HTML that may be published.
//
// A [Writer] takes text, elements that its caller opens and closes, and runs of the author's own HTML,
// and keeps them balanced on one stack: text is escaped, the author's elements and attributes are
// those of an allow-list (allow.go), and what is not closed is closed with the element around it. What
// may not stay is left out, its text not, so that the result may always be published: with a warning
// where that harms nobody, with an error where it could have run, loaded or disguised something. The
// result is a [Fragment]: HTML with holes where an address or an id goes. [Fragment.Render] fills the
// holes: its caller says where an address leads, and what it says is judged by scheme and server
// (address.go). An [Assembly] is a page made of parts of several fragments. The package opens no file and
// knows no Markdown and no other page.
//
// Start with [Writer]. The neighbour to read next is page, which writes Markdown with it.
package markup

import (
	"bytes"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"vernacular/internal/data"
	"vernacular/internal/diag"
)

// Writer writes the HTML of one page, and its plain text beside it. Offsets named at are places in the
// file, for problems.
type Writer struct {
	buffers
	file *diag.Text

	noteIDs []string       // of footnotes and of the references to them
	rawBase int            // of the running block of the author's HTML: how high the stack is where it has not been opened
	closed  []byte         // and what it has closed, each name after a slash
	rawOpen int            // how many elements of the stack are the author's
	dropped map[string]int // refused start tags whose end tag is still to come, by name
	apart   bool           // a tag was left out that parts the text before it from the text after it
	deep    bool           // there were more elements inside each other than a page may have

	controls bool // the file has direction controls, which must balance in each paragraph
	dirs     data.DirStack

	inAlt bool // the alternative text of a picture is being written

	problems []diag.Diagnostic
	refused  []string // what errors say was left out
}

// buffers are what a writer writes into before it is known how much it will be. The fragment gets
// copies, and the next page's writer the room.
type buffers struct {
	html     []byte
	plain    []byte // the text that readers read, without markup
	holes    []hole
	links    []link
	ids      []authorID
	notes    []noteMark
	headings []Heading
	places   []int // of the headings, in the file
	stack    []open
}

var bufferPool = sync.Pool{New: func() any { return new(buffers) }}

// NewWriter returns a writer for a page of a file. controls says that the file has direction controls,
// so that each paragraph is looked through for those without a counterpart.
func NewWriter(file *diag.Text, controls bool) *Writer {
	return &Writer{buffers: *bufferPool.Get().(*buffers), file: file, controls: controls}
}

// Release gives the writer's room to another page. The writer must not be used any more. Only a page
// beyond the ordinary keeps its own room, and no text of a page is held on to.
func (w *Writer) Release() {
	b := w.buffers
	w.buffers = buffers{}
	if cap(b.html) > 1<<18 || cap(b.plain) > 1<<18 || cap(b.holes) > 1<<12 {
		return
	}
	clear(b.links)
	clear(b.ids)
	clear(b.headings)
	clear(b.stack)
	b.html, b.plain, b.holes, b.links = b.html[:0], b.plain[:0], b.holes[:0], b.links[:0]
	b.ids, b.notes, b.headings, b.places, b.stack = b.ids[:0], b.notes[:0], b.headings[:0], b.places[:0], b.stack[:0]
	bufferPool.Put(&b)
}

// Finish gives every heading an id and returns what was written.
func (w *Writer) Finish() Fragment {
	w.giveIDs()
	w.checkOutline()
	return Fragment{
		Headings: exact(w.headings), file: w.file.File, src: w.file.Src,
		html: string(w.html), holes: exact(w.holes), links: exact(w.links), ids: exact(w.ids),
		notes: exact(w.notes), noteIDs: w.noteIDs,
	}
}

// exact copies a slice; an empty one becomes nil.
func exact[T any](s []T) []T { return append([]T(nil), s...) }

// Place is a place in the HTML: an offset, and how many holes come before it.
type Place struct{ HTML, Hole int32 }

// End returns the end of the HTML.
func (f *Fragment) End() Place { return Place{int32(len(f.html)), int32(len(f.holes))} }

// Here returns the end of what has been written.
func (w *Writer) Here() Place { return Place{int32(len(w.html)), int32(len(w.holes))} }

// nothingSince reports whether nothing has been written since a place.
func (w *Writer) nothingSince(p Place) bool { return w.Here() == p }

// PlainLen returns the length of the plain text so far.
func (w *Writer) PlainLen() int { return len(w.plain) }

// Plain returns the plain text from an offset on. It is valid until the next text is written.
func (w *Writer) Plain(from int) []byte { return w.plain[from:] }

// AddPlain adds to the plain text alone.
func (w *Writer) AddPlain(b ...byte) { w.plain = append(w.plain, b...) }

// WriteHTML writes the caller's own HTML as it is.
func (w *Writer) WriteHTML(s string) { w.html = append(w.html, s...) }

// WriteText writes text.
func (w *Writer) WriteText(b []byte, at int) {
	if w.controls && !w.inAlt {
		w.writeDirected(b, at)
		return
	}
	w.writePlain(b)
}

// WriteReference writes what a character reference stands for. A control character is written as U+FFFD.
func (w *Writer) WriteReference(s string, at int) {
	for _, r := range s {
		switch {
		case data.IsForbidden(r):
			w.Report(data.ControlProblem(r, w.file.At(at)))
			r = utf8.RuneError
		case data.IsEmbedding(r) && !w.direction(r, at):
			continue
		}
		w.writePlain(utf8.AppendRune(nil, r))
	}
}

// WriteCode writes the text of a code element, which may hold no direction controls. It returns what is written, and adds
// nothing to the plain text.
func (w *Writer) WriteCode(b []byte, at int) []byte {
	if w.controls && bytes.ContainsFunc(b, data.IsEmbedding) {
		out := make([]byte, 0, len(b))
		for i, r := range string(b) {
			if data.IsEmbedding(r) {
				w.codeDirection(r, at+i)
			} else {
				out = utf8.AppendRune(out, r)
			}
		}
		b = out
	}
	w.html = AppendEscaped(w.html, b)
	return b
}

// EndLine ends the last line of what has been written since a place. What is blank, as a comment of the
// author's leaves it, goes.
func (w *Writer) EndLine(from Place) {
	n := len(w.html)
	switch {
	case w.Here().Hole == from.Hole && len(bytes.TrimSpace(w.html[from.HTML:])) == 0:
		w.html = w.html[:from.HTML]
	case n == 0 || w.html[n-1] != '\n' || w.Here().Hole > from.Hole && w.holes[len(w.holes)-1].at == n:
		w.WriteHTML("\n")
	}
}

func (w *Writer) hole(kind holeKind, n int) {
	w.holes = append(w.holes, hole{len(w.html), kind, n})
}

// OpenHeading is a heading that has been opened and not yet closed.
type OpenHeading struct {
	Before     Place // its element
	Attributes Place // in its start tag, behind the id, where that may take one more

	index, ids, height, plain int
	inner                     Place
}

// OpenHeading opens a heading; id is what the author gave it, or "".
func (w *Writer) OpenHeading(level int, id string, at int) OpenHeading {
	name := headingNames[level]
	height := w.Open(name, at)
	h := OpenHeading{index: len(w.headings), ids: len(w.ids), height: height, plain: len(w.plain), Before: w.Here()}
	w.WriteHTML("<" + name)
	w.hole(holeHeading, h.index)
	h.Attributes = w.Here()
	w.WriteHTML(">")
	w.addHeading(level, at)
	if id != "" {
		w.addID(h.index, id, at)
		w.hole(holeAnchor, h.index)
	}
	h.inner = w.Here()
	return h
}

// headingNames are the elements of headings by level.
var headingNames = [...]string{1: "h1", "h2", "h3", "h4", "h5", "h6"}

// CloseHeading closes a heading, and takes it back if nothing is in it.
func (w *Writer) CloseHeading(h OpenHeading) {
	w.Close(h.height)
	heading := &w.headings[h.index]
	heading.Text = headingText(w.plain[h.plain:])
	if !w.nothingSince(h.inner) {
		w.WriteHTML("</" + headingNames[heading.Level] + ">\n")
		return
	}
	w.emptyHeading(w.places[h.index])
	w.html, w.holes = w.html[:h.Before.HTML], w.holes[:h.Before.Hole]
	w.headings, w.places, w.ids = w.headings[:h.index], w.places[:h.index], w.ids[:h.ids]
}

// headingText returns the text of a heading, which tables of contents show on its own.
func headingText(plain []byte) string {
	text, _ := data.Balance(Squash(plain), diag.Pos{})
	return text
}

func (w *Writer) addHeading(level, at int) {
	w.headings = append(w.headings, Heading{Level: level})
	w.places = append(w.places, at)
}

func (w *Writer) emptyHeading(at int) {
	w.Warnf("empty-heading", at, "write its text or delete it", "the heading has no text")
}

// FirstHeading returns the text of the first heading so far, "" if there is none.
func (w *Writer) FirstHeading() string {
	if len(w.headings) == 0 {
		return ""
	}
	return w.headings[0].Text
}

// checkOutline warns of headings that leave out a level, by which readers who jump from heading to
// heading lose their way. The layout has the heading of level 1.
func (w *Writer) checkOutline() {
	last := 1
	for i, h := range w.headings {
		if h.Level > last+1 {
			hint := "make it a heading of level " + strconv.Itoa(last+1) + ": " + strings.Repeat("#", last+1)
			w.Warnf("heading-level", w.places[i], hint, "a heading of level %d follows one of level %d", h.Level, last)
		}
		last = h.Level
	}
}

// OpenLink is a link that has been opened and not yet closed.
type OpenLink struct {
	link, height int
	inner        Place
}

// OpenLink opens a link to an address as the author means it, with escapes and character references
// resolved. attrs are further attributes of its start tag, each after a space; see [Writer.TitleAttr].
func (w *Writer) OpenLink(dest, attrs string, at int) OpenLink {
	inLink := w.InLink()
	l := OpenLink{height: w.Open("a", at), link: w.addLink(link{dest: dest, kind: linkAnchor, rest: attrs + ">", at: at, drop: inLink})}
	w.hole(holeLink, l.link)
	l.inner = w.Here()
	return l
}

// CloseLink closes a link; one without a text is taken out when the page is rendered.
func (w *Writer) CloseLink(l OpenLink) {
	w.Close(l.height)
	if w.nothingSince(l.inner) {
		w.emptyLink(l.link)
	}
	w.hole(holeLinkEnd, l.link)
}

// addLink takes note of a link. One that could run something is refused here, whatever its caller would make of it.
func (w *Writer) addLink(l link) int {
	if isScript(l.dest, l.kind == linkImage) {
		_, problems := readAddress(l.dest, l.kind == linkImage)
		for _, d := range problems {
			d.Pos = w.file.At(l.at)
			w.refuse(d)
		}
		l.drop = true
	}
	w.links = append(w.links, l)
	return len(w.links) - 1
}

func (w *Writer) emptyLink(n int) {
	w.links[n].drop = true
	w.Warnf("empty-link", w.links[n].at, "write [text](address), or delete it", "the link has no text, so nobody can follow it")
}

// InLink reports whether a link is open.
func (w *Writer) InLink() bool {
	for i := range w.stack {
		if w.stack[i].name == "a" {
			return true
		}
	}
	return false
}

// TitleAttr returns an attribute title for a start tag, "" for no title.
func (w *Writer) TitleAttr(title string, at int) string {
	if title == "" {
		return ""
	}
	title = w.balance(title, at)
	return ` title="` + string(appendAttr(nil, strings.ReplaceAll(title, "\n", " "))) + `"`
}

// OpenAlt is the alternative text of a picture that is being written.
type OpenAlt struct {
	before               Place
	links, height, plain int
	inAlt                bool
}

// OpenAlt begins the alternative text of a picture. It is what the markup that follows reads as:
// [Writer.CloseAlt] leaves the markup out.
func (w *Writer) OpenAlt() OpenAlt {
	a := OpenAlt{w.Here(), len(w.links), len(w.stack), len(w.plain), w.inAlt}
	w.inAlt = true      // the attribute is judged on its own
	w.OpenUnjudged("a") // no link becomes one in here
	return a
}

// CloseAlt returns the alternative text, which stays in the plain text of the page.
func (w *Writer) CloseAlt(a OpenAlt, at int) string {
	w.Close(a.height)
	w.inAlt = a.inAlt
	alt := Squash(w.plain[a.plain:])
	w.html, w.holes, w.links = w.html[:a.before.HTML], w.holes[:a.before.Hole], w.links[:a.links]
	if alt == "" {
		w.missingAlt(at)
	}
	return w.balance(alt, at)
}

// WriteImage writes a picture; attrs are further attributes as those of [Writer.OpenLink].
func (w *Writer) WriteImage(dest, alt, attrs string, at int) {
	rest := ` alt="` + string(appendAttr(nil, alt)) + `"` + attrs + ">"
	w.hole(holeImage, w.addLink(link{dest: dest, kind: linkImage, rest: rest, alt: alt, at: at}))
}

func (w *Writer) missingAlt(at int) {
	w.Warnf("missing-alt", at, `say in a few words what the picture shows; for a mere ornament write <img src="…" alt="">`,
		"the picture has no alternative text")
}
