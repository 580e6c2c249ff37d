package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
)

// A page's text is cut here into the lines of its front matter and its body, as far as this test writes them.
func cutMatter(text string) (matter []string, body string) {
	rest, ok := strings.CutPrefix(text, "---\n")
	if !ok {
		return nil, text
	}
	head, body, ok := strings.Cut(rest, "\n---\n")
	if !ok {
		return nil, text
	}
	return strings.Split(head, "\n"), body
}

// setKey returns the page with a key of its front matter set to a value, or without the key if the value is empty.
func setKey(text, key, value string) string {
	matter, body := cutMatter(text)
	matter = slices.DeleteFunc(matter, func(line string) bool { return strings.HasPrefix(line, key+":") })
	if value != "" {
		matter = append(matter, key+": "+value)
	}
	if len(matter) == 0 {
		return body
	}
	return "---\n" + strings.Join(matter, "\n") + "\n---\n" + body
}

// getKey returns the value of a key of the front matter, or "".
func getKey(text, key string) string {
	matter, _ := cutMatter(text)
	for _, line := range matter {
		if value, ok := strings.CutPrefix(line, key+": "); ok {
			return value
		}
	}
	return ""
}

// lawEdits are the kinds of edits with how often each is made.
var lawEdits = []struct {
	weight int
	do     func(s *lawSite)
}{
	{6, (*lawSite).editBody}, {3, (*lawSite).editMatter}, {4, (*lawSite).editAddress}, {4, (*lawSite).exchange}, {3, (*lawSite).chain},
	{3, (*lawSite).aliasToPage}, {2, (*lawSite).moveFile}, {1, (*lawSite).moveFolder}, {2, (*lawSite).swapFiles},
	{4, (*lawSite).newPage}, {3, (*lawSite).removePage}, {1, (*lawSite).changeLocale}, {5, (*lawSite).editSettings},
	{4, (*lawSite).editLayout}, {3, (*lawSite).editPartial}, {3, (*lawSite).editCatalog}, {3, (*lawSite).editSheet},
	{2, (*lawSite).editPicture}, {3, (*lawSite).editBeside}, {3, (*lawSite).breakFile}, {6, (*lawSite).mend},
	{2, (*lawSite).touchOrBlip}, {2, (*lawSite).retouch}, {1, (*lawSite).acceptSome}, {2, (*lawSite).checkoutSome},
}

// edit makes one random edit.
func (s *lawSite) edit() {
	total := 0
	for _, e := range lawEdits {
		total += e.weight
	}
	n := s.what.IntN(total)
	for _, e := range lawEdits {
		if n -= e.weight; n < 0 {
			e.do(s)
			return
		}
	}
}

// burst makes 1 to 8 edits, mostly without a pause between them.
func (s *lawSite) burst() {
	s.log = nil
	for range 1 + s.what.IntN(8) {
		s.edit()
		switch n := s.how.IntN(20); {
		case n < 10:
		case n < 15:
			s.pause(1, 30)
		case n < 18:
			s.pause(30, 200)
		default:
			s.note("pause")
			s.pause(400, 700)
		}
	}
}

func (s *lawSite) somePage() string { return pick(s.what, s.pages()) }

// change saves a page with its text changed.
func (s *lawSite) change(name string, f func(text string) string) {
	s.save(name, []byte(f(string(s.read(name)))))
}

func (s *lawSite) editBody() {
	name := s.somePage()
	tag, key := splitName(name)
	if s.chance(15) {
		s.save(name, []byte(s.pageText(tag, key)))
		return
	}
	s.change(name, func(text string) string {
		matter, body := cutMatter(text)
		lines := strings.Split(strings.TrimSuffix(body, "\n"), "\n")
		i := s.what.IntN(len(lines))
		switch {
		case s.chance(20):
			lines = append(lines, "", s.sentence(tag))
		case s.chance(15) && i > 0:
			lines = slices.Delete(lines, i, i+1)
		case strings.HasPrefix(lines[i], "# "):
			lines[i] = "# " + s.sentence(tag)
		case strings.HasPrefix(lines[i], "- "):
			lines[i] = "- " + s.sentence(tag)
		default:
			lines[i] = s.sentence(tag)
		}
		body = strings.Join(lines, "\n") + "\n"
		if matter != nil {
			return "---\n" + strings.Join(matter, "\n") + "\n---\n" + body
		}
		return body
	})
}

