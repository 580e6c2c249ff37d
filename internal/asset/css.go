package asset

import (
	"fmt"
	"maps"
	"net/url"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"vernacular/internal/diag"

	"github.com/evanw/esbuild/pkg/api"
	"golang.org/x/text/unicode/norm"
)

// Browsers are the oldest ones that a style sheet is written for: what was current at the end of 2021.
var Browsers = []struct{ Name, Version string }{
	{"chrome", "96"}, {"edge", "96"}, {"firefox", "94"}, {"safari", "15"}, {"ios", "15"},
}

// Embedded is a file that a bundle reaches by url().
type Embedded struct {
	Source string // path of the input, such as "assets/fonts/text.woff2"
	Path   string // path of the output, fingerprinted
	Data   []byte // the bytes that read gave, not a copy
}

// Bundle is one style sheet with all that it imports, and the files that it reaches.
type Bundle struct {
	CSS    []byte
	Files  []Embedded // sorted by Source
	Inputs []string   // sorted paths of all files that were asked for, missing ones included
}

// space is the esbuild namespace of a site's files. esbuild opens only files of the namespace "file".
const space = "site"

// maxInputs bounds the files of one bundle, so that sheets that import one another at random end.
const maxInputs = 2000

// maxProblems bounds the diagnostics of one bundle: one lost bracket may make thousands.
const maxProblems = 100

// BundleCSS bundles the style sheet at entry with everything it imports. read gives the bytes of a file
// by its path from the site's root; it is called from this goroutine only, once for a path, in an order
// that follows from the sheets alone. With minify, white space and comments go, except comments that
// begin with "!" (licences). When a diagnostic is an error, the bundle has no CSS.
func BundleCSS(entry string, read func(path string) (data []byte, ok bool), minify bool) (Bundle, []diag.Diagnostic) {
	b := &bundler{entry: entry, files: map[string]input{}, imports: map[string][]link{}, rules: map[string]int{}, missed: map[string]map[string]bool{}}
	b.fetch(entry, read)
	// A look through the sheets finds nearly always all that they name. What it missed, esbuild asks for;
	// it asks from many goroutines at once, so its wishes are gathered, sorted, granted, and it runs again.
	b.foresee(entry, read)
	for round := 1; ; round++ {
		b.admit()
		if bomb := b.tooMuch(); bomb != nil {
			return Bundle{Inputs: slices.Sorted(maps.Keys(b.files))}, []diag.Diagnostic{*bomb}
		}
		result := b.run(minify)
		if len(b.wishes)+len(b.missed) == 0 || len(b.files) > maxInputs {
			return b.finish(result)
		}
		if round == maxRounds {
			return Bundle{Inputs: slices.Sorted(maps.Keys(b.files))}, []diag.Diagnostic{diag.Errorf("css-too-much", diag.At(entry, 0, 0),
				"the names of files in this style sheet and in what it imports are written with too many backslashes to be followed").
				WithHint(`write them plainly: @import "name.css" and url(name.png)`)}
		}
		wishes := slices.Sorted(maps.Keys(b.wishes))
		clear(b.wishes)
		for _, p := range wishes {
			b.fetch(p, read)
			b.foresee(p, read)
		}
	}
}

// input is one file as read gave it.
type input struct {
	data    []byte
	missing bool
}

type bundler struct {
	entry   string
	files   map[string]input
	imports map[string][]link // by importing sheet: all that esbuild may follow
	rules   map[string]int    // by sheet: its import rules
	urls    int               // uses of url() in all sheets

	mu       sync.Mutex
	wishes   map[string]bool
	embedded map[string]bool
	missed   map[string]map[string]bool // by importing and imported sheet: what esbuild found and imports does not have
	mistakes map[string]int             // by sheet: how many of its references cannot be followed
}

func (b *bundler) fetch(p string, read func(string) ([]byte, bool)) {
	if _, done := b.files[p]; done {
		return
	}
	data, ok := read(p)
	b.files[p] = input{data: data, missing: !ok}
}

