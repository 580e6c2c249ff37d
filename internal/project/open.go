package project

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"vernacular/internal/catalog"
	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/pipeline"
	"vernacular/internal/site"
	"vernacular/internal/source"
)

// Open opens a site's folder and looks at it. out is the output folder, which is never an input; stamps is a file in
// which an earlier process may have said which sources it knew. Both may be "".
func Open(dir, out, stamps string) (*source.Folder, *source.Snapshot, error) {
	var o source.Options
	if rel, err := filepath.Rel(Absolute(dir), Absolute(out)); err == nil && out != "" && rel != "." && !strings.HasPrefix(rel, "..") {
		o.Ignore = []string{filepath.ToSlash(rel)}
	}
	folder, snap, err := scan(dir, o, stamps)
	if err != nil {
		return nil, nil, err
	}
	// The settings may allow larger pages than the default; that is known only after a first look.
	if f, err := snap.Read(site.SettingsFile); err == nil && f.Data != nil {
		if s, ds := site.ParseSettings(site.SettingsFile, f.Data); !diag.HasErrors(ds) && int64(s.PageBytes) > source.DefaultMaxText {
			folder.Close()
			o.MaxText = int64(s.PageBytes)
			return scan(dir, o, stamps)
		}
	}
	if len(snap.Files("")) == 0 && !IsSite(dir) {
		folder.Close()
		return nil, nil, &Error{Kind: NoSite, Msg: dir + " is no site: it has none of site.toml, content, locales and layouts", Hint: "go to the site's folder, or name it with --site"}
	}
	return folder, snap, nil
}

// scan opens a folder and takes a snapshot of it.
func scan(dir string, o source.Options, stamps string) (*source.Folder, *source.Snapshot, error) {
	folder, err := source.Open(dir, o)
	if err != nil {
		return nil, nil, &Error{Kind: Failed, Msg: err.Error(), Hint: "name the site's folder with --site", Err: err}
	}
	if stamps != "" {
		folder.LoadStamps(stamps)
	}
	snap, err := folder.Scan()
	if err != nil {
		folder.Close()
		return nil, nil, &Error{Kind: Failed, Msg: err.Error(), Err: err}
	}
	return folder, snap, nil
}

// IsSite reports whether a folder has anything that a site has.
func IsSite(dir string) bool {
	for _, name := range append(source.Folders(), source.SettingsFile) {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			return true
		}
	}
	return false
}

// Absolute returns the absolute form of a path, or the path as it is when the working directory is unknown.
func Absolute(p string) string {
	if a, err := filepath.Abs(p); err == nil {
		return a
	}
	return p
}

// Locales returns the locales that a site has files of, in order.
func Locales(snap *source.Snapshot) []locale.Tag {
	found, _ := site.FindLocales(snap.Files("content/"), snap.Files("locales/"), catalog.SplitName)
	found = site.MarkUnread(found, snap.Holes())
	out := make([]locale.Tag, len(found))
	for i, l := range found {
		out[i] = l.Tag
	}
	return out
}

// attempts is how often a revision is begun again because files were saved while they were read: some five seconds.
const attempts = 50

// Revise calls do until it has read each file in one state. It returns what the folder holds by then; changed are the
// paths that may differ from the call before. The error says that the environment failed, or which file never rests.
func Revise(src *source.Folder, snap *source.Snapshot, do func(snap *source.Snapshot, changed []string) (pipeline.Result, error)) (pipeline.Result, *source.Snapshot, error) {
	r, err := do(snap, nil)
	for try := 0; err == nil && len(r.Torn) > 0; try++ {
		if try == attempts {
			return r, snap, &Error{Kind: Failed, Msg: fmt.Sprintf("%s is changed again and again while it is read", diag.Escape(strings.Join(r.Torn, ", "))), Hint: "run the command once more when the program that writes it is done"}
		}
		time.Sleep(min(time.Duration(try+1)*10*time.Millisecond, 100*time.Millisecond))
		next, changed, e := src.Update(snap, r.Torn)
		if e != nil {
			return r, snap, &Error{Kind: Failed, Msg: e.Error(), Err: e}
		}
		snap = next
		r, err = do(snap, append(changed, r.Torn...))
	}
	return r, snap, err
}

// Know brings a builder that publishes nothing up to date with a site.
func Know(src *source.Folder, snap *source.Snapshot, b *pipeline.Builder) (pipeline.Result, *source.Snapshot, error) {
	return Revise(src, snap, func(snap *source.Snapshot, changed []string) (pipeline.Result, error) {
		return b.Update(snap, changed, nil, true), nil
	})
}
