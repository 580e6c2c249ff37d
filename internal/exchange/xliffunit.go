package exchange

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"vernacular/internal/locale"
)

// root reads the element that the whole file is; false when the file is none of ours.
func (r *xliffReader) root(t xml.StartElement, n *node) bool {
	version := n.get("version")
	switch {
	case n.name != "xliff":
		r.errorf(n.line, n.col, "xliff-version", "the file is no XLIFF: it begins with <%s>", shorten(n.name)).Hint = "an XLIFF file begins with <xliff>"
		return false
	case strings.HasPrefix(version, "1"):
		r.errorf(n.line, n.col, "xliff-version", "the file is XLIFF %s, which is another format than XLIFF 2", shorten(version)).Hint = "let your tool save it as XLIFF 2.0, or use PO"
		return false
	case version != "2.0" && version != "2.1" && version != "2.2" || !isCore(t.Name):
		r.errorf(n.line, n.col, "xliff-version", "the file is of an unknown version of XLIFF: %q", shorten(version)).Hint = "let your tool save it as XLIFF 2.0, or use PO"
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
			continue
		}
		*l.to = tag
	}
	return true
}

// begin begins a file.
func (r *xliffReader) begin(n *node) bool {
	name := decodeToken(n.get("id"))
	if slices.ContainsFunc(r.document.Files, func(f File) bool { return f.Name == name }) {
		r.errorf(n.line, n.col, "exchange-twice", "the file %q is there twice", shorten(name)).Hint = "delete one of the two"
		return false
	}
	r.document.Files = append(r.document.Files, File{Name: name, Original: n.get("original")})
	r.files = append(r.files, &fileState{ids: map[string]int{}, forms: map[string]int{}, groups: map[string][]Form{}})
	r.group = ""
	return true
}

// notesOfGroup remembers whose notes come next.
func (r *xliffReader) notesOfGroup(n *node) { r.group = decodeToken(n.get("id")) }

// groupNotes takes the sources of a message that its plural forms do not show.
func (r *xliffReader) groupNotes(n *node) {
	state := r.files[len(r.files)-1]
	for i := range n.kids {
		if category, ok := strings.CutPrefix(n.kids[i].get("category"), categorySource); ok {
			state.groups[r.group] = append(state.groups[r.group], Form{category, n.kids[i].plain()})
		}
	}
}

