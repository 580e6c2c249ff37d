package project

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/frontmatter"
	"vernacular/internal/locale"
	"vernacular/internal/markup"
	"vernacular/internal/page"
	"vernacular/internal/site"
	"vernacular/internal/translation"
)

// Moved is what a move of a page comes to before it is committed.
type Moved struct {
	Changes  []Change
	Problems []diag.Diagnostic // to be told; none of them keeps the move from being made
	Old, New string            // the page's keys
	Files    []Renamed         // in their order
	Links    int               // addresses that were rewritten
}

// Renamed is a file that has another place.
type Renamed struct{ From, To string }

// mover works out a move.
type mover struct {
	*Workspace
	table    *site.Site
	old, new string // page keys
	oldName  string // of its files, below their locale's folder and without extension, as the source's record has it
	pages    []*movingPage
	names    map[string]string // of the files that move, below their locale's folder and without extension
	out      Moved
	folder   [2]string // of files beside pages that move: from, to; "" for none
}

// movingPage is a page file that is rewritten, or not.
type movingPage struct {
	site.PageFile
	to    string // its path after the move
	was   []byte
	doc   *page.Document // as it was
	after *page.Document // as it becomes
}

// MovePage gives a page another key in all locales: its files move, with their records and, if no page stays in its folder, the
// files beside them; links to it and its own follow, and its old addresses become aliases. files are all files below content/.
// No word of a page changes, so that what was up to date is up to date. layouts are all files of layouts, and beside are all below
// the folder of records.
func (w *Workspace) MovePage(old, new string, files, layouts, beside []string) (Moved, error) {
	m := &mover{Workspace: w, table: w.b.Site(), names: map[string]string{}}
	if err := m.find(old, new, files); err != nil {
		return Moved{}, err
	}
	if err := m.read(files); err != nil {
		return Moved{}, err
	}
	m.moveFolder(files)
	for _, p := range m.pages {
		if p.Key == m.old {
			if err := m.head(p); err != nil {
				return Moved{}, err
			}
		}
		m.links(p)
	}
	m.fingerprints()
	for _, p := range m.pages {
		m.put(p)
	}
	m.records()
	m.beside(files)
	m.kept(beside)
	for _, f := range layouts {
		src := m.Read(f)
		if i := bytes.Index(src, []byte(`"`+m.old+`"`)); i >= 0 {
			line, col := diag.Position(src, i)
			m.out.Problems = append(m.out.Problems, diag.Warnf("layout-names-page", diag.At(f, line, col), "this layout may mean the page by its old name, %q", m.old).
				WithHint("if it does, write %q", m.new))
		}
	}
	m.out.Problems = diag.Sorted(m.out.Problems)
	return m.out, nil
}

// find reads the two keys and refuses what cannot be moved.
func (m *mover) find(old, new string, files []string) error {
	m.old, m.new = writtenKey(old), writtenKey(new)
	has := func(k string) bool {
		return slices.ContainsFunc(m.table.Files, func(f site.PageFile) bool { return f.Key == k })
	}
	if !has(m.old) && has(path.Join(m.old, "index")) {
		m.old = path.Join(m.old, "index")
	}
	if !has(m.old) {
		var keys []string
		for _, f := range m.table.Files {
			keys = append(keys, f.Key)
		}
		e := &Error{Kind: Unknown, Msg: fmt.Sprintf("there is no page %q", m.old)}
		if near := diag.Nearest(m.old, keys); near != "" {
			e.Hint = "did you mean " + near + "?"
		}
		return e
	}
	if reason := site.BadKey(m.new); reason != "" {
		return &Error{Kind: Unknown, Msg: fmt.Sprintf("%q cannot be a page's name: %s", new, reason), Hint: "write the path of its file below the locale's folder, such as guide/voting"}
	}
	for _, f := range files {
		name := site.KeyOf(f)
		for _, taken := range []string{m.new, m.new + "/index", strings.TrimSuffix(m.new, "/index")} {
			if site.IsPage(f) && strings.EqualFold(name, taken) && name != m.old {
				return &Error{Kind: Faulty, Msg: fmt.Sprintf("%s is there already; nothing was moved", f), Hint: "give the page another name, or move that one first"}
			}
		}
	}
	if m.old == m.new || has(m.new) {
		return &Error{Kind: Faulty, Msg: fmt.Sprintf("there is a page %q already; nothing was moved", m.new), Hint: "give the page another name, or move that one first"}
	}
	m.out.Old, m.out.New = m.old, m.new
	return nil
}

