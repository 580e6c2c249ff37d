package catalog

import (
	"slices"
	"strings"

	"vernacular/internal/data"
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
func (p *parser) group(n *data.Node, prefix string, depth int) {
	for _, c := range n.Children {
		if p.full {
			return
		}
		id := prefix + c.Key
		if !p.checkKey(c) {
			continue
		}
		if c.Key == "translation" && c.Kind != data.List || isReserved(c.Key) && c.Kind == data.Text {
			p.errorf("reserved-key", p.pos(c), "“%s” cannot be the name of a message: the word has a meaning of its own in catalogs", id).
				hint("choose another name, such as “%s_text”, or write a plural form inside a table of its message", strings.ToLower(c.Key))
			continue
		}
		switch c.Kind {
		case data.Text:
			p.message(c, id, []*data.Node{{Key: "other", Kind: data.Text, Text: c.Text, KeyAt: c.KeyAt, At: c.At, End: c.End}}, false)
		case data.Null:
			if isReserved(c.Key) {
				p.errorf("not-a-text", p.value(c), "nothing follows “%s”", id).
					hint(`write the text in quotation marks, or "" as long as there is none`)
				continue
			}
			p.pending(c, id, nil)
		case data.Table:
			p.table(c, id, depth+1)
		case data.List:
			if isListed(c) {
				p.listed(c, id+".", depth+1)
				continue
			}
			p.notText(c, id)
		default:
			p.notText(c, id)
		}
	}
}

// isListed reports whether a list holds messages with ids of their own, as go-i18n reads them.
func isListed(n *data.Node) bool {
	return slices.ContainsFunc(n.Children, func(c *data.Node) bool { return c.Kind == data.Table && c.Child("id") != nil })
}

// listed walks a list whose items are messages with ids of their own, or groups of messages.
func (p *parser) listed(n *data.Node, prefix string, depth int) {
	for _, c := range n.Children {
		c.KeyAt = c.At
		if c.Kind != data.Table {
			p.errorf("not-a-text", p.value(c), "a list of a catalog holds messages, each with an id").hint(`write - id: name, and below it other: "text"`)
			continue
		}
		own, _ := messageKeys(c)
		if len(own) == 0 {
			p.group(c, prefix, depth+1)
			continue
		}
		i := slices.IndexFunc(own, func(c *data.Node) bool { return strings.EqualFold(c.Key, "id") })
		if i < 0 {
			p.errorf("bad-key", p.pos(c), "this message of a list has no id").hint(`write id: name beside its text`)
			continue
		}
		c.KeyAt = own[i].At
		key := &data.Node{Key: own[i].Text, KeyAt: own[i].At}
		if p.checkKey(key) {
			p.table(c, prefix+own[i].Text, depth+1)
		}
	}
}

// messageKeys parts the keys of a table into those of a message and the others.
func messageKeys(n *data.Node) (own, foreign []*data.Node) {
	for _, c := range n.Children {
		if c.Key == "translation" || isReserved(c.Key) && c.Kind == data.Text {
			own = append(own, c)
		} else {
			foreign = append(foreign, c)
		}
	}
	return own, foreign
}

// forms returns the parts of a message with those in its key "translation", go-i18n's old way to write them, among them.
func (p *parser) forms(own []*data.Node, id string) (parts []*data.Node, ok bool) {
	ok = true
	for _, c := range own {
		switch {
		case c.Key != "translation":
			parts = append(parts, c)
		case c.Kind == data.Text:
			other := *c
			other.Key = "other"
			parts = append(parts, &other)
		case c.Kind == data.Table:
			for _, form := range c.Children {
				if form.Kind != data.Text || !isCategory(strings.ToLower(form.Key)) {
					p.notText(form, id+"."+form.Key)
					ok = false
					continue
				}
				parts = append(parts, form)
			}
		default:
			p.notText(c, id+"."+c.Key)
			ok = false
		}
	}
	return parts, ok
}

// table decides whether n is a message or a group of messages.
func (p *parser) table(n *data.Node, id string, depth int) {
	if depth > p.lim.Depth {
		p.errorf("catalog-too-deep", p.pos(n), "the tables of this catalog are nested more than %d deep", p.lim.Depth).
			hint("use fewer levels, or full stops inside a key: \"menu.home\"")
		return
	}
	own, foreign := messageKeys(n)
	if len(own) == 0 {
		if typo, want := misspelt(n.Children); typo != nil {
			p.errorf("misspelt-plural-form", p.pos(typo), "“%s” in the message “%s” is no plural form", typo.Key, id).
				hint("did you mean “%s”?", want)
			return
		}
		p.group(n, id+".", depth)
		return
	}
	bad := n.Broken
	for _, c := range foreign {
		bad = true
		if !p.checkKey(c) {
			continue
		}
		switch {
		case isReserved(c.Key):
			p.notText(c, id+"."+c.Key)
		case c.Kind == data.Table:
			p.errorf("mixed-keys", p.pos(c), "“%s” holds a text of its own (“%s”) and the table “%s”; it can only be a message or a group of messages", id, own[0].Key, c.Key).
				hint("give one of the two another name")
			p.table(c, id+"."+c.Key, depth+1)
		default:
			pr := p.errorf("mixed-keys", p.pos(c), "“%s” is no part of the message “%s”", c.Key, id)
			if want := diag.Nearest(c.Key, categories[:]); want != "" {
				pr.hint("did you mean “%s”?", want)
			} else {
				pr.hint("a message has only the plural forms zero, one, two, few, many and other, and a description; other messages go outside its table")
			}
		}
	}
	own, ok := p.forms(own, id)
	p.message(n, id, own, bad || !ok)
}

// checkKey reports a key that nobody could write in a layout or find again in a report.
func (p *parser) checkKey(n *data.Node) bool {
	if n.OddKey {
		p.errorf("bad-key", p.pos(n), "this key is no text").hint("put the key in quotation marks")
		return false
	}
	if n.Key == "" {
		p.errorf("bad-key", p.pos(n), "this key is empty").hint("give the message a name")
		return false
	}
	for _, r := range n.Key {
		if isControl(r) || r == '\n' || r == '\t' || isDirectionControl(r) || r == '\ufffd' {
			p.errorf("bad-key", p.pos(n), "the key “%s” holds the invisible or damaged character U+%04X", n.Key, r).
				hint("delete it, and write the key again if need be")
			return false
		}
	}
	return true
}

func (p *parser) notText(n *data.Node, id string) {
	switch n.Kind {
	case data.Null:
		p.errorf("not-a-text", p.value(n), "nothing follows “%s”", id).
			hint(`write the text in quotation marks, or "" as long as there is none`)
	case data.Table:
		p.errorf("not-a-text", p.pos(n), "“%s” must be a text, not a table", id)
	case data.List:
		if n.Form == data.Header {
			p.errorf("not-a-text", p.pos(n), "[[%s]] makes a list of tables; a catalog has no lists", n.Key).hint("write [%s]", n.Key)
			return
		}
		p.errorf("not-a-text", p.value(n), "“%s” must be a text; here stands a list", id).
			hint("a catalog has no lists: give each text a key of its own")
	default:
		p.errorf("not-a-text", p.value(n), "“%s” must be a text; here stands %s", id, p.spoken(n)).
			hint("put it in quotation marks")
	}
}

// spoken says what stands where a text should be.
func (p *parser) spoken(n *data.Node) string {
	switch n.Kind {
	case data.Int, data.Float:
		return "the number " + n.Text
	case data.Time:
		if p.doc.Format == data.TOML {
			return "the date or time " + n.Text
		}
		return "the date " + n.Text
	case data.Alias:
		return "the alias *" + n.Text
	}
	return n.Text
}

func (p *parser) pending(n *data.Node, id string, forms []Form) {
	if p.claim(n, id) {
		p.catalog.Pending = append(p.catalog.Pending, Pending{ID: id, Pos: p.pos(n), Forms: forms})
	}
}

// claim reports a second message of the same id. Tables and keys with full stops in them can spell
// one id in several ways; go-i18n would keep either, by chance.
func (p *parser) claim(n *data.Node, id string) bool {
	if first, dup := p.seen[id]; dup {
		p.duplicate(p.pos(n), id, first)
		return false
	}
	p.seen[id] = p.pos(n)
	if len(p.seen) > p.lim.Messages {
		p.full = true
		p.errorf("catalog-too-large", p.pos(n), "this catalog has more than %d messages", p.lim.Messages)
		return false
	}
	return true
}

func (p *parser) duplicate(pos diag.Pos, id string, first diag.Pos) {
	p.errorf("duplicate-key", pos, "“%s” is defined a second time; the first is on line %d", id, first.Line).
		hint("delete one of the two")
}

// messageParts are the parts of a message, by their place in reserved.
type messageParts [12]*data.Node

// form returns the part of a plural category, by its place in categories.
func (m *messageParts) form(i int) *data.Node { return m[categoryPlaces[i]] }

// message reads the parts of one message. It is kept only when nothing is wrong with it.
func (p *parser) message(n *data.Node, id string, parts []*data.Node, bad bool) {
	m := Message{ID: id, Pos: p.pos(n)}
	before := len(p.diags)
	p.running = id
	var found messageParts
	for _, c := range parts {
		key := strings.ToLower(c.Key)
		place, _ := slices.BinarySearch(reserved, key)
		if first := found[place]; first != nil {
			p.duplicate(p.pos(c), id+"."+c.Key, p.pos(first))
			continue
		}
		found[place] = c
		if key == "description" {
			m.Description = c.Text
		}
		p.part(c, key, id)
	}
	empty := 0
	for i, category := range categories {
		c := found.form(i)
		if c == nil {
			continue
		}
		if strings.TrimSpace(c.Text) == "" {
			empty++
			continue
		}
		if !p.used[category] { // told of by part
			continue
		}
		name := id
		if len(parts) > 1 || category != "other" {
			name = id + "." + category
		}
		f := Form{Category: category, Pos: p.value(c)}
		f.Text, f.Parts = p.checkText(c, name, true)
		m.Forms = append(m.Forms, f)
	}
	// Not translated yet: an empty form of a skeleton, or a note for the translator and nothing else.
	if len(m.Forms) == 0 && (empty > 0 || !bad && len(parts) > 0) {
		if !bad && !hasErrors(p.diags[before:]) {
			p.pending(n, id, nil)
		}
		return
	}
	p.keep(n, m, found.form(len(categories)-1), bad, before)
}

// part judges one part of a message; key is its name in small letters.
func (p *parser) part(c *data.Node, key, id string) {
	if key != c.Key {
		p.warnf("key-case", p.pos(c), "“%s” in the message “%s” should be written “%s”", c.Key, id, key).
			hint("some translation tools know only the small letters")
	}
	switch key {
	case "description":
		p.checkText(c, id+"."+key, false)
	case "hash":
	case "id":
		if id != c.Text && !strings.HasSuffix(id, "."+c.Text) {
			p.errorf("reserved-key", p.pos(c), "the message “%s” must not have another “id” of its own", id).
				hint("the name of the table is the id; delete this line")
		}
	case "leftdelim", "rightdelim":
		p.errorf("reserved-key", p.pos(c), "the message “%s” may not change how fields are written", id).
			hint("fields are always written {{.Name}}; delete “%s”", c.Key)
	default:
		switch {
		case p.used[key]:
		case !p.tag.HasPluralRule():
			// A catalog begun as a copy of another language's has forms that nobody can judge.
			p.warnf("plural-form-unused", p.pos(c), "the form “%s” of the message “%s” is never shown, since CLDR does not know how %s counts", key, id, p.language()).
				hint("every number takes the form “other”; delete this line, or word “other” so that it suits every number")
		default:
			p.warnf("plural-form-unknown", p.pos(c), "%s has no plural form “%s”, which the message “%s” gives; it is left out", p.language(), key, id).
				hint("delete it; the forms of this language are: %s", strings.Join(p.tag.PluralForms(), ", "))
		}
	}
}

// keep takes a message that has a text into the catalog, if its form "other", which may be nil, is there and it has no
// error: before is how many problems there were before it.
func (p *parser) keep(n *data.Node, m Message, other *data.Node, bad bool, before int) {
	switch {
	case other == nil && !bad:
		p.errorf("missing-other", p.pos(n), "the message “%s” lacks the form “other”", m.ID).
			hint("“other” is the form for all numbers that no other form is for, and the one shown without a number; every message needs it")
	case other != nil && strings.TrimSpace(other.Text) == "":
		p.warnf("empty-text", p.value(other), "the form “other” of the message “%s” is still empty, so the message is not shown", m.ID).
			hint("fill it in; until then readers see the text of the next language")
		p.pending(n, m.ID, m.Forms)
		return
	}
	if bad || other == nil || hasErrors(p.diags[before:]) {
		if _, dup := p.seen[m.ID]; !dup {
			p.seen[m.ID] = p.pos(n)
		}
		return
	}
	if p.claim(n, m.ID) {
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
func misspelt(children []*data.Node) (*data.Node, string) {
	var first *data.Node
	var want string
	for _, c := range children {
		if c.Kind != data.Text {
			return nil, ""
		}
		w := slip(strings.ToLower(c.Key))
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
