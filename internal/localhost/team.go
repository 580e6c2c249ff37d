package localhost

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"
)

const (
	minPassword    = 12               // characters of a team's password
	maxTries       = 5                // wrong passwords from one address within triesWithin, after which none is looked at
	triesWithin    = time.Minute      //
	maxTriers      = 4096             // addresses with wrong passwords; above that nobody new is let in
	maxSessions    = 1000             // people, or browsers, at a time
	sessionLasts   = 12 * time.Hour   // without a request
	maxPasswordLen = 1 << 13          // bytes of the form, which has the address to go on to
	cookieName     = "__Host-session" // browsers take it from this host only, over TLS, for all paths
)

// Team lets people on other machines use a server: over TLS, and after they have given a password. Nothing is answered
// without it, a page of the site no more than the editor.
type Team struct {
	addr   string
	config *tls.Config
	leaf   *x509.Certificate
	key    []byte // of the digest of the password, so that the password itself is not kept
	digest []byte
	now    func() time.Time

	mu       sync.Mutex
	sessions map[[sha256.Size]byte]time.Time // the last request, by the digest of the cookie
	tries    map[netip.Prefix]tries
}

// tries are the wrong passwords that have come from an address.
type tries struct {
	n     int
	since time.Time
}

// NewTeam returns a team that is served at an address "host:port" with a certificate and its key, both in PEM.
func NewTeam(addr string, certificate, key []byte, password string) (*Team, error) {
	if n := len([]rune(password)); n < minPassword {
		return nil, fmt.Errorf("the password has %d characters, and at least %d are needed: whoever knows it can write the site's files", n, minPassword)
	}
	pair, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		return nil, fmt.Errorf("the certificate and its key cannot be used: %w", err)
	}
	t := &Team{addr: addr, leaf: pair.Leaf, key: []byte(rand.Text()), now: time.Now,
		sessions: map[[sha256.Size]byte]time.Time{}, tries: map[netip.Prefix]tries{}}
	if t.leaf == nil {
		if t.leaf, err = x509.ParseCertificate(pair.Certificate[0]); err != nil {
			return nil, err
		}
	}
	if t.now().After(t.leaf.NotAfter) {
		return nil, fmt.Errorf("the certificate ended on %s: browsers refuse it", t.leaf.NotAfter.UTC().Format(time.DateOnly))
	}
	t.digest = t.digestOf(password)
	t.config = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}
	return t, nil
}

func (t *Team) digestOf(password string) []byte {
	h := hmac.New(sha256.New, t.key)
	h.Write([]byte(password))
	return h.Sum(nil)
}

// Listen opens the address of the team. Every answer is encrypted.
func (t *Team) Listen() (net.Listener, error) {
	host, port, err := net.SplitHostPort(t.addr)
	if err != nil || host == "" {
		return nil, fmt.Errorf("--editor-addr %s is no address to serve on: write it as HOST:PORT, such as 0.0.0.0:8443", t.addr)
	}
	l, err := net.Listen("tcp", t.addr)
	if err != nil {
		return nil, errors.New(strings.ReplaceAll(listenError(host, port, err).Error(), "--addr", "--editor-addr"))
	}
	return tls.NewListener(l, t.config), nil
}

// URL returns the address to open in a browser, with the first name that the certificate has.
func (t *Team) URL(l net.Listener) string {
	host, port, _ := net.SplitHostPort(l.Addr().String())
	switch {
	case len(t.leaf.DNSNames) > 0:
		host = t.leaf.DNSNames[0]
	case len(t.leaf.IPAddresses) > 0:
		host = t.leaf.IPAddresses[0].String()
	}
	return "https://" + net.JoinHostPort(host, port) + "/"
}

// allowedHost reports whether a request was meant for a name of the certificate, at the port that it came in at: a name
// that somebody else has pointed here is none.
func (t *Team) allowedHost(r *http.Request) bool {
	host := canonicalHost(r.Host)
	name, port, ok := splitHost(host)
	if port == 80 && !strings.HasSuffix(host, ":80") {
		port = 443
	}
	local, _ := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok || local == nil || r.TLS == nil {
		return false
	}
	ours, err := netip.ParseAddrPort(local.String())
	return err == nil && ours.Port() == port && !strings.HasSuffix(name, ".") && t.leaf.VerifyHostname(name) == nil
}

