package diag

import "strings"

// Nearest gives the candidate that word is most likely a slip of, or "" when none is near. A slip is a
// letter or two too much, too few, wrong or swapped with its neighbour: none in a word of two letters,
// one in up to five, two in up to nine, three in longer ones, where what both have in common up to the
// last slash does not count. Failing that, the one candidate that begins with the word, or that the word
// begins with, is given. Upper and lower case are the same; of equals the first wins.
func Nearest(word string, candidates []string) string {
	low := strings.ToLower(word)
	best, fewest := "", 4
	begun, several := "", false
	for _, c := range candidates {
		a, b := afterCommonFolder(low, strings.ToLower(c))
		x, y := []rune(a), []rune(b)
		limit := min(fewest-1, slips(min(len(x), len(y))))
		if d := Distance(x, y, limit); d <= limit {
			best, fewest = c, d
		}
		if len(x) >= 3 && len(y) >= 3 && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a)) {
			several = several || begun != ""
			begun = c
		}
	}
	if best == "" && !several {
		return begun
	}
	return best
}

// slips is the number of slips that may be in a word of n letters.
func slips(n int) int {
	switch {
	case n < 3:
		return 0
	case n < 6:
		return 1
	case n < 10:
		return 2
	}
	return 3
}

// afterCommonFolder leaves out what both have in common up to a slash.
func afterCommonFolder(a, b string) (string, string) {
	folder := 0
	for i := 0; i < min(len(a), len(b)) && a[i] == b[i]; i++ {
		if a[i] == '/' {
			folder = i + 1
		}
	}
	return a[folder:], b[folder:]
}

// Distance returns the number of letters to insert, drop, replace or swap with their neighbour to make y of x (optimal
// string alignment), or limit+1 when that is more than limit.
func Distance(x, y []rune, limit int) int {
	if limit < 0 || len(x)-len(y) > limit || len(y)-len(x) > limit {
		return limit + 1
	}
	before, above, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(y); j++ {
			change := 1
			if x[i-1] == y[j-1] {
				change = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+change)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > limit+1 { // a swap can win back one
			return limit + 1
		}
		before, above, row = above, row, before
	}
	return min(above[len(y)], limit+1)
}
