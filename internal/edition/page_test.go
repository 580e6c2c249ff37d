package edition

import (
	"archive/zip"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestPage does to zip files of an edition what TestTampering does, and lets the page judge them that needs no program.
func TestPage(t *testing.T) {
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("chromium is not here: apt-get install chromium")
		}
		t.Skip("apt-get install chromium")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	options := append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...)
	options = append(options, chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WindowSize(390, 844))
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()

	file, err := filepath.Abs("verify.html")
	must(t, err)
	ours, line := key(t, 'a')
	theirs, _ := key(t, 'b')
	address := ""
	verdict := func(t *testing.T, dir, keys string) (class, list string) {
		t.Helper()
		archive := filepath.Join(t.TempDir(), "site.zip")
		f, err := os.Create(archive)
		must(t, err)
		z := zip.NewWriter(f)
		must(t, z.AddFS(os.DirFS(dir)))
		must(t, z.Close())
		must(t, f.Close())
		must(t, chromedp.Do(ctx, chromedp.Navigate("file://"+filepath.ToSlash(file))))
		must(t, chromedp.Do(ctx, chromedp.SetUploadFiles("#files", []string{archive})))
		_, err = chromedp.Run(ctx, chromedp.Evaluate[bool]("(document.getElementById('key').value = "+quoted(keys)+", document.getElementById('address').value = "+quoted(address)+", document.querySelector('button').click(), true)"))
		must(t, err)
		for deadline := time.Now().Add(time.Minute); class == ""; time.Sleep(10 * time.Millisecond) {
			class, err = chromedp.Run(ctx, chromedp.Evaluate[string]("document.getElementById('verdict').className"))
			must(t, err)
			if time.Now().After(deadline) {
				t.Fatal("the page has no answer")
			}
		}
		list, err = chromedp.Run(ctx, chromedp.Evaluate[string]("document.getElementById('list').innerText"))
		must(t, err)
		return class, list
	}
	for _, c := range tamperings(ours, theirs) {
		t.Run(c.name, func(t *testing.T) {
			dir := signed(t, ours)
			c.tamper(t, dir)
			if strings.HasPrefix(c.name, "link") {
				t.Skip("a zip file of Go's has no links")
			}
			want := "bad"
			if len(c.want) == 0 {
				want = "good"
			}
			if got, list := verdict(t, dir, line); got != want {
				t.Errorf("the page says %s and not %s:\n%s", got, want, list)
			}
		})
	}
	if got, list := verdict(t, signed(t, ours), ""); got != "doubt" {
		t.Errorf("without a key the page says %s:\n%s", got, list)
	}

	// The files of another address, and editions that come in the wrong order.
	says := func(dir, want, words string) {
		t.Helper()
		if got, list := verdict(t, dir, line); got != want || !strings.Contains(list, words) {
			t.Errorf("the page says %s and not %s with %q:\n%s", got, want, words, list)
		}
	}
	first := signed(t, ours)
	address = "https://www.example.com/fr/"
	says(first, "bad", "saved from https://www.example.com/fr/")
	address = origin + "fr/"
	says(first, "good", "")
	second := t.TempDir()
	must(t, os.CopyFS(second, os.DirFS(first)))
	published(t, second, "two")
	_, err = Sign(ctx, second, ours, Order{Time: monday.Add(time.Hour)})
	must(t, err)
	says(second, "good", "")
	says(first, "bad", "edition 2 of this site was seen before")
	mixed := t.TempDir()
	must(t, os.CopyFS(mixed, os.DirFS(second)))
	page, err := os.ReadFile(filepath.Join(first, "index.html"))
	must(t, err)
	must(t, os.WriteFile(filepath.Join(mixed, "index.html"), page, 0o644))
	says(mixed, "bad", "index.html is no file of this edition")
	_, err = chromedp.Run(ctx, chromedp.Evaluate[bool]("(localStorage.clear(), true)"))
	must(t, err)

	for _, kind := range [][]string{{"-t", "ecdsa", "-b", "256"}, {"-t", "ecdsa", "-b", "521"}, {"-t", "rsa", "-b", "2048"}, {"-t", "ed25519"}} {
		name := filepath.Join(t.TempDir(), "key")
		if out, err := exec.Command("ssh-keygen", append(kind, "-q", "-N", "", "-f", name)...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		s, err := OpenSigner(name)
		must(t, err)
		public, err := os.ReadFile(name + ".pub")
		must(t, err)
		if got, list := verdict(t, signed(t, s), string(public)); got != "good" {
			t.Errorf("%v: the page says %s:\n%s", kind, got, list)
		}
	}
}

// quoted returns a text as JavaScript writes it.
func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
}
