package pipeline

import (
	"fmt"
	"strings"
	"testing"

	"vernacular/internal/checks"
	"vernacular/internal/diag"
	"vernacular/internal/page"
)

// TestAHabitOfALocaleIsOneProblem tells what five files of a locale have in common from what four have, or each for itself.
func TestAHabitOfALocaleIsOneProblem(t *testing.T) {
	problems := func(files int, source, text string) []diag.Diagnostic {
		var ds []diag.Diagnostic
		for i := range files {
			number := func(s string) string { return strings.ReplaceAll(s, "#", fmt.Sprint(7*i)) }
			p := checks.Pair{Source: "en", Locale: "fr", Kind: page.KindParagraph, SourceText: number(source), Text: number(text), Pos: diag.At(fmt.Sprintf("content/fr/%d.md", i), 3, 1)}
			ds = append(ds, (*checks.Glossary)(nil).Check(p)...)
		}
		return ds
	}
	const sentences = "Each voter gets a letter with the place and the hours. The office sends it within a week."
	const lettre = "Chaque électeur reçoit une lettre avec le lieu et les horaires. Le bureau l’envoie dans la semaine."
	size := [2]string{"Write `--size=#b` there.", "Écrivez là `--taille=#o`."}
	for _, c := range []struct {
		name         string
		source, text string
		files, want  int
	}{
		{"spaces in five files", "Write it there.", "Écrivez-le  là.", 5, 1},
		{"spaces in two files", "Write it there.", "Écrivez-le  là.", 2, 2},
		{"one sentence", sentences + " Whoever has lost it may ask the office for another one.", lettre, 5, 1},
		{"one replacement", size[0], size[1], 5, 1},
		{"different codes", "Write `a#` there.", "Écrivez-le là.", 5, 5},
		{"numbers", "Write it 12 times.", "Écrivez-le # fois.", 5, 5},
	} {
		got := Told(diag.Sorted(problems(c.files, c.source, c.text)))
		if len(got) != c.want {
			t.Errorf("%s: %d problems, want %d: %v", c.name, len(got), c.want, got)
		}
	}
	got := Told(diag.Sorted(problems(6, size[0], size[1])))[0]
	if want := "the code “--taille=0o” is “--size=0b” in the source (and 5 more of this kind in 6 files of content/fr)"; got.Words() != want || got.Count != 6 {
		t.Errorf("%q, %d", got.Words(), got.Count)
	}
}
