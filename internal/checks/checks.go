// Package checks compares a piece of text with its translation and says where the translation no longer
// means what the source says, as far as that can be seen without knowing the language: a link that leads
// elsewhere, a changed number, unit, day, time or address, a lost placeholder, a "not" that is gone or added,
// a "may" for a "must", an "at least" for an "at most", a sentence less, a term of the glossary that is not
// used, text that was left in the source language or is in a third one, two texts in each other's place; and
// what cannot be seen by looking, such as a letter of another script in a word, or a character that takes no
// room.
//
// It never reads a file, never judges style, and says nothing where it is not sure: a false alarm costs a
// translator as much as a miss. What package page and package catalog report when they parse a file
// (scripts, overrides of the direction, missing plural forms, lost fields of a message) is not reported
// again. Every problem is a warning; [Codes] lists them.
//
// Start with [Pair] and [Glossary.Check]; a nil glossary knows no terms and makes all other checks.
// [Structure] makes only the checks that accept, import and the translation editor insist on. The neighbours to read next are page, whose
// blocks and tokens are compared here, and translation, which knows which text is the source of which.
package checks

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/page"
)

// Pair is a source text and its translation: one block, front matter value, or plural form of a message.
type Pair struct {
	Source, Locale locale.Tag
	Kind           page.Kind
	Level          int    // of a heading
	SourceText     string // as written: Markdown (page.Block.Source); plain text with {{.Fields}} for messages
	Text           string // the translation, as written

	SourceDefinitions, Definitions page.Definitions // of the pages of the two texts

	SourceKind  page.Kind // of the source block where it is of another kind, else ""
	SourceLevel int       // the same for its level, else 0

	Pos diag.Pos               // of Text's first character
	At  func(off int) diag.Pos // place of a byte of Text in the file; nil: Pos and the rest counted from it

	Category, SourceCategory string // plural category of a form of a message, "" otherwise

	Except []string // codes that are not reported for this segment, recorded with a reason

	Most   int    // characters for which the layout has room, 0: as many as there are
	MostBy string // the setting that says so

	Around     *Surroundings // the texts of the page, nil where they are not known
	Unrecorded bool          // no record says that the two belong together
	Reverted   bool          // Text is that of the source, and a person accepted another one before
}

// The codes of the problems.
const (
	LinkChanged        = "link-changed"        // other links or pictures than the source
	AddressChanged     = "address-changed"     // other e-mail or web addresses in the text
	LookAlikeHost      = "look-alike-host"     // a server's name that looks like one of the source
	NumberChanged      = "number-changed"      // other numbers than the source
	DateChanged        = "date-changed"        // another day, month or year
	PlaceholderChanged = "placeholder-changed" // other {{.Fields}} or format directives
	MarkupChanged      = "markup-changed"      // emphasis, HTML elements, line breaks, footnotes
	CodeChanged        = "code-changed"        // code spans and blocks
	KindChanged        = "kind-changed"        // a heading of another level, a paragraph for a list item
	PluralWrong        = "plural-form-wrong"   // a plural form that cannot be right for its numbers
	GlossaryTerm       = "glossary-term"       // a term of the glossary is not used
	NotTranslated      = "not-translated"      // text in the source language
	LengthSuspicious   = "length-suspicious"   // much shorter or longer than translations are
	TextTooLong        = "text-too-long"       // more characters than the layout has room for
	DoubledWord        = "doubled-word"
	DoubledSpace       = "doubled-space"
	DirectionControl   = "direction-control" // unbalanced isolates and embeddings, in messages
	Invisible          = "invisible-character"
	MixedScript        = "mixed-script"   // a word with letters of two scripts
	ForeignScript      = "foreign-script" // a word in a script that the locale does not use
	NotNFC             = "not-nfc"
	NegationLost       = "negation-lost"
	NegationAdded      = "negation-added"
	LimitChanged       = "limit-changed"      // at least for at most, before for after
	TimeChanged        = "time-changed"       // another time of day
	ObligationChanged  = "obligation-changed" // must for may, may for must, an order for a ban
	SentenceChanged    = "sentence-changed"   // a sentence more or less than the source
	TextsExchanged     = "texts-exchanged"    // the translation of another text of the page
	OtherLanguage      = "other-language"     // text in a third language
	SisterLetter       = "sister-letter"      // a letter of another language's alphabet
)