// admit answers a request that shows no session, and those that begin and end one; it reports whether the request is to be
// answered by a part.
func (s *Server) admit(w http.ResponseWriter, r *http.Request, path string) bool {
	t := s.team
	h := w.Header()
	h.Set("X-Frame-Options", "DENY")
	post := r.Method == http.MethodPost
	known := t.known(r)
	if known {
		h.Set("X-Frame-Options", "SAMEORIGIN") // the editor shows pages beside the texts
	}
	switch {
	case post && !OwnOrigin(r):
		s.Refuse(w, r, http.StatusForbidden, "This form was not sent by a page of this server.")
	case post && path == Own+"enter":
		s.enter(w, r)
	case post && path == Leave && known:
		t.end(r)
		setCookie(w, "", -1)
		s.askPassword(w, r, http.StatusOK, "You have left.", "")
	case known:
		return true
	case (r.Method == http.MethodGet || r.Method == http.MethodHead) && (r.Header.Get("Sec-Fetch-Dest") == "" || r.Header.Get("Sec-Fetch-Dest") == "document"):
		s.askPassword(w, r, http.StatusForbidden, "", r.URL.RequestURI())
	default:
		s.Refuse(w, r, http.StatusForbidden, "Give the password first, at "+Own+".")
	}
	return false
}

// enter begins a session for a right password.
func (s *Server) enter(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxPasswordLen)
	password, to := r.PostFormValue("password"), r.PostFormValue("to")
	right, wait := s.team.try(r.RemoteAddr, password)
	switch {
	case wait:
		w.Header().Set("Retry-After", "60")
		s.askPassword(w, r, http.StatusTooManyRequests, "Too many wrong passwords came from your address. Wait a minute, then try again.", to)
	case !right:
		s.askPassword(w, r, http.StatusForbidden, "That is not the password.", to)
	default:
		setCookie(w, s.team.begin(), 0)
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, ownPath(to), http.StatusSeeOther)
	}
}

// setCookie gives a browser the cookie of a session, or takes it away.
func setCookie(w http.ResponseWriter, value string, age int) {
	http.SetCookie(w, &http.Cookie{Name: cookieName, Value: value, Path: "/", MaxAge: age, Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode})
}

// passwordPage is the one page that is shown to whoever has not given the password. It says nothing of the site. Its colours
// are those of the editor, which nobody gets before the password.
const passwordPage = `<!doctype html>
<html lang="en" dir="ltr">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Password</title>
<style>` + passwordStyle + `</style>
<main>
<h1>Translation editor</h1>
WORDS<form method="post" action="` + Own + `enter">
<input type="hidden" name="to" value="ADDRESS">
<p><label for="password">Password</label></p>
<p id="whose">It is that of your team: whoever has started the editor gives it to you.</p>
<p><input id="password" name="password" type="password" autocomplete="current-password" aria-describedby="whose" required autofocus></p>
<p><button>Enter</button></p>
</form>
</main>
</html>
`

const passwordStyle = `
:root { --paper: #fff; --ink: #13191b; --quiet: #3f4a4d; --edge: #6c7a7d; --accent: #0a4d54; --on-accent: #fff; color-scheme: light dark }
@media (prefers-color-scheme: dark) { :root { --paper: #0d1315; --ink: #e7edec; --quiet: #b9c5c5; --edge: #7d9094; --accent: #8ad6cf; --on-accent: #06141f } }
* { box-sizing: border-box }
body { margin: 0; padding: 2rem 1rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, "Noto Sans", sans-serif }
main { max-inline-size: 26rem; margin-inline: auto }
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25 }
p { margin: 0 0 0.5rem }
label { font-weight: 600 }
#whose { color: var(--quiet); font-size: 0.9375rem }
[role="status"] { padding-inline-start: 0.75rem; border-inline-start: 3px solid var(--accent) }
input, button { min-block-size: 2.75rem; border-radius: 4px; font: inherit }
input { inline-size: 100%; padding: 0.375rem 0.625rem; border: 1px solid var(--edge); background: var(--paper); color: inherit }
button { padding: 0.375rem 1.25rem; border: 1px solid var(--accent); background: var(--accent); color: var(--on-accent); font-weight: 600; cursor: pointer }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
`

// passwordPolicy lets that page have its own style, by its digest, and send its form here.
var passwordPolicy = func() string {
	sum := sha256.Sum256([]byte(passwordStyle))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}()