func (s *lawSite) editMatter() {
	name := s.somePage()
	tag, key := splitName(name)
	s.change(name, func(text string) string {
		set := func(key, value string) string {
			if getKey(text, key) != "" && s.chance(40) {
				value = ""
			}
			return setKey(text, key, value)
		}
		switch s.what.IntN(7) {
		case 0:
			return set("title", s.sentence(tag))
		case 1:
			return set("description", s.sentence(tag))
		case 2:
			return set("color", fmt.Sprintf("c%d", s.what.IntN(9)))
		case 3:
			return set("hero", pick(s.what, []string{"img/a.png", "img/b.png"}))
		case 4:
			if key == "index" {
				return text
			}
			return set("draft", "true")
		case 5:
			return set("translation_key", pick(s.what, lawKeys))
		default:
			return set("translation", pick(s.what, []string{"machine", "draft", "reviewed"}))
		}
	})
}

func (s *lawSite) editAddress() {
	name := s.somePage()
	address := s.freeAddress()
	if s.chance(20) {
		address = pick(s.what, lawAddresses)
	}
	key := "permalink"
	if s.chance(25) {
		if key = "aliases"; address != "" {
			address = "[" + address + "]"
		}
	}
	s.change(name, func(text string) string { return setKey(text, key, address) })
}

// withPermalink returns the pages that say where they are, in random order.
func (s *lawSite) withPermalink() []string {
	names := slices.DeleteFunc(s.pages(), func(name string) bool { return getKey(string(s.read(name)), "permalink") == "" })
	s.what.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	return names
}

func (s *lawSite) permalink(name, address string) {
	s.change(name, func(text string) string { return setKey(text, "permalink", address) })
}

// exchange lets two pages of one locale exchange their addresses.
func (s *lawSite) exchange() {
	names := s.withPermalink()
	for i, a := range names {
		for _, b := range names[i+1:] {
			tag, _ := splitName(a)
			if other, _ := splitName(b); tag == other {
				x, y := getKey(string(s.read(a)), "permalink"), getKey(string(s.read(b)), "permalink")
				s.permalink(a, y)
				s.permalink(b, x)
				return
			}
		}
	}
	s.editAddress()
}

// chain gives a page's address to another one, whose address may go to a third; the first moves on.
func (s *lawSite) chain() {
	names := s.withPermalink()
	if len(names) == 0 {
		s.editAddress()
		return
	}
	a := names[0]
	tag, _ := splitName(a)
	address := getKey(string(s.read(a)), "permalink")
	others := slices.DeleteFunc(s.files("content/"+tag, ".md"), func(name string) bool { return name == a })
	s.what.Shuffle(len(others), func(i, j int) { others[i], others[j] = others[j], others[i] })
	for _, b := range others[:min(len(others), 1+s.what.IntN(2))] {
		old := getKey(string(s.read(b)), "permalink")
		s.permalink(b, address)
		if address = old; address == "" {
			break
		}
	}
	if address == getKey(string(s.read(a)), "permalink") || s.chance(50) {
		address = s.freeAddress()
	}
	s.permalink(a, address)
}

// aliasToPage makes an alias the address of a page, or a page's address an alias.
func (s *lawSite) aliasToPage() {
	for _, i := range s.what.Perm(len(s.pages())) {
		name := s.pages()[i]
		text := string(s.read(name))
		alias, address := strings.Trim(getKey(text, "aliases"), "[]"), getKey(text, "permalink")
		switch {
		case alias != "" && s.chance(50):
			to := name
			if tag, _ := splitName(name); s.chance(60) {
				to = pick(s.what, s.files("content/"+tag, ".md"))
			}
			s.save(name, []byte(setKey(text, "aliases", "")))
			s.permalink(to, alias)
			return
		case address != "":
			text = setKey(text, "permalink", s.freeAddress())
			s.save(name, []byte(setKey(text, "aliases", "["+address+"]")))
			return
		}
	}
}

