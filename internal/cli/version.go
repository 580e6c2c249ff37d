package cli

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

// version and madeFrom say what the program is and what it was made from. The linker sets them in the programs of a
// release (internal/release).
var version, madeFrom string

// versionText returns what --version prints: the name of the version on the first line, on the second where it comes from.
func versionText() string {
	v, from := version, madeFrom
	if info, ok := debug.ReadBuildInfo(); ok && v == "" {
		if info.Main.Version != "(devel)" {
			v = info.Main.Version
		}
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				from = "commit " + s.Value
			}
		}
	}
	return fmt.Sprintf("vernacular %s\nmade from %s, with %s for %s/%s\n", cmp.Or(v, "unreleased"), cmp.Or(from, "sources of no known commit"),
		runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// programName returns the version and what it was made from, which is the same on all systems. Programs of one name make the same
// outputs.
func programName() string {
	name, _, _ := strings.Cut(versionText(), ", with ")
	return strings.ReplaceAll(name, "\n", ", ")
}
