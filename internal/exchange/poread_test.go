package exchange

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"vernacular/internal/diag"
	"vernacular/internal/translation"
)

// frenchHeader is the header of a PO file of one page.
const frenchHeader = "msgid \"\"\nmsgstr \"\"\n\"Language: fr\\n\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\"X-Vernacular-Scope: page index\\n\"\n\n"

// problem is a diagnostic as tests have it: "line:col code".
func problem(d diag.Diagnostic) string { return fmt.Sprintf("%d:%d %s", d.Line, d.Col, d.Code) }

// TestPORefusals has a file with each fault that an entry of a PO file can have. Told is where the fault is: the header has
// six lines, so an entry begins on line 7. The entry is left out, and the next one is read.
func TestPORefusals(t *testing.T) {
	const good = "msgid \"x\"\nmsgstr \"y\"\n"
	for _, c := range []struct{ entry, want, words string }{
		{"msgid \"x\nmsgstr \"y\"\n", "7:7 po-syntax", "the closing quotation mark is missing"},
		{"msgid \"x\"\nmsgstr \"y\" z\n", "8:12 po-syntax", "a quotation mark is expected"},
		{"msgid \"x\"\nmsgstr \"été \\q\"\n", "8:13 po-syntax", "begins no escape"},
		{"msgid \"x\"\nmsgstr \"y\\\n", "8:10 po-syntax", "begins no escape"},
		{"msgid \"x\"\nmsgstr \"\\xg\"\n", "8:9 po-syntax", "begins no escape"},
		{"msgid \"x\"\nmsgstr \"\\777\"\n", "8:9 po-syntax", "begins no escape"},
		{"msgid \"x\"\nmsgstr \"\\377\"\n", "8:1 exchange-encoding", "do not add up to UTF-8"},
		{"msgid \"x\"\nmsgstr \"a\\x00b\"\n", "8:1 exchange-encoding", "NUL"},
		{"msgid \"x\"\n\n", "7:1 po-syntax", "no msgstr"},
		{"msgctxt \"a\"\nmsgctxt \"b\"\n" + good, "7:1 po-syntax", "no msgid"},
		{"\tmsgctxt \"a\"\n", "7:2 po-syntax", "no msgid"},
		{"#\nmsgstr \"y\"\n", "8:1 po-syntax", "msgstr without the msgid"},
		{"#\nmsgid_plural \"y\"\n", "8:1 po-syntax", "msgid_plural without the msgid"},
		{good + "msgid_plural \"z\"\n", "9:1 po-syntax", "must come before"},
		{"msgid \"x\"\nmsgid_plural \"y\"\nmsgstr \"z\"\n", "9:1 po-syntax", "does not fit"},
		{"msgid \"x\"\nmsgstr[0] \"z\"\n", "8:1 po-syntax", "does not fit"},
		{"msgid \"x\"\nmsgid_plural \"y\"\nmsgstr[99] \"z\"\n", "9:1 po-syntax", "no keyword"},
		{"msgid \"x\"\nmsgid_plural \"y\"\nmsgstr[a] \"z\"\n", "9:1 po-syntax", "no keyword"},
		{"msgid \"x\"\nmsgid_plural \"y\"\nmsgstr[0 \"z\"\n", "9:1 po-syntax", "no keyword"},
		{"msgid \"x\"\nmsgstrs \"z\"\n", "8:1 po-syntax", "no keyword"},
		{"msgid \"x\"\nmsgstr \"y\"\nmsgstr \"z\"\n", "9:1 po-syntax", "twice (first in line 8)"},
		{"msgid \"x\"\nmsgid_plural \"y\"\nmsgid_plural \"z\"\nmsgstr[0] \"\"\n", "9:1 po-syntax", "twice (first in line 8)"},
		{"  mgsid \"x\"\n", "7:3 po-syntax", "\"mgsid\" is no keyword"},
		{strings.Repeat("é", 40) + "\n", "7:1 po-syntax", strings.Repeat("é", 30) + "…"},
		{"domain \"x\"\n", "7:1 po-syntax", "not supported"},
		{"#| \"a\"\n", "7:4 po-syntax", "with the previous text"},
		{"#| msgstr \"a\"\n", "7:4 po-syntax", "with the previous text"},
		{"#| msgid a\n" + good, "7:10 po-syntax", "a quotation mark is expected"},
		{"#~ msgid x\n", "7:10 po-syntax", "a quotation mark is expected"},
		{good + "msgid \"x\"\nmsgstr \"z\"\n", "9:1 po-duplicate", "twice, first in line 7"},
		{"msgctxt \"c\"\n" + good + "msgctxt \"c\"\nmsgid \"z\"\nmsgstr \"\"\n", "10:1 po-duplicate", "first in line 7"},
		{"msgid \"\"\nmsgstr \"\"\n", "7:1 po-duplicate", "the header is there twice"},
		{"msgctxt \"c\"\nmsgid \"\"\nmsgstr \"\"\n", "8:1 po-syntax", "the msgid is empty"},
		{"msgid \"x\"\nmsgid_plural \"\"\nmsgstr[0] \"\"\n", "8:1 po-syntax", "the msgid_plural is empty"},
	} {
		d, ds := ReadPO("a.po", []byte(frenchHeader+c.entry+"\nmsgctxt \"last\"\nmsgid \"l\"\nmsgstr \"d\"\n"))
		if d.Target != "fr" || len(d.Files) != 1 {
			t.Fatalf("%q: read %+v, %v", c.entry, d, ds)
		}
		for _, u := range d.Files[0].Units {
			if u.ID != "last" && u.ID != "b" && !strings.HasPrefix(c.entry, "#|") {
				t.Errorf("%q: read %+v", c.entry, u)
			}
		}
		if n := len(d.Files[0].Units); n == 0 || d.Files[0].Units[n-1].Text != "d" {
			t.Errorf("%q: the next entry is not read: %v", c.entry, ds)
		}
		if errs, _ := diag.Count(ds); errs != 1 && !strings.HasPrefix(c.entry, "#~") && !strings.HasPrefix(c.entry, "#|") && !strings.HasPrefix(c.entry, "domain") {
			t.Errorf("%q: one fault is told as %v", c.entry, ds)
		}
		if !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return problem(d) == c.want && strings.Contains(d.Message, c.words) }) {
			t.Errorf("%q: want %s: … %s …, got %v", c.entry, c.want, c.words, ds)
		}
	}
}

