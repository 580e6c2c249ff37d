package exchange

import (
	"fmt"
	"strings"
	"testing"

	"vernacular/internal/diag"
	"vernacular/internal/translation"
)

// droppedPO is what the translate toolkit's xliff2po makes of a PO file of ours by way of po2xliff: without contexts, but for
// equal texts, which get the place where they are from for one; the notes of a message with plural forms are one line.
const droppedPO = `#, fuzzy
msgid ""
msgstr ""
"Language: fr\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\n"
"X-Source-Language: en\n"
"X-Vernacular-Scope: locale\n"

#. type: heading
#. unit: index:heading-1
#: content/en/index.md
msgid "State"
msgstr "Un État"

#. type: message
#. unit: messages:state
#. A column.
#: locales/active.en.toml
msgctxt "locales/active.en.toml"
msgid "State"
msgstr "État"

#. type: message
#. unit: messages:state%20of%20it
#: locales/active.en.toml
msgctxt "locales/active.en.toml"
msgid "State"
msgstr "L’état"

#. type: message unit: messages:days Count: days.
#: locales/active.en.toml
msgid "{{.Count}} day"
msgid_plural "{{.Count}} days"
msgstr[0] "{{.Count}} jour"
msgstr[1] "{{.Count}} jours"

#. type: message
#. unit: messages:days[many]
#: locales/active.en.toml
msgid "{{.Count}} days"
msgstr "{{.Count}} de jours"

#. type: paragraph
#. unit: index:paragraph-1
#. unit: index:paragraph-2
#: content/en/index.md
msgid "Two that the toolkit has made one."
msgstr "Deux."
`

// droppedXLIFF is what po2xliff makes of the same file.
const droppedXLIFF = `<?xml version="1.0" encoding="UTF-8"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:1.1" version="1.1">
  <file original="fr.po" source-language="en-US" datatype="plaintext">
    <body>
      <trans-unit xml:space="preserve" id="2" approved="no" restype="x-gettext-domain-header"><source>Language: fr
Plural-Forms: nplurals=2; plural=(n &gt; 1);
X-Source-Language: en
X-Vernacular-Scope: locale
</source></trans-unit>
      <trans-unit xml:space="preserve" id="3" approved="yes"><source>State</source><target state="translated">Un État</target>
        <note from="developer">type: heading
unit: index:heading-1</note></trans-unit>
      <trans-unit xml:space="preserve" id="4" approved="yes"><source>State</source><target state="translated">État</target>
        <note from="developer">type: message
unit: messages:state
A column.</note></trans-unit>
      <trans-unit xml:space="preserve" id="5" approved="yes"><source>State</source><target state="translated">L’état</target>
        <note from="developer">type: message
unit: messages:state%20of%20it</note></trans-unit>
      <group restype="x-gettext-plurals" id="6" approved="yes">
        <trans-unit xml:space="preserve" approved="yes" id="6[0]"><source>{{.Count}} day</source><target state="translated">{{.Count}} jour</target></trans-unit>
        <trans-unit xml:space="preserve" id="6[1]" approved="yes"><source>{{.Count}} days</source><target state="translated">{{.Count}} jours</target></trans-unit>
        <note from="developer">type: message
unit: messages:days
Count: days.</note>
      </group>
      <trans-unit xml:space="preserve" id="7" approved="yes"><source>{{.Count}} days</source><target state="translated">{{.Count}} de jours</target>
        <note from="developer">type: message
unit: messages:days[many]</note></trans-unit>
      <trans-unit xml:space="preserve" id="8" approved="yes"><source>Two that the toolkit has made one.</source><target state="translated">Deux.</target>
        <note from="developer">type: paragraph
unit: index:paragraph-1
unit: index:paragraph-2</note></trans-unit>
    </body>
  </file>
</xliff>
`

