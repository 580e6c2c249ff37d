package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A small race, run once: both programs have to make the same site, and the judge has to see it when they do not.
func TestRace(t *testing.T) {
	if _, err := exec.LookPath("hugo"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("missing: apt-get install hugo")
		}
		t.Skip("to run this: apt-get install hugo")
	}
	dir := t.TempDir()
	tools, err := prepare(dir)
	if err != nil {
		t.Fatal(err)
	}
	s := size{"test", 3, 8, 120, 30}
	rows, err := runSize(tools, s, 1, filepath.Join(dir, "test"), false)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := report(&b, tools, rows, 1, dir); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"| test | 3 × 8 | vernacular ", "| test | 3 × 8 | hugo v", "**hugo ÷ vernacular**", " ms |", " MB |"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the report has no %q:\n%s", want, b.String())
		}
	}
	ours, theirs := filepath.Join(dir, "test/vernacular-out"), filepath.Join(dir, "test/hugo-out")
	name := filepath.Join(ours, "ar/page-2/index.html")
	page, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for what, spoilt := range map[string]string{
		"a text":       strings.Replace(string(page), "<li>", "<li>x", 1),
		"a link":       strings.Replace(string(page), `<a href="https://example.org/0"`, `<a href="https://example.org/1"`, 1),
		"an alternate": strings.Replace(string(page), `hreflang="de" href="`, `hreflang="de" href="/`, 1),
		"a heading":    strings.Replace(strings.Replace(string(page), "<h2", "<h3", 1), "</h2>", "</h3>", 1),
	} {
		if spoilt == string(page) {
			t.Fatalf("the page has no place for %s", what)
		}
		if err := os.WriteFile(name, []byte(spoilt), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := compare(ours, theirs, s); err == nil || !strings.Contains(err.Error(), "ar/page-2/index.html") {
			t.Errorf("the judge does not see that %s differs: %v", what, err)
		}
	}
}
