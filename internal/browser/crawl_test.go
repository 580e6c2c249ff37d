package browser

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"vernacular/internal/locale"
)

// doc is a page as the crawler knows it.
type doc struct {
	file       string
	root       *html.Node
	lang, dir  string
	ids        map[string]bool
	alternates map[string]string // hreflang -> address as written
	canonical  string
	elements   []*html.Node
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func get(n *html.Node, name string) string { v, _ := attr(n, name); return v }

// crawler gathers what is wrong with an output.
type crawler struct {
	out   *output
	files map[string][]byte
	docs  map[string]*doc
	found []string
}

func (c *crawler) bad(file, format string, args ...any) {
	c.found = append(c.found, file+": "+fmt.Sprintf(format, args...))
}

// load reads a whole output.
func load(out *output) (*crawler, error) {
	c := &crawler{out: out, files: map[string][]byte{}, docs: map[string]*doc{}}
	names, err := out.files()
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if c.files[name], err = fs.ReadFile(os.DirFS(out.dir), name); err != nil {
			return nil, err
		}
		if path.Ext(name) == ".html" {
			if err := c.read(name); err != nil {
				return nil, err
			}
		}
	}
	return c, nil
}

// crawl returns every fault of an output that it finds.
func crawl(out *output) ([]string, error) {
	c, err := load(out)
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(c.files)) {
		if d := c.docs[name]; d != nil {
			c.page(d)
			c.addresses(d)
		} else if path.Ext(name) == ".css" {
			c.style(name)
		}
	}
	c.sitemap()
	c.manifest()
	c.robots()
	c.reach()
	return c.found, nil
}

func (c *crawler) read(name string) error {
	root, err := html.Parse(bytes.NewReader(c.files[name]))
	if err != nil {
		return err
	}
	d := &doc{file: name, root: root, ids: map[string]bool{}, alternates: map[string]string{}}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		d.elements = append(d.elements, n)
		if id, ok := attr(n, "id"); ok {
			if d.ids[id] {
				c.bad(name, "two elements have the id %q", id)
			}
			d.ids[id] = true
		}
		switch {
		case n.Data == "html":
			d.lang, d.dir = get(n, "lang"), get(n, "dir")
		case n.Data == "link" && get(n, "rel") == "canonical":
			if d.canonical != "" {
				c.bad(name, "two canonical addresses")
			}
			d.canonical = get(n, "href")
		case n.Data == "link" && get(n, "rel") == "alternate" && get(n, "hreflang") != "":
			if d.alternates[get(n, "hreflang")] != "" {
				c.bad(name, "two alternates for %s", get(n, "hreflang"))
			}
			d.alternates[get(n, "hreflang")] = get(n, "href")
		}
	}
	c.docs[name] = d
	return nil
}

// isProgram tells a script from data for search engines, which nobody runs.
func isProgram(n *html.Node) bool {
	return n.Data == "script" && get(n, "type") != "application/ld+json"
}

// isError tells the pages that stand for an address that does not exist: they have no address of their own.
func (d *doc) isError() bool { return path.Base(d.file) == "404.html" }

// page looks at what a page has to have by itself.
func (c *crawler) page(d *doc) {
	tag, canonical, err := locale.Parse(d.lang)
	if err != nil || !canonical {
		c.bad(d.file, "lang=%q is no language tag in its usual spelling", d.lang)
	} else if d.dir != tag.Direction() {
		c.bad(d.file, "dir=%q, but %s runs %s", d.dir, tag, tag.Direction())
	}
	if i := bytes.Index(bytes.ToLower(c.files[d.file]), []byte(`<meta charset="utf-8">`)); i < 0 || i > 1000 {
		c.bad(d.file, "no charset in the first 1024 bytes")
	}
	count := map[string]int{}
	for _, n := range d.elements {
		count[n.Data]++
		if n.Data == "title" && strings.TrimSpace(textOf(n)) == "" {
			c.bad(d.file, "the title is empty")
		}
		if isProgram(n) || n.Data == "iframe" || n.Data == "base" {
			c.bad(d.file, "a <%s>", n.Data)
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc" {
				c.bad(d.file, "<%s> has the attribute %s", n.Data, a.Key)
			}
			if a.Key == "tabindex" && a.Val != "0" && !strings.HasPrefix(a.Val, "-") {
				c.bad(d.file, "<%s> jumps the queue for the keyboard: tabindex=%q", n.Data, a.Val)
			}
		}
		if n.Data == "meta" && strings.EqualFold(get(n, "http-equiv"), "content-security-policy") && strings.Contains(get(n, "content"), "unsafe") {
			c.bad(d.file, "the policy allows something unsafe: %s", get(n, "content"))
		}
		if n.Data == "meta" && strings.EqualFold(get(n, "http-equiv"), "content-security-policy") {
			count["csp"]++
		}
		c.language(d, n)
	}
	for _, one := range []string{"title", "h1", "main", "csp"} {
		if count[one] != 1 {
			c.bad(d.file, "%d times %s", count[one], one)
		}
	}
	if d.isError() {
		return
	}
	own := c.out.base.Scheme + "://" + c.out.base.Host + c.out.addressOf(d.file)
	target := c.docAt(d, d.canonical)
	switch {
	case target == nil:
		c.bad(d.file, "the canonical address %q leads nowhere", d.canonical)
	case d.canonical == own:
		c.alternatesOf(d, own)
	case len(d.alternates) > 0:
		c.bad(d.file, "canonical is %s, and yet it names alternates", d.canonical)
	case target.canonical != d.canonical:
		c.bad(d.file, "canonical %s names another canonical itself", d.canonical)
	}
}

