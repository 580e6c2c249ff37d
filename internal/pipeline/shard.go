package pipeline

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/site"
)

// One site may be built by many processes, each of which makes the outputs of one shard from the same sources. What a process
// knows beside its outputs is a [Part], and [Join] judges all parts as one build of the whole site would have.
//
// Each output but assets belongs to one shard: what belongs to a page, in all editions or in one (see Division), to that of
// the page; all others, such as the sitemap, to one that their path says. An asset is made by each shard that refers to it;
// its name has the digest of its bytes, so the parts agree. An offline copy is made by one shard, which renders
// its pages for that once more.

// Division says by what the pages of a site are divided into shards.
type Division string

// The divisions. In that by pages all editions of a page are in one shard, so that what they ask of each other is there as well.
const (
	ByPage   Division = "page"
	ByLocale Division = "locale"
)

// fewPagesOfShard is how many pages a shard must have on average for a site to be divided by pages.
const fewPagesOfShard = 4

// Shard is the Ith of N shards, from 0. The zero value is the whole site.
type Shard struct {
	I, N int
	By   Division // "": by pages if there are enough of them, else by locales
}

// division is a shard of a site whose locales are known.
type division struct {
	Shard
	rank map[locale.Tag]int // of the editions, by tag
}

// of returns the shard as it divides a site. It depends on nothing but the table of routes.
func (s Shard) of(table *site.Site) division {
	d := division{s, map[locale.Tag]int{}}
	for i, e := range table.Editions {
		d.rank[e.Locale] = i
	}
	if d.By == "" {
		d.By = ByPage
		if len(table.Keys) < fewPagesOfShard*s.N {
			d.By = ByLocale
		}
	}
	return d
}

// only returns the outputs that belong to the shard.
func (d division) only(specs []spec) []spec {
	return slices.DeleteFunc(specs, func(s spec) bool { return d.shardOf(s) != d.I })
}

// shardOf returns the number of the shard that an output belongs to.
func (d division) shardOf(s spec) int {
	name := s.Path
	switch s.Kind {
	case pageOutput, textOutput, exchangeOutput, redirectOutput:
		name = s.Key
	}
	if d.By == ByLocale && s.Locale != "" {
		return d.rank[s.Locale] % d.N
	}
	sum := sha256.Sum256([]byte(name))
	return int(binary.BigEndian.Uint64(sum[:8]) % uint64(d.N))
}

// PageIn is a page in one edition.
type PageIn struct {
	Key    string
	Locale locale.Tag
}

func (p PageIn) String() string { return string(p.Locale) + "/" + p.Key }

func comparePages(a, b PageIn) int {
	return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Locale, b.Locale))
}

// Part is what the builder of a shard knows beside its outputs: what [Join] needs of it. All of it but Problems is empty when
// Held is set.
type Part struct {
	By      Division // as the site is divided
	Held    bool     // see Result
	BaseURL string   // see Result
	Locales int      // of the site, see Result
	Pages   int      // of the shard, see Result

	Problems []diag.Diagnostic `json:"-"` // those and the notes that the shard knows of, sorted, not yet told (see Told)
	Unused   []diag.Diagnostic `json:"-"` // of links that the shard does not use, see Builder.unusedLinks

	Failed    []string // the paths of outputs that have an error, sorted
	Tentative []string // the paths of those that are tentative, sorted
	Absent    []PageIn // the pages that have no output
	Assumed   []PageIn // those of other shards that this one was told of: no list of its outputs names them

	// What decides which files of the past stay, see fate.
	Errors     errorFiles
	Collisions []string                    // see source.Snapshot.Collisions
	Source     locale.Tag                  // see site.Settings
	Unread     []locale.Tag                // see site.Site
	Chains     map[locale.Tag][]locale.Tag // of the locales, while some are Unread
}

// Part returns what is known of the newest revision of a builder that makes a shard.
func (b *Builder) Part(r Result) Part {
	b.mu.RLock()
	defer b.mu.RUnlock()
	p := Part{Held: r.Held, Problems: diag.Sorted(slices.Concat(b.problems, b.notes))}
	table := b.table()
	if r.Held || table == nil {
		p.Held = true
		return p
	}
	p.By = b.opt.Shard.of(table).By
	p.BaseURL, p.Locales, p.Pages = r.BaseURL, r.Locales, r.Pages
	p.Unused = b.unusedLinks()
	for _, k := range b.absentNow().list() {
		if !slices.Contains(b.opt.Absent, PageIn(k)) {
			p.Absent = append(p.Absent, PageIn(k))
		}
	}
	p.Assumed = slices.SortedFunc(slices.Values(b.opt.Absent), comparePages)
	p.Errors = b.errorFiles(b.problems)
	b.stateMu.Lock()
	defer b.stateMu.Unlock()
	for path := range b.bad {
		if b.live[path].Tentative {
			p.Tentative = append(p.Tentative, path)
		} else {
			p.Failed = append(p.Failed, path)
		}
	}
	slices.Sort(p.Failed)
	slices.Sort(p.Tentative)
	p.Collisions = b.snap.Collisions()
	p.Source, p.Unread = table.Settings.Source, table.Unread
	if len(p.Unread) > 0 {
		p.Chains = map[locale.Tag][]locale.Tag{}
		for _, l := range table.Locales {
			p.Chains[l.Tag], _ = table.Settings.Chain(l.Tag)
		}
		for t := range table.Settings.Locales {
			p.Chains[t], _ = table.Settings.Chain(t)
		}
	}
	return p
}
