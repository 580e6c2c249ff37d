package page

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"vernacular/internal/diag"
)

// newline is how a file ends its lines.
func newline(src []byte) string {
	if bytes.Contains(src, []byte("\r\n")) {
		return "\r\n"
	}
	return "\n"
}

// splice replaces the bytes from start to end.
func splice(src []byte, start, end int, text string) []byte {
	out := make([]byte, 0, len(src)+len(text))
	out = append(out, src[:start]...)
	out = append(out, text...)
	return append(out, src[end:]...)
}

// SetBlock replaces the Markdown of one block of a page and nothing else. text is like [Block.Source]: without marks of
// containers; those that later lines need are put before them. d is the page as src has it. The page is read again: its
// blocks must be as many and of the same kinds, and the block have that text; footnotes may come in another order. If
// not, the error says what the text would have become.
func SetBlock(file string, src []byte, d *Document, block int, text string) ([]byte, error) {
	b := d.Blocks[block]
	text = strings.ReplaceAll(text, "\r\n", "\n")
	switch {
	case strings.TrimSpace(text) == "":
		return nil, errors.New("the text is empty")
	case b.Kind == KindCode:
		text = strings.TrimRight(text, "\n")
	default:
		text = strings.TrimSpace(text)
	}
	if text == b.Source {
		return src, nil
	}
	out := splice(src, b.Start, b.End, joinLines(text, newline(src), linePrefix(file, src, b)))
	after, ds := Parse(file, out, Options{})
	if p, bad := newError(ds, func() []diag.Diagnostic { _, ds := Parse(file, src, Options{}); return ds }); bad {
		return nil, errors.New(p.Message)
	}
	if !sameBlocks(d.Blocks, after.Blocks, block, text) {
		return nil, errors.New(misread(b, text))
	}
	return out, nil
}

var itemMark = regexp.MustCompile(`^([ >]*)([-*+]|(\d{1,8})([.)]))( +)(?:\[[ xX]\] +)?$`)

var emptyLines = regexp.MustCompile(`^(?:[ \t>]*\r?\n)+`)

// AddItem adds an item to a list of Markdown, before or after the one whose text is a block, and changes no other byte: it
// has the mark, the indentation and the empty lines of that item, and the next number where items are numbered. The item
// must be a line's worth of Markdown and have nothing else in it, such as a list of its own. The page is read again, and
// has one block more.
func AddItem(file string, src []byte, d *Document, block int, after bool, text string) ([]byte, error) {
	b := d.Blocks[block]
	lineAt := func(off int) int { return bytes.LastIndexByte(src[:off], '\n') + 1 }
	mark := itemMark.FindStringSubmatch(string(src[lineAt(b.Start):b.Start]))
	if isHTML(file) || b.Kind != KindListItem || mark == nil {
		return nil, errors.New("no item can be added here")
	}
	nl, text := newline(src), strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	number := mark[2]
	if n, err := strconv.Atoi(mark[3]); err == nil && after {
		number = strconv.Itoa(n+1) + mark[4]
	}
	item := mark[1] + number + mark[5] + joinLines(text, nl, linePrefix(file, src, b))
	loose := false // items with an empty line between them
	for _, o := range []int{block - 1, block} {
		if o >= 0 && o+1 < len(d.Blocks) && d.Blocks[o].Kind == KindListItem && d.Blocks[o+1].Kind == KindListItem {
			between := src[d.Blocks[o].End:lineAt(d.Blocks[o+1].Start)]
			loose = loose || bytes.Count(between, []byte("\n")) > 1
		}
	}
	gap := nl
	if loose {
		gap += strings.TrimRight(mark[1], " ") + nl
	}
	var out []byte
	at := block
	if after {
		at++
		rest := src[b.End+len(emptyLines.Find(src[b.End:])):]
		if bytes.HasPrefix(rest, []byte(mark[1]+" ")) || bytes.HasPrefix(rest, []byte(mark[1]+"\t")) {
			return nil, errors.New("the item before has more in it, which would become this one's")
		}
		out = splice(src, b.End, b.End, gap+item)
	} else {
		start := lineAt(b.Start)
		out = splice(src, start, start, item+gap)
	}
	return added(file, src, out, d, at, KindListItem, text)
}

