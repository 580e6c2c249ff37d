package site

import (
	"path"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// pathCases are addresses as people and attackers write them (FAULTS I9, I10) and the form they get; "!"
// and a part of the reason for those that are refused.
var pathCases = []struct{ in, want string }{
	// Forms.
	{"/", "/"}, {"/about/", "/about/"}, {"/about", "/about/"}, {"about", "/about/"}, {"about/", "/about/"},
	{"/about.html", "/about.html"}, {"about.html", "/about.html"}, {"/about.html/", "/about.html/"}, {"/About.HTML", "/About.HTML"},
	{"/a/b/c/", "/a/b/c/"}, {"/a/b.html", "/a/b.html"}, {"/index.html", "/"}, {"/a/index.html", "/a/"}, {"index.html", "/"}, {"/a/index.html/", "/a/index.html/"},
	{"/v1.2/", "/v1.2/"}, {"/old.php", "/old.php/"}, {"/a b/", "/a b/"}, {"/a+b&c=d;e,f/", "/a+b&c=d;e,f/"}, {"/~me/", "/~me/"}, {"/a'b/", "/a'b/"}, {"/@me/", "/@me/"},
	// Scripts, normalisation, percent signs.
	{"/à-propos/", "/à-propos/"}, {"/a\u0300/", "/à/"}, {"/%C3%A0/", "/à/"}, {"/%c3%a0/", "/à/"}, {"/a%CC%80/", "/à/"}, {"/عن-الترجمات/", "/عن-الترجمات/"},
	{"/关于/", "/关于/"}, {"/о-переводах/", "/о-переводах/"}, {"/می\u200cخواهم/", "/می\u200cخواهم/"}, {"/%20a/", "!space"}, {"/a%20b/", "/a b/"},
	{"/a%2Fb/", "/a/b/"}, {"/100%/", "!% sign"}, {"/%zz/", "!% sign"}, {"/%25/", "!% sign"}, {"/%252e%252e/", "!% sign"}, {"/%ff/", "!% sign"}, {"/%", "!% sign"},
	// Out of the site.
	{"../x", "!dots only"}, {"../../x", "!dots only"}, {"/../x", "!dots only"}, {"/a/../../x", "!dots only"}, {"/a/..", "!dots only"}, {"/a/../", "!dots only"},
	{"..", "!dots only"}, {".", "!dots only"}, {"./", "!dots only"}, {"/./a/", "!dots only"}, {"...", "!dots only"}, {"/..../x/", "!dots only"},
	{"%2e%2e/x", "!dots only"}, {"/%2e%2e/%2e%2e/x", "!dots only"}, {"/%2E./x", "!dots only"}, {"/a/%2e%2e%2fx", "!dots only"}, {"..%2fx", "!dots only"},
	{`..\x`, "!\\"}, {`/..\..\x`, "!\\"}, {`\x`, "!\\"}, {`/a\b`, "!\\"}, {"/a%5cb/", "!\\"}, {"/%5c%5chost/x", "!\\"},
	{"//evil.example/", "!another site"}, {"///x", "!another site"}, {"%2f%2fevil/", "!another site"}, {"https://evil.example/", "!another site"}, {"ftp://x/", "!another site"},
	{"javascript:alert(1)", "!character :"}, {"data:text/html,x", "!character :"}, {"C:/x", "!character :"}, {`C:\x`, "!character"}, {"/c:/x/", "!character :"}, {"/a:b/", "!character :"},
	{"/.htaccess", "!begins with a dot"}, {"/.git/config", "!begins with a dot"}, {"/.well-known/x/", "!begins with a dot"}, {"/.html", "!begins with a dot"}, {"/a/.b.html", "!begins with a dot"},
	// Nothing, too much.
	{"", "!empty"}, {" ", "!empty"}, {"\t\n", "!empty"}, {"%20", "!space"}, {"/a//b/", "!two slashes"}, {"/a//", "!two slashes"}, {"a//", "!two slashes"},
	{"/" + strings.Repeat("a", 200) + "/", "/" + strings.Repeat("a", 200) + "/"}, {"/" + strings.Repeat("a", 201) + "/", "!longer than 200"}, {strings.Repeat("a", 300), "!longer than 200"},
	{"/" + strings.Repeat("é", 101) + "/", "!longer than 200"}, {strings.Repeat("a/", 2500), "!longer than 1,000"}, {strings.Repeat("%61/", 300), "/" + strings.Repeat("a/", 300)},
	// What no file may be called on some system.
	{"/CON/", "!reserved on Windows"}, {"/con", "!reserved on Windows"}, {"/Con.html", "!reserved on Windows"}, {"/nul.txt", "!reserved on Windows"}, {"/a/aux/b/", "!reserved on Windows"},
	{"/PRN", "!reserved on Windows"}, {"/COM1/", "!reserved on Windows"}, {"/com0/", "!reserved on Windows"}, {"/lpt9.html", "!reserved on Windows"}, {"/COM¹/", "!reserved on Windows"}, {"/LPT³.x/", "!reserved on Windows"},
	{"/conin$/", "!reserved on Windows"}, {"/nul .txt", "!reserved on Windows"}, {"/com10/", "/com10/"}, {"/comet/", "/comet/"}, {"/console/", "/console/"}, {"/lpt/", "/lpt/"}, {"/nullable/", "/nullable/"},
	{"/a./", "!Windows drops"}, {"/a /", "!Windows drops"}, {"/ a/", "!Windows drops"}, {" /about/", "!Windows drops"}, {"/a\u00a0/", "!Windows drops"}, {"/a.html ", "!Windows drops"}, {"/ /", "!Windows drops"},
	{"/a*b/", "!character *"}, {"/a|b/", "!character |"}, {"/<b>/", "!character <"}, {`/"a"/`, "!character \""}, {"/a?b=c", "!which ends a path"}, {"/a#b", "!which ends a path"}, {"/a%3fb", "!which ends a path"}, {"/a%23b", "!which ends a path"},
	// What servers read.
	{"/_headers/", "!for an order"}, {"/_worker.js/", "!for an order"}, {"/x/Web.config/", "!for an order"}, {"_redirects", "!for an order"}, {"/cname/", "/cname/"}, {"/auth/", "/auth/"}, {"/functions/", "/functions/"},
	// What cannot be seen.
	{"/a\x00b/", "!control"}, {"/a%00b/", "!control"}, {"/a\nb/", "!control"}, {"/a%0ab/", "!control"}, {"/a\tb/", "!control"}, {"/a\x7fb/", "!control"}, {"/a\u0085b/", "!control"}, {"/a\x1b[2Jb/", "!control"},
	{"/a\u202eb/", "!control"}, {"/a\u2066b/", "!control"}, {"/\u200fa/", "!control"}, {"/\ufeffa/", "!control"}, {"/a\u2028b/", "!control"}, {"/a\u00adb/", "!control"}, {"/a\ufffdb/", "!control"}, {"/a\U000e0001b/", "!control"},
	{"/a\xffb/", "!UTF-8"}, {"\xc0\xae\xc0\xae/", "!UTF-8"}, {"/a\xed\xa0\x80/", "!UTF-8"},
}

func TestCleanPath(t *testing.T) {
	for _, c := range pathCases {
		clean, reason := cleanPath(c.in)
		if want, refused := strings.CutPrefix(c.want, "!"); refused {
			if clean != "" || !strings.Contains(reason, want) {
				t.Errorf("cleanPath(%q) = %q, %q; want it refused: %s", c.in, clean, reason, want)
			}
		} else if clean != c.want || reason != "" {
			t.Errorf("cleanPath(%q) = %q, %q; want %q", c.in, clean, reason, c.want)
		}
	}
	if len(pathCases) < 100 {
		t.Errorf("only %d cases", len(pathCases))
	}
}

func TestOutputOf(t *testing.T) {
	for in, want := range map[string]string{"/": "index.html", "/a/": "a/index.html", "/a.html": "a.html", "/fr/": "fr/index.html", "/fr/404.html": "fr/404.html"} {
		if got := outputOf(in); got != want {
			t.Errorf("outputOf(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestEncode(t *testing.T) {
	for in, want := range map[string]string{
		"/": "/", "/a b/": "/a%20b/", "/à/": "/%C3%A0/", "/关于/": "/%E5%85%B3%E4%BA%8E/", "/a&b=c+d,e;f@g~h/": "/a&b=c+d,e;f@g~h/", "/a'b(c)/": "/a%27b%28c%29/",
		"/a:b": "/a:b", "/100%": "/100%25", "/a?b#c": "/a%3Fb%23c",
	} {
		if got := Encode(in); got != want {
			t.Errorf("Encode(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFold(t *testing.T) {
	for _, same := range [][]string{
		{"a/index.html", "A/Index.HTML"}, {"é", "É", "e\u0301", "E\u0301"}, {"straße", "STRASSE"}, {"σας", "ΣΑΣ", "σασ"}, {"k", "\u212a"}, {"می\u200cخواهم", "میخواهم"}, {"ﬁ", "fi"}, {"가", "\u1100\u1161"},
	} {
		for _, s := range same[1:] {
			if fold(s) != fold(same[0]) {
				t.Errorf("%q and %q are two", s, same[0])
			}
		}
	}
	for _, other := range [][2]string{{"a", "b"}, {"i", "ı"}, {"a/b", "a-b"}, {"о", "o"}} {
		if fold(other[0]) == fold(other[1]) {
			t.Errorf("%q and %q are one", other[0], other[1])
		}
	}
}

// TestPlainNames are all good ones.
func TestPlainNames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[a-z.$ ]{0,2}(con|aux|nul|com[0-9¹]|conin\$|é|a)?[A-Za-z0-9_.: -]{0,4}`).Draw(t, "name")
		if plainName(name) && badOddName(name) != "" {
			t.Fatalf("%q is plain, but %s", name, badOddName(name))
		}
	})
	for _, name := range []string{"about", "index", "part-1", "v1_2x.html", "console"} {
		if !plainName(name) {
			t.Errorf("%q is not plain", name)
		}
	}
	for _, name := range []string{"con", "com1", "aux.html", "about.", ".about", "", "lpt1.x.y", "a b", "é", strings.Repeat("a", 201)} {
		if plainName(name) {
			t.Errorf("%q is plain", name)
		}
	}
}

// harmless reports whether a file below the output folder is inside it and can exist on every system.
func harmless(output string) bool {
	if output == "" || path.IsAbs(output) || path.Clean(output) != output || !utf8.ValidString(output) || !norm.NFC.IsNormalString(output) {
		return false
	}
	for name := range strings.SplitSeq(output, "/") {
		if badName(name) != "" {
			return false
		}
	}
	return true
}

func FuzzCleanPath(f *testing.F) {
	for _, c := range pathCases {
		f.Add(c.in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		clean, reason := cleanPath(in)
		if (clean == "") == (reason == "") {
			t.Fatalf("cleanPath(%q) = %q, %q", in, clean, reason)
		}
		if reason != "" {
			return
		}
		if again, _ := cleanPath(clean); again != clean {
			t.Errorf("cleanPath(%q) = %q, and of that %q", in, clean, again)
		}
		if again, _ := cleanPath(Encode(clean)); again != clean {
			t.Errorf("cleanPath(%q) = %q, but %q when it is encoded", in, clean, again)
		}
		if !strings.HasPrefix(clean, "/") || strings.HasPrefix(clean, "//") || !harmless(outputOf(clean)) {
			t.Errorf("cleanPath(%q) = %q, written to %q", in, clean, outputOf(clean))
		}
	})
}
