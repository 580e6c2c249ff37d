package exchange

import (
	"cmp"
	"encoding/xml"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/page"
	"vernacular/internal/translation"
)

// root reads the element that the whole file is; false when the file is no XLIFF.
func (r *xliffReader) root(n *node, core bool) bool {
	version := n.get("version")
	switch {
	case n.name != "xliff":
		r.fatal = true
		r.errorf(n.line, n.col, "xliff-version", "the file is no XLIFF: it begins with <%s>", shorten(n.name)).Hint = "an XLIFF file begins with <xliff>"
		return false
	case strings.HasPrefix(version, "1.") && core:
		r.first = true // its languages stand at each file
		return true
	case version != "2.0" && version != "2.1" && version != "2.2" || !core:
		r.fatal = true
		r.errorf(n.line, n.col, "xliff-version", "the file is of an unknown version of XLIFF: %q", shorten(version)).Hint = "let your tool save it as XLIFF 2.0 or 1.2, or use PO"
		return false
	}
	for _, l := range []struct {
		name string
		to   *locale.Tag
	}{{"srcLang", &r.document.Source}, {"trgLang", &r.document.Target}} {
		text, ok := n.lookup(l.name)
		if !ok && l.name == "trgLang" {
			continue
		}
		tag, _, err := locale.Parse(text)
		if err != nil {
			r.errorf(n.line, n.col, "xliff-language", "%s of the file: %v", l.name, err).Hint = "write the tag of the language, such as fr or pt-BR"
			r.fatal = true
			continue
		}
		*l.to = tag
	}
	return true
}

// begin begins a file; false when it is there twice.
func (r *xliffReader) begin(n *node) bool {
	if r.first {
		return r.begin12(n)
	}
	name := decodeToken(n.get("id"))
	if slices.ContainsFunc(r.document.Files, func(f File) bool { return f.Name == name }) {
		r.errorf(n.line, n.col, "exchange-twice", "the file %q is there twice", shorten(name)).Hint = "delete one of the two"
		return false
	}
	r.document.Files = append(r.document.Files, File{Name: name, Original: n.get("original")})
	r.files = append(r.files, newFileState())
	return true
}

// groupNotes takes the sources of a message that its plural forms do not show.
func (r *xliffReader) groupNotes(n *node) {
	state := r.files[len(r.files)-1]
	for i := range n.kids {
		if n.kids[i].get("from") == fromDeveloper {
			state.notes[r.group] += n.kids[i].plain() + "\n"
		}
		if category, ok := strings.CutPrefix(cmp.Or(n.kids[i].get("category"), n.kids[i].get("from")), categorySource); ok && categoryIndex(category) >= 0 {
			state.groups[r.group] = append(state.groups[r.group], Form{category, n.kids[i].plain()})
		}
	}
}

// tree reads the rest of an element; false after an error that ends the reading.
func (r *xliffReader) tree(n *node, depth int) bool {
	if depth > maxDepth {
		r.tooDeep(n)
		return false
	}
	for {
		token, line, col := r.token()
		switch t := token.(type) {
		case nil:
			if len(r.list) == 0 {
				r.errorf(line, col, "xliff-syntax", "the file ends in the middle of <%s>", n.name).Hint = "it was cut off; export it again"
			}
			return false
		case xml.CharData:
			n.kids = append(n.kids, node{text: string(t), line: line, col: col})
		case xml.EndElement:
			return true
		case xml.StartElement:
			kid := node{name: t.Name.Local, attrs: t.Attr, line: line, col: col}
			if !r.tree(&kid, depth+1) {
				return false
			}
			switch {
			case !isCore(t.Name):
				n.foreign = append(n.foreign, node{name: kid.name, attrs: kid.attrs, foreign: kid.foreign})
			case kid.name == "cp":
				code, err := strconv.ParseUint(kid.get("hex"), 16, 32)
				if err != nil || code == 0 || !utf8.ValidRune(rune(code)) {
					r.errorf(line, col, "xliff-syntax", "the element cp names no character: %q", shorten(kid.get("hex")))
					continue
				}
				n.kids = append(n.kids, node{text: string(rune(code)), line: line, col: col})
			default:
				n.kids = append(n.kids, kid)
			}
		}
	}
}

// marks are the Markdown of an inline code.
type marks struct{ open, close string }

// unit takes a unit apart.
func (r *xliffReader) unit(n *node, preserve bool) {
	state, f := r.files[len(r.files)-1], &r.document.Files[len(r.document.Files)-1]
	id, ok := r.identify(n, state, f)
	if !ok {
		return
	}
	u := Entry{
		Unit:     translation.Unit{ID: id.id, Pos: diag.At(r.file, n.line, n.col)},
		Markdown: n.get("type") == typeMarkdown,
		Verbatim: n.get("type") == typeVerbatim,
		Status:   Final,
	}
	if !r.parts(&u, n, preserve || u.Verbatim) {
		r.errorf(n.line, n.col, "xliff-unit", "the unit %q has no segment", shorten(n.get("id"))).Hint = "export the file again"
		return
	}
	r.add(u, id, state, f)
}

