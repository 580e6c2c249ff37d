// Package frontmatter turns the head of a page's file, YAML or TOML between fences, into keys with values and places, and
// sets a text of it while every other byte stays.
//
// It never opens a file, knows nothing of the page's body but where it begins, and never runs YAML's own conversions: what
// an author wrote is what a layout gets. Start with [Parse] and [Meta]; [SetText] edits, [Skeleton] begins a translation.
// The neighbours to read next are data, which knows TOML and YAML, and page, which reads what follows.
package frontmatter

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"vernacular/internal/data"
	"vernacular/internal/diag"
)

// Meta is a page's front matter: YAML between two lines "---", or TOML between two lines "+++", at
// the very start of the file.
//
// YAML is read by the core schema of YAML 1.2.2 (§10.3): "no", "on" and dates are text. A number is
// a number only where printing it gives back what was written; "012", "1.10" and "1e3" stay text, so
// that nothing an author wrote is changed. An empty value ("title:") is no value. Anchors, aliases and
// merge keys are followed, as far as all of them together add no more than front matter may have. Keys that
// are no plain text, and tags outside the core schema, are left out. TOML dates and times are text as written.
type Meta struct {
	File       string
	BodyOffset int // byte offset of the body in the file

	// Lost says that nobody can know from the front matter whether the page is a draft, or where it is published: it cannot be
	// read, or these keys of it cannot.
	Lost bool

	Fields string // keys, values and places, for the methods to read; see fields.go
}

// Parse reads the front matter alone. Its problems are also among those of page.Parse. What cannot be used is left out: with an
// error where it could disguise something, where two keys contradict each other, where it says how far a translation can be
// trusted, or where nothing can be told of the page then (see [Meta.Lost]); else with a warning.
func Parse(file string, src []byte, lim Limits) (Meta, []diag.Diagnostic) {
	return ParseText(&diag.Text{File: file, Src: src}, lim)
}

// ParseText is [Parse] for a file whose places are asked for afterwards too.
func ParseText(s *diag.Text, lim Limits) (Meta, []diag.Diagnostic) {
	lim = lim.OrDefaults()
	m := Meta{File: s.File}
	r := metaReader{file: s.File, lim: lim}
	f := fence{end: min(len(s.Src), maxHead)}
	switch text, wide := data.UTF16(s.Src); {
	case len(s.Src) > lim.Bytes:
		r.lost = true
		r.diags = append(r.diags, tooLarge(s.File, len(s.Src), lim.Bytes))
	case wide:
		r.lost = true
		r.diags = append(r.diags, data.UTF16Error(s.File))
		r.draftIn(text[:min(len(text), maxHead)], 0)
	default:
		var problem *diag.Diagnostic
		if f, problem = splitFence(s, lim); problem != nil {
			r.lost = true
			r.diags = append(r.diags, *problem)
		} else if f.kind == 0 {
			r.unread(s.Src, f.body)
		} else {
			r.read(s, f)
		}
		if problem == nil {
			r.hidden(s.Src, f.body)
		}
		m.BodyOffset = f.body
	}
	if r.lost {
		r.draftIn(s.Src[:f.end], f.start)
	}
	m.Fields, m.Lost = packFields(r.fields), r.lost
	return m, r.diags
}

// read reads what is between the fences.
func (r *metaReader) read(s *diag.Text, f fence) {
	r.diags, _ = data.CheckEncoding(s, f.start, f.end)
	if slices.ContainsFunc(r.diags, data.IsNoText) {
		r.lost = true
		return
	}
	text := data.Normalise(s.Src[:f.end], f.start).Text
	if len(r.diags) > 0 {
		text = withoutControls(text)
	}
	// The fence is line 1, so that line n of the front matter is line n+1 of the file.
	r.text, r.line = diag.Text{Src: text}, 1
	r.overrides = diag.HasErrors(r.diags)
	if !r.lineSeparators() {
		return
	}
	switch {
	case f.kind == '+':
		r.toml()
	case !r.plainYAML():
		r.yaml()
	}
	r.checkKnown()
}

// withoutControls returns a text without the control characters that nobody sees.
func withoutControls(text []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if data.IsForbidden(r) {
			return -1
		}
		return r
	}, text)
}

// lineSeparators makes spaces of U+2028 and U+2029, which some readers of YAML take for line ends. It reports false where a
// person may have seen a line there that says whether the page is a draft.
func (r *metaReader) lineSeparators() bool {
	i := indexLineSeparator(r.text.Src)
	if i < 0 {
		return true
	}
	const hint = "delete it and start a new line with the Enter key"
	pos := r.place(i)
	if bytes.Contains(r.text.Src[i:], []byte("draft")) {
		r.lose("control-character", pos, hint, "the front matter holds an invisible line separator (U+2028 or U+2029)")
		return false
	}
	r.warnf("control-character", pos, hint, "the front matter holds an invisible line separator (U+2028 or U+2029), which counts as a space")
	r.text.Src = bytes.ReplaceAll(bytes.ReplaceAll(r.text.Src, []byte("\u2028"), []byte(" ")), []byte("\u2029"), []byte(" "))
	return true
}

