package project

import (
	"slices"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/exchange"
	"vernacular/internal/page"
	"vernacular/internal/translation"
)

// unitPlace is a unit of a page, or of the catalog.
type unitPlace struct{ name, id string }

// placing sorts the units of an exchange file by the pages that have their sources. A unit is known by its id; one without,
// of another tool or of an older text, by its source text.
type placing struct {
	names []string                                  // of the pages, and of the catalog: see [translation.Comparison.Name]
	get   func(name string) *translation.Comparison // nil: there is none, or it cannot be read
	all   bool                                      // a text is for every unit that has its source, whatever these say now
	ids   map[string]map[string]translation.Match   // by name and id, of those that were asked for
	texts map[bool]map[string][]unitPlace           // by source text; true: without inline codes
	taken map[unitPlace]exchange.Entry
	units map[string][]exchange.Entry // by name

	lost     []exchange.Entry  // for which there is no place, or several that contradict each other
	open     int               // without a translation
	bySource int               // found by their source text
	problems []diag.Diagnostic // units that have a place and cannot be taken
}

// match returns the match of a place; ok is false if there is none that could have a text of its own.
func (p *placing) match(at unitPlace) (m translation.Match, ok bool) {
	byID, known := p.ids[at.name]
	if !known {
		byID = map[string]translation.Match{}
		if c := p.comparison(at.name); c != nil {
			for _, m := range c.Matches {
				if takesText(m) {
					byID[m.ID] = m
				}
			}
		}
		if p.ids == nil {
			p.ids = map[string]map[string]translation.Match{}
		}
		p.ids[at.name] = byID
	}
	m, ok = byID[at.id]
	return m, ok
}

func (p *placing) comparison(name string) *translation.Comparison {
	if !slices.Contains(p.names, name) {
		return nil
	}
	return p.get(name)
}

// place sorts the units of a document. Those that are left out are in p.
func (p *placing) place(doc exchange.Document) (parts []exchange.File) {
	p.taken, p.units = map[unitPlace]exchange.Entry{}, map[string][]exchange.Entry{}
	var rest []exchange.Entry
	for _, f := range doc.Files {
		home := p.home(f)
		for _, u := range f.Units {
			if u.Status == exchange.Missing || u.Suggestion {
				p.open++
			} else if at, ok := p.byID(home, u); ok {
				p.put(at, u)
			} else {
				rest = append(rest, u)
			}
		}
	}
	for _, u := range rest {
		places := p.placesOf(u)
		if len(places) == 0 {
			p.lost = append(p.lost, u)
			continue
		}
		p.bySource++
		for _, at := range places {
			p.put(at, u)
		}
	}
	for _, name := range p.names {
		if len(p.units[name]) > 0 {
			parts = append(parts, exchange.File{Name: name, Units: p.units[name]})
		}
	}
	return parts
}

// home returns the name of the page that a part of a document is of: by its name, else by the path of its source or of its
// translation, of which a tool may have kept the end alone; "" for none.
func (p *placing) home(f exchange.File) string {
	if slices.Contains(p.names, f.Name) {
		return f.Name
	}
	original := strings.ReplaceAll(f.Original, "\\", "/")
	if original == "" {
		return ""
	}
	for _, name := range p.names {
		c := p.comparison(name)
		if c == nil {
			continue
		}
		for _, file := range []string{c.SourceFile, c.File} {
			if original == file || strings.HasSuffix(original, "/"+file) {
				return name
			}
		}
	}
	return ""
}

// byID finds the place of a unit by its id, or by its other name. Some tools put the page before the id, as contexts of PO
// have it. Where nothing tells the page, the id must be that of one unit of the site.
func (p *placing) byID(home string, u exchange.Entry) (at unitPlace, ok bool) {
	for _, id := range []string{u.ID, u.Name} {
		if id == "" {
			continue
		}
		if _, ok := p.match(unitPlace{home, id}); ok {
			return unitPlace{home, id}, true
		}
		if name, rest, cut := strings.Cut(id, ":"); cut {
			if _, ok := p.match(unitPlace{name, rest}); ok {
				return unitPlace{name, rest}, true
			}
		}
		if home != "" {
			continue
		}
		var found []unitPlace
		for _, name := range p.names {
			if _, ok := p.match(unitPlace{name, id}); ok {
				found = append(found, unitPlace{name, id})
			}
		}
		if len(found) == 1 {
			return found[0], true
		}
	}
	return at, false
}

// placesOf finds the places of a unit by its source text. Where several units have it, it is for all of them, unless their
// translations differ: then nobody can tell which is meant.
func (p *placing) placesOf(u exchange.Entry) []unitPlace {
	if p.texts == nil {
		p.index()
	}
	source := sourceText(u)
	if u.Bare {
		source = exchange.Words(source, true)
	}
	places := p.texts[u.Bare][spaced(source)]
	said := ""
	for _, at := range places {
		m, _ := p.match(at)
		if m.Target < 0 || m.State == translation.Missing || p.all {
			continue
		}
		text := p.get(at.name).Segments[m.Target].Text
		if said != "" && text != said {
			return nil
		}
		said = text
	}
	return places
}

// index notes the source texts of all pages.
func (p *placing) index() {
	p.texts = map[bool]map[string][]unitPlace{false: {}, true: {}}
	for _, name := range p.names {
		c := p.comparison(name)
		if c == nil {
			continue
		}
		for _, m := range c.Matches {
			if !takesText(m) {
				continue
			}
			s := c.SourceSegments[m.Source]
			text, words := spaced(s.Text), spaced(exchange.Words(s.Text, isMarkdown(s.Kind)))
			p.texts[false][text] = append(p.texts[false][text], unitPlace{name, m.ID})
			p.texts[true][words] = append(p.texts[true][words], unitPlace{name, m.ID})
		}
	}
}

// put gives a unit of the file to a unit of the site, the first one that comes. Its inline codes become those of the site.
func (p *placing) put(at unitPlace, u exchange.Entry) {
	if first, twice := p.taken[at]; twice {
		if !p.all && (first.Text != u.Text || first.Plural != nil) {
			p.problems = append(p.problems, diag.Errorf("import-twice", u.Pos, "the passage %s has another translation in line %d of the file; this one is left out", at.id, first.Pos.Line).
				WithHint("keep one of the two"))
		}
		return
	}
	c := p.get(at.name)
	m, _ := p.match(at)
	s := c.SourceSegments[m.Source]
	if u.Bare {
		u.Markdown, u.Verbatim = isMarkdown(s.Kind), translation.Verbatim(s.Kind)
		filled, err := u.WithCodes(s.Text)
		if err != nil {
			p.problems = append(p.problems, diag.Errorf("import-codes", u.Pos, "%v", err).WithHint("export it again, or let the tool write what the codes stand for"))
			return
		}
		u = filled
	}
	p.taken[at] = u
	u.ID = at.id
	p.units[at.name] = append(p.units[at.name], u)
}

// isMarkdown reports whether the texts of a kind are inline Markdown.
func isMarkdown(k page.Kind) bool { return exchange.IsBlock(k) && !translation.Verbatim(k) }

func spaced(text string) string { return strings.Join(strings.Fields(text), " ") }
