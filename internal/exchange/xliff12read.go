package exchange

import (
	"slices"
	"strconv"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/page"
	"vernacular/internal/translation"
)

// begin12 begins a file of XLIFF 1.x, which names its languages itself; false when it is left out.
func (r *xliffReader) begin12(n *node) bool {
	for _, l := range []struct {
		name string
		to   *locale.Tag
	}{{"source-language", &r.document.Source}, {"target-language", &r.document.Target}} {
		text := n.get(l.name)
		if text == "" {
			continue
		}
		tag, _, err := locale.Parse(text)
		switch {
		case err != nil:
			r.errorf(n.line, n.col, "xliff-language", "%s of the file: %v", l.name, err).Hint = "write the tag of the language, such as fr or pt-BR"
			return false
		case *l.to != "" && tag != *l.to:
			r.errorf(n.line, n.col, "xliff-language", "%s of this file is %s, and that of one before is %s", l.name, tag, *l.to).Hint = "import each language from a file of its own"
			return false
		}
		*l.to = tag
	}
	// Of two files with one original the units are those of one: some tools split what they were given.
	original := n.get("original")
	at := slices.IndexFunc(r.document.Files, func(f File) bool { return f.Original == original })
	if at < 0 {
		r.document.Files = append(r.document.Files, File{Name: n.get("product-name"), Original: original})
		r.files = append(r.files, newFileState())
		return true
	}
	last := len(r.files) - 1 // units go to the last one
	r.document.Files[at], r.document.Files[last] = r.document.Files[last], r.document.Files[at]
	r.files[at], r.files[last] = r.files[last], r.files[at]
	return true
}

// transUnit takes a unit of XLIFF 1.x apart. Alternative translations and what somebody marked as not to be translated are
// left out.
func (r *xliffReader) transUnit(n *node, preserve bool) {
	if n.get("translate") == "no" {
		return
	}
	if n.get("restype") == restypeHeader {
		r.gettextHeader(n)
		return
	}
	state, f := r.files[len(r.files)-1], &r.document.Files[len(r.document.Files)-1]
	id, ok := r.identify(n, state, f)
	if !ok {
		return
	}
	preserve = n.space(preserve)
	u := Entry{Unit: translation.Unit{ID: id.id, Pos: diag.At(r.file, n.line, n.col)}, Name: n.get("resname")}
	x := newUnitTexts()
	var target *node
	for i := range n.kids {
		switch k := &n.kids[i]; k.name {
		case "source":
			u.Source = x.text12(k, true, preserve)
		case "target":
			target = k
		case "note":
			x.note12(&u, k)
		}
	}
	if target != nil {
		u.Text = x.text12(target, false, preserve)
		u.Loose = u.Text != "" && !target.space(preserve)
		u.Status, u.NoState = status12(n, target)
		if hasGap(target) || u.NoState && u.Text == u.Source { // a copy of the source is what tools begin with
			u.Status, u.NoState = Missing, false
		}
		u.Review.By = state.people[target.get("phase-name")]
	}
	u.Bare, u.Note = x.bare, strings.Join(x.notes, "\n")
	if u.Text == "" {
		u.NoState, u.Loose = false, false
	}
	u.normalize()
	r.add(u, id, state, f)
}

// phases returns the people whom a header names, by the phases of their work.
func phases(n *node, people map[string]string) map[string]string {
	for i := range n.kids {
		k := &n.kids[i]
		if who := strings.Join(strings.Fields(k.get("contact-name")), " "); k.name == "phase" && who != "" {
			people[k.get("phase-name")] = who
		}
		phases(k, people)
	}
	return people
}

// note12 reads what a note says: ours by who they are from, others as notes.
func (x *unitTexts) note12(u *Entry, k *node) {
	switch text := strings.TrimSpace(k.plain()); k.get("from") {
	case categoryKind:
		u.Kind = page.Kind(strings.TrimPrefix(text, kindNote))
	case categoryPrevious:
		u.Previous = k.plain()
	case fromDeveloper:
		x.notes = append(x.notes, u.developerNote(k.plain())...)
	default:
		if !u.takeNote(text) && text != "" {
			x.notes = append(x.notes, text)
		}
	}
}

// text12 returns the Markdown of a source or target.
func (x *unitTexts) text12(k *node, source, preserve bool) string {
	var b strings.Builder
	x.inline12(&b, k.kids, source)
	if text := b.String(); k.space(preserve) {
		return text
	}
	return strings.Trim(collapse(b.String(), false), " ")
}

