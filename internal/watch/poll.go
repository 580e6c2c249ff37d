package watch

import (
	"crypto/sha256"
	"io"
	"io/fs"
	"os"
	"path"
	"time"

	"vernacular/internal/disk"
)

const (
	// doubt is how long after a change in a folder, or after the folder was reported, another change
	// there makes the whole folder worth another look. Between two looks an entry may come, be seen by a
	// receiver who is reading just then, and go again: the looks find the same entries before and
	// after, and only the folder's own time tells. It covers the time until the receiver has read.
	doubt = 2 * time.Second

	// maxHash bounds the bytes that are read of one young file at each look. A larger file is reported
	// once more when it is no longer young, which is the same thing for the receiver, only later.
	maxHash = 4 << 20

	// restFactor keeps looking from taking more than a fifth of one core, however large the site;
	// maxRest keeps one look that was slow for another reason from delaying the next for long.
	restFactor = 4
	maxRest    = 2 * time.Second
)

// poller is the source that looks at every file now and then. Everything in it belongs to its one
// goroutine.
type poller struct {
	dir    string
	filter filter
	period time.Duration
	out    chan report
	stop   chan struct{}
	done   chan struct{}

	root os.FileInfo // the site's folder at the last look, nil if it was gone
	top  *node
	took time.Duration // how long the last look took
}

// node is a file or folder as it was at the last look. The tree of them holds each name once and
// makes no path for a file that is as it was.
type node struct {
	seen
	children map[string]*node
	look     uint64 // the last look that found it
	racy     *racy
	listed   [2]int64  // of a folder, see listedOf
	touched  time.Time // of a folder: when listed last changed or the folder was reported
}

// seen is what is compared at each look. Of a folder only what it is counts; its entries speak for
// themselves, and its times are kept apart.
type seen struct {
	mode  fs.FileMode // type only
	stamp disk.Stamp
}

func seenOf(info disk.Info) seen {
	if info.Mode.IsDir() {
		return seen{info.Mode, info.Stamp.Identity()}
	}
	return seen{info.Mode, info.Stamp}
}

// listedOf returns the part of a folder's stamp that tells whether an entry came or went.
func listedOf(s disk.Stamp) [2]int64 { return [2]int64{s.Modified, s.Changed} }

// racy is what is known of a file whose stamp proves nothing yet.
type racy struct {
	since time.Time // by the monotonic clock
	sum   [sha256.Size]byte
	known bool // sum is the content's
}

func newPoller(dir string, f filter, period time.Duration) *poller {
	p := &poller{
		dir:    dir,
		filter: f,
		period: period,
		out:    make(chan report),
		stop:   make(chan struct{}),
		done:   make(chan struct{}),
	}
	p.begin()
	go p.run()
	return p
}

func (p *poller) reports() <-chan report { return p.out }
func (p *poller) mode() string           { return "polling" }

func (p *poller) close() error {
	close(p.stop)
	<-p.done
	return nil
}

// begin takes the first look, of which nothing is reported.
func (p *poller) begin() {
	p.top = &node{children: map[string]*node{}}
	p.root, _ = os.Stat(p.dir)
	if p.root != nil {
		p.look(true)
	}
}

func (p *poller) run() {
	defer close(p.done)
	timer := time.NewTimer(p.rest())
	defer timer.Stop()
	for {
		select {
		case <-p.stop:
			return
		case <-timer.C:
		}
		r := p.next()
		if r.all || len(r.changes) > 0 || r.notice != "" {
			select {
			case p.out <- r:
			case <-p.stop:
				return
			}
		}
		timer.Reset(p.rest())
	}
}

func (p *poller) rest() time.Duration { return max(p.period, min(maxRest, restFactor*p.took)) }

func (p *poller) next() (r report) {
	info, err := os.Stat(p.dir)
	switch {
	case err != nil && p.root == nil:
		return r
	case err != nil:
		p.root, p.top = nil, nil
		return report{all: true, notice: goneNotice(p.dir)}
	case p.root == nil:
		p.begin()
		return report{all: true, notice: backNotice(p.dir)}
	case !os.SameFile(info, p.root):
		p.begin()
		return report{all: true}
	}
	p.root = info
	return p.look(false)
}

// look is one look at everything.
type look struct {
	*poller
	first  bool
	number uint64
	report
}

func (p *poller) look(first bool) report {
	start := time.Now()
	l := look{poller: p, first: first, number: p.top.look + 1}
	l.folder(".", p.top, disk.InfoOf(p.root), false)
	p.took = time.Since(start)
	return l.report
}

