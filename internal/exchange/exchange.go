// Package exchange turns the units of a locale into files of the translators' own tools, PO (GNU gettext),
// XLIFF 2.0 and 1.2, and CSV, and the files that those tools return into units again; and a translation memory into
// TMX, and back.
//
// It never opens a file, never looks at the clock, and knows nothing of the site: which unit belongs to
// which block, which translation is stale, and what a returned text changes is the business of the caller. A
// unit with a fault is left out and named, with line and column, and all others are read; only a fault of the
// whole, such as that of its encoding or its header, leaves the [Document] empty.
//
// Start with [Document]. [WritePO], [WriteXLIFF] and [WriteXLIFF12] write it, and [Read] reads it in any of the formats. The neighbours to read next are translation, whose Unit is what a file holds, page, whose
// tokens become the inline codes of XLIFF, and locale, whose plural categories become the msgstr[i] of PO.
//
// # What is relied on
//
// Tools drop what they do not know: notes, flags, previous texts, inline data. So only four things are relied
// on, and all else is a courtesy to translators: the id of a unit (msgctxt, unit id), its source as the
// translator saw it, its target, and whether the file calls it finished. A state can get lost, so the caller
// keeps its own record and compares it with the source and target that were returned.
//
// # PO
//
// msgctxt is the id of the unit, after the name of its file and a colon where a document has several files
// ([Document.Files]); the header X-Vernacular-Scope says which of the two it is. The note "unit: " has it once more, for tools
// that drop contexts, as the translate toolkit does on the way to XLIFF and back. A unit that needs work is
// fuzzy; a stale one has its previous source in "#| msgid". Texts are never rewrapped: one line of the file
// is one line of the text. Plural forms are numbered in CLDR's order ([PluralFormsHeader]);
// one for which gettext has no number is an entry whose msgctxt ends with its category, as in pages[many].
//
// # XLIFF
//
// One file element per File, one unit with one segment per Entry. Inline Markdown and the {{.Name}} fields of
// messages become pc and ph, which keep the exact Markdown in originalData, and once more in disp for tools
// that lose it. The plural forms of a message are units of their own in a group.
package exchange

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/translation"
)

// Document is the content of one exchange file: all units of one locale, or of one page of it.
type Document struct {
	Source, Target locale.Tag
	Project        string // the site's name: Project-Id-Version of PO, original of an XLIFF file that has none
	// Date is the RFC 3339 date of the content, from its commit or SOURCE_DATE_EPOCH. With "" no date is
	// written. PO keeps its minutes; XLIFF has no place for it.
	Date  string
	Files []File // in the order of the document; names differ
}

// File is the units of one source file.
type File struct {
	Name     string  // page key ("index", "guide/intro") or "messages"; without a colon
	Original string  // path of the source file, "content/en/index.md"
	Units    []Entry // in the order of the source
}

// Status says how far a translation is.
type Status uint8

// The states, from nothing to done.
const (
	Missing    Status = iota // no target
	Stale                    // the source changed since
	Draft                    // made by a machine, or not checked
	Translated               // by a person, but not reviewed
	Reviewed                 // PO cannot say this: it comes back as Translated
	Final                    // released; PO cannot say this either
)

var stateNames = [...]string{"missing", "stale", "draft", "translated", "reviewed", "final"}

// String returns the state's name in small letters.
func (s Status) String() string {
	if int(s) < len(stateNames) {
		return stateNames[s]
	}
	return fmt.Sprintf("state %d", uint8(s))
}

// NeedsWork reports whether a translator still has something to do.
func (s Status) NeedsWork() bool { return s < Translated }

