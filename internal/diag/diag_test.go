package diag

import (
	"encoding/json"
	"testing"
)

func TestPosition(t *testing.T) {
	src := []byte("a\r\nbé\rc\nd")
	for _, c := range []struct{ off, line, col int }{
		{0, 1, 1}, {3, 2, 1}, {4, 2, 2}, {6, 2, 3}, {7, 3, 1}, {9, 4, 1}, {99, 4, 2}, {-1, 1, 1},
	} {
		if l, k := Position(src, c.off); l != c.line || k != c.col {
			t.Errorf("offset %d: got %d:%d, want %d:%d", c.off, l, k, c.line, c.col)
		}
	}
}

func TestStringEscapesWhatATerminalWouldObey(t *testing.T) {
	d := Errorf("x", At("a\x1b[31m\n.md", 2, 3), "bad \u202e text \xff").WithHint("do\u2028that")
	want := "a\\x1b[31m\\n.md:2:3: error: bad \\u202e text \\xff [x]\n    do\\u2028that"
	if got := d.String(); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if got := Escape("می‌خواهم 中文"); got != "می‌خواهم 中文" {
		t.Errorf("letters and joiners must stay: %q", got)
	}
}

func TestQuoteShowsWhatIsInvisible(t *testing.T) {
	if got, want := Quote("a\u202eb می‌خواهم"), "\"a\\u202eb می‌خواهم\""; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestJSONHasEveryKeyAndIsValid(t *testing.T) {
	b, err := json.Marshal(Warnf("c", At("f\xff", 0, 0), "m\x1b"))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"type":"diagnostic","code":"c","severity":"warning","file":"f�","line":0,"column":0,"message":"m\u001b","hint":""}`
	if string(b) != want {
		t.Errorf("got %s", b)
	}
}

func TestSortedIsTotalAndUnique(t *testing.T) {
	a, b := Errorf("a", At("f", 1, 1), "m"), Warnf("a", At("f", 1, 1), "m")
	got := Sorted([]Diagnostic{b, a, b})
	if len(got) != 2 || got[0] != a || got[1] != b {
		t.Errorf("got %v", got)
	}
	if e, w := Count(got); e != 1 || w != 1 || !HasErrors(got) {
		t.Error("counts")
	}
}

// TestPlacesInAnyOrder asks a text for two places one after the other, also for one in the middle of a character.
func TestPlacesInAnyOrder(t *testing.T) {
	src := []byte("\u202eA&#8295;<p>漢\n\xe6\xbcb😀\r\né")
	for a := range len(src) + 1 {
		for b := range len(src) + 1 {
			s := &Text{File: "a.md", Src: src}
			s.LineCol(a)
			line, col := s.LineCol(b)
			if l, c := Position(src, b); l != line || c != col {
				t.Errorf("%d after %d: %d:%d, not %d:%d", b, a, line, col, l, c)
			}
		}
	}
}
