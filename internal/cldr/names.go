package cldr

import (
	"compress/flate"
	"io"
	"strings"
	"sync"
	"sync/atomic"
)

// LanguageName returns the name of a language, or of a locale that has a name of its own ("pt-BR",
// "zh-Hans"), in the language of locale in, or "" where CLDR has none.
func LanguageName(in, code string) string {
	return embeddedNames{}.Language(in, code)
}

// DisplayName names the locale tag in the language of locale in, or gives "" where CLDR has no name for
// its language (UTS 35, Locale Display Name Algorithm, with dialect names: "British English").
func DisplayName(in, tag string) string {
	r := Lookup(in)
	return DisplayNameFrom(embeddedNames{}, in, tag, r.Fields[NamePattern], r.Fields[NameSeparator])
}

// Names is where [DisplayNameFrom] gets its words: the embedded tables, or, while tables are made, the source. A place is
// a territory, a script as it is written beside a language, or a variant (in upper case).
type Names interface {
	Language(in, code string) string
	Place(in, code string) string
}

// DisplayNameFrom returns the name of a locale in words from some names, with the patterns of the language in.
func DisplayNameFrom(from Names, in, tag, pattern, separator string) string {
	language, script, region, variants := Split(tag)
	name, script, region := dialectName(from, in, language, script, region)
	if name == "" {
		return ""
	}
	var rest string
	add := func(code, name string) {
		switch {
		case code == "":
			return
		case name == "":
			name = code
		}
		if rest == "" {
			rest = name
		} else {
			rest = Fill(separator, rest, name)
		}
	}
	if script != "" {
		add(script, from.Place(in, script))
	}
	if region != "" {
		add(region, from.Place(in, region))
	}
	for variants != "" {
		var v string
		v, variants, _ = strings.Cut(variants, "-")
		add(v, from.Place(in, strings.ToUpper(v)))
	}
	if rest == "" {
		return name
	}
	open, close, squareOpen, squareClose := "(", ")", "[", "]"
	if strings.Contains(pattern, "（") {
		open, close, squareOpen, squareClose = "（", "）", "［", "］"
	}
	return Fill(pattern, name, strings.NewReplacer(open, squareOpen, close, squareClose).Replace(rest))
}

// dialectName returns the name of a language together with as many of script and region as have one name with it
// ("British English"), and the script and region that this name leaves out.
func dialectName(from Names, in, language, script, region string) (name, restScript, restRegion string) {
	if script != "" && region != "" {
		if name = from.Language(in, Join(language, script, region, "")); name != "" {
			return name, "", ""
		}
	}
	if script != "" {
		if name = from.Language(in, Join(language, script, "", "")); name != "" {
			return name, "", region
		}
	}
	if region != "" {
		if name = from.Language(in, Join(language, "", region, "")); name != "" {
			return name, script, ""
		}
	}
	return from.Language(in, language), script, region
}

type embeddedNames struct{}

func (embeddedNames) Language(in, code string) string {
	return inherited(in, code, SecLanguageKeys, SecLanguageNames, &languageCache)
}

func (embeddedNames) Place(in, code string) string {
	return inherited(in, code, SecPlaceKeys, SecPlaceNames, &placeCache)
}

// inherited looks a name up in a locale and then in each of its parents.
func inherited(in, code string, keys, values int, cache *[MaxLocales]atomic.Pointer[[]string]) string {
	t := Tables(embedded)
	k, ok := t.list(keys).find(code)
	if !ok {
		return ""
	}
	tags := t.list(SecTags)
	for i := t.Nearest(in); tags.at(i) != Root; i = t.Nearest(t.ParentOrRoot(tags.at(i))) {
		p := cache[i].Load()
		if p == nil {
			rows := inflate(t.list(values).at(i))
			p = &rows
			cache[i].Store(p)
		}
		if rows := *p; k < len(rows) && rows[k] != "" {
			return rows[k]
		}
	}
	return ""
}

var inflaters = sync.Pool{New: func() any { return flate.NewReader(strings.NewReader("")) }}

// inflate unpacks the names of one locale. The result shares one string.
func inflate(packed string) []string {
	if packed == "" {
		return nil
	}
	r := inflaters.Get().(io.ReadCloser)
	defer inflaters.Put(r)
	if err := r.(flate.Resetter).Reset(strings.NewReader(packed), nil); err != nil {
		return nil
	}
	var b strings.Builder
	b.Grow(4 * len(packed))
	if _, err := io.Copy(&b, r); err != nil {
		return nil
	}
	return strings.Split(b.String(), "\n")
}

// HasPlace reports whether CLDR names the territory ("BR", "419"), script or variant ("VALENCIA") at all.
func HasPlace(code string) bool {
	_, ok := Tables(embedded).list(SecPlaceKeys).find(code)
	return ok
}

// LanguageCodes returns everything that [LanguageName] can name in English, sorted.
func LanguageCodes() []string {
	l := Tables(embedded).list(SecLanguageKeys)
	codes := make([]string, l.len())
	for i := range codes {
		codes[i] = l.at(i)
	}
	return codes
}

// Fill puts a and b for {0} and {1} of a pattern.
func Fill(pattern, a, b string) string {
	out := make([]byte, 0, len(pattern)+len(a)+len(b))
	for i := 0; i < len(pattern); i++ {
		switch {
		case strings.HasPrefix(pattern[i:], "{0}"):
			out = append(out, a...)
			i += 2
		case strings.HasPrefix(pattern[i:], "{1}"):
			out = append(out, b...)
			i += 2
		default:
			out = append(out, pattern[i])
		}
	}
	return string(out)
}
