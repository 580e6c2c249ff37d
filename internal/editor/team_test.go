package editor

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/security"
	"github.com/chromedp/chromedp"

	"vernacular/internal/localhost"
)

const teamPassword = "a word of the team"

// serveTeam runs the editor for a team, over TLS, and returns its address.
func serveTeam(t *testing.T, d *fakeProject) (root string) {
	t.Helper()
	root, _ = serveTeamAt(t, d, "127.0.0.1:0")
	return root
}

// serveTeamAt does as serveTeam at an address; stop ends the server.
func serveTeamAt(t *testing.T, d *fakeProject, addr string) (root string, stop func()) {
	t.Helper()
	secret, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &secret.PublicKey, secret)
	if err != nil {
		t.Fatal(err)
	}
	key, err := x509.MarshalPKCS8PrivateKey(secret)
	if err != nil {
		t.Fatal(err)
	}
	team, err := localhost.NewTeam(addr, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}), teamPassword)
	if err != nil {
		t.Fatal(err)
	}
	l, err := team.Listen()
	if err != nil {
		t.Fatal(err)
	}
	s := localhost.New(localhost.Options{Team: team})
	Add(s, d)
	done := make(chan error)
	go func() { done <- s.Serve(l) }()
	stop = sync.OnceFunc(func() {
		s.Close()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return "https://" + l.Addr().String() + "/_vernacular/", stop
}

// TestTeamKeepsWhatIsTyped: when the server is started again, a page in which somebody types stays, says that the password is
// needed, and saves once it was given in another tab. After the password each tab has the page that it asked for.
func TestTeamKeepsWhatIsTyped(t *testing.T) {
	d := newFakeProject()
	root, stop := serveTeamAt(t, d, "127.0.0.1:0")
	b := startBrowser(t)
	open := func() *tab {
		p := b.open("about:blank")
		p.do(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, security.SetIgnoreCertificateErrors, security.SetIgnoreCertificateErrorsParams{Ignore: true}) // it is the test's own
			return err
		})
		p.navigate(root + "translate/ar/about-translations?show=todo")
		p.until("document.activeElement?.id === 'password'")
		p.keys(teamPassword + "\r")
		p.until("document.getElementById('list') && window.editorKeys && location.search === '?show=todo'")
		return p
	}
	p := open()
	p.write("li2", "نص جديد")
	stop()
	at, _ := url.Parse(root)
	serveTeamAt(t, d, at.Host)
	p.until("document.querySelector('vernacular-preview')?.shadowRoot.querySelector('.badge').textContent === 'Password needed'")
	p.expect(field("li2")+".value", "نص جديد")
	p.press("s", "KeyS", 83, ctrl)
	p.until(said("li2") + ".includes('password again')")
	p.expect(field("li2")+".value", "نص جديد")
	p.shot("team-again")
	open()
	p.press("s", "KeyS", 83, ctrl)
	p.until(said("li2") + ".includes('Saved in')")
	if e := d.edited(); len(e) != 1 || e[0].Text != "نص جديد" {
		t.Errorf("saved %+v", e)
	}
}

// TestTeamByKeys: a person of a team gives the password, works, and leaves, with the keyboard alone; axe finds nothing in what
// is shown before the password and after leaving.
func TestTeamByKeys(t *testing.T) {
	axe := readAxe(t)
	d, _, addr := serveEditor(t)
	root := serveTeam(t, d)
	p := startBrowser(t).open("about:blank")
	p.do(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, security.SetIgnoreCertificateErrors, security.SetIgnoreCertificateErrorsParams{Ignore: true}) // it is the test's own
		return err
	})
	p.forEverybody(axe, root, "")
	p.size(900, 700)
	p.navigate(root)
	p.until("document.activeElement?.id === 'password'")
	p.shot("team-password")
	p.keys("not the password\r")
	p.until("document.querySelector('[role=status]')?.textContent.includes('not the password') && document.activeElement.id === 'password'")
	p.shot("team-refused")
	p.keys(teamPassword + "\r")
	p.until("document.querySelector('.leave button')")
	p.shot("team-overview")
	p.keys("\t\t")
	p.expect("document.activeElement.textContent", "Leave")
	p.keys("\r")
	p.until("document.querySelector('[role=status]')?.textContent === 'You have left.'")
	p.shot("team-left")
	p.navigate(root)
	p.until("document.activeElement?.id === 'password'")

	t.Log("on one's own machine there is nothing to leave")
	p.navigate("http://" + addr + "/_vernacular/")
	p.expect("document.querySelector('.leave') === null", "true")
}
