package pipeline

import (
	"testing"

	"vernacular/internal/checks"
	"vernacular/internal/diag"
	"vernacular/internal/translation"
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
		for _, d := range ofFile(ds, recorded) {
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
	first := ofFile(ds, false)[0]
	if want := "link 3 (and 9 more of this kind in this file: lines 6, 9, 12, 15, 18, 21, 24, 27 …)"; first.Words() != want || first.Count != 10 || first.Line != 3 {
		t.Errorf("%q, %d, line %d", first.Words(), first.Count, first.Line)
	}
}

// TestDifferencesOfAnotherVersionAreOneProblem tells a page that has fewer passages than its source from one that has the same,
// one that somebody has compared, and one with a slip or two.
func TestDifferencesOfAnotherVersionAreOneProblem(t *testing.T) {
	at := func(code string, line int) diag.Diagnostic {
		return diag.Warnf(code, diag.At("a.md", line, 1), "%s", code)
	}
	several := []diag.Diagnostic{at(checks.LinkChanged, 3), at(checks.TimeChanged, 4), at(checks.NumberChanged, 5), at(checks.LinkChanged, 9)}
	segments := func(n int) []translation.Segment { return make([]translation.Segment, n) }
	for _, c := range []struct {
		name string
		ds   []diag.Diagnostic
		own  int
		rec  *translation.Record
		want int
	}{
		{"fewer passages", several, 4, nil, 2},
		{"the same passages", several, 5, nil, 4},
		{"compared", several, 4, &translation.Record{}, 4},
		{"two lines", several[:3], 4, nil, 3},
		{"one kind", []diag.Diagnostic{at(checks.LinkChanged, 3), at(checks.LinkChanged, 5), at(checks.LinkChanged, 9)}, 4, nil, 3},
	} {
		got := ofOtherVersion(c.ds, &translation.Comparison{SourceSegments: segments(5), Segments: segments(c.own), Record: c.rec})
		if len(got) != c.want {
			t.Errorf("%s: %d problems, want %d: %v", c.name, len(got), c.want, got)
		}
	}
}
