package exchange

import (
	"bytes"
	"encoding/csv"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"vernacular/internal/locale"
	"vernacular/internal/tm"
	"vernacular/internal/translation"
)

// TestAnyTMXComesBack writes any pairs as TMX, one line each, and reads all of them.
func TestAnyTMXComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.StringOfN(rapid.RuneFrom([]rune("ab*_`[](){}.<>&\"' \n\r\t=éש語")), 1, 12, -1)
		var want []tm.Entry
		for range rapid.IntRange(0, 4).Draw(t, "pairs") {
			want = append(want, tm.Entry{Source: texts.Draw(t, "source"), Target: texts.Draw(t, "target")})
		}
		data := WriteTMX("en", "pt-BR", slices.Concat(want, want))
		var once []tm.Entry
		for _, e := range want {
			if !slices.Contains(once, e) {
				once = append(once, e)
			}
		}
		if n := bytes.Count(data, []byte("<tu>")); n != len(once) || bytes.Count(data, []byte("\n")) != 7+n {
			t.Fatalf("%d units for %d pairs\n%s", n, len(once), data)
		}
		m, ds := ReadTMX("a.tmx", data)
		got := m.Pairs(func(l locale.Tag) bool { return l == "en" }, func(l locale.Tag) bool { return l == "pt-BR" })
		if len(ds) > 0 || !reflect.DeepEqual(got, once) {
			t.Fatalf("%v\n got %+v\nwant %+v\n%s", ds, got, once, data)
		}
	})
}

// TestReadTMX reads what other tools write.
func TestReadTMX(t *testing.T) {
	unit := func(text string) string {
		return `<tmx version="1.4"><header srclang="en-US"/><body><tu><tuv xml:lang="EN-us"><seg>a</seg></tuv><tuv xml:lang="fr_FR"><seg>` + text + `</seg></tuv></tu></body></tmx>`
	}
	for _, c := range []struct{ name, file, text, problem string }{
		{"codes", unit(`<bpt i="1">**</bpt>b<ept i="1">**</ept> <ph x="1"/>&amp;<hi>c</hi>`), "**b** &c", ""},
		{"a text within a code", unit(`<ph>[<sub>title</sub>]</ph>b`), "[]b", ""},
		{"TMX 1.1", strings.ReplaceAll(unit("b"), "xml:lang", "lang"), "b", ""},
		{"a namespace and a document type", "<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">" + strings.Replace(unit("b"), "<tmx", `<tmx xmlns="http://www.lisa.org/tmx14"`, 1), "b", ""},
		{"UTF-16", "\xff\xfe" + strings.ReplaceAll(strings.Join(strings.Split(`<?xml version="1.0" encoding="UTF-16"?>`+unit("b"), ""), "\x00")+"\x00", "\x00\x00", "\x00"), "b", ""},
		{"a file that was cut off", strings.TrimSuffix(unit("b"), "</body></tmx>"), "b", "xliff-syntax"},
		{"entities of its own", "<!DOCTYPE tmx [<!ENTITY x \"y\">]>" + unit("&x;"), "", "xliff-doctype"},
		{"a language that nobody knows", strings.Replace(unit("b"), "fr_FR", "a language", 1), "", ""},
	} {
		if Detect([]byte(c.file)) != Memory {
			t.Errorf("%s: not taken for TMX", c.name)
		}
		m, ds := ReadTMX("a.tmx", []byte(c.file))
		code := ""
		if len(ds) > 0 {
			code = ds[0].Code
		}
		text := ""
		for _, p := range m.Pairs(func(l locale.Tag) bool { return l.Language() == "en" }, func(l locale.Tag) bool { return l.Language() == "fr" }) {
			text += p.Target
		}
		if text != c.text || code != c.problem {
			t.Errorf("%s: %q %v, want %q %s", c.name, text, ds, c.text, c.problem)
		}
	}
}

// sheet does to a CSV file what a spreadsheet does: it edits a column by the id, and saves with another separator.
func sheet(t interface{ Fatal(...any) }, data []byte, separator rune, ends string, edit func(id, form string) (text string, ok bool)) []byte {
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, bom))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = separator
	for i, row := range rows {
		if text, ok := edit(row[1], row[2]); ok && i > 0 {
			row[6] = text
		}
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	return []byte(strings.ReplaceAll(b.String(), "\n", ends))
}

