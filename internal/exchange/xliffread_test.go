package exchange

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"vernacular/internal/diag"
	"vernacular/internal/translation"
)

const xliffStart = "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" version=\"2.0\" srcLang=\"en\" trgLang=\"fr\">\n<file id=\"index\" original=\"content/en/index.md\">\n"

// inXLIFF puts units into a file: the first begins on line 3.
func inXLIFF(units string) string { return xliffStart + units + "\n</file>\n</xliff>\n" }

// TestXLIFFRefusals has a file with each fault that an XLIFF file can have. Told is where the fault is; the units before it
// are read, but nothing of a file of an unknown form.
func TestXLIFFRefusals(t *testing.T) {
	const good = `<unit id="u"><segment><source>x</source></segment></unit>`
	deep := strings.Repeat("<group>", maxDepth+1)
	for _, c := range []struct{ in, want, words string }{
		{"", "1:1 xliff-version", "it has no element"},
		{"<!-- nothing -->", "1:1 xliff-version", "it has no element"},
		{`<xliff version="3.0"/>`, "1:1 xliff-version", `unknown version of XLIFF: "3.0"`},
		{`<xliff xmlns="urn:x" version="2.0"/>`, "1:1 xliff-version", "unknown version"},
		{"<?xml version=\"1.0\"?>\n  <html/>", "2:3 xliff-version", "it begins with <html>"},
		{`<xliff version="2.0" srcLang="?" trgLang="fr"/>`, "1:1 xliff-language", "srcLang of the file"},
		{`<xliff version="2.0" srcLang="en" trgLang="français"/>`, "1:1 xliff-language", "trgLang of the file"},
		{`<xliff version="2.0"/>`, "1:1 xliff-language", "srcLang of the file"},
		{"<!DOCTYPE xliff [<!ENTITY a \"b\">]>\n<xliff/>", "1:1 xliff-doctype", "document type"},
		{"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<xliff/>", "1:1 exchange-encoding", "ISO-8859-1"},
		{"<?xml version=\"2.0\"?>\n<xliff/>", "1:1 xliff-syntax", "no well-formed XML"},
		{inXLIFF(good + "\n" + good), "4:1 exchange-twice", "first is on line 3"},
		{inXLIFF(good + "\n</file><file id=\"index\">" + good), "4:8 exchange-twice", `the file "index" is there twice`},
		{inXLIFF(`<unit id="a_2Fb"><segment><source>x</source></segment></unit><unit id="a/b"><segment><source>x</source></segment></unit>`), "3:62 exchange-twice", "there twice"},
		{inXLIFF(`<unit id="a"><segment><source>x</source></segment></unit><unit id="a_.one"><segment><source>x</source></segment></unit>`), "3:58 exchange-twice", "there twice"},
		{inXLIFF(`<unit id="a_.one"><segment><source>x</source></segment></unit><unit id="a"><segment><source>x</source></segment></unit>`), "3:63 exchange-twice", "there twice"},
		{inXLIFF("é<unit/>"), "3:2 xliff-unit", "this unit has no id"},
		{inXLIFF(`<unit id="u"><notes/></unit>`), "3:1 xliff-unit", "has no segment"},
		{inXLIFF(`<unit id="u"><segment><source>&evil;</source></segment></unit>`), "3:37 xliff-syntax", "evil"},
		{inXLIFF(`<unit id="u"><segment><source>a</target></segment></unit>`), "3:41 xliff-syntax", "well-formed"},
		{inXLIFF(`<unit id="u"><segment><source><cp hex="0000"/></source></segment></unit>`), "3:31 xliff-syntax", "names no character"},
		{inXLIFF(`<unit id="u"><segment><source><cp hex="D800"/></source></segment></unit>`), "3:31 xliff-syntax", "names no character"},
		{inXLIFF(`<unit id="u"><segment><source><cp hex="110000"/></source></segment></unit>`), "3:31 xliff-syntax", "names no character"},
		{inXLIFF(`<unit id="u"><segment><source><cp/></source></segment></unit>`), "3:31 xliff-syntax", "names no character"},
		{xliffStart + `<unit id="u"><segment><source>x`, "3:32 xliff-syntax", "unexpected EOF"},
		{inXLIFF(good) + good, "6:1 xliff-syntax", "behind its end"},
		{inXLIFF(deep), "3:442 exchange-size", "more than 64 deep"},
		{inXLIFF("<unit id=\"u\"><segment><source>" + strings.Repeat("<mrk>", maxDepth) + "</source></segment></unit>"), "exchange-size", "more than 64 deep"},
		{inXLIFF("<mda:metadata xmlns:mda=\"urn:x\">" + strings.Repeat("<m>", maxDepth)), "exchange-size", "more than 64 deep"},
	} {
		d, ds := ReadXLIFF("a.xlf", []byte(c.in))
		if whole := strings.HasPrefix(c.in, xliffStart); whole != (len(d.Files) > 0 && d.Source == "en" && d.Target == "fr") {
			t.Errorf("%q: read %+v", c.in, d)
		}
		if !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool {
			return strings.HasSuffix(problem(d), c.want) && strings.Contains(d.Message, c.words)
		}) {
			t.Errorf("%q: want %s: … %s …, got %v", c.in, c.want, c.words, ds)
		}
	}
}

