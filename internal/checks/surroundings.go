package checks

import (
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"

	"vernacular/internal/page"
)

// Passage is one text of a page, as written.
type Passage struct {
	Kind page.Kind
	Text string

	Definitions page.Definitions // of the page
}

// Surroundings are all texts of a source page and of its translation. Sentences move between neighbours, and a reader finds a
// link, a number or a code on the page as well as in the passage: a check looks here before it says that something is missing,
// or is not in the source. The zero value and nil know of nothing. They may be asked from many goroutines.
type Surroundings struct {
	sourceTexts, texts []Passage

	once        sync.Once
	source, own *inventory
}

// NewSurroundings returns those of a page; the texts are looked at when the first check asks.
func NewSurroundings(source, own []Passage) *Surroundings {
	return &Surroundings{sourceTexts: source, texts: own}
}

// inventory counts what the texts of one side have.
type inventory struct {
	things   map[aspect]map[string]int
	numbers  map[string]int  // by each of their meanings
	headings map[string]bool // their ids, as site generators make them
	text     string          // all prose and code in small letters
	letters  map[string]int  // of its prose, by script
	sizes    []int           // the letters of the prose of each text
}

// aspect is a kind of things that are compared.
type aspect uint8

const (
	ofLinks aspect = iota
	ofAddresses
	ofCode
	ofMarks
	ofHoles
)

// look makes the inventories at the first call.
func (s *Surroundings) look(c *checker) bool {
	if s == nil {
		return false
	}
	s.once.Do(func() {
		s.source = takeInventory(s.sourceTexts, c.linkKeys)
		s.own = takeInventory(s.texts, c.linkKeys)
	})
	return true
}

func takeInventory(texts []Passage, keys func(things)) *inventory {
	inv := &inventory{things: map[aspect]map[string]int{}, numbers: map[string]int{}, headings: map[string]bool{}, letters: map[string]int{}}
	count := func(in aspect, list things) {
		if inv.things[in] == nil {
			inv.things[in] = map[string]int{}
		}
		for _, t := range list {
			inv.things[in][t.same()]++
		}
	}
	var all strings.Builder
	for _, p := range texts {
		all.WriteString(strings.ToLower(p.Text))
		all.WriteByte('\n')
		if p.Kind == page.KindCode {
			inv.sizes = append(inv.sizes, 0)
			continue
		}
		v := look(p.Kind, p.Text, p.Definitions)
		for _, r := range v.own {
			if r >= 'A' && unicode.IsLetter(r) {
				inv.letters[scriptOf(r)]++
			}
		}
		inv.sizes = append(inv.sizes, weight(v.prose))
		if p.Kind == page.KindHeading {
			inv.headings[slug(v.prose)] = true
		}
		keys(v.links)
		count(ofLinks, v.links)
		count(ofAddresses, v.urls)
		count(ofCode, v.code)
		count(ofMarks, v.marks)
		count(ofHoles, v.holes)
		for _, n := range readNumbers(v.prose) {
			for _, value := range n.values {
				inv.numbers[value]++
			}
		}
	}
	inv.text = all.String()
	return inv
}

// otherScript returns the script in which the translation is written if it is none of a locale's own, else "". A text in the
// source's language is not translated, and in no script of its own. It takes more than a few words to tell.
func (s *Surroundings) otherScript(home []string) string {
	const few = 200
	all, own, most := 0, 0, ""
	for _, script := range slices.Sorted(maps.Keys(s.own.letters)) {
		n := s.own.letters[script]
		all += n
		switch {
		case slices.Contains(home, script):
			own += n
		case most == "" || n > s.own.letters[most]:
			most = script
		}
	}
	if all < few || 10*own > all {
		return ""
	}
	known := knownWords(s.source.text)
	count, left := 0, 0
	for w := range words(s.own.text) {
		count++
		if known[w.text] {
			left++
		}
	}
	if 2*left > count {
		return ""
	}
	return most
}

// longer returns how much longer the translations of this page are than usual: the median of its texts, of which few say
// little. Where the two sides have not as many texts, nobody knows which belong together.
func (s *Surroundings) longer(usual float64) float64 {
	const few, leastSize = 4, 20
	if len(s.source.sizes) != len(s.own.sizes) {
		return 1
	}
	var ratios []float64
	for i, n := range s.source.sizes {
		if n >= leastSize && s.own.sizes[i] > 0 {
			ratios = append(ratios, math.Log(float64(s.own.sizes[i])/float64(n)/usual))
		}
	}
	if len(ratios) == 0 {
		return 1
	}
	slices.Sort(ratios)
	n := float64(len(ratios))
	return math.Exp(ratios[len(ratios)/2] * n / (n + few))
}

// moved reports whether a thing of the source that a text lacks stands elsewhere in the translation: all of the page has it as
// often as all of the source.
func (c *checker) moved(in aspect, t thing) bool {
	s := c.p.Around
	return s.look(c) && s.own.things[in][t.same()] >= s.source.things[in][t.same()] && s.own.things[in][t.same()] > 0
}

// known reports whether a thing that a text has beyond its source stands elsewhere in the source.
func (c *checker) known(in aspect, t thing) bool {
	s := c.p.Around
	return s.look(c) && s.source.things[in][t.same()] > 0
}

// sourceSays reports whether the source page has some text anywhere, in small letters.
func (c *checker) sourceSays(text string) bool {
	return c.p.Around.look(c) && strings.Contains(c.p.Around.source.text, strings.ToLower(text))
}

// movedNumber does as moved, for numbers.
func (c *checker) movedNumber(n *number) bool {
	if s := c.p.Around; s.look(c) {
		for _, v := range n.values {
			if s.own.numbers[v] > 0 && s.own.numbers[v] >= s.source.numbers[v] {
				return true
			}
		}
	}
	return false
}

// knownNumber does as known, for numbers.
func (c *checker) knownNumber(n *number) bool {
	if s := c.p.Around; s.look(c) {
		for _, v := range n.values {
			if s.source.numbers[v] > 0 {
				return true
			}
		}
	}
	return false
}
