package exchange

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/page"
	"vernacular/internal/translation"
)

// poHeader is what the header entry says.
type poHeader struct {
	document  Document // without Files
	forms     []string // the plural category of each msgstr[i]
	noForms   bool     // Plural-Forms cannot be read, so that nobody knows what each msgstr[i] is for
	scope     string
	line, col int
}

// document makes the document of the entries that scan found, without those that have a fault.
func (r *poReader) document() Document {
	h, entries := r.takeHeader()
	if r.fatal {
		return Document{}
	}
	for _, e := range entries {
		e.identify()
	}
	r.duplicates(entries)
	whole := h.scope == scopeWhole
	if h.scope == "" {
		whole = len(entries) > 0 && !slices.ContainsFunc(entries, func(e *poEntry) bool { return !strings.Contains(e.context.text, ":") })
	}
	d := h.document
	index := map[string]int{}
	page, isPage := pageOf(h.scope)
	if isPage {
		d.Files = []File{{Name: page}}
		index[page] = 0
	}
	for _, e := range entries {
		if e.faulty || e.plural.set && h.noForms {
			continue
		}
		name, id := splitContext(e.context.text, page, whole)
		at, ok := index[name]
		if !ok {
			at = len(d.Files)
			index[name] = at
			d.Files = append(d.Files, File{Name: name})
		}
		f := &d.Files[at]
		if len(e.refs) > 0 && f.Original == "" {
			f.Original = e.refs[0]
		}
		f.Units = append(f.Units, r.unit(e, id, h))
	}
	for i := range d.Files {
		d.Files[i].formsApart(d.Target)
	}
	return d
}

// takeHeader reads the header entry and returns it and all other entries. Without a header, which several tools take for
// an entry like any other, the file does not say its language.
func (r *poReader) takeHeader() (h poHeader, entries []*poEntry) {
	i := slices.IndexFunc(r.entries, func(e *poEntry) bool { return !e.context.set && e.id.set && e.id.text == "" })
	if i < 0 {
		r.list = append(r.list, diag.Warnf("po-header", diag.At(r.file, 1, 1), "the header is missing, so the file does not say its language").
			WithHint("the header is the entry with msgid \"\" that begins the file"))
		return h, r.entries
	}
	entries = slices.Delete(slices.Clone(r.entries), i, i+1)
	if r.entries[i].faulty { // nobody knows which language and which page it names
		r.fatal = true
		return h, entries
	}
	h = r.header(r.entries[i])
	if h.noForms && !slices.ContainsFunc(entries, func(e *poEntry) bool { return e.plural.set }) {
		r.list = slices.DeleteFunc(r.list, func(d diag.Diagnostic) bool { return d.Code == "po-plural" }) // nothing depends on it
	}
	return h, entries
}

func pageOf(scope string) (name string, ok bool) {
	if scope+" " == scopePage {
		return "", true
	}
	return strings.CutPrefix(scope, scopePage)
}

// duplicates marks as faulty the entries of one context and source that do not say the same, since nobody can tell which
// of them is meant, and all but the first of those that do. Of entries with a context the source does not count: two of one
// context are translations of one unit, now and before its source changed.
func (r *poReader) duplicates(entries []*poEntry) {
	first := map[string]*poEntry{}
	for _, e := range entries {
		line, col := e.place()
		switch {
		case e.faulty:
			continue
		case e.id.text == "" && e.context.set:
			r.errorf(e.id.line, e.id.col, "po-syntax", "the msgid is empty").Hint = "it must be the text of the source"
			e.faulty = true
			continue
		case e.id.text == "":
			r.errorf(line, col, "po-duplicate", "the header is there twice").Hint = "delete one of the two"
			e.faulty = true
			continue
		case e.plural.set && e.plural.text == "":
			r.errorf(e.plural.line, e.plural.col, "po-syntax", "the msgid_plural is empty").Hint = "it must be the text of the source"
			e.faulty = true
			continue
		}
		key := "id " + e.id.text
		if e.context.text != "" {
			key = "context " + e.context.text
		}
		earlier, twice := first[key]
		if !twice {
			first[key] = e
			continue
		}
		at, _ := earlier.place()
		switch {
		case e.sameAs(earlier):
		case e.context.text != "":
			r.errorf(line, col, "po-duplicate", "the segment %q is there twice, first in line %d", shorten(e.context.text), at).Hint = "keep the entry with the present msgid and delete the other"
			earlier.faulty = true
		default:
			r.errorf(line, col, "po-duplicate", "the entry is there twice, first in line %d", at).Hint = "delete one of the two"
			earlier.faulty = true
		}
		e.faulty = true
	}
}