// TestXLIFFUnits reads one unit in the forms that tools give it.
func TestXLIFFUnits(t *testing.T) {
	plain := Entry{Unit: translation.Unit{ID: "u", Source: "a", Text: "b"}, Status: Final}
	with := func(change func(*Entry)) Entry {
		u := plain
		change(&u)
		return u
	}
	segment := func(attributes, source, target string) string {
		return "<segment " + attributes + "><source>" + source + "</source><target>" + target + "</target></segment>"
	}
	unit := func(attributes, inside string) string { return `<unit id="u" ` + attributes + `>` + inside + `</unit>` }
	const star = `<originalData><data id="d1">*</data><data id="d2"><cp hex="0001"/></data></originalData>`
	for _, c := range []struct {
		name, unit string
		want       Entry
	}{
		{"final", unit("", segment(`state="final"`, "a", "b")), plain},
		{"reviewed", unit("", segment(`state="reviewed"`, "a", "b")), with(func(u *Entry) { u.Status = Reviewed })},
		{"translated", unit("", segment(`state="translated"`, "a", "b")), with(func(u *Entry) { u.Status = Translated })},
		{"initial", unit("", segment(`state="initial"`, "a", "b")), with(func(u *Entry) { u.Status = Draft })},
		{"no state", unit("", segment("", "a", "b")), with(func(u *Entry) { u.Status, u.NoState = Draft, true })},
		{"unknown state", unit("", segment(`state="best"`, "a", "b")), with(func(u *Entry) { u.Status = Draft })},
		{"stale", unit("", `<notes><note category="previous">old</note></notes>`+segment(`state="initial" subState="vern:stale"`, "a", "b")),
			with(func(u *Entry) { u.Status, u.Previous = Stale, "old" })},
		{"stale that was mended", unit("", `<notes><note category="previous">old</note></notes>`+segment(`state="translated" subState="vern:stale"`, "a", "b")),
			with(func(u *Entry) { u.Status = Translated })},
		{"suggestion", unit("", `<notes><note category="translation-memory">translation memory, 87 %</note></notes>`+segment(`state="initial" subState="vern:suggestion"`, "a", "b")),
			with(func(u *Entry) { u.Status, u.Suggestion, u.Score = Missing, true, 87 })},
		{"suggestion that was taken", unit("", `<notes><note category="translation-memory">translation memory, 87 %</note></notes>`+segment(`state="translated" subState="vern:suggestion"`, "a", "b")),
			with(func(u *Entry) { u.Status = Translated })},
		{"score that is none", unit("", `<notes><note category="translation-memory">translation memory, 870 %</note></notes>`+segment(`state="initial" subState="vern:suggestion"`, "a", "b")),
			with(func(u *Entry) { u.Status, u.Suggestion = Missing, true })},
		{"no target", unit("", `<notes><note category="previous">old</note></notes><segment state="final"><source>a</source></segment>`),
			with(func(u *Entry) { u.Status, u.Text = Missing, "" })},
		{"empty target", unit("", segment(`state="final"`, "a", "")), with(func(u *Entry) { u.Status, u.Text = Missing, "" })},
		{"notes", unit("", `<notes><note category="type">type: heading</note><note>for <b>you</b></note><x/></notes>`+segment(`state="final"`, "a", "b")),
			with(func(u *Entry) { u.Kind, u.Note = "heading", "for " })},
		{"kinds of text", unit(`type="vern:markdown"`, segment(`state="final"`, "a", "b")), with(func(u *Entry) { u.Markdown = true })},
		{"code", unit(`type="vern:verbatim"`, segment(`state="final"`, " a\n  b ", "b ")), with(func(u *Entry) { u.Verbatim, u.Source, u.Text = true, " a\n  b ", "b " })},
		{"layout of a tool", unit(`xml:space="default"`, segment(`state="final"`, "\n  a\n  c\n", "\n b\t\n")),
			with(func(u *Entry) { u.Source = "a c" })},
		{"blanks that count", unit(`xml:space="preserve"`, segment(`state="final"`, " a  b ", " b ")), with(func(u *Entry) { u.Source, u.Text = " a  b ", " b " })},
		{"blanks that count in a target", unit("", `<segment state="final"><source>a</source><target xml:space="preserve"> b </target></segment>`),
			with(func(u *Entry) { u.Text = " b " })},
		{"character references", unit("", segment(`state="final"`, "&lt;&#x41;&amp;&#66;&gt;<![CDATA[<x>]]>", "b<!-- no -->")), with(func(u *Entry) { u.Source = "<A&B><x>" })},
		{"two segments", unit("", segment(`state="final"`, "One.", "Un.")+"<ignorable><source> </source><target> </target></ignorable>"+segment(`state="translated"`, "Two.", "Deux.")),
			with(func(u *Entry) { u.Source, u.Text, u.Status = "One. Two.", "Un. Deux.", Translated })},
		{"one of two segments", unit("", segment(`state="final"`, "One.", "Un.")+"<segment><source>Two.</source></segment>"),
			with(func(u *Entry) { u.Source, u.Text, u.Status = "One.Two.", "Un.", Missing })},
		{"codes", unit("", star+segment(`state="final"`, `a <pc id="1" dataRefStart="d1" dataRefEnd="d1">b</pc><ph id="2" dataRef="d2"/>`, `<ph id="2" dataRef="d2"/><pc id="1" dataRefStart="d1" dataRefEnd="d1">c</pc>`)),
			with(func(u *Entry) { u.Source, u.Text = "a *b*\x01", "\x01*c*" })},
		{"codes without data", unit("", segment(`state="final"`, `<pc id="1" dispStart="*" dispEnd="_">b</pc><ph id="2" disp="{{.N}}"/>`, `<ph id="2"/><pc id="1">c</pc><ph id="9"/>`)),
			with(func(u *Entry) { u.Source, u.Text, u.Bare = "*b_{{.N}}", "{{.N}}*c_\ufdd0.9\ufdd1", true })},
		{"data in the id", unit("", segment(`state="final"`, `<ph id="1" dataRef="x-_26amp_3B"/>`, `<ph id="1" dataRef="gone"/>`)),
			with(func(u *Entry) { u.Source, u.Text = "&amp;", "&amp;" })},
		{"codes that cross", unit("", segment(`state="final"`, `<sc id="1" disp="*"/>a<sc id="2" disp="["/>b<ec startRef="1" disp="*"/>c<ec startRef="2" disp="]"/>`, `<sc id="1"/>d<ec startRef="1"/><sc id="2"/>e<ec id="2"/>`)),
			with(func(u *Entry) { u.Source, u.Text = "*a[b*c]", "*d*[e]" })},
		{"marks of a tool", unit("", segment(`state="final"`, `a <mrk id="m" type="term">b</mrk>`, `<sm id="m"/>b<em startRef="m"/>`)), with(func(u *Entry) { u.Source, u.Text = "a b", "b" })},
		{"foreign elements", unit(`xmlns:x="urn:x"`, `<x:y>no</x:y>`+segment(`state="final"`, `a<x:y>no</x:y>`, "b")), plain},
		{"foreign id with our mark of a form", `<unit id="my_.thing">` + segment(`state="final"`, "a", "b") + `</unit>`, with(func(u *Entry) { u.ID = "my_.thing" })},
	} {
		for how, src := range map[string]string{
			"as is":           inXLIFF(c.unit),
			"CRLF":            strings.ReplaceAll(inXLIFF(c.unit), "\n", "\r\n"),
			"BOM":             "\ufeff" + inXLIFF(c.unit),
			"declared":        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + inXLIFF(c.unit),
			"2.2":             strings.Replace(inXLIFF(c.unit), `version="2.0"`, `version="2.2"`, 1),
			"no namespace":    strings.Replace(inXLIFF(c.unit), `xmlns="urn:oasis:names:tc:xliff:document:2.0"`, "", 1),
			"within a group":  inXLIFF("<group id=\"g\">" + c.unit + "</group>"),
			"after a module":  inXLIFF("<skeleton>x</skeleton><m:m xmlns:m=\"urn:m\"><unit/></m:m>" + c.unit),
			"of a known tool": strings.Replace(inXLIFF(c.unit), "document:2.0", "document:2.1", 1),
		} {
			d, ds := ReadXLIFF("a.xlf", []byte(src))
			if len(ds) > 0 || d.Source != "en" || d.Target != "fr" || len(d.Files) != 1 || d.Files[0].Name != "index" || d.Files[0].Original != "content/en/index.md" || len(d.Files[0].Units) != 1 {
				t.Errorf("%s, %s: %+v, %v", c.name, how, d, ds)
				continue
			}
			got := d.Files[0].Units[0]
			got.Pos = diag.Pos{}
			if loose := got.Text != "" && !c.want.Verbatim && !strings.Contains(c.unit, "preserve"); got.Loose != loose {
				t.Errorf("%s, %s: Loose is %t", c.name, how, got.Loose)
			}
			got.Loose = false
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("%s, %s:\n got %+v\nwant %+v", c.name, how, got, c.want)
			}
		}
	}
}

