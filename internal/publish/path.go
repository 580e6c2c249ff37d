package publish

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	manifestName = "manifest.json"
	tmpName      = ".vernacular-tmp"
	reserved     = ".vernacular" // nothing of this prefix at the top is an output
	maxName      = 255           // bytes, the limit of nearly every file system
	maxPath      = 2000          // bytes; Linux ends at 4096 with the folder's own path included
)

// Judge says why no file of this path may be written, or nil. It is the second wall: the route planner
// has refused such addresses before, naming their sources, and os.Root would stop what leaves the folder.
// Names that only Windows cannot hold are refused everywhere, so that a site can be built anywhere
// (Microsoft, "Naming Files, Paths, and Namespaces").
func Judge(path string) error {
	if msg := judge(path); msg != "" {
		return &Error{Kind: BadPath, Path: path, Msg: msg, Hint: "choose another permalink or file name"}
	}
	return nil
}

func judge(path string) string {
	switch {
	case path == "":
		return "an output has an empty path"
	case len(path) > maxPath:
		return fmt.Sprintf("the path is %d bytes long; %d are allowed", len(path), maxPath)
	case !utf8.ValidString(path):
		return "the path is not valid UTF-8"
	case strings.HasPrefix(path, "/"):
		return "the path is absolute"
	case strings.HasPrefix(path, reserved), strings.EqualFold(path, manifestName), isPartsFolder(path):
		return "this name is kept for the output folder's own records"
	}
	for name := range strings.SplitSeq(path, "/") {
		if msg := judgeName(name); msg != "" {
			return msg
		}
	}
	return ""
}

// isPartsFolder reports whether a path is that of the manifest's parts, or one of them.
func isPartsFolder(path string) bool {
	top, _, _ := strings.Cut(path, "/")
	return strings.EqualFold(top, partsName)
}

func judgeName(name string) string {
	switch {
	case name == "":
		return "the path has an empty part"
	case name == "." || name == "..":
		return fmt.Sprintf("the path has a part %q", name)
	case len(name) > maxName:
		return fmt.Sprintf("a name in the path is %d bytes long; file systems hold %d", len(name), maxName)
	case strings.HasSuffix(name, ".") || strings.HasSuffix(name, " "):
		return fmt.Sprintf("the name %q ends with a dot or a space, which Windows cannot hold", name)
	}
	for _, r := range name {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' { // nearly always
			continue
		}
		if r < 0x20 || r == 0x7f {
			return fmt.Sprintf("the name %q has a control character", name)
		}
		if strings.ContainsRune(`<>:"|?*\`, r) {
			return fmt.Sprintf("the name %q has the character %q, which Windows cannot hold", name, r)
		}
	}
	base, _, _ := strings.Cut(name, ".")
	if mayBeDevice(base) && isDevice(strings.ToUpper(strings.TrimRight(base, " "))) {
		return fmt.Sprintf("the name %q is that of a device on Windows", name)
	}
	return ""
}

// mayBeDevice spares most names the look at isDevice.
func mayBeDevice(base string) bool {
	return base != "" && strings.IndexByte("cpanlCPANL", base[0]) >= 0
}

func isDevice(name string) bool {
	switch name {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	digit, ok := strings.CutPrefix(name, "COM")
	if !ok {
		digit, ok = strings.CutPrefix(name, "LPT")
	}
	return ok && utf8.RuneCountInString(digit) == 1 && strings.ContainsAny(digit, "0123456789¹²³")
}

// foldersAbove returns each folder above path, outermost first.
func foldersAbove(path string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range len(path) {
			if path[i] == '/' && !yield(path[:i]) {
				return
			}
		}
	}
}

// parents is foldersAbove as a list.
func parents(path string) []string { return slices.Collect(foldersAbove(path)) }
