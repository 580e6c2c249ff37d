package cli

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"vernacular/internal/translation"
)

// TestFreshnessOfFiles edits the source's Markdown files of the shipped site, and knows of every paragraph what became of
// it in all translations. What is found depends on the files alone: a clone of depth 1 and a folder without .git say the
// same, byte by byte. (TestReplay in internal/translation makes many more edits, of segments in memory.)
func TestFreshnessOfFiles(t *testing.T) {
	dir := t.TempDir()
	for _, d := range []string{"locales", "layouts", "content/en", "content/ar", "content/de", "content/fr", "content/hi", "content/ja", "content/km", "content/pt-BR", "content/ru", "content/sw", "content/zh-Hans"} {
		if err := os.CopyFS(filepath.Join(dir, d), os.DirFS(filepath.Join("../..", d))); err != nil {
			t.Fatal(err)
		}
	}
	r := rand.New(rand.NewPCG(27, 11))
	paragraph := regexp.MustCompile(`(?m)^[\pL“<\[][^\n]+$`)
	word := regexp.MustCompile(`[a-z]{4,}`)
	link := regexp.MustCompile(`\]\((?:[a-z-]+\.md|https://example\.org/[^)]*)\)`)
	want := map[string]translation.State{} // by the source's text; all others are fresh
	kinds := map[string]int{}
	files, _ := filepath.Glob(filepath.Join(dir, "content/en/*.md"))
	texts := map[string]string{}
	every := []string{"reword", "insert", "delete", "move", "number", "punctuation", "link"}
	for round := range 6 {
		next := slices.Clone(every) // each kind once in a round
		for n, tries := 0, 0; n < len(every); tries++ {
			if tries > 2000 {
				break // the pages have nothing left for it
			}
			file := files[r.IntN(len(files))]
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text := string(data)
			head := strings.LastIndex(text, "---\n") + 4
			all := slices.DeleteFunc(paragraph.FindAllStringIndex(text[head:], -1), func(p []int) bool { // paragraphs only, not code
				before, after := text[:head+p[0]], text[head+p[1]:]
				return !strings.HasSuffix(before, "\n\n") || !strings.HasPrefix(after+"\n\n", "\n\n")
			})
			if len(all) < 2 {
				continue
			}
			p := all[r.IntN(len(all))]
			at, end := head+p[0], head+p[1]
			old := text[at:end]
			state, edited := want[old]
			kind := next[r.IntN(len(next))]
			now := old
			switch kind {
			case "reword":
				ws := word.FindAllStringIndex(old, -1)
				if len(ws) < 8 || edited || strings.ContainsAny(old, "<`[@") { // not within markup
					continue
				}
				w := ws[r.IntN(len(ws))]
				now, state, edited = old[:w[0]]+fmt.Sprintf("lantern%c", 'a'+n)+old[w[1]:], translation.Stale, true
			case "number":
				i := strings.Index(old, ". ")
				if i < 0 || edited || strings.ContainsAny(old[:i], "<[`") {
					continue
				}
				now, state, edited = old[:i]+fmt.Sprintf(" for %d years", 10+r.IntN(80))+old[i:], translation.Stale, true
			case "punctuation":
				if i := strings.Index(old, ", "); i < 0 || strings.ContainsAny(old[:i], "<[`") {
					continue
				}
				now = strings.Replace(old, ", ", "; ", 1)
			case "link":
				if !link.MatchString(old) {
					continue
				}
				now = link.ReplaceAllString(old, fmt.Sprintf("](https://example.org/%d-%d)", round, n))
			case "insert":
				now = old + fmt.Sprintf("\n\nThe %d observers of round %d brought folding chairs, thermos flasks and a stubborn dog.", n, round)
				want[now[len(old)+2:]] = translation.Missing
			case "delete":
				if len(all) < 4 || state == translation.Missing {
					continue
				}
				now = ""
			case "move":
				q := all[r.IntN(len(all))]
				if q[0] == p[0] || state == translation.Missing || want[text[head+q[0]:head+q[1]]] == translation.Missing {
					continue
				}
				a, b := p, q
				if b[0] < a[0] {
					a, b = b, a
				}
				text = text[:head+a[0]] + text[head+b[0]:head+b[1]] + text[head+a[1]:head+b[0]] + text[head+a[0]:head+a[1]] + text[head+b[1]:]
			}
			if kind != "move" {
				text = text[:at] + now + text[end:]
				if edited {
					want[now] = state
				}
			}
			if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
			n++
			next = slices.DeleteFunc(next, func(k string) bool { return k == kind })
			kinds[kind]++
			texts[file] += kind + " "
		}
		a := &app{streams: Streams{Out: io.Discard, Err: io.Discard}, dir: dir, format: "text"}
		b, st, done, err := a.open()
		if err != nil {
			t.Fatal(err)
		}
		seen := 0
		for _, l := range st.Locales {
			for _, key := range st.Keys {
				tr, ok := b.Translation(key, l.Tag)
				if !ok || tr.Bytes == nil || l.Tag == st.Source {
					continue
				}
				for _, m := range tr.Matches {
					if m.Source < 0 {
						continue
					}
					seen++
					text := tr.SourceSegments[m.Source].Text
					after := texts[filepath.Join(dir, tr.SourceFile)]
					if m.State == translation.Moved && strings.Contains(after, "move") {
						m.State = translation.Fresh
					}
					if m.State != want[text] {
						t.Errorf("round %d, %s in %s is %v, want %v: %.80q\n  after %s", round, key, l.Tag, m.State, want[text], text, after)
					}
				}
			}
		}
		done()
		if seen < 500 {
			t.Fatalf("only %d segments compared", seen)
		}
		if t.Failed() {
			break
		}
	}
	t.Logf("edits: %v", kinds)
	for _, k := range every {
		if kinds[k] < 3 {
			t.Errorf("only %d edits of kind %s", kinds[k], k)
		}
	}

	git, err := exec.LookPath("git")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("install git")
		}
		t.Skip("the comparison with a clone needs git")
	}
	status := func(dir string) string {
		var out bytes.Buffer
		if code := Run([]string{"status", "--site", dir, "--format", "json"}, Streams{In: strings.NewReader(""), Out: &out, Err: io.Discard}); code != 0 {
			t.Fatalf("status in %s: %d", dir, code)
		}
		return out.String()
	}
	alone := status(dir)
	clone := filepath.Join(t.TempDir(), "clone")
	for _, args := range [][]string{{"-C", dir, "init", "-q"}, {"-C", dir, "add", "-A"},
		{"-C", dir, "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x"},
		{"clone", "-q", "--depth", "1", "file://" + dir, clone}} {
		if out, err := exec.Command(git, args...).CombinedOutput(); err != nil {
			t.Fatalf("git %v: %s", args, out)
		}
	}
	if status(clone) != alone || status(dir) != alone {
		t.Error("a clone of depth 1 says something else than the folder without .git")
	}
	if !regexp.MustCompile(`"blocks":\{[^}]*"stale":[1-9]`).MatchString(alone) {
		t.Error(alone)
	}
}
