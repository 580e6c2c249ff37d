package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"vernacular/internal/locale"
)

// tab is a page of a running Chromium, with everything its console says.
type tab struct {
	ctx context.Context

	mu      sync.Mutex
	console []string
}

func openTab(t *testing.T) *tab {
	t.Helper()
	chromium := needProgram(t, "chromium", "apt-get install chromium fonts-noto-core fonts-noto-cjk")
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.WindowSize(1280, 900),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("force-color-profile", "srgb"), chromedp.Flag("hide-scrollbars", false))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &tab{ctx: ctx}
	err := chromedp.Listen(ctx, func(ev any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		switch ev := ev.(type) {
		case *log.EventEntryAdded:
			b.console = append(b.console, fmt.Sprint(ev.Entry.Level, ": ", ev.Entry.Text))
		case *runtime.EventExceptionThrown:
			b.console = append(b.console, ev.ExceptionDetails.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *tab) do(t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// ask evaluates a script that gives JSON and decodes it.
func ask[T any](t *testing.T, b *tab, script string) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string]("(async () => JSON.stringify("+script+"))()", chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	var v T
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v: %.200s", err, text)
	}
	return v
}

// view sets the window and the colour scheme.
func (b *tab) view(t *testing.T, width, height int64, scheme string) {
	t.Helper()
	var how []chromedp.EmulateViewportOption
	if width < 800 {
		how = append(how, chromedp.EmulateMobile) // so that the meta viewport counts, as on a phone
	}
	b.do(t, chromedp.EmulateViewport(width, height, how...))
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (b *tab) visit(t *testing.T, address string) {
	t.Helper()
	b.do(t, chromedp.Navigate(address))
}

const openAll = `[...document.querySelectorAll("details")].map(d => (d.open = true, 1)).length`

// A page as axe-core sees it.
type axeReport struct {
	Violations []struct {
		ID, Impact, Help string
		Nodes            []struct {
			HTML           string
			FailureSummary string
		}
	}
	Passes []struct{ ID string }
}

const runAxe = `(await axe.run(document, {resultTypes: ["violations"]}))`

func loadAxe(t *testing.T) string {
	t.Helper()
	script, err := os.ReadFile(needPackage(t, "axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	return string(script)
}

func (b *tab) axe(t *testing.T, script string) axeReport {
	t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[chromedp.Void](script)); err != nil {
		t.Fatal(err)
	}
	return ask[axeReport](t, b, runAxe)
}

func TestNobodyIsShutOut(t *testing.T) {
	out, script := built(t), loadAxe(t)
	server := out.serve(t)
	b := openTab(t)
	for _, scheme := range []string{"light", "dark"} {
		b.view(t, 1280, 900, scheme)
		for _, file := range out.pages(t) {
			b.visit(t, server.URL+out.addressOf(file))
			ask[int](t, b, openAll)
			report := b.axe(t, script)
			if len(report.Passes) == 0 {
				t.Errorf("%s: axe looked at nothing", file)
			}
			for _, v := range report.Violations {
				t.Errorf("%s, %s: %s (%s): %s, %d times, such as", file, scheme, v.ID, v.Impact, v.Help, len(v.Nodes))
				for _, n := range v.Nodes[:min(3, len(v.Nodes))] {
					t.Logf("    %.200s\n    %s", n.HTML, strings.ReplaceAll(n.FailureSummary, "\n", "\n    "))
				}
			}
		}
	}
}

// wide lists what reaches out of the window and cannot be scrolled to on its own.
const wide = `[...document.querySelectorAll("body *")].filter(e => {
	const r = e.getBoundingClientRect();
	if (r.width <= 1 || r.height <= 1 || (r.left >= -1 && r.right <= document.documentElement.clientWidth + 1)) return false;
	for (let p = e; p && p !== document.body; p = p.parentElement) {
		const s = getComputedStyle(p);
		if (s.visibility === "hidden" || s.clipPath !== "none" || /auto|scroll|hidden|clip/.test(p === e ? "" : s.overflowX)) return false;
		if (p.matches(":not(:focus)") && r.bottom < 0) return false;
	}
	return true;
}).map(e => e.outerHTML.slice(0, 120))`

func TestNarrowScreens(t *testing.T) {
	out := built(t)
	server := out.serve(t)
	b := openTab(t)
	b.view(t, 320, 640, "light")
	for _, file := range out.pages(t) {
		b.visit(t, server.URL+out.addressOf(file))
		for _, state := range []string{"as it comes", "with everything open"} {
			if state != "as it comes" {
				ask[int](t, b, openAll)
			}
			size := ask[struct{ Window, Content, Left int }](t, b,
				`{window: innerWidth, content: document.scrollingElement.scrollWidth, left: (scrollTo(-9999, 0), scrollX)}`)
			if size.Window != 320 || size.Content > 320 || size.Left != 0 {
				t.Errorf("%s, %s: %+v wide in a window of 320", file, state, size)
			}
			for _, e := range ask[[]string](t, b, wide) {
				t.Errorf("%s, %s: reaches out of the window: %s", file, state, e)
			}
		}
	}
}

func TestLanguageAndDirection(t *testing.T) {
	out := built(t)
	server := out.serve(t)
	b := openTab(t)
	b.view(t, 1280, 900, "light")
	for _, file := range out.pages(t) {
		b.console = nil
		b.visit(t, server.URL+out.addressOf(file))
		got := ask[struct {
			Lang, Direction string
			Scripts         int
			Requests        []string
		}](t, b, `{lang: document.documentElement.lang, direction: getComputedStyle(document.body).direction, scripts: document.scripts.length,
			requests: performance.getEntriesByType("resource").map(r => r.name)}`)
		tag, _, err := locale.Parse(got.Lang)
		if err != nil || got.Direction != tag.Direction() {
			t.Errorf("%s: lang %q runs %s", file, got.Lang, got.Direction)
		}
		if got.Scripts != 0 {
			t.Errorf("%s: %d scripts", file, got.Scripts)
		}
		if len(got.Requests) > 6 {
			t.Errorf("%s: more than a handful of requests: %q", file, got.Requests)
		}
		for _, r := range got.Requests {
			if !strings.HasPrefix(r, server.URL+"/") {
				t.Errorf("%s: asks a third party: %s", file, r)
			}
		}
		b.mu.Lock()
		for _, line := range b.console {
			t.Errorf("%s: the console says: %s", file, line)
		}
		b.mu.Unlock()
	}
}

// TestScreenshots leaves pictures for people; it judges nothing but that they can be made.
func TestScreenshots(t *testing.T) {
	dir := os.Getenv("VERNACULAR_SHOTS")
	if dir == "" {
		t.Skip("to run this: set VERNACULAR_SHOTS to a folder")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	out := built(t)
	server := out.serve(t)
	b := openTab(t)
	for _, v := range []struct {
		name          string
		width, height int64
		scheme        string
	}{{"wide", 1280, 900, "light"}, {"dark", 1280, 900, "dark"}, {"phone", 360, 740, "light"}} {
		b.view(t, v.width, v.height, v.scheme)
		for _, file := range out.pages(t) {
			b.visit(t, server.URL+out.addressOf(file))
			lang := ask[string](t, b, `document.documentElement.lang`)
			if lang != "en" && lang != "ar" && lang != "zh-Hans" {
				continue
			}
			ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
			png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
			cancel()
			if err != nil {
				t.Fatal(err)
			}
			page := "home"
			switch parts := strings.Split(file, "/"); {
			case path.Base(file) == "404.html":
				page = "404"
			case len(parts) > 2 || len(parts) == 2 && lang == "en":
				page = "second"
			}
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%s-%s.png", lang, page, v.name)), png, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// The checks in the browser have to see faults, too.
func TestTheBrowserChecksSeeFaults(t *testing.T) {
	script := loadAxe(t)
	dir := t.TempDir()
	page := `<!doctype html><html lang="en" dir="ltr"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>T</title>` +
		`<main><h1>H</h1><p style="color:#999;background:#aaa">faint</p><img src="data:,"><div id="wide" style="width:500px">wide</div></main>`
	if err := os.WriteFile(filepath.Join(dir, "index.html"), []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
	b := openTab(t)
	b.view(t, 320, 640, "light")
	b.visit(t, "file://"+filepath.ToSlash(filepath.Join(dir, "index.html")))
	var ids []string
	for _, v := range b.axe(t, script).Violations {
		ids = append(ids, v.ID)
	}
	if got := strings.Join(ids, " "); !strings.Contains(got, "color-contrast") || !strings.Contains(got, "image-alt") {
		t.Errorf("axe sees %q", got)
	}
	if got := ask[int](t, b, `document.scrollingElement.scrollWidth`); got <= 320 {
		t.Errorf("the page is %d wide", got)
	}
	if got := ask[[]string](t, b, wide); len(got) != 1 || !strings.Contains(got[0], `id="wide"`) {
		t.Errorf("too wide: %q", got)
	}
}