// read reads all pages, since each may have a link to the one that moves. One that cannot be read would lose it.
func (m *mover) read(files []string) error {
	var faulty []diag.Diagnostic
	m.oldName = m.old
	for _, f := range m.table.Files {
		p := &movingPage{PageFile: f, to: f.File, was: m.Read(f.File)}
		if p.was == nil {
			faulty = append(faulty, diag.Errorf("page-unreadable", diag.At(f.File, 0, 0), "this page cannot be read"))
			continue
		}
		var ds []diag.Diagnostic
		p.doc, ds = page.Parse(f.File, p.was, page.Options{Limits: m.limits()})
		if p.after = p.doc; diag.HasErrors(ds) || p.doc == nil {
			faulty = append(faulty, slices.DeleteFunc(ds, func(d diag.Diagnostic) bool { return d.Severity != diag.Error })...)
			continue
		}
		if f.Key == m.old {
			if err := m.name(p, files); err != nil {
				return err
			}
		}
		m.pages = append(m.pages, p)
	}
	if len(faulty) > 0 {
		return &Error{Faulty, "nothing was moved: these pages cannot be read, and a link in them would be lost", "correct them first", faults(diag.Sorted(faulty))}
	}
	return nil
}

// name says where the file of a page that moves comes: one with the page's name gets the new one; one that has a name of its
// own keeps that, and stays beside the others.
func (m *mover) name(p *movingPage, files []string) error {
	name, ext := site.KeyOf(p.File), path.Ext(p.File)
	to := name
	switch {
	case name == m.old, p.isJoined():
		to = m.new
	case path.Dir(name) == path.Dir(m.old):
		to = path.Join(path.Dir(m.new), path.Base(name))
	}
	if name != m.old && p.Locale == m.table.Settings.Source {
		m.oldName = name
	}
	if to == name {
		return nil
	}
	folder, _, _ := strings.Cut(strings.TrimPrefix(p.File, "content/"), "/")
	p.to = "content/" + folder + "/" + to + ext
	if slices.Contains(files, p.to) {
		return &Error{Kind: Faulty, Msg: fmt.Sprintf("%s is there already; nothing was moved", p.to), Hint: "give the page another name, or move that one first"}
	}
	m.names[name] = to
	m.out.Files = append(m.out.Files, Renamed{p.File, p.to})
	return nil
}

// head changes the front matter of a page that moves: its key if that stands there, and its old address as an alias.
func (m *mover) head(p *movingPage) error {
	lim := frontmatter.Limits{}
	src, err := p.after.Bytes(), error(nil)
	if k, ok := p.doc.Meta.String("translation_key"); ok && k == m.old {
		src, err = frontmatter.SetText(p.File, src, "translation_key", m.new, lim)
	}
	was, now := site.DefaultPath(m.old), site.DefaultPath(m.new)
	if p.isJoined() {
		was = site.DefaultPath(site.KeyOf(p.File))
	}
	if err == nil && was != now && !m.hasPermalink(p) && m.ownAliases(p) {
		src, err = withAlias(p, src, was, now)
	}
	if err != nil {
		return &Error{Kind: Faulty, Msg: fmt.Sprintf("%s: %v; nothing was moved", p.File, err), Hint: "add the alias " + was + " by hand, then move the page"}
	}
	p.reread(src, m.limits())
	return nil
}

// withAlias adds the old address of a page to its aliases: in the place of its new one, if the page had that before.
func withAlias(p *movingPage, src []byte, was, now string) ([]byte, error) {
	aliases, _ := p.doc.Meta.Strings("aliases")
	if i := slices.Index(aliases, now); i >= 0 && !slices.Contains(aliases, was) {
		item := "aliases"
		if list, _ := p.doc.Meta.Lookup("aliases"); list != any(now) {
			item += "." + strconv.Itoa(i)
		}
		if out, err := frontmatter.SetText(p.File, src, item, was, frontmatter.Limits{}); err == nil {
			return out, nil
		}
	}
	return frontmatter.AddText(p.File, src, "aliases", was, frontmatter.Limits{})
}

func (p *movingPage) reread(src []byte, lim page.Limits) {
	p.after, _ = page.Parse(p.File, src, page.Options{Limits: lim})
}

// hasPermalink reports whether the address of a page is written in its front matter, or in that of a locale in its chain, and
// so stays.
func (m *mover) hasPermalink(p *movingPage) bool {
	return m.chainHas(p.Locale, hasPermalink)
}

// isJoined reports whether the page belongs to the others although neither its name nor its front matter says so: its record
// does. Its address follows its own name.
func (p *movingPage) isJoined() bool {
	return site.KeyOf(p.File) != p.Key && !p.doc.Meta.Has("translation_key")
}

func hasPermalink(p *movingPage) bool {
	s, _ := p.doc.Meta.String("permalink")
	return s != ""
}

// ownAliases reports whether a page needs an alias of its own: the source's is inherited by those that have none.
func (m *mover) ownAliases(p *movingPage) bool {
	source := m.table.Settings.Source
	inherits := slices.ContainsFunc(m.pages, func(q *movingPage) bool { return q.Key == m.old && q.Locale == source })
	return p.Locale == source || p.isJoined() || p.doc.Meta.Has("aliases") || !inherits
}

