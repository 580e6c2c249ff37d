//go:build unix

package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var shardSeeds = flag.Int("shard-seeds", 4, "how many random sites TestShards builds")

// sharded builds a site in parts.
type sharded struct {
	testing.TB
	bin   string
	top   string   // a folder for the parts
	flags []string // of every build
	again int      // how often parts were made once more, because pages turned out to have an error
}

// make makes all parts, and returns their folders.
func (s *sharded) make(n int, by string, failed []string) (parts []string) {
	s.Helper()
	round := "a"
	if failed != nil {
		round = "b"
	}
	for i := range n {
		dir := filepath.Join(s.top, fmt.Sprintf("part-%s-%d", round, i))
		args := append([]string{"build", "--shard", fmt.Sprintf("%d/%d", i, n), "--out", dir}, s.flags...)
		if by != "" {
			args = append(args, "--shard-by", by)
		}
		for _, f := range failed {
			args = append(args, "--failed", f)
		}
		if out, err := exec.Command(s.bin, args...).CombinedOutput(); err != nil {
			s.Fatalf("vernacular %q: %v\n%s", args, err, out)
		}
		parts = append(parts, dir)
	}
	return parts
}

// run runs join, and returns what it said and its exit status.
func (s *sharded) run(args ...string) (said, told string, status int) {
	s.Helper()
	cmd := exec.Command(s.bin, append([]string{"join", "--format", "json"}, args...)...)
	var out, told1 bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &told1
	var ended *exec.ExitError
	if err := cmd.Run(); errors.As(err, &ended) {
		status = ended.ExitCode()
	} else if err != nil {
		s.Fatal(err)
	}
	return out.String(), told1.String(), status
}

// join makes all parts and joins them, once more if pages turn out to have an error.
func (s *sharded) join(n int, by string, args ...string) (revision, int) {
	s.Helper()
	parts := s.make(n, by, nil)
	said, told, status := s.run(append(args, parts...)...)
	if strings.Contains(told, "build these shards once more with --failed") {
		s.again++
		said, told, status = s.run(append(args, s.make(n, by, parts)...)...)
	}
	r, summaries := revisions(strings.Split(said, "\n"))
	if summaries != 1 {
		s.Fatalf("join of %d shards by %q: status %d\n%s%s", n, by, status, said, told)
	}
	return r, status
}

// whole builds a site at once.
func (s *sharded) whole(args ...string) (revision, int) {
	s.Helper()
	r, err := runBuild(s.bin, append(append([]string{"--cache", "off"}, args...), s.flags...)...)
	if err != nil {
		s.Fatal(err)
	}
	return r, min(r.errors, 1)
}

// same compares a joined folder with a built one, byte for byte, and what was said.
func (s *sharded) same(what string, got, want revision, gotStatus, wantStatus int, gotDir, wantDir string) {
	s.Helper()
	if !slices.Equal(got.diagnostics, want.diagnostics) {
		s.Fatalf("%s: %s", what, lineDifference("diagnostics", got.diagnostics, want.diagnostics))
	}
	if got.counts != want.counts || gotStatus != wantStatus {
		s.Fatalf("%s: %s, exit status %d; of the whole: %s, %d", what, got.counts, gotStatus, want.counts, wantStatus)
	}
	if out, err := exec.Command("diff", "-r", gotDir, wantDir).CombinedOutput(); err != nil {
		s.Fatalf("%s: the trees differ\n%.4000s", what, out)
	}
}

func buildProgram(t *testing.T) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "vernacular")
	if text, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, text)
	}
	return bin
}

