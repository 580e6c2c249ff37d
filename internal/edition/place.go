package edition

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"vernacular/internal/diag"
	"vernacular/internal/disk"
)

// Place is where an edition is read from.
type Place interface {
	// Read returns the bytes of a file. The error is fs.ErrNotExist if it is not there, and errTooLong if it has more than
	// limit bytes.
	Read(ctx context.Context, name string, limit int64) ([]byte, error)
	// List returns the paths of all files; ok is false where nobody can know them, as on a host.
	List() (paths []string, ok bool, err error)
	Close() error
}

// FileOf returns the path of the file that a reader gets at an address below that of the edition: that of a folder is its
// index.html.
func FileOf(address string) string {
	address = strings.TrimPrefix(address, "/")
	if address == "" || strings.HasSuffix(address, "/") {
		return address + "index.html"
	}
	return address
}

// errTooLong is the error of a file that has more bytes than it may have, and errTwice that of a name which a zip file gives to
// two files: programs do not agree which of the two they unpack.
var (
	errTooLong = errors.New("it has more bytes than it may have")
	errTwice   = errors.New("the zip file holds two files with this name")
	errDiffers = errors.New("the host gives other bytes at the address of its folder than at that of its file")
)

// isFault reports whether an error of Read is about the file, and not about the place.
func isFault(err error) bool {
	return errors.Is(err, errTooLong) || errors.Is(err, errTwice) || errors.Is(err, disk.ErrNotPlain)
}

// IsAddress reports whether a name is the address of a host, and no file's.
func IsAddress(name string) bool {
	scheme, _, ok := strings.Cut(name, "://")
	return ok && (strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https"))
}

// OpenPlace opens an address (http or https), a zip file or a folder.
func OpenPlace(name string) (Place, error) {
	if IsAddress(name) {
		return openHost(name)
	}
	fi, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !fi.IsDir() {
		z, err := zip.OpenReader(name)
		if err != nil {
			return nil, fmt.Errorf("%s is neither a folder nor a zip file: %w", name, err)
		}
		return openZip(z), nil
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	return folder{root}, nil
}

// folder is an edition in a folder. No link out of it is followed.
type folder struct{ root *os.Root }

func (f folder) Close() error { return f.root.Close() }

func (f folder) Read(_ context.Context, name string, limit int64) ([]byte, error) {
	fi, err := f.root.Lstat(name)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) || disk.IsNotFolder(err) {
			return nil, fs.ErrNotExist
		}
		return nil, err
	}
	if !fi.Mode().IsRegular() {
		return nil, disk.ErrNotPlain
	}
	file, err := f.root.OpenFile(name, os.O_RDONLY|disk.NoWait, 0)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return readAtMost(file, limit)
}

// readAtMost reads everything, and fails with errTooLong beyond limit bytes.
func readAtMost(r io.Reader, limit int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(b)) > limit {
		return nil, errTooLong
	}
	return b, err
}

func (f folder) List() (paths []string, ok bool, err error) {
	err = fs.WalkDir(f.root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			paths = append(paths, name)
		}
		return err
	})
	return paths, true, err
}

// archive is an edition in a zip file, at its top or in the one folder that it has there.
type archive struct {
	z     *zip.ReadCloser
	files map[string]*zip.File
	twice map[string]bool
	names []string
}

func openZip(z *zip.ReadCloser) Place {
	a := &archive{z: z, files: map[string]*zip.File{}, twice: map[string]bool{}}
	prefix, found := "", false
	for _, f := range z.File {
		if folder, ok := strings.CutSuffix(f.Name, StatementName); ok && (folder == "" || strings.HasSuffix(folder, "/")) && (!found || len(folder) < len(prefix)) {
			prefix, found = folder, true
		}
	}
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		name := strings.TrimPrefix(f.Name, prefix)
		if a.files[name] != nil {
			a.twice[name] = true
			continue
		}
		a.files[name] = f
		a.names = append(a.names, name)
	}
	slices.Sort(a.names)
	return a
}

func (a *archive) Close() error { return a.z.Close() }

func (a *archive) Read(_ context.Context, name string, limit int64) ([]byte, error) {
	f := a.files[name]
	switch {
	case f == nil:
		return nil, fs.ErrNotExist
	case a.twice[name]:
		return nil, errTwice
	case !f.Mode().IsRegular():
		return nil, disk.ErrNotPlain
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return readAtMost(r, limit)
}

func (a *archive) List() ([]string, bool, error) { return a.names, true, nil }

// host is an edition at an address.
type host struct {
	base   *url.URL
	client *http.Client
}

// patience is how long one file of a host may take.
const patience = 2 * time.Minute

func openHost(address string) (Place, error) {
	base, err := url.Parse(address)
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("%q is no address, as in https://www.example.org/", address)
	}
	base.RawQuery, base.Fragment = "", ""
	if !strings.HasSuffix(base.Path, "/") {
		base.Path += "/"
	}
	h := &host{base: base}
	h.client = &http.Client{Timeout: patience, CheckRedirect: func(req *http.Request, via []*http.Request) error {
		if req.URL.Hostname() != base.Hostname() {
			return fmt.Errorf("it leads to another host, %s", req.URL.Host)
		}
		if len(via) > 5 {
			return errors.New("it leads in a circle")
		}
		return nil
	}}
	return h, nil
}

func (h *host) Close() error {
	h.client.CloseIdleConnections()
	return nil
}

// Read asks for the address at which a reader gets the file: that of the folder for its index.html. Some hosts answer at
// both addresses; then both must give the same bytes, and the second answer is returned if they do not.
func (h *host) Read(ctx context.Context, name string, limit int64) ([]byte, error) {
	folder, isIndex := strings.CutSuffix(name, "index.html")
	if !isIndex || folder != "" && !strings.HasSuffix(folder, "/") {
		return h.get(ctx, name, limit)
	}
	b, err := h.get(ctx, folder, limit)
	if err != nil {
		return b, err
	}
	switch other, err := h.get(ctx, name, limit); {
	case errors.Is(err, errTooLong):
		return nil, err
	case err == nil && !bytes.Equal(b, other):
		return nil, errDiffers
	}
	return b, nil
}

func (h *host) get(ctx context.Context, name string, limit int64) ([]byte, error) {
	// Not JoinPath, which takes the slash from the end of an address that nothing is joined to.
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, h.base.String()+(&url.URL{Path: name}).EscapedPath(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Cache-Control", "no-cache") // what a cache on the way kept is not what the host has
	res, err := h.client.Do(req)
	if err != nil {
		var u *url.Error
		if errors.As(err, &u) {
			err = u.Err // the address is named by the caller
		}
		return nil, err
	}
	defer res.Body.Close()
	switch res.StatusCode {
	case http.StatusOK:
		if e := res.Header.Get("Content-Encoding"); e != "" { // gzip is asked for and undone by the client
			return nil, fmt.Errorf("the host answered in the encoding %s, which was not asked for", diag.Quote(e))
		}
		return readAtMost(res.Body, limit)
	case http.StatusNotFound, http.StatusGone, http.StatusForbidden:
		return nil, fs.ErrNotExist
	}
	return nil, fmt.Errorf("the host answered %s", res.Status)
}

func (h *host) List() ([]string, bool, error) { return nil, false, nil }
