package exchange

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"vernacular/internal/diag"
)

// ReadXLIFF reads an XLIFF file of version 2.0, 2.1 or 2.2 as WriteXLIFF or any other tool writes it, or one of version
// 1.x, as WriteXLIFF12 or any other tool writes it. A file with entities of its own is refused.
//
// The Markdown of a text is put together again from its inline codes, wherever the translator moved them. The
// data of a code comes from originalData, else from the code itself, else from the code of the same id in the
// source; where it is nowhere, see [Entry.WithCodes]. Units with several segments become one. The problems are as those
// of [ReadPO]; where the XML is broken the reading ends, and the units before are in the document.
func ReadXLIFF(file string, src []byte) (Document, []diag.Diagnostic) {
	text, bad := decode(file, src)
	if bad != nil {
		return Document{}, []diag.Diagnostic{*bad}
	}
	r := newXLIFFReader(file, text)
	r.read()
	r.dropTorn()
	for i := range r.document.Files {
		r.plurals(&r.document.Files[i], r.files[i])
	}
	if r.gettext != nil {
		r.asPO()
	}
	return r.result(r.document)
}

// node is an element of a unit, or a piece of text if its name is "". The tree holds the elements of XLIFF's
// core and no others.
type node struct {
	name      string
	attrs     []xml.Attr
	kids      []node
	foreign   []node // elements of tools that stand in it, without their texts
	text      string
	line, col int
}

// get returns an attribute of XLIFF's own, "" if there is none.
func (n *node) get(name string) string {
	value, _ := n.lookup(name)
	return value
}

func (n *node) lookup(name string) (string, bool) {
	for _, a := range n.attrs {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value, true
		}
	}
	return "", false
}

// space returns xml:space, or the value that the element has from its parent.
func (n *node) space(inherited bool) bool {
	for _, a := range n.attrs {
		if a.Name.Local == "space" && (a.Name.Space == xmlSpace || a.Name.Space == "xml") {
			return a.Value == "preserve"
		}
	}
	return inherited
}

// plain returns the text of an element without inline codes, such as a note.
func (n *node) plain() string {
	var b strings.Builder
	for i := range n.kids {
		b.WriteString(n.kids[i].text)
	}
	return b.String()
}

// fileState is what the reader knows of a file besides its units.
type fileState struct {
	lines  map[formID]int    // line of each unit of XLIFF
	forms  map[string]int    // place in the list of units of each message with plural forms
	groups map[string][]Form // sources of a message as the notes of its group have them
	number map[string]bool   // the messages whose forms are numbered as gettext's
	notes  map[string]string // the developer's notes of groups
	people map[string]string // of XLIFF 1.x: who did the work of a phase, by its name
}

// formID is what the id of a unit of XLIFF says: a Entry and, if it has plural forms, a category.
type formID struct{ id, category string }

func newFileState() *fileState {
	return &fileState{lines: map[formID]int{}, forms: map[string]int{}, groups: map[string][]Form{}, number: map[string]bool{}, notes: map[string]string{}}
}

// xliffReader reads one XLIFF file.
type xliffReader struct {
	problems
	src      []byte
	decoder  *xml.Decoder
	document Document
	files    []*fileState
	units    int
	begun    bool      // the root element has come
	first    bool      // the file is of version 1.x
	broken   bool      // the reading ended before the file did
	open     []bool    // xml:space of the open elements that are not read as a tree
	group    string    // the id of the group that began last in the file
	gettext  *poHeader // the header of the PO file that the file was made from; nil if there is none

	// The place of the last token that was asked for, and the offset in src that it stands for.
	offset, line, col int
}

func newXLIFFReader(file string, src []byte) *xliffReader {
	r := &xliffReader{problems: problems{file: file}, src: src, line: 1, col: 1}
	r.decoder = xml.NewDecoder(bytes.NewReader(src))
	r.decoder.CharsetReader = func(label string, text io.Reader) (io.Reader, error) {
		switch strings.ToLower(label) {
		case "utf-16", "utf-16le", "utf-16be", "utf8", "us-ascii", "ascii": // what it is has been seen: see decode
			return text, nil
		}
		return nil, charsetError(label)
	}
	return r
}

// charsetError is the encoding that an XML declaration names if it is not UTF-8.
type charsetError string

func (e charsetError) Error() string { return "the file says that it is in " + shorten(string(e)) }

// at returns the place of an offset; offsets only grow.
func (r *xliffReader) at(offset int) (line, col int) {
	for r.offset < offset && r.offset < len(r.src) {
		c := r.src[r.offset]
		switch {
		case c == '\n' || c == '\r' && (r.offset+1 == len(r.src) || r.src[r.offset+1] != '\n'):
			r.line, r.col = r.line+1, 1
		case utf8.RuneStart(c):
			r.col++
		}
		r.offset++
	}
	return r.line, r.col
}

