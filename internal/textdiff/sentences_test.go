package textdiff

import (
	"slices"
	"strings"
	"testing"
)

func TestSentences(t *testing.T) {
	for text, want := range map[string][]string{
		"":                           nil,
		"One.":                       {"One."},
		"One. Two\nis here! Three?":  {"One. ", "Two is here! ", "Three?"},
		"Dr. Shah said so. He left.": {"Dr. Shah said so. ", "He left."},
		"Am 14. Juni. Danach nicht.": {"Am 14. Juni. ", "Danach nicht."},
		"在这里。请看！":                    {"在这里。", "请看！"},
		"पहला वाक्य है। दूसरा है।":              {"पहला वाक्य है। ", "दूसरा है।"},
		"هل هذا صحيح؟ نعم.":                     {"هل هذا صحيح؟ ", "نعم."},
		"ይህ ነው። ያ ነው።":                          {"ይህ ነው። ", "ያ ነው።"},
		"It costs 3.5 e.g. at vote.org. … Yes.": {"It costs 3.5 e.g. at vote.org. ", "… Yes."},
	} {
		got := Sentences("de", text)
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q", text, got)
		}
		if strings.Join(got, "") != strings.ReplaceAll(text, "\n", " ") {
			t.Errorf("%q: the sentences do not join to the text", text)
		}
	}
	if got := Sentences("en", "It writes XLIFF 2. The other reads it."); len(got) != 2 {
		t.Errorf("an English sentence ends with a number: %q", got)
	}
}
