package site

import (
	"net/url"
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
// slash, ending in a slash or in a name with a .html extension. reason says in words why it cannot be
// used, and is empty when it can.
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
	if len(p) > maxPath {
		return "", "it is longer than 1,000 bytes"
	}
	if i := strings.IndexAny(p, "?#"); i >= 0 {
		return "", "it holds " + p[i:i+1] + ", which ends a path"
	}
	if u, err := url.Parse(p); err == nil && u.Scheme != "" && strings.Contains(p, "://") || strings.HasPrefix(p, "//") {
		return "", "it leads to another site; an address is a path inside the edition, such as /about/"
	}
	p = norm.NFC.String(p)
	if !strings.HasPrefix(p, "/") {
		p = "/" + p
	}
	if p == "/" {
		return p, ""
	}
	last := strings.HasSuffix(p, "/")
	names := strings.Split(strings.Trim(p, "/"), "/")
	for _, name := range names {
		if reason := badName(name); reason != "" {
			return "", reason
		}
	}
	p = "/" + strings.Join(names, "/")
	if last || !strings.HasSuffix(strings.ToLower(p), ".html") {
		p += "/"
	}
	return p, ""
}

// badName says why a name cannot be a file's on every system that a site may be built or served on;
// the rules are those of Windows, which has the most.
func badName(name string) string {
	switch {
	case name == "":
		return "it holds two slashes in a row"
	case strings.Trim(name, ". ") == "":
		return "it holds a name of dots only"
	case strings.HasPrefix(name, "."):
		return "the name " + quote(name) + " begins with a dot, which hides a file"
	case len(name) > maxName:
		return "it holds a name longer than 200 bytes"
	case strings.HasSuffix(name, ".") || strings.HasSuffix(name, " ") || strings.HasPrefix(name, " "):
		return "the name " + quote(name) + " begins or ends with a space or ends with a dot, which Windows drops"
	}
	for _, r := range name {
		switch {
		case strings.ContainsRune(`\:*?"<>|`, r):
			return "the character " + string(r) + " cannot be in a file's name on every system"
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d', r == '\u2028', r == '\u2029', r == utf8.RuneError:
			return "it holds an invisible control character"
		}
	}
	stem, _, _ := strings.Cut(name, ".")
	stem = strings.ToUpper(strings.TrimRight(stem, " "))
	switch stem {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return "the name " + quote(name) + " is reserved on Windows"
	}
	if rest, ok := strings.CutPrefix(stem, "COM"); ok && isDevice(rest) {
		return "the name " + quote(name) + " is reserved on Windows"
	}
	if rest, ok := strings.CutPrefix(stem, "LPT"); ok && isDevice(rest) {
		return "the name " + quote(name) + " is reserved on Windows"
	}
	return ""
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
// composed and decomposed, with and without the joiners that nobody sees.
func fold(path string) string {
	for i := range len(path) {
		if path[i] >= utf8.RuneSelf {
			path = strings.NewReplacer("\u200c", "", "\u200d", "").Replace(path)
			return norm.NFC.String(cases.Fold().String(norm.NFD.String(path)))
		}
	}
	return strings.ToLower(path)
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
