// Package locale turns a BCP 47 tag into what a publisher must know of a language: its canonical
// spelling, its name for menus, its direction, what it falls back to, which plural forms it has, and how
// it writes numbers, percentages, dates, lists and quotation marks.
//
// It never reads a file or a setting of the machine, never guesses from an Accept-Language header, and
// never uses another CLDR than the one in internal/cldr: the tables of golang.org/x/text are from 2017
// and serve for syntax ([Parse]) and sorting ([Compare]) alone. Every function may be called from many
// goroutines; nothing is loaded before its first use.
//
// Start with [Parse], which is the only way to make a [Tag] of what somebody typed; all else is a method
// of Tag. The neighbour to read next is internal/cldr, where the facts come from.
package locale

import (
	"golang.org/x/text/language"

	"vernacular/internal/cldr"
)

// Tag is a BCP 47 language tag in its canonical spelling, as [Parse] returns it: "en", "pt-BR",
// "zh-Hans", "sr-Latn". Tags compare with == and sort as strings. The methods of a Tag that did not
// come from Parse give some answer, never a panic.
type Tag string

// English is the tag of the language whose names stand in where CLDR has none in the reader's.
const English Tag = "en"

// Language returns the language subtag, ISO 639 in lower case: "zh" of zh-Hant-HK.
func (t Tag) Language() string {
	language, _, _, _ := cldr.Split(string(t))
	return language
}

// Region returns the region subtag, ISO 3166-1 or UN M.49, or "" if the tag has none: "HK" of zh-Hant-HK.
func (t Tag) Region() string {
	_, _, region, _ := cldr.Split(string(t))
	return region
}

// LikelyRegion is Region, or else where the language is most likely spoken by CLDR's likelySubtags: "TW" of zh-Hant. It
// is "" if CLDR does not know.
func (t Tag) LikelyRegion() string {
	if r := t.Region(); r != "" {
		return r
	}
	if r, confidence := language.Make(string(t)).Region(); confidence > language.No && r.IsCountry() {
		return r.String()
	}
	return ""
}

// Script returns the script, ISO 15924: the tag's own, or else the one that its language is most likely
// written in, in its region if it has one ("Hant" of zh-TW), by CLDR's likelySubtags. It is "Zzzz",
// the code for an unknown script, if CLDR does not know.
func (t Tag) Script() string {
	language, script, region, _ := cldr.Split(string(t))
	if script == "" {
		script, _ = cldr.Likely(language, region)
	}
	if script == "" {
		return "Zzzz"
	}
	return script
}

// Direction returns the direction of the tag's script as HTML writes it, "ltr" or "rtl".
func (t Tag) Direction() string {
	if cldr.RightToLeft(t.Script()) {
		return "rtl"
	}
	return "ltr"
}

// Parents returns the locales whose texts and data may stand in for t's, nearest first, without t and
// without CLDR's root: es-419 and es for es-MX, zh-Hant for zh-TW, nothing for zh-Hant, which is not
// to be mixed with zh (UTS 35, Locale Inheritance and Matching, with CLDR's parentLocales).
func (t Tag) Parents() []Tag {
	var chain []Tag
	for p := cldr.Parent(string(t)); p != ""; p = cldr.Parent(p) {
		chain = append(chain, Tag(p))
	}
	return chain
}

// Known reports whether CLDR has data of its own for the tag's language, and not only a name for it.
// Numbers, dates and lists of a language that is not known are written in a neutral way.
func Known(t Tag) bool { return !cldr.Lookup(t.Language()).IsRoot() }
