package catalog

import (
	"slices"
	"strings"

	"vernacular/internal/diag"
)

// This file holds go-i18n's rules about which table is a message, as far as the format of a catalog
// goes (go-i18n v2.7.0, i18n/parse.go), made stricter where go-i18n guesses or lets mistakes pass.

// reserved are the keys that go-i18n keeps for a message's own parts. It compares them without regard
// to case, all but "translation".
var reserved = []string{"description", "few", "hash", "id", "leftdelim", "many", "one", "other",
	"rightdelim", "translation", "two", "zero"}

func isReserved(key string) bool {
	if len(key) < len("id") || len(key) > len("description") { // nearly every message's
		return false
	}
	lower := strings.ToLower(key)
	_, ok := slices.BinarySearch(reserved, lower)
	return ok && (lower != "translation" || key == lower)
}

// categoryPlaces says where in reserved each of the categories stands.
var categoryPlaces = func() (places [len(categories)]int) {
	for i, c := range categories {
		places[i], _ = slices.BinarySearch(reserved, c)
	}
	return places
}()

func isCategory(key string) bool { return slices.Contains(categories[:], key) }

// group walks a table that is not a message.
func (p *parser) group(n *node, prefix string, depth int) {
	for _, c := range n.children {
		if p.full {
			return
		}
		id := prefix + c.key
		if !p.checkKey(c) {
			continue
		}
		if c.key == "translation" || isReserved(c.key) && c.kind == text {
			p.errorf("reserved-key", c.pos, "“%s” cannot be the name of a message: the word has a meaning of its own in catalogs", id).
				hint("choose another name, such as “%s_text”, or write a plural form inside a table of its message", strings.ToLower(c.key))
			continue
		}
		switch c.kind {
		case text:
			p.message(c, id, []*node{p.node(node{key: "other", kind: text, text: c.text, pos: c.pos, value: c.value, at: c.at, raw: c.raw})}, false)
		case null:
			if isReserved(c.key) {
				p.errorf("not-a-text", c.value, "nothing follows “%s”", id).
					hint(`write the text in quotation marks, or "" as long as there is none`)
				continue
			}
			p.pending(c, id)
		case stray:
			p.notText(c, id)
		case table:
			p.table(c, id, depth+1)
		}
	}
}

// table decides whether n is a message or a group of messages.
func (p *parser) table(n *node, id string, depth int) {
	if depth > p.lim.Depth {
		p.errorf("catalog-too-deep", n.pos, "the tables of this catalog are nested more than %d deep", p.lim.Depth).
			hint("use fewer levels, or full stops inside a key: \"menu.home\"")
		return
	}
	var own, foreign []*node
	for _, c := range n.children {
		if c.key == "translation" || isReserved(c.key) && c.kind == text {
			own = append(own, c)
		} else {
			foreign = append(foreign, c)
		}
	}
	if len(own) == 0 {
		if typo, want := misspelt(n.children); typo != nil {
			p.errorf("misspelt-plural-form", typo.pos, "“%s” in the message “%s” is no plural form", typo.key, id).
				hint("did you mean “%s”?", want)
			return
		}
		p.group(n, id+".", depth)
		return
	}
	bad := n.broken
	for _, c := range foreign {
		bad = true
		if !p.checkKey(c) {
			continue
		}
		switch {
		case isReserved(c.key):
			p.notText(c, id+"."+c.key)
		case c.kind == table:
			p.errorf("mixed-keys", c.pos, "“%s” holds a text of its own (“%s”) and the table “%s”; it can only be a message or a group of messages", id, own[0].key, c.key).
				hint("give one of the two another name")
			p.table(c, id+"."+c.key, depth+1)
		default:
			pr := p.errorf("mixed-keys", c.pos, "“%s” is no part of the message “%s”", c.key, id)
			if want := nearest(c.key, categories[:]); want != "" {
				pr.hint("did you mean “%s”?", want)
			} else {
				pr.hint("a message has only the plural forms zero, one, two, few, many and other, and a description; other messages go outside its table")
			}
		}
	}
	p.message(n, id, own, bad)
}

