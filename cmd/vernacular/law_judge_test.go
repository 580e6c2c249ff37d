package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
)

// revision is what the program tells of one look at the site with --format json: the lines of the diagnostics, and
// the summary that ends them.
type revision struct {
	diagnostics []string
	errors      int
	counts      string // of locales, pages and outputs
}

// revisions reads lines of --format json and returns the last revision that is complete, and how many there are.
func revisions(lines []string) (last revision, n int) {
	var next revision
	for _, line := range lines {
		line = strings.TrimSpace(line)
		var head struct {
			Type                            string
			Errors, Locales, Pages, Outputs int
		}
		if json.Unmarshal([]byte(line), &head) != nil {
			continue
		}
		if head.Type == "diagnostic" {
			next.diagnostics = append(next.diagnostics, line)
		} else if head.Type == "summary" {
			next.errors = head.Errors
			next.counts = fmt.Sprintf("locales %d, pages %d, outputs %d", head.Locales, head.Pages, head.Outputs)
			last, next = next, revision{}
			n++
		}
	}
	return last, n
}

// verdict is what one build of the site comes to.
type verdict struct {
	revision
	tree map[string]string
}

// runBuild runs a build to its end and returns what it said. Only the statuses 0 and 1 are a verdict on the site.
func runBuild(bin string, args ...string) (revision, error) {
	cmd := exec.Command(bin, append([]string{"build", "--format", "json"}, args...)...)
	var out, err bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &err
	var status *exec.ExitError
	if e := cmd.Run(); e != nil && !(errors.As(e, &status) && status.ExitCode() == 1) {
		return revision{}, fmt.Errorf("%s: %v\n%s", strings.Join(cmd.Args, " "), e, err.Bytes())
	}
	r, n := revisions(strings.Split(out.String(), "\n"))
	if n != 1 {
		return revision{}, fmt.Errorf("%s: %d summaries\n%s", strings.Join(cmd.Args, " "), n, out.Bytes())
	}
	return r, nil
}

// against tells how a build differs from a clean one; "" if it is right. A build into a folder that holds an
// earlier one (kept) may keep the last good version of what has an error now, and what that version needs, but
// nothing else. has reports whether the site has a file.
func (got verdict) against(want verdict, kept bool, has func(string) bool) string {
	var b strings.Builder
	if !slices.Equal(got.diagnostics, want.diagnostics) {
		b.WriteString(lineDifference("diagnostics", got.diagnostics, want.diagnostics))
	}
	exact := want.errors == 0 || !kept
	if exact && got.counts != want.counts {
		fmt.Fprintf(&b, "summary: %s; the clean build's: %s\n", got.counts, want.counts)
	}
	for _, name := range slices.Sorted(maps.Keys(want.tree)) {
		data, ok := got.tree[name]
		switch {
		case !ok:
			fmt.Fprintf(&b, "%s is missing\n", name)
		case data == want.tree[name]:
		case name == "manifest.json" && !exact:
			if diff := missingEntries(data, want.tree[name]); diff != "" {
				b.WriteString(diff)
			}
		default:
			b.WriteString(lineDifference(name, strings.Split(data, "\n"), strings.Split(want.tree[name], "\n")))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got.tree)) {
		if _, ok := want.tree[name]; !ok && exact {
			fmt.Fprintf(&b, "%s is too much\n", name)
		}
	}
	// A page that failed may have another file by now and the same address. Only if all mistakes are in front
	// matter it is sure that a page without sources is gone.
	if !exact && !slices.ContainsFunc(want.diagnostics, func(d string) bool {
		return strings.Contains(d, `"severity":"error"`) && !strings.Contains(d, `"code":"front-matter-syntax"`)
	}) {
		for _, f := range manifestFiles(got.tree) {
			sources := slices.DeleteFunc(slices.Clone(f.Sources), func(name string) bool {
				return !strings.HasPrefix(name, "content/") || strings.HasPrefix(name, "content/en-XA/") || strings.HasPrefix(name, "content/ar-XB/")
			})
			if _, ok := want.tree[f.Path]; !ok && len(sources) > 0 && !slices.ContainsFunc(sources, has) && !got.referredTo(f.Path, want) {
				fmt.Fprintf(&b, "%s is kept, although its sources %v are gone\n", f.Path, sources)
			}
		}
	}
	b.WriteString(wholeness(got.tree))
	return b.String()
}

// referredTo tells whether a page that is kept, or one that a mistake has kept from being made anew, names a file.
func (got verdict) referredTo(file string, want verdict) bool {
	for name, data := range got.tree {
		if strings.HasSuffix(name, ".html") && data != want.tree[name] && strings.Contains(data, (&url.URL{Path: "/" + file}).EscapedPath()) {
			return true
		}
	}
	return false
}

// lineDifference shows the first lines in which two texts differ.
func lineDifference(name string, got, want []string) string {
	i := 0
	for i < min(len(got), len(want)) && got[i] == want[i] {
		i++
	}
	at := func(lines []string) string {
		if i < len(lines) {
			return fmt.Sprintf("%.600q", lines[i])
		}
		return "the end"
	}
	return fmt.Sprintf("%s differs at line %d of %d:\n\tit is        %s\n\tit should be %s\n", name, i+1, len(got), at(got), at(want))
}

// missingEntries tells which lines of the clean build's manifest another one lacks. The commas that end the lines
// do not count, because the last line has none.
func missingEntries(got, want string) string {
	has := map[string]bool{}
	for line := range strings.Lines(got) {
		has[strings.TrimRight(line, ",\n")] = true
	}
	var b strings.Builder
	for line := range strings.Lines(want) {
		if line = strings.TrimRight(line, ",\n"); strings.HasPrefix(line, `{"path"`) && !has[line] {
			fmt.Fprintf(&b, "manifest.json lacks %.400s\n", line)
		}
	}
	return b.String()
}

// assetLink finds the addresses of assets in a page.
var assetLink = regexp.MustCompile(`[" ](?:/sub)?/(assets/[^" ,]+)`)

// published is an entry of manifest.json.
type published struct {
	Path, SHA256 string
	Sources      []string
}

func manifestFiles(tree map[string]string) []published {
	var manifest struct{ Files []published }
	json.Unmarshal([]byte(tree["manifest.json"]), &manifest)
	return manifest.Files
}

// wholeness tells what is wrong with a published folder by itself, whatever the sources are: its manifest lists the
// files that are there, and every page has the style sheets and pictures that it refers to.
func wholeness(tree map[string]string) string {
	var b strings.Builder
	if !json.Valid([]byte(tree["manifest.json"])) {
		b.WriteString("manifest.json is no JSON\n")
	}
	listed := map[string]bool{"manifest.json": true}
	for _, f := range manifestFiles(tree) {
		listed[f.Path] = true
		if data, ok := tree[f.Path]; !ok {
			fmt.Fprintf(&b, "%s is in manifest.json, but there is no such file\n", f.Path)
		} else if fmt.Sprintf("%x", sha256.Sum256([]byte(data))) != f.SHA256 {
			fmt.Fprintf(&b, "%s has another SHA-256 in manifest.json\n", f.Path)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(tree)) {
		if !listed[name] {
			fmt.Fprintf(&b, "%s is not in manifest.json\n", name)
		}
		if path.Ext(name) != ".html" || slices.Contains(strings.Split(*lawNot, ","), "needs") {
			continue
		}
		for _, m := range assetLink.FindAllStringSubmatch(tree[name], -1) {
			if _, ok := tree[m[1]]; !ok {
				fmt.Fprintf(&b, "%s refers to %s, which is missing\n", name, m[1])
				break
			}
		}
	}
	return b.String()
}