// language checks that text in another language says so, with its direction.
func (c *crawler) language(d *doc, n *html.Node) {
	lang, ok := attr(n, "lang")
	if !ok || n.Data == "html" {
		return
	}
	tag, canonical, err := locale.Parse(lang)
	if err != nil || !canonical {
		c.bad(d.file, "<%s lang=%q> is no language tag in its usual spelling", n.Data, lang)
		return
	}
	dir := ""
	for p := n; p != nil && dir == ""; p = p.Parent {
		if p.Type == html.ElementNode {
			dir = get(p, "dir")
		}
	}
	if dir != tag.Direction() {
		c.bad(d.file, "<%s lang=%q> stands in text that runs %s", n.Data, lang, dir)
	}
	if h, ok := attr(n, "hreflang"); ok && n.Data == "a" && h != lang {
		c.bad(d.file, "a link with lang %s and hreflang %s", lang, h)
	}
}

// alternatesOf checks that every alternate exists, is in its language, and names the same set.
func (c *crawler) alternatesOf(d *doc, own string) {
	if d.alternates[d.lang] != own {
		c.bad(d.file, "does not name itself as alternate: %v", d.alternates)
	}
	if d.alternates["x-default"] == "" {
		c.bad(d.file, "no x-default")
	}
	for _, lang := range slices.Sorted(maps.Keys(d.alternates)) {
		address := d.alternates[lang]
		target := c.docAt(d, address)
		switch {
		case target == nil || !strings.HasPrefix(address, c.out.base.String()):
			c.bad(d.file, "alternate %s at %q: no page there", lang, address)
		case lang != "x-default" && target.lang != lang:
			c.bad(d.file, "alternate %s at %q is a page in %s", lang, address, target.lang)
		case !maps.Equal(target.alternates, d.alternates):
			c.bad(d.file, "alternate %s does not name the same alternates", lang)
		}
	}
}