// Entry is a unit as an exchange file has it. Of the unit itself a file knows ID, Kind, Source, Text, Previous, Note,
// Pos and, in XLIFF 1.x, Review.By, who made it what it is; readers leave all else empty, and writers do not look at it. Whether a unit is fresh or stale, for one, is known to
// those who compare it with the site; a file says what its translator made of it, which is Status.
//
// ID differs from every other in the File. It is "" only in a PO file of other origin, whose entries have no
// msgctxt. Kind is one word, "" where nothing tells it. Previous is known only where Status needs work. Pos is the
// place in the exchange file; readers fill it in.
type Entry struct {
	translation.Unit
	Status Status
	Plural *Plural // of a message that counts; Source, Previous and Text are then unused

	Markdown bool // the texts are inline Markdown
	Verbatim bool // the texts are code or HTML, in which each blank counts

	// Suggestion marks Text as a suggestion of the translation memory: the translation of another source,
	// Previous, which is alike by Score percent. It is no translation of this unit: Status is Missing.
	Suggestion bool
	Score      int // 0 to 100

	// Machine says that a machine made Text and that no speaker has checked it. Status is then Translated, and a note
	// says so: as unfinished ones, these units would hide those in which something is to be done.
	Machine bool

	// Base is what the site had when the file was written, by which it is known who has changed a text since: see [BaseOf]. It is
	// "" for what was missing then, and in a file that does not tell.
	Base string

	// NoState says that an XLIFF file came back with a target but without a state. Status is then Draft, as
	// the standard has it ("initial"); Weblate and others would call it translated.
	NoState bool
	// Bare says that texts of an XLIFF file have inline codes of which it does not say what they stand for: see WithCodes.
	Bare bool
	// Name is another name of a unit of XLIFF 1.x beside ID, its resname. Tools number their units, so it may say more.
	Name string
	// Loose says that an XLIFF file has the target without xml:space="preserve". Its blanks beside tags may be
	// the layout of a tool that puts each tag on a line of its own (npm's xliff does), and are no edit.
	Loose bool
}

// Plural is the texts of a message that counts, each list in CLDR's order: zero, one, two, few, many, other.
type Plural struct {
	Source, Previous, Target []Form
}

// Form is the text of one plural category.
type Form struct {
	Category string
	Text     string
}

// The limits of the readers. A page has a few hundred units, and all pages of a large site in one
// locale a few hundred thousand.
const (
	MaxBytes = 64 << 20 // size of a file
	MaxUnits = 1 << 20  // number of units
	maxDepth = 64       // how deep elements of XLIFF nest
	maxFound = 50       // errors told at once
)

// Format is the format of an exchange file.
type Format uint8

// The formats that [Detect] tells apart.
const (
	UnknownFormat Format = iota
	PO
	XLIFF2
	XLIFF1 // 1.0, 1.1 and 1.2: an altogether different format
	Memory // TMX: see [ReadTMX]
	CSV
)

// Read reads an exchange file in any format. The problems are as those of [ReadPO].
func Read(file string, src []byte) (Document, []diag.Diagnostic) {
	switch Detect(src) {
	case PO:
		return ReadPO(file, src)
	case XLIFF1, XLIFF2:
		return ReadXLIFF(file, src)
	case CSV:
		return ReadCSV(file, src)
	}
	if text, bad := decode(file, src); bad != nil {
		return Document{}, []diag.Diagnostic{*bad}
	} else if len(bytes.TrimSpace(text)) > 0 && bytes.TrimSpace(text)[0] == '<' {
		return ReadXLIFF(file, src) // it says what is wrong
	}
	return Document{}, []diag.Diagnostic{diag.Errorf("exchange-format", diag.At(file, 1, 1), "the file is neither PO nor XLIFF, nor TMX, nor CSV with the columns id, source and target").
		WithHint("export it from your tool as PO, or as XLIFF")}
}

// Detect returns the format of a file by its content: an XML file by its root element and version, any other
// by its first line that is not blank.
func Detect(src []byte) Format {
	if text, bad := decode("", src); bad == nil {
		src = text
	}
	src = bytes.TrimLeft(bytes.TrimPrefix(src, bom), " \t\r\n")
	if len(src) > 0 && src[0] == '<' {
		return detectXML(src)
	}
	line := src
	if i := bytes.IndexAny(line, "\r\n"); i >= 0 {
		line = line[:i]
	}
	if isSheet(line) {
		return CSV
	}
	for _, start := range []string{"#", "msgid", "msgctxt", "msgstr", `"`} {
		if bytes.HasPrefix(line, []byte(start)) {
			return PO
		}
	}
	return UnknownFormat
}

