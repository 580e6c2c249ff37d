package host

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestChoose(t *testing.T) {
	s := someSite("/")
	for asked, want := range map[string]string{
		"": "", "*": "", "en": "", "fr-CH, en;q=0.9": "/fr/", "zh-TW": "/zh-hant/", "zh-CN": "/zh-hans/", "pt-AO": "/pt/", "pt-BR": "/pt-br/", "sr-ME": "/sr-latn/",
		"iw": "/he/", "nl, fr;q=0.5": "/fr/", "nl, *;q=0.6, fr;q=0.5": "", "fr;q=0, de;q=0.1": "/de/", "de;q=0.5, fr;q=0.6": "/fr/", "de;q=2": "", "fr;q=0": "",
	} {
		if got := s.Choose(Request{AcceptLanguage: asked}); got != want {
			t.Errorf("%q: %q, want %q", asked, got, want)
		}
	}
}

// The patterns that servers are given choose what Choose does, whatever a browser sends.
func TestPatterns(t *testing.T) {
	s := someSite("/")
	var exprs []func(string) string
	for _, p := range s.patterns() {
		exprs = append(exprs, matcher(t, p))
	}
	ranges := rapid.SampledFrom([]string{"fr", "de", "zh", "zh-TW", "pt-BR", "pt-AO", "sr-ME", "xx", "*", "EN-us", "f", "zh-Hant-x-a", "nl-BE"})
	weight := rapid.SampledFrom([]string{"", ";q=1", ";q=0.9", "; q=0.95", ";q=0.955", ";q=0", ";q=0.5", ";q=1.000", ";q=0.01", ";q=0.001", " ;\tq=0.50", ";q=2", ";x=1", ";q="})
	item := rapid.Custom(func(t *rapid.T) string { return ranges.Draw(t, "range") + weight.Draw(t, "weight") })
	rapid.Check(t, func(t *rapid.T) {
		header := strings.Join(rapid.SliceOfN(item, 0, 6).Draw(t, "items"), rapid.SampledFrom([]string{",", ", ", " ,\t"}).Draw(t, "comma"))
		if rapid.Bool().Draw(t, "free") {
			header = rapid.StringMatching(`[a-z*;,=q.0-9 -]{0,24}`).Draw(t, "header")
		}
		got := ""
		for _, match := range exprs {
			if got = match(header); got != "" {
				break
			}
		}
		to := ""
		if got != "" && got != "*" {
			e, ok := s.lookUp(strings.ToLower(got))
			if !ok {
				t.Fatalf("%q: %q is known to no edition", header, got)
			}
			to = s.away(e)
		}
		if want := s.Choose(Request{AcceptLanguage: header}); to != want {
			t.Fatalf("%q: the patterns choose %q (%s), Choose %q", header, to, got, want)
		}
	})
}

// CloudFront's function does what Choose does, and finds the index files.
func TestCloudFront(t *testing.T) {
	if _, err := exec.LookPath("node"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("install Node.js")
		}
		t.Skip("install Node.js")
	}
	s := someSite("/guide/")
	files, err := Files([]string{"cloudfront"}, s)
	if err != nil {
		t.Fatal(err)
	}
	type value struct {
		Value string `json:"value"`
	}
	type request struct {
		Method  string           `json:"method"`
		URI     string           `json:"uri"`
		Headers map[string]value `json:"headers"`
		Cookies map[string]value `json:"cookies"`
	}
	type asked struct {
		Request request `json:"request"`
	}
	var events []asked
	var want []string
	for _, r := range s.requests() {
		e := asked{request{"GET", "/guide/", map[string]value{"accept-language": {r.AcceptLanguage}, "sec-fetch-site": {r.FetchSite}, "user-agent": {r.UserAgent}}, map[string]value{}}}
		if r.Cookie != "" {
			e.Request.Cookies["lang"] = value{r.Cookie}
		}
		events = append(events, e)
		if to := s.Choose(r); to != "" {
			want = append(want, "302 "+to)
		} else {
			want = append(want, "/guide/index.html")
		}
	}
	for uri, answer := range map[string]string{"/guide/fr/": "/guide/fr/index.html", "/guide/a.css": "/guide/a.css", "/guide/old/": "301 /guide/about/", "/guide/ar/%D9%82%D8%AF%D9%8A%D9%85/": "301 /guide/ar/%D8%AC/"} {
		events = append(events, asked{request{"GET", uri, map[string]value{"accept-language": {"de"}}, map[string]value{}}})
		want = append(want, answer)
	}
	data, err := json.Marshal(events)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "run.js")
	put(t, file, files["_hosts/cloudfront.js"]+fmt.Sprintf("\nfor (const e of %s) { const r = handler(e); console.log(r.statusCode ? r.statusCode + ' ' + r.headers.location.value : r.uri); }\n", data))
	out, err := exec.Command("node", file).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	got := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(got) != len(want) {
		t.Fatalf("%d answers, want %d: %s", len(got), len(want), out)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("%.200v: %s, want %s", events[i], got[i], want[i])
		}
	}
}

func TestLimits(t *testing.T) {
	s := Site{Base: "/"}
	for i := range cloudflareMost + 1 {
		s.Redirects = append(s.Redirects, Redirect{fmt.Sprintf("/old%d/", i), "/"})
	}
	for _, c := range []struct {
		s     Site
		names []string
		want  string
	}{
		{s, []string{"cloudflare"}, "cloudflare reads 2000 redirects, and the site has 2001"},
		{s, []string{"cloudfront"}, "at most 10240 bytes"},
		{Site{Base: "/", Negotiate: true}, []string{"cloudflare"}, "no choice of a language"},
		{Site{Base: "/", Negotiate: true}, []string{"github-pages"}, "no choice of a language"},
		{Site{Base: "/"}, []string{"cloudflare", "netlify"}, "name one of them"},
		{Site{Base: "/", Headers: []Header{{"X", "a$b"}}}, []string{"nginx"}, "dollar sign"},
	} {
		if _, err := Files(c.names, c.s); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v, want %q", c.names, err, c.want)
		}
	}
	s.Redirects = s.Redirects[:cloudflareMost]
	files, err := Files([]string{"cloudflare", "nginx", "caddy", "apache", "github-pages"}, s)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	if want := Paths([]string{"cloudflare", "nginx", "caddy", "apache", "github-pages"}, false); !slices.Equal(names, want) {
		t.Errorf("files %v, paths %v", names, want)
	}
}

// matcher returns what a pattern has in its group in a text, "" where it does not fit, as servers read it.
func matcher(t *testing.T, pattern string) func(string) string {
	t.Helper()
	re, err := regexp.Compile("(?i)" + pattern)
	if err != nil {
		t.Fatal(err)
	}
	return func(s string) string {
		if m := re.FindStringSubmatch(s); m != nil {
			return m[1]
		}
		return ""
	}
}
