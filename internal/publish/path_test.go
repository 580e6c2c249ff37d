//go:build unix

package publish

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

var badPaths = []string{
	"", "/", "/x", ".", "..", "../x", "a/../../x", "a//b", "a/", "./a", "a/.", "a/..", "...", "a/.../b", "a.", "a ", "a./b",
	"C:", "C:/x", "a:b", `a\b`, `..\x`, `\x`, "a\x00b", "a\nb", "a\x7f", "\xff", "a<b", "a>b", `a"b`, "a|b", "a?b", "a*b",
	"CON", "con", "nul.txt", "a/NUL", "aux.html/b", "COM1", "com9.x", "LPT0", "COM¹", "lpt³.txt", "conin$", "con .txt", "COM1 .x.y",
	strings.Repeat("a", 256), "a/" + strings.Repeat("ع", 128), strings.Repeat("a/", 1000) + "b", strings.Repeat("a", 5000),
	"manifest.json", "Manifest.JSON", ".vernacular-tmp", ".vernacular-tmp/n1", ".vernacular-lock", ".vernacular",
}

var goodPaths = []string{
	"index.html", "ar/حول-هذه-الترجمات/index.html", "zh-hans/关于/index.html", ".well-known/security.txt", "a/manifest.json", "con-1",
	"comma", "COM10", "COMx", "lpt", "console.html", "a..b", "a b", "%2e%2e", "~", "a'b&c=d;e,f", strings.Repeat("a", 255), "a/.vernacular",
}

func TestJudge(t *testing.T) {
	for _, p := range badPaths {
		if err := Judge(p); kindOf(err) != BadPath {
			t.Errorf("%.60q: %v", p, err)
		}
	}
	for _, p := range goodPaths {
		if err := Judge(p); err != nil {
			t.Errorf("%.60q: %v", p, err)
		}
	}
}

// I9: whatever the planner lets through, nothing is written outside.
func TestNothingIsWrittenOutside(t *testing.T) {
	top := t.TempDir()
	write(t, filepath.Join(top, "canary"), "alive")
	f := mustOpen(t, filepath.Join(top, "deep", "out"))
	for _, p := range append(badPaths, "../../canary", "../canary", top+"/canary") {
		if _, err := f.Put(Entry{Path: p}, []byte("dead")); kindOf(err) != BadPath {
			t.Errorf("%.60q: %v", p, err)
		}
		f.Keep(p)
		f.Remove(p)
		if _, ok := f.Read(p); ok {
			t.Errorf("%.60q can be read", p)
		}
	}
	mustCommit(t, f)
	if text(t, filepath.Join(top, "canary")) != "alive" {
		t.Error("the canary is dead")
	}
	list, _ := os.ReadDir(filepath.Join(top, "deep", "out"))
	if len(list) != 1 {
		t.Errorf("%v", list)
	}
}

func FuzzJudge(f *testing.F) {
	for _, p := range append(badPaths, goodPaths...) {
		f.Add(p)
	}
	f.Fuzz(func(t *testing.T, p string) {
		if Judge(p) == nil && (!filepath.IsLocal(p) || filepath.ToSlash(filepath.Clean(p)) != p) {
			t.Errorf("%q is no clean local path", p)
		}
	})
}

// manifestHead is the first line of the manifest of a build that says nothing.
var manifestHead = Build{}.head(filesAt)

func FuzzDecode(f *testing.F) {
	f.Add([]byte(manifestHead+"\n]}\n"), "index.html", "en", "content/en/index.md", int64(3))
	plain := Entry{Path: "a", SHA256: hashOf(nil), Sources: []string{"b", "c"}}
	odd := Entry{Path: "a\u2028.html", SHA256: hashOf(nil), Sources: []string{`q"\<é`}}
	f.Add([]byte(encoded(manifestHead, encodeLine(plain))), "é.html", "fr", `a"b\c`, int64(1e18))
	f.Add([]byte(encoded(manifestHead, encodeLine(odd))), "a\u2028.html", "\n", "<&>", int64(10))
	f.Add([]byte(strings.Replace(encoded(manifestHead, encodeLine(plain)), `"size":0`, `"size":00`, 1)), "", "", "", int64(0))
	f.Add([]byte(strings.Replace(encoded(manifestHead, encodeLine(plain)), `"size":0`, ` "size":0`, 1)), "", "", "", int64(0))
	f.Add([]byte(encoded(manifestHead, encodeLine(plain), encodeLine(plain))), "", "", "", int64(0))
	f.Add([]byte(encoded(Build{BaseURL: "https://a.org/<&>/", Locales: []string{"ar", "fr"}, Pseudo: true}.head(filesAt), encodeLine(plain))), "", "", "", int64(0))
	f.Add([]byte(strings.Replace(encoded(manifestHead, encodeLine(plain)), `"options"`, `"Options"`, 1)), "", "", "", int64(0))
	f.Add([]byte(manifestHead), "a", "\xff", "", int64(-1))
	f.Add([]byte(Build{}.head(partsAt)+"\n"+`{"path":"manifest-parts/0.`+hashOf(nil)[:16]+`.json","sha256":"`+hashOf(nil)+`","size":0,"files":0}`+"\n]}\n"), "", "", "", int64(0))
	f.Add([]byte(`{"generator":"vernacular","version":2,"files":[`+"\n{}]}"), "", "", "", int64(0))
	f.Fuzz(func(t *testing.T, data []byte, path, locale, source string, size int64) {
		if d, err := decodeManifest(string(data)); err == nil {
			for _, l := range d.lines {
				if e := l.entry(); Judge(e.Path) != nil || !isHash(e.SHA256) || e.Size < 0 {
					t.Errorf("accepted %+v", e)
				}
			}
			if d.exact && d.parts == nil && encoded(d.build.head(filesAt), d.lines...) != string(data) {
				t.Errorf("called exact:\n%s", data)
			}
		}
		path = strings.ToValidUTF8(path, "?") // Put lets nothing else come this far
		e := Entry{Path: path, SHA256: hashOf(data), Size: size, Locale: strings.ToValidUTF8(locale, "?"), Sources: []string{strings.ToValidUTF8(source, "?")}}
		if l, want := string(encodeLine(e)), jsonLine(t, e); l != want {
			t.Errorf("%#v is encoded as %s, not %s", e, l, want)
		}
		back, exact, err := decodeFile(journalHead, encoded(journalHead, encodeLine(e)))
		if ok := Judge(path) == nil && size >= 0; ok != (err == nil) || ok && !(exact && len(back) == 1 && agrees(back[0], e)) {
			t.Errorf("%#v came back as %v, %v", e, back, err)
		}
		if _, err := decodeManifest(encoded(journalHead)); err == nil || errors.Is(err, errForeign) {
			t.Errorf("a journal was taken for a manifest: %v", err)
		}
	})
}

