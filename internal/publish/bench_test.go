package publish

import (
	"bytes"
	"fmt"
	"path/filepath"
	"testing"
)

// A first build of 200 pages, and the next one, which changes nothing.
func BenchmarkPublish(b *testing.B) {
	data := bytes.Repeat([]byte("a page of ordinary size "), 1000)
	round := func(b *testing.B, dir string, sync bool) {
		f, err := Open(Options{Dir: dir, NoSync: !sync})
		if err != nil {
			b.Fatal(err)
		}
		defer f.Close()
		for i := range 200 {
			if _, err := f.Put(Entry{Path: fmt.Sprintf("l%d/p/index.html", i)}, data); err != nil {
				b.Fatal(err)
			}
		}
		if _, err := f.Commit(nil); err != nil {
			b.Fatal(err)
		}
	}
	for _, sync := range []bool{false, true} {
		b.Run(fmt.Sprintf("first/sync=%v", sync), func(b *testing.B) {
			dir := b.TempDir()
			for i := 0; b.Loop(); i++ {
				// A new folder each time, and none removed: ext4 is slow to reuse what was just deleted.
				round(b, filepath.Join(dir, fmt.Sprint(i)), sync)
			}
		})
	}
	b.Run("again", func(b *testing.B) {
		dir := b.TempDir()
		round(b, dir, false)
		for b.Loop() {
			round(b, dir, false)
		}
	})
}
