package page

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxSlug bounds ids made from headings, in bytes.
const maxSlug = 120

// slug makes an id of a heading's text: letters, marks and digits of any script in lower case and NFC,
// everything else as single hyphens between them.
func slug(text string) string {
	b := make([]byte, 0, len(text))
	hyphen := false
	for _, r := range nfc(text) {
		switch {
		case r < utf8.RuneSelf && (isASCIILetter(byte(r)) || isASCIIDigit(byte(r))) || r == '_',
			r >= utf8.RuneSelf && unicode.In(r, unicode.L, unicode.M, unicode.N):
			if hyphen && len(b) > 0 {
				b = append(b, '-')
			}
			hyphen = false
			b = utf8.AppendRune(b, unicode.ToLower(r))
		case r == 0x2019 || r == '\'' || r == 0x200c || r == 0x200d || r == 0xad:
			// An apostrophe, a joiner and a soft hyphen stand inside words.
		default:
			hyphen = true
		}
		if len(b) > maxSlug {
			break
		}
	}
	s := nfc(string(b))
	if s = strings.Trim(s, "_"); s == "" {
		return "section"
	}
	return s
}

// nfc brings a text into normalisation form C. What lies below U+0300 is in it as it stands.
func nfc(s string) string {
	for i := range len(s) {
		if s[i] >= 0xcc {
			return norm.NFC.String(s)
		}
	}
	return s
}

// idSet holds ids. Most pages have so few that looking at each is quicker than a map.
type idSet struct {
	few  []string
	many map[string]bool
}

func (s *idSet) add(id string) {
	switch {
	case s.many != nil:
		s.many[id] = true
	case len(s.few) < 16:
		s.few = append(s.few, id)
	default:
		s.many = map[string]bool{id: true}
		for _, f := range s.few {
			s.many[f] = true
		}
	}
}

func (s *idSet) has(id string) bool {
	if s.many != nil {
		return s.many[id]
	}
	return slices.Contains(s.few, id)
}

// unique returns the id, or the id with the first number that makes it new, and takes it.
func unique(id string, taken *idSet) string {
	try := id
	for n := 1; taken.has(try); n++ {
		try = id + "-" + strconv.Itoa(n)
	}
	taken.add(try)
	return try
}

// giveIDs gives every heading an id and drops ids that are there twice. Footnotes have theirs from the
// start; what the author wrote comes before what is made up.
func (c *compiler) giveIDs() {
	headings := c.headings
	if len(headings) == 0 && len(c.ids) == 0 {
		return
	}
	var taken idSet
	for _, id := range c.noteIDs {
		taken.add(id)
	}
	for i := range c.ids {
		r := &c.ids[i]
		r.id = nfc(r.id)
		if taken.has(r.id) {
			c.warnf("duplicate-id", r.at, "give it another name", "the id %q is on the page already; this one was left out", r.id)
			r.id = ""
		}
		if r.heading >= 0 {
			headings[r.heading].ID, headings[r.heading].Explicit = r.id, r.id != ""
		}
		taken.add(r.id)
	}
	var counts map[string]int // so that equal headings by the thousand are not counted through each time
	for i := range headings {
		if headings[i].ID != "" {
			continue
		}
		base := slug(headings[i].Text)
		id := base
		for taken.has(id) {
			if counts == nil {
				counts = map[string]int{}
			}
			counts[base]++
			id = base + "-" + strconv.Itoa(counts[base])
		}
		taken.add(id)
		headings[i].ID = id
	}
}

// alignHeadings finds for each heading of a translation its counterpart in the source: the same
// position among headings of the same level where both have the same, else the pairing that keeps the
// order and pairs the most headings of equal level, where an id written by hand or an equal slug
// weighs most. The result has the index of the counterpart, or -1.
func alignHeadings(own, source []Heading) []int {
	out := make([]int, len(own))
	same := len(own) == len(source)
	for i := 0; same && i < len(own); i++ {
		same = own[i].Level == source[i].Level
	}
	if same {
		for i := range out {
			out[i] = i
		}
		return out
	}
	for i := range out {
		out[i] = -1
	}
	if len(own)*len(source) > 4_000_000 {
		// Nobody's page; pair from the start for as long as the levels agree.
		for i := range min(len(own), len(source)) {
			if own[i].Level != source[i].Level {
				break
			}
			out[i] = i
		}
		return out
	}
	score := func(a, b Heading) int {
		switch {
		case a.Explicit && a.ID == b.ID:
			return 1000
		case a.Level != b.Level:
			return 0
		case a.ID == b.ID:
			return 100
		}
		return 10
	}
	// best[i][j] is the best sum for the headings from i and j on.
	w := len(source) + 1
	best := make([]int32, (len(own)+1)*w)
	for i := len(own) - 1; i >= 0; i-- {
		for j := len(source) - 1; j >= 0; j-- {
			v := max(best[(i+1)*w+j], best[i*w+j+1])
			if s := score(own[i], source[j]); s > 0 {
				v = max(v, int32(s)+best[(i+1)*w+j+1])
			}
			best[i*w+j] = v
		}
	}
	for i, j := 0, 0; i < len(own) && j < len(source); {
		s := score(own[i], source[j])
		switch v := best[i*w+j]; {
		case s > 0 && v == int32(s)+best[(i+1)*w+j+1]:
			out[i] = j
			i, j = i+1, j+1
		case v == best[(i+1)*w+j]:
			i++
		default:
			j++
		}
	}
	return out
}

// Rendered returns the headings with the ids that Render gives them when it is told the source variant's.
func (d *Document) Rendered(source []Heading) []Heading {
	if source == nil {
		return d.Headings
	}
	ids, _ := d.mapIDs(source)
	out := make([]Heading, len(ids))
	for i, h := range d.Headings {
		h.ID = ids[i]
		out[i] = h
	}
	return out
}

// mapIDs gives the ids that the headings have when rendered with those of a source. taken holds them
// all, and whatever else of the page keeps its id.
func (d *Document) mapIDs(source []Heading) (ids []string, taken *idSet) {
	ids = make([]string, len(d.Headings))
	taken = &idSet{few: make([]string, 0, min(16, len(ids)+len(d.noteIDs)))}
	for _, id := range d.noteIDs {
		taken.add(id)
	}
	pairs := alignHeadings(d.Headings, source)
	for i, j := range pairs {
		if j >= 0 && source[j].ID != "" && !taken.has(source[j].ID) {
			ids[i] = source[j].ID
			taken.add(ids[i])
		}
	}
	for i, h := range d.Headings {
		if ids[i] == "" {
			ids[i] = unique(h.ID, taken)
		}
	}
	return ids, taken
}
