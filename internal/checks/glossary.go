package checks

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
)

// Glossary holds the terms of a site in its languages. Its terms never change; a nil one has no terms. Several
// goroutines may use it at the same time.
type Glossary struct {
	file  string
	terms []term

	mu      sync.Mutex
	sources map[locale.Tag]*finder // finds the terms in a text in that language; made when first asked for
	stems   map[locale.Tag]*finder // finds the stems of the terms in a translation; made when first asked for
}

// term is one thing and what it is called.
type term struct {
	id    string
	note  string // the remark above its table
	words map[locale.Tag]string
	stems map[locale.Tag][]string // of the words that carry the meaning, in small letters
}

// tagsFor returns the locales whose words a translation may have, the nearest first: those of de are those of de-AT, unless
// that has its own (UTS 35, Locale Inheritance and Matching).
func (g *Glossary) tagsFor(t locale.Tag) []locale.Tag { return append([]locale.Tag{t}, t.Parents()...) }

// in returns the word of the term in the first of the locales that has one, and that locale; "" if none has.
func (t *term) in(tags []locale.Tag) (word string, tag locale.Tag) {
	for _, tag = range tags {
		if word = t.words[tag]; word != "" {
			return word, tag
		}
	}
	return "", ""
}

// bare returns a text in small letters, without what does not tell one word from another: the places where a line may break,
// and what Arabic adds to its letters: the signs of vowels, the wasla and the stroke that lengthens a word.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u200b', r == '\u00ad', r == '\u0640', r >= '\u064b' && r <= '\u0652', r == '\u0670':
			return -1
		case r == '\u0671':
			return '\u0627'
		}
		return unicode.ToLower(r)
	}, text)
}

// ParseGlossary reads locales/glossary.toml: a table for each term, whose keys are tags and whose values are
// the term in that language, in its dictionary form.
//
//	[voter]
//	en = "voter"
//	fr = "électeur"
//
// A file that cannot be read gives an error and an empty glossary. A text of more than [MaxTerm] bytes is left out.
// The time it takes grows with the length of the file and no faster.
func ParseGlossary(file string, src []byte) (*Glossary, []diag.Diagnostic) {
	g := &Glossary{file: file}
	tables, bad := readTables(file, src)
	if bad != nil {
		return g, []diag.Diagnostic{*bad}
	}
	var out, long []diag.Diagnostic
	for _, table := range tables {
		t := term{id: table.id, note: table.note, words: map[locale.Tag]string{}, stems: map[locale.Tag][]string{}}
		for _, k := range slices.Sorted(maps.Keys(table.texts)) {
			text := table.texts[k]
			tag, canonical, err := locale.Parse(k)
			switch {
			case err != nil:
				out = append(out, diag.Warnf("glossary-locale", text.pos, "“%s” in the term [%s] is no language tag", k, t.id).
					WithHint("write a tag such as fr or pt-BR"))
				continue
			case !canonical:
				out = append(out, diag.Warnf("glossary-locale", text.pos, "“%s” in the term [%s] is spelled %s", k, t.id, tag).
					WithHint("write %s = …", tag))
			case strings.TrimSpace(text.value) == "":
				out = append(out, diag.Warnf("glossary-empty", text.pos, "the term [%s] has no text for %s", t.id, k).
					WithHint("write the term, or delete the line"))
				continue
			case len(text.value) > MaxTerm:
				long = append(long, diag.Warnf("glossary-long", text.pos, "the term [%s] has %d bytes for %s; a term of more than %d bytes is not looked for", t.id, len(text.value), k, MaxTerm).
					WithHint("write the words that matter, or delete the line"))
				continue
			}
			t.words[tag] = text.value
			t.stems[tag] = stems(tag, text.value)
		}
		g.terms = append(g.terms, t)
	}
	if len(long) > 0 { // one cause is told once
		first := diag.Sorted(long)[0]
		if len(long) > 1 {
			first.Message += fmt.Sprintf("; the same holds for %d more", len(long)-1)
			first.Count = len(long)
		}
		out = append(out, first)
	}
	return g, diag.Sorted(out)
}

// MaxTerm is the most bytes that a term may have in a language. It bounds what a place of a text costs that begins
// like many terms: "a", "a a", "a a a" and so on.
const MaxTerm = 400