// token returns the next token and its place; nil at the end and after an error that ends the reading.
func (r *xliffReader) token() (token xml.Token, line, col int) {
	line, col = r.at(int(r.decoder.InputOffset()))
	token, err := r.decoder.Token()
	var syntax *xml.SyntaxError
	var charset charsetError
	switch {
	case err == nil:
		if d, ok := token.(xml.Directive); ok && bytes.ContainsRune(d, '[') {
			r.fatal = true
			r.errorf(line, col, "xliff-doctype", "the file has a document type with definitions of its own, which XLIFF has no use for").Hint = "delete what begins with <!DOCTYPE"
			return nil, line, col
		}
		return token, line, col
	case err == io.EOF:
		return nil, line, col
	case errors.As(err, &charset):
		r.fatal = true
		r.errorf(line, col, "exchange-encoding", "%v", charset).Hint = "save it as UTF-8, and say so in its first line"
	case errors.As(err, &syntax):
		line, col = r.at(int(r.decoder.InputOffset()))
		r.errorf(line, col, "xliff-syntax", "the file is no well-formed XML: %s", syntax.Msg)
	default:
		r.errorf(line, col, "xliff-syntax", "the file is no well-formed XML: %v", err)
	}
	return nil, line, col
}

// isCore reports whether an element is of XLIFF itself and not of a module or of somebody else's. Files that lost
// their namespace on the way are taken for what their root element says.
func isCore(name xml.Name) bool {
	return name.Space == "" || strings.HasPrefix(name.Space, "urn:oasis:names:tc:xliff:document:2.") || strings.HasPrefix(name.Space, "urn:oasis:names:tc:xliff:document:1.")
}

// read goes through the file as far as the units.
func (r *xliffReader) read() {
	for {
		token, line, col := r.token()
		switch t := token.(type) {
		case nil:
			if !r.begun && len(r.list) == 0 {
				r.errorf(1, 1, "xliff-version", "the file is no XLIFF: it has no element").Hint = "an XLIFF file begins with <xliff>"
			}
			r.broken = len(r.open) > 0
			return
		case xml.EndElement:
			r.open = r.open[:len(r.open)-1]
		case xml.StartElement:
			n := node{name: t.Name.Local, attrs: t.Attr, line: line, col: col}
			if !r.start(&n, isCore(t.Name)) {
				r.broken = true
				return
			}
		}
	}
}

// start reads an element as far as its units, or all of it; false after an error that ends the reading.
func (r *xliffReader) start(n *node, core bool) bool {
	depth := len(r.open)
	if depth == 0 {
		if r.begun {
			r.errorf(n.line, n.col, "xliff-syntax", "the file is no well-formed XML: <%s> stands behind its end", shorten(n.name)).Hint = "export it again"
			return false
		}
		r.begun = true
		r.open = append(r.open, n.space(false))
		return r.root(n, core)
	}
	if depth > maxDepth {
		r.tooDeep(n)
		return false
	}
	preserve := n.space(r.open[depth-1])
	switch inFile := len(r.files) > 0; {
	case core && n.name == "file" && depth == 1 && r.begin(n),
		core && inFile && (n.name == "group" || n.name == "body" && r.first):
		r.open = append(r.open, preserve)
		r.group = ""
		if n.name == "group" {
			r.group = decodeToken(n.get("id"))
		}
		return true
	case !r.tree(n, depth): // units, skeletons, modules, notes, a file that is there twice
		return false
	case core && n.name == "unit" && inFile:
		r.unit(n, preserve)
	case core && n.name == "trans-unit" && inFile && r.first:
		r.transUnit(n, preserve)
	case core && n.name == "header" && inFile && r.first:
		r.files[len(r.files)-1].people = phases(n, map[string]string{})
	case core && n.name == "note" && r.group != "" && r.first:
		r.groupNotes(&node{kids: []node{*n}})
	case core && n.name == "notes" && r.group != "":
		r.groupNotes(n)
	}
	return true
}

func (r *xliffReader) tooDeep(n *node) {
	r.errorf(n.line, n.col, "exchange-size", "elements stand more than %d deep in each other", maxDepth)
}

// dropTorn takes out the message with plural forms at which a broken file ends: its other forms may have been lost.
func (r *xliffReader) dropTorn() {
	n := len(r.document.Files)
	if !r.broken || n == 0 {
		return
	}
	f := &r.document.Files[n-1]
	if last := len(f.Units) - 1; last >= 0 && f.Units[last].Plural != nil {
		delete(r.files[n-1].forms, f.Units[last].ID)
		f.Units = f.Units[:last]
	}
}
