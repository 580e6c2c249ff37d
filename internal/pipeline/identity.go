package pipeline

import (
	"maps"
	"slices"
	"strings"

	"vernacular/internal/locale"
	"vernacular/internal/query"
	"vernacular/internal/site"
	"vernacular/internal/translation"
)

// A page and its translations have one key, and its records one name. Files are renamed in one language and not in the
// others, and records stay behind. What belongs together is then found by the names, where they differ in spelling only
// (about.md and about/index.md, About.md and about.md), else by the records: they have the digests of the source texts
// that a translation was made from, and these texts stand in the renamed page. Nothing is read for that while each
// translation and each record has its page.

// identities are the pages of the files and records whose names do not say it.
type identities struct {
	Keys    []keyOfFile   // by file
	Records []recordPlace // by Want
	Lost    []string      // the records whose page is gone, sorted
}

// keyOfFile is a page file that translates another page than its name says.
type keyOfFile struct {
	File, Key string
	Recorded  bool // its record says so; else the names differ in spelling only
}

// recordPlace is a record that has another name than its page.
type recordPlace struct{ Want, Have string }

// key returns the key of a page file whose name does not say it.
func (i identities) key(file string) (k keyOfFile, ok bool) {
	at, ok := slices.BinarySearchFunc(i.Keys, file, func(k keyOfFile, file string) int { return strings.Compare(k.File, file) })
	if ok {
		k = i.Keys[at]
	}
	return k, ok
}

// record returns the file of the record of a page in a locale, by the path of its source page.
func (i identities) record(t locale.Tag, key string) string {
	want := translation.RecordFile(t, key)
	at, ok := slices.BinarySearchFunc(i.Records, want, func(r recordPlace, want string) int { return strings.Compare(r.Want, want) })
	if ok {
		return i.Records[at].Have
	}
	return want
}

// RecordFile returns the file of the record of a page in a locale, by its source page file.
func (b *Builder) RecordFile(t locale.Tag, sourceFile string) string {
	b.mu.RLock()
	defer b.mu.RUnlock()
	ids, _ := b.q.identities.Peek(none)
	return ids.record(t, site.KeyOf(sourceFile))
}

// findIdentities finds the pages of the files and records whose names do not say it.
func (b *Builder) findIdentities(c *query.Ctx, _ struct{}) identities {
	f := identityFinder{b: b, c: c, source: b.q.settings.Get(c, none).Source, pages: map[locale.Tag]map[string]string{}}
	for _, l := range b.q.locales.Get(c, none) {
		if l.Tag == f.source && l.Unread {
			return identities{} // nobody knows the names of all pages
		}
	}
	if !f.list() {
		return identities{}
	}
	f.leaveOutKeyed()
	f.matchNames()
	f.matchTexts()
	return f.result()
}

// identityFinder finds the pages of files and records.
type identityFinder struct {
	b      *Builder
	c      *query.Ctx
	source locale.Tag

	pages   map[locale.Tag]map[string]string // page files by the key in their name
	records []string
	orphans []pageName      // translations that no source page has the name of
	lost    []pageName      // records that no source page has the name of
	keyed   map[string]bool // names of source pages that have a translation_key

	out identities
}

// pageName is a file of a page in a locale, its record for instance, with the key in its name.
type pageName struct {
	file   string
	locale locale.Tag
	key    string
}

// list finds the files and records that no source page has the name of, and reports whether there are any.
func (f *identityFinder) list() bool {
	files := f.b.q.listing.Get(f.c, "content/")
	sources := map[string]string{}
	f.pages[f.source] = sources
	f.eachPage(files, func(n pageName) {
		if n.locale == f.source {
			sources[n.key] = n.file
		}
	})
	f.eachPage(files, func(n pageName) {
		if sources[n.key] == "" {
			f.orphans = append(f.orphans, n)
		}
	})
	f.records = f.b.q.records.Get(f.c, none)
	for _, file := range f.records {
		tag, rest, ok := strings.Cut(strings.TrimPrefix(file, translation.Folder), "/")
		if key := strings.TrimSuffix(rest, ".toml"); ok && sources[key] == "" {
			f.lost = append(f.lost, pageName{file, locale.Tag(tag), key})
		}
	}
	if len(f.orphans)+len(f.lost) == 0 || len(sources) == 0 {
		return false
	}
	f.eachPage(files, func(n pageName) {
		if f.pages[n.locale] == nil {
			f.pages[n.locale] = map[string]string{}
		}
		f.pages[n.locale][n.key] = n.file
	})
	return true
}

