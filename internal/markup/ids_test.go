package markup

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"vernacular/internal/diag"
)

// Whatever two pages' headings are: ids are unique, never empty, and pairs keep level and order.
func TestAlignmentKeepsOrderAndLevel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gen := func(label string) []Heading {
			w := NewWriter(&diag.Text{File: "p.md"}, false)
			for i, level := range rapid.SliceOfN(rapid.IntRange(1, 3), 0, 8).Draw(t, label) {
				h := w.OpenHeading(level, "", 0)
				w.WriteText([]byte(rapid.SampledFrom([]string{"a", "b", "ä", "?", fmt.Sprint(i)}).Draw(t, "text")), 0)
				w.CloseHeading(h)
			}
			return w.Finish().Headings
		}
		own, source := gen("own"), gen("source")
		last := -1
		for i, j := range alignHeadings(own, source) {
			if j < 0 {
				continue
			}
			if j <= last || own[i].Level != source[j].Level {
				t.Fatalf("%v %v: %d with %d", own, source, i, j)
			}
			last = j
		}
		f := &Fragment{Headings: own}
		ids, _ := f.mapIDs(source)
		seen := map[string]bool{}
		for _, id := range ids {
			if id == "" || seen[id] {
				t.Fatalf("ids %v", ids)
			}
			seen[id] = true
		}
	})
}
