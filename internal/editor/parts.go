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
func (v *pageView) Shown() (list []unitView) {
	for _, i := range v.indexes() {
		list = append(list, v.unit(i))
	}
	return list
}

// indexes returns those of the texts that are shown, whose problems are known then. Of a page that is not divided all are: it
// says how many have problems.
func (v *pageView) indexes() []int {
	all := v.passing()
	from, to := v.bounds(all)
	if len(v.Fields) <= partMost {
		v.CheckAll()
	}
	v.Check(all[from:to]...)
	return all[from:to]
}

// passing returns the indexes of all texts that pass the filter.
func (v *pageView) passing() []int {
	if v.pass != nil {
		return v.pass
	}
	if v.show == filterProblems {
		v.CheckAll()
	}
	v.pass = []int{}
	for i := range v.Fields {
		if v.worked(i) || v.passes(&v.Fields[i]) {
			v.pass = append(v.pass, i)
		}
	}
	return v.pass
}

// worked reports whether a text is the one that the request is about.
func (v *pageView) worked(i int) bool {
	a := v.anchors[i]
	return a == v.saved || a == v.kept || a == v.at || v.edit != nil && v.edit.ID == v.Fields[i].ID
}

// bounds returns where among the texts that pass the filter the part begins and ends that is shown: the one with the
// text that was worked on, else the one that was asked for.
func (v *pageView) bounds(all []int) (from, to int) {
	if len(all) <= partMost {
		return 0, len(all)
	}
	part := v.part - 1
	if i := slices.IndexFunc(all, v.worked); i >= 0 {
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
		for _, i := range v.indexes() {
			v.shown[v.anchors[i]] = true
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
	shown := v.indexes()
	if len(shown) == 0 || len(v.todo) == 0 || len(v.Fields) <= partMost {
		return ""
	}
	at, is := slices.BinarySearch(v.todo, shown[len(shown)-1])
	if is {
		at++
	}
	if by < 0 {
		at, _ = slices.BinarySearch(v.todo, shown[0])
		at--
	}
	if at >= 0 && at < len(v.todo) {
		return v.Near(v.anchors[v.todo[at]])
	}
	// From the last on to the first, and back.
	end := v.todo[0]
	if by < 0 {
		end = v.todo[len(v.todo)-1]
	}
	if to := v.Near(v.anchors[end]); to[0] != '#' {
		return to
	}
	return ""
}
