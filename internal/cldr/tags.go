package cldr

import "strings"

// Likely returns the script and the region that a language is most likely written in and spoken in
// (likelySubtags.xml), for example "Hant" and "TW" for zh and TW. The region may be empty. It gives
// empty strings for a language that CLDR knows nothing of.
func Likely(language, region string) (likelyScript, likelyRegion string) {
	return Tables(embedded).Likely(language, region)
}

// Likely returns the likely script and region, as the function [Likely] does for the embedded tables.
func (t Tables) Likely(language, region string) (string, string) {
	script, home := "", ""
	if len(language) == 2 || len(language) == 3 {
		// Languages of two letters are padded with a space, which sorts before every letter.
		key := (language + " ")[:3]
		rows := t.section(SecLikelyLang)
		lo, hi := 0, len(rows)/5
		for lo < hi {
			mid := (lo + hi) / 2
			if rows[5*mid:5*mid+3] < key {
				lo = mid + 1
			} else {
				hi = mid
			}
		}
		if 5*lo < len(rows) && rows[5*lo:5*lo+3] == key {
			script, home, _ = strings.Cut(t.list(SecLikelyPairs).at(le16(rows, 5*lo+3)), "-")
		}
	}
	if region == "" {
		return script, home
	}
	if s, ok := t.Find(SecLikelyMoreKeys, SecLikelyMore, language+"-"+region); ok {
		script = s
	}
	return script, region
}

// LikelyLanguage returns the language that is most likely meant by a region alone: "ja" for JP.
func LikelyLanguage(region string) (string, bool) {
	return Tables(embedded).Find(SecLikelyMoreKeys, SecLikelyMore, Root+"-"+region)
}

// Split takes a canonical tag without extensions apart. Variants keep their hyphens.
func Split(tag string) (language, script, region, variants string) {
	language, rest, _ := strings.Cut(tag, "-")
	next := func(is func(string) bool) (sub string) {
		sub, after, _ := strings.Cut(rest, "-")
		if !is(sub) {
			return ""
		}
		rest = after
		return sub
	}
	script = next(func(s string) bool { return len(s) == 4 && s[0] > '9' })
	region = next(func(s string) bool { return len(s) == 2 || len(s) == 3 })
	return language, script, region, rest
}

// Join is the reverse of [Split].
func Join(language, script, region, variants string) string {
	tag := language
	for _, sub := range []string{script, region, variants} {
		if sub != "" {
			tag += "-" + sub
		}
	}
	return tag
}

// withScript writes the script into a tag of language and region where CLDR names the locale so, or
// where the region implies another script than the language's usual one: zh-TW is zh-Hant-TW to CLDR,
// and its parent is zh-Hant, not zh.
func (t Tables) withScript(tag string) string {
	if len(tag) < 5 || strings.IndexByte(tag, '-') < 0 {
		return tag
	}
	language, script, region, variants := Split(tag)
	if script != "" || region == "" {
		return tag
	}
	likely, _ := t.Likely(language, region)
	if likely == "" {
		return tag
	}
	if usual, _ := t.Likely(language, ""); likely == usual && !t.has(language+"-"+likely) {
		return tag
	}
	return Join(language, likely, region, variants)
}

// Parent returns the locale that tag inherits from, or "" if that is the root: es-MX from es-419, zh-Hant
// from nothing (UTS 35, Locale Inheritance, with parentLocales.xml; a script that is not the
// language's likely one inherits from the root).
func Parent(tag string) string {
	t := Tables(embedded)
	return t.parent(t.withScript(tag))
}

func (t Tables) parent(tag string) string {
	if p, ok := t.Find(SecParentKeys, SecParents, tag); ok {
		if p == Root {
			return ""
		}
		return p
	}
	i := strings.LastIndexByte(tag, '-')
	if i < 0 {
		return ""
	}
	parent, last := tag[:i], tag[i+1:]
	if len(last) == 4 && last[0] > '9' && strings.IndexByte(parent, '-') < 0 {
		if likely, _ := t.Likely(parent, ""); likely != "" && likely != last {
			return ""
		}
	}
	return parent
}

// ParentOrRoot returns the locale that a tag of CLDR inherits from.
func (t Tables) ParentOrRoot(tag string) string {
	if p := t.parent(tag); p != "" {
		return p
	}
	return Root
}

// The kinds of alias.
const (
	LanguageAlias  = "language"  // "iw", "zh-min-nan", "sgn-fr": whole lower-case tags
	TerritoryAlias = "territory" // "uk", "840"; the answer may be a choice, "RS ME"
	ScriptAlias    = "script"
	VariantAlias   = "variant"
)

// Alias returns what a deprecated, overlong or otherwise unwanted subtag is to be replaced by
// (supplementalMetadata.xml). The subtag is in lower case, the answer in canonical case.
func Alias(kind, subtag string) (string, bool) {
	return Tables(embedded).Find(SecAliasKeys, SecAliases, kind+" "+subtag)
}

// AliasesOfParts calls yield for each alias of kind language that is made of several subtags, in the
// order of UTS 35 Annex C: those of most subtags first, then by name.
func AliasesOfParts(yield func(from, to string) bool) {
	for hyphens := 3; hyphens > 0; hyphens-- {
		for _, from := range AliasKeys(LanguageAlias) {
			if strings.Count(from, "-") != hyphens {
				continue
			}
			if to, ok := Alias(LanguageAlias, from); ok && !yield(from, to) {
				return
			}
		}
	}
}

// AliasKeys returns every alias of a kind, sorted.
func AliasKeys(kind string) []string {
	keys := Tables(embedded).list(SecAliasKeys)
	var found []string
	for i, _ := keys.find(kind + " "); i < keys.len(); i++ {
		from, ok := strings.CutPrefix(keys.at(i), kind+" ")
		if !ok {
			break
		}
		found = append(found, from)
	}
	return found
}
