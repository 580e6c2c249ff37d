package source

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// big is a site of 40,000 pages in 40 locales, made once for all benchmarks.
var big = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "vernacular-source-")
	if err != nil {
		return "", err
	}
	for l := range 40 {
		sub := filepath.Join(dir, "content", fmt.Sprintf("x-%02d", l))
		if err := os.MkdirAll(sub, 0o755); err != nil {
			return "", err
		}
		for i := range 1000 {
			if err := os.WriteFile(filepath.Join(sub, fmt.Sprintf("page-%04d.md", i)), []byte("# A page\n"), 0o644); err != nil {
				return "", err
			}
		}
	}
	return dir, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if bigMade {
		if dir, err := big(); err == nil {
			os.RemoveAll(dir)
		}
	}
	os.Exit(code)
}

var bigMade bool

func bigFolder(b *testing.B) (string, *Folder) {
	if testing.Short() {
		b.Skip("makes 40,000 files")
	}
	bigMade = true
	dir, err := big()
	must(b, err)
	f, err := Open(dir, Options{Now: later})
	must(b, err)
	b.Cleanup(func() { f.Close() })
	return dir, f
}

func BenchmarkScan40000(b *testing.B) {
	_, f := bigFolder(b)
	b.ReportAllocs()
	for b.Loop() {
		if n := len(scan(b, f).Files("")); n != 40000 {
			b.Fatal(n)
		}
	}
}

func BenchmarkUpdateEverything40000(b *testing.B) {
	_, f := bigFolder(b)
	b.ReportAllocs()
	s := scan(b, f)
	for b.Loop() {
		s, _ = update(b, f, s, "")
	}
}

func BenchmarkUpdateOneEdit40000(b *testing.B) {
	dir, f := bigFolder(b)
	s := scan(b, f)
	s.Files("")
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		n++
		b.StopTimer()
		name := fmt.Sprintf("content/x-%02d/page-%04d.md", n%40, n%1000)
		write(b, dir, name, fmt.Sprint("edit ", n))
		b.StartTimer()
		var changed []string
		s, changed = update(b, f, s, name)
		if len(changed) != 1 || len(s.Files("")) != 40000 {
			b.Fatal(changed)
		}
	}
}

func BenchmarkUpdateOneNewFile40000(b *testing.B) {
	dir, f := bigFolder(b)
	s := scan(b, f)
	for b.Loop() {
		b.StopTimer()
		write(b, dir, "content/x-20/new.md", "new")
		b.StartTimer()
		s, _ = update(b, f, s, "content/x-20/new.md")
		b.StopTimer()
		os.Remove(filepath.Join(dir, "content/x-20/new.md"))
		b.StartTimer()
		s, _ = update(b, f, s, "content/x-20/new.md")
	}
}

// BenchmarkRead reads the pages as a build does: one page in all its locales, then the next.
func BenchmarkRead(b *testing.B) {
	_, f := bigFolder(b)
	s := scan(b, f)
	b.SetBytes(int64(len("# A page\n")))
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		p := fmt.Sprintf("content/x-%02d/page-%04d.md", n%40, n/40%1000)
		if file, err := s.Read(p); err != nil || file.Data == nil {
			b.Fatal(p, err)
		}
		n++
	}
}

// BenchmarkWarm is the start of a process that has a record of stamps: a scan and the sums of all files.
func BenchmarkWarm40000(b *testing.B) {
	dir, f := bigFolder(b)
	record := filepath.Join(b.TempDir(), "stamps")
	f.LoadStamps(record)
	s := scan(b, f)
	for _, p := range s.Files("") {
		s.Sum(p)
	}
	must(b, s.SaveStamps(record))
	b.ReportAllocs()
	for b.Loop() {
		f, err := Open(dir, Options{Now: later})
		must(b, err)
		if !f.LoadStamps(record) {
			b.Fatal("not loaded")
		}
		s := scan(b, f)
		for _, p := range s.Files("") {
			s.Sum(p)
		}
		f.Close()
	}
}

func BenchmarkSaveStamps40000(b *testing.B) {
	_, f := bigFolder(b)
	record := filepath.Join(b.TempDir(), "stamps")
	f.LoadStamps(record)
	s := scan(b, f)
	for _, p := range s.Files("") {
		s.Sum(p)
	}
	b.ReportAllocs()
	for b.Loop() {
		must(b, s.SaveStamps(record))
	}
}
