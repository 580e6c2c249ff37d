package textdiff

import "math/bits"

// Text is a text made ready for many comparisons. It is not changed after [Prepare]: many goroutines
// may use it.
type Text struct {
	words []string // without what stands between them
	text  string
}

// Prepare returns a text that is cut into its words for [Text.Similarity].
func Prepare(text string) Text {
	t := Text{text: text}
	for _, p := range Split(text) {
		if IsWord(p) {
			t.words = append(t.words, p)
		}
	}
	return t
}

// Words returns the words of the text, in order, without what stands between them. The caller does not
// change them.
func (t Text) Words() []string { return t.words }

// maxCells bounds the table of [Text.Similarity]: 2^26 cells, 64 at a step, are some milliseconds and 8 MB.
const maxCells = 1 << 26

// Similarity returns how alike two texts are, from 0 (no word in common) to 1: twice the number of words
// that they share in the same order, by the number of all their words. Spaces and punctuation do not
// count, letters do: "The" is not "the". In scripts without spaces the words are characters.
//
// It is symmetric, and 1 if and only if the words of both are the same in the same order. Texts without
// any word are 1 if they are equal and 0 if not. Texts so long that their numbers of words multiply to
// more than 2^26 (8,000 words each) are compared by which words they have, whatever the order.
func (t Text) Similarity(u Text) float64 {
	a, b := t.words, u.words
	total := len(a) + len(b)
	switch {
	case total == 0 && t.text == u.text:
		return 1
	case len(a) == 0 || len(b) == 0:
		return 0
	}
	shared := 0
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b, shared = a[1:], b[1:], shared+1
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b, shared = a[:len(a)-1], b[:len(b)-1], shared+1
	}
	if len(a) == 0 && len(b) == 0 {
		return 1
	}
	if len(a)*len(b) > maxCells {
		// The same words in another order are not the same text.
		shared += min(Common(a, b), max(len(a), len(b))-1)
	} else {
		shared += subsequence(a, b)
	}
	return 2 * float64(shared) / float64(total)
}

// Common returns the number of words that two texts share, whatever their order, each as often as the text that has it less often.
func Common(a, b []string) int {
	left := map[string]int{}
	for _, w := range a {
		left[w]++
	}
	n := 0
	for _, w := range b {
		if left[w] > 0 {
			left[w]--
			n++
		}
	}
	return n
}

// subsequence returns the length of a longest common subsequence, 64 cells of the table at a step (Hyyrö,
// "Bit-Parallel LCS-length Computation Revisited", 2004).
func subsequence(a, b []string) int {
	if len(a) > len(b) {
		a, b = b, a // the answer is the same, and the rows are shorter
	}
	if len(a) == 0 {
		return 0
	}
	size := (len(a) + 63) / 64
	places := map[string][]uint64{}
	for i, w := range a {
		p := places[w]
		if p == nil {
			p = make([]uint64, size)
			places[w] = p
		}
		p[i/64] |= 1 << (i % 64)
	}
	row := make([]uint64, size)
	for i := range row {
		row[i] = ^uint64(0)
	}
	for _, w := range b {
		match := places[w]
		if match == nil {
			continue
		}
		var carry uint64
		for i, v := range row {
			u := v & match[i]
			var sum uint64
			sum, carry = bits.Add64(v, u, carry)
			row[i] = sum | (v &^ u)
		}
	}
	n := 0
	for i, v := range row {
		if last := len(a) - 64*i; last < 64 {
			v |= ^uint64(0) << last
		}
		n += bits.OnesCount64(^v)
	}
	return n
}
