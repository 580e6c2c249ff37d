package translation

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
)

// Folder is where the records stand, below the site's folder.
const Folder = "locales/records/"

// RecordFile names the record of a page in a locale.
func RecordFile(t locale.Tag, key string) string { return Folder + string(t) + "/" + key + ".toml" }

// MessagesFile names the record of a locale's catalog.
func MessagesFile(t locale.Tag) string { return Folder + string(t) + ".toml" }

// SourceFile names the file that holds a source text.
func SourceFile(hash string) string { return Folder + "sources/" + hash + ".txt" }

// SourceText returns the text in a file of [SourceFile]; ok is false if it is not the text of that digest. A file
// that was cut off must not be shown as what the source once said. Line ends that a version control has
// rewritten are no damage.
func SourceText(hash string, data []byte) (text string, ok bool) {
	if text = string(data); Hash(text) == hash {
		return text, true
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return text, Hash(text) == hash
}

// Recorded returns the texts of the source, by digest, that a record speaks of.
func Recorded(r *Record, source []Segment) map[string]string {
	out := map[string]string{}
	if r == nil {
		return out
	}
	now := map[string]string{}
	for _, s := range source {
		now[Hash(s.Text)] = s.Text
	}
	for _, e := range r.Entries {
		if text, ok := now[e.Source]; ok {
			out[e.Source] = text
		}
	}
	return out
}

// Record says what a page or catalog was translated from.
type Record struct {
	Entries []Entry // in the order of the translation
	Changes []Change
}

// Entry says it of one segment.
type Entry struct {
	ID     string            `toml:"id"`
	Source string            `toml:"source"`           // [Hash] of the source text
	Text   string            `toml:"text"`             // [Hash] of the translation
	Forced string            `toml:"forced,omitempty"` // why it was accepted although it differs from the source in structure
	Except map[string]string `toml:"except,omitempty"` // checks that do not hold for it, by code, with the reason
}

// Change is what an author says of a change of the source: kept in the record of the source page itself.
type Change struct {
	From   string `toml:"from"`
	To     string `toml:"to"`
	Class  string `toml:"class"` // cosmetic, editorial or normative
	Reason string `toml:"reason"`
}

type recordFile struct {
	Segments []Entry  `toml:"segments"`
	Changes  []Change `toml:"changes"`
}

// ParseRecord reads a record.
func ParseRecord(file string, src []byte) (*Record, []diag.Diagnostic) {
	var f recordFile
	if err := toml.Unmarshal(src, &f); err != nil {
		pos := diag.At(file, 1, 1)
		var de *toml.DecodeError
		if errors.As(err, &de) {
			line, col := de.Position()
			pos = diag.At(file, line, col)
		}
		return nil, []diag.Diagnostic{diag.Errorf("record-syntax", pos, "this record of a translation cannot be read: %v", err).
			WithHint("take the version before the last change; after a merge keep the lines of both sides; or delete the file and run vernacular accept")}
	}
	seen := map[string]bool{}
	for _, e := range f.Segments {
		if e.ID == "" || seen[e.ID] || !isHash(e.Source) || e.Text != "" && !isHash(e.Text) {
			return nil, []diag.Diagnostic{diag.Errorf("record-syntax", diag.At(file, lineOf(src, e.ID), 1), "the segment %q of this record is there twice or is damaged", e.ID).
				WithHint("after a merge keep one line for each segment")}
		}
		seen[e.ID] = true
	}
	return &Record{f.Segments, f.Changes}, nil
}

func isHash(s string) bool { return len(s) == 16 && strings.Trim(s, "0123456789abcdef") == "" }

func lineOf(src []byte, id string) int {
	i := strings.LastIndex(string(src), strconv.Quote(id))
	return 1 + strings.Count(string(src[:max(i, 0)]), "\n")
}

// Bytes writes the record: a line for each segment, so that two people's work merges.
func (r *Record) Bytes(of string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# What %s was translated from. Written by vernacular (accept, import, locale add); nobody edits it.\n", of)
	b.WriteString("segments = [\n")
	for _, e := range r.Entries {
		fmt.Fprintf(&b, "  {id = %s, source = %q", tomlText(e.ID), e.Source)
		if e.Text != "" {
			fmt.Fprintf(&b, ", text = %q", e.Text)
		}
		if e.Forced != "" {
			fmt.Fprintf(&b, ", forced = %s", tomlText(e.Forced))
		}
		if len(e.Except) > 0 {
			b.WriteString(", except = {")
			for i, code := range sortedKeys(e.Except) {
				if i > 0 {
					b.WriteString(", ")
				}
				fmt.Fprintf(&b, "%s = %s", tomlText(code), tomlText(e.Except[code]))
			}
			b.WriteString("}")
		}
		b.WriteString("},\n")
	}
	b.WriteString("]\n")
	if len(r.Changes) > 0 {
		b.WriteString("changes = [\n")
		for _, c := range r.Changes {
			fmt.Fprintf(&b, "  {from = %q, to = %q, class = %q, reason = %s},\n", c.From, c.To, c.Class, tomlText(c.Reason))
		}
		b.WriteString("]\n")
	}
	return []byte(b.String())
}

// Entry gives the entry of an id.
func (r *Record) Entry(id string) (Entry, bool) {
	if r != nil {
		for _, e := range r.Entries {
			if e.ID == id {
				return e, true
			}
		}
	}
	return Entry{}, false
}

// tomlText writes a basic string (TOML 1.0, section String).
func tomlText(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, "\\u%04X", r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
