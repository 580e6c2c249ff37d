package pipeline

import (
	"errors"
	"path"
	"slices"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/query"
	"vernacular/internal/site"
	"vernacular/internal/source"
	"vernacular/internal/translation"
)

// What cannot be read is there, and nobody knows what it holds; to take it for missing would remove and rewrite what was
// published. So whatever depends on it is held back:
//
//   - Without the settings, the folder content/ or the folder locales/ nobody knows the tree: the builder holds
//     (Builder.hold).
//   - A file that cannot be read fails, and with it all that needs it. A file that may lie in a hole of the snapshot is
//     as good as unreadable (Builder.inHole). The error of the file or the hole is the only one that is told.
//   - A page file that cannot be read, or a hole among pages, leaves gaps in the table of routes: neither addresses nor
//     keys of these pages are known (site.Site.Unread). A page in whose fallback chain is such a gap is not in the tree.
//     An output that looked where a gap may be (guess) is tentative: a sink that has one of that path keeps it.
//   - What an edition with gaps published before stays (Builder.keepsUnread).

// holdSettings looks at what nothing can be said without: the settings, and the folders that tell which pages and
// locales there are. It gives the snapshot that has the settings' content once and for all, so that what is decided here holds for
// everything that asks later.
func (b *Builder) holdSettings(snap *source.Snapshot) (held *source.Snapshot, problems []diag.Diagnostic, unknown bool) {
	var ds []diag.Diagnostic
	settings := site.DefaultSettings()
	held, err := snap.Hold(site.SettingsFile)
	if err != nil {
		held, ds = snap, []diag.Diagnostic{cannotRead(site.SettingsFile, err)}
	} else if f, _ := held.Read(site.SettingsFile); !f.Missing {
		if ds = f.Diags; !diag.HasErrors(ds) {
			settings, ds = b.settings.Parse(site.SettingsFile, f.Data)
		}
	}
	held = held.ForLocale(settings.Source)
	unknown = diag.HasErrors(ds) || held.Unknown("content") || held.Unknown("locales")
	return held, append(slices.Clip(ds), held.Diagnostics()...), unknown
}

func cannotRead(file string, err error) diag.Diagnostic {
	if cause := errors.Unwrap(err); cause != nil { // without the path, which is the diagnostic's
		err = cause
	}
	return diag.Errorf("unreadable", diag.At(file, 0, 0), "this file cannot be read: %v", err)
}

// inHole reports whether nobody knows if there is a file at path. It is to be asked where a file that is missing would
// be an answer.
func (b *Builder) inHole(c *query.Ctx, path string) bool {
	return slices.ContainsFunc(b.q.holes.Get(c, none), func(hole string) bool {
		return path == hole || strings.HasPrefix(path, hole+"/")
	})
}

// holeBelow reports whether nobody knows all files below a folder, such as "layouts/".
func (b *Builder) holeBelow(c *query.Ctx, folder string) bool {
	return b.inHole(c, strings.TrimSuffix(folder, "/")) || slices.ContainsFunc(b.q.holes.Get(c, none), func(hole string) bool {
		return strings.HasPrefix(hole, folder)
	})
}

// unreadCodes are those of the errors that say that something cannot be read, whatever it holds.
var unreadCodes = []string{"unreadable", source.CodeNotAFile, "not-a-folder", "name-collision", "changing", "too-large"}

// cannotBeRead tells whether a problem hides a file or folder, whatever it holds. Files with twins among the pages are
// as good as broken, since their keys are known.
func cannotBeRead(d diag.Diagnostic) bool {
	return slices.Contains(unreadCodes, d.Code) && !(d.Code == "name-collision" && strings.HasPrefix(d.File, "content/") && path.Ext(d.File) != "")
}

// guess notes that an answer of the table of routes was used which is not certain, because some pages cannot be read.
type guess struct {
	possible bool
	made     bool
}

func (b *Builder) guessing(c *query.Ctx) *guess {
	return &guess{possible: len(b.q.unread.Get(c, none)) > 0}
}

// list is to be called before a list of pages is used that leaves some out.
func (r reader) list(leavesOut bool) {
	if leavesOut && r.b.q.doubtful.Get(r.c, none) {
		r.guess.made = true
	}
}

// page is to be called before the table is asked for a page.
func (r reader) page(key string) {
	if r.guess.possible && key != "" && !r.b.q.knowsPage.Get(r.c, key) {
		r.guess.made = true
	}
}

// edition is to be called before the table is asked for the pages of an edition.
func (r reader) edition(t locale.Tag) {
	if r.guess.possible && !r.b.q.knowsEdition.Get(r.c, t) {
		r.guess.made = true
	}
}

// editions is to be called before the table is asked for the editions.
func (r reader) editions() {
	if r.guess.possible && !r.b.q.knowsEditions.Get(r.c, none) {
		r.guess.made = true
	}
}

func (r reader) body(key string, t locale.Tag) body {
	r.page(key)
	out := r.b.q.body.Get(r.c, variantKey{key, t})
	r.guess.made = r.guess.made || out.Guessed
	return out
}

// keepsUnread reports whether what was published for an edition stays because of what cannot be read; "" is what editions
// share. stateMu is held.
func (b *Builder) keepsUnread(t locale.Tag) bool {
	table := b.table()
	switch {
	case table == nil:
		return true
	case t == "":
		return len(table.Unread) > 0
	}
	return !table.KnowsEdition(t)
}

// UnreadRecords returns the errors of the records and of the kept source texts that cannot be read, sorted: those that the
// snapshot tells of, and those of the files that were asked for. Without them a translation counts as something else.
func (b *Builder) UnreadRecords() []diag.Diagnostic {
	b.stateMu.Lock()
	defer b.stateMu.Unlock()
	var list []diag.Diagnostic
	for _, d := range b.problems {
		if cannotBeRead(d) && translation.IsRecord(d.File) && b.unreadRecords[d.File] == nil {
			list = append(list, d)
		}
	}
	for _, ds := range b.unreadRecords {
		list = append(list, ds...)
	}
	return slices.CompactFunc(diag.Sorted(list), func(a, b diag.Diagnostic) bool { return a == b })
}

// noteUnread notes that a record or a kept source text was asked for and could not be read.
func (b *Builder) noteUnread(file string, problems []diag.Diagnostic) {
	if !translation.IsRecord(file) {
		return
	}
	b.stateMu.Lock()
	defer b.stateMu.Unlock()
	if b.unreadRecords == nil {
		b.unreadRecords = map[string][]diag.Diagnostic{}
	}
	b.unreadRecords[file] = problems
}