// Codes returns the codes of all problems that this package reports.
func Codes() []string {
	return []string{LinkChanged, AddressChanged, LookAlikeHost, NumberChanged, DateChanged, PlaceholderChanged, MarkupChanged,
		CodeChanged, KindChanged, PluralWrong, GlossaryTerm, NotTranslated, LengthSuspicious, TextTooLong, DoubledWord, DoubledSpace,
		DirectionControl, Invisible, MixedScript, ForeignScript, NotNFC, NegationLost, NegationAdded, LimitChanged,
		TimeChanged, ObligationChanged, SentenceChanged, TextsExchanged, OtherLanguage, SisterLetter}
}

// Runs counts the pairs that this process has checked, for tests of what must check few.
var Runs atomic.Int64

// Check compares a translation with its source. It is a pure function and may be called from many
// goroutines.
func (g *Glossary) Check(p Pair) []diag.Diagnostic {
	Runs.Add(1)
	c := newChecker(&p)
	c.structure(p.Kind == page.KindMessage)
	c.out = append(c.out, c.doubts...)
	c.letters()
	c.room()
	if p.Kind != page.KindCode && p.Locale != p.Source {
		some, all := c.language()
		if !some { // a text that is not translated lacks all else, too, and is as long as its source
			c.thirdLanguage()
			c.sentences()
			c.length()
			c.measures()
			c.negation()
			c.denied()
			c.limits()
			c.modality()
			c.weekdays()
			c.monthsAlone()
			c.answers()
		}
		if !all {
			c.terms(g)
		}
	}
	c.foldAbsent()
	return c.sorted()
}

// Structure makes the checks of what must be equal in every language: links, addresses, numbers, dates,
// placeholders, markup and code. A translation that fails one of them is not accepted without a reason.
func Structure(p Pair) []diag.Diagnostic {
	c := newChecker(&p)
	c.structure(false)
	c.out = append(c.out, c.absent...)
	return c.sorted()
}

// checker compares one pair.
type checker struct {
	p        *Pair
	src, txt *view
	out      []diag.Diagnostic
	absent   []diag.Diagnostic // what the source has and the text lacks, with nothing in its place
	short    int               // the index in out of the problem that a part of the text is missing, plus one; 0: it is not
	doubts   []diag.Diagnostic // for [Glossary.Check] alone: not certain enough to refuse a text

	inWords struct { // numbers in words, once they are asked for
		source, own         []spelled
		sourceRead, ownRead bool
	}
	compared struct{ source, own []span } // parts that hold times and dates that both texts have
}

func newChecker(p *Pair) *checker {
	return &checker{p: p, src: look(p.Kind, p.SourceText, p.SourceDefinitions), txt: look(p.Kind, p.Text, p.Definitions)}
}

func (c *checker) structure(fieldsKnown bool) {
	c.kind()
	if c.p.Kind == page.KindCode {
		c.codeBlock()
		return
	}
	c.links()
	c.addresses()
	c.numbers()
	c.placeholders(fieldsKnown)
	c.markup()
	c.leftovers()
	c.code()
	c.pluralForm()
}

// warn reports a problem at a byte of the translation.
func (c *checker) warn(code string, off int, hint, format string, args ...any) {
	c.report(&c.out, code, off, hint, format, args...)
}

// byRule reports what a translator may do by a rule, as with SIZE for TAILLE, or with one sentence at the end of each page: the
// things that are named are the cause, without their numbers.
func (c *checker) byRule(code string, off int, hint, format string, things ...string) {
	shown := make([]any, len(things))
	for i, t := range things {
		things[i] = short(t)
		shown[i] = things[i]
	}
	c.habit(code, off, withoutNumbers(strings.Join(things, "\n")), hint, format, shown...)
}

