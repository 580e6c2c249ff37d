package browser

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"vernacular/internal/locale"
)

// tabsAtOnce is how many editions are looked at at a time; go test -parallel may allow fewer.
const tabsAtOnce = 3

// Every check in the browser is one function of JavaScript in a file of its own.
//
//go:embed testdata/*.js
var scripts embed.FS

// chromium is the one browser of all tests. It starts with the first tab and ends with the process.
var chromium struct {
	sync.Mutex
	ctx context.Context
}

func closeChromium() {
	if chromium.ctx != nil {
		chromedp.Cancel(chromium.ctx)
	}
}

// tab is a page of the running Chromium.
type tab struct {
	ctx context.Context

	mu       sync.Mutex
	console  []string // what it says there
	requests []string // what it asks for
	bytes    float64  // what came, with headers
	answers  int
}

// startChromium gives the context of the browser.
func startChromium(t *testing.T) context.Context {
	t.Helper()
	program := needProgram(t, "chromium", "apt-get install chromium fonts-noto-core fonts-noto-cjk")
	chromium.Lock()
	defer chromium.Unlock()
	if chromium.ctx == nil {
		opts := append(chromedp.DefaultExecAllocatorOptions[:],
			chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.WindowSize(1280, 900),
			chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("force-color-profile", "srgb"), chromedp.Flag("hide-scrollbars", false))
		ctx, _ := chromedp.NewExecAllocator(context.Background(), opts...)
		ctx, _ = chromedp.NewContext(ctx)
		if err := chromedp.Do(ctx); err != nil {
			t.Fatal(err)
		}
		chromium.ctx = ctx
	}
	return chromium.ctx
}

// openTab opens a page that is in no window: drawing windows, with all their buttons, would be half of the work.
func openTab(t *testing.T) *tab {
	t.Helper()
	browser, yes := startChromium(t), true
	page, err := chromedp.CallBrowser(browser, target.CreateTarget, target.CreateTargetParams{URL: "about:blank", Hidden: &yes, Background: &yes})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithTargetID(page.TargetID))
	t.Cleanup(cancel)
	return newTab(t, ctx)
}

// openWindow opens a page that can be photographed.
func openWindow(t *testing.T) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(startChromium(t), chromedp.WithNewWindow(true))
	t.Cleanup(cancel)
	return newTab(t, ctx)
}

func newTab(t *testing.T, ctx context.Context) *tab {
	t.Helper()
	b := &tab{ctx: ctx}
	err := chromedp.Listen(ctx, func(ev any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		switch ev := ev.(type) {
		case *log.EventEntryAdded:
			b.console = append(b.console, fmt.Sprint(ev.Entry.Level, ": ", ev.Entry.Text))
		case *runtime.EventExceptionThrown:
			b.console = append(b.console, ev.ExceptionDetails.Text)
		case *network.EventRequestWillBeSent:
			b.requests = append(b.requests, ev.Request.URL)
		case *network.EventLoadingFinished:
			b.bytes += ev.EncodedDataLength
			b.answers++
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	// Each page believes that it has the keyboard, though it is not in front.
	if _, err := chromedp.Call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}); err != nil {
		t.Fatal(err)
	}
	return b
}

// eachEdition runs a subtest for every edition, a few of them at a time, each with a page of its own to show it in.
// Like all parallel subtests they run when the caller has returned.
func eachEdition(t *testing.T, list []edition, open func(*testing.T) *tab, check func(t *testing.T, b *tab, e edition)) {
	t.Helper()
	tabs := make(chan *tab, tabsAtOnce)
	for range min(tabsAtOnce, len(list)) {
		tabs <- open(t)
	}
	for _, e := range list {
		t.Run(string(e.tag), func(t *testing.T) {
			t.Parallel()
			b := <-tabs
			defer func() { tabs <- b }()
			check(t, b, e)
		})
	}
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

// run calls the function in testdata/NAME.js.
func run[T any](t *testing.T, b *tab, name string, args ...any) T {
	t.Helper()
	script, err := scripts.ReadFile("testdata/" + name + ".js")
	if err != nil {
		t.Fatal(err)
	}
	list, err := json.Marshal(append([]any{}, args...))
	if err != nil {
		t.Fatal(err)
	}
	return ask[T](t, b, fmt.Sprintf("await (%s)(...%s)", strings.TrimSuffix(strings.TrimSpace(string(script)), ";"), list))
}

// view is a way of looking at a page; what it leaves out is that of a desk: 1280 by 900, in light, on a screen.
type view struct {
	width, height int64
	scale         float64 // device pixels to a CSS pixel
	phone         bool    // the meta viewport counts, and scroll bars take no room
	dark, paper   bool
}

func (b *tab) look(t *testing.T, v view) {
	t.Helper()
	how := []chromedp.EmulateViewportOption{chromedp.EmulateScale(max(v.scale, 1))}
	if v.phone {
		how = append(how, chromedp.EmulateMobile)
	}
	if v.paper {
		how = append(how, func(p *emulation.SetDeviceMetricsOverrideParams, _ *emulation.SetTouchEmulationEnabledParams) {
			p.ScrollbarType = emulation.SetDeviceMetricsOverrideScrollbarTypeOverlay
		})
	}
	if v.width == 0 {
		v.width, v.height = 1280, 900
	}
	b.do(t, chromedp.EmulateViewport(v.width, v.height, how...))
	media, scheme := "screen", "light"
	if v.paper {
		media = "print"
	}
	if v.dark {
		scheme = "dark"
	}
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media,
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (b *tab) visit(t *testing.T, address string) {
	t.Helper()
	b.mu.Lock()
	b.console, b.requests, b.bytes, b.answers = nil, nil, 0, 0
	b.mu.Unlock()
	b.do(t, chromedp.Navigate(address))
}

// unfold opens or closes what a reader can: the language menu, and what is folded up in a text.
func (b *tab) unfold(t *testing.T, open bool) {
	t.Helper()
	ask[int](t, b, fmt.Sprintf(`document.querySelectorAll("details, [popover]").forEach(e => e.popover ? e.togglePopover(%[1]t) : e.open = %[1]t) ?? 0`, open))
}

// visitDocument shows a page that a test has made up.
func (b *tab) visitDocument(t *testing.T, text string) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "index.html")
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	b.visit(t, "file://"+filepath.ToSlash(name))
}

func TestLanguageAndDirection(t *testing.T) {
	out := built(t)
	server := out.serve(t)
	eachEdition(t, out.editions(t), openTab, func(t *testing.T, b *tab, e edition) {
		b.look(t, view{})
		for _, file := range e.files {
			b.visit(t, server.URL+out.addressOf(file))
			got := ask[struct {
				Lang, Direction string
				Programs        int
			}](t, b, `{lang: document.documentElement.lang, direction: getComputedStyle(document.body).direction,
				programs: [...document.scripts].filter(s => s.type !== "application/ld+json").length}`)
			tag, _, err := locale.Parse(got.Lang)
			if err != nil || tag != e.tag || got.Direction != tag.Direction() {
				t.Errorf("%s: lang %q runs %s", file, got.Lang, got.Direction)
			}
			if got.Programs != 0 {
				t.Errorf("%s: %d scripts", file, got.Programs)
			}
			b.mu.Lock()
			for _, r := range b.requests {
				if !strings.HasPrefix(r, server.URL+"/") {
					t.Errorf("%s: asks a third party: %s", file, r)
				}
			}
			for _, line := range b.console {
				t.Errorf("%s: the console says: %s", file, line)
			}
			b.mu.Unlock()
		}
	})
}
