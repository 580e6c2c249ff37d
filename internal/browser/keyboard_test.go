package browser

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// stop is where the focus is.
type stop struct {
	Index    int // among all places of the page where it can be; -1 outside of them
	Element  string
	Fault    string // why a reader cannot see it
	Skips    bool   // a link that leads to the text
	Opens    bool   // the button of the language menu
	Menu     bool   // in that menu
	Language string // what a link leads to
	Main     bool   // in the text
}

func (b *tab) press(t *testing.T, key string, times int, how ...chromedp.KeyOption) {
	t.Helper()
	for range times {
		b.do(t, chromedp.KeyEvent(key, how...))
	}
}

// stops gives where the focus was and is, and begins a new list.
func (b *tab) stops(t *testing.T) []stop {
	t.Helper()
	return ask[[]stop](t, b, `[...stops.splice(0), stop()]`)
}

func order(list []stop) []int {
	var numbers []int
	for _, s := range list {
		numbers = append(numbers, s.Index)
	}
	return numbers
}

// count gives first, first+by, … up to and with last.
func count(first, last, by int) []int {
	var numbers []int
	for i := first; i != last+by; i += by {
		numbers = append(numbers, i)
	}
	return numbers
}

// walk goes through the page that is shown with nothing but the keyboard, to the end and back, and gives what is wrong.
func (b *tab) walk(t *testing.T, languages int) []string {
	t.Helper()
	var faults []string
	bad := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	menu := run[int](t, b, "keyboard")
	if menu < 0 {
		return []string{"there is no language menu"}
	}

	b.press(t, kb.Tab, menu+1)
	there := b.stops(t)
	if !there[1].Skips {
		bad("the first stop does not lead to the text: %s", there[1].Element)
	}
	if !there[menu+1].Opens {
		bad("after %d times Tab comes no menu: %s", menu+1, there[menu+1].Element)
		return faults
	}
	for _, key := range []struct {
		name, key string
		open      bool
	}{{"Enter", kb.Enter, true}, {"Enter", kb.Enter, false}, {"Space", " ", true}} {
		b.press(t, key.key, 1)
		if ask[bool](t, b, `isOpen()`) != key.open {
			bad("%s makes it no menu that is open: %t", key.name, key.open)
			return faults
		}
	}
	b.stops(t)
	all := ask[int](t, b, `places()`)
	b.press(t, kb.Tab, all-menu)
	there = append(there[:menu+1], b.stops(t)...)
	if got, want := order(there), append(count(-1, all-1, 1), -1); !slices.Equal(got, want) {
		bad("Tab goes through the %d places in this order: %v", all, got)
	}
	seen := map[string]bool{}
	text := 0
	for _, s := range there {
		if s.Fault != "" {
			bad("the focus cannot be seen: %s %s", s.Element, s.Fault)
		}
		if s.Menu && s.Language != "" {
			seen[s.Language] = true
		}
		if s.Main && text == 0 {
			text = s.Index
		}
	}
	if len(seen) != languages {
		bad("the menu leads to %d languages of %d", len(seen), languages)
	}

	// On the way back the menu may have closed.
	inMenu := func(s stop) bool { return s.Menu }
	there = slices.DeleteFunc(there, inMenu)
	slices.Reverse(there)
	for range all + 1 {
		b.press(t, kb.Tab, 1, chromedp.KeyModifiers(chromedp.ModifierShift))
		if ask[int](t, b, `stop().index`) == 0 {
			break
		}
	}
	back := b.stops(t)
	if got, want := order(slices.DeleteFunc(back, inMenu)), order(there[:len(there)-1]); !slices.Equal(got, want) {
		bad("Shift+Tab goes through the places in this order: %v instead of %v", got, want)
	}
	b.press(t, kb.Enter, 1)
	b.press(t, kb.Tab, 1)
	if s := b.stops(t); s[2].Index != text {
		bad("after skipping, Tab leads to number %d instead of %d: %s", s[2].Index, text, s[2].Element)
	}
	return faults
}

func TestKeyboardAlone(t *testing.T) {
	out := built(t)
	server := out.serve(t)
	list := out.editions(t)
	eachEdition(t, list, openTab, func(t *testing.T, b *tab, e edition) {
		b.look(t, view{})
		b.visit(t, server.URL+out.addressOf(e.files[0]))
		for _, fault := range b.walk(t, len(list)) {
			t.Errorf("%s: %s", e.files[0], fault)
		}
	})
}

func TestKeyboardSeesFaults(t *testing.T) {
	const whole = `<!doctype html><html lang="en"><meta charset="utf-8"><title>T</title><style>:focus-visible {outline: 3px solid #000}</style>` +
		`<a href="#text">skip</a> <button popovertarget="menu">Languages</button><div id="menu" popover><a href="#1" hreflang="ar">ar</a> <a href="#2" hreflang="en">en</a></div>` +
		`<main id="text"><p>Text <a href="#3">three</a> <a href="#4">four</a></main><footer><a href="#5">five</a></footer>`
	b := openTab(t)
	b.look(t, view{})
	for _, c := range []struct{ old, new, want string }{
		{"", "", ""},
		{`href="#text"`, `href="#5"`, "does not lead to the text"},
		{`<button `, `<button tabindex="-1" `, "comes no menu"},
		{`<button `, `<button onclick="return false" `, "Enter makes it no menu"},
		{`<button `, `<button onkeyup="event.preventDefault()" `, "Space makes it no menu"},
		{`hreflang="ar"`, `hreflang="en"`, "1 languages of 2"},
		{`hreflang="ar"`, `hreflang="ar" tabindex="-1"`, "1 languages of 2"},
		{`href="#5"`, `href="#5" tabindex="1"`, `does not lead to the text: <a href="#5" tabindex="1"`},
		{`href="#3"`, `href="#3" onkeydown="if (!event.shiftKey) event.preventDefault()"`, "Tab goes through the 7 places in this order: [-1 0 1 2 3 4 4"},
		{`href="#3"`, `href="#3" onkeydown="if (event.shiftKey) event.preventDefault()"`, "Shift+Tab goes"},
		{`href="#4"`, `href="#4" style="outline:0"`, `<a href="#4" style="outline:0">four</a> has no outline`},
		{`href="#4"`, `href="#4" style="outline-color:rgb(0 0 0 / 0)"`, `has no outline`},
		{`href="#4"`, `href="#4" style="position:fixed;left:-99px"`, `is out of the window`},
		{`<footer>`, `<footer style="position:fixed;inset:0">`, `is behind something else`},
		{`<main id="text">`, `<p id="text"><a href="#6">six</a><main id="x">`, "does not lead to the text"},
	} {
		b.visitDocument(t, strings.Replace(whole, c.old, c.new, 1))
		got := b.walk(t, 2)
		if c.want == "" && len(got) > 0 || !strings.Contains(strings.Join(got, "\n"), c.want) {
			t.Errorf("%s: found %q, want %q", c.new, got, c.want)
		}
	}
}