// TestPOHeaders reads headers as tools write them, and those that are wrong.
func TestPOHeaders(t *testing.T) {
	for _, c := range []struct{ fields, want string }{ // want: Target, Source, Date or a problem
		{"Language: pt_BR\\nX-Source-Language: en\\nPOT-Creation-Date: 2026-11-27 10:30+0200\\n", "pt-BR en 2026-11-27T10:30:00+02:00"},
		{"language: sr@latin\\nLANGUAGE: fr\\nPOT-Creation-Date: 2026-11-27 10:30+0000\\n", "sr-Latn  2026-11-27T10:30:00Z"},
		{"Language: sr_RS@latin\\n", "sr-Latn-RS  "},
		{"Language: ca@valencia\\nPOT-Creation-Date: YEAR-MO-DA HO:MI+ZONE\\n", "ca-valencia  "},
		{"Language: de_DE.UTF-8@euro\\nPOT-Creation-Date: 0000-01-01 00:00+0000\\n", "de-DE  "},
		{"Language: zh_Hans\\nContent-Type: text/plain; charset=utf8\\n", "zh-Hans  "},
		{"Language: fr\\nContent-Type: text/plain; charset=CHARSET\\nPlural-Forms: nplurals=INTEGER; plural=EXPRESSION;\\n", "fr  "},
		{"Language: English, more or less\\n", "2:1 po-language warning"},
		{"Language: fr\\nContent-Type: text/plain; charset=ISO-8859-1\\n", "2:1 exchange-encoding error"},
		{"Language: fr\\nPlural-Forms: two\\n", "2:1 po-plural error"},
		{"Language: fr\\nPlural-Forms: nplurals=2; plural=n;\\n", "2:1 po-plural error"},
	} {
		d, ds := ReadPO("a.po", []byte("msgid \"\"\nmsgstr \""+c.fields+"\"\n\nmsgid \"x\"\nmsgid_plural \"xs\"\nmsgstr[0] \"y\"\n"))
		got := fmt.Sprint(d.Target, " ", d.Source, " ", d.Date)
		if len(ds) > 0 {
			got = problem(ds[0]) + " " + string(ds[0].Severity)
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.fields, got, c.want)
		}
	}
	d, ds := ReadPO("a.po", []byte("msgid \"x\"\nmsgstr \"y\"\n"))
	if len(ds) != 1 || problem(ds[0]) != "1:1 po-header" || len(d.Files) != 1 || d.Files[0].Units[0].Text != "y" {
		t.Errorf("without a header: %+v, %v", d, ds)
	}
}

