package localhost

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"
)

const rightPassword = "correct horse battery"

// certify returns a certificate for a name and two addresses with its key, in PEM.
func certify(t *testing.T, until time.Time) (certificate, key []byte) {
	t.Helper()
	secret, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "team"}, NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: until,
		DNSNames: []string{"team.test"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &secret.PublicKey, secret)
	if err != nil {
		t.Fatal(err)
	}
	data, err := x509.MarshalPKCS8PrivateKey(secret)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: data})
}

// teamServer is one that a team uses, with a part that says who may edit.
type teamServer struct {
	t    *testing.T
	team *Team
	addr string
	pool *x509.CertPool
}

func serveTeam(t *testing.T) *teamServer {
	t.Helper()
	certificate, key := certify(t, time.Now().Add(time.Hour))
	team, err := NewTeam("127.0.0.1:0", certificate, key, rightPassword)
	if err != nil {
		t.Fatal(err)
	}
	l, err := team.Listen()
	if err != nil {
		t.Fatal(err)
	}
	s := New(Options{Team: team})
	s.Handle(Part{
		Owns:  func(string) bool { return true },
		Forms: "A form",
		Serve: func(w http.ResponseWriter, r *http.Request, path string) {
			fmt.Fprintf(w, "secret draft, edit %t", s.MayEdit(r))
		},
	})
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	t.Cleanup(func() {
		s.Close()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(certificate)
	return &teamServer{t, team, l.Addr().String(), pool}
}

// client returns a browser that knows the certificate and keeps cookies.
func (s *teamServer) client() *http.Client {
	jar, _ := cookiejar.New(nil)
	tr := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: s.pool}}
	s.t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Jar: jar, Transport: tr}
}

// do sends a request and returns the answer with its text.
func (s *teamServer) do(c *http.Client, method, path, form string, headers ...string) (*http.Response, string) {
	s.t.Helper()
	r, err := http.NewRequest(method, "https://"+s.addr+path, strings.NewReader(form))
	if err != nil {
		s.t.Fatal(err)
	}
	if form != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := c.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	return answer, string(text)
}

func (s *teamServer) enter(c *http.Client, password string, headers ...string) (*http.Response, string) {
	return s.do(c, "POST", Own+"enter", url.Values{"password": {password}}.Encode(), headers...)
}

// TestTeam is a person on another machine: nothing before the password, all after it, nothing after leaving.
func TestTeam(t *testing.T) {
	s := serveTeam(t)
	c := s.client()
	for _, path := range []string{"/", "/fr/index.html", Own, Own + "events?token=x", Own + "reload.js", Own + "translate/fr/index", "/a/../b"} {
		for _, method := range []string{"GET", "POST", "HEAD", "PUT", "OPTIONS"} {
			r, text := s.do(c, method, path, "")
			if r.StatusCode < 400 || strings.Contains(text, "secret") {
				t.Errorf("%s %s without the password: %d %s", method, path, r.StatusCode, text)
			}
		}
	}
	if r, text := s.enter(c, rightPassword+"x"); r.StatusCode != 403 || !strings.Contains(text, "not the password") {
		t.Errorf("a wrong password: %d %s", r.StatusCode, text)
	}
	if r, _ := s.enter(c, rightPassword, "Origin", "https://evil.example"); r.StatusCode != 403 {
		t.Errorf("the password from another site's form: %d", r.StatusCode)
	}
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	r, _ := s.enter(c, rightPassword, "Origin", "https://"+s.addr, "Sec-Fetch-Site", "same-origin")
	if r.StatusCode != 303 || r.Header.Get("Location") != Own {
		t.Fatalf("the right password: %d to %q", r.StatusCode, r.Header.Get("Location"))
	}
	cookie := r.Cookies()[0]
	if !cookie.Secure || !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || cookie.Path != "/" || cookie.Domain != "" || len(cookie.Value) < 26 {
		t.Errorf("the cookie is %s", cookie)
	}
	if r, text := s.do(c, "GET", "/fr/", ""); r.StatusCode != 200 || text != "secret draft, edit true" {
		t.Errorf("after the password: %d %s", r.StatusCode, text)
	}
	if r, _ := s.do(c, "POST", "/fr/", "a=b", "Origin", "https://evil.example"); r.StatusCode != 403 {
		t.Errorf("a form of another site with the cookie: %d", r.StatusCode)
	}
	if r, text := s.do(c, "GET", "/fr/", "", "Host", "evil.example:443"); r.StatusCode != 421 || strings.Contains(text, "secret") {
		t.Errorf("another host with the cookie: %d", r.StatusCode)
	}
	s.do(c, "POST", Own+"leave", "", "Origin", "https://"+s.addr)
	stolen := s.client()
	if r, _ := s.do(stolen, "GET", "/fr/", "", "Cookie", cookie.Name+"="+cookie.Value); r.StatusCode != 403 {
		t.Errorf("the cookie after leaving: %d", r.StatusCode)
	}
}

