package editor

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	xhtml "golang.org/x/net/html"
)

// bigPage is a page with many texts.
func bigPage(tag string, units int) Page {
	p := Page{Tag: tag, Key: "big", Title: "Big", File: "content/" + tag + "/big.md", Permalink: "/" + tag + "/big/", Exists: true}
	for i := range units {
		state := "fresh"
		if i%10 == 3 {
			state = "stale"
		}
		p.Units = append(p.Units, Unit{ID: fmt.Sprintf("u%d", i), Kind: "paragraph", State: state,
			Source: fmt.Sprintf("The committee counts ballot paper %d [by hand](https://example.org/%d) before noon, as the law requires.", i, i),
			Text:   fmt.Sprintf("تفرز اللجنة ورقة الاقتراع %d [يدويًا](https://example.org/%d) قبل الظهر، كما يقتضي القانون.", i, i)})
	}
	return p
}

func BenchmarkServeBigPage(b *testing.B) {
	d, _, addr := serveEditor(b)
	d.add(bigPage("ar", 2000))
	size := 0
	for b.Loop() {
		size = len(body(b, get(b, addr, "/_vernacular/translate/ar/big")))
	}
	b.ReportMetric(float64(size), "bytes")
}

// A page with many texts is shown in parts, and every link to a text leads to the part that has it.
func TestParts(t *testing.T) {
	d, s, addr := serveEditor(t)
	d.add(bigPage("ar", 460))
	const path = "/_vernacular/translate/ar/big"
	shows := func(query string, from, to int) string {
		t.Helper()
		text := body(t, get(t, addr, path+query))
		root := tree(t, text)
		sections := all(root, func(n *xhtml.Node) bool { return n.Data == "section" })
		if len(sections) != to-from+1 {
			t.Fatalf("%s: %d texts, want %d", query, len(sections), to-from+1)
		}
		for i, n := range sections {
			if query == "?show=todo" {
				break
			}
			if want := anchor(fmt.Sprintf("u%d", from-1+i)); attr(n, "id") != want {
				t.Fatalf("%s: text %d is %s", query, i, attr(n, "id"))
			}
		}
		for _, a := range all(root, func(n *xhtml.Node) bool { return strings.HasPrefix(attr(n, "href"), "#t-b-") }) {
			if !strings.Contains(text, `id="`+attr(a, "href")[1:]+`"`) {
				t.Fatalf("%s: %s leads nowhere", query, attr(a, "href"))
			}
		}
		return text
	}
	shows("", 1, 100)
	shows("?part=2", 101, 200)
	shows("?part=5", 401, 460)
	shows("?part=99", 401, 460)
	shows("?part=-1", 1, 100)
	shows("?unit="+anchor("u250"), 201, 300)
	shows("?part=1&saved="+anchor("u250"), 201, 300)
	shows("?show=todo", 1, 46)
	if text := shows("?part=2", 101, 200); !strings.Contains(text, `data-after="?unit=`+anchor("u203")+`#t-`+anchor("u203")) ||
		!strings.Contains(text, `data-before="?unit=`+anchor("u93")) || !strings.Contains(text, `<a rel="next" href="?part=3">`) {
		t.Error("the next text to do, the one before or the next part is not linked")
	}

	form := formOf(s, "u250", "lock "+d.pages["ar/big"].Units[250].Text, "نص جديد")
	r := post(t, addr, path+"?part=3", form, nil)
	if to := r.Header.Get("Location"); r.StatusCode != 303 || to != path+"?did=accept&part=3&saved="+anchor("u250")+"#"+anchor("u250") {
		t.Errorf("%d, %s", r.StatusCode, to)
	}
	form.Set("lock", "another")
	if text := body(t, post(t, addr, path, form, nil)); !strings.Contains(text, `id="`+anchor("u299")+`"`) || strings.Contains(text, `id="`+anchor("u300")+`"`) {
		t.Error("a conflict is not shown in its part")
	}
}

// TestBigPage types in a page of 2,000 texts and goes from part to part by keys.
func TestBigPage(t *testing.T) {
	d, s, addr := serveEditor(t)
	d.add(bigPage("ar", 2000))
	p := startBrowser(t).open("http://" + addr + arabic) // the browser is warm
	p.size(1200, 900)
	p.navigate("http://" + addr + "/_vernacular/translate/ar/big")
	p.until("document.readyState === 'complete' && performance.getEntriesByName('first-contentful-paint').length > 0")
	paint := js[float64](p, "performance.getEntriesByName('first-contentful-paint')[0].startTime")
	waitFor(t, "the page to listen", func() bool { return s.count() == 1 })

	const id = "u12"
	js[bool](p, `(() => { window.long = []; window.slow = [];
		new PerformanceObserver((l) => long.push(...l.getEntries().map((e) => e.duration))).observe({ type: 'longtask' });
		new PerformanceObserver((l) => slow.push(...l.getEntries().map((e) => e.duration))).observe({ type: 'event', durationThreshold: 16 });
		`+field(id)+`.focus(); `+field(id)+`.select(); return true; })()`)
	p.keys("كلمات كثيرة تكتب هنا")
	js[bool](p, "new Promise((r) => setTimeout(() => r(true), 300))")
	t.Logf("first paint after %.0f ms; while 20 keys were typed: long tasks %s, events %s ms", paint, js[string](p, "String(long)"), js[string](p, "String(slow)"))
	p.expect(field(id)+".value", "كلمات كثيرة تكتب هنا")
	p.keys("\r", chromedp.ModifierCtrl)
	p.until(said(id) + ".startsWith('Saved in')")
	p.expect("document.querySelectorAll('.seg').length", "100")

	t.Log("from the last text to do of a part to the first of the next, and back")
	js[bool](p, "("+field("u93")+".focus(), true)")
	p.accessKey("n")
	// Chromium drops the keys that are pressed before a page has been painted.
	p.until("document.readyState === 'complete' && performance.getEntriesByName('first-contentful-paint').length > 0 && document.activeElement === " + field("u103"))
	p.accessKey("p")
	p.until("document.activeElement === " + field("u93"))
	p.clean()
}
