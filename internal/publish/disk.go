package publish

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"time"
)

// disk is the one hand that changes files, so that tests can stop it at any step: fault is asked before each
// step, and between the halves of a write.
type disk struct {
	root  *os.Root
	tmp   *os.Root // tmpName, while it is in use; spares each new file one step of its path
	fault func(op, path string) error
}

func (d *disk) step(op, path string, do func() error) error {
	if d.fault != nil {
		if err := d.fault(op, path); err != nil {
			return err
		}
	}
	return patient(do)
}

// patient tries again while too many files are open: that passes, since each file here is closed at once.
func patient(do func() error) error {
	for pause := time.Millisecond; ; pause *= 2 {
		err := do()
		if err == nil || pause > 500*time.Millisecond || !errors.Is(err, syscall.EMFILE) && !errors.Is(err, syscall.ENFILE) {
			return err
		}
		time.Sleep(pause)
	}
}

func (d *disk) mkdir(path string) error {
	return d.step("mkdir", path, func() error { return d.root.Mkdir(path, 0o755) })
}

func (d *disk) rename(from, to string) error {
	return d.step("rename", to, func() error { return d.root.Rename(from, to) })
}

func (d *disk) link(from, to string) error {
	return d.step("link", from, func() error { return d.root.Link(from, to) })
}

func (d *disk) remove(path string) error {
	return d.step("remove", path, func() error { return d.root.Remove(path) })
}

// openTmp makes ready for files in tmpName.
func (d *disk) openTmp() (err error) {
	if d.tmp == nil {
		d.tmp, err = d.root.OpenRoot(tmpName)
	}
	return err
}

func (d *disk) closeTmp() {
	if d.tmp != nil {
		d.tmp.Close()
		d.tmp = nil
	}
}

// create writes a file that does not exist yet, waits for the disk if sync is set, and returns its stamp.
func (d *disk) create(path string, data []byte, sync bool) (stamp, error) {
	var st stamp
	root, name := d.root, path
	if rest, ok := strings.CutPrefix(path, tmpName+"/"); ok && d.tmp != nil {
		root, name = d.tmp, rest
	}
	err := d.step("create", path, func() error {
		w, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			return err
		}
		err = d.write(w, path, data)
		if err == nil && sync {
			err = w.Sync()
		}
		if err == nil {
			var info fs.FileInfo
			if info, err = w.Stat(); err == nil {
				st = stampOf(info)
			}
		}
		if e := w.Close(); err == nil {
			err = e
		}
		return err
	})
	return st, err
}

func (d *disk) write(w *os.File, path string, data []byte) error {
	if d.fault != nil {
		half := len(data) / 2
		if _, err := w.Write(data[:half]); err != nil {
			return err
		}
		if err := d.fault("write", path); err != nil {
			return err
		}
		data = data[half:]
	}
	_, err := w.Write(data)
	return err
}

// read returns the bytes of a regular file, of limit bytes at most, and its stamp. It answers errNotOurs for
// anything else, and follows no link in the last place.
func (d *disk) read(path string, limit int64) ([]byte, stamp, error) {
	info, err := d.root.Lstat(path)
	if err != nil {
		return nil, stamp{}, err
	}
	return d.readAs(path, info, limit)
}

// readAs is read for a file that Lstat has described. Opening does not wait, so that a pipe that took
// the file's place meanwhile cannot hold a build.
func (d *disk) readAs(path string, info fs.FileInfo, limit int64) (data []byte, st stamp, err error) {
	if !info.Mode().IsRegular() {
		return nil, st, errNotOurs
	}
	err = patient(func() error {
		r, err := d.root.OpenFile(path, os.O_RDONLY|nonblock, 0)
		if err != nil {
			return err
		}
		defer r.Close()
		now, err := r.Stat()
		if err != nil {
			return err
		}
		if !os.SameFile(info, now) || now.Size() > limit {
			return errNotOurs
		}
		st = stampOf(now)
		data = make([]byte, now.Size())
		_, err = io.ReadFull(r, data)
		return err
	})
	return data, st, err
}

var errNotOurs = errors.New("not a file that was published")

// stamp tells one state of a file from another as long as nobody forges it; the zero stamp is equal to no file.
type stamp struct {
	mtime, size int64
	inode       uint64
}

func stampOf(info fs.FileInfo) stamp {
	return stamp{mtime: info.ModTime().UnixNano(), size: info.Size(), inode: inodeOf(info)}
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
