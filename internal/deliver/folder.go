package deliver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"vernacular/internal/disk"
	"vernacular/internal/publish"
)

// folder is a folder as a store. Its lock, that of the folder itself, keeps other publishers off, and builds as well.
type folder struct {
	dir     string
	root    *os.Root // nil: there is no such folder yet
	release func()   // of the lock; nil if there is none
	wait    bool     // for the disk: there is an older edition to protect
	names   atomic.Int64

	mu    sync.Mutex
	plain map[string]bool // folders that are known to be real ones
}

// openFolder opens a folder to publish to. To look only, it is neither made nor locked.
func openFolder(dir string, look bool) (*folder, error) {
	f := &folder{dir: dir, plain: map[string]bool{}}
	if !look {
		release, err := publish.Hold(publish.Options{Dir: dir})
		if err != nil {
			var e *publish.Error
			if errors.As(err, &e) && e.Kind == publish.Locked {
				return nil, failed(Problem, "somebody else is publishing or building to "+dir, "wait until that is done, then publish again")
			}
			return nil, err
		}
		f.release = release
	}
	root, err := os.OpenRoot(dir)
	if look && errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err == nil {
		f.root = root
		_, gone := root.Lstat("manifest.json")
		f.wait = gone == nil
		if !look {
			err = f.clear()
		}
	}
	if err != nil {
		f.close()
		return nil, failed(Environment, fmt.Sprintf("%s cannot be written to: %v", dir, disk.Cause(err)), "")
	}
	return f, nil
}

// stageName is where files are written before they get their names.
const stageName = recordsName + "/stage"

// clear makes an empty staging folder. What a killed run left there is of no use.
func (f *folder) clear() error {
	if err := f.mkdirAll(recordsName); err != nil {
		return err
	}
	if info, err := f.root.Lstat(stageName); err == nil && !info.IsDir() {
		return disk.ErrNotPlain
	}
	if err := f.root.RemoveAll(stageName); err != nil {
		return err
	}
	return f.root.Mkdir(stageName, 0o755)
}

func (f *folder) close() error {
	if f.root != nil {
		if f.release != nil {
			f.root.Remove(stageName) // succeeds only if it is empty
		}
		f.root.Close()
	}
	if f.release != nil {
		f.release()
	}
	return nil
}

func (f *folder) sendsHeaders() bool { return false }
func (f *folder) locked() bool       { return true }
func (f *folder) settled() bool      { return true }

// flush waits for the disk.
func (f *folder) flush() error {
	dir, err := os.Open(f.dir)
	if err != nil {
		return err
	}
	defer dir.Close()
	return disk.SyncAll(dir)
}

func versionOf(info fs.FileInfo) version {
	s := disk.StampOf(info)
	return version(strconv.FormatInt(s.Size, 36) + "-" + strconv.FormatInt(s.Modified, 36) + "-" + strconv.FormatUint(s.Inode, 36))
}

// list walks through the folder. It follows no link, and lists none.
func (f *folder) list(ctx context.Context, prefix string) (map[string]object, error) {
	all := map[string]object{}
	if f.root == nil {
		return all, nil
	}
	err := fs.WalkDir(f.root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		} else if err != nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		if !d.Type().IsRegular() || !strings.HasPrefix(name, prefix) {
			return nil
		}
		info, err := d.Info()
		if err == nil {
			all[name] = object{versionOf(info), info.Size()}
		}
		return nil
	})
	return all, err
}

func (f *folder) stat(_ context.Context, key string) (object, error) {
	if f.root == nil {
		return object{}, nil
	}
	info, err := f.root.Lstat(key)
	switch {
	case errors.Is(err, fs.ErrNotExist) || disk.IsNotFolder(err):
		return object{}, nil
	case err != nil:
		return object{}, err
	case !info.Mode().IsRegular():
		return object{}, fmt.Errorf("%s: %w", key, disk.ErrNotPlain)
	}
	return object{versionOf(info), info.Size()}, nil
}

func (f *folder) get(ctx context.Context, key string, limit int64) ([]byte, version, error) {
	o, err := f.stat(ctx, key)
	if err == nil && o.version == absent {
		err = fs.ErrNotExist
	}
	if err != nil {
		return nil, absent, err
	}
	data, err := readPlain(f.root, key, limit)
	return data, o.version, err
}

// put writes a file beside the others and gives it its name then. Nobody else changes the folder meanwhile, since it is
// locked: so that the version is the right one can be looked at before.
func (f *folder) put(ctx context.Context, key string, data []byte, _ Header, was version) (version, error) {
	staged := stageName + "/" + strconv.FormatInt(f.names.Add(1), 10)
	err := f.write(staged, data)
	if err == nil {
		err = f.mkdirAll(path.Dir(key))
	}
	var o object
	if err == nil {
		o, err = f.stat(ctx, key)
	}
	if err == nil && o.version != was {
		err = errFaster
	}
	if err == nil {
		err = f.root.Rename(staged, key)
	}
	if err != nil {
		f.root.Remove(staged)
		return absent, err
	}
	o, err = f.stat(ctx, key)
	return o.version, err
}

func (f *folder) write(name string, data []byte) error {
	w, err := f.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	if err == nil && f.wait {
		err = w.Sync() // or a power loss could leave an empty file under a name that had a whole one
	}
	return errors.Join(err, w.Close())
}

// mkdirAll makes a folder and those above it. A link in the place of one is refused: it would lead elsewhere.
func (f *folder) mkdirAll(dir string) error {
	if dir == "." {
		return nil
	}
	f.mu.Lock()
	known := f.plain[dir]
	f.mu.Unlock()
	if known {
		return nil
	}
	if err := f.mkdirAll(path.Dir(dir)); err != nil {
		return err
	}
	if err := f.root.Mkdir(dir, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := f.root.Lstat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is no folder, and files of the site belong into one of that name: %w", filepath.Join(f.dir, filepath.FromSlash(dir)), disk.ErrNotPlain)
	}
	f.mu.Lock()
	f.plain[dir] = true
	f.mu.Unlock()
	return nil
}

// keep gives a file a second name. That of the first is given to another file later, so the second keeps the bytes.
func (f *folder) keep(ctx context.Context, from, to string, was version) error {
	if o, err := f.stat(ctx, from); err != nil {
		return err
	} else if o.version != was {
		return errFaster
	}
	if err := f.mkdirAll(path.Dir(to)); err != nil {
		return err
	}
	if err := f.root.Link(from, to); err == nil || errors.Is(err, fs.ErrExist) {
		return nil
	}
	data, err := readPlain(f.root, from, maxFile) // a file system without second names
	if err == nil {
		_, err = f.put(ctx, to, data, Header{}, absent)
	}
	return err
}

// remove removes a file, and the folders that it leaves empty.
func (f *folder) remove(_ context.Context, key string) error {
	if err := f.root.Remove(key); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for dir := path.Dir(key); dir != "."; dir = path.Dir(dir) {
		if f.root.Remove(dir) != nil { // succeeds only if it is empty
			break
		}
		f.mu.Lock()
		delete(f.plain, dir)
		f.mu.Unlock()
	}
	return nil
}

func (f *folder) holds(key string, o object, data []byte) bool {
	if o.size != int64(len(data)) {
		return false
	}
	there, err := readPlain(f.root, key, o.size)
	return err == nil && bytes.Equal(there, data)
}
