package pipeline

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/site"
	"vernacular/internal/translation"
)

// The codes of what is told of pages, translations and records that have no counterpart. Status tells them, too.
const (
	codeFallback   = "page-fallback"
	codeOneTongue  = "page-without-source"
	codeOtherName  = "page-name"
	codeMoved      = "page-moved"
	codeNoSource   = "translation-without-source"
	codeLostRecord = "record-without-page"
)

// StrayCodes are the codes of the problems and notes of pages and records without their counterpart.
var StrayCodes = []string{codeFallback, codeOneTongue, codeOtherName, codeMoved, codeNoSource, codeLostRecord}

// strayTeller makes the notes and warnings of a table of routes.
type strayTeller struct {
	b     *Builder
	site  *site.Site
	ids   identities
	heads map[locale.Tag]map[string]*site.Head // by page key
	lost  map[string]bool                      // ids.Lost, less what was told with its translation
	out   []diag.Diagnostic
}

// tellStrays tells of pages that are shown in another language, and of pages, translations and records that have no
// counterpart, each cause once.
func (b *Builder) tellStrays(s *site.Site, ids identities, heads map[locale.Tag][]site.Head) []diag.Diagnostic {
	t := strayTeller{b: b, site: s, ids: ids, heads: map[locale.Tag]map[string]*site.Head{}, lost: map[string]bool{}}
	for tag, list := range heads {
		t.heads[tag] = make(map[string]*site.Head, len(list))
		for i := range list {
			t.heads[tag][list[i].Key] = &list[i]
		}
	}
	for _, file := range ids.Lost {
		t.lost[file] = true
	}
	for _, e := range s.Editions {
		if b.Makes(e.Locale) {
			t.fallbacks(e)
		}
	}
	if !slices.Contains(s.Unread, s.Settings.Source) {
		t.moved()
		t.sourceless()
		t.lostRecords()
	}
	return t.out
}

func (t *strayTeller) note(code, file, hint, format string, args ...any) *diag.Diagnostic {
	d := diag.Notef(code, diag.At(file, 0, 0), format, args...)
	d.Hint = hint
	t.out = append(t.out, d)
	return &t.out[len(t.out)-1]
}

// folder returns the folder of a locale's pages, as problems name it.
func (t *strayTeller) folder(tag locale.Tag) string {
	for _, l := range t.site.Locales {
		if l.Tag == tag && l.Folder != "" {
			return strings.TrimSuffix(l.Folder, "/")
		}
	}
	return "content/" + string(tag)
}

// fewPages is how many pages of one kind are told one by one.
const fewPages = 3

// fallbackGroup is why pages of an edition are shown in another language, and in which.
type fallbackGroup struct {
	why  fallbackReason
	text locale.Tag
}

// fallbackReason is why a page is shown in another language.
type fallbackReason uint8

const (
	notTranslated fallbackReason = iota
	isDraft
	belowThreshold
	isFaulty
)

// fallbacks tells which pages of an edition are shown whole in another language, and why.
func (t *strayTeller) fallbacks(e *site.Edition) {
	groups := map[fallbackGroup][]string{}
	for _, key := range t.site.Keys {
		if v := e.Variants[key]; v != nil && v.Fallback() {
			g := fallbackGroup{reasonOf(t.heads[e.Locale][key]), v.Text}
			groups[g] = append(groups[g], key)
		}
	}
	order := slices.SortedFunc(maps.Keys(groups), func(a, b fallbackGroup) int {
		return cmp.Or(cmp.Compare(a.why, b.why), cmp.Compare(a.text, b.text))
	})
	for _, g := range order {
		if keys := groups[g]; len(keys) > fewPages || len(keys) > 1 && g.why == notTranslated {
			t.note(codeFallback, t.folder(e.Locale), "", "%s: %d pages are shown in %s, %s: %s",
				e.Locale, len(keys), g.text.EnglishName(), t.whyAll(g.why), listNames(keys)).Count = len(keys)
		} else {
			for _, key := range keys {
				file, why := t.whyOne(e.Locale, t.heads[e.Locale][key], g.why)
				t.note(codeFallback, file, "", "%s/%s is shown in %s: %s", e.Locale, key, g.text.EnglishName(), why)
			}
		}
	}
}

