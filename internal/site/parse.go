package site

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"vernacular/internal/data"
	"vernacular/internal/diag"
	"vernacular/internal/locale"
)

// What site.toml may hold: more would only cost time, as the TOML library's grows with the square of
// the number of keys.
const (
	maxSettings = 1 << 20 // bytes
	maxKeys     = 10_000  // and headers of tables
	maxDepth    = 8       // no setting has a key of more than four parts
)

// kind is what a setting takes, in words.
type kind string

const (
	isTable kind = "a table of settings"
	isText  kind = "a text in quotation marks"
	isTruth kind = "true or false"
	isWhole kind = "a whole number"
	isCount kind = "a number of characters"
	isShare kind = "a number from 0 to 1"
	isList  kind = "a list of texts in quotation marks"

	isWords  kind = "a text in quotation marks, or one for each language, as in { en = \"…\", fr = \"…\" }"
	isTables kind = "a list of tables"
)

// shape says what may stand at a place in site.toml.
type shape struct {
	kind  kind
	below map[string]shape // the keys of a table
	each  *shape           // any key of a table whose keys have free names; each table of a list
}

var (
	text       = shape{kind: isText}
	words      = shape{kind: isWords}
	count      = shape{kind: isCount}
	localeKeys = shape{kind: isTable, below: map[string]shape{"name": text, "url": text, "fallback": text, "dir": text, "names": {kind: isTable, each: &text}}}
	document   = shape{kind: isTable, below: map[string]shape{"title": words, "file": text, "url": text, "language": text}}
	allKeys    = shape{kind: isTable, below: map[string]shape{
		"base_url":            text,
		"source_locale":       text,
		"locales":             {kind: isTable, each: &localeKeys},
		"links":               {kind: isTable, each: &text},
		"headers":             {kind: isTable, each: &text},
		"contribute":          {kind: isTable, below: map[string]shape{"files": {kind: isTruth}, "program": text, "repository": text}},
		"offline":             {kind: isTable, below: map[string]shape{"zip": {kind: isTruth}}},
		"machine_translation": {kind: isTable, below: map[string]shape{"url": text, "codes": {kind: isTable, each: &text}}},
		"markdown":            {kind: isTable, below: map[string]shape{"typographer": {kind: isTruth}}},
		"files":               {kind: isTable, below: map[string]shape{"allow": {kind: isList}}},
		"publisher":           {kind: isTable, below: map[string]shape{"name": words, "url": text, "mark": text}},
		"contact":             {kind: isTable, below: map[string]shape{"mail": text, "url": text}},
		"documents":           {kind: isTables, each: &document},
		"pictures":            {kind: isTable, below: map[string]shape{"allow": {kind: isList}}},
		"publish":             {kind: isTable, below: map[string]shape{"threshold": {kind: isShare}, "hosts": {kind: isList}, "negotiate": {kind: isTruth}, "precompress": {kind: isTruth}}},
		"lengths":             {kind: isTable, below: map[string]shape{"pages": {kind: isTable, each: &count}, "messages": {kind: isTable, each: &count}}},
		"limits":              {kind: isTable, below: map[string]shape{"page_bytes": {kind: isWhole}}},
	}}
)

// localeTable is a table [locales.<tag>] while it is being read.
type localeTable struct {
	tag locale.Tag
	set LocaleSettings
}

type settingsReader struct {
	text    diag.Text
	s       Settings
	ds      []diag.Diagnostic
	locales map[string]*localeTable
	order   []*localeTable

	pictures []diag.Pos // of s.Pictures
}

// ParseSettings reads site.toml (TOML 1.0, UTF-8, with or without a byte order mark). Every mistake is
// reported; with an error among the problems the settings are not to be used.
//
// Errors: settings-too-large, invalid-utf8, control-character, settings-syntax, duplicate-key,
// unknown-setting, settings-type, settings-value. Warnings: tag-spelling, setting-unused, pictures-blocked.
func ParseSettings(file string, src []byte) (Settings, []diag.Diagnostic) {
	r := &settingsReader{
		text: diag.Text{File: file, Src: data.Lines(src)}, s: DefaultSettings(), locales: map[string]*localeTable{},
	}
	if r.readable() {
		doc := data.Read(data.TOML, r.text.Src, data.Limits{Depth: maxDepth, Keys: maxKeys})
		r.table(nil, doc.Root, allKeys)
		if len(doc.Problems) > 0 { // the others may follow from the first
			r.problem(doc.Problems[0])
		}
	}
	r.finish()
	return r.s, diag.Sorted(r.ds)
}

