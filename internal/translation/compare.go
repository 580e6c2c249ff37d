package translation

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"vernacular/internal/page"
	"vernacular/internal/textdiff"
)

// State says whether a translated segment still says what its source says.
type State uint8

// The states of a segment.
const (
	Fresh      State = iota // made from the source as it is, or only cosmetics changed since
	Stale                   // its source has changed since
	Missing                 // the source has it, the translation has not, or only a placeholder
	Moved                   // fresh, and the source has it elsewhere than the translation's file
	Obsolete                // the translation has it, the source has it no more
	Added                   // the translation has it, the source never had it
	Uncompared              // without a record, in a page whose passages cannot be told apart for sure
)

// String is the state's name.
func (s State) String() string {
	return [...]string{"fresh", "stale", "missing", "moved", "obsolete", "added", "uncompared"}[s]
}

// UpToDate reports whether a text says what its source says, as far as anybody knows.
func (s State) UpToDate() bool { return s == Fresh || s == Moved }

// OnTop reports whether the source has no such segment.
func (s State) OnTop() bool { return s == Obsolete || s == Added }

// Match is a segment of the source with its counterpart.
type Match struct {
	ID          string
	Source      int // index in Input.Source, -1 of an obsolete or added segment
	Target      int // index in Input.Target, -1 where the translation has nothing
	State       State
	Class       Class  // of the change of its source
	From        string // [Hash] of the source text that the translation was made from, "" when it is not known
	Unrecorded  bool   // fresh as far as anybody knows: no command has said what it was made from
	Shared      bool   // part of a block that was split: Target belongs to another match, too
	Repeat      bool   // its source has the text of another one, and Target, which is shared, is the translation of both
	Placeholder bool   // missing: Target is a text that a command has put there
	Refused     bool   // missing: Target cannot be shown, and the source's text stands in its place
	Order       int    // of a footnote: where the source had it when it was translated, counted from 1; 0 if that is not known
}

// Input is what [Compare] looks at.
type Input struct {
	Source, Target []Segment
	Record         *Record                  // nil: there is none
	Old            func(hash string) string // the source text of a digest, "" when it is not kept
	Changes        []Change                 // what the author said of changes of the source
	Language       string                   // ISO 639 code of the source
	Outdated       bool                     // without a record: the translation says it was made from another source text

	written map[string]bool // digests of texts that a command has just written for a source text that had none; may be nil

	blocks *sourceBlocks // what is worked out of the blocks of Source once for all translations; may be nil
}

// Comparisons counts how often this process has compared, for tests of what must compare once.
var Comparisons atomic.Int64

// Compare finds the state of every segment: those of the source in its order, then those that only the translation has.
func Compare(in Input) []Match {
	Comparisons.Add(1)
	c := comparer{Input: in}
	out := c.run()
	for i := range out {
		if m := &out[i]; m.Source >= 0 && m.Target >= 0 && m.State != Uncompared && in.Target[m.Target].refusesMore(in.Source[m.Source]) {
			*m = Match{ID: m.ID, Source: m.Source, Target: m.Target, State: Missing, Shared: m.Shared, Refused: true}
		}
	}
	in.orderNotes(out)
	return out
}

// refusesMore reports whether more is left out of a translated text than of its source: where readers miss the same in both, the
// words of the source would tell them nothing that the translator's do not.
func (s Segment) refusesMore(source Segment) bool {
	if s.Refused == "" {
		return false
	}
	known := strings.Split(source.Refused, "\n")
	for reason := range strings.SplitSeq(s.Refused, "\n") {
		if !slices.Contains(known, reason) {
			return true
		}
	}
	return false
}

// orderNotes says of footnotes where the source had them when they were translated.
func (in *Input) orderNotes(ms []Match) {
	if in.Record == nil || !slices.ContainsFunc(in.Target, func(s Segment) bool { return s.Kind == page.KindFootnote }) {
		return
	}
	order := map[string]int{}
	for i, id := range in.Record.order() {
		order[id] = i + 1
	}
	for i := range ms {
		if m := &ms[i]; m.Target >= 0 && in.Target[m.Target].Kind == page.KindFootnote {
			m.Order = order[m.ID]
		}
	}
}

type comparer struct {
	Input
	sources  []int        // blocks: indexes in Source
	targets  []int        // blocks: indexes in Target, but own ones
	own      []int        // blocks that somebody has accepted as an addition of the translator's: indexes in Target
	entries  []Entry      // of blocks
	sourceOf []int        // by entry: index in Source, -1
	targetOf []int        // by entry: index in Target, -1
	entryOf  []int        // by source segment: index in entries, -1
	twins    map[int]bool // source segments without an entry whose text another one has, with an entry
	unclear  map[int]bool // of the translation: without a counterpart that is known, and not added for sure
	ordered  bool         // the record says in which order the source had the entries
	old      map[string]string
	words    map[[2]string]textdiff.Text // by kind and text
	labels   map[string]string           // see noteLabels; nil until somebody asks
}

