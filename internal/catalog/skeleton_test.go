package catalog

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pelletier/go-toml/v2"
	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"
	"pgregory.net/rapid"

	"vernacular/internal/data"
	"vernacular/internal/locale"
)

const skeletonSource = `
# A note
# of two lines.
skip = "Skip to \"content\""
"menu.home" = "Home, {{.Name}}"
no = "No"

[pages]
description = "How many"
one = "{{.Count}} page"
other = "{{.Count}} pages"

["a \"b\" \\ c"]
other = '''
two
lines # {{.X}}'''
`

func TestSkeleton(t *testing.T) {
	en := parsed(t, "active.en.toml", skeletonSource, "en")
	for _, format := range []string{"toml", "yaml", "json"} {
		for _, tag := range []locale.Tag{"ar", "fr", "rw", "ja", "pl", "zh-Hans", "cy"} {
			src, err := Skeleton(en, tag, format)
			if err != nil {
				t.Fatal(err)
			}
			file := "active." + string(tag) + "." + format
			untouched := parsed(t, file, string(src), string(tag))
			if len(untouched.Messages) != 0 || len(untouched.Pending) != 5 {
				t.Errorf("%s: %d messages, %d pending", file, len(untouched.Messages), len(untouched.Pending))
			}
			if d := Check(en, untouched); d != nil {
				t.Errorf("%s: %v", file, d)
			}
			if m := Missing(en, untouched); len(m) != 5 {
				t.Errorf("%s: missing %q", file, m)
			}
			theirs, err := i18n.ParseMessageFileBytes(src, file, map[string]i18n.UnmarshalFunc{
				"toml": toml.Unmarshal, "json": json.Unmarshal,
				"yaml": func(b []byte, v any) error { return yaml.Unmarshal(b, v) },
			})
			if err != nil || len(theirs.Messages) != 5 {
				t.Errorf("%s: go-i18n: %v, %v", file, theirs, err)
			}

			// one text typed in, the rest left for another day
			first := `other = "x"`
			half := strings.Replace(string(src), `other = ""`, first, 1)
			if format == "yaml" {
				half = strings.Replace(string(src), `other: ""`, `other: "x"`, 1)
			} else if format == "json" {
				half = strings.Replace(string(src), `"other": ""`, `"other": "x"`, 1)
			}
			if c := parsed(t, file, half, string(tag)); len(c.Messages) != 1 || c.Messages[0].ID != "skip" {
				t.Errorf("%s: half done: %v", file, c.IDs())
			}

			// all but the id with quotation marks in it, which the property below takes care of
			filled := parsed(t, file, fill(string(src), format, en), string(tag))
			if len(filled.Messages) != 4 {
				t.Errorf("%s: %d messages", file, len(filled.Messages))
			}
			if d := Check(en, filled); d != nil {
				t.Errorf("%s: %v", file, d)
			}
			pages, _ := filled.Get("pages")
			var got []string
			for _, f := range pages.Forms {
				got = append(got, f.Category)
			}
			if !slices.Equal(got, tag.PluralForms()) {
				t.Errorf("%s: forms %q, want %q", file, got, tag.PluralForms())
			}
		}
	}
	if _, err := Skeleton(en, "fr", "po"); err == nil {
		t.Error("po is no catalog format")
	}
}

func TestSkeletonText(t *testing.T) {
	en := parsed(t, "active.en.toml", skeletonSource, "en")
	src, err := Skeleton(en, "pl", "toml")
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(string(src), "\n\n")
	want := `# A note
# of two lines.
# en: Skip to "content"
[skip]
other = ""

# en: Home, {{.Name}}
["menu.home"]
other = ""

# en: No
[no]
other = ""

# How many
# en one: {{.Count}} page
# en other: {{.Count}} pages
[pages]
one = "" # 1
few = "" # 2, 3, 4, 22, 23, …
many = "" # 0, 5, 6, 7, 8, …
other = "" # 0.1, 0.5, 1.5, …

# en: two
# lines # {{.X}}
["a \"b\" \\ c"]
other = ""
`
	if body != want {
		t.Errorf("got\n%s\nwant\n%s", body, want)
	}
	if !strings.HasPrefix(string(src), "# polski · Polish (pl)\n") {
		t.Errorf("%s", src[:40])
	}
	src, _ = Skeleton(en, "fr", "yaml")
	if !strings.Contains(string(src), "\n\"no\":\n") || !strings.Contains(string(src), "\nmenu.home:\n  other: \"\"\n") {
		t.Errorf("%s", src)
	}
	empty, _ := Skeleton(&Catalog{Tag: "en"}, "fr", "yaml")
	parsed(t, "active.fr.yaml", string(empty), "fr")
}

var emptyForm = regexp.MustCompile(`(?m)^ *"?(zero|one|two|few|many|other)"?( =|:) ""`)

