package browser

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

const bigUnits = 2000

// bigSite writes a site with one page of many passages, all translated, of which some are outdated by now.
func bigSite(t *testing.T) (dir string) {
	t.Helper()
	bin, err := program()
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	source, own := filepath.Join(dir, "content", "en", "big.md"), filepath.Join(dir, "content", "ar", "big.md")
	var en, ar strings.Builder
	en.WriteString("# Big page\n\n")
	ar.WriteString("# صفحة كبيرة\n\n")
	for i := range bigUnits - 1 {
		fmt.Fprintf(&en, "The committee counts ballot paper %d of box %d [by hand](https://example.org/%d) before noon, and publishes **every result**.\n\n", i, i*7, i)
		fmt.Fprintf(&ar, "تفرز اللجنة ورقة الاقتراع %d من الصندوق %d [يدويًا](https://example.org/%d) قبل الظهر، وتنشر **كل نتيجة**.\n\n", i, i*7, i)
	}
	write := func(file, text string) {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(source, en.String())
	write(own, ar.String())
	if out, err := exec.Command(bin, "accept", "ar", "big", "--site", dir).CombinedOutput(); err != nil {
		t.Fatalf("accept: %v\n%s", err, out)
	}
	text := en.String()
	for i := 3; i < bigUnits; i += 15 {
		text = strings.Replace(text, fmt.Sprintf("ballot paper %d of", i), fmt.Sprintf("each ballot paper %d of", i), 1)
	}
	write(source, text)
	return dir
}

// TestBigPage opens a page of 2,000 passages, which nobody has asked for before, in the translators' view of a real watch, and
// types in it. It prints what that costs:
//
//	go test ./internal/browser -run BigPage -v
//
// The machine decides how long it takes. What is promised is the work that is not done: the first answer has a part of the
// passages, and the checks of the others are asked for when that part is there.
func TestBigPage(t *testing.T) {
	b := ownBrowser(t)
	root := startWatch(t, bigSite(t))
	b.visit(t, root)
	b.visit(t, root+"translate/ar/big")
	until(t, b, "the page to be painted", "performance.getEntriesByName('first-contentful-paint').length > 0")
	until(t, b, "the passages with problems to be counted", "!document.querySelector('#tools[data-counting]')")
	shown := ask[struct {
		Units                                              int
		Start, First, Paint, Loaded, Counted, Nodes, Bytes float64
		Problems                                           string
	}](t, b, `(() => {
		const nav = performance.getEntriesByType('navigation')[0];
		const count = performance.getEntriesByType('resource').find((r) => r.name.includes('count=1'));
		return { Units: document.querySelectorAll('#list .seg').length, First: nav.responseStart, Bytes: nav.encodedBodySize,
			Paint: performance.getEntriesByName('first-contentful-paint')[0].startTime, Loaded: nav.domContentLoadedEventEnd,
			Start: count?.startTime ?? 0, Counted: count?.responseEnd ?? 0, Nodes: document.querySelectorAll('*').length,
			Problems: document.querySelector('#show-problems .n')?.textContent ?? '' };
	})()`)
	t.Logf("first byte after %.0f ms, first contentful paint after %.0f ms, ready after %.0f ms: %.0f bytes with %d passages, %.0f elements; the problems of all were counted from %.0f to %.0f ms",
		shown.First, shown.Paint, shown.Loaded, shown.Bytes, shown.Units, shown.Nodes, shown.Start, shown.Counted)
	if shown.Units != 100 || shown.Start == 0 || shown.Problems == "" {
		t.Errorf("%+v: want a part of the page, and the number of problems afterwards", shown)
	}

	ask[bool](t, b, `(() => { window.tasks = [];
		new PerformanceObserver((l) => tasks.push(...l.getEntries().map((e) => Math.round(e.duration)))).observe({ type: 'longtask' });
		const field = document.querySelectorAll('#list form.translation textarea')[5]; field.focus(); field.select(); return true; })()`)
	const typed = "تفرز اللجنة الأوراق"
	b.do(t, chromedp.KeyEvent(typed))
	until(t, b, "the text to be in its field", "document.activeElement.value === "+fmt.Sprintf("%q", typed))
	t.Logf("long tasks while %d keys were typed: %v ms", len([]rune(typed)), ask[[]int](t, b, "tasks"))
}

// until waits for an expression to become true.
func until(t *testing.T, b *tab, what, condition string) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		if ask[bool](t, b, "Boolean("+condition+")") {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("waited in vain for " + what)
		}
	}
}
