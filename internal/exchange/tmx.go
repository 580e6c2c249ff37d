package exchange

import (
	"bytes"
	"encoding/xml"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/page"
	"vernacular/internal/tm"
)

// WriteTMX writes the pairs of a translation memory as TMX 1.4b (LISA, 26 April 2005), each unit on a line of its own, in the
// order given, each pair once. Inline Markdown is in the elements bpt, ept and ph, which hold it. Its bytes depend on the
// pairs alone. A character that XML has no place for becomes U+FFFD.
func WriteTMX(source, target locale.Tag, pairs []tm.Entry) []byte {
	w := xliffWriter{source: source, target: target}
	w.b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
	w.open(0, "tmx", "version", "1.4")
	w.open(1, "header", "creationtool", "Vernacular", "creationtoolversion", "1", "segtype", "block", "o-tmf", "Markdown",
		"adminlang", "en", "srclang", string(source), "datatype", "plaintext")
	w.line(1, "</header>")
	w.line(1, "<body>")
	seen := map[[2]string]bool{}
	for _, p := range pairs {
		key := [2]string{p.Source, p.Target}
		if p.Source == "" || p.Target == "" || seen[key] {
			continue
		}
		seen[key] = true
		var codes inlineWriter
		w.indent(2)
		w.b.WriteString("<tu>")
		w.tuv(&codes, source, p.Source, nil)
		w.tuv(&codes, target, p.Target, codes.source())
		w.b.WriteString("</tu>\n")
	}
	w.line(1, "</body>")
	w.line(0, "</tmx>")
	return w.b.Bytes()
}

// tuv writes a text of a unit.
func (w *xliffWriter) tuv(codes *inlineWriter, t locale.Tag, text string, sourceCodes []code) {
	w.tag(&w.b, "tuv", "xml:lang", string(t))
	w.b.WriteString("><seg>")
	tokens := tokensOf(Entry{Markdown: !strings.Contains(text, "{{")}, text)
	numbered := codes.numbered(text, tokens, sourceCodes)
	element := func(name, attribute, id, piece string) {
		w.tag(&w.b, name, attribute, id)
		w.b.WriteByte('>')
		escapeXML(&w.b, piece, true) // a line end would break the line
		w.b.WriteString("</" + name + ">")
	}
	for i, t := range tokens {
		piece := text[t.Start:t.End]
		switch t.Kind {
		case page.OpenToken:
			element("bpt", "i", numbered[i].id, piece)
		case page.CloseToken:
			element("ept", "i", numbered[t.Pair].id, piece)
		case page.SingleToken:
			element("ph", "x", numbered[i].id, piece)
		default:
			escapeXML(&w.b, piece, true)
		}
	}
	w.b.WriteString("</seg></tuv>")
}

// TMX is a translation memory as a file has it.
type TMX struct {
	Units []TMXUnit
}

// TMXUnit is a text in several languages.
type TMXUnit struct {
	Pos   diag.Pos
	Texts []TMXText
}

// TMXText is the text of a unit in one language.
type TMXText struct {
	Tag  locale.Tag
	Text string
}

// Languages returns the languages of the texts, in the order in which they come.
func (m TMX) Languages() (tags []locale.Tag) {
	known := map[locale.Tag]bool{}
	for _, u := range m.Units {
		for _, t := range u.Texts {
			if !known[t.Tag] {
				known[t.Tag] = true
				tags = append(tags, t.Tag)
			}
		}
	}
	return tags
}

// Pairs returns the texts in one language with those in another, as isSource and isTarget tell them.
func (m TMX) Pairs(isSource, isTarget func(locale.Tag) bool) (pairs []tm.Entry) {
	for _, u := range m.Units {
		source := ""
		for _, t := range u.Texts {
			if isSource(t.Tag) {
				source = t.Text
				break
			}
		}
		for _, t := range u.Texts {
			if isTarget(t.Tag) && source != "" && t.Text != "" {
				pairs = append(pairs, tm.Entry{Source: source, Target: t.Text})
			}
		}
	}
	return pairs
}

// ReadTMX reads a translation memory of TMX 1.1 to 1.4b, of any tool. A code becomes what its element holds; what stands in
// a sub element is no text of the unit. A unit in a language that nobody knows is left out. The problems are as those of
// [ReadXLIFF].
func ReadTMX(file string, src []byte) (TMX, []diag.Diagnostic) {
	text, bad := decode(file, src)
	if bad != nil {
		return TMX{}, []diag.Diagnostic{*bad}
	}
	r := tmxReader{xliffReader: newXLIFFReader(file, text)}
	for {
		token, line, col := r.token()
		switch t := token.(type) {
		case nil:
			if r.fatal {
				r.memory = TMX{}
			}
			_, problems := r.result(Document{})
			return r.memory, problems
		case xml.StartElement:
			r.depth++
			r.start(t, diag.At(file, line, col))
		case xml.EndElement:
			r.depth--
			r.end(t.Name.Local)
		case xml.CharData:
			if r.inSeg && r.sub == 0 {
				r.seg.Write(t)
			}
		}
		if r.depth > maxDepth || len(r.memory.Units) > MaxUnits {
			r.errorf(line, col, "exchange-size", "the file has more than %d units, or elements more than %d deep in each other", MaxUnits, maxDepth)
			_, problems := r.result(Document{})
			return TMX{}, problems
		}
	}
}

// tmxReader reads one TMX file.
type tmxReader struct {
	*xliffReader
	memory TMX
	unit   TMXUnit
	lang   string
	depth  int
	sub    int // how many sub elements are open
	inSeg  bool
	seg    bytes.Buffer
}

func (r *tmxReader) start(t xml.StartElement, at diag.Pos) {
	switch t.Name.Local {
	case "tu":
		r.unit = TMXUnit{Pos: at}
	case "tuv":
		r.lang = ""
		for _, a := range t.Attr { // TMX 1.1 has it without the prefix
			if a.Name.Local == "lang" {
				r.lang = a.Value
			}
		}
	case "seg":
		r.inSeg = true
		r.seg.Reset()
	case "sub":
		r.sub++
	}
}

func (r *tmxReader) end(name string) {
	switch name {
	case "sub":
		r.sub--
	case "seg":
		r.inSeg = false
	case "tuv":
		if tag, _, err := locale.Parse(strings.ReplaceAll(r.lang, "_", "-")); err == nil {
			r.unit.Texts = append(r.unit.Texts, TMXText{tag, r.seg.String()})
		}
		r.seg.Reset()
	case "tu":
		if len(r.unit.Texts) > 1 {
			r.memory.Units = append(r.memory.Units, r.unit)
		}
	}
}