// Whatever the source says, its skeleton loads, and a skeleton filled with any texts gives those texts.
func TestSkeletonRoundTrip(t *testing.T) {
	text := rapid.StringOfN(rapid.OneOf(rapid.Rune(), rapid.RuneFrom([]rune("\"'\\#\n\t{}[]:=<&é ключ文\u2028\u2029\u0085\u200f\ufeff"))), 1, 30, -1)
	rapid.Check(t, func(t *rapid.T) {
		tag := rapid.SampledFrom([]locale.Tag{"ar", "fr", "rw", "ja", "pl"}).Draw(t, "tag")
		format := rapid.SampledFrom([]string{"toml", "yaml", "json"}).Draw(t, "format")
		source := &Catalog{File: "active.en.toml", Tag: "en"}
		ids := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z]{1,8}([. "\\é_-][a-z0-9]{1,4})?`), 0, 5, rapid.ID[string]).Draw(t, "ids")
		slices.Sort(ids)
		for i, id := range ids {
			if isReserved(id) {
				continue
			}
			m := Message{ID: id, Description: text.Draw(t, "description")}
			m.Pos.Line = len(ids) - i
			body := text.Draw(t, "source")
			if rapid.Bool().Draw(t, "plural") {
				m.Forms = append(m.Forms, Form{Category: "one", Text: body})
			}
			m.Forms = append(m.Forms, Form{Category: "other", Text: body})
			source.Messages = append(source.Messages, m)
		}
		src, err := Skeleton(source, tag, format)
		if err != nil {
			t.Fatal(err)
		}
		file := "active.x." + format
		c, diags := Parse(file, src, tag, Limits{})
		for _, d := range diags { // the description of a JSON file is a text like any other
			if format != "json" || d.Code != "control-character" && d.Code != "direction-control" && d.Code != "damaged-character" {
				t.Fatalf("untouched: %v\n%s", d, src)
			}
		}
		if len(diags) > 0 {
			return
		}
		if len(c.Messages) != 0 || len(c.Pending) != len(source.Messages) {
			t.Fatalf("untouched: %d messages, %d pending\n%s", len(c.Messages), len(c.Pending), src)
		}

		filled := string(src)
		want := map[string][]string{}
		order := slices.Clone(source.Messages)
		slices.Reverse(order) // as the lines are numbered above
		for _, m := range order {
			for range skeletonForms(m, tag) {
				body := rapid.StringMatching(`[a-zA-Zé文 '#:=]{0,10}x[\n"\\]?`).Draw(t, "text")
				want[m.ID] = append(want[m.ID], body)
				at := emptyForm.FindStringIndex(filled)[1] - 2
				filled = filled[:at] + data.Quote(body) + filled[at+2:]
			}
		}
		c, diags = Parse(file, []byte(filled), tag, Limits{})
		if len(diags) > 0 {
			t.Fatalf("filled: %v\n%s", diags, filled)
		}
		got := map[string][]string{}
		for _, m := range c.Messages {
			for _, f := range m.Forms {
				got[m.ID] = append(got[m.ID], f.Text)
			}
		}
		if !maps.EqualFunc(got, want, slices.Equal) {
			t.Fatalf("got %q, want %q", got, want)
		}
		if d := Check(source, c); d != nil {
			t.Fatalf("%v", d)
		}
	})
}

// A filled skeleton works in go-i18n's own Localizer as it does here.
func TestSkeletonInLocalizer(t *testing.T) {
	en := parsed(t, "active.en.toml", "pages = {one = \"{{.PluralCount}} page\", other = \"{{.PluralCount}} pages\"}\n", "en")
	for _, tag := range []locale.Tag{"ar", "fr", "ja", "pl"} {
		src, _ := Skeleton(en, tag, "toml")
		filled := fill(string(src), "toml", en)
		c := parsed(t, "active.toml", filled, string(tag))
		b := i18n.NewBundle(language.English)
		b.RegisterUnmarshalFunc("toml", toml.Unmarshal)
		if _, err := b.ParseMessageFileBytes([]byte(filled), "active."+string(tag)+".toml"); err != nil {
			t.Fatal(err)
		}
		l := i18n.NewLocalizer(b, string(tag))
		pages, _ := c.Get("pages")
		for n := range 120 {
			theirs, err := l.Localize(&i18n.LocalizeConfig{MessageID: "pages", PluralCount: n})
			if err != nil {
				t.Fatal(err)
			}
			ours, err := pages.Format(tag, n, map[string]any{"PluralCount": n}, nil, nil)
			if err != nil || ours != theirs {
				t.Errorf("%s %d: %q, %v; go-i18n has %q", tag, n, ours, err, theirs)
			}
		}
	}
}