// inline12 writes the Markdown of the inline elements of XLIFF 1.x. Those with content (bpt, ept, ph, it) hold the
// Markdown; the others (g, x, bx, ex) stand for it.
func (x *unitTexts) inline12(b *strings.Builder, kids []node, source bool) {
	for i := range kids {
		k := &kids[i]
		id := k.get("id")
		m := x.known[id]
		switch k.name {
		case "":
			b.WriteString(withoutMarks(k.text))
		case "g":
			m.open, m.close = x.orBare(m.open, bareOpen+id), x.orBare(m.close, bareClose+id)
			b.WriteString(m.open)
			x.inline12(b, k.kids, source)
			b.WriteString(m.close)
		case "x", "ph":
			m.open = x.content12(k, m.open, bareSingle+id)
			b.WriteString(m.open)
		case "bx", "bpt":
			id = pairOf(k)
			m = x.known[id]
			m.open = x.content12(k, m.open, bareOpen+id)
			b.WriteString(m.open)
		case "ex", "ept":
			id = pairOf(k)
			m = x.known[id]
			m.close = x.content12(k, m.close, bareClose+id)
			b.WriteString(m.close)
		case "it":
			if k.get("pos") == "close" {
				m.close = x.content12(k, m.close, bareClose+id)
				b.WriteString(m.close)
			} else {
				m.open = x.content12(k, m.open, bareOpen+id)
				b.WriteString(m.open)
			}
		case "sub": // text within a code is no text of the unit
			continue
		default: // mrk
			x.inline12(b, k.kids, source)
			continue
		}
		if source && id != "" {
			x.known[id] = m
		}
	}
}

// pairOf is what the two halves of a pair have in common.
func pairOf(k *node) string {
	if rid := k.get("rid"); rid != "" {
		return rid
	}
	return k.get("id")
}

// content12 returns the Markdown of a code: what it holds, or a field of a message that it names for people, or else
// otherwise, which is that of the code in the source.
func (x *unitTexts) content12(k *node, otherwise, bare string) string {
	if text := k.plain(); text != "" {
		return withoutMarks(text)
	}
	if text := k.get("equiv-text"); strings.HasPrefix(text, "{{") {
		return withoutMarks(text)
	}
	return x.orBare(otherwise, bare)
}

// hasGap reports whether one of the segments of a target has been left empty.
func hasGap(target *node) bool {
	for i := range target.kids {
		k := &target.kids[i]
		if k.name == "mrk" && k.get("mtype") == "seg" && len(k.kids) == 0 || hasGap(k) {
			return true
		}
	}
	return false
}

// status12 returns the state of a unit of XLIFF 1.x. noState says that nothing tells it, which most tools do with what is
// translated.
func status12(n, target *node) (s Status, noState bool) {
	state, has := target.lookup("state")
	qualifier := target.get("state-qualifier")
	switch {
	case state == "final" || state == "signed-off":
		return Final, false
	case n.get("approved") == "yes":
		return Reviewed, false
	case state == "translated":
		return Translated, false
	case state == "needs-adaptation":
		return Stale, false
	case has: // new, needs-translation, needs-review-l10n and others, those of a tool (x-…) too
		return Draft, false
	case toolUnfinished(n), strings.HasSuffix(qualifier, "mt") || strings.Contains(qualifier, "fuzzy") || strings.HasSuffix(qualifier, "suggestion"):
		return Draft, false
	}
	return Draft, true
}

// toolUnfinished reports whether a tool says in an attribute of its own that a unit is not finished: memoQ in mq:status,
// Trados in conf of sdl:seg, which stands in the unit for each segment.
func toolUnfinished(n *node) bool {
	for _, a := range n.attrs {
		value := strings.ToLower(a.Value)
		switch {
		case a.Name.Local == "status" && strings.Contains(strings.ToLower(a.Name.Space), "mq"), a.Name.Local == "status" && strings.Contains(strings.ToLower(a.Name.Space), "memoq"):
			return !strings.Contains(value, "confirmed") && !strings.Contains(value, "proofread")
		case a.Name.Local == "conf" && n.name == "seg":
			return !strings.HasPrefix(value, "translated") && !strings.HasPrefix(value, "approved")
		}
	}
	return slices.ContainsFunc(n.foreign, func(k node) bool { return toolUnfinished(&k) })
}

// fromDeveloper is who a note is from that stood in a PO file.
const fromDeveloper = "developer"

// formOf12 reads the ids that tools give the plural forms of gettext, such as "pages[0]": the base, and the number as that of
// a category in CLDR's order, for which renumber puts the one that is meant.
func formOf12(token string) (base, category string, ok bool) {
	base, rest, ok := strings.Cut(token, "[")
	number, closed := strings.CutSuffix(rest, "]")
	i, err := strconv.Atoi(number)
	if !ok || !closed || err != nil || i < 0 || i >= len(categories) || strconv.Itoa(i) != number {
		return "", "", false
	}
	return base, categories[i], true
}
