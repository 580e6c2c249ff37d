package translation

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"vernacular/internal/page"
)

// placed returns the segments of lines: "# " begins a heading, "- " an item.
func placed(lines ...string) []Segment {
	var out []Segment
	for i, l := range lines {
		s := Segment{Kind: page.KindParagraph, Text: l, Block: i}
		if text, ok := strings.CutPrefix(l, "# "); ok {
			s.Kind, s.Level, s.Text = page.KindHeading, 2, text
		} else if text, ok := strings.CutPrefix(l, "- "); ok {
			s.Kind, s.Text = page.KindListItem, text
		}
		out = append(out, s)
	}
	return out
}

// inFrench returns the translation of segments, word by word.
func inFrench(source []Segment) []Segment {
	out := slices.Clone(source)
	for i, s := range out {
		out[i].Text = "t-" + s.Text
	}
	return out
}

// acceptAll returns the record of a translation that is up to date.
func acceptAll(in Input) *Record {
	ms := Compare(in)
	chosen := map[string]Accepted{}
	for _, m := range ms {
		chosen[m.ID] = Accepted{}
	}
	r, _ := Accept(in, ms, chosen)
	return r
}

func states(ms []Match, segments []Segment, s State) (out []string) {
	for _, m := range ms {
		if m.State == s && m.Source >= 0 {
			out = append(out, segments[m.Source].Text)
		}
	}
	return out
}

// TestPlaces moves what a source says, and looks at what is known of it.
func TestPlaces(t *testing.T) {
	bring := []string{"# You may bring", "- a mobile phone", "- a bottle of water", "# You must not bring", "- a knife"}
	table := []string{"Object", "Allowed", "Phone", "Yes", "Camera", "No"}
	equal := []string{"apple", "text", "large fruit", "pear", "text", "old fruit", "plum", "text", "small fruit"}
	for _, c := range []struct {
		name        string
		before, now []string
		want        []string
	}{
		{"nothing", bring, bring, nil},
		{"to another list", bring, []string{bring[0], bring[2], bring[3], bring[1], bring[4]}, []string{"a mobile phone"}},
		{"to the beginning of the next list", bring, []string{bring[0], bring[1], bring[3], bring[2], bring[4]}, []string{"a bottle of water"}},
		{"two cells", table, []string{"Object", "Allowed", "Phone", "No", "Camera", "Yes"}, []string{"Camera", "Yes"}},
		{"two columns", table, []string{"Allowed", "Object", "Yes", "Phone", "No", "Camera"}, []string{"Object", "Phone", "Camera"}},
		{"columns of equal cells", equal, []string{"large fruit", "text", "apple", "old fruit", "text", "pear", "small fruit", "text", "plum"}, []string{"text", "apple", "text", "pear", "text", "plum"}},
		{"two headings", bring, []string{bring[3], bring[1], bring[2], bring[0], bring[4]}, []string{"a mobile phone", "a bottle of water", "You may bring"}},
		{"steps", []string{"- Open.", "- Read.", "- Close."}, []string{"- Close.", "- Open.", "- Read."}, []string{"Close."}},
		{"a new one is no move", bring, append([]string{"# Read this first"}, bring...), nil},
		{"a deleted one is no move", bring, bring[1:], nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			before, now := placed(c.before...), placed(c.now...)
			in := Input{Source: before, Target: inFrench(before)}
			in.Record = acceptAll(in)
			in.Old = func(hash string) string {
				for _, s := range before {
					if Hash(s.Text) == hash {
						return s.Text
					}
				}
				return ""
			}
			in.Source = now
			got := states(Compare(in), now, Moved)
			if fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("moved %q, want %q", got, c.want)
			}

			// Accepted where it stands, or put in the new order by hand, nothing is moved.
			accepted := in
			accepted.Record = acceptAll(in)
			if got := states(Compare(accepted), now, Moved); len(got) > 0 {
				t.Errorf("accepted, and moved are %q", got)
			}
			carried := in
			carried.Target = inFrench(now)
			if got := states(Compare(carried), now, Moved); len(got) > 0 {
				t.Errorf("carried, and moved are %q", got)
			}
		})
	}
}

