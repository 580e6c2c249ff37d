package source

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vernacular/internal/diag"
)

// site makes a folder with the given files and opens it.
func site(t testing.TB, o Options, files ...string) (string, *Folder) {
	t.Helper()
	dir := t.TempDir()
	for _, f := range files {
		write(t, dir, f, "text of "+f)
	}
	f, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return dir, f
}

func write(t testing.TB, dir, name, text string) {
	t.Helper()
	p := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func scan(t testing.TB, f *Folder) *Snapshot {
	t.Helper()
	s, err := f.Scan()
	must(t, err)
	return s
}

func update(t testing.TB, f *Folder, prev *Snapshot, hints ...string) (*Snapshot, []string) {
	t.Helper()
	s, changed, err := f.Update(prev, hints)
	must(t, err)
	return s, changed
}

func read(t testing.TB, s *Snapshot, p string) string {
	t.Helper()
	f, err := s.Read(p)
	must(t, err)
	switch {
	case f.Missing:
		return "<missing>"
	case len(f.Diags) > 0:
		if f.Data != nil {
			t.Errorf("%s: a refused file has data", p)
		}
		return "<" + f.Diags[0].Code + ">"
	}
	return string(f.Data)
}

func equal(t testing.TB, what string, got []string, want ...string) {
	t.Helper()
	if len(got) == 0 && len(want) == 0 {
		return
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func lines(list []diag.Diagnostic) []string {
	var out []string
	for _, d := range list {
		out = append(out, fmt.Sprintf("%s %s", d.Code, diag.Escape(d.File)))
	}
	return out
}

// later is a clock that finds every file old.
func later() time.Time { return time.Now().Add(time.Hour) }

func TestScanSeesTheSiteAndNothingElse(t *testing.T) {
	_, f := site(t, Options{Ignore: []string{"assets/out"}},
		"site.toml", "README.md", "public/index.html", "content/en/index.md", "content/en/a-b.md", "content/en/a/x.md",
		"content/en/.hidden.md", "content/.git/config", "assets/node_modules/x/y.css", "assets/out/z.css", "assets/css/main.css",
		"layouts/base.html", "locales/active.en.toml", ".vernacular/cache/x")
	s := scan(t, f)
	equal(t, "all files", s.Files(""), "assets/css/main.css", "content/en/a-b.md", "content/en/a/x.md", "content/en/index.md",
		"layouts/base.html", "locales/active.en.toml", "site.toml")
	equal(t, "a folder", s.Files("content/en/a"), "content/en/a/x.md")
	equal(t, "a folder with slash", s.Files("content/en/a/"), "content/en/a/x.md")
	equal(t, "a file is no folder", s.Files("site.toml/"))
	equal(t, "nothing", s.Files("content/fr/"))
	equal(t, "diagnostics", lines(s.Diagnostics()))
	if !s.Has("site.toml") || s.Has("content") || s.Has("README.md") || s.Has("content/en/index.md/x") || s.Has("") {
		t.Error("Has")
	}
	if got := read(t, s, "content/en/index.md"); got != "text of content/en/index.md" {
		t.Error(got)
	}
	for _, p := range []string{"README.md", "content", "../x", "/etc/passwd", "content/en/index.md/", "content//en/index.md", "", "."} {
		if got := read(t, s, p); got != "<missing>" {
			t.Errorf("%q: %s", p, got)
		}
	}
}

// TestWellKnownIsTheOnlyHiddenFolder: other programs look there for files that official sites must have.
func TestWellKnownIsTheOnlyHiddenFolder(t *testing.T) {
	dir, f := site(t, Options{Now: later}, "content/en/index.md", "content/en/.well-known/security.txt", "content/en/.well-known/pki-validation/a.txt", "content/fr/.well-known/x",
		"content/.well-known/a", "content/en/guide/.well-known/b", ".well-known/c", "assets/.well-known/d", "locales/.well-known/e", "layouts/x/.well-known/f",
		"content/en/.Well-Known/g", "content/en/.well-known/.hidden", "content/en/.well-known/.git/h", "content/de/.well-known", "content/.x/.well-known/i")
	s := scan(t, f)
	equal(t, "all files", s.Files(""), "content/en/.well-known/pki-validation/a.txt", "content/en/.well-known/security.txt", "content/en/index.md", "content/fr/.well-known/x")
	equal(t, "diagnostics", lines(s.Diagnostics()))
	if err := os.WriteFile(filepath.Join(dir, "content/en/.well-known/new.txt"), []byte("x"), 0o666); err != nil {
		t.Fatal(err)
	}
	_, changed, err := f.Update(s, []string{"content/en/.well-known/new.txt"})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "after an edit", changed, "content/en/.well-known/new.txt")
}

func TestSiteOfNothing(t *testing.T) {
	_, f := site(t, Options{})
	s := scan(t, f)
	equal(t, "files", s.Files(""))
	equal(t, "diagnostics", lines(s.Diagnostics()))
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	if _, err := Open(filepath.Join(dir, "none"), Options{}); err == nil || !strings.Contains(err.Error(), "none") {
		t.Error(err)
	}
	write(t, dir, "file", "")
	if _, err := Open(filepath.Join(dir, "file"), Options{}); err == nil {
		t.Error("a file was opened as a site")
	}
}

func TestRootMayBeALink(t *testing.T) {
	dir, _ := site(t, Options{}, "content/en/index.md")
	link := filepath.Join(t.TempDir(), "link")
	must(t, os.Symlink(dir, link))
	f, err := Open(link, Options{})
	must(t, err)
	defer f.Close()
	equal(t, "files", scan(t, f).Files(""), "content/en/index.md")
}

func TestClosedFolder(t *testing.T) {
	_, f := site(t, Options{}, "site.toml")
	s := scan(t, f)
	must(t, f.Close())
	must(t, f.Close())
	if _, err := s.Read("site.toml"); err == nil {
		t.Error("read from a closed folder")
	}
	if _, err := f.Scan(); err == nil {
		t.Error("scanned a closed folder")
	}
}

func TestEditorsTemporaryFilesAreSilent(t *testing.T) {
	dir, f := site(t, Options{}, "content/en/index.md")
	s := scan(t, f)
	for _, n := range []string{".index.md.swp", "index.md~", "4913", "#index.md#", "index.md.swp", "x.swx", "x.tmp", "index.md___jb_tmp___",
		"index.md___jb_old___", ".goutputstream-AB12", ".index.md.Xy12Zz", "sedAb1xYz", "Thumbs.db", "desktop.ini", ".DS_Store"} {
		write(t, dir, "content/en/"+n, "x")
		must(t, os.Symlink("user@host.123:456", filepath.Join(dir, "content/en/.#"+n)))
		next, changed := update(t, f, s, "content/en/"+n, "content/en/.#"+n)
		equal(t, n, changed)
		s = next
	}
	s = scan(t, f)
	equal(t, "files", s.Files(""), "content/en/index.md")
	equal(t, "diagnostics", lines(s.Diagnostics()))
}

func TestNames(t *testing.T) {
	for name, ok := range map[string]bool{
		"index.md": true, "关于.md": true, "عن-الترجمة.md": true, "می‌خواهم.md": true, "a b.md": true, "é.md": true,
		"console.md": true, "com.md": true, "com10.md": true, "lpt.md": true, "nul-1.md": true, "aux2": true, "COM0": true,
		"a\xff.md": false, "a\nb.md": false, "a\x1b[31m.md": false, "a\u0085.md": false, "a\u2028b": false, "a\u202eb.md": false,
		"a\u2066b": false, "a:b.md": false, `a\b.md`: false, "a?": false, "a*": false, `a"`: false, "a|b": false, "a<b": false, "a>b": false,
		"CON": false, "con.md": false, "nul.txt": false, "Aux.tar.gz": false, "COM1": false, "com¹.md": false, "LPT³": false, "lpt9.x": false,
		"CON .txt": false, "conin$": false, "a.": false, "a ": false, "prn:x": false,
	} {
		if got := badName(name); (got == "") != ok {
			t.Errorf("%q: %q", name, got)
		}
	}
	if badName(strings.Repeat("a", 256)) == "" || badName(strings.Repeat("a", 255)) != "" {
		t.Error("length")
	}
}

func TestBadNamesOnDiskAreNamed(t *testing.T) {
	dir, f := site(t, Options{}, "content/en/ok.md", "content/en/con.md", "content/en/a\nb.md", "content/en/bad\xff/x.md", "content/en/x.md.",
		"content/en/"+strings.Repeat("n", 252)+".md")
	s := scan(t, f)
	equal(t, "files", s.Files(""), "content/en/"+strings.Repeat("n", 252)+".md", "content/en/ok.md")
	equal(t, "diagnostics", lines(s.Diagnostics()), `bad-name content/en/a\nb.md`, `bad-name content/en/bad\xff`, `bad-name content/en/con.md`, `bad-name content/en/x.md.`)
	must(t, os.Rename(filepath.Join(dir, "content/en/con.md"), filepath.Join(dir, "content/en/connect.md")))
	s, changed := update(t, f, s, "content/en/con.md", "content/en/connect.md")
	equal(t, "changed", changed, "content/en/connect.md")
	if len(s.Diagnostics()) != 3 {
		t.Error(lines(s.Diagnostics()))
	}
}

func TestNamesAreFormC(t *testing.T) {
	dir, f := site(t, Options{}, "content/fr/e\u0301te\u0301.md", "content/e\u0301/x.md")
	s := scan(t, f)
	equal(t, "files", s.Files(""), "content/fr/été.md", "content/é/x.md")
	if got := read(t, s, "content/fr/été.md"); got != "text of content/fr/e\u0301te\u0301.md" {
		t.Error(got)
	}
	if got := read(t, s, "content/é/x.md"); got != "text of content/e\u0301/x.md" {
		t.Error(got)
	}
	write(t, dir, "content/fr/e\u0301te\u0301.md", "new")
	s, changed := update(t, f, s, "content/fr/été.md")
	equal(t, "hint in form C", changed, "content/fr/été.md")
	if got := read(t, s, "content/fr/été.md"); got != "new" {
		t.Error(got)
	}
}

func TestCollisions(t *testing.T) {
	dir, f := site(t, Options{Now: later}, "content/en/About.md", "content/en/about.md", "content/en/ABOUT.md", "content/en/ok.md",
		"content/fr/é.md", "content/fr/e\u0301.md", "content/zh-Hans/x.md", "content/zh-hans/y.md", "assets/STRASSE/a.css", "assets/straße/b.css")
	s := scan(t, f)
	equal(t, "files", s.Files(""), "content/en/ABOUT.md", "content/en/About.md", "content/en/about.md", "content/en/ok.md", "content/fr/é.md")
	equal(t, "holes", s.Holes(), "assets/STRASSE", "assets/straße", "content/zh-Hans", "content/zh-hans")
	for _, p := range []string{"content/en/ABOUT.md", "content/en/about.md", "content/fr/é.md", "assets/straße/b.css"} {
		if got := read(t, s, p); got != "<name-collision>" {
			t.Errorf("%s: %s", p, got)
		}
	}
	equal(t, "diagnostics", lines(s.Diagnostics()), "name-collision assets/STRASSE", "name-collision content/en/ABOUT.md",
		"name-collision content/fr/é.md", "name-collision content/zh-Hans")
	for _, part := range []string{`"ABOUT.md"`, `"About.md"`, `"about.md"`} {
		if !strings.Contains(s.Diagnostics()[1].Message, part) {
			t.Errorf("%s is not named: %s", part, s.Diagnostics()[1])
		}
	}
	must(t, os.Remove(filepath.Join(dir, "content/en/ABOUT.md")))
	s, changed := update(t, f, s, "content/en/ABOUT.md")
	equal(t, "still two", changed, "content/en/ABOUT.md", "content/en/About.md", "content/en/about.md")
	must(t, os.Remove(filepath.Join(dir, "content/en/About.md")))
	s, changed = update(t, f, s, "content/en/About.md")
	equal(t, "one left", changed, "content/en/About.md", "content/en/about.md")
	equal(t, "files", s.Files("content/en/"), "content/en/about.md", "content/en/ok.md")
	write(t, dir, "content/en/OK.md", "x")
	s, changed = update(t, f, s, "content/en/OK.md")
	equal(t, "a new collision makes both unreadable", changed, "content/en/OK.md", "content/en/ok.md")
	must(t, os.RemoveAll(filepath.Join(dir, "content/zh-hans")))
	s, changed = update(t, f, s, "content/zh-hans/y.md")
	equal(t, "the folder that was hidden", changed, "content/zh-Hans/x.md")
	if got := read(t, s, "content/zh-Hans/x.md"); got != "text of content/zh-Hans/x.md" {
		t.Error(got)
	}
}

func TestLikeFile(t *testing.T) {
	for name, want := range map[string]bool{"a.md": true, "a.b.MD": true, "font.woff2": true, "page.html": true, "fr": false, "zh-Hans": false,
		"v1.2": false, ".hidden": false, "a.": false, "": false, "été": false, "a.é": false} {
		if likeFile(name) != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
}

func TestFileInAFoldersPlace(t *testing.T) {
	dir, f := site(t, Options{Now: later}, "content/fr", "content/FR-CA", "content/README", "content/LICENSE", "content/en/guide", "content/en/v1.2", "content/en/导览",
		"content/en/NOTICE", "content/en/_headers", "content/en/index.md", "content/en/.well-known/association", "locales/records/fr", "locales/other",
		"layouts/partials", "assets/css", "assets/LICENSE")
	s := scan(t, f)
	equal(t, "holes", s.Holes(), "content/FR-CA", "content/en/guide", "content/en/v1.2", "content/en/导览", "content/fr", "layouts/partials", "locales/records/fr")
	for _, d := range s.Diagnostics() {
		if d.Code != "not-a-folder" || !slices.Contains(s.Holes(), d.File) {
			t.Error(d)
		}
	}
	equal(t, "files", s.Files(""), "assets/LICENSE", "assets/css", "content/LICENSE", "content/README", "content/en/.well-known/association", "content/en/NOTICE",
		"content/en/_headers", "content/en/index.md", "locales/other")
	if got := read(t, s, "content/fr/index.md"); got != "<not-a-folder>" {
		t.Error(got)
	}
	must(t, os.Remove(filepath.Join(dir, "content/fr")))
	write(t, dir, "content/fr/index.md", "x")
	s, changed := update(t, f, s, "content/fr")
	equal(t, "changed", changed, "content/fr/index.md")
	must(t, os.RemoveAll(filepath.Join(dir, "locales/records")))
	write(t, dir, "locales/records", "x")
	s, _ = update(t, f, s, "locales/records/fr")
	if !s.Unknown("locales/records/fr/index.toml") || s.Unknown("content/fr/index.md") {
		t.Error("what is unknown")
	}
}

func TestFolderInAFilesPlace(t *testing.T) {
	mistakes := []string{"content/en/index.md", "content/fr/a.HTML", "content/fr/data.csv", "layouts/404.html", "locales/active.fr.toml",
		"locales/records/fr/about.toml", "locales/records/sources/0123.txt"}
	folders := []string{"assets/lib.js", "content/en/node.js", "content/en/v1.2", "content/en/vue.json"}
	var made []string
	for _, p := range slices.Concat(mistakes, folders) {
		made = append(made, p+"/x.md")
	}
	_, f := site(t, Options{Now: later}, made...)
	s := scan(t, f)
	want := slices.Clone(mistakes)
	for _, p := range folders {
		want = append(want, p+"/x.md")
	}
	slices.Sort(want)
	equal(t, "files", s.Files(""), want...)
	equal(t, "holes", s.Holes())
	var named []string
	for _, d := range s.Diagnostics() {
		named = append(named, d.File)
		if d.Code != "not-a-file" || read(t, s, d.File) != "<not-a-file>" {
			t.Error(d, read(t, s, d.File))
		}
	}
	equal(t, "problems", named, mistakes...)
}

// TestFolderSlipsIn: a folder that takes a page's place after the snapshot was made is not a page that was removed.
func TestFolderSlipsIn(t *testing.T) {
	dir, f := site(t, Options{Now: later}, "content/en/index.md")
	s := scan(t, f)
	must(t, os.Remove(filepath.Join(dir, "content/en/index.md")))
	must(t, os.Mkdir(filepath.Join(dir, "content/en/index.md"), 0o755))
	if got := read(t, s, "content/en/index.md"); got != "<not-a-file>" {
		t.Error(got)
	}
}

// TestWellKnownThatIsNoFolder: it is a hole of the source locale, and hidden in every other one.
func TestWellKnownThatIsNoFolder(t *testing.T) {
	for _, how := range []string{"file", "link", "loop"} {
		dir, f := site(t, Options{Now: later}, "content/en/.well-known/security.txt", "content/fr/index.md")
		s := scan(t, f).ForLocale("en")
		place := filepath.Join(dir, "content/en/.well-known")
		must(t, os.RemoveAll(place))
		code := "not-a-file"
		switch how {
		case "file":
			write(t, dir, "content/en/.well-known", "x")
			code = "not-a-folder"
		case "link":
			must(t, os.Symlink("/nowhere", place))
		case "loop":
			must(t, os.Symlink(".well-known", place))
		}
		s, changed := update(t, f, s, "content/en/.well-known")
		equal(t, "changed", changed, "content/en/.well-known/security.txt")
		for _, s := range []*Snapshot{s, scan(t, f).ForLocale("en"), s.With(nil)} {
			equal(t, how, s.Holes(), "content/en/.well-known")
			equal(t, how, lines(s.Diagnostics()), code+" content/en/.well-known")
			if got := read(t, s, "content/en/.well-known/security.txt"); got != "<"+code+">" || !s.Unknown("content/en/.well-known/x") || s.Unknown("content/en/x") {
				t.Errorf("%s: %s", how, got)
			}
		}
		for _, s := range []*Snapshot{s.ForLocale("fr"), scan(t, f)} {
			equal(t, how+" elsewhere", s.Holes())
			equal(t, how+" elsewhere", lines(s.Diagnostics()))
			if got := read(t, s, "content/en/.well-known/security.txt"); got != "<missing>" {
				t.Errorf("%s elsewhere: %s", how, got)
			}
		}
	}
}

func TestWrongKindAtTheTop(t *testing.T) {
	dir, f := site(t, Options{}, "content", "site.toml/x", "locales/active.en.toml")
	s := scan(t, f)
	equal(t, "files", s.Files(""), "locales/active.en.toml", "site.toml")
	equal(t, "holes", s.Holes(), "content")
	equal(t, "diagnostics", lines(s.Diagnostics()), "not-a-folder content", "not-a-file site.toml")
	if got := read(t, s, "site.toml"); got != "<not-a-file>" {
		t.Error(got)
	}
	must(t, os.Remove(filepath.Join(dir, "content")))
	write(t, dir, "content/en/index.md", "x")
	_, changed := update(t, f, s, "content")
	equal(t, "changed", changed, "content/en/index.md")
}

func TestTooDeep(t *testing.T) {
	_, f := site(t, Options{}, "content/"+strings.Repeat("d/", 31)+"in.md", "content/e/"+strings.Repeat("d/", 300)+"out.md")
	s := scan(t, f)
	equal(t, "files", s.Files(""), "content/"+strings.Repeat("d/", 31)+"in.md")
	if d := s.Diagnostics(); len(d) != 1 || d[0].Code != "too-deep" {
		t.Error(d)
	}
}

func TestUpdateLooksOnlyWhereHinted(t *testing.T) {
	dir, f := site(t, Options{Now: later}, "content/en/a.md", "content/en/b.md", "content/en/sub/c.md", "content/fr/a.md")
	s1 := scan(t, f)
	write(t, dir, "content/en/a.md", "new a")
	write(t, dir, "content/en/b.md", "new b")
	s2, changed := update(t, f, s1, "content/en/a.md")
	equal(t, "one hint", changed, "content/en/a.md")
	if s2.top.get("content").dir.get("fr") != s1.top.get("content").dir.get("fr") {
		t.Error("an untouched folder was copied")
	}
	if &s2.Files("content/")[0] != &s1.Files("content/")[0] {
		t.Error("the same names make a new list")
	}
	_, changed = update(t, f, s2, "content/en/")
	equal(t, "a folder's hint tells by stamps", changed, "content/en/b.md")
	_, changed = update(t, f, s2, "content/en", "content/en/a.md")
	equal(t, "a file's own hint always counts", changed, "content/en/a.md", "content/en/b.md")
	s3, changed := update(t, f, s2, "")
	equal(t, "everything", changed, "content/en/b.md")
	s4, changed := update(t, f, s3, ".", "../elsewhere", "/abs")
	equal(t, "everything again", changed)
	if s4.top != s3.top {
		t.Error("a look that finds nothing new must share everything")
	}
	equal(t, "no hint", second(update(t, f, s4)))
	equal(t, "no such file", second(update(t, f, s4, "content/en/none.md", "public/index.html", "content/en/a.md/x")))
}

func second[A, B any](_ A, b B) B { return b }

func TestNewAndVanishedFolders(t *testing.T) {
	dir, f := site(t, Options{Now: later}, "content/en/index.md")
	s := scan(t, f)
	write(t, dir, "content/fr/x/y/deep.md", "deep")
	write(t, dir, "content/fr/index.md", "i")
	s, changed := update(t, f, s, "content/fr/x/y")
	equal(t, "a hint below an unknown folder covers the folder", changed, "content/fr/index.md", "content/fr/x/y/deep.md")
	must(t, os.Rename(filepath.Join(dir, "content/fr"), filepath.Join(dir, "content/oc")))
	s, changed = update(t, f, s, "content/fr", "content/oc")
	equal(t, "renamed", changed, "content/fr/index.md", "content/fr/x/y/deep.md", "content/oc/index.md", "content/oc/x/y/deep.md")
	// Another folder under the old name, and only a hint deep inside it.
	must(t, os.Rename(filepath.Join(dir, "content/oc"), filepath.Join(dir, "gone")))
	write(t, dir, "content/oc/x/other.md", "o")
	s, changed = update(t, f, s, "content/oc/x/y/deep.md")
	equal(t, "swapped", changed, "content/oc/index.md", "content/oc/x/other.md", "content/oc/x/y/deep.md")
	must(t, os.RemoveAll(filepath.Join(dir, "content")))
	s, changed = update(t, f, s, "content/en/index.md")
	equal(t, "all gone", changed, "content/en/index.md", "content/oc/x/other.md")
	equal(t, "files", s.Files(""))
	write(t, dir, "content/en/index.md", "again")
	s, changed = update(t, f, s, "content")
	equal(t, "back", changed, "content/en/index.md")
	must(t, os.Remove(filepath.Join(dir, "content/en/index.md")))
	write(t, dir, "content/en/index.md/inner.md", "a folder now")
	s, changed = update(t, f, s, "content/en/index.md")
	equal(t, "file becomes folder", changed, "content/en/index.md")
	write(t, dir, "assets/a.css", "a")
	s, _ = update(t, f, s, "assets")
	must(t, os.Remove(filepath.Join(dir, "assets/a.css")))
	write(t, dir, "assets/a.css/inner.css", "a folder now")
	_, changed = update(t, f, s, "assets/a.css")
	equal(t, "file becomes folder where it may", changed, "assets/a.css", "assets/a.css/inner.css")
}

func TestSameSizeSameTimeOtherBytes(t *testing.T) {
	dir, f := site(t, Options{}, "content/en/a.md")
	p := filepath.Join(dir, "content/en/a.md")
	for _, at := range []time.Time{time.Unix(0, 0), time.Unix(1<<31, 0), time.Now().Add(24 * time.Hour), time.Now().Add(-time.Minute)} {
		must(t, os.WriteFile(p, []byte("one"), 0o644))
		must(t, os.Chtimes(p, at, at))
		s, _ := update(t, f, nil)
		must(t, os.WriteFile(p, []byte("two"), 0o644))
		must(t, os.Chtimes(p, at, at))
		s, changed := update(t, f, s, "")
		equal(t, at.String(), changed, "content/en/a.md")
		if got := read(t, s, "content/en/a.md"); got != "two" {
			t.Error(got)
		}
	}
}

func TestAYoungStampProvesNothing(t *testing.T) {
	clock := time.Now()
	_, f := site(t, Options{Now: func() time.Time { return clock }}, "content/en/a.md")
	s := scan(t, f)
	s, changed := update(t, f, s, "")
	equal(t, "young", changed, "content/en/a.md")
	clock = clock.Add(time.Minute)
	s, changed = update(t, f, s, "")
	equal(t, "was young when last looked at", changed, "content/en/a.md")
	s, changed = update(t, f, s, "")
	equal(t, "old", changed)
	clock = clock.Add(-time.Hour) // the clock is set back: the file seems to come from the future
	s, _ = update(t, f, s, "")
	_, changed = update(t, f, s, "")
	equal(t, "from the future", changed, "content/en/a.md")
}

func TestAFileReadInAnotherStateIsLookedAtAgainUnhinted(t *testing.T) {
	dir, f := site(t, Options{Now: later}, "content/en/a.md", "content/en/b.md", "content/en/c.md")
	s := scan(t, f)
	write(t, dir, "content/en/a.md", "newer")
	must(t, os.Remove(filepath.Join(dir, "content/en/b.md")))
	if got := read(t, s, "content/en/a.md"); got != "newer" {
		t.Error(got)
	}
	if got := read(t, s, "content/en/b.md"); got != "<missing>" {
		t.Error(got)
	}
	read(t, s, "content/en/c.md")
	s, changed := update(t, f, s)
	equal(t, "changed", changed, "content/en/a.md", "content/en/b.md")
	equal(t, "files", s.Files(""), "content/en/a.md", "content/en/c.md")
	_, changed = update(t, f, s)
	equal(t, "once", changed)
}

func TestRootRemovedAndRestored(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "site")
	write(t, dir, "content/en/a.md", "a")
	f, err := Open(dir, Options{})
	must(t, err)
	defer f.Close()
	s := scan(t, f)
	must(t, os.Rename(dir, filepath.Join(parent, "away")))
	if _, _, err := f.Update(s, []string{""}); err == nil || !strings.Contains(err.Error(), "gone") {
		t.Error(err)
	}
	write(t, dir, "content/en/b.md", "b")
	s, changed := update(t, f, s, "")
	equal(t, "changed", changed, "content/en/a.md", "content/en/b.md")
	if got := read(t, s, "content/en/b.md"); got != "b" {
		t.Error(got)
	}
}

func TestManyFilesInOneFolderKeepTheirOrder(t *testing.T) {
	if testing.Short() {
		t.Skip("makes 5,000 files")
	}
	dir, f := site(t, Options{})
	var want []string
	for i := range 5000 {
		name := fmt.Sprintf("content/en/%04d.md", i)
		write(t, dir, name, "")
		want = append(want, name)
	}
	equal(t, "files", scan(t, f).Files(""), want...)
}

func TestTemporary(t *testing.T) {
	for name, want := range map[string][2]bool{ // as a file, as a folder
		".git": {true, true}, "old~": {true, true}, ".index.md.swp": {true, true},
		"4913": {true, false}, "#index.md#": {true, false}, "index.md.swp": {true, false}, "index.md___jb_tmp___": {true, false},
		"sedAbCdEf": {true, false}, "x.tmp": {true, false}, "Thumbs.db": {true, false}, "node_modules": {false, true},
		"index.md": {}, "#": {}, "4914": {}, "a~b.md": {}, "sedAbCd": {}, "#x": {}, "": {},
	} {
		if got := [2]bool{Temporary(name, false), Temporary(name, true)}; got != want {
			t.Errorf("Temporary(%q): %v, want %v", name, got, want)
		}
	}
}