// stems are the beginnings of a term's words, or its middle where words change at the beginning.
func stems(tag locale.Tag, text string) []string {
	var out []string
	text = bare(text)
	if spacelessLanguage(tag) {
		return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
	}
	longest := 0
	for w := range words(text) {
		n := utf8.RuneCountInString(w.text)
		longest = max(longest, n)
	}
	for w := range words(text) {
		rs := []rune(w.text)
		if len(rs) < min(4, longest) {
			continue // "of", "the"
		}
		from, n := 0, len(rs)
		switch {
		case n > 7:
			n = n * 6 / 10
		case n > 4:
			n -= 2
		case n == 4:
			n = 3
		}
		switch tag.Language() {
		case "sw", "rw": // the class of a noun is at its beginning: mwongozo, miongozo
			if len(rs) > 5 {
				from = 2
				n = max(n, len(rs)-2)
			}
		case "ar":
			if strings.HasPrefix(w.text, "ال") && len(rs) > 4 {
				from = 2
				n = max(n, min(len(rs), 5))
			}
			if strings.HasPrefix(w.text, "لل") {
				from = 2
			}
		}
		out = append(out, string(rs[from:n]))
	}
	return out
}

// prefixing are languages whose words change at their beginning or inside, so that a term of the glossary cannot be told from
// its dictionary form.
var prefixing = map[string]bool{"am": true, "rw": true}

// terms looks for terms of the glossary that the source has and the translation does not. Languages inflect,
// and translators may say a term by half the second time, so one of its words is enough.
func (c *checker) terms(g *Glossary) {
	if g == nil || prefixing[c.p.Locale.Language()] {
		return
	}
	inSource := g.inSource(c.p.Source)
	if inSource.empty() {
		return
	}
	found := inSource.find(strings.ToLower(c.src.prose))
	if len(found) == 0 {
		return
	}
	txt := bare(c.p.Text)
	in := g.tagsFor(c.p.Locale)
	has := func(stem string) bool { return strings.Contains(txt, stem) }
	looks := 0
	for _, i := range found {
		_, tag := g.terms[inSource.keys[i].term].in(in)
		looks += len(g.terms[inSource.keys[i].term].stems[tag])
	}
	if looks > manyStems {
		// A text with very many terms is gone through once, not once for each stem of them.
		there := map[string]bool{}
		inText := g.inTranslation(c.p.Locale)
		for _, i := range inText.find(txt) {
			there[inText.keys[i].text] = true
		}
		has = func(stem string) bool { return there[stem] }
	}
	told := map[int]bool{}
	for _, i := range found {
		n := inSource.keys[i].term
		t := &g.terms[n]
		from := t.words[c.p.Source]
		to, tag := t.in(in)
		if told[n] || to == "" || hasStems(t.stems[tag], has) {
			continue
		}
		told[n] = true
		to = strings.ReplaceAll(to, "\u200b", "")
		c.warn(GlossaryTerm, 0, fmt.Sprintf("use it in the form that the sentence needs, or correct [%s] in %s", t.id, g.file),
			"the source has the term “%s”; the glossary calls it “%s”, which is not here", from, to)
	}
}

// manyStems is from how many stems on a translation is looked through for all stems of the glossary at once.
const manyStems = 64

// inSource returns the finder of the terms in a text of a language.
func (g *Glossary) inSource(t locale.Tag) *finder {
	g.mu.Lock()
	defer g.mu.Unlock()
	f, ok := g.sources[t]
	if !ok {
		f = &finder{words: true}
		for i := range g.terms {
			if from := g.terms[i].words[t]; from != "" {
				f.add(strings.ToLower(from), i)
			}
		}
		f.prepare()
		if g.sources == nil {
			g.sources = map[locale.Tag]*finder{}
		}
		g.sources[t] = f
	}
	return f
}

// inTranslation returns the finder of the stems of the terms in a text of a language.
func (g *Glossary) inTranslation(t locale.Tag) *finder {
	g.mu.Lock()
	defer g.mu.Unlock()
	f, ok := g.stems[t]
	if !ok {
		f = &finder{}
		tags := g.tagsFor(t)
		for i := range g.terms {
			_, tag := g.terms[i].in(tags)
			for _, stem := range g.terms[i].stems[tag] {
				f.add(stem, i)
			}
		}
		f.prepare()
		if g.stems == nil {
			g.stems = map[locale.Tag]*finder{}
		}
		g.stems[t] = f
	}
	return f
}

// finder finds which of many texts occur in one. What that takes grows with the length of the text that is
// looked through and with the logarithm of the number of texts looked for; the length of the longest of them bounds
// what one place of the text costs.
type finder struct {
	words bool // the keys are terms, which begin and end at the limits of words, with an ending perhaps
	keys  []key
}