// TestPOEntries reads one entry in the forms that tools give it.
func TestPOEntries(t *testing.T) {
	plain := Entry{Unit: translation.Unit{ID: "p-1", Source: "a", Text: "b"}, Status: Translated}
	with := func(change func(*Entry)) Entry {
		u := plain
		change(&u)
		return u
	}
	for _, c := range []struct {
		name, entry string
		want        Entry
	}{
		{"plain", "msgctxt \"p-1\"\nmsgid \"a\"\nmsgstr \"b\"\n", plain},
		{"without a last line end", "msgctxt \"p-1\"\nmsgid \"a\"\nmsgstr \"b\"", plain},
		{"indented and wrapped", "\tmsgctxt\t\"p\"\n\"-1\"\n msgid \"\" \"a\"\n  msgstr\n\n\"\"\n \"b\"\n", plain},
		{"comments between", "msgctxt \"p-1\"\n# note\nmsgid \"a\"\n\nmsgstr \"b\"\n#\n", plain},
		{"no translation", "msgctxt \"p-1\"\nmsgid \"a\"\nmsgstr \"\"\n", with(func(u *Entry) { u.Text, u.Status = "", Missing })},
		{"fuzzy without a translation", "#, fuzzy\n#| msgid \"old\"\nmsgctxt \"p-1\"\nmsgid \"a\"\nmsgstr \"\"\n", with(func(u *Entry) { u.Text, u.Status = "", Missing })},
		{"fuzzy", "#, fuzzy\nmsgctxt \"p-1\"\nmsgid \"a\"\nmsgstr \"b\"\n", with(func(u *Entry) { u.Status = Draft })},
		{"fuzzy among flags", "#, no-wrap ,fuzzy,md-text\n#= c-format\nmsgctxt \"p-1\"\nmsgid \"a\"\nmsgstr \"b\"\n",
			with(func(u *Entry) { u.Status, u.Verbatim, u.Markdown = Draft, true, true })},
		{"sticky flags of gettext 0.26", "#= fuzzy\nmsgctxt \"p-1\"\nmsgid \"a\"\nmsgstr \"b\"\n", with(func(u *Entry) { u.Status = Draft })},
		{"previous source", "#, fuzzy\n#| msgctxt \"q\"\n#| msgid \"\"\n#| \"old \"\n#| \"text\"\nmsgctxt \"p-1\"\nmsgid \"a\"\nmsgstr \"b\"\n",
			with(func(u *Entry) { u.Status, u.Previous = Stale, "old text" })},
		{"previous source that nobody needs", "#| msgid \"old\"\nmsgctxt \"p-1\"\nmsgid \"a\"\nmsgstr \"b\"\n", plain},
		{"notes", "#. type: heading\n#.  for you \n#.\n# translator's\n#x nothing\nmsgctxt \"p-1\"\nmsgid \"a\"\nmsgstr \"b\"\n",
			with(func(u *Entry) { u.Kind, u.Note = "heading", "for you" })},
		{"note of a state without the flag", "#. state: stale\nmsgctxt \"p-1\"\nmsgid \"a\"\nmsgstr \"b\"\n", plain},
		{"note of a state", "#. state: stale\n#, fuzzy\nmsgctxt \"p-1\"\nmsgid \"a\"\nmsgstr \"b\"\n", with(func(u *Entry) { u.Status = Stale })},
		{"suggestion", "#. translation memory, 87 %\n#, fuzzy\n#| msgid \"alike\"\nmsgctxt \"p-1\"\nmsgid \"a\"\nmsgstr \"b\"\n",
			with(func(u *Entry) { u.Status, u.Suggestion, u.Score, u.Previous = Missing, true, 87, "alike" })},
		{"suggestion that was taken", "#. translation memory, 87 %\nmsgctxt \"p-1\"\nmsgid \"a\"\nmsgstr \"b\"\n", plain},
		{"score that is none", "#. translation memory, 870 %\n#, fuzzy\nmsgctxt \"p-1\"\nmsgid \"a\"\nmsgstr \"b\"\n",
			with(func(u *Entry) { u.Status, u.Note = Draft, "translation memory, 870 %" })},
		{"escapes", "msgctxt \"p-1\"\nmsgid \"\\t\\\"\\\\\\n\\a\\x41\\x4\\101\\7\"\nmsgstr \"b\"\n", with(func(u *Entry) { u.Source = "\t\"\\\n\aA\x04A\a" })},
		{"letters by escapes", "msgctxt \"p-1\"\nmsgid \"\\303\\251\"\nmsgstr \"b\"\n", with(func(u *Entry) { u.Source = "é" })},
		{"plural", "msgctxt \"p-1\"\nmsgid \"one\"\nmsgid_plural \"more\"\nmsgstr[0] \"un\"\nmsgstr[ 2 ] \"des\"\n",
			Entry{Unit: translation.Unit{ID: "p-1"}, Status: Translated, Plural: &Plural{Source: pairForms("one", "more"), Target: []Form{{"one", "un"}, {"other", "des"}}}}},
		{"plural of another source", "#, fuzzy\n#| msgid_plural \"olds\"\nmsgctxt \"p-1\"\nmsgid \"one\"\nmsgid_plural \"more\"\nmsgstr[0] \"un\"\n",
			Entry{Unit: translation.Unit{ID: "p-1"}, Status: Stale, Plural: &Plural{Source: pairForms("one", "more"), Previous: pairForms("olds", "olds"), Target: []Form{{"one", "un"}}}}},
		{"plural with a source of more forms", "#. source few: \"a \\\"few\\\"\"\n#. source other: \"more\"\n#. source few: \"again\"\nmsgctxt \"p-1\"\nmsgid \"a \\\"few\\\"\"\nmsgid_plural \"more\"\nmsgstr[0] \"un\"\n",
			Entry{Unit: translation.Unit{ID: "p-1"}, Status: Translated, Plural: &Plural{Source: []Form{{"few", `a "few"`}, {"other", "more"}}, Target: []Form{{"one", "un"}}}}},
		{"notes of an older source", "#. source few: \"a few\"\n#. source other: \"many\"\nmsgctxt \"p-1\"\nmsgid \"a few\"\nmsgid_plural \"more\"\nmsgstr[0] \"un\"\n",
			Entry{Unit: translation.Unit{ID: "p-1"}, Status: Translated, Plural: &Plural{Source: pairForms("a few", "more"), Target: []Form{{"one", "un"}}}}},
	} {
		for how, convert := range map[string]func(string) string{
			"LF":   func(s string) string { return s },
			"CRLF": func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
			"CR":   func(s string) string { return strings.ReplaceAll(s, "\n", "\r") },
			"BOM":  func(s string) string { return "\ufeff" + s },
		} {
			d, ds := ReadPO("a.po", []byte(convert(frenchHeader+c.entry)))
			if len(ds) > 0 || len(d.Files) != 1 || d.Files[0].Name != "index" || len(d.Files[0].Units) != 1 {
				t.Errorf("%s, %s: %+v, %v", c.name, how, d, ds)
				continue
			}
			got := d.Files[0].Units[0]
			got.Pos = diag.Pos{}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("%s, %s:\n got %+v\nwant %+v", c.name, how, got, c.want)
			}
		}
	}
}

