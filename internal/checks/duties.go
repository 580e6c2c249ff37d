package checks

import (
	"slices"
	"strings"

	"vernacular/internal/diag"
)

// englishNegatives are all words that may be translated with a denial.
var englishNegatives = pattern(`(?i)(?:^|[^\pL])(?:not?|non|n['’]t|never|nobody|nothing|none|neither|nor|without|unless|until|only|except|avoid\w*|prevent\w*|prohibit\w*|forbid\w*|forbidden|ban|bans|banned|` +
	`illegal|unlawful|fail\w*|lack\w*|refus\w*|reject\w*|instead|rather|before|limit\w*|restrict\w*|exclud\w*|stop\w*|keep|block\w*|inevitabl\w*|un\w+|in\w*(?:able|ible|valid)|im\w*ible|ir\w+|dis\w+|other than|free of|no longer|hard\w*|few|little|less|otherwise|leave|left|out of|cannot)(?:$|[^\pL])|n['’]t`)

// modality warns where a sentence says one of must, may, should and must not less often than its source, and another one so much
// more often. What a neighbour says instead is no loss: translators move words between sentences.
func (c *checker) modality() {
	from, to := c.p.Source.Language(), c.p.Locale.Language()
	if modalsOf(from) == nil || modalsOf(to) == nil || slices.ContainsFunc(c.out, func(d diag.Diagnostic) bool { return d.Code == NegationLost }) {
		return
	}
	if all, _ := modalityOf(from, c.src.prose); all == 0 {
		return
	}
	list := c.facing(2)
	said := make([]saying, len(list))
	for i, f := range list {
		said[i].src, said[i].srcTimes = modalityOf(from, f.src)
		said[i].txt, said[i].txtTimes = modalityOf(to, f.txt)
		said[i].denies = denies(from, f.src)
	}
	for i, f := range list {
		if !f.fits {
			continue
		}
		if c.exemption(f.src, f.txt) {
			return
		}
		s, t := said[i].exchanged()
		if s == 0 || i > 0 && said[i-1].more(s) || i+1 < len(said) && said[i+1].more(s) {
			continue
		}
		if c.opposes(s, t, f.src, f.txt) {
			c.warn(ObligationChanged, 0, "say it as strongly as the source does, or record the exception", "the source %s, and the translation %s", s.says(), t.says())
			return
		}
	}
}

// saying is what a sentence and its translation say of an act, and how often.
type saying struct {
	src, txt           modality
	srcTimes, txtTimes modalCount
	denies             bool // the source denies something
}

// exchanged returns what the source says and what the translation says instead: all that each says, or the only one that is said
// less often and the only one that is said more often. It returns nothing where that is not sure.
func (s *saying) exchanged() (source, own modality) {
	if s.src.single() && s.txt.single() {
		if s.src == s.txt {
			return 0, 0
		}
		return s.src, s.txt
	}
	if s.src&(unclear|denied|recommends) != 0 || s.txt&(unclear|recommends) != 0 {
		return 0, 0
	}
	times := s.txtTimes
	times[bans] += times[denied] // "may not" forbids here if the source does
	for _, m := range []modality{obliges, permits, bans} {
		switch times[m] - s.srcTimes[m] {
		case 0:
		case -1:
			source |= m
		case 1:
			own |= m
		default:
			return 0, 0
		}
	}
	if !source.single() || !own.single() {
		return 0, 0
	}
	if own == bans && times[denied] > 0 {
		return 0, 0
	}
	return source, own
}

// more reports whether the translation says something more often than the source, which does not say it in other words.
func (s *saying) more(m modality) bool {
	return s.src&(unclear|denied) == 0 && (m != bans || !s.denies) && s.txtTimes[m] > s.srcTimes[m]
}

// opposes reports whether the difference of two modalities cannot come from how a language says things.
func (c *checker) opposes(s, t modality, src, txt string) bool {
	from, to := c.p.Source.Language(), c.p.Locale.Language()
	switch {
	case s == recommends && t != permits, (s|t)&recommends != 0 && (modals[to].should == "" || modals[from].should == ""):
		return false // many languages say should and must with one word
	case s == bans:
		return t != recommends && !denies(to, txt) && !saysAbsence(to, txt)
	case t == bans:
		return from == "en" && !englishNegatives().MatchString(src) && !forbidsMore(to, src, txt)
	}
	return !deniesBeside(to, clausesThat(to, txt, t)) && !deniesBeside(from, clausesThat(from, src, s))
}

// clausesThat returns the clauses of a sentence that say something of an act; what stands between other commas may be denied.
func clausesThat(language, prose string, m modality) string {
	var out []string
	for clause := range strings.FieldsFuncSeq(prose, isStop) {
		if said, _ := modalityOf(language, clause); said&m != 0 {
			out = append(out, clause)
		}
	}
	return strings.Join(out, ", ")
}

// englishLimits are words by which English turns a must or may into something else.
var englishLimits = pattern(`(?i)(?:^|[^\pL])(?:no|not|never|nobody|nothing|none|neither|nor|only|unless|except|cannot|without)(?:$|[^\pL])|n['’]t`)

// deniesBeside reports whether a text denies something in words that are no must or may themselves: Japanese says must with
// two denials.
func deniesBeside(language, prose string) bool {
	_, _, rest := modalityIn(language, prose)
	if language == "en" {
		return englishLimits().MatchString(rest)
	}
	return denialTables.of(language).in(smallLetters(rest, innocent[language]))
}

// denies reports whether a text has a word of a language that denies or forbids.
func denies(language, prose string) bool {
	if language == "en" {
		return englishDenials().MatchString(prose)
	}
	if denialTables.of(language).in(smallLetters(prose, innocent[language])) {
		return true
	}
	p := modalsOf(language)
	return p != nil && p.ban.in(smallLetters(prose, innocentModals[language]))
}
