package project

import (
	"net/url"
	"path"
	"strings"

	"golang.org/x/text/unicode/norm"

	"vernacular/internal/diag"
	"vernacular/internal/site"
)

// moveFolder decides whether the files beside the page go with it: if its folder has no other page in any locale, and what
// has the place already does not stand in the way.
func (m *mover) moveFolder(files []string) {
	from, to := path.Dir(m.oldName), path.Dir(m.new)
	if from == to || from == "." || to == "." || m.oldName != m.old || strings.HasPrefix(to, from+"/") {
		return
	}
	for _, p := range m.pages {
		if p.to == p.File && strings.HasPrefix(site.KeyOf(p.File), from+"/") {
			return
		}
	}
	taken := map[string]bool{}
	for _, f := range files {
		taken[strings.ToLower(f)] = true
	}
	for _, f := range files {
		if other := moved(f, from, to); other != f && taken[strings.ToLower(other)] {
			return
		}
	}
	m.folder = [2]string{from, to}
}

// moved returns the path of a file below content/ when a folder of every locale moves.
func moved(file, from, to string) string {
	locale, rest, _ := strings.Cut(strings.TrimPrefix(file, "content/"), "/")
	if inside, ok := strings.CutPrefix(rest, from+"/"); ok {
		return "content/" + locale + "/" + to + "/" + inside
	}
	return file
}

// beside moves the files beside the page, if they go with it.
func (m *mover) beside(files []string) {
	if m.folder[0] == "" {
		return
	}
	for _, f := range files {
		if to := moved(f, m.folder[0], m.folder[1]); to != f && !site.IsPage(f) {
			if data := m.Read(f); data != nil {
				m.rename(f, to, data, data)
			} else {
				m.out.Problems = append(m.out.Problems, diag.Warnf("file-stays", diag.At(f, 0, 0), "this file cannot be read, and stays where it is").WithHint("move it to %s by hand", to))
			}
		}
	}
}

// address returns what an address of a page becomes.
func (m *mover) address(p *movingPage, dest string) string {
	u, err := url.Parse(dest)
	_, mapped := m.table.Settings.Links[dest]
	if err != nil || mapped || u.Scheme != "" || u.Host != "" || u.Path == "" {
		return dest
	}
	raw, suffix := dest, ""
	if i := strings.IndexAny(dest, "?#"); i >= 0 {
		raw, suffix = dest[:i], dest[i:]
	}
	name := norm.NFC.String(u.Path)
	if strings.HasPrefix(name, "/") {
		return m.fromRoot(name, raw) + suffix
	}
	if strings.HasPrefix(name, "assets/") && m.Read(name) != nil {
		return dest
	}
	target := path.Join(path.Dir(below(p.File)), name)
	now, known := m.target(p, target)
	if !known || now == target && path.Dir(below(p.to)) == path.Dir(below(p.File)) {
		return dest
	}
	to := relative(path.Dir(below(p.to)), now)
	if strings.HasSuffix(name, "/") {
		to += "/"
	}
	if raw != u.Path { // it was written with escapes
		to = (&url.URL{Path: to}).EscapedPath()
	}
	return to + suffix
}

// below returns the path of a page file below its locale's folder.
func below(file string) string {
	_, rest, _ := strings.Cut(strings.TrimPrefix(file, "content/"), "/")
	return norm.NFC.String(rest)
}

// target returns where that to which a page leads, a path below its locale's folder, stands after the move; known is false
// where nothing is there.
func (m *mover) target(p *movingPage, target string) (now string, known bool) {
	chain, _ := m.table.Settings.Chain(p.Locale)
	if key, ok := m.table.Find(target, chain...); ok {
		name, ext := target, ""
		if site.IsPage(target) {
			ext = path.Ext(target)
			name = strings.TrimSuffix(target, ext)
		}
		if to, ok := m.names[name]; ok && key == m.old {
			return to + ext, true
		}
		if to, ok := m.names[path.Join(name, "index")]; ok && key == m.old {
			return strings.TrimSuffix(to, "/index"), true
		}
		return target, true
	}
	if _, ok := m.table.FindResource(target, chain...); ok {
		if m.folder[0] != "" {
			return strings.TrimPrefix(moved("content/x/"+target, m.folder[0], m.folder[1]), "content/x/"), true
		}
		return target, true
	}
	return target, false
}

// fromRoot returns what an address that begins with "/" becomes: the page's new one where it was the page's old one.
func (m *mover) fromRoot(name, raw string) string {
	for _, e := range m.table.Editions {
		v := e.Variants[m.old]
		if v == nil || strings.TrimSuffix(v.Permalink, "/") != strings.TrimSuffix(name, "/") {
			continue
		}
		if v.Permalink != e.Prefix+strings.TrimPrefix(site.DefaultPath(m.old), "/") || m.chainHas(e.Locale, hasPermalink) {
			return raw
		}
		to := e.Prefix + strings.TrimPrefix(site.DefaultPath(m.new), "/")
		if !strings.HasSuffix(name, "/") {
			to = strings.TrimSuffix(to, "/")
		}
		return to
	}
	return raw
}

// relative returns the way from a folder to a path; both are relative themselves.
func relative(dir, to string) string {
	var from []string
	if dir != "." {
		from = strings.Split(dir, "/")
	}
	way := strings.Split(to, "/")
	for len(from) > 0 && len(way) > 1 && from[0] == way[0] {
		from, way = from[1:], way[1:]
	}
	return strings.Repeat("../", len(from)) + strings.Join(way, "/")
}

// kept moves what people have saved and said of the page in the translation editor.
func (m *mover) kept(files []string) {
	for _, f := range files {
		for _, folder := range []string{historyFolder, commentFolder} {
			rest, ok := strings.CutPrefix(f, folder)
			tag, name, _ := strings.Cut(rest, "/")
			if was := m.Read(f); ok && path.Dir(name) == m.old && was != nil {
				m.rename(f, folder+tag+"/"+m.new+"/"+path.Base(name), was, was)
			}
		}
	}
}