// key is a text to be found.
type key struct {
	text  string // as it was given
	stem  string // what of it is the same in all its endings
	term  int
	after int // the index of the next key with another text
}

func (f *finder) empty() bool { return len(f.keys) == 0 }

func (f *finder) add(text string, term int) {
	if text == "" {
		return
	}
	k := key{text: text, stem: text, term: term}
	if stem := strings.TrimSuffix(text, "y"); f.words && stem != "" && !spaceless(after(text, 0)) {
		k.stem = stem
	}
	f.keys = append(f.keys, k)
}

func (f *finder) prepare() {
	slices.SortFunc(f.keys, func(a, b key) int {
		return cmp.Or(strings.Compare(a.stem, b.stem), strings.Compare(a.text, b.text), cmp.Compare(a.term, b.term))
	})
	for i := len(f.keys) - 1; i >= 0; i-- {
		f.keys[i].after = i + 1
		if i+1 < len(f.keys) && f.keys[i+1].text == f.keys[i].text {
			f.keys[i].after = f.keys[i+1].after
		}
	}
}

// foundKeys maps each key that has been found to a later index that is at most that of the next key that has not.
type foundKeys map[int]int

// next returns the first key from i on that has not been found, and shortens the way for the next time.
func (f foundKeys) next(i int) int {
	end := i
	for to, ok := f[end]; ok; to, ok = f[end] {
		end = to
	}
	for i != end {
		i, f[i] = f[i], end
	}
	return end
}

// find returns the indices of the keys that occur in text, each once.
func (f *finder) find(text string) []int {
	var out []int
	done := foundKeys{}
	for at := range text {
		if starts, may := f.mayStart(text, at); may {
			out = f.findAt(text[at:], starts, done, out)
		}
	}
	return out
}

// mayStart reports whether a key may begin at a place, and whether a word does.
func (f *finder) mayStart(text string, at int) (starts, may bool) {
	if !f.words {
		return true, true
	}
	r := before(text, at)
	starts = !unicode.IsLetter(r) && r != '-'
	return starts, starts || spaceless(after(text, at))
}

// findAt appends the keys with which a text begins and that have not been found. starts says that a word begins here.
func (f *finder) findAt(text string, starts bool, done foundKeys, out []int) []int {
	// The keys are sorted: those that begin with what stands here are neighbours, fewer with each byte.
	lo, hi := 0, len(f.keys)
	for n := 0; lo < hi; n++ {
		for lo = done.next(lo); lo < hi && len(f.keys[lo].stem) == n; lo = done.next(lo) {
			if _, ends := f.keys[lo].ending(text[n:], starts); f.words && !ends {
				lo = f.keys[lo].after // the others of the same text are not there either
				continue
			}
			done[lo] = lo + 1
			out = append(out, lo)
		}
		if n == len(text) || lo >= hi {
			break
		}
		if hi == lo+1 { // mostly soon
			stem := f.keys[lo].stem
			if !strings.HasPrefix(text[n:], stem[n:]) {
				break
			}
			n = len(stem) - 1
			continue
		}
		c := int(text[n])
		if int(f.keys[lo].stem[n]) != c {
			lo = f.from(lo, hi, n, c)
		}
		if lo < hi && int(f.keys[hi-1].stem[n]) != c {
			hi = f.from(lo, hi, n, c+1)
		}
	}
	return out
}

// from returns the first of the keys from lo to hi, which are the same up to byte n, whose byte n is c or more.
func (f *finder) from(lo, hi, n, c int) int {
	for lo < hi {
		mid := (lo + hi) / 2
		if int(f.keys[mid].stem[n]) < c {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// ending returns the length of what follows the stem of a term that was found, and whether the term is there as a word:
// then the end of the word follows, or an ending of the plural. starts says that a word begins where the stem does.
func (k *key) ending(rest string, starts bool) (length int, ok bool) {
	if spaceless(after(k.text, 0)) {
		return 0, true
	}
	if !starts {
		return 0, false
	}
	endings := []string{"", "s", "es"}
	if k.stem != k.text {
		endings = []string{"y", "ies"}
	}
	for _, e := range endings {
		if strings.HasPrefix(rest, e) && !unicode.IsLetter(after(rest, len(e))) {
			return len(e), true
		}
	}
	return 0, false
}

// hasStems reports whether at least half of the stems are there, as has finds them.
func hasStems(stems []string, has func(stem string) bool) bool {
	if len(stems) == 0 {
		return true
	}
	found := 0
	for _, s := range stems {
		if has(s) {
			found++
		}
	}
	return 2*found >= len(stems)
}
