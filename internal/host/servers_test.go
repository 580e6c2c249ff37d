package host

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vernacular/internal/locale"
)

// someSite is a site of several languages, below an address or not, with old addresses in several scripts.
func someSite(base string) Site {
	tags := []locale.Tag{"en", "ar", "de", "fr", "he", "id", "ja", "pt", "pt-BR", "sr", "sr-Latn", "zh-Hans", "zh-Hant"}
	s := Site{Base: base, Negotiate: true, Headers: []Header{
		{"Content-Security-Policy", "default-src 'none'; style-src 'self'"}, {"Referrer-Policy", "no-referrer"}, {"X-Said", `100% "so" {x}`},
	}}
	table := locale.Ranges(tags)
	for _, t := range tags {
		e := Edition{Tag: string(t), Address: base + strings.ToLower(string(t)) + "/"}
		if t == "en" {
			e.Address = base
		}
		for r, to := range table {
			if to == t {
				e.Ranges = append(e.Ranges, r)
			}
		}
		s.Editions = append(s.Editions, e)
	}
	s.Redirects = []Redirect{{base + "old/", base + "about/"}, {base + "fr/alt.html", base + "fr/a%20b/"}, {base + "ar/%D9%82%D8%AF%D9%8A%D9%85/", base + "ar/%D8%AC/"}, {base + "a.b+c/", base + "de/"}}
	return s
}