// foresee fetches what the sheet at p seems to name, and what that names, in the order of the text.
func (b *bundler) foresee(p string, read func(string) ([]byte, bool)) {
	if !isSheet(p) && p != b.entry || len(b.files) > maxInputs {
		return
	}
	for _, target := range b.learn(p) {
		if _, done := b.files[target]; !done {
			b.fetch(target, read)
			b.foresee(target, read)
		}
	}
}

// run bundles with the files that are known, and collects wishes for others.
func (b *bundler) run(minify bool) api.BuildResult {
	b.wishes, b.embedded = map[string]bool{}, map[string]bool{}
	b.mistakes = map[string]int{}
	// esbuild wants a working folder and looks there for a file with the entry's name, but only to spell
	// that name, which resolve overrules: nowhere is as good a place as any.
	nowhere := "/dev/null"
	if runtime.GOOS == "windows" {
		nowhere = `C:\NUL`
	}
	engines := []api.Engine{}
	for _, e := range Browsers {
		engines = append(engines, api.Engine{Name: engineNames[e.Name], Version: e.Version})
	}
	return api.Build(api.BuildOptions{
		EntryPoints:      []string{"entry.css"},
		Bundle:           true,
		Outdir:           nowhere,
		AbsWorkingDir:    nowhere,
		LogLevel:         api.LogLevelSilent,
		LogLimit:         0,
		Engines:          engines,
		MinifyWhitespace: minify,
		MinifySyntax:     minify && b.urls <= manyURLs,
		LegalComments:    api.LegalCommentsInline,
		TsconfigRaw:      "{}",
		Plugins: []api.Plugin{{Name: space, Setup: func(build api.PluginBuild) {
			build.OnResolve(api.OnResolveOptions{Filter: ".*"}, b.resolve)
			build.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: space}, b.load)
		}}},
	})
}

var engineNames = map[string]api.EngineName{
	"chrome": api.EngineChrome, "edge": api.EngineEdge, "firefox": api.EngineFirefox, "safari": api.EngineSafari, "ios": api.EngineIOS,
}

// maxNesting bounds the brackets inside one another: esbuild follows them with its stack, which ends the
// process when it is full.
const maxNesting = 64

// tooDeep returns the offset of the first bracket that lies too deep, -1 for none. A closing bracket ends
// what it belongs to and nothing else, so that odd text is found deeper, not flatter, than it is.
func tooDeep(data []byte) int {
	css := string(data)
	var open []byte
	for i := 0; i < len(css); i++ {
		switch c := css[i]; c {
		case '/':
			if i+1 < len(css) && css[i+1] == '*' {
				end := strings.Index(css[i+2:], "*/")
				if end < 0 {
					return -1
				}
				i += end + 3
			}
		case '\\':
			i++
		case '"', '\'':
			_, n := quotedText(css[i:])
			i += n - 1
		case '{', '(', '[':
			if open = append(open, c); len(open) > maxNesting {
				return i
			}
		case '}', ')', ']':
			if n := len(open); n > 0 && (open[n-1] == '{' && c == '}' || open[n-1] == '(' && c == ')' || open[n-1] == '[' && c == ']') {
				open = open[:n-1]
			}
		}
	}
	return -1
}

// problem makes the error of a reference; esbuild adds the place where the reference stands. It asks for the
// references of one sheet in order, so that of a sheet with very many mistakes the first are told.
func (b *bundler) problem(a api.OnResolveArgs, code, hint, format string, args ...any) (api.OnResolveResult, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.mistakes[a.Importer]++; b.mistakes[a.Importer] > maxProblems {
		return api.OnResolveResult{Path: a.Path, External: true}, nil
	}
	return api.OnResolveResult{Errors: []api.Message{{ID: code, Text: fmt.Sprintf(format, args...), Detail: note{code, hint}}}}, nil
}

type note struct{ code, hint string }