// indexLineSeparator finds U+2028 and U+2029, which YAML 1.1 readers take for line ends and nobody sees.
func indexLineSeparator(text []byte) int {
	i := bytes.Index(text, []byte("\u2028"))
	if j := bytes.Index(text, []byte("\u2029")); i < 0 || j >= 0 && j < i {
		i = j
	}
	return i
}

// Limits bound what front matter may ask of the machine (see FAULTS I3, I5, I6). A zero field means the default of
// [DefaultLimits].
type Limits struct {
	Bytes            int // of the whole file
	FrontMatterBytes int // between the fences
	Depth            int // nested groups and lists
}

// DefaultLimits are generous for prose and small enough that no input takes over a second.
func DefaultLimits() Limits {
	return Limits{Bytes: 4 << 20, FrontMatterBytes: 64 << 10, Depth: 64}
}

// OrDefaults returns l with the defaults for its zero fields.
func (l Limits) OrDefaults() Limits {
	d := DefaultLimits()
	return Limits{
		Bytes:            cmp.Or(max(l.Bytes, 0), d.Bytes),
		FrontMatterBytes: cmp.Or(max(l.FrontMatterBytes, 0), d.FrontMatterBytes),
		Depth:            cmp.Or(max(l.Depth, 0), d.Depth),
	}
}

func tooLarge(file string, size, limit int) diag.Diagnostic {
	return diag.Errorf("limit-bytes", diag.At(file, 0, 0),
		"the file has %d bytes; a page may have at most %d", size, limit).
		WithHint("split it into several pages")
}

type fence struct {
	kind       byte // '-' or '+', 0 if there is no front matter
	start, end int
	body       int
}

// splitFence finds the front matter. A byte order mark before it is skipped.
func splitFence(s *diag.Text, lim Limits) (fence, *diag.Diagnostic) {
	src, bom := s.Src, 0
	if bytes.HasPrefix(src, []byte("\xef\xbb\xbf")) {
		bom = 3
	}
	f := fence{start: bom, end: bom, body: bom}
	first, next := data.CutLine(src, bom)
	kind, ok := fenceLine(first)
	if !ok {
		return f, nil
	}
	f.kind, f.start = kind, next
	for at := next; at < len(src); {
		line, after := data.CutLine(src, at)
		if k, ok := fenceLine(line); ok && k == kind {
			f.end, f.body = at, after
			if f.end-f.start > lim.FrontMatterBytes {
				f.kind = 0
				d := diag.Errorf("limit-front-matter", diag.At(s.File, 1, 1),
					"the front matter has %d bytes; it may have at most %d", f.end-f.start, lim.FrontMatterBytes).
					WithHint("move long text into the body of the page")
				return f, &d
			}
			return f, nil
		}
		at = after
	}
	mark := strings.Repeat(string(kind), 3)
	d := diag.Errorf("front-matter-unterminated", diag.At(s.File, 1, 1),
		"the front matter that starts with %q on the first line is never closed", mark).
		WithHint("add a line with %s and nothing else after the last key; if you meant a rule across the page, put an empty line before it", mark)
	f.kind, f.body, f.end = 0, len(src), min(len(src), maxHead)
	return f, &d
}

func fenceLine(line []byte) (byte, bool) {
	line = bytes.TrimRight(line, " \t")
	switch {
	case string(line) == "---":
		return '-', true
	case string(line) == "+++":
		return '+', true
	}
	return 0, false
}

// Params returns every key with its value, known ones included: string, bool, int64, float64, []any,
// map[string]any. It is made anew each time.
func (m Meta) Params() map[string]any { return unpackGroup(m.Fields, 0) }

// Has tells whether the front matter has a value at the dotted path.
func (m Meta) Has(path string) bool {
	_, _, ok := m.find(path)
	return ok
}

// Lookup returns the value at the dotted path; numbers select from lists, counting from 0.
func (m Meta) Lookup(path string) (any, bool) {
	f, inner, ok := m.find(path)
	if !ok {
		return nil, false
	}
	return unpackField(f, inner), true
}

func (m Meta) find(path string) (f field, inner string, ok bool) {
	return findField(m.Fields, 0, false, path, false)
}

// String returns the text at the dotted path; numbers and truth values as they were written.
func (m Meta) String(path string) (string, bool) {
	f, _, ok := m.find(path)
	if !ok || f.kind == listValue || f.kind == groupValue {
		return "", false
	}
	return f.text, true
}

