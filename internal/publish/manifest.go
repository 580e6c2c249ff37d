package publish

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The manifest and the journal have one form: a first line that says whose file it is, one line for each
// entry, a last line. So a difference between two manifests can be read, and a torn one is seen.
const (
	manifestVersion = 2 // 1 did not say what was built
	filesAt         = `"files":[`
	partsAt         = `"parts":[`
	journalHead     = `{"generator":"vernacular","journal":1,` + filesAt
	foot            = `]}`
)

// Tool names the program that made a tree, in the manifest. It says nothing of how that program was built: two people who
// build the same sources with the same version are to have the same manifest.
const Tool = "vernacular 1"

// Build says what was built, as the manifest tells those who want to build it again.
type Build struct {
	BaseURL string   `json:"base_url"`          // where the site says that it lives; "" if it does not
	Locales []string `json:"locales,omitempty"` // the editions of the last run, sorted; empty for all
	Pseudo  bool     `json:"pseudo,omitempty"`  // with the pseudo-locales
}

// head returns the first line of the manifest of a build. at says what its lines are: filesAt or partsAt.
func (b Build) head(at string) string {
	var options bytes.Buffer
	enc := json.NewEncoder(&options)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(b); err != nil {
		panic(err) // such a struct always encodes
	}
	return fmt.Sprintf(`{"generator":"vernacular","version":%d,"tool":%q,"options":%s,`, manifestVersion, Tool, bytes.TrimSpace(options.Bytes())) + at
}

// parseHead reads the first line of a manifest. exact tells that head would write this very line; a manifest of the version
// before is read, and is not exact.
func parseHead(first string) (b Build, at string, exact bool, err error) {
	at = filesAt
	rest, ok := strings.CutSuffix(first, at)
	if !ok {
		at = partsAt
		rest, ok = strings.CutSuffix(first, at)
	}
	var doc struct {
		Version int    `json:"version"`
		Tool    string `json:"tool"`
		Options Build  `json:"options"`
	}
	if !ok || json.Unmarshal([]byte(strings.TrimSuffix(rest, ",")+"}"), &doc) != nil || doc.Version < 1 || doc.Version > manifestVersion {
		return b, filesAt, false, errors.New("written by another version")
	}
	return doc.Options, at, doc.Options.head(at) == first, nil
}

// decoded is a manifest: what was built, and the lines of its files or, if it has many pages, its parts.
type decoded struct {
	build Build
	lines []line
	parts []Part
	exact bool // it is written as it would be written now
}

// decodeManifest is [decodeFile] of a manifest, and says what was built.
func decodeManifest(text string) (d decoded, err error) {
	first, _, _ := strings.Cut(text, "\n")
	b, at, sameHead, err := parseHead(first)
	d.build = b
	if at == partsAt {
		d.parts, err = parseRoot(first, text)
		d.exact = err == nil && sameHead
		return d, err
	}
	head := first
	if err != nil {
		head = b.head(filesAt) // decodeFile finds out what is wrong
	}
	d.lines, d.exact, err = decodeFile(head, text)
	d.exact = d.exact && sameHead
	return d, err
}

// errForeign is the answer for bytes that Vernacular never wrote.
var errForeign = errors.New("not a file of Vernacular's")

// wireEntry is the form of a line; appendLine and plainLine know it too.
type wireEntry struct {
	Path    string   `json:"path"`
	SHA256  string   `json:"sha256"`
	Size    int64    `json:"size"`
	Locale  string   `json:"locale"`
	Sources []string `json:"sources"`

	Fingerprint string `json:"fingerprint,omitempty"`
}

// line is an entry in the form in which it is kept, in memory and on the disk alike: one line of the manifest,
// without comma and line end. The empty line is no entry. A line that is kept was made by encodeLine or is
// byte for byte what it would make.
type line string

const (
	pathAt   = `{"path":"`
	sumAt    = `","sha256":"`
	sizeAt   = `","size":`
	localeAt = `,"locale":"`
	sourceAt = `","sources":[`
	printAt  = `],"fingerprint":"`
	printEnd = `"}`
	printLen = 64 // hexadecimal digits
	printOld = 16 // of manifests before version 2
	lineEnd  = `]}`
	sumLen   = 64 // hexadecimal digits
)

// split returns the path as it is written in the line, and what follows sumAt. Paths hold no quotation mark.
func (l line) split() (path, rest string) {
	s := string(l[len(pathAt):])
	i := strings.IndexByte(s, '"')
	return s[:i], s[i+len(sumAt):]
}