// TestMovesAreFound moves passages at random: none is said to be up to date in a file that has them in another order.
func TestMovesAreFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 12).Draw(t, "blocks")
		var lines []string
		for i := range n {
			lines = append(lines, fmt.Sprintf("%sThe passage number %d says %c.", []string{"# ", "- ", ""}[i%3], i, 'a'+i))
		}
		before := placed(lines...)
		in := Input{Source: before, Target: inFrench(before)}
		in.Record = acceptAll(in)
		now := placed(rapid.Permutation(lines).Draw(t, "order")...)
		in.Source = now
		last := -1
		for _, m := range Compare(in) {
			if m.Target < 0 || in.Target[m.Target].Text != "t-"+now[m.Source].Text || !m.State.UpToDate() {
				t.Fatalf("%q is %v, target %d", now[m.Source].Text, m.State, m.Target)
			}
			if m.State == Fresh {
				if m.Target < last {
					t.Fatalf("%q is fresh and out of order", now[m.Source].Text)
				}
				last = m.Target
			}
		}
	})
}

// TestPlaceholders tells what a command wrote from what a person did.
func TestPlaceholders(t *testing.T) {
	source := placed("# Our response", "Whoever reads this page can check it.", "State")
	in := Input{Source: source, Target: source}
	ms := Compare(in)
	chosen := map[string]Accepted{}
	for _, m := range ms {
		chosen[m.ID] = Accepted{Placeholder: true}
	}
	in.Record, _ = Accept(in, ms, chosen)
	all := []string{"Our response", "Whoever reads this page can check it.", "State"}
	if got := states(Compare(in), source, Missing); !slices.Equal(got, all) {
		t.Errorf("missing %q", got)
	}
	next := placed("# Our answers", "Whoever reads this page can always check it.", "State")
	changed := in
	changed.Source = next
	changed.Old = func(hash string) string {
		for _, s := range source {
			if Hash(s.Text) == hash {
				return s.Text
			}
		}
		return ""
	}
	if got := states(Compare(changed), next, Missing); len(got) != 3 {
		t.Errorf("after a change missing %q", got)
	}
	in.Record = acceptAll(in)
	if got := states(Compare(in), source, Fresh); !slices.Equal(got, all) {
		t.Errorf("accepted, fresh %q", got)
	}
	read, ds := ParseRecord("r.toml", in.Record.Bytes("x"))
	if len(ds) > 0 || fmt.Sprint(read.Entries) != fmt.Sprint(in.Record.Entries) {
		t.Errorf("read back %v %v", read, ds)
	}
}

// TestTwins moves sections that have the same words, translated in another way in each.
func TestTwins(t *testing.T) {
	before := placed("# A", "It depends.", "- Yes", "# B", "It depends.", "- Yes", "# C", "- Yes")
	own := placed("# Aa", "Elle dépend.", "- Oui (a)", "# Bb", "Il dépend.", "- Oui (b)", "# Cc", "- Oui (c)")
	in := Input{Source: before, Target: own}
	in.Record = acceptAll(in)
	in.Source = placed("# C", "- Yes", "# B", "It depends.", "- Yes", "# A", "It depends.", "- Yes")
	want := []string{"Cc", "Oui (c)", "Bb", "Il dépend.", "Oui (b)", "Aa", "Elle dépend.", "Oui (a)"}
	for i, m := range Compare(in) {
		if m.Target < 0 || own[m.Target].Text != want[i] {
			t.Errorf("%q has target %d", in.Source[i].Text, m.Target)
		}
	}
}

// TestAdditions puts a passage into the source where the translation has one of its own, which a person has accepted.
func TestAdditions(t *testing.T) {
	source := placed("# A", "The first.", "The last.")
	own := placed("# a", "Le premier.", "Une note pour nos lecteurs.", "Le dernier.")
	in := Input{Source: source, Target: placed("# a", "Le premier.", "Le dernier.")}
	in.Record = acceptAll(in)
	in.Target = own
	in.Record = acceptAll(in)
	in.Source = placed("# A", "The first.", "Something new.", "The last.")
	ms := Compare(in)
	if got := states(ms, in.Source, Missing); !slices.Equal(got, []string{"Something new."}) {
		t.Errorf("missing %q", got)
	}
	if last := ms[len(ms)-1]; last.State != Added || last.Target != 2 {
		t.Errorf("the addition is %+v", last)
	}
}
