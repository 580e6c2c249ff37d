package checks

import (
	"os"
	"strings"
	"testing"
)

// TestTheReadmeNamesEveryCode looks for the codes that accept --except takes where people look for them.
func TestTheReadmeNamesEveryCode(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range Codes() {
		if !strings.Contains(string(readme), "`"+code+"`") {
			t.Errorf("the table in README.md, What check compares, lacks %s", code)
		}
	}
}
