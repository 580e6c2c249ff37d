package locale

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"vernacular/internal/cldr"
)

// The yardstick is ICU as Node has it, whose data is the same CLDR by another way. It knows fewer
// locales than our tables: those it lacks are not compared.

type intlQuestion struct {
	Locales   []string   `json:"locales"`
	Canonical []string   `json:"canonical"`
	Styles    []string   `json:"styles"`
	Dates     []string   `json:"dates"`
	Numbers   []string   `json:"numbers"`
	Percents  []int      `json:"percents"`
	Lists     [][]string `json:"lists"`
	Counts    []string   `json:"counts"`
	Names     []string   `json:"names"`
	Codes     []string   `json:"codes"`
	Regions   []string   `json:"regions"`
}

type intlAnswer struct {
	CLDR      string
	Canonical map[string]string
	Locales   map[string]struct {
		Dates      [][]string
		Numbers    []string
		Percents   []string
		Lists      []string
		Plurals    []string
		Categories []string
		Direction  string
		Script     string
		Names      []string
		Codes      []string
		Regions    []string
	}
}

// askNode runs node, or skips the test where there is none.
func askNode(t *testing.T, q intlQuestion) intlAnswer {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("node is not installed")
		}
		t.Skip("install Node 20 or newer to compare with ICU")
	}
	in, err := json.Marshal(q)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(node, "testdata/intl.mjs")
	cmd.Stdin = bytes.NewReader(in)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var a intlAnswer
	if err := json.Unmarshal(out, &a); err != nil {
		t.Fatal(err)
	}
	version := tablesVersion(t)
	if !strings.HasPrefix(version, strings.SplitN(a.CLDR, ".", 2)[0]+".") {
		if os.Getenv("CI") == "true" {
			t.Fatalf("node has CLDR %s, the tables are %s", a.CLDR, version)
		}
		t.Skipf("install a Node with CLDR %s: this one has %s", version, a.CLDR)
	}
	return a
}

// tablesVersion returns the release of CLDR from which the tables of package cldr were made.
func tablesVersion(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("../cldr/gen/package.json")
	if err != nil {
		t.Fatal(err)
	}
	var pins struct{ DevDependencies map[string]string }
	if err := json.Unmarshal(b, &pins); err != nil {
		t.Fatal(err)
	}
	return pins.DevDependencies["cldr-core"]
}

// placeIn returns the name of a territory as it stands beside the name of a language that has no names for its
// dialects, and what is expected there. Both are empty where the language has no name.
func placeIn(l, region, name string) (got, want string) {
	language := cldr.DisplayName(l, "eo")
	if language == "" {
		return "", ""
	}
	if name == "" {
		name = region
	}
	pattern := cldr.Lookup(l).Fields[cldr.NamePattern]
	if strings.Contains(pattern, "（") {
		name = strings.NewReplacer("（", "［", "）", "］").Replace(name)
	} else {
		name = strings.NewReplacer("(", "[", ")", "]").Replace(name)
	}
	return cldr.DisplayName(l, "eo-"+region), cldr.Fill(pattern, language, name)
}

func intlCounts() []string {
	var counts []string
	for i := range 30 {
		counts = append(counts, fmt.Sprint(i))
	}
	return append(counts, "31", "42", "50", "71", "80", "99", "100", "101", "102", "103", "111", "112", "119", "121", "199", "200", "201", "999",
		"1000", "1001", "2000", "20000", "40000", "100000", "1000000", "2000000", "1000001", "0.0", "0.1", "0.2", "0.5", "1.0", "1.00", "1.1",
		"1.2", "1.5", "1.50", "1.11", "1.21", "2.0", "2.1", "2.12", "3.0", "10.0", "10.1", "11.0", "12.3", "100.0", "1000000.0", "1000000.5")
}

