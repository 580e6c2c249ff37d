package page

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"vernacular/internal/data"
	"vernacular/internal/diag"
)

// Schemes that a page may lead to; whatever else has a colon where a scheme would end is refused.
var schemes = map[string]bool{"http": true, "https": true, "mailto": true, "tel": true}

// address is what an author's address comes to.
type address struct {
	url     string // percent-encoded, ready for an attribute
	scheme  string // in lower case, "" for a relative address
	refused bool
}

// readAddress judges an address by the allow-list and encodes it. The problems have no place yet.
func readAddress(dest string, image bool) (address, []diag.Diagnostic) {
	refuse := func(hint, format string) (address, []diag.Diagnostic) {
		d := diag.Errorf("bad-link", diag.Pos{}, format, diag.Escape(shorten(dest)))
		d.Hint = hint
		return address{refused: true}, []diag.Diagnostic{d}
	}
	dest = strings.Trim(dest, " \t\n\r\f")
	for _, r := range dest {
		if data.IsForbidden(r) || r == '\t' || r == '\n' || r == '\r' || r == 0x2028 || r == 0x2029 || data.IsOverride(r) || data.IsEmbedding(r) {
			return refuse("delete the invisible characters in the address", "the address \"%s\" holds a control character")
		}
	}
	var a address
	rest := dest
	if i := strings.IndexAny(dest, ":/?#"); i >= 0 && dest[i] == ':' {
		a.scheme = strings.ToLower(dest[:i])
		if !schemes[a.scheme] || image && a.scheme != "http" && a.scheme != "https" {
			hint := "a link may start with https://, http://, mailto: or tel:, or lead to a page of this site"
			if image {
				hint = "save the picture in the folder of this page and write its name: ![what it shows](picture.jpg)"
			}
			return refuse(hint, "the address \"%s\" is of a kind that cannot be used here")
		}
		rest = dest[i+1:]
	}
	var diags []diag.Diagnostic
	switch {
	case a.scheme == "http" || a.scheme == "https":
		if !strings.HasPrefix(rest, "//") || len(rest) == 2 || strings.IndexByte("/?#:@", rest[2]) >= 0 {
			return refuse("write it as https://example.org/path", "the address \"%s\" names no server")
		}
		host := rest[2:]
		path := ""
		if i := strings.IndexAny(host, "/?#"); i >= 0 {
			host, path = host[:i], host[i:]
		}
		diags = hostWarnings(host, dest)
		name := host[strings.LastIndexByte(host, '@')+1:]
		if strings.ContainsAny(name, " \"<>^`{|}%\\") || name == "" {
			return refuse("write it as https://example.org/path", "the address \"%s\" names no server")
		}
		a.url = a.scheme + "://" + encodeHost(host) + percentEncode(path)
	case a.scheme == "mailto":
		if i := strings.LastIndexByte(rest, '@'); i >= 0 {
			host := rest[i+1:]
			if j := strings.IndexAny(host, "?,"); j >= 0 {
				host = host[:j]
			}
			diags = hostWarnings(host, dest)
		}
		a.url = a.scheme + ":" + percentEncode(rest)
	case a.scheme != "":
		a.url = a.scheme + ":" + percentEncode(rest)
	case strings.HasPrefix(dest, "//") || strings.HasPrefix(dest, "/\\") || strings.HasPrefix(dest, "\\"):
		hint := "write https:// in front of the name of the server"
		if image {
			hint = "save the picture in the folder of this page and write its name: ![what it shows](picture.jpg)"
		}
		return refuse(hint, "the address \"%s\" leaves the site without saying how")
	default:
		if i := strings.IndexFunc(dest, isInvisible); i >= 0 {
			r, _ := utf8.DecodeRuneInString(dest[i:])
			diags = append(diags, invisibleWarning(r, percentEncode(dest)))
		}
		a.url = percentEncode(dest)
	}
	if a.scheme == "http" || a.scheme == "https" {
		if i := strings.IndexFunc(rest, isInvisible); i >= 0 && len(diags) == 0 {
			r, _ := utf8.DecodeRuneInString(rest[i:])
			diags = append(diags, invisibleWarning(r, a.url))
		}
	}
	return a, diags
}

