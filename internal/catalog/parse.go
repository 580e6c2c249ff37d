package catalog

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"vernacular/internal/data"
	"vernacular/internal/diag"
	"vernacular/internal/locale"
)

// Parse reads a catalog. The format comes from the ending of the file's name, the language from tag
// and from nothing else. A message with an error is left out, and readers see that of the next language; of a catalog that
// is [Catalog.Lost] nothing is known.
//
// Every problem of the file is reported at once, except that JSON and YAML cannot be read on after a
// mistake in their own grammar. CR LF is read as LF, a byte order mark is skipped, an empty file is a
// catalog without messages. What is accepted, go-i18n accepts too and reads in the same way.
//
// Errors: catalog-too-large, catalog-too-deep, catalog-format, catalog-syntax, invalid-utf8,
// control-character, direction-control, duplicate-key, bad-key, reserved-key, mixed-keys,
// misspelt-plural-form, missing-other, not-a-text, placeholder-syntax,
// yaml-feature, go-i18n-refused. Warnings: empty-text, key-case, plural-form-unknown, plural-form-unused,
// markup-in-message, damaged-character; direction-control, control-character and yaml-feature where leaving it out harms
// nobody.
func Parse(file string, src []byte, tag locale.Tag, lim Limits) (*Catalog, []diag.Diagnostic) {
	p, ds := read(file, src, tag, lim)
	return p.catalog, ds
}

// Parses counts the catalogs that this process has parsed, for tests of what must parse few.
var Parses atomic.Int64

// read parses a catalog; the parser has it, and the tree that it came from.
func read(file string, src []byte, tag locale.Tag, lim Limits) (*parser, []diag.Diagnostic) {
	Parses.Add(1)
	p := newParser(file, tag, lim)
	if len(src) > p.lim.Bytes {
		p.errorf("catalog-too-large", diag.Pos{File: file},
			"this catalog is %d bytes long; the limit is %d", len(src), p.lim.Bytes).
			hint("leave only messages of the user interface in it; long texts belong into pages")
		p.catalog.Lost = true
		return p, p.list()
	}
	src = p.clean(src)
	if diag.HasErrors(p.diags) {
		p.catalog.Lost = true
		return p, p.list()
	}
	format := data.Format(file[strings.LastIndexByte(file, '.')+1:])
	if format == "yml" {
		format = data.YAML
	}
	p.text.Src, p.doc.Text, p.doc.Format = src, src, format
	if len(bytes.TrimSpace(src)) == 0 {
		return p, p.list()
	}
	if format != data.TOML && format != data.JSON && format != data.YAML {
		p.catalog.Lost = true
		p.errorf("catalog-format", diag.Pos{File: file}, "a catalog is a .toml, .json or .yaml file")
		return p, p.list()
	}
	if format == data.YAML {
		src = p.yamlLines(src)
		p.text.Src = src
	}
	p.doc = data.Read(format, src, data.Limits{Depth: p.lim.Depth + 1, List: true, Aliases: p.lim.Bytes})
	p.report()
	if n := len(p.doc.Root.Children); n > 0 {
		p.catalog.Messages = make([]Message, 0, n)
	}
	if p.doc.Root.Kind == data.List {
		p.listed(p.doc.Root, "", 0)
	} else {
		p.group(p.doc.Root, "", 0)
	}
	if len(p.doc.Problems) > 0 && len(p.catalog.Messages)+len(p.catalog.Pending) == 0 && diag.HasErrors(p.diags) {
		p.catalog.Lost = true
	}
	sortMessages(p.catalog.Messages)
	slices.SortFunc(p.catalog.Pending, func(a, b Pending) int { return strings.Compare(a.ID, b.ID) })
	if format != data.JSON {
		p.remarks()
	}
	if len(p.doc.Root.Children) > 0 && !diag.HasErrors(p.diags) {
		p.confirm(string(format))
	}
	return p, p.list()
}

func newParser(file string, tag locale.Tag, lim Limits) *parser {
	p := &parser{
		file: file, tag: tag, lim: lim.orDefault(),
		catalog: &Catalog{File: file, Tag: tag},
		doc:     &data.Doc{Root: &data.Node{Kind: data.Table}},
		text:    diag.Text{File: file},
		seen:    make(map[string]diag.Pos, 64),
		used:    map[string]bool{},
		mended:  map[string]bool{},
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
	text    diag.Text
	tag     locale.Tag
	lim     Limits
	used    map[string]bool // plural categories that the language has
	catalog *Catalog
	doc     *data.Doc           // the tree that the file was read into
	seen    map[string]diag.Pos // ids, messages and pending ones alike
	full    bool                // the limit on messages was reached and reported
	running string              // the id of the message that is being read
	mended  map[string]bool     // ids of messages whose text is not what stands in the file
	diags   []diag.Diagnostic
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
	if _, wide := data.UTF16(src); wide {
		p.diags = append(p.diags, data.UTF16Error(p.file))
		return nil
	}
	src = data.Lines(src)
	if utf8.Valid(src) && bytes.IndexByte(src, 0) < 0 {
		return src
	}
	place := diag.Text{File: p.file, Src: src}
	for i := 0; i < len(src) && len(p.diags) < maxByteProblems; {
		r, n := utf8.DecodeRune(src[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			p.errorf("invalid-utf8", place.At(i), "the byte %#02x is not UTF-8 text", src[i]).
				hint("save the file again with the encoding UTF-8")
			for i < len(src) && src[i] != '\n' { // one report a line
				i++
			}
			continue
		case r == 0:
			p.errorf("control-character", place.At(i), "there is a NUL byte in this file").
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

// pos returns the place of a key.
func (p *parser) pos(n *data.Node) diag.Pos { return p.text.At(n.KeyAt) }

// value returns the place of a value. A list of TOML has none of its own, so that of its key has to do.
func (p *parser) value(n *data.Node) diag.Pos {
	if n.Kind == data.List && p.doc.Format == data.TOML {
		return p.pos(n)
	}
	return p.text.At(n.At)
}

// within returns the place of the byte off of n's text. Where escapes make text and source differ, the start of the value
// has to do.
func (p *parser) within(n *data.Node, off int) diag.Pos {
	at := min(n.At, len(p.text.Src))
	end := cmp.Or(n.End, min(at+len(n.Text)+64, len(p.text.Src)))
	if i := bytes.Index(p.text.Src[at:end], []byte(n.Text)); i >= 0 {
		at += i + off
	}
	return p.text.At(at)
}

// remarks gives each message the lines with # that stand directly above its key: where a catalog has no
// descriptions, as Weblate's reader for TOML wants it, they are the notes for translators.
func (p *parser) remarks() {
	if bytes.IndexByte(p.text.Src, '#') < 0 {
		return
	}
	lines := strings.Split(string(p.text.Src), "\n")
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
