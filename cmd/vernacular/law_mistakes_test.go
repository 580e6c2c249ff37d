package main

import (
	"maps"
	"slices"
	"strings"
)

// spoil saves a file with a mistake; mend knows what it was before.
func (s *lawSite) spoil(name, bad string) {
	if data := s.read(name); data != nil && s.good[name] == nil {
		s.good[name] = data
		s.save(name, []byte(bad))
	}
}

func (s *lawSite) breakPage() { s.spoil(s.somePage(), "---\ntitle: [\n---\n# Broken\n") }

func (s *lawSite) breakLayout() {
	if s.chance(40) {
		s.spoil("layouts/partials/"+pick(s.what, []string{"head.html", "foot.html"}), "{{with}")
		return
	}
	s.spoil("layouts/page.html", pick(s.what, []string{"{{if}}", "<!doctype html><title></title>{{paruial \"foot.html\" .}}", ""}))
}

func (s *lawSite) breakCatalog() {
	bad := pick(s.what, []string{"m = \n", "m = \"{{.Name\"\n[n]\nother = \"x\"\n"})
	s.spoil("locales/active."+pick(s.what, s.tags())+".toml", bad)
}

func (s *lawSite) breakAsset() {
	if s.chance(50) {
		s.spoil("assets/css/"+pick(s.what, []string{"main.css", "a.css"}), "@import \"missing.css\";\n")
		return
	}
	s.spoil("assets/img/"+pick(s.what, []string{"a.png", "b.png"}), "\x89PNG\r\n\x1a\nno picture")
}

func (s *lawSite) breakSettings() { s.spoil("site.toml", "base_url = \n") }

// mend puts back what breakFile broke.
func (s *lawSite) mend() {
	names := slices.Sorted(maps.Keys(s.good))
	if len(names) == 0 {
		s.editBody()
		return
	}
	name := pick(s.what, names)
	data := s.good[name]
	delete(s.good, name)
	s.save(name, data)
}

// repair takes every mistake out of the site that this test knows of.
func (s *lawSite) repair() {
	for len(s.good) > 0 {
		s.mend()
	}
	c := s.settings()
	c.URL, c.Fallback = nil, nil
	s.save("site.toml", c.toml())
	s.save("layouts/page.html", s.layout())
	for _, name := range s.pages() {
		text := string(s.read(name))
		tag, key := splitName(name)
		if strings.HasPrefix(text, "---\ntitle: [") {
			s.save(name, []byte(s.pageText(tag, key)))
		} else if getKey(text, "translation_key") != "" || s.chance(70) && getKey(text, "permalink")+getKey(text, "aliases") != "" {
			s.save(name, []byte(setKey(setKey(setKey(text, "translation_key", ""), "permalink", ""), "aliases", "")))
		}
	}
}
