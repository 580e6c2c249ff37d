package translation

import (
	"html"
	"maps"
	"slices"
	"strings"

	"vernacular/internal/page"
)

// NewAddress is an address of a link or picture that a source changed.
type NewAddress struct{ From, To string }

// MovedLinks knows where the source of a comparison of two pages leads elsewhere than when its passages were translated.
type MovedLinks struct {
	t         *Comparison
	old       page.Definitions // those of the source when the translation was made
	redefined bool             // they are others than those of the source now
	byHand    bool             // those of the translation are others than they were then
}

// MovedLinks returns what it knows of a comparison.
func (t *Comparison) MovedLinks() *MovedLinks {
	l := &MovedLinks{t: t}
	if t.SourceDoc == nil || t.Doc == nil {
		return l
	}
	l.old = t.SourceDoc.Definitions
	if t.Record == nil {
		return l
	}
	for _, d := range t.Record.Links {
		if d.Source != "" && d.Source != t.SourceDoc.Definitions.Dest(d.Label) {
			l.old, l.redefined = l.old.With(d.Label, d.Source), true
		}
		l.byHand = l.byHand || d.Text != t.Doc.Definitions.Dest(d.Label)
	}
	return l
}

// Move returns the Markdown of a block of the translation that is up to date with the addresses that its source has
// changed since: see [addressChange.move]. Of others, and where the text that it was made from is not kept, nothing is
// carried. What definitions of links say is for [MovedLinks.Redefine] to carry.
func (l *MovedLinks) Move(m Match) (out string, left []NewAddress) {
	text := l.t.Doc.Blocks[l.t.Segments[m.Target].Block].Source
	change, own := l.of(m)
	if change == nil {
		return text, nil
	}
	return change.move(text, own)
}

// Redirects returns where links of the translation lead for readers: where the source leads now, as far as it is known which
// ones led where the source led.
func (l *MovedLinks) Redirects() (out []page.Redirect) {
	if l.t.SourceDoc == nil || l.t.Doc == nil {
		return nil
	}
	for _, m := range l.t.Matches {
		change, own := l.of(m)
		if change == nil {
			continue
		}
		block, carry := l.t.Segments[m.Target].Block, change.carry()
		text := l.t.Doc.Blocks[block].Source
		moved := text
		if change.inOrder(own) {
			moved = change.moveInOrder(text)
		} else if showsAddress(text, own, carry) {
			moved, _ = l.Move(m)
		}
		if moved != text {
			out = append(out, page.Redirect{Block: block, Markdown: moved})
			continue
		}
		for _, from := range sortedKeys(carry) {
			if leads(own, from) {
				out = append(out, page.Redirect{Block: block, From: from, To: carry[from]})
			}
		}
	}
	return out
}

// showsAddress reports whether one of the addresses that changed is the text of its own link.
func showsAddress(text string, tokens []page.Token, carry map[string]string) bool {
	return slices.ContainsFunc(linked(tokens), func(i int) bool {
		k := tokens[i]
		return carry[k.Dest] != "" && k.Kind == page.SingleToken && k.Name == "a" && !strings.HasPrefix(text[k.Start:k.End], "<a ")
	})
}

// Redefine returns the page with the new addresses in the definitions of links by reference that the given units use, and the
// ids of the units whose links lead elsewhere then. A definition whose links would have to lead to several places stays.
func (l *MovedLinks) Redefine(doc *page.Document, ms []Match) (after *page.Document, moved map[string]bool, left []NewAddress) {
	moved = map[string]bool{}
	if !l.redefined || len(doc.Definitions) == 0 {
		return doc, moved, nil
	}
	chosen := map[string]bool{}
	for _, m := range ms {
		chosen[m.ID] = true
	}
	after = doc
	for _, d := range l.definitions() {
		from := l.t.Doc.Definitions.Dest(d.label)
		if !slices.ContainsFunc(d.users, func(id string) bool { return chosen[id] }) || len(d.to) == 1 && d.to[0] == from {
			continue
		}
		var next *page.Document
		if len(d.to) == 1 {
			next = after.Redefine(d.label, d.to[0])
		}
		if next == nil {
			for _, to := range d.to {
				left = append(left, NewAddress{from, to})
			}
			continue
		}
		after = next
		for _, id := range d.users {
			moved[id] = true
		}
	}
	return after, moved, left
}

// usedDefinition is a definition of the translation with the units that use it.
type usedDefinition struct {
	label string
	to    []string // where its links are to lead
	users []string // ids
}

// definitions returns those that units of the translation use which are up to date, in the order of the source.
func (l *MovedLinks) definitions() (out []*usedDefinition) {
	for _, m := range l.t.Matches {
		change, own := l.of(m)
		if change == nil && m.Source >= 0 && m.Target >= 0 && m.State.UpToDate() {
			own = l.own(m)
		}
		carry := change.carry()
		for _, i := range linked(own) {
			label, to := own[i].Label, own[i].Dest
			if label == "" {
				continue
			}
			if t, ok := carry[to]; ok {
				to = t
			}
			k := slices.IndexFunc(out, func(d *usedDefinition) bool { return d.label == label })
			if k < 0 {
				k, out = len(out), append(out, &usedDefinition{label: label})
			}
			d := out[k]
			d.users = append(d.users, m.ID)
			if !slices.Contains(d.to, to) {
				d.to = append(d.to, to)
			}
		}
	}
	return out
}

