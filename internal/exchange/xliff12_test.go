package exchange

import (
	"reflect"
	"strings"
	"testing"

	"vernacular/internal/diag"
	"vernacular/internal/translation"
)

// inXLIFF12 puts units into a file of XLIFF 1.2: the first begins on line 3.
func inXLIFF12(units string) string {
	return "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:1.2\" version=\"1.2\">\n" +
		"<file original=\"content/en/index.md\" source-language=\"en\" target-language=\"fr\" datatype=\"plaintext\"><header/><body>\n" + units + "\n</body></file>\n</xliff>\n"
}

// TestXLIFF12ComesBack writes every edition as XLIFF 1.2 and reads ids, texts and states. A suggestion is no target there.
func TestXLIFF12ComesBack(t *testing.T) {
	for _, want := range editions(t) {
		data, err := WriteXLIFF12(want)
		if err != nil {
			t.Fatal(err)
		}
		got, ds := ReadXLIFF("a.xlf", data)
		if len(ds) > 0 || got.Source != want.Source || got.Target != want.Target || len(got.Files) != len(want.Files) {
			t.Fatalf("%s: %v", want.Target, ds)
		}
		for i, f := range want.Files {
			if g := got.Files[i]; g.Name != f.Name || g.Original != f.Original || len(g.Units) != len(f.Units) {
				t.Fatalf("%s: got %q %q with %d units, want %q", want.Target, g.Name, g.Original, len(g.Units), f.Name)
			}
			for j, w := range f.Units {
				if w.Suggestion {
					w.Suggestion, w.Text, w.Score, w.Previous = false, "", 0, ""
				}
				g := got.Files[i].Units[j]
				if g.ID != w.ID || g.Kind != w.Kind || g.Source != w.Source || g.Text != w.Text || g.Status != w.Status || g.Previous != w.Previous || g.Bare || !reflect.DeepEqual(g.Plural, w.Plural) {
					t.Fatalf("%s:\n got %+v %+v\nwant %+v %+v", want.Target, g, g.Plural, w, w.Plural)
				}
			}
		}
	}
}

