// Package catalog turns the bytes of a message catalog (go-i18n v2, in TOML, JSON or YAML) into the
// UI messages of one locale, and a message, a count and some values into the text a page shows.
//
// It never opens a file, never decides which language a file is in (the caller says so; a file name
// is only taken apart by [SplitName]) and never falls back from one locale to another: that is the
// business of package site. It is the only importer of go-i18n, and runs no text that a translator
// wrote as a template: a message is literal text and plain {{.Name}} fields, or it is refused.
//
// Start with [Parse] and [Catalog]; [Message.Format] is what a page uses. The neighbour to read next
// is locale, which knows how many plural forms a language has, then site, which holds the chain of
// locales that is asked for a message.
//
// # What a catalog holds
//
// A message is a piece of text, or a table of plural forms named zero, one, two, few, many and other,
// of which "other" must be there. Tables inside tables join their keys with a full stop. "description"
// (a note for translators) and "hash" (written by go-i18n's own tool) may stand beside the forms:
//
//	skip = "Skip to content"
//
//	[pages]
//	description = "How many pages there are"
//	one = "{{.Count}} page"
//	other = "{{.Count}} pages"
//
// {{.Count}} and {{.PluralCount}} (go-i18n's spelling) both stand for the count that chose the form.
//
// A message whose texts are all empty ("") is not translated yet. It is no mistake and no message: it
// is listed in [Catalog.Pending], and readers see the next locale's text. [Skeleton] writes a whole
// file of such messages for a translator to fill in. So is one whose form "other" is empty while others
// have a text: it waits for that form, with a warning.
package catalog

import (
	"cmp"
	"slices"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
)

// Limits bound what [Parse] accepts. A zero field means the default.
type Limits struct {
	Bytes    int // size of the file; default [DefaultBytes]
	Messages int // number of messages; default [DefaultMessages]
	Depth    int // how deep tables may nest; default [DefaultDepth]
}

// The limits that hold where [Limits] says nothing. The largest catalogs of known sites have a few
// thousand messages and nest three deep.
const (
	DefaultBytes    = 1 << 20
	DefaultMessages = 20_000
	DefaultDepth    = 12
)

func (l Limits) orDefault() Limits {
	return Limits{
		Bytes:    cmp.Or(max(l.Bytes, 0), DefaultBytes),
		Messages: cmp.Or(max(l.Messages, 0), DefaultMessages),
		Depth:    cmp.Or(max(l.Depth, 0), DefaultDepth),
	}
}

// Catalog is the messages of one locale as one file holds them.
type Catalog struct {
	File     string
	Tag      locale.Tag
	Messages []Message // sorted by ID
	Pending  []Pending // sorted by ID; no ID is in both lists

	// Lost says that the file cannot be read, so that nobody knows which messages it has. Else a message with an error is not
	// among Messages, and all others are good.
	Lost bool
}

// Pending is a message that has its place in the file but no text yet.
type Pending struct {
	ID    string
	Pos   diag.Pos
	Forms []Form // those that have a text, in the order of a [Message], while “other” has none; mostly none
}

// Message is one text of the user interface, in all plural forms its file has for it.
type Message struct {
	ID          string
	Description string
	Remark      string   // the lines with # directly above its key (TOML, YAML), without the #
	Forms       []Form   // in the order zero, one, two, few, many, other; only those present; other always is
	Pos         diag.Pos // of its key
}

// Form is the text of one plural category.
type Form struct {
	Category string   // zero, one, two, few, many or other
	Text     string   // as written, with its {{.Name}} fields
	Parts    []Part   // Text taken apart; none when Text has no field
	Pos      diag.Pos // of the text
}

// Part is a piece of a form: literal text, or the name of a field. Exactly one of the two is set.
type Part struct {
	Text  string
	Field string
}

// categories is CLDR's order of plural categories, in which forms are kept and written.
var categories = [...]string{"zero", "one", "two", "few", "many", "other"}

// SplitName takes the name of a catalog file apart: "active.fr.toml" gives "fr" and "toml". The tag is
// the text as written, which may be no tag at all: locale.Parse is the judge. The format is "toml",
// "json" or "yaml" (for .yml too). Every other name gives ok false; among them "translate.fr.toml",
// the pending work of the goi18n tool.
func SplitName(name string) (tag, format string, ok bool) {
	stem, isActive := strings.CutPrefix(name, "active.")
	dot := strings.LastIndexByte(stem, '.')
	if !isActive || dot <= 0 {
		return "", "", false
	}
	tag, format = stem[:dot], stem[dot+1:]
	if strings.ContainsAny(tag, `./\`) {
		return "", "", false
	}
	switch format {
	case "toml", "json", "yaml":
	case "yml":
		format = "yaml"
	default:
		return "", "", false
	}
	return tag, format, true
}

// IDs returns the ids of all messages that have a text, sorted.
func (c *Catalog) IDs() []string {
	ids := make([]string, len(c.Messages))
	for i, m := range c.Messages {
		ids[i] = m.ID
	}
	return ids
}

// Get returns the message of that id. A message without a text yet is not there.
func (c *Catalog) Get(id string) (Message, bool) {
	i, ok := slices.BinarySearchFunc(c.Messages, id, func(m Message, id string) int {
		return strings.Compare(m.ID, id)
	})
	if !ok {
		return Message{}, false
	}
	return c.Messages[i], true
}

// Waiting returns the forms of a message that have a text while its form “other” has none, so that no reader is shown the
// message; nil for every other id.
func (c *Catalog) Waiting(id string) []Form {
	i, ok := slices.BinarySearchFunc(c.Pending, id, func(p Pending, id string) int { return strings.Compare(p.ID, id) })
	if !ok {
		return nil
	}
	return c.Pending[i].Forms
}

// Content returns what a page can show of m: its id and forms, without their places in the file and the
// notes for translators. An edit above a message, or of its description, does not change its content.
func (m Message) Content() Message {
	m.Pos, m.Description, m.Remark = diag.Pos{}, "", ""
	m.Forms = slices.Clone(m.Forms)
	for i := range m.Forms {
		m.Forms[i].Pos = diag.Pos{}
	}
	return m
}

// Form returns the form of that category.
func (m Message) Form(category string) (Form, bool) {
	for _, f := range m.Forms {
		if f.Category == category {
			return f, true
		}
	}
	return Form{}, false
}