// TestAnyCSVComesBack writes any document as CSV: what nobody edited says nothing, and what was typed comes back as it is, with
// its source; no cell begins as a formula does.
func TestAnyCSVComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.StringOfN(rapid.RuneFrom([]rune("ab=+-@'\",;\t\n ＝é語")), 1, 8, -1)
		want := Document{Source: "en", Target: "ru", Files: []File{{Name: "p"}}}
		typed := map[string]string{}
		for _, id := range []string{"one", "-two", "=three"} {
			u := Entry{Unit: translation.Unit{ID: id, Source: texts.Draw(t, "source")}, Status: Stale}
			u.Text = texts.Draw(t, "target")
			if rapid.Bool().Draw(t, "plural") {
				u.Source, u.Text, u.Plural = "", "", &Plural{Source: pairForms(texts.Draw(t, "one"), texts.Draw(t, "other"))}
				typed[id+"few"] = texts.Draw(t, "typed few") + "."
			} else if rapid.Bool().Draw(t, "edited") {
				typed[id] = texts.Draw(t, "typed") + "."
			}
			want.Files[0].Units = append(want.Files[0].Units, u)
		}
		data, err := WriteCSV(want)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(data[3:])).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, cell := range slices.Concat(rows...) {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\n") {
				t.Fatalf("the cell %q is a formula", cell)
			}
		}
		separator := rapid.SampledFrom([]rune{',', ';', '\t'}).Draw(t, "separator")
		ends := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "line ends")
		saved := sheet(t, data, separator, ends, func(id, form string) (string, bool) {
			text, ok := typed[unguardFormula(id)+form]
			return guardFormula(text), ok
		})
		if Detect(saved) != CSV {
			t.Fatalf("not taken for CSV:\n%s", saved)
		}
		got, ds := Read("a.csv", saved)
		if len(ds) > 0 || got.Source != "en" || got.Target != "ru" || len(got.Files) != 1 || len(got.Files[0].Units) != 3 {
			t.Fatalf("%v %+v\n%s", ds, got, saved)
		}
		for i, u := range want.Files[0].Units {
			g := got.Files[0].Units[i]
			text, edited := typed[u.ID]
			few, counts := typed[u.ID+"few"]
			switch {
			case g.ID != u.ID || g.Source != u.Source || (g.Status == Translated) != (edited || counts) || g.Text != text:
				t.Fatalf("got %+v, want %q for %+v\n%s", g, text, u, saved)
			case counts && (!reflect.DeepEqual(g.Plural.Source, u.Plural.Source) || form(g.Plural.Target, "few") != few):
				t.Fatalf("got %+v, want %q for %+v\n%s", g.Plural, few, u.Plural, saved)
			}
		}
	})
}

// TestReadCSV reads what people and spreadsheets make of a sheet.
func TestReadCSV(t *testing.T) {
	for _, c := range []struct{ name, file, want, problem string }{
		{"a sheet of one's own", "source;target;id\nA;B;x\n", "x=B ", ""},
		{"first line of Excel", "sep=;\r\nid;source;target\r\nx;A;B\r\n", "x=B ", ""},
		{"other columns and capitals", "Notes,ID,Source,Target\n,x,A,B\n", "x=B ", ""},
		{"lines and quotes in a cell", "id,source,target\nx,\"A\r\n\"\"q\"\"\",\"B\r\n\"\"q\"\"\"\n", "x=B\n\"q\" ", ""},
		{"empty rows and short rows", "id,source,target\n,,\n\nx,A\ny,A,B\n", "x= y=B ", ""},
		{"a state is enough", "id,state,source,target,was\nx,Translated,A,B," + cellDigest("B") + "\ny,stale,A,B," + cellDigest("B") + "\n", "x=B y= ", ""},
		{"an apostrophe of French", "id,source,target\nx,A,'tis\ny,A,'=1\nz,A,''=1\n", "x='tis y==1 z='=1 ", ""},
		{"no columns", "x,A,B\n", "", "exchange-format"},
		{"a row twice", "id,source,target\nx,A,B\nx,A,C\n", "x=B ", "exchange-twice"},
		{"a quotation mark too few", "id,source,target\nx,A,B\ny,A,\"B\nz,A,C\n", "x=B ", "csv-syntax"},
		{"two languages", "id,source,target,to\nx,A,B,fr\ny,A,B,de\n", "x=B ", "csv-language"},
		{"a form that the language lacks", "id,form,source,target,to\nx,few,A,B,fr\n", "", "csv-form"},
		{"Windows-1252", "id,source,target\nx,A,\xe9\n", "", "exchange-encoding"},
	} {
		d, ds := Read("a.csv", []byte(c.file))
		got, code := "", ""
		for _, f := range d.Files {
			for _, u := range f.Units {
				got += u.ID + "=" + u.Text + " "
			}
		}
		if len(ds) > 0 {
			code = ds[0].Code
		}
		if got != c.want || code != c.problem {
			t.Errorf("%s: %q %v, want %q %s", c.name, got, ds, c.want, c.problem)
		}
	}
}