// ownPath returns where to go on to after the password: the path on this server that was asked for, with its query, or the
// overview of the editor for anything else.
func ownPath(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || to == "/" || strings.ContainsFunc(to, func(r rune) bool { return r <= ' ' || r == '\\' || r == 0x7f }) {
		return Own
	}
	return u.RequestURI()
}

// askPassword answers with the form for the password. words are ours, and plain text; to is the address that was asked for.
func (s *Server) askPassword(w http.ResponseWriter, r *http.Request, status int, words, to string) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", passwordPolicy)
	h.Set("Cache-Control", "no-store")
	if words != "" {
		words = `<p role="status">` + words + "</p>\n"
	}
	page := strings.NewReplacer("WORDS", words, "ADDRESS", html.EscapeString(ownPath(to))).Replace(passwordPage)
	Send(w, r, status, []byte(page))
}

// try reports whether a password is right. wait is true when too many wrong ones came from an address, and no other is
// looked at. A try counts before it is looked at, so that many at the same time are no way around.
func (t *Team) try(remote, password string) (right, wait bool) {
	from := sourceOf(remote)
	now := t.now()
	t.mu.Lock()
	maps.DeleteFunc(t.tries, func(_ netip.Prefix, e tries) bool { return now.Sub(e.since) >= triesWithin })
	e, tried := t.tries[from]
	if e.n >= maxTries || !tried && len(t.tries) >= maxTriers {
		t.mu.Unlock()
		return false, true
	}
	if !tried {
		e.since = now
	}
	e.n++
	t.tries[from] = e
	t.mu.Unlock()
	if !hmac.Equal(t.digestOf(password), t.digest) {
		return false, false
	}
	t.mu.Lock()
	delete(t.tries, from)
	t.mu.Unlock()
	return true, false
}

// sourceOf returns the network that counts as one source of tries: an address of IPv4, or the 64 bits of IPv6 that one
// machine may vary below.
func sourceOf(remote string) netip.Prefix {
	at, err := netip.ParseAddrPort(remote)
	if err != nil {
		return netip.Prefix{}
	}
	ip := at.Addr().Unmap().WithZone("")
	bits := ip.BitLen()
	if ip.Is6() {
		bits = 64
	}
	p, _ := ip.Prefix(bits)
	return p
}

// begin returns the cookie of a new session. Of too many the one ends that was used longest ago.
func (t *Team) begin() string {
	cookie := rand.Text()
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	maps.DeleteFunc(t.sessions, func(_ [sha256.Size]byte, used time.Time) bool { return now.Sub(used) >= sessionLasts })
	for len(t.sessions) >= maxSessions {
		var oldest [sha256.Size]byte
		first := true
		for id, used := range t.sessions {
			if first || used.Before(t.sessions[oldest]) {
				oldest, first = id, false
			}
		}
		delete(t.sessions, oldest)
	}
	t.sessions[sha256.Sum256([]byte(cookie))] = now
	return cookie
}

// known reports whether a request shows a session, which lasts longer by it. The digest is looked up, not the cookie,
// so that the time that a lookup takes says nothing about cookies.
func (t *Team) known(r *http.Request) bool {
	c, err := r.Cookie(cookieName)
	if err != nil || r.TLS == nil {
		return false
	}
	id := sha256.Sum256([]byte(c.Value))
	t.mu.Lock()
	defer t.mu.Unlock()
	used, ok := t.sessions[id]
	now := t.now()
	if !ok || now.Sub(used) >= sessionLasts {
		delete(t.sessions, id)
		return false
	}
	t.sessions[id] = now
	return true
}

// CanLeave reports whether a request belongs to a session that a form sent to [Leave] ends.
func (s *Server) CanLeave(r *http.Request) bool { return s.team != nil && s.team.known(r) }

// Leave is the address that ends the session of a person of a team.
const Leave = Own + "leave"

// end ends the session of a request.
func (t *Team) end(r *http.Request) {
	if c, err := r.Cookie(cookieName); err == nil {
		t.mu.Lock()
		delete(t.sessions, sha256.Sum256([]byte(c.Value)))
		t.mu.Unlock()
	}
}

// MayEdit reports whether a request may change files: one of this machine, or that of a person who has given the
// password of a team.
func (s *Server) MayEdit(r *http.Request) bool {
	if s.team != nil {
		return s.team.allowedHost(r) && s.team.known(r)
	}
	return OnThisMachine(r)
}
