package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// hostile is a site that lacks much of everything and whose names and texts try to get out of their places. It is
// translated from a language that runs from right to left.
var hostile = map[string]string{
	"site.toml":             "source_locale = \"ar\"\n[locales.fr]\nname = '<script>alert(1)</script>\" onclick=\"alert(1)'\n",
	"layouts/page.html":     `<!doctype html><html lang="{{.Lang}}" dir="{{.Dir}}"><title>{{plain .Title}}</title>{{.Content}}{{t "pages" 3}}{{t "a<b>"}}{{t "menu"}}</html>`,
	"content/ar/index.md":   "---\ntitle: 'الصفحة (1) </title></style><script>alert(1)</script>'\n---\n# مرحبا\n\nمرحبا بالعالم: Vernacular 2.0 (تجريبي)!\n",
	"content/ar/a&'b;.md":   "# A page & its \"name\" \\<script>alert(1)\\</script>\n\n- عنصر\n\n| a | b |\n|---|---|\n| c | د |\n\n```\n<img src=x onerror=alert(1)>\n```\n\n> قال.\n\nنص[^1].\n\n[^1]: حاشية.\n",
	"content/ar/broken.md":  "---\ntitle: [\n---\n# x\n",
	"content/ar/دليل 12.md": "# " + strings.Repeat("漢字", 60) + "\n\n" + strings.Repeat("wordwithoutend", 20) + "\n",
	"content/ar/sub/" + strings.Repeat("long", 25) + ".md": "# طويل\n",
	"content/fr/index.md":    "---\ntranslation: machine\n---\n# Bonjour\n",
	"content/fr/a&'b;.md":    "---\ndraft: true\n---\n# Brouillon\n",
	"content/en/index.md":    "---\ntranslation: reviewed\n---\n# Hello\n",
	"content/en/broken.md":   "# Not broken here\n",
	"content/he/index.md":    "---\ntranslation: [\n---\n# x\n",
	"locales/active.ar.toml": "menu = \"<script>alert(1)</script> قائمة\"\n\"a<b>\" = \"& \\\"\"\n[pages]\nzero = \"0\"\none = \"1\"\ntwo = \"2\"\nfew = \"{{.Count}}\"\nmany = \"{{.Count}}\"\nother = \"{{.Count}} صفحة\"\n",
	"locales/active.en.toml": "menu = \"\"\n\"a<b>\" = \"x\"\n[pages]\nother = \"{{.Count}} pages\"\n",
	"locales/active.fr.toml": "menu = \"x\n",
	"locales/active.sw.toml": "",
}

// statusPages writes the page of the site in this repository, and that of the hostile one.
var statusPages = sync.OnceValues(func() (map[string]string, error) {
	bin, err := program()
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(scratch, "hostile")
	for name, text := range hostile {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			return nil, err
		}
	}
	out := map[string]string{}
	for name, site := range map[string]string{"shipped": repo, "hostile": dir} {
		page, err := exec.Command(bin, "status", "--format", "html", "--site", site).Output()
		if err != nil {
			return nil, fmt.Errorf("vernacular status: %v", err)
		}
		out[name] = filepath.Join(scratch, "status-"+name+".html")
		if err := os.WriteFile(out[name], page, 0o644); err != nil {
			return nil, err
		}
	}
	return out, nil
})

