package translation

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"vernacular/internal/data"
	"vernacular/internal/diag"
	"vernacular/internal/locale"
)

// Folder is where the records stand, below the site's folder.
const Folder = "locales/records/"

// What people have said of texts, and what texts were, stands beside the records: nothing that is published depends on it.
const (
	CommentFolder = Folder + "comments/"
	HistoryFolder = Folder + "history/"
)

// IsRecord reports whether a path below the site's folder is that of a record or of a kept source text, or would be.
func IsRecord(file string) bool { return strings.HasPrefix(file, Folder) && !IsAside(file) }

// IsAside reports whether a path is that of a comment or of a history, or of a folder of them.
func IsAside(file string) bool {
	return strings.HasPrefix(file+"/", CommentFolder) || strings.HasPrefix(file+"/", HistoryFolder)
}

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

	Withdrawn []Withdrawal
	Links     []LinkDefinition // by label

	at map[string]int // index of each entry by its id; nil: not made, and [Record.Entry] looks at one after the other
}

// LinkDefinition says where the links by reference with a label led when the translation was made.
type LinkDefinition struct {
	Label  string // as [page.Definitions] has it
	Source string // the address in the source, "" where that has no such label
	Text   string // the address in the translation, "" where that has no such label
}

// Withdrawal is a translation that was taken out of its page since the source had its text no more. It stays in the
// translation memory.
type Withdrawal struct {
	Source string // [Hash] of the source text
	Text   string
}

// withdraw adds a translation that is taken out of its page, once.
func (r *Record) withdraw(source, text string) {
	if w := (Withdrawal{source, text}); source != "" && !slices.Contains(r.Withdrawn, w) {
		r.Withdrawn = append(r.Withdrawn, w)
	}
}

// Entry says it of one segment.
type Entry struct {
	ID          string
	Source      string            // [Hash] of the source text; "" of a text that the source never had
	Text        string            // [Hash] of the translation
	Placeholder bool              // a command wrote this text: it is no translation until a person saves or accepts it
	Same        bool              // a person accepted this text although it equals the source's: a name, for instance
	Order       int               // counts from 1, by the source at that time; 0: as the entries are listed
	Place       string            // [page.Block.Place] that the source had at that time, where the translation's is another
	Forced      string            // why it was accepted although it differs from the source in structure, or is not in it
	Except      map[string]string // checks that do not hold for it, by code, with the reason
	Machine     bool              // this text is that of a machine, as nobody has changed it
	Assumed     Assumption        // nobody has said this of the text: a save of another one has written down what stood beside what
	Review      Review            // of this text and this source text
}

// Change is what an author says of a change of the source: kept in the record of the source page itself.
type Change struct {
	From, To string
	Class    string // cosmetic, editorial or normative
	Reason   string
}

// ParseRecord reads a record. Keys that it does not know, those of a later version perhaps, it passes over. A merge may have
// left several entries of one unit, in any order: [Record.Settled] keeps one.
func ParseRecord(file string, src []byte) (*Record, []diag.Diagnostic) {
	if at := ConflictMark(src); at >= 0 {
		line, _ := diag.Position(src, at)
		return nil, []diag.Diagnostic{diag.Errorf("record-syntax", diag.At(file, line, 1), "this record of a translation cannot be read: git has left the mark of a merge here").
			WithHint("take out the lines that begin with <<<<<<<, ======= or >>>>>>>, and keep all others: vernacular reads the lines of both sides")}
	}
	places := diag.Text{File: file, Src: data.Lines(src)}
	doc := data.Read(data.TOML, places.Src, data.Limits{Depth: recordDepth})
	if one, ok := united(places.Src); ok && len(doc.Problems) > 0 {
		if again := data.Read(data.TOML, one, data.Limits{Depth: recordDepth}); len(again.Problems) == 0 {
			doc, places.Src = again, one
		}
	}
	r := &Record{}
	at, wrong := 0, ""
	if len(doc.Problems) > 0 {
		at = doc.Problems[0].At
		wrong, _ = data.Wording{}.Words(doc.Problems[0])
	} else {
		at, wrong = r.fill(doc.Root)
	}
	if wrong != "" {
		return nil, []diag.Diagnostic{diag.Errorf("record-syntax", places.At(at), "this record of a translation cannot be read: %s", wrong).
			WithHint("take the version before the last change; after a merge keep the lines of both sides; or delete the file and run vernacular accept")}
	}
	r.tidy()
	return r.indexed(), nil
}

// recordDepth is more than a record needs, for what later versions write.
const recordDepth = 12

