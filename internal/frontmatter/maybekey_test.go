package frontmatter

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The quick look at a line must never pass over one that the pattern takes for a key.
func TestMayBeKeyMissesNoKey(t *testing.T) {
	characters := []rune("dr_-:= \t\"'{,<!/.#[](é\u200f日1%")
	rapid.Check(t, func(t *rapid.T) {
		line := strings.TrimSpace(rapid.StringOfN(rapid.SampledFrom(characters), 0, 14, -1).Draw(t, "line"))
		if keyLine.MatchString(line) && !mayBeKey(line) {
			t.Fatal(line)
		}
	})
}
