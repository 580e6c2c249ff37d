package catalog

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pelletier/go-toml/v2"
	"go.yaml.in/yaml/v4"

	"vernacular/internal/diag"
)

// fuzzParse holds what is true of every file: nothing panics, every problem has a place inside the file
// and words, the same bytes give the same answer, and what is accepted, go-i18n accepts.
func fuzzParse(f *testing.F, format string, seeds []string) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	file := "active.ar." + format
	f.Fuzz(func(t *testing.T, src []byte) {
		before := string(src)
		c, diags := Parse(file, src, "ar", Limits{Bytes: 1 << 16})
		if string(src) != before {
			t.Fatal("the source was changed")
		}
		if again, d := Parse(file, src, "ar", Limits{Bytes: 1 << 16}); !reflect.DeepEqual(c, again) || !reflect.DeepEqual(diags, d) {
			t.Fatal("two readings differ")
		}
		lines := strings.Count(strings.ReplaceAll(before, "\r", "\n"), "\n") + 1
		for _, d := range diags {
			if d.File != file || d.Message == "" || d.Code == "" || d.Line > lines || d.Col > len(src)+2 {
				t.Fatalf("%+v", d)
			}
			if d.Code == "go-i18n-refused" {
				t.Fatalf("we accept what go-i18n refuses: %s", d)
			}
			if !utf8.ValidString(d.String()) {
				t.Fatalf("%q", d.String())
			}
		}
		last := ""
		for _, m := range c.Messages {
			if m.ID <= last && last != "" || m.ID == "" || m.Pos.Line < 1 || m.Pos.Line > lines {
				t.Fatalf("%+v", m)
			}
			last = m.ID
			if _, ok := m.Form("other"); !ok {
				t.Fatalf("%s lacks other", m.ID)
			}
			for _, form := range m.Forms {
				if strings.TrimSpace(form.Text) == "" || strings.ContainsAny(form.Text, "\x00\u202d\u202e") || !utf8.ValidString(form.Text) {
					t.Fatalf("%s: %q", m.ID, form.Text)
				}
			}
			if _, err := m.Format("ar", 3, map[string]any{}, nil, nil); err != nil && len(m.Fields()) == 0 && len(m.Forms) == 6 {
				t.Fatalf("%s: %v", m.ID, err)
			}
		}
		Check(c, c)
		if diag.HasErrors(diags) {
			return
		}
		if len(c.Messages)+len(c.Pending) == 0 {
			return
		}
		if _, err := i18n.ParseMessageFileBytes([]byte(strings.ReplaceAll(strings.TrimPrefix(before, "\ufeff"), "\r\n", "\n")), file, map[string]i18n.UnmarshalFunc{
			"toml": toml.Unmarshal, "json": json.Unmarshal, "yaml": func(b []byte, v any) error { return yaml.Unmarshal(b, v) },
		}); err != nil {
			t.Fatalf("go-i18n refuses what we accept: %v", err)
		}
		// a skeleton made from it can always be read again
		for _, format := range []string{"toml", "yaml"} {
			s, err := Skeleton(c, "pl", format)
			if err != nil {
				t.Fatal(err)
			}
			if b, d := Parse("active.pl."+format, s, "pl", Limits{}); len(d) > 0 || len(b.Pending) != len(c.Messages) || len(b.Messages) > 0 {
				t.Fatalf("skeleton: %v\n%s", d, s)
			}
		}
	})
}

func FuzzParseTOML(f *testing.F) {
	fuzzParse(f, "toml", []string{
		skeletonSource, "a = \"x\"\n", "[a]\none = 'x'\nother = \"\"\"\ny\"\"\"", "a.b.c = 'x'\n[a.b]\nd = 'y'", "a = {other = 'x', b = 1}",
		"a = 'x\nb = 'y'\n", "[[a]]\nx='y'\n", "[a]\n[a]", "a = '{{.X}} {{range}}'", "\ufeffa = \"\\u202e\"\r\n", "a = 1979-05-27\n#\r", "=", "[", "a = \"\"\"", "a=[{b='c'}]",
	})
}

func FuzzParseJSON(f *testing.F) {
	fuzzParse(f, "json", []string{
		`{"a": "x", "b": {"one": "1", "other": "2"}}`, `{"a": {"b": {"description": "d"}}}`, `{"a": [1, {"b": null}], "c": true}`, `{"a": "x",}`, `{"a" "b"}`,
		`[]`, `"x"`, `{`, `{"a": "\ud800", "a": 1e9}`, "{\"a\": \"x\ny\"}", `{"translation": "x", "a": {"translation": {"other": "y"}}}`, `{"a":"x"}}`, "\ufeff{}", `nul`,
	})
}

func FuzzParseYAML(f *testing.F) {
	fuzzParse(f, "yaml", []string{
		"a: x\nb:\n  one: 1\n  other: \"{{.A}}\"\n", "a: {{.X}}", "a: &x y\nb: *x", "<<: {a: b}", "- a\n- b", "a: |\n  x\n  y\n", "a: >-\n  x\n\n  y", "? a\n: b", "? [a]\n: b",
		"a: !!binary eA==", "a: !x y", "---\na: x\n---\nb: y", "%YAML 1.1\n---\na: x", "a:\n\tb: c", "a: 'x", "1: x\nnull: y\n~: z", "a: x # c\n# d", "{a: x, b: [y]}", "a: \u2028", "\"a\\u202e\": x", "a: 2026-01-01",
	})
}

// FuzzCompile is the reader of fields alone.
func FuzzCompile(f *testing.F) {
	for _, s := range []string{"", "x", "{{.A}}", "a {{ .B }} c", "{{", "}}", "{{}}", "{{.A}}}}", "{{{.A}}}", "{{.é}}", "{{\n.A}}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		parts, slips := compile(s)
		if len(slips) > 0 {
			for _, slip := range slips {
				if slip.off < 0 || slip.off >= len(s) {
					t.Fatalf("%q: %+v", s, slip)
				}
			}
			return
		}
		if len(parts) == 0 {
			if strings.Contains(s, "{{") {
				t.Fatalf("%q: the field is lost", s)
			}
			return
		}
		var b strings.Builder
		for _, p := range parts {
			b.WriteString(p.Text)
			if p.Field != "" {
				b.WriteString("{{." + p.Field + "}}")
			}
		}
		if b.String() != strings.NewReplacer("{{ ", "{{", "{{\t", "{{", " }}", "}}", "\t}}", "}}").Replace(s) && !strings.ContainsAny(s, " \t") {
			t.Fatalf("%q became %q", s, b.String())
		}
	})
}
