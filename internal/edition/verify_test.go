package edition

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"

	"vernacular/internal/publish"
)

// key returns the signer of a key that belongs to one letter, and its line in a file of signers.
func key(t *testing.T, letter byte) (s Signer, line string) {
	t.Helper()
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{letter}, ed25519.SeedSize))
	block, err := ssh.MarshalPrivateKey(private, "")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err = OpenSigner(file); err != nil {
		t.Fatal(err)
	}
	return s, "publisher@example.org " + string(ssh.MarshalAuthorizedKey(s.key.PublicKey()))
}

const origin = "https://www.example.org/"

// monday is when the first edition of these tests is signed.
var monday = time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)

// published writes a site of three files into a folder by the publisher's own door.
func published(t *testing.T, dir, text string) {
	t.Helper()
	f, err := publish.Open(publish.Options{Dir: dir, NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for path, body := range map[string]string{"index.html": "<p>" + text, "fr/index.html": "<p>fr " + text, "assets/a.css": "p{}"} {
		if _, err := f.Put(publish.Entry{Path: path, Locale: "en"}, []byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.Commit(nil); err != nil {
		t.Fatal(err)
	}
}

// signed returns a folder with a signed edition.
func signed(t *testing.T, s Signer) string {
	t.Helper()
	dir := t.TempDir()
	published(t, dir, "one")
	if _, err := Sign(context.Background(), dir, s, Order{Origin: origin, Time: monday}); err != nil {
		t.Fatal(err)
	}
	return dir
}

func codesOf(r *Report) []string {
	var codes []string
	for _, d := range r.Problems {
		codes = append(codes, string(d.Severity)+" "+d.Code+" "+d.File)
	}
	return codes
}

func verify(t *testing.T, dir string, o Options) *Report {
	t.Helper()
	if o.Now.IsZero() {
		o.Now = monday.Add(3 * time.Hour)
	}
	place, err := OpenPlace(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer place.Close()
	r, err := Verify(context.Background(), place, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func edit(t *testing.T, file string, change func(string) string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(change(string(text))), 0o644); err != nil {
		t.Fatal(err)
	}
}

// tampering is something that somebody with the host in hand could do, and what Verify says of it.
type tampering struct {
	name   string
	tamper func(t *testing.T, dir string)
	want   []string
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// tamperings does the worst to an edition that is signed with ours.
func tamperings(ours, theirs Signer) []tampering {
	return []tampering{
		{"nothing", func(*testing.T, string) {}, nil},
		{"changed page", func(t *testing.T, dir string) {
			edit(t, filepath.Join(dir, "index.html"), func(s string) string { return strings.Replace(s, "one", "two", 1) })
		}, []string{"error file-changed index.html"}},
		{"longer page", func(t *testing.T, dir string) {
			edit(t, filepath.Join(dir, "index.html"), func(s string) string { return s + "!" })
		}, []string{"error file-changed index.html"}},
		{"page cut off", func(t *testing.T, dir string) {
			edit(t, filepath.Join(dir, "fr/index.html"), func(s string) string { return s[:3] })
		}, []string{"error file-changed fr/index.html"}},
		{"dropped page", func(t *testing.T, dir string) { must(t, os.Remove(filepath.Join(dir, "fr/index.html"))) }, []string{"error file-missing fr/index.html"}},
		{"added page", func(t *testing.T, dir string) {
			must(t, os.WriteFile(filepath.Join(dir, "new.html"), []byte("x"), 0o644))
		}, []string{"error file-added new.html"}},
		{"renamed file", func(t *testing.T, dir string) {
			must(t, os.Rename(filepath.Join(dir, "index.html"), filepath.Join(dir, "home.html")))
		}, []string{"error file-renamed index.html"}},
		{"link in a file's place", func(t *testing.T, dir string) {
			must(t, os.Remove(filepath.Join(dir, "index.html")))
			must(t, os.Symlink("fr/index.html", filepath.Join(dir, "index.html")))
		}, []string{"error file-unreadable index.html"}},
		{"changed manifest", func(t *testing.T, dir string) {
			edit(t, filepath.Join(dir, ManifestName), func(s string) string { return strings.Replace(s, `"locale":"en"`, `"locale":"fr"`, 1) })
		}, []string{"error manifest-changed manifest.json"}},
		{"manifest and page changed alike", func(t *testing.T, dir string) { published(t, dir, "two") }, []string{"error manifest-changed manifest.json"}},
		{"manifest dropped", func(t *testing.T, dir string) { must(t, os.Remove(filepath.Join(dir, ManifestName))) }, []string{"error file-missing manifest.json"}},
		{"manifest written otherwise", func(t *testing.T, dir string) {
			edit(t, filepath.Join(dir, ManifestName), func(s string) string { return strings.Replace(s, ",\n", ", \n", 1) })
		}, []string{"error edition-unreadable manifest.json", "error manifest-changed manifest.json"}},
		{"wrong key", func(t *testing.T, dir string) {
			must(t, os.Remove(filepath.Join(dir, StatementName)))
			_, err := Sign(context.Background(), dir, theirs, Order{Origin: origin, Time: monday})
			must(t, err)
		}, []string{"error signer-unknown edition.txt.sig"}},
		{"wrong namespace", func(t *testing.T, dir string) {
			text, err := os.ReadFile(filepath.Join(dir, StatementName))
			must(t, err)
			sig, err := sshsig.Sign(bytes.NewReader(text), ours.key, sshsig.HashSHA512, "git")
			must(t, err)
			must(t, os.WriteFile(filepath.Join(dir, SignatureName), sshsig.Armor(sig), 0o644))
		}, []string{"error signature-wrong edition.txt.sig"}},
		{"signature cut off", func(t *testing.T, dir string) {
			edit(t, filepath.Join(dir, SignatureName), func(s string) string { return s[:len(s)/2] })
		}, []string{"error signature-wrong edition.txt.sig"}},
		{"signature empty", func(t *testing.T, dir string) {
			edit(t, filepath.Join(dir, SignatureName), func(string) string { return "" })
		}, []string{"error signature-wrong edition.txt.sig"}},
		{"signature dropped", func(t *testing.T, dir string) { must(t, os.Remove(filepath.Join(dir, SignatureName))) }, []string{"error edition-unsigned edition.txt.sig"}},
		{"statement dropped", func(t *testing.T, dir string) { must(t, os.Remove(filepath.Join(dir, StatementName))) }, []string{"error edition-unsigned edition.txt", "error file-added edition.txt.sig"}[:1]},
		{"statement changed", func(t *testing.T, dir string) {
			edit(t, filepath.Join(dir, StatementName), func(s string) string { return strings.Replace(s, "serial: 1", "serial: 2", 1) })
		}, []string{"error signature-wrong edition.txt.sig"}},
		{"statement with a line more", func(t *testing.T, dir string) {
			edit(t, filepath.Join(dir, StatementName), func(s string) string { return s + "note: trust me\n" })
		}, []string{"error edition-unreadable edition.txt"}},
	}
}

// TestTampering does each to a signed edition, and expects it to be named.
func TestTampering(t *testing.T) {
	ours, line := key(t, 'a')
	theirs, _ := key(t, 'b')
	signers, err := ParseSigners([]byte(line))
	must(t, err)
	for _, c := range tamperings(ours, theirs) {
		t.Run(c.name, func(t *testing.T) {
			dir := signed(t, ours)
			c.tamper(t, dir)
			if got := codesOf(verify(t, dir, Options{Signers: signers})); !slices.Equal(got, c.want) {
				t.Errorf("got %q\nwant %q", got, c.want)
			}
		})
	}
}

// TestEditionsInOrder shows editions one after the other to somebody who remembers what was seen.
func TestEditionsInOrder(t *testing.T) {
	ours, _ := key(t, 'a')
	theirs, _ := key(t, 'b')
	ctx := context.Background()
	first := signed(t, ours)
	second := t.TempDir()
	if err := os.CopyFS(second, os.DirFS(first)); err != nil {
		t.Fatal(err)
	}
	published(t, second, "two")
	if s, err := Sign(ctx, second, ours, Order{Time: monday.Add(time.Hour)}); err != nil || s.Statement.Serial != 2 {
		t.Fatal(s, err)
	}
	o := Options{Memory: OpenMemory(t.TempDir())}
	expect := func(dir string, want ...string) {
		t.Helper()
		if got := codesOf(verify(t, dir, o)); !slices.Equal(got, want) {
			t.Errorf("got %q\nwant %q", got, want)
		}
	}
	expect(first, "warning signer-unknown edition.txt.sig")
	expect(first)
	expect(second)
	expect(first, "error edition-old edition.txt")

	// A page of the edition before stands in the new one.
	third := t.TempDir()
	if err := os.CopyFS(third, os.DirFS(second)); err != nil {
		t.Fatal(err)
	}
	published(t, third, "six")
	if _, err := Sign(ctx, third, ours, Order{Time: monday.Add(2 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	edit(t, filepath.Join(third, "index.html"), func(s string) string { return strings.Replace(s, "six", "two", 1) })
	expect(third, "error file-of-other-edition index.html")

	// Somebody else signs the next one, and one that says that it is the second.
	fork := t.TempDir()
	if err := os.CopyFS(fork, os.DirFS(first)); err != nil {
		t.Fatal(err)
	}
	published(t, fork, "bad")
	if _, err := Sign(ctx, fork, theirs, Order{Time: monday.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	expect(fork, "error edition-forked edition.txt", "error signer-changed edition.txt.sig")
}

// TestOtherPlaces verifies a zip file and a host, which has it at another address than it should.
func TestOtherPlaces(t *testing.T) {
	ours, line := key(t, 'a')
	signers, _ := ParseSigners([]byte(line))
	dir := signed(t, ours)
	file := filepath.Join(t.TempDir(), "site.zip")
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	if err := z.AddFS(os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	if r := verify(t, file, Options{Signers: signers}); len(r.Problems) > 0 || r.Files != 3 {
		t.Errorf("zip: %d files, %v", r.Files, r.Problems)
	}
	s := httptest.NewServer(http.FileServer(http.Dir(dir)))
	defer s.Close()
	r := verify(t, s.URL, Options{Signers: signers, Address: s.URL})
	if got := codesOf(r); !slices.Equal(got, []string{"error edition-of-other-site edition.txt"}) || r.Files != 3 {
		t.Errorf("host: %d files, %q", r.Files, got)
	}
}

// TestStolenKey signs with a key that holds no more, and writes a date into the edition at which it held.
func TestStolenKey(t *testing.T) {
	ours, line := key(t, 'a')
	name, bare, _ := strings.Cut(line, " ")
	signers, err := ParseSigners([]byte(name + ` valid-before="20261201" ` + bare))
	must(t, err)
	dir := signed(t, ours)
	if got := codesOf(verify(t, dir, Options{Signers: signers})); len(got) > 0 {
		t.Errorf("while the key holds: %q", got)
	}
	if got := codesOf(verify(t, dir, Options{Signers: signers, Now: monday.AddDate(0, 0, 2)})); !slices.Equal(got, []string{"error signer-unknown edition.txt.sig"}) {
		t.Errorf("later: %q", got)
	}
	if got := codesOf(verify(t, dir, Options{Signers: signers, Now: monday.AddDate(0, 0, -2)})); !slices.Equal(got, []string{"error edition-time edition.txt"}) {
		t.Errorf("before it was signed: %q", got)
	}
}

// TestAddedSignature adds a signature of somebody else to an edition, before a first look, after one, and before the look of
// somebody who named the publisher's key. The next edition, which that key alone has signed, is not taken.
func TestAddedSignature(t *testing.T) {
	ours, line := key(t, 'a')
	theirs, _ := key(t, 'b')
	signers, err := ParseSigners([]byte(line))
	must(t, err)
	ctx := context.Background()
	for name, looks := range map[string]func(genuine, added string, o Options){
		"first look": func(_, added string, o Options) { verify(t, added, o) },
		"later look": func(genuine, added string, o Options) { verify(t, genuine, o); verify(t, added, o) },
		"named key": func(_, added string, o Options) {
			verify(t, added, Options{Memory: o.Memory, Signers: signers})
		},
	} {
		genuine, added := signed(t, ours), signed(t, ours)
		_, err := Sign(ctx, added, theirs, Order{Add: true, Time: monday})
		must(t, err)
		o := Options{Memory: OpenMemory(t.TempDir())}
		looks(genuine, added, o)
		published(t, added, "bad")
		_, err = Sign(ctx, added, theirs, Order{Time: monday.Add(time.Hour)})
		must(t, err)
		if got := codesOf(verify(t, added, o)); !slices.Equal(got, []string{"error signer-changed edition.txt.sig"}) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestTwoAddresses has a host that shows another page at one of the two addresses of a page than at the other.
func TestTwoAddresses(t *testing.T) {
	ours, line := key(t, 'a')
	signers, err := ParseSigners([]byte(line))
	must(t, err)
	for _, bad := range []string{"/sub/", "/sub/index.html", "/sub/fr/", "/sub/fr/index.html"} {
		dir := t.TempDir()
		published(t, dir, "one")
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			name := strings.TrimPrefix(r.URL.Path, "/sub")
			switch {
			case r.URL.Path == bad:
				w.Write([]byte("evil"))
				return
			case strings.HasSuffix(name, "/"):
				name += "index.html"
			}
			text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
			if err != nil {
				http.NotFound(w, r)
				return
			}
			w.Write(text)
		}))
		_, err := Sign(context.Background(), dir, ours, Order{Origin: s.URL + "/sub/", Time: monday})
		must(t, err)
		want := "error file-changed " + FileOf(strings.TrimPrefix(bad, "/sub/"))
		if got := codesOf(verify(t, s.URL+"/sub/", Options{Signers: signers, Address: s.URL + "/sub/"})); !slices.Equal(got, []string{want}) {
			t.Errorf("%s: %q, want %q", bad, got, want)
		}
		s.Close()
	}
}

// TestZipFiles reads zip files that programs unpack in different ways.
func TestZipFiles(t *testing.T) {
	ours, line := key(t, 'a')
	signers, err := ParseSigners([]byte(line))
	must(t, err)
	dir := signed(t, ours)
	for name, c := range map[string]struct {
		spoil func(z *zip.Writer)
		want  string
	}{
		"a second copy of the site": {func(z *zip.Writer) {
			for _, p := range []string{"copy/edition.txt", "copy/index.html"} {
				w, _ := z.Create(p)
				w.Write([]byte("x"))
			}
		}, "error file-added copy/edition.txt, error file-added copy/index.html"},
		"two pages of one name": {func(z *zip.Writer) {
			w, _ := z.Create("index.html")
			w.Write([]byte("evil"))
		}, "error file-unreadable index.html"},
		"two manifests": {func(z *zip.Writer) {
			w, _ := z.Create(ManifestName)
			w.Write([]byte("{}"))
		}, "error edition-unreadable manifest.json"},
		"two statements": {func(z *zip.Writer) {
			w, _ := z.Create(StatementName)
			w.Write([]byte("x"))
		}, "error edition-unreadable edition.txt"},
	} {
		file := filepath.Join(t.TempDir(), "site.zip")
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		must(t, z.AddFS(os.DirFS(dir)))
		c.spoil(z)
		must(t, z.Close())
		must(t, os.WriteFile(file, b.Bytes(), 0o644))
		if got := strings.Join(codesOf(verify(t, file, Options{Signers: signers})), ", "); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestSignAfterKill signs a folder in which a killed process has left its files.
func TestSignAfterKill(t *testing.T) {
	ours, _ := key(t, 'a')
	dir := signed(t, ours)
	must(t, os.WriteFile(filepath.Join(dir, "edition.txt.0123456789abcdef.tmp"), []byte("half"), 0o644))
	must(t, os.WriteFile(filepath.Join(dir, "edition.txt.sig.0123456789abcdef.tmp"), nil, 0o644))
	if _, err := Sign(context.Background(), dir, ours, Order{Time: monday}); err != nil {
		t.Fatal(err)
	}
	if list, _ := filepath.Glob(filepath.Join(dir, "*.tmp")); len(list) > 0 {
		t.Errorf("%v are left", list)
	}
}

// TestSignatureForms has what ssh-keygen refuses around a signature, and a copy of a signature.
func TestSignatureForms(t *testing.T) {
	ours, line := key(t, 'a')
	signers, err := ParseSigners([]byte(line))
	must(t, err)
	for name, c := range map[string]struct {
		change func(string) string
		codes  int
	}{
		"text before": {func(s string) string { return "note\n" + s }, 1},
		"Windows":     {func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }, 1},
		"twice":       {func(s string) string { return s + s }, 0},
	} {
		dir := signed(t, ours)
		edit(t, filepath.Join(dir, SignatureName), c.change)
		if r := verify(t, dir, Options{Signers: signers}); len(r.Problems) != c.codes || c.codes == 0 && len(r.Signed) != 1 {
			t.Errorf("%s: %q, signed by %q", name, codesOf(r), r.Signed)
		}
	}
}

// TestSigners reads files of signers as OpenSSH writes them.
func TestSigners(t *testing.T) {
	s, line := key(t, 'a')
	_, bare, _ := strings.Cut(line, " ")
	for _, c := range []struct{ file, why string }{
		{line, ""},
		{"# a comment\n\n" + bare, ""},
		{`a@b.c,"d" namespaces="vernacular-*,git" ` + bare, ""},
		{`a@b.c namespaces="git" ` + bare, "line 1 allows this key for git"},
		{`a@b.c valid-after="20261201" ` + bare, "line 1 allows this key from 2026-12-01 on"},
		{`a@b.c valid-before="20261130" ` + bare, "line 1 allows this key before 2026-11-30"},
		{`a@b.c valid-before="20261130100000Z" ` + bare, ""},
		{`a@b.c namespaces="!vernacular-edition,*" ` + bare, "line 1 allows this key for"},
		{"x@y.z ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHNTxErv1beDyKxfSqPg3If8Gjf1qQps60I+EIjWeTkS", "no line of the file"},
	} {
		list, err := ParseSigners([]byte(c.file))
		if err != nil {
			t.Errorf("%s: %v", c.file, err)
			continue
		}
		if _, why := list.find(s.key.PublicKey(), monday, monday); !strings.HasPrefix(why, c.why) || (why == "") != (c.why == "") {
			t.Errorf("%s: %q, want %q", c.file, why, c.why)
		}
	}
	for _, bad := range []string{"", "# nothing", "a@b.c", "a@b.c ssh-ed25519 AAAA", "a@b.c cert-authority " + bare, "a@b.c wherever " + bare, "!a@b.c,* " + bare} {
		if _, err := ParseSigners([]byte(bad)); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

// FuzzStatement reads any text as a statement: what is accepted is written back as the very same bytes.
func FuzzStatement(f *testing.F) {
	f.Add(Statement{Origin: origin, Serial: 3, Time: monday, Previous: DigestOf(nil), Manifest: DigestOf(nil), Tool: "x"}.Bytes())
	f.Add([]byte("vernacular-edition: 1\norigin: none\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if s, err := ParseStatement(text); err == nil && !bytes.Equal(s.Bytes(), text) {
			t.Errorf("%q becomes %q", text, s.Bytes())
		}
	})
}