// chainHas reports whether something holds of the page that moves in a locale of a fallback chain.
func (m *mover) chainHas(t locale.Tag, holds func(*movingPage) bool) bool {
	chain, _ := m.table.Settings.Chain(t)
	return slices.ContainsFunc(m.pages, func(q *movingPage) bool { return q.Key == m.old && slices.Contains(chain, q.Locale) && holds(q) })
}

// links rewrites the addresses of a page: those that lead to the page that moves, and its own if that is it.
func (m *mover) links(p *movingPage) {
	to := map[string]string{}
	for _, r := range p.doc.References() {
		if dest := m.address(p, r.Dest); dest != r.Dest {
			to[r.Dest] = dest
		}
	}
	if len(to) == 0 {
		return
	}
	before := p.after
	var left []markup.Reference
	p.after, left = before.Readdress(to)
	for i, r := range p.after.References() {
		if r.Dest != before.References()[i].Dest {
			m.out.Links++
		}
	}
	for _, r := range left {
		m.out.Problems = append(m.out.Problems, diag.Warnf("link-moved", r.Pos, "the address %q could not be rewritten; the page is at %s now", r.Dest, to[r.Dest]).
			WithHint("correct it by hand"))
	}
}

// put makes the changes of the files of one page.
func (m *mover) put(p *movingPage) {
	switch {
	case p.to != p.File:
		m.out.Changes = append(m.out.Changes, Change{Path: p.to, Data: p.after.Bytes()}, Change{Path: p.File, Was: p.was, Gone: true, Page: p.to})
	case p.after != p.doc:
		m.out.Changes = append(m.out.Changes, Change{Path: p.to, Data: p.after.Bytes(), Was: p.was})
	}
}

// fingerprints carries the fingerprints of source pages that were rewritten into the translations that were made from them.
func (m *mover) fingerprints() {
	for _, p := range m.pages {
		from, _ := p.doc.Meta.String("translated_from")
		if from == "" {
			continue
		}
		for _, s := range m.pages {
			if s.Key == p.Key && s.Locale == m.table.Settings.Source && s.after != s.doc && from == frontmatter.Fingerprint(s.was) {
				if src, err := frontmatter.SetText(p.File, p.after.Bytes(), "translated_from", frontmatter.Fingerprint(s.after.Bytes()), frontmatter.Limits{}); err == nil {
					p.reread(src, m.limits())
				}
			}
		}
	}
}

// records moves the records of the page, and writes the digests of the texts whose addresses were rewritten into those of all
// pages.
func (m *mover) records() {
	sources := map[string]string{}
	source := m.table.Settings.Source
	for _, s := range m.pages {
		if s.Locale != source {
			continue
		}
		digests, texts := m.digests(s)
		for _, l := range m.table.Locales {
			file := m.b.RecordFile(l.Tag, s.File)
			to, own := file, s
			if s.Key == m.old {
				to = translation.RecordFile(l.Tag, site.KeyOf(s.to))
			}
			if i := slices.IndexFunc(m.pages, func(p *movingPage) bool { return p.Key == s.Key && p.Locale == l.Tag }); i >= 0 {
				own = m.pages[i]
			}
			ownDigests, _ := m.digests(own)
			was := m.Read(file)
			if was == nil || file == to && len(digests)+len(ownDigests) == 0 {
				continue
			}
			r, _ := translation.ParseRecord(file, was)
			if r == nil {
				m.out.Problems = append(m.out.Problems, diag.Warnf("record-syntax", diag.At(file, 0, 0), "this record cannot be read, and was moved as it is"))
				m.rename(file, to, was, was)
				continue
			}
			for _, hash := range r.Readdress(digests, ownDigests) {
				sources[hash] = texts[hash]
			}
			m.rename(file, to, was, endsLike(r.Bytes(own.to), was))
		}
	}
	m.out.Changes = append(m.out.Changes, m.sourceTexts(sources)...)
}

// digests returns what the digests of the texts of a page become, and the texts by their new ones.
func (m *mover) digests(p *movingPage) (digests, texts map[string]string) {
	digests, texts = map[string]string{}, map[string]string{}
	if p.after == p.doc {
		return digests, texts
	}
	old, now := translation.Segments(p.doc), translation.Segments(p.after)
	old, now = old[translation.Fields(old):], now[translation.Fields(now):]
	for i := range old {
		if i < len(now) && old[i].Text != now[i].Text {
			hash := translation.Hash(now[i].Text)
			digests[translation.Hash(old[i].Text)], texts[hash] = hash, now[i].Text
		}
	}
	return digests, texts
}

// rename makes the changes that give a file another place, if it has one, and another content.
func (m *mover) rename(from, to string, was, data []byte) {
	if from == to {
		m.out.Changes = append(m.out.Changes, Change{Path: to, Data: data, Was: was})
		return
	}
	m.out.Files = append(m.out.Files, Renamed{from, to})
	m.out.Changes = append(m.out.Changes, Change{Path: to, Data: data}, Change{Path: from, Was: was, Gone: true, Page: to})
}