func theStatusPages(t *testing.T) map[string]string {
	t.Helper()
	pages, err := statusPages()
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

func TestStatusPageIsValid(t *testing.T) {
	for name, file := range theStatusPages(t) {
		for _, f := range nu(t, []string{file}) {
			// The checker knows no hashes; Chromium, which does, judges the policy in TestStatusPage.
			if !strings.Contains(f.message, "Inline style violates Content Security Policy (meta tag)") {
				t.Errorf("%s:%d: %s", name, f.line, f.message)
			}
		}
		for _, f := range htmlValidate(t, []string{file}) {
			t.Errorf("%s:%d: %s", name, f.line, f.message)
		}
	}
}

// runAxeAAA asks for the contrast of 7:1 as well.
const runAxeAAA = `(await axe.run(document, {resultTypes: ["violations"], rules: {"color-contrast-enhanced": {enabled: true}}}))`

func TestStatusPage(t *testing.T) {
	pages, axe := theStatusPages(t), loadAxe(t)
	b := openTab(t)
	for name, file := range pages {
		for _, scheme := range []string{"light", "dark"} {
			for _, width := range []int64{1280, 320} {
				for _, dir := range []string{"ltr", "rtl"} {
					at := fmt.Sprintf("%s, %s, %d wide, %s", name, scheme, width, dir)
					b.look(t, view{width: width, height: 900, phone: width < 800, dark: scheme == "dark"})
					b.visit(t, "file://"+filepath.ToSlash(file))
					got := ask[struct {
						Dir             string
						Window, Content int
						Left            int
						Requests        []string
						Size            string
					}](t, b, `{dir: document.documentElement.dir = "`+dir+`", window: innerWidth, content: document.scrollingElement.scrollWidth,
						left: (scrollTo(-9999, 0), scrollX), requests: performance.getEntriesByType("resource").map(r => r.name),
						size: getComputedStyle(document.querySelector(".bar")).borderTopWidth}`)
					if got.Dir != dir || got.Window != int(width) || got.Content > int(width) || got.Left != 0 || len(got.Requests) > 0 || got.Size != "1px" {
						t.Errorf("%s: %+v", at, got)
					}
					for _, fault := range run[[]string](t, b, "edges", width, "", false) {
						t.Errorf("%s: %s", at, fault)
					}
					b.do(t, chromedp.Action[chromedp.Void](chromedp.Evaluate[chromedp.Void](axe)))
					if cells, rows := countRole(t, b, "rowheader"), ask[int](t, b, `document.querySelectorAll("tbody tr").length`); cells != rows || rows < 5 {
						t.Errorf("%s: %d rows, of which readers of the table hear %d", at, rows, cells)
					}
					report := ask[axeReport](t, b, runAxeAAA)
					if !slices.ContainsFunc(report.Passes, func(p struct{ ID string }) bool { return p.ID == "color-contrast-enhanced" }) {
						t.Errorf("%s: axe saw no contrast", at)
					}
					for _, v := range report.Violations {
						t.Errorf("%s: %s: %s, %d times, such as %.200s %s", at, v.ID, v.Help, len(v.Nodes), v.Nodes[0].HTML, v.Nodes[0].FailureSummary)
					}
					b.mu.Lock()
					for _, line := range b.console {
						t.Errorf("%s: the console says: %s", at, line)
					}
					b.mu.Unlock()
				}
			}
		}
	}
}

// countRole counts what a screen reader is told of.
func countRole(t *testing.T, b *tab, role string) (n int) {
	t.Helper()
	tree, err := chromedp.Call(b.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		t.Fatal(err)
	}
	for _, node := range tree.Nodes {
		if node.Role != nil && strings.Trim(string(node.Role.Value), `"`) == role {
			n++
		}
	}
	return n
}

// What stands in files becomes text and nothing else.
func TestStatusPageTakesNamesForText(t *testing.T) {
	b := openTab(t)
	b.visit(t, "file://"+filepath.ToSlash(theStatusPages(t)["hostile"]))
	got := ask[struct {
		Elements, Attributes []string
		Text, Title          string
	}](t, b, `{elements: [...new Set([...document.querySelectorAll("*")].map(e => e.localName))].sort(),
		attributes: [...new Set([...document.querySelectorAll("body *")].flatMap(e => e.getAttributeNames()))].sort(),
		text: document.body.innerText, title: document.title}`)
	elements := "a bdi body code dd div dl dt footer h1 h2 h3 h4 head header html li main meta ol p section span style table tbody td th thead title tr ul"
	if s := strings.Join(got.Elements, " "); s != elements {
		t.Errorf("elements: %s", s)
	}
	if s := strings.Join(got.Attributes, " "); s != "aria-labelledby class data-label dir href id lang scope" {
		t.Errorf("attributes: %s", s)
	}
	if want := "الصفحة (1) </title></style><script>alert(1)</script>"; got.Title != "Translation status: "+want || !strings.Contains(got.Text, want) {
		t.Errorf("the title is %q", got.Title)
	}
	for _, text := range []string{`<script>alert(1)</script>" onclick="alert(1)`, `A page & its "name" <script>alert(1)</script>`, "content/ar/a&'b;.md:1", "<img src=x onerror=alert(1)>", "<script>alert(1)</script> قائمة", "a<b>"} {
		if !strings.Contains(got.Text, text) {
			t.Errorf("%q is not on the page", text)
		}
	}
}

// Where the page runs from right to left everything stands where its mirror image would.
func TestStatusPageMirrors(t *testing.T) {
	b := openTab(t)
	type box struct {
		What        string
		Left, Right float64
	}
	for name, file := range theStatusPages(t) {
		for _, width := range []int64{1280, 320} {
			b.look(t, view{width: width, height: 900, phone: width < 800})
			b.visit(t, "file://"+filepath.ToSlash(file))
			boxes := func(dir string) []box {
				return ask[[]box](t, b, `(document.documentElement.dir = "`+dir+`", [...document.querySelectorAll("h1, h2, h3, h4, p, dt, dd, th, tbody th bdi, td, li, li > *, .what > *, .count, .bar, .bar > span")].map(e => {
					const r = document.createRange(); r.selectNodeContents(e);
					const of = e.matches(".bar, .bar > span, li") ? e.getBoundingClientRect() : r.getBoundingClientRect(), all = document.documentElement.clientWidth;
					return {what: e.outerHTML.slice(0, 100), left: "`+dir+`" === "ltr" ? of.left : all - of.right, right: "`+dir+`" === "ltr" ? of.right : all - of.left};
				}))`)
			}
			ltr, rtl := boxes("ltr"), boxes("rtl")
			if len(ltr) != len(rtl) || len(ltr) < 50 {
				t.Fatalf("%d and %d boxes", len(ltr), len(rtl))
			}
			for i := range ltr {
				if d := max(ltr[i].Left-rtl[i].Left, rtl[i].Left-ltr[i].Left, ltr[i].Right-rtl[i].Right, rtl[i].Right-ltr[i].Right); d > 1 {
					t.Errorf("%s, %d wide: %s is at %.0f–%.0f, mirrored at %.0f–%.0f", name, width, ltr[i].What, ltr[i].Left, ltr[i].Right, rtl[i].Left, rtl[i].Right)
				}
			}
			// The English in it keeps its order all the same.
			if wrong := ask[[]string](t, b, `[...document.querySelectorAll(".count, .lead, footer p")].filter(e => {
				const text = document.createTreeWalker(e, NodeFilter.SHOW_TEXT).nextNode(), at = i => { const r = document.createRange(); r.setStart(text, i); r.setEnd(text, i + 1); return r.getBoundingClientRect().left; };
				return at(0) > at(3);
			}).map(e => e.outerHTML.slice(0, 100))`); len(wrong) > 0 {
				t.Errorf("%s, %d wide: out of order: %q", name, width, wrong)
			}
		}
	}
}

// Bars are seen where the reader's own colours replace the page's, and on paper; paper is white.
func TestStatusPageOnPaperAndInForcedColours(t *testing.T) {
	b := openTab(t)
	for _, how := range []emulation.SetEmulatedMediaParams{
		{Media: "print", Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}},
		{Features: []*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}}},
	} {
		b.look(t, view{width: 660, height: 900, phone: true}) // A4 between its margins
		if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, how); err != nil {
			t.Fatal(err)
		}
		b.visit(t, "file://"+filepath.ToSlash(theStatusPages(t)["hostile"]))
		got := ask[struct {
			Paper, Bar, Border, Row, Adjust string
			Content                         int
		}](t, b, `(s => ({paper: s("html").backgroundColor, bar: s(".bar > span").backgroundColor, border: s(".bar").borderTopColor, row: s("tr").display,
			adjust: s(".bar > span").printColorAdjust, content: document.scrollingElement.scrollWidth}))(e => getComputedStyle(document.querySelector(e)))`)
		if got.Bar == got.Paper || got.Border == got.Paper || strings.Contains(got.Bar, "0, 0, 0, 0") || got.Content > 660 {
			t.Errorf("%+v: %+v", how, got)
		}
		if how.Media == "print" && (got.Paper != "rgb(255, 255, 255)" || got.Row != "table-row" || got.Adjust != "exact") {
			t.Errorf("on paper: %+v", got)
		}
	}
}

