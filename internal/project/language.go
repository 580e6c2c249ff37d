package project

import (
	"unicode/utf8"

	"vernacular/internal/checks"
	"vernacular/internal/diag"
	"vernacular/internal/exchange"
	"vernacular/internal/locale"
	"vernacular/internal/translation"
)

// arriving is a text of an exchange file that is new to the site.
type arriving struct {
	name, text string // of the page, and in the language of the file
	replaces   bool   // the site has another translation there
	unit       *exchange.Entry
}

// arrivals returns the texts of a file that are new to the site, without those that equal their source.
func (p *placing) arrivals(parts []exchange.File) (out []arriving) {
	for _, part := range parts {
		c := p.get(part.Name)
		for i := range part.Units {
			u := &part.Units[i]
			m, _ := p.match(unitPlace{part.Name, u.ID})
			text := u.Text
			if u.Plural != nil {
				text = formsText(u.Plural.Target)
			}
			now := ""
			if m.Target >= 0 && m.State != translation.Missing {
				now = c.Segments[m.Target].Text
			}
			if text != now && text != c.SourceSegments[m.Source].Text {
				out = append(out, arriving{part.Name, text, now != "", u})
			}
		}
	}
	return out
}

// wrongLanguage returns why the texts of a file are no translation into t, nil if nothing speaks against it: most of what is
// new in it is the translation into another locale of the site, or it reads as another language. Where the file has as many texts
// in the right language as plainly in another one, those are marked as missing, with an error each.
func (w *Workspace) wrongLanguage(file string, t locale.Tag, p *placing, parts []exchange.File) *diag.Diagnostic {
	refuse := func(what string) *diag.Diagnostic {
		d := diag.Errorf("import-language", diag.At(file, 1, 1), "the file is to be a translation into %s (%s), and its texts %s; nothing of it was imported", t.EnglishName(), t, what).
			WithHint(`take the right file, or correct the language in its header; if all is right: --force --reason "why"`)
		return &d
	}
	texts := p.arrivals(parts)
	if other := w.sameAs(t, texts); other != "" {
		return refuse("are those of the site's translation into " + other.EnglishName() + " (" + string(other) + ")")
	}
	var all []string
	for _, a := range texts {
		all = append(all, a.text)
	}
	o, _ := w.Overview()
	foreign := checks.Foreign(o.Source, t, all)
	wrong := len(all) - count(foreign, "")
	if wrong > 0 && own(t, parts, texts, foreign) >= wrong {
		all = p.leaveForeign(t, texts, foreign)
	}
	if other := checks.ReadsAs(t, all); other != "" {
		return refuse("read as " + other)
	}
	return nil
}

// own counts the texts of a file that have words of its language, but for the arriving ones that are foreign.
func own(t locale.Tag, parts []exchange.File, texts []arriving, foreign []string) (n int) {
	isForeign := map[*exchange.Entry]bool{}
	for i, a := range texts {
		isForeign[a.unit] = foreign[i] != ""
	}
	for _, part := range parts {
		for i := range part.Units {
			if u := &part.Units[i]; !isForeign[u] && u.Plural == nil && u.Text != u.Source && checks.IsOwn(t, u.Text) {
				n++
			}
		}
	}
	return n
}

// leaveForeign marks texts as missing that are in another language, with an error each, and returns the others.
func (p *placing) leaveForeign(t locale.Tag, texts []arriving, foreign []string) (others []string) {
	for i, a := range texts {
		if foreign[i] == "" {
			others = append(others, a.text)
			continue
		}
		a.unit.Status = exchange.Missing
		p.problems = append(p.problems, diag.Errorf("import-language", a.unit.Pos, "this text is to be %s (%s) and reads as %s; it was not imported", t.EnglishName(), t, foreign[i]).
			WithHint(`translate it; if all is right: --force --reason "why"`))
	}
	return others
}

// count returns how often a text is among others.
func count(among []string, text string) (n int) {
	for _, s := range among {
		n += btoi(s == text)
	}
	return n
}

// minSame is how many letters of texts must be the same in two locales before that says anything: short ones are often.
const minSame = 20