func (s *lawSite) moveFile() {
	from := pick(s.what, s.files("content"))
	tag, _ := splitName(from)
	ending := path.Ext(from)
	if s.chance(15) {
		tag = pick(s.what, s.tags())
	}
	to := "content/" + tag + "/" + pick(s.what, append([]string{"fresh", "guide/fresh"}, lawKeys...)) + ending
	if _, key := splitName(from); key != "index" && to != from {
		s.rename(from, to)
	}
}

func (s *lawSite) moveFolder() {
	tag := pick(s.what, s.tags())
	from, to := "content/"+tag+"/guide", "content/"+tag+"/"+pick(s.what, []string{"handbook", "news", "deep"})
	if s.chance(50) {
		from, to = to, from
	}
	if _, err := os.Stat(s.path(from)); err == nil {
		s.rename(from, to)
	}
}

func (s *lawSite) swapFiles() {
	a := s.somePage()
	tag, _ := splitName(a)
	if b := pick(s.what, s.files("content/"+tag, ".md")); b != a {
		s.swap(a, b)
	}
}

func (s *lawSite) newPage() {
	tag := pick(s.what, s.tags())
	key := pick(s.what, append([]string{"fresh"}, lawKeys...))
	s.save("content/"+tag+"/"+key+".md", []byte(s.pageText(tag, key)))
}

func (s *lawSite) removePage() {
	if name := s.somePage(); !strings.HasSuffix(name, "/index.md") {
		s.remove(name)
	}
}

// changeLocale adds or removes all files of a locale.
func (s *lawSite) changeLocale() {
	tag := pick(s.what, lawLocales)
	if slices.Contains(s.tags(), tag) {
		s.remove("content/" + tag)
		if s.chance(70) {
			s.remove("locales/active." + tag + ".toml")
			s.remove("locales/records/" + tag)
		}
		return
	}
	for _, key := range lawKeys {
		if s.chance(50) {
			s.save("content/"+tag+"/"+key+".md", []byte(s.pageText(tag, key)))
		}
	}
	if s.chance(70) {
		s.save("locales/active."+tag+".toml", s.catalog(tag))
	}
}

// changeSetting changes one setting.
func (s *lawSite) changeSetting(c *lawSettings, tags []string) {
	toggle := func(m map[string]string, key, value string) {
		if _, ok := m[key]; ok && s.chance(50) {
			delete(m, key)
		} else {
			m[key] = value
		}
	}
	switch s.what.IntN(8) {
	case 0, 1:
		c.Source = map[string]string{"en": "fr", "fr": "en"}[c.Source]
	case 2, 3:
		toggle(c.URL, pick(s.what, tags), pick(s.what, []string{"/edition/", "/x/", "/langue/", "/fr/", "/日本/"}))
	case 4:
		toggle(c.Fallback, pick(s.what, tags), pick(s.what, tags))
	case 5:
		toggle(c.Headers, pick(s.what, []string{"X-Law", "Referrer-Policy"}), fmt.Sprintf("v%d", s.what.IntN(1000)))
	case 6:
		c.Base = pick(s.what, []string{"https://law.example/", "https://law.example/sub/", "https://other.example/"})
		c.Threshold = float64(s.what.IntN(10)) / 10
	default:
		toggle(c.Links, pick(s.what, []string{"ifes.org", "nobody.org"}), "https://www.ifes.org/")
	}
	for tag, other := range maps.Clone(c.Fallback) {
		if tag == c.Source || tag == other {
			delete(c.Fallback, tag)
		}
	}
}

func (s *lawSite) editSettings() {
	c := s.settings()
	s.changeSetting(&c, s.tags())
	s.save("site.toml", c.toml())
}