// TestPOScopes tells from header or contexts to which file an entry belongs, and from references where it came from.
func TestPOScopes(t *testing.T) {
	entries := func(contexts ...string) string {
		var b strings.Builder
		for i, c := range contexts {
			fmt.Fprintf(&b, "#: content/en/%d.md:%d other.md\n", i, i)
			if c != "" {
				fmt.Fprintf(&b, "msgctxt %q\n", c)
			}
			fmt.Fprintf(&b, "msgid \"s%d\"\nmsgstr \"t\"\n\n", i)
		}
		return b.String()
	}
	for _, c := range []struct {
		scope, entries, want string
	}{
		{"locale", entries("a:x", "messages:y", "a:z", "q"), "a<content/en/0.md>[x z] messages<content/en/1.md>[y] <content/en/3.md>[q]"},
		{"", entries("a:x", "b:y:z"), "a<content/en/0.md>[x] b<content/en/1.md>[y:z]"},
		{"", entries("a:x", "y"), "<content/en/0.md>[a:x y]"},
		{"", entries("", ""), "<content/en/0.md>[ ]"},
		{"page guide/intro", entries("a:x"), "guide/intro<content/en/0.md>[a:x]"},
		{"page", entries("a"), "<content/en/0.md>[a]"},
		{"something else", entries("a"), "<content/en/0.md>[a]"},
		{"page index", "", "index<>[]"},
		{"locale", "#: \u2068a b.md\u2069:3 c.md\nmsgctxt \"p:a\"\nmsgid \"x\"\nmsgstr \"\"\n", "p<a b.md>[a]"},
		{"locale", "#: \u2068a b.md\u2069\nmsgctxt \"p:a\"\nmsgid \"x\"\nmsgstr \"\"\n", "p<a b.md>[a]"},
		{"locale", "#: \u2068a\u2069:7\n#: :12 c:\nmsgctxt \"p:a\"\nmsgid \"x\"\nmsgstr \"\"\n", "p<a>[a]"},
		{"locale", "#~ msgctxt \"p:old\"\n#~ msgid \"gone\"\n#~| msgid \"older\"\n#~ msgstr \"\"\n#~ \"parti\"\n#~ # remark\n", ""},
		{"locale", "#~ msgid \"gone\"\n#~ msgstr \"\"\n" + entries("a:x"), "a<content/en/0.md>[x]"},
	} {
		field := "Language: fr\\n"
		if c.scope != "" {
			field += "X-Vernacular-Scope: " + c.scope + "\\n"
		}
		d, ds := ReadPO("a.po", []byte("msgid \"\"\nmsgstr \""+field+"\"\n\n"+c.entries))
		var got []string
		for _, f := range d.Files {
			var ids []string
			for _, u := range f.Units {
				ids = append(ids, u.ID)
			}
			got = append(got, fmt.Sprintf("%s<%s>[%s]", f.Name, f.Original, strings.Join(ids, " ")))
		}
		if s := strings.Join(got, " "); len(ds) > 0 || s != c.want {
			t.Errorf("%q %q:\n got %q %v\nwant %q", c.scope, c.entries, s, ds, c.want)
		}
	}
}

