package site

import (
	"math"

	"vernacular/internal/data"
	"vernacular/internal/diag"
)

// Lengths are the most characters of texts for which the layouts have room, in every language.
type Lengths struct {
	Pages    map[string]int // by the path of a text of the front matter, such as "title"
	Messages map[string]int // by id

	Pos map[string]diag.Pos // of each setting, by its name
}

// Room returns how many characters a text of the front matter may have, or a message, and which setting says so; 0 if
// none does.
func (s *Settings) Room(path string, message bool) (most int, setting string) {
	if message {
		return s.Lengths.Messages[path], "lengths.messages." + path
	}
	return s.Lengths.Pages[path], "lengths.pages." + path
}

// length takes a number of characters.
func (r *settingsReader) length(p settingPath, n *data.Node) {
	most, ok := n.ParseInt()
	if !ok || most < 1 || most > math.MaxInt32 {
		r.fail("settings-value", r.value(n), "", "%s is a number of characters, 1 or more, not %s", p, n.Text)
		return
	}
	of := &r.s.Lengths.Pages
	if p[1].Key == "messages" {
		of = &r.s.Lengths.Messages
	}
	if *of == nil {
		*of = map[string]int{}
	}
	if r.s.Lengths.Pos == nil {
		r.s.Lengths.Pos = map[string]diag.Pos{}
	}
	r.s.Lengths.Pos["lengths."+p[1].Key+"."+n.Key] = r.key(n)
	(*of)[n.Key] = int(most)
}
