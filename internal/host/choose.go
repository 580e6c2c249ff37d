package host

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Request is what the answer to a request for the root of a site depends on.
type Request struct {
	AcceptLanguage string
	FetchSite      string // Sec-Fetch-Site
	Cookie         string // the value of the cookie lang
	UserAgent      string
}

// vary names the headers of a request that [Site.Choose] looks at. That of the browser's name is not among them: a cache would
// keep a copy for each.
const vary = "Accept-Language, Cookie, Sec-Fetch-Site"

// Choose returns where a request for the root of a site is sent to, "" if it gets what is there. It is what the files of all
// hosts do.
func (s *Site) Choose(r Request) string {
	if !s.Negotiate || strings.HasPrefix(r.FetchSite, "same-") || crawlers.MatchString(r.UserAgent) {
		return ""
	}
	for _, e := range s.Editions {
		if strings.EqualFold(e.Tag, r.Cookie) {
			return s.away(e)
		}
	}
	for _, asked := range wishes(r.AcceptLanguage) {
		if strings.HasPrefix(asked, "*") {
			return ""
		}
		if e, ok := s.lookUp(asked); ok {
			return s.away(e)
		}
	}
	return ""
}

// away returns the address of an edition, "" of that at the root.
func (s *Site) away(e Edition) string {
	if e.Address == s.Base {
		return ""
	}
	return e.Address
}

// lookUp returns the edition that a language range leads to (RFC 4647, section 3.4).
func (s *Site) lookUp(asked string) (Edition, bool) {
	for ; asked != ""; asked = asked[:max(strings.LastIndexByte(asked, '-'), 0)] {
		for _, e := range s.Editions {
			if slices.Contains(e.Ranges, asked) {
				return e, true
			}
		}
	}
	return Edition{}, false
}

// crawlers are programs that look for what is there, in their User-Agent.
var crawlers = regexp.MustCompile(`(?i)` + crawlerWords)

const crawlerWords = `bot|crawl|spider|slurp|facebookexternalhit|preview`

// oneWish is an item of Accept-Language (RFC 9110, section 12.5.4). Whatever is not so written is left out.
var oneWish = regexp.MustCompile(`(?i)^((?:\*|[a-z]+)(?:-[a-z0-9]+)*)[ \t]*(?:;[ \t]*q=(0[.][0-9]{1,3}|1(?:[.]0*)?))?$`)

// wishes returns the language ranges of an Accept-Language in the order of their weights, and those of one weight as they
// stand. Weights are told apart by two digits; one below 0.01 is no wish.
func wishes(header string) (list []string) {
	type wish struct {
		asked  string
		weight int
	}
	var all []wish
	for item := range strings.SplitSeq(header, ",") {
		m := oneWish.FindStringSubmatch(strings.Trim(item, " \t"))
		if m == nil {
			continue
		}
		q, _ := strconv.ParseFloat(cmp.Or(m[2], "1"), 64)
		if w := int(q*100 + 1e-6); w > 0 {
			all = append(all, wish{strings.ToLower(m[1]), w})
		}
	}
	slices.SortStableFunc(all, func(a, b wish) int { return b.weight - a.weight })
	for _, w := range all {
		list = append(list, w.asked)
	}
	return list
}

// patterns returns regular expressions, in the common part of what PCRE and RE2 read, of which the first that fits an
// Accept-Language has in its only group the range that the reader is to get: one for each weight. They are to be read without
// regard to case.
func (s *Site) patterns() (list []string) {
	known := []string{`[*]`}
	for _, e := range s.Editions {
		known = append(known, e.Ranges...)
	}
	slices.SortFunc(known, func(a, b string) int { return cmp.Or(len(b)-len(a), cmp.Compare(a, b)) }) // the longest that fits
	item := `(?:^|,)[ \t]*(` + strings.Join(known, "|") + `)(?:-[a-z0-9]+)*[ \t]*`
	for w := 100; w > 0; w-- {
		weight := `(?:;[ \t]*q=1(?:[.]0*)?)?`
		switch {
		case w == 100:
		case w%10 == 0:
			weight = fmt.Sprintf(`;[ \t]*q=0[.]%d(?:0[0-9]?)?`, w/10)
		default:
			weight = fmt.Sprintf(`;[ \t]*q=0[.]%02d[0-9]?`, w)
		}
		list = append(list, item+weight+`[ \t]*(?:,|$)`)
	}
	return list
}