// withoutNumbers returns a text with 0 in the place of each run of digits.
func withoutNumbers(s string) string {
	var b strings.Builder
	for i := range len(s) {
		switch {
		case s[i] < '0' || s[i] > '9':
			b.WriteByte(s[i])
		case i == 0 || s[i-1] < '0' || s[i-1] > '9':
			b.WriteByte('0')
		}
	}
	return b.String()
}

// habit reports what a keyboard or an editor makes all over the texts of a locale; cause says which of such things it is.
func (c *checker) habit(code string, off int, cause, hint, format string, args ...any) {
	at := len(c.out)
	c.warn(code, off, hint, format, args...)
	if at < len(c.out) {
		c.out[at].Cause = cause
	}
}

// lack reports that the text lacks something of its source.
func (c *checker) lack(code, hint, format string, args ...any) {
	c.report(&c.absent, code, 0, hint, format, args...)
}

// foldAbsent reports what the text lacks: one problem for each kind of thing, and none beside the one that says that a part
// of the text is missing, with which they are gone.
func (c *checker) foldAbsent() {
	if len(c.absent) == 0 {
		return
	}
	if c.short > 0 {
		d := &c.out[c.short-1]
		d.Count = 1 + len(c.absent)
		d.Message += fmt.Sprintf(" (and %d things with it, such as links, numbers or code)", len(c.absent))
		d.Cause += "\nand more"
		return
	}
	for i, d := range c.absent {
		same := func(o diag.Diagnostic) bool { return o.Code == d.Code }
		if slices.ContainsFunc(c.absent[:i], same) {
			continue
		}
		n := 0
		for _, o := range c.absent[i:] {
			if same(o) {
				n++
			}
		}
		if n > 1 {
			d.Count = n
			d.Message += fmt.Sprintf(" (and %d more of the source)", n-1)
		}
		c.out = append(c.out, d)
	}
}

// doubt does so in [Glossary.Check] only.
func (c *checker) doubt(code string, off int, hint, format string, args ...any) {
	c.report(&c.doubts, code, off, hint, format, args...)
}

func (c *checker) report(to *[]diag.Diagnostic, code string, off int, hint, format string, args ...any) {
	if slices.Contains(c.p.Except, code) {
		return
	}
	d := diag.Warnf(code, c.place(off), format, args...)
	d.Hint = hint
	*to = append(*to, d)
}

func (c *checker) place(off int) diag.Pos {
	off = max(0, min(off, len(c.p.Text)))
	if c.p.At != nil {
		return c.p.At(off)
	}
	pos := c.p.Pos
	if pos.Line == 0 {
		return pos
	}
	before := c.p.Text[:off]
	if i := strings.LastIndexByte(before, '\n'); i >= 0 {
		pos.Line += strings.Count(before, "\n")
		pos.Col = 1 + utf8.RuneCountInString(before[i+1:])
	} else if pos.Col > 0 {
		pos.Col += utf8.RuneCountInString(before)
	}
	return pos
}

func (c *checker) sorted() []diag.Diagnostic {
	if len(c.out) == 0 {
		return nil
	}
	return diag.Sorted(c.out)
}

// things are links, marks or other things of one sort, in the order of the text. Few are there, so that a list is
// enough to compare them.
type things []thing

// thing is one of them, with its place in the text.
type thing struct {
	name string
	off  int
	key  string // what is compared, "" for the name
}

// same returns what two things have in common that count as one.
func (t thing) same() string {
	if t.key != "" {
		return t.key
	}
	return t.name
}

// differ returns what got lacks of want, and what it has beyond it.
func differ(want, got things) (lacks, extra things) {
	if len(want) == 0 {
		return nil, got
	}
	used := make([]bool, len(got))
next:
	for _, w := range want {
		for i, g := range got {
			if !used[i] && g.same() == w.same() {
				used[i] = true
				continue next
			}
		}
		lacks = append(lacks, w)
	}
	for i, g := range got {
		if !used[i] {
			extra = append(extra, g)
		}
	}
	return lacks, extra
}

// short keeps a quotation from a text to one readable line.
func short(s string) string {
	const most = 60
	s = strings.ReplaceAll(s, "\n", " ")
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	n := 0
	for i := range s {
		if n == most-1 {
			return s[:i] + "…"
		}
		n++
	}
	return s
}
