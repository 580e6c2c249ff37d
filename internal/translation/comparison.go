package translation

import (
	"cmp"
	"slices"
	"strings"

	"vernacular/internal/catalog"
	"vernacular/internal/diag"
	"vernacular/internal/frontmatter"
	"vernacular/internal/locale"
	"vernacular/internal/page"
)

// Comparison is a page, or a catalog, beside its source, with the state of every segment.
type Comparison struct {
	Key                          string // of the page, "" for the catalog
	Source, Locale               locale.Tag
	SourceFile, File             string // File is where the translation stands or would stand
	SourceRecordFile, RecordFile string
	SourceBytes                  []byte
	Bytes                        []byte // nil: there is no such file
	SourceDoc, Doc               *page.Document
	SourceCatalog                *catalog.Catalog
	Catalog                      *catalog.Catalog // nil: there is none
	SourceSegments               []Segment
	Segments                     []Segment
	Matches                      []Match
	Record                       *Record // nil: there is none
	SourceRecord                 *Record
	Damaged                      []diag.Diagnostic // why a record that is there could not be read, so that the states are guesses
	Torn                         []string          // digests of source texts that were asked for and whose file holds another text

	old      func(hash string) string
	blocks   *sourceBlocks
	outdated bool            // without a record: it says that it was made from another text
	written  map[string]bool // see Input
}

// MessagesName stands for the catalog where a page's key is expected.
const MessagesName = "messages"

// Name returns the name by which commands and exchange files call the comparison: the page's key, or
// [MessagesName].
func (t *Comparison) Name() string { return cmp.Or(t.Key, MessagesName) }

// Old is the source text of a digest, "" when it is not kept.
func (t *Comparison) Old(hash string) string {
	if hash == "" || t.old == nil {
		return ""
	}
	return t.old(hash)
}

// ReadPages reads a page and its translation and finds the state of every segment. It reports whether both can be read.
// read gives a file, nil when there is none.
func (t *Comparison) ReadPages(read func(file string) []byte, lim page.Limits) bool {
	return t.ReadSource(read, lim) && t.ReadTranslation(read, lim)
}

// ReadSource reads the source page, and reports whether it can be read. Copies of t may then read the translations of it,
// so that the source is parsed once for all of them.
func (t *Comparison) ReadSource(read func(file string) []byte, lim page.Limits) bool {
	t.SourceBytes = read(t.SourceFile)
	if t.SourceBytes == nil {
		return false
	}
	if t.SourceDoc, _ = page.Parse(t.SourceFile, t.SourceBytes, page.Options{Limits: lim}); t.SourceDoc.Lost {
		return false
	}
	t.setSource(t.SourceDoc)
	return true
}

// TakeSource takes over the source page that another comparison has read, so that it is parsed once for both.
func (t *Comparison) TakeSource(from *Comparison) {
	t.SourceBytes, t.SourceDoc, t.SourceSegments, t.blocks = from.SourceBytes, from.SourceDoc, from.SourceSegments, from.blocks
}

// ReadSourceTexts does as ReadSource for those who ask for texts alone: SourceDoc may be nil.
func (t *Comparison) ReadSourceTexts(read func(file string) []byte, lim page.Limits) bool {
	if t.SourceBytes = read(t.SourceFile); t.SourceBytes != nil {
		if doc, ok := page.Outline(t.SourceFile, t.SourceBytes, lim); ok {
			t.setSource(doc)
			return true
		}
	}
	return t.ReadSource(read, lim)
}

// setSource takes over the texts of the source page.
func (t *Comparison) setSource(doc *page.Document) {
	t.SourceSegments = Segments(doc)
	t.blocks = newSourceBlocks(t.SourceSegments[Fields(t.SourceSegments):])
}

// ReadTranslation reads the translation of a source page that ReadSource has read, and finds the state of every segment. It
// reports whether it can be read.
func (t *Comparison) ReadTranslation(read func(file string) []byte, lim page.Limits) bool {
	t.Bytes = read(t.File)
	return t.parse(lim) && t.compare(read)
}

// TakeTranslation does as ReadTranslation for a translation that somebody has parsed with any options, nil for none.
func (t *Comparison) TakeTranslation(doc *page.Document, read func(file string) []byte) bool {
	if doc != nil && doc.Lost {
		return false
	}
	if doc != nil {
		t.setDoc(doc)
	}
	return t.compare(read)
}

// ReadStates does as ReadTranslation for those who ask for states and texts alone: Doc may be nil although there is a file,
// since a page is read no further than they need.
func (t *Comparison) ReadStates(read func(file string) []byte, lim page.Limits) bool {
	if t.Bytes = read(t.File); t.Bytes != nil {
		if doc, ok := page.Outline(t.File, t.Bytes, lim); ok {
			t.setDoc(doc)
			t.Doc = nil
			return t.compare(read)
		}
	}
	return t.parse(lim) && t.compare(read)
}

