package browser

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"maps"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

var outgoingFor = flag.Duration("outgoing-for", 0, "how long TestNothingLeavesTheMachine goes on after it has used everything once")

// counter notes where the processes that run under it send anything, with the help of strace.
type counter struct {
	file string
	line []string // goes before a command
}

// newCounter makes a counter; without a name for its file it could not be looked at afterwards.
func newCounter(t *testing.T, dir, name string) *counter {
	t.Helper()
	strace := needProgram(t, "strace", "apt-get install strace")
	c := &counter{file: filepath.Join(dir, name)}
	// As a grandchild strace lets the command be our child, so that it gets our signals. Of all that the processes say to one
	// another only lines with the address of an internet socket are kept.
	c.line = []string{strace, "-D", "-f", "--seccomp-bpf", "-qq", "-s", "0", "-e", "signal=none",
		"-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o", "|exec grep -aE --line-buffered 'sin6?_port' >'" + c.file + "'"}
	return c
}

// script writes a program that runs another one under the counter.
func (c *counter) script(t *testing.T, name, program string) string {
	t.Helper()
	words := append(append([]string{}, c.line...), program)
	for i, w := range words {
		words[i] = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
	}
	if err := os.WriteFile(name, []byte("#!/bin/sh\nexec "+strings.Join(words, " ")+` "$@"`+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return name
}

// sockets finds the addresses in a line of strace.
var sockets = regexp.MustCompile(`sin6?_port=htons\((\d+)\).*?(?:inet_addr\("|inet_pton\(AF_INET6, ")([0-9a-fA-F.:]+)"`)

// routeProbe is where Chromium connects a datagram socket to, without sending a datagram, to learn from the routing table
// whether this machine has IPv6.
const routeProbe = "[2001:4860:4860::8888]:443"

// counts returns how often each address was connected or sent to, those on this machine under "here", and Chromium's look
// at the routing table, which sends nothing, under "route".
func (c *counter) counts(t *testing.T) map[string]int {
	t.Helper()
	f, err := os.Open(c.file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	counts := map[string]int{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		found := sockets.FindAllStringSubmatch(lines.Text(), -1)
		if len(found) == 0 {
			counts["unread: "+lines.Text()]++
		}
		for _, m := range found {
			ip, err := netip.ParseAddr(m[2])
			to := "[" + m[2] + "]:" + m[1]
			switch {
			case err == nil && ip.Unmap().IsLoopback():
				to = "here"
			case to == routeProbe && strings.Contains(lines.Text(), "connect("):
				to = "route"
			}
			counts[to]++
		}
	}
	return counts
}

// await waits for something to be sent to an address.
func (c *counter) await(t *testing.T, address string) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); c.counts(t)[address] == 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Errorf("a connection to %s was not seen: %v", address, c.counts(t))
			return
		}
	}
}

// outside returns what left the machine.
func outside(counts map[string]int) map[string]int {
	out := maps.Clone(counts)
	delete(out, "here")
	delete(out, "route")
	return out
}

// TestNothingLeavesTheMachine uses every view of the translation editor, the preview and the page that checks an edition in
// a real Chromium, and counts all connections and datagrams of the program and of the browser, names that are looked up
// included, and all requests that the pages make. That what leaves is seen shows the test below.
//
//	go test ./internal/browser -run NothingLeaves -timeout 2h -outgoing-for 1h
func TestNothingLeavesTheMachine(t *testing.T) {
	o := newOffice(t)
	var all []string
	for _, task := range officeTasks {
		all = append(all, task.name)
		o.run(task)
	}
	began := time.Now()
	defer func() { // also of an hour that something ends early
		t.Logf("%v of use: %d tasks %v; %d requests of the pages, %d of them to elsewhere; connections of the program %v, of the browser %v",
			time.Since(began).Round(time.Second), o.tasks, o.done, o.requests, len(o.foreign), o.server.counts(t), o.browser.counts(t))
	}()
	for steps := 0; time.Since(began) < *outgoingFor || steps < 20; steps++ {
		o.run(officeTasks[o.rng.IntN(len(officeTasks))])
	}
	for _, name := range all {
		if o.done[name] == 0 {
			t.Errorf("never used: %s", name)
		}
	}
	if len(o.foreign) > 0 {
		t.Errorf("pages ask for %q", o.foreign)
	}
	browser := o.browser.counts(t)
	for who, counts := range map[string]map[string]int{"the program": o.server.counts(t), "the browser": browser} {
		if out := outside(counts); len(out) > 0 {
			t.Errorf("%s connects to %v", who, out)
		}
	}
	if browser["here"] == 0 {
		t.Error("not one connection of the browser to the program was seen")
	}
}

