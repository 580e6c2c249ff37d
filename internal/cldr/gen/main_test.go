package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The committed tables are what the pinned packages give, to the byte.
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

func TestCondition(t *testing.T) {
	for cond, want := range map[string]string{
		"n = 1":                     "o.T == 0 && (o.I == 1)",
		"i = 1 and v = 0":           "(o.I == 1) && (o.V == 0)",
		"n % 10 = 2..4 or f != 0,1": "o.T == 0 && (o.I%10 >= 2 && o.I%10 <= 4) || !(o.F == 0 || o.F == 1)",
		"n != 0 and n % 100 = 0..2": "!(o.T == 0 && (o.I == 0)) && o.T == 0 && (o.I%100 <= 2)",
		"e = 0 and n = 1 and n = 2": "(o.E == 0) && o.T == 0 && (o.I == 1) && (o.I == 2)",
	} {
		if got, err := condition(cond); err != nil || got != want {
			t.Errorf("%s: %s, %v; want %s", cond, got, err, want)
		}
	}
	for _, cond := range []string{"", "n", "q = 1", "n is 1", "n % 7 = 1", "n % 100000000000000000 = 1", "n within 1..2", "n = 1; os.Exit(1)"} {
		if got, err := condition(cond); err == nil {
			t.Errorf("%q is taken for %s", cond, got)
		}
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