func detectXML(src []byte) Format {
	d := xml.NewDecoder(bytes.NewReader(src))
	d.CharsetReader = func(_ string, text io.Reader) (io.Reader, error) { return text, nil } // see decode
	for {
		token, err := d.RawToken()
		if err != nil {
			return UnknownFormat
		}
		root, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if root.Name.Local == "tmx" {
			return Memory
		}
		if root.Name.Local != "xliff" {
			return UnknownFormat
		}
		for _, a := range root.Attr {
			if a.Name.Local == "version" && a.Name.Space == "" && strings.HasPrefix(a.Value, "1") {
				return XLIFF1
			}
		}
		return XLIFF2
	}
}

// check says what keeps a document from being written in either format.
func (d Document) check() error {
	names := map[string]bool{}
	for _, f := range d.Files {
		if names[f.Name] {
			return fmt.Errorf("there are two files of the name %q", f.Name)
		}
		names[f.Name] = true
		if strings.Contains(f.Name, ":") {
			return fmt.Errorf("the name of the file %q must not have a colon", f.Name)
		}
		if err := checkText(f.Name + f.Original); err != nil {
			return fmt.Errorf("file %q: %w", f.Name, err)
		}
		if strings.ContainsFunc(f.Name+f.Original, isLineEnd) {
			return fmt.Errorf("the name of the file %q has a line end", f.Name)
		}
		ids := map[string]bool{}
		for _, u := range f.Units {
			if u.ID != "" && ids[u.ID] {
				return fmt.Errorf("file %q has two units of the id %q", f.Name, u.ID)
			}
			ids[u.ID] = true
			if err := u.check(); err != nil {
				return fmt.Errorf("file %q, unit %q: %w", f.Name, u.ID, err)
			}
		}
	}
	return checkText(d.Project)
}

// check says what keeps a unit from being written in either format.
func (u Entry) check() error {
	texts := []string{u.ID, string(u.Kind), u.Source, u.Previous, u.Text, u.Note}
	if u.Plural == nil {
		if u.Source == "" {
			return errors.New("the source is empty")
		}
	} else {
		for _, list := range [][]Form{u.Plural.Source, u.Plural.Previous, u.Plural.Target} {
			if err := checkForms(list); err != nil {
				return err
			}
			for _, f := range list {
				texts = append(texts, f.Text)
			}
		}
		if len(u.Plural.Source) == 0 {
			return errors.New("the source has no plural form")
		}
		for _, f := range u.Plural.Source {
			if f.Text == "" {
				return fmt.Errorf("the source of the plural form %q is empty", f.Category)
			}
		}
	}
	for _, t := range texts {
		if err := checkText(t); err != nil {
			return err
		}
	}
	return nil
}

// checkForms says what is wrong with the categories of a list.
func checkForms(list []Form) error {
	seen := map[string]bool{}
	for _, f := range list {
		switch {
		case seen[f.Category]:
			return fmt.Errorf("the plural form %q is there twice", f.Category)
		case categoryIndex(f.Category) < 0:
			return fmt.Errorf("%q is no plural form", f.Category)
		}
		seen[f.Category] = true
	}
	return nil
}

func checkText(s string) error {
	if !utf8.ValidString(s) {
		return errors.New("a text is not UTF-8")
	}
	if strings.Contains(s, "\x00") {
		return errors.New("a text has a NUL character")
	}
	return nil
}

// problems gathers what a reader finds wrong in a file. Of many problems the first ones are kept.
type problems struct {
	file  string
	list  []diag.Diagnostic
	more  []diag.Diagnostic // at most two: the first that is not kept, and room for the others
	left  int               // how many are not kept
	fatal bool              // nothing of the file can be taken
}

