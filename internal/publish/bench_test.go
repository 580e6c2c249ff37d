//go:build unix

package publish

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"
)

// benchSite is n outputs of the sizes and shape of the race's site, in the order of their paths.
func benchSite(n int) ([]Entry, []byte) {
	entries := make([]Entry, n)
	const locales = 40
	for i := range entries {
		l, p := i*locales/n, i%((n+locales-1)/locales)
		entries[i] = Entry{Path: fmt.Sprintf("l%02d/page-%05d/index.html", l, p), Locale: fmt.Sprintf("l%02d", l),
			Sources: []string{fmt.Sprintf("content/en/page-%d.md", p), fmt.Sprintf("content/l%02d/page-%d.md", l, p), "layouts/page.html"}}
	}
	data := make([]byte, 20_000)
	for i := range data {
		data[i] = 'a' + byte(i%26)
	}
	return entries, data
}

// benchDir is on the disk, or below $BENCHDIR.
func benchDir(b *testing.B) string {
	dir, err := os.MkdirTemp(os.Getenv("BENCHDIR"), "publish")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// benchPublish publishes from two goroutines, as a build does.
func benchPublish(b *testing.B, dir string, entries []Entry, data []byte, sync bool) *Folder {
	f, err := Open(Options{Dir: dir, NoSync: !sync})
	if err != nil {
		b.Fatal(err)
	}
	putAll(b, f, entries, data)
	if _, err := f.Commit(nil); err != nil {
		b.Fatal(err)
	}
	return f
}

func putAll(b *testing.B, f *Folder, entries []Entry, data []byte) {
	var wg sync.WaitGroup
	work := make(chan Entry, 64)
	for range 2 {
		wg.Go(func() {
			for e := range work {
				if _, err := f.Put(e, data); err != nil {
					b.Error(err)
				}
			}
		})
	}
	for _, e := range entries {
		work <- e
	}
	close(work)
	wg.Wait()
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// A first build, and what the process then keeps for each output.
func BenchmarkFresh(b *testing.B) {
	for _, n := range []int{400, 5000, 40_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			dir := benchDir(b)
			entries, data := benchSite(n)
			for i := range entries {
				entries[i].SHA256 = hashOf(data) // build has it already
			}
			var before, after runtime.MemStats
			var cpu time.Duration
			for i := 0; b.Loop(); i++ {
				b.StopTimer()
				runtime.GC()
				runtime.ReadMemStats(&before)
				name := filepath.Join(dir, fmt.Sprint(i))
				start := cpuTime()
				b.StartTimer()
				f := benchPublish(b, name, entries, data, true)
				b.StopTimer()
				cpu += cpuTime() - start
				runtime.GC()
				runtime.ReadMemStats(&after)
				f.Close()
				os.RemoveAll(name)
				b.StartTimer()
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "outputs/s")
			b.ReportMetric(float64(cpu.Microseconds())/float64(b.N*n), "cpu-µs/output")
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(n), "B-live/output")
		})
	}
}

// One page of a site that is being watched.
func BenchmarkEdit(b *testing.B) {
	for _, n := range []int{400, 40_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			entries, data := benchSite(n)
			f := benchPublish(b, filepath.Join(benchDir(b), "out"), entries, data[:100], false)
			defer f.Close()
			start := cpuTime()
			for i := 0; b.Loop(); i++ {
				data[0], data[1] = byte(i), byte(i>>8)
				if _, err := f.Begin(false); err != nil {
					b.Fatal(err)
				}
				if _, err := f.Put(entries[i*7919%n], data); err != nil {
					b.Fatal(err)
				}
				if _, err := f.Commit(nil); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64((cpuTime()-start).Microseconds())/float64(b.N), "cpu-µs/op")
		})
	}
}

// Learning what a folder holds.
func BenchmarkOpen(b *testing.B) {
	entries, data := benchSite(40_000)
	dir := filepath.Join(benchDir(b), "out")
	benchPublish(b, dir, entries, data[:1], false).Close()
	start := cpuTime()
	for b.Loop() {
		f, err := Open(Options{Dir: dir})
		if err != nil {
			b.Fatal(err)
		}
		f.Close()
	}
	b.ReportMetric(float64((cpuTime()-start).Microseconds())/float64(b.N), "cpu-µs/op")
}

// The next build of unchanged sources, in a new process, with the stamps of the last.
func BenchmarkUnchanged(b *testing.B) {
	entries, data := benchSite(40_000)
	for i := range entries {
		entries[i].SHA256 = hashOf(data[:100])
	}
	dir := benchDir(b)
	o := Options{Dir: filepath.Join(dir, "out"), Stamps: filepath.Join(dir, "cache", "stamps"), NoSync: true}
	round := func(prepare func(f *Folder)) {
		f, err := Open(o)
		if err != nil {
			b.Fatal(err)
		}
		prepare(f)
		res, err := f.Commit(nil)
		if err != nil || len(res.Notes) > 0 {
			b.Fatal(res.Notes, err)
		}
		f.Close()
	}
	verify := func(f *Folder) {
		if need, err := f.Verify(entries); err != nil || len(need) > 0 {
			b.Fatal(len(need), err)
		}
	}
	round(func(f *Folder) { putAll(b, f, entries, data[:100]) })
	time.Sleep(2 * time.Second) // until then nothing is proven
	round(verify)
	start := cpuTime()
	for b.Loop() {
		round(verify)
	}
	b.ReportMetric(float64((cpuTime()-start).Microseconds())/float64(b.N), "cpu-µs/op")
}
