package main

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

// TestSpellRules executes rules of every form that CLDR uses.
func TestSpellRules(t *testing.T) {
	rules, err := readSpellRules("ru", map[string]json.RawMessage{
		"%%lenient-parse": json.RawMessage(`"&a"`),
		"%spellout-cardinal": json.RawMessage(`[["-x","minus →→;"],["x.x","←← point →→;"],["0","null;"],["1","one;"],["2","two;"],["3","three;"],["4","four;"],["5","five;"],
			["6","six;"],["7","seven;"],["8","eight;"],["9","nine;"],["10","ten;"],["11","eleven;"],["12","→→teen;"],["20","twenty[-→→];"],["30","←←-ty[-→→];"],["40/20","score[ and →%%rest→];"],
			["60","←←-ty[-→→];"],["100","←← hundred[ →→];"],["1,000","←← $(cardinal,one{mille}few{milles}other{mil})$[ →→];"],["1000000","=#,##0=;"]]`),
		"%%rest":                       json.RawMessage(`[["0","=%spellout-cardinal=;"],["7","lucky;"],["8","=%spellout-cardinal=;"]]`),
		"%spellout-cardinal-digits":    json.RawMessage(`[["0","=%spellout-cardinal=;"],["10","←←→→→;"]]`),
		"%spellout-cardinal-financial": json.RawMessage(`[["0","ERROR;"]]`),
		"%spellout-ordinal":            json.RawMessage(`[["0","=%spellout-cardinal=th;"]]`),
	})
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]string{0: "null", 13: "threeteen", 20: "twenty", 21: "twenty-one", 35: "three-ty-five", 40: "score", 47: "score and lucky", 53: "score and threeteen",
		60: "six-ty", 100: "one hundred", 305: "three hundred five", 1000: "one mille", 2000: "two milles", 5100: "five mil one hundred"} {
		if got, err := rules.spell("%spellout-cardinal", n, 0); got != want || err != nil {
			t.Errorf("%d is %q, %v; want %q", n, got, err, want)
		}
	}
	words, err := rules.words()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"30 three-ty\tthreenull", "5. fiveth"} {
		if !strings.Contains(words, "\n"+line) {
			t.Errorf("no line %q in\n%s", line, words)
		}
	}
	if _, err := rules.spell("%spellout-cardinal", 1_000_000, 0); !errors.Is(err, errNoWords) || strings.Contains(words, "error") {
		t.Errorf("digits or an error count as words: %v\n%s", err, words)
	}
	if _, err := readSpellRule("1000/x", "a"); err == nil {
		t.Error("a radix of letters is read")
	}
}
