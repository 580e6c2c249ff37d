package browser

import (
	"bufio"
	"bytes"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

var (
	peopleSteps = flag.Int("people-steps", 80, "how many steps three people take on one page")
	peopleSeed  = flag.Uint64("people-seed", 1, "of what they do")
)

// passages are the names of the texts. Numbers would have to be the same in a translation.
var passages = []string{"alpha", "beta", "gamma", "delta", "epsilon", "zeta"}

var peopleUnits = len(passages)

// TestThreePeopleOnOnePage lets two people translate one page in two browsers, and a third in an editor of text files, all in
// steps at random. All texts that anybody writes are different ones. No text is lost: each save that succeeds replaces the
// text that its writer had seen, so that what was written of a passage is one chain from its first text to the one that
// stands in the file. What cannot be saved stays in its field, and a conflict shows the other text.
//
//	go test ./internal/browser -run ThreePeople -people-steps 500 -people-seed 7
func TestThreePeopleOnOnePage(t *testing.T) {
	c := newCouncil(t)
	for step := range *peopleSteps {
		who := c.people[c.rng.IntN(2)]
		n := c.rng.IntN(peopleUnits)
		switch c.rng.IntN(7) {
		case 0:
			c.editFile(n)
		case 1, 2:
			c.write(who, n)
		case 3: // both press the keys at one moment, mostly on one passage
			c.write(c.people[0], n)
			c.write(c.people[1], (n+c.rng.IntN(2))%peopleUnits)
			c.press(c.people[0])
			c.press(c.people[1])
		default:
			c.write(who, n)
			c.press(who)
		}
		if t.Failed() {
			t.Fatalf("after step %d of seed %d", step, *peopleSeed)
		}
	}
	c.settleAll()
	c.judge()
	if c.saves < *peopleSteps/4 || *peopleSteps >= 80 && c.conflicts == 0 {
		t.Errorf("in %d steps only %d saves, %d conflicts", *peopleSteps, c.saves, c.conflicts)
	}
	t.Logf("%d saves, %d conflicts", c.saves, c.conflicts)
}

// council is a page and those who work on it.
type council struct {
	*testing.T
	rng    *rand.Rand
	file   string
	people [2]*person

	texts            int               // written so far
	replaced         map[string]string // the text that was saved in the place of another, by that one
	saves, conflicts int
}

// person is one who works in a browser.
type person struct {
	name string
	tab  *tab

	unit       int    // of the text that is written and not saved; -1: none
	text, base string // what was written, and what stood in the field before, or what a conflict has shown
	underWay   bool   // the keys were pressed
}

func newCouncil(t *testing.T) *council {
	dir := t.TempDir()
	var source, own strings.Builder
	source.WriteString("# The title\n")
	own.WriteString("# Le titre\n")
	for n := range peopleUnits {
		fmt.Fprintf(&source, "\nThis is passage %s of this page.\n", passages[n])
		fmt.Fprintf(&own, "\n%s\n", firstText(n))
	}
	for name, text := range map[string]string{"content/en/index.md": source.String(), "content/fr/index.md": own.String()} {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	c := &council{
		T: t, rng: rand.New(rand.NewPCG(*peopleSeed, 0)), replaced: map[string]string{},
		file: filepath.Join(dir, "content", "fr", "index.md"),
	}
	root := startWatch(t, dir)
	for i := range c.people {
		p := &person{name: []string{"Anne", "Blaise"}[i], tab: ownBrowser(t), unit: -1}
		p.tab.visit(t, root+"translate/fr/index")
		c.people[i] = p
		c.until(p, "", "document.querySelectorAll('#list .seg').length > "+fmt.Sprint(peopleUnits-1))
	}
	return c
}

func firstText(n int) string { return fmt.Sprintf("Voici le passage %s de cette page.", passages[n]) }

// newText is a text that nobody has written before.
func (c *council) newText(who string, n int) string {
	c.texts++
	word := strings.Map(func(digit rune) rune { return digit - '0' + 'a' }, fmt.Sprint(c.texts))
	return fmt.Sprintf("Texte %s, écrit par %s, du passage %s.", word, who, passages[n])
}

// startWatch runs watch on a site, and returns the address of the translators' view. Before its command line stands what is
// to run it, if anything.
func startWatch(t *testing.T, dir string, before ...string) string {
	t.Helper()
	bin, err := program()
	if err != nil {
		t.Fatal(err)
	}
	line := append(before, bin, "watch", "--site", dir, "--addr", "127.0.0.1:0")
	watch := exec.Command(line[0], line[1:]...)
	told, err := watch.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := watch.Start(); err != nil {
		t.Fatal(err)
	}
	view, done := make(chan string, 1), make(chan struct{})
	go func() {
		defer close(done)
		for lines := bufio.NewScanner(told); lines.Scan(); {
			if f := strings.Fields(lines.Text()); len(f) > 0 && strings.HasSuffix(f[0], "/_vernacular/") {
				view <- f[0]
			}
		}
	}()
	t.Cleanup(func() {
		watch.Process.Signal(os.Interrupt)
		<-done
		watch.Wait()
	})
	select {
	case root := <-view:
		return root
	case <-time.After(time.Minute):
		t.Fatal("watch does not say where the translators' view is")
		return ""
	}
}

// ownBrowser opens a page that shares nothing with others, as in another browser.
func ownBrowser(t *testing.T) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(startChromium(t), chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	return newTab(t, ctx)
}

// sections is a script that begins with a function which finds the section of a passage.
func sections(script string) string {
	return `(() => {
	const passages = ["` + strings.Join(passages, `", "`) + `"];
	const section = (n) => [...document.querySelectorAll('#list .seg')].find((s) => s.querySelector('.source')?.textContent.includes('passage ' + passages[n] + ' of'));
	const field = (n) => section(n).querySelector('textarea');
	` + script + `})()`
}

func (c *council) until(p *person, what, condition string) {
	c.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		if ask[bool](c.T, p.tab, "Boolean("+condition+")") {
			return
		}
		if time.Now().After(deadline) {
			c.Fatalf("%s waited in vain %s", p.name, what)
		}
	}
}

// write lets a person write another text of a passage. Whoever has one unsaved goes on with that one.
func (c *council) write(p *person, n int) {
	c.Helper()
	c.settle(p)
	begins := p.unit < 0
	if !begins {
		n = p.unit
	}
	p.unit, p.text = n, c.newText(p.name, n)
	var got struct{ Value, Was string }
	for try := 0; got.Value != p.text; try++ {
		if try == 5 { // the text may have become another one while it was selected, but not for ever
			c.Fatalf("%s wrote %q, and the field has %q", p.name, p.text, got.Value)
		}
		ask[bool](c.T, p.tab, sections(fmt.Sprintf("field(%d).focus(); field(%d).select(); return true", n, n)))
		p.tab.do(c.T, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
			_, err := cdp.Call(ctx, target, input.InsertText, input.InsertTextParams{Text: p.text}) // as an input method does
			return err
		}))
		got = ask[struct{ Value, Was string }](c.T, p.tab, sections(fmt.Sprintf("return {Value: field(%d).value, Was: field(%d).defaultValue}", n, n)))
	}
	if begins {
		p.base = got.Was
	}
}

