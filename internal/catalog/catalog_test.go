package catalog

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"vernacular/internal/diag"
)

func TestSplitName(t *testing.T) {
	for _, c := range []struct{ name, tag, format string }{
		{"active.fr.toml", "fr", "toml"},
		{"active.zh-Hans.json", "zh-Hans", "json"},
		{"active.pt_BR.yaml", "pt_BR", "yaml"},
		{"active.ar.yml", "ar", "yaml"},
		{"active.no such tag.toml", "no such tag", "toml"},
		{"translate.fr.toml", "", ""},
		{"active.toml", "", ""},
		{"active..toml", "", ""},
		{"fr.toml", "", ""},
		{"active.fr.TOML", "", ""},
		{"active.fr.toml~", "", ""},
		{"active.fr.toml.bak", "", ""},
		{"active.fr.po", "", ""},
		{"active.fr.CA.toml", "", ""},
		{"active.fr/x.toml", "", ""},
		{"Active.fr.toml", "", ""},
		{".active.fr.toml.swp", "", ""},
		{"", "", ""},
	} {
		tag, format, ok := SplitName(c.name)
		if tag != c.tag || format != c.format || ok != (c.format != "") {
			t.Errorf("SplitName(%q) = %q, %q, %v", c.name, tag, format, ok)
		}
	}
}

// parsed is what a test expects to be able to take for granted: a catalog without any diagnostic.
func parsed(t testing.TB, file, src string, tag string) *Catalog {
	t.Helper()
	c, diags := Parse(file, []byte(src), tagOf(tag), Limits{})
	for _, d := range diags {
		t.Errorf("%s", d)
	}
	return c
}

func TestThreeFormatsOneCatalog(t *testing.T) {
	files := map[string]string{
		"active.en.toml": `# Above the text.
skip = "Skip to content"
"menu.home" = "Home"
greeting = "Hello, {{.Name}}!"
later = ""

[menu]
about = "About {{ .Site }} & more"

[pages]
description = "How many pages"
hash = "sha1-0"
one = "{{.PluralCount}} page"
other = "{{.PluralCount}} pages"

[deep.er]
est = """
Two
lines"""
`,
		"active.en.yaml": `# Above the text.
skip: Skip to content
menu.home: Home
greeting: "Hello, {{.Name}}!"
later: ""
menu:
  about: About {{ .Site }} & more
pages:
  description: How many pages
  hash: sha1-0
  one: "{{.PluralCount}} page"
  other: "{{.PluralCount}} pages"
deep: {er: {est: "Two\nlines"}}
`,
		"active.en.json": `{
  "skip": "Skip to content",
  "menu.home": "Home",
  "greeting": "Hello, {{.Name}}!",
  "later": "",
  "menu": {"about": "About {{ .Site }} \u0026 more"},
  "pages": {
    "description": "How many pages",
    "hash": "sha1-0",
    "one": "{{.PluralCount}} page",
    "other": "{{.PluralCount}} pages"
  },
  "deep": {"er": {"est": "Two\nlines"}}
}
`,
	}
	var first *Catalog
	for _, file := range []string{"active.en.toml", "active.en.yaml", "active.en.json"} {
		c := parsed(t, file, files[file], "en")
		if got, want := c.IDs(), []string{"deep.er.est", "greeting", "menu.about", "menu.home", "pages", "skip"}; !slices.Equal(got, want) {
			t.Fatalf("%s: ids %q, want %q", file, got, want)
		}
		if len(c.Pending) != 1 || c.Pending[0].ID != "later" {
			t.Errorf("%s: pending %v", file, c.Pending)
		}
		if skip, _ := c.Get("skip"); file != "active.en.json" && skip.Remark != "Above the text." {
			t.Errorf("%s: remark %q", file, skip.Remark)
		}
		if pages, _ := c.Get("pages"); pages.Description != "How many pages" {
			t.Errorf("%s: description %q", file, pages.Description)
		}
		if first == nil {
			first = c
			continue
		}
		for i := range c.Messages {
			if got, want := c.Messages[i].Content(), first.Messages[i].Content(); !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %+v, want %+v", file, got, want)
			}
		}
	}
	greeting, ok := first.Get("greeting")
	want := []Part{{Text: "Hello, "}, {Field: "Name"}, {Text: "!"}}
	if !ok || !slices.Equal(greeting.Forms[0].Parts, want) {
		t.Errorf("greeting: %+v", greeting)
	}
	if skip, _ := first.Get("skip"); skip.Forms[0].Parts != nil {
		t.Errorf("a text without fields has the parts %v", skip.Forms[0].Parts)
	}
	if _, ok := first.Get("later"); ok {
		t.Error("a message without a text was found")
	}
	if est, _ := first.Get("deep.er.est"); est.Forms[0].Text != "Two\nlines" {
		t.Errorf("several lines: %q", est.Forms[0].Text)
	}
}

