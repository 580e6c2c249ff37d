package translation

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// What is cut off before the comparison of each with each changes nothing in how much is paired.
func TestLongestCommonSubsequence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		item := rapid.IntRange(0, rapid.SampledFrom([]int{3, 12, 60}).Draw(t, "kinds"))
		x, y := rapid.SliceOfN(item, 0, 20).Draw(t, "x"), rapid.SliceOfN(item, 0, 20).Draw(t, "y")
		if rapid.Bool().Draw(t, "edited") {
			y = slices.Clone(x)
			for range rapid.IntRange(0, 4).Draw(t, "edits") {
				if at := rapid.IntRange(0, len(y)).Draw(t, "at"); at < len(y) && rapid.Bool().Draw(t, "gone") {
					y = slices.Delete(y, at, at+1)
				} else {
					y = slices.Insert(y, at, item.Draw(t, "item"))
				}
			}
		}
		all := func(list []int) []int {
			at := make([]int, len(list))
			for i := range at {
				at[i] = i
			}
			return at
		}
		want := longest(x, y, all(x), all(y))
		for _, got := range [][][2]int{lcs(x, y), longestOfMany(x, y, all(x), all(y))} {
			if len(got) != len(want) {
				t.Fatalf("%v and %v: %v, want as many pairs as %v", x, y, got, want)
			}
			for k, p := range got {
				if x[p[0]] != y[p[1]] || k > 0 && (p[0] <= got[k-1][0] || p[1] <= got[k-1][1]) {
					t.Fatalf("%v and %v: %v", x, y, got)
				}
			}
		}
	})
}
