// Package translation knows, for every segment of a page or catalog, whether its translation still says what the
// source says. It turns a source's segments, a translation's segments and the record of what the translation was made
// from into the states fresh, stale, missing, moved, obsolete, added and uncompared ([State]).
//
// It depends on content alone, never on dates or commits, so the answer is the same in a shallow clone and without
// any version control. It never opens a file: whoever calls [Compare] hands it the texts. Start with [Segments],
// [Record] and [Compare]; the neighbour to read next is pipeline, which asks for every page.
//
// # The record
//
// locales/records/<tag>/<page key>.toml says of each segment of that page which source text it was made from, as a
// digest, and which translation that was; locales/records/<tag>.toml says it of the catalog's messages. The source
// texts stand once each in locales/records/sources/, named by their digest, so that a difference can be shown. Only
// commands write these files (accept, sync, move, import, locale add) and the translation editor.
//
// The entries come in the order of the translation; where the source had another one at that time, each says its order,
// and one whose element stood among others (in another list, say) says its place. An entry is a placeholder if a command
// wrote its text, and the same if a person accepted a text that equals the source's. What [Comparison.Rearrange] took out
// of the page is withdrawn: its text stays in the record. Definitions of links stand in no segment; where they led then is in
// the record's links (key links).
//
// An entry is assumed ([Assumption]) if nobody has said anything of its text: a save of another text of the page has written down
// what stood beside what. For all who ask such a text is as without an entry: fresh and [Match.Unrecorded], or not compared.
//
// A page without a record is taken to be made from the source as it is: its segments are fresh and
// [Match.Unrecorded]. A segment of several words whose text equals its source's is not translated yet: it is missing.
//
// # First contact
//
// The blocks of such a page are aligned with those of its source by what languages share ([align]): kinds and levels, ids,
// addresses, code, numbers, names, lengths, all in order, since order is the rule. Where two blocks became one, or one two, where
// other text stands at a place, or where a pair may be none, the blocks are [Uncompared]: shown as their translator wrote
// them, and nobody says what they lack. If there is too much of that, the whole page is.
//
// # Matching
//
// A block of the source is matched with the entry of the record that has its digest, wherever it stands now; what
// is left is matched by the likeness of old and new words, of which the addresses of links are none, and headings and
// other short texts by their neighbours. So a moved block stays fresh, a reworded one is stale, and of a block that was
// split or merged all parts are stale and nothing is lost. What is likely and no more is missing: a passage shown twice
// does less harm than a wrong one taken for right. Addresses that changed are carried into the translation: into
// its file by sync, and before that for its readers ([MovedLinks]).
package translation

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/page"
)

// Segment is a text that is translated as a whole: a block of a page, a text of its front matter, or a message.
type Segment struct {
	Kind  page.Kind
	Level int    // of a heading
	Path  string // of the front matter, or the id of the message; "" for blocks
	Place string // of a block of Markdown: [page.Block.Place]; unplaced for all else
	Text  string // Markdown as written, unwrapped: see [Unwrap]
	Block int    // index in page.Document.Blocks, -1 for others
	Name  string // of a heading: the id that its line gives it, as {#id}; "" for none
	Pos   diag.Pos

	Refused string // what of it no page shows: see [page.Block]
}

// fieldPrefix begins the ids of texts of the front matter; their dotted path follows.
const fieldPrefix = string(page.KindFrontMatter) + "."

// Segments are those of a source page: the texts of its front matter, then its blocks.
func Segments(doc *page.Document) []Segment {
	var out []Segment
	for _, t := range doc.Meta.Translatables() {
		out = append(out, Segment{Kind: page.KindFrontMatter, Path: t.Path, Text: t.Text, Block: -1, Pos: t.Pos})
	}
	return append(out, blocks(doc)...)
}

// SegmentsLike are those of a translation of a page with these segments. Which keys of the front matter have words is for the
// source to say: in a language without capital letters and spaces one cannot tell words from a code.
func SegmentsLike(doc *page.Document, source []Segment) []Segment {
	var out []Segment
	for _, s := range source {
		if s.Kind != page.KindFrontMatter {
			continue
		}
		if text, ok := doc.Meta.String(s.Path); ok && strings.TrimSpace(text) != "" {
			out = append(out, Segment{Kind: page.KindFrontMatter, Path: s.Path, Text: text, Block: -1, Pos: doc.Meta.At(s.Path)})
		}
	}
	return append(out, blocks(doc)...)
}

