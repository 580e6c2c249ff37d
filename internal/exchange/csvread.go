package exchange

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/page"
	"vernacular/internal/translation"
)

// isSheet reports whether a line names the columns that a CSV file must have, or begins one of Excel ("sep=;").
func isSheet(line []byte) bool {
	return bytes.HasPrefix(bytes.ToLower(line), []byte("sep=")) || separator(string(line)) != 0
}

// separator returns what parts the names of columns in a line, 0 if it names none.
func separator(line string) rune {
	for _, r := range ",;\t" {
		names := strings.Split(line, string(r))
		for i := range names {
			names[i] = columnName(strings.Trim(names[i], `"`))
		}
		if slices.Contains(names, columnSource) && slices.Contains(names, columnTarget) {
			return r
		}
	}
	return 0
}

func columnName(cell string) string { return strings.ToLower(strings.TrimSpace(cell)) }

// ReadCSV reads a CSV file as WriteCSV writes it and spreadsheets save it: with commas, semicolons or tabs, any line ends, in
// UTF-8 or UTF-16, columns and rows in any order. A text is finished where it was edited, which the column "was" tells, or
// where the column "state" says translated, reviewed or final; all else is as if it were missing. The problems are as those
// of [ReadPO]; where a cell is broken the reading ends, and the units before are in the document.
func ReadCSV(file string, src []byte) (Document, []diag.Diagnostic) {
	text, bad := decode(file, src)
	if bad != nil {
		if bad.Code == "exchange-encoding" {
			bad.Hint = `save it as UTF-8: in Excel "CSV UTF-8", in LibreOffice the character set "Unicode (UTF-8)"`
		}
		return Document{}, []diag.Diagnostic{*bad}
	}
	r := sheetReader{problems: problems{file: file}, files: map[string]int{}, units: map[[2]string]*sheetUnit{}}
	if bytes.HasPrefix(bytes.ToLower(text), []byte("sep=")) {
		_, text, _ = bytes.Cut(text, []byte("\n"))
		r.above = 1
	}
	r.read(text)
	return r.result(r.document())
}

// sheetReader reads one CSV file.
type sheetReader struct {
	problems
	above  int // lines above the first that the parser sees
	csv    *csv.Reader
	column map[string]int
	cells  []string

	d     Document
	files map[string]int // place in d.Files
	units map[[2]string]*sheetUnit
	order []*sheetUnit
}

// sheetUnit is a unit with the rows of its plural forms.
type sheetUnit struct {
	Entry
	page  string
	forms map[string]bool
	done  bool // it is finished
}

func (r *sheetReader) read(text []byte) {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	r.csv = csv.NewReader(bytes.NewReader(text))
	r.csv.FieldsPerRecord, r.csv.ReuseRecord = -1, true
	if r.csv.Comma = separator(strings.TrimRight(string(line), "\r")); r.csv.Comma == 0 {
		r.errorf(1+r.above, 1, "csv-columns", `the first row does not name the columns "source" and "target"`).Hint = "export it again; do not delete the first row"
		r.fatal = true
		return
	}
	for {
		cells, err := r.csv.Read()
		var parse *csv.ParseError
		switch {
		case err == io.EOF:
			return
		case errors.As(err, &parse):
			r.errorf(parse.StartLine+r.above, 1, "csv-syntax", "the row cannot be read: %v", parse.Err).Hint = "look for a quotation mark too few or too many; the rows before it were read"
			return
		case r.column == nil:
			r.column = map[string]int{}
			for i, c := range cells {
				r.column[columnName(c)] = i
			}
			continue
		}
		r.cells = cells
		if r.row(); r.fatal || len(r.units) > MaxUnits {
			return
		}
	}
}

// cell returns what the row has in a column.
func (r *sheetReader) cell(name string) string {
	i, ok := r.column[name]
	if !ok || i >= len(r.cells) {
		return ""
	}
	return unguardFormula(r.cells[i])
}

// place returns the place of a cell, or of its row.
func (r *sheetReader) place(name string) (line, col int) {
	i := r.column[name]
	if i >= len(r.cells) {
		i = 0
	}
	line, col = r.csv.FieldPos(i)
	return line + r.above, col
}