func shorten(s string) string {
	if len(s) <= 80 {
		return s
	}
	n := 77
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}

// isInvisible covers characters that take no room in an address line.
func isInvisible(r rune) bool {
	switch {
	case r >= 0x200b && r <= 0x200f, r >= 0x2060 && r <= 0x2064, r == 0xfeff, r == 0xad, r == 0x180e, r == 0x34f, r >= 0xfe00 && r <= 0xfe0f:
		return true
	}
	return false
}

func invisibleWarning(r rune, url string) diag.Diagnostic {
	return diag.Warnf("suspicious-link", diag.Pos{}, "the address holds the invisible character U+%04X; it really leads to %s", r, diag.Escape(shorten(url))).
		WithHint("type the address again without it")
}

// encodeHost percent-encodes nothing in names, so that "bücher.example" stays readable; what may come
// before the "@" is encoded like a path.
func encodeHost(host string) string {
	if i := strings.LastIndexByte(host, '@'); i >= 0 {
		return percentEncode(host[:i]) + host[i:]
	}
	return host
}

const hexDigits = "0123456789ABCDEF"

// percentEncode encodes what may not stand in a URL (URL Standard §1.3, plus everything outside
// ASCII); an escape that is there already stays. The first "#" stays, any other is encoded.
func percentEncode(s string) string {
	clean := true
	for i := range len(s) {
		if !urlByte(s[i]) {
			clean = false
			break
		}
	}
	if clean && strings.Count(s, "#") < 2 {
		return s
	}
	b := make([]byte, 0, len(s)+16)
	hash := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			b = append(b, c)
		case c == '#' && !hash:
			hash = true
			b = append(b, c)
		case c != '#' && urlByte(c):
			b = append(b, c)
		default:
			b = append(b, '%', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return string(b)
}

// urlByte is true of the ASCII characters that may stand in a path, query or fragment as they are.
// "%" is judged apart.
func urlByte(c byte) bool {
	return isASCIILetter(c) || isASCIIDigit(c) || c < utf8.RuneSelf && strings.IndexByte("-._~!$&'()*+,;=:@/?#", c) >= 0
}

func isHex(c byte) bool {
	return isASCIIDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f'
}

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

// mixedScripts names the scripts of a label that do not belong together, "" if all do. Chinese,
// Japanese and Korean each mix scripts, Latin included ("highly restrictive", UTS #39 §5.2).
func mixedScripts(label string) string {
	var found []string
	other := 0
	for _, r := range label {
		if !unicode.IsLetter(r) {
			continue
		}
		name := ""
		for _, s := range hostScripts {
			if unicode.Is(s.table, r) {
				name = s.name
				break
			}
		}
		if name == "" {
			for n, t := range unicode.Scripts {
				if n != "Common" && n != "Inherited" && unicode.Is(t, r) {
					name = n
					break
				}
			}
		}
		if name == "" {
			continue
		}
		have := false
		for _, f := range found {
			have = have || f == name
		}
		if !have {
			found = append(found, name)
			switch name {
			case "Latin", "Han", "Hiragana", "Katakana", "Bopomofo", "Hangul":
			default:
				other++
			}
		}
	}
	has := func(name string) bool {
		for _, f := range found {
			if f == name {
				return true
			}
		}
		return false
	}
	kana := has("Hiragana") || has("Katakana")
	fine := len(found) < 2 || other == 0 &&
		!(kana && (has("Hangul") || has("Bopomofo"))) && !(has("Hangul") && has("Bopomofo"))
	if fine {
		return ""
	}
	return strings.Join(found, " and ")
}

// allLookLatin is true of a label all of whose letters are Cyrillic or Greek twins of Latin ones.
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

// schemeless tells whether a relative address looks like a domain without its scheme, such as
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
