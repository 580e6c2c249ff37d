package watch

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"vernacular/internal/disk"
)

// still makes a poller that looks only when told to.
func still(s site) *poller {
	f, err := newFilter(Options{})
	s.must(err)
	p := &poller{dir: s.dir, filter: f}
	p.begin()
	return p
}

func found(r report) (paths []string) {
	for _, c := range r.changes {
		paths = append(paths, c.path)
	}
	slices.Sort(paths)
	return paths
}

// grow makes the file at rel, or all files, as old as the poller trusts.
func grow(n *node, by time.Duration) {
	n.touched = n.touched.Add(-by)
	if n.racy != nil {
		n.racy.since = n.racy.since.Add(-by)
	}
	for _, c := range n.children {
		grow(c, by)
	}
}

// TestYoungStampProvesNothing writes other bytes of the same length under the same stamp, which file
// systems with a coarse clock do by themselves.
func TestYoungStampProvesNothing(t *testing.T) {
	s := newSite(t)
	then := time.Now().Add(-time.Hour)
	set := func(text string) {
		s.write(page, text)
		s.must(os.Chtimes(s.path(page), then, then))
	}
	// The inode's own time cannot be set, so the test forgets it, as file systems without one do.
	forget := func(p *poller) {
		n := p.top.children["content"].children["en"].children["index.md"]
		info, err := os.Lstat(s.path(page))
		s.must(err)
		n.seen = seenOf(disk.InfoOf(info))
	}
	set("aaaa")
	p := still(s)
	expect := func(what string, want ...string) {
		t.Helper()
		if got := found(p.look(false)); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	expect("nothing has changed")
	set("bbbb")
	forget(p)
	expect("young: compared by content", page)
	expect("reported once")
	set("cccc")
	forget(p)
	expect("young still, and again", page)
	grow(p.top, disk.RacyWindow)
	expect("grown up: compared once more")
	if p.top.children["content"].children["en"].children["index.md"].racy != nil {
		t.Error("content is still compared after two seconds")
	}
	set("dddd")
	forget(p)
	expect("old: the stamp is believed") // the price, paid only where the system has no better clock

	t.Log("too large to be read: reported again when it is no longer young")
	big := strings.Repeat("x", maxHash+1)
	s.write(page, big)
	expect("changed", page)
	expect("young")
	grow(p.top, disk.RacyWindow)
	expect("grown up", page)
	expect("at rest")
}

func TestStampSeesOldTimes(t *testing.T) {
	s := newSite(t)
	info, err := os.Lstat(s.path(page))
	s.must(err)
	if disk.StampOf(info).Changed == 0 {
		t.Skip("this system does not tell when an inode changed")
	}
	then := time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)
	s.write(page, "aaaa")
	s.must(os.Chtimes(s.path(page), then, then))
	p := still(s)
	grow(p.top, disk.RacyWindow)
	p.look(false)
	s.write(page, "bbbb")
	s.must(os.Chtimes(s.path(page), then, then))
	if got := found(p.look(false)); !slices.Equal(got, []string{page}) {
		t.Errorf("found %q", got)
	}
}

// TestFutureTimes: stamps from tomorrow, 1970 and 2038 are stamps like others (FAULTS F10).
func TestFutureTimes(t *testing.T) {
	s := newSite(t)
	for i, at := range []time.Time{time.Now().Add(24 * time.Hour), time.Unix(0, 0), time.Unix(1<<31+5, 0)} {
		name := fmt.Sprintf("content/en/t%d.md", i)
		s.write(name, "x")
		s.must(os.Chtimes(s.path(name), at, at))
	}
	p := still(s)
	if got := found(p.look(false)); len(got) != 0 {
		t.Errorf("found %q", got)
	}
	grow(p.top, disk.RacyWindow)
	p.look(false)
	var count func(n *node) int
	count = func(n *node) (k int) {
		if n.racy != nil {
			k++
		}
		for _, c := range n.children {
			k += count(c)
		}
		return k
	}
	if n := count(p.top); n != 0 {
		t.Errorf("%d files are young for ever", n)
	}
}

// TestNewFolderIsOnePath: what stands for the rest is enough.
func TestNewFolderIsOnePath(t *testing.T) {
	s := newSite(t)
	p := still(s)
	grow(p.top, doubt)
	for i := range 50 {
		s.write(fmt.Sprintf("content/oc/%d/p.md", i), "x")
	}
	s.removeAll("content/fr")
	if got, want := found(p.look(false)), []string{"content/fr", "content/oc"}; !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
	if got := found(p.look(false)); len(got) != 0 {
		t.Errorf("found %q the second time", got)
	}
}

// TestComeAndGone: an entry that comes and goes between two looks may have been seen by a receiver, if
// the receiver had reason to look.
func TestComeAndGone(t *testing.T) {
	s := newSite(t)
	p := still(s)
	grow(p.top, doubt)
	s.write("content/en/x.md", "x")
	if got := found(p.next()); !slices.Equal(got, []string{"content/en/x.md"}) {
		t.Errorf("found %q", got)
	}
	// Now the receiver looks at the folder, and meanwhile:
	comeAndGo := func(folder string, come, go_ func()) {
		t.Helper()
		info, err := os.Stat(s.path(folder))
		s.must(err)
		for before := listedOf(disk.StampOf(info)); listedOf(disk.StampOf(info)) == before; { // the system's clock goes in steps
			come()
			go_()
			info, err = os.Stat(s.path(folder))
			s.must(err)
		}
	}
	comeAndGo("content/en", func() { s.write("content/en/y.md", "y") }, func() { s.remove("content/en/y.md") })
	if got := found(p.next()); !slices.Equal(got, []string{"content/en"}) {
		t.Errorf("found %q", got)
	}
	if got := found(p.next()); len(got) > 0 {
		t.Errorf("found %q at rest", got)
	}
	s.remove("site.toml")
	s.must(os.RemoveAll(s.path("locales")))
	p.next()
	comeAndGo(".", func() { s.mkdir("locales") }, func() { s.removeAll("locales") })
	if got := found(p.next()); !slices.Equal(got, []string{"locales", "site.toml"}) {
		t.Errorf("found %q", got)
	}
}

// TestUnreadableFolder: no permission is news, a fault of the disk or too many open files is not.
func TestUnreadableFolder(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root may read everything")
	}
	s := newSite(t)
	p := still(s)
	s.must(os.Chmod(s.path("content/en"), 0))
	t.Cleanup(func() { os.Chmod(s.path("content/en"), 0o777) })
	if got := found(p.look(false)); !slices.Contains(got, "content/en") {
		t.Errorf("found %q", got)
	}
}

func BenchmarkLook40000(b *testing.B) {
	s := site{b, b.TempDir()}
	for i := range 40_000 {
		if i%100 == 0 {
			s.mkdir(fmt.Sprintf("content/%d", i/100))
		}
		s.must(os.WriteFile(s.path(fmt.Sprintf("content/%d/page-%d.md", i/100, i)), []byte("x"), 0o666))
	}
	p := still(s)
	grow(p.top, disk.RacyWindow)
	p.look(false)
	b.ReportAllocs()
	for b.Loop() {
		if r := p.look(false); len(r.changes) > 0 {
			b.Fatal("found", r.changes[0])
		}
	}
}
