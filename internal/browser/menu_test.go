package browser

import (
	"bytes"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// menuState is what a reader has of the language menu.
type menuState struct {
	Open, Focused bool   // Focused: the button has the focus
	Place         string // what is wrong with where the list stands, "" for nothing
	Scrolls       bool   // the list is longer than its window
	X, Y          float64
}

const menuScript = `(() => {
	const button = document.querySelector(".languages button"), list = document.querySelector(".languages-list");
	const b = button.getBoundingClientRect(), l = list.getBoundingClientRect(), rtl = document.dir === "rtl";
	const row = document.querySelector(".masthead-row").getBoundingClientRect();
	const wrong = [];
	if (l.width > 0 && scrollY === 0) {
		if (l.top < b.bottom + 6 || l.top > b.bottom + 8) wrong.push("the list begins at " + l.top + ", the outline of the button ends at " + (b.bottom + 6));
		if (Math.abs(rtl ? l.left - row.left : l.right - row.right) > 1) wrong.push("the list does not end where the page ends");
		if (l.left < 0 || l.right > innerWidth || l.bottom > innerHeight) wrong.push("the list reaches out of the window");
		if (list.scrollWidth > list.clientWidth) wrong.push("the list scrolls sideways");
	}
	return {open: list.checkVisibility(), focused: document.activeElement === button, place: wrong.join(", "),
		scrolls: list.scrollHeight > list.clientHeight + 1, x: b.x + b.width / 2, y: b.y + b.height / 2};
})()`

// expanded returns what assistive technology is told of the button of the menu: "true", "false", or "" for nothing.
func (b *tab) expanded(t *testing.T) string {
	t.Helper()
	tree, err := chromedp.Call(b.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range tree.Nodes {
		if n.Role == nil || string(n.Role.Value) != `"button"` {
			continue
		}
		for _, p := range n.Properties {
			if p.Name == accessibility.PropertyNameExpanded {
				return string(p.Value.Value)
			}
		}
	}
	return ""
}

func TestLanguageMenu(t *testing.T) {
	out := built(t)
	server := out.serve(t)
	var list []edition
	for _, e := range out.editions(t) {
		if strings.Contains(" en ar ur ja km si ", " "+string(e.tag)+" ") {
			list = append(list, e)
		}
	}
	eachEdition(t, list, openTab, func(t *testing.T, b *tab, e edition) {
		for _, v := range []view{{width: 320, height: 568, phone: true}, {width: 390, height: 844, phone: true}, {}} {
			b.look(t, v)
			b.visit(t, server.URL+out.addressOf(e.files[0]))
			want := func(when string, open, focused bool) menuState {
				t.Helper()
				m := ask[menuState](t, b, menuScript)
				if m.Open != open || m.Focused != focused || m.Place != "" {
					t.Errorf("%d px, %s: %+v", v.width, when, m)
				}
				if told := b.expanded(t); told != map[bool]string{false: "false", true: "true"}[open] {
					t.Errorf("%d px, %s: assistive technology is told %q", v.width, when, told)
				}
				return m
			}
			at := want("at first", false, false)
			ask[int](t, b, `document.querySelector(".languages button").focus() ?? 0`)
			b.press(t, kb.Enter, 1)
			if m := want("after Enter", true, true); v.width == 320 && !m.Scrolls {
				t.Error("320 px: this test wants a list that is longer than the window")
			}
			b.press(t, kb.Escape, 1)
			want("after Escape", false, true)
			b.press(t, kb.Enter, 1)
			b.press(t, kb.Tab, 2)
			want("in the list", true, false)
			b.press(t, kb.Escape, 1)
			want("after Escape in the list", false, true)
			b.do(t, chromedp.MouseClickXY(at.X, at.Y))
			want("after a click", true, true)
			b.do(t, chromedp.MouseClickXY(4, 4))
			want("after a click outside", false, false)

			// Going on by keyboard leaves it open, and assistive technology knows; Escape closes it there, too.
			b.do(t, chromedp.MouseClickXY(at.X, at.Y))
			ask[int](t, b, `[...document.querySelectorAll(".languages-list a")].at(-1).focus() ?? 0`)
			b.press(t, kb.Tab, 1)
			want("behind its last link", true, false)
			b.press(t, kb.Escape, 1)
			want("after Escape behind it", false, false)
			if !ask[bool](t, b, `document.activeElement.closest("main") !== null`) {
				t.Errorf("%d px: Escape has taken the focus away from the text", v.width)
			}
		}
	})
}

// A browser that knows no popovers has the same list with <details>.
func TestLanguageMenuWithoutPopovers(t *testing.T) {
	out := built(t)
	files := map[string]string{}
	list, err := out.files()
	if err != nil {
		t.Fatal(err)
	}
	integrity := regexp.MustCompile(` integrity="[^"]*"`)
	for _, name := range list {
		if name != "index.html" && !strings.HasSuffix(name, ".css") {
			continue
		}
		text, err := fs.ReadFile(os.DirFS(out.dir), name)
		if err != nil {
			t.Fatal(err)
		}
		text = integrity.ReplaceAll(text, nil)
		text = bytes.ReplaceAll(text, []byte(" popover>"), []byte(">"))
		text = bytes.ReplaceAll(text, []byte("popovertarget="), []byte("data-unknown="))
		files[name] = string(bytes.ReplaceAll(text, []byte("selector(:popover-open)"), []byte("selector(:unknown)")))
	}
	server := made(t, files).serve(t)
	b := openTab(t)
	b.look(t, view{width: 320, height: 568, phone: true})
	b.visit(t, server.URL+"/")
	const script = `[document.querySelector(".languages-list").checkVisibility(), document.querySelector(".languages button").checkVisibility(),
		document.querySelector(".languages summary").checkVisibility()].join(" ")`
	for _, want := range []string{"false false true", "true false true", "false false true"} {
		if got := ask[string](t, b, script); got != want {
			t.Errorf("list, button and summary are shown: %s, want %s", got, want)
		}
		ask[int](t, b, `document.querySelector(".languages summary").click() ?? 0`)
	}
	if faults := run[[]string](t, b, "edges", 320, "", false); len(faults) > 0 {
		t.Error(faults)
	}
}
