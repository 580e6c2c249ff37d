package markup

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"vernacular/internal/diag"
)

// Fragment is the HTML of a page's body with holes where addresses and ids go. It is immutable.
type Fragment struct {
	Headings []Heading

	html    string
	holes   []hole // in order
	links   []link
	ids     []authorID
	notes   []noteMark
	noteIDs []string // of footnotes and of the references to them

	file string // the file that the page was read from, and its bytes: for the places of links
	src  []byte
}

type hole struct {
	at   int // offset in the HTML
	kind holeKind
	n    int // index of the link, heading, id or note
}

type holeKind uint8

const (
	holeLink     holeKind = iota // <a href=…>
	holeLinkEnd                  // </a>
	holeImage                    // <img src=…>
	holeURL                      // cite=…
	holeHeading                  // the id of a heading
	holeAnchor                   // behind the start tag of a heading whose author gave it an id
	holeID                       // the id of another element
	holeNoteRef                  // a reference to a footnote
	holeNoteBack                 // the way back to it
)

// link is an address to be resolved.
type link struct {
	dest string // as the author means it: escapes and character references resolved
	kind linkKind
	rest string // what follows the address in the tag
	alt  string // of an image, shown if the image may not be
	id   int    // index of the tag's id plus one, 0 for none
	drop bool   // it is left out: it has no text, is in another link, or could run something
	at   int    // its place in the file
}

// lang returns what the link says of the language of its page, "" for nothing.
func (l *link) lang() string {
	_, rest, _ := strings.Cut(l.rest, ` hreflang="`)
	lang, _, _ := strings.Cut(rest, `"`)
	return lang
}

type linkKind uint8

const (
	linkAnchor linkKind = iota
	linkImage
	linkCite
)

// Reference is an address that a page refers to, at its place.
type Reference struct {
	Dest  string // as written, with escapes and character references resolved
	Image bool
	Pos   diag.Pos
}

// References returns the addresses of the page in the order in which [Fragment.Render] asks for them,
// each as often as it is there.
func (f *Fragment) References() []Reference {
	out := make([]Reference, len(f.links))
	text := &diag.Text{File: f.file, Src: f.src}
	for i, l := range f.links {
		out[i] = Reference{l.dest, l.kind == linkImage, text.At(l.at)}
	}
	return out
}

// Redirected returns the fragment with other addresses of links and pictures: lead returns that of one that stands at a place in
// the file and leads to dest; ok is false where it stays.
func (f Fragment) Redirected(lead func(at int, dest string) (to string, ok bool)) Fragment {
	f.links = slices.Clone(f.links)
	for i := range f.links {
		l := &f.links[i]
		if to, ok := lead(l.at, l.dest); ok && l.kind != linkCite {
			l.dest = to
		}
	}
	return f
}

// RenderOptions say how to write a page as HTML.
type RenderOptions struct {
	// IDs are the source variant's headings: a heading takes the id of its counterpart there, so that
	// "#the-problem" leads to the same place in every language. A heading without a counterpart keeps
	// an id of its own. Nil leaves all ids as they are in [Fragment.Headings].
	IDs []Heading

	// Resolve answers for an address as written (see [Reference]). With ok, url is published in its
	// place, after its scheme has been checked like any other. Without, the page judges the address
	// itself: a scheme of the allow-list and a fragment of the page are fine, anything else is a
	// warning and stays as written. Nil knows no address.
	Resolve func(dest string, image bool) (url string, ok bool)

	// ResolveIn answers in place of Resolve for a link whose author says in which language its page is (hreflang).
	ResolveIn func(dest, lang string) (url string, ok bool)

	// PictureFrom reports whether the page may show pictures of another server; server is its name, with the port if
	// the address has one. Nil allows none. Own is the address of the site itself, such as "https://www.example.org/",
	// whose pictures are nobody else's; it may be empty.
	PictureFrom func(server string) bool
	Own         string
}

// Render writes the body as HTML for a layout to put into its page; the problems are those that depend
// on where links lead. It changes nothing in the fragment and may be called at the same time from
// several goroutines.
//
// Classes and attributes that a layout may style: "align-left", "align-center" and "align-right" on
// th and td; "language-x" on the code element of a fenced block; dir="ltr" on pre, code and bare
// addresses; "footnotes" on the div with the list of footnotes, "footnote-ref" and "footnote-backref"
// on the links there and back. Ids of footnotes start with "fn:" and "fnref:"; no heading's id has a
// colon or starts with "_" unless its author wrote it so.
func (f *Fragment) Render(o RenderOptions) (string, []diag.Diagnostic) {
	r := renderer{f: f, o: o}
	if o.IDs != nil {
		r.headings, r.taken = f.mapIDs(o.IDs)
	}
	var b strings.Builder
	b.Grow(len(f.html) + len(f.html)/8)
	r.write(&b, Place{}, f.End())
	return b.String(), Fewer(r.problems)
}