func (b *bundler) resolve(a api.OnResolveArgs) (api.OnResolveResult, error) {
	if a.Kind == api.ResolveEntryPoint {
		return api.OnResolveResult{Path: b.entry, Namespace: space}, nil
	}
	target, suffix, kind := locate(a.Importer, a.Path)
	switch kind {
	case refKeep:
		if a.Kind == api.ResolveCSSImportRule {
			return b.problem(a, "css-import", "import a file below assets/", "%q cannot be imported", a.Path)
		}
		return api.OnResolveResult{Path: a.Path, External: true}, nil
	case refRemote:
		return b.problem(a, "css-third-party", "put a copy of the file below assets/ and name that",
			"%q would make every reader's browser ask another host", a.Path)
	case refOutside:
		return b.problem(a, "css-outside", "put the file below assets/", "%q lies outside assets/", a.Path)
	case refBad:
		return b.problem(a, "css-bad-url", "name a file below assets/, by its path from this one", "%q is no path of a file", a.Path)
	}
	in, known := b.files[target]
	if !known {
		b.mu.Lock()
		b.wishes[target] = true
		b.mu.Unlock()
		return api.OnResolveResult{Path: a.Path, External: true}, nil
	}
	if in.missing {
		return b.problem(a, "css-missing-file", "check the spelling: capital letters count", "there is no file %s", diag.Escape(target))
	}
	isImport := a.Kind == api.ResolveCSSImportRule
	if isImport && !isSheet(target) {
		return b.problem(a, "css-import", "import style sheets only, whose names end in .css", "%s is no style sheet", diag.Escape(target))
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if isImport && b.known(a.Importer, target) {
		return api.OnResolveResult{Path: target, Namespace: space}, nil
	}
	if isImport {
		return api.OnResolveResult{Path: a.Path, External: true}, nil
	}
	b.embedded[target] = true
	return api.OnResolveResult{Path: relative(path.Dir(b.entry), Fingerprint(target, in.data)) + suffix, External: true}, nil
}

func (b *bundler) load(a api.OnLoadArgs) (api.OnLoadResult, error) {
	in := b.files[a.Path]
	if in.missing || !utf8.Valid(in.data) || tooDeep(in.data) >= 0 {
		empty := ""
		return api.OnLoadResult{Contents: &empty, Loader: api.LoaderCSS}, nil // finish says why
	}
	text := string(in.data)
	return api.OnLoadResult{Contents: &text, Loader: api.LoaderCSS}, nil
}

func (b *bundler) finish(result api.BuildResult) (Bundle, []diag.Diagnostic) {
	var list []diag.Diagnostic
	if b.files[b.entry].missing {
		list = append(list, diag.Errorf("css-missing-file", diag.At(b.entry, 0, 0), "there is no such style sheet"))
	}
	if len(b.files) > maxInputs {
		list = append(list, diag.Errorf("css-too-many-files", diag.At(b.entry, 0, 0), "this style sheet and what it imports name more than %d files", maxInputs))
	}
	out := Bundle{Inputs: slices.Sorted(maps.Keys(b.files))}
	for _, p := range out.Inputs {
		in := b.files[p]
		if path.Ext(p) != ".css" && p != b.entry {
			continue
		}
		if at := tooDeep(in.data); at >= 0 {
			line, col := diag.Position(in.data, at)
			list = append(list, diag.Errorf("css-too-deep", diag.At(p, line, col), "more than %d brackets lie inside one another here", maxNesting).
				WithHint("look for one that is never closed"))
		}
		if !utf8.Valid(in.data) {
			line, col := diag.Position(in.data, firstInvalid(in.data))
			list = append(list, diag.Errorf("invalid-utf8", diag.At(p, line, col), "there is a byte here that is not UTF-8").
				WithHint("save the file in the encoding UTF-8"))
		}
	}
	for _, m := range result.Errors {
		list = append(list, b.diagnose(diag.Error, m))
	}
	for _, m := range result.Warnings {
		list = append(list, b.diagnose(diag.Warning, m))
	}
	list = diag.Sorted(list)
	if more := len(list) - maxProblems; more > 0 {
		errors, _ := diag.Count(list[maxProblems:])
		rest := diag.Warnf("css-more-problems", diag.At(b.entry, 0, 0), "%d more problems are not shown", more)
		if errors > 0 {
			rest.Severity = diag.Error
		}
		list = append(list[:maxProblems:maxProblems], rest)
	}
	if diag.HasErrors(list) {
		return out, list
	}
	for _, f := range result.OutputFiles {
		out.CSS = f.Contents
	}
	for _, p := range slices.Sorted(maps.Keys(b.embedded)) {
		data := b.files[p].data
		out.Files = append(out.Files, Embedded{Source: p, Path: Fingerprint(p, data), Data: data})
		list = append(list, check(p, data)...)
	}
	if list = diag.Sorted(list); diag.HasErrors(list) {
		return Bundle{Inputs: out.Inputs}, list
	}
	return out, list
}

// diagnose turns a message of esbuild into ours. esbuild counts columns in bytes, from 0.
func (b *bundler) diagnose(severity diag.Severity, m api.Message) diag.Diagnostic {
	d := diag.Diagnostic{Code: "css-syntax", Severity: severity, Message: strings.ReplaceAll(m.Text, space+":", "")}
	d.File = b.entry
	if n, ok := m.Detail.(note); ok {
		d.Code, d.Hint = n.code, n.hint
	}
	if l := m.Location; l != nil {
		d.File = strings.TrimPrefix(l.File, space+":")
		d.Line = l.Line
		d.Col = utf8.RuneCountInString(l.LineText[:min(max(l.Column, 0), len(l.LineText))]) + 1
		if d.Hint == "" && l.Suggestion != "" {
			d.Hint = fmt.Sprintf("did you mean %s?", l.Suggestion)
		}
	}
	for _, n := range m.Notes {
		if d.Hint == "" {
			d.Hint = n.Text
		}
	}
	return d
}

// The kinds of what a sheet may refer to.
const (
	refFile    = iota // below assets/
	refKeep           // data: or a fragment of the document
	refRemote         // another host
	refOutside        // of assets/
	refBad            // no path at all
)

// locate resolves a reference in the sheet at from to a path from the site's root, and the query and
// fragment that follow it.
func locate(from, ref string) (target, suffix string, kind int) {
	switch {
	case strings.HasPrefix(ref, "#"):
		return "", "", refKeep
	case strings.HasPrefix(ref, "//"), strings.HasPrefix(ref, `\`), strings.HasPrefix(ref, `/\`):
		return "", "", refRemote
	}
	if i := strings.IndexAny(ref, ":/?#"); i > 0 && ref[i] == ':' {
		if strings.EqualFold(ref[:i], "data") {
			return "", "", refKeep
		}
		return "", "", refRemote
	}
	bare := ref
	if i := strings.IndexAny(ref, "?#"); i >= 0 {
		bare, suffix = ref[:i], ref[i:]
	}
	name, err := url.PathUnescape(bare)
	if err != nil || name == "" || strings.ContainsAny(name, "\\\x00") || strings.HasSuffix(name, "/") || !utf8.ValidString(name) {
		return "", "", refBad
	}
	if strings.HasPrefix(name, "/") {
		name = path.Clean(name)[1:]
	} else {
		name = path.Join(path.Dir(from), name)
	}
	if !strings.HasPrefix(name, "assets/") {
		return "", "", refOutside
	}
	return norm.NFC.String(name), suffix, refFile
}

// relative writes the way from the folder dir to the file target as a URL path.
func relative(dir, target string) string {
	from, to := strings.Split(dir, "/"), strings.Split(target, "/")
	same := 0
	for same < len(from) && same < len(to)-1 && from[same] == to[same] {
		same++
	}
	way := strings.Repeat("../", len(from)-same)
	if way == "" {
		way = "./"
	}
	u := url.URL{Path: strings.Join(to[same:], "/")}
	return way + strings.TrimPrefix(u.EscapedPath(), "./")
}

func firstInvalid(data []byte) int {
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(data)
}

func hasFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// quotedText returns the string that s begins with, without its quotes, and its length with them.
func quotedText(s string) (text string, n int) {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '\n':
			return s[1:i], i
		case s[0]:
			return s[1:i], i + 1
		}
	}
	return s[1:], len(s)
}
