package exchange

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/page"
	"vernacular/internal/translation"
)

// anyText draws a text of few letters, so that blanks, Markdown, escapes and characters without a place in XML meet.
func anyText(least int) *rapid.Generator[string] {
	pieces := rapid.SampledFrom([]string{"a", "é", " ", "  ", "\n", "\t", "\r", "*", "**", "_", "`", "[", "](x.md)", "<br>", "<b>", "</b>", "{{.N}}", "{{", "}}", "\\", "\"",
		"&", "&amp;", "<", "]]>", "\x01", "\ufffe", "😀", "\u2028", "fuzzy", "#~", "msgid", "%", "\a", "\x7f"})
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(pieces, least, 12).Draw(t, "pieces"), "")
	})
}

// anyDocument draws a document that both writers accept.
func anyDocument(t *rapid.T) Document {
	d := Document{Source: "en", Target: rapid.SampledFrom([]locale.Tag{"fr", "pl", "ar", "ja", "pt-BR", "sr-Latn"}).Draw(t, "target"), Project: "site"}
	if rapid.Bool().Draw(t, "dated") {
		d.Date = "2026-11-27T10:30:00Z"
	}
	names := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"index", "guide/intro", "a_.b", "é", "messages", "x y"}), 1, 3, rapid.ID[string]).Draw(t, "files")
	for _, name := range names {
		f := File{Name: name, Original: "content/en/" + name + ".md"}
		ids := rapid.SliceOfNDistinct(rapid.OneOf(anyText(1), rapid.SampledFrom([]string{"p-1", "a_.one", "a", "a/b", "a:b"})), 1, 5, rapid.ID[string]).Draw(t, "ids")
		for _, id := range ids {
			f.Units = append(f.Units, anyUnit(t, id, d.Target))
		}
		d.Files = append(d.Files, f)
	}
	return d
}

func anyUnit(t *rapid.T, id string, target locale.Tag) Entry {
	u := Entry{Unit: translation.Unit{ID: id, Kind: rapid.SampledFrom([]page.Kind{"", page.KindParagraph, page.KindMessage}).Draw(t, "kind")}, Status: Status(rapid.IntRange(int(Stale), int(Final)).Draw(t, "state"))}
	u.Note = strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a note", "fuzzy", "#, fuzzy", "1 \u00ab2\u00bb & <3>"}), 0, 2).Draw(t, "notes"), "\n")
	previous := ""
	if rapid.Bool().Draw(t, "has a target") {
		if u.Status == Stale || u.Status == Draft && rapid.Bool().Draw(t, "suggested") {
			previous = anyText(1).Draw(t, "previous")
			if u.Status == Draft {
				u.Status, u.Suggestion, u.Score = Missing, true, rapid.IntRange(0, 100).Draw(t, "score")
			}
		}
	} else {
		u.Status = Missing
	}
	u.Machine = u.Status == Translated && rapid.Bool().Draw(t, "machine")
	text := func(name string) string { return anyText(1).Draw(t, name) }
	if rapid.IntRange(0, 3).Draw(t, "plural") > 0 {
		switch rapid.IntRange(0, 2).Draw(t, "markup") {
		case 1:
			u.Markdown = true
		case 2:
			u.Verbatim = true
		}
		u.Source, u.Previous = text("source"), previous
		if u.Status != Missing || u.Suggestion {
			u.Text = text("target")
		}
		return u
	}
	u.Plural = &Plural{}
	for i, c := range categories {
		if rapid.Bool().Draw(t, "source form") || i == len(categories)-1 && len(u.Plural.Source) == 0 {
			u.Plural.Source = append(u.Plural.Source, Form{c, text("source of a form")})
		}
	}
	if u.Status != Missing || u.Suggestion {
		for _, c := range target.PluralForms() {
			u.Plural.Target = append(u.Plural.Target, Form{c, text("target of a form")})
		}
	}
	return u
}

// comesBack compares a document with what a reader made of it.
func comesBack(t *rapid.T, want, got Document, ds []diag.Diagnostic, data []byte) {
	if len(ds) > 0 || got.Source != want.Source || got.Target != want.Target || len(got.Files) != len(want.Files) {
		t.Fatalf("%v\n%s", ds, data)
	}
	for i, f := range want.Files {
		g := got.Files[i]
		if g.Name != f.Name || g.Original != f.Original || len(g.Units) != len(f.Units) {
			t.Fatalf("got %q %q with %d units, want %q %q with %d\n%s", g.Name, g.Original, len(g.Units), f.Name, f.Original, len(f.Units), data)
		}
		for j, u := range f.Units {
			g := g.Units[j]
			if g.Pos.Line < 1 || g.Pos.Col < 1 {
				t.Fatalf("%q has no place", u.ID)
			}
			g.Pos, g.Loose = diag.Pos{}, false
			if !reflect.DeepEqual(g, u) {
				t.Fatalf("\n got %+v %+v\nwant %+v %+v\n%s", g, g.Plural, u, u.Plural, data)
			}
		}
	}
}

