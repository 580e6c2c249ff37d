package source

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"vernacular/internal/diag"
	"vernacular/internal/locale"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

var sedTemp = regexp.MustCompile(`^sed[A-Za-z0-9]{6}$`)

// Temporary reports whether a name is left out silently: it is what an editor or a system keeps beside a file for a moment,
// or a hidden file or folder. See the package comment.
func Temporary(name string, folder bool) bool {
	switch {
	case strings.HasPrefix(name, "."), strings.HasSuffix(name, "~"):
		return true
	case folder:
		return name == "node_modules"
	case name == "4913", name == "Thumbs.db", name == "desktop.ini":
		return true
	case len(name) > 1 && strings.HasPrefix(name, "#") && strings.HasSuffix(name, "#"):
		return true
	case len(name) == 9 && sedTemp.MatchString(name):
		return true
	}
	for _, end := range []string{".swp", ".swx", ".tmp", "___jb_tmp___", "___jb_old___"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// likeFile reports whether a name that cannot be read was meant for a file: it has an extension with a letter, such as ".md"
// or ".7z". The names of folders for locales and pages have none, and a number after a dot, as in "v1.2", is none.
func likeFile(name string) bool {
	ext := path.Ext(name)
	letter := func(r rune) bool { return 'a' <= r|0x20 && r|0x20 <= 'z' }
	return len(ext) < len(name) && strings.ContainsFunc(ext, letter)
}

// meantAsFolder reports whether a folder must be in the place of a file at path, as far as its name tells: it stands among
// pages, layouts or records and has no extension. Names in capitals (LICENSE) and names that servers look for (_headers)
// are those of files.
func meantAsFolder(p string) bool {
	top, below, _ := strings.Cut(p, "/")
	name := path.Base(p)
	switch {
	case below == "": // see mistaken
		return false
	case top == "locales" && below != "records" && !strings.HasPrefix(below, "records/"),
		top != "content" && top != "layouts" && top != "locales",
		likeFile(name), strings.Contains(p, "/.well-known/"):
		return false
	case top == "content" && name == below: // the folder of a locale
		if _, _, err := locale.Parse(name); err == nil {
			return true
		}
	}
	return !strings.HasPrefix(name, "_") && (strings.ToUpper(name) != name || strings.ToLower(name) == name)
}

// fileEndings are the endings of the files that are read in each of the folders of a site. A folder of that name is a mistake.
var fileEndings = map[string][]string{
	"content": {".md", ".markdown", ".html", ".csv", ".tsv", ".txt", ".pdf", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif"},
	"layouts": {".html"},
	"locales": {".toml", ".json", ".yaml", ".yml", ".txt"},
}

// meantAsFile reports whether a file must be in the place of a folder at path, as far as its name tells.
func meantAsFile(p string) bool {
	top, _, _ := strings.Cut(p, "/")
	return likeFile(path.Base(p)) && slices.Contains(fileEndings[top], strings.ToLower(path.Ext(p)))
}

// WellKnown reports whether a path is the one hidden folder that is let in: .well-known in the folder of a locale.
func WellKnown(p string) bool {
	locale, ok := strings.CutSuffix(p, "/.well-known")
	locale, below := strings.CutPrefix(locale, "content/")
	return ok && below && locale != "" && !strings.Contains(locale, "/")
}

// badName returns what is wrong with a name on disk, "" if nothing is. The rules are those of all systems at
// once, so that a site that builds on one builds on every other.
func badName(name string) string {
	if plain(name) && !reserved(name) {
		return ""
	}
	switch {
	case !utf8.ValidString(name):
		return "is not valid UTF-8"
	case len(name) > 255 || len(norm.NFC.String(name)) > 255:
		return "is longer than 255 bytes"
	case reserved(name):
		return "belongs to a device on Windows, which cannot hold such a file"
	case strings.HasSuffix(name, "."), strings.HasSuffix(name, " "):
		return "ends in a dot or a space, which Windows cannot hold"
	}
	for _, r := range name {
		switch {
		case r < 0x20, 0x7f <= r && r <= 0x9f, r == 0x2028, r == 0x2029:
			return "contains a control character"
		case 0x202a <= r && r <= 0x202e, 0x2066 <= r && r <= 0x2069:
			return "contains a character that changes the direction of text"
		case strings.ContainsRune(`<>:"|?*\`, r):
			return fmt.Sprintf("contains %q, which Windows cannot hold", r)
		}
	}
	return ""
}

// plain reports whether a name needs no closer look, unless it is a device of Windows: almost all do not.
func plain(name string) bool {
	for i := range len(name) {
		c := name[i]
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_' || c == '.') {
			return false
		}
	}
	return len(name) > 0 && len(name) <= 255 && name[len(name)-1] != '.'
}

// reserved reports whether a name is that of a device: what Windows sees is the part before the first dot or colon,
// without trailing spaces. (Microsoft, Naming Files, Paths, and Namespaces.)
func reserved(name string) bool {
	if i := strings.IndexAny(name, ".:"); i >= 0 {
		name = name[:i]
	}
	name = strings.TrimRight(name, " ")
	if len(name) < 3 || len(name) > 7 {
		return false
	}
	name = strings.ToUpper(name)
	switch name {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	if !strings.HasPrefix(name, "COM") && !strings.HasPrefix(name, "LPT") {
		return false
	}
	switch name[3:] {
	case "1", "2", "3", "4", "5", "6", "7", "8", "9", "¹", "²", "³":
		return true
	}
	return false
}

// foldKey returns the key of a name in form C: two names with one key cannot lie in one folder on every
// system. (Unicode, section 3.13, canonical caseless matching.)
func foldKey(name string) string {
	for i := range len(name) {
		if name[i] >= utf8.RuneSelf {
			return norm.NFC.String(cases.Fold().String(norm.NFD.String(name)))
		}
	}
	return strings.ToLower(name)
}

// quoted returns a name for a message, in which everything that a terminal would obey is visible.
func quoted(name string) string { return `"` + diag.Escape(name) + `"` }
