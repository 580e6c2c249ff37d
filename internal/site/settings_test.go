package site

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
)

// told writes problems as tests compare them: "line:col code: message (hint)", warnings with a "w " in
// front.
func told(ds []diag.Diagnostic) []string {
	var out []string
	for _, d := range ds {
		s := fmt.Sprintf("%d:%d %s: %s", d.Line, d.Col, d.Code, d.Message)
		if d.Severity == diag.Warning {
			s = "w " + s
		}
		if d.Hint != "" {
			s += " (" + d.Hint + ")"
		}
		out = append(out, s)
	}
	return out
}

// match reports whether each line of got begins with the want of the same place, or holds it if that begins
// with "…".
func match(got, want []string) bool {
	return slices.EqualFunc(got, want, func(g, w string) bool {
		for i, piece := range strings.Split(w, "…") {
			at := strings.Index(g, piece)
			if at < 0 || i == 0 && at != 0 {
				return false
			}
			g = g[at+len(piece):]
		}
		return true
	})
}

func TestEverySetting(t *testing.T) {
	src := "\uFEFF" + `# all of them
base_url = "https://Пример.example:8443/сайт"
source_locale = "fr"
links."ifes.org" = "https://www.ifes.org/"
[links]
"a b" = "mailto:a@example.org"
x = "#top"
[locales.zh-Hant]
name = "正體中文"
url = "tw"
fallback = "en"
[locales]
ur = { dir = "ltr" }
ar.name = "عربي"
[markdown]
typographer = true
[limits]
page_bytes = 0x10_000
[lengths.pages]
title = 70
[lengths.messages]
"a.b" = 12
`
	src = strings.Replace(src, "links.\"ifes.org\" = \"https://www.ifes.org/\"\n", "", 1)
	s, ds := ParseSettings("site.toml", []byte(src))
	if len(ds) > 0 {
		t.Fatal(told(ds))
	}
	at := func(line, col int) diag.Pos { return diag.At("site.toml", line, col) }
	want := Settings{
		BaseURL: "https://xn--e1afmkfd.example:8443/%D1%81%D0%B0%D0%B9%D1%82/",
		Source:  "fr",
		Locales: map[locale.Tag]LocaleSettings{
			"zh-Hant": {Name: "正體中文", URL: "/tw/", Fallback: "en", Pos: at(7, 10), URLPos: at(9, 7), FallbackPos: at(10, 12)},
			"ur":      {Dir: "ltr", Pos: at(12, 1)},
			"ar":      {Name: "عربي", Pos: at(13, 1)},
		},
		Links:       map[string]string{"a b": "mailto:a@example.org", "x": "#top"},
		LinkPos:     map[string]diag.Pos{"a b": at(5, 1), "x": at(6, 1)},
		Typographer: true,
		PageBytes:   65536,
		Lengths: Lengths{
			Pages: map[string]int{"title": 70}, Messages: map[string]int{"a.b": 12},
			Pos: map[string]diag.Pos{"lengths.pages.title": at(19, 1), "lengths.messages.a.b": at(21, 1)},
		},
		Threshold: 0.6,
	}
	if !reflect.DeepEqual(s, want) {
		t.Errorf("got  %+v\nwant %+v", s, want)
	}
	if got := s.BasePath(); got != "/%D1%81%D0%B0%D0%B9%D1%82/" {
		t.Errorf("BasePath() = %q", got)
	}
	for _, empty := range []string{"", "\uFEFF", "# only a remark", "\r\n\r\n", "[locales]\n[links]\n[limits]\n[markdown]\n"} {
		if s, ds := ParseSettings("site.toml", []byte(empty)); len(ds) > 0 || !reflect.DeepEqual(s, DefaultSettings()) {
			t.Errorf("%q: %v, %+v", empty, ds, s)
		}
	}
}