// add adds a unit to a file: an entry, or one form of an entry with plural forms.
func (r *xliffReader) add(u Entry, id formID, state *fileState, f *File) {
	if id.category == "" {
		f.Units = append(f.Units, u)
		return
	}
	at, ok := state.forms[id.id]
	if !ok {
		at = len(f.Units)
		state.forms[id.id] = at
		whole := u
		whole.Source, whole.Text, whole.Previous, whole.Plural = "", "", "", &Plural{}
		f.Units = append(f.Units, whole)
	}
	if r.gettext != nil && state.number[id.id] && categoryIndex(id.category) >= len(r.gettext.forms) {
		u.Status, u.NoState = f.Units[at].Status, false // it is there for the source's sake
	}
	f.Units[at].Name = cmp.Or(f.Units[at].Name, u.Name)
	f.Units[at].addForm(id.category, u)
}

// identify reads the id of a unit; false when it has none, or when another unit has it.
func (r *xliffReader) identify(n *node, state *fileState, f *File) (id formID, ok bool) {
	token := n.get("id")
	if token == "" {
		r.errorf(n.line, n.col, "xliff-unit", "this unit has no id").Hint = "export the file again"
		return id, false
	}
	base, category, isForm := strings.Cut(token, formMark)
	if of, form, ok := formOf12(token); ok && r.first && r.document.Target != "" {
		base, category, isForm = of, form, true
		state.number[decodeToken(of)] = true
	}
	if !isForm || categoryIndex(category) < 0 { // the mark may be part of an id of other origin
		base, category = token, ""
	}
	id = formID{decodeToken(base), category}
	first, twice := state.lines[id]
	if at, isPlural := state.forms[id.id]; !twice && category == "" && isPlural {
		first, twice = f.Units[at].Pos.Line, true
	}
	if !twice && category != "" {
		first, twice = state.lines[formID{id: id.id}]
	}
	if twice {
		r.errorf(n.line, n.col, "exchange-twice", "the unit %q is there twice; the first is on line %d", shorten(token), first).Hint = "delete one of the two"
		return id, false
	}
	state.lines[id] = n.line
	if r.units++; r.units > MaxUnits {
		r.errorf(n.line, n.col, "exchange-size", "the file has more than %d units", MaxUnits)
		return id, false
	}
	return id, true
}

// parts reads what a unit holds: notes, the data of its inline codes, and its segments, which become one. It
// reports whether there is a segment.
func (r *xliffReader) parts(u *Entry, n *node, preserve bool) bool {
	x := newUnitTexts()
	translated, segments := false, 0
	for i := range n.kids {
		k := &n.kids[i]
		switch k.name {
		case "notes":
			x.readNotes(u, k)
		case "originalData":
			for j := range k.kids {
				if k.kids[j].name == "data" {
					x.data[k.kids[j].get("id")] = k.kids[j].plain()
				}
			}
		case "segment":
			segments++
			if x.read(u, k, k.space(preserve)) {
				translated = true
			}
			x.readState(u, k)
		case "ignorable":
			x.read(u, k, k.space(preserve))
		}
	}
	u.Source, u.Note = x.source.String(), strings.Join(x.notes, "\n")
	if translated {
		u.Text = x.target.String()
	}
	if u.Text == "" {
		u.NoState, u.Loose = false, false
	}
	u.Suggestion = u.Suggestion && u.Status.NeedsWork()
	u.normalize()
	return segments > 0
}

// addForm adds one plural form of a message. The message is as unfinished as the least finished of its forms.
func (u *Entry) addForm(category string, f Entry) {
	u.Plural.Source = append(u.Plural.Source, Form{category, f.Source})
	if f.Text != "" {
		u.Plural.Target = append(u.Plural.Target, Form{category, f.Text})
	}
	if f.Previous != "" {
		u.Plural.Previous = append(u.Plural.Previous, Form{category, f.Previous})
	}
	u.Status = min(u.Status, f.Status)
	u.Suggestion, u.Score = u.Suggestion || f.Suggestion, max(u.Score, f.Score)
	u.NoState, u.Loose = u.NoState || f.NoState, u.Loose || f.Loose
}

// unitTexts puts the texts of a unit together.
type unitTexts struct {
	data           map[string]string // originalData by id
	known          map[string]marks  // the codes of the source by id
	source, target strings.Builder
	notes          []string // of others
	bare           bool     // a code has no data
	translated     bool     // the latest segment has a target
}

// read adds the texts of a segment, or of what stands between two, and reports whether there is a target.
func (x *unitTexts) read(u *Entry, k *node, preserve bool) (translated bool) {
	x.translated = false
	for i := range k.kids {
		part := &k.kids[i]
		if part.name != "source" && part.name != "target" {
			continue
		}
		var b strings.Builder
		x.inline(&b, part.kids, part.name == "source")
		u.Bare = u.Bare || x.bare
		text := b.String()
		if !part.space(preserve) { // XML's white space is only layout there
			text = collapse(text, k.name == "ignorable")
		}
		if part.name == "source" {
			x.source.WriteString(text)
		} else {
			x.target.WriteString(text)
			x.translated = true
			u.Loose = u.Loose || !part.space(preserve)
		}
	}
	return x.translated
}