// TestXLIFFPlurals puts the units of a message together again.
func TestXLIFFPlurals(t *testing.T) {
	form := func(category, state, source, target string) string {
		return fmt.Sprintf(`<unit id="m_.%s"><notes><note category="previous">old %s</note></notes><segment state=%q><source>%s</source><target>%s</target></segment></unit>`, category, category, state, source, target)
	}
	for _, c := range []struct {
		name, units string
		want        Entry
	}{
		{"in any order", `<group id="m">` + form("other", "translated", "pages", "des") + form("one", "final", "page", "une") + `</group>`,
			Entry{Unit: translation.Unit{ID: "m"}, Status: Translated, Plural: &Plural{Source: pairForms("page", "pages"), Target: []Form{{"one", "une"}, {"other", "des"}}}}},
		{"without their group", form("one", "final", "page", "une") + form("other", "final", "pages", "des"),
			Entry{Unit: translation.Unit{ID: "m"}, Status: Final, Plural: &Plural{Source: pairForms("page", "pages"), Target: []Form{{"one", "une"}, {"other", "des"}}}}},
		{"with a form that the source lacks", form("one", "final", "page", "une") + form("many", "initial", "pages", "de") + form("other", "final", "pages", "des"),
			Entry{Unit: translation.Unit{ID: "m"}, Status: Draft, Plural: &Plural{Source: pairForms("page", "pages"), Previous: []Form{{"other", "old many"}}, Target: []Form{{"one", "une"}, {"many", "de"}, {"other", "des"}}}}},
		{"with notes of more forms of the source", `<group id="m"><notes><note category="source.other">pages</note><note category="source.few">some</note></notes>` + form("one", "final", "page", "une") + `</group>`,
			Entry{Unit: translation.Unit{ID: "m"}, Status: Final, Plural: &Plural{Source: []Form{{"few", "some"}, {"other", "pages"}}, Target: []Form{{"one", "une"}}}}},
		{"without a target", form("one", "final", "page", "") + form("other", "final", "pages", ""),
			Entry{Unit: translation.Unit{ID: "m"}, Status: Missing, Plural: &Plural{Source: pairForms("page", "pages")}}},
		{"one form without a state", form("one", "final", "page", "une") + strings.Replace(form("other", "", "pages", "des"), `state=""`, "", 1),
			Entry{Unit: translation.Unit{ID: "m"}, Status: Draft, NoState: true, Plural: &Plural{Source: pairForms("page", "pages"), Previous: []Form{{"other", "old other"}}, Target: []Form{{"one", "une"}, {"other", "des"}}}}},
	} {
		d, ds := ReadXLIFF("a.xlf", []byte(inXLIFF(c.units)))
		if len(ds) > 0 || len(d.Files[0].Units) != 1 {
			t.Errorf("%s: %+v, %v", c.name, d, ds)
			continue
		}
		got := d.Files[0].Units[0]
		got.Pos, got.Loose = diag.Pos{}, false
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s:\n got %+v %+v\nwant %+v %+v", c.name, got, got.Plural, c.want, c.want.Plural)
		}
	}
}

// TestDetect tells formats by content.
func TestDetect(t *testing.T) {
	for src, want := range map[string]Format{
		"":                            UnknownFormat,
		"hello":                       UnknownFormat,
		"{\"a\": 1}":                  UnknownFormat,
		"# remark\nmsgid":             PO,
		"\r\n\n  msgid \"\"":          PO,
		"\ufeffmsgctxt \"a\"\r\n":     PO,
		"msgstr \"\"":                 PO,
		"\"x\"":                       PO,
		"<":                           UnknownFormat,
		"<html/>":                     UnknownFormat,
		"<!-- x -->":                  UnknownFormat,
		"<xliff version=\"1.2\">":     XLIFF1,
		"<xliff version='2.0'>":       XLIFF2,
		"\ufeff <?xml?>\n<x:xliff>":   XLIFF2,
		"<!DOCTYPE xliff>\n<xliff>":   XLIFF2,
		"<xliff x:version=\"1.0\">":   XLIFF2,
		"<xliff version=\"1.1\"":      UnknownFormat,
		"<tmx version=\"1.4\"></tmx>": Memory,
	} {
		if got := Detect([]byte(src)); got != want {
			t.Errorf("%q: format %d, want %d", src, got, want)
		}
	}
}