// parse parses the translation if there is one, and reports whether it can be read.
func (t *Comparison) parse(lim page.Limits) bool {
	if t.Bytes == nil {
		return true
	}
	doc, _ := page.Parse(t.File, t.Bytes, page.Options{Limits: lim})
	if doc.Lost {
		return false
	}
	t.setDoc(doc)
	return true
}

// compare finds the state of every segment of what has been read.
func (t *Comparison) compare(read func(file string) []byte) bool {
	t.readRecords(read)
	t.Matches = t.Compare(t.Segments)
	return true
}

// setDoc takes over what the translation is or becomes, and leaves the matches as they are.
func (t *Comparison) setDoc(doc *page.Document) {
	t.Doc, t.Bytes, t.Segments = doc, doc.Bytes(), SegmentsLike(doc, t.SourceSegments)
	from, _ := doc.Meta.String("translated_from")
	t.outdated = from != "" && from != frontmatter.Fingerprint(t.SourceBytes)
}

// WithPage returns the comparison of the source with another text of the translation.
func (t Comparison) WithPage(doc *page.Document) Comparison {
	t.setDoc(doc)
	t.Matches = t.Compare(t.Segments)
	return t
}

// SetCatalogs takes over the catalogs of the source and of the translation, which may be nil, and finds the state of every
// message. read gives the records.
func (t *Comparison) SetCatalogs(source, own *catalog.Catalog, read func(file string) []byte) {
	t.SourceCatalog, t.Catalog = source, own
	t.SourceSegments, t.Segments = messageSegments(source), messageSegments(own)
	t.readRecords(read)
	t.Matches = t.Compare(t.Segments)
}

// WithCatalog returns the comparison of the source with another text of the catalog.
func (t Comparison) WithCatalog(own *catalog.Catalog, src []byte) Comparison {
	t.Catalog, t.Bytes, t.Segments = own, src, messageSegments(own)
	t.Matches = t.Compare(t.Segments)
	return t
}

// WithRecord returns the comparison as it is with another record.
func (t Comparison) WithRecord(r *Record) Comparison {
	t.Record = r.indexed()
	t.Matches = t.Compare(t.Segments)
	return t
}

// Afresh returns the comparison as if the translation had no record and did not say which text it was made from.
func (t Comparison) Afresh() Comparison {
	t.outdated = false
	return t.WithRecord(nil)
}

// SetTexts returns the comparison with new texts, by [Match.ID]. It fails on a text that would not be found at its unit
// again: of two new passages beside each other nobody could tell, by their order alone, which one has been translated.
func (t *Comparison) SetTexts(texts map[string]string) (next Comparison, err error) {
	now := *t
	now.written = map[string]bool{}
	for _, text := range texts {
		now.written[Hash(Unwrap(text))] = true
	}
	_, err = Apply(ApplyInput{
		Source: t.SourceDoc, Target: t.Doc, TargetFile: t.File, Matches: t.Matches, Texts: texts,
		Compare: func(doc *page.Document) []Match {
			next = now.WithPage(doc)
			return next.Matches
		},
	})
	return next, err
}

// SetText returns the comparison with a new text in one unit of a page; with a, the unit is up to date then. accepted is the
// record that says so, nil if there is nothing new to be recorded. All other texts stand beside what they stood beside: where
// the record does not say what that is, it says it from then on ([Assumption]), and where that does not help it is an error.
func (t *Comparison) SetText(id, text string, a *Accepted) (next Comparison, accepted *Acceptance, err error) {
	known := t.knowsAll() || len(t.Damaged) > 0
	if known { // a new record would forget what a damaged one says
		next, accepted, err = t.setRecorded(id, text, a)
		if err == nil && !next.keeps(t.Matches, t.Segments, id) {
			err = errExchanged
		}
	}
	if !known || err != nil && len(t.Damaged) == 0 {
		next, accepted, err = t.setPlaced(id, text, a)
	}
	if err == nil && t.loses(&next, id) {
		err = errLost
	}
	return next, accepted, err
}

// setRecorded does as SetText for a page of which the record says all. A unit that is there is written in its place, and all
// others are known to be where they were, so that the page is compared once, with the new record.
func (t *Comparison) setRecorded(id, text string, a *Accepted) (next Comparison, accepted *Acceptance, err error) {
	texts := map[string]string{id: text}
	i := slices.IndexFunc(t.Matches, func(m Match) bool { return m.ID == id })
	if a == nil || t.Doc == nil || i < 0 || t.Matches[i].Target < 0 || t.Matches[i].Shared {
		if next, err = t.SetTexts(texts); err != nil || a == nil {
			return next, nil, err
		}
	} else {
		doc, err := Apply(ApplyInput{Source: t.SourceDoc, Target: t.Doc, TargetFile: t.File, Matches: t.Matches, Texts: texts})
		if err != nil {
			return next, nil, err
		}
		next = *t
		next.setDoc(doc)
	}
	accepted = next.Accept(map[string]Accepted{id: *a})
	next = next.WithRecord(accepted.Record)
	return next, accepted, found(t.Matches, next.Matches, next.Segments, texts)
}