// TestCounterSeesWhatLeaves asks for a machine translation with the setting, and shows a page with a picture from elsewhere.
// The addresses are of networks that nobody has (RFC 5737).
func TestCounterSeesWhatLeaves(t *testing.T) {
	o := newOffice(t, "[machine_translation]\nurl = \"https://192.0.2.1/\"\n")
	o.open("fr", "index")
	o.focus(0)
	o.tab.press(t, kb.F9, 1)
	o.until("the question", o.seg(0, "s.querySelector('button.ask')"))
	if out := outside(o.server.counts(t)); len(out) > 0 {
		t.Errorf("before anybody asked: %v", out)
	}
	o.ask(o.seg(0, "s.querySelector('button.ask').click()"))
	o.server.await(t, "[192.0.2.1]:443") // before the page is left, and with it what it waits for
	o.tab.visitDocument(t, `<!doctype html><title>x</title><img src="http://192.0.2.2/a.png" alt="">`)
	o.browser.await(t, "[192.0.2.2]:80")
	if o.gather(); len(o.foreign) != 1 {
		t.Errorf("requests to elsewhere: %q", o.foreign)
	}
}

// startCounted starts a Chromium of its own under a counter.
func startCounted(t *testing.T, dir string) (*counter, context.Context) {
	t.Helper()
	chromium := needProgram(t, "chromium", "apt-get install chromium fonts-noto-core fonts-noto-cjk")
	c := newCounter(t, dir, "browser")
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(c.script(t, filepath.Join(dir, "chromium"), chromium)),
		chromedp.NoSandbox, chromedp.WindowSize(1280, 900), chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("disable-component-update", true),
		// Its maker's servers, which it asks for news of its own whatever page is open. No page of ours may ask them: what
		// pages ask for is seen above the network as well.
		chromedp.Flag("host-resolver-rules", "MAP *.google.com ~NOTFOUND, MAP *.googleapis.com ~NOTFOUND, MAP *.gvt1.com ~NOTFOUND"))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(cancel)
	ctx, _ = chromedp.NewContext(ctx)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { chromedp.Cancel(ctx) })
	return c, ctx
}

// quietly keeps a page from asking whether it may be left.
func quietly(t *testing.T, b *tab) {
	t.Helper()
	_, err := chromedp.Call(b.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
		Source: "addEventListener('beforeunload', (e) => e.stopImmediatePropagation(), true)"})
	if err != nil {
		t.Fatal(err)
	}
}

// copyOfSite copies this repository's site in some of its languages, with more settings.
func copyOfSite(t *testing.T, tags []string, settings string) string {
	t.Helper()
	dir := t.TempDir()
	names := []string{"site.toml", "layouts", "assets", "locales/glossary.toml", "locales/records/sources", "content/en", "locales/active.en.toml"}
	for _, tag := range tags {
		names = append(names, "content/"+tag, "locales/active."+tag+".toml", "locales/records/"+tag, "locales/records/"+tag+".toml")
	}
	copying := exec.Command("cp", append(append([]string{"-r", "--parents"}, names...), dir)...)
	copying.Dir = repo
	if out, err := copying.CombinedOutput(); err != nil {
		t.Fatalf("cp: %v\n%s", err, out)
	}
	f, err := os.OpenFile(filepath.Join(dir, "site.toml"), os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = fmt.Fprintf(f, "\n%s", settings)
		f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