// eachPage calls do for each page file, in the order of locales and files.
func (f *identityFinder) eachPage(files []string, do func(n pageName)) {
	for _, l := range f.b.q.locales.Get(f.c, none) {
		i, _ := slices.BinarySearch(files, l.Folder)
		for ; l.Folder != "" && i < len(files) && strings.HasPrefix(files[i], l.Folder); i++ {
			if site.IsPage(files[i]) {
				do(pageName{files[i], l.Tag, site.KeyOf(files[i])})
			}
		}
	}
}

// leaveOutKeyed takes out the files that have a translation_key, their own or as the key of a source page: what they are
// has been said.
func (f *identityFinder) leaveOutKeyed() {
	said := map[string]bool{}
	f.keyed = map[string]bool{}
	for name, file := range f.pages[f.source] {
		if key := f.translationKey(file); key != "" {
			said[key], f.keyed[name] = true, true
		}
	}
	f.orphans = slices.DeleteFunc(f.orphans, func(o pageName) bool { return said[o.key] || f.translationKey(o.file) != "" })
}

func (f *identityFinder) translationKey(file string) string {
	m, _ := f.b.q.meta.Try(f.c, file)
	key, _ := m.String("translation_key")
	return key
}

// hasRecord reports whether a page has a record of its name in a locale, or may have one.
func (f *identityFinder) hasRecord(t locale.Tag, key string) bool {
	file := translation.RecordFile(t, key)
	_, ok := slices.BinarySearch(f.records, file)
	return ok || f.b.inHole(f.c, file) || slices.ContainsFunc(f.out.Records, func(r recordPlace) bool { return r.Want == file })
}

// matchNames finds the pages whose names differ from those of files and records in their spelling only, where there is
// one such page and one such file.
func (f *identityFinder) matchNames() {
	source := map[string]string{} // by spelling; "" where two pages have it
	for key := range f.pages[f.source] {
		spelling := site.Spelling(key)
		if _, twice := source[spelling]; twice || f.keyed[key] {
			key = ""
		}
		source[spelling] = key
	}
	one := func(all []pageName, free func(t locale.Tag, key string) bool, found func(n pageName, key string)) []pageName {
		alike := map[placeOfName]int{}
		for _, n := range all {
			alike[placeOfName{n.locale, site.Spelling(n.key)}]++
		}
		return slices.DeleteFunc(slices.Clone(all), func(n pageName) bool {
			spelling := site.Spelling(n.key)
			key := source[spelling]
			ok := key != "" && alike[placeOfName{n.locale, spelling}] == 1 && free(n.locale, key)
			if ok {
				found(n, key)
			}
			return ok
		})
	}
	f.orphans = one(f.orphans, func(t locale.Tag, key string) bool { return f.pages[t][key] == "" },
		func(n pageName, key string) { f.join(n, key, false) })
	f.lost = one(f.lost, func(t locale.Tag, key string) bool { return !f.hasRecord(t, key) }, f.place)
}

// placeOfName is a spelling of the name of a page in a locale.
type placeOfName struct {
	locale   locale.Tag
	spelling string
}

// join makes a file a translation of the source page of a name.
func (f *identityFinder) join(n pageName, key string, recorded bool) {
	f.out.Keys = append(f.out.Keys, keyOfFile{n.file, key, recorded})
	f.pages[n.locale][key] = n.file
}

// place makes a record that of the source page of a name.
func (f *identityFinder) place(n pageName, key string) {
	f.out.Records = append(f.out.Records, recordPlace{translation.RecordFile(n.locale, key), n.file})
}

