package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestTranslatorsView is a translator's quarter of an hour in Chromium: open the view, edit an Arabic block of the real site, save,
// see the file, the record and the page change, undo on disk and see it come back.
func TestTranslatorsView(t *testing.T) {
	const chromium = "/usr/bin/chromium"
	if _, err := os.Stat(chromium); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("chromium is not installed")
		}
		t.Skip("needs Chromium: apt-get install chromium")
	}
	dir, bin := t.TempDir(), filepath.Join(t.TempDir(), "vernacular")
	for _, name := range []string{"content", "locales", "layouts", "assets"} {
		if err := os.CopyFS(filepath.Join(dir, name), os.DirFS("../../"+name)); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %s", out)
	}
	watch := exec.Command(bin, "watch", "--site", dir, "--addr", "127.0.0.1:0")
	told, err := watch.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := watch.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { watch.Process.Signal(os.Interrupt); watch.Wait() }()
	view := make(chan string, 1)
	go func() {
		for lines := bufio.NewScanner(told); lines.Scan(); {
			if f := strings.Fields(lines.Text()); len(f) > 0 && strings.HasSuffix(f[0], "/_vernacular/") {
				view <- f[0]
			}
		}
	}()
	var root string
	select {
	case root = <-view:
	case <-time.After(time.Minute):
		t.Fatal("watch does not say where the translators' view is")
	}

	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	options := append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...)
	options = append(options, chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WindowSize(1300, 900))
	for _, flag := range []string{"disable-quic", "no-first-run", "disable-background-networking", "disable-component-update", "disable-sync"} {
		options = append(options, chromedp.Flag(flag, true))
	}
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Navigate(root+"translate/ar/index")); err != nil {
		t.Fatal(err)
	}
	until := func(condition string) {
		t.Helper()
		for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
			ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("Boolean("+condition+")"))
			if ok {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("waited in vain for %s: %v", condition, err)
			}
		}
	}
	quoted := func(s string) string { b, _ := json.Marshal(s); return string(b) }

	file := filepath.Join(dir, "content/ar/index.md")
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	record := filepath.Join(dir, "locales/records/ar/index.toml")
	recorded, err := os.ReadFile(record)
	if err != nil {
		t.Fatal(err)
	}
	const old, now = "## المشكلة", "المشكلة الكبرى"
	if !bytes.Contains(before, []byte(old+"\n")) {
		t.Fatalf("the Arabic page has no line %s", old)
	}
	shown := "document.querySelector('iframe')?.contentDocument?.querySelector('h2#the-problem')?.textContent"
	field := "[...document.querySelectorAll('textarea')].find((f) => f.value === " + quoted("المشكلة") + ")"
	until(field)
	until(shown + " === " + quoted("المشكلة"))
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("("+field+").focus(), document.activeElement.select(), document.execCommand('insertText', false, "+quoted(now)+"), true")); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("(document.activeElement.closest('form').querySelector('button').click(), true)")); err != nil {
		t.Fatal(err)
	}
	until(shown + " === " + quoted(now))
	if got, err := os.ReadFile(record); err != nil || bytes.Equal(got, recorded) {
		t.Errorf("the record does not know of it (%v)", err)
	}
	want := bytes.Replace(before, []byte(old+"\n"), []byte("## "+now+"\n"), 1)
	if got, _ := os.ReadFile(file); !bytes.Equal(got, want) {
		t.Error("the file has other changes than the one that was saved")
	}

	if err := os.WriteFile(file, before, 0o666); err != nil {
		t.Fatal(err)
	}
	until(field)
	until(shown + " === " + quoted("المشكلة"))
}
