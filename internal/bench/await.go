//go:build unix

package main

import (
	"bytes"
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"vernacular/internal/locale"
)

// expected is an output file and the new text that must come to stand in it. Without a file it is any sitemap
// that can hold the addresses of the locale.
type expected struct {
	file, text string
	locale     locale.Tag
}

// staleError says that outputs did not follow an edit.
type staleError struct {
	missing, of int
	first       expected
	after       time.Duration
}

func (e staleError) Error() string {
	return fmt.Sprintf("after %.0f s %d of %d files are stale; missing in %s: %s", e.after.Seconds(), e.missing, e.of, cmp.Or(e.first.file, "the sitemaps"), e.first.text)
}

// polled is how many files of a set are looked at while waiting, those with the first and the last name among
// them. All are looked at after these have followed; what has not is waited for in turn.
const polled = 64

// await waits until each expected text stands in a whole file, and gives the time since start.
func (w *session) await(list []expected, start time.Time) (time.Duration, error) {
	patience := time.Minute + time.Duration(w.size.Pages*w.size.Locales)*10*time.Millisecond
	look := looker{out: w.out, seen: map[[2]string]stamp{}}
	pending := spread(list, polled)
	for {
		for len(pending) > 0 {
			if pending = slices.DeleteFunc(pending, look.has); len(pending) == 0 {
				break
			}
			took := time.Since(start)
			if took > patience {
				return 0, staleError{len(pending), len(list), pending[0], took}
			}
			if err := w.proc.alive(); err != nil {
				return 0, err
			}
			time.Sleep(max(500*time.Microsecond, took/200))
		}
		took := time.Since(start)
		for _, want := range list {
			if !look.has(want) {
				pending = append(pending, want)
			}
		}
		if len(pending) == 0 {
			return took, nil
		}
	}
}

// spread takes n of a list: the first and the last by file name, and a seeded choice of the others.
func spread(list []expected, n int) []expected {
	if len(list) <= n {
		return slices.Clone(list)
	}
	list = slices.SortedFunc(slices.Values(list), func(a, b expected) int { return strings.Compare(a.file, b.file) })
	some := []expected{list[0], list[len(list)-1]}
	for _, i := range rand.New(rand.NewPCG(uint64(len(list)), 1)).Perm(len(list) - 2)[:n-2] {
		some = append(some, list[i+1])
	}
	return some
}

// looker reads files again only when their stamps say that they may differ.
type looker struct {
	out  string
	seen map[[2]string]stamp // by name and text that it had not
}

type stamp struct {
	mod  time.Time
	size int64
}

func (l *looker) has(want expected) bool {
	if want.file != "" {
		return l.holds(filepath.Join(l.out, want.file), want.text)
	}
	for _, dir := range []string{"", strings.ToLower(string(want.locale))} {
		names, _ := filepath.Glob(filepath.Join(l.out, dir, "sitemap*"))
		if slices.ContainsFunc(names, func(name string) bool { return l.holds(name, want.text) }) {
			return true
		}
	}
	return false
}

// ends are those of files that are written to their end.
var ends = map[string]string{".html": "</html>", ".xml": "</urlset>"}

func (l *looker) holds(name, text string) bool {
	info, err := os.Stat(name)
	if err != nil {
		return false
	}
	now := stamp{info.ModTime(), info.Size()}
	// The kernel's stamps are some milliseconds coarse, so a young one proves nothing.
	if l.seen[[2]string{name, text}] == now && time.Since(now.mod) > 50*time.Millisecond {
		return false
	}
	data, err := os.ReadFile(name)
	if err == nil && bytes.HasSuffix(bytes.TrimSpace(data), []byte(ends[filepath.Ext(name)])) && bytes.Contains(data, []byte(text)) {
		return true
	}
	l.seen[[2]string{name, text}] = now
	return false
}