// sameAs reports whether two entries say the same of the same source.
func (e *poEntry) sameAs(other *poEntry) bool {
	if e.id.text != other.id.text || e.plural.text != other.plural.text || e.hasFlag("fuzzy") != other.hasFlag("fuzzy") {
		return false
	}
	for i := range maxForms {
		a, b := e.strs[i], other.strs[i]
		if (a == nil) != (b == nil) || a != nil && a.text != b.text {
			return false
		}
	}
	return true
}

// header reads the fields of the header entry.
func (r *poReader) header(e *poEntry) poHeader {
	var h poHeader
	h.line, h.col = e.place()
	text := ""
	if s := e.strs[0]; s != nil {
		text = s.text
		h.line, h.col = s.line, s.col
	}
	fields := map[string]string{}
	for line := range strings.SplitSeq(text, "\n") {
		name, value, _ := strings.Cut(line, ":")
		name = strings.ToLower(strings.TrimSpace(name))
		if _, ok := fields[name]; !ok {
			fields[name] = strings.TrimSpace(value)
		}
	}
	if _, charset, ok := strings.Cut(strings.ToLower(fields["content-type"]), "charset="); ok {
		charset = strings.Trim(strings.TrimSpace(charset), `"`)
		if !slices.Contains([]string{"utf-8", "utf8", "utf-16", "utf16", "utf-16le", "utf-16be", "us-ascii", "ascii", "charset", ""}, charset) {
			r.errorf(h.line, h.col, "exchange-encoding", "the header says that the file is in %q", shorten(charset)).
				Hint = "convert it: msgconv --to-code=UTF-8"
			r.fatal = true
		}
	}
	d := &h.document
	d.Project = fields["project-id-version"]
	d.Date = poDateOf(fields["pot-creation-date"])
	d.Target = r.language(h, "Language", fields["language"])
	d.Source = r.language(h, fromHeader, fields[strings.ToLower(fromHeader)])
	switch scope := fields[strings.ToLower(scopeHeader)]; {
	case scope == scopeWhole:
		h.scope = scope
	default:
		if _, ok := pageOf(scope); ok {
			h.scope = scope
		}
	}
	forms, err := formNames(d.Target, fields["plural-forms"])
	if strings.Contains(fields["plural-forms"], "INTEGER") { // the placeholder of a template
		forms, err = formNames(d.Target, "")
	}
	if err != nil {
		r.errorf(h.line, h.col, "po-plural", "Plural-Forms cannot be read: %v", err).
			Hint = "the messages with plural forms are left out; for " + string(d.Target) + " it is " + PluralFormsHeader(d.Target)
		h.noForms = true
	}
	h.forms = forms
	return h
}

// language reads a header field that names a language. An unknown one is a warning: the caller knows for which
// language the file is, and tools write their own spellings.
func (r *poReader) language(h poHeader, field, value string) locale.Tag {
	if value == "" {
		return ""
	}
	tag, err := parseGettextName(value)
	if err != nil {
		r.list = append(r.list, diag.Warnf("po-language", diag.At(r.file, h.line, h.col), "%s in the header: %v", field, err))
	}
	return tag
}

// unit makes a unit of an entry.
func (r *poReader) unit(e *poEntry, id string, h poHeader) Entry {
	line, col := e.place()
	u := Entry{
		Unit:     translation.Unit{ID: id, Pos: diag.At(r.file, line, col)},
		Markdown: e.hasFlag("md-text") || e.hasFlag("markdown-text"),
		Verbatim: e.hasFlag("no-wrap"),
		Status:   e.state(),
	}
	source := e.readNotes(&u)
	if e.plural.set {
		forms := h.forms
		if forms == nil {
			forms, _ = poForms(h.document.Target)
		}
		if indexes := e.indexes(); len(indexes) > 0 && indexes[len(indexes)-1] >= len(forms) { // a file without the header
			forms = h.document.Target.PluralForms()
		}
		u.Plural = e.forms(source, forms)
	} else {
		u.Source, u.Text, u.Previous = e.id.text, e.strs[0].text, e.previousID.text
	}
	u.normalize()
	return u
}

// state returns what the flags alone say. A previous text is there only where the source has changed.
func (e *poEntry) state() Status {
	switch {
	case !e.hasFlag("fuzzy"):
		return Translated
	case e.previousID.text != "" || e.previousN.text != "":
		return Stale
	}
	return Draft
}