func TestSettingsProblems(t *testing.T) {
	for _, c := range []struct {
		name, src string
		want      []string
	}{
		{"misspelt", "bse_url = \"x\"\n[locale.fr]\nnam = 1\n", []string{
			`1:1 unknown-setting: there is no setting "bse_url" (did you mean base_url?)`,
			`2:2 unknown-setting: there is no setting "locale" (did you mean locales?)`}},
		{"misspelt below", "[locales.fr]\nnmae = 'x'\n[markdown]\ntypografer = true\n", []string{
			`2:1 unknown-setting: there is no setting "locales.fr.nmae" (did you mean locales.fr.name?)`,
			`4:1 unknown-setting: there is no setting "markdown.typografer" (did you mean markdown.typographer?)`}},
		{"other spelling", "baseURL = ''\n", []string{`1:1 unknown-setting: …did you mean base_url?`}},
		{"unlike all", "zzz = 1\nyyy.a = 1\nyyy.b = 2\n", []string{
			`1:1 unknown-setting: there is no setting "zzz" (known here: base_url, contact, contribute, documents, files, headers, lengths, limits, links, locales, machine_translation, markdown, offline, pictures, publish, publisher, source_locale)`,
			`2:1 unknown-setting: there is no setting "yyy"`}},
		{"wrong table", "page_bytes = 9999\nfallback = 'en'\n[links]\n[limits]\nbase_url = 'https://x.org/'\n", []string{
			`1:1 unknown-setting: …did you mean limits.page_bytes?`,
			`2:1 unknown-setting: …did you mean locales.<tag>.fallback?`,
			`5:1 unknown-setting: …did you mean base_url? It stands before the first [table]`}},
		{"too deep", "[locales.zh.Hant]\nname = 'x'\n", []string{`1:13 unknown-setting: there is no setting "locales.zh.Hant"`}},
		{"wrong kinds", "base_url = 3\nsource_locale = true\nlocales = 'fr'\nlinks = [1]\nmarkdown.typographer = 'yes'\nlimits = 2024-01-01\n", []string{
			`1:12 settings-type: base_url takes a text in quotation marks, not the number 3`,
			`2:17 settings-type: source_locale takes a text in quotation marks, not true`,
			`3:11 settings-type: locales takes a table of settings, not a text`,
			`4:1 settings-type: links takes a table of settings, not a list`,
			`5:24 settings-type: markdown.typographer takes true or false, not a text`,
			`6:10 settings-type: limits takes a table of settings, not the date or time 2024-01-01`}},
		{"kinds below", "[locales.fr]\nname = 5\ndir = ['rtl']\n[locales.es.url]\n[limits]\npage_bytes = 4.5\n", []string{
			`2:8 settings-type: locales.fr.name takes a text in quotation marks, not the number 5`,
			`3:1 settings-type: locales.fr.dir takes a text in quotation marks, not a list`,
			`4:13 settings-type: locales.es.url takes a text in quotation marks, not a table`,
			`6:14 settings-type: limits.page_bytes takes a whole number, not the number 4.5`}},
		{"lists of tables", "[[locales]]\nname = 'x'\n[[nothing]]\n", []string{
			`1:3 settings-type: [[locales]] makes a list of tables, and locales takes a table of settings (write [locales])`,
			`3:3 unknown-setting: there is no setting "nothing"`}},
		{"unquoted address", "[links]\nifes.org = 'https://www.ifes.org/'\nifes.net = 'https://x.org'\n", []string{
			`2:1 settings-type: links.ifes takes a text in quotation marks, and nothing below it (an address stands in quotation marks: "ifes.org" = "https://…")`}},
		{"columns count letters", "links = { \"é𝒳\" = \"//evil.example\", b = 2 }\n", []string{
			`1:18 settings-value: "//evil.example" cannot be published as the address of a link`,
			`1:40 settings-type: links.b takes a text in quotation marks, not the number 2`}},
		{"base_url", "base_url = 'example.org'\n", []string{
			`1:12 settings-value: "example.org" cannot be the base_url: it does not begin with https:// and the name of a server (write it whole, as in base_url = "https://www.example.org/")`}},
		{"tags", "source_locale = 'english'\n[locales.pt_br]\n[locales.PT-BR]\nname = 'x'\n[locales.xx]\n", []string{
			`1:17 settings-value: …did you mean en (English)?`,
			`2:10 duplicate-key: the locale pt-BR is set twice, in the lines 2 and 3 (keep one of them, spelled pt-BR)`,
			`w 2:10 tag-spelling: the language tag "pt_br" is spelled "pt-BR" (write pt-BR)`,
			`3:10 duplicate-key: the locale pt-BR is set twice, in the lines 2 and 3`,
			`w 3:10 tag-spelling: the language tag "PT-BR" is spelled "pt-BR" (write pt-BR)`,
			`5:10 settings-value: "xx" is no language tag`}},
		{"values of locales", "[locales.fr]\ndir = 'left'\nfallback = 'zz'\nurl = '../x'\n[locales.es]\nurl = '/es.html'\n[locales.ru]\nurl = '/Assets'\n[locales.ar]\nurl = '/_vernacular/ar/'\n", []string{
			`2:7 settings-value: dir is "left"; it can be ltr`,
			`3:12 settings-value: "zz" is no language tag`,
			`4:7 settings-value: the url "../x" cannot be used: it holds a name of dots only`,
			`6:7 settings-value: the url "/es.html" cannot be used: an edition's address is that of a folder`,
			`8:7 settings-value: the url "/Assets" cannot be used: /assets/ is kept for Vernacular's own files`,
			`10:7 settings-value: the url "/_vernacular/ar/" cannot be used: /_vernacular/ is kept`}},
		{"names of languages", "[locales.rw.names]\nzh-Hans = 'Igishinwa'\nxx = 'x'\npt_br = 'Igiporutugali'\npt-BR = 'y'\nfr = ' '\nde = 5\n", []string{
			`3:1 settings-value: …`,
			`w 4:1 tag-spelling: …`,
			`5:1 duplicate-key: the name of pt-BR in rw is set twice (keep one of them)`,
			`6:6 settings-value: the name of fr in rw is empty (write the name, or take the line out)`,
			`7:6 settings-type: locales.rw.names.de takes a text in quotation marks, not the number 5`,
		}},
		{"fallback of the source", "[locales.en]\nfallback = 'fr'\n", []string{`w 2:12 setting-unused: en is the source locale, which falls back on nothing`}},
		{"lengths", "[lengths.pages]\ntitle = 0\n[lengths.messages]\nmenu = 'x'\n[lengths]\nx = 1\n", []string{`2:9 settings-value: lengths.pages.title is a number of characters, 1 or more, not 0`, `4:8 settings-type: lengths.messages.menu takes a number of characters, not a text`, `6:1 unknown-setting: …`}},
		{"limits", "[limits]\npage_bytes = 1023\n", []string{`2:14 settings-value: limits.page_bytes is a number of bytes from 1024 to 67108864, not 1023`}},
		{"limits too large", "[limits]\npage_bytes = 99999999999999999999\n", []string{`2:14 settings-syntax: this is no number`, `2:14 settings-value: …`}},
		{"links", "[links]\na = ''\nb = 'javascript:alert(1)'\nc = 'www.ifes.org'\nd = 'ifes.org/a:b'\ne = 'page'\nf = 'https:'\ng = '/\\evil'\nh = '/ok/'\ni = 'TEL:+1'\n", []string{
			`2:5 settings-value: "" cannot be published`,
			`3:5 settings-value: "javascript:alert(1)" cannot be published as the address of a link (an address begins with https:, http:, mailto:, tel:, / or #)`,
			`4:5 settings-value: "www.ifes.org" cannot be published as the address of a link (write https://www.ifes.org)`,
			`5:5 settings-value: …(write https://ifes.org/a:b)`,
			`6:5 settings-value: "page" cannot…`,
			`7:5 settings-value: "https:" cannot…`,
			`8:5 settings-value: "/\\evil" cannot…`}},
		{"hidden characters", "[locales.ar]\nname = \"a\\u202Eb\"\n[links]\nx = \"java\\tscript:x\"\n", []string{
			`2:8 settings-value: there is an invisible control character in the text of locales.ar.name`,
			`4:5 settings-value: there is an invisible control character in the text of links.x`}},
		{"pictures", "[pictures]\nallow = [\"https://images.example.org/a\", '*', '*.org', 'example.org:8443', '127.0.0.1', 'a b', '', 'EXAMPLE.org', 'example.org', 3]\n", []string{
			`2:10 settings-value: "https://images.example.org/a" cannot stand in pictures.allow: it holds more than the name of a server (write images.example.org)`,
			`2:42 settings-value: "*" cannot stand in pictures.allow: it would allow every server`,
			`2:47 settings-value: "*.org" cannot stand in pictures.allow: it would allow every server whose name ends in .org`,
			`2:56 settings-value: "example.org:8443" …(write example.org)`,
			`2:76 settings-value: "127.0.0.1" …it is not the name of a server`,
			`2:89 settings-value: "a b" …it is not the name of a server`,
			`2:96 settings-value: "" …it would allow every server`,
			`w 2:115 setting-unused: example.org is allowed twice`,
			`…settings-type: pictures.allow takes a list of texts in quotation marks, not the number 3 in it`}},
		{"pictures, no list", "[pictures]\nallow = 'example.org'\nalow = []\n", []string{
			`2:9 settings-type: pictures.allow takes a list of texts in quotation marks, not a text`,
			`3:1 unknown-setting: there is no setting "pictures.alow" (did you mean pictures.allow?)`}},
		{"pictures that the header blocks", "[headers]\nContent-Security-Policy = \"default-src 'none'; img-src 'self' https://a.example.org *.example.net\"\n[pictures]\nallow = ['a.example.org', 'x.example.net', 'b.example.org']\n", []string{
			`w 4:44 pictures-blocked: the Content-Security-Policy in [headers] keeps browsers from showing pictures from b.example.org (add https://b.example.org to its img-src)`}},
		{"publisher", "[publisher]\nnmae = 'x'\nname = 3\nurl = 'example.org'\nmark = '../x.svg'\n[[publisher.name]]\n", []string{
			`2:1 unknown-setting: there is no setting "publisher.nmae" (did you mean publisher.name?)`,
			`3:8 settings-type: publisher.name takes a text in quotation marks, or one for each language, as in { en = "…", fr = "…" }, not the number 3`,
			`4:7 settings-value: "example.org" cannot be the address publisher.url (write https://example.org)`,
			`5:8 settings-value: "../x.svg" cannot be the file publisher.mark`,
			`6:3 duplicate-key: …`}},
		{"publisher in languages", "[publisher.name]\nfr = ''\nxx = 'x'\nar = 1\npt_br = 'a'\npt-BR = 'b'\n[publisher]\nname = {}\n", []string{
			`2:6 settings-value: the text of publisher.name.fr is empty`,
			`3:1 settings-value: "xx" is no language tag`,
			`4:6 settings-type: publisher.name.ar takes a text in quotation marks, not the number 1`,
			`w 5:1 tag-spelling: …`,
			`6:1 duplicate-key: publisher.name has two texts for pt-BR`,
			`8:1 duplicate-key: …`}},
		{"contact", "[contact]\nmail = 'Info <info@example.org>'\nmial = 'x'\nurl = 'mailto:info@example.org'\n[[contact]]\n", []string{
			`2:8 settings-value: "Info <info@example.org>" cannot be an e-mail address (write the address alone`,
			`3:1 unknown-setting: there is no setting "contact.mial" (did you mean contact.mail?)`,
			`4:7 settings-value: "mailto:info@example.org" cannot be the address contact.url`,
			`5:3 duplicate-key: …`}},
		{"machine translation", "[machine_translation]\nurl = 'http://translate.example.org'\nkey = 'secret'\ncodes.zh_Hant = 'zt'\ncodes.fr = ''\n", []string{
			`2:7 settings-value: machine_translation.url would send the texts, and the key, in the clear through the internet (write https://`,
			`3:1 unknown-setting: there is no setting "machine_translation.key" (…`,
			`w 4:7 tag-spelling: …`,
			`5:12 settings-value: the text of machine_translation.codes.fr is empty (…`}},
		{"machine translation, no address", "[machine_translation]\nurl = '127.0.0.1:5000'\n", []string{`2:7 settings-value: "127.0.0.1:5000" cannot be the address machine_translation.url (…`}},
		{"machine translation, a key in the address", "[machine_translation]\nurl = 'https://a.example/translate?api_key=x'\n", []string{`2:7 settings-value: …`}},
		{"mail at the top", "mail = 'info@example.org'\n", []string{`1:1 unknown-setting: there is no setting "mail" (did you mean contact.mail?)`}},
		{"documents", "[[documents]]\ntitle = 'a'\n[[documents]]\nfile = 'a.pdf'\n[[documents]]\ntitle = 'a'\nfile = 'a.pdf'\nurl = 'https://a.org/'\n[[documents]]\ntitel = 'a'\n[[documents]]\ntitle = 'a'\nfile = 'a.pdf'\nlanguage = 'deutsch'\n", []string{
			`1:3 settings-value: this document has neither a file nor a url`,
			`3:3 settings-value: this document has no title`,
			`7:8 settings-value: this document has both a file and a url`,
			`10:1 unknown-setting: there is no setting "documents.titel" (did you mean documents.title?)`,
			`14:12 settings-value: …`}},
		{"documents, no list", "[documents]\ntitle = 'a'\n", []string{`1:2 settings-type: [documents] makes one table, and documents takes a list of them (write [[documents]], once for each)`}},
		{"documents of texts", "documents = ['a.pdf']\n", []string{`1:14 settings-type: documents takes a list of tables, not a text in it`}},
		{"key twice", "base_url = 'https://a.org/'\nbase_url = 'https://b.org/'\n", []string{`2:1 duplicate-key: base_url is set twice (keep one of them`}},
		{"table twice", "[links]\na = '#a'\n[limits]\n[links]\n", []string{`4:2 duplicate-key: links is set twice`}},
		{"table and key", "locales.fr.name = 'x'\n[locales.fr]\n", []string{`2:2 duplicate-key: locales.fr is set twice`}},
		{"not UTF-8", "a = 'é'\nb = 'é\xe9'\n", []string{`2:7 invalid-utf8: the byte 0xe9 is not UTF-8 text`}},
		{"NUL", "a = 'é\x00'\n", []string{`1:7 control-character: there is a NUL byte`}},
		{"no end of text", "links = { a = \"é\n}\n", []string{`1:17 settings-syntax: the quotation mark that ends this text is missing`}},
		{"no end of text, CR LF", "base_url = \"é\r\n", []string{`1:14 settings-syntax: the quotation mark that ends this text is missing`}},
		{"no end of several lines", "base_url = \"\"\"\nx\n", []string{`1:12 settings-syntax: the text of several lines that begins with """ here has no end`}},
		{"too many quotes", "base_url = \"\"\"x\"\"\"\"\"\"\n", []string{`1:…settings-syntax: there are too many quotation marks`}},
		{"curved quotes", "base_url = “x”\n", []string{`1:12 settings-syntax: the quotation mark “ cannot enclose a text here (use the straight`}},
		{"colon", "base_url: 'x'\n", []string{`1:9 settings-syntax: a key is followed by “=” here, not by “:”`}},
		{"no sign", "base_url\n", []string{`1:9 settings-syntax: “=” is missing after the key`}},
		{"no value", "base_url =\n", []string{`1:11 settings-syntax: a value is expected here`}},
		{"no quotes", "base_url = https://x.org\n", []string{`1:12 settings-syntax: a value is expected here`}},
		{"nearly true", "markdown.typographer = tru\n", []string{`1:24 settings-syntax: a value is expected here`}},
		{"two on a line", "base_url = 'https://x.org' source_locale = 'fr'\n", []string{`1:28 settings-syntax: something follows the end of the text`}},
		{"number and more", "limits.page_bytes = 5000 bytes\n", []string{`1:26 settings-syntax: something follows the end of the value`}},
		{"backslash", "base_url = \"C:\\sites\"\n", []string{`1:15 settings-syntax: the backslash \ has a meaning`}},
		{"no bracket", "[links\na = '#'\n", []string{`1:7 settings-syntax: the closing bracket ]`}},
		{"name in other letters", "[locales]\nфранцузский = {}\n", []string{`2:1 settings-syntax: this is no name of a setting`}},
		{"list", "links = [1, 2\n", []string{`…settings-syntax: the bracket ] that ends this list is missing`}},
		{"braces", "links = { a = '#' b = '#' }\n", []string{`1:19 settings-syntax: the settings between { and }`}},
		{"zero in front", "limits.page_bytes = 05000\n", []string{`1:21 settings-syntax: this is no number`}},
		{"no day", "limits = 2024-13-01\n", []string{`1:10 settings-type: …`, `1:15 settings-syntax: this is no date`}},
		{"control character", "base_url = 'x' # \x01\n", []string{`1:18 settings-syntax: there is an invisible control character here`}},
		{"lone CR", "base_url = 'https://x.org/'\rsource_locale = 'fr'\n", []string{`…settings-syntax: …`}},
		{"before a mistake of grammar", "zzz = 1\nbase_url = \n", []string{`1:1 unknown-setting: …`, `2:12 settings-syntax: …`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, ds := ParseSettings("site.toml", []byte(c.src))
			if got := told(ds); !match(got, c.want) {
				t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(c.want, "\n  "))
			}
			for _, d := range ds {
				if d.File != "site.toml" || strings.Contains(d.Message, "toml:") || strings.Contains(d.Message, "U+00") {
					t.Errorf("not for translators: %v", d)
				}
			}
		})
	}
}