// checkKey reports a key that nobody could write in a layout or find again in a report.
func (p *parser) checkKey(n *node) bool {
	if n.key == "" {
		p.errorf("bad-key", n.pos, "this key is empty").hint("give the message a name")
		return false
	}
	for _, r := range n.key {
		if isControl(r) || r == '\n' || r == '\t' || isDirectionControl(r) || r == '\ufffd' {
			p.errorf("bad-key", n.pos, "the key “%s” holds the invisible or damaged character U+%04X", n.key, r).
				hint("delete it, and write the key again if need be")
			return false
		}
	}
	return true
}

func (p *parser) notText(n *node, id string) {
	switch n.kind {
	case null:
		p.errorf("not-a-text", n.value, "nothing follows “%s”", id).
			hint(`write the text in quotation marks, or "" as long as there is none`)
	case table:
		p.errorf("not-a-text", n.pos, "“%s” must be a text, not a table", id)
	default:
		pr := p.errorf("not-a-text", n.value, "“%s” must be a text; here stands %s", id, n.what)
		if strings.HasPrefix(n.what, "a list") {
			pr.hint("a catalog has no lists: give each text a key of its own")
		} else {
			pr.hint("put it in quotation marks")
		}
	}
}

func (p *parser) pending(n *node, id string) {
	if p.claim(n, id) {
		p.catalog.Pending = append(p.catalog.Pending, Pending{ID: id, Pos: n.pos})
	}
}

// claim reports a second message of the same id. Tables and keys with full stops in them can spell
// one id in several ways; go-i18n would keep either, by chance.
func (p *parser) claim(n *node, id string) bool {
	if first, dup := p.seen[id]; dup {
		p.duplicate(n.pos, id, first)
		return false
	}
	p.seen[id] = n.pos
	if len(p.seen) > p.lim.Messages {
		p.full = true
		p.errorf("catalog-too-large", n.pos, "this catalog has more than %d messages", p.lim.Messages)
		return false
	}
	return true
}

func (p *parser) duplicate(pos diag.Pos, id string, first diag.Pos) {
	p.errorf("duplicate-key", pos, "“%s” is defined a second time; the first is on line %d", id, first.Line).
		hint("delete one of the two")
}

