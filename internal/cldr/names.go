package cldr

import (
	"compress/flate"
	"io"
	"strings"
	"sync"
	"sync/atomic"
)

// LanguageName gives the name of a language, or of a locale that has a name of its own ("pt-BR",
// "zh-Hans"), in the language of locale in, or "" where CLDR has none.
func LanguageName(in, code string) string {
	return embeddedNames{}.language(in, code)
}

// DisplayName names the locale tag in the language of locale in, or gives "" where CLDR has no name for
// its language (UTS 35, Locale Display Name Algorithm, with dialect names: "British English").
func DisplayName(in, tag string) string {
	r := Lookup(in)
	return displayName(embeddedNames{}, in, tag, r.Fields[NamePattern], r.Fields[NameSeparator])
}

// names is where displayName gets its words: the embedded tables, or, while tables are made, the source. A place is a
// territory, a script as it is written beside a language, or a variant (in upper case).
type names interface {
	language(in, code string) string
	place(in, code string) string
}

func displayName(from names, in, tag, pattern, separator string) string {
	language, script, region, variants := Split(tag)
	name := ""
	for _, try := range [...]struct {
		script, region string
		wanted         bool
	}{
		{script, region, script != "" && region != ""},
		{script, "", script != ""},
		{"", region, region != ""},
	} {
		if !try.wanted {
			continue
		}
		if name = from.language(in, Join(language, try.script, try.region, "")); name != "" {
			if try.script != "" {
				script = ""
			}
			if try.region != "" {
				region = ""
			}
			break
		}
	}
	if name == "" {
		name = from.language(in, language)
	}
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
		add(script, from.place(in, script))
	}
	if region != "" {
		add(region, from.place(in, region))
	}
	for variants != "" {
		var v string
		v, variants, _ = strings.Cut(variants, "-")
		add(v, from.place(in, strings.ToUpper(v)))
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

type embeddedNames struct{}

func (embeddedNames) language(in, code string) string {
	return inherited(in, code, secLanguageKeys, secLanguageNames, &languageCache)
}

func (embeddedNames) place(in, code string) string {
	return inherited(in, code, secPlaceKeys, secPlaceNames, &placeCache)
}

// inherited looks a name up in a locale and then in each of its parents.
func inherited(in, code string, keys, values int, cache *[maxLocales]atomic.Pointer[[]string]) string {
	t := tables(embedded)
	k, ok := t.list(keys).find(code)
	if !ok {
		return ""
	}
	tags := t.list(secTags)
	for i := t.nearest(in); tags.at(i) != root; i = t.nearest(t.parentOrRoot(tags.at(i))) {
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

// HasPlace tells whether CLDR names the territory ("BR", "419"), script or variant ("VALENCIA") at all.
func HasPlace(code string) bool {
	_, ok := tables(embedded).list(secPlaceKeys).find(code)
	return ok
}

// LanguageCodes gives everything that [LanguageName] can name in English, sorted.
func LanguageCodes() []string {
	l := tables(embedded).list(secLanguageKeys)
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
