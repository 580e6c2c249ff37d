package catalog

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"vernacular/internal/locale"
)

func TestSetMessage(t *testing.T) {
	both := []Form{{Category: "one", Text: "{{.Count}} page"}, {Category: "other", Text: "{{.Count}} pages"}}
	other := []Form{{Category: "other", Text: "New “é” \"q\""}}
	const newText = `"New “é” \"q\""`
	for _, c := range []struct {
		name, file, src string
		forms           []Form
		want            string
	}{
		{"TOML text", "active.en.toml", "# r\na = 'Old' # c\nb = \"x\"\n", other, "# r\na = " + newText + " # c\nb = \"x\"\n"},
		{"TOML, three quotes, CRLF, BOM", "active.en.toml", "\ufeffz = \"й\"\r\na = \"\"\"\r\nOld\r\n\"\"\"\r\nb = \"x\"\r\n", other, "\ufeffz = \"й\"\r\na = " + newText + "\r\nb = \"x\"\r\n"},
		{"TOML pending", "active.en.toml", "a = \"\"\nb = \"x\"\n", other, "a = " + newText + "\nb = \"x\"\n"},
		{"TOML table pending", "active.en.toml", "[a]\ndescription = \"d\"\none = \"\"\nother = \"\"\n", both, "[a]\ndescription = \"d\"\none = \"{{.Count}} page\"\nother = \"{{.Count}} pages\"\n"},
		{"TOML note only", "active.en.toml", "[a]\ndescription = \"d\" # c\n\n[b]\nother = \"x\"\n", both, "[a]\ndescription = \"d\" # c\none = \"{{.Count}} page\"\nother = \"{{.Count}} pages\"\n\n[b]\nother = \"x\"\n"},
		{"TOML new form", "active.en.toml", "[a]\nother = \"{{.Count}} pages\" # c\n[b]\nother = \"x\"\n", both, "[a]\nother = \"{{.Count}} pages\" # c\none = \"{{.Count}} page\"\n[b]\nother = \"x\"\n"},
		{"TOML dotted", "active.en.toml", "a.other = \"Old\"\n", both, "a.other = \"{{.Count}} pages\"\na.one = \"{{.Count}} page\"\n"},
		{"TOML in braces", "active.en.toml", "a = {other = \"Old\"} # c\n", both, "a = {other = \"{{.Count}} pages\", one = \"{{.Count}} page\"} # c\n"},
		{"TOML text to forms", "active.en.toml", "a = \"{{.Count}} pages\"\n", both[:1], "a = { one = \"{{.Count}} page\", other = \"{{.Count}} pages\" }\n"},
		{"TOML new", "active.en.toml", "b = \"x\"", both, "b = \"x\"\n\n[a]\none = \"{{.Count}} page\"\nother = \"{{.Count}} pages\"\n"},
		{"TOML empty file", "active.en.toml", "", other, "[a]\nother = " + newText + "\n"},
		{"JSON text", "active.en.json", "\ufeff{\"й\": \"x\", \"a\": \"Old\"}", other, "\ufeff{\"й\": \"x\", \"a\": " + newText + "}"},
		{"JSON new form", "active.en.json", "{\n  \"a\": {\n    \"other\": \"{{.Count}} pages\"\n  }\n}\n", both, "{\n  \"a\": {\n    \"other\": \"{{.Count}} pages\",\n    \"one\": \"{{.Count}} page\"\n  }\n}\n"},
		{"JSON new form on one line", "active.en.json", "{\"a\": {\"other\": \"Old\"}}", both, "{\"a\": {\"other\": \"{{.Count}} pages\", \"one\": \"{{.Count}} page\"}}"},
		{"JSON pending", "active.en.json", "{\"a\": {\"one\": \"\", \"other\": \"\"}}", both, "{\"a\": {\"one\": \"{{.Count}} page\", \"other\": \"{{.Count}} pages\"}}"},
		{"JSON null", "active.en.json", "{\"a\": null}", other, "{\"a\": " + newText + "}"},
		{"JSON new", "active.en.json", "{\r\n  \"b\": \"x\"\r\n}\r\n", both, "{\r\n  \"b\": \"x\",\r\n  \"a\": { \"one\": \"{{.Count}} page\", \"other\": \"{{.Count}} pages\" }\r\n}\r\n"},
		{"JSON new in nothing", "active.en.json", "{}", other, "{\n  \"a\": " + newText + "\n}"},
		{"JSON empty file", "active.en.json", "", other, "{\n  \"a\": " + newText + "\n}\n"},
		{"YAML plain", "active.en.yaml", "# r\na: Old words # c\nb: x\n", other, "# r\na: " + newText + " # c\nb: x\n"},
		{"YAML plain on two lines", "active.en.yaml", "a: Old\n  words\nb: x\n", other, "a: " + newText + "\nb: x\n"},
		{"YAML folded", "active.en.yml", "a:\n  other: >-\n    Old\n\n    words\n\nb: x\n", other, "a:\n  other: " + newText + "\n\nb: x\n"},
		{"YAML in braces", "active.en.yaml", "a: {other: Old, description: d}\n", both, "a: {other: \"{{.Count}} pages\", description: d, one: \"{{.Count}} page\"}\n"},
		{"YAML new form", "active.en.yaml", "a:\n  other: Old # c\nb: x\n", both, "a:\n  other: \"{{.Count}} pages\" # c\n  one: \"{{.Count}} page\"\nb: x\n"},
		{"YAML nothing", "active.en.yaml", "a: # c\nb: x\n", other, "a: " + newText + " # c\nb: x\n"},
		{"YAML null", "active.en.yaml", "a: ~\nb: x\n", both, "a: {one: \"{{.Count}} page\", other: \"{{.Count}} pages\"}\nb: x\n"},
		{"YAML list", "active.en.yaml", "- id: b\n  other: x\n- id: a\n  other: Old # c\n- id: c\n  other: y\n", both, "- id: b\n  other: x\n- id: a\n  other: \"{{.Count}} pages\" # c\n  one: \"{{.Count}} page\"\n- id: c\n  other: y\n"},
		{"YAML list, version 1", "active.en.yaml", "- id: a\n  translation: Old\n- id: b\n  translation: x\n", other, "- id: a\n  translation: " + newText + "\n- id: b\n  translation: x\n"},
		{"YAML list, version 1, forms", "active.en.yaml", "- id: a\n  translation:\n    one: Old\n    other: Olds\n", both, "- id: a\n  translation:\n    one: \"{{.Count}} page\"\n    other: \"{{.Count}} pages\"\n"},
		{"JSON list", "active.en.json", "[{\"id\": \"b\", \"other\": \"x\"}, {\"id\": \"a\", \"translation\": \"Old\"}]", other, "[{\"id\": \"b\", \"other\": \"x\"}, {\"id\": \"a\", \"translation\": " + newText + "}]"},
		{"YAML new", "active.en.yaml", "b: x", both, "b: x\na:\n  one: \"{{.Count}} page\"\n  other: \"{{.Count}} pages\"\n"},
	} {
		got, err := SetMessage("locales/"+c.file, []byte(c.src), "en", "a", c.forms)
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %v\ngot  %q\nwant %q", c.name, err, got, c.want)
			continue
		}
		again, err := SetMessage("locales/"+c.file, got, "en", "a", c.forms)
		if err != nil || string(again) != c.want {
			t.Errorf("%s, again: %v\ngot  %q", c.name, err, again)
		}
	}
}