// readState takes the state of the segment that was read last.
func (x *unitTexts) readState(u *Entry, k *node) {
	state, has := k.lookup("state")
	s := Draft
	switch {
	case !x.translated:
		s = Missing
	case state == "translated":
		s = Translated
	case state == "reviewed":
		s = Reviewed
	case state == "final":
		s = Final
	case k.get("subState") == subStale:
		s = Stale
	}
	u.NoState = u.NoState || x.translated && !has
	u.Suggestion = u.Suggestion || k.get("subState") == subSuggestion
	u.Status = min(u.Status, s)
}

// collapse makes each run of white space one blank. At the ends of a text a blank stays, since other segments
// may follow, and the layout of the file does not. between marks what stands between two segments, which may be
// nothing but a blank.
func collapse(raw string, between bool) string {
	text := strings.Join(strings.FieldsFunc(raw, isXMLSpace), " ")
	switch {
	case text == "" && between && raw != "":
		return " "
	case text == "":
		return text
	}
	if strings.HasPrefix(raw, " ") {
		text = " " + text
	}
	if strings.HasSuffix(raw, " ") {
		text += " "
	}
	return text
}

func isXMLSpace(r rune) bool { return r == ' ' || r == '\t' || r == '\r' || r == '\n' }

// readNotes reads what notes say: ours by their category, others as notes.
func (x *unitTexts) readNotes(u *Entry, k *node) {
	for i := range k.kids {
		note := &k.kids[i]
		if note.name != "note" {
			continue
		}
		text := note.plain()
		switch category := note.get("category"); {
		case u.takeNote(text):
		case category == categoryKind:
			u.Kind = page.Kind(strings.TrimPrefix(text, kindNote))
		case category == categoryPrevious:
			u.Previous = text
		case category == categoryMemory:
			u.Score, _ = score(text)
		default:
			x.notes = append(x.notes, text)
		}
	}
}

// inline writes the Markdown of a source or target. What codes of the source stand for is remembered.
func (x *unitTexts) inline(b *strings.Builder, kids []node, source bool) {
	for i := range kids {
		k := &kids[i]
		id := k.get("id")
		m := x.known[id]
		switch k.name {
		case "":
			b.WriteString(withoutMarks(k.text))
		case "pc":
			m.open, m.close = x.mark(k, "dataRefStart", "dispStart", m.open, bareOpen+id), x.mark(k, "dataRefEnd", "dispEnd", m.close, bareClose+id)
			b.WriteString(m.open)
			x.inline(b, k.kids, source)
			b.WriteString(m.close)
		case "ph":
			m.open = x.mark(k, "dataRef", "disp", m.open, bareSingle+id)
			b.WriteString(m.open)
		case "sc":
			m.open = x.mark(k, "dataRef", "disp", m.open, bareOpen+id)
			b.WriteString(m.open)
		case "ec":
			if start := k.get("startRef"); start != "" {
				id = start
				m = x.known[id]
			}
			m.close = x.mark(k, "dataRef", "disp", m.close, bareClose+id)
			b.WriteString(m.close)
		default: // mrk, sm, em and what others put around words
			x.inline(b, k.kids, source)
			continue
		}
		if source && id != "" {
			x.known[id] = m
		}
	}
}

func newUnitTexts() unitTexts { return unitTexts{data: map[string]string{}, known: map[string]marks{}} }

// mark returns the Markdown of a code: from originalData, from the id of that, from the code itself, or else
// otherwise, which is that of the code in the source. Where that is nowhere, it is the mark of a code without data.
func (x *unitTexts) mark(k *node, ref, disp, otherwise, bare string) string {
	if id, ok := k.lookup(ref); ok {
		if text, ok := x.data[id]; ok {
			return text
		}
		if token, ok := strings.CutPrefix(id, encodedData); ok {
			return decodeToken(token)
		}
	}
	if text, ok := k.lookup(disp); ok {
		return text
	}
	return x.orBare(otherwise, bare)
}

// plurals finishes the messages with plural forms once all of them have come.
func (r *xliffReader) plurals(f *File, state *fileState) {
	for id, at := range state.forms {
		u := &f.Units[at]
		if others := u.developerNote(state.notes[id]); u.Note == "" {
			u.Note = strings.Join(others, "\n")
		}
		sortForms(u.Plural.Source)
		sortForms(u.Plural.Target)
		sortForms(u.Plural.Previous)
		if forms := state.groups[id]; len(forms) > 0 {
			sortForms(forms)
			u.Plural.Source = forms
		} else if state.number[id] {
			r.renumber(u.Plural)
		} else {
			u.Plural.Source = sourceForms(r.document.Source, u.Plural.Source)
		}
		if len(u.Plural.Previous) > 0 {
			u.Plural.Previous = sourceForms(r.document.Source, u.Plural.Previous)
		}
		u.normalize()
	}
}
