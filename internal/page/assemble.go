package page

import (
	"cmp"
	"slices"

	"vernacular/internal/diag"
	"vernacular/internal/markup"
)

// Version is a page in one language, of which texts are shown in an assembled page. It is good for one call of [Assemble].
type Version struct {
	Doc     *Document
	Options markup.RenderOptions // of its texts; IDs are not asked for
	Of      []int                // by block: the block of the skeleton that it translates, -1 for none
	// Order says of blocks that are footnotes where the skeleton had them when they were translated, so that a footnote whose
	// text the skeleton has under another reference now is known; 0 where that is not known. It may be nil.
	Order []int

	source *markup.Source
}

// Passage is what an assembled page has in the place of a block of its skeleton.
type Passage struct {
	Version    *Version // whose text it is; nil: none, and the element of the block is left out if nothing else is in it
	Block      int
	Lang       string    // of the text, where it is not that of the translation
	Attributes string    // more of them for the element, each after a space
	Beside     [2]string // with HTML in it, the skeleton's own text comes between the two, after the element; not without the second
	OwnBox     bool      // the box of a task is the one that Version has before the text, or none
}

// Assembled is a page that was put together.
type Assembled struct {
	HTML     string
	Headings []markup.Heading
	Problems []diag.Diagnostic // of links in the texts of the translation
}

// Assemble returns a page that has the structure of one Markdown page, its skeleton, and texts of others: for each block of the
// skeleton the passage says which. Headings have the ids of the skeleton. The blocks of the translation in added, which the
// skeleton has nothing for, come after the element of the block that they come after in the translation. Footnotes are
// those that the page refers to in the end.
func Assemble(skeleton, translation *Version, passages []Passage, added []int) Assembled {
	a := assembler{
		skeleton: skeleton, own: translation, passages: passages,
		isAdded: make([]bool, len(translation.Doc.Blocks)), shown: make([]int, len(translation.Doc.Blocks)),
	}
	for t := range a.shown {
		a.shown[t] = -1
	}
	for _, t := range added {
		a.isAdded[t] = true
	}
	a.open(skeleton)
	a.open(translation)
	a.page = markup.NewAssembly(skeleton.source)
	for s := range passages {
		a.passage(s)
	}
	a.pictures()
	a.add()
	slices.SortStableFunc(a.edits, func(x, y edit) int {
		return cmp.Or(cmp.Compare(x.from.HTML, y.from.HTML), cmp.Compare(x.rank, y.rank))
	})
	a.write()
	out := Assembled{}
	out.HTML, out.Headings = a.page.Render()
	out.Problems = translation.source.Problems()
	return out
}

type assembler struct {
	skeleton, own *Version
	passages      []Passage
	isAdded       []bool // by block of the translation
	shown         []int  // by block of the translation: the first block of the skeleton in whose place it is, -1 for none
	page          *markup.Assembly
	edits         []edit
	notes         []int // the footnotes that the translation adds: indexes of containers
}

// edit is a change of the skeleton's HTML.
type edit struct {
	from, to markup.Place
	rank     rank
	write    func()
}

// rank orders the edits at one place.
type rank int

const (
	rankEnd   rank = iota // of what comes before
	rankAdded             // between
	rankStart             // of what comes after
)

func (a *assembler) edit(from, to markup.Place, r rank, write func()) {
	a.edits = append(a.edits, edit{from, to, r, write})
}

func (a *assembler) html(at markup.Place, r rank, html string) {
	a.edit(at, at, r, func() { a.page.HTML(html) })
}

// open makes the source of a version, with the keys of its footnotes: those of the skeleton are called by their numbers, and
// those that the translation adds by higher ones.
func (a *assembler) open(v *Version) {
	if v.source != nil {
		return
	}
	v.source = markup.NewSource(&v.Doc.Fragment, v.Options, a.noteKeys(v))
}

// noteKeys returns the keys of the footnotes of a version, by their numbers.
func (a *assembler) noteKeys(v *Version) (keys []int) {
	d := v.Doc
	for i, k := range d.containers {
		if k.name != noteContainer {
			continue
		}
		key := 0
		for t := int(k.first); t < int(k.last) && key == 0; t++ {
			if v == a.skeleton {
				key = int(k.note)
			} else if s := v.of(t); s >= 0 {
				key = a.skeleton.Doc.Note(s)
			}
		}
		if key == 0 && v == a.own && a.isWhole(&k) {
			key = a.skeleton.Doc.countNotes() + int(k.note)
			a.notes = append(a.notes, i)
		}
		keys = append(keys, key)
	}
	a.keysByOrder(v, keys)
	a.keysByReferences(v, keys)
	return keys
}

// SameNotes returns for each footnote of a translation, by its number, that of the skeleton's footnote to which the references to
// it lead in the assembled page; 0 where the skeleton has none.
func SameNotes(skeleton, translation *Version) []int {
	a := assembler{skeleton: skeleton, own: translation, isAdded: make([]bool, len(translation.Doc.Blocks))}
	return a.noteKeys(translation)
}