func TestPublisherContactAndDocuments(t *testing.T) {
	s, ds := ParseSettings("site.toml", []byte(`publisher.url = "https://münchen.example/ä"
documents = [{title = "One", url = "https://example.org/a b.pdf"}]
`))
	if got := told(ds); !match(got, []string{`2:36 settings-value: "https://example.org/a b.pdf" cannot be the address documents.url (write it whole`}) || s.Publisher.URL != "https://xn--mnchen-3ya.example/%C3%A4" {
		t.Errorf("%v, %+v", got, s.Publisher)
	}
	s, ds = ParseSettings("site.toml", []byte(`[publisher]
mark = "img/mark.svg"
[publisher.name]
fr = " La fondation "
pt_BR = "A fundação"
[contact]
mail = "info@example.org"
url = "https://example.org/contact?x=1#y"
[[documents]]
title = "Guidelines"
file = "guidelines.pdf"
language = "fr"
[[documents]]
title = { ar = "المبادئ", fr = "Lignes" }
url = "https://example.org/a.pdf"
[locales.pt]
`))
	if got := told(ds); !match(got, []string{`w 5:1 tag-spelling: …`}) {
		t.Error(got)
	}
	at := func(line, col int) diag.Pos { return diag.At("site.toml", line, col) }
	want := Settings{
		Publisher: Publisher{Name: Words{"fr": "La fondation", "pt-BR": "A fundação"}, Mark: "img/mark.svg", MarkPos: at(2, 8)},
		Contact:   Contact{Mail: "info@example.org", URL: "https://example.org/contact?x=1#y"},
		Documents: []Document{
			{Title: Words{"en": "Guidelines"}, File: "guidelines.pdf", Language: "fr", Pos: at(9, 3), FilePos: at(11, 8)},
			{Title: Words{"ar": "المبادئ", "fr": "Lignes"}, URL: "https://example.org/a.pdf", Pos: at(13, 3)},
		},
	}
	if !reflect.DeepEqual(s.Publisher, want.Publisher) || s.Contact != want.Contact || !reflect.DeepEqual(s.Documents, want.Documents) {
		t.Errorf("got  %+v %+v %+v\nwant %+v %+v %+v", s.Publisher, s.Contact, s.Documents, want.Publisher, want.Contact, want.Documents)
	}
	for _, c := range []struct{ asked, text, from locale.Tag }{
		{"fr-CA", "La fondation", "fr"}, {"pt-BR", "A fundação", "pt-BR"}, {"ar", "La fondation", "fr"}, {"pt", "La fondation", "fr"}, {"en", "La fondation", "fr"},
	} {
		if text, from := s.In(s.Publisher.Name, c.asked); text != string(c.text) || from != c.from {
			t.Errorf("%s gets %q in %s", c.asked, text, from)
		}
	}
	if text, from := s.In(nil, "fr"); text != "" || from != "" {
		t.Errorf("nothing is %q in %q", text, from)
	}
}

