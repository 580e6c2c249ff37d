package cli

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"vernacular/internal/pipeline"
)

// Commands that answer questions about a site, or change its sources, render none of its outputs.
func TestQuestionsRenderNothing(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("content/en/index.md", "---\ntitle: The vote\n---\n\n# The vote\n\nVoting must stay secret for ever.\n\nSee [the rules](https://example.org/rules) before you go.\n")
	write("content/fr/index.md", "---\ntitle: Le vote\n---\n\n# Le vote\n\nLe vote doit rester secret.\n\nVoyez [les règles](https://example.org/rules) avant de partir.\n")
	write("content/en/old.md", "---\ntitle: Old\n---\n\n[nowhere](missing.md)\n")
	write("layouts/page.html", "<!doctype html>\n<title>{{title}}</title>\n{{body}}\n")
	write("locales/active.en.toml", "hello = \"Good day\"\n")
	write("locales/active.fr.toml", "hello = \"Bonjour\"\n")
	po, own := filepath.Join(dir, "fr.po"), filepath.Join(dir, "own.po")
	run := func(args ...string) int {
		return Run(append([]string{"--site", dir, "--quiet"}, args...), Streams{Out: io.Discard, Err: io.Discard})
	}
	for _, args := range [][]string{
		{"status"}, {"status", "fr"}, {"status", "-v", "--format", "json"}, {"status", "--format", "html"}, {"locale", "list"},
		{"export", "fr", "--out", po}, {"export", "fr", "index", "--out", own}, {"import", po},
		{"accept", "fr"}, {"accept", "fr", "--links"}, {"locale", "add", "sw"}, {"locale", "add", "fr-CA", "--from", "fr"}, {"locale", "add", "fr-BE", "--from", po},
	} {
		before := pipeline.Renders.Load()
		if status := run(args...); status != exitClean {
			t.Errorf("%v: exit status %d", args, status)
		}
		if n := pipeline.Renders.Load() - before; n != 0 {
			t.Errorf("%v rendered %d outputs", args, n)
		}
	}
	if run("check"); pipeline.Renders.Load() == 0 {
		t.Error("check rendered nothing, so the count is of no use")
	}
}
