package layout

import (
	"net/url"
	"strings"
	"testing"

	"vernacular/internal/locale"
)

const ownerLayout = `{{with .Publisher}}P {{.Name}} {{.URL}} {{.Mark}}{{end}}|{{with .Contact}}C {{.Mail}} {{.URL}}{{end}}|` +
	`{{range .Documents}}D {{.Title}} {{.URL}} {{.Kind}} {{with .Size}}{{fileSize .}}{{end}} {{with .Lang}}{{nameOf .}}{{end}};{{end}}|` +
	`{{with .Date}}{{date . "long"}}{{end}}|{{with .Updated}}{{date . "long"}}{{end}}|{{with .File "a.pdf"}}F {{.}}{{end}}|{{with .File "b.pdf"}}F {{.}}{{end}}`

func TestOwner(t *testing.T) {
	empty, filled := newFake(), newFake()
	filled.publisher = Publisher{Text{"A & B", "en"}, "https://example.org/", "assets/img/mark.svg"}
	filled.contact = Contact{"info@example.org", ""}
	filled.documents = []Document{{Text{"One", "fr"}, "/one.pdf", "PDF", 1_500_000, "ar"}, {Title: Text{"Two", "en"}, URL: "https://example.org/two"}}
	filled.params["index en date"], filled.params["index fr updated"] = "2024-03-20", "2024-03-21T10:00:00Z"
	for _, c := range []struct {
		site *fake
		tag  locale.Tag
		want string
	}{
		{empty, "fr", "||||||F /sub/fr/a.pdf|"[1:]},
		{filled, "fr", `P <span lang="en">A &amp; B</span> https://example.org/ assets/img/mark.svg|C info@example.org |` +
			"D One /one.pdf PDF 1,5\u202fMo arabe;" + `D <span lang="en">Two</span> https://example.org/two   ;|20 mars 2024|21 mars 2024|F /sub/fr/a.pdf|`},
		{filled, "en", `P A &amp; B https://example.org/ assets/img/mark.svg|C info@example.org |` +
			`D <span lang="fr">One</span> /one.pdf PDF 1.5 MB Arabic;D Two https://example.org/two   ;|March 20, 2024||F /sub/en/a.pdf|`},
		{filled, "ar", `P <span lang="en" dir="ltr">A &amp; B</span> https://example.org/ assets/img/mark.svg|C info@example.org |` +
			`D <span lang="fr" dir="ltr">One</span> /one.pdf PDF 1.5 م.ب العربية;D <span lang="en" dir="ltr">Two</span> https://example.org/two   ;|20 مارس 2024||F /sub/ar/a.pdf|`},
	} {
		if got, d := execute(t, c.site, ownerLayout, "index", c.tag); d != nil || got != c.want {
			t.Errorf("%s\ngot  %s %v\nwant %s", c.tag, got, d, c.want)
		}
	}
}

func TestMailto(t *testing.T) {
	for _, c := range []struct {
		call    string
		subject string
		body    string
	}{
		{`mailto "info@example.org"`, "", ""},
		{`mailto "info@example.org" "subject" "A & B? 100% + #1"`, "A & B? 100% + #1", ""},
		{`mailto "info@example.org" "subject" "ஒரு\nبالعربية" "body" "https://example.org/%D9%81/?a=b&c\nx"`, "ஒரு بالعربية", "https://example.org/%D9%81/?a=b&c\r\nx"},
		{`mailto "info@example.org" "subject" "" "body" "only"`, "", "only"},
		{`mailto "info@example.org" "subject" "ភាសា\u200bខ្មែរ\u2060 Wahl\u00adrecht نمی\u200cشود" "body" "ការ\u200bបកប្រែ"`, "ភាសាខ្មែរ Wahlrecht نمی\u200cشود", "ការបកប្រែ"},
	} {
		got, d := execute(t, newFake(), `{{link (`+c.call+`) "x"}}`, "index", "en")
		if d != nil {
			t.Fatal(d)
		}
		href, _, _ := strings.Cut(strings.TrimPrefix(got, `<a href="`), `"`)
		u, err := url.Parse(strings.ReplaceAll(href, "&amp;", "&"))
		if err != nil || u.Scheme != "mailto" || u.Opaque != "info@example.org" || strings.ContainsAny(u.RawQuery, " +") {
			t.Errorf("%s: %s %v", c.call, got, err)
		}
		if q := u.Query(); q.Get("subject") != c.subject || q.Get("body") != c.body {
			t.Errorf("%s: %q", c.call, q)
		}
	}
	for call, want := range map[string]string{
		`mailto "nobody"`: "is no e-mail address", `mailto "a@b.org" "subject"`: "names and texts", `mailto "a@b.org" "cc" "x@y.org"`: "subject and body, not",
		`fileSize "much"`: "a number of bytes",
	} {
		if _, d := execute(t, newFake(), `{{`+call+`}}`, "index", "en"); d == nil || !strings.Contains(d.Message, want) {
			t.Errorf("%s: %v", call, d)
		}
	}
	if got, d := execute(t, newFake(), `<a href="{{mailto "a b?c@ex.org" "subject" "x"}}">{{hasAsset "a.svg"}}{{hasAsset "none.svg"}}`, "index", "en"); d != nil || got != `<a href="mailto:a%20b%3Fc@ex.org?subject=x">truefalse` {
		t.Errorf("%s %v", got, d)
	}
}