func (s *lawSite) editLayout() {
	if s.chance(20) {
		if s.read("layouts/404.html") != nil && s.chance(40) {
			s.remove("layouts/404.html")
			return
		}
		s.save("layouts/404.html", s.layout())
		return
	}
	s.save("layouts/page.html", s.layout())
}

func (s *lawSite) editPartial() {
	name := pick(s.what, []string{"head.html", "foot.html"})
	s.save("layouts/partials/"+name, s.partial(name))
}

func (s *lawSite) editCatalog() {
	tag := pick(s.what, s.tags())
	name := "locales/active." + tag + ".toml"
	if s.chance(15) && s.read(name) != nil {
		s.remove(name)
		return
	}
	s.save(name, s.catalog(tag))
}

func (s *lawSite) editSheet() {
	name := pick(s.what, []string{"main.css", "main.css", "a.css", "b.css"})
	s.save("assets/css/"+name, s.sheet(name))
}

func (s *lawSite) editPicture() {
	s.save("assets/img/"+pick(s.what, []string{"a.png", "b.png"}), s.picture())
}

// editBeside adds, changes or removes a file beside a page.
func (s *lawSite) editBeside() {
	tag := pick(s.what, s.tags())
	name := "content/" + tag + "/" + pick(s.what, []string{"map.png", "paper.pdf", "guide/map.png", "guide/paper.pdf", "c/map.png"})
	if s.read(name) != nil && s.chance(40) {
		s.remove(name)
		return
	}
	s.save(name, s.beside(name))
}

// breakFile saves a file with a mistake; mend knows what it was before.
func (s *lawSite) breakFile() {
	name, bad := "", ""
	switch s.what.IntN(8) {
	case 0, 1:
		name, bad = s.somePage(), "---\ntitle: [\n---\n# Broken\n"
	case 2:
		name, bad = "layouts/page.html", pick(s.what, []string{"{{if}}", "<!doctype html><title></title>{{paruial \"foot.html\" .}}", ""})
	case 3:
		name, bad = "layouts/partials/"+pick(s.what, []string{"head.html", "foot.html"}), "{{with}"
	case 4:
		name, bad = "locales/active."+pick(s.what, s.tags())+".toml", pick(s.what, []string{"m = \n", "m = \"{{.Name\"\n[n]\nother = \"x\"\n"})
	case 5:
		name, bad = "assets/css/"+pick(s.what, []string{"main.css", "a.css"}), "@import \"missing.css\";\n"
	case 6:
		name, bad = "assets/img/"+pick(s.what, []string{"a.png", "b.png"}), "\x89PNG\r\n\x1a\nno picture"
	default:
		name, bad = "site.toml", "base_url = \n"
	}
	if data := s.read(name); data != nil && s.good[name] == nil {
		s.good[name] = data
		s.save(name, []byte(bad))
	}
}

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

func (s *lawSite) touchOrBlip() {
	names := append(s.files("layouts"), append(s.files("content"), s.files("locales")...)...)
	name := pick(s.what, append(names, "site.toml"))
	if s.read(name) == nil {
		return
	}
	if s.chance(40) {
		s.touch(name)
	} else {
		s.blip(name)
	}
}

// retouch changes one digit of a file, so that its size stays.
func (s *lawSite) retouch() {
	names := append(s.files("content", ".md", ".pdf"), append(s.files("layouts"), s.files("locales", ".toml")...)...)
	name := pick(s.what, append(names, s.files("assets", ".css")...))
	data := bytes.Clone(s.read(name))
	if i := bytes.LastIndexAny(data, "123456789"); i >= 0 && !strings.HasPrefix(name, "locales/records") {
		data[i] = '1' + (data[i]-'1'+1+byte(s.what.IntN(7)))%9
		s.save(name, data)
	}
}

func (s *lawSite) acceptSome() { s.accept(pick(s.what, s.tags())) }

func (s *lawSite) checkoutSome() {
	if s.branch != "" {
		s.checkout()
	}
}