// Files of any length come back, and none that is not in order.
func TestDecodeManyLines(t *testing.T) {
	var lines []line
	for i := range 301 {
		lines = append(lines, encodeLine(Entry{Path: fmt.Sprintf("p%03d", i), SHA256: hashOf(nil)}))
	}
	for n := range len(lines) {
		d, err := decodeManifest(encoded(manifestHead, lines[:n]...))
		if err != nil || !d.exact || !slices.Equal(d.lines, lines[:n]) {
			t.Fatalf("%d lines came back as %d, %v, %v", n, len(d.lines), d.exact, err)
		}
	}
	for i := range len(lines) - 1 {
		swapped := slices.Clone(lines)
		swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
		if d, err := decodeManifest(encoded(manifestHead, swapped...)); d.exact || err == nil {
			t.Fatalf("line %d is not in order: %v, %v", i, d.exact, err)
		}
	}
}

// agrees reports whether all that is asked of a line agrees with the entry it was made of.
func agrees(l line, e Entry) bool {
	return l.path() == e.Path && l.sum() == e.SHA256 && l.size() == e.Size && reflect.DeepEqual(l.entry(), e)
}

func encoded(head string, lines ...line) string {
	var b strings.Builder
	writeFile(&b, head, slices.Values(lines))
	return b.String()
}

// jsonLine is the form that lines have had from the first version on.
func jsonLine(t *testing.T, e Entry) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(wireEntry(e)); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func TestRefuse(t *testing.T) {
	top := t.TempDir()
	site := filepath.Join(top, "home", "site")
	for _, d := range []string{"content/en", "locales", "assets", ".git", "public", "real"} {
		if err := os.MkdirAll(filepath.Join(site, d), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	other := filepath.Join(top, "other")
	write(t, filepath.Join(other, "site.toml"), "")
	write(t, filepath.Join(top, "file"), "")
	link := func(target, name string) {
		if err := os.Symlink(target, name); err != nil {
			t.Fatal(err)
		}
	}
	link(filepath.Join(site, "content"), filepath.Join(top, "to-content"))
	link(site, filepath.Join(top, "to-site"))
	link("real", filepath.Join(site, "inner"))
	link(top, filepath.Join(site, "outward"))
	link(filepath.Join(site, "real"), filepath.Join(top, "to-real"))
	for dir, refused := range map[string]string{
		site:                                     "site's own",
		filepath.Join(site, "public", ".."):      "site's own",
		filepath.Join(top, "to-site"):            "site's own",
		filepath.Join(top, "home"):               "holds the site",
		top:                                      "holds the site",
		"/":                                      "holds the site",
		filepath.Join(site, "content"):           "(content)",
		filepath.Join(site, "content/en/x"):      "(content)",
		filepath.Join(top, "to-content", "new"):  "(content)",
		filepath.Join(site, "layouts"):           "(layouts)", // does not exist yet
		filepath.Join(site, "layouts/x"):         "(layouts)",
		filepath.Join(site, "assets/css"):        "(assets)",
		filepath.Join(site, "locales"):           "(locales)",
		filepath.Join(site, ".git"):              "(.git)",
		filepath.Join(site, "inner"):             "behind a link",
		filepath.Join(site, "outward/x"):         "behind a link",
		other:                                    "site.toml",
		filepath.Join(top, "file"):               "is a file",
		filepath.Join(site, "public"):            "",
		filepath.Join(site, "build/deep/public"): "",
		filepath.Join(site, "contents"):          "",
		filepath.Join(top, "elsewhere"):          "",
		filepath.Join(top, "to-real"):            "", // the user's own link
		filepath.Join(top, "home/site2"):         "",
	} {
		err := Refuse(dir, site)
		switch {
		case refused == "" && err != nil:
			t.Errorf("%s: %v", dir, err)
		case refused != "" && (kindOf(err) != Refused || !strings.Contains(err.Error(), refused)):
			t.Errorf("%s: %v, want %q", dir, err, refused)
		}
	}
	if f, err := Open(Options{Dir: filepath.Join(site, "assets/new"), Site: site}); kindOf(err) != Refused {
		t.Errorf("%v %v", f, err)
	}
	if _, err := os.Stat(filepath.Join(site, "assets/new")); err == nil {
		t.Error("a refused folder was made")
	}
	t.Chdir(site)
	if err := Refuse("public", "."); err != nil {
		t.Error(err)
	}
	if err := Refuse(".", "."); err == nil {
		t.Error("the site itself, relative")
	}
}
