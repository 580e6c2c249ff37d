package markup

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"vernacular/internal/diag"
)

// Heading is a heading of the page.
type Heading struct {
	Level    int
	Text     string
	ID       string // written by the author, or made of the text; never empty, and unique in the page
	Explicit bool   // written as {#id} or id="…"
	Lang     string // of the text, in an [Assembly], where that is not the page's; else ""
}

// authorID is an id that the author wrote; "" after it was found to be there twice.
type authorID struct {
	id      string
	heading int // index of the heading it is for, -1 for any other element
	at      int // its place in the file
}

// maxSlug bounds ids made from headings, in bytes.
const maxSlug = 120

// slug returns an id made of a heading's text: letters, marks and digits of any script in lower case and NFC,
// everything else as single hyphens between them.
func slug(text string) string {
	b := make([]byte, 0, len(text))
	hyphen := false
	for _, r := range nfc(text) {
		switch {
		case r < utf8.RuneSelf && (isASCIILetter(byte(r)) || isASCIIDigit(byte(r))) || r == '_',
			r >= utf8.RuneSelf && unicode.In(r, unicode.L, unicode.M, unicode.N):
			if hyphen && len(b) > 0 {
				b = append(b, '-')
			}
			hyphen = false
			b = utf8.AppendRune(b, unicode.ToLower(r))
		case r == 0x2019 || r == '\'' || r == 0x200c || r == 0x200d || r == 0xad:
			// An apostrophe, a joiner and a soft hyphen stand inside words.
		default:
			hyphen = true
		}
		if len(b) > maxSlug {
			break
		}
	}
	s := nfc(string(b))
	if s = strings.Trim(s, "_"); s == "" {
		return "section"
	}
	return s
}

// nfc returns a text in normalisation form C. What lies below U+0300 is in it as it stands.
func nfc(s string) string {
	for i := range len(s) {
		if s[i] >= 0xcc {
			return norm.NFC.String(s)
		}
	}
	return s
}

// idSet holds ids. Most pages have so few that looking at each is quicker than a map.
type idSet struct {
	few  []string
	many map[string]bool
}

func (s *idSet) add(id string) {
	switch {
	case s.many != nil:
		s.many[id] = true
	case len(s.few) < 16:
		s.few = append(s.few, id)
	default:
		s.many = map[string]bool{id: true}
		for _, f := range s.few {
			s.many[f] = true
		}
	}
}

func (s *idSet) has(id string) bool {
	if s.many != nil {
		return s.many[id]
	}
	return slices.Contains(s.few, id)
}

// unique returns the id, or the id with the first number that makes it new, and takes it.
func unique(id string, taken *idSet) string {
	try := id
	for n := 1; taken.has(try); n++ {
		try = id + "-" + strconv.Itoa(n)
	}
	taken.add(try)
	return try
}

// addID notes an id that the author wrote, of a heading or, with heading -1, of the element that is being
// written.
func (w *Writer) addID(heading int, id string, at int) {
	if heading < 0 {
		w.hole(holeID, len(w.ids))
	}
	w.ids = append(w.ids, authorID{id, heading, at})
}

// giveIDs gives every heading an id and drops ids that are there twice. Footnotes have theirs from the
// start; what the author wrote comes before what is made up.
func (w *Writer) giveIDs() {
	if len(w.headings) == 0 && len(w.ids) == 0 {
		return
	}
	var taken idSet
	for _, id := range w.noteIDs {
		taken.add(id)
	}
	for i := range w.ids {
		r := &w.ids[i]
		r.id = nfc(r.id)
		if taken.has(r.id) {
			w.Warnf("duplicate-id", r.at, "give it another name", "the id %q is on the page already; this one was left out", r.id)
			r.id = ""
		}
		if r.heading >= 0 {
			w.headings[r.heading].ID, w.headings[r.heading].Explicit = r.id, r.id != ""
		}
		taken.add(r.id)
	}
	var counts map[string]int // so that equal headings by the thousand are not counted through each time
	for i := range w.headings {
		if w.headings[i].ID != "" {
			continue
		}
		base := slug(w.headings[i].Text)
		id := base
		for taken.has(id) {
			if counts == nil {
				counts = map[string]int{}
			}
			counts[base]++
			id = base + "-" + strconv.Itoa(counts[base])
		}
		taken.add(id)
		w.headings[i].ID = id
	}
}

// ownID returns the id that the author gave a heading, where the heading has another one and nothing else has this; else "".
// Links to it still hold: an anchor of that name stands in the heading.
func (r *renderer) ownID(n int) string {
	h := r.f.Headings[n]
	if !h.Explicit || r.headings == nil || r.headings[n] == h.ID || r.taken != nil && r.taken.has(h.ID) {
		return ""
	}
	return h.ID
}

func (r *renderer) writeAnchor(b *strings.Builder, n int) {
	id := r.ownID(n)
	if r.page != nil {
		id = r.page.claim(r.piece, id)
	}
	if id != "" {
		b.WriteString("<span")
		writeAttr(b, " id", id)
		b.WriteString("></span>")
		return
	}
	if h := r.f.Headings[n]; h.Explicit && r.headings != nil && r.headings[n] != h.ID {
		r.lostID(slices.IndexFunc(r.f.ids, func(a authorID) bool { return a.heading == n }))
	}
}

// lostID tells of an id of the author's that something else on the page has.
func (r *renderer) lostID(n int) {
	if n < 0 || r.f.ids[n].id == "" || r.piece != nil && r.piece.isQuoted {
		return
	}
	a := r.f.ids[n]
	r.report(&link{at: a.at}, diag.Warnf("duplicate-id", diag.Pos{}, "the id %q is on the page already; this one was left out", a.id).WithHint("give it another name"))
}

// Rendered returns the headings with the ids that [Fragment.Render] gives them when it is told the
// source variant's.
func (f *Fragment) Rendered(source []Heading) []Heading {
	if source == nil {
		return f.Headings
	}
	ids, _ := f.mapIDs(source)
	out := make([]Heading, len(ids))
	for i, h := range f.Headings {
		h.ID = ids[i]
		out[i] = h
	}
	return out
}

// mapIDs returns the ids that the headings have when rendered with those of a source. taken holds them
// all, and whatever else of the page keeps its if.
func (f *Fragment) mapIDs(source []Heading) (ids []string, taken *idSet) {
	ids = make([]string, len(f.Headings))
	taken = &idSet{few: make([]string, 0, min(16, len(ids)+len(f.noteIDs)))}
	for _, id := range f.noteIDs {
		taken.add(id)
	}
	pairs := alignHeadings(f.Headings, source)
	for i, j := range pairs {
		if j >= 0 && source[j].ID != "" && !taken.has(source[j].ID) {
			ids[i] = source[j].ID
			taken.add(ids[i])
		}
	}
	for i, h := range f.Headings {
		if ids[i] == "" {
			ids[i] = unique(h.ID, taken)
		}
	}
	return ids, taken
}
