package editor

import (
	"net/url"
	"slices"
	"strconv"
)

// A page with many texts is shown in parts: a browser that has 2,000 fields in one page takes seconds to show it, and
// would lay it out again at every key.
const (
	partSize = 100
	partMost = 150 // texts that are not divided
)

// Shown returns the texts that pass the filter, those of the part that is shown. What the reader has just worked on always
// passes.
func (v *pageView) Shown() []unitView {
	all := v.passing()
	from, to := v.bounds(all)
	return all[from:to]
}

// passing returns all texts that pass the filter.
func (v *pageView) passing() (list []unitView) {
	before := 0
	for _, u := range v.Fields {
		unit := v.unit(u, before)
		if toDo(u) {
			before++
		}
		a := unit.Anchor
		if a == v.saved || a == v.kept || a == v.at || v.edit != nil && v.edit.ID == u.ID || v.passes(u) {
			list = append(list, unit)
		}
	}
	return list
}

// bounds returns where among the texts that pass the filter the part begins and ends that is shown: the one with the
// text that was worked on, else the one that was asked for.
func (v *pageView) bounds(all []unitView) (from, to int) {
	if len(all) <= partMost {
		return 0, len(all)
	}
	part := v.part - 1
	if i := slices.IndexFunc(all, func(u unitView) bool {
		return u.Anchor == v.saved || u.Anchor == v.kept || u.Anchor == v.at || v.edit != nil && v.edit.ID == u.ID
	}); i >= 0 {
		part = i / partSize
	}
	part = min(max(part, 0), (len(all)-1)/partSize)
	v.part = part + 1
	return part * partSize, min((part+1)*partSize, len(all))
}

// partsView is the way to the parts of a page.
type partsView struct {
	From, To, Total int    // texts, counted from 1
	Previous, Next  string // addresses, "" if there is none
	List            []partLink
}

// partLink is a link to a part.
type partLink struct {
	Address string
	Number  int
	Current bool
}

// Parts returns the way to the parts of the page, nil if it is shown as a whole.
func (v *pageView) Parts() *partsView {
	all := v.passing()
	from, to := v.bounds(all)
	if len(all) == to-from {
		return nil
	}
	out := &partsView{From: from + 1, To: to, Total: len(all)}
	for n := 1; (n-1)*partSize < len(all); n++ {
		link := partLink{v.query(url.Values{}, n), n, n == v.part}
		switch n {
		case v.part - 1:
			out.Previous = link.Address
		case v.part + 1:
			out.Next = link.Address
		}
		out.List = append(out.List, link)
	}
	return out
}

// query returns the query of an address of the page that keeps the filter, with "?", or "" if there is nothing to say. part
// is that which is shown, 0 for the one that has the text that more names.
func (v *pageView) query(more url.Values, part int) string {
	if v.show != filterAll {
		more.Set("show", string(v.show))
	}
	if part > 0 {
		more.Set("part", strconv.Itoa(part))
	}
	if len(more) == 0 {
		return ""
	}
	return "?" + more.Encode()
}

// Near returns the address of the field of a text, which may be in another part.
func (v *pageView) Near(anchor string) string {
	if v.shown == nil {
		v.shown = map[string]bool{}
		for _, u := range v.Shown() {
			v.shown[u.Anchor] = true
		}
	}
	if v.shown[anchor] || len(v.Fields) <= partMost {
		return "#t-" + anchor
	}
	return v.query(url.Values{"unit": {anchor}}, 0) + "#t-" + anchor
}

// Beyond returns the address of the next text to do (by is 1), or of the one before (-1), that is not in the part that is
// shown; "" if there is none.
func (v *pageView) Beyond(by int) string {
	shown := v.Shown()
	if len(shown) == 0 || len(v.Fields) <= partMost {
		return ""
	}
	place := map[string]int{}
	for i, f := range v.Fields {
		place[anchor(f.ID)] = i
	}
	todo := slices.Clone(v.todo)
	edge := place[shown[len(shown)-1].Anchor]
	if by < 0 {
		edge = place[shown[0].Anchor]
		slices.Reverse(todo)
	}
	for _, a := range todo {
		if by > 0 && place[a] > edge || by < 0 && place[a] < edge {
			return v.Near(a)
		}
	}
	if len(todo) > 0 {
		if to := v.Near(todo[0]); to[0] != '#' { // from the last on to the first
			return to
		}
	}
	return ""
}
