package site

import (
	"bytes"
	"errors"
	"maps"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
	"golang.org/x/net/http/httpguts"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
)

// What site.toml may hold: more would only cost time, as the TOML library's grows with the square of
// the number of keys.
const (
	maxSettings = 1 << 20 // bytes
	maxKeys     = 10_000  // and headers of tables
	maxDepth    = 8       // parts of a dotted key that are looked at: no setting has more than three
)

// kind is what a setting takes, in words.
type kind string

const (
	isTable kind = "a table of settings"
	isText  kind = "a text in quotation marks"
	isTruth kind = "true or false"
	isWhole kind = "a whole number"
	isShare kind = "a number from 0 to 1"
	isList  kind = "a list of texts in quotation marks"
)

// shape says what may stand at a place in site.toml.
type shape struct {
	kind  kind
	below map[string]shape // the keys of a table
	each  *shape           // any key of a table whose keys have free names
}

var (
	text       = shape{kind: isText}
	localeKeys = shape{kind: isTable, below: map[string]shape{"name": text, "url": text, "fallback": text, "dir": text}}
	allKeys    = shape{kind: isTable, below: map[string]shape{
		"base_url":      text,
		"source_locale": text,
		"locales":       {kind: isTable, each: &localeKeys},
		"links":         {kind: isTable, each: &text},
		"headers":       {kind: isTable, each: &text},
		"markdown":      {kind: isTable, below: map[string]shape{"typographer": {kind: isTruth}}},
		"files":         {kind: isTable, below: map[string]shape{"allow": {kind: isList}}},
		"pictures":      {kind: isTable, below: map[string]shape{"allow": {kind: isList}}},
		"publish":       {kind: isTable, below: map[string]shape{"threshold": {kind: isShare}}},
		"limits":        {kind: isTable, below: map[string]shape{"page_bytes": {kind: isWhole}}},
	}}
)

// part is a part of a dotted key and its place.
type part struct {
	name string
	pos  diag.Pos
}

// localeTable is a table [locales.<tag>] while it is being read.
type localeTable struct {
	tag locale.Tag
	set LocaleSettings
}

type settingsReader struct {
	file    string
	src     []byte
	s       Settings
	ds      []diag.Diagnostic
	told    map[string]bool // keys whose mistake has been named
	locales map[string]*localeTable
	order   []*localeTable

	pictures []diag.Pos // of s.Pictures

	off int // the offset last asked for
	pos diag.Pos
}

// ParseSettings reads site.toml (TOML 1.0, UTF-8, with or without a byte order mark). Every mistake is
// reported; with an error among the problems the settings are not to be used.
//
// Errors: settings-too-large, invalid-utf8, control-character, settings-syntax, duplicate-key,
// unknown-setting, settings-type, settings-value. Warnings: tag-spelling, setting-unused, pictures-blocked.
func ParseSettings(file string, src []byte) (Settings, []diag.Diagnostic) {
	r := &settingsReader{
		file: file, src: bytes.TrimPrefix(src, []byte("\uFEFF")), s: DefaultSettings(),
		told: map[string]bool{}, locales: map[string]*localeTable{},
	}
	if r.readable() && r.walk() {
		r.judge()
	}
	r.finish()
	return r.s, diag.Sorted(r.ds)
}

func (r *settingsReader) fail(code string, pos diag.Pos, hint, format string, args ...any) {
	d := diag.Errorf(code, pos, format, args...)
	d.Hint = hint
	r.ds = append(r.ds, d)
}

// at gives the place of an offset. Questions come nearly in the order of the file, so that the place of
// the one before is where to count on from.
func (r *settingsReader) at(off int) diag.Pos {
	if off < r.off || r.pos.Line == 0 {
		r.off, r.pos = 0, diag.At(r.file, 1, 1)
	}
	line, col := diag.Position(r.src[r.off:], off-r.off)
	if line > 1 {
		r.pos.Line += line - 1
		r.pos.Col = 1
	}
	r.pos.Col += col - 1
	r.off = min(off, len(r.src))
	return r.pos
}

// readable tells whether the file is a text of bearable size.
func (r *settingsReader) readable() bool {
	if len(r.src) > maxSettings {
		r.fail("settings-too-large", diag.At(r.file, 0, 0), "", "the settings have %d bytes; at most %d are read", len(r.src), maxSettings)
		return false
	}
	for off := 0; off < len(r.src); {
		c, n := utf8.DecodeRune(r.src[off:])
		if c == utf8.RuneError && n == 1 {
			hint := "save the file again with the encoding UTF-8"
			r.fail("invalid-utf8", r.at(off), hint, "the byte %#02x is not UTF-8 text", r.src[off])
			return false
		}
		if c == 0 {
			r.fail("control-character", r.at(off), "delete it, or save the file again as plain text in UTF-8", "there is a NUL byte in this file")
			return false
		}
		off += n
	}
	return true
}