// minWords is how many words an untranslated text must have to be taken for one: names and short labels are the same
// in many languages.
const minWords = 4

func (s Segment) wordy() bool { return s.Kind != page.KindCode && s.Words() >= minWords }

// untranslated reports whether a text looks as if nobody had translated it.
func (c *comparer) untranslated(s, t int) bool {
	return c.Source[s].Text == c.Target[t].Text && c.Source[s].wordy()
}

func (c *comparer) run() []Match {
	out := c.named()
	for i, s := range c.Source {
		if s.Block >= 0 {
			c.sources = append(c.sources, i)
		}
	}
	additions := c.Record.additions()
	for i, t := range c.Target {
		switch {
		case t.Block < 0:
		case len(additions) > 0 && additions[Hash(t.Text)]:
			c.own = append(c.own, i)
		default:
			c.targets = append(c.targets, i)
		}
	}
	if c.Record == nil {
		return append(out, c.unrecorded()...)
	}
	for _, e := range c.Record.Entries {
		if !strings.HasPrefix(e.ID, fieldPrefix) && (e.Source != "" || e.Assumed != "") {
			c.entries = append(c.entries, e)
		}
	}
	c.old = map[string]string{}
	c.words = map[[2]string]textdiff.Text{}
	c.matchTargets()
	c.matchSources()
	c.matchRest()
	c.orderEquals()
	return append(out, c.blocks()...)
}

// named compares what has a name of its own: front matter by path, messages by id.
func (c *comparer) named() []Match {
	byPath := map[string]int{}
	for i, t := range c.Target {
		if t.Block < 0 {
			byPath[string(t.Kind)+" "+t.Path] = i
		}
	}
	var out []Match
	for i, s := range c.Source {
		if s.Block >= 0 {
			continue
		}
		m := Match{ID: s.Path, Source: i, Target: -1, State: Missing}
		if s.Kind == page.KindFrontMatter {
			m.ID = fieldPrefix + s.Path
		}
		if t, ok := byPath[string(s.Kind)+" "+s.Path]; ok {
			m.Target = t
			if e, known := c.Record.Entry(m.ID); known {
				c.rate(&m, e)
			} else if !c.untranslated(i, t) {
				c.assume(&m)
			}
		}
		out = append(out, m)
	}
	return out
}

// assume gives a state to what no record speaks of.
func (c *comparer) assume(m *Match) {
	m.State, m.Unrecorded = Fresh, true
	if c.Record == nil && c.Outdated {
		m.State, m.Class = Stale, Editorial
	}
}

// rate gives a state to a translation of which the record has an entry. A text that equals the source's is a translation if
// a person has said so, and none if a command has written it, now or before the source changed.
func (c *comparer) rate(m *Match, e Entry) {
	if e.Assumed != "" {
		c.rateAssumed(m, e)
		return
	}
	own := c.Target[m.Target]
	text := Hash(own.Text)
	copied := (text == e.Source || own.Text == c.Source[m.Source].Text) && own.wordy()
	switch asRecorded := text == e.Text; {
	case asRecorded && e.Placeholder:
		m.State, m.Placeholder = Missing, true
	case copied && !(asRecorded && e.Same):
		m.State = Missing
	default:
		m.State, m.Class, m.From = c.judge(e.Source, m.Source)
		if now := c.Source[m.Source]; m.State == Fresh && m.Class == Cosmetic && now.Block >= 0 && undecided(c.text(e.Source), now.Text, own.Text) {
			m.State, m.Class = Stale, Editorial
		}
	}
}

// judge compares a source text with the one that a translation was made from.
func (c *comparer) judge(hash string, s int) (State, Class, string) {
	now := c.Source[s].Text
	to := Hash(now)
	if hash == to {
		return Fresh, Unchanged, hash
	}
	class := Editorial
	for _, ch := range c.Changes {
		if ch.From == hash && ch.To == to {
			class, _ = ParseClass(ch.Class)
			if class == Cosmetic {
				return Fresh, class, hash
			}
			return Stale, class, hash
		}
	}
	if old := c.text(hash); old != "" {
		class = Classify(c.Source[s].Kind, c.withLabels(old, c.Source[s]), now, c.Language)
	}
	if class <= Cosmetic {
		return Fresh, Cosmetic, hash
	}
	return Stale, class, hash
}

