package exchange

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"vernacular/internal/translation"
)

// The columns of a CSV file, by which ReadCSV knows them; their order does not matter there.
const (
	columnPage       = "page"
	columnID         = "id"
	columnForm       = "form" // the plural category, of a message that counts
	columnKind       = "kind"
	columnState      = "state"
	columnSource     = "source"
	columnTarget     = "target"
	columnPrevious   = "earlier source"
	columnSuggestion = "suggestion"
	columnNote       = "note"
	columnFrom       = "from" // the language of source
	columnTo         = "to"   // the language of target
	columnWas        = "was"  // a digest of target, by which an edit is known
)

var columns = []string{columnPage, columnID, columnForm, columnKind, columnState, columnSource, columnTarget,
	columnPrevious, columnSuggestion, columnNote, columnFrom, columnTo, columnWas}

// WriteCSV writes what there is to do in a document as CSV (RFC 4180) for spreadsheets: UTF-8 with a BOM, without which
// Excel takes it for another encoding, a row for each unit, and one for each plural form of a message that counts. A cell that
// a spreadsheet would take for a formula begins with an apostrophe. Its bytes depend on the document alone. It fails as
// [WritePO] does.
func WriteCSV(d Document) ([]byte, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	w := sheetWriter{d: d}
	w.b.Write(bom)
	w.row(columns)
	for _, f := range d.Files {
		for _, u := range f.Units {
			if !u.needsWork() {
				continue
			}
			if u.Plural == nil {
				w.unit(f, u, "")
				continue
			}
			for _, c := range w.categories(u.Plural) {
				one := u
				one.Source, one.Text, one.Previous = sourceFor(u.Plural.Source, c), form(u.Plural.Target, c), ""
				if hasText(u.Plural.Previous) {
					one.Previous = sourceFor(u.Plural.Previous, c)
				}
				w.unit(f, one, c)
			}
		}
	}
	return w.b.Bytes(), nil
}

type sheetWriter struct {
	b bytes.Buffer
	d Document
}

// categories returns the plural forms of the target, and those that the source alone has, without which it could not come back.
func (w *sheetWriter) categories(p *Plural) []string {
	list := slices.Clone(w.d.Target.PluralForms())
	for _, f := range slices.Concat(p.Source, p.Target) {
		if !slices.Contains(list, f.Category) {
			list = append(list, f.Category)
		}
	}
	slices.SortFunc(list, func(a, b string) int { return cmp.Compare(categoryIndex(a), categoryIndex(b)) })
	return list
}

func (w *sheetWriter) unit(f File, u Entry, form string) {
	target, suggestion := u.Text, ""
	if u.Suggestion {
		target, suggestion = "", u.Text
	}
	state := u.Status
	if target == "" {
		state = Missing
	}
	w.row([]string{f.Name, u.ID, form, string(u.Kind), state.String(), u.Source, target, u.Previous, suggestion,
		strings.Join(u.forSheet().notes(), "\n"), string(w.d.Source), string(w.d.Target), cellDigest(target)})
}

// forSheet returns the entry without what the column "was" tells of it.
func (u Entry) forSheet() Entry {
	u.Base = ""
	return u
}

// cellDigest returns what the column "was" has for a text. It begins with a letter: a spreadsheet would round a number.
func cellDigest(text string) string {
	if text == "" {
		return ""
	}
	return "t" + translation.Hash(text)
}

func (w *sheetWriter) row(cells []string) {
	for i, c := range cells {
		if i > 0 {
			w.b.WriteByte(',')
		}
		c = guardFormula(c)
		if strings.ContainsAny(c, ",;\"'\t\r\n") || strings.TrimSpace(c) != c {
			c = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
		}
		w.b.WriteString(c)
	}
	w.b.WriteString("\r\n")
}

// isFormula reports whether a spreadsheet may take a text for a formula, once its apostrophes are gone.
func isFormula(text string) bool {
	text = strings.TrimLeft(text, "'")
	for _, start := range []string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(text, start) {
			return true
		}
	}
	return false
}

func guardFormula(text string) string {
	if isFormula(text) {
		return "'" + text
	}
	return text
}

// unguardFormula is the inverse of guardFormula.
func unguardFormula(text string) string {
	if isFormula(text) {
		return strings.TrimPrefix(text, "'")
	}
	return text
}
