// Package tm turns what was translated before into proposals for what is to be translated now: a
// translation memory of one locale.
//
// It never leaves the process: it opens no file and no connection, and holds nothing but the [Entry]
// values that it was given. It never changes a text, so that a proposal may hold links, numbers and
// placeholders of its own source: the caller that shows it to a translator marks it as fuzzy, unless it is
// [Memory.Exact].
//
// Start with [New]. The neighbour to read next is textdiff, which says how similar two texts are.
package tm

import (
	"cmp"
	"slices"
	"strings"

	"vernacular/internal/textdiff"
)

// Entry is a text with its translation.
type Entry struct {
	Source, Target string
	Where          string // file:line, for the translator
	Origin         Origin
	Machine        bool // a machine has made it, and no speaker has checked it
}

// Origin says where a translation comes from, as seen from its page.
type Origin uint8

// The origins.
const (
	Current   Origin = iota // it is up to date
	Outdated                // the source of its unit has changed since it was made
	Obsolete                // the source has its unit no more
	Withdrawn               // it was taken out of its page, since the source has its unit no more
	Orphaned                // the source has its page no more
)

// Match is an entry that is proposed, with its score: see [Memory.Nearest].
type Match struct {
	Entry
	Score int
}

// Memory finds entries by their source. It is not changed after [New]: many goroutines may ask it.
type Memory struct {
	entries []known
	exact   map[string]int     // the place in entries, by folded source
	having  map[string][]times // the entries that have a word, in order
}

type known struct {
	Entry
	text textdiff.Text
}

// times is the number of times that an entry has a word.
type times struct{ entry, count int32 }

// New makes a memory of entries in the order given, which should not come from a map. Entries without a
// source or a target are left out. Of several targets for one source the most frequent is kept, of
// equally frequent ones the first; spaces and line breaks count as one space when texts are compared.
func New(entries []Entry) *Memory {
	type choice struct {
		target string // folded
		first  int    // the place in entries
		count  int
	}
	var order []string
	choices := map[string][]choice{}
	for i, e := range entries {
		source, target := fold(e.Source), fold(e.Target)
		if source == "" || target == "" {
			continue
		}
		all, met := choices[source]
		if !met {
			order = append(order, source)
		}
		if at := slices.IndexFunc(all, func(c choice) bool { return c.target == target }); at >= 0 {
			all[at].count++
		} else {
			choices[source] = append(all, choice{target, i, 1})
		}
	}
	m := &Memory{exact: make(map[string]int, len(order)), having: map[string][]times{}}
	for n, source := range order {
		all := choices[source]
		best := all[0]
		for _, c := range all[1:] {
			if c.count > best.count {
				best = c
			}
		}
		text := textdiff.Prepare(source)
		m.entries = append(m.entries, known{entries[best.first], text})
		m.exact[source] = n
		for _, word := range text.Words() {
			list := m.having[word]
			if last := len(list) - 1; last >= 0 && list[last].entry == int32(n) {
				list[last].count++
			} else {
				m.having[word] = append(list, times{int32(n), 1})
			}
		}
	}
	return m
}

// fold makes one space of every run of white space, and none at the ends.
func fold(text string) string { return strings.Join(strings.Fields(text), " ") }

// Exact returns the entry with the same source, up to white space.
func (m *Memory) Exact(source string) (Entry, bool) {
	n, ok := m.exact[fold(source)]
	if !ok {
		return Entry{}, false
	}
	return m.entries[n].Entry, true
}

// Close returns the entry with the most similar source and its score, as [Memory.Nearest] finds it.
func (m *Memory) Close(source string, least int) (Entry, int, bool) {
	for _, found := range m.Nearest(source, least, 1) {
		return found.Entry, found.Score, true
	}
	return Entry{}, 0, false
}

// Nearest returns the entries with the most similar sources, at most so many, the best first: the score is 100 for that
// of [Memory.Exact], at most 99 for any other (one that differs in a number, a sign or the markup included), which is
// [textdiff.Text.Similarity] in hundredths, rounded down. Entries below least, or without any word in common, are
// not proposed. Of equally similar ones the first comes first.
func (m *Memory) Nearest(source string, least, most int) (out []Match) {
	source = fold(source)
	same, ok := m.exact[source]
	if ok && least <= 100 && most > 0 {
		out = append(out, Match{m.entries[same].Entry, 100})
	}
	if len(out) >= most || least > 100 {
		return out
	}
	type near struct {
		entry      int
		similarity float64
	}
	var best []near // the best first
	room := most - len(out)
	text := textdiff.Prepare(source)
	for _, c := range m.candidates(text, least) {
		if len(best) == room && c.bound < best[room-1].similarity {
			break // nor can those after it be better
		}
		if ok && c.entry == same {
			continue
		}
		n := near{c.entry, text.Similarity(m.entries[c.entry].text)}
		if hundredths(n.similarity) < least {
			continue
		}
		at, _ := slices.BinarySearchFunc(best, n, func(a, b near) int {
			return cmp.Or(cmp.Compare(b.similarity, a.similarity), cmp.Compare(a.entry, b.entry))
		})
		best = slices.Insert(best, at, n)
		best = best[:min(len(best), room)]
	}
	for _, n := range best {
		out = append(out, Match{m.entries[n.entry].Entry, hundredths(n.similarity)})
	}
	return out
}

// hundredths is the score of a similarity to what is not the same text. The smallest part is for the last
// bit of a quotient such as 0.29, whose hundredfold is below 29.
func hundredths(similarity float64) int { return min(int(similarity*100+1e-9), 99) }

// candidate is an entry with the similarity that it cannot exceed.
type candidate struct {
	entry int
	bound float64
}

// candidates returns the entries that can reach a score, the most promising first. Two texts share no more
// words in the same order than they share at all, and those can be counted by an index.
func (m *Memory) candidates(text textdiff.Text, least int) []candidate {
	words := slices.Sorted(slices.Values(text.Words()))
	shared := make([]int32, len(m.entries))
	var met []int32
	for len(words) > 0 {
		n := 1
		for n < len(words) && words[n] == words[0] {
			n++
		}
		for _, t := range m.having[words[0]] {
			if shared[t.entry] == 0 {
				met = append(met, t.entry)
			}
			shared[t.entry] += min(t.count, int32(n))
		}
		words = words[n:]
	}
	var out []candidate
	for _, e := range met {
		total := len(text.Words()) + len(m.entries[e].text.Words())
		bound := 2 * float64(shared[e]) / float64(total)
		if hundredths(bound) >= least {
			out = append(out, candidate{int(e), bound})
		}
	}
	slices.SortFunc(out, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.bound, a.bound), cmp.Compare(a.entry, b.entry))
	})
	return out
}