// fill takes what a file holds, or says what is wrong and where.
func (r *Record) fill(root *data.Node) (at int, wrong string) {
	for _, n := range root.Children {
		if n.Key != "segments" && n.Key != "changes" && n.Key != "withdrawn" && n.Key != "links" {
			continue
		}
		if n.Kind != data.List {
			return n.At, n.Key + " must be a list"
		}
		for _, item := range n.Children {
			if item.Kind != data.Table {
				return item.At, "what is in " + n.Key + " must be a table"
			}
			if at, wrong = r.add(n.Key, item); wrong != "" {
				return at, wrong
			}
		}
	}
	return 0, ""
}

// add takes one item of a list.
func (r *Record) add(list string, item *data.Node) (at int, wrong string) {
	var e Entry
	var c Change
	var w Withdrawal
	var l LinkDefinition
	keys := make([]string, len(item.Children))
	for i, v := range item.Children {
		keys[i] = v.Key
	}
	list = listOf(list, keys)
	texts := map[string]*string{"from": &c.From, "to": &c.To, "class": &c.Class, "reason": &c.Reason}
	switch list {
	case "withdrawn":
		texts = map[string]*string{"source": &w.Source, "text": &w.Text}
	case "links":
		texts = map[string]*string{"label": &l.Label, "source": &l.Source, "text": &l.Text}
	case "segments":
		texts = map[string]*string{"id": &e.ID, "source": &e.Source, "text": &e.Text, "forced": &e.Forced, "place": &e.Place}
	}
	for _, v := range item.Children {
		to := texts[v.Key]
		if list == "segments" && to == nil {
			if at, wrong = e.read(v); wrong != "" {
				return at, wrong
			}
			continue
		}
		switch {
		case to == nil:
		case v.Kind != data.Text:
			return v.At, v.Key + " must be a text"
		default:
			*to = v.Text
		}
	}
	switch list {
	case "segments":
		if e.ID == "" || !isHash(e.Source) && (e.Source != "" || e.Forced == "" && e.Assumed == "") || e.Text != "" && !isHash(e.Text) {
			return item.At, fmt.Sprintf("the segment %q is damaged", e.ID)
		}
		r.Entries = append(r.Entries, e)
	case "withdrawn":
		r.withdraw(w.Source, w.Text)
	case "links":
		r.Links = append(r.Links, l)
	default:
		r.Changes = append(r.Changes, c)
	}
	return 0, ""
}

// read takes a value of a segment that is no text of its own. A key that nobody knows is passed over.
func (e *Entry) read(v *data.Node) (at int, wrong string) {
	switch v.Key {
	case "placeholder", "same", "machine":
		if v.Kind != data.Bool {
			return v.At, v.Key + " must be true or false"
		}
		e.Placeholder = e.Placeholder || v.Key == "placeholder" && v.Text == "true"
		e.Same = e.Same || v.Key == "same" && v.Text == "true"
		e.Machine = e.Machine || v.Key == "machine" && v.Text == "true"
	case "order":
		var err error
		if e.Order, err = strconv.Atoi(v.Text); v.Kind != data.Int || err != nil || e.Order < 1 {
			return v.At, "order must be a number from 1"
		}
	case "except":
		return e.except(v)
	case "assumed":
		if e.Assumed = Assumption(v.Text); v.Kind != data.Text || !e.Assumed.known() {
			return v.At, "assumed must be pair, unclear, shared or older"
		}
	case "state", "by", "when":
		if v.Kind != data.Text {
			return v.At, v.Key + " must be a text"
		}
		return v.At, e.Review.set(v.Key, v.Text)
	}
	return 0, ""
}

func (e *Entry) except(n *data.Node) (at int, wrong string) {
	if n.Kind != data.Table {
		return n.At, "except must be a table"
	}
	e.Except = map[string]string{}
	for _, c := range n.Children {
		if c.Kind != data.Text {
			return c.At, c.Key + " must be a text"
		}
		e.Except[c.Key] = c.Text
	}
	return 0, ""
}

func isHash(s string) bool { return len(s) == 16 && strings.Trim(s, "0123456789abcdef") == "" }

