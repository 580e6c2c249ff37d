package browser

import (
	"net/url"
	"strings"
	"testing"
)

// reached is what a reader sees after the first link of the heading has been followed.
type reached struct {
	Link    string // where it leads
	Address bool   // to an <address>
	Hash    string // of the page's address now
	Mail    string // the e-mail link there
	Fault   string // why it cannot be seen
	Title   string // of the page, as its heading says it
}

// TestContactAfterOneTap follows the button in the heading of every landing page on a phone: the e-mail address is on the screen
// then, and the e-mail that it begins names the page.
func TestContactAfterOneTap(t *testing.T) {
	out := built(t)
	server := out.serve(t)
	eachEdition(t, out.editions(t), openTab, func(t *testing.T, b *tab, e edition) {
		b.look(t, view{width: 390, height: 844, scale: 2, phone: true})
		address := out.addressOf(e.files[0])
		b.visit(t, server.URL+address)
		got := run[reached](t, b, "contact")
		if got.Fault != "" || !got.Address || got.Link == "" || got.Hash != got.Link {
			t.Errorf("after the button %q of %s the page is at %q, an address block: %t: %s", got.Link, e.files[0], got.Hash, got.Address, got.Fault)
			return
		}
		u, err := url.Parse(got.Mail)
		if err != nil || u.Scheme != "mailto" || !strings.Contains(u.Opaque, "@") || strings.ContainsAny(u.RawQuery, "+ ") {
			t.Fatalf("%s: %q %v", e.files[0], got.Mail, err)
		}
		want, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		letters := strings.NewReplacer("\u200b", "", "\u2060", "") // of what says where lines may end
		if q := u.Query(); !strings.Contains(letters.Replace(q.Get("subject")), letters.Replace(got.Title)) || q.Get("body") != out.base.ResolveReference(want).String() {
			t.Errorf("%s: the e-mail has the subject %q and the text %q", e.files[0], q.Get("subject"), q.Get("body"))
		}
	})
}

func TestContactSeesFaults(t *testing.T) {
	const whole = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>T</title><div class="hero"><h1>T</h1><p class="hero-lead"><a href="#contact">go</a></div>` +
		`<p style="height:3000px">Text<address id="contact"><p>Write to <a href="mailto:a@example.org?subject=T&amp;body=x">a@example.org</a></address>`
	b := openTab(t)
	b.look(t, view{width: 390, height: 844, scale: 2, phone: true})
	for _, c := range []struct{ old, new, want string }{
		{"", "", ""},
		{`id="contact"`, `id="other"`, "no element"},
		{`<p>Write`, `<p style="padding:900px 0">Write`, "below the screen"},
		{`<address id="contact">`, `<address id="contact"><div style="position:fixed;inset:0;background:#fff"></div>`, "behind something else"},
		{`href="mailto:a@example.org`, `href="https://example.org/`, "no e-mail address"},
		{`<a href="#contact">go</a>`, `go`, "no button"},
	} {
		b.visitDocument(t, strings.Replace(whole, c.old, c.new, 1))
		got := run[reached](t, b, "contact")
		if c.want == "" && got.Fault != "" || !strings.Contains(got.Fault, c.want) {
			t.Errorf("%s: %+v, want %q", c.new, got, c.want)
		}
	}
}
