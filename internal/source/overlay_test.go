package source

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWith(t *testing.T) {
	dir := t.TempDir()
	os.MkdirAll(filepath.Join(dir, "content/en"), 0o777)
	os.WriteFile(filepath.Join(dir, "content/en/a.md"), []byte("own"), 0o666)
	f, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	snap, err := f.Scan()
	if err != nil {
		t.Fatal(err)
	}
	more := snap.With(map[string][]byte{"content/en/a.md": []byte("other"), "content/ar-XB/a.md": []byte("made"), "locales/x.toml": nil})
	for _, c := range []struct{ prefix, want string }{
		{"content/", "content/ar-XB/a.md content/en/a.md"}, {"content/ar-XB/", "content/ar-XB/a.md"}, {"locales/", "locales/x.toml"}, {"layouts/", ""},
	} {
		if got := strings.Join(more.Files(c.prefix), " "); got != c.want {
			t.Errorf("%s: %s, want %s", c.prefix, got, c.want)
		}
	}
	for p, want := range map[string]string{"content/en/a.md": "own", "content/ar-XB/a.md": "made"} {
		got, err := more.Read(p)
		if err != nil || string(got.Data) != want || !more.Has(p) {
			t.Errorf("%s: %q, %v", p, got.Data, err)
		}
	}
	if snap.Has("content/ar-XB/a.md") || more.Has("content/ar-XB/b.md") {
		t.Error("a file is where it should not be")
	}
}
