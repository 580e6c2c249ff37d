package site

import (
	"net/url"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// The longest address and the longest name in it, in bytes of UTF-8: what common file systems and
// servers hold.
const (
	maxPath = 1000
	maxName = 200
)

// cleanPath brings an address as a person writes it into its one form: decoded, NFC, beginning with a
// slash, ending in a slash or in a name with a .html extension other than index.html. reason says in words
// why it cannot be used, and is empty when it can.
func cleanPath(p string) (clean, reason string) {
	if strings.TrimSpace(p) == "" {
		return "", "it is empty"
	}
	if !utf8.ValidString(p) {
		return "", "it is not valid UTF-8"
	}
	if strings.Contains(p, "%") {
		decoded, err := url.PathUnescape(p)
		if err != nil || strings.Contains(decoded, "%") || !utf8.ValidString(decoded) {
			return "", "it holds a % sign that does not stand for a letter"
		}
		p = decoded
	}
	if strings.Contains(p, "://") || strings.HasPrefix(p, "//") {
		return "", "it leads to another site; an address is a path inside the edition, such as /about/"
	}
	if i := strings.IndexAny(p, "?#"); i >= 0 {
		return "", "it holds " + p[i:i+1] + ", which ends a path"
	}
	p = strings.TrimPrefix(norm.NFC.String(p), "/")
	if len(p) > maxPath {
		return "", "it is longer than 1,000 bytes"
	}
	if p == "" {
		return "/", ""
	}
	names := strings.TrimSuffix(p, "/")
	if reason := badNames(names); reason != "" {
		return "", reason
	}
	for name := range strings.SplitSeq(strings.ToLower(names), "/") {
		if steering[name] && strings.ContainsAny(name, "._") { // the others are words, too: /auth/
			return "", "servers take the name " + quote(name) + " for an order"
		}
	}
	if file := path.Base(p); p == names && strings.HasSuffix(strings.ToLower(file), ".html") {
		if file == "index.html" {
			return "/" + strings.TrimSuffix(p, file), ""
		}
		return "/" + p, ""
	}
	return "/" + names + "/", ""
}

// badNames returns why a path without slashes around it cannot be a file's on every system that a site may
// be built or served on.
func badNames(p string) string {
	for name := range strings.SplitSeq(p, "/") {
		if reason := badName(name); reason != "" {
			return reason
		}
	}
	return ""
}

// badName does so for one name; the rules are those of Windows, which has the most.
func badName(name string) string {
	if plainName(name) {
		return ""
	}
	return badOddName(name)
}

func badOddName(name string) string {
	switch {
	case name == "":
		return "it holds two slashes in a row"
	case !utf8.ValidString(name):
		return "it is not valid UTF-8"
	case strings.Trim(name, ".") == "":
		return "it holds a name of dots only"
	case strings.HasPrefix(name, "."):
		return "the name " + quote(name) + " begins with a dot, which hides a file"
	case len(name) > maxName:
		return "it holds a name longer than 200 bytes"
	}
	for _, r := range name {
		switch {
		case strings.ContainsRune(`\:*?"<>|`, r):
			return "the character " + string(r) + " cannot be in a file's name on every system"
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d', r == '\u2028', r == '\u2029', r == utf8.RuneError:
			return "it holds an invisible control character"
		}
	}
	first, _ := utf8.DecodeRuneInString(name)
	last, _ := utf8.DecodeLastRuneInString(name)
	if last == '.' || unicode.IsSpace(first) || unicode.IsSpace(last) {
		return "the name " + quote(name) + " begins or ends with a space or ends with a dot, which Windows drops"
	}
	stem, _, _ := strings.Cut(name, ".")
	stem = strings.ToUpper(strings.TrimRight(stem, " "))
	switch stem {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return "the name " + quote(name) + " is reserved on Windows"
	}
	for _, device := range []string{"COM", "LPT"} {
		if n, ok := strings.CutPrefix(stem, device); ok && isDevice(n) {
			return "the name " + quote(name) + " is reserved on Windows"
		}
	}
	return ""
}

// plainName reports whether a name needs no closer look, as most do.
func plainName(name string) bool {
	letters := 0 // before the first dot
	for i := range len(name) {
		switch c := name[i]; {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == '_', 'A' <= c && c <= 'Z':
			if letters == i {
				letters++
			}
		case c != '.':
			return false
		}
	}
	return len(name) <= maxName && letters > 4 && name[len(name)-1] != '.'
}

func isDevice(n string) bool {
	return utf8.RuneCountInString(n) == 1 && strings.ContainsAny(n, "0123456789¹²³")
}

func quote(s string) string { return "“" + s + "”" }

// Encode percent-encodes a path for use in a URL (RFC 3986 §2.1).
func Encode(path string) string { return (&url.URL{Path: path}).EscapedPath() }

// outputOf is the file that answers for an address below the output folder.
func outputOf(permalink string) string {
	if strings.HasSuffix(permalink, "/") {
		permalink += "index.html"
	}
	return strings.TrimPrefix(permalink, "/")
}

// fold maps paths that some file system takes for one onto one string: letters in upper and lower case,
// composed and decomposed, with and without invisible joiners.
func fold(path string) string {
	for i := range len(path) {
		if path[i] >= utf8.RuneSelf {
			path = strings.NewReplacer("\u200c", "", "\u200d", "").Replace(path)
			return norm.NFC.String(cases.Fold().String(norm.NFD.String(path)))
		}
	}
	return strings.ToLower(path)
}

// Spelling returns what the keys of a page have in common that differ only in capital letters, in their Unicode form, or in
// standing for a file or for the index of a folder.
func Spelling(key string) string {
	key = fold(key)
	if dir, ok := strings.CutSuffix(key, "/index"); ok {
		return dir
	}
	return key
}

// reserved names the folder of Vernacular's own that an output lies in, "" if none.
func reserved(output string) string {
	for _, dir := range []string{"assets/", "_vernacular/"} {
		if f := fold(output); strings.HasPrefix(f, dir) || f+"/" == dir {
			return dir
		}
	}
	return ""
}

// DefaultPath returns the path inside an edition of a page that says nothing of its address.
func DefaultPath(key string) string {
	if key == "index" {
		return "/"
	}
	return "/" + strings.TrimSuffix(key, "/index") + "/"
}

// BadKey returns why a page cannot have a key as the name of its file, "" if it can.
func BadKey(key string) string {
	if strings.Contains(key, "%") {
		return "it holds a % sign"
	}
	return badNames(key)
}