// write puts a small site with the files of a host into a folder.
func (s *Site) write(t *testing.T, dir, host string) {
	t.Helper()
	files, err := Files([]string{host}, *s)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range s.Editions {
		at := strings.TrimPrefix(e.Address, s.Base)
		files[at+"index.html"] = "<!doctype html><html lang=" + e.Tag + "><title>" + e.Tag + "</title>"
		files[at+"404.html"] = "none in " + e.Tag
		files[at+"index.md"] = "# " + e.Tag
	}
	files["about/index.html"], files["old/index.html"] = "about", "moved"
	files["assets/page.0123456789abcdef.css"], files["robots.txt"], files["_headers"] = "body{}", "User-agent: *\n", "/*\n"
	files["index.po"], files["fr/index.xlf"], files["sitemap.xml"] = "msgid \"\"\n", "<xliff/>", "<urlset/>"
	files["about/index.html.gz"] = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03KL\xca/-\x01\x00\xb5\xee\xe0\x1e\x05\x00\x00\x00"
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// languages are values of Accept-Language: of browsers, of programs, and wrong ones.
var languages = []string{
	"", "*", "en", "fr", "fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", "en-US,en;q=0.5", "de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7",
	"zh-TW,zh;q=0.9,en-US;q=0.8,en;q=0.7", "zh-CN,zh;q=0.9", "zh-HK", "zh-Hant-HK,zh;q=0.1", "zh-Hans-TW", "zh-SG", "zh-MO, en", "zh",
	"pt-AO", "pt-BR,pt;q=0.9,en-US;q=0.8,en;q=0.7", "pt-PT", "pt-br", "PT-BR", "sr", "sr-RS", "sr-ME", "sr-Latn-RS", "sr-Cyrl-ME",
	"he-IL,he;q=0.9,en-US;q=0.8", "iw-IL,iw;q=0.9", "in-ID", "id", "ar-EG,ar;q=0.9,en;q=0.8", "ar-SA", "ja", "ja-JP,ja;q=0.9,en-US;q=0.8,en;q=0.7",
	"ru-RU,ru;q=0.9,en-US;q=0.8,en;q=0.7", "ru, uk;q=0.8", "sw;q=0.9, fr;q=0.3", "nl, *", "nl, *;q=0.5, fr;q=0.6", "fr;q=0.4, *;q=0.5",
	"fr;q=0", "fr;q=0, de", "fr;q=0.0, de;q=0.000", "fr;q=0.001", "fr;q=0.01, de;q=0.02", "de;q=0.85, fr;q=0.9", "de;q=0.89, fr;q=0.9", "de;q=0.899, fr;q=0.891",
	"de;q=0.2, fr;q=0.20, ja;q=0.200, ar;q=0.201", "de;q=1, fr", "de;q=1.0, fr;q=1.000", "de;q=1.001, fr;q=0.5", "de;q=2, fr;q=0.5", "de;q=x, fr;q=0.5", "de;q=.9, fr;q=0.5",
	"de ; q=0.5 , fr ;q=0.6", "de;\tq=0.5,\tfr;q=0.6", "de; q = 0.9, fr;q=0.6", "de;level=1;q=0.9, fr;q=0.1", "DE;Q=0.9, FR;Q=0.8", ",,de,,", "de,", ";q=1, fr;q=0.1",
	"en, fr", "fr, en", "en;q=0.5, fr;q=0.4", "de_DE, fr;q=0.2", "de fr", "deutsch, fr;q=0.1", "france", "xfr, de-", "fr-, de;q=0.1", "-fr, ja", "x-fr, ja", "*-CH, fr;q=0.3",
	"\"fr\", de;q=0.3", "fr'--, de;q=0.2", "$fr, {de}, ja;q=0.1", strings.Repeat("xx-YY;q=0.9,", 330) + "fr", strings.Repeat("xx;q=0.9,", 400), "fr" + strings.Repeat("-aaaaaaa", 400),
}

func (s *Site) requests() (list []Request) {
	for _, l := range languages {
		list = append(list, Request{AcceptLanguage: l, UserAgent: "Mozilla/5.0"})
	}
	return append(list, Request{AcceptLanguage: "fr", Cookie: "de"}, Request{AcceptLanguage: "fr", Cookie: "en"}, Request{AcceptLanguage: "fr", Cookie: "PT-br"},
		Request{AcceptLanguage: "fr", Cookie: "xx"}, Request{AcceptLanguage: "fr", Cookie: "d"}, Request{Cookie: "zh-Hant"}, Request{AcceptLanguage: "fr", FetchSite: "same-origin"},
		Request{AcceptLanguage: "fr", FetchSite: "same-site", Cookie: "de"}, Request{AcceptLanguage: "fr", FetchSite: "none"}, Request{AcceptLanguage: "fr", FetchSite: "cross-site"},
		Request{AcceptLanguage: "fr", UserAgent: "Mozilla/5.0 (compatible; Googlebot/2.1)"}, Request{AcceptLanguage: "fr", UserAgent: "Baiduspider", Cookie: "de"})
}

// server starts a program, and waits until it answers.
func server(t *testing.T, addr string, args ...string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	c := exec.CommandContext(ctx, args[0], args[1:]...)
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	c.WaitDelay = 5 * time.Second
	c.Env = append(os.Environ(), "HOME="+t.TempDir())
	log := &strings.Builder{}
	c.Stdout, c.Stderr = log, log
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { c.Wait(); close(ended) }()
	t.Cleanup(func() {
		cancel()
		<-ended
		if t.Failed() {
			t.Logf("%.4000s", log)
		}
	})
	for {
		if conn, err := net.Dial("tcp", addr); err == nil {
			conn.Close()
			return
		}
		select {
		case <-ended:
			t.Fatalf("%s ended: %s", args[0], log)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// starts are the ways to start the servers on a folder that is the site.
var starts = []struct {
	host, program, packages string
	start                   func(t *testing.T, s *Site, dir, addr string)
}{
	{"nginx", "nginx", "nginx-light", func(t *testing.T, s *Site, dir, addr string) {
		own := t.TempDir()
		place := "root " + dir + ";"
		if s.Base != "/" { // the folder is below an address
			up := t.TempDir()
			link(t, dir, up, s.Base)
			place = "root " + up + ";"
		}
		conf := fmt.Sprintf("daemon off; pid %[1]s/pid; error_log stderr warn; worker_processes 1; user root;\nevents {}\nhttp {\ninclude /etc/nginx/mime.types; access_log off;\n"+
			"client_body_temp_path %[1]s/b; proxy_temp_path %[1]s/p; fastcgi_temp_path %[1]s/f; uwsgi_temp_path %[1]s/u; scgi_temp_path %[1]s/s;\n"+
			"include %[2]s/_hosts/nginx-http.conf;\nserver {\nlisten %[3]s;\n%[4]s\ninclude %[2]s/_hosts/nginx.conf;\n}\n}\n", own, dir, addr, place)
		if os.Getuid() != 0 {
			conf = strings.Replace(conf, " user root;", "", 1)
		}
		put(t, own+"/nginx.conf", conf)
		server(t, addr, "nginx", "-c", own+"/nginx.conf", "-e", "stderr")
	}},
	{"apache", "apache2", "apache2", func(t *testing.T, s *Site, dir, addr string) {
		own := t.TempDir()
		root := dir
		if s.Base != "/" {
			root = t.TempDir()
			link(t, dir, root, s.Base)
		}
		var conf strings.Builder
		for _, m := range []string{"mpm_event", "authz_core", "dir", "mime", "headers", "rewrite"} {
			fmt.Fprintf(&conf, "LoadModule %s_module /usr/lib/apache2/modules/mod_%s.so\n", m, m)
		}
		fmt.Fprintf(&conf, "ServerName localhost\nListen %s\nPidFile %s/pid\nDefaultRuntimeDir %s\nErrorLog /dev/stderr\nTypesConfig /etc/mime.types\nDocumentRoot %s\nLimitRequestFieldSize 16380\n<Directory />\nOptions FollowSymLinks\nAllowOverride All\nRequire all granted\n</Directory>\n", addr, own, own, root)
		put(t, own+"/apache.conf", conf.String())
		server(t, addr, "apache2", "-X", "-f", own+"/apache.conf")
	}},
	{"caddy", "caddy", "caddy", func(t *testing.T, s *Site, dir, addr string) {
		own := t.TempDir()
		root := dir
		if s.Base != "/" {
			root = t.TempDir()
			link(t, dir, root, s.Base)
		}
		put(t, own+"/Caddyfile", fmt.Sprintf("{\nadmin off\nauto_https off\nhttp_port 1\n}\nhttp://%s {\nroot * %s\nimport %s/_hosts/caddy.conf\n}\n", addr, root, dir))
		server(t, addr, "caddy", "run", "--config", own+"/Caddyfile", "--adapter", "caddyfile")
	}},
}

// link makes a folder appear below an address of another one.
func link(t *testing.T, dir, root, base string) {
	t.Helper()
	if err := os.Symlink(dir, filepath.Join(root, strings.Trim(base, "/"))); err != nil {
		t.Fatal(err)
	}
}

func put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestServers asks real servers, which have read what is written for them.
func TestServers(t *testing.T) {
	for _, one := range starts {
		for _, base := range []string{"/", "/guide/"} {
			t.Run(one.host+base, func(t *testing.T) {
				if _, err := exec.LookPath(one.program); err != nil {
					if os.Getenv("CI") == "true" {
						t.Fatalf("install %s", one.packages)
					}
					t.Skipf("install %s", one.packages)
				}
				s := someSite(base)
				dir := t.TempDir()
				s.write(t, dir, one.host)
				l, err := net.Listen("tcp", "127.0.0.1:0")
				if err != nil {
					t.Fatal(err)
				}
				addr := l.Addr().String()
				l.Close()
				one.start(t, &s, dir, addr)
				(&asker{t, &s, "http://" + addr, one.host != "apache"}).all()
			})
		}
	}
}

// asker asks a server.
type asker struct {
	*testing.T
	s     *Site
	addr  string
	gzips bool // the server sends files that were compressed before
}

func (a *asker) get(path string, header map[string]string) *http.Response {
	a.Helper()
	r, err := http.NewRequest("GET", a.addr+path, nil)
	if err != nil {
		a.Fatal(err)
	}
	for k, v := range header {
		r.Header.Set(k, v)
	}
	c := http.Client{Transport: &http.Transport{DisableCompression: true, DisableKeepAlives: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := c.Do(r)
	if err != nil {
		a.Fatal(err)
	}
	return res
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	return string(b)
}

func (a *asker) all() {
	a.choices()
	a.redirects()
	a.files()
	a.missing()
}

func (a *asker) choices() {
	for _, r := range a.s.requests() {
		header := map[string]string{"User-Agent": r.UserAgent}
		for name, v := range map[string]string{"Accept-Language": r.AcceptLanguage, "Sec-Fetch-Site": r.FetchSite} {
			if v != "" {
				header[name] = v
			}
		}
		if r.Cookie != "" {
			header["Cookie"] = "a=1; lang=" + r.Cookie + "; b=2"
		}
		res := a.get(a.s.Base, header)
		text := body(a.T, res)
		want, got := a.s.Choose(r), strings.TrimPrefix(res.Header.Get("Location"), a.addr)
		if got != want || want == "" && (res.StatusCode != 200 || !strings.Contains(text, "lang=en")) || want != "" && res.StatusCode != 302 {
			a.Errorf("%.200v: %d %q, want %q", r, res.StatusCode, got, want)
		}
		if v := strings.Join(res.Header.Values("Vary"), ", "); !strings.Contains(v, "Accept-Language") || !strings.Contains(v, "Sec-Fetch-Site") {
			a.Errorf("%.80v: Vary is %q", r, v)
		}
	}
	for _, path := range []string{"about/", "fr/", "index.md"} { // the root alone
		if res := a.get(a.s.Base+path, map[string]string{"Accept-Language": "de"}); res.StatusCode != 200 {
			a.Errorf("%s: %d", path, res.StatusCode)
		}
	}
}

func (a *asker) redirects() {
	for _, r := range a.s.Redirects {
		res := a.get(r.From, nil)
		if to := strings.TrimPrefix(res.Header.Get("Location"), a.addr); res.StatusCode != 301 || to != r.To {
			a.Errorf("%s: %d %s, want %s", r.From, res.StatusCode, to, r.To)
		}
	}
}

func (a *asker) files() {
	for path, want := range map[string]string{
		"": "text/html; charset=utf-8", "about/": "text/html; charset=utf-8", "fr/": "text/html; charset=utf-8", "index.md": "text/markdown; charset=utf-8",
		"pt-br/index.md": "text/markdown; charset=utf-8", "robots.txt": "text/plain; charset=utf-8", "assets/page.0123456789abcdef.css": "text/css; charset=utf-8",
		"index.po": "text/x-gettext-translation; charset=utf-8", "fr/index.xlf": "application/xliff+xml", "sitemap.xml": "xml; charset=utf-8",
	} {
		res := a.get(a.s.Base+path, nil)
		if got := strings.ToLower(res.Header.Get("Content-Type")); res.StatusCode != 200 || !strings.HasSuffix(got, want) {
			a.Errorf("%s: %d %q, want %q", path, res.StatusCode, got, want)
		}
		a.headers(path, res)
		if got := res.Header.Get("Cache-Control"); strings.HasPrefix(path, "assets/") != (got == Immutable) {
			a.Errorf("%s: Cache-Control is %q", path, got)
		}
	}
	if a.gzips {
		res := a.get(a.s.Base+"about/", map[string]string{"Accept-Encoding": "gzip"})
		if res.Header.Get("Content-Encoding") != "gzip" || res.Header.Get("Content-Type") != "text/html; charset=utf-8" {
			a.Errorf("compressed: %v", res.Header)
		}
	}
	for _, path := range []string{"_headers", "_hosts/nginx.conf", "_hosts/caddy.conf", ".htaccess"} {
		if res := a.get(a.s.Base+path, nil); res.StatusCode != 404 && res.StatusCode != 403 {
			a.Errorf("%s is served: %d", path, res.StatusCode)
		}
	}
}

func (a *asker) headers(path string, res *http.Response) {
	for _, h := range a.s.Headers {
		if got := res.Header.Values(h.Name); len(got) != 1 || got[0] != h.Value {
			a.Errorf("%s: %s is %q, want %q", path, h.Name, got, h.Value)
		}
	}
}

func (a *asker) missing() {
	for path, tag := range map[string]string{"nothing": "en", "fr/nothing/": "fr", "pt-br/x.html": "pt-BR", "fr/nothing.md": "fr", "zh-hant/a/b": "zh-Hant", "nothing.md": "en"} {
		res := a.get(a.s.Base+path, nil)
		if text := body(a.T, res); res.StatusCode != 404 || text != "none in "+tag {
			a.Errorf("%s: %d %.60q, want that of %s", path, res.StatusCode, text, tag)
		}
		a.headers(path, res)
	}
}
