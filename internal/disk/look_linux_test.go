package disk

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// Both ways of looking at files see the same.
func TestLookers(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	write("a/b/f", "1")
	write("a/f", "2")
	write("f", "3")
	write("c", "4")
	for name, target := range map[string]string{"l": "f", "a/l": "b", "d": "a", "a/up": "..", "out": "/"} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	fast, slow := NewLooker(root), NewLooker(root)
	slow.fast.slow = true
	defer fast.Close()
	defer slow.Close()
	for name, there := range map[string]bool{"f": true, "a/f": true, "a/b/f": true, "a/b": false, "c": true, "c/f": false, "l": false, "a/l/f": false,
		"d/f": false, "a/up/f": false, "out/etc/passwd": false, "no": false, "no/no": false, "a/no/f": false} {
		x, err1 := fast.Look(name)
		y, err2 := slow.Look(name)
		if (err1 == nil) != there || (err2 == nil) != there || x != y {
			t.Errorf("%s: %+v %v, %+v %v", name, x, err1, y, err2)
		}
	}
	if fast.fast.slow {
		t.Skip("this kernel knows no openat2")
	}
}
