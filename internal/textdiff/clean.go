package textdiff

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// keepers is how many words a coincidence may have: what two wordings share by chance is "of the", and
// four words in a row are the author's own.
const keepers = 3

// change is what was deleted and inserted in one place, and what was kept after it.
type change struct {
	old, new, kept []string
	letters        int // of the longer one of old and new
}

// add puts pieces on one side of a change, which is old or new.
func (c *change) add(side *[]string, pieces []string) {
	*side = append(*side, pieces...)
	_, old := weigh(c.old)
	_, new := weigh(c.new)
	c.letters = max(old, new)
}

// join returns edits in which what was kept alternates with changes, and coincidences belong to the
// changes around them.
func join(edits []edit) []edit {
	var head []string
	var all []change
	for _, e := range edits {
		switch {
		case len(e.pieces) == 0:
		case e.op == Kept && len(all) == 0:
			head = append(head, e.pieces...)
		case e.op == Kept:
			last := &all[len(all)-1]
			last.kept = append(last.kept, e.pieces...)
		default:
			if len(all) == 0 || len(all[len(all)-1].kept) > 0 {
				all = append(all, change{})
			}
			last := &all[len(all)-1]
			side := &last.new
			if e.op == Deleted {
				side = &last.old
			}
			last.add(side, e.pieces)
		}
	}
	var done []change
	for _, c := range all {
		done = append(done, c)
		// A change that grew may take in what stood before it.
		for len(done) > 1 && coincidence(done[len(done)-2], done[len(done)-1]) {
			a, b := &done[len(done)-2], done[len(done)-1]
			_, letters := weigh(a.kept)
			a.old = append(append(a.old, a.kept...), b.old...)
			a.new = append(append(a.new, a.kept...), b.new...)
			a.letters += letters + b.letters
			a.kept = b.kept
			done = done[:len(done)-1]
		}
	}
	out := []edit{{Kept, head}}
	for _, c := range done {
		out = append(out, edit{Deleted, c.old}, edit{Inserted, c.new}, edit{Kept, c.kept})
	}
	return slices.DeleteFunc(out, func(e edit) bool { return len(e.pieces) == 0 })
}

// coincidence reports whether what is kept between two changes means nothing by itself.
func coincidence(a, b change) bool {
	words, letters := weigh(a.kept)
	return words == 0 || words <= keepers && letters < min(a.letters, b.letters)
}

func weigh(pieces []string) (words, letters int) {
	for _, p := range pieces {
		if IsWord(p) {
			words++
			letters += utf8.RuneCountInString(p)
		}
	}
	return words, letters
}

// slide moves a lone deletion or insertion sideways to where people see it: in "A b. A c." the new "A c."
// may as well be read as "c. A", and only one of them is a sentence.
func slide(edits []edit) []edit {
	for i := 1; i+1 < len(edits); i++ {
		if edits[i-1].op != Kept || edits[i].op == Kept || edits[i+1].op != Kept {
			continue
		}
		before, mid, after := edits[i-1].pieces, edits[i].pieces, edits[i+1].pieces
		all := slices.Concat(before, mid, after)
		n := len(mid)
		// all[at:at+n] may be cut out at any place where the rest stays the same.
		low, high := len(before), len(before)
		for low > 0 && all[low-1] == all[low-1+n] {
			low--
		}
		for high+n < len(all) && all[high] == all[high+n] {
			high++
		}
		// Neither neighbour may vanish when there is another change beyond it: two changes would become one.
		if i-2 >= 0 {
			low = max(low, 1)
		}
		if i+2 < len(edits) {
			high = min(high, len(all)-n-1)
		}
		best, score := len(before), -1
		for at := low; at <= high; at++ {
			if s := cut(all, at) + cut(all, at+n); s > score || s == score && at == len(before) {
				best, score = at, s
			}
		}
		edits[i-1].pieces, edits[i].pieces, edits[i+1].pieces = all[:best], all[best:best+n], all[best+n:]
	}
	return edits
}

// cut returns how good a place between two pieces is to begin or end a change: the ends of the text and of a
// line, then of a sentence, then of a clause, then the beginning of a word, then any other.
func cut(pieces []string, at int) int {
	if at == 0 || at == len(pieces) {
		return 6
	}
	prev, next := pieces[at-1], pieces[at]
	if strings.ContainsAny(prev, "\n\r") {
		return 5
	}
	space := strings.TrimSpace(prev) == ""
	if space && at > 1 {
		prev = pieces[at-2]
	}
	last, _ := utf8.DecodeLastRuneInString(prev)
	switch {
	case strings.TrimSpace(next) == "":
		return 0
	case unicode.Is(unicode.Sentence_Terminal, last) && (space || last > unicode.MaxASCII):
		return 4
	case unicode.Is(unicode.Terminal_Punctuation, last) && (space || last > unicode.MaxASCII):
		return 3
	case space:
		return 2
	}
	return 1
}
