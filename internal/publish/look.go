package publish

import (
	"errors"
	"path"
	"runtime"
	"sync"
	"sync/atomic"
)

// looker looks at many files of the folder, the files of one folder after another. It follows no link.
type looker struct {
	disk *disk
	fast fastLooker
	dir  string // found to be plain all the way
}

// errSlow is the fastLooker's answer where it is of no use.
var errSlow = errors.New("to be looked at the slow way")

// look gives the stamp of a plain file in plain folders; for anything else it gives an error.
func (l *looker) look(name string) (stamp, error) {
	if st, err := l.fast.look(l.disk.root, name); err != errSlow {
		return st, err
	}
	if dir := path.Dir(name); dir != l.dir {
		for above := range foldersAbove(name) {
			if info, err := l.disk.root.Lstat(above); err != nil || !info.IsDir() {
				return stamp{}, errNotOurs
			}
		}
		l.dir = dir
	}
	info, err := l.disk.root.Lstat(name)
	if err != nil || !info.Mode().IsRegular() {
		return stamp{}, errNotOurs
	}
	return stampOf(info), nil
}

// lookAtAll calls found for n files, once for each, from several goroutines.
func (f *Folder) lookAtAll(n int, name func(i int) string, found func(i int, now stamp, err error)) {
	const batch = 512
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (n+batch-1)/batch, maxHands) {
		wg.Go(func() {
			l := looker{disk: f.disk}
			defer l.fast.close()
			for {
				end := int(next.Add(batch))
				for i := end - batch; i < min(end, n); i++ {
					var now stamp
					err := f.disk.patient(func() (err error) {
						now, err = l.look(name(i))
						return err
					})
					found(i, now, err)
				}
				if end >= n {
					return
				}
			}
		})
	}
	wg.Wait()
}
