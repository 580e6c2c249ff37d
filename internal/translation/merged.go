package translation

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"vernacular/internal/page"
)

// AttributesFile tells git to keep the lines of both sides where two people have changed a record, and Attributes is what
// stands in it. [ParseRecord] reads such lines in any order.
const (
	AttributesFile = Folder + ".gitattributes"
	Attributes     = "# Git keeps the lines of both sides where two people have worked on one file: vernacular reads them in any order.\n" +
		"*.toml merge=union\n*.jsonl merge=union\n"
)

// ConflictMark returns the offset of the first line that git has left between the lines of two people, -1 if there is none.
func ConflictMark(src []byte) int {
	at := 0
	for line := range bytes.Lines(src) {
		for _, mark := range []string{"<<<<<<<", "|||||||", "=======", ">>>>>>>"} {
			if bytes.HasPrefix(line, []byte(mark)) {
				return at
			}
		}
		at += len(line)
	}
	return -1
}

// lists are the keys under which a record has its lines.
var lists = []string{"segments", "changes", "withdrawn", "links"}

// united returns a record in which a merge has mixed the lines that open and close its lists as one list, each item on its
// line; ok is false if it has other lines than [Record.Bytes] writes. What an item is, its keys tell: see listOf.
func united(src []byte) (out []byte, ok bool) {
	var lines []string
	for line := range strings.Lines(string(src)) {
		switch text := strings.TrimSpace(line); {
		case strings.HasPrefix(text, "#"), strings.HasPrefix(text, "{") && strings.HasSuffix(text, "},"):
			lines = append(lines, line)
		case text == "":
			lines = append(lines, "  \n")
		case text == "]", slices.ContainsFunc(lists, func(key string) bool { return text == key+" = [" }):
			ok = true
			lines = append(lines, "\n")
		default:
			return nil, false
		}
	}
	if !ok || !bytes.HasSuffix(bytes.TrimSpace(src), []byte("\n]")) { // one that was cut off is no merge
		return nil, false
	}
	lines[slices.Index(lines, "\n")] = "segments = [\n"
	return []byte(strings.Join(lines, "") + "]\n"), true
}

// listOf returns the list that an item belongs to, by the keys that only its kind has: a merge may have put it into another.
func listOf(list string, keys []string) string {
	has := func(key string) bool { return slices.Contains(keys, key) }
	switch {
	case has("id"):
		return "segments"
	case has("from") && has("to"):
		return "changes"
	case has("label"):
		return "links"
	case list != "withdrawn" && len(keys) == 2 && has("source") && has("text"):
		return "withdrawn"
	}
	return list
}

// tidy leaves one of the lines that say something of the same thing and do not need the page to be told apart. Of two classes
// of a change the one counts that asks translators to look; of two addresses of a link, the first in the alphabet.
func (r *Record) tidy() {
	var changes []Change
	for _, c := range r.Changes {
		i := slices.IndexFunc(changes, func(o Change) bool { return o.From == c.From && o.To == c.To })
		if i < 0 {
			changes = append(changes, c)
			continue
		}
		class, _ := ParseClass(c.Class)
		other, _ := ParseClass(changes[i].Class)
		if cmp.Or(cmp.Compare(class, other), strings.Compare(changes[i].Reason, c.Reason)) > 0 {
			changes[i] = c
		}
	}
	r.Changes = changes
	var links []LinkDefinition
	for _, l := range r.Links {
		i := slices.IndexFunc(links, func(o LinkDefinition) bool { return o.Label == l.Label })
		if i < 0 {
			links = append(links, l)
		} else if cmp.Or(strings.Compare(links[i].Source, l.Source), strings.Compare(links[i].Text, l.Text)) > 0 {
			links[i] = l
		}
	}
	r.Links = links
}