// TestXLIFF12Units reads one unit in the forms that tools give it.
func TestXLIFF12Units(t *testing.T) {
	plain := Entry{Unit: translation.Unit{ID: "u", Source: "a", Text: "b"}, Status: Translated}
	with := func(change func(*Entry)) Entry {
		u := plain
		change(&u)
		return u
	}
	unit := func(attributes, inside string) string {
		return `<trans-unit id="u" ` + attributes + `>` + inside + `</trans-unit>`
	}
	target := func(attributes string) string { return `<source>a</source><target ` + attributes + `>b</target>` }
	for _, c := range []struct {
		name, unit string
		want       Entry
	}{
		{"translated", unit("", target(`state="translated"`)), plain},
		{"final", unit("", target(`state="final"`)), with(func(u *Entry) { u.Status = Final })},
		{"signed off", unit("", target(`state="signed-off"`)), with(func(u *Entry) { u.Status = Final })},
		{"approved", unit(`approved="yes"`, target("")), with(func(u *Entry) { u.Status = Reviewed })},
		{"without a state", unit("", target("")), with(func(u *Entry) { u.Status, u.NoState = Draft, true })},
		{"not approved, as most tools write", unit(`approved="no"`, target("")), with(func(u *Entry) { u.Status, u.NoState = Draft, true })},
		{"fuzzy of Weblate and Virtaal", unit(`approved="no"`, target(`state="needs-translation"`)), with(func(u *Entry) { u.Status = Draft })},
		{"new", unit("", target(`state="new"`)), with(func(u *Entry) { u.Status = Draft })},
		{"of a machine", unit("", target(`state-qualifier="leveraged-mt"`)), with(func(u *Entry) { u.Status = Draft })},
		{"of a machine and checked", unit("", target(`state="translated" state-qualifier="leveraged-mt"`)), plain},
		{"fuzzy match", unit("", target(`state-qualifier="fuzzy-match"`)), with(func(u *Entry) { u.Status = Draft })},
		{"no target", unit("", `<source>a</source>`), with(func(u *Entry) { u.Status, u.Text = Missing, "" })},
		{"a copy of the source", unit("", `<source>a</source><target>a</target>`), with(func(u *Entry) { u.Status, u.Text = Missing, "a" })},
		{"the same in both languages", unit("", `<source>a</source><target state="translated">a</target>`), with(func(u *Entry) { u.Text = "a" })},
		{"the same, approved", unit(`approved="yes"`, `<source>a</source><target>a</target>`), with(func(u *Entry) { u.Text, u.Status = "a", Reviewed })},
		{"alternatives", unit("", `<alt-trans><source>x</source><target>y</target></alt-trans>`+target(`state="translated"`)+`<alt-trans><target>z</target></alt-trans>`), plain},
		{"a name", unit(`resname="paragraph-1"`, target(`state="translated"`)), with(func(u *Entry) { u.Name = "paragraph-1" })},
		{"notes", unit("", target(`state="translated"`)+`<note from="developer">for you</note><note/>`), with(func(u *Entry) { u.Note = "for you" })},
		{"segments of Trados and Okapi", unit("", `<source>One. Two.</source><seg-source><mrk mtype="seg" mid="1">One.</mrk> <mrk mtype="seg" mid="2">Two.</mrk></seg-source>`+
			`<target state="translated"><mrk mtype="seg" mid="1">Un.</mrk> <mrk mtype="seg" mid="2">Deux.</mrk></target>`),
			with(func(u *Entry) { u.Source, u.Text = "One. Two.", "Un. Deux." })},
		{"a segment that is empty", unit("", `<source>One. Two.</source><target><mrk mtype="seg" mid="1">Un.</mrk> <mrk mtype="seg" mid="2"/></target>`),
			with(func(u *Entry) { u.Source, u.Text, u.Status = "One. Two.", "Un.", Missing })},
		{"draft of Trados", unit(`xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0"`, target("")+`<sdl:seg-defs><sdl:seg id="1" conf="Draft"/></sdl:seg-defs>`), with(func(u *Entry) { u.Status = Draft })},
		{"translated in Trados", unit(`xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0"`, target("")+`<sdl:seg-defs><sdl:seg id="1" conf="Translated"/></sdl:seg-defs>`),
			with(func(u *Entry) { u.Status, u.NoState = Draft, true })},
		{"not confirmed in memoQ", unit(`xmlns:mq="MQXliff" mq:status="PartiallyEdited"`, target("")), with(func(u *Entry) { u.Status = Draft })},
		{"confirmed in memoQ", unit(`xmlns:mq="MQXliff" mq:status="ManuallyConfirmed"`, target("")), with(func(u *Entry) { u.Status, u.NoState = Draft, true })},
		{"codes with content", unit("", `<source>a <bpt id="1">**</bpt>b<ept id="1">**</ept><ph id="2">{{.N}}</ph></source><target state="final"><ph id="2"/><bpt id="1">**</bpt>c<ept id="1"/></target>`),
			with(func(u *Entry) { u.Source, u.Text, u.Status = "a **b**{{.N}}", "{{.N}}**c**", Final })},
		{"codes that stand for others", unit("", `<source>See <g id="1">the guide</g>, <x id="2"/></source><target state="final"><x id="2"/> <g id="1">le guide</g></target>`),
			with(func(u *Entry) {
				u.Source, u.Text, u.Status, u.Bare = "See [the guide](a.md), `x`", "`x` [le guide](a.md)", Final, true
			})},
		{"pairs in two halves", unit("", `<source><bx id="1" rid="9"/>the guide<ex id="2" rid="9"/> <it id="3" pos="open">`+"`x`"+`</it></source><target state="final"><bx id="1" rid="9"/>le guide<ex id="2" rid="9"/></target>`),
			with(func(u *Entry) {
				u.Source, u.Text, u.Status, u.Bare = "\ufdd0(9\ufdd1the guide\ufdd0)9\ufdd1 `x`", "\ufdd0(9\ufdd1le guide\ufdd0)9\ufdd1", Final, true
			})},
		{"a field that is named for people", unit("", `<source><x id="INTERPOLATION" equiv-text="{{.N}}"/> a</source><target state="final">b <x id="INTERPOLATION" equiv-text="{{.N}}"/></target>`),
			with(func(u *Entry) { u.Source, u.Text, u.Status = "{{.N}} a", "b {{.N}}", Final })},
		{"blanks that count", unit(`xml:space="preserve"`, "<source>a\n  b</source><target state=\"translated\">c\n  d</target>"), with(func(u *Entry) { u.Source, u.Text = "a\n  b", "c\n  d" })},
		{"layout of a tool", unit("", "\n<source>\n a\n</source>\n<target state=\"translated\">\n b\n</target>\n"), plain},
	} {
		for how, src := range map[string]string{
			"as is":           inXLIFF12(c.unit),
			"CRLF":            strings.ReplaceAll(inXLIFF12(c.unit), "\n", "\r\n"),
			"1.1":             strings.ReplaceAll(inXLIFF12(c.unit), "1.2", "1.1"),
			"no namespace":    strings.Replace(inXLIFF12(c.unit), `xmlns="urn:oasis:names:tc:xliff:document:1.2"`, "", 1),
			"a document type": `<!DOCTYPE xliff PUBLIC "-//XLIFF//DTD XLIFF//EN" "http://www.oasis-open.org/committees/xliff/documents/xliff.dtd">` + "\n" + inXLIFF12(c.unit),
			"groups":          inXLIFF12("<group><group id=\"g\">" + c.unit + "</group></group>"),
			"UTF-16":          string(utf16LE("<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n" + inXLIFF12(c.unit))),
			"two files":       strings.Replace(inXLIFF12(c.unit), "<header/>", "<body/></file><file original=\"b.md\" source-language=\"en\" target-language=\"fr\"><body/></file><file original=\"content/en/index.md\" source-language=\"en\" target-language=\"fr\"><header><skl/></header>", 1),
		} {
			d, ds := Read("a.xlf", []byte(src))
			n := len(d.Files) - 1
			if len(ds) > 0 || d.Source != "en" || d.Target != "fr" || n < 0 || d.Files[n].Original != "content/en/index.md" || len(d.Files[n].Units) != 1 {
				t.Errorf("%s, %s: %+v, %v", c.name, how, d, ds)
				continue
			}
			got := d.Files[n].Units[0]
			got.Pos, got.Loose = diag.Pos{}, false
			if got.Bare {
				got.Markdown = true
				if filled, err := got.WithCodes("See [the guide](a.md), `x`"); err == nil {
					filled.Bare = true
					got = filled
				}
				got.Markdown = false
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("%s, %s:\n got %+v\nwant %+v", c.name, how, got, c.want)
			}
		}
	}
}