// keysByOrder gives the footnotes to which a block refers the keys of those to which its counterpart in the skeleton refers, where it
// is known in which order the skeleton had them: a translator may refer to them in another order, and the skeleton may have other
// texts under its references now.
func (a *assembler) keysByOrder(v *Version, keys []int) {
	order := v.noteOrder(len(keys))
	if order == nil {
		return
	}
	next, holder, clash := map[int]int{}, map[int]int{}, map[int]bool{} // keys by footnote, footnotes by key, and those that do not agree
	for t := range v.Doc.Blocks {
		s := v.of(t)
		if s < 0 {
			continue
		}
		own, theirs := slices.Clone(v.Doc.NotesOf(t)), slices.Clone(a.skeleton.Doc.NotesOf(s))
		if len(own) != len(theirs) || slices.ContainsFunc(own, func(n int) bool { return n > len(keys) || order[n-1] == 0 }) {
			continue
		}
		slices.SortStableFunc(own, func(x, y int) int { return order[x-1] - order[y-1] })
		slices.Sort(theirs)
		for i, n := range own {
			key, had := next[n]
			other, taken := holder[theirs[i]]
			if had && key != theirs[i] || taken && other != n {
				clash[n], clash[other] = true, true
			}
			next[n], holder[theirs[i]] = theirs[i], n
		}
	}
	for n, key := range next {
		if !clash[n] {
			keys[n-1] = key
		}
	}
}

// noteOrder returns where the skeleton had each of so many footnotes when they were translated, 0 where that is not known; nil if
// it is known of none.
func (v *Version) noteOrder(notes int) []int {
	if v.Order == nil {
		return nil
	}
	out := make([]int, notes)
	for _, k := range v.Doc.containers {
		if k.name != noteContainer || int(k.note) > notes {
			continue
		}
		for t := int(k.first); t < int(k.last) && out[k.note-1] == 0; t++ {
			out[k.note-1] = v.Order[t]
		}
	}
	return out
}

// keysByReferences gives keys to the footnotes of a version without one, such as those whose text the skeleton has elsewhere now:
// a block that refers to as many footnotes as the one it translates refers to the same ones in their order.
func (a *assembler) keysByReferences(v *Version, keys []int) {
	if v == a.skeleton || !slices.Contains(keys, 0) {
		return
	}
	for t := range v.Doc.Blocks {
		s := v.of(t)
		if s < 0 {
			continue
		}
		own, theirs := v.Doc.NotesOf(t), a.skeleton.Doc.NotesOf(s)
		for i, n := range own {
			if len(own) == len(theirs) && n <= len(keys) && keys[n-1] == 0 && !slices.Contains(keys, theirs[i]) {
				keys[n-1] = theirs[i]
			}
		}
	}
}

// NotesOf returns the numbers of the footnotes that a block refers to.
func (d *Document) NotesOf(block int) []int {
	s := &d.Blocks[block].spots
	return d.NoteRefs(s.from, s.to)
}

func (v *Version) of(block int) int {
	if block < len(v.Of) {
		return v.Of[block]
	}
	return -1
}

// Note returns the number of the footnote that a block is in, 0 for none.
func (d *Document) Note(block int) int {
	for at := d.Blocks[block].spots.container; at > 0; at = d.containers[at-1].parent {
		if n := d.containers[at-1].note; n > 0 {
			return int(n)
		}
	}
	return 0
}

func (d *Document) countNotes() (n int) {
	for _, k := range d.containers {
		n = max(n, int(k.note))
	}
	return n
}

// isWhole reports whether all blocks in a container of the translation are added.
func (a *assembler) isWhole(k *container) bool {
	return k.first < k.last && !slices.Contains(a.isAdded[k.first:k.last], false)
}

// write adds the skeleton's HTML to the page, with the edits in it.
func (a *assembler) write() {
	d := a.skeleton.Doc
	end := d.End()
	if d.notes[1].HTML == 0 {
		d = &Document{Fragment: d.Fragment, notes: [2]markup.Place{end, end}}
	}
	a.part(markup.Place{}, d.notes[0])
	for _, k := range d.containers {
		if k.name == noteContainer {
			a.page.Note(int(k.note))
			a.part(k.from, k.to)
		}
	}
	for _, n := range a.notes {
		k := a.own.Doc.containers[n]
		a.page.Note(a.skeleton.Doc.countNotes() + int(k.note))
		a.page.Part(a.own.source, k.from, k.to)
	}
	a.page.End()
	a.part(d.notes[1], end)
}

// part adds a part of the skeleton and the edits in it.
func (a *assembler) part(from, to markup.Place) {
	at := from
	for len(a.edits) > 0 {
		e := a.edits[0]
		if e.from.HTML > to.HTML || e.from.HTML == to.HTML && e.rank == rankStart {
			break
		}
		a.edits = a.edits[1:]
		if e.from.HTML < at.HTML { // in what another edit has taken out
			continue
		}
		a.page.Part(a.skeleton.source, at, e.from)
		e.write()
		at = e.to
	}
	a.page.Part(a.skeleton.source, at, to)
}

// SameStructure reports whether two pages of Markdown differ in nothing but the texts of their blocks, one for one, and the ids of
// headings.
func SameStructure(a, b *Document) bool {
	if len(a.Blocks) != len(b.Blocks) || len(a.containers) != len(b.containers) {
		return false
	}
	var from, to markup.Place
	for i := range a.Blocks {
		x, y := &a.Blocks[i], &b.Blocks[i]
		if x.Kind != y.Kind || a.shapes[i] != b.shapes[i] || !x.spots.isKnown || !y.spots.isKnown ||
			!markup.SamePart(&a.Fragment, from, x.spots.from, &b.Fragment, to, y.spots.from) {
			return false
		}
		from, to = x.spots.to, y.spots.to
	}
	return markup.SamePart(&a.Fragment, from, a.End(), &b.Fragment, to, b.End())
}

// IsMarkdown reports whether the page is one of Markdown, and not of HTML.
func (d *Document) IsMarkdown() bool { return !isHTML(d.file) }
