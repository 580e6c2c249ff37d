package main

import (
	"bytes"
	"fmt"
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
	name   string
	weight int
	do     func(s *lawSite)
}{
	{"body", 6, (*lawSite).editBody},
	{"matter", 3, (*lawSite).editMatter},
	{"address", 4, (*lawSite).editAddress},
	{"exchange", 4, (*lawSite).exchange},
	{"chain", 3, (*lawSite).chain},
	{"alias", 3, (*lawSite).aliasToPage},
	{"move", 2, (*lawSite).moveFile},
	{"folder", 1, (*lawSite).moveFolder},
	{"swap", 2, (*lawSite).swapFiles},
	{"new", 4, (*lawSite).newPage},
	{"remove", 3, (*lawSite).removePage},
	{"locale", 1, (*lawSite).changeLocale},
	{"source", 1, (*lawSite).editSource},
	{"url", 1, (*lawSite).editURL},
	{"settings", 3, (*lawSite).editSettings},
	{"layout", 4, (*lawSite).editLayout},
	{"partial", 3, (*lawSite).editPartial},
	{"catalog", 3, (*lawSite).editCatalog},
	{"sheet", 3, (*lawSite).editSheet},
	{"picture", 2, (*lawSite).editPicture},
	{"beside", 3, (*lawSite).editBeside},
	{"break-page", 1, (*lawSite).breakPage},
	{"break-layout", 1, (*lawSite).breakLayout},
	{"break-catalog", 1, (*lawSite).breakCatalog},
	{"break-asset", 1, (*lawSite).breakAsset},
	{"break-settings", 1, (*lawSite).breakSettings},
	{"mend", 6, (*lawSite).mend},
	{"touch", 2, (*lawSite).touchOrBlip},
	{"retouch", 2, (*lawSite).retouch},
	{"accept", 1, (*lawSite).acceptSome},
	{"checkout", 2, (*lawSite).checkoutSome},
}

// edit makes one random edit of those that -law-not does not name.
func (s *lawSite) edit() {
	not := strings.Split(*lawNot, ",")
	for {
		i := s.what.IntN(len(lawEdits))
		if e := lawEdits[i]; s.what.IntN(6) < e.weight && !slices.Contains(not, e.name) {
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

// toggle sets a key of a table, or removes it.
func (s *lawSite) toggle(m map[string]string, key, value string) {
	if _, ok := m[key]; ok && s.chance(50) {
		delete(m, key)
	} else {
		m[key] = value
	}
}

func (s *lawSite) changeURL(c *lawSettings) {
	s.toggle(c.URL, pick(s.what, s.tags()), pick(s.what, []string{"/edition/", "/x/", "/langue/", "/fr/", "/日本/"}))
}

// changeSetting changes one setting that does not change all addresses.
func (s *lawSite) changeSetting(c *lawSettings) {
	switch s.what.IntN(4) {
	case 0:
		if tag, other := pick(s.what, s.tags()), pick(s.what, s.tags()); tag != c.Source && tag != other {
			s.toggle(c.Fallback, tag, other)
		}
	case 1:
		s.toggle(c.Headers, pick(s.what, []string{"X-Law", "Referrer-Policy"}), fmt.Sprintf("v%d", s.what.IntN(1000)))
	case 2:
		c.Base = pick(s.what, []string{"https://law.example/", "https://law.example/sub/", "https://other.example/"})
		c.Threshold = float64(s.what.IntN(10)) / 10
	default:
		s.toggle(c.Links, pick(s.what, []string{"ifes.org", "nobody.org"}), "https://www.ifes.org/")
	}
}

func (s *lawSite) editSettings() {
	c := s.settings()
	s.changeSetting(&c)
	s.save("site.toml", c.toml())
}

func (s *lawSite) editURL() {
	c := s.settings()
	s.changeURL(&c)
	s.save("site.toml", c.toml())
}

// editSource makes English the source of the other languages, or French.
func (s *lawSite) editSource() {
	c := s.settings()
	c.Source = map[string]string{"en": "fr", "fr": "en"}[c.Source]
	delete(c.Fallback, c.Source)
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
