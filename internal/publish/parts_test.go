//go:build unix

package publish

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// openSplit opens a folder of which the manifest is in parts above three pages.
func openSplit(t *testing.T, dir string) *Folder {
	t.Helper()
	f, err := Open(Options{Dir: dir, partsAbove: 3})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// putPages puts so many pages and a file that is none.
func putPages(t *testing.T, f *Folder, n int, texts map[int]string) {
	t.Helper()
	for i := range n {
		e := Entry{Path: fmt.Sprintf("p%02d/index.html", i), Locale: "en", Fingerprint: strings.Repeat("0", printLen)}
		if _, err := f.Put(e, []byte("page "+texts[i])); err != nil {
			t.Fatal(err)
		}
	}
	mustPut(t, f, "assets/a.css", "p{}")
	mustCommit(t, f)
	f.Close()
}

// partsOnDisk returns the manifest and the texts of its parts by path, after it has looked that they say what a manifest of
// one file would say.
func partsOnDisk(t *testing.T, dir string) (Manifest, map[string]string) {
	t.Helper()
	m, err := ReadManifest([]byte(text(t, filepath.Join(dir, manifestName))))
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	var paths []string
	for i, p := range m.Parts {
		texts[p.Path] = text(t, filepath.Join(dir, p.Path))
		entries, err := m.ReadPart(i, []byte(texts[p.Path]))
		if err != nil || len(entries) != p.Files {
			t.Fatalf("part %d: %v, %d entries of %d", i, err, len(entries), p.Files)
		}
		for _, e := range entries {
			if m.PartOf(e.Path) != i {
				t.Errorf("%s stands in part %d, not in %d", e.Path, i, m.PartOf(e.Path))
			}
			paths = append(paths, e.Path)
		}
	}
	for _, e := range m.Entries {
		paths = append(paths, e.Path)
	}
	var want []string
	for name := range onDisk(t, dir) {
		if name != manifestName && !strings.HasPrefix(name, partsName+"/") && !strings.HasSuffix(name, "/") {
			want = append(want, name)
		}
	}
	slices.Sort(paths)
	slices.Sort(want)
	if !slices.Equal(paths, want) {
		t.Errorf("the manifest names %v, and the folder has %v", paths, want)
	}
	return m, texts
}

func TestManifestInParts(t *testing.T) {
	dir := t.TempDir()
	putPages(t, openSplit(t, dir), 3, nil)
	if m, _ := partsOnDisk(t, dir); m.Parts != nil {
		t.Error("a manifest of three pages is in parts")
	}
	putPages(t, openSplit(t, dir), 20, nil)
	m, before := partsOnDisk(t, dir)
	if len(m.Parts) != 8 {
		t.Fatalf("21 files are in %d parts, not in 8", len(m.Parts))
	}

	putPages(t, openSplit(t, dir), 20, map[int]string{7: "changed"})
	m, after := partsOnDisk(t, dir)
	maps.DeleteFunc(after, func(name, text string) bool { return before[name] == text })
	if len(after) != 1 || after[m.Parts[m.PartOf("p07/index.html")].Path] == "" {
		t.Errorf("one page was changed, and these parts were: %v", slices.Sorted(maps.Keys(after)))
	}
	if files, err := os.ReadDir(filepath.Join(dir, partsName)); err != nil || len(files) != 8 {
		t.Errorf("%d files are in the folder of 8 parts: %v", len(files), err)
	}

	// A run that was killed leaves a part that nothing names; somebody else's file is not ours.
	orphan := []byte("{}\n")
	write(t, filepath.Join(dir, partsName, "3."+hashOf(orphan)[:16]+".json"), string(orphan))
	write(t, filepath.Join(dir, partsName, "3.0000000000000000.json"), "{}\n")
	putPages(t, openSplit(t, dir), 2, nil)
	if m, _ := partsOnDisk(t, dir); m.Parts != nil {
		t.Error("a manifest of two pages is still in parts")
	}
	if files, _ := os.ReadDir(filepath.Join(dir, partsName)); len(files) != 1 || files[0].Name() != "3.0000000000000000.json" {
		t.Errorf("of the old parts these are left: %v", files)
	}
}

// TestSpoiltPart changes a part, and takes one away: the next revision writes both again, and no page.
func TestSpoiltPart(t *testing.T) {
	for name, spoil := range map[string]func(path, text string){
		"changed": func(path, text string) { write(t, path, strings.Replace(text, "p0", "p1", 1)) },
		"missing": func(path, text string) { os.Remove(path) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			putPages(t, openSplit(t, dir), 20, nil)
			m, texts := partsOnDisk(t, dir)
			p := m.Parts[m.PartOf("p03/index.html")].Path
			spoil(filepath.Join(dir, p), texts[p])
			f := openSplit(t, dir)
			if len(f.notes) != 1 || !strings.Contains(f.notes[0], "could not be read") {
				t.Errorf("notes: %q", f.notes)
			}
			putPages(t, f, 20, nil)
			if _, again := partsOnDisk(t, dir); !maps.Equal(again, texts) {
				t.Error("the parts are not as they were")
			}
		})
	}
}

// FuzzPart reads any bytes as a part whose digest is right.
func FuzzPart(f *testing.F) {
	var good bytes.Buffer
	writeFile(&good, partHead(0, 1), slices.Values([]line{encodeLine(Entry{Path: "a", SHA256: hashOf(nil)})}))
	f.Add(good.Bytes())
	f.Add([]byte(partHead(0, 1) + "\n]}\n"))
	f.Add([]byte(nil))
	f.Fuzz(func(t *testing.T, data []byte) {
		sum := hashOf(data)
		lines, err := parsePart([]Part{{Path: partPath(0, 1, sum), SHA256: sum, Size: int64(len(data))}}, 0, data)
		if err != nil {
			return
		}
		var again bytes.Buffer
		writeFile(&again, partHead(0, 1), slices.Values(lines))
		if !bytes.Equal(again.Bytes(), data) {
			t.Errorf("accepted another form:\n%s", data)
		}
	})
}