func scalarText(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case bool:
		return strconv.FormatBool(v), true
	case int64:
		return strconv.FormatInt(v, 10), true
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), true
	}
	return "", false
}

// Strings returns the list of texts at the dotted path; a single text is a list of one.
func (m Meta) Strings(path string) ([]string, bool) {
	f, inner, ok := m.find(path)
	if !ok || f.kind == groupValue {
		return nil, false
	}
	if f.kind != listValue {
		return []string{f.text}, true
	}
	out := []string{}
	eachField(inner, f.depth+1, func(c field, _ string) {
		ok = ok && c.kind != listValue && c.kind != groupValue
		out = append(out, c.text)
	})
	if !ok {
		return nil, false
	}
	return out, true
}

// Bool returns the truth value at the dotted path.
func (m Meta) Bool(path string) (value, ok bool) {
	f, _, ok := m.find(path)
	if !ok || f.kind != boolValue {
		return false, false
	}
	return f.text == "true", true
}

// At returns the place of the value at the dotted path; without one, the place of the nearest key
// above it, and at last the file.
func (m Meta) At(path string) diag.Pos {
	for {
		if f, _, ok := findField(m.Fields, 0, false, path, true); ok && f.line > 0 {
			return diag.At(m.File, f.line, f.col)
		}
		i := strings.LastIndexByte(path, '.')
		if i < 0 {
			return diag.At(m.File, 0, 0)
		}
		path = path[:i]
	}
}

// The keys that Vernacular itself reads, by the kind of value they take.
var (
	textKeys = []string{"title", "description", "permalink", "layout", "translation_key", "translation", "translated_from", "translator", "lang", "date", "updated"}
	allKeys  = append(slices.Clone(textKeys), "aliases", "draft")
	bareKeys = strings.Fields(strings.ReplaceAll(strings.Join(allKeys, " "), "_", ""))
)

// metaReader gathers what the two front matter languages have in common.
type metaReader struct {
	file   string
	text   diag.Text // what is between the fences
	line   int       // lines of the file before the text
	lim    Limits
	fields []field
	diags  []diag.Diagnostic

	lost      bool // see [Meta.Lost]
	overrides bool // the text has direction overrides, which are told of with their places
}

func (r *metaReader) at(line, col int) diag.Pos { return diag.At(r.file, line+r.line, col) }

// place returns the place of an offset in the text.
func (r *metaReader) place(off int) diag.Pos { return r.at(r.text.LineCol(off)) }

func (r *metaReader) errorf(code string, pos diag.Pos, hint, format string, args ...any) {
	d := diag.Errorf(code, pos, format, args...)
	d.Hint = hint
	r.diags = append(r.diags, d)
}

// lose reports an error after which nothing can be told of the page.
func (r *metaReader) lose(code string, pos diag.Pos, hint, format string, args ...any) {
	r.lost = true
	r.errorf(code, pos, hint, format, args...)
}

func (r *metaReader) warnf(code string, pos diag.Pos, hint, format string, args ...any) {
	d := diag.Warnf(code, pos, format, args...)
	d.Hint = hint
	r.diags = append(r.diags, d)
}

// checkString returns what may stay of a text, which escapes may have made; ok is false of one that could be read as another.
func (r *metaReader) checkString(text string, pos diag.Pos) (checked string, ok bool) {
	if isPrintableASCII(text) {
		return text, true
	}
	if i := strings.IndexFunc(text, data.IsForbidden); i >= 0 {
		c, _ := utf8.DecodeRuneInString(text[i:])
		d := data.ControlProblem(c, pos)
		d.Severity = diag.Warning // an escape of a file that is a text
		r.diags = append(r.diags, d)
		text = string(withoutControls([]byte(text)))
	}
	text, problems := data.Balance(text, pos)
	disguised := diag.HasErrors(problems)
	for _, d := range problems {
		if d.Severity == diag.Warning || !r.overrides {
			r.diags = append(r.diags, d)
		}
	}
	return text, !disguised
}

// checkText judges the text of a field, and leaves the field out if it could be read as another.
func (r *metaReader) checkText(f *field, pos diag.Pos) {
	text, ok := r.checkString(f.text, pos)
	if !ok {
		f.out, text = true, "" // an item of a list keeps its number
	}
	f.text = text
}

func isPrintableASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func (r *metaReader) tooDeep(pos diag.Pos) {
	r.lose("limit-depth", pos, "write it with fewer levels",
		"the front matter is nested more than %d levels deep", r.lim.Depth)
}

// decides reports whether a key of the front matter decides where the page is published, or whether it is at all.
func decides(key string) bool {
	return key == "draft" || key == "permalink" || key == "translation_key"
}

func isTextKey(path string) bool { return slices.Contains(textKeys, path) }
