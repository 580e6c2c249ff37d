// Package cldr turns a locale tag into the Unicode Common Locale Data Repository's raw facts about it:
// date and number patterns, units of file sizes, list patterns, quotation marks, numbers in words, names of languages, plural rules, likely
// scripts, parent locales and tag aliases. The facts are those of CLDR 48.2 for all of its locales.
//
// It never formats anything, never judges what a user typed and never parses at process start: the
// tables are one embedded string (tables.bin) that is searched in place, and what has to be unpacked is
// unpacked for one locale, at its first use. It is read by package locale, and by exchange for the plural
// rules of PO headers; all others ask locale, which is the neighbour to read next. Start with [Lookup] and [Parent].
//
// The tables are made by `go generate ./internal/cldr` from the npm packages that gen/package-lock.json
// pins (it needs npm and the network, and takes some ten seconds); gen/main.go reads Unicode's JSON,
// gen/encode.go writes the tables, this package reads them. [Tables], the sections and [Names] are exported for
// that writer alone. Keep reader and writer in step.
//
// The data is © Unicode, Inc. and comes under the Unicode License V3: see LICENSE-UNICODE.
package cldr

import (
	_ "embed"
	"sort"
	"strings"
	"sync/atomic"
)

//go:generate npm ci --prefix gen --ignore-scripts --no-audit --no-fund --silent
//go:generate go run ./gen

//go:embed tables.bin
var embedded string

// Tables is a whole set of tables in the form that gen/encode.go writes: a header of NumSections+1
// little-endian 32-bit offsets, then the sections. It is a type of its own, and not only one variable,
// because the encoder reads the first sections to work out what the later ones can leave out.
type Tables string

// The sections of a set of tables. All of kind "list" are read with [list].
const (
	SecVersion        = iota // the CLDR version as text
	SecStrings               // list: every distinct field text; a record refers to it by number
	SecTags                  // list, sorted: the locales that have a record
	SecRecords               // list, by SecTags: the fields a locale does not share with its parent, 3 bytes each
	SecParentKeys            // list, sorted: locales whose parent is not found by truncation
	SecParents               // list, by SecParentKeys: that parent
	SecLikelyLang            // 5 bytes each, sorted: a language in 3 bytes, then a number into SecLikelyPairs
	SecLikelyPairs           // list: "Latn-FR"
	SecLikelyMoreKeys        // list, sorted: "zh-TW", "und-JP"
	SecLikelyMore            // list, by SecLikelyMoreKeys: "Hant", "ja"
	SecAliasKeys             // list, sorted: "language iw", "territory uk"
	SecAliases               // list, by SecAliasKeys: "he", "GB"
	SecScripts               // all scripts, four bytes each, sorted
	SecRTL                   // the right-to-left ones among them
	SecLanguageKeys          // list, sorted: what SecLanguageNames has names for
	SecLanguageNames         // list, by SecTags: names by secLanguageKeys, joined by "\n", deflated
	SecPlaceKeys             // list, sorted: territories, scripts and variants
	SecPlaceNames            // list, by SecTags: their names, as secLanguageNames
	SecPluralTags            // list, sorted: languages that have a plural rule
	SecPluralRules           // one byte each, by SecPluralTags
	SecSpelloutTags          // list, sorted: locales that spell numbers out
	SecSpellouts             // list, by SecSpelloutTags: what [Spellout] returns, deflated
	NumSections
)

// MaxLocales bounds the caches below, which are arrays so that they cost nothing at process start and
// no lock and no allocation at a hit. A test holds the tables to it.
const MaxLocales = 1024

var (
	recordCache   [MaxLocales]atomic.Pointer[Record]
	languageCache [MaxLocales]atomic.Pointer[[]string]
	placeCache    [MaxLocales]atomic.Pointer[[]string]
)

func (t Tables) section(i int) string {
	return string(t[le32(string(t), 4*i):le32(string(t), 4*i+4)])
}

func (t Tables) list(i int) list { return list(t.section(i)) }

func le32(s string, at int) int {
	_ = s[at+3] // one bounds check instead of four
	return int(s[at]) | int(s[at+1])<<8 | int(s[at+2])<<16 | int(s[at+3])<<24
}

func le16(s string, at int) int { return int(s[at]) | int(s[at+1])<<8 }

// list is a list of strings in place: their number, the end of each, then their bytes one after the other.
type list string

func (l list) len() int { return le32(string(l), 0) }

func (l list) at(i int) string {
	base := 4 + 4*l.len()
	start := 0
	if i > 0 {
		start = le32(string(l), 4*i)
	}
	return string(l[base+start : base+le32(string(l), 4*i+4)])
}