// reasonOf returns why a page is not shown in its own language; own is nil where it has none.
func reasonOf(own *site.Head) fallbackReason {
	switch {
	case own == nil:
		return notTranslated
	case own.Draft != nil && *own.Draft:
		return isDraft
	case own.Thin:
		return belowThreshold
	case own.Broken:
		return isFaulty
	}
	return isDraft
}

// whyOne puts a reason into words, and returns the place that it is about.
func (t *strayTeller) whyOne(tag locale.Tag, own *site.Head, why fallbackReason) (file, words string) {
	switch why {
	case belowThreshold:
		return own.File, fmt.Sprintf("%d %% of %d %% is translated", own.Share, t.threshold())
	case isDraft:
		return own.File, "it is a draft"
	case isFaulty:
		return own.File, "it has an error"
	}
	return t.folder(tag), "it is not translated"
}

// whyAll puts the reason of several pages into words.
func (t *strayTeller) whyAll(why fallbackReason) string {
	return [...]string{
		notTranslated:  "which are not translated",
		isDraft:        "which are drafts",
		belowThreshold: fmt.Sprintf("of which less than %d %% is translated", t.threshold()),
		isFaulty:       "which have errors",
	}[why]
}

// threshold returns how much of a page must be translated, in percent.
func (t *strayTeller) threshold() int { return int(t.site.Settings.Threshold*100 + 0.5) }

// asArgument returns a page's key as a command line takes it.
func asArgument(key string) string {
	if strings.ContainsAny(key, " '\"$&()*;<>?[\\]`|~") {
		return "'" + strings.ReplaceAll(key, "'", `'\''`) + "'"
	}
	return key
}

// listNames returns the first of some names, and the number of the others.
func listNames(names []string) string {
	const most = 5
	if more := len(names) - most; more > 0 {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", more)
	}
	return strings.Join(names, ", ")
}

// moved tells of files and records that go with a page of another name.
func (t *strayTeller) moved() {
	type renaming struct{ from, to string }
	files := map[renaming][]string{}
	renamed := map[string]bool{} // translations that a record was found with
	for _, r := range t.ids.Records {
		tag, to, _ := strings.Cut(strings.TrimPrefix(r.Want, translation.Folder), "/")
		k := renaming{strings.TrimSuffix(strings.TrimPrefix(r.Have, translation.Folder+tag+"/"), ".toml"), strings.TrimSuffix(to, ".toml")}
		files[k] = append(files[k], r.Have)
		for _, f := range t.ids.Keys {
			if f.Key == k.to && site.KeyOf(f.File) == k.from && t.localeOf(f.File) == locale.Tag(tag) {
				files[k] = append(files[k], f.File)
				renamed[f.File] = true
			}
		}
	}
	for k, all := range files {
		slices.Sort(all)
		source := t.heads[t.site.Settings.Source][k.to]
		if source == nil {
			continue
		}
		t.note(codeMoved, source.File, "to rename them, too: vernacular move "+asArgument(k.from)+" "+asArgument(k.to),
			"this page was called %s, and what belongs to it still is: %s", k.from, listNames(all)).Count = len(all)
	}
	others := map[locale.Tag][]keyOfFile{}
	for _, f := range t.ids.Keys {
		if tag := t.localeOf(f.File); !renamed[f.File] {
			others[tag] = append(others[tag], f)
		}
	}
	for tag, list := range others {
		t.otherNames(tag, list)
	}
}