// resolve gives the file and the fragment that an address on a page leads to; ok is false for what is elsewhere.
func (c *crawler) resolve(d *doc, address string) (file, fragment string, ok bool, err error) {
	here := c.out.base.ResolveReference(&url.URL{Path: c.out.base.Path + strings.TrimSuffix(d.file, "index.html")})
	u, err := url.Parse(address)
	if err != nil {
		return "", "", false, err
	}
	if u = here.ResolveReference(u); u.Host != c.out.base.Host || u.Scheme != c.out.base.Scheme {
		return "", "", false, nil
	}
	if address == "" || strings.HasPrefix(address, "#") {
		return d.file, u.Fragment, true, nil
	}
	file = c.out.fileAt(u.Path)
	if _, there := c.files[file]; !there {
		return file, u.Fragment, true, fmt.Errorf("there is no %q", cmpOr(file, u.Path))
	}
	return file, u.Fragment, true, nil
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (c *crawler) docAt(d *doc, address string) *doc {
	if address == "" {
		return nil
	}
	file, _, ok, err := c.resolve(d, address)
	if !ok || err != nil {
		return nil
	}
	return c.docs[file]
}

var schemes = []string{"http", "https", "mailto", "tel"}

// addresses follows every address on a page.
func (c *crawler) addresses(d *doc) {
	for _, n := range d.elements {
		loads := n.Data == "img" || n.Data == "source" || n.Data == "link" && slices.Contains(strings.Fields(get(n, "rel")), "stylesheet")
		for _, a := range n.Attr {
			var list []string
			switch a.Key {
			case "href", "src", "poster", "action", "data":
				list = []string{a.Val}
			case "srcset", "imagesrcset":
				for part := range strings.SplitSeq(a.Val, ",") {
					if f := strings.Fields(part); len(f) > 0 {
						list = append(list, f[0])
					}
				}
			}
			for _, address := range list {
				c.follow(d, n, address, loads)
			}
		}
	}
}

func (c *crawler) follow(d *doc, n *html.Node, address string, loads bool) {
	file, fragment, ok, err := c.resolve(d, address)
	switch {
	case err != nil:
		c.bad(d.file, "<%s> leads to %q: %v", n.Data, address, err)
		return
	case !ok && loads:
		c.bad(d.file, "<%s> loads %s from elsewhere", n.Data, address)
		return
	case !ok:
		if u, _ := url.Parse(address); !slices.Contains(schemes, u.Scheme) {
			c.bad(d.file, "<%s> leads to %q", n.Data, address)
		}
		return
	}
	if target := c.docs[file]; target != nil {
		if fragment != "" && !target.ids[fragment] {
			c.bad(d.file, "<%s> leads to %q, but nothing on that page has the id %q", n.Data, address, fragment)
		}
		if h := get(n, "hreflang"); n.Data == "a" && h != "" && target.lang != h {
			c.bad(d.file, "a link for %s leads to a page in %s", h, target.lang)
		}
	}
	for sum := range strings.FieldsSeq(get(n, "integrity")) {
		kind, value, _ := strings.Cut(sum, "-")
		var is []byte
		switch kind {
		case "sha256":
			s := sha256.Sum256(c.files[file])
			is = s[:]
		case "sha384":
			s := sha512.Sum384(c.files[file])
			is = s[:]
		case "sha512":
			s := sha512.Sum512(c.files[file])
			is = s[:]
		}
		if base64.StdEncoding.EncodeToString(is) != value {
			c.bad(d.file, "integrity of %s is not that of the file", address)
		}
	}
}

var cssURL = regexp.MustCompile(`url\(\s*["']?([^"')]+)["']?\s*\)`)

func (c *crawler) style(name string) {
	at := &doc{file: name}
	for _, m := range cssURL.FindAllSubmatch(c.files[name], -1) {
		if address := string(m[1]); !strings.HasPrefix(address, "data:") {
			if _, _, ok, err := c.resolve(at, address); err != nil || !ok {
				c.bad(name, "url(%s) leads nowhere or elsewhere", address)
			}
		}
	}
}

func (c *crawler) sitemap() {
	var set struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URL     []struct {
			Loc  string `xml:"loc"`
			Link []struct {
				Rel  string `xml:"rel,attr"`
				Lang string `xml:"hreflang,attr"`
				Href string `xml:"href,attr"`
			} `xml:"http://www.w3.org/1999/xhtml link"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal(c.files["sitemap.xml"], &set); err != nil {
		c.bad("sitemap.xml", "%v", err)
		return
	}
	listed := map[string]bool{}
	root := &doc{file: "index.html"}
	for _, u := range set.URL {
		d := c.docAt(root, u.Loc)
		if d == nil || d.canonical != u.Loc || listed[u.Loc] {
			c.bad("sitemap.xml", "%s is no page's canonical address, or is listed twice", u.Loc)
			continue
		}
		listed[u.Loc] = true
		links := map[string]string{}
		for _, l := range u.Link {
			links[l.Lang] = l.Href
			if l.Rel != "alternate" {
				c.bad("sitemap.xml", "%s: rel=%q", u.Loc, l.Rel)
			}
		}
		if !maps.Equal(links, d.alternates) {
			c.bad("sitemap.xml", "%s: other alternates than on the page", u.Loc)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.docs)) {
		d := c.docs[name]
		own := c.out.base.Scheme + "://" + c.out.base.Host + c.out.addressOf(d.file)
		if !d.isError() && d.canonical == own && !listed[own] {
			c.bad("sitemap.xml", "%s is missing", own)
		}
	}
}

func (c *crawler) manifest() {
	var m struct {
		Files []struct {
			Path, SHA256 string
			Size         int
		}
	}
	if err := json.Unmarshal(c.files["manifest.json"], &m); err != nil {
		c.bad("manifest.json", "%v", err)
		return
	}
	listed := map[string]bool{"manifest.json": true}
	for _, f := range m.Files {
		data, ok := c.files[f.Path]
		sum := sha256.Sum256(data)
		if !ok || len(data) != f.Size || hex.EncodeToString(sum[:]) != f.SHA256 {
			c.bad("manifest.json", "%s is not as it says", f.Path)
		}
		listed[f.Path] = true
	}
	for _, name := range slices.Sorted(maps.Keys(c.files)) {
		if !listed[name] {
			c.bad("manifest.json", "%s is not listed", name)
		}
	}
}

func (c *crawler) robots() {
	want := "Sitemap: " + c.out.base.String() + "sitemap.xml"
	if !slices.Contains(strings.Split(string(c.files["robots.txt"]), "\n"), want) {
		c.bad("robots.txt", "no line %q", want)
	}
}

// reach checks that a reader who starts at the front page can get to every page by links alone.
func (c *crawler) reach() {
	seen := map[string]bool{"index.html": true}
	queue := []string{"index.html"}
	for len(queue) > 0 {
		d := c.docs[queue[0]]
		queue = queue[1:]
		if d == nil {
			continue
		}
		for _, n := range d.elements {
			if n.Data != "a" {
				continue
			}
			if file, _, ok, err := c.resolve(d, get(n, "href")); ok && err == nil && !seen[file] {
				seen[file] = true
				queue = append(queue, file)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.docs)) {
		if !seen[name] && !c.docs[name].isError() {
			c.bad(name, "no link leads here from the front page")
		}
	}
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for x := range n.Descendants() {
		if x.Type == html.TextNode {
			b.WriteString(x.Data)
		}
	}
	return b.String()
}

func TestEveryAddressIsSound(t *testing.T) {
	out := built(t)
	found, err := crawl(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Error(f)
	}
	t.Logf("%d pages", len(out.pages(t)))
}

// The same site below a path of somebody's server.
func TestEveryAddressIsSoundBelowAPath(t *testing.T) {
	out, err := buildAt("https://site.test/some/where/")
	if err != nil {
		t.Fatal(err)
	}
	found, err := crawl(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Error(f)
	}
}

// The crawler itself has to see each fault.
func TestTheCrawlerSeesFaults(t *testing.T) {
	const (
		robots  = "Sitemap: https://site.test/sitemap.xml\n"
		sitemap = `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">` +
			`<url><loc>https://site.test/</loc>LINKS</url><url><loc>https://site.test/ar/</loc>LINKS</url></urlset>`
		links = `<link rel="alternate" hreflang="ar" href="https://site.test/ar/"><link rel="alternate" hreflang="en" href="https://site.test/">` +
			`<link rel="alternate" hreflang="x-default" href="https://site.test/">`
		csp = `<meta http-equiv="Content-Security-Policy" content="default-src 'self'">`
		en  = `<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8">` + csp + `<title>T</title>` + links +
			`<link rel="canonical" href="https://site.test/"><link rel="stylesheet" href="/s.css" integrity="sha256-dw/sBxwGs/d/pTtZWKQvyGFoGbzyZ0QMnXdbfRwcw2Q="></head>` +
			`<body><main><h1 id="top">H</h1><a href="/ar/#top" hreflang="ar" lang="ar" dir="rtl">ع</a><a href="mailto:a@b.c">m</a></main></body></html>`
		ar = `<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8">` + csp + `<title>T</title>` + links +
			`<link rel="canonical" href="https://site.test/ar/"></head><body><main><h1 id="top">H</h1><a href="..">up</a></main></body></html>`
	)
	whole := func() map[string]string {
		return map[string]string{"index.html": en, "ar/index.html": ar, "robots.txt": robots, "s.css": "a{background:url(s.css)}",
			"sitemap.xml": strings.ReplaceAll(sitemap, "LINKS", strings.ReplaceAll(strings.ReplaceAll(links, "<link", "<xhtml:link"), `">`, `"/>`))}
	}
	sum := sha256.Sum256([]byte(whole()["s.css"]))
	integrity := "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
	try := func(files map[string]string, spoilManifest bool) []string {
		var list []map[string]any
		for _, name := range slices.Sorted(maps.Keys(files)) {
			files[name] = strings.Replace(files[name], "sha256-dw/sBxwGs/d/pTtZWKQvyGFoGbzyZ0QMnXdbfRwcw2Q=", integrity, 1)
			s := sha256.Sum256([]byte(files[name]))
			list = append(list, map[string]any{"path": name, "size": len(files[name]), "sha256": hex.EncodeToString(s[:])})
		}
		if spoilManifest {
			list = list[1:]
		}
		data, _ := json.Marshal(map[string]any{"files": list})
		files["manifest.json"] = string(data)
		found, err := crawl(made(t, files))
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	if found := try(whole(), false); len(found) > 0 {
		t.Fatalf("a whole site is faulted: %q", found)
	}
	if found := try(whole(), true); len(found) != 1 || !strings.Contains(found[0], "is not listed") {
		t.Errorf("manifest: %q", found)
	}
	for _, c := range []struct{ file, old, new, want string }{
		{"index.html", `/ar/#top`, `/ar/#bottom`, `has the id "bottom"`},
		{"index.html", `/ar/#top`, `/fr/`, `there is no "fr/index.html"`},
		{"index.html", `hreflang="ar" lang="ar" dir="rtl"`, `hreflang="ar" lang="ar"`, `stands in text that runs ltr`},
		{"index.html", `hreflang="ar" lang="ar" dir="rtl"`, `hreflang="fr" lang="fr"`, `leads to a page in ar`},
		{"index.html", `mailto:a@b.c`, `javascript:x`, `leads to "javascript:x"`},
		{"index.html", `/s.css"`, `https://cdn.example/s.css"`, `from elsewhere`},
		{"index.html", integrity[:0] + `sha256-dw/sBxwGs`, `sha256-xx/sBxwGs`, `integrity of /s.css`},
		{"index.html", `dir="ltr"`, `dir="rtl"`, `en runs ltr`},
		{"index.html", `lang="en" dir`, `lang="en-us" dir`, `usual spelling`},
		{"index.html", `<title>T`, `<title> `, `the title is empty`},
		{"index.html", `<h1 id="top">`, `<h1>`, ``},
		{"index.html", `<h1 id="top">H</h1>`, ``, `0 times h1`},
		{"index.html", `<main>`, `<main><p id="top">`, `two elements have the id`},
		{"index.html", `<main>`, `<main><script></script>`, `a <script>`},
		{"index.html", `<main>`, `<main><script type="module"></script>`, `a <script>`},
		{"index.html", `<main>`, `<main style="x">`, `attribute style`},
		{"index.html", `<main>`, `<main tabindex="1">`, `jumps the queue`},
		{"index.html", `'self'`, `'unsafe-inline'`, `unsafe`},
		{"index.html", csp, ``, `0 times csp`},
		{"index.html", `hreflang="ar" href="https://site.test/ar/"`, `hreflang="ar" href="https://site.test/"`, `is a page in en`},
		{"index.html", `<link rel="alternate" hreflang="ar" href="https://site.test/ar/">`, ``, `does not name the same alternates`},
		{"index.html", `<link rel="alternate" hreflang="x-default" href="https://site.test/">`, ``, `no x-default`},
		{"index.html", `rel="canonical" href="https://site.test/"`, `rel="canonical" href="https://site.test/ar/"`, `names alternates`},
		{"index.html", `rel="canonical" href="https://site.test/"`, `rel="canonical" href="https://site.test/zz/"`, `leads nowhere`},
		{"index.html", `<a href="/ar/#top" hreflang="ar" lang="ar" dir="rtl">ع</a>`, ``, `no link leads here`},
		{"sitemap.xml", `<loc>https://site.test/ar/`, `<loc>https://site.test/`, `listed twice`},
		{"sitemap.xml", `hreflang="ar"`, `hreflang="fr"`, `other alternates than on the page`},
		{"robots.txt", `https`, `http`, `no line`},
		{"s.css", `url(s.css)`, `url(nowhere.png)`, `leads nowhere`},
	} {
		files := whole()
		spoilt := strings.Replace(files[c.file], c.old, c.new, 1)
		if spoilt == files[c.file] {
			t.Errorf("%q is not in %s", c.old, c.file)
		}
		files[c.file] = spoilt
		found := try(files, false)
		if !slices.ContainsFunc(found, func(f string) bool { return strings.Contains(f, c.want) }) && c.want != "" {
			t.Errorf("%s with %q: found %q, want %q", c.file, c.new, found, c.want)
		}
	}
}
