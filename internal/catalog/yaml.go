package catalog

import (
	"bytes"
	"strings"

	"vernacular/internal/data"
	"vernacular/internal/diag"
)

// yamlLines makes spaces, as many as they have bytes, of the line ends that YAML sees and nobody else does.
func (p *parser) yamlLines(src []byte) []byte {
	for found, rest := 0, src; found <= maxByteProblems; found++ {
		at := bytes.IndexAny(rest, "\u0085\u2028\u2029")
		if at < 0 {
			break
		}
		p.warnf("control-character", p.text.At(len(src)-len(rest)+at), "an invisible line or paragraph separator stands here, which YAML takes for the end of the line; it counts as a space").
			hint("delete it; inside quotation marks it can be written \\u2028")
		rest = rest[at+2:]
	}
	for _, r := range []string{"\u0085", "\u2028", "\u2029"} {
		src = bytes.ReplaceAll(src, []byte(r), bytes.Repeat([]byte(" "), len(r)))
	}
	return src
}

// yamlProblem says in plain words what the YAML library found.
func (p *parser) yamlProblem(e *data.YAMLError) {
	const code = "catalog-syntax"
	p.catalog.Lost = true // the library reads all of a file or nothing
	markLine, markCol := e.Line, e.Column
	if strings.Contains(e.Context, "quoted scalar") || strings.Contains(e.Context, "simple key") {
		markLine, markCol = e.ContextLine, e.ContextColumn
	}
	pos := diag.Pos{File: p.file}
	var off int
	var line []byte
	if markLine > 0 {
		off = p.text.Offset(markLine, markCol)
		pos = p.text.At(off) // the library puts the end of a file one line too far
		line = p.text.Src[bytes.LastIndexByte(p.text.Src[:off], '\n')+1:]
		if end := bytes.IndexByte(line, '\n'); end >= 0 {
			line = line[:end]
		}
	}
	here := byte(0)
	if off < len(p.text.Src) {
		here = p.text.Src[off]
	}
	_, value, _ := strings.Cut(string(line), ":")
	value = strings.TrimSpace(value)
	switch {
	case strings.HasPrefix(value, "{"):
		p.errorf(code, pos, "a text that begins with { must stand in quotation marks").hint(`write "{{.Name}} …"`)
	case here == '\t' || bytes.HasPrefix(line, []byte("\t")):
		p.errorf(code, pos, "a tab stands where YAML wants spaces").hint("indent with spaces")
	case strings.Contains(e.Message, "mapping values are not allowed"):
		p.errorf(code, pos, "a text with a colon in it must stand in quotation marks, and each key must be indented like its neighbours").
			hint(`write key: "text: more text"`)
	case strings.Contains(e.Message, "cannot start any token"):
		p.errorf(code, pos, "a text that begins with %c must stand in quotation marks", here).hint(`write key: "%c…"`, here)
	case strings.Contains(e.Context, "quoted scalar") && strings.Contains(e.Message, "end of stream"):
		p.errorf(code, pos, "the quotation mark that ends this text is missing")
	case strings.Contains(e.Context, "quoted scalar"):
		p.errorf(code, pos, `this text holds a backslash \ that YAML does not understand`).
			hint(`write \\ for a backslash, \" for a quotation mark`)
	case strings.Contains(e.Message, "could not find expected ':'"):
		p.errorf(code, pos, "“:” is missing after the key").hint(`write key: "text"`)
	case strings.HasPrefix(value, `"`) || strings.HasPrefix(value, `'`):
		p.errorf(code, pos, "something follows the end of the text").
			hint(`a quotation mark " inside a text is written \"`)
	case strings.Contains(e.Message, "did not find expected key"):
		p.errorf(code, pos, "this line does not fit the lines above it").
			hint("keys of one table begin in the same column; texts with special characters stand in quotation marks")
	default:
		p.errorf(code, pos, "this is not valid YAML: %s", strings.TrimPrefix(e.Message, "yaml: "))
	}
}