// AddRow adds a row to a table of Markdown, below the one that a cell is in, and changes no other byte. The page is read
// again, and has as many blocks more as there are cells.
func AddRow(file string, src []byte, d *Document, block int, cells ...string) ([]byte, error) {
	b := d.Blocks[block]
	if isHTML(file) || b.Kind != KindTableCell || strings.ContainsAny(strings.Join(cells, ""), "\r\n") {
		return nil, errors.New("no row can be added here")
	}
	first, last := block, block
	for first > 0 && d.Blocks[first-1].Kind == KindTableCell && d.Blocks[first-1].Line == b.Line {
		first--
	}
	for last+1 < len(d.Blocks) && d.Blocks[last+1].Kind == KindTableCell && d.Blocks[last+1].Line == b.Line {
		last++
	}
	lineEnd := func(off int) int {
		if i := bytes.IndexByte(src[off:], '\n'); i >= 0 {
			return off + i
		}
		return len(src)
	}
	end := lineEnd(d.Blocks[last].End)
	if slices.ContainsFunc(d.Elements(), func(e Element) bool { return e.First == first }) && end < len(src) {
		end = lineEnd(end + 1) // below the head's rule
	}
	end -= len(src[:end]) - len(bytes.TrimRight(src[:end], "\r"))
	start := bytes.LastIndexByte(src[:d.Blocks[first].Start], '\n') + 1
	prefix, _, _ := strings.Cut(string(src[start:d.Blocks[first].Start]), "|")
	out := splice(src, end, end, newline(src)+prefix+"| "+strings.Join(cells, " | ")+" |")
	return added(file, src, out, d, last+1, KindTableCell, cells...)
}

// added gives back out, a page that got blocks of a kind at a place, when all else in it is as before.
func added(file string, src, out []byte, d *Document, at int, kind Kind, texts ...string) ([]byte, error) {
	doc, ds := Parse(file, out, Options{})
	if p, bad := newError(ds, func() []diag.Diagnostic { _, ds := Parse(file, src, Options{}); return ds }); bad {
		return nil, errors.New(p.Message)
	}
	var blocks []Block
	for _, t := range texts {
		blocks = append(blocks, Block{Kind: kind, Source: t})
	}
	want := slices.Insert(slices.Clone(d.Blocks), at, blocks...)
	if !sameBlocks(want, doc.Blocks, -1, "") || len(doc.Elements()) != len(d.Elements()) {
		return nil, errors.New("with this text the page would become something else here")
	}
	return out, nil
}

// linePrefix is what stands before the second line of a block.
func linePrefix(file string, src []byte, b Block) string {
	prefix := bytes.Clone(src[bytes.LastIndexByte(src[:b.Start], '\n')+1 : b.Start])
	switch {
	case b.Kind == KindTableCell:
		return ""
	case isHTML(file):
		return string(prefix[:len(prefix)-len(bytes.TrimLeft(prefix, " \t"))])
	}
	prefix = bytes.TrimPrefix(prefix, []byte("\xef\xbb\xbf"))
	for i, c := range prefix { // a list's mark becomes the room it takes; a quotation's is there in every line
		if c != '>' && c != '\t' {
			prefix[i] = ' '
		}
	}
	return string(prefix)
}

func joinLines(text, nl, prefix string) string {
	var w strings.Builder
	for i, l := range strings.Split(text, "\n") {
		switch {
		case i == 0:
		case l == "":
			w.WriteString(nl + strings.TrimRight(prefix, " \t"))
		default:
			w.WriteString(nl + prefix)
		}
		w.WriteString(l)
	}
	return w.String()
}