// write writes a part of the HTML, its holes filled.
func (r *renderer) write(b *strings.Builder, from, to Place) {
	last := int(from.HTML)
	for _, h := range r.f.holes[from.Hole:to.Hole] {
		b.WriteString(r.f.html[last:h.at])
		last = h.at
		switch h.kind {
		case holeHeading:
			r.writeHeadingID(b, h.n)
		case holeAnchor:
			r.writeAnchor(b, h.n)
		case holeID:
			r.writeID(b, h.n)
		case holeNoteRef, holeNoteBack:
			r.writeNote(b, h.kind, r.f.notes[h.n])
		default:
			r.link(b, h)
		}
	}
	b.WriteString(r.f.html[last:to.HTML])
}

func (r *renderer) writeHeadingID(b *strings.Builder, n int) {
	if r.piece == nil || !r.piece.isQuoted {
		writeAttr(b, " id", r.headingID(n))
	}
}

func (r *renderer) writeNote(b *strings.Builder, kind holeKind, m noteMark) {
	switch {
	case kind == holeNoteRef && r.page != nil:
		r.page.notes.writeRef(b, r.piece, m)
	case kind == holeNoteRef:
		writeNoteRef(b, m.note, m.ref, m.isInLink)
	case r.page != nil:
		r.page.notes.writeBack(b, r.piece)
	default:
		writeNoteBack(b, m.note, m.ref, m.refs)
	}
}

type renderer struct {
	f         *Fragment
	o         RenderOptions
	headings  []string  // ids by heading, nil for the fragment's own
	taken     *idSet    // ids that only one element may have, when headings is set
	anchors   *idSet    // everything a fragment may name; made when the first one is met
	fragments []pending // those that wait for judgeFragments
	done      []address // by link
	state     []uint8
	problems  []diag.Diagnostic
	text      *diag.Text // for places; nil until the first problem

	page  *Assembly // that the fragment is a part of, nil if it is the page
	piece *piece    // of page, that is being written
}

// pending is a link to a fragment of the page.
type pending struct {
	name string
	link *link
}

func (r *renderer) headingID(n int) string {
	if r.headings != nil {
		return r.headings[n]
	}
	return r.f.Headings[n].ID
}

// elementID returns the id of an element other than a heading; it gives way to a heading's that came from
// the source.
func (r *renderer) elementID(n int) string {
	if id := r.f.ids[n].id; r.taken == nil || !r.taken.has(id) {
		return id
	}
	return ""
}

func (r *renderer) writeID(b *strings.Builder, n int) {
	id := r.elementID(n)
	if r.page != nil {
		id = r.page.claim(r.piece, id)
	}
	if id == "" {
		r.lostID(n)
		return
	}
	writeAttr(b, " id", id)
}

func (r *renderer) link(b *strings.Builder, h hole) {
	l := &r.f.links[h.n]
	if r.done == nil {
		r.done = make([]address, len(r.f.links))
		r.state = make([]uint8, len(r.f.links))
	}
	if r.state[h.n] == 0 {
		r.state[h.n] = 1
		r.done[h.n] = r.resolve(l)
	}
	a := r.done[h.n]
	switch h.kind {
	case holeLinkEnd:
		if !a.refused {
			b.WriteString("</a>")
		}
	case holeLink:
		if !a.refused {
			r.startTag(b, l, "<a", " href", a.url)
		}
	case holeImage:
		if a.refused {
			b.Write(AppendEscaped(nil, []byte(l.alt)))
			return
		}
		r.startTag(b, l, "<img", " src", a.url)
	case holeURL:
		if !a.refused {
			writeAttr(b, " cite", a.url)
		}
	}
}

// startTag writes the start tag of a link or a picture with its address.
func (r *renderer) startTag(b *strings.Builder, l *link, tag, attr, url string) {
	b.WriteString(tag)
	if l.id > 0 {
		r.writeID(b, l.id-1)
	}
	writeAttr(b, attr, url)
	b.WriteString(l.rest)
}

// report adds problems of a link, and their place.
func (r *renderer) report(l *link, diags ...diag.Diagnostic) {
	if len(diags) == 0 {
		return
	}
	if r.text == nil {
		r.text = &diag.Text{File: r.f.file, Src: r.f.src}
	}
	for _, d := range diags {
		d.Pos = r.text.At(l.at)
		r.problems = append(r.problems, d)
	}
}