// knownDifference lists where we mean to differ from ICU.
func knownDifference(l, what string) bool {
	_, script, region, _ := cldr.Split(l)
	kind, _, _ := strings.Cut(what, " ")
	switch {
	case l == "fr-CH" && (kind == "number" || kind == "percent"):
		return true // CLDR 48.2 groups digits with an apostrophe, 48.0 did with a space
	case kind == "autonym" && (region == "HK" || region == "MO"):
		return true // gen takes CLDR's short names of the two: a menu says 香港, not 中國香港特別行政區
	case kind == "autonym" && strings.HasPrefix(l, "zh-") && script != "" && region != "":
		return true // "繁體中文（香港）" by UTS 35, which has the longest name first; ICU "中文（繁體，香港）"
	}
	return false
}

func TestAgainstIntl(t *testing.T) {
	t.Parallel() // most of the time is node's
	q := intlQuestion{
		Locales:  cldr.Tags(),
		Styles:   []string{"full", "long", "medium", "short"},
		Dates:    []string{"2024-03-20", "2026-11-01", "1999-12-31", "2009-05-07"},
		Numbers:  []string{"0", "7", "-12", "999", "1234", "9999", "12345", "123456", "1234567", "-9876543210", "0.5", "1.50", "1234.5", "12345.678", "123456789012345678"},
		Percents: []int{0, 42, 100, -7, 1234, 123456},
		Lists:    [][]string{{}, {"1"}, {"1", "2"}, {"1", "2", "3"}, {"a", "b", "c", "d"}, {"padres", "hijos"}, {"x", "iglesias"}, {"א", "ב"}, {"a", "hielo"}},
		Counts:   intlCounts(),
		Names: []string{"", "en", "fr", "es", "ar", "zh", "ru", "pt-BR", "pt-PT", "zh-Hans", "zh-Hant", "zh-TW", "sr-Latn", "sr", "sr-ME", "en-GB", "en-ZA",
			"es-419", "es-MX", "fr-BE", "fr-CA", "de-AT", "uz-Arab", "uz-Latn-UZ", "ht", "rw", "mi", "yue", "fa-AF", "nb", "fil", "sw-CD", "ku", "ckb", "az-Cyrl", "nl-BE", "my", "he"},
	}
	for _, code := range cldr.LanguageCodes() {
		if Known(Tag(code)) {
			q.Codes = append(q.Codes, code)
		}
	}
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			if code := string(a) + string(b); cldr.HasPlace(code) && code != "HK" && code != "MO" {
				q.Regions = append(q.Regions, code)
			}
		}
	}
	start := time.Now()
	a := askNode(t, q)
	t.Logf("%d locales, CLDR %s, node took %v", len(a.Locales), a.CLDR, time.Since(start).Round(time.Millisecond))
	if len(a.Locales) < 600 {
		t.Fatalf("node knows only %d locales", len(a.Locales))
	}
	// Node's Intl shows other spaces than CLDR has in places.
	foldSpaces := strings.NewReplacer("\u202f", " ", "\u00a0", " ")
	var seen int
	misses := map[string]int{}
	check := func(l, what, got, want string) {
		t.Helper()
		seen++
		if foldSpaces.Replace(got) == foldSpaces.Replace(want) || knownDifference(l, what) {
			return
		}
		kind, _, _ := strings.Cut(what, " ")
		misses[kind]++
		if misses[kind] <= 60 {
			t.Errorf("%s: %s: got %q, Intl has %q", l, what, got, want)
		}
	}
	for _, l := range slices.Sorted(maps.Keys(a.Locales)) {
		tag, w := Tag(l), a.Locales[l]
		for i, styles := range w.Dates {
			var y, m, d int
			fmt.Sscanf(q.Dates[i], "%d-%d-%d", &y, &m, &d)
			for j, want := range styles {
				got, err := tag.Date(y, m, d, q.Styles[j])
				if err != nil {
					t.Error(err)
				}
				check(l, "date "+q.Styles[j], got, want)
			}
		}
		for i, want := range w.Numbers {
			check(l, "number "+q.Numbers[i], tag.Number(q.Numbers[i]), want)
		}
		for i, want := range w.Percents {
			check(l, fmt.Sprint("percent ", q.Percents[i]), tag.Percent(q.Percents[i]), want)
		}
		for i, want := range w.Lists {
			check(l, fmt.Sprint("list ", q.Lists[i]), tag.List(q.Lists[i]), want)
		}
		for i, want := range w.Plurals {
			got, err := tag.Plural(q.Counts[i])
			if err != nil {
				t.Error(err)
			}
			check(l, "plural "+q.Counts[i], got, want)
		}
		if w.Categories != nil {
			slices.Sort(w.Categories)
			check(l, "categories", strings.Join(slices.Sorted(slices.Values(tag.PluralForms())), " "), strings.Join(w.Categories, " "))
		}
		if w.Direction != "" {
			check(l, "direction", tag.Direction(), w.Direction)
		}
		if w.Script != "" {
			check(l, "script", tag.Script(), w.Script)
		}
		for i, want := range w.Names {
			switch name := q.Names[i]; {
			case want == "": // we fall back to English where ICU says nothing
			case name == "":
				check(l, "autonym", tag.Autonym(), want)
			default:
				check(l, "name "+name, Tag(name).NameIn(tag), want)
			}
		}
		for i, want := range w.Codes {
			if want != "" {
				check(l, "language "+q.Codes[i], Tag(q.Codes[i]).NameIn(tag), want)
			}
		}
		for i, want := range w.Regions {
			got, want := placeIn(l, q.Regions[i], want)
			check(l, "region "+q.Regions[i], got, want)
		}
	}
	t.Logf("%d answers compared; misses: %v", seen, misses)
}