// Bytes writes the record: a line for each segment, so that two people's work merges.
func (r *Record) Bytes(of string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# What %s was translated from. Written by vernacular (accept, import, locale add); nobody edits it.\n", of)
	b.WriteString("segments = [\n")
	for _, e := range r.Entries {
		e.write(&b)
	}
	b.WriteString("]\n")
	if len(r.Changes) > 0 {
		b.WriteString("changes = [\n")
		for _, c := range r.Changes {
			fmt.Fprintf(&b, "  {from = %s, to = %s, class = %s, reason = %s},\n", data.Quote(c.From), data.Quote(c.To), data.Quote(c.Class), data.Quote(c.Reason))
		}
		b.WriteString("]\n")
	}
	if len(r.Withdrawn) > 0 {
		b.WriteString("withdrawn = [\n")
		for _, w := range r.Withdrawn {
			fmt.Fprintf(&b, "  {source = %s, text = %s},\n", data.Quote(w.Source), data.Quote(w.Text))
		}
		b.WriteString("]\n")
	}
	if len(r.Links) > 0 {
		b.WriteString("links = [\n")
		for _, l := range r.Links {
			fmt.Fprintf(&b, "  {label = %s, source = %s, text = %s},\n", data.Quote(l.Label), data.Quote(l.Source), data.Quote(l.Text))
		}
		b.WriteString("]\n")
	}
	return []byte(b.String())
}

// write adds an entry as one line.
func (e Entry) write(b *strings.Builder) {
	fmt.Fprintf(b, "  {id = %s, source = %s", data.Quote(e.ID), data.Quote(e.Source))
	if e.Text != "" {
		fmt.Fprintf(b, ", text = %s", data.Quote(e.Text))
	}
	if e.Placeholder {
		b.WriteString(", placeholder = true")
	}
	if e.Same {
		b.WriteString(", same = true")
	}
	if e.Machine {
		b.WriteString(", machine = true")
	}
	if e.Assumed != "" {
		fmt.Fprintf(b, ", assumed = %s", data.Quote(string(e.Assumed)))
	}
	if e.Order > 0 {
		fmt.Fprintf(b, ", order = %d", e.Order)
	}
	if e.Place != "" {
		fmt.Fprintf(b, ", place = %s", data.Quote(e.Place))
	}
	if e.Forced != "" {
		fmt.Fprintf(b, ", forced = %s", data.Quote(e.Forced))
	}
	if len(e.Except) > 0 {
		b.WriteString(", except = {")
		for i, code := range sortedKeys(e.Except) {
			if i > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(b, "%s = %s", data.Quote(code), data.Quote(e.Except[code]))
		}
		b.WriteString("}")
	}
	e.Review.write(b)
	b.WriteString("},\n")
}

// Readdress puts other digests in the place of those of texts in which nothing but addresses was rewritten: source texts and
// translations. It returns the new digests of source texts that the record has.
func (r *Record) Readdress(sources, texts map[string]string) (used []string) {
	swap := func(hash *string, by map[string]string) {
		if now, ok := by[*hash]; ok {
			*hash = now
		}
	}
	for i := range r.Entries {
		e := &r.Entries[i]
		if now, ok := sources[e.Source]; ok {
			e.Source = now
			used = append(used, now)
		}
		swap(&e.Text, texts)
	}
	for i := range r.Changes {
		swap(&r.Changes[i].From, sources)
		swap(&r.Changes[i].To, sources)
	}
	return used
}

// additions returns the digests of the texts that somebody has accepted as additions of the translator's: they translate
// nothing, also no source text that comes later into their place. A text that is a translation elsewhere is none of them.
func (r *Record) additions() map[string]bool {
	out := map[string]bool{}
	if r == nil {
		return out
	}
	for _, e := range r.Entries {
		if e.Source == "" && e.Assumed == "" && !strings.HasPrefix(e.ID, fieldPrefix) {
			out[e.Text] = true
		}
	}
	for _, e := range r.Entries {
		if e.Source != "" {
			delete(out, e.Text)
		}
	}
	return out
}

// Entry gives the entry of an id.
func (r *Record) Entry(id string) (Entry, bool) {
	if r == nil {
		return Entry{}, false
	}
	i, ok := r.at[id]
	if r.at == nil {
		i = slices.IndexFunc(r.Entries, func(e Entry) bool { return e.ID == id })
		ok = i >= 0
	}
	if !ok {
		return Entry{}, false
	}
	return r.Entries[i], true
}

// indexed returns the record as one that finds its entries without a walk: a page asks for each of them several times. Whoever
// adds or removes entries then does so in a record without an index.
func (r *Record) indexed() *Record {
	if r == nil {
		return nil
	}
	out := *r
	out.at = make(map[string]int, len(r.Entries))
	for i, e := range slices.Backward(r.Entries) { // of two with one id the first counts
		out.at[e.ID] = i
	}
	return &out
}