// TestContextsThatToolsDrop finds the units of files from which a tool has dropped the contexts by our notes.
func TestContextsThatToolsDrop(t *testing.T) {
	for name, text := range map[string]string{"a.po": droppedPO, "a.xlf": droppedXLIFF} {
		d, ds := Read(name, []byte(text))
		if len(ds) > 0 || d.Target != "fr" {
			t.Errorf("%s: %v, %s", name, ds, d.Target)
		}
		var got []string
		for _, f := range d.Files {
			for _, u := range f.Units {
				text := u.Text
				if u.Plural != nil {
					text = fmt.Sprint(u.Plural.Source, u.Plural.Target)
				}
				id := u.ID
				if f.Name == "" { // of no known file: a number that the tool has given it is no id
					id = "?"
				}
				got = append(got, fmt.Sprintf("%s:%s %s %s %s %s", f.Name, id, u.Kind, u.Status, text, u.Note))
			}
		}
		want := []string{
			"index:heading-1 heading translated Un État ",
			"messages:state message translated État A column.",
			"messages:state of it message translated L’état ",
			"messages:days message translated [{one {{.Count}} day} {other {{.Count}} days}] [{one {{.Count}} jour} {many {{.Count}} de jours} {other {{.Count}} jours}] Count: days.",
			":? paragraph translated Deux. ",
		}
		for i, line := range want {
			if i >= len(got) || !strings.HasPrefix(got[i], line) {
				t.Errorf("%s:\n got %q\nwant %q", name, got, want)
				break
			}
		}
	}
}

// TestOwnContextsOutrankNotes: what a note says of the unit counts only where the context says nothing.
func TestOwnContextsOutrankNotes(t *testing.T) {
	d, ds := ReadPO("a.po", []byte(frenchHeader+"#. unit: b\nmsgctxt \"a\"\nmsgid \"x\"\nmsgstr \"y\"\n\n#. unit: c%zz\nmsgid \"z\"\nmsgstr \"w\"\n"))
	if len(ds) > 0 || len(d.Files) != 1 || len(d.Files[0].Units) != 2 || d.Files[0].Units[0].ID != "a" || d.Files[0].Units[1].ID != "" {
		t.Errorf("%+v %v", d, ds)
	}
}

// TestUnitsThatToolsDouble: two units of XLIFF whose notes name the same unit of ours.
func TestUnitsThatToolsDouble(t *testing.T) {
	d, ds := Read("a.xlf", []byte(strings.Replace(droppedXLIFF, "messages:state%20of%20it", "messages:state", 1)))
	if errors, _ := diag.Count(ds); errors != 1 || ds[0].Code != "exchange-twice" || ds[0].Line == 0 || len(d.Files) == 0 {
		t.Errorf("%v", ds)
	}
}

// TestNumberedForms: where French has two numbered forms, they are gettext's; where it has three, they are CLDR's.
func TestNumberedForms(t *testing.T) {
	unit := func(i int, source, target string) string {
		return fmt.Sprintf(`<trans-unit id="p[%d]"><source>%s</source><target state="final">%s</target></trans-unit>`, i, source, target)
	}
	two := `<group restype="x-gettext-plurals" id="p">` + unit(0, "page", "une page") + unit(1, "pages", "pages") + `</group>`
	d, ds := Read("a.xlf", []byte(inXLIFF12(two)))
	if len(ds) > 0 || len(d.Files) != 1 || len(d.Files[0].Units) != 1 {
		t.Fatalf("%+v, %v", d, ds)
	}
	if p := d.Files[0].Units[0].Plural; fmt.Sprint(p.Target) != "[{one une page} {other pages}]" || fmt.Sprint(p.Source) != "[{one page} {other pages}]" {
		t.Errorf("%+v", p)
	}
}

// TestGarbledLines tells a text that has lost its quotation marks once, however many lines it has.
func TestGarbledLines(t *testing.T) {
	d, ds := ReadPO("a.po", []byte(frenchHeader+"msgid \"x\"\nmsgstr a\nb\nc\nd\n\n#. next\nmsgid \"y\"\nmsgstr \"z\"\n"))
	if len(ds) != 2 || ds[1].Line != ds[0].Line+1 || len(d.Files) != 1 || len(d.Files[0].Units) != 1 {
		t.Errorf("%v", ds)
	}
}

// TestNoteWords has every text come back from its word in a note.
func TestNoteWords(t *testing.T) {
	for _, s := range []string{"index:p-1", "a b", "a%20b", "é\u00a0ü", "a\nb\tc", "%", "\u2028", "a:b/c[many]"} {
		word := noteWord(s)
		if strings.ContainsAny(word, " \n\t\u00a0\u2028") || noteText(word) != s {
			t.Errorf("%q is %q and comes back as %q", s, word, noteText(word))
		}
	}
	if _, err := WritePO(Document{Target: "fr", Files: []File{{Name: "a", Units: []Entry{{Unit: translation.Unit{ID: "x\ny", Source: "s"}}}}}}); err != nil {
		t.Error(err)
	}
}