func TestCanonicalTagsAgainstIntl(t *testing.T) {
	t.Parallel()
	var q intlQuestion
	for _, from := range cldr.AliasKeys(cldr.LanguageAlias) {
		q.Canonical = append(q.Canonical, from, strings.ToUpper(from), from+"-GB", from+"-Cyrl")
	}
	for _, from := range cldr.AliasKeys(cldr.TerritoryAlias) {
		for _, language := range []string{"en", "hy", "sr", "uk-Latn", "sk", "mh"} {
			q.Canonical = append(q.Canonical, language+"-"+from)
		}
	}
	q.Canonical = append(q.Canonical, "zh-hant-tw", "ZH-TW", "sr-qaai", "ja-Latn-hepburn-heploc", "de-1996-1901", "sl-rozaj-biske-1994",
		"ca-valencia", "el-polyton", "el-polytoni", "hy-arevmda-SU", "sv-aaland", "en-GB-oed", "nb-NO", "no", "es-419", "en-001", "und-AN", "nl-AN", "ru-SU")
	for _, tag := range Tags() {
		q.Canonical = append(q.Canonical, string(tag))
	}
	a := askNode(t, q)
	accepted := 0
	for _, s := range q.Canonical {
		want := a.Canonical[s]
		got, canonical, err := Parse(s)
		switch {
		case want == "" || err != nil: // ICU reads no irregular tags of old; we want languages and scripts to exist
		case strings.HasPrefix(s, "bh") || strings.HasPrefix(s, "tw"): // V8 looks at no alias for two letters but iw, in, ji, jw
		case strings.EqualFold(s, "sgn-no"): // CLDR 48.2 has nsi, 48.0 had nsl
		case string(got) != want:
			t.Errorf("Parse(%q) = %q, Intl has %q", s, got, want)
		case canonical != (s == want):
			t.Errorf("Parse(%q): canonical is %v", s, canonical)
		default:
			accepted++
		}
		if err == nil && want == "" && canonical {
			t.Errorf("Parse(%q) takes for canonical what Intl cannot read", s)
		}
	}
	t.Logf("%d of %d tags are read alike", accepted, len(q.Canonical))
	if accepted < len(q.Canonical)*2/3 {
		t.Errorf("only %d of %d tags are read alike", accepted, len(q.Canonical))
	}
}