// message reads the parts of one message. It is kept only when nothing is wrong with it.
func (p *parser) message(n *node, id string, parts []*node, bad bool) {
	m := Message{ID: id, Pos: n.pos}
	var byKey [12]*node // by their place in reserved
	before := len(p.diags)
	for _, c := range parts {
		key := strings.ToLower(c.key)
		place, _ := slices.BinarySearch(reserved, key)
		if first := byKey[place]; first != nil {
			p.duplicate(c.pos, id+"."+c.key, first.pos)
			continue
		}
		byKey[place] = c
		if key != c.key {
			p.warnf("key-case", c.pos, "“%s” in the message “%s” should be written “%s”", c.key, id, key).
				hint("some translation tools know only the small letters")
		}
		switch key {
		case "description":
			m.Description = c.text
			p.checkText(c, id+"."+key, false)
		case "hash":
		case "id":
			p.errorf("reserved-key", c.pos, "the message “%s” must not have an “id” of its own", id).
				hint("the name of the table is the id; delete this line")
		case "translation":
			p.errorf("reserved-key", c.pos, "“translation” in the message “%s” is the form of go-i18n's old version 1", id).
				hint("write the text as “other”")
		case "leftdelim", "rightdelim":
			p.errorf("reserved-key", c.pos, "the message “%s” may not change how fields are written", id).
				hint("fields are always written {{.Name}}; delete “%s”", c.key)
		default:
			switch {
			case p.used[key]:
			case !p.tag.HasPluralRule():
				// A catalog begun as a copy of another language's has forms that nobody can judge.
				p.warnf("plural-form-unused", c.pos, "the form “%s” of the message “%s” is never shown, since CLDR does not know how %s counts", key, id, p.language()).
					hint("every number takes the form “other”; delete this line, or word “other” so that it suits every number")
			default:
				p.errorf("plural-form-unknown", c.pos, "%s has no plural form “%s”, which the message “%s” gives", p.language(), key, id).
					hint("the forms of this language are: %s", strings.Join(p.tag.PluralForms(), ", "))
			}
		}
	}
	empty := 0
	var other *node
	for i, category := range categories {
		c := byKey[categoryPlaces[i]]
		if c == nil {
			continue
		}
		if category == "other" {
			other = c
		}
		if strings.TrimSpace(c.text) == "" {
			empty++
			continue
		}
		name := id
		if len(parts) > 1 || category != "other" {
			name = id + "." + category
		}
		m.Forms = append(m.Forms, Form{
			Category: category, Text: c.text, Pos: c.value, Parts: p.checkText(c, name, true),
		})
	}
	switch {
	case len(m.Forms) == 0 && (other != nil || empty > 0 || !bad && len(parts) > 0):
		// Not translated yet: an empty form of a skeleton, or a note for the translator and nothing else.
		if !bad && !hasErrors(p.diags[before:]) {
			p.pending(n, id)
		}
		return
	case other == nil && !bad:
		p.errorf("missing-other", n.pos, "the message “%s” lacks the form “other”", id).
			hint("“other” is the form for all numbers that no other form is for, and the one shown without a number; every message needs it")
	case other != nil && strings.TrimSpace(other.text) == "":
		p.warnf("empty-text", other.value, "the form “other” of the message “%s” is still empty, so the message is not shown", id).
			hint("fill it in; until then readers see the text of the next language")
		p.pending(n, id)
		return
	}
	if bad || other == nil || hasErrors(p.diags[before:]) {
		if _, dup := p.seen[id]; !dup {
			p.seen[id] = n.pos
		}
		return
	}
	if p.claim(n, id) {
		p.catalog.Messages = append(p.catalog.Messages, m)
	}
}

func (p *parser) language() string {
	if name := p.tag.EnglishName(); name != "" && name != string(p.tag) {
		return name + " (" + string(p.tag) + ")"
	}
	return "the language " + string(p.tag)
}

func hasErrors(list []diag.Diagnostic) bool { return diag.HasErrors(list) }

// misspelt finds a table that was meant as a message but has a slip of the keyboard in its only keys:
// go-i18n takes {otehr = "x"} for a group with the message "otehr". Only slips that no word of its own
// looks like count (letters swapped or doubled, and a letter lost from "other"), since menu.new,
// home.hero and months.may are honest ids.
func misspelt(children []*node) (*node, string) {
	var first *node
	var want string
	for _, c := range children {
		if c.kind != text {
			return nil, ""
		}
		w := slip(strings.ToLower(c.key))
		if w == "" {
			return nil, ""
		}
		if first == nil {
			first, want = c, w
		}
	}
	return first, want
}

func slip(key string) string {
	for _, c := range categories {
		for i := range len(c) {
			swapped := i+1 < len(c) && c[:i]+c[i+1:i+2]+c[i:i+1]+c[i+2:] == key
			doubled := c[:i+1]+c[i:] == key
			lost := c == "other" && c[:i]+c[i+1:] == key
			if swapped || doubled || lost {
				return c
			}
		}
	}
	return ""
}

// nearest returns the candidate that word was probably meant to be, or "".
func nearest(word string, candidates []string) string {
	best, at := "", max(1, len([]rune(word))/3)+1
	for _, c := range candidates {
		if d := distance(strings.ToLower(word), strings.ToLower(c), at); d < at {
			best, at = c, d
		}
	}
	return best
}

// distance counts the letters to insert, delete, change or swap with their neighbour to make b of a
// (optimal string alignment). Anything from limit up may be returned as limit.
func distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) >= limit || len(y)-len(x) >= limit {
		return limit
	}
	before, above, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			change := 1
			if x[i-1] == y[j-1] {
				change = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+change)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, above, row = above, row, before
	}
	return min(above[len(y)], limit)
}
