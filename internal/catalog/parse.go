package catalog

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
)

// Parse reads a catalog. The format comes from the ending of the file's name, the language from tag
// and from nothing else. A catalog in which any diagnostic is an error has failed and should not be
// published; it holds the messages that are good all the same, for a preview or for counting.
//
// Every problem of the file is reported at once, except that JSON and YAML cannot be read on after a
// mistake in their own grammar. CR LF is read as LF, a byte order mark is skipped, an empty file is a
// catalog without messages. What is accepted, go-i18n accepts too and reads in the same way.
//
// Errors: catalog-too-large, catalog-too-deep, catalog-format, catalog-syntax, invalid-utf8,
// control-character, direction-control, duplicate-key, bad-key, reserved-key, mixed-keys,
// misspelt-plural-form, missing-other, plural-form-unknown, not-a-text, placeholder-syntax,
// yaml-feature, go-i18n-refused. Warnings: empty-text, key-case, plural-form-unused, markup-in-message,
// damaged-character.
func Parse(file string, src []byte, tag locale.Tag, lim Limits) (*Catalog, []diag.Diagnostic) {
	p, ds := read(file, src, tag, lim)
	return p.catalog, ds
}

// Parses returns how many catalogs this process has parsed, for tests that count.
func Parses() int64 { return parses.Load() }

var parses atomic.Int64

// read parses a catalog; the parser has it, and the tree that it came from.
func read(file string, src []byte, tag locale.Tag, lim Limits) (*parser, []diag.Diagnostic) {
	parses.Add(1)
	p := newParser(file, tag, lim)
	if len(src) > p.lim.Bytes {
		p.errorf("catalog-too-large", diag.Pos{File: file},
			"this catalog is %d bytes long; the limit is %d", len(src), p.lim.Bytes).
			hint("leave only messages of the user interface in it; long texts belong into pages")
		return p, p.list()
	}
	src = p.clean(src)
	if diag.HasErrors(p.diags) {
		return p, p.list()
	}
	p.src = src
	if len(bytes.TrimSpace(src)) == 0 {
		return p, p.list()
	}
	p.place = places{file: file, src: src, line: 1, col: 1}
	format := file[strings.LastIndexByte(file, '.')+1:]
	switch format {
	case "toml":
		p.readTOML(p.root)
	case "json":
		p.readJSON(p.root)
	case "yaml", "yml":
		format = "yaml"
		p.readYAML(p.root)
	default:
		p.errorf("catalog-format", diag.Pos{File: file}, "a catalog is a .toml, .json or .yaml file")
		return p, p.list()
	}
	if n := len(p.root.children); n > 0 {
		p.catalog.Messages = make([]Message, 0, n)
	}
	p.group(p.root, "", 0)
	sortMessages(p.catalog.Messages)
	slices.SortFunc(p.catalog.Pending, func(a, b Pending) int { return strings.Compare(a.ID, b.ID) })
	if format != "json" {
		p.remarks()
	}
	if len(p.root.children) > 0 && !diag.HasErrors(p.diags) {
		p.confirm(format)
	}
	return p, p.list()
}

func newParser(file string, tag locale.Tag, lim Limits) *parser {
	p := &parser{
		file: file, tag: tag, lim: lim.orDefault(),
		catalog: &Catalog{File: file, Tag: tag},
		root:    &node{pos: diag.At(file, 1, 1)},
		seen:    make(map[string]diag.Pos, 64),
		used:    map[string]bool{},
	}
	for _, f := range tag.PluralForms() {
		p.used[f] = true
	}
	return p
}

// sortMessages sorts by id. A message is large to move about, so each is moved once.
func sortMessages(messages []Message) {
	order := make([]int, len(messages)) // the message that comes to each place
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(messages[a].ID, messages[b].ID) })
	for i := range order {
		first := messages[i]
		for at := i; ; {
			from := order[at]
			order[at] = at
			if from == i {
				messages[at] = first
				break
			}
			messages[at] = messages[from]
			at = from
		}
	}
}

// parser is the state of one Parse.
type parser struct {
	file    string
	src     []byte
	tag     locale.Tag
	lim     Limits
	place   places
	used    map[string]bool // plural categories that the language has
	catalog *Catalog
	root    *node               // the tree that the file was read into
	seen    map[string]diag.Pos // ids, messages and pending ones alike
	full    bool                // the limit on messages was reached and reported
	room    []node              // for the next nodes
	diags   []diag.Diagnostic
}

// node is what the three formats have in common: a key with a text, a table, or something that has no
// place in a catalog.
type node struct {
	key      string
	kind     kind
	what     string // kind stray: what stands there, in words
	text     string // kind text
	pos      diag.Pos
	value    diag.Pos
	at       int    // offset of the value in the source
	raw      []byte // the value as it stands in the source
	children []*node
	index    map[string]*node // children by key, once there are many
	header   bool             // TOML: a [header] has opened it
	broken   bool             // something inside could not be read; what is missing may be there
}

type kind uint8

const (
	table kind = iota
	text
	null
	stray
)

func (n *node) child(key string) *node {
	if n.index != nil {
		return n.index[key]
	}
	for _, c := range n.children {
		if c.key == key {
			return c
		}
	}
	return nil
}

// node makes room for a node: for many at a time, since a catalog has as many as texts.
func (p *parser) node(n node) *node {
	if len(p.room) == cap(p.room) {
		p.room = make([]node, 0, 32)
	}
	p.room = append(p.room, n)
	return &p.room[len(p.room)-1]
}

