package source

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vernacular/internal/disk"
)

// sumsAre checks the sums of all files of a snapshot against their content, and how many were read for it.
func sumsAre(t *testing.T, f *Folder, s *Snapshot, dir string, wantOpened bool) {
	t.Helper()
	for _, p := range s.Files("") {
		data, err := os.ReadFile(filepath.Join(dir, p))
		must(t, err)
		if sum, ok, err := s.Sum(p); err != nil || !ok || sum != sha256.Sum256(data) {
			t.Errorf("%s: %x %v %v", p, sum, ok, err)
		}
	}
	if opened := len(f.open.open) > 0; opened != wantOpened {
		t.Errorf("opened a file: %v", opened)
	}
}

func again(t *testing.T, dir string, o Options) *Folder {
	t.Helper()
	f, err := Open(dir, o)
	must(t, err)
	t.Cleanup(func() { f.Close() })
	return f
}

func TestSumsAreKnownWithoutReadingFromAnEarlierProcess(t *testing.T) {
	old := Options{Now: later}
	dir, f := site(t, old, "content/en/a.md", "content/en/b.md", "content/fr/a.md", "locales/active.en.toml")
	write(t, dir, "content/en/empty.md", "")
	record := filepath.Join(t.TempDir(), "stamps")
	if f.LoadStamps(record) {
		t.Error("there is no record")
	}
	s := scan(t, f)
	sumsAre(t, f, s, dir, true)
	must(t, s.SaveStamps(record))

	f = again(t, dir, old)
	if !f.LoadStamps(record) {
		t.Fatal("not loaded")
	}
	s = scan(t, f)
	sumsAre(t, f, s, dir, false)
	if sum, ok, err := s.Sum("content/en/none.md"); ok || err != nil {
		t.Error(sum, ok, err)
	}
	if _, ok, _ := s.Sum("content/en"); ok {
		t.Error("a folder has no sum")
	}

	// Of what a process did not ask for, the record keeps what is still proven.
	must(t, scan(t, f).SaveStamps(record))
	f = again(t, dir, old)
	f.LoadStamps(record)
	sumsAre(t, f, scan(t, f), dir, false)

	// Same size and same time of modification.
	p := filepath.Join(dir, "content/en/a.md")
	fi, err := os.Stat(p)
	must(t, err)
	data, err := os.ReadFile(p)
	must(t, err)
	must(t, os.WriteFile(p, []byte(strings.Repeat("x", len(data))), 0o644))
	must(t, os.Chtimes(p, fi.ModTime(), fi.ModTime()))
	f = again(t, dir, old)
	f.LoadStamps(record)
	sumsAre(t, f, scan(t, f), dir, true)

	// An edit in a running process.
	s = scan(t, f)
	sumsAre(t, f, s, dir, true)
	write(t, dir, "content/en/b.md", "other")
	s, _ = update(t, f, s, "content/en/b.md")
	sumsAre(t, f, s, dir, true)
}

func TestSumsOfYoungFilesAreNeitherKeptNorTrusted(t *testing.T) {
	dir, f := site(t, Options{}, "content/en/a.md")
	record := filepath.Join(t.TempDir(), "stamps")
	f.LoadStamps(record)
	s := scan(t, f)
	sumsAre(t, f, s, dir, true)
	must(t, s.SaveStamps(record))
	f = again(t, dir, Options{Now: later})
	if !f.LoadStamps(record) {
		t.Error("not loaded")
	}
	sumsAre(t, f, scan(t, f), dir, true)

	old := again(t, dir, Options{Now: later})
	old.LoadStamps(record)
	s = scan(t, old)
	sumsAre(t, old, s, dir, true)
	must(t, s.SaveStamps(record))
	f = again(t, dir, Options{})
	f.LoadStamps(record)
	sumsAre(t, f, scan(t, f), dir, true)
}

// FAULTS F9: any doubt is a miss.
func TestADamagedOrForeignRecordSaysNothing(t *testing.T) {
	old := Options{Now: later}
	dir, f := site(t, old, "content/en/a.md", "content/en/b.md")
	record := filepath.Join(t.TempDir(), "stamps")
	f.LoadStamps(record)
	s := scan(t, f)
	sumsAre(t, f, s, dir, true)
	must(t, s.SaveStamps(record))
	good, err := os.ReadFile(record)
	must(t, err)
	must(t, os.WriteFile(record, good[:len(good)/2], 0o644))
	f = again(t, dir, old)
	if f.LoadStamps(record) {
		t.Error("loaded")
	}
	sumsAre(t, f, scan(t, f), dir, true)

	// A file of stamps that says something else.
	var of disk.Stamp
	must(t, disk.SaveStamps(record, belongs, slices.Values([]disk.Stamped{{Stamp: of, Known: "short"}})))
	if again(t, dir, old).LoadStamps(record) {
		t.Error("loaded, although no sum is in it")
	}
	must(t, disk.SaveStamps(record, sha256.Sum256(nil), slices.Values([]disk.Stamped{})))
	if again(t, dir, old).LoadStamps(record) {
		t.Error("loaded, although it belongs to something else")
	}
}
