package pipeline

import (
	"fmt"
	"slices"
	"strings"

	"vernacular/internal/checks"
	"vernacular/internal/diag"
	"vernacular/internal/translation"
)

// OtherVersion is the code of the problem that stands for all differences of a page from the source that it has now.
const OtherVersion = "other-version"

// versionKinds are the kinds of differences that a later version of a source makes, in the order in which they are named, with
// what differs.
var versionKinds = []struct{ code, noun string }{
	{checks.SentenceChanged, "sentences"},
	{checks.LengthSuspicious, "lengths"},
	{checks.LinkChanged, "links"},
	{checks.AddressChanged, "addresses"},
	{checks.NumberChanged, "numbers"},
	{checks.DateChanged, "dates"},
	{checks.PlaceholderChanged, "placeholders"},
	{checks.CodeChanged, "code"},
	{checks.MarkupChanged, "emphasis and other markup"},
	{checks.KindChanged, "headings, lists and paragraphs"},
	{checks.NegationLost, "denials"},
	{checks.NegationAdded, "denials"},
	{checks.LimitChanged, "limits"},
	{checks.ObligationChanged, "duties and permissions"},
}

// fewDifferences is the number of lines with differences below which each is told by itself.
const fewDifferences = 3

// ofOtherVersion returns the problems of a page with one in the place of all that have one cause: the page was made from
// another version of its source. That is known of pages without record that have more or fewer passages than the source, and
// where several passages differ in several ways.
func ofOtherVersion(ds []diag.Diagnostic, t *translation.Comparison) []diag.Diagnostic {
	own, source := blocksOf(t.Segments), blocksOf(t.SourceSegments)
	if t.Record != nil || own == source {
		return ds
	}
	lines, all := map[string][]int{}, map[int]bool{}
	var rest, found []diag.Diagnostic
	for _, d := range diag.Sorted(ds) {
		if !isOfVersions(d.Code) {
			rest = append(rest, d)
			continue
		}
		found = append(found, d)
		all[d.Line] = true
		if known := lines[d.Code]; len(known) == 0 || known[len(known)-1] != d.Line {
			lines[d.Code] = append(known, d.Line)
		}
	}
	if len(all) < fewDifferences || len(lines) < 2 {
		return ds
	}
	d := diag.Warnf(OtherVersion, found[0].Pos, "this page seems to be made from another version of its source: it has %d passages, the source %d, and %d differ: %s",
		own, source, len(all), namedByKind(lines))
	d.Count = len(found)
	return append(rest, d.WithHint("bring it into the order of its source; when it has the same passages, each difference that is left is told by itself"))
}

func isOfVersions(code string) bool {
	for _, k := range versionKinds {
		if k.code == code {
			return true
		}
	}
	return false
}

// namedByKind says in which lines the problems of each kind are.
func namedByKind(lines map[string][]int) string {
	var parts []string
	for _, k := range versionKinds {
		if at := lines[k.code]; len(at) > 0 {
			parts = append(parts, k.noun+" in "+listLines(at))
		}
	}
	return strings.Join(parts, "; ")
}

// listLines names lines, not more than a reader looks at.
func listLines(at []int) string {
	const named = 8
	var list []string
	for _, line := range slices.Compact(at) {
		if len(list) == named {
			return "lines " + strings.Join(list, ", ") + " …"
		}
		list = append(list, fmt.Sprint(line))
	}
	if len(list) == 1 {
		return "line " + list[0]
	}
	return "lines " + strings.Join(list, ", ")
}

// blocksOf counts the passages that stand in blocks of the page, not in its front matter.
func blocksOf(segments []translation.Segment) int {
	n := 0
	for _, s := range segments {
		if s.Block >= 0 {
			n++
		}
	}
	return n
}