// errorf adds an error and returns it, for its hint to be set.
func (p *problems) errorf(line, col int, code, format string, args ...any) *diag.Diagnostic {
	d := diag.Errorf(code, diag.At(p.file, line, col), format, args...)
	if len(p.list) < maxFound {
		p.list = append(p.list, d)
		return &p.list[len(p.list)-1]
	}
	p.left++
	p.more = append(p.more[:min(len(p.more), 1)], d)
	return &p.more[len(p.more)-1]
}

// result returns what a reader answers: what the document has without its faulty units, and the problems.
func (p *problems) result(d Document) (Document, []diag.Diagnostic) {
	if p.fatal {
		d = Document{}
	}
	if p.left > 0 {
		first := p.more[0]
		first.Message, first.Hint = fmt.Sprintf("%d more problems begin here: %s", p.left, first.Message), "correct those before, and import again"
		p.list = append(p.list, first)
	}
	return d, diag.Sorted(p.list)
}

// machineNote is the note of a unit that is Machine.
const machineNote = "machine translation, checked by no speaker"

// baseNote begins the note with the Base of a unit.
const baseNote = "as exported: "

// BaseOf returns what [Entry.Base] is of a text and its state: a state from translated on is a claim that a reviewer may take
// back.
func BaseOf(text string, s Status) string {
	if text == "" {
		return ""
	}
	return s.String() + " " + cellDigest(text)
}

// Was reports whether a text is the one of a Base.
func (u Entry) Was(text string) bool { return strings.HasSuffix(u.Base, " "+cellDigest(text)) }

// WasFinished reports whether a unit was finished when the file was written.
func (u Entry) WasFinished() bool {
	state, _, _ := strings.Cut(u.Base, " ")
	return slices.Index(stateNames[:], state) >= int(Translated)
}

// takeNote takes over what a note of ours says of the unit, and reports whether it is one.
func (u *Entry) takeNote(note string) bool {
	base, ok := strings.CutPrefix(note, baseNote)
	switch {
	case note == machineNote:
		u.Machine = true
	case ok && strings.Count(base, " ") == 1 && u.Base == "":
		u.Base = base
	case ok: // of several units that a tool has made one
		u.Base = ""
	default:
		return false
	}
	return true
}

// notes are the lines of the note for translators that say something.
func (u Entry) notes() (list []string) {
	if u.Machine {
		list = append(list, machineNote)
	}
	if u.Base != "" {
		list = append(list, baseNote+u.Base)
	}
	for line := range strings.SplitSeq(u.Note, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}

// FuzzyMachine marks the machine's translations as unfinished: fuzzy in PO, initial in XLIFF.
func (d Document) FuzzyMachine() {
	for _, f := range d.Files {
		for i := range f.Units {
			if u := &f.Units[i]; u.Machine {
				u.Status, u.Machine = Draft, false
				_, digest, _ := strings.Cut(u.Base, " ")
				u.Base = Draft.String() + " " + digest
			}
		}
	}
}

// needsWork reports whether the unit is marked as unfinished in the file: fuzzy, or initial with a target.
func (u Entry) needsWork() bool { return u.Suggestion || u.Status.NeedsWork() }

// hasTarget reports whether the unit has any text in the target language.
func (u Entry) hasTarget() bool {
	if u.Plural == nil {
		return u.Text != ""
	}
	return hasText(u.Plural.Target)
}

func hasText(list []Form) bool {
	for _, f := range list {
		if f.Text != "" {
			return true
		}
	}
	return false
}

// normalize removes from a unit that was read all that its state and target leave without meaning, so that
// two units with one meaning are equal.
func (u *Entry) normalize() {
	if !u.hasTarget() {
		u.Status, u.Suggestion = Missing, false
	}
	if u.Suggestion {
		u.Status = Missing
	} else {
		u.Score = 0
	}
	u.Machine = u.Machine && (u.Status == Translated || u.NoState)
	if !u.hasTarget() || !u.needsWork() {
		u.Previous = ""
		if u.Plural != nil {
			u.Plural.Previous = nil
		}
	}
}