func TestSetMessageInGroups(t *testing.T) {
	for _, c := range []struct{ file, src, want string }{
		{"active.en.toml", "[menu]\nhome = \"Old\"\n[menu.x]\nother = \"y\"\n", "[menu]\nhome = \"New\"\n[menu.x]\nother = \"y\"\n"},
		{"active.en.toml", "[menu.home]\nother = \"Old\"\n", "[menu.home]\nother = \"New\"\n"},
		{"active.en.json", "{\"menu\": {\"home\": \"Old\"}}", "{\"menu\": {\"home\": \"New\"}}"},
		{"active.en.json", "{\"menu.home\": \"Old\"}", "{\"menu.home\": \"New\"}"},
		{"active.en.yaml", "menu:\n  home: Old\n", "menu:\n  home: \"New\"\n"},
		{"active.en.toml", "[menu]\nx = \"y\"\n", "[menu]\nx = \"y\"\n\n[\"menu.home\"]\nother = \"New\"\n"},
	} {
		got, err := SetMessage(c.file, []byte(c.src), "en", "menu.home", []Form{{Category: "other", Text: "New"}})
		if err != nil || string(got) != c.want {
			t.Errorf("%v\ngot  %q\nwant %q", err, got, c.want)
		}
	}
}

func TestSetMessageRefuses(t *testing.T) {
	for _, c := range []struct {
		src, want string
		forms     []Form
	}{
		{"a = \"x\"\n", "no plural form “few”", []Form{{Category: "few", Text: "y"}}},
		{"a = \"x\"\n", "no plural form", []Form{{Category: "otehr", Text: "y"}}},
		{"a = \"x\"\n", "twice", []Form{{Category: "other", Text: "y"}, {Category: "other", Text: "z"}}},
		{"a = \"\"\n", "other", []Form{{Category: "one", Text: "y"}}},
		{"a = [\n", "bracket ]", []Form{{Category: "other", Text: "y"}}},
		{"a = \"x\"\n", "{{", []Form{{Category: "other", Text: "{{if}}"}}},
	} {
		got, err := SetMessage("active.en.toml", []byte(c.src), "en", "a", c.forms)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v, got %q", c.forms, err, got)
		}
	}
}

