package catalog

import (
	"errors"
	"html"
	"strings"
	"testing"
	"text/template"

	"pgregory.net/rapid"

	"vernacular/internal/data"
	"vernacular/internal/locale"
)

type safe string

func isSafe(v any) (string, bool) {
	s, ok := v.(safe)
	return string(s), ok
}

type word struct{ s string }

func (w word) String() string { return w.s }

type pointer struct{ s string }

func (p *pointer) String() string { return p.s }

func TestFormat(t *testing.T) {
	en := parsed(t, "en.toml", `
plain = "Fish & chips"
hello = "Hello & welcome, {{.Name}}!"
pages = {one = "{{.Count}} page of {{.Name}}", other = "{{.PluralCount}} pages of {{.Name}}"}
`, "en")
	ar := parsed(t, "ar.toml", `pages = {zero = "0", one = "1", two = "2", few = "f {{.Count}}", many = "m {{.Count}}", other = "o {{.Count}}"}`, "ar")
	pl := parsed(t, "pl.toml", `pages = {one = "j", other = "o"}`, "pl")
	rw := parsed(t, "rw.toml", `pages = "impapuro {{.Count}}"`, "rw")
	type values = map[string]any
	for _, c := range []struct {
		c         *Catalog
		id        string
		count     any
		data      values
		want, bad string
	}{
		{en, "plain", nil, nil, "Fish &amp; chips", ""},
		{en, "plain", 1, nil, "Fish &amp; chips", ""},
		{en, "hello", nil, values{"Name": "<b>"}, "Hello &amp; welcome, &lt;b&gt;!", ""},
		{en, "hello", nil, values{"Name": safe("<b>")}, "Hello &amp; welcome, <b>!", ""},
		{en, "hello", nil, values{"Name": word{"<w>"}}, "Hello &amp; welcome, &lt;w&gt;!", ""},
		{en, "hello", nil, values{"Name": locale.Tag("fr")}, "Hello &amp; welcome, fr!", ""},
		{en, "hello", nil, values{"Name": 2026}, "Hello &amp; welcome, 2026!", ""},
		{en, "hello", nil, values{"Name": uint8(7)}, "Hello &amp; welcome, 7!", ""},
		{en, "hello", nil, values{"Name": int64(-7)}, "Hello &amp; welcome, -7!", ""},
		{en, "hello", nil, values{"Name": 1.5}, "Hello &amp; welcome, 1.5!", ""},
		{en, "hello", nil, values{"Name": float32(0.1)}, "Hello &amp; welcome, 0.1!", ""},
		{en, "hello", nil, values{"Name": ""}, "Hello &amp; welcome, !", ""},
		{en, "hello", nil, nil, "Hello &amp; welcome, {{.Name}}!", "“hello” needs a value for {{.Name}}"},
		{en, "hello", nil, values{"Name": nil}, "Hello &amp; welcome, {{.Name}}!", "“hello” needs a value for {{.Name}}"},
		{en, "hello", nil, values{"Name": (*pointer)(nil)}, "Hello &amp; welcome, {{.Name}}!", "neither text nor number"},
		{en, "hello", nil, values{"Name": []int{1}}, "Hello &amp; welcome, {{.Name}}!", "given a []int for {{.Name}}"},
		{en, "hello", nil, values{"Name": true}, "Hello &amp; welcome, {{.Name}}!", "given a bool"},
		{en, "pages", 1, values{"Name": "A"}, "1 page of A", ""},
		{en, "pages", 0, values{"Name": "A"}, "0 pages of A", ""},
		{en, "pages", 1234567, values{"Name": "A"}, "1,234,567 pages of A", ""},
		{en, "pages", "1", values{"Name": "A"}, "1 page of A", ""},
		{en, "pages", "1.0", values{"Name": "A"}, "1.0 pages of A", ""},
		{en, "pages", uint64(2), values{"Name": "A", "PluralCount": "two"}, "two pages of A", ""},
		{en, "pages", nil, values{"Name": "A"}, "{{.PluralCount}} pages of A", "“pages” needs a count"},
		{en, "pages", "many", values{"Name": "A"}, "many pages of A", "“pages”: "},
		{en, "pages", 1.5, values{"Name": "A"}, "1.5 pages of A", "“pages”: "},
		{ar, "pages", 0, nil, "0", ""},
		{ar, "pages", 2, nil, "2", ""},
		{ar, "pages", 3, nil, "f " + locale.Tag("ar").Number(3), ""},
		{ar, "pages", 11, nil, "m " + locale.Tag("ar").Number(11), ""},
		{ar, "pages", 100, nil, "o " + locale.Tag("ar").Number(100), ""},
		{pl, "pages", 1, nil, "j", ""},
		{pl, "pages", 3, nil, "o", "“pages” lacks the plural form “few”"},
		{rw, "pages", 1, nil, "impapuro 1", ""},
		{rw, "pages", 5, nil, "impapuro 5", ""},
	} {
		m, ok := c.c.Get(c.id)
		if !ok {
			t.Fatal(c.id)
		}
		got, err := m.Format(c.c.Tag, c.count, c.data, html.EscapeString, isSafe)
		if got != c.want {
			t.Errorf("%s %s %v %v: %q, want %q", c.c.Tag, c.id, c.count, c.data, got, c.want)
		}
		if (err == nil) != (c.bad == "") || err != nil && !strings.Contains(err.Error(), c.bad) {
			t.Errorf("%s %s %v %v: error %v, want %q", c.c.Tag, c.id, c.count, c.data, err, c.bad)
		}
	}
	hello, _ := en.Get("hello")
	if got, err := hello.Format("en", nil, values{"Name": "<x>"}, nil, nil); err != nil || got != "Hello & welcome, <x>!" {
		t.Errorf("without escape: %q, %v", got, err)
	}
	var form *MissingFormError
	pages, _ := pl.Get("pages")
	if _, err := pages.Format("pl", 3, nil, nil, nil); !errors.As(err, &form) || form.Category != "few" {
		t.Errorf("%v", err)
	}
	var field *MissingFieldError
	if _, err := hello.Format("en", nil, nil, nil, nil); !errors.As(err, &field) || field.Field != "Name" {
		t.Errorf("%v", err)
	}
	if _, err := (Message{ID: "x"}).Format("en", nil, nil, nil, nil); err == nil {
		t.Error("a message without forms was shown")
	}
}

