package editor

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// TestKeyList: no two keys are pressed alike, none is pressed with two modifiers with Shift among them, and each access
// key is somewhere on the page.
func TestKeyList(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range keys {
		for _, press := range k.Press {
			if seen[press] {
				t.Errorf("%s is listed twice", press)
			}
			seen[press] = true
			if strings.Contains(press, "Shift") && strings.Count(press, "+") > 1 {
				t.Errorf("%s may change the keyboard's language", press)
			}
		}
	}
	_, _, addr := serveEditor(t)
	page := body(t, get(t, addr, arabic))
	for _, k := range accessKeys {
		if n := strings.Count(page, `accesskey="`+strings.ToLower(k.Key)+`"`); n != 1 {
			t.Errorf("%d elements have the access key %s", n, k.Key)
		}
	}
}

// Modifiers of a key, as the protocol of the browser has them.
const (
	alt   = 1
	ctrl  = 2
	shift = 8
)

// press presses a key as it is on a keyboard: what it writes, where it is, and its number on Windows.
func (p *tab) press(key, code string, windows, modifiers int64) {
	p.t.Helper()
	plain := ""
	if utf8.RuneCountInString(key) == 1 {
		plain = key
	}
	p.do(func(ctx context.Context, t *chromedp.Target) error {
		for _, kind := range []input.DispatchKeyEventType{"rawKeyDown", "keyUp"} {
			if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, input.DispatchKeyEventParams{
				Type: kind, Key: key, Code: code, Modifiers: modifiers, WindowsVirtualKeyCode: windows, UnmodifiedText: plain,
			}); err != nil {
				return err
			}
		}
		return nil
	})
}

// TestKeys works through a page with keys alone, on Latin, Arabic, Cyrillic and Japanese keyboards.
func TestKeys(t *testing.T) {
	d, _, addr := serveEditor(t)
	p := startBrowser(t).open("http://" + addr + arabic)
	p.size(1200, 900)
	p.until("document.readyState === 'complete' && window.editorKeys")
	focused := func(id string) { t.Helper(); p.until("document.activeElement === " + field(id)) }
	listed := "document.getElementById('keys').matches(':popover-open')"

	t.Log("save and next, until nothing is left; then the focus stays")
	p.write("li1", "النص الجديد في غضون 14 يومًا.")
	p.press("Enter", "Enter", 13, ctrl)
	focused("li2")
	p.until(announced + ".includes('Saved in')")
	p.keys("جديد")
	p.press("Enter", "Enter", 13, ctrl)
	focused("cell")
	if e := d.edited(); len(e) != 2 || e[1].Text != "جديد" || !e[1].Accept {
		t.Errorf("saved %+v", e)
	}

	t.Log("a refusal keeps the focus where it is")
	d.mu.Lock()
	d.refuse = &Refusal{Message: "the link is missing"}
	d.mu.Unlock()
	p.press("Enter", "Enter", 13, ctrl)
	p.until(said("cell") + ".includes('The link is missing')")
	focused("cell")
	d.mu.Lock()
	d.refuse = nil
	d.mu.Unlock()

	t.Log("from text to text, and to do")
	p.press("PageDown", "PageDown", 34, alt)
	focused("extra")
	p.press("PageUp", "PageUp", 33, alt)
	p.press("PageUp", "PageUp", 33, alt)
	focused("code")
	p.press("F8", "F8", 119, 0)
	focused("cell")
	p.press("F8", "F8", 119, shift)
	focused("extra") // round, since li1 and li2 are done

	t.Log("the list of keys: outside a field by a single key, in one with Ctrl")
	p.keys("?")
	p.expect(field("extra")+".value.includes('?')", "true")
	p.expect(listed, "false")
	p.press("/", "Slash", 191, ctrl)
	p.until(listed + " && document.activeElement.textContent === 'Close'")
	p.expect("[...document.querySelectorAll('#keys [data-run]')].length", fmt.Sprint(len(keys)))
	p.shot("editor-keys")
	p.keys("\u001b")
	p.until("!" + listed)
	focused("extra")
	p.keys("\u001b")
	js[bool](p, "(document.activeElement.blur(), true)")
	p.press("؟", "Slash", 191, shift)
	p.until(listed)
	p.keys("\u001b")
	p.until("!" + listed)

	t.Log("single keys can be turned off")
	js[bool](p, "(document.querySelector('#keys-single input').click(), true)")
	p.press("?", "Slash", 191, shift)
	p.expect(listed, "false")
	js[bool](p, "(document.querySelector('#keys-single input').click(), true)")

	t.Log("a keyboard of another alphabet: Ctrl+S on a Cyrillic one, the access keys on an Arabic one")
	p.write("h1", "عنوان")
	p.press("ы", "KeyS", 83, ctrl)
	p.until(said("h1") + ".startsWith('Saved in')")
	p.press("ى", "KeyN", 78, alt)
	focused("cell")

	t.Log("what an input method composes is not saved with the key that ends it")
	n := len(d.edited())
	p.press("Enter", "Enter", 229, ctrl)
	if got := len(d.edited()); got != n {
		t.Errorf("%d saves", got-n)
	}
	p.clean()
}

// TestKeysRun: each key of the list does something.
func TestKeysRun(t *testing.T) {
	_, _, addr := serveEditor(t)
	p := startBrowser(t).open("http://" + addr + arabic)
	p.until("document.readyState === 'complete' && window.editorKeys")
	if idle := js[[]string](p, "[...document.querySelectorAll('#keys [data-run]')].map((r) => r.dataset.run).filter((id) => !editorKeys.has(id))"); len(idle) > 0 {
		t.Errorf("nothing is done for %q", idle)
	}
}