// A message that a list does not have is told of: nobody knows where it belongs.
func TestSetMessageOfAListRefuses(t *testing.T) {
	for _, c := range []struct{ file, src string }{{"active.en.yaml", "- id: b\n  other: x\n"}, {"active.en.json", `[{"id": "b", "other": "x"}]`}} {
		got, err := SetMessage(c.file, []byte(c.src), "en", "a", []Form{{Category: "other", Text: "New"}})
		if err == nil || !strings.Contains(err.Error(), "written as a list") {
			t.Errorf("%v, got %q", err, got)
		}
	}
}

// Every form of the real catalogs can be written, and no other message changes.
func TestSetMessageOfRealCatalogs(t *testing.T) {
	files, _ := filepath.Glob("../../locales/active.*.toml")
	if len(files) == 0 {
		t.Fatal("no catalogs")
	}
	rapid.Check(t, func(t *rapid.T) {
		file := rapid.SampledFrom(files).Draw(t, "file")
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name, _, _ := SplitName(filepath.Base(file))
		tag := locale.Tag(name)
		c, _ := Parse(file, src, tag, Limits{})
		m := c.Messages[rapid.IntRange(0, len(c.Messages)-1).Draw(t, "message")]
		same, err := SetMessage(file, src, tag, m.ID, m.Forms)
		if err != nil || string(same) != string(src) {
			t.Fatalf("the same forms changed the file: %v", err)
		}
		forms := []Form{{Category: rapid.SampledFrom(tag.PluralForms()).Draw(t, "form"),
			Text: rapid.StringMatching(`[a-zж字 "'\\#\n]{0,12}x`).Draw(t, "text")}}
		out, err := SetMessage(file, src, tag, m.ID, forms)
		if err != nil {
			t.Fatal(err)
		}
		after, _ := Parse(file, out, tag, Limits{})
		set := map[string][]Form{m.ID: forms}
		got, _ := after.Get(m.ID)
		if f, _ := got.Form(forms[0].Category); f.Text != forms[0].Text {
			t.Fatalf("%q became %q", forms[0].Text, f.Text)
		}
		if strings.Count(string(out), "#") < strings.Count(string(src), "#") || !reflect.DeepEqual(others(c, set), others(after, set)) {
			t.Fatal("something else changed")
		}
	})
}

