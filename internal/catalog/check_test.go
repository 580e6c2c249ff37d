package catalog

import (
	"slices"
	"testing"

	"vernacular/internal/diag"
)

func TestCheck(t *testing.T) {
	const source = `
home = "Home"
hello = "Hello, {{.Name}}, from {{.Place}}"
pages = {one = "{{.Count}} page", other = "{{.Count}} pages"}
words = {one = "One word", other = "Several words"}
later = ""
`
	for _, c := range []struct {
		name, tag, src string
		want           []string
	}{
		{"complete", "fr", `
home = "Accueil"
hello = "{{.Place}} : bonjour, {{ .Name }}"
pages = {one = "{{.Count}} page", many = "{{.Count}} de pages", other = "{{.Count}} pages"}
words = {one = "Un mot", many = "{{.Count}} de mots", other = "{{.PluralCount}} mots"}
`, nil},
		{"nothing yet", "fr", "", nil},
		{"the other spelling of the count", "fr", `pages = {one = "une page", many = "{{.PluralCount}} de pages", other = "{{.PluralCount}} pages"}`, nil},
		{"forms", "fr", "[pages]\nother = \"{{.Count}} pages\"\n", []string{"1:2 warning plural-form-missing: “pages” lacks the plural forms that this language needs: one, many | add a text “one” for 0, 1; “many” for 1000000"}},
		{"one form", "ar", "[words]\nzero = \"a\"\none = \"a\"\ntwo = \"a\"\nfew = \"a\"\nother = \"a\"\n", []string{"1:2 warning plural-form-missing: form that this language needs: many"}},
		{"one form is all", "ja", "[pages]\nother = \"{{.Count}}\"\n", nil},
		{"one form is all, no rule", "rw", "[pages]\nother = \"{{.Count}}\"\n", nil},
		{"unknown", "fr", "hom = \"x\"\nzzz = \"y\"\n", []string{"1:1 warning unknown-message: active.en.toml has no message “hom” | “home”", "2:1 warning unknown-message: zzz | delete it"}},
		{"unknown form", "fr", "[pages]\nplural = \"x\"\n", []string{"2:1 warning unknown-message: pages.plural | none of its plural forms"}},
		{"empty in the source", "fr", "later = \"x\"\n", nil},
		{"lacking field", "fr", `hello = "Bonjour, {{.Name}}"`, []string{"1:9 error placeholder-mismatch: message “hello” lacks {{.Place}} | sentence"}},
		{"strange field", "fr", `hello = "Bonjour, {{.Naem}} {{.Place}}"`, []string{
			"1:9 error placeholder-mismatch: lacks {{.Name}}", "1:9 error placeholder-mismatch: uses {{.Naem}} | {{.Name}}"}},
		{"strange field, none like it", "fr", `hello = "{{.Name}} {{.Place}} {{.Xyzzyx}}"`, []string{"1:9 error placeholder-mismatch: {{.Xyzzyx}} | the source text has {{.Name}}, {{.Place}}"}},
		{"field where none is", "fr", `home = "{{.X}}"`, []string{"1:8 error placeholder-mismatch: {{.X}} | “Home”"}},
		{"count where none is", "fr", `home = "{{.Count}}"`, []string{"1:8 error placeholder-mismatch: {{.Count}}"}},
		{"count left out of other", "ru", "[pages]\none = \"1\"\nfew = \"f\"\nmany = \"{{.Count}}\"\nother = \"{{.Count}}\"\n", []string{"3:7 error placeholder-mismatch: form “few” of the message “pages” lacks {{.Count}}"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			en := parsed(t, "active.en.toml", source, "en")
			tr := parsed(t, "active.xx.toml", c.src, c.tag)
			diags := Check(en, tr)
			if len(diags) != len(c.want) {
				t.Errorf("%d problems, want %d", len(diags), len(c.want))
			}
			for i, d := range diags {
				if i >= len(c.want) || !matches(d, c.want[i]) {
					t.Errorf("got %s", d)
				}
			}
		})
	}
}

func TestCheckSource(t *testing.T) {
	en := parsed(t, "active.en.toml", "a = \"\"\nb = \"{{.Count}} things\"\n[c]\none = \"1\"\nother = \"2\"\n", "en")
	diags := Check(en, en)
	if len(diags) != 2 || !matches(diags[0], "1:1 error empty-text: “a” has no text | source catalog") ||
		!matches(diags[1], "2:1 warning plural-form-missing: “b” lacks the plural form that this language needs: one") {
		t.Errorf("%v", diags)
	}
}

func TestMissing(t *testing.T) {
	en := parsed(t, "a.en.toml", "z = \"z\"\na = \"a\"\nb = \"b\"\nempty = \"\"\n", "en")
	fr := parsed(t, "a.fr.toml", "b = \"b\"\nz = \"\"\nmore = \"m\"\n", "fr")
	if got := Missing(en, fr); !slices.Equal(got, []string{"a", "z"}) {
		t.Errorf("%q", got)
	}
	if got := Missing(en, en); got != nil {
		t.Errorf("%q", got)
	}
}

func TestNearest(t *testing.T) {
	for _, c := range []struct{ word, want string }{
		{"otehr", "other"}, {"ohter", "other"}, {"mny", "many"}, {"OTHER", "other"}, {"reviewer", ""}, {"on", ""}, {"tow", "two"}, {"", ""}, {"x", ""},
	} {
		if got := diag.Nearest(c.word, categories[:]); got != c.want {
			t.Errorf("Nearest(%q) = %q, want %q", c.word, got, c.want)
		}
	}
}
