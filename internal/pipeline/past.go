package pipeline

import (
	"html"
	"maps"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"vernacular/internal/asset"
	"vernacular/internal/diag"
	"vernacular/internal/locale"
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
		if b.live[o.Path] == nil && b.Makes(o.Locale) {
			b.past[o.Path] = o
		}
	}
}

// Makes tells whether this run builds an edition; "" is what editions share, which a run for some of them does not remove. What
// the sink holds of the others is none of its business.
func (b *Builder) Makes(t locale.Tag) bool {
	return b.opt.Locales == nil || slices.Contains(b.opt.Locales, t)
}

// forget decides which files of the past may go, and which stay: as last good versions, because one of these refers to
// them, or because of what cannot be read. stateMu is held.
func (b *Builder) forget(errors errorFiles) (removed, kept []string) {
	if len(b.past)+len(b.bad) == 0 {
		return nil, nil
	}
	broken := errors.broken()
	f := fate{
		past: b.past, bad: map[string]bool{},
		paths: func() []string { return slices.Collect(maps.Keys(b.live)) },
		made: func(path string) (made, live bool) {
			e := b.live[path]
			return e != nil && e.made.made(), e != nil
		},
		stays: func(o Output) bool {
			return !b.Makes(o.Locale) || broken.touches(o.Sources) || slices.ContainsFunc(o.Sources, b.snap.Collides) || b.keepsUnread(o.Locale)
		},
	}
	for p := range b.bad {
		f.bad[p] = b.live[p].Tentative
	}
	if b.sink != nil {
		f.held = b.sink
	}
	return f.decide()
}

// fate is what decides about the files of the past: the tree, what is wrong in the sources, and what the sink holds. A build
// knows it of all its sources, and a join of the parts of all shards.
type fate struct {
	past  map[string]Output
	paths func() []string                     // of the tree, failed outputs included
	made  func(path string) (made, live bool) // whether the tree has a path, and bytes for it
	bad   map[string]bool                     // the paths in the tree that failed, and, true, those that are tentative
	stays func(o Output) bool                 // a file of the past stays because of what is wrong in the sources
	held  Past                                // what holds these files; nil if there is none
}

// decide returns the paths of the past that go, which it forgets, and those that stay, both sorted.
func (f fate) decide() (removed, kept []string) {
	displaced := f.displaced()
	var spare []string // what stays only if something that is kept refers to it
	for p, o := range f.past {
		_, live := f.made(p)
		switch {
		case live:
			delete(f.past, p)
		case displaced[p]:
			removed = append(removed, p)
			delete(f.past, p)
		case f.stays(o):
			kept = append(kept, p)
		default:
			spare = append(spare, p)
		}
	}
	for p, tentative := range f.bad {
		if !tentative {
			kept = append(kept, p)
		}
	}
	needed := f.referredTo(spare, slices.Concat(kept, slices.Collect(maps.Keys(f.bad))))
	for _, p := range spare {
		if needed[p] {
			kept = append(kept, p)
		} else {
			removed = append(removed, p)
			delete(f.past, p)
		}
	}
	slices.Sort(removed)
	slices.Sort(kept)
	return removed, kept
}

// displaced are the paths of the past that cannot stay beside the tree: a new output is a folder in their place, or stands in the
// place of a folder above them.
func (f fate) displaced() map[string]bool {
	out := map[string]bool{}
	if len(f.past) == 0 {
		return out
	}
	isMade := func(p string) bool {
		made, _ := f.made(p)
		return made
	}
	paths := slices.Sorted(slices.Values(f.paths()))
	for p := range f.past {
		for dir := path.Dir(p); dir != "."; dir = path.Dir(dir) {
			if isMade(dir) {
				out[p] = true
			}
		}
		below := p + "/"
		for i, _ := slices.BinarySearch(paths, below); i < len(paths) && strings.HasPrefix(paths[i], below); i++ {
			if isMade(paths[i]) {
				out[p] = true
			}
		}
	}
	return out
}

// manyNames is how many names are looked for in the kept files; more of them stay without a look, until no error is left.
const manyNames = 500