// TestTeamGoesOn: after the password a person gets the page that was asked for, on this server and nowhere else.
func TestTeamGoesOn(t *testing.T) {
	s := serveTeam(t)
	const asked = Own + "translate/fr/index?show=todo&unit=b-1"
	_, text := s.do(s.client(), "GET", asked, "")
	if want := `name="to" value="` + strings.ReplaceAll(asked, "&", "&amp;") + `"`; !strings.Contains(text, want) {
		t.Errorf("the form lacks %s:\n%s", want, text)
	}
	for to, want := range map[string]string{
		asked: asked, "/fr/%C3%A0/": "/fr/%C3%A0/", "": Own, "/": Own, "//evil.example/": Own, "https://evil.example/": Own, "/\\evil.example": Own,
		"\\/evil.example": Own, "/a\r\nSet-Cookie: x": Own, "javascript:alert(1)": Own, "/\t/evil.example": Own, "evil": Own,
	} {
		c := s.client()
		c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		form := url.Values{"password": {rightPassword + "x"}, "to": {to}}
		if _, text := s.do(c, "POST", Own+"enter", form.Encode(), "Origin", "https://"+s.addr); to == asked && !strings.Contains(text, "unit=b-1") {
			t.Error("a wrong password loses the address")
		}
		form.Set("password", rightPassword)
		if r, _ := s.do(c, "POST", Own+"enter", form.Encode(), "Origin", "https://"+s.addr); r.StatusCode != 303 || r.Header.Get("Location") != want {
			t.Errorf("%q: %d to %q", to, r.StatusCode, r.Header.Get("Location"))
		}
	}
}

// TestTeamWithoutTLS asks the address in the clear.
func TestTeamWithoutTLS(t *testing.T) {
	s := serveTeam(t)
	r, err := http.Get("http://" + s.addr + "/")
	if err == nil {
		text, _ := io.ReadAll(r.Body)
		r.Body.Close()
		if r.StatusCode != 400 || strings.Contains(string(text), "Password") {
			t.Errorf("in the clear: %d %s", r.StatusCode, text)
		}
	}
}

// TestTeamHosts lets the names of the certificate in, at the port of the server.
func TestTeamHosts(t *testing.T) {
	s := serveTeam(t)
	_, port, _ := net.SplitHostPort(s.addr)
	for host, ok := range map[string]bool{
		s.addr: true, "team.test:" + port: true, "TEAM.test:" + port: true,
		"team.test": false, "team.test:1": false, "localhost:" + port: false, "evil.example:" + port: false,
		"team.test.:" + port: false, "127.0.0.2:" + port: false, "a.team.test:" + port: false,
	} {
		r, _ := s.do(s.client(), "GET", "/", "", "Host", host)
		if got := r.StatusCode != 421; got != ok {
			t.Errorf("host %s: %d", host, r.StatusCode)
		}
	}
}

// TestTeamTries: after some wrong passwords the right one is not looked at either, until a minute has passed; others
// are not concerned, and sessions end when nobody uses them.
func TestTeamTries(t *testing.T) {
	s := serveTeam(t)
	now := time.Now()
	s.team.now = func() time.Time { return now }
	c := s.client()
	for range maxTries {
		if r, _ := s.enter(c, "wrong"); r.StatusCode != 403 {
			t.Fatalf("a wrong password: %d", r.StatusCode)
		}
	}
	if r, _ := s.enter(c, rightPassword); r.StatusCode != 429 || r.Header.Get("Retry-After") == "" {
		t.Errorf("after %d wrong ones: %d", maxTries, r.StatusCode)
	}
	if right, wait := s.team.try("192.0.2.7:1234", rightPassword); !right || wait {
		t.Error("another machine has to wait, too")
	}
	for i := range maxTries {
		s.team.try(fmt.Sprintf("[2001:db8::%x]:1", i), "wrong")
	}
	if _, wait := s.team.try("[2001:db8::ffff]:1", rightPassword); !wait {
		t.Error("another address of the same network need not wait")
	}
	now = now.Add(triesWithin)
	if r, _ := s.enter(c, rightPassword); r.StatusCode != 404 && r.StatusCode != 200 {
		t.Errorf("a minute later: %d", r.StatusCode)
	}
	now = now.Add(sessionLasts - time.Second)
	if r, _ := s.do(c, "GET", "/", ""); r.StatusCode != 200 {
		t.Errorf("before the session's end: %d", r.StatusCode)
	}
	now = now.Add(sessionLasts)
	if r, _ := s.do(c, "GET", "/", ""); r.StatusCode != 403 {
		t.Errorf("after the session's end: %d", r.StatusCode)
	}
	first := s.team.begin()
	for range maxSessions {
		now = now.Add(time.Millisecond)
		s.team.begin()
	}
	if r, _ := s.do(s.client(), "GET", "/", "", "Cookie", cookieName+"="+first); r.StatusCode != 403 || len(s.team.sessions) != maxSessions {
		t.Errorf("%d sessions, the oldest: %d", len(s.team.sessions), r.StatusCode)
	}
}

// TestNewTeam refuses what would not protect.
func TestNewTeam(t *testing.T) {
	certificate, key := certify(t, time.Now().Add(time.Hour))
	_, other := certify(t, time.Now().Add(time.Hour))
	old, oldKey := certify(t, time.Now().Add(-time.Hour))
	for _, c := range []struct {
		certificate, key []byte
		password, want   string
	}{
		{certificate, key, "short", "at least 12"},
		{certificate, other, rightPassword, "cannot be used"},
		{nil, nil, rightPassword, "cannot be used"},
		{old, oldKey, rightPassword, "ended on"},
	} {
		if _, err := NewTeam("127.0.0.1:0", c.certificate, c.key, c.password); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v", c.want, err)
		}
	}
}
