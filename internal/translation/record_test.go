package translation

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestRecordRoundTrip(t *testing.T) {
	hash := rapid.StringMatching(`[0-9a-f]{16}`)
	text := rapid.OneOf(rapid.String(), rapid.StringMatching(`["\\\x00-\x1f\x7f 'é字]{1,12}`))
	rapid.Check(t, func(t *rapid.T) {
		var r Record
		for _, id := range rapid.SliceOfNDistinct(text.Filter(func(s string) bool { return s != "" }), 0, 5, rapid.ID[string]).Draw(t, "ids") {
			e := Entry{ID: id, Source: hash.Draw(t, "source"), Forced: text.Draw(t, "forced")}
			if rapid.Bool().Draw(t, "translated") {
				e.Text = hash.Draw(t, "text")
			}
			if m := rapid.MapOfN(text, text, 0, 3).Draw(t, "except"); len(m) > 0 {
				e.Except = m
			}
			e.Review = Review{
				Stage: rapid.SampledFrom([]Stage{Translated, Draft, Reviewed}).Draw(t, "stage"), By: text.Draw(t, "by"),
				When: rapid.SampledFrom([]string{"", "2026-11-30", "2024-02-29"}).Draw(t, "when"),
			}
			r.Entries = append(r.Entries, e)
		}
		for range rapid.IntRange(0, 3).Draw(t, "changes") {
			r.Changes = append(r.Changes, Change{hash.Draw(t, "from"), hash.Draw(t, "to"), rapid.SampledFrom([]string{"cosmetic", "editorial", "normative"}).Draw(t, "class"), text.Draw(t, "reason")})
		}
		src := r.Bytes("content/fr/index.md")
		got, ds := ParseRecord("r.toml", src)
		if len(ds) > 0 {
			t.Fatalf("%s\n%s", ds[0].Message, src)
		}
		if len(got.Entries) == 0 {
			got.Entries = nil
		}
		for i, e := range got.Entries {
			if own, ok := got.Entry(e.ID); !ok || !reflect.DeepEqual(own, r.Entries[i]) {
				t.Fatalf("the entry of %q is %+v, %v", e.ID, own, ok)
			}
		}
		if e, ok := got.Entry("another id"); ok && e.ID != "another id" {
			t.Fatalf("an id that is not there has %+v", e)
		}
		got.at = nil
		if !reflect.DeepEqual(*got, r) {
			t.Fatalf("got %+v\nwant %+v", *got, r)
		}
		if again := got.Bytes("content/fr/index.md"); string(again) != string(src) {
			t.Fatalf("written again:\n%s\nwas\n%s", again, src)
		}
	})
}

func TestRecordHasALineForEachSegment(t *testing.T) {
	r := Record{Entries: []Entry{{ID: "a", Source: Hash("a")}, {ID: "b", Source: Hash("b"), Text: Hash("c"), Forced: "two\nlines"}}}
	if lines := strings.Count(string(r.Bytes("x")), "\n"); lines != 5 {
		t.Errorf("%d lines:\n%s", lines, r.Bytes("x"))
	}
}

func TestBrokenRecords(t *testing.T) {
	const h = "0123456789abcdef"
	for _, c := range []struct {
		name, src string
		line      int
	}{
		{"conflict marks", "segments = [\n<<<<<<< ours\n  {id = \"a\", source = \"" + h + "\"},\n]\n", 2},
		{"not closed", "segments = [\n  {id = \"a\", source = \"" + h + "\"},\n", 0},
		{"no TOML", "# c\n{}", 2},
		{"no id", "segments = [\n  {source = \"" + h + "\"},\n]\n", 0},
		{"no digest", "segments = [\n  {id = \"a\"},\n]\n", 2},
		{"short digest", "segments = [\n  {id = \"a\", source = \"0123\"},\n]\n", 2},
		{"capital digest", "segments = [\n  {id = \"a\", source = \"0123456789ABCDEF\"},\n]\n", 2},
		{"bad digest of the text", "segments = [\n  {id = \"a\", source = \"" + h + "\", text = \"x\"},\n]\n", 2},
		{"no state that there is", "segments = [\n  {id = \"b\", source = \"" + h + "\"},\n  {id = \"a\", source = \"" + h + "\", text = \"" + h + "\",\n   state = \"aproved\"},\n]\n", 4},
		{"a number for a state", "segments = [\n  {id = \"a\", source = \"" + h + "\", state = 2},\n]\n", 2},
		{"no day that there is", "segments = [\n  {id = \"a\", source = \"" + h + "\", state = \"draft\", when = \"2026-02-30\"},\n]\n", 2},
		{"a list of names", "segments = [\n  {id = \"a\", source = \"" + h + "\", state = \"reviewed\", by = [\"A\", \"B\"]},\n]\n", 2},
		{"a number for a text", "segments = [\n  {id = 1, source = \"" + h + "\"},\n]\n", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, ds := ParseRecord("r.toml", []byte(c.src))
			if r != nil || len(ds) != 1 {
				t.Fatalf("got %v and %d problems", r, len(ds))
			}
			d := ds[0]
			if d.Code != "record-syntax" || d.Hint == "" || d.Pos.File != "r.toml" || d.Pos.Line < 1 || c.line > 0 && d.Pos.Line != c.line {
				t.Errorf("%+v, want line %d", d, c.line)
			}
		})
	}
	for _, src := range []string{"", "# nothing\n", "segments = []\n", "later = \"version\"\n"} {
		if r, ds := ParseRecord("r.toml", []byte(src)); r == nil || len(ds) > 0 {
			t.Errorf("%q: %v", src, ds)
		}
	}
}

func FuzzRecord(f *testing.F) {
	full := Record{
		Entries:   []Entry{{ID: "heading-01234567", Source: Hash("a"), Text: Hash("b"), Forced: "why \"so\"", Except: map[string]string{"number": "a\\b"}, Review: Review{Reviewed, "Amina", "2026-11-30"}}},
		Changes:   []Change{{Hash("a"), Hash("b"), "cosmetic", "a comma"}},
		Withdrawn: []Withdrawal{{Hash("a"), "b\nc \"d\""}},
		Links:     []LinkDefinition{{"rules", "https://a.example/", "https://b.example/"}, {"règles", "", "c.md"}},
	}
	f.Add(full.Bytes("content/fr/index.md"))
	f.Add([]byte(""))
	f.Add([]byte("segments = [\n<<<<<<< ours\n"))
	f.Add([]byte("segments = [{id = \"a\", source = \"0123456789abcdef\", except = {}}]"))
	f.Add([]byte("[[segments]]\nid = 'x'\nsource = 'x'\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		r, ds := ParseRecord("r.toml", src)
		if (r == nil) != (len(ds) > 0) {
			t.Fatalf("record %v with %d problems", r, len(ds))
		}
		if r == nil {
			if ds[0].Pos.Line < 1 || ds[0].Pos.Line > 1+strings.Count(string(src), "\n") {
				t.Fatalf("line %d", ds[0].Pos.Line)
			}
			return
		}
		once := r.Bytes("x")
		again, ds := ParseRecord("r.toml", once)
		if len(ds) > 0 {
			t.Fatalf("cannot be read again: %s\n%s", ds[0].Message, once)
		}
		if string(again.Bytes("x")) != string(once) {
			t.Fatalf("changed:\n%s\nwas\n%s", again.Bytes("x"), once)
		}
	})
}
