package checks

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"
)

// mostOrdered is the number of links of a text whose order is compared.
const mostOrdered = 8

// linkOrder warns of two links that stand in each other's place: they changed their sentences, or the names of two things that
// the source joins with "and" or a comma are as long as those of the other links. Within a sentence languages order their words
// freely, so that the order alone says nothing.
func (c *checker) linkOrder() {
	src, txt := c.src.named, c.txt.named
	if len(src) < 2 || len(src) > mostOrdered || len(txt) != len(src) {
		return
	}
	at := c.exchangedPair(src, txt)
	if at < 0 {
		return
	}
	a, b, first, second := src[at], src[at+1], txt[at], txt[at+1]
	for _, w := range append(tellingWords(b), tellingWords(a)...) {
		if containsFold(first.text, w) || containsFold(second.text, w) {
			return // names are compared already
		}
	}
	if c.inOtherSentences(first, second) || c.joined(a, b) && c.misplaced(a, b, first, second) > leastMisplaced {
		c.doubt(LinkChanged, first.off, fmt.Sprintf("write %s for this link and %s for the next, or record the exception if their texts are in another order, too", a.dest, b.dest),
			"two links seem to be exchanged: “%s” leads to %s, the source's first to %s", short(first.text), short(first.dest), short(a.dest))
	}
}

// exchangedPair returns where two neighbours of the source's links stand the other way round while all others keep their
// place, -1 if there are none.
func (c *checker) exchangedPair(src, txt []namedLink) int {
	same := func(a, b namedLink) bool { return a.dest == b.dest || c.sameInLanguage(a.dest, b.dest) }
	at := -1
	for i := 0; i < len(src); i++ {
		if same(src[i], txt[i]) {
			continue
		}
		if at >= 0 || i+1 == len(src) || !same(src[i], txt[i+1]) || !same(src[i+1], txt[i]) {
			return -1
		}
		at = i
		i++
	}
	return at
}

// inOtherSentences reports whether two neighbouring links stand in two sentences in both texts, and each sentence has its counterpart.
func (c *checker) inOtherSentences(first, second namedLink) bool {
	src, txt := sentencesOf(c.p.Source.Language(), c.src.prose, 1), sentencesOf(c.p.Locale.Language(), c.txt.prose, 1)
	if len(src) != len(txt) {
		return false
	}
	index := func(list []sentence, off int) int {
		for i, s := range list {
			if off >= s.from && off < s.to {
				return i
			}
		}
		return -1
	}
	where := func(l namedLink) (i, j int) {
		for _, s := range c.src.named {
			if s.dest == l.dest || c.sameInLanguage(s.dest, l.dest) {
				return index(src, s.off), index(txt, l.off)
			}
		}
		return -1, -1
	}
	i, j := where(first)
	k, l := where(second)
	return i >= 0 && k >= 0 && i == l && k == j && i != k
}

// joined reports whether the source says two links as two things of one list.
func (c *checker) joined(a, b namedLink) bool {
	if a.end > b.off {
		return false
	}
	between := strings.ToLower(strings.Trim(strings.ReplaceAll(c.src.prose[a.end:b.off], "\x1f", " "), " \n,;"))
	switch strings.TrimSpace(strings.TrimPrefix(between, "and the")) {
	case "", "and", "or", "or the", "and a", "and our", "and your", "or a", "the", "or our":
		return true
	}
	return false
}

// leastMisplaced is how much better two texts must fit the other link.
const leastMisplaced = -0.3

// misplaced returns how much better the lengths of the texts of two links fit the links of their places than those to which they
// lead.
func (c *checker) misplaced(a, b, first, second namedLink) float64 {
	usual := ratio(c.p.Locale) / ratio(c.p.Source)
	size := func(s string) float64 { return float64(utf8.RuneCountInString(s)) + 2 }
	far := func(s, t namedLink) float64 { return math.Abs(math.Log(size(t.text) / usual / size(s.text))) }
	return far(b, first) + far(a, second) - far(a, first) - far(b, second)
}
