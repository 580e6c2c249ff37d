package browser

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

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

// runAxe asks for WCAG 2.2 up to AA and for what axe calls best practice or is still trying out. To these come a few rules
// that axe leaves off: the size of targets (2.5.8), and of AAA the contrast of 7:1, which our stylesheet promises.
const runAxe = `(await axe.run(document, {
	resultTypes: ["violations"],
	runOnly: axe.getRules(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "experimental"])
		.map(r => r.ruleId).concat("color-contrast-enhanced", "identical-links-same-purpose"),
}))`

// runAxeOnColours asks for what can change with the colours.
const runAxeOnColours = `(await axe.run(document, {
	resultTypes: ["violations"], runOnly: ["color-contrast", "color-contrast-enhanced", "link-in-text-block"],
}))`

var axeRuns = []struct {
	dark   bool
	script string
}{{false, runAxe}, {true, runAxeOnColours}}

func loadAxe(t *testing.T) string {
	t.Helper()
	script, err := os.ReadFile(needPackage(t, "axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	return string(script)
}

// axe brings axe-core into the page that is shown.
func (b *tab) axe(t *testing.T, script string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[chromedp.Void](script)); err != nil {
		t.Fatal(err)
	}
}

func TestNobodyIsShutOut(t *testing.T) {
	out := built(t)
	nobodyIsShutOut(t, out, out.editions(t))
}

func nobodyIsShutOut(t *testing.T, out *output, list []edition) {
	t.Helper()
	script := loadAxe(t)
	server := out.serve(t)
	eachEdition(t, list, openTab, func(t *testing.T, b *tab, e edition) {
		for _, file := range e.files {
			b.visit(t, server.URL+out.addressOf(file))
			b.unfold(t, true)
			b.axe(t, script)
			for _, by := range axeRuns {
				b.look(t, view{dark: by.dark})
				report := ask[axeReport](t, b, by.script)
				if len(report.Passes) == 0 {
					t.Errorf("%s: axe looked at nothing", file)
				}
				for _, v := range report.Violations {
					t.Errorf("%s, dark %t: %s (%s): %s, %d times, such as", file, by.dark, v.ID, v.Impact, v.Help, len(v.Nodes))
					for _, n := range v.Nodes[:min(3, len(v.Nodes))] {
						t.Logf("    %.200s\n    %s", n.HTML, strings.ReplaceAll(n.FailureSummary, "\n", "\n    "))
					}
				}
			}
		}
	})
}

func TestAxeSeesFaults(t *testing.T) {
	script := loadAxe(t)
	b := openTab(t)
	b.look(t, view{})
	b.visitDocument(t, `<!doctype html><html lang="en" dir="ltr"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>T</title>`+
		`<style>@media (prefers-color-scheme: dark) {#dark {color: #222; background: #333}}</style>`+
		`<main><h1>H</h1><p style="color:#666;background:#fff">faint</p><p id="dark">by night</p><img src="data:,">`+
		`<button style="font-size:5px;padding:0;border:0;block-size:8px">a</button><button style="font-size:5px;padding:0;border:0;block-size:8px">b</button></main><p>outside</p>`)
	b.axe(t, script)
	for _, by := range axeRuns {
		b.look(t, view{dark: by.dark})
		saw := map[string]string{}
		for _, v := range ask[axeReport](t, b, by.script).Violations {
			for _, n := range v.Nodes {
				saw[v.ID] += n.HTML
			}
		}
		if !by.dark && (saw["image-alt"] == "" || saw["target-size"] == "" || saw["region"] == "") {
			t.Errorf("axe sees %q", saw)
		}
		if got := saw["color-contrast"] + saw["color-contrast-enhanced"]; !strings.Contains(got, "faint") || strings.Contains(got, "by night") != by.dark {
			t.Errorf("dark %t: too low a contrast: %q", by.dark, got)
		}
	}
}
