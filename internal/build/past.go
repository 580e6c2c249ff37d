package build

import (
	"bytes"
	"maps"
	"path"
	"slices"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/site"
)

// While something has an error, the last good version of what it would be stays, and so does all that this version refers
// to: its style sheet, pictures and files. The sink knows best what that is, since it has the bytes.

// remember takes note of what the sink holds from earlier revisions, of another process, too, and the tree has not.
func (b *Builder) remember() {
	if b.sink == nil {
		return
	}
	left := b.sink.Left()
	b.stateMu.Lock()
	defer b.stateMu.Unlock()
	for _, o := range left {
		if b.live[o.Path] == nil {
			b.past[o.Path] = o
		}
	}
}

// forget decides which files of the past may go, and which stay: as last good versions, because one of these refers to
// them, because of what cannot be read, or because this run builds other editions only. stateMu is held.
func (b *Builder) forget(problems []diag.Diagnostic) (removed, kept []string) {
	broken := brokenFiles(problems)
	var spare []string // what stays only if something that is kept refers to it
	for p, o := range b.past {
		switch {
		case b.live[p] != nil:
			delete(b.past, p)
		case b.opt.Locales != nil && !slices.Contains(b.opt.Locales, o.Locale), broken.touches(o.Sources), b.keepsUnread(o.Locale):
			kept = append(kept, p)
		default:
			spare = append(spare, p)
		}
	}
	for p := range b.bad {
		if !b.live[p].Tentative {
			kept = append(kept, p)
		}
	}
	needed := b.referredTo(spare, slices.Concat(kept, slices.Collect(maps.Keys(b.bad))))
	for _, p := range spare {
		if needed[p] {
			kept = append(kept, p)
		} else {
			removed = append(removed, p)
			delete(b.past, p)
		}
	}
	slices.Sort(removed)
	slices.Sort(kept)
	return removed, kept
}

// manyNames is how many names are looked for in the kept files; more of them stay without a look, until no error is left.
const manyNames = 500

// referredTo finds the assets and other files among spare that the kept files refer to, directly or by way of each other. A file
// refers to another if its bytes hold the other's address, or of an asset the name, which no other file has.
func (b *Builder) referredTo(spare, kept []string) map[string]bool {
	needed := map[string]bool{}
	names := map[string][][]byte{}
	for _, p := range spare {
		if !strings.HasSuffix(p, ".html") && strings.Contains(p, "/") { // pages are not needed by others, and hosts' files by no page
			name := p
			if strings.HasPrefix(p, assetsFolder) {
				name = path.Base(p)
			}
			names[p] = [][]byte{[]byte(name), []byte(site.Encode(name))}
		}
	}
	if len(kept) > 0 && len(names) > manyNames {
		for p := range names {
			needed[p] = true
		}
		return needed
	}
	slices.Sort(kept)
	kept = slices.Compact(kept)
	for i := 0; i < len(kept) && len(names) > 0 && b.sink != nil; i++ {
		data, ok := b.sink.Read(kept[i])
		if !ok {
			continue
		}
		for p, spellings := range names {
			if slices.ContainsFunc(spellings, func(name []byte) bool { return bytes.Contains(data, name) }) {
				needed[p] = true
				kept = append(kept, p)
				delete(names, p)
			}
		}
	}
	return needed
}

// fileSet is a set of files, and of folders of which all files are meant.
type fileSet map[string]bool

// brokenFiles are the files that an error stands in.
func brokenFiles(ds []diag.Diagnostic) fileSet {
	set := fileSet{}
	for _, d := range ds {
		if d.Severity == diag.Error && d.Code != site.CodeFileRefused { // what is refused may not stay online
			set[d.File] = true
		}
	}
	return set
}

func (s fileSet) touches(files []string) bool {
	for _, f := range files {
		for p := f; p != "." && p != ""; p = parent(p) {
			if s[p] {
				return true
			}
		}
	}
	return false
}

func parent(p string) string {
	for i := len(p) - 1; i >= 0; i-- {
		if p[i] == '/' {
			return p[:i]
		}
	}
	return ""
}