// Acceptance is a new record, and the source texts by digest that have to be kept for it.
type Acceptance struct {
	Record  *Record
	Sources map[string]string
}

// Accept returns the record in which the chosen units, by [Match.ID], are up to date; see [Accept].
func (t *Comparison) Accept(chosen map[string]Accepted) *Acceptance {
	r, sources := Accept(Input{Source: t.SourceSegments, Target: t.Segments, Record: t.Record}, t.Matches, chosen)
	r.Links = t.linkDefinitions(chosen)
	for hash, text := range Recorded(r, t.SourceSegments) { // also those that somebody removed
		sources[hash] = text
	}
	return &Acceptance{r, sources}
}

// WithdrawnFields returns the texts of the front matter that the source has no more, as the record knows, and that the page
// still has. They are no segments: the source says which keys have texts.
func (t *Comparison) WithdrawnFields() []Segment {
	if t.Record == nil || t.Doc == nil || t.SourceDoc == nil {
		return nil
	}
	var out []Segment
	for _, e := range t.Record.Entries {
		path, isField := strings.CutPrefix(e.ID, fieldPrefix)
		if !isField || t.SourceDoc.Meta.Has(path) {
			continue
		}
		if text, ok := t.Doc.Meta.String(path); ok && strings.TrimSpace(text) != "" {
			out = append(out, Segment{Kind: page.KindFrontMatter, Path: path, Text: text, Block: -1, Pos: t.Doc.Meta.At(path)})
		}
	}
	return out
}

// Copied reports whether a translation is the text of the source, and has words that somebody could translate.
func (t *Comparison) Copied(m Match) bool {
	if m.Source < 0 || m.Target < 0 {
		return false
	}
	own := t.Segments[m.Target]
	return own.Text == t.SourceSegments[m.Source].Text && own.Words() > 0
}

// readRecords reads what the translation was made from.
func (t *Comparison) readRecords(read func(file string) []byte) {
	t.Damaged, t.Torn = nil, nil
	record := func(file string) *Record {
		src := read(file)
		if src == nil {
			return nil
		}
		r, more := ParseRecord(file, src)
		t.Damaged = append(t.Damaged, more...)
		return r
	}
	t.Record, t.SourceRecord = record(t.RecordFile).Settled(t.SourceSegments, t.Segments), record(t.SourceRecordFile)
	t.old = func(hash string) string {
		data := read(SourceFile(hash))
		text, ok := SourceText(hash, data)
		if ok {
			return text
		}
		if data != nil && !slices.Contains(t.Torn, hash) {
			t.Torn = append(t.Torn, hash)
		}
		return ""
	}
}

// Compare finds the states of other segments in the place of the translation's.
func (t *Comparison) Compare(target []Segment) []Match {
	in := Input{Source: t.SourceSegments, Target: target, Record: t.Record, Language: t.Source.Language(), Outdated: t.outdated, Old: t.Old, blocks: t.blocks, written: t.written}
	if t.SourceRecord != nil {
		in.Changes = t.SourceRecord.Changes
	}
	return Compare(in)
}

// TornTexts warns of the files of source texts that hold something else. They count as absent.
func (t *Comparison) TornTexts() []diag.Diagnostic {
	var out []diag.Diagnostic
	for _, hash := range t.Torn {
		out = append(out, diag.Warnf("record-source", diag.At(SourceFile(hash), 0, 0), "this source text of a record is damaged: it is not the text whose digest is its name").
			WithHint("take the version before the last change; or delete the file: what was translated from it is then shown without a comparison"))
	}
	return out
}

func messageSegments(c *catalog.Catalog) []Segment {
	if c == nil {
		return nil
	}
	var out []Segment
	for _, m := range c.Messages {
		out = append(out, Segment{Kind: page.KindMessage, Path: m.ID, Text: MessageText(m), Block: -1, Pos: m.Pos})
	}
	return out
}

// MessageText is a message as one text: all its plural forms, each with its category where there are several.
func MessageText(m catalog.Message) string {
	if len(m.Forms) == 1 {
		return m.Forms[0].Text
	}
	var lines []string
	for _, f := range m.Forms {
		lines = append(lines, f.Category+": "+f.Text)
	}
	return strings.Join(lines, "\n")
}