func (c *comparer) text(hash string) string {
	if t, ok := c.old[hash]; ok {
		return t
	}
	t := ""
	if c.Old != nil {
		t = c.Old(hash)
	}
	if c.old != nil {
		c.old[hash] = t
	}
	return t
}

// sourceBlocks returns what is known of the source's blocks before they are compared.
func (c *comparer) sourceBlocks() *sourceBlocks {
	if c.Input.blocks == nil {
		c.Input.blocks = newSourceBlocks(pick(c.Source, c.sources))
	}
	return c.Input.blocks
}

// sourceBlocks are what does not depend on the translation that a source page is compared with.
type sourceBlocks struct {
	ids    func() []string // those of the blocks where no record gives them others
	traits func() []traits
	firm   func() []traits // see firmTraitsOf
}

// newSourceBlocks returns the same of the blocks of a source page, each worked out when it is asked for first.
func newSourceBlocks(blocks []Segment) *sourceBlocks {
	return &sourceBlocks{
		ids:    sync.OnceValue(func() []string { return IDs(blocks, nil) }),
		traits: sync.OnceValue(func() []traits { return traitsOf(blocks) }),
		firm:   sync.OnceValue(func() []traits { return firmTraitsOf(blocks) }),
	}
}

// blocks puts the two matchings together.
func (c *comparer) blocks() []Match {
	ids := c.newIDs()
	var out []Match
	for _, s := range c.sources {
		if i := c.entryOf[s]; i >= 0 {
			out = append(out, c.recorded(s, i))
		} else {
			out = append(out, c.added(s, ids[0]))
			ids = ids[1:]
		}
	}
	c.adopt(out)
	c.repeat(out)
	c.markMoved(out)
	return append(out, c.onTop(out)...)
}

// newIDs returns the ids of the source blocks that no entry speaks of, in their order. They differ from those of the
// entries, also of the ones that the source has no more: an id has one meaning for as long as the record has it.
func (c *comparer) newIDs() []string {
	taken := map[string]bool{}
	for _, e := range c.entries {
		taken[e.ID] = true
	}
	var added []Segment
	for _, s := range c.sources {
		if c.entryOf[s] < 0 {
			added = append(added, c.Source[s])
		}
	}
	return IDs(added, taken)
}

// recorded returns the match of a source block that entry i speaks of.
func (c *comparer) recorded(s, i int) Match {
	m := Match{ID: c.entries[i].ID, Source: s, Target: c.targetOf[i], State: Missing}
	if a := c.entries[i].Assumed; a == Unclear || a == SharedText {
		m.State = Uncompared
	}
	// Where two blocks became one in the source and in the translation, too, the translation of either is that of both.
	for k := 0; k < len(c.entries) && m.Target < 0; k++ {
		t := c.targetOf[k]
		switch {
		case t < 0:
		case c.joined(k, i):
			m.Target = t
		case c.entries[k].Text == c.entries[i].Text && (c.Target[t].wordy() || c.entries[i].Assumed == SharedText):
			m.Target, m.Shared = t, true // one text was accepted as the translation of both
		}
	}
	if m.Target >= 0 {
		c.rate(&m, c.entries[i])
	}
	return m
}

// added returns the match of a source block that no entry speaks of. What was split off from a block that is translated
// has a part of its translation, and nobody can tell which.
func (c *comparer) added(s int, id string) Match {
	m := Match{ID: id, Source: s, Target: -1, State: Missing}
	if i := c.partOf(s); i >= 0 {
		m.Target, m.State, m.Class, m.From, m.Shared = c.targetOf[i], Stale, Editorial, c.entries[i].Source, true
	}
	return m
}

// onTop returns the matches of the blocks of the translation that none of the given ones has: obsolete ones, which the
// record knows, and added ones. A block whose source went into another block is neither: that block is stale, and its
// translator needs both.
func (c *comparer) onTop(ms []Match) []Match {
	shown := map[int]bool{}
	for _, m := range ms {
		shown[m.Target] = true
	}
	var out []Match
	for _, t := range slices.Sorted(slices.Values(append(slices.Clone(c.own), c.targets...))) {
		if shown[t] || c.unclear[t] || c.merged(t) || c.setAside(t) {
			continue
		}
		m := Match{ID: addedID(c.Target[t]), Source: -1, Target: t, State: Added}
		for i, e := range c.entries {
			if c.targetOf[i] == t && e.Source != "" {
				m.ID, m.From, m.State = e.ID, e.Source, Obsolete
			}
		}
		out = append(out, m)
	}
	return out
}

// addedID is the id of a segment of the translation that the source never had.
func addedID(s Segment) string { return "added-" + Hash(s.Text)[:8] }