// resolve decides where a link leads.
func (r *renderer) resolve(l *link) address {
	if l.drop {
		return address{refused: true}
	}
	image := l.kind == linkImage
	dest := strings.Trim(l.dest, " \t\n\r\f")
	if dest == "" {
		d := diag.Warnf("empty-link", diag.Pos{}, "the link leads nowhere: it has no address").WithHint("write [text](address), or delete the brackets")
		if image {
			d = diag.Warnf("bad-link", diag.Pos{}, "the picture has no address").WithHint("write ![what it shows](picture.jpg)")
		}
		r.report(l, d)
		return address{refused: true}
	}
	if r.o.Resolve != nil {
		u, ok := "", false
		if lang := l.lang(); lang != "" && r.o.ResolveIn != nil {
			u, ok = r.o.ResolveIn(l.dest, lang)
		} else {
			u, ok = r.o.Resolve(l.dest, image)
		}
		if ok {
			a, diags := readAddress(u, image)
			r.report(l, diags...)
			return r.allowed(l, a, u)
		}
	}
	a, diags := readAddress(dest, image)
	r.report(l, diags...)
	if a.refused || a.scheme != "" {
		return r.allowed(l, a, dest)
	}
	if dest[0] == '#' && !image {
		r.fragment(dest[1:], l)
	} else {
		r.unknown(dest, l)
	}
	return a
}

// unknown warns of a relative address that nothing in the site has.
func (r *renderer) unknown(dest string, l *link) {
	shown := diag.Escape(shorten(dest))
	if hint, ok := schemeless(dest); ok {
		r.report(l, diag.Warnf("scheme-less-link", diag.Pos{},
			"the address \"%s\" looks like one of another site, but without https:// it leads to a page of this site that does not exist", shown).
			WithHint("%s; if the text may not be changed, map the address in the table [links] of site.toml", hint))
		return
	}
	d := diag.Warnf("broken-link", diag.Pos{}, "nothing in the site has the address \"%s\"", shown).
		WithHint("correct it; an address is relative to the folder of this page, or starts with / for the site")
	if l.kind == linkImage {
		d.Message = "there is no picture at " + `"` + shown + `"`
	}
	r.report(l, d)
}

// allowed refuses a picture that a reader's browser would fetch from another server, which learns by that who reads
// the page.
func (r *renderer) allowed(l *link, a address, dest string) address {
	if l.kind != linkImage || a.refused || !a.isWeb() {
		return a
	}
	server := a.url[len(a.scheme)+len("://"):]
	if i := strings.IndexAny(server, "/?#"); i >= 0 {
		server = server[:i]
	}
	if own := strings.TrimSuffix(r.o.Own, "/"); own != "" {
		if rest, ok := strings.CutPrefix(a.url, own); ok && (rest == "" || strings.IndexByte("/?#", rest[0]) >= 0) {
			return a
		}
	}
	shown := diag.Escape(shorten(dest))
	name := diag.Escape(server[strings.LastIndexByte(server, '@')+1:])
	switch ok := r.o.PictureFrom != nil && server == name && r.o.PictureFrom(server); {
	case ok && a.scheme == "https":
		return a
	case ok:
		r.report(l, diag.Errorf("picture-elsewhere", diag.Pos{}, "the picture \"%s\" of another server is asked for without encryption", shown).
			WithHint("write https:// in place of http://"))
	default:
		r.report(l, diag.Errorf("picture-elsewhere", diag.Pos{}, "the picture \"%s\" lies on another server, %s, which would learn of everybody who reads this page", shown, name).
			WithHint(savePicture+"; or allow the server in site.toml: [pictures] allow = [\"%s\"]", strings.TrimSuffix(name, ":443")))
	}
	return address{refused: true}
}

// fragment warns of a fragment that names nothing on the page. The empty one and "top" lead to its
// beginning (HTML §7.4.6.4); one that starts with ":~:" names text.
func (r *renderer) fragment(f string, l *link) {
	if f == "" || strings.EqualFold(f, "top") || strings.HasPrefix(f, ":~:") {
		return
	}
	if r.page != nil { // which is not whole yet
		r.fragments = append(r.fragments, pending{f, l})
		return
	}
	if r.anchors == nil {
		r.anchors = &idSet{}
		for i := range r.f.Headings {
			r.anchors.add(r.headingID(i))
			r.anchors.add(r.ownID(i))
		}
		for i := range r.f.ids {
			r.anchors.add(r.elementID(i))
		}
		for _, id := range r.f.noteIDs {
			r.anchors.add(id)
		}
	}
	r.judgeFragment(f, l, r.anchors)
}

// judgeFragments judges the links to fragments of a page that has these ids.
func (r *renderer) judgeFragments(ids *idSet) {
	for _, p := range r.fragments {
		r.judgeFragment(p.name, p.link, ids)
	}
	r.fragments = nil
}

func (r *renderer) judgeFragment(f string, l *link, ids *idSet) {
	name := f
	if u, err := url.PathUnescape(f); err == nil {
		name = u
	}
	if !ids.has(norm.NFC.String(name)) && !ids.has(name) {
		r.report(l, diag.Warnf("broken-fragment", diag.Pos{}, "nothing on this page has the name \"%s\"", diag.Escape(shorten(f))).
			WithHint("use the id of a heading; headings have the ids of the page in the source language"))
	}
}