// otherNames tells of the translations of a locale whose names are spelled in another way than those of their pages.
func (t *strayTeller) otherNames(tag locale.Tag, list []keyOfFile) {
	sourceOf := func(f keyOfFile) string { return t.heads[t.site.Settings.Source][f.Key].File }
	if len(list) <= fewPages {
		for _, f := range list {
			t.note(codeOtherName, f.File, "rename it to "+t.folder(tag)+"/"+f.Key+path.Ext(f.File),
				"this is taken for the translation of %s, whose name is spelled in another way", sourceOf(f))
		}
		return
	}
	var names []string
	for _, f := range list {
		names = append(names, site.KeyOf(f.File)+" for "+f.Key)
	}
	t.note(codeOtherName, t.folder(tag), "give each of them the name of its source page",
		"%d pages are taken for translations of pages whose names are spelled in another way: %s", len(list), listNames(names)).Count = len(list)
}

// localeOf returns the locale whose folder holds a page file.
func (t *strayTeller) localeOf(file string) locale.Tag {
	for _, l := range t.site.Locales {
		if l.Folder != "" && strings.HasPrefix(file, l.Folder) {
			return l.Tag
		}
	}
	return ""
}

// sourceless tells of pages that the source locale has not: as a warning of those that were made from a page which is
// gone, once and softly of those that may always have been in one language only.
func (t *strayTeller) sourceless() {
	source := t.heads[t.site.Settings.Source]
	gone := map[string][]string{} // by key
	alone := map[locale.Tag][]site.PageFile{}
	for _, f := range t.site.Files {
		if f.Locale == t.site.Settings.Source || f.Unread || source[f.Key] != nil {
			continue
		}
		record := translation.RecordFile(f.Locale, site.KeyOf(f.File))
		switch {
		case t.lost[record]:
			delete(t.lost, record)
			gone[f.Key] = append(gone[f.Key], f.File)
		case t.heads[f.Locale][f.Key] != nil && t.heads[f.Locale][f.Key].Dated:
			gone[f.Key] = append(gone[f.Key], f.File)
		default:
			alone[f.Locale] = append(alone[f.Locale], f)
		}
	}
	t.gone(gone, codeNoSource, "the page that this translates is gone: %s/ has no page %s", "delete the translation and its record")
	language := t.site.Settings.Source.EnglishName()
	for tag, list := range alone {
		if len(list) == 1 {
			t.note(codeOneTongue, list[0].File, "", "this page has no counterpart in %s, the language that translations are made from", language)
			continue
		}
		var names []string
		for _, f := range list {
			names = append(names, f.Key)
		}
		t.note(codeOneTongue, t.folder(tag), "", "%d pages have no counterpart in %s, the language that translations are made from: %s",
			len(list), language, listNames(names)).Count = len(list)
	}
}

// lostRecords tells of the records whose page and translation are both gone.
func (t *strayTeller) lostRecords() {
	gone := map[string][]string{}
	for _, file := range slices.Sorted(maps.Keys(t.lost)) {
		_, name, _ := strings.Cut(strings.TrimPrefix(file, translation.Folder), "/")
		key := strings.TrimSuffix(name, ".toml")
		gone[key] = append(gone[key], file)
	}
	t.gone(gone, codeLostRecord, "the page of this record is gone: %s/ has no page %s", "delete the record")
}

// manyGone is from how many pages on those that are gone are told together.
const manyGone = 20

// gone warns of files by the key of their page, which is gone. format takes the folder of the source's pages and the key.
func (t *strayTeller) gone(files map[string][]string, code, format, remedy string) {
	keys := slices.Sorted(maps.Keys(files))
	told := keys
	if len(keys) > manyGone {
		told = keys[:1]
	}
	for _, key := range told {
		list := files[key]
		d := diag.Warnf(code, diag.At(list[0], 0, 0), format, t.folder(t.site.Settings.Source), key)
		if more := len(list) - 1; more > 0 {
			d.Message += fmt.Sprintf("; the same holds for %s", listNames(list[1:]))
			d.Count = len(list)
		}
		if more := len(keys) - len(told); more > 0 {
			d.Message += fmt.Sprintf("; the same holds for %d more pages: %s", more, listNames(keys[1:]))
			d.Count = more + 1
		}
		t.out = append(t.out, d.WithHint("if the page has another name now: vernacular move %s NEW; else %s", asArgument(key), remedy))
	}
}
