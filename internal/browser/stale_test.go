package browser

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// staleScript measures how passages are marked whose source has been changed, and follows the link of the notice there.
const staleScript = `(() => {
	const light = color => {
		const [r, g, b] = color.match(/[0-9.]+/g).slice(0, 3).map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
	const paper = getComputedStyle(document.documentElement).backgroundColor;
	const marks = [...document.querySelectorAll(".stale")], link = document.querySelector(".notice a[href^='#']");
	link.click();
	return {
		marks: marks.length, contrast: Math.min(...marks.map(m => contrast(getComputedStyle(m).borderInlineStartColor, paper))),
		first: document.querySelector(":target") === marks[0], changes: document.querySelectorAll(".stale-source ins").length,
	};
})()`

func TestStalePassages(t *testing.T) {
	bin, err := program()
	if err != nil {
		t.Fatal(err)
	}
	site := t.TempDir()
	for _, name := range []string{"content/en", "content/ar", "locales", "layouts", "assets"} {
		if err := os.CopyFS(filepath.Join(site, name), os.DirFS(filepath.Join(repo, name))); err != nil {
			t.Fatal(err)
		}
	}
	home := filepath.Join(site, "content", "en", "index.md")
	text, err := os.ReadFile(home)
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.Replace(text, []byte("in consultation with prominent"), []byte("after talks with leading"), 1)
	text = bytes.Replace(text, []byte("## The problem"), []byte("## The problems"), 1)
	if err := os.WriteFile(home, text, 0o644); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if text, err := exec.Command(bin, "build", "--site", site, "--out", dir).CombinedOutput(); err != nil {
		t.Fatalf("vernacular build: %v\n%s", err, text)
	}
	out := made(t, nil)
	out.dir = dir
	server := out.serve(t)
	b := openTab(t)
	for _, v := range []view{{width: 390, height: 844, phone: true}, {dark: true}} {
		b.look(t, v)
		b.visit(t, server.URL+"/ar/")
		got := ask[struct {
			Marks, Changes int
			Contrast       float64
			First          bool
		}](t, b, staleScript)
		if got.Marks != 2 || got.Changes != 2 || got.Contrast < 3 || !got.First {
			t.Errorf("%+v: %+v", v, got)
		}
		if faults := run[[]string](t, b, "edges", max(v.width, 0), "", false); v.phone && len(faults) > 0 {
			t.Error(faults)
		}
	}
	b.unfold(t, true)
	script := loadAxe(t)
	b.axe(t, script)
	for _, by := range axeRuns {
		b.look(t, view{dark: by.dark})
		for _, v := range ask[axeReport](t, b, by.script).Violations {
			t.Errorf("dark %t: %s: %s, %d times", by.dark, v.ID, v.Help, len(v.Nodes))
		}
	}
}
