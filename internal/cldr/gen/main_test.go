package main

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vernacular/internal/cldr"
)

// TestCommittedTablesAreGenerated compares the committed tables with what the pinned packages give, to the byte.
func TestCommittedTablesAreGenerated(t *testing.T) {
	if _, err := os.Stat("node_modules/cldr-core"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("run `npm ci` in internal/cldr/gen first")
		}
		t.Skip("run `npm ci` in internal/cldr/gen to check that the CLDR tables are what the generator writes")
	}
	files, err := generate("node_modules")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("internal/cldr/%s is not what the generator writes: run `go generate ./internal/cldr`", name)
		}
	}
	if notice := string(files["LICENSE-UNICODE"]); !strings.Contains(notice, "COPYRIGHT AND PERMISSION NOTICE") || !strings.Contains(notice, "Unicode, Inc.") {
		t.Error("the licence beside the tables is not Unicode's")
	}
}

func TestPatternLetters(t *testing.T) {
	if got, err := patternLetters("EEEE, d 'de' MMMM 'de' y G"); err != nil || got != "EEEE d MMMM y G" {
		t.Errorf("%s, %v", got, err)
	}
	for _, pattern := range []string{"LLLL y", "MMMMM", "d QQQ", "r"} {
		if got, err := patternLetters(pattern); err == nil {
			t.Errorf("%q is taken for %s", pattern, got)
		}
	}
}

// TestEncodeAndReadBack finds in a set of tables what was put in, inherited or not.
func TestEncodeAndReadBack(t *testing.T) {
	locale := func(decimal, group string, languages map[string]string) *sourceLocale {
		l := &sourceLocale{Languages: languages}
		l.Fields[cldr.Decimal], l.Fields[cldr.Group], l.Fields[cldr.NamePattern] = decimal, group, "{0} ({1})"
		return l
	}
	src := &source{
		Version: "0",
		Parents: map[string]string{"ab-US": "ab-419", "ab-Hant": cldr.Root},
		Likely:  map[string]string{"ab": "ab-Hans-CN", "ab-TW": "ab-Hant-TW", "und-TW": "ab-Hant-TW", "und": "en-Latn-US", "abc": "abc-Latn-US", "ab-Hant": "ab-Hant-TW"},
		Aliases: map[string]string{"language xy": "ab", "territory uk": "GB"},
		Scripts: []string{"Latn", "Arab"}, RTL: []string{"Arab"},
		PluralRule: map[string]int{"ab": 1, "ab-US": 2},
		Locales: map[string]*sourceLocale{
			cldr.Root: locale(".", ",", nil),
			"ab":      locale(".", "'", map[string]string{"ab": "Abian", "en": "Anglian"}),
			"ab-419":  locale(",", "'", map[string]string{"ab": "Abian", "en": "Ingles"}),
			"ab-US":   locale(",", "'", map[string]string{"ab": "Abian", "en": "Ingles", "ab-US": "Abian of America"}),
			"ab-Hant": locale(".", ",", nil),
		},
	}
	encoded, err := encode(src)
	if err != nil {
		t.Fatal(err)
	}
	again, err := encode(src)
	if err != nil || string(again) != string(encoded) {
		t.Fatalf("the same source gives other bytes, %v", err)
	}
	tab := cldr.Tables(encoded)
	for tag, want := range map[string]string{
		"ab": "ab . ' Abian", "ab-419": "ab-419 , ' Abian (419)", "ab-US": "ab-US , ' Abian of America", "ab-FR": "ab . ' Abian",
		"ab-Hant": "ab-Hant . , ", "ab-TW": "ab-Hant . , ", "xx": "und . , ",
	} {
		r := tab.Record(tab.Nearest(tag))
		if got := fmt.Sprint(r.Tag, " ", r.Fields[cldr.Decimal], " ", r.Fields[cldr.Group], " ", r.Fields[cldr.Autonym]); got != want {
			t.Errorf("%s: %q, want %q", tag, got, want)
		}
	}
	packed, _ := tab.Find(cldr.SecTags, cldr.SecLanguageNames, "ab-US")
	names, err := io.ReadAll(flate.NewReader(strings.NewReader(packed)))
	if got := strings.ReplaceAll(string(names), "\n", "|"); err != nil || got != "|Abian of America" {
		t.Errorf("ab-US keeps the names %q: all but its own are those of its parent", got)
	}
	if script, region := tab.Likely("ab", ""); script != "Hans" || region != "CN" {
		t.Errorf("ab is likely %s %s", script, region)
	}
	if script, _ := tab.Likely("abc", "TW"); script != "Latn" {
		t.Errorf("abc is likely %s", script)
	}
	if to, ok := tab.Find(cldr.SecAliasKeys, cldr.SecAliases, "territory uk"); !ok || to != "GB" {
		t.Errorf("uk is %s", to)
	}
	delete(src.Locales, cldr.Root)
	if _, err := encode(src); err == nil {
		t.Error("a source without a cldr.Root is encoded")
	}
}