// folder compares the entries of rel with n. If fresh, n is reported already and its entries need
// not be.
func (l *look) folder(rel string, n *node, info disk.Info, fresh bool) {
	n.look = l.number
	listed, now := listedOf(info.Stamp), time.Now()
	if l.first || fresh || listed != n.listed {
		if !l.first && !fresh && now.Sub(n.touched) < doubt {
			l.doubtful(rel, n)
		}
		n.listed, n.touched = listed, now
	}
	entries, err := readDir(join(l.dir, rel))
	if err != nil && !passing(err) {
		// Too many open files, a disk that does not answer: that is no news about the entries.
		if !l.first {
			l.notice = "cannot look for changes in " + join(l.dir, rel) + ": " + err.Error()
		}
		return
	}
	for _, info := range entries {
		if n.children[info.Name] != nil || l.filter.matters(below(rel, info.Name), info.Mode.IsDir()) {
			l.entry(rel, info, n, fresh)
		}
	}
	for name, old := range n.children {
		if old.look != l.number {
			delete(n.children, name)
			c := change{path: below(rel, name)}
			if !old.mode.IsDir() {
				c.state = gone
			}
			l.changes = append(l.changes, l.filter.changes(c)...)
		}
	}
}

// doubtful reports a folder besides what is found in it, or, of a folder on the way to roots, those
// roots in it that are no folders themselves.
func (l *look) doubtful(rel string, n *node) {
	if rel != "." && !l.filter.above(rel) {
		l.changes = append(l.changes, change{rel, later})
		return
	}
	for _, r := range l.filter.roots {
		if path.Dir(r) != rel {
			continue
		}
		if c := n.children[path.Base(r)]; c == nil || !c.mode.IsDir() {
			l.changes = append(l.changes, change{r, later})
		}
	}
}

// entry compares one entry of the folder with what it was.
func (l *look) entry(folder string, info disk.Info, parent *node, fresh bool) {
	now := seenOf(info)
	n := parent.children[info.Name]
	same := n != nil && n.seen == now
	if n == nil || n.mode != now.mode || now.mode.IsDir() && n.stamp != now.stamp {
		n = &node{children: map[string]*node{}}
		parent.children[info.Name] = n
		if !now.mode.IsDir() {
			n.children = nil
		}
	}
	n.seen, n.look = now, l.number
	if same && n.racy == nil && !now.mode.IsDir() {
		return
	}
	rel := below(folder, info.Name)
	report := !same && !fresh && !l.first
	if now.mode.IsRegular() {
		switch {
		// At the first look alone the wall clock is asked. If that has jumped, the answer costs a few readings of
		// the file too many, or is right for all but a file rewritten within a tick of the file system's clock.
		case !same && (!l.first || now.stamp.Racy(time.Now())):
			n.racy = &racy{since: time.Now()}
			n.racy.sum, n.racy.known = l.sum(rel, now.stamp.Size)
		case same && n.racy != nil && l.stillRacy(rel, n):
			report = !fresh
		}
	}
	if report {
		c := change{path: rel}
		if now.mode.IsRegular() && now.stamp.Size == 0 {
			c.state = empty
		}
		l.changes = append(l.changes, l.filter.changes(c)...)
	}
	if now.mode.IsDir() {
		l.folder(rel, n, info, fresh || report)
	}
}

// stillRacy compares the content of a file whose stamp proves nothing, and reports whether it is other than it was.
func (l *look) stillRacy(rel string, n *node) (other bool) {
	now := time.Now()
	sum, known := l.sum(rel, n.stamp.Size)
	grown := now.Sub(n.racy.since) >= disk.RacyWindow
	switch {
	case known && n.racy.known && sum != n.racy.sum:
		n.racy = &racy{since: now, sum: sum, known: true}
		return true
	case !grown:
		return false
	}
	other = !known || !n.racy.known
	n.racy = nil
	return other
}

// sum hashes a file; ok is false if it is too large or cannot be read.
func (l *look) sum(rel string, size int64) (sum [sha256.Size]byte, ok bool) {
	if size > maxHash {
		return sum, false
	}
	// Not blocking, because what was a file a moment ago may be a pipe that has no writer.
	f, err := os.OpenFile(join(l.dir, rel), os.O_RDONLY|disk.NoWait, 0)
	if err != nil {
		return sum, false
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return sum, false
	}
	h := sha256.New()
	if n, err := io.Copy(h, io.LimitReader(f, maxHash+1)); err != nil || n > maxHash {
		return sum, false
	}
	return [sha256.Size]byte(h.Sum(nil)), true
}

// readDir lists a folder in no order. It may be gone meanwhile, or be something that is no folder
// any more.
func readDir(abs string) ([]disk.Info, error) {
	d, err := disk.OpenDirAt(abs)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	return d.List()
}