// walk reads one expression after the other; it tells whether all of them are TOML.
func (r *settingsReader) walk() bool {
	var p unstable.Parser
	p.Reset(r.src)
	var table []part
	for n := 1; p.NextExpression(); n++ {
		if n > maxKeys {
			r.fail("settings-too-large", diag.At(r.file, 0, 0), "", "there are more than %d settings here", maxKeys)
			return false
		}
		e := p.Expression()
		switch e.Kind {
		case unstable.Table:
			table = r.keys(nil, e)
			r.table(table)
		case unstable.ArrayTable:
			table = r.keys(nil, e)
			if r.known(table) {
				name := dotted(table)
				r.fail("settings-type", last(table).pos, "write ["+name+"]", "[[%s]] makes a list of tables, and there are no lists among the settings", name)
				r.told[pathKey(table)] = true
			}
		case unstable.KeyValue:
			r.pair(r.keys(table, e), e.Value())
		}
	}
	var bad *unstable.ParserError
	if errors.As(p.Error(), &bad) {
		r.syntax(int(p.Range(bad.Highlight).Offset), bad.Message)
		return false
	}
	return true
}

func (r *settingsReader) keys(table []part, e *unstable.Node) []part {
	path := slices.Clip(table)
	for it := e.Key(); it.Next() && len(path) < maxDepth; {
		k := it.Node()
		path = append(path, part{string(k.Data), r.at(int(k.Raw.Offset))})
	}
	return path
}

func last(path []part) part { return path[len(path)-1] }

func dotted(path []part) string {
	names := make([]string, len(path))
	for i, p := range path {
		names[i] = p.name
	}
	return strings.Join(names, ".")
}

func pathKey(path []part) string {
	var b strings.Builder
	for _, p := range path {
		b.WriteString(p.name)
		b.WriteByte(0)
	}
	return b.String()
}

// known tells whether there is such a setting, and says once if not. A key below something that takes a
// value is a mistake of kind.
func (r *settingsReader) known(path []part) bool {
	at := allKeys
	for i, p := range path {
		whole := path[:i+1]
		if r.told[pathKey(whole)] {
			return false
		}
		if at.kind != isTable {
			r.told[pathKey(path[:i])] = true
			name := dotted(path[:i])
			hint := ""
			if path[0].name == "links" {
				hint = `an address stands in quotation marks: "` + dotted(path[1:]) + `" = "https://…"`
			}
			r.fail("settings-type", path[i-1].pos, hint, "%s takes %s, and nothing below it", name, at.kind)
			return false
		}
		below, ok := at.below[p.name]
		if at.each != nil {
			below, ok = *at.each, true
		}
		if !ok {
			r.told[pathKey(whole)] = true
			r.fail("unknown-setting", p.pos, unknownHint(path[:i], p.name, at), "there is no setting %q", dotted(whole))
			return false
		}
		at = below
	}
	return true
}

