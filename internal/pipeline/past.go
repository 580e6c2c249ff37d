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
func (b *Builder) forget(broken fileSet) (removed, kept []string) {
	if table := b.table(); table != nil {
		for _, f := range table.Files {
			if f.Draft { // withdrawn, whatever else is wrong with it
				delete(broken, f.File)
			}
		}
	}
	displaced := b.displaced()
	var spare []string // what stays only if something that is kept refers to it
	for p, o := range b.past {
		switch {
		case b.live[p] != nil:
			delete(b.past, p)
		case displaced[p]:
			removed = append(removed, p)
			delete(b.past, p)
		case !b.Makes(o.Locale), broken.touches(o.Sources), slices.ContainsFunc(o.Sources, b.snap.Collides), b.keepsUnread(o.Locale):
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

// displaced are the paths of the past that cannot stay beside the tree: a new output is a folder in their place, or stands in the
// place of a folder above them.
func (b *Builder) displaced() map[string]bool {
	out := map[string]bool{}
	if len(b.past) == 0 {
		return out
	}
	paths := slices.Sorted(maps.Keys(b.live))
	for p := range b.past {
		for dir := path.Dir(p); dir != "."; dir = path.Dir(dir) {
			if e := b.live[dir]; e != nil && e.made.made() {
				out[p] = true
			}
		}
		below := p + "/"
		for i, _ := slices.BinarySearch(paths, below); i < len(paths) && strings.HasPrefix(paths[i], below); i++ {
			if b.live[paths[i]].made.made() {
				out[p] = true
			}
		}
	}
	return out
}

// manyNames is how many names are looked for in the kept files; more of them stay without a look, until no error is left.
const manyNames = 500

// referredTo finds the assets and other files among spare that the kept files refer to, directly or by way of each other.
func (b *Builder) referredTo(spare, kept []string) map[string]bool {
	needed := map[string]bool{}
	wanted := map[string]bool{}
	for _, p := range spare {
		// A page does not need another one, and what only hosts read is needed by none.
		if strings.HasPrefix(p, assetsFolder) || b.past[p].Locale != "" && !strings.HasSuffix(p, ".html") {
			wanted[p] = true
		}
	}
	if len(kept) == 0 || len(wanted) > manyNames || b.sink == nil {
		if len(kept) > 0 {
			maps.Copy(needed, wanted)
		}
		return needed
	}
	slices.Sort(kept)
	kept = slices.Compact(kept)
	for i := 0; i < len(kept) && len(wanted) > 0; i++ {
		data, ok := b.sink.Read(kept[i])
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

// brokenFiles are the files that an error stands in, but for pages that are published with it: what they were before may go.
func (b *Builder) brokenFiles(ds []diag.Diagnostic) fileSet {
	failed := map[string]bool{} // the page files of outputs that cannot be made
	for _, k := range b.absentNow().list() {
		v, _ := b.q.variant.Peek(k)
		for _, f := range v.Chain {
			failed[f] = true
		}
	}
	set := fileSet{}
	for _, d := range ds {
		if d.Severity != diag.Error || d.Code == site.CodeFileRefused { // what is refused may not stay online
			continue
		}
		if _, read := b.q.meta.Peek(d.File); read && !failed[d.File] {
			continue
		}
		set[d.File] = true
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
