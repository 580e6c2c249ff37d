package disk

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var ours = sha256.Sum256([]byte("ours"))

func stampedFiles() []Stamped {
	return []Stamped{
		{Stamp{1, 2, 3, 4, 5}, "a"}, {Stamp{}, ""}, {Stamp{-1, -2, -3, 1 << 63, 1<<64 - 1}, strings.Repeat("long", 99)},
	}
}

func TestStampsComeBack(t *testing.T) {
	for _, files := range [][]Stamped{nil, stampedFiles()} {
		path := filepath.Join(t.TempDir(), "new", "folder", "stamps")
		if err := SaveStamps(path, ours, slices.Values(files)); err != nil {
			t.Fatal(err)
		}
		got, ok := LoadStamps(path, ours)
		if !ok || !slices.Equal(got, files) {
			t.Errorf("%v %v, want %v", ok, got, files)
		}
		if list, _ := os.ReadDir(filepath.Dir(path)); len(list) != 1 {
			t.Errorf("%v is left", list)
		}
	}
}

// FAULTS F9: any doubt is a miss.
func TestDamagedOrForeignStampsSayNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "stamps")
	if err := SaveStamps(path, ours, slices.Values(stampedFiles())); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	miss := func(what string, data []byte) {
		t.Helper()
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, ok := LoadStamps(path, ours); ok {
			t.Error(what)
		}
	}
	for i := range good {
		miss("cut off", good[:i])
		bad := slices.Clone(good)
		bad[i] ^= 1 << (i % 8)
		miss("one byte is another", bad)
	}
	checked := func(b []byte) []byte {
		sum := sha256.Sum256(b)
		return append(slices.Clone(b), sum[:]...)
	}
	body := good[:len(good)-sha256.Size]
	m := len(stampsMagic)
	miss("another version", checked([]byte(strings.Replace(string(body), "stamps 2", "stamps 1", 1))))
	miss("another machine", checked(slices.Concat(body[:m], ours[:], body[m+sha256.Size:])))
	miss("of something else", checked(slices.Concat(body[:m+sha256.Size], body[m:m+sha256.Size], body[stampsHead:])))
	miss("half a file", checked(body[:len(body)-5]))
	miss("half a stamp", checked(body[:stampsHead+7]))
	miss("a long length", checked(append(slices.Clone(body[:stampsHead+numberBytes]), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)))
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, ok := LoadStamps(path, ours); ok {
		t.Error("there is no file")
	}
}