// Nothing that a translator or a value says becomes markup (I14).
func TestFormatEscapes(t *testing.T) {
	for _, vector := range []string{
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, `</title><svg/onload=alert(1)>`,
		`<!--<img src="--><img src=x onerror=alert(1)//">`, `<a href="javascript:alert(1)">x</a>`, `&lt;script&gt;alert(1)&lt;/script&gt;`, "<math><mtext></p><style><!--</style><img title=\"--><img src=1 onerror=alert(1)>\">",
	} {
		src := "text = " + data.Quote(vector) + "\nfield = \"<i>{{.V}}</i>\"\n"
		c, diags := Parse("en.toml", []byte(src), "en", Limits{})
		for _, d := range diags {
			if d.Code != "markup-in-message" {
				t.Errorf("%q: %s", vector, d)
			}
		}
		m, _ := c.Get("text")
		text, err := m.Format("en", nil, nil, html.EscapeString, isSafe)
		if err != nil || strings.ContainsAny(text, `<>"'`) || html.UnescapeString(text) != vector {
			t.Errorf("%q: %q, %v", vector, text, err)
		}
		m, _ = c.Get("field")
		text, err = m.Format("en", nil, map[string]any{"V": vector}, html.EscapeString, isSafe)
		if err != nil || strings.ContainsAny(text, `<>"'`) || html.UnescapeString(text) != "<i>"+vector+"</i>" {
			t.Errorf("%q: %q, %v", vector, text, err)
		}
	}
}

func TestFormatAllocations(t *testing.T) {
	c := parsed(t, "en.toml", "plain = \"Skip to content\"\nhello = \"Hello, {{.Name}}!\"\n", "en")
	plain, _ := c.Get("plain")
	hello, _ := c.Get("hello")
	data := map[string]any{"Name": "Ana"}
	if n := testing.AllocsPerRun(100, func() { plain.Format("en", nil, nil, html.EscapeString, isSafe) }); n > 0 {
		t.Errorf("a plain message takes %v allocations", n)
	}
	if n := testing.AllocsPerRun(100, func() { hello.Format("en", nil, data, html.EscapeString, isSafe) }); n > 1 {
		t.Errorf("a message with a field takes %v allocations", n)
	}
}

// What compile takes apart reads as text/template, which go-i18n uses, would have it; what it refuses
// is never silently something else.
func TestCompileIsTemplate(t *testing.T) {
	pieces := []string{"{{", "}}", "{", "}", ".", "Name", " ", "\t", "é", "ключ", "x", "{{.Name}}", "{{ .B_1 }}", "{{.ключ}}", "\n", "-", "/*", "|", "\"", "$", "if", "end", "9"}
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12).Draw(t, "pieces"), "")
		parts, slips := compile(s)
		if len(slips) > 0 {
			return
		}
		tmpl, err := template.New("").Option("missingkey=error").Parse(s)
		if err != nil {
			t.Fatalf("%q: text/template refuses it: %v", s, err)
		}
		data := map[string]any{}
		for _, p := range parts {
			if p.Field != "" {
				data[p.Field] = "<" + p.Field + ">"
			}
			if (p.Field == "") == (p.Text == "") {
				t.Fatalf("%q: the part %+v", s, p)
			}
		}
		var want strings.Builder
		if err := tmpl.Execute(&want, data); err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		m := Message{ID: "m", Forms: []Form{{Category: "other", Text: s, Parts: parts}}}
		got, err := m.Format("en", nil, data, nil, nil)
		if err != nil || got != want.String() {
			t.Fatalf("%q: %q, %v; text/template makes %q", s, got, err, want.String())
		}
	})
}