// readNotes returns u what our own notes say and the other notes as they are. It returns the forms of the
// source that are told in notes, as msgid and msgid_plural have room for two.
func (e *poEntry) readNotes(u *Entry) (source []Form) {
	kind, _, notes := headNotes(e.notes)
	u.Kind = page.Kind(kind)
	fuzzy := e.hasFlag("fuzzy")
	var others []string
	for _, n := range notes {
		if u.takeNote(n) {
			continue
		}
		if percent, ok := score(n); ok {
			if fuzzy {
				u.Suggestion, u.Score = true, percent
			}
			continue
		}
		if state, ok := strings.CutPrefix(n, stateNote); ok && slices.Contains(stateNames[:], state) {
			// A state above translated is not believed: a tool that changes the text leaves the note.
			if fuzzy && state == Stale.String() {
				u.Status = Stale
			}
			continue
		}
		if f, ok := sourceForm(n); ok && e.plural.set {
			if form(source, f.Category) == "" {
				source = append(source, f)
			}
			continue
		}
		others = append(others, n)
	}
	u.Note = strings.Join(others, "\n")
	return source
}

// headNotes reads the notes with which our entries begin: the kind of the unit, and its id, "" where
// there are several: those of texts that a tool has made one. translate-toolkit puts all notes of a message with plural
// forms into one line.
func headNotes(notes []string) (kind, unit string, rest []string) {
	if len(notes) == 0 {
		return "", "", nil
	}
	rest = notes
	if text, ok := strings.CutPrefix(notes[0]+" ", kindNote); ok {
		kind, rest = strings.TrimSpace(text), notes[1:]
		if word, others, joined := strings.Cut(kind, " "+unitNote); joined && !strings.Contains(word, " ") {
			kind, rest = word, append([]string{unitNote + others}, rest...)
		}
	}
	if len(rest) == 0 {
		return kind, "", nil
	}
	text, ok := strings.CutPrefix(rest[0], unitNote)
	if !ok {
		return kind, "", rest
	}
	word, others, joined := strings.Cut(text, " ")
	unit, rest = noteText(word), rest[1:]
	if joined {
		rest = append([]string{others}, rest...)
	}
	if slices.ContainsFunc(rest, func(n string) bool { return strings.HasPrefix(n, unitNote) }) {
		unit = ""
	}
	return kind, unit, rest
}

// identify takes the id of the unit from our note where a tool has dropped the context, or has put there where the text is
// from, as translate-toolkit does with equal texts.
func (e *poEntry) identify() {
	if e.context.text != "" && e.context.text != strings.Join(e.refs, " ") {
		return
	}
	_, e.context.text, _ = headNotes(e.notes)
}

// forms returns the texts of a message with plural forms. source is what notes say of its source, and
// categories has the plural category of each msgstr[i].
func (e *poEntry) forms(source []Form, categories []string) *Plural {
	sortForms(source)
	one, other := sourcePair(source)
	if len(source) == 0 || one != e.id.text || other != e.plural.text {
		source = pairForms(e.id.text, e.plural.text) // the notes are of another source
	}
	p := &Plural{Source: source, Target: formsFrom(categories, func(i int) string {
		if s := e.strs[i]; s != nil {
			return s.text
		}
		return ""
	})}
	if one, other := e.previousID.text, e.previousN.text; one != "" || other != "" {
		p.Previous = pairForms(cmp.Or(one, other), cmp.Or(other, one))
	}
	return p
}

// sourceForm reads our note of one form of the source: source few: "…".
func sourceForm(note string) (Form, bool) {
	category, text, ok := strings.Cut(strings.TrimPrefix(note, sourceNote), ": ")
	if !ok || !strings.HasPrefix(note, sourceNote) || categoryIndex(category) < 0 || len(text) < 3 || text[0] != '"' {
		return Form{}, false
	}
	var b []byte
	for i := 1; i < len(text); {
		switch text[i] {
		case '"':
			return Form{category, string(b)}, i == len(text)-1 && len(b) > 0
		case '\\':
			n, ok := unescape(&b, text[i+1:])
			if !ok {
				return Form{}, false
			}
			i += n + 1
		default:
			b = append(b, text[i])
			i++
		}
	}
	return Form{}, false
}

// poDateOf reads the date of a header field, "" if it is none.
func poDateOf(s string) string {
	t, err := time.Parse(poDate, s)
	if err != nil || t.Year() < 1 {
		return ""
	}
	if _, offset := t.Zone(); offset == 0 {
		t = t.UTC()
	}
	text := t.Format(time.RFC3339)
	if _, err := time.Parse(time.RFC3339, text); err != nil {
		return ""
	}
	return text
}

// hasFlag reports whether the entry has a flag.
func (e *poEntry) hasFlag(flag string) bool { return slices.Contains(e.flags, flag) }

// score reads our note of a suggestion: the per cent by which its source is alike.
func score(note string) (percent int, ok bool) {
	number, begins := strings.CutPrefix(note, memoryNote)
	number, ends := strings.CutSuffix(number, " %")
	n, err := strconv.Atoi(number)
	if !begins || !ends || err != nil || n < 0 || n > 100 || strconv.Itoa(n) != number {
		return 0, false
	}
	return n, true
}
