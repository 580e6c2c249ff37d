package pipeline

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"vernacular/internal/locale"
	"vernacular/internal/site"
	"vernacular/internal/source"
)

// What is not published is not listed: a page whose output has an error is in no menu, no set of alternates and no
// sitemap, whether a last good version of it is online or not, so that what a build makes depends on its sources alone.
//
// Which outputs have an error is known when they were rendered, and they are rendered with the lists. So the lists are made as
// if all were well, and once more without the pages that turned out to have no output. Errors are seldom in a site that is
// built often, and a site without errors is rendered once.

//
// While something cannot be read, such an output may be another one by tomorrow without an edit: what was rendered without the
// pages that are missing for this reason is tentative, see [Output].

// absences are the pages that have no output.
type absences struct {
	byKey    map[string][]locale.Tag // sorted
	byLocale map[locale.Tag][]string // sorted
	doubtful bool                    // something cannot be read
}

func newAbsences(list []variantKey, doubtful bool) absences {
	a := absences{map[string][]locale.Tag{}, map[locale.Tag][]string{}, doubtful && len(list) > 0}
	for _, k := range list {
		a.byKey[k.Key] = append(a.byKey[k.Key], k.Locale)
		a.byLocale[k.Locale] = append(a.byLocale[k.Locale], k.Key)
	}
	for _, l := range a.byKey {
		slices.Sort(l)
	}
	for _, l := range a.byLocale {
		slices.Sort(l)
	}
	return a
}

// list gives the pages in order.
func (a absences) list() (list []variantKey) {
	for key, in := range a.byKey {
		for _, t := range in {
			list = append(list, variantKey{key, t})
		}
	}
	slices.SortFunc(list, func(a, b variantKey) int { return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Locale, b.Locale)) })
	return list
}

// absentNow are the pages whose output has an error.
func (b *Builder) absentNow() absences {
	b.stateMu.Lock()
	defer b.stateMu.Unlock()
	var list []variantKey
	for p := range b.bad {
		if e := b.live[p]; e.spec.Kind == pageOutput && !e.made.made() {
			list = append(list, variantKey{e.spec.Key, e.spec.Locale})
		}
	}
	for _, p := range b.opt.Absent {
		list = append(list, variantKey(p))
	}
	return newAbsences(list, slices.ContainsFunc(b.e.Diagnostics(), cannotBeRead))
}

// elsewhere are the pages of other shards that have no output.
func (b *Builder) elsewhere() absences {
	var list []variantKey
	for _, p := range b.opt.Absent {
		list = append(list, variantKey(p))
	}
	return newAbsences(list, false)
}

// setAbsent changes what the lists leave out, and names the leaves that this concerns. It is for use inside an update of the
// engine.
func (b *Builder) setAbsent(a absences) {
	old := b.absent
	b.absent = a
	for key := range union(old.byKey, a.byKey) {
		b.q.absentOf.Changed(key)
	}
	for t := range union(old.byLocale, a.byLocale) {
		b.q.absentIn.Changed(t)
	}
	b.q.doubtful.Changed(none)
}

func union[K comparable, V any](a, b map[K]V) map[K]bool {
	out := make(map[K]bool, len(a)+len(b))
	for k := range a {
		out[k] = true
	}
	for k := range b {
		out[k] = true
	}
	return out
}

// hope gives what the lists leave out while the outputs of a new revision are made: no page that the change may have mended. So
// what a page shows while it has an error does not keep it from being mended, and a mended layout renders each page once.
func (b *Builder) hope(prev, snap *source.Snapshot, changed []string) absences {
	mended := map[string]bool{} // by key
	for _, p := range changed {
		if !strings.HasPrefix(p, "content/") || !site.IsPage(p) || prev.Has(p) != snap.Has(p) {
			return b.elsewhere() // it may concern any page
		}
		mended[site.KeyOf(p)] = true
		if h, ok := b.q.head.Peek(p); ok {
			mended[h.Key] = true
		}
	}
	return newAbsences(slices.DeleteFunc(b.absent.list(), func(k variantKey) bool { return mended[k.Key] }), b.absent.doubtful)
}

// rounds is how often the lists are made again. A page fails or not whatever the lists say, unless a layout cannot do without an
// entry that is gone; after so many rounds such a layout has lost.
const rounds = 4

// settleLists renders what lists the wrong pages once more, until the lists leave out just the pages without an output.
func (b *Builder) settleLists() {
	for range rounds {
		now := b.absentNow()
		if b.e.Torn() || now.doubtful == b.absent.doubtful && maps.EqualFunc(now.byKey, b.absent.byKey, slices.Equal[[]locale.Tag]) {
			return
		}
		if b.once {
			if b.sink == nil {
				return // the lists concern nobody
			}
			b.absent = now
			b.renew()
			b.first()
			continue
		}
		b.e.Update(func() { b.setAbsent(now) }, b.turnTree)
		b.pinAdded()
		b.e.Sweep()
	}
}

// listed gives the variants of a page in those of the editions in which it has an output.
func listed(row []*site.Variant, absent []locale.Tag) []*site.Variant {
	if len(absent) == 0 {
		return row
	}
	return slices.DeleteFunc(slices.Clone(row), func(v *site.Variant) bool {
		_, found := slices.BinarySearch(absent, v.Locale)
		return found
	})
}