func (l line) path() string {
	path, _ := l.split()
	if strings.Contains(path, `\`) {
		return l.entry().Path
	}
	return path
}

func (l line) sum() string {
	if l == "" {
		return ""
	}
	_, rest := l.split()
	return rest[:sumLen]
}

func (l line) size() int64 {
	_, rest := l.split()
	digits, _, _ := strings.Cut(rest[sumLen+len(sizeAt):], ",")
	n, _ := strconv.ParseInt(digits, 10, 64)
	return n
}

func (l line) entry() Entry {
	var w wireEntry
	if err := json.Unmarshal([]byte(l), &w); err != nil {
		panic(err) // see line
	}
	return Entry(w)
}

// encodeLine returns the entry's line, in the words of encoding/json without escapes for HTML.
func encodeLine(e Entry) line {
	var buf [512]byte
	return line(appendLine(buf[:0], e))
}

func appendLine(b []byte, e Entry) []byte {
	b = append(b, pathAt...)
	b = appendString(b, e.Path)
	b = append(b, sumAt...)
	b = appendString(b, e.SHA256)
	b = append(b, sizeAt...)
	b = strconv.AppendInt(b, e.Size, 10)
	b = append(b, localeAt...)
	b = appendString(b, e.Locale)
	b = append(b, sourceAt...)
	for i, s := range e.Sources {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '"')
		b = appendString(b, s)
		b = append(b, '"')
	}
	if e.Fingerprint == "" {
		return append(b, lineEnd...)
	}
	return append(appendString(append(b, printAt...), e.Fingerprint), printEnd...)
}

// appendString appends what stands between the quotation marks of a JSON string.
func appendString(b []byte, s string) []byte {
	if isPlain(s) {
		return append(b, s...)
	}
	var quoted bytes.Buffer
	enc := json.NewEncoder(&quoted)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		panic(err) // strings always encode
	}
	return append(b, quoted.Bytes()[1:quoted.Len()-2]...)
}

// isPlain reports whether JSON writes the string as it is.
func isPlain(s string) bool {
	ascii := true
	for i := range len(s) {
		c := s[i]
		if c < 0x20 || c == '"' || c == '\\' {
			return false
		}
		ascii = ascii && c < utf8.RuneSelf
	}
	return ascii || utf8.ValidString(s) && !strings.ContainsAny(s, "\u2028\u2029")
}

// plainLine reads a line that holds no escapes, exactly as encodeLine makes it, and returns its path. It is a reader for
// our own form only: for anything else it answers false, which says nothing.
func plainLine(s string) (path string, ok bool) {
	s, ok1 := strings.CutPrefix(s, pathAt)
	i := strings.IndexByte(s, '"')
	if !ok1 || i < 0 {
		return "", false
	}
	path = s[:i]
	s, ok2 := strings.CutPrefix(s[i:], sumAt)
	if !ok2 || len(s) < sumLen || !isPlain(path) || !isHash(s[:sumLen]) {
		return "", false
	}
	s, ok1 = strings.CutPrefix(s[sumLen:], sizeAt)
	digits, s, ok2 := strings.Cut(s, ",")
	s, ok = strings.CutPrefix(s, localeAt[1:])
	if !ok1 || !ok2 || !ok || digits == "" || len(digits) > 18 || digits[0] == '0' && digits != "0" || strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	locale, s, _ := strings.Cut(s, `"`)
	s, ok1 = strings.CutPrefix(s, sourceAt[1:])
	if i := len(s) - len(printAt) - printLen - len(printEnd); i >= 0 && strings.HasPrefix(s[i:], printAt) && strings.HasSuffix(s, printEnd) {
		s, ok2 = s[:i], isHex(s[i+len(printAt):][:printLen])
	} else {
		s, ok2 = strings.CutSuffix(s, lineEnd)
	}
	if !ok1 || !ok2 || !isPlain(locale) {
		return "", false
	}
	if s == "" {
		return path, true
	}
	for {
		if s, ok = strings.CutPrefix(s, `"`); !ok {
			return "", false
		}
		source, rest, ok := strings.Cut(s, `"`)
		if !ok || !isPlain(source) {
			return "", false
		}
		if rest == "" {
			return path, true
		}
		if s, ok = strings.CutPrefix(rest, ","); !ok {
			return "", false
		}
	}
}

// writeFile writes a whole manifest or journal.
func writeFile(w io.Writer, head string, lines iter.Seq[line]) error {
	b := bufio.NewWriterSize(w, 1<<18)
	b.WriteString(head)
	between := "\n"
	for l := range lines {
		b.WriteString(between)
		b.WriteString(string(l))
		between = ",\n"
	}
	b.WriteString("\n" + foot + "\n")
	return b.Flush() // and the first error of those before
}

// decodeFile is the inverse of writeFile; exact tells that writeFile would write these very bytes and that no path comes
// twice. It answers errForeign for what is no such file at all, and another error for one that is spoilt.
// Empty files and files of zeros are what a power loss leaves of ours.
func decodeFile(head, text string) (lines []line, exact bool, err error) {
	if len(strings.Trim(text, "\x00")) == 0 {
		return nil, false, errors.New("empty")
	}
	// The version is not compared: another version of ours is spoilt for us, but not foreign.
	if !strings.HasPrefix(text, `{"generator":"vernacular",`) {
		return nil, false, errForeign
	}
	body, ok := strings.CutPrefix(text, head+"\n")
	if !ok {
		return nil, false, errors.New("written by another version")
	}
	if lines, ok := decodeExact(body); ok {
		return lines, true, nil
	}
	var doc struct {
		Files []wireEntry `json:"files"`
	}
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		return nil, false, err
	}
	for _, w := range doc.Files {
		e := Entry(w)
		if msg := judge(e.Path); msg != "" {
			return nil, false, fmt.Errorf("%q: %s", e.Path, msg)
		}
		if !isHash(e.SHA256) || e.Size < 0 || !w.soundPrint() && len(w.Fingerprint) != printOld {
			return nil, false, fmt.Errorf("%q: no valid hash or size", e.Path)
		}
		lines = append(lines, encodeLine(e))
	}
	if !slices.IsSortedFunc(doc.Files, func(a, b wireEntry) int { return strings.Compare(a.Path, b.Path) }) {
		return nil, false, errors.New("not in order")
	}
	return lines, false, nil
}