func (r *settingsReader) fail(code string, pos diag.Pos, hint, format string, args ...any) {
	d := diag.Errorf(code, pos, format, args...)
	d.Hint = hint
	r.ds = append(r.ds, d)
}

// readable tells whether the file is a text of bearable size.
func (r *settingsReader) readable() bool {
	if len(r.text.Src) > maxSettings {
		r.fail("settings-too-large", diag.At(r.text.File, 0, 0), "", "the settings have %d bytes; at most %d are read", len(r.text.Src), maxSettings)
		return false
	}
	if _, wide := data.UTF16(r.text.Src); wide {
		r.ds = append(r.ds, data.UTF16Error(r.text.File))
		return false
	}
	for off := 0; off < len(r.text.Src); {
		c, n := utf8.DecodeRune(r.text.Src[off:])
		if c == utf8.RuneError && n == 1 {
			hint := "save the file again with the encoding UTF-8"
			r.fail("invalid-utf8", r.text.At(off), hint, "the byte %#02x is not UTF-8 text", r.text.Src[off])
			return false
		}
		if c == 0 {
			r.fail("control-character", r.text.At(off), "delete it, or save the file again as plain text in UTF-8", "there is a NUL byte in this file")
			return false
		}
		off += n
	}
	return true
}

// problem says what the reader of TOML found.
func (r *settingsReader) problem(p data.Problem) {
	switch p.Code {
	case data.TooMany:
		r.fail("settings-too-large", diag.At(r.text.File, 0, 0), "", "there are more than %d settings here", maxKeys)
	case data.Duplicate, data.SecondHeader, data.Contradiction:
		r.fail("duplicate-key", r.text.At(p.Start), "keep one of them; all settings of a table stand together below one [header]", "%s is set twice", p.Path)
	default:
		message, hint := settingsWords.Words(p)
		r.fail("settings-syntax", r.text.At(p.At), hint, "%s", message)
	}
}

// settingsWords are the words of site.toml where those that other files have do not fit.
var settingsWords = data.Wording{
	data.Other:      {"this line cannot be read", `write key = "text"; a remark begins with #`},
	data.BadBraces:  {"the settings between { and } are not separated by commas, or the } is missing", `write { name = "text", name = "text" }`},
	data.OpenHeader: {"the closing bracket ] is missing after the name of the table", `write [name]; a name with other characters than a-z, 0-9, - and _ stands in quotation marks: [locales."my name"]`},
	data.NoKey:      {"this is no name of a setting", `a name with other characters than a-z, 0-9, - and _ stands in quotation marks: "my.name" = "text"; a remark begins with #`},
}

// settingPath is a setting with the tables that it is in, the outermost first.
type settingPath []*data.Node

func (p settingPath) last() *data.Node { return p[len(p)-1] }

func (p settingPath) String() string {
	names := make([]string, len(p))
	for i, n := range p {
		names[i] = n.Key
	}
	return strings.Join(names, ".")
}

// key returns the place of a key.
func (r *settingsReader) key(n *data.Node) diag.Pos { return r.text.At(n.KeyAt) }

// value returns the place of a value; a list has none of its own.
func (r *settingsReader) value(n *data.Node) diag.Pos {
	if n.Kind == data.List {
		return r.key(n)
	}
	return r.text.At(n.At)
}

// table takes the settings in a table.
func (r *settingsReader) table(above settingPath, n *data.Node, shape shape) {
	for _, c := range n.Children {
		p := append(slices.Clip(above), c)
		want, ok := shape.below[c.Key]
		if shape.each != nil {
			want, ok = *shape.each, true
		}
		if !ok {
			r.fail("unknown-setting", r.key(c), unknownHint(above, c.Key, shape), "there is no setting %q", p)
			continue
		}
		r.setting(p, want)
	}
}