// newError finds an error that was not there before: an old mistake elsewhere keeps nobody from writing a text.
func newError(after []diag.Diagnostic, before func() []diag.Diagnostic) (diag.Diagnostic, bool) {
	if !diag.HasErrors(after) {
		return diag.Diagnostic{}, false
	}
	count := map[string]int{}
	for _, d := range before() {
		count[d.Code+" "+d.Message]++
	}
	for _, d := range after {
		if d.Severity == diag.Error {
			if count[d.Code+" "+d.Message]--; count[d.Code+" "+d.Message] < 0 {
				return d, true
			}
		}
	}
	return diag.Diagnostic{}, false
}

// sameBlocks tells whether blocks differ in the text of one of them alone, and that has the text it should have; with
// the block -1, in none.
func sameBlocks(before, after []Block, block int, text string) bool {
	if len(before) != len(after) {
		return false
	}
	var x, y []string // the footnotes, which stand in the order in which the text refers to them
	for i, b := range before {
		want, got := b.Source, after[i].Source
		if i == block {
			want = text
		}
		if b.Kind != KindCode {
			want, got = strings.Join(strings.Fields(want), " "), strings.Join(strings.Fields(got), " ")
		}
		if b.Kind != after[i].Kind || b.Level != after[i].Level {
			return false
		}
		if b.Kind == KindFootnote {
			x, y = append(x, want), append(y, got)
		} else if want != got {
			return false
		}
	}
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

var (
	itemStart  = regexp.MustCompile(`^([-*+]|\d+[.)])(\s|$)`)
	underline  = regexp.MustCompile(`(?m)^ {0,3}(=+|-+)[ \t]*$`)
	definition = regexp.MustCompile(`^\[[^\]]+\]:`)
	noteMark   = regexp.MustCompile(`\[\^[^\]\s]+\]`)
)

// misread says what made a text something else than the block it was meant for.
func misread(b Block, text string) string {
	notes := func(s string) []string { l := noteMark.FindAllString(s, -1); slices.Sort(l); return slices.Compact(l) }
	switch {
	case !slices.Equal(notes(b.Source), notes(text)):
		return "the text must refer to the same footnotes as before, such as [^1]"
	case b.Kind == KindCode:
		return "a line of this text ends the block of code, or its lines are indented in another way than the block"
	case b.Kind == KindTableCell && strings.Contains(text, "|"):
		return `a | in a cell of a table begins the next cell; write \| for the sign itself`
	case b.Kind == KindTableCell && strings.Contains(text, "\n"):
		return "a cell of a table is one line"
	case b.Kind == KindHTML:
		return "a block of HTML begins with a tag and has no empty line in it"
	case strings.Contains(text, "\n\n"):
		return "an empty line would make two passages of it; this is one"
	case b.Kind == KindHeading && strings.Contains(text, "\n"):
		return "a heading is one line"
	case b.Kind == KindHeading:
		return `the text would lose something as a heading; write a backslash before a # or { at its end`
	case strings.HasPrefix(text, "#"):
		return `the text begins with #, which makes it a heading; write \# for the sign itself`
	case strings.HasPrefix(text, ">"):
		return `the text begins with >, which makes it a quotation; write \> for the sign itself`
	case itemStart.MatchString(text):
		return "the text begins as an item of a list does; write a backslash before the sign, after the digits of a number"
	case strings.HasPrefix(text, "```") || strings.HasPrefix(text, "~~~"):
		return "the text begins as a block of code does"
	case definition.MatchString(text):
		return `the text begins as the definition of a link or footnote does; write \[ for the bracket itself`
	case strings.HasPrefix(text, "<"):
		return "the text begins with a tag of HTML that makes a block of its own of it"
	case underline.MatchString(text):
		return "a line of the text is nothing but = or - signs, which makes a heading or a rule of it"
	}
	return fmt.Sprintf("with this text the passage would not be one %s any more; a line in it begins with a sign of Markdown, before which a backslash is needed", b.Kind)
}

// SetText sets a text of the front matter, by its dotted path, and changes no other byte; a key that is not there is
// added, and so are the groups around it or the whole front matter. The front matter is read again: the value at path
// must be that text and all else as before.
func SetText(file string, src []byte, path, value string, lim Limits) ([]byte, error) {
	m, ds := ParseMeta(file, src, lim)
	for _, d := range ds {
		if d.Severity == diag.Error {
			return nil, errors.New(d.Message)
		}
	}
	if have, ok := m.Lookup(path); ok {
		switch have := have.(type) {
		case string:
			if have == value {
				return src, nil
			}
		case []any:
			return nil, fmt.Errorf("%s is a list; it is changed by hand", path)
		case map[string]any:
			return nil, fmt.Errorf("%s is a group of keys, not a text", path)
		}
	}
	if ds := checkDirections(value, diag.Pos{}); len(ds) > 0 {
		return nil, errors.New(ds[0].Message)
	}
	rest := without(m.Params(), path)
	var because string
	e := textEdit{file: file, src: src, m: m, path: path, keys: strings.Split(path, "."), nl: newline(src)}
	e.f, _ = splitFence(&source{file: file, src: src}, lim.orDefaults())
	for _, c := range e.candidates(value) {
		out := splice(src, c.start, c.end, c.text)
		after, ds := ParseMeta(file, out, lim)
		for _, d := range ds {
			if d.Severity == diag.Error && because == "" && d.Code != "front-matter-syntax" && d.Code != "duplicate-key" {
				because = d.Message
			}
		}
		got, ok := after.Lookup(path)
		if !diag.HasErrors(ds) && ok && got == any(value) && reflect.DeepEqual(rest, without(after.Params(), path)) &&
			bytes.Equal(out[after.BodyOffset:], src[m.BodyOffset:]) {
			return out, nil
		}
	}
	if because != "" {
		return nil, errors.New(because)
	}
	return nil, fmt.Errorf("%s is written in a way that can only be changed by hand", path)
}

// textEdit finds the places in front matter where a text may be written. What YAML and TOML allow is too much to know
// every place for certain, so there are several, the likeliest first, and SetText takes the one that does no harm.
type textEdit struct {
	file, path, nl string
	src            []byte
	m              Meta
	f              fence
	keys           []string
}

type edit struct {
	start, end int
	text       string
}

func (e *textEdit) candidates(value string) []edit {
	switch {
	case e.f.kind == 0:
		return []edit{{e.f.body, e.f.body, "---" + e.nl + nested(e.keys, "", yamlText(value), e.nl) + "---" + e.nl}}
	case e.m.Has(e.path):
		quoted := yamlText(value)
		if e.f.kind == '+' {
			quoted = tomlText(value)
		}
		var out []edit
		start := offsetOf(e.src, e.m.At(e.path))
		for _, end := range valueEnds(e.src, start, e.f.end, e.f.kind == '+') {
			out = append(out, edit{start, end, quoted})
		}
		return out
	case e.f.kind == '+':
		return e.newTOML(tomlText(value))
	}
	return e.newYAML(yamlText(value))
}

func (e *textEdit) newTOML(quoted string) (out []edit) {
	key := func(keys []string) string {
		parts := slices.Clone(keys)
		for i, k := range parts {
			if !bareKey.MatchString(k) {
				parts[i] = tomlText(k)
			}
		}
		return strings.Join(parts, ".")
	}
	inner := e.src[e.f.start:e.f.end]
	for n := len(e.keys) - 1; n > 0; n-- { // below the header of its table
		parts := slices.Clone(e.keys[:n])
		for i := range parts {
			parts[i] = `["']?` + regexp.QuoteMeta(parts[i]) + `["']?`
		}
		header := regexp.MustCompile(`(?m)^[ \t]*\[[ \t]*` + strings.Join(parts, `[ \t]*\.[ \t]*`) + `[ \t]*\][^\r\n]*\r?\n`)
		for _, at := range header.FindAllIndex(inner, -1) {
			out = append(out, edit{e.f.start + at[1], e.f.start + at[1], key(e.keys[n:]) + " = " + quoted + e.nl})
		}
		if group := strings.Join(e.keys[:n], "."); e.m.Has(group) { // or in braces
			if at := offsetOf(e.src, e.m.At(group)); at < e.f.end {
				out = append(out, inBraces(e.src, at, e.f.end, key(e.keys[n:])+" = "+quoted)...)
			}
		}
	}
	row := key(e.keys) + " = " + quoted + e.nl
	for _, at := range firstHeader.FindAllIndex(inner, -1) { // after the keys at the top
		out = append(out, edit{e.f.start + at[0], e.f.start + at[0], row})
	}
	return append(out, edit{e.f.end, e.f.end, row}, edit{e.f.start, e.f.start, row})
}

var (
	bareKey     = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
	firstHeader = regexp.MustCompile(`(?m)^[ \t]*\[`)
)

func (e *textEdit) newYAML(quoted string) (out []edit) {
	inner := e.src[e.f.start:e.f.end]
	for n := len(e.keys); n > 0; n-- { // a key with nothing behind it
		if e.m.Has(strings.Join(e.keys[:n], ".")) {
			continue
		}
		empty := regexp.MustCompile(`(?m)^([ \t]*)["']?` + regexp.QuoteMeta(e.keys[n-1]) + `["']?[ \t]*:([ \t]*(?:~|null|Null|NULL))?([ \t]*|[ \t]+#[^\r\n]*)\r?$`)
		for _, at := range empty.FindAllSubmatchIndex(inner, -1) {
			indent := string(inner[at[2]:at[3]])
			colon, end := at[6], at[7]
			if at[4] >= 0 {
				colon = at[4]
			}
			if n == len(e.keys) {
				out = append(out, edit{e.f.start + colon, e.f.start + at[6], " " + quoted})
			} else {
				below := e.nl + strings.TrimSuffix(nested(e.keys[n:], indent+"  ", quoted, e.nl), e.nl)
				out = append(out, edit{e.f.start + colon, e.f.start + end, string(inner[at[6]:end]) + below})
			}
		}
	}
	for n := len(e.keys) - 1; n > 0; n-- { // in its group
		group := strings.Join(e.keys[:n], ".")
		if !e.m.Has(group) {
			continue
		}
		first := offsetOf(e.src, e.m.At(group))
		line := bytes.LastIndexByte(e.src[:first], '\n') + 1
		if indent := string(e.src[line:first]); strings.TrimSpace(indent) == "" {
			out = append(out, edit{line, line, nested(e.keys[n:], indent, quoted, e.nl)})
		}
		if n == len(e.keys)-1 {
			out = append(out, inBraces(e.src, first, e.f.end, yamlText(e.keys[n])+": "+quoted)...)
		}
	}
	return append(out, edit{e.f.end, e.f.end, nested(e.keys, "", quoted, e.nl)})
}

// inBraces puts a key at the beginning of a group that is written in braces around or at a place.
func inBraces(src []byte, at, limit int, pair string) []edit {
	line := bytes.LastIndexByte(src[:at], '\n') + 1
	open := line + bytes.LastIndexByte(src[line:min(at+1, limit)], '{')
	if open < line {
		return nil
	}
	if bytes.HasPrefix(bytes.TrimLeft(src[open+1:limit], " \t\r\n"), []byte("}")) {
		return []edit{{open + 1, open + 1, pair}}
	}
	return []edit{{open + 1, open + 1, pair + ", "}}
}

// tomlText writes a basic string of TOML 1.0, whose escapes are those of JSON.
func tomlText(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.Encode(s) // a string always encodes
	return strings.TrimSuffix(b.String(), "\n")
}

// nested writes a key of YAML below its groups.
func nested(keys []string, indent, value, nl string) string {
	var b strings.Builder
	for i, k := range keys {
		b.WriteString(indent + strings.Repeat("  ", i) + yamlText(k) + ":")
		if i == len(keys)-1 {
			b.WriteString(" " + value)
		}
		b.WriteString(nl)
	}
	return b.String()
}

// without leaves the value at a path out of nested maps, and the groups that are empty then.
func without(m map[string]any, path string) map[string]any {
	key, rest, deeper := strings.Cut(path, ".")
	if !deeper {
		delete(m, key)
		return m
	}
	if group, ok := m[key].(map[string]any); ok {
		if without(group, rest); len(group) == 0 {
			delete(m, key)
		}
	}
	return m
}

// offsetOf is the byte at a place, whose column counts code points.
func offsetOf(src []byte, pos diag.Pos) int {
	at := 0
	for l := 1; l < pos.Line; l++ {
		_, at = cutLine(src, at)
	}
	if pos.Line == 1 && bytes.HasPrefix(src, []byte("\xef\xbb\xbf")) {
		at += 3
	}
	line, _ := cutLine(src, at)
	col := 1
	for i := range string(line) {
		if col == pos.Col {
			return at + i
		}
		col++
	}
	return at + len(line)
}

// maxValueLines bounds over how many lines the end of a plain text is looked for.
const maxValueLines = 100

// valueEnds finds where a scalar of YAML or TOML may end that starts at an offset, the likeliest first.
func valueEnds(src []byte, start, limit int, isTOML bool) (ends []int) {
	if start >= limit {
		return nil
	}
	line, next := cutLine(src, start)
	indent := keyIndent(src, start)
	switch q := src[start]; q {
	case '"', '\'':
		if triple := strings.Repeat(string(q), 3); isTOML && bytes.HasPrefix(src[start:], []byte(triple)) {
			for at := start + 3; at < limit; at++ {
				if bytes.HasPrefix(src[at:limit], []byte(triple)) {
					ends = append(ends, at+3)
				}
			}
			return ends
		}
		for i := start + 1; i < limit; i++ {
			switch {
			case q == '"' && src[i] == '\\':
				i++
			case !isTOML && q == '\'' && src[i] == q && src[i+1] == q:
				i++
			case src[i] == q:
				return []int{i + 1}
			}
		}
		return nil
	case '|', '>':
		end := start + len(line)
		for next < limit {
			line, after := cutLine(src, next)
			if t := bytes.TrimLeft(line, " "); len(t) > 0 && len(line)-len(t) <= indent {
				break
			} else if len(t) > 0 {
				end = next + len(line)
			}
			next = after
		}
		return []int{end}
	}
	plain := func(line []byte) int {
		if i := bytes.Index(line, []byte(" #")); i >= 0 {
			line = line[:i]
		}
		return len(bytes.TrimRight(line, " \t"))
	}
	ends = append(ends, start+plain(line))
	for i, c := range line { // within brackets
		if c == ',' || c == ']' || c == '}' {
			ends = append(ends, start+len(bytes.TrimRight(line[:i], " \t")))
		}
	}
	for range maxValueLines {
		if next >= limit {
			break
		}
		line, after := cutLine(src, next)
		if t := bytes.TrimLeft(line, " "); len(t) > 0 && len(line)-len(t) <= indent {
			break
		}
		ends = append(ends, next+plain(line))
		next = after
	}
	return ends
}

// keyIndent is the indentation of the line that an offset is in.
func keyIndent(src []byte, at int) int {
	line := src[bytes.LastIndexByte(src[:at], '\n')+1 : at]
	return len(line) - len(bytes.TrimLeft(line, " "))
}
