package browser

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp"
)

// Phones of three widths and a tablet.
var reading = []view{
	{width: 320, height: 640, phone: true}, {width: 360, height: 740, phone: true},
	{width: 390, height: 844, phone: true}, {width: 768, height: 1024, phone: true},
}

// wording is what the page that is shown has to say about its words.
type wording struct {
	Count  int      // how many there are
	Faults []string // those that are broken without a hyphen: “th: Orien|ted”
}

func TestNoBrokenWord(t *testing.T) {
	out := built(t)
	server := out.serve(t)
	eachEdition(t, out.editions(t), openTab, func(t *testing.T, b *tab, e edition) {
		for _, file := range e.files {
			b.visit(t, server.URL+out.addressOf(file))
			b.unfold(t, true)
			told := map[string][]string{}
			var order []string
			for _, v := range reading {
				b.look(t, v)
				got := run[wording](t, b, "words")
				if got.Count < 30 {
					t.Errorf("%s: only %d words", file, got.Count)
				}
				for _, fault := range got.Faults {
					if told[fault] == nil {
						order = append(order, fault)
					}
					told[fault] = append(told[fault], fmt.Sprint(v.width))
				}
			}
			for _, fault := range order {
				t.Errorf("%s at %s px: %s", file, strings.Join(told[fault], ", "), fault)
			}
		}
	})
}

func TestWordsSeeFaults(t *testing.T) {
	b := openTab(t)
	b.look(t, view{width: 320, height: 640, phone: true})
	for _, c := range []struct{ lang, body, want string }{
		{"en", `<p>short words in one line or in two, as they come</p>`, ""},
		{"en", `<p style="inline-size:4em">Verantwortungsvoll`, "p: Verantw|ortungsvoll"},
		{"en", `<p style="inline-size:6em">Verant&shy;wortungs&shy;voll`, ""},
		{"en", `<p style="inline-size:6em">Verant<wbr>wortungs<wbr>voll`, ""},
		{"en", `<p style="inline-size:6em">Verant<b>wor</b>tungsvoll`, "p: Verant"},
		{"en", `<p style="inline-size:6em">well-considered`, ""},
		{"en", `<p style="inline-size:6em"><code>well-considered</code>`, "code: well-|"},
		{"en", `<p style="inline-size:8em"><code>well<wbr>considered</code>`, ""},
		{"en", `<p style="inline-size:6em">https://example/one-two`, "p: https://"},
		{"en", `<p style="inline-size:6em;hyphens:auto">wwwwwwwwwwwwwwwwwwwwww`, "p: wwww"},
		{"en", `<table><tr><th style="overflow-wrap:anywhere;inline-size:1em">Meaning<td>` + strings.Repeat("many ", 40), "th: M|"},
		{"en", `<details><summary>s</summary><p style="inline-size:4em">Verantwortungsvoll</details>`, ""}, // nobody sees it
		{"ja", `<p style="inline-size:5em">選挙の公正さのための自主的な指針`, ""},
		{"ja", `<p style="inline-size:5em">選挙のGuidelinesForAll`, "Guid"},
		{"zh", `<p style="inline-size:3em;line-break:anywhere">选举公。正`, "选举公|。正"},
		{"ko", `<p style="inline-size:3em">선거의공정성`, "선"},
		{"km", "<p style='inline-size:5em'>ការ\u200bបោះឆ្នោត\u200bដោយ\u200bស្មោះត្រង់", "p: ស្មោះ|ត្រង់"}, // of two words in the dictionary
		{"km", "<p style='inline-size:5em'>ការ\u200bបោះឆ្នោត\u200bដោយ\u200bស្មោះ\u2060ត្រង់", ""},
		{"km", "<p style='inline-size:5em;overflow-wrap:anywhere'>ការ\u200bគោលការណ៍ណែនាំស្ម័គ្រចិត្ត\u200bដោយ", "p: គោល"},
		{"km", "<p style='inline-size:6em'>គោលការណ៍ណែនាំស្ម័គ្រចិត្ត", ""},
		{"th", "<p style='inline-size:5em'>แนวทางความซื่อสัตย์ของการเลือกตั้ง", ""},
	} {
		b.visitDocument(t, `<!doctype html><html lang="`+c.lang+`"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>T</title>`+
			`<style>body {overflow-wrap: break-word; font: 16px "Noto Sans"} :lang(ko) {word-break: keep-all}</style>`+c.body)
		got := run[wording](t, b, "words")
		if faults := strings.Join(got.Faults, "\n"); c.want == "" && faults != "" || !strings.Contains(faults, c.want) || got.Count == 0 {
			t.Errorf("%s: found %q in %d words, want %q", c.body, got.Faults, got.Count, c.want)
		}
	}
}

// The link at a heading leads to it and has a name, and neither the heading's name nor a copy of the text has anything of it.
func TestLinksAtHeadings(t *testing.T) {
	out := built(t)
	server := out.serve(t)
	const script = `(() => {
		const faults = [], headings = [...document.querySelectorAll("main :is(h2, h3, h4)[id]")];
		for (const h of headings) {
			const a = h.nextElementSibling, say = what => faults.push(h.textContent + ": " + what);
			if (a?.localName !== "a" || decodeURIComponent(a.hash) !== "#" + h.id) say("no link to it");
			else if (!a.ariaLabel || a.lang !== document.documentElement.lang) say("no name in the language of the page");
			else if (a.textContent !== "" || h.contains(a)) say("the link is in its text");
			else {
				a.focus({focusVisible: true});
				if (getComputedStyle(a).opacity !== "1" || getComputedStyle(a, "::before").content === "none") say("nobody sees the link that has the focus");
			}
		}
		getSelection().selectAllChildren(document.querySelector("main"));
		if (/#/.test(getSelection().toString())) faults.push("the sign is copied");
		return {count: headings.length, faults};
	})()`
	eachEdition(t, out.editions(t), openTab, func(t *testing.T, b *tab, e edition) {
		b.look(t, view{})
		b.visit(t, server.URL+out.addressOf(e.files[0]))
		got := ask[wording](t, b, script)
		if got.Count == 0 {
			t.Errorf("%s: no headings", e.files[0])
		}
		for _, fault := range got.Faults {
			t.Errorf("%s: %s", e.files[0], fault)
		}
	})
}

// roles counts what the page that is shown tells assistive technology of its tables.
func (b *tab) roles(t *testing.T) map[string]int {
	t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	tree, err := chromedp.Call(ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, n := range tree.Nodes {
		if n.Role == nil || n.Ignored {
			continue
		}
		switch role := strings.Trim(string(n.Role.Value), `"`); role {
		case "table", "row", "cell", "gridcell", "columnheader", "rowheader":
			count[role]++
		}
	}
	return count
}

// On a phone the cells of a table stand below one another; it is a table with the same heads and cells nevertheless.
func TestTablesOnAPhone(t *testing.T) {
	out := built(t)
	server := out.serve(t)
	list := slices.DeleteFunc(out.editions(t), func(e edition) bool { return e.tag != "en" && e.tag != "ar" && e.tag != "km" })
	eachEdition(t, list, openTab, func(t *testing.T, b *tab, e edition) {
		tables := 0
		for _, file := range e.files {
			b.visit(t, server.URL+out.addressOf(file))
			b.look(t, view{})
			wide := b.roles(t)
			b.look(t, reading[0])
			if phone := b.roles(t); !maps.Equal(phone, wide) {
				t.Errorf("%s: %v on a phone, %v on a desk", file, phone, wide)
			}
			tables += wide["table"]
		}
		if tables < 2 {
			t.Errorf("only %d tables", tables)
		}
	})
}
