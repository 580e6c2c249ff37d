package pipeline

import (
	"testing"

	"vernacular/internal/checks"
	"vernacular/internal/diag"
)

// TestManyOfOneKindAreOneProblem counts what is told of a page with and without a record.
func TestManyOfOneKindAreOneProblem(t *testing.T) {
	var ds []diag.Diagnostic
	for line := 3; line <= 30; line += 3 {
		ds = append(ds, diag.Warnf(checks.LinkChanged, diag.At("a.md", line, 1), "link %d", line), diag.Warnf(checks.DoubledSpace, diag.At("a.md", line, 9), "spaces"),
			diag.Warnf(checks.LookAlikeHost, diag.At("a.md", line, 5), "host"))
	}
	ds = append(ds, diag.Warnf(checks.NumberChanged, diag.At("a.md", 3, 2), "number"), diag.Warnf(checks.NumberChanged, diag.At("a.md", 9, 2), "number"))
	count := func(recorded bool) map[string]int {
		n := map[string]int{}
		for _, d := range folded(ds, recorded) {
			n[d.Code]++
		}
		return n
	}
	for recorded, want := range map[bool]map[string]int{
		true:  {checks.LinkChanged: 10, checks.DoubledSpace: 1, checks.LookAlikeHost: 10, checks.NumberChanged: 2},
		false: {checks.LinkChanged: 1, checks.DoubledSpace: 1, checks.LookAlikeHost: 10, checks.NumberChanged: 2},
	} {
		got := count(recorded)
		for code, n := range want {
			if got[code] != n {
				t.Errorf("recorded %v: %d of %s, want %d", recorded, got[code], code, n)
			}
		}
	}
	first := folded(ds, false)[0]
	if want := "link 3 (and 9 more of this kind in this file: lines 6, 9, 12, 15, 18, 21, 24, 27 …)"; first.Message != want || first.Count != 10 || first.Line != 3 {
		t.Errorf("%q, %d, line %d", first.Message, first.Count, first.Line)
	}
}
