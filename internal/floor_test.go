package internal_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// floors is the floor plan of internal/README.md: a room may import rooms on lower floors only; see
// sameFloor for the exceptions.
var floors = map[string]int{
	"cldr": -1, // the tables behind locale
	"diag": 0, "locale": 0,
	"data": 0, "query": 0, "disk": 0,
	"source": 1, "frontmatter": 1, "markup": 1, "page": 1, "catalog": 1, "layout": 1, "asset": 1,
	"textdiff": 1, "offline": 1, "host": 1,
	"site": 2, "translation": 2, "checks": 2, "pseudo": 2, "tm": 2,
	"pipeline": 3, "exchange": 3,
	"publish": 4, "watch": 4, "localhost": 4, "cache": 4, "project": 4,
	"preview": 5, "editor": 5, "report": 5, "edition": 5,
	"serve":   6, // it joins preview and editor
	"deliver": 6, // it knows the names of a signed edition
	"cli":     7,
}

// sameFloor are the imports that are allowed although they lead to a room on the same floor.
var sameFloor = map[string][]string{
	"query":    {"diag"},                  // an answer keeps its problems
	"locale":   {"diag"},                  // a language that is misspelt has a neighbour
	"data":     {"diag"},                  // a problem of a file has a place
	"pipeline": {"exchange"},              // a page's texts are published for translation tools
	"page":     {"frontmatter", "markup"}, // a page's file begins with its front matter, and its body becomes HTML
}

// doors are the outside libraries that one room each lets in (DESIGN §3).
var doors = map[string][]string{
	"github.com/yuin/goldmark":           {"page"},
	"github.com/nicksnyder/go-i18n":      {"catalog"},
	"html/template":                      {"layout", "editor", "report"}, // outside layout for our own constant templates
	"net/http":                           {"localhost", "preview", "editor", "edition", "deliver"},
	"text/template":                      {"layout"},
	"github.com/evanw/esbuild":           {"asset"},
	"github.com/fsnotify/fsnotify":       {"watch"},
	"github.com/spf13/cobra":             {"cli"},
	"go.yaml.in/yaml":                    {"data"},
	"github.com/pelletier/go-toml":       {"data"},
	"golang.org/x/sys":                   {"disk"},
	"syscall":                            {"disk"},
	"github.com/hiddeco/sshsig":          {"edition"},
	"github.com/minio/minio-go":          {"deliver"},
	"github.com/andybalholm/brotli":      {"deliver"},
	"golang.org/x/crypto":                {"edition"},
	"github.com/sergi/go-diff":           {"textdiff"},
	"golang.org/x/text/collate":          {"locale"},
	"golang.org/x/text/feature/plural":   {},
	"golang.org/x/text/language/display": {},
}

// judge says what is wrong with a package below internal/ importing another, or nothing.
func judge(dir, imported string) string {
	room, _, _ := strings.Cut(dir, "/")
	if other, ok := strings.CutPrefix(imported, "vernacular/internal/"); ok {
		other, _, _ = strings.Cut(other, "/")
		if other != room && floors[other] >= floors[room] && !slices.Contains(sameFloor[room], other) {
			return fmt.Sprintf("%s (floor %d) may not import %s (floor %d)", room, floors[room], other, floors[other])
		}
	}
	for lib, rooms := range doors {
		if (imported == lib || strings.HasPrefix(imported, lib+"/")) && !slices.Contains(rooms, room) {
			return fmt.Sprintf("%s comes in by the door of %s, not by that of %s", lib, strings.Join(rooms, " and "), room)
		}
	}
	return ""
}

// TestFloorPlanHasTeeth tries imports that must not be, and some that may.
func TestFloorPlanHasTeeth(t *testing.T) {
	for _, c := range []struct {
		dir, imported string
		bad           bool
	}{
		{"page", "vernacular/internal/pipeline", true},   // upwards
		{"page", "vernacular/internal/catalog", true},    // sideways
		{"diag", "vernacular/internal/query", true},      // sideways, although the other way round is allowed
		{"layout", "github.com/yuin/goldmark/ast", true}, // by the wrong door
		{"pipeline", "html/template", true},
		{"publish", "syscall", true},
		{"query", "vernacular/internal/diag", false},
		{"pipeline", "vernacular/internal/page", false},
		{"page", "github.com/yuin/goldmark/ast", false},
		{"markup", "vernacular/internal/page", true},
		{"markup", "github.com/yuin/goldmark/ast", true},
		{"locale", "vernacular/internal/cldr", false},
	} {
		if fault := judge(c.dir, c.imported); (fault != "") != c.bad {
			t.Errorf("%s importing %s: %q", c.dir, c.imported, fault)
		}
	}
}

// forOneSystem reports whether a file is left out on some systems, by a build tag or by its name.
func forOneSystem(file string, f *ast.File) bool {
	for _, group := range f.Comments {
		if group.Pos() < f.Package && strings.HasPrefix(group.List[0].Text, "//go:build ") {
			return true
		}
	}
	name := strings.TrimSuffix(filepath.Base(file), ".go")
	return slices.Contains([]string{"linux", "windows", "darwin", "freebsd"}, name[strings.LastIndexByte(name, '_')+1:])
}

// TestFloorPlan fails on an import upwards or sideways, on a room that is not on the plan, on a
// library that comes in by another door than its own, and on a file for one system outside disk.
func TestFloorPlan(t *testing.T) {
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == "node_modules") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		dir := filepath.ToSlash(filepath.Dir(file))
		room, _, _ := strings.Cut(dir, "/")
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		_, planned := floors[room]
		tool := f.Name.Name == "main" || room == "bench" || room == "browser" // programs and checks beside the house
		if !planned && !tool {
			t.Errorf("%s: the room %s is not on the floor plan of internal/README.md", file, room)
		}
		if forOneSystem(file, f) && room != "disk" && !tool {
			t.Errorf("%s: only disk has files for one system", file)
		}
		for _, im := range f.Imports {
			p, _ := strconv.Unquote(im.Path.Value)
			if fault := judge(dir, p); fault != "" && !tool {
				t.Errorf("%s: %s", file, fault)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