// unknownHint suggests what was meant by a key below table.
func unknownHint(table []part, name string, at shape) string {
	names := slices.Sorted(maps.Keys(at.below))
	if near := Nearest(name, names); near != "" {
		return "did you mean " + dotted(append(slices.Clip(table), part{name: near})) + "?"
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

func shapeOf(path []part) shape {
	at := allKeys
	for _, p := range path {
		if at.each != nil {
			at = *at.each
		} else {
			at = at.below[p.name]
		}
	}
	return at
}

// table takes note of the header of a table.
func (r *settingsReader) table(path []part) {
	if !r.known(path) {
		return
	}
	if want := shapeOf(path).kind; want != isTable {
		r.wrong(path, last(path).pos, want, "a table")
		return
	}
	if path[0].name == "locales" && len(path) == 2 {
		r.locale(path)
	}
}

// pair takes a key and its value.
func (r *settingsReader) pair(path []part, v *unstable.Node) {
	if v.Kind == unstable.InlineTable {
		r.table(path)
		for it := v.Children(); it.Next(); {
			if c := it.Node(); c.Kind == unstable.KeyValue {
				r.pair(r.keys(path, c), c.Value())
			}
		}
		return
	}
	if !r.known(path) {
		return
	}
	pos := last(path).pos
	if v.Raw.Length > 0 {
		pos = r.at(int(v.Raw.Offset))
	}
	want, data := shapeOf(path).kind, string(v.Data)
	switch {
	case want == isText && v.Kind == unstable.String:
		r.text(path, data, pos)
	case want == isTruth && v.Kind == unstable.Bool:
		r.s.Typographer = data == "true"
	case want == isShare && (v.Kind == unstable.Float || v.Kind == unstable.Integer):
		share, err := strconv.ParseFloat(data, 64)
		if err != nil || !(share >= 0 && share <= 1) {
			r.fail("settings-value", pos, "", "%s is a number from 0 to 1, such as 0.6, not %s", dotted(path), data)
			return
		}
		r.s.Threshold = share
	case want == isWhole && v.Kind == unstable.Integer:
		n, err := strconv.ParseInt(data, 0, 64)
		if err != nil || n < 1024 || n > 64<<20 {
			r.fail("settings-value", pos, "", "%s is a number of bytes from 1024 to %d, not %s", dotted(path), 64<<20, data)
			return
		}
		r.s.PageBytes = int(n)
	case want == isList && v.Kind == unstable.Array:
		r.list(path, v, pos)
	default:
		r.wrong(path, pos, want, spoken(v))
	}
}

// list takes a setting that is a list of texts.
func (r *settingsReader) list(path []part, v *unstable.Node, pos diag.Pos) {
	for it := v.Children(); it.Next(); {
		item := it.Node()
		if item.Kind == unstable.Comment {
			continue
		}
		if item.Raw.Length > 0 {
			pos = r.at(int(item.Raw.Offset))
		}
		if item.Kind != unstable.String {
			r.wrong(path, pos, isList, spoken(item)+" in it")
			return
		}
		switch {
		case !r.visible(path, string(item.Data), pos):
		case path[0].name == "files":
			r.fileEnding(string(item.Data), pos)
		default:
			r.pictureHost(string(item.Data), pos)
		}
	}
}

func (r *settingsReader) wrong(path []part, pos diag.Pos, want kind, got string) {
	r.told[pathKey(path)] = true
	r.fail("settings-type", pos, "", "%s takes %s, not %s", dotted(path), want, got)
}

// spoken names a value's kind.
func spoken(v *unstable.Node) string {
	switch v.Kind {
	case unstable.String:
		return "a text"
	case unstable.Bool:
		return string(v.Data)
	case unstable.Integer, unstable.Float:
		return "the number " + string(v.Data)
	case unstable.Array:
		return "a list"
	}
	return "the date or time " + string(v.Data)
}

// text takes a setting that is a text. Characters that nobody sees have no business in any of them.
func (r *settingsReader) text(path []part, value string, pos diag.Pos) {
	if !r.visible(path, value, pos) {
		return
	}
	switch path[0].name {
	case "base_url":
		u, err := CleanBaseURL(value)
		if err != nil {
			r.fail("settings-value", pos, `write it whole, as in base_url = "https://www.example.org/"`, "%q cannot be the base_url: %v", value, err)
			return
		}
		r.s.BaseURL = u
	case "source_locale":
		if t, ok := r.tag(value, pos); ok {
			r.s.Source = t
		}
	case "links":
		r.link(path[1].name, value, path[1].pos, pos)
	case "headers":
		r.header(path[1], value, pos)
	case "locales":
		if l := r.locale(path[:2]); l != nil {
			r.localeText(l, last(path), value, pos)
		}
	}
}

func (r *settingsReader) visible(path []part, value string, pos diag.Pos) bool {
	if strings.ContainsFunc(value, hidden) {
		r.fail("settings-value", pos, "type the text again without it", "there is an invisible control character in the text of %s", dotted(path))
		return false
	}
	return true
}

func hidden(c rune) bool {
	return unicode.IsControl(c) || c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069 || c == 0x2028 || c == 0x2029
}

func (r *settingsReader) tag(value string, pos diag.Pos) (locale.Tag, bool) {
	t, canonical, err := locale.Parse(value)
	if err != nil {
		hint := ""
		if len(r.ds) < 50 { // nobody reads more, and looking for a hint takes its time
			if near, ok := locale.Suggest(value); ok {
				hint = "did you mean " + string(near) + " (" + near.EnglishName() + ")?"
			}
		}
		r.fail("settings-value", pos, hint, "%v", err)
		return "", false
	}
	if !canonical {
		r.ds = append(r.ds, diag.Warnf("tag-spelling", pos, "the language tag %q is spelled %q", value, t).WithHint("write %s", t))
	}
	return t, true
}

// locale gives the table of a locale, nil if its name is no language's.
func (r *settingsReader) locale(path []part) *localeTable {
	name, pos := path[1].name, path[1].pos
	if l, ok := r.locales[name]; ok {
		return l
	}
	t, ok := r.tag(name, pos)
	if !ok {
		r.locales[name] = nil
		return nil
	}
	l := &localeTable{tag: t, set: LocaleSettings{Pos: pos}}
	r.locales[name] = l
	r.order = append(r.order, l)
	return l
}

func (r *settingsReader) localeText(l *localeTable, key part, value string, pos diag.Pos) {
	switch key.name {
	case "name":
		l.set.Name = value
	case "dir":
		if value != "ltr" && value != "rtl" {
			r.fail("settings-value", pos, "", "dir is %q; it can be ltr (left to right) or rtl (right to left)", value)
			return
		}
		l.set.Dir = value
	case "fallback":
		if t, ok := r.tag(value, pos); ok {
			l.set.Fallback, l.set.FallbackPos = t, pos
		}
	case "url":
		clean, reason := cleanPath(value)
		if reason == "" && !strings.HasSuffix(clean, "/") {
			reason = "an edition's address is that of a folder and ends with a slash"
		}
		if dir := reserved(outputOf(clean)); reason == "" && dir != "" {
			reason = "/" + dir + " is kept for Vernacular's own files"
		}
		if reason != "" {
			r.fail("settings-value", pos, `write a path, as in url = "/brasil/"`, "the url %q cannot be used: %s", value, reason)
			return
		}
		l.set.URL, l.set.URLPos = clean, pos
	}
}

// link takes an entry of [links]. What it leads to must be an address that a page may link to, and one
// that means the same on every page.
func (r *settingsReader) link(from, to string, key, pos diag.Pos) {
	scheme, rest, _ := strings.Cut(to, ":")
	switch strings.ToLower(scheme) {
	case "http", "https", "mailto", "tel":
		if rest != "" {
			break
		}
		fallthrough
	default:
		if inside := strings.HasPrefix(to, "/") || strings.HasPrefix(to, "#"); inside && !strings.HasPrefix(to, "//") && !strings.HasPrefix(to, `/\`) {
			break
		}
		hint := "an address begins with https:, http:, mailto:, tel:, / or #"
		if i := strings.IndexAny(to, "/:"); i < 0 && strings.Contains(to, ".") || i > 0 && to[i] == '/' && strings.Contains(to[:i], ".") {
			hint = "write https://" + to
		}
		r.fail("settings-value", pos, hint, "%q cannot be published as the address of a link", to)
		return
	}
	r.s.Links[from] = to
	r.s.LinkPos[from] = key
}

// header takes an entry of [headers]: a field name and a value as RFC 9110, sections 5.1 and 5.5, have them.
func (r *settingsReader) header(name part, value string, pos diag.Pos) {
	if !httpguts.ValidHeaderFieldName(name.name) {
		r.fail("settings-value", name.pos, `as in "Referrer-Policy" = "no-referrer"`, "%q cannot be the name of an HTTP header", name.name)
		return
	}
	if value == "" || !httpguts.ValidHeaderFieldValue(value) || strings.TrimSpace(value) != value {
		r.fail("settings-value", pos, "write it on one line, without spaces at its ends", "this cannot be the value of the HTTP header %s", name.name)
		return
	}
	if r.s.Headers == nil {
		r.s.Headers = map[string]string{}
	}
	r.s.Headers[textproto.CanonicalMIMEHeaderKey(name.name)] = value
}

// judge finds what is wrong between expressions that are right by themselves: keys and tables that are
// there twice.
func (r *settingsReader) judge() {
	var all map[string]any
	err := toml.Unmarshal(r.src, &all)
	var bad *toml.DecodeError
	switch {
	case err == nil:
	case errors.As(err, &bad):
		line, col := bad.Position() // the column counts bytes
		off := 0
		for range line - 1 {
			off += bytes.IndexByte(r.src[off:], '\n') + 1
		}
		pos := r.at(off + max(col, 1) - 1)
		if strings.Contains(bad.Error(), "already") || strings.Contains(bad.Error(), "should be") {
			name := strings.Join(bad.Key(), ".")
			if name == "" {
				name = "a key"
			}
			r.fail("duplicate-key", pos, "keep one of them; all settings of a table stand together below one [header]", "%s is set twice", name)
			return
		}
		r.syntax(off+max(col, 1)-1, bad.Error())
	default:
		r.fail("duplicate-key", diag.At(r.file, 0, 0), "", "these settings cannot be read: %s", strings.TrimPrefix(err.Error(), "toml: "))
	}
}

// finish puts the locales' tables together.
func (r *settingsReader) finish() {
	for _, l := range r.order {
		if first, twice := r.s.Locales[l.tag]; twice {
			for _, at := range []diag.Pos{first.Pos, l.set.Pos} {
				r.fail("duplicate-key", at, "keep one of them, spelled "+string(l.tag), "the locale %s is set twice, in the lines %d and %d", l.tag, first.Pos.Line, l.set.Pos.Line)
			}
			continue
		}
		r.s.Locales[l.tag] = l.set
	}
	r.blockedPictures()
	if at := r.s.Locales[r.s.Source].FallbackPos; at.Line > 0 {
		d := diag.Warnf("setting-unused", at, "%s is the source locale, which falls back on nothing", r.s.Source)
		r.ds = append(r.ds, d.WithHint("take the line out"))
	}
}

// syntax says in plain words what the TOML library found at an offset.
func (r *settingsReader) syntax(off int, message string) {
	off = min(off, len(r.src))
	if off > 0 && off < len(r.src) && r.src[off] == '\n' && r.src[off-1] == '\r' {
		off--
	}
	pos := r.at(off)
	c, _ := utf8.DecodeRune(r.src[off:])
	line := r.src[bytes.LastIndexByte(r.src[:off], '\n')+1 : off]
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(message, w) })
	}
	fail := func(hint, format string, args ...any) { r.fail("settings-syntax", pos, hint, format, args...) }
	const example = `write key = "text"; a remark begins with #`
	switch {
	case has("not terminated by"):
		end := message[len(message)-3:]
		pos = r.at(max(0, bytes.LastIndex(r.src[:off], []byte(end))))
		fail("close it with "+end, "the text of several lines that begins with %s here has no end", end)
	case has("too many quotes"):
		fail("a text of several lines ends with three of them", "there are too many quotation marks at the end of this text")
	case has("unterminated", "cannot have new lines"):
		fail(`close the text with " at the end of its line`, "the quotation mark that ends this text is missing")
	case has("start of value", "strings must be quoted") && strings.ContainsRune("“”„‟‘’‚«»‹›「」", c):
		fail(`use the straight quotation mark "`, "the quotation mark %c cannot enclose a text here", c)
	case has("'=' after key") && (c == ':' || bytes.HasSuffix(bytes.TrimSpace(line), []byte(":"))):
		fail(example, "a key is followed by “=” here, not by “:”")
	case has("'=' after key"):
		fail(example, "“=” is missing after the key")
	case has("array is incomplete"):
		fail("", "the bracket ] that ends this list is missing")
	case has("inline table"):
		fail(`write { name = "text", name = "text" }`, "the settings between { and } are not separated by commas, or the } is missing")
	case has("after array value"):
		fail("", "the values of this list are not separated by commas, or its ] is missing")
	case has("expected newline") && bytes.ContainsAny(line, `"'`):
		fail(`a quotation mark " inside a text is written \"`, "something follows the end of the text")
	case has("expected newline"):
		fail("begin a new line here", "something follows the end of the value")
	case has("start of value", "strings must be quoted", "expected value", "keyword", `expected "`):
		fail(example, "a value is expected here: a text in quotation marks, a number, true or false")
	case has("escape", `after \`):
		fail(`write \\ for a backslash, \" for a quotation mark`, `the backslash \ has a meaning of its own and cannot stand before what follows it here`)
	case has("close table name", "close array table"):
		fail(`write [name]; a name with other characters than a-z, 0-9, - and _ stands in quotation marks: [locales."my name"]`, "the closing bracket ] is missing after the name of the table")
	case has("start of key", "expected key"):
		fail(`a name with other characters than a-z, 0-9, - and _ stands in quotation marks: "my.name" = "text"; a remark begins with #`, "this is no name of a setting")
	case has("control character", "carriage return"):
		fail("delete it and type the line again", "there is an invisible control character here")
	case has("digit", "number", "zero", "float", "exponent", "radix", "integer"):
		fail("", "this is no number")
	case has("date", "time", "hour", "minute", "second", "offset"):
		fail("", "this is no date and no time")
	case has("nested"):
		fail("", "this is nested too deep")
	default:
		fail(example, "this line cannot be read")
	}
}
