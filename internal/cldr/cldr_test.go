package cldr

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestTablesAreSound checks all that a lookup relies on.
func TestTablesAreSound(t *testing.T) {
	tab := Tables(embedded)
	if size := len(embedded); size > 1_500_000 {
		t.Errorf("the tables have grown to %d bytes", size)
	}
	if got := le32(embedded, 4*NumSections); got != len(embedded) {
		t.Errorf("the sections end at %d, the tables at %d", got, len(embedded))
	}
	for _, section := range []int{SecTags, SecParentKeys, SecLikelyMoreKeys, SecAliasKeys, SecLanguageKeys, SecPlaceKeys, SecPluralTags} {
		l := tab.list(section)
		for i := range l.len() {
			if i > 0 && l.at(i-1) >= l.at(i) {
				t.Errorf("section %d is not sorted at %q", section, l.at(i))
			}
			if j, ok := l.find(l.at(i)); !ok || j != i {
				t.Errorf("section %d: %q is not found", section, l.at(i))
			}
		}
		if _, ok := l.find("~"); ok {
			t.Errorf("section %d finds what is not there", section)
		}
	}
	likely := tab.section(SecLikelyLang)
	if len(likely) < 7000*5 {
		t.Errorf("only %d bytes of likely subtags", len(likely))
	}
	for i := 5; i < len(likely); i += 5 {
		if likely[i-5:i-2] >= likely[i:i+3] {
			t.Errorf("likely subtags are not sorted at %q", likely[i:i+3])
		}
	}
	for i, section := range map[string][2]int{
		"parents": {SecParentKeys, SecParents}, "likely": {SecLikelyMoreKeys, SecLikelyMore}, "aliases": {SecAliasKeys, SecAliases},
		"records": {SecTags, SecRecords}, "language names": {SecTags, SecLanguageNames}, "place names": {SecTags, SecPlaceNames},
	} {
		if tab.list(section[0]).len() != tab.list(section[1]).len() {
			t.Errorf("%s: keys and values are not one to one", i)
		}
	}
	if tab.list(SecPluralTags).len() != len(tab.section(SecPluralRules)) {
		t.Error("plural rules: keys and values are not one to one")
	}
	for _, r := range []byte(tab.section(SecPluralRules)) {
		if int(r) >= len(pluralRules) {
			t.Errorf("there is no plural rule %d", r)
		}
	}
	tags := tab.list(SecTags)
	if tags.len() > MaxLocales || tags.len() < 700 {
		t.Errorf("%d locales, caches for %d", tags.len(), MaxLocales)
	}
	for i := range tags.len() {
		row := tab.list(SecRecords).at(i)
		if len(row)%3 != 0 {
			t.Fatalf("%s: a record of %d bytes", tags.at(i), len(row))
		}
		for ; len(row) > 0; row = row[3:] {
			if row[0] >= byte(NumFields) || le16(row, 1) >= tab.list(SecStrings).len() {
				t.Errorf("%s: field %d is text %d", tags.at(i), row[0], le16(row, 1))
			}
		}
		for _, s := range [][2]int{{SecLanguageKeys, SecLanguageNames}, {SecPlaceKeys, SecPlaceNames}} {
			packed := tab.list(s[1]).at(i)
			rows := inflate(packed)
			if packed != "" && len(rows) == 0 || len(rows) > tab.list(s[0]).len() {
				t.Errorf("%s: %d names for %d codes", tags.at(i), len(rows), tab.list(s[0]).len())
			}
		}
		for f, text := range Lookup(tags.at(i)).Fields {
			if text == "" && Field(f) <= MinGrouping && Field(f) != ShortMonths && Field(f) != Era && Field(f) != DaysStandAlone && (Field(f) < MonthsWide || Field(f) > DaysAbbreviated) {
				t.Errorf("%s: field %d is empty", tags.at(i), f)
			}
		}
	}
	for _, script := range []int{SecScripts, SecRTL} {
		s := tab.section(script)
		for i := 4; i < len(s); i += 4 {
			if s[i-4:i] >= s[i:i+4] {
				t.Errorf("scripts are not sorted at %s", s[i:i+4])
			}
		}
	}
	if tab.section(SecVersion) == "" || !IsScript("Latn") || IsScript("Abcd") || IsScript("") || !RightToLeft("Arab") || RightToLeft("Latn") {
		t.Error("version or scripts")
	}
}

func TestLookupGoesUpToTheRoot(t *testing.T) {
	for tag, want := range map[string]string{
		"fr": "fr", "fr-BE": "fr-BE", "fr-XX": "fr", "pt-BR": "pt", "zh-TW": "zh-Hant", "zh-HK": "zh-Hant-HK", "zh-MO": "zh-Hant-MO", "sr-ME": "sr-Latn-ME", "sr-XK": "sr-Cyrl-XK",
		"tet": Root, "fr-Arab": Root, "": Root, "und": Root, "no such thing": Root,
	} {
		if got := Lookup(tag).Tag; got != want {
			t.Errorf("%s is answered by %s, want %s", tag, got, want)
		}
	}
	if a, b := Lookup("de"), Lookup("de"); a != b {
		t.Error("a record is unpacked twice")
	}
	if n := testing.AllocsPerRun(10, func() { Lookup("fr-BE") }); n != 0 {
		t.Errorf("a lookup allocates %v times", n)
	}
}