// Manifest is what manifest.json says of an output folder.
type Manifest struct {
	Build   Build
	Entries []Entry // every file, sorted by path; nil if there are parts
	Parts   []Part  // of a manifest with more than 5,000 pages, by number
}

// ReadManifest reads manifest.json. It accepts the form that Commit writes and no other, so that no two programs can read one
// manifest in two ways.
func ReadManifest(text []byte) (Manifest, error) {
	d, err := decodeManifest(string(text))
	m := Manifest{Build: d.build, Parts: d.parts}
	switch {
	case errors.Is(err, errForeign):
		return m, errors.New("it is no manifest of Vernacular's")
	case err != nil:
		return m, err
	case !d.exact:
		return m, errors.New("it is not written as this version of Vernacular writes it")
	}
	m.Entries = entriesOf(d.lines)
	return m, nil
}

// PartOf returns the number of the part that names a path, if any does.
func (m Manifest) PartOf(path string) int { return partOf(path, len(m.Parts)) }

// ReadPart returns the entries of the part with that number, sorted by path. It fails if the bytes are not those that the
// root names.
func (m Manifest) ReadPart(number int, text []byte) ([]Entry, error) {
	lines, err := parsePart(m.Parts, number, text)
	return entriesOf(lines), err
}

func entriesOf(lines []line) []Entry {
	entries := make([]Entry, len(lines))
	for i, l := range lines {
		entries[i] = l.entry()
	}
	return entries
}

// decodeExact reads what writeFile made; for anything else it answers false.
func decodeExact(body string) (lines []line, ok bool) {
	const end = foot + "\n"
	if body == end {
		return nil, true
	}
	lines = make([]line, 0, strings.Count(body, "\n"))
	for last, more := "", true; more; {
		var l string
		if l, body, ok = strings.Cut(body, "\n"); !ok {
			return nil, false
		}
		l, more = strings.CutSuffix(l, ",")
		path, ok := plainLine(l)
		if !ok {
			path, ok = anyLine(l)
		}
		if !ok || path <= last || judge(path) != "" {
			return nil, false
		}
		lines, last = append(lines, line(l)), path
	}
	return lines, body == end
}

// anyLine is plainLine for lines with escapes.
func anyLine(s string) (path string, ok bool) {
	var w wireEntry
	if json.Unmarshal([]byte(s), &w) != nil || !isHash(w.SHA256) || w.Size < 0 || !w.soundPrint() || string(encodeLine(Entry(w))) != s {
		return "", false
	}
	return w.Path, true
}

func (w wireEntry) soundPrint() bool {
	return w.Fingerprint == "" || len(w.Fingerprint) == printLen && isHex(w.Fingerprint)
}

func isHash(s string) bool { return len(s) == sumLen && isHex(s) }

func isHex(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