func TestSettingsAreBounded(t *testing.T) {
	many := func(format string, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for name, src := range map[string]string{
		"too large":    strings.Repeat("#", maxSettings+1),
		"many tables":  many("[links.t%d]\n", 60000),
		"many locales": many("[locales.x%d]\n", 60000),
		"dotted":       strings.Repeat("a.", 100000) + "a = 1",
		"arrays":       "links = " + strings.Repeat("[", 400000),
		"inline":       "links = " + strings.Repeat("{a=", 90000),
	} {
		start := time.Now()
		_, ds := ParseSettings("site.toml", []byte(src))
		if took := time.Since(start); took > time.Minute || len(ds) == 0 {
			t.Errorf("%s: %v, %d problems", name, took, len(ds))
		}
	}
	start := time.Now()
	s, ds := ParseSettings("site.toml", []byte("[links]\n"+many("\"a%d.org\" = '#'\n", 9000)))
	if took := time.Since(start); took > time.Minute || len(ds) > 0 || len(s.Links) != 9000 {
		t.Errorf("many links: %v, %d problems, %d links", took, len(ds), len(s.Links))
	}
}

func TestCleanBaseURL(t *testing.T) {
	for in, want := range map[string]string{
		"https://example.org":           "https://example.org/",
		"http://EXAMPLE.org/":           "http://example.org/",
		"https://example.org/a/b":       "https://example.org/a/b/",
		"https://example.org:8080/":     "https://example.org:8080/",
		"https://127.0.0.1:80/x/":       "https://127.0.0.1:80/x/",
		"https://[::1]:8080/":           "https://[::1]:8080/",
		"https://münchen.example/ä/":    "https://xn--mnchen-3ya.example/%C3%A4/",
		"https://example.org/%C3%A4":    "https://example.org/%C3%A4/",
		"HTTPS://example.org":           "https://example.org/",
		"":                              "!",
		"example.org":                   "!",
		"/path/":                        "!",
		"https:///x":                    "!",
		"https://":                      "!",
		"https:example.org":             "!",
		"ftp://example.org/":            "!",
		"javascript:alert(1)":           "!",
		"https://user@example.org/":     "!",
		"https://example.org/?x":        "!",
		"https://example.org/?":         "!",
		"https://example.org/#x":        "!",
		"https://example.org/#":         "!",
		"https://example.org/a//b":      "!",
		"https://example.org/../b":      "!",
		"https://example.org/%2e%2e/b":  "!",
		"https://exa mple.org/":         "!",
		"https://example.org/a b":       "!",
		"https://example.org/\n":        "!",
		"https://example.org\\@x":       "!",
		"https://exam_ple!.org/":        "!",
		"https://a\u200db.example.org/": "!",
	} {
		got, err := CleanBaseURL(in)
		if err != nil {
			got = "!"
		}
		if got != want {
			t.Errorf("CleanBaseURL(%q) = %q, %v; want %q", in, got, err, want)
		}
		if err == nil {
			if again, err := CleanBaseURL(got); again != got || err != nil {
				t.Errorf("CleanBaseURL(%q) = %q, %v", got, again, err)
			}
		}
	}
	for base, want := range map[string]string{"": "/", "https://example.org/": "/", "https://example.org/a/b/": "/a/b/", "https://example.org": "/"} {
		if got := (&Settings{BaseURL: base}).BasePath(); got != want {
			t.Errorf("BasePath of %q = %q", base, got)
		}
	}
}

// settingsWith has the fallbacks "fr>ar es>es-MX".
func settingsWith(source locale.Tag, fallbacks string) Settings {
	s := DefaultSettings()
	s.Source = source
	for i, f := range strings.Fields(fallbacks) {
		from, to, _ := strings.Cut(f, ">")
		pos := diag.At(SettingsFile, i+1, 1)
		s.Locales[locale.Tag(from)] = LocaleSettings{Fallback: locale.Tag(to), Pos: pos, FallbackPos: pos}
	}
	return s
}

func TestChain(t *testing.T) {
	for _, c := range []struct {
		source, fallbacks, locale string
		want, err                 string
	}{
		{"en", "", "en", "en", ""},
		{"en", "", "fr", "fr en", ""},
		{"en", "", "fr-BE", "fr-BE fr en", ""},
		{"en", "", "es-MX", "es-MX es-419 es en", ""},
		{"en", "", "pt-BR", "pt-BR pt en", ""},
		{"en", "", "pt-MZ", "pt-MZ pt-PT pt en", ""},
		{"en", "", "en-AU", "en-AU en-001 en", ""},
		{"en", "", "zh-Hant", "zh-Hant en", ""}, // never zh: that is another script
		{"en", "", "zh-Hans", "zh-Hans zh en", ""},
		{"en", "", "zh-Hant-HK", "zh-Hant-HK zh-Hant en", ""},
		{"en", "", "zh-TW", "zh-TW zh-Hant en", ""},
		{"en", "", "sr-Latn", "sr-Latn en", ""},
		{"en", "", "sr-Latn-BA", "sr-Latn-BA sr-Latn en", ""},
		{"en", "", "he", "he en", ""},
		{"fr", "", "fr-BE", "fr-BE fr", ""},
		{"fr", "", "en", "en fr", ""},
		{"es-MX", "", "es", "es es-MX", ""},
		{"en", "zh-Hant>zh-Hans", "zh-Hant", "zh-Hant zh-Hans zh en", ""},
		{"en", "oc>fr", "oc", "oc fr en", ""},
		{"en", "oc>fr-CA", "oc", "oc fr-CA fr en", ""},
		{"en", "fr>en", "fr-BE", "fr-BE fr en", ""},
		{"en", "fr-BE>nl", "fr-BE", "fr-BE nl en", ""},
		{"en", "en>fr", "fr", "fr en", ""},
		{"en", "en>fr", "en", "en", ""},
		{"en", "pt>pt-BR", "pt", "pt pt-BR en", ""}, // a parent may fall back on its child
		{"en", "pt>pt-BR", "pt-BR", "pt-BR pt en", ""},
		{"en", "es>es-MX", "es", "es es-MX es-419 en", ""},
		{"en", "es>es-MX", "es-419", "es-419 es es-MX en", ""},
		{"en", "fr>fr", "fr", "fr en", "fr → fr"},
		{"en", "fr>ar ar>fr", "fr", "fr ar en", "fr → ar → fr|ar → fr → ar"},
		{"en", "fr>ar ar>fr", "fr-BE", "fr-BE fr ar en", "fr → ar → fr|ar → fr → ar"},
		{"en", "a>b b>c c>d d>b", "a", "a b c d en", "b → c → d → b|d → b → c → d"},
		{"fr", "fr>ar ar>fr", "ar", "ar fr", ""}, // the source ends every chain
	} {
		s := settingsWith(locale.Tag(c.source), c.fallbacks)
		chain, err := s.Chain(locale.Tag(c.locale))
		if got := joinTags(chain, " "); got != c.want {
			t.Errorf("%s with %q: %s falls back as %s, want %s", c.source, c.fallbacks, c.locale, got, c.want)
		}
		if (err == nil) != (c.err == "") {
			t.Errorf("%s with %q: %s: %v, want %q", c.source, c.fallbacks, c.locale, err, c.err)
		} else if err != nil && !slices.ContainsFunc(strings.Split(c.err, "|"), func(w string) bool { return strings.HasSuffix(err.Error(), ": "+w) }) {
			t.Errorf("%s with %q: %s: %v, want %q", c.source, c.fallbacks, c.locale, err, c.err)
		}
	}
}

// TestChainAlwaysEnds draws fallbacks at random, loops among them.
func TestChainAlwaysEnds(t *testing.T) {
	tags := []string{"en", "fr", "fr-BE", "ar", "es", "es-419", "es-MX", "pt", "pt-BR", "zh", "zh-Hans", "zh-Hant", "zh-TW"}
	rapid.Check(t, func(t *rapid.T) {
		tag := rapid.SampledFrom(tags)
		var list []string
		for range rapid.IntRange(0, 8).Draw(t, "n") {
			list = append(list, tag.Draw(t, "from")+">"+tag.Draw(t, "to"))
		}
		source := locale.Tag(tag.Draw(t, "source"))
		s := settingsWith(source, strings.Join(list, " "))
		for _, from := range tags {
			chain, _ := s.Chain(locale.Tag(from))
			if chain[0] != locale.Tag(from) || chain[len(chain)-1] != source {
				t.Fatalf("%s: %v", from, chain)
			}
			sorted := slices.Sorted(slices.Values(chain))
			if len(slices.Compact(sorted)) != len(chain) {
				t.Fatalf("%s: a locale twice in %v", from, chain)
			}
		}
	})
}

func TestOverrides(t *testing.T) {
	s, ds := ParseSettings("site.toml", []byte("[locales.pt-BR]\nurl='/brasil'\nname='Brasileiro'\n[locales.az]\ndir='rtl'\n"))
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	for tag, want := range map[locale.Tag]string{
		"en": "/ ltr English", "pt-BR": "/brasil/ ltr Brasileiro", "az": "/az/ rtl azərbaycan", "zh-Hans": "/zh-hans/ ltr 简体中文", "he": "/he/ rtl עברית",
	} {
		if got := s.Prefix(tag) + " " + s.Direction(tag) + " " + s.Autonym(tag); got != want {
			t.Errorf("%s: %s, want %s", tag, got, want)
		}
	}
}

func TestLastSettings(t *testing.T) {
	var last LastSettings
	for _, src := range []string{"", "source_locale = 'fr'\n", "source_locale = 'fr'\n", "zzz = 1\n", "source_locale = 'fr'\n", ""} {
		want, problems := ParseSettings("site.toml", []byte(src))
		if s, ds := last.Parse("site.toml", []byte(src)); !reflect.DeepEqual(s, want) || !slices.Equal(ds, problems) {
			t.Errorf("%q: %v %v", src, s, ds)
		}
	}
}

func FuzzParseSettings(f *testing.F) {
	for _, s := range []string{
		"", "base_url = 'https://x.org/'\n[locales.fr]\nfallback='ar'\nurl='/x'\n[links]\n\"a.b\"='#'\n", "a.b.c = {d = [1,{e=2}]}", "[[a]]\n[a.b]\n",
		"links.a.b = 1\nlinks.a = 2\n", "locales = {fr = {name = \"\\u0000\"}}", "limits.page_bytes = 0b1\n", "\"\" = ''\n[\"\".\"\"]\n", "x = \"\"\"a\r\nb", "k = 'é' x",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		s, ds := ParseSettings("site.toml", src)
		lines := strings.Count(strings.ReplaceAll(strings.ReplaceAll(string(src), "\r\n", "\n"), "\r", "\n"), "\n") + 1
		for _, d := range ds {
			if d.Line > lines || d.Message == "" || d.Code == "" {
				t.Errorf("%+v in %d lines", d, lines)
			}
		}
		if again, ds2 := ParseSettings("site.toml", src); !reflect.DeepEqual(s, again) || !slices.Equal(ds, ds2) {
			t.Error("another answer the second time")
		}
		if diag.HasErrors(ds) {
			return
		}
		if !utf8.Valid(src) {
			t.Error("not UTF-8, and no error")
		}
		if s.BaseURL != "" {
			if u, err := CleanBaseURL(s.BaseURL); u != s.BaseURL {
				t.Errorf("base URL %q: %q, %v", s.BaseURL, u, err)
			}
		}
		for tag, l := range s.Locales {
			if canonical, same, err := locale.Parse(string(tag)); err != nil || !same || canonical != tag {
				t.Errorf("the tag %q", tag)
			}
			if l.URL != "" && (!strings.HasPrefix(l.URL, "/") || !strings.HasSuffix(l.URL, "/")) {
				t.Errorf("the url %q", l.URL)
			}
		}
	})
}