func TestRow(t *testing.T) {
	r := Lookup("fr")
	if a, b := r.Row(MonthsWide, 0), r.Row(MonthsWide, 11); a != "janvier" || b != "décembre" || r.Row(MonthsWide, 12) != "" {
		t.Errorf("%q to %q", a, b)
	}
}

func TestSplitAndJoin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		language := rapid.StringMatching(`[a-z]{2,3}`).Draw(t, "language")
		script := rapid.StringMatching(`([A-Z][a-z]{3})?`).Draw(t, "script")
		region := rapid.StringMatching(`([A-Z]{2}|[0-9]{3})?`).Draw(t, "region")
		variants := rapid.StringMatching(`([a-z]{5,8}(-[0-9][a-z]{3})?|[0-9]{4})?`).Draw(t, "variants")
		l, s, r, v := Split(Join(language, script, region, variants))
		if l != language || s != script || r != region || v != variants {
			t.Fatalf("%q %q %q %q", l, s, r, v)
		}
	})
}

func TestFill(t *testing.T) {
	for pattern, want := range map[string]string{"{0} and {1}": "{1} and b", "{1}, {0}": "b, {1}", "": "", "{": "{", "{0": "{0", "{2}": "{2}"} {
		if got := Fill(pattern, "{1}", "b"); got != want {
			t.Errorf("%q: %q, want %q", pattern, got, want)
		}
	}
}

// TestConditions reads conditions as CLDR writes them, and refuses others.
func TestConditions(t *testing.T) {
	for _, c := range []struct {
		condition string
		in        Operands
		want      bool
	}{
		{"n = 1", Operands{I: 1}, true},
		{"n = 1", Operands{I: 1, F: 5, T: 5, V: 1}, false},
		{"n != 1", Operands{I: 1, F: 5, T: 5, V: 1}, true},
		{"i = 1 and v = 0", Operands{I: 1}, true},
		{"i = 1 and v = 0", Operands{I: 1, V: 1}, false},
		{"n % 10 = 2..4,9 or f != 0,1", Operands{I: 23}, true},
		{"n % 10 = 2..4,9 or f != 0,1", Operands{I: 29}, true},
		{"n % 10 = 2..4,9 or f != 0,1", Operands{I: 25, F: 1, T: 1, V: 1}, false},
		{"n % 10 = 2..4,9 or f != 0,1", Operands{I: 25, F: 2, T: 2, V: 1}, true},
		{"c = 0 and i != 0 and i % 1000000 = 0", Operands{I: 2000000}, true},
		{"e != 0..5", Operands{I: 1000000, E: 6}, true},
	} {
		when, err := ParseCondition(c.condition)
		if err != nil || when.holds(&c.in) != c.want {
			t.Errorf("%s of %+v: not %v, %v", c.condition, c.in, c.want, err)
		}
	}
	for _, condition := range []string{"", "n", "q = 1", "n is 1", "n % 7 = 1", "n % 100000000000000000 = 1", "n within 1..2", "n = 1; os.Exit(1)", "n = 1 or"} {
		if c, err := ParseCondition(condition); err == nil {
			t.Errorf("%q is taken for %v", condition, c)
		}
	}
	for r := range pluralRules {
		if got := Rule(r).Clauses(); len(got) != len(pluralRules[r]) {
			t.Errorf("rule %d has %d clauses", r, len(got))
		}
	}
}

func BenchmarkLookup(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Lookup("fr-BE")
	}
}

func BenchmarkUnpackNames(b *testing.B) {
	tab := Tables(embedded)
	packed := tab.list(SecLanguageNames).at(tab.Nearest("fr"))
	b.ReportAllocs()
	for b.Loop() {
		inflate(packed)
	}
}

// TestSpellouts unpacks the words of every locale that has some.
func TestSpellouts(t *testing.T) {
	tab := Tables(embedded)
	tags := tab.list(SecSpelloutTags)
	if tags.len() < 70 || tags.len() != tab.list(SecSpellouts).len() {
		t.Fatalf("%d locales, %d lists", tags.len(), tab.list(SecSpellouts).len())
	}
	for i := range tags.len() {
		words := Spellout(tags.at(i))
		if !strings.HasPrefix(words, "0 ") || !strings.Contains(words, "\n100 ") {
			t.Errorf("%s: %.60q", tags.at(i), words)
		}
	}
	if Spellout("pt-BR") != Spellout("pt") || Spellout("zh-Hant") == Spellout("zh") || Spellout("tlh") != "" {
		t.Error("the words of a locale are not its own, or its ancestor's")
	}
}