// row reads one row.
func (r *sheetReader) row() {
	source, target, id := r.cell(columnSource), r.cell(columnTarget), r.cell(columnID)
	if id == "" && source == "" {
		return // an empty row, as spreadsheets leave them
	}
	line, col := r.place(columnTarget)
	if !r.language(&r.d.Source, columnFrom) || !r.language(&r.d.Target, columnTo) {
		return
	}
	form := strings.TrimSpace(r.cell(columnForm))
	switch {
	case form == "":
	case categoryIndex(form) < 0:
		r.errorf(line, col, "csv-form", "%q is no plural form", shorten(form)).Hint = "it must be one of " + strings.Join(categories[:], ", ")
		return
	case target != "" && r.d.Target != "" && !slices.Contains(r.d.Target.PluralForms(), form):
		r.errorf(line, col, "csv-form", "%s has no plural form %q, so that this text has no use", r.d.Target, form).Hint = "leave the cell empty"
		return
	}
	u := r.unit(r.cell(columnPage), id, line, col)
	if u.forms[form] || (form == "") != (u.Plural == nil) {
		r.errorf(line, col, "exchange-twice", "the unit %q is there twice; the first is on line %d", shorten(id), u.Pos.Line).Hint = "delete one of the two"
		return
	}
	u.forms[form] = true
	u.Kind, u.Note = page.Kind(r.cell(columnKind)), r.cell(columnNote)
	u.done = r.finished(u, target) || u.done
	if form == "" {
		u.Source, u.Text = source, target
		if _, told := r.column[columnWas]; told {
			u.Base = columnName(r.cell(columnState)) + " " + strings.TrimSpace(r.cell(columnWas))
		}
		return
	}
	u.Plural.Source = append(u.Plural.Source, Form{form, source})
	if target != "" {
		u.Plural.Target = append(u.Plural.Target, Form{form, target})
	}
}

// unit returns the unit of a row. One without an id is a unit of its own.
func (r *sheetReader) unit(page, id string, line, col int) *sheetUnit {
	key := [2]string{page, id}
	if u := r.units[key]; u != nil && id != "" {
		return u
	}
	u := &sheetUnit{Entry: Entry{Unit: translation.Unit{ID: id, Pos: diag.At(r.file, line, col)}}, page: page, forms: map[string]bool{}}
	if r.cell(columnForm) != "" {
		u.Plural = &Plural{}
	}
	r.units[key] = u
	r.order = append(r.order, u)
	return u
}

// finished reports whether a row has a finished text, and notes how far people have come with it.
func (r *sheetReader) finished(u *sheetUnit, target string) bool {
	u.Status = max(u.Status, Translated)
	state := columnName(r.cell(columnState))
	switch state {
	case Reviewed.String():
		u.Status = max(u.Status, Reviewed)
		return target != ""
	case Final.String():
		u.Status = Final
		return target != ""
	case Translated.String():
		return target != ""
	}
	if _, told := r.column[columnWas]; !told { // nobody can tell whether it was edited: the state that was written stands
		return target != "" && state != Stale.String() && state != Draft.String()
	}
	return target != "" && cellDigest(target) != strings.TrimSpace(r.cell(columnWas))
}

// language reads the language of a row, which all rows share.
func (r *sheetReader) language(t *locale.Tag, column string) bool {
	text := strings.TrimSpace(r.cell(column))
	if text == "" {
		return true
	}
	tag, _, err := locale.Parse(text)
	line, col := r.place(column)
	switch {
	case err != nil:
		r.errorf(line, col, "csv-language", "%v", err).Hint = "write the tag of the language, such as fr or pt-BR"
		return false
	case *t != "" && *t != tag:
		r.errorf(line, col, "csv-language", "this row is in %s, and those before are in %s", tag, *t).Hint = "import each language from a file of its own"
		return false
	}
	*t = tag
	return true
}

// document returns the units of all rows.
func (r *sheetReader) document() Document {
	for _, u := range r.order {
		if u.Plural != nil {
			sortForms(u.Plural.Source)
			sortForms(u.Plural.Target)
			u.Plural.Source = sourceForms(r.d.Source, u.Plural.Source)
		}
		if !u.done { // nobody has said anything
			u.Status, u.Text = Missing, ""
			if u.Plural != nil {
				u.Plural.Target = nil
			}
		}
		u.normalize()
		at, ok := r.files[u.page]
		if !ok {
			at = len(r.d.Files)
			r.files[u.page] = at
			r.d.Files = append(r.d.Files, File{Name: u.page})
		}
		r.d.Files[at].Units = append(r.d.Files[at].Units, u.Entry)
	}
	return r.d
}