func TestAllowsPicture(t *testing.T) {
	s, ds := ParseSettings("site.toml", []byte("[pictures]\nallow = ['Images.example.org', # remark\n '*.example.net', 'bücher.example']\n"))
	if ds != nil {
		t.Fatal(ds)
	}
	for host, want := range map[string]bool{
		"images.example.org": true, "IMAGES.EXAMPLE.ORG": true, "images.example.org:443": true, "a.b.example.net": true, "xn--bcher-kva.example": true, "BÜCHER.example": true,
		"images.example.org:80": false, "example.org": false, "x.images.example.org": false, "example.net": false, ".example.net": false, "evilexample.net": false,
		"images.example.org.": false, "images.example.org.evil.net": false, "": false,
	} {
		if got := s.AllowsPicture(host); got != want {
			t.Errorf("%s: %v", host, got)
		}
	}
	if got, want := s.Policy(), "default-src 'none'; style-src 'self'; img-src 'self' https://images.example.org https://*.example.net https://xn--bcher-kva.example; base-uri 'none'; form-action 'none'"; got != want {
		t.Error(got)
	}
}

// The settings of [publish] that are true or false are told apart.
func TestPublishSettings(t *testing.T) {
	s, ds := ParseSettings("site.toml", []byte("[publish]\nprecompress = true\n"))
	if len(ds) != 0 || !s.Precompress || s.Negotiate {
		t.Errorf("precompress %v, negotiate %v, %v", s.Precompress, s.Negotiate, ds)
	}
	if s, _ := ParseSettings("site.toml", []byte("[publish]\nnegotiate = true\n")); s.Precompress || !s.Negotiate {
		t.Errorf("precompress %v, negotiate %v", s.Precompress, s.Negotiate)
	}
	if _, ds := ParseSettings("site.toml", []byte("[publish]\nprecompress = 3\n")); len(ds) != 1 {
		t.Errorf("a number: %v", ds)
	}
}
