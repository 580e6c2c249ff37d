package markup

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"vernacular/internal/data"
	"vernacular/internal/diag"
)

// schemes are those that a page may lead to; whatever else has a colon where a scheme would end is refused.
var schemes = map[string]bool{"http": true, "https": true, "mailto": true, "tel": true}

// address is what an author's address comes to.
type address struct {
	url     string // percent-encoded, ready for an attribute
	scheme  string // in lower case, "" for a relative address
	refused bool
}

func (a address) isWeb() bool { return a.scheme == "http" || a.scheme == "https" }

const (
	savePicture   = "save the picture in the folder of this page and write its name: ![what it shows](picture.jpg)"
	writeWhole    = "write it as https://example.org/path"
	namesNoServer = "the address \"%s\" names no server"
)

// readAddress judges an address by the allow-list and encodes it. The problems have no place yet.
func readAddress(dest string, image bool) (address, []diag.Diagnostic) {
	dest = strings.Trim(dest, " \t\n\r\f")
	if strings.ContainsFunc(dest, isControl) {
		return refuseAddress(dest, "delete the invisible characters in the address", "the address \"%s\" holds a control character")
	}
	scheme, rest, ok := cutScheme(dest)
	a := address{scheme: scheme}
	switch {
	case !ok:
		return readRelative(dest, image)
	case !schemes[scheme] || image && !a.isWeb():
		hint := "a link may start with https://, http://, mailto: or tel:, or lead to a page of this site"
		if image {
			hint = savePicture
		}
		return refuseAddress(dest, hint, "the address \"%s\" is of a kind that cannot be used here")
	case a.isWeb():
		return readWeb(dest, scheme, rest)
	}
	a.url = scheme + ":" + percentEncode(rest)
	var problems []diag.Diagnostic
	if i := strings.LastIndexByte(rest, '@'); i >= 0 && scheme == "mailto" {
		host := rest[i+1:]
		if j := strings.IndexAny(host, "?,"); j >= 0 {
			host = host[:j]
		}
		problems = hostWarnings(host, dest)
	}
	return a, problems
}

// refuseAddress returns a refused address with its problem, an error if it could run something; format has one %s, for the
// address.
func refuseAddress(dest, hint, format string) (address, []diag.Diagnostic) {
	d := diag.Warnf("bad-link", diag.Pos{}, format, diag.Escape(shorten(dest)))
	if runs(dest) {
		d.Severity = diag.Error
	}
	d.Hint = hint
	return address{refused: true}, []diag.Diagnostic{d}
}

// runningSchemes are those of addresses that hold a document or lead to one in disguise, beside those of scripts.
var runningSchemes = []string{"blob:", "data:", "filesystem:", "intent:", "jar:", "mocha:", "view-source:"}

// isScript reports whether an address is refused because it could run something.
func isScript(dest string, image bool) bool {
	if !strings.Contains(dest, ":") { // as nearly all that stay in the site
		return false
	}
	a, _ := readAddress(dest, image)
	return a.refused && runs(dest)
}

