package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"vernacular/internal/locale"
	"vernacular/internal/page"
	"vernacular/internal/project"
)

func TestFirstWords(t *testing.T) {
	han, marks := strings.Repeat("漢", 100), "x"+strings.Repeat("\u0301", 200)
	for in, want := range map[string]string{
		"":                        "",
		" a\n b\tc ":              "a b c",
		strings.Repeat("a", 72):   strings.Repeat("a", 72),
		strings.Repeat("a", 73):   strings.Repeat("a", 72) + "…",
		strings.Repeat("ab ", 40): strings.TrimSpace(strings.Repeat("ab ", 24)) + "…",
		"a " + han:                "a " + strings.Repeat("漢", 70) + "…", // no space near the end
		strings.Repeat("a", 71) + "e\u0301\u0323 and more": strings.Repeat("a", 71) + "e\u0301\u0323…",
		strings.Repeat("a", 71) + "👩\u200d👩 and more":      strings.Repeat("a", 71) + "👩\u200d👩…",
		strings.Repeat("a", 71) + "👍🏽 and more":            strings.Repeat("a", 71) + "👍🏽…",
		marks: "x" + strings.Repeat("\u0301", 143) + "…", // marks without end have one
	} {
		if got := firstWords(in); got != want {
			t.Errorf("%.90q: got %q, want %q", in, got, want)
		}
	}
}

func TestBarsAreFullOnlyWhereAllIsDone(t *testing.T) {
	for _, c := range []struct{ done, total, want int }{{0, 3, 0}, {1, 1000, 1}, {1, 3, 33}, {999, 1000, 99}, {3, 3, 100}} {
		if got := percent(c.done, c.total); got != c.want {
			t.Errorf("%d of %d: %d, want %d", c.done, c.total, got, c.want)
		}
		if !strings.Contains(string(style), fmt.Sprintf("\n.w%d{", c.want)) {
			t.Errorf("no rule for %d", c.want)
		}
	}
}

// TestTheTemplateEscapes has names and texts that try to get out of their places, and characters that no
// document may hold.
func TestTheTemplateEscapes(t *testing.T) {
	r := &Report{Status: project.Status{Source: "en", Home: "i", Pages: []project.SourcePage{{Key: "i", File: "a\u202e<b>", Title: "a\x00b\x1b\ufffe\U0001ffff\xff<b>&amp;\n"}}, Locales: []project.LocaleStatus{
		{Tag: "en", Name: `" onclick="x`, Dir: `" onclick="x`},
		{Tag: "fr", Name: "</bdi><script>", Missing: []string{"i"}},
	}}}
	got, err := r.HTML()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`<bdi lang="en" dir="&#34; onclick=&#34;x">&#34; onclick=&#34;x</bdi>`,
		`<bdi lang="fr" dir="">&lt;/bdi&gt;&lt;script&gt;</bdi>`,
		"<title>Translation status: a\ufffdb\ufffd\ufffd\ufffd\ufffd&lt;b&gt;&amp;amp; </title>",
		`<code dir="ltr">a\u202e&lt;b&gt;</code>`,
	} {
		if !strings.Contains(string(got), want) {
			t.Errorf("lacks %q:\n%s", want, got[bytes.Index(got, []byte("<body>")):])
		}
	}
}

