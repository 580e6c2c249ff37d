package frontmatter

import (
	"testing"
	"unicode/utf16"

	"vernacular/internal/diag"
)

// inUTF16 returns a text as Windows saves it.
func inUTF16(text string, mark bool) string {
	var out []byte
	if mark {
		out = []byte{0xff, 0xfe}
	}
	for _, u := range utf16.Encode([]rune(text)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return string(out)
}

// Whatever somebody wrote to keep a page back keeps it back, and a message names it.
func TestWhatIsMeantAsADraftIsOne(t *testing.T) {
	for _, src := range []string{
		"\n---\ntitle: A\ndraft: true\n---\nText\n",
		"\r\n\r\n---\r\ndraft: true\r\n---\r\nText\r\n",
		"\ufeff\n---\ndraft: true\n---\n",
		"\ufeff\ufeff---\ndraft: true\n---\n",
		"\u200b---\ndraft: true\n---\n",
		" ---\ndraft: true\n ---\n",
		"----\ntitle: A\ndraft: true\n----\n",
		"--\ndraft: true\n--\n",
		"—\ndraft: true\n—\n",
		"—--\ndraft: true\n—--\n",
		"---yaml\ndraft: true\n---\n",
		"--- # page\ndraft: true\n---\n",
		"++++\ndraft = true\n++++\n",
		"\n+++\ndraft = true\n+++\n",
		"{\n  \"title\": \"A\",\n  \"draft\": true\n}\nText\n",
		"{\"title\": \"A\", \"draft\": true}\n\nText\n",
		";;;\n\"draft\": true\n;;;\n",
		"```yaml\ndraft: true\n```\nText\n",
		"<!-- draft: true -->\n# A\n",
		"<!--\ntitle: A\ndraft: true\n-->\n",
		"[//]: # (draft: true)\n",
		"draft: true\n\nText\n",
		"title: A\ndraft: true\n---\nText\n",
		"Title: A\nDraft: yes\n\nText\n",
		"#+title: A\n#+draft: true\n",
		":draft: true\n\nText\n",
		"---\nDraft: true\n---\n",
		"---\nDRAFT: true\n---\n",
		"---\ndraftt: true\n---\n",
		"---\nEntwurf: true\n---\n",
		"---\nbrouillon: oui\n---\n",
		"---\nمسودة: true\n---\n",
		"---\npublished: false\n---\n",
		"---\ndraft = true\n---\n",
		"---\ntitle: A: B\ndraft: true\n---\n",
		"---\ntitle: \"A\ndraft: true\n---\n",
		"---\n\ttitle: A\ndraft: true\n---\n",
		"---\ndraft: true\ntitle: A\n\nText without an end\n",
		"---\ndraft: true\ndraft: true\n---\n",
		"---\ndraft: true\na: \x00\n---\n",
		"+++\ndraft: true\n+++\n",
		"---\ndraft: yes\n---\n",
		"---\ndraft: On\n---\n",
		"---\ndraft: 1\n---\n",
		"---\ndraft: \"true\"\n---\n",
		"---\ndraft: ja\n---\n",
		"---\ndraft: maybe\n---\n",
		"---\ndraft: [true]\n---\n",
		"+++\ndraft = \"true\"\n+++\n",
		"<!-- SPDX-License-Identifier: CC0 -->\n---\ntitle: A\ndraft: true\n---\n# A\n\nNot yet.\n",
		"<!--\nSPDX-License-Identifier: CC0\nSPDX-FileCopyrightText: 2026 A. Person\n-->\n\n---\ntitle: A\ndraft: true\n---\n",
		"<!-- a -->\n<!-- draft: true -->\n# A\n",
		"<!--\nA note to all.\ndraft: true\n-->\n# A\n",
		"<!-- a -->\n+++\ndraft = true\n+++\n",
		"<!-- a -->\n{\n    \"title\": \"A\",\n    \"draft\": true\n}\n",
		"<!-- a -->\ntitle: A\ndraft: true\n\nText\n",
		"***\ntitle: A\ndraft: true\n***\nText\n",
		"* * *\ntitle: A\ndraft: true\n* * *\nText\n",
		"===\ntitle: A\ndraft: true\n===\nText\n",
		"...\ntitle: A\ndraft: true\n...\nText\n",
		"~~~~\ndraft: true\n~~~~\nText\n",
		"%%%\nDraft: yes\n%%%\nText\n",
		"***\ndraft: true\n",
		"# A\n\n---\ndraft: true\n---\nText\n",
		"# A\n---\ntitle: A\n\ndraft: true\n---\nText\n",
		"# A\n\ndraft: true\n\nText\n",
		"A\n===\n\n---\ndraft: true\n---\nText\n",
		"Some words first.\n\n---\ntitle: A\nsummary: >\n  words and\n  words\ndraft: true\n---\n# A\n",
		"---\ntitle: A\n---\n---\ndraft: true\n---\n# A\n",
		"---\ntitle: A\n---\ndraft: true\n\n# A\n",
		"+++\ntitle = \"A\"\n+++\n\n---\npublished: false\n---\n# A\n",
		"{{< notice >}}\n---\nEntwurf: ja\n---\n",
		inUTF16("---\ntitle: A\ndraft: true\n---\nText\n", true),
		inUTF16("---\r\ndraft: true\r\n---\r\nText\r\n", false),
		inUTF16("---\ntitle: مسودة\ndraft: true\n---\nالنص\n", true),
	} {
		m, ds := Parse("f.md", []byte(src), Limits{})
		if draft, _ := m.Bool("draft"); !draft {
			t.Errorf("%q is no draft", src)
		}
		if len(ds) == 0 {
			t.Errorf("%q: nothing is told", src)
		}
	}
}

// What is no draft is published, without a word where nothing is wrong.
func TestWhatIsNoDraftIsNone(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"# A\n\nText about draft: true\n", ""},
		{"\n\n# A\n", ""},
		{"\n---\nText\n\n---\n", ""},
		{"\n---\n\nDraft: true is how a page is kept back.\n", ""},
		{"----\nA note: all of it.\n----\n", ""},
		{"Note: this page explains title: and draft:\n", ""},
		{"Date: when it was signed\n\nText\n", ""},
		{"```yaml\nversion: 3\nservices: x\n```\n", ""},
		{"{{ template }}\n", ""},
		{"- draft: true\n", ""},
		{"# A\n\nPut this at the start:\n\n```yaml\n---\ndraft: true\n---\n```\n", ""},
		{"# A\n\n~~~~\n~~~\ndraft: true\n~~~\n---\ndraft: true\n---\n~~~~\n", ""},
		{"# A\n\n1. Write this:\n\n   ```yaml\n   ---\n   draft: true\n   ---\n   ```\n", ""},
		{"# A\n\n> ```\n> ---\n> draft: true\n> ```\n", ""},
		{"# A\n\nPut this at the start:\n\n    ---\n    draft: true\n    ---\n\nIt is kept back.\n", ""},
		{"# A\n\n<pre>\n---\ndraft: true\n---\n</pre>\n", ""},
		{"# A\n\ndraft: true\nkeeps a page back.\n", ""},
		{"# A\n\nA page is kept back by\ndraft: true\nin its front matter.\n", ""},
		{"# A\n\n---\n\n`draft: true` keeps a page back.\n", ""},
		{"# A\n\n| key | value |\n|---|---|\n| draft: true | kept back |\n", ""},
		{"# A\n\n---\n\n- draft: true\n- title: A\n", ""},
		{"# A\n\nWords.\n\n## B\n\n## C\n\n---\ndraft: true\n---\n", ""},
		{"# A\n\nVersion: 2\nDraft: 3\n\nWords.\n", ""},
		{"---\ntitle: A\ndraft: false\n---\n# A\n\n---\ndraft: true\n---\n", ""},
		{"---\ntitle: A\n---\n# A\n\n---\ndraft: false\n---\n", ""},
		{"---\ndraft: false\n---\n", ""},
		{"---\ndraft:\n---\n", ""},
		{"---\ndraft: no\n---\n", "2:8 front-matter-type"},
		{"---\ndraft: \"false\"\n---\n", "2:8 front-matter-type"},
		{"---\nDraft: false\n---\n", "2:1 misspelt-key"},
		{"---\npublished: true\n---\n", ""},
		{"---\nhero:\n  draft: true\n---\n", ""},
		{"---\ntitulli: A\n---\n", "2:1 misspelt-key"},
		{"---\ntranslation: reviwed\n---\n", "2:14 front-matter-type"},
		{"\n---\ntitle: A\n---\n", "2:1 front-matter-unread"},
		{inUTF16("---\ntitle: A\n---\n\x00", true), "1:1 invalid-utf8"},
	} {
		m, ds := Parse("f.md", []byte(c.src), Limits{})
		if draft, _ := m.Bool("draft"); draft {
			t.Errorf("%q is a draft", c.src)
		}
		if got := places(ds); got != c.want {
			t.Errorf("%q: got %q, want %q", c.src, got, c.want)
		}
	}
}

// The answer to a misspelt value costs no page.
func TestMisspeltValuesAreWarnings(t *testing.T) {
	_, ds := Parse("f.md", []byte("---\ntranslation: Reviewed\ndraft: no\n---\n"), Limits{})
	if len(ds) != 2 || diag.HasErrors(ds) || ds[0].Hint != "write draft: false" && ds[0].Hint != "did you mean reviewed?" {
		t.Error(ds)
	}
}