func (n *node) add(c *node) {
	n.children = append(n.children, c)
	switch {
	case n.index != nil:
		n.index[c.key] = c
	case len(n.children) > 16:
		n.index = make(map[string]*node, 64)
		for _, c := range n.children {
			n.index[c.key] = c
		}
	}
}

// problem lets a diagnostic that is in the list already be given its hint.
type problem struct {
	p *parser
	i int
}

func (pr problem) hint(format string, args ...any) {
	d := &pr.p.diags[pr.i]
	d.Hint = fmt.Sprintf(format, args...)
}

func (p *parser) errorf(code string, pos diag.Pos, format string, args ...any) problem {
	p.diags = append(p.diags, diag.Errorf(code, pos, format, args...))
	return problem{p, len(p.diags) - 1}
}

func (p *parser) warnf(code string, pos diag.Pos, format string, args ...any) problem {
	p.diags = append(p.diags, diag.Warnf(code, pos, format, args...))
	return problem{p, len(p.diags) - 1}
}

func (p *parser) list() []diag.Diagnostic {
	if len(p.diags) == 0 {
		return nil
	}
	return diag.Sorted(p.diags)
}

// maxByteProblems bounds how many bad bytes of one file are listed: a file in another encoding has one
// in every word.
const maxByteProblems = 20

// clean makes src fit to be read: no byte order mark, LF line ends, nothing but UTF-8 text.
func (p *parser) clean(src []byte) []byte {
	if bytes.HasPrefix(src, []byte{0xff, 0xfe}) || bytes.HasPrefix(src, []byte{0xfe, 0xff}) {
		p.errorf("invalid-utf8", diag.At(p.file, 1, 1), "this file is saved as UTF-16").
			hint("save it again with the encoding UTF-8")
		return nil
	}
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	if bytes.Contains(src, []byte("\r\n")) {
		src = bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))
	}
	if utf8.Valid(src) && bytes.IndexByte(src, 0) < 0 {
		return src
	}
	place := places{file: p.file, src: src, line: 1, col: 1}
	for i := 0; i < len(src) && len(p.diags) < maxByteProblems; {
		r, n := utf8.DecodeRune(src[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			p.errorf("invalid-utf8", place.at(i), "the byte %#02x is not UTF-8 text", src[i]).
				hint("save the file again with the encoding UTF-8")
			for i < len(src) && src[i] != '\n' { // one report a line
				i++
			}
			continue
		case r == 0:
			p.errorf("control-character", place.at(i), "there is a NUL byte in this file").
				hint("delete it, or save the file again as plain text in UTF-8")
			for i < len(src) && src[i] != '\n' {
				i++
			}
			continue
		}
		i += n
	}
	return src
}

// places turns offsets into positions. It remembers where it was, so that asking in the order of the
// file costs one pass over it and not one pass an offset.
type places struct {
	file           string
	src            []byte
	off, line, col int
}

func (p *places) at(off int) diag.Pos {
	if off < p.off {
		p.off, p.line, p.col = 0, 1, 1
	}
	off = min(off, len(p.src))
	for p.off < off {
		p.step()
	}
	return diag.At(p.file, p.line, p.col)
}

// offset is the reverse: where line and col are.
func (p *places) offset(line, col int) int {
	if line < p.line || line == p.line && col < p.col {
		p.off, p.line, p.col = 0, 1, 1
	}
	for p.off < len(p.src) && (p.line < line || p.line == line && p.col < col) {
		p.step()
	}
	return p.off
}

func (p *places) step() {
	c := p.src[p.off]
	switch {
	case c == '\n' || c == '\r' && !(p.off+1 < len(p.src) && p.src[p.off+1] == '\n'):
		p.off, p.line, p.col = p.off+1, p.line+1, 1
	case c < utf8.RuneSelf:
		p.off, p.col = p.off+1, p.col+1
	default:
		_, n := utf8.DecodeRune(p.src[p.off:])
		p.off, p.col = p.off+n, p.col+1
	}
}

// within gives the place of the byte off of n's text. Where escapes make text and source differ, the
// start of the value has to do.
func (n *node) within(src []byte, off int) diag.Pos {
	i := bytes.Index(n.raw, []byte(n.text))
	if i < 0 {
		return n.value
	}
	pl := places{file: n.value.File, src: src[:n.at+i+off], off: n.at, line: n.value.Line, col: n.value.Col}
	return pl.at(n.at + i + off)
}

// remarks gives each message the lines with # that stand directly above its key: where a catalog has no
// descriptions, as Weblate's reader for TOML wants it, they are the notes for translators.
func (p *parser) remarks() {
	if bytes.IndexByte(p.src, '#') < 0 {
		return
	}
	lines := strings.Split(string(p.src), "\n")
	for i := range p.catalog.Messages {
		m := &p.catalog.Messages[i]
		end := min(m.Pos.Line-1, len(lines))
		start := end
		for start > 0 && strings.HasPrefix(strings.TrimLeft(lines[start-1], " \t"), "#") {
			start--
		}
		var note []string
		for _, line := range lines[start:end] {
			note = append(note, strings.TrimSpace(strings.TrimLeft(line, "# \t")))
		}
		m.Remark = strings.Join(note, "\n")
	}
}