// own returns the tokens of the translation's side of a match.
func (l *MovedLinks) own(m Match) []page.Token {
	own := l.t.Segments[m.Target]
	if own.Block < 0 {
		return nil
	}
	return page.TokensOf(l.t.Doc.Blocks[own.Block].Source, l.t.Doc.Definitions)
}

// of returns how the addresses of a unit's source changed since it was translated, and the tokens of its translation; nil if
// nothing is to be carried.
func (l *MovedLinks) of(m Match) (*addressChange, []page.Token) {
	t := l.t
	if m.Source < 0 || m.Target < 0 || m.Shared || !m.State.UpToDate() || m.From == "" || t.Segments[m.Target].Block < 0 {
		return nil, nil // messages have their addresses in words of their own
	}
	now, own := t.SourceSegments[m.Source].Text, t.Segments[m.Target].Text
	old := now
	if m.From != Hash(now) {
		old = t.Old(m.From)
	}
	if old == "" || old == now && !l.redefined {
		return nil, nil
	}
	change := changeOf(page.TokensOf(old, l.old), page.TokensOf(now, t.SourceDoc.Definitions))
	if len(change.order) == 0 {
		return nil, nil
	}
	tokens := l.own(m)
	// Of addresses that changed places, only the order in a text that somebody has changed since shows that they have been carried.
	e, ok := t.Record.Entry(m.ID)
	touched := ok && e.Text != "" && e.Text != Hash(own) || l.byHand
	if touched && slices.Equal(addresses(tokens), addresses(page.TokensOf(now, t.SourceDoc.Definitions))) {
		return nil, nil
	}
	return &change, tokens
}

// linkDefinitions returns where links by reference led when the translation was made, with those that the chosen units use as
// they are now.
func (t *Comparison) linkDefinitions(chosen map[string]Accepted) []LinkDefinition {
	known := map[string]LinkDefinition{}
	if t.Record != nil {
		for _, l := range t.Record.Links {
			known[l.Label] = l
		}
	}
	if t.SourceDoc == nil || t.Doc == nil || len(chosen) == 0 {
		return sortedLinks(known)
	}
	source, own := t.SourceDoc.Definitions, t.Doc.Definitions
	if len(known)+len(source)+len(own) == 0 {
		return nil
	}
	isUsed := map[string]bool{}
	for _, m := range t.Matches {
		if _, ok := chosen[m.ID]; !ok || m.Source < 0 || m.Target < 0 || t.Segments[m.Target].Block < 0 {
			continue
		}
		for _, tokens := range [][]page.Token{page.TokensOf(t.SourceSegments[m.Source].Text, source), page.TokensOf(t.Segments[m.Target].Text, own)} {
			for _, i := range linked(tokens) {
				isUsed[tokens[i].Label] = true
			}
		}
	}
	out := map[string]LinkDefinition{}
	for _, label := range append(source.Labels(), own.Labels()...) {
		l, ok := known[label]
		if !ok || isUsed[label] {
			l = LinkDefinition{label, source.Dest(label), own.Dest(label)}
		}
		out[label] = l
	}
	return sortedLinks(out)
}

func sortedLinks(by map[string]LinkDefinition) (out []LinkDefinition) {
	for _, label := range slices.Sorted(maps.Keys(by)) {
		out = append(out, by[label])
	}
	return out
}

// addresses returns where the links and pictures among tokens lead, in their order.
func addresses(tokens []page.Token) (out []string) {
	for _, i := range linked(tokens) {
		out = append(out, tokens[i].Dest)
	}
	return out
}

// addressChange says how the addresses of a text changed.
type addressChange struct {
	was, is []string          // the addresses of its links before and now
	order   []string          // the addresses before, in the order of the text
	to      map[string]string // by address before
	unclear map[string]bool   // of two links with this address not both changed, or to two places
}

// changeOf compares the addresses of two texts. Where they have not the same number of links, it says nothing.
func changeOf(a, b []page.Token) addressChange {
	c := addressChange{to: map[string]string{}, unclear: map[string]bool{}}
	from, to := linked(a), linked(b)
	if len(from) != len(to) {
		return c
	}
	c.was, c.is = addresses(a), addresses(b)
	for i := range from {
		f, t := a[from[i]].Dest, b[to[i]].Dest
		was, known := c.to[f]
		if known && was != t {
			c.unclear[f] = true
		}
		if !known || was == f {
			c.to[f] = t
		}
		if !known {
			c.order = append(c.order, f)
		}
	}
	return c
}