// IsOrdinary reports whether what an address begins with, as it is written in Markdown, surely leads where addresses may.
func IsOrdinary(written string) bool {
	if i := strings.IndexAny(written, "/?#"); i >= 0 {
		written = written[:i]
	}
	scheme, _, ok := strings.Cut(written, ":")
	return !strings.ContainsAny(written, `&\`) && (!ok || schemes[strings.ToLower(scheme)])
}

// runs reports whether a refused address could run something if a browser read it in its own way, without the characters that
// nobody sees. A picture in the address itself could not.
func runs(dest string) bool {
	plain := strings.Map(func(r rune) rune {
		if isControl(r) || isInvisible(r) || unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(dest))
	return strings.Contains(plain, "script:") || !strings.HasPrefix(plain, "data:image/") &&
		slices.ContainsFunc(runningSchemes, func(s string) bool { return strings.HasPrefix(plain, s) })
}

// isControl reports whether a character may in no way stand in an address.
func isControl(r rune) bool {
	return data.IsForbidden(r) || r == '\t' || r == '\n' || r == '\r' || r == 0x2028 || r == 0x2029 || data.IsOverride(r) || data.IsEmbedding(r)
}

// cutScheme returns what stands before the colon of an address, in lower case, and what follows; ok is
// false of a relative address.
func cutScheme(dest string) (scheme, rest string, ok bool) {
	i := strings.IndexAny(dest, ":/?#")
	if i < 0 || dest[i] != ':' {
		return "", dest, false
	}
	return strings.ToLower(dest[:i]), dest[i+1:], true
}

// readWeb reads what follows the scheme of an address on the web.
func readWeb(dest, scheme, rest string) (address, []diag.Diagnostic) {
	if !strings.HasPrefix(rest, "//") || len(rest) == 2 || strings.IndexByte("/?#:@", rest[2]) >= 0 {
		return refuseAddress(dest, writeWhole, namesNoServer)
	}
	host, path := rest[2:], ""
	if i := strings.IndexAny(host, "/?#"); i >= 0 {
		host, path = host[:i], host[i:]
	}
	name := host[strings.LastIndexByte(host, '@')+1:]
	if strings.ContainsAny(name, " \"<>^`{|}%\\") || name == "" {
		return refuseAddress(dest, writeWhole, namesNoServer)
	}
	a := address{url: scheme + "://" + encodeHost(host) + percentEncode(path), scheme: scheme}
	problems := hostWarnings(host, dest)
	if len(problems) == 0 {
		problems = invisibleWarnings(rest, a.url)
	}
	return a, problems
}

// readRelative reads an address without a scheme.
func readRelative(dest string, image bool) (address, []diag.Diagnostic) {
	if strings.HasPrefix(dest, "//") || strings.HasPrefix(dest, "/\\") || strings.HasPrefix(dest, "\\") {
		hint := "write https:// in front of the name of the server"
		if image {
			hint = savePicture
		}
		a, problems := refuseAddress(dest, hint, "the address \"%s\" leaves the site without saying how")
		if image { // another server would learn who reads the page
			problems[0].Severity = diag.Error
		}
		return a, problems
	}
	a := address{url: percentEncode(dest)}
	return a, invisibleWarnings(dest, a.url)
}

// shorten cuts an address that is too long for a message.
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

// isInvisible reports whether a character takes no room in an address line.
func isInvisible(r rune) bool {
	switch {
	case r >= 0x200b && r <= 0x200f, r >= 0x2060 && r <= 0x2064, r == 0xfeff, r == 0xad, r == 0x180e, r == 0x34f, r >= 0xfe00 && r <= 0xfe0f:
		return true
	}
	return false
}

// invisibleWarnings warns of the first invisible character of an address that is published as url.
func invisibleWarnings(dest, url string) []diag.Diagnostic {
	i := strings.IndexFunc(dest, isInvisible)
	if i < 0 {
		return nil
	}
	r, _ := utf8.DecodeRuneInString(dest[i:])
	return []diag.Diagnostic{diag.Warnf("suspicious-link", diag.Pos{}, "the address holds the invisible character U+%04X; it really leads to %s", r, diag.Escape(shorten(url))).
		WithHint("type the address again without it")}
}

// encodeHost leaves the name of a server as it is, so that "bücher.example" stays readable; what comes
// before an "@" is encoded like a path.
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

// urlByte reports whether a character of ASCII may stand in a path, query or fragment as it is; "%" is
// judged apart.
func urlByte(c byte) bool {
	return isASCIILetter(c) || isASCIIDigit(c) || c < utf8.RuneSelf && strings.IndexByte("-._~!$&'()*+,;=:@/?#", c) >= 0
}

func isHex(c byte) bool {
	return isASCIIDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f'
}