// find returns the place of s in a sorted list.
func (l list) find(s string) (int, bool) {
	lo, hi := 0, l.len()
	for lo < hi {
		mid := (lo + hi) / 2
		switch c := strings.Compare(l.at(mid), s); {
		case c == 0:
			return mid, true
		case c < 0:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return lo, false
}

// Find finds key in the sorted list keys and gives the entry of values at the same place.
func (t Tables) Find(keys, values int, key string) (string, bool) {
	i, ok := t.list(keys).find(key)
	if !ok {
		return "", false
	}
	return t.list(values).at(i), true
}

// Tags returns every locale that CLDR has data for, sorted, without its root ("und").
func Tags() []string {
	l := Tables(embedded).list(SecTags)
	tags := make([]string, 0, l.len())
	for i := range l.len() {
		if tag := l.at(i); tag != Root {
			tags = append(tags, tag)
		}
	}
	return tags
}

func (t Tables) has(tag string) bool {
	_, ok := t.list(SecTags).find(tag)
	return ok
}

// Root is CLDR's name for the data that holds for no language in particular.
const Root = "und"

// Field names one text of a [Record].
type Field uint8

// The fields of a record. Patterns are those of UTS 35; names that come in rows (months, days) are
// joined by line feeds, months from January, days from Sunday.
const (
	DateFull Field = iota
	DateLong
	DateMedium
	DateShort
	MonthsWide
	MonthsAbbreviated
	DaysWide
	DaysAbbreviated
	DaysStandAlone // wide
	Era            // of our years, abbreviated
	ShortMonths    // the numbering system of the month in DateShort where it is not the locale's: "romanlow"
	Digits         // ten, from zero
	Decimal
	Group
	Minus
	PercentSign
	DecimalPattern
	PercentPattern
	MinGrouping // digits there must be before the first separator, "1" to "3"
	ListTwo     // "{0} and {1}"
	ListStart
	ListMiddle
	ListEnd
	QuoteOpen
	QuoteClose
	AltQuoteOpen
	AltQuoteClose
	NamePattern   // "{0} ({1})": a language and what tells it apart
	NameSeparator // "{0}, {1}" between such things
	Autonym       // the locale's name in its own language
	MonthNames    // every name of each month, wide and abbreviated, beside others and alone, apart by tabs
	DayNames      // the same for days, wide only
	Bytes         // "{0} byte", see [Record.Counted]
	Kilobytes     // short: "{0} kB"
	Megabytes
	Gigabytes
	NumFields
)

// Record holds the facts of one locale, with what it inherits filled in. It must not be changed.
type Record struct {
	Tag    string // the CLDR locale that answered; "und" if CLDR knows nothing of the language
	Fields [NumFields]string
}

// IsRoot reports whether the record belongs to no language.
func (r *Record) IsRoot() bool { return r.Tag == Root }

// Row returns entry i, from 0, of a field that holds a row of names.
func (r *Record) Row(f Field, i int) string {
	s := r.Fields[f]
	for ; i > 0; i-- {
		_, s, _ = strings.Cut(s, "\n")
	}
	s, _, _ = strings.Cut(s, "\n")
	return s
}

// Counted returns a pattern such as "{0} kB" from a field that has one for some plural categories: the first line is that
// of "other", each further line a category, a tab and its pattern.
func (r *Record) Counted(f Field, form Form) string {
	other, rest, _ := strings.Cut(r.Fields[f], "\n")
	for line := range strings.SplitSeq(rest, "\n") {
		if name, pattern, ok := strings.Cut(line, "\t"); ok && name == form.String() {
			return pattern
		}
	}
	return other
}

// Lookup returns the record of a locale, or of its nearest ancestor that has one; at last the root's.
// It may be called from many goroutines, and allocates only at the first use of a locale.
func Lookup(tag string) *Record {
	t := Tables(embedded)
	i := t.Nearest(tag)
	if r := recordCache[i].Load(); r != nil {
		return r
	}
	r := t.Record(i)
	recordCache[i].Store(r)
	return r
}

// Nearest returns the number of the locale, or of its nearest ancestor, in SecTags.
func (t Tables) Nearest(tag string) int {
	tags := t.list(SecTags)
	if i, ok := tags.find(tag); ok {
		return i
	}
	for tag = t.withScript(tag); tag != ""; tag = t.parent(tag) {
		if i, ok := tags.find(tag); ok {
			return i
		}
	}
	i, _ := tags.find(Root)
	return i
}

// Record returns the record of the locale with a number, with what it inherits.
func (t Tables) Record(i int) *Record {
	r := &Record{Tag: t.list(SecTags).at(i)}
	var known [NumFields]bool
	for {
		row := t.list(SecRecords).at(i)
		for ; len(row) >= 3; row = row[3:] {
			if f := row[0]; !known[f] {
				known[f] = true
				r.Fields[f] = t.list(SecStrings).at(le16(row, 1))
			}
		}
		tag := t.list(SecTags).at(i)
		if tag == Root {
			return r
		}
		i = t.Nearest(t.ParentOrRoot(tag))
	}
}

// scriptIn finds a script in a section that holds sorted codes of four bytes.
func (t Tables) scriptIn(section int, script string) bool {
	codes := t.section(section)
	n := len(codes) / 4
	i := sort.Search(n, func(i int) bool { return codes[4*i:4*i+4] >= script })
	return i < n && codes[4*i:4*i+4] == script
}

// IsScript reports whether script is a code of ISO 15924 that CLDR knows, in canonical case.
func IsScript(script string) bool { return Tables(embedded).scriptIn(SecScripts, script) }

// RightToLeft reports whether text in the script runs from right to left (CLDR's scriptMetadata).
func RightToLeft(script string) bool { return Tables(embedded).scriptIn(SecRTL, script) }