// Fields counts the segments that are texts of the front matter; they come first.
func Fields(segments []Segment) int {
	n := 0
	for n < len(segments) && segments[n].Kind == page.KindFrontMatter {
		n++
	}
	return n
}

// unplaced is the place of a segment that is compared with no other: the elements of an .html page have no counterparts
// in Markdown.
const unplaced = "?"

func blocks(doc *page.Document) []Segment {
	out := make([]Segment, 0, len(doc.Blocks))
	isHTML := !strings.HasSuffix(doc.File(), ".md")
	for i, b := range doc.Blocks {
		text := b.Source
		if !Verbatim(b.Kind) {
			text = Unwrap(text)
		}
		place := b.Place
		if isHTML {
			place = unplaced
		}
		out = append(out, Segment{
			Kind: b.Kind, Level: b.Level, Place: place, Text: text, Block: i, Name: givenID(doc, b), Refused: b.Refused,
			Pos: diag.At(doc.Meta.File, b.Line, b.Col),
		})
	}
	return out
}

// Verbatim tells whether line breaks and spaces of a kind of segment mean something.
func Verbatim(kind page.Kind) bool { return kind == page.KindCode || kind == page.KindHTML }

// Unwrap joins the lines of a paragraph: a line break that shows as a space becomes one, hard line breaks stay. Between
// two characters of a script that is written without spaces nothing is put.
func Unwrap(text string) string {
	if !strings.Contains(text, "\n") {
		return text
	}
	lines := strings.Split(text, "\n")
	var b strings.Builder
	for i, l := range lines {
		if i == 0 {
			b.WriteString(strings.TrimRight(l, " \t"))
		} else {
			l = strings.TrimLeft(l, " \t")
			prev := lines[i-1]
			switch {
			case strings.HasSuffix(prev, "  "):
				b.WriteString("  \n")
			case strings.HasSuffix(prev, "\\"):
				b.WriteString("\n")
			case !unspaced(b.String(), l):
				b.WriteByte(' ')
			}
			b.WriteString(strings.TrimRight(l, " \t"))
		}
	}
	return b.String()
}

// Fit returns a text as a page can hold it in a block of a kind: its lines are joined as [Unwrap] does, hard line breaks stay, and
// there are no blanks at its ends. An empty line in it stays, which makes two passages of one: whoever writes the block refuses it.
func Fit(kind page.Kind, text string) string {
	if Verbatim(kind) || kind == page.KindFrontMatter || kind == page.KindMessage {
		return text
	}
	parts := []string{""}
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		last := &parts[len(parts)-1]
		switch {
		case strings.TrimSpace(line) == "":
			parts = append(parts, "")
		case *last == "":
			*last = line
		default:
			*last += "\n" + line
		}
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(Unwrap(parts[i]))
	}
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), "\n\n")
}

func unspaced(before, after string) bool {
	last, first := []rune(before), []rune(after)
	wide := func(r rune) bool {
		return r >= 0x2e80 && r <= 0xa4cf || r >= 0xf900 && r <= 0xfaff || r >= 0xff00 && r <= 0xff60
	}
	return len(last) > 0 && len(first) > 0 && wide(last[len(last)-1]) && wide(first[0])
}

// Hash names a text: the first 16 hexadecimal digits of its SHA-256.
func Hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// IDs gives new segments their ids: "frontmatter.<path>" or the message's id, and for blocks the kind and the beginning
// of the digest of the text, numbered where that is taken. A record keeps the id of a segment when its source changes.
func IDs(segments []Segment, taken map[string]bool) []string {
	out := make([]string, len(segments))
	used := map[string]bool{}
	for id := range taken {
		used[id] = true
	}
	for i, s := range segments {
		var id string
		switch {
		case s.Kind == page.KindFrontMatter:
			id = fieldPrefix + s.Path
		case s.Block < 0:
			id = s.Path
		default:
			id = string(s.Kind) + "-" + Hash(s.Text)[:8]
			for n, base := 2, id; used[id]; n++ {
				id = base + "-" + strconv.Itoa(n)
			}
		}
		used[id] = true
		out[i] = id
	}
	return out
}

// kindOf is the kind in a block's id.
func kindOf(id string) page.Kind {
	kind, _, _ := strings.Cut(id, "-")
	return page.Kind(kind)
}
