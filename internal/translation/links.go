package translation

import (
	"html"
	"slices"
	"strings"

	"vernacular/internal/page"
)

// NewAddress is an address of a link or picture that a source changed.
type NewAddress struct{ From, To string }

// MoveLinks returns the Markdown of a block of the translation that is up to date with the addresses that its source has
// changed since: see the function [MoveLinks]. Of others, and where the text that it was made from is not kept, nothing is carried.
func (t *Comparison) MoveLinks(m Match) (out string, left []NewAddress) {
	own := t.Segments[m.Target]
	text := t.Doc.Blocks[own.Block].Source
	if m.Source < 0 || !m.State.UpToDate() {
		return text, nil
	}
	old, now := t.Old(m.From), t.SourceSegments[m.Source].Text
	if old == "" || old == now {
		return text, nil
	}
	// Of addresses that changed places, only the order in a text that somebody has changed since shows that they have been carried.
	if e, ok := t.Record.Entry(m.ID); ok && e.Text != "" && e.Text != Hash(own.Text) && slices.Equal(addresses(text), addresses(now)) {
		return text, nil
	}
	return MoveLinks(old, now, text)
}

// addresses returns where the links and pictures of a text lead, in its order.
func addresses(text string) (out []string) {
	tokens := page.Tokens(text)
	for _, i := range linked(tokens) {
		out = append(out, tokens[i].Dest)
	}
	return out
}

// MoveLinks carries the addresses that a source changed between two texts of a block, old and now, into its
// translation: inline Markdown, of which nothing else is changed. left are those that a person has to carry: the
// translation leads elsewhere already, or of two equal addresses only one moved. When the source has other links than
// it had, nothing is carried and nothing is left: it is another text.
func MoveLinks(old, now, text string) (out string, left []NewAddress) {
	a, b := page.Tokens(old), page.Tokens(now)
	from, to := linked(a), linked(b)
	if len(from) != len(to) {
		return text, nil
	}
	moved, unclear := map[string]string{}, map[string]bool{}
	var order []string
	for i := range from {
		f, t := a[from[i]].Dest, b[to[i]].Dest
		was, known := moved[f]
		if known && was != t {
			unclear[f] = true
		}
		if !known || was == f {
			moved[f] = t
		}
		if !known {
			order = append(order, f)
		}
	}
	carry := map[string]string{}
	for f, t := range moved {
		if f != t && !unclear[f] {
			carry[f] = t
		}
	}
	tokens := page.Tokens(text)
	leadsTo := func(dest string) bool {
		return slices.ContainsFunc(linked(tokens), func(i int) bool { return tokens[i].Dest == dest })
	}
	out, ok := readdress(text, tokens, carry)
	for _, f := range order {
		t := moved[f]
		byHand := !leadsTo(f) && leadsTo(t) // somebody has carried it
		if unclear[f] || f != t && !byHand && !(ok && leadsTo(f)) {
			left = append(left, NewAddress{f, t})
		}
	}
	return out, left
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
	links := linked(tokens)
	out := text
	for _, i := range slices.Backward(links) {
		k := tokens[i]
		from := k.Dest
		to, ok := carry[from]
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
		if to, ok := carry[want]; ok && slices.Contains(links, i) {
			want = to
		}
		if after[i].Kind != k.Kind || after[i].Name != k.Name || slices.Contains(links, i) && after[i].Dest != want {
			return text, false
		}
	}
	return out, true
}