// TestCodesThatDoNotFit refuses codes that nothing tells the meaning of.
func TestCodesThatDoNotFit(t *testing.T) {
	u := Entry{Unit: translation.Unit{Source: "a \ufdd0(1\ufdd1b\ufdd0)1\ufdd1", Text: "c \ufdd0.7\ufdd1"}, Markdown: true, Bare: true}
	if _, err := u.WithCodes("a *b* `c`"); err == nil || !strings.Contains(err.Error(), "has 2 of them where the source has 3") {
		t.Error(err)
	}
	if _, err := u.WithCodes("a *b*"); err == nil || !strings.Contains(err.Error(), "the inline code 7") {
		t.Error(err)
	}
	if got := Words(u.Source, true) + Words("a *b* [c](d)", true); got != "a ba b c" {
		t.Errorf("%q", got)
	}
}

// TestXLIFF12Plurals reads the plural forms of gettext as the translate toolkit and others number them.
func TestXLIFF12Plurals(t *testing.T) {
	d, ds := Read("a.xlf", []byte(inXLIFF12(`<group restype="x-gettext-plurals" id="pages">`+
		`<trans-unit id="pages[0]"><source>page</source><target state="final">une page</target></trans-unit>`+
		`<trans-unit id="pages[1]"><source>pages</source><target state="final">de pages</target></trans-unit>`+
		`<trans-unit id="pages[2]"><source>pages</source><target state="final">pages</target></trans-unit></group>`)))
	want := []Form{{"one", "une page"}, {"many", "de pages"}, {"other", "pages"}}
	if len(ds) > 0 || len(d.Files[0].Units) != 1 || d.Files[0].Units[0].ID != "pages" || !reflect.DeepEqual(d.Files[0].Units[0].Plural.Target, want) {
		t.Errorf("%+v, %v", d, ds)
	}
}

// TestBrokenXLIFF reads the units before the place where the XML is broken, but no message of which forms may be lost.
func TestBrokenXLIFF(t *testing.T) {
	whole := `<trans-unit id="u"><source>a</source><target>b</target></trans-unit>`
	for _, broken := range []string{`<trans-unit id="v"><source>a</sour`, `<trans-unit id="v"><source>a</target></trans-unit>`,
		`<group><trans-unit id="m_.one"><source>a</source><target>b</target></trans-unit>`, "&x;"} {
		d, ds := Read("a.xlf", []byte(strings.Split(inXLIFF12(whole+broken), "\n</body>")[0]))
		if errs, _ := diag.Count(ds); errs != 1 || len(d.Files) != 1 || len(d.Files[0].Units) != 1 || d.Files[0].Units[0].ID != "u" {
			t.Errorf("%s: %+v, %v", broken, d, ds)
		}
	}
}

// utf16LE is a text as tools for Windows save it.
func utf16LE(text string) []byte {
	out := []byte{0xff, 0xfe}
	for _, r := range text {
		if r > 0xffff {
			panic("no such letter is used here")
		}
		out = append(out, byte(r), byte(r>>8))
	}
	return out
}

// TestUTF16 reads PO in UTF-16 with a BOM and without.
func TestUTF16(t *testing.T) {
	src := utf16LE(frenchHeader + "msgctxt \"a\"\nmsgid \"x\"\nmsgstr \"été\"\n")
	for _, data := range [][]byte{src, src[2:]} {
		if d, ds := Read("a.po", data); len(ds) > 0 || len(d.Files) != 1 || d.Files[0].Units[0].Text != "été" {
			t.Errorf("%+v, %v", d, ds)
		}
	}
}
