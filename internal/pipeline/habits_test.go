package pipeline

import (
	"fmt"
	"strings"
	"testing"

	"vernacular/internal/checks"
	"vernacular/internal/diag"
)

// TestAHabitOfALocaleIsOneProblem tells what five files of a locale have in common from what four have, or each for itself.
func TestAHabitOfALocaleIsOneProblem(t *testing.T) {
	problems := func(files int, code, format string) []diag.Diagnostic {
		var ds []diag.Diagnostic
		for i := range files {
			ds = append(ds, diag.Warnf(code, diag.At(fmt.Sprintf("content/fr/%d.md", i), 3, 1), "%s", strings.ReplaceAll(format, "#", fmt.Sprint(i))))
		}
		return ds
	}
	const size = "the code “TAILLE: # octets” is “SIZE: # bytes” in the source"
	for _, c := range []struct {
		name, code, format string
		files, want        int
	}{
		{"spaces in five files", checks.DoubledSpace, "two spaces stand side by side", 5, 1},
		{"spaces in two files", checks.DoubledSpace, "two spaces stand side by side", 2, 2},
		{"one sentence", checks.SentenceChanged, "a sentence of the source seems to be missing here: “Thanks.”", 5, 1},
		{"one replacement", checks.CodeChanged, size, 5, 1},
		{"different codes", checks.CodeChanged, "the code “a#” of the source is missing here", 5, 5},
		{"numbers", checks.NumberChanged, "the number # is 12 in the source", 5, 5},
	} {
		got := Told(diag.Sorted(problems(c.files, c.code, c.format)))
		if len(got) != c.want {
			t.Errorf("%s: %d problems, want %d", c.name, len(got), c.want)
		}
	}
	got := Told(problems(6, checks.CodeChanged, size))[0]
	if want := "the code “TAILLE: 0 octets” is “SIZE: 0 bytes” in the source (and 5 more of this kind in 6 files of content/fr)"; got.Message != want || got.Count != 6 {
		t.Errorf("%q, %d", got.Message, got.Count)
	}
}