// move carries the addresses into a translation with some links: inline Markdown, of which nothing else is changed. left are
// those that a person has to carry: the translation leads elsewhere already, or of two equal addresses only one moved. When the
// source has other links than it had, nothing is carried and nothing is left: it is another text.
func (c *addressChange) move(text string, own []page.Token) (out string, left []NewAddress) {
	out, ok := readdress(text, page.Tokens(text), c.carry())
	return out, c.left(own, ok)
}

// carry returns the addresses that changed for sure. The zero value has none.
func (c *addressChange) carry() map[string]string {
	out := map[string]string{}
	if c == nil {
		return out
	}
	for f, t := range c.to {
		if f != t && !c.unclear[f] {
			out[f] = t
		}
	}
	return out
}

// left returns the changes that a translation with these tokens does not follow; carried says that those that changed for sure
// were carried into it.
func (c *addressChange) left(own []page.Token, carried bool) (out []NewAddress) {
	for _, f := range c.order {
		t := c.to[f]
		byHand := !leads(own, f) && leads(own, t) // somebody has carried it
		if c.unclear[f] || f != t && !byHand && !(carried && leads(own, f)) {
			out = append(out, NewAddress{f, t})
		}
	}
	return out
}

// leavesOpen reports whether where links among the tokens of a translation lead now, that lead where the source led, depends on
// which of several links each is.
func (c *addressChange) leavesOpen(own []page.Token) bool {
	return slices.ContainsFunc(c.order, func(f string) bool { return c.unclear[f] && leads(own, f) })
}

// inOrder reports whether the links of a translation are told apart by their order alone, which is that of the source before.
func (c *addressChange) inOrder(own []page.Token) bool {
	return c.leavesOpen(own) && slices.Equal(addresses(own), c.was)
}

// moveInOrder returns the Markdown of a translation whose links lead, in their order, where those of its source lead now.
func (c *addressChange) moveInOrder(text string) string {
	tokens := page.Tokens(text)
	to := map[int]string{}
	for n, i := range linked(tokens) {
		if n < len(c.is) && len(linked(tokens)) == len(c.is) {
			to[i] = c.is[n]
		}
	}
	out, _ := readdressAt(text, tokens, to)
	return out
}

// undecided reports whether nobody knows where links of a translation lead now that lead where its source led, since the source
// changed addresses between two texts.
func undecided(old, now, text string) bool {
	c, own := changeOf(page.Tokens(old), page.Tokens(now)), page.Tokens(text)
	return c.leavesOpen(own) && !c.inOrder(own)
}

// leads reports whether one of the links among tokens has an address.
func leads(tokens []page.Token, dest string) bool {
	return slices.ContainsFunc(linked(tokens), func(i int) bool { return tokens[i].Dest == dest })
}

// linked gives the tokens that lead somewhere.
func linked(tokens []page.Token) (out []int) {
	for i, t := range tokens {
		if t.Kind != page.CloseToken && (t.Name == "a" || t.Name == "img") {
			out = append(out, i)
		}
	}
	return out
}

// readdress writes other addresses wherever a text leads to those. It changes nothing if the spelling of one is not to
// be found.
func readdress(text string, tokens []page.Token, carry map[string]string) (string, bool) {
	by := map[int]string{}
	for _, i := range linked(tokens) {
		if to, ok := carry[tokens[i].Dest]; ok {
			by[i] = to
		}
	}
	return readdressAt(text, tokens, by)
}

// readdressAt writes other addresses in some links of a text, by their tokens, as [readdress] does.
func readdressAt(text string, tokens []page.Token, by map[int]string) (string, bool) {
	links := linked(tokens)
	out := text
	for _, i := range slices.Backward(links) {
		k := tokens[i]
		from := k.Dest
		to, ok := by[i]
		if !ok {
			continue
		}
		isHTML := k.Kind == page.OpenToken && text[k.Start] == '<' || strings.HasPrefix(text[k.Start:k.End], "<img")
		if k.Kind == page.OpenToken && !isHTML {
			k = tokens[k.Pair] // of Markdown's own links the address stands at the end
		}
		part := text[k.Start:k.End]
		address := to
		if !isHTML && strings.ContainsAny(to, " ()") && !strings.Contains(part, "<"+from+">") {
			address = "<" + to + ">"
		}
		if strings.Count(part, from) != 1 {
			if from, address = html.EscapeString(from), html.EscapeString(to); strings.Count(part, from) != 1 {
				return text, false
			}
		}
		out = out[:k.Start] + strings.Replace(part, from, address, 1) + out[k.End:]
	}
	after := page.Tokens(out)
	if len(after) != len(tokens) {
		return text, false
	}
	for i, k := range tokens {
		want := k.Dest
		if to, ok := by[i]; ok {
			want = to
		}
		if after[i].Kind != k.Kind || after[i].Name != k.Name || slices.Contains(links, i) && after[i].Dest != want {
			return text, false
		}
	}
	return out, true
}
