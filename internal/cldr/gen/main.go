// Command gen turns Unicode's CLDR, as the npm packages that package-lock.json pins hold it, into the
// tables of package cldr: tables.bin and plurals_gen.go, and the copy of Unicode's licence beside them.
// It is run by `go generate ./internal/cldr`, which installs those packages first. It judges what it
// reads: a pattern letter or a plural condition that package locale could not follow stops it, so that
// a new CLDR release fails here and not on a page.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"vernacular/internal/cldr"
)

func main() {
	if err := run("gen/node_modules", "."); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(modules, out string) error {
	files, err := generate(modules)
	if err != nil {
		return err
	}
	for name, content := range files {
		path := filepath.Join(out, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// generate returns the generated files by name.
func generate(modules string) (map[string][]byte, error) {
	r := reader{modules}
	src, rules, err := r.source()
	if err != nil {
		return nil, err
	}
	tables, err := encode(src)
	if err != nil {
		return nil, err
	}
	plurals, err := pluralCode(rules)
	if err != nil {
		return nil, err
	}
	licence, err := os.ReadFile(filepath.Join(modules, "cldr-core/LICENSE"))
	if err != nil {
		return nil, err
	}
	return map[string][]byte{
		"tables.bin":           tables,
		"plurals_gen.go":       plurals,
		"LICENSE-UNICODE":      licence,
		"testdata/plurals.txt": pluralSamples(rules),
	}, nil
}

// reader reads the JSON below node_modules.
type reader struct{ modules string }

// read decodes one file. A locale may lack a file, for which missing says whether that is all right.
func (r reader) read(path string, into any, missing bool) error {
	b, err := os.ReadFile(filepath.Join(r.modules, path))
	if missing && errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

type alias map[string]struct {
	Replacement string `json:"_replacement"`
}

// supplemental holds the data of CLDR beside those of its locales.
type supplemental struct {
	version   string
	available []string // tags
	parents   map[string]string
	likely    map[string]string
	aliases   map[string]alias // by kind
	rtl       map[string]bool  // by script: whether it runs from right to left
	digits    map[string]string
	cardinal  map[string]map[string]string
}

// supplemental reads the files of cldr-core.
func (r reader) supplemental() (*supplemental, error) {
	var pkg struct{ Version string }
	var available struct{ AvailableLocales struct{ Full []string } }
	var scripts struct {
		ScriptMetadata map[string]struct {
			RTL string `json:"rtl"`
		}
	}
	var file struct { // each file has one of these
		Supplemental struct {
			ParentLocales    struct{ ParentLocale map[string]string }
			LikelySubtags    map[string]string
			Cardinal         map[string]map[string]string `json:"plurals-type-cardinal"`
			NumberingSystems map[string]struct {
				Digits string `json:"_digits"`
			}
			Metadata struct {
				Alias struct{ LanguageAlias, TerritoryAlias, ScriptAlias, VariantAlias alias }
			}
		}
	}
	for path, into := range map[string]any{
		"cldr-core/package.json":                       &pkg,
		"cldr-core/availableLocales.json":              &available,
		"cldr-core/scriptMetadata.json":                &scripts,
		"cldr-core/supplemental/parentLocales.json":    &file,
		"cldr-core/supplemental/likelySubtags.json":    &file,
		"cldr-core/supplemental/aliases.json":          &file,
		"cldr-core/supplemental/numberingSystems.json": &file,
		"cldr-core/supplemental/plurals.json":          &file,
	} {
		if err := r.read(path, into, false); err != nil {
			return nil, fmt.Errorf("%w (is npm there? `go generate ./internal/cldr` installs what is needed)", err)
		}
	}
	in := file.Supplemental
	s := &supplemental{
		version: pkg.Version, available: available.AvailableLocales.Full, parents: in.ParentLocales.ParentLocale, likely: in.LikelySubtags,
		aliases: map[string]alias{
			cldr.LanguageAlias: in.Metadata.Alias.LanguageAlias, cldr.TerritoryAlias: in.Metadata.Alias.TerritoryAlias,
			cldr.ScriptAlias: in.Metadata.Alias.ScriptAlias, cldr.VariantAlias: in.Metadata.Alias.VariantAlias,
		},
		rtl: map[string]bool{}, digits: map[string]string{}, cardinal: in.Cardinal,
	}
	for script, m := range scripts.ScriptMetadata {
		s.rtl[script] = m.RTL == "YES"
	}
	for name, n := range in.NumberingSystems {
		s.digits[name] = n.Digits
	}
	return s, nil
}

// source reads everything.
func (r reader) source() (*source, []pluralRule, error) {
	s, err := r.supplemental()
	if err != nil {
		return nil, nil, err
	}
	rules, ruleOf, err := pluralRules(s.cardinal)
	if err != nil {
		return nil, nil, err
	}
	src := &source{Version: s.version, Parents: s.parents, Likely: s.likely, Aliases: map[string]string{}, PluralRule: ruleOf}
	for kind, list := range s.aliases {
		for from, to := range list {
			src.Aliases[kind+" "+strings.ToLower(from)] = to.Replacement
		}
	}
	if src.Locales, err = r.locales(s); err != nil {
		return nil, nil, err
	}
	if src.Spellouts, err = r.spellouts(); err != nil {
		return nil, nil, err
	}
	known := maps.Clone(s.rtl)
	for script, rtl := range s.rtl {
		if rtl {
			src.RTL = append(src.RTL, script)
		}
	}
	for code := range src.Locales["en"].Places {
		if isScript(code) {
			known[code] = true
		}
	}
	src.Scripts = slices.Collect(maps.Keys(known))
	return src, rules, nil
}

// locales reads all locales, several at once.
func (r reader) locales(s *supplemental) (map[string]*sourceLocale, error) {
	used := usedCodes(s)
	read := make([]*sourceLocale, len(s.available))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, tag := range s.available {
		g.Go(func() error {
			l, err := r.locale(tag, s.digits)
			if err != nil {
				return fmt.Errorf("%s: %w", tag, err)
			}
			if tag != "en" {
				used.prune(l)
			}
			read[i] = l
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	locales := map[string]*sourceLocale{}
	for i, tag := range s.available {
		locales[tag] = read[i]
	}
	return locales, nil
}

// used are the languages, scripts and variants that CLDR has locales for.
type used struct{ languages, scripts, variants map[string]bool }

func usedCodes(s *supplemental) used {
	u := used{map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for _, tag := range s.available {
		language, script, _, variants := cldr.Split(tag)
		u.languages[language] = true
		if script == "" {
			_, script, _, _ = cldr.Split(s.likely[language])
		}
		u.scripts[script] = true
		if variants != "" {
			u.variants[strings.ToUpper(variants)] = true
		}
	}
	return u
}

// prune removes the names of other languages, scripts and variants than those in use, which leaves a third of the size.
// English, which stands in for every other language, keeps all names.
func (u used) prune(l *sourceLocale) {
	maps.DeleteFunc(l.Languages, func(code, _ string) bool {
		language, _, _ := strings.Cut(code, "-")
		return !u.languages[language]
	})
	maps.DeleteFunc(l.Places, func(code, _ string) bool {
		if isScript(code) {
			return !u.scripts[code]
		}
		return len(code) > 3 && !u.variants[code]
	})
}

// isScript reports whether the code of a place is that of a script.
func isScript(code string) bool { return len(code) == 4 && code[0] > '9' }