// TestShards joins the parts of random sites with links, lists, menus, aliases and drafts, after edits that break some of them. What
// is joined is what one build would have left in the same folder: problems, last good versions and manifest included. So it is when
// the edition before lies elsewhere.
func TestShards(t *testing.T) {
	bin := buildProgram(t)
	steps := 5
	if testing.Short() {
		steps = 2
	}
	again := 0
	for seed := range uint64(*shardSeeds) {
		top := t.TempDir()
		site := &lawSite{TB: t, dir: filepath.Join(top, "site"), bin: bin,
			what: rand.New(rand.NewPCG(seed, 1)), how: rand.New(rand.NewPCG(seed, 2)), good: map[string][]byte{}}
		site.create()
		s := &sharded{TB: t, bin: bin, top: top, flags: []string{"--site", site.dir}}
		before, out, other := filepath.Join(top, "before"), filepath.Join(top, "out"), filepath.Join(top, "other")
		for step := range steps {
			if step > 0 {
				site.burst()
			}
			n, by := []int{1, 4, 16, 3}[site.what.IntN(4)], []string{"page", "locale", ""}[site.what.IntN(3)]
			what := fmt.Sprintf("seed %d, step %d, %d shards by %q after %s", seed, step, n, by, strings.Join(site.log, "\n"))
			copyTree(t, out, before)
			want, wantStatus := s.whole("--out", out)
			got, status := s.join(n, by, "--out", before, "--site", site.dir)
			s.same(what, got, want, status, wantStatus, before, out)
			again += s.again
			s.again = 0
		}
		// The parts are those of the last step: join them beside an edition that is only read.
		site.burst()
		copyTree(t, out, before)
		want, wantStatus := s.whole("--out", out)
		site.must(os.RemoveAll(other))
		args := []string{"--out", other, "--site", site.dir}
		if _, err := os.Stat(filepath.Join(before, "manifest.json")); err == nil {
			args = append(args, "--previous", filepath.Join(before, "manifest.json"))
		}
		got, status := s.join(3, "page", args...)
		s.same(fmt.Sprintf("seed %d, previous", seed), got, want, status, wantStatus, other, out)
	}
	t.Logf("parts were made once more %d times", again)
}

// TestShardsOfBrokenSites breaks a site that was published in each way that concerns more than a page, or builds another edition
// alone. What is joined onto the edition before, or beside it, is what a build into its folder leaves.
func TestShardsOfBrokenSites(t *testing.T) {
	bin := buildProgram(t)
	for _, c := range []struct {
		name  string
		edit  string // a shell script in the site's folder
		flags []string
	}{
		{"nothing", "true", nil},
		{"one edition", "echo More. >>content/fr/about.md", []string{"--locale", "fr"}},
		{"an edition and pseudo-locales", "true", []string{"--locale", "fr", "--locale", "en-XA", "--pseudo"}},
		{"settings", "echo 'x = [' >>site.toml", nil},
		{"settings, one edition", "echo 'x = [' >>site.toml", []string{"--locale", "fr"}},
		{"a layout", "echo '{{if}}' >>layouts/page.html", nil},
		{"a layout and a catalog", "echo '{{if}}' >>layouts/page.html; echo 'x = [' >>locales/active.fr.toml", nil},
		{"an edition cannot be read", "mv content/fr ../fr && ln -s ../../fr content/fr", nil},
		{"nothing can be read", "mv content ../content && ln -s ../content content", nil},
		{"a page cannot be read", "rm content/en/about.md && ln -s nowhere content/en/about.md", nil},
		{"two names are one", "cp content/en/about.md content/en/ABOUT.md", nil},
		{"an address of two pages", "printf -- '---\\npermalink: /about/\\n---\\n# Other\\n' >content/en/other.md", nil},
		{"a style sheet and its page", "echo 'body{' >assets/main.css; printf '# A\\n\\n\\377\\n' >content/en/about.md", nil},
		{"a file that becomes a folder", "rm content/en/old.md; printf -- '---\\npermalink: /old.html/\\n---\\n# Old\\n' >content/en/new.md", nil},
		{"a whole edition goes", "rm -r content/fr locales/active.fr.toml", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			top := t.TempDir()
			s := &sharded{TB: t, bin: bin, top: top, flags: []string{"--site", filepath.Join(top, "site")}}
			shell(t, top, brokenSite)
			out, onto, beside := filepath.Join(top, "out"), filepath.Join(top, "onto"), filepath.Join(top, "beside")
			s.whole("--out", out)
			copyTree(t, out, onto)
			previous := filepath.Join(top, "previous")
			copyTree(t, out, previous)
			shell(t, filepath.Join(top, "site"), c.edit)
			s.flags = append(s.flags, c.flags...)
			want, wantStatus := s.whole("--out", out)
			site := []string{"--site", filepath.Join(top, "site")}
			got, status := s.join(2, "page", append(site, "--out", onto)...)
			s.same("onto", got, want, status, wantStatus, onto, out)
			got, status = s.join(3, "locale", append(site, "--out", beside, "--previous", filepath.Join(previous, "manifest.json"))...)
			s.same("beside", got, want, status, wantStatus, beside, out)
		})
	}
}

