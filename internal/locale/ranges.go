package locale

import (
	"cmp"
	"slices"
	"strings"

	"vernacular/internal/cldr"
)

// Ranges returns which of some locales a reader gets who asks for a language (RFC 4647, section 3.4, Lookup). The keys are
// language ranges in lower case; one that is no key is that of the range without its last subtag. Where the locales differ in
// their script, a region leads to the script that is usual there, by CLDR's likelySubtags: "zh-tw" to zh-Hant. A language of
// which there are only variants leads to the usual one of them: "pt" to pt-BR, and so does its former code: "iw" to he.
func Ranges(have []Tag) map[string]Tag {
	have = slices.Clone(have)
	slices.SortFunc(have, func(a, b Tag) int { return cmp.Or(len(a)-len(b), cmp.Compare(a, b)) })
	type written struct{ language, script string }
	of := map[written]Tag{} // the shortest of each
	out := map[string]Tag{}
	for _, t := range have {
		out[strings.ToLower(string(t))] = t
		if w := (written{t.Language(), t.Script()}); of[w] == "" {
			of[w] = t
		}
	}
	for _, t := range have {
		language := t.Language()
		usual, _ := cldr.Likely(language, "")
		if out[language] == "" {
			out[language] = cmp.Or(of[written{language, usual}], t)
		}
		leads := func(subtag, script string) {
			if to := of[written{language, script}]; to != "" && lookUp(out, language+"-"+subtag).Script() != script {
				out[language+"-"+strings.ToLower(subtag)] = to
			}
		}
		leads(t.Script(), t.Script())
		leads(usual, usual)
		for a := 'A'; a <= 'Z'; a++ {
			for b := 'A'; b <= 'Z'; b++ {
				region := string([]rune{a, b})
				script, _ := cldr.Likely(language, region)
				leads(region, script)
			}
		}
	}
	for _, former := range cldr.AliasKeys(cldr.LanguageAlias) {
		if now, _ := cldr.Alias(cldr.LanguageAlias, former); len(former) == 2 && out[former] == "" {
			if to := lookUp(out, now); to != "" {
				out[former] = to
			}
		}
	}
	return out
}

// lookUp returns what a language range leads to in a table that [Ranges] has made, "" for nothing.
func lookUp(table map[string]Tag, asked string) Tag {
	asked = strings.ToLower(asked)
	for asked != "" {
		if t, ok := table[asked]; ok {
			return t
		}
		asked = asked[:max(strings.LastIndexByte(asked, '-'), 0)]
	}
	return ""
}