// TestStatusScreenshots leaves pictures for people, as TestScreenshots does.
func TestStatusScreenshots(t *testing.T) {
	dir := os.Getenv("VERNACULAR_SHOTS")
	if dir == "" {
		t.Skip("to run this: set VERNACULAR_SHOTS to a folder")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	b := openWindow(t)
	for name, file := range theStatusPages(t) {
		for _, v := range []struct {
			name   string
			width  int64
			scheme string
			dir    string
			media  emulation.SetEmulatedMediaParams
		}{
			{"light", 1280, "light", "ltr", emulation.SetEmulatedMediaParams{}},
			{"dark", 1280, "dark", "ltr", emulation.SetEmulatedMediaParams{}},
			{"phone", 320, "light", "ltr", emulation.SetEmulatedMediaParams{}},
			{"rtl", 1280, "light", "rtl", emulation.SetEmulatedMediaParams{}},
			{"rtl-phone", 320, "dark", "rtl", emulation.SetEmulatedMediaParams{}},
			{"print", 660, "light", "ltr", emulation.SetEmulatedMediaParams{Media: "print"}},
			{"forced", 900, "light", "ltr", emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}, {Name: "prefers-color-scheme", Value: "dark"}}}},
		} {
			b.look(t, view{width: v.width, height: 900, phone: v.width < 800, dark: v.scheme == "dark"})
			if v.media.Media != "" || v.media.Features != nil {
				if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, v.media); err != nil {
					t.Fatal(err)
				}
			}
			b.visit(t, "file://"+filepath.ToSlash(file))
			ask[string](t, b, `document.documentElement.dir = "`+v.dir+`"`)
			ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
			png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
			cancel()
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("status-%s-%s.png", name, v.name)), png, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}