// TestPOPlacesOfUnits says where each unit begins, for the messages of the caller.
func TestPOPlacesOfUnits(t *testing.T) {
	d, _ := ReadPO("a.po", []byte(frenchHeader+"# note\n\n  msgctxt \"a\"\nmsgid \"x\"\nmsgstr \"\"\n\nmsgid \"y\"\nmsgstr \"\"\n"))
	units := d.Files[0].Units
	if units[0].Pos.Line != 9 || units[0].Pos.Col != 3 || units[1].Pos.Line != 13 || units[1].Pos.Col != 1 {
		t.Errorf("got %+v", units)
	}
}

// TestReadersRefuseWhatIsNoText has the same words for both formats.
func TestReadersRefuseWhatIsNoText(t *testing.T) {
	big := bytes.Repeat([]byte(" "), MaxBytes+1)
	for _, c := range []struct {
		src  []byte
		want string
	}{
		{[]byte("\xff\xfem\x00\xe9"), "1:1 exchange-encoding the file is in UTF-16 and damaged: it was cut off, or half of a character is missing"},
		{[]byte("\xfe\xff\xd8\x00"), "1:1 exchange-encoding the file is in UTF-16 and damaged: it was cut off, or half of a character is missing"},
		{[]byte("\xff\xfe\x00\xd8m\x00"), "1:1 exchange-encoding the file is in UTF-16 and damaged: it was cut off, or half of a character is missing"},
		{[]byte("é\nab\xe9"), "2:3 exchange-encoding the byte 0xe9 is not UTF-8"},
		{[]byte("a\n\x00"), "2:1 exchange-encoding the file has a NUL character"},
		{big, "1:1 exchange-size the file has 64 MB, and 64 MB is the most that is read"},
	} {
		for _, read := range []func(string, []byte) (Document, []diag.Diagnostic){ReadPO, ReadXLIFF} {
			d, ds := read("a", c.src)
			if len(ds) != 1 || problem(ds[0])+" "+ds[0].Message != c.want || len(d.Files) > 0 {
				t.Errorf("want %s, got %v", c.want, ds)
			}
		}
	}
}

// TestManyFaultsAreNotAllTold tells the first ones and counts the others, and reads what is whole.
func TestManyFaultsAreNotAllTold(t *testing.T) {
	d, ds := ReadPO("a.po", []byte(frenchHeader+strings.Repeat("x\n\n", 1000)+"msgid \"x\"\nmsgstr \"y\"\n"+"msgid \"z\"\nmsgstr \"y\"\n"))
	if len(ds) != maxFound+1 || ds[maxFound].Line != 7+2*maxFound || !strings.HasPrefix(ds[maxFound].Message, "950 more problems begin here: ") || len(d.Files[0].Units) != 1 {
		t.Errorf("PO: %d problems, %+v", len(ds), d)
	}
	var b strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&b, "<unit id=\"%d\"/>", i)
	}
	if _, ds := ReadXLIFF("a.xlf", []byte(inXLIFF(b.String()))); len(ds) != maxFound+1 {
		t.Errorf("XLIFF: %d problems", len(ds))
	}
}
