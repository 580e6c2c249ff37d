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