// sameAs returns the locale of the site to which most of the texts belong, "" for none. Two locales of one language may
// share texts where one of them has none of its own yet.
func (w *Workspace) sameAs(t locale.Tag, texts []arriving) locale.Tag {
	total := 0
	names := map[string]bool{}
	for _, a := range texts {
		total += utf8.RuneCountInString(a.text)
		names[a.name] = true
	}
	o, _ := w.Overview()
	for _, l := range o.Locales {
		if total < minSame || l.Tag == t || l.Tag == o.Source {
			continue
		}
		related := l.Tag.Language() == t.Language() && l.Tag.Script() == t.Script()
		digests := map[string]map[string]bool{}
		for name := range names {
			digests[name] = w.digests(name, l.Tag)
		}
		same := 0
		for _, a := range texts {
			if digests[a.name][translation.Hash(a.text)] && (a.replaces || !related) {
				same += utf8.RuneCountInString(a.text)
			}
		}
		if same >= minSame && 2*same > total {
			return l.Tag
		}
	}
	return ""
}

// digests returns the digests of the texts of a page in a locale: from its record, without one from the page.
func (w *Workspace) digests(name string, t locale.Tag) map[string]bool {
	out := map[string]bool{}
	file := translation.RecordFile(t, name)
	if name == translation.MessagesName {
		file = translation.MessagesFile(t)
	}
	if src := w.read(file); src != nil {
		if r, ds := translation.ParseRecord(file, src); !diag.HasErrors(ds) {
			for _, e := range r.Entries {
				out[e.Text] = !e.Placeholder
			}
			return out
		}
	}
	if c := w.comparisons(t)(name); c != nil && c.Bytes != nil {
		for _, s := range c.Segments {
			out[translation.Hash(s.Text)] = true
		}
	}
	return out
}

// The bounds from which on the finished texts of a file that equal their sources are copies that a tool has made, and no
// words of a person: hardly any sentence can be the same in two languages.
const (
	copiesAlone  = 3  // sentences, in a file in which nothing is translated
	copiesInAll  = 10 // texts of any kind, in such a file
	copiesBeside = 10 // sentences, or texts in the place of translations, and more of them than are translated
)

// leaveCopies marks the texts that a tool copied from their sources as missing, and tells how many there are: the sentences,
// by which they are known, and the names beside them. A file that has nothing else is refused: the diagnostic is an error.
func (p *placing) leaveCopies(t locale.Tag, parts []exchange.File) *diag.Diagnostic {
	var copies []*exchange.Entry
	translated, others, sentences, replaced := 0, 0, 0, 0
	for i := range parts {
		c := p.get(parts[i].Name)
		for j := range parts[i].Units {
			u := &parts[i].Units[j]
			m, _ := p.match(unitPlace{parts[i].Name, u.ID})
			source := c.SourceSegments[m.Source].Text
			same := u.Plural == nil && u.Text == source
			own := ""
			if m.Target >= 0 && m.State != translation.Missing {
				own = c.Segments[m.Target].Text
			}
			switch {
			case u.Status.NeedsWork() || same && own == source:
			case same:
				copies = append(copies, u)
				sentences += btoi(checks.IsProse(c.Source, source))
				replaced += btoi(own != "")
			case checks.IsProse(c.Source, source):
				translated++
			default:
				others++
			}
		}
	}
	alone := translated+others == 0
	switch {
	case alone && (sentences >= copiesAlone || len(copies) >= copiesInAll):
	case sentences >= copiesBeside && sentences > translated, replaced >= copiesBeside && replaced > translated+others:
	default:
		return nil
	}
	for _, u := range copies {
		u.Status = exchange.Missing
	}
	d := diag.Warnf("import-copies", copies[0].Pos, "%d finished texts, of which this is the first, are the words of the source: they count as not translated, since several tools copy the source", len(copies)).
		WithHint(`if they are to stay as they are in %s: --force --reason "why"`, t)
	if alone {
		d.Severity = diag.Error
		d.Message = "the file holds the source's own texts, and nothing is translated; nothing of it was imported"
	}
	p.open += len(copies)
	return &d
}