// However many messages are set, the catalog is parsed twice, and reads as if they had been set one by one.
func TestEditParsesTwice(t *testing.T) {
	for _, format := range []string{"toml", "json", "yaml"} {
		for _, src := range []string{"", map[string]string{
			"toml": "a3 = \"x\"\n[a5]\nother = \"y\"", "json": "{\"a3\": \"x\", \"a5\": {\"other\": \"y\"}}", "yaml": "a3: x\na5:\n  other: y"}[format]} {
			file, before := "active.en."+format, Parses.Load()
			e, err := NewEdit(file, []byte(src), "en")
			if err != nil {
				t.Fatal(err)
			}
			for i := range 1000 {
				forms := []Form{{Category: "other", Text: fmt.Sprint("text ", i)}}
				if i%3 == 0 {
					forms = append(forms, Form{Category: "one", Text: fmt.Sprint("one ", i)})
				}
				if err := e.Set(fmt.Sprint("a", i), forms); err != nil {
					t.Fatal(err)
				}
			}
			out, err := e.Bytes()
			if err != nil {
				t.Fatal(format, err)
			}
			if n := Parses.Load() - before; n > 2 {
				t.Errorf("%s: %d parses", format, n)
			}
			c, _ := Parse(file, out, "en", Limits{})
			m, _ := c.Get("a999")
			one, _ := m.Form("one")
			if len(c.Messages) != 1000 || one.Text != "one 999" {
				t.Errorf("%s: %d messages, %q", format, len(c.Messages), one.Text)
			}
			if e, _ = NewEdit(file, []byte(src), "en"); e.Set("a1", []Form{{Category: "other", Text: "{{if}}"}}) == nil {
				t.Error("a mistake in a text was taken")
			} else if same, err := e.Bytes(); err != nil || string(same) != src {
				t.Errorf("a text that was refused changed the catalog: %v", err)
			}
		}
	}
}

// SetMessage sets forms of one message as an [Edit] does.
func SetMessage(file string, src []byte, tag locale.Tag, id string, forms []Form) ([]byte, error) {
	e, err := NewEdit(file, src, tag)
	if err != nil {
		return nil, err
	}
	if err := e.Set(id, forms); err != nil {
		return nil, err
	}
	return e.Bytes()
}

// TestSetFormThatWaits writes one form of a message that has no text for “other”: it waits in the file, which is one that can be
// read, and the message is there when “other” comes.
func TestSetFormThatWaits(t *testing.T) {
	for _, c := range []struct{ file, src string }{
		{"active.en.toml", ""}, {"active.en.toml", "a = \"\"\n"}, {"active.en.toml", "[a]\ndescription = \"d\"\none = \"\"\nother = \"\"\n"},
		{"active.en.json", "{\"a\": {\"one\": \"\", \"other\": \"\"}}"}, {"active.en.json", "{\"b\": \"x\"}"},
		{"active.en.yaml", "b: x\n"}, {"active.en.yaml", "a:\n  one: \"\"\n  other: \"\"\n"}, {"active.en.yaml", "- id: b\n  other: x\n- id: a\n  one: \"\"\n  other: \"\"\n"},
	} {
		src := []byte(c.src)
		set := func(forms ...Form) (*Catalog, error) {
			e, err := NewEdit(c.file, src, "en")
			if err != nil {
				return nil, err
			}
			if err := e.Set("a", forms); err != nil {
				return nil, err
			}
			src, err = e.Bytes()
			return e.After(), err
		}
		if _, err := set(Form{Category: "one", Text: "{{.Count}} page"}); err == nil {
			t.Errorf("%q: a form is written alone, and nobody has said that it waits", c.src)
		}
		got, err := set(Form{Category: "one", Text: "{{.Count}} page"}, Form{Category: "other"})
		if err != nil {
			t.Errorf("%q: %v", c.src, err)
			continue
		}
		if w := got.Waiting("a"); len(w) != 1 || w[0].Category != "one" || w[0].Text != "{{.Count}} page" || w[0].Pos.Line == 0 {
			t.Errorf("%q: %+v waits in\n%s", c.src, w, src)
		}
		if _, shown := got.Get("a"); shown {
			t.Errorf("%q: it is shown", c.src)
		}
		got, err = set(Form{Category: "other", Text: "{{.Count}} pages"})
		if m, ok := got.Get("a"); err != nil || !ok || len(m.Forms) != 2 || got.Waiting("a") != nil {
			t.Errorf("%q: %v, %+v in\n%s", c.src, err, m, src)
		}
	}
}
