package translation

import (
	"maps"
	"testing"
)

func TestReunite(t *testing.T) {
	record := func(file string, digests ...string) LostRecord {
		r := &Record{}
		for _, d := range digests {
			r.Entries = append(r.Entries, Entry{ID: d, Source: d})
		}
		return LostRecord{file, r}
	}
	page := func(key string, digests ...string) PageTexts { return PageTexts{key, digests} }
	for _, c := range []struct {
		name  string
		lost  []LostRecord
		pages []PageTexts
		want  map[string]string
	}{
		{"renamed", []LostRecord{record("old", "a", "b", "c")}, []PageTexts{page("new", "a", "b", "c"), page("other", "x")}, map[string]string{"old": "new"}},
		{"renamed and changed", []LostRecord{record("old", "a", "b", "c", "d")}, []PageTexts{page("new", "a", "x", "c")}, map[string]string{"old": "new"}},
		{"rewritten", []LostRecord{record("old", "a", "b", "c", "d", "e")}, []PageTexts{page("new", "a", "x", "c")}, map[string]string{}},
		{"one text in common", []LostRecord{record("old", "a", "b")}, []PageTexts{page("new", "a", "c")}, map[string]string{}},
		{"one text alone", []LostRecord{record("old", "a")}, []PageTexts{page("new", "a")}, map[string]string{"old": "new"}},
		{"two pages alike", []LostRecord{record("old", "a", "b")}, []PageTexts{page("new", "a", "b"), page("copy", "a", "b")}, map[string]string{}},
		{"split in two", []LostRecord{record("old", "a", "b", "c", "d", "e")}, []PageTexts{page("one", "a", "b", "c"), page("two", "d", "e")}, map[string]string{"old": "one"}},
		{"two records alike", []LostRecord{record("old", "a", "b"), record("older", "a", "b")}, []PageTexts{page("new", "a", "b")}, map[string]string{}},
		{"the better record", []LostRecord{record("old", "a", "b"), record("older", "a", "b", "c")}, []PageTexts{page("new", "a", "b", "c")}, map[string]string{"older": "new"}},
		{"two renamed at once", []LostRecord{record("1", "h", "a", "b"), record("2", "h", "c", "d")}, []PageTexts{page("one", "h", "a", "b"), page("two", "h", "c", "d")}, map[string]string{"1": "one", "2": "two"}},
		{"a text twice counts once", []LostRecord{record("old", "a", "a", "a", "b", "c", "d")}, []PageTexts{page("new", "a", "a", "a")}, map[string]string{}},
		{"nothing", nil, []PageTexts{page("new", "a")}, map[string]string{}},
	} {
		if got := Reunite(c.lost, c.pages); !maps.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}