// TestStatusPageSays has what the scripts in cmd/vernacular have no site for.
func TestStatusPageSays(t *testing.T) {
	en := project.LocaleStatus{Tag: "en", Name: "English", Dir: "ltr", Published: true, Chain: []locale.Tag{"en"}}
	for _, c := range []struct {
		name string
		st   project.Status
		want []string
		not  []string
	}{
		{"nothing", project.Status{Source: "en"}, []string{"0 of 0 locales are published. In English there are 0&nbsp;pages with 0&nbsp;blocks, and 0&nbsp;messages.", "<tbody>\n\n</tbody>"}, []string{"What is missing"}},
		{"the source alone", project.Status{Source: "en", Home: "index", Pages: []project.SourcePage{{Key: "index", Title: "T", Blocks: make([]page.Block, 1)}}, Locales: []project.LocaleStatus{en}},
			[]string{"1 of 1 locale is published. In English there is 1&nbsp;page with 1&nbsp;block,", "vernacular locale add", `<td data-label="Messages">none</td>`, "<title>Translation status: T</title>"}, []string{"What is missing", "The site had"}},
		{"large and partly outdated", project.Status{Source: "en", Locales: []project.LocaleStatus{en, {Tag: "fr", Name: "français", Dir: "ltr", Pages: project.Count{Total: 40000, Done: 1234, Stale: 1000}}}},
			[]string{`<span class="count">1,234 of 40,000, 1,000&nbsp;outdated</span><span class="bar"><span class="w3">`, "Every locale has all of them"}, []string{"What is missing"}},
		{"a longer chain", project.Status{Source: "en", Locales: []project.LocaleStatus{en, {Tag: "es-MX", Name: "x", Dir: "ltr", Published: true, Chain: []locale.Tag{"es-MX", "es", "en"}, MissingID: []string{"id"}}}},
			[]string{`in this order: Spanish, <bdi lang="en" dir="ltr">English</bdi>.`, `<a href="#missing">1&nbsp;locale lacks something.</a>`}, nil},
		{"a page without text", project.Status{Source: "en", Pages: []project.SourcePage{{Key: "a", File: "a.md", Title: "A"}}, Locales: []project.LocaleStatus{en, {Tag: "fr", Missing: []string{"a"}}}},
			[]string{`<a href="#page-1"><bdi lang="en" dir="ltr">A</bdi></a> <span class="detail">0&nbsp;blocks</span>`, `<h3 id="page-1">`}, []string{"<ol"}},
	} {
		page, err := (&Report{Status: c.st}).HTML()
		if err != nil {
			t.Fatal(err)
		}
		got := string(page)
		for _, w := range c.want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: lacks %q:\n%s", c.name, w, got[strings.Index(got, "<body>"):])
			}
		}
		for _, w := range c.not {
			if strings.Contains(got, w) {
				t.Errorf("%s: has %q", c.name, w)
			}
		}
	}
}

// TestMarkdownIsText has texts that Markdown would take for markup.
func TestMarkdownIsText(t *testing.T) {
	for in, want := range map[string]string{
		"plain":             "`plain`",
		"a `b` c":           "``a `b` c``",
		"``x":               "``` ``x ```",
		"`":                 "`` ` ``",
		"a\n\n# b\u202e":    "`a # b\\u202e`",
		"@user <b> #1 ![x]": "`@user <b> #1 ![x]`",
	} {
		if got := codeSpan(in); got != want {
			t.Errorf("codeSpan(%q) = %s, want %s", in, got, want)
		}
	}
	if got, want := markdownText("a|b @me <i> [x](y) #1 *z*"), `a\|b @<!-- -->me \<i\> \[x\](y) \#1 \*z\*`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestFailUnder(t *testing.T) {
	locale := func(tag locale.Tag, published bool, total, done, stale int) project.LocaleStatus {
		return project.LocaleStatus{Tag: tag, Published: published, Blocks: project.UnitCount{Total: total, Fresh: done - stale, Stale: stale, Missing: total - done}}
	}
	en, fr, de, sw, empty := locale("en", true, 10, 0, 0), locale("fr", true, 10, 10, 1), locale("de", true, 10, 9, 1), locale("sw", false, 10, 0, 0), locale("fi", true, 0, 0, 0)
	for _, c := range []struct {
		percent int
		locales []project.LocaleStatus
		want    string
	}{
		{0, []project.LocaleStatus{en, fr, de, sw}, ""},
		{90, []project.LocaleStatus{en, fr, sw, empty}, ""},
		{91, []project.LocaleStatus{en, fr, sw, empty}, "fr has 9 of 10 passages fresh, less than 91 %"},
		{90, []project.LocaleStatus{de, fr}, "de has 8 of 10 passages fresh, less than 90 %"},
		{100, []project.LocaleStatus{de, fr, sw}, "2 locales have less than 100 % of their passages fresh: de (80 %), fr (90 %)"},
	} {
		r := &Report{Status: project.Status{Source: "en", Locales: c.locales}}
		if got, _ := r.TooStale(c.percent); got != c.want {
			t.Errorf("%d: got %q, want %q", c.percent, got, c.want)
		}
	}
}

// TestDifference finds one line, with nothing invisible in it.
func TestDifference(t *testing.T) {
	if got, want := difference("It takes 3 days.", "It takes 4\u202e days."), `It takes [-3-]{+4\u202e+} days.`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
