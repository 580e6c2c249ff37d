package translation

import (
	"slices"
	"testing"

	"vernacular/internal/page"
)

// TestDigitsOfEveryScriptAreRead reads numbers in digits beyond the basic plane, as in Modi and in mathematical letters.
func TestDigitsOfEveryScriptAreRead(t *testing.T) {
	numbersOf := func(text string) []mark {
		marks := traitsOfSegment(Segment{Kind: page.KindParagraph, Text: text}, false).marks
		return slices.DeleteFunc(marks, func(m mark) bool { return m.class != markNumber })
	}
	want := numbersOf("version 14 of the text")
	if len(want) == 0 {
		t.Fatal("no number is read")
	}
	for _, number := range []string{"१४", "𑙑𑙔", "𝟏𝟒", "𞥑𞥔"} {
		if got := numbersOf("version " + number + " of the text"); !slices.Equal(got, want) {
			t.Errorf("%s is read as %v, want %v", number, got, want)
		}
	}
}