// press has a person's text saved by the keyboard, and does not wait for the answer.
func (c *council) press(p *person) {
	c.Helper()
	if p.unit < 0 {
		return
	}
	p.underWay = true
	p.tab.press(c.T, "\r", 1, chromedp.KeyModifiers(chromedp.ModifierCtrl))
}

// answer is what a person sees of a save.
type answer struct {
	Busy     bool
	OK       bool
	Said     string
	Conflict string // the other text
	Value    string
}

// settle waits for the answer to a person's save.
func (c *council) settle(p *person) {
	c.Helper()
	if !p.underWay {
		return
	}
	p.underWay = false
	var a answer
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		a = ask[answer](c.T, p.tab, sections(fmt.Sprintf(`
	const s = section(%d), said = s.querySelector('.said.ok, .said.refused');
	return {
		Busy: s.getAttribute('aria-busy') === 'true', OK: said?.matches('.ok') ?? false, Said: said?.textContent ?? '',
		Conflict: said?.querySelector('.text')?.textContent ?? '', Value: s.querySelector('textarea').value,
	}`, p.unit)))
		// A note that the disk has changed is none about the save.
		if !a.Busy && a.Said != "" && !strings.Contains(a.Said, "When you save yours") {
			break
		}
		if time.Now().After(deadline) {
			c.Fatalf("%s gets no answer to a save of passage %d: %+v", p.name, p.unit, a)
		}
	}
	switch {
	case a.OK:
		c.saved(p)
	case a.Conflict != "":
		c.conflicts++
		if a.Value != p.text {
			c.Errorf("after a conflict %s has %q in the field, not %q", p.name, a.Value, p.text)
		}
		p.base = a.Conflict
	default:
		c.Errorf("%s is refused: %s", p.name, a.Said)
	}
}

// saved notes that a text stands in the place of the one that its writer had seen.
func (c *council) saved(p *person) {
	c.saves++
	c.replace(p.name, p.base, p.text)
	p.unit, p.base = -1, ""
}

func (c *council) replace(who, old, now string) {
	if other, ok := c.replaced[old]; ok {
		c.Errorf("%s saved %q in the place of %q, which %q had replaced", who, now, old, other)
	}
	c.replaced[old] = now
}

func (c *council) settleAll() {
	for _, p := range c.people {
		c.settle(p)
	}
}

// editFile changes a passage in its file, as an editor does that knows what it has read.
func (c *council) editFile(n int) {
	c.Helper()
	c.settleAll()
	data, err := os.ReadFile(c.file)
	if err != nil {
		c.Fatal(err)
	}
	lines := bytes.Split(data, []byte("\n"))
	at := 2 + 2*n
	old := string(lines[at])
	now := c.newText("un éditeur", n)
	lines[at] = []byte(now)
	c.replace("the editor", old, now)
	temporary := c.file + "~"
	if err := os.WriteFile(temporary, bytes.Join(lines, []byte("\n")), 0o644); err != nil {
		c.Fatal(err)
	}
	if err := os.Rename(temporary, c.file); err != nil {
		c.Fatal(err)
	}
}

// judge compares the file with what was written, and lets each person see all of it.
func (c *council) judge() {
	c.Helper()
	data, err := os.ReadFile(c.file)
	if err != nil {
		c.Fatal(err)
	}
	lines := strings.Split(string(data), "\n")
	length := 0
	for n := range peopleUnits {
		text := firstText(n)
		for next, ok := c.replaced[text]; ok; next, ok = c.replaced[text] {
			text, length = next, length+1
		}
		if lines[2+2*n] != text {
			c.Errorf("passage %d is %q, and what was saved last is %q", n, lines[2+2*n], text)
		}
		for _, p := range c.people {
			if p.unit == n {
				continue // still being written
			}
			c.until(p, "to see "+text, sections(fmt.Sprintf("return field(%d).value === %q", n, text)))
		}
	}
	if length != len(c.replaced) {
		c.Errorf("%d texts were saved, and %d stand in a row", len(c.replaced), length)
	}
}