func TestPlaces(t *testing.T) {
	toml := parsed(t, "active.en.toml", "\n\"ключ\" = \"é {{.A}}\"\n[t]\n  one = \"1\"\n  other = \"n\"\n", "en")
	m, _ := toml.Get("ключ")
	if m.Pos != diag.At("active.en.toml", 2, 1) || m.Forms[0].Pos != diag.At("active.en.toml", 2, 10) {
		t.Errorf("toml: %+v", m)
	}
	m, _ = toml.Get("t")
	if m.Pos != diag.At("active.en.toml", 3, 2) || m.Forms[0].Pos != diag.At("active.en.toml", 4, 9) || m.Forms[1].Pos.Line != 5 {
		t.Errorf("toml: %+v", m)
	}
	json := parsed(t, "active.en.json", "{\n  \"ключ\": \"é\",\n \"t\" :{\"one\":\"1\" , \"other\" : \"n\"}}", "en")
	m, _ = json.Get("ключ")
	if m.Pos != diag.At("active.en.json", 2, 3) || m.Forms[0].Pos != diag.At("active.en.json", 2, 11) {
		t.Errorf("json: %+v", m)
	}
	m, _ = json.Get("t")
	if m.Pos.Col != 2 || m.Forms[0].Pos.Col != 14 || m.Forms[1].Pos.Col != 30 {
		t.Errorf("json: %+v", m)
	}
	yaml := parsed(t, "active.en.yaml", "ключ: é\nt:\n  one: '1'\n  other: n\n", "en")
	m, _ = yaml.Get("t")
	if m.Pos != diag.At("active.en.yaml", 2, 1) || m.Forms[0].Pos != diag.At("active.en.yaml", 3, 8) {
		t.Errorf("yaml: %+v", m)
	}
}

// The line ends and the byte order mark of a file change nothing but where its editor stands (I2).
func TestLineEnds(t *testing.T) {
	unix := "# note\na = \"x\"\n[b]\nother = '''\none\ntwo'''\n"
	want := parsed(t, "a.toml", unix, "en")
	for name, src := range map[string]string{
		"CR LF":            strings.ReplaceAll(unix, "\n", "\r\n"),
		"byte order mark":  "\ufeff" + unix,
		"no final newline": strings.TrimSuffix(unix, "\n"),
	} {
		if got := parsed(t, "a.toml", src, "en"); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
	for _, file := range []string{"a.toml", "a.json", "a.yaml"} {
		for _, src := range []string{"", "\n", "\ufeff", " \r\n\t"} {
			if c := parsed(t, file, src, "en"); len(c.Messages) != 0 {
				t.Errorf("%s %q: %v", file, src, c.Messages)
			}
		}
	}
	for _, src := range []string{"# nothing yet\n", "# nothing\r\n# yet"} {
		parsed(t, "a.toml", src, "en")
		parsed(t, "a.yaml", src, "en")
	}
	if c := parsed(t, "a.yaml", "a: x\rb: y\r", "en"); len(c.Messages) != 2 || c.Messages[1].Pos.Line != 2 {
		t.Errorf("lone CR in YAML: %+v", c.Messages)
	}
}

// An edit elsewhere in the file leaves the content of a message as it was.
func TestContent(t *testing.T) {
	a := parsed(t, "a.toml", "a = \"x {{.N}}\"\n", "en")
	b := parsed(t, "a.toml", "# moved\nz = \"z\"\n\n[a]\ndescription = \"new\"\nother = \"x {{.N}}\"\n", "en")
	x, _ := a.Get("a")
	y, _ := b.Get("a")
	if reflect.DeepEqual(x, y) || !reflect.DeepEqual(x.Content(), y.Content()) {
		t.Errorf("%+v, %+v", x.Content(), y.Content())
	}
	if x.Pos.Line == 0 || x.Forms[0].Pos.Line == 0 {
		t.Error("Content changed its receiver")
	}
}
