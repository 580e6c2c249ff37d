package translation

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"vernacular/internal/page"
)

// What a merge leaves is read in any order, and says the same in every order.
func TestSettledInAnyOrder(t *testing.T) {
	texts := []string{"eins", "zwei", "drei", "vier"}
	var source, target []Segment
	for i, text := range texts {
		source = append(source, Segment{Kind: page.KindParagraph, Text: "en " + text, Block: i})
		target = append(target, Segment{Kind: page.KindParagraph, Text: text, Block: i})
	}
	rapid.Check(t, func(t *rapid.T) {
		r := &Record{}
		for range rapid.IntRange(1, 12).Draw(t, "lines") {
			i := rapid.IntRange(0, 3).Draw(t, "unit")
			r.Entries = append(r.Entries, Entry{
				ID:          fmt.Sprint("paragraph-", i),
				Source:      Hash(rapid.SampledFrom([]string{"en " + texts[i], "before"}).Draw(t, "source")),
				Text:        Hash(rapid.SampledFrom([]string{texts[i], "former"}).Draw(t, "text")),
				Placeholder: rapid.Bool().Draw(t, "placeholder"),
				Review: Review{
					Stage: rapid.SampledFrom([]Stage{Translated, Draft, Reviewed}).Draw(t, "stage"), By: rapid.SampledFrom([]string{"", "Ida", "Jo"}).Draw(t, "by"),
					When: rapid.SampledFrom([]string{"", "2026-11-29", "2026-11-30"}).Draw(t, "when"),
				},
			})
		}
		one := r.Settled(source, target)
		for _, e := range one.Entries {
			for _, line := range r.Entries {
				if line.ID != e.ID || e.Text == line.Text && e.Source == line.Source {
					continue
				}
				if i := slices.Index([]string{"paragraph-0", "paragraph-1", "paragraph-2", "paragraph-3"}, e.ID); line.Text == Hash(texts[i]) && e.Text != line.Text {
					t.Fatalf("%s speaks of another text than the page's, of which there is a line:\n%s", e.ID, r.Bytes("x"))
				}
			}
			if !slices.ContainsFunc(r.Entries, func(l Entry) bool {
				return l.ID == e.ID && l.Text == e.Text && l.Source == e.Source && l.Review == e.Review
			}) {
				t.Fatalf("nobody has said %+v:\n%s", e, r.Bytes("x"))
			}
		}
		other := &Record{Entries: rapid.Permutation(r.Entries).Draw(t, "order")}
		want, got := lineSet(one), lineSet(other.Settled(source, target))
		if !slices.Equal(got, want) {
			t.Fatalf("%s\nin another order\n%s", want, got)
		}
	})
}

func lineSet(r *Record) []string {
	var out []string
	for _, e := range r.Entries {
		out = append(out, e.line())
	}
	slices.Sort(out)
	return out
}

// The lines that open and close lists may stand anywhere after a merge.
func TestListsThatAMergeHasMixed(t *testing.T) {
	a, b := Hash("a"), Hash("b")
	segment := func(id string) string { return fmt.Sprintf("  {id = %q, source = %q, text = %q},\n", id, a, b) }
	src := "# head\r\nsegments = [\n" + segment("x") + "]\nwithdrawn = [\n" + segment("y") + "  {source = \"" + a + "\", text = \"gone\"},\n]\nsegments = [\n" +
		segment("z") + "  {source = \"" + b + "\", text = \"gone, too\"},\nlinks = [\n  {label = \"l\", source = \"s\", text = \"t\"},\n" +
		"  {from = \"" + a + "\", to = \"" + b + "\", class = \"cosmetic\", reason = \"\"},\n  {from = \"" + a + "\", to = \"" + b + "\", class = \"normative\", reason = \"law\"},\n]\n"
	r, ds := ParseRecord("r.toml", []byte(src))
	if len(ds) > 0 {
		t.Fatal(ds[0].Message)
	}
	var ids []string
	for _, e := range r.Entries {
		ids = append(ids, e.ID)
	}
	if strings.Join(ids, " ") != "x y z" || len(r.Withdrawn) != 2 || len(r.Links) != 1 {
		t.Errorf("%+v", r)
	}
	if len(r.Changes) != 1 || r.Changes[0].Class != "normative" {
		t.Errorf("changes %+v", r.Changes)
	}
	_, ds = ParseRecord("r.toml", []byte(strings.Replace(src, "\""+a+"\", text", "\"short\", text", 1)))
	if len(ds) != 1 || ds[0].Pos.Line != 3 {
		t.Errorf("the place of what is damaged: %+v", ds)
	}
}