// TestAnyPOComesBack writes any document and reads all of it that PO can say.
func TestAnyPOComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anyDocument(t)
		data, err := WritePO(want)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := WritePO(want)
		if string(again) != string(data) {
			t.Fatal("two files of one document differ")
		}
		ends := rapid.SampledFrom([]string{"\n", "\r\n", "\r"}).Draw(t, "line ends")
		got, ds := ReadPO("a.po", []byte(strings.ReplaceAll(string(data), "\n", ends)))
		if got.Date != want.Date || got.Project != want.Project {
			t.Fatalf("got %q %q", got.Date, got.Project)
		}
		for i := range want.Files {
			for j := range want.Files[i].Units {
				if u := &want.Files[i].Units[j]; u.Status > Translated {
					u.Status = Translated
				}
			}
		}
		comesBack(t, want, got, ds, data)
	})
}

// TestAnyXLIFFComesBack writes any document and reads the very same.
func TestAnyXLIFFComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anyDocument(t)
		data, err := WriteXLIFF(want)
		if err != nil {
			t.Fatal(err)
		}
		got, ds := ReadXLIFF("a.xlf", data)
		for i := range want.Files {
			for j := range want.Files[i].Units {
				u := &want.Files[i].Units[j]
				u.Previous = strings.Map(inNote, u.Previous)
				if u.Plural == nil {
					continue
				}
				for k := range u.Plural.Source { // they may stand in notes
					u.Plural.Source[k].Text = strings.Map(inNote, u.Plural.Source[k].Text)
					if g := got.Files[i].Units[j].Plural; g != nil && k < len(g.Source) {
						g.Source[k].Text = strings.Map(inNote, g.Source[k].Text)
					}
				}
			}
		}
		comesBack(t, want, got, ds, data)
	})
}

// inNote is what a note of XLIFF has in place of a character without a place in XML.
func inNote(r rune) rune {
	if !inXML(r) {
		return '\ufffd'
	}
	return r
}

// TestReadersNeverFailTheirCallers damages good files anywhere: readers answer with a document of whole units, and with
// errors that have places in the file.
func TestReadersNeverFailTheirCallers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDocument(t)
		write, read := WritePO, ReadPO
		if rapid.Bool().Draw(t, "XLIFF") {
			write, read = WriteXLIFF, ReadXLIFF
		}
		data, err := write(d)
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(1, 3).Draw(t, "damages") {
			from := rapid.IntRange(0, len(data)).Draw(t, "from")
			to := min(len(data), from+rapid.IntRange(0, 40).Draw(t, "length"))
			with := rapid.SampledFrom([]string{"", "\n", "\"", "<", ">", "</file>", "</unit>", "<unit id=\"a\"/>", "msgid \"a\"\n", "#~ ", "\\", "\xff", "&x;", string(data[from:to]) + string(data[from:to])}).Draw(t, "with")
			data = slices.Concat(data[:from], []byte(with), data[to:])
		}
		checkReader(t, read, data)
	})
}

// checkReader has a reader read anything.
func checkReader(t interface{ Fatalf(string, ...any) }, read func(string, []byte) (Document, []diag.Diagnostic), data []byte) {
	d, ds := read("a", data)
	lines := 1 + strings.Count(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(data)), "\n")
	for _, d := range ds {
		if d.File != "a" || d.Line < 1 || d.Line > lines || d.Col < 1 {
			t.Fatalf("a problem without a place among %d lines: %v", lines, d)
		}
	}
	for _, f := range d.Files {
		ids := map[string]bool{}
		for _, u := range f.Units {
			if u.ID != "" && ids[u.ID] {
				t.Fatalf("two units of the id %q", u.ID)
			}
			ids[u.ID] = true
			for _, text := range []string{u.ID, u.Source, u.Text, u.Previous, u.Note} {
				if err := checkText(text); err != nil {
					t.Fatalf("unit %q: %v", u.ID, err)
				}
			}
			if u.Plural != nil {
				for _, list := range [][]Form{u.Plural.Source, u.Plural.Target, u.Plural.Previous} {
					if err := checkForms(list); err != nil {
						t.Fatalf("unit %q: %v", u.ID, err)
					}
				}
			}
		}
	}
}

func FuzzReadXLIFF(f *testing.F) {
	f.Add([]byte(inXLIFF(`<unit id="u"><originalData><data id="d">*</data></originalData><segment state="translated"><source>a <pc id="1" dataRefStart="d" dataRefEnd="d">b</pc></source><target>c<cp hex="0001"/></target></segment></unit>`)))
	f.Add([]byte(inXLIFF(`<group id="g"><notes><note category="source.few">x</note></notes><unit id="g_.one"><segment><source>a</source></segment></unit></group>`)))
	f.Fuzz(func(t *testing.T, src []byte) { checkReader(t, ReadXLIFF, src) })
}

func FuzzReadPO(f *testing.F) {
	f.Add([]byte("msgid \"\"\nmsgstr \"Language: fr\\nContent-Type: text/plain; charset=UTF-8\\n\"\n\n#, fuzzy\n#| msgid \"b\"\nmsgctxt \"p:a\"\nmsgid \"x\"\nmsgstr \"y\"\n"))
	f.Add([]byte(frenchHeader + "#. source one: \"x\"\n#: a.md\nmsgid \"x\"\nmsgid_plural \"\\x41\"\nmsgstr[0] \"y\"\n#~ msgid \"z\"\n"))
	f.Fuzz(func(t *testing.T, src []byte) { checkReader(t, ReadPO, src) })
}
