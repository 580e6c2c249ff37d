package publish

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// TestReadPublished reads a folder as Commit has left it, with a manifest in one file and in parts, also where the files are links,
// and believes no file that is not as the manifest says.
func TestReadPublished(t *testing.T) {
	for _, above := range []int{-1, 1} {
		dir := filepath.Join(t.TempDir(), "out")
		f, err := Open(Options{Dir: dir, partsAbove: above})
		if err != nil {
			t.Fatal(err)
		}
		f.Describe(Build{BaseURL: "https://published.example/"})
		for _, name := range []string{"index.html", "fr/index.html", "a/b.html", "robots.txt"} {
			if _, err := f.Put(Entry{Path: name, Fingerprint: strings.Repeat("ab", 32)}, []byte(name)); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := f.Commit(nil); err != nil {
			t.Fatal(err)
		}
		want := f.Entries()
		f.Close()

		linked := filepath.Join(t.TempDir(), "linked")
		if err := os.CopyFS(linked, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(filepath.Join(linked, "index.html")); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(filepath.Join(dir, "index.html"), filepath.Join(linked, "index.html")); err != nil {
			t.Skip("this system has no links: ", err)
		}
		p, err := ReadPublished(linked)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(p.Entries, want) || p.Build.BaseURL != "https://published.example/" {
			t.Errorf("parts above %d: read %v of %v, want %v", above, p.Entries, p.Build, want)
		}
		e, ok := p.Entry("index.html")
		if data, err := p.Read(e); !ok || err != nil || string(data) != "index.html" {
			t.Errorf("index.html is read as %q, %v", data, err)
		}
		for _, spoilt := range []string{"indexxhtml", "index.html and more"} {
			if err := os.WriteFile(filepath.Join(dir, "index.html"), []byte(spoilt), 0o666); err != nil {
				t.Fatal(err)
			}
			if _, err := p.Read(e); err == nil || !strings.Contains(err.Error(), "index.html") {
				t.Errorf("a file that holds %q: %v", spoilt, err)
			}
		}
		if _, err := ReadPublished(t.TempDir()); err == nil || !strings.Contains(err.Error(), manifestName) {
			t.Errorf("a folder without a manifest: %v", err)
		}
	}
}