// matchTexts finds the pages that the records speak of which still have none. A record goes with the translation of its
// name: to a page that is not translated yet. One without such a translation belongs to a page whose translation has no
// record.
func (f *identityFinder) matchTexts() {
	byLocale := map[locale.Tag][]pageName{}
	for _, n := range f.lost {
		byLocale[n.locale] = append(byLocale[n.locale], n)
	}
	delete(byLocale, f.source)
	for _, t := range slices.Sorted(maps.Keys(byLocale)) {
		for _, renamed := range []bool{true, false} { // in the source alone; in both
			f.matchRecords(t, byLocale[t], renamed)
		}
	}
	f.placeSourceRecords()
}

// matchRecords finds the pages of the records of a locale by their texts: of those with a translation of their own name,
// or of those without.
func (f *identityFinder) matchRecords(t locale.Tag, lost []pageName, own bool) {
	names := map[string]pageName{} // by record
	var records []translation.LostRecord
	for _, n := range lost {
		if (f.pages[t][n.key] != "") != own || f.placed(n.file) {
			continue
		}
		if src, ok := f.b.q.file.Try(f.c, n.file); ok && !src.Missing {
			if r, _ := translation.ParseRecord(n.file, src.bytes()); r != nil && len(r.Entries) > 0 {
				records = append(records, translation.LostRecord{File: n.file, Record: r})
				names[n.file] = n
			}
		}
	}
	if len(records) == 0 {
		return
	}
	var pages []translation.PageTexts
	for _, key := range slices.Sorted(maps.Keys(f.pages[f.source])) {
		if (f.pages[t][key] == "") == own && !f.keyed[key] && !f.hasRecord(t, key) {
			texts, _ := f.b.q.digests.Try(f.c, f.pages[f.source][key])
			pages = append(pages, translation.PageTexts{Key: key, Digests: texts})
		}
	}
	found := translation.Reunite(records, pages)
	for _, file := range slices.Sorted(maps.Keys(found)) {
		n, key := names[file], found[file]
		f.place(n, key)
		if i := slices.IndexFunc(f.orphans, func(o pageName) bool { return own && o.locale == t && o.key == n.key }); i >= 0 {
			f.join(f.orphans[i], key, true)
		}
	}
}

// placed reports whether the page of a record has been found.
func (f *identityFinder) placed(record string) bool {
	return slices.ContainsFunc(f.out.Records, func(r recordPlace) bool { return r.Have == record })
}

// placeSourceRecords lets the records of the source locale, which say how its texts changed, follow those of its
// translations.
func (f *identityFinder) placeSourceRecords() {
	for _, n := range f.lost {
		if n.locale != f.source || f.placed(n.file) {
			continue
		}
		for _, r := range f.out.Records {
			tag, want, _ := strings.Cut(strings.TrimPrefix(r.Want, translation.Folder), "/")
			if r.Have == translation.RecordFile(locale.Tag(tag), n.key) && !f.hasRecord(f.source, strings.TrimSuffix(want, ".toml")) {
				f.place(n, strings.TrimSuffix(want, ".toml"))
				break
			}
		}
	}
}

// result returns what was found, sorted.
func (f *identityFinder) result() identities {
	for _, n := range f.lost {
		if !f.placed(n.file) {
			f.out.Lost = append(f.out.Lost, n.file)
		}
	}
	slices.Sort(f.out.Lost)
	slices.SortFunc(f.out.Keys, func(a, b keyOfFile) int { return strings.Compare(a.File, b.File) })
	slices.SortFunc(f.out.Records, func(a, b recordPlace) int { return strings.Compare(a.Want, b.Want) })
	return f.out
}

// findDigests returns the digests of the texts of a source page, none when it has an error.
func (b *Builder) findDigests(c *query.Ctx, file string) []string {
	t := translation.Comparison{SourceFile: file}
	if !t.ReadSourceTexts(func(file string) []byte { return b.text(c, file) }, Limits(b.q.settings.Get(c, none))) {
		return nil
	}
	out := make([]string, len(t.SourceSegments))
	for i, s := range t.SourceSegments {
		out[i] = translation.Hash(s.Text)
	}
	return out
}