// tree reads the rest of an element; false after an error that ends the reading.
func (r *xliffReader) tree(n *node, depth int) bool {
	if depth > maxDepth {
		r.errorf(n.line, n.col, "exchange-size", "elements stand more than %d deep in each other", maxDepth)
		return false
	}
	for {
		token, line, col := r.token()
		switch t := token.(type) {
		case nil:
			if len(r.problems) == 0 {
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
			case kid.name == "cp":
				code, err := strconv.ParseUint(kid.get("hex"), 16, 32)
				if err != nil || code > 0x10ffff {
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
	token := n.get("id")
	if token == "" {
		r.errorf(n.line, n.col, "xliff-unit", "this unit has no id").Hint = "export the file again"
		return
	}
	if first, twice := state.ids[token]; twice {
		r.errorf(n.line, n.col, "exchange-twice", "the unit %q is there twice; the first is on line %d", shorten(token), first).Hint = "delete one of the two"
		return
	}
	state.ids[token] = n.line
	if r.units++; r.units > MaxUnits {
		r.errorf(n.line, n.col, "exchange-size", "the file has more than %d units", MaxUnits)
		return
	}
	base, category, isForm := strings.Cut(token, formMark)
	u := Unit{ID: decodeToken(base), State: Final, Line: n.line, Col: n.col, Markdown: n.get("type") == typeMarkdown, Verbatim: n.get("type") == typeVerbatim}
	data := map[string]string{}
	var source, target strings.Builder
	known := map[string]marks{}
	translated, segments := false, 0
	for i := range n.kids {
		k := &n.kids[i]
		switch k.name {
		case "notes":
			readNotes(&u, k)
		case "originalData":
			for j := range k.kids {
				if k.kids[j].name == "data" {
					data[k.kids[j].get("id")] = k.kids[j].plain()
				}
			}
		case "segment", "ignorable":
			has := r.segment(&u, k, k.space(preserve) || u.Verbatim, data, known, &source, &target)
			if k.name == "segment" {
				segments++
				translated = translated || has
			}
		}
	}
	if segments == 0 {
		r.errorf(n.line, n.col, "xliff-unit", "the unit %q has no segment", shorten(token)).Hint = "export the file again"
		return
	}
	u.Source = source.String()
	if u.Target = target.String(); !translated || u.Target == "" {
		u.State, u.Target, u.Suggestion, u.NoState, u.Loose = Missing, "", false, false, false
	}
	if u.Suggestion && u.State.NeedsWork() {
		u.State = Missing
	} else {
		u.Suggestion, u.Score = false, 0
	}
	if !u.needsWork() {
		u.Previous = ""
	}
	if !isForm {
		f.Units = append(f.Units, u)
		return
	}
	at, ok := state.forms[base]
	if !ok {
		at = len(f.Units)
		state.forms[base] = at
		whole := u
		whole.Source, whole.Target, whole.Previous, whole.Plural = "", "", "", &Plural{}
		f.Units = append(f.Units, whole)
	}
	whole := &f.Units[at]
	whole.Plural.Source = append(whole.Plural.Source, Form{category, u.Source})
	if u.Target != "" {
		whole.Plural.Target = append(whole.Plural.Target, Form{category, u.Target})
	}
	if u.Previous != "" {
		whole.Plural.Previous = append(whole.Plural.Previous, Form{category, u.Previous})
	}
	whole.State = min(whole.State, u.State)
}

// segment reads a segment, or what stands between two; it tells whether there is a target.
func (r *xliffReader) segment(u *Unit, k *node, preserve bool, data map[string]string, known map[string]marks, source, target *strings.Builder) (translated bool) {
	for i := range k.kids {
		part := &k.kids[i]
		if part.name != "source" && part.name != "target" {
			continue
		}
		var b strings.Builder
		r.inline(&b, part.kids, data, known, part.name == "source")
		text := b.String()
		if !part.space(preserve) { // XML's white space is only layout there
			text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\r\n", r) }), " ")
			if lead := b.String(); text != "" && (k.name == "ignorable" || len(part.kids) > 0) {
				text = keepEdges(lead, text)
			}
		}
		if part.name == "source" {
			source.WriteString(text)
		} else {
			target.WriteString(text)
			translated = true
			u.Loose = u.Loose || !part.space(preserve)
		}
	}
	if k.name == "ignorable" {
		return false
	}
	state, has := k.lookup("state")
	s := Draft
	switch {
	case !translated:
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
	u.NoState = u.NoState || translated && !has
	u.Suggestion = u.Suggestion || k.get("subState") == subSuggestion
	u.State = min(u.State, s)
	return translated
}

// keepEdges gives a text the single blanks back that it had at its ends: other segments may follow.
func keepEdges(raw, text string) string {
	if strings.HasPrefix(raw, " ") {
		text = " " + text
	}
	if strings.HasSuffix(raw, " ") {
		text += " "
	}
	return text
}

// readNotes reads what notes say: ours by their category, others as notes.
func readNotes(u *Unit, k *node) {
	for i := range k.kids {
		note := &k.kids[i]
		if note.name != "note" {
			continue
		}
		text := note.plain()
		switch note.get("category") {
		case categoryKind:
			u.Kind = strings.TrimPrefix(text, kindNote)
		case categoryPrevious:
			u.Previous = text
		case categoryMemory:
			fmt.Sscanf(strings.TrimPrefix(text, memoryNote), "%d", &u.Score)
		default:
			u.Notes = append(u.Notes, text)
		}
	}
}

// inline writes the Markdown of a source or target. What codes of the source stand for is remembered in known.
func (r *xliffReader) inline(b *strings.Builder, kids []node, data map[string]string, known map[string]marks, source bool) {
	mark := func(k *node, ref, disp, other string) string {
		if id, ok := k.lookup(ref); ok {
			if text, ok := data[id]; ok {
				return text
			}
			if token, ok := strings.CutPrefix(id, encodedData); ok {
				return decodeToken(token)
			}
		}
		if text, ok := k.lookup(disp); ok {
			return text
		}
		return other
	}
	for i := range kids {
		k := &kids[i]
		id := k.get("id")
		m := known[id]
		switch k.name {
		case "":
			b.WriteString(k.text)
		case "pc":
			m.open, m.close = mark(k, "dataRefStart", "dispStart", m.open), mark(k, "dataRefEnd", "dispEnd", m.close)
			b.WriteString(m.open)
			r.inline(b, k.kids, data, known, source)
			b.WriteString(m.close)
		case "ph", "sc":
			m.open = mark(k, "dataRef", "disp", m.open)
			b.WriteString(m.open)
		case "ec":
			if start := k.get("startRef"); start != "" {
				id = start
				m = known[id]
			}
			m.close = mark(k, "dataRef", "disp", m.close)
			b.WriteString(m.close)
		default: // mrk, sm, em and what others put around words
			r.inline(b, k.kids, data, known, source)
			continue
		}
		if source && id != "" {
			known[id] = m
		}
	}
}

// plurals finishes the messages with plural forms once all of them have come.
func (r *xliffReader) plurals(f *File, state *fileState) {
	for base, at := range state.forms {
		u := &f.Units[at]
		sortForms(u.Plural.Source)
		sortForms(u.Plural.Target)
		sortForms(u.Plural.Previous)
		if forms := state.groups[decodeToken(base)]; len(forms) > 0 {
			sortForms(forms)
			u.Plural.Source = forms
		} else {
			u.Plural.Source = sourceForms(r.document.Source, u.Plural.Source)
		}
		if len(u.Plural.Previous) > 0 {
			u.Plural.Previous = sourceForms(r.document.Source, u.Plural.Previous)
		}
		if len(u.Plural.Target) == 0 {
			u.State = Missing
		}
	}
}