// Settled returns the record with one entry for each unit, as a merge of two people's work may leave several. The entry counts
// that speaks of the texts as they are now; else of two the one that a person said later, and that says more. The order of
// the lines never decides.
func (r *Record) Settled(source, target []Segment) *Record {
	if r == nil {
		return nil
	}
	byID := map[string][]Entry{}
	var ids []string
	for _, e := range r.Entries {
		if byID[e.ID] == nil {
			ids = append(ids, e.ID)
		}
		byID[e.ID] = append(byID[e.ID], e)
	}
	if len(ids) == len(r.Entries) {
		return r
	}
	now := textsNow{digestsOf(source), digestsOf(target)}
	out := *r
	out.Entries = make([]Entry, len(ids))
	for i, id := range ids {
		out.Entries[i] = now.settle(byID[id])
	}
	out.arrange(target)
	return out.indexed()
}

// textsNow are the digests of the texts of a page or a catalog, by the name of each unit that has one; blocks have the name "".
type textsNow struct{ source, target map[string]map[string]bool }

func digestsOf(segments []Segment) map[string]map[string]bool {
	out := map[string]map[string]bool{}
	for _, s := range segments {
		name := ""
		switch {
		case s.Block >= 0:
		case s.Kind == page.KindFrontMatter:
			name = fieldPrefix + s.Path
		default:
			name = s.Path
		}
		if out[name] == nil {
			out[name] = map[string]bool{}
		}
		out[name][Hash(s.Text)] = true
	}
	return out
}

// has reports whether a text of a unit is there now.
func has(now map[string]map[string]bool, id, digest string) bool {
	if named := now[id]; named != nil {
		return named[digest]
	}
	return now[""][digest]
}

// settle returns the entry that counts of those of one unit. What the others say of the same text and the same source is kept:
// reasons, and checks that do not hold.
func (n textsNow) settle(entries []Entry) Entry {
	best := slices.MaxFunc(entries, func(a, b Entry) int {
		return cmp.Or(
			truth(has(n.target, a.ID, a.Text))-truth(has(n.target, b.ID, b.Text)),
			truth(has(n.source, a.ID, a.Source))-truth(has(n.source, b.ID, b.Source)),
			truth(b.Placeholder)-truth(a.Placeholder),
			truth(b.Assumed != "")-truth(a.Assumed != ""),
			strings.Compare(a.Review.When, b.Review.When),
			a.Review.weight()-b.Review.weight(),
			truth(a.Same)-truth(b.Same),
			truth(b.Machine)-truth(a.Machine),
			strings.Compare(a.line(), b.line()),
		)
	})
	except := map[string]string{}
	for _, e := range entries {
		if best.Order = max(best.Order, e.Order); e.Source != best.Source || e.Text != best.Text {
			continue
		}
		best.Forced = max(best.Forced, e.Forced)
		for code, reason := range e.Except {
			except[code] = max(except[code], reason)
		}
	}
	if best.Except = nil; len(except) > 0 {
		best.Except = except
	}
	return best
}

// weight orders reviews of one day by how much they say.
func (r Review) weight() int {
	switch {
	case r.Stage == Reviewed:
		return 3
	case r.Stage == Draft:
		return 1
	case r != Review{}:
		return 2
	}
	return 0
}

// line returns an entry as it is written.
func (e Entry) line() string {
	var b strings.Builder
	e.write(&b)
	return b.String()
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// arrange puts entries into the order of the translation, as [Accept] writes them. One whose text is not there stays after the
// one that it came after.
func (r *Record) arrange(target []Segment) {
	places := map[string][]int{} // of blocks, by digest
	for i, s := range target {
		if s.Block >= 0 {
			places[Hash(s.Text)] = append(places[Hash(s.Text)], i)
		}
	}
	type placed struct {
		Entry
		at int
	}
	all := make([]placed, len(r.Entries))
	ordered := slices.ContainsFunc(r.Entries, func(e Entry) bool { return e.Order > 0 })
	at := -1
	for i, e := range r.Entries {
		if free := places[e.Text]; len(free) > 0 {
			at, places[e.Text] = free[0], free[1:]
		}
		all[i] = placed{e, at}
	}
	slices.SortStableFunc(all, func(a, b placed) int { return a.at - b.at })
	for i, p := range all {
		r.Entries[i] = p.Entry
		if ordered && p.Order == 0 && i > 0 { // one side alone knew an order
			r.Entries[i].Order = r.Entries[i-1].Order
		}
	}
}