// setting takes a setting, or a table of them.
func (r *settingsReader) setting(p settingPath, want shape) {
	n := p.last()
	switch {
	case want.kind == isTables && n.Kind == data.List:
		r.documents(p, want)
	case want.kind == isTables && n.Kind == data.Table:
		r.fail("settings-type", r.key(n), "write [["+p.String()+"]], once for each", "[%s] makes one table, and %s takes a list of them", p, p)
	case want.kind == isWords && !(n.Kind == data.List && n.Form == data.Header):
		r.wording(p)
	case n.Kind == data.List && n.Form == data.Header:
		r.fail("settings-type", r.key(n), "write ["+p.String()+"]", "[[%s]] makes a list of tables, and %s takes %s", p, p, want.kind)
	case n.Kind == data.Table && want.kind == isTable:
		if p[0].Key == "locales" && len(p) == 2 {
			r.locale(n)
		}
		r.table(p, n, want)
	case n.Kind == data.Table && (n.Form == data.Dotted || n.Form == data.Implied):
		hint := ""
		if p[0].Key == "links" {
			whole := n.Key
			for c := n; len(c.Children) > 0; c = c.Children[0] {
				whole += "." + c.Children[0].Key
			}
			hint = `an address stands in quotation marks: "` + whole + `" = "https://…"`
		}
		r.fail("settings-type", r.key(n), hint, "%s takes %s, and nothing below it", p, want.kind)
	case n.Kind == data.Table:
		r.wrong(p, r.key(n), want.kind, "a table")
	default:
		r.single(p, want.kind)
	}
}

// unknownHint suggests what was meant by a key below table.
func unknownHint(table settingPath, name string, at shape) string {
	names := slices.Sorted(maps.Keys(at.below))
	if near := diag.Nearest(name, names); near != "" {
		return "did you mean " + append(slices.Clip(table), &data.Node{Key: near}).String() + "?"
	}
	has := func(s shape) bool { _, ok := s.below[name]; return ok }
	if len(table) > 0 && has(allKeys) {
		return "did you mean " + name + "? It stands before the first [table]"
	}
	if len(table) == 0 && has(localeKeys) {
		return "did you mean locales.<tag>." + name + "?"
	}
	for _, group := range slices.Sorted(maps.Keys(allKeys.below)) {
		if has(allKeys.below[group]) {
			return "did you mean " + group + "." + name + "?"
		}
	}
	return "known here: " + strings.Join(names, ", ")
}

// single takes a setting that is no table.
func (r *settingsReader) single(p settingPath, want kind) {
	n := p.last()
	pos := r.value(n)
	switch {
	case want == isText && n.Kind == data.Text:
		r.words(p, n.Text, pos)
	case want == isTruth && n.Kind == data.Bool:
		r.truth(p, n.Text == "true")
	case want == isShare && (n.Kind == data.Float || n.Kind == data.Int):
		share, err := strconv.ParseFloat(n.Text, 64)
		if err != nil || !(share >= 0 && share <= 1) {
			r.fail("settings-value", pos, "", "%s is a number from 0 to 1, such as 0.6, not %s", p, n.Text)
			return
		}
		r.s.Threshold = share
	case want == isWhole && n.Kind == data.Int:
		bytes, ok := n.ParseInt()
		if !ok || bytes < 1024 || bytes > 64<<20 {
			r.fail("settings-value", pos, "", "%s is a number of bytes from 1024 to %d, not %s", p, 64<<20, n.Text)
			return
		}
		r.s.PageBytes = int(bytes)
	case want == isCount && n.Kind == data.Int:
		r.length(p, n)
	case want == isList && n.Kind == data.List:
		r.list(p)
	default:
		r.wrong(p, pos, want, spoken(n))
	}
}

// list takes a setting that is a list of texts.
func (r *settingsReader) list(p settingPath) {
	for _, item := range p.last().Children {
		pos := r.value(item)
		if item.Kind != data.Text {
			r.wrong(p, pos, isList, spoken(item)+" in it")
			return
		}
		switch {
		case !r.visible(p, item.Text, pos):
		case p[0].Key == "files":
			r.fileEnding(item.Text, pos)
		case p[0].Key == "publish":
			r.host(item.Text, pos)
		default:
			r.pictureHost(item.Text, pos)
		}
	}
}

func (r *settingsReader) wrong(p settingPath, pos diag.Pos, want kind, got string) {
	r.fail("settings-type", pos, "", "%s takes %s, not %s", p, want, got)
}

// spoken names a value's kind.
func spoken(n *data.Node) string {
	switch n.Kind {
	case data.Text:
		return "a text"
	case data.Bool:
		return n.Text
	case data.Int, data.Float:
		return "the number " + n.Text
	case data.List:
		return "a list"
	case data.Table:
		return "a table"
	}
	return "the date or time " + n.Text
}
