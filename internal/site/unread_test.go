package site

import (
	"reflect"
	"slices"
	"testing"

	"vernacular/internal/locale"
)

func TestMarkUnread(t *testing.T) {
	locales := []Locale{{Tag: "en", Folder: "content/en/"}, {Tag: "fr", Catalog: "locales/active.fr.toml"}, {Tag: "zh-Hans", Folder: "content/zh_Hans/"}}
	before := slices.Clone(locales)
	got := MarkUnread(locales, []string{"assets", "content/de", "content/en/guide", "content/fr", "content/not a tag", "layouts/partials", "locales/records"})
	want := []Locale{
		{Tag: "de", Folder: "content/de/", Unread: true}, {Tag: "en", Folder: "content/en/", Unread: true},
		{Tag: "fr", Folder: "content/fr/", Catalog: "locales/active.fr.toml", Unread: true}, {Tag: "zh-Hans", Folder: "content/zh_Hans/"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	if !reflect.DeepEqual(locales, before) {
		t.Error("the argument was changed")
	}
}

// TestUnreadPages: the key and the address of a page that cannot be read are not known, so no page is laid out that may be
// another one because of it.
func TestUnreadPages(t *testing.T) {
	in := input(DefaultSettings(), "content/en/index.md", "content/en/about.md", "content/en/only.md", "content/pt/index.md", "content/pt/x.md",
		"content/pt-BR/index.md", "content/pt-BR/about.md", "content/fr/index.md", "content/de/index.md")
	for i, h := range in.Heads["pt"] {
		in.Heads["pt"][i].Unread = h.File == "content/pt/x.md"
	}
	for i, h := range in.Heads["de"] {
		in.Heads["de"][i].Unread = h.File == "content/de/index.md"
	}
	s, ds := Plan(in)
	if len(ds) > 0 {
		t.Error(ds)
	}
	if !slices.Equal(s.Unread, []locale.Tag{"de", "pt"}) {
		t.Error(s.Unread)
	}
	// pt/x.md may be about, only, or a page of its own.
	for where, want := range map[place]bool{
		{"en", "index"}: true, {"en", "about"}: true, {"en", "only"}: true, {"fr", "about"}: true,
		{"pt", "index"}: true, {"pt", "about"}: false, {"pt", "only"}: false, {"pt", "x"}: false,
		{"pt-BR", "index"}: true, {"pt-BR", "about"}: false, {"pt-BR", "only"}: false, {"de", "index"}: false,
	} {
		if got := s.Variant(where.path, where.locale) != nil; got != want {
			t.Errorf("%s in %s: %v", where.path, where.locale, got)
		}
	}
	if s.KnowsPage("index") || s.KnowsPage("about") || s.KnowsEditions() || s.Edition("de") != nil {
		t.Error("the only page of German is not known")
	}
	in.Heads["de"][0].Unread = false
	s, _ = Plan(in)
	if !s.KnowsPage("index") || s.KnowsPage("about") || !s.KnowsEditions() {
		t.Error("all locales have an index that can be read")
	}
	for tag, want := range map[locale.Tag]bool{"en": true, "fr": true, "de": true, "pt": false, "pt-BR": false} {
		if s.KnowsEdition(tag) != want {
			t.Errorf("KnowsEdition(%s) = %v", tag, !want)
		}
	}
}
