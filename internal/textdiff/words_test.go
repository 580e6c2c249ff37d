package textdiff

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSplit(t *testing.T) {
	for text, want := range map[string][]string{
		"":                         nil,
		"Can't pay 3.50, he said.": {"Can't", " ", "pay", " ", "3.50", ",", " ", "he", " ", "said", "."},
		"example.org/a":            {"example.org", "/", "a"},
		"日本語テスト":                   {"日", "本", "語", "テスト"},
		"한국어 글":                    {"한국어", " ", "글"},
		"גרשיים צה\"ל":             {"גרשיים", " ", "צה\"ל"},
		"a\u00a0b":                 {"a", "\u00a0", "b"},
	} {
		if got := Split(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestIsWord(t *testing.T) {
	for piece, want := range map[string]bool{"a": true, "7": true, "é": true, "٣": true, "Ⅳ": true, "我": true, "½": true,
		"": false, " ": false, ".": false, "_": false, "😀": false, "\u0301": false, "\u200b": false, "—": false} {
		if IsWord(piece) != want {
			t.Errorf("%q: %v", piece, !want)
		}
	}
}

func TestCount(t *testing.T) {
	for text, want := range map[string]int{
		"":                        0,
		"70 … 2024":               0,
		"More than 70 countries.": 3,
		"don't, re-use 3G":        4,
		"Дія закону":              2,
		"حماية الأصوات":           2,
		"한국어 번역":                  2,
		"我爱北京天安门":                 4, // 7 characters
		"テスト":                     2, // 3
		"ภาษาไทย":                 2, // 7 letters
		"ភាសា\u200bខ្មែរ":         2, // 5 letters: marks and zero-width spaces are free
		"Poedit を使う":              3, // a word and 3 characters
	} {
		if got := Count(text); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

func TestSimilarity(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{
		{"", "", 1},
		{"—", "—", 1},
		{"—", "…", 0},
		{"", "a", 0},
		{"a", "—", 0},
		{"Vote now", "vote now", 0.5},
		{"Vote, now!", "Vote now", 1},
		{"one two three four", "one two three five", 0.75},
		{"one two", "two one", 0.5},
		{"a b a c a", "a c a b a", 0.6}, // the same words and the same pairs of words
		{"我爱北京", "我爱南京", 0.75},
		{"a b c", "d e f", 0},
	} {
		if got := Prepare(c.a).Similarity(Prepare(c.b)); got != c.want {
			t.Errorf("%q, %q: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

// longest is the textbook's table.
func longest(a, b []string) int {
	row := make([]int, len(b)+1)
	for _, x := range a {
		diagonal := 0
		for j, y := range b {
			above := row[j+1]
			if x == y {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(row[j+1], row[j])
			}
			diagonal = above
		}
	}
	return row[len(b)]
}

func TestSubsequence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f"})
		texts := rapid.OneOf(rapid.SliceOfN(word, 0, 70), rapid.SliceOfN(word, 120, 300))
		a, b := texts.Draw(t, "a"), texts.Draw(t, "b")
		if got, want := subsequence(a, b), longest(a, b); got != want {
			t.Fatalf("%d, want %d", got, want)
		}
	})
}

func TestSimilarityHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := prose.Draw(t, "a"), prose.Draw(t, "b")
		s, back := Prepare(a).Similarity(Prepare(b)), Prepare(b).Similarity(Prepare(a))
		x, y := Prepare(a), Prepare(b)
		same := slices.Equal(x.Words(), y.Words()) && (len(x.Words()) > 0 || a == b)
		if s != back || s < 0 || s > 1 || s == 1 != same {
			t.Fatalf("%q, %q: %v, the other way round %v", a, b, s, back)
		}
	})
}

// TestSimilarityOfBooks goes beyond the limit of the table, where order no longer counts.
func TestSimilarityOfBooks(t *testing.T) {
	words := strings.Fields(strings.Repeat("one two three four five six ", 3_000))
	other := slices.Clone(words)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(other), func(i, j int) { other[i], other[j] = other[j], other[i] })
	a, b := strings.Join(words, " "), strings.Join(other, " ")
	if s := Prepare(a).Similarity(Prepare(b)); s != Prepare(b).Similarity(Prepare(a)) || s < 0.99 || s >= 1 {
		t.Errorf("the same words in another order: %v", s)
	}
}