// referredTo finds the assets and other files among spare that the kept files refer to, directly or by way of each other.
func (f fate) referredTo(spare, kept []string) map[string]bool {
	needed := map[string]bool{}
	wanted := map[string]bool{}
	for _, p := range spare {
		// A page does not need another one, and what only hosts read is needed by none.
		if strings.HasPrefix(p, assetsFolder) || f.past[p].Locale != "" && !strings.HasSuffix(p, ".html") {
			wanted[p] = true
		}
	}
	if len(kept) == 0 || len(wanted) > manyNames || f.held == nil {
		if len(kept) > 0 {
			maps.Copy(needed, wanted)
		}
		return needed
	}
	slices.Sort(kept)
	kept = slices.Compact(kept)
	for i := 0; i < len(kept) && len(wanted) > 0; i++ {
		data, ok := f.held.Read(kept[i])
		if !ok {
			continue
		}
		for p := range namedIn(string(data), kept[i], wanted) {
			needed[p] = true
			kept = append(kept, p)
			delete(wanted, p)
		}
	}
	return needed
}

// namedIn tells which of the files a file of ours refers to. An asset is known by the digest in its name, which nothing
// escapes; any other file by its address, from the root or from the file's own folder, in whatever escapes stand in HTML, CSS
// or JSON.
func namedIn(data, from string, files map[string]bool) map[string]bool {
	named := map[string]bool{}
	plain := ""
	for p := range files {
		if digest := asset.Digest(p); digest != "" && strings.HasPrefix(p, assetsFolder) {
			if strings.Contains(data, digest) {
				named[p] = true
			}
			continue
		}
		if plain == "" {
			plain = unescape(data)
		}
		if strings.ContainsAny(p, addressEnds) && strings.Contains(plain, "/"+p) {
			named[p] = true
			continue
		}
		name := path.Base(p)
		for at := 0; ; {
			next := strings.Index(plain[at:], name)
			if next < 0 {
				break
			}
			end := at + next
			start := strings.LastIndexAny(plain[:end], addressEnds) + 1
			folder := plain[start:end]
			if strings.HasSuffix("/"+folder, "/"+strings.TrimSuffix(p, name)) || path.Join(path.Dir(from), folder, name) == p {
				named[p] = true
				break
			}
			at = end + len(name)
		}
	}
	return named
}

// addressEnds are the characters that stand before an address in HTML, CSS or JSON.
const addressEnds = "\"'\t\n\r ,;()<>="

var percent = regexp.MustCompile(`(?:%[0-9A-Fa-f]{2})+`)

// unescape takes the escapes of HTML, JSON and addresses out of a text.
func unescape(text string) string {
	text = html.UnescapeString(strings.NewReplacer(`\/`, "/", `\u0026`, "&", `\u0027`, "'", `\u002b`, "+", `\u003c`, "<", `\u003e`, ">").Replace(text))
	text = percent.ReplaceAllStringFunc(text, func(s string) string {
		if plain, err := url.PathUnescape(s); err == nil {
			return plain
		}
		return s
	})
	return norm.NFC.String(text)
}

// fileSet is a set of files, and of folders of which all files are meant.
type fileSet map[string]bool

// errorFiles are the files that an error stands in, and the page files of outputs that cannot be made.
type errorFiles struct {
	Errors []errorFile
	Failed []string
}

// errorFile is a file that an error stands in. What is refused may not stay online, so its error is not among them.
type errorFile struct {
	File  string
	Read  bool // it is a page file whose front matter can be read
	Draft bool // it is withdrawn, whatever else is wrong with it
}

// errorFiles returns the files of the errors among problems.
func (b *Builder) errorFiles(problems []diag.Diagnostic) (e errorFiles) {
	for _, k := range b.absentNow().list() {
		v, _ := b.q.variant.Peek(k)
		e.Failed = append(e.Failed, v.Chain...)
	}
	drafts := map[string]bool{}
	if table := b.table(); table != nil {
		for _, f := range table.Files {
			if f.Draft {
				drafts[f.File] = true
			}
		}
	}
	for _, d := range problems {
		if d.Severity == diag.Error && d.Code != site.CodeFileRefused {
			_, read := b.q.meta.Peek(d.File)
			e.Errors = append(e.Errors, errorFile{d.File, read, drafts[d.File]})
		}
	}
	return e
}

// broken are the files that an error stands in, but for pages that are published with it: what they were before may go.
func (e errorFiles) broken() fileSet {
	set, failed := fileSet{}, map[string]bool{}
	for _, f := range e.Failed {
		failed[f] = true
	}
	for _, f := range e.Errors {
		if !f.Draft && (!f.Read || failed[f.File]) {
			set[f.File] = true
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