// brokenSite is the script that makes the site of TestShardsOfBrokenSites.
const brokenSite = `mkdir -p site/content/en site/content/fr site/layouts site/locales site/assets
cd site
printf 'base_url = "https://broken.example/"\n[headers]\nX-Test = "1"\n[publish]\nhosts = ["nginx", "apache", "caddy", "netlify"]\nnegotiate = true\n' >site.toml
printf '# Home\n\n[About](about.md)\n' >content/en/index.md
printf -- '---\naliases: [/was/]\n---\n# About\n\nText.\n' >content/en/about.md
printf -- '---\npermalink: /old.html\n---\n# Old\n' >content/en/old.md
printf '# Accueil\n' >content/fr/index.md
printf '# Infos\n\nTexte.\n' >content/fr/about.md
echo 'hi = "Hello"' >locales/active.en.toml
echo 'hi = "Salut"' >locales/active.fr.toml
echo 'body{color:red}' >assets/main.css
cat >layouts/page.html <<'END'
<!doctype html><html lang="{{.Lang}}" dir="{{.Dir}}"><title>{{plain .Title}}</title>{{with asset "main.css"}}<link rel="stylesheet" href="{{.URL}}">{{end}}{{range .Alternates}}<link rel="alternate" hreflang="{{.Lang}}" href="{{.URL}}">{{end}}<nav>{{range .Pages}}<a href="{{.Permalink}}">{{.Title}}</a>{{end}}</nav>{{.Content}}{{t "hi"}}</html>
END
`

// shell runs a shell script in a folder.
func shell(t *testing.T, dir, text string) {
	t.Helper()
	cmd := exec.Command("sh", "-e", "-c", text)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// copyTree makes a folder a copy of another one, which may be missing.
func copyTree(t *testing.T, from, to string) {
	t.Helper()
	if err := os.RemoveAll(to); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(from); err != nil {
		return
	}
	if out, err := exec.Command("cp", "-a", from, to).CombinedOutput(); err != nil {
		t.Fatalf("cp: %s", out)
	}
}

// TestShardsOfManyPages joins a site whose sitemap is in several files, with lists of all pages.
func TestShardsOfManyPages(t *testing.T) {
	if testing.Short() {
		t.Skip("builds 1,600 pages several times")
	}
	top := t.TempDir()
	site := filepath.Join(top, "site")
	put := func(name, text string) {
		name = filepath.Join(site, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	put("site.toml", "base_url = \"https://many.example/\"\n[links]\n\"used.example\" = \"https://used.example/\"\n\"unused.example\" = \"https://unused.example/\"\n")
	put("layouts/page.html", `<!doctype html><html lang="{{.Lang}}" dir="{{.Dir}}"><title>{{plain .Title}}</title>{{range .Alternates}}<link rel="alternate" hreflang="{{.Lang}}" href="{{.URL}}">{{end}}<nav>{{range .Pages}}<a href="{{.Permalink}}">{{.Title}}</a>{{end}}</nav>{{.Content}}</html>`)
	tags := strings.Fields("en fr de es it pt nl sv da nb fi pl cs sk hu ro bg el uk ru tr ar he fa ur hi bn ta te th ja ko zh-Hans zh-Hant vi id sw am ka hy")
	for _, tag := range tags {
		for i := range 40 {
			text := fmt.Sprintf("# Page %d\n\nSee [the next](p%d.md#page-%d).\n", i, (i+1)%40, (i+1)%40)
			if i == 7 {
				text += "\nAnd [there](used.example).\n"
			}
			put(fmt.Sprintf("content/%s/p%d.md", tag, i), text)
		}
	}
	s := &sharded{TB: t, bin: buildProgram(t), top: top, flags: []string{"--site", site}}
	one, joined := filepath.Join(top, "one"), filepath.Join(top, "joined")
	want, wantStatus := s.whole("--out", one)
	if _, err := os.Stat(filepath.Join(one, "sitemap-2.xml")); err != nil {
		t.Fatal("the sitemap is in one file: ", err)
	}
	for _, by := range []string{"page", "locale"} {
		copyTree(t, "", joined)
		got, status := s.join(4, by, "--out", joined, "--site", site)
		s.same("4 shards by "+by, got, want, status, wantStatus, joined, one)
	}
}
