package markup

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"vernacular/internal/diag"
)

// hostWarnings looks for names of servers that look like others: invisible characters, letters of
// several scripts in one label, Cyrillic or Greek letters that all look Latin, and a name in front of
// an "@".
func hostWarnings(host, dest string) []diag.Diagnostic {
	plain := true
	for i := range len(host) {
		if c := host[i]; c >= utf8.RuneSelf || c == '@' || c == '%' {
			plain = false
			break
		}
	}
	if plain {
		return nil
	}
	warn := func(hint, format string, args ...any) []diag.Diagnostic {
		d := diag.Warnf("suspicious-link", diag.Pos{}, format, args...)
		d.Hint = hint
		return []diag.Diagnostic{d}
	}
	if i := strings.LastIndexByte(host, '@'); i >= 0 {
		return warn("write the address without what comes before the @",
			"the address \"%s\" names the server %s, not what stands before the @", diag.Escape(shorten(dest)), diag.Escape(host[i+1:]))
	}
	name := host
	if i := strings.LastIndexByte(name, ':'); i >= 0 {
		name = name[:i]
	}
	puny, err := idna.Punycode.ToASCII(name)
	if err != nil {
		puny = percentEncode(name)
	}
	if i := strings.IndexFunc(name, isInvisible); i >= 0 {
		r, _ := utf8.DecodeRuneInString(name[i:])
		return warn("type the address again without it", "the address holds the invisible character U+%04X; the server is really %s", r, puny)
	}
	labels := strings.FieldsFunc(name, func(r rune) bool { return r == '.' || r == 0x3002 || r == 0xff0e || r == 0xff61 })
	for i, l := range labels {
		if mixed := mixedScripts(l); mixed != "" {
			return warn("if the server is really meant, write its name as "+puny, "the name \"%s\" mixes letters of %s, so that it can pass for another; the server is really %s",
				l, mixed, puny)
		}
		if i < len(labels)-1 && isASCII(labels[len(labels)-1]) && allLookLatin(l) {
			return warn("if the server is really meant, write its name as "+puny, "the name \"%s\" looks Latin but is not; the server is really %s", l, puny)
		}
	}
	return nil
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Scripts that names of servers use, in the order in which messages name them.
var hostScripts = []struct {
	name  string
	table *unicode.RangeTable
}{
	{"Latin", unicode.Latin}, {"Cyrillic", unicode.Cyrillic}, {"Greek", unicode.Greek}, {"Armenian", unicode.Armenian},
	{"Hebrew", unicode.Hebrew}, {"Arabic", unicode.Arabic}, {"Georgian", unicode.Georgian}, {"Cherokee", unicode.Cherokee},
	{"Han", unicode.Han}, {"Hiragana", unicode.Hiragana}, {"Katakana", unicode.Katakana}, {"Bopomofo", unicode.Bopomofo}, {"Hangul", unicode.Hangul},
}

// mixedScripts names the scripts of a label that do not belong together, "" if all do.
func mixedScripts(label string) string {
	var found []string
	for _, r := range label {
		if !unicode.IsLetter(r) {
			continue
		}
		if name := scriptOf(r); name != "" && !slices.Contains(found, name) {
			found = append(found, name)
		}
	}
	if len(found) < 2 || mixWell(found) {
		return ""
	}
	return strings.Join(found, " and ")
}

// scriptOf names the script of a letter, "" for one that is common to several.
func scriptOf(r rune) string {
	for _, s := range hostScripts {
		if unicode.Is(s.table, r) {
			return s.name
		}
	}
	for name, table := range unicode.Scripts {
		if name != "Common" && name != "Inherited" && unicode.Is(table, r) {
			return name
		}
	}
	return ""
}

// mixWell reports whether a language writes a word in these scripts: Chinese, Japanese and Korean each
// mix some, Latin included ("highly restrictive", UTS #39 §5.2).
func mixWell(scripts []string) bool {
	for _, s := range scripts {
		if !slices.Contains([]string{"Latin", "Han", "Hiragana", "Katakana", "Bopomofo", "Hangul"}, s) {
			return false
		}
	}
	languages := 0
	for _, own := range [][]string{{"Hiragana", "Katakana"}, {"Bopomofo"}, {"Hangul"}} {
		if slices.ContainsFunc(scripts, func(s string) bool { return slices.Contains(own, s) }) {
			languages++
		}
	}
	return languages < 2
}

// allLookLatin reports whether all letters of a label are Cyrillic or Greek ones that look like Latin ones.
func allLookLatin(label string) bool {
	any := false
	for _, r := range label {
		if r < utf8.RuneSelf {
			if isASCIILetter(byte(r)) {
				return false
			}
			continue
		}
		if !strings.ContainsRune("асеорхуіјѕԁһӏԛԝүпкгνοραικυ", r) {
			return false
		}
		any = true
	}
	return any
}

// Endings of files that sites have; a name that ends so is a file, though some are domains too.
const fileEndings = " avif bmp css csv doc docx eot epub gif gz htm html ico ics jpeg jpg js json md mjs mp3 mp4 odp ods odt ogg otf " +
	"pdf php png po ppt pptx rss rtf svg tar tif tiff toml ts ttf txt vtt wasm webm webmanifest webp woff woff2 xls xlsx xml yaml yml zip "

// schemeless reports whether a relative address looks like a domain without its scheme, such as
// "ifes.org" or "www.x.org/a", or like an e-mail address; hint says what to write instead.
func schemeless(dest string) (hint string, ok bool) {
	host, path := dest, ""
	if i := strings.IndexAny(dest, "/?#"); i >= 0 {
		host, path = dest[:i], dest[i:]
	}
	if at := strings.IndexByte(host, '@'); at > 0 && looksLikeDomain(host[at+1:]) {
		return "write mailto:" + dest, true
	}
	if i := strings.LastIndexByte(host, ':'); i >= 0 {
		host = host[:i]
	}
	if !looksLikeDomain(host) {
		return "", false
	}
	return "write https://" + host + path, true
}

func looksLikeDomain(host string) bool {
	labels := strings.Split(host, ".")
	if len(labels) < 2 || len(host) > 253 {
		return false
	}
	for _, l := range labels {
		if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' {
			return false
		}
		for _, r := range l {
			if r < utf8.RuneSelf && !isASCIILetter(byte(r)) && !isASCIIDigit(byte(r)) && r != '-' ||
				r >= utf8.RuneSelf && !unicode.In(r, unicode.L, unicode.M, unicode.N) {
				return false
			}
		}
	}
	last := strings.ToLower(labels[len(labels)-1])
	if strings.HasPrefix(last, "xn--") || strings.EqualFold(labels[0], "www") && len(labels) > 2 {
		return true
	}
	if utf8.RuneCountInString(last) < 2 || strings.Contains(fileEndings, " "+last+" ") {
		return false
	}
	for _, r := range last {
		if !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) {
			return false
		}
	}
	return true
}
