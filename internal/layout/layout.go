// Package layout turns the bytes of layout files into templates and runs them; it is the only importer
// of html/template, and this text is the manual for people who write layouts.
//
// It never opens a file and never looks at a page by itself: everything that a template asks goes
// through the [Site] interface, so that whoever implements it can record what was read. Start with
// [Compile] and [Layout.Execute]; the neighbour to read next is build, which implements Site.
//
// # Files
//
// A page is rendered by layouts/<name>.html, where name is the front matter's layout (default page). A
// file that holds nothing but {{define "…"}} blocks fills the blocks of layouts/base.html; any other file
// stands alone. layouts/404.html renders the not-found page of each edition. Partials are the files in
// layouts/partials.
//
// {{partial "footer.html" .}} renders layouts/partials/footer.html and remembers the text together with
// what it asked for: a partial that asks only for the locale's things (t, .Lang, .Editions …) is rendered
// once for each locale, one that asks only for what all variants of a page share (.Alternates, .Source,
// .XDefault …) once for each page. Nobody has to say so. The dot of a partial is a Page, or a text, a
// number, a truth value, or a list or dict of such.
//
// # The dot
//
// The dot of a layout is a [Page]: its methods are documented there. Texts come escaped and ready to
// print; a text that another locale had to lend is wrapped in <span lang dir> (WCAG 3.1.2). Where markup
// cannot stand, in <title> and in attributes, write {{plain .Title}}.
//
// # Functions
//
//	t "id"                   the message in the edition's language; t "id" 3 picks the plural form for 3
//	                         (and gives it as {{.Count}}); t "id" "Name" value … fills {{.Name}};
//	                         t "id" 3 "Name" value … does both. The id must stand there as a text.
//	plain X                  X without markup
//	partial "name.html" X    see above
//	asset "css/main.css"     a file below assets/: {{.URL}}, {{.Integrity}}; style sheets are bundled with
//	                         what they @import, and minified
//	picture FILE 480 960 …   a picture below assets/ in these widths (never wider than it is): {{.Src}},
//	                         {{.Srcset}}, {{.Width}}, {{.Height}}
//	localeOf "fr"            a [Locale]
//	nameOf "fr"              that language's name in the edition's language
//	number N · percent N · date "2024-03-20" "long" · join LIST
//	                         as the edition's language writes them (CLDR)
//	dict "key" value … · list a b …
//	link URL TEXT            an <a>, for use as the value of a message's field
//	absURL PATH              the address with the site's base URL in front
//
// and those of html/template itself: eq ne lt le gt ge and or not len index slice print printf html urlquery.
//
// # What is refused
//
// Values inside <script>, <style>, style=, on…= and <meta http-equiv="refresh"> (nothing there can be
// escaped safely for every reader, and the site's Content-Security-Policy allows no inline code);
// templates that include themselves; nesting deeper than 100; files over 1 MB; pages over 50 MB.
package layout

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"html/template"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"text/template/parse"
	"unicode/utf8"

	"vernacular/internal/diag"
	"vernacular/internal/memo"
)

const (
	maxFile   = 1 << 20
	maxDepth  = 100
	maxOutput = 50 << 20
	maxRange  = 10_000
)

// File is one source of a layout: its path below the site's folder and its bytes.
type File struct {
	Path string
	Src  []byte
}

// Use is a place in a layout that names something by a literal text.
type Use struct {
	Name string
	Pos  diag.Pos
}

// Layout is a compiled set of files. It may be executed by several goroutines at once.
type Layout struct {
	Messages []Use // every t "id"
	Partials []Use // every partial "name"

	entry    string
	files    []File
	pristine *template.Template
	sum      [16]byte

	mu   sync.Mutex
	idle []*instance
}

// instance is a copy of the templates whose functions answer for one execution at a time.
type instance struct {
	tmpl *template.Template
	cur  *Render
}

// Fingerprint digests the sources, which decide everything about a Layout.
func (l *Layout) Fingerprint() [16]byte { return l.sum }

// OnlyDefines tells whether a layout file fills the blocks of base.html rather than standing alone.
func OnlyDefines(src []byte) bool {
	depth, found := 0, false
	for rest := src; len(rest) > 0; {
		i := bytes.Index(rest, []byte("{{"))
		if i < 0 {
			return found && depth == 0 && len(bytes.TrimSpace(rest)) == 0
		}
		if depth == 0 && len(bytes.TrimSpace(rest[:i])) > 0 {
			return false
		}
		j := actionEnd(rest[i:])
		if j < 0 {
			return false
		}
		word := firstWord(rest[i+2 : i+j-2])
		switch word {
		case "define":
			found = true
			depth++
		case "if", "range", "with", "block":
			depth++
		case "end":
			depth--
		default:
			if depth == 0 && !bytes.HasPrefix(bytes.TrimLeft(rest[i+2:], "- "), []byte("/*")) {
				return false
			}
		}
		rest = rest[i+j:]
	}
	return found && depth == 0
}

// actionEnd gives the length of the action that s begins with, delimiters included, or -1.
func actionEnd(s []byte) int {
	if c := bytes.TrimLeft(s[2:], "- \t\r\n"); bytes.HasPrefix(c, []byte("/*")) {
		if i := bytes.Index(s, []byte("*/")); i >= 0 {
			if j := bytes.Index(s[i:], []byte("}}")); j >= 0 {
				return i + j + 2
			}
		}
		return -1
	}
	for i := 2; i < len(s); i++ {
		switch s[i] {
		case '"', '\'':
			q := s[i]
			for i++; i < len(s) && s[i] != q && s[i] != '\n'; i++ {
				if s[i] == '\\' {
					i++
				}
			}
		case '`':
			j := bytes.IndexByte(s[i+1:], '`')
			if j < 0 {
				return -1
			}
			i += j + 1
		case '}':
			if i+1 < len(s) && s[i+1] == '}' {
				return i + 2
			}
		}
	}
	return -1
}

func firstWord(action []byte) string {
	f := strings.FieldsFunc(strings.TrimPrefix(string(action), "-"), func(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '(' || r == '"' })
	if len(f) == 0 {
		return ""
	}
	return f[0]
}

// scan looks for what would hurt the template library before the library sees it.
func scan(f File) []diag.Diagnostic {
	if len(f.Src) > maxFile {
		return []diag.Diagnostic{diag.Errorf("layout-too-large", diag.At(f.Path, 0, 0), "this layout has %d bytes; at most %d are read", len(f.Src), maxFile)}
	}
	if !utf8.Valid(f.Src) {
		off := 0
		for off < len(f.Src) {
			r, n := utf8.DecodeRune(f.Src[off:])
			if r == utf8.RuneError && n == 1 {
				break
			}
			off += n
		}
		line, col := diag.Position(f.Src, off)
		return []diag.Diagnostic{diag.Errorf("invalid-utf8", diag.At(f.Path, line, col), "byte %d of this file is not UTF-8 text", off+1).WithHint("save the file as UTF-8")}
	}
	if i := bytes.IndexByte(f.Src, 0); i >= 0 {
		line, col := diag.Position(f.Src, i)
		return []diag.Diagnostic{diag.Errorf("nul-byte", diag.At(f.Path, line, col), "this file holds a NUL byte, so it is not a text").WithHint("save the file as UTF-8 text")}
	}
	depth := 0
	for off := 0; ; {
		i := bytes.Index(f.Src[off:], []byte("{{"))
		if i < 0 {
			return nil
		}
		off += i
		j := actionEnd(f.Src[off:])
		if j < 0 {
			return nil // the parser names it
		}
		switch firstWord(f.Src[off+2 : off+j-2]) {
		case "if", "range", "with", "block", "define":
			depth++
		case "end":
			depth--
		}
		if depth > maxDepth {
			line, col := diag.Position(f.Src, off)
			return []diag.Diagnostic{diag.Errorf("layout-too-deep", diag.At(f.Path, line, col), "blocks are nested more than %d deep here", maxDepth).WithHint("move inner parts into partials")}
		}
		off += j
	}
}

// Compile makes a Layout of files, of which the first is executed and the others fill its blocks. With
// an error among the problems the Layout is nil.
func Compile(files ...File) (*Layout, []diag.Diagnostic) {
	var ds []diag.Diagnostic
	for _, f := range files {
		ds = append(ds, scan(f)...)
	}
	if len(ds) > 0 {
		return nil, ds
	}
	l := &Layout{entry: files[0].Path, files: files}
	h := sha256.New()
	for _, f := range files {
		fmt.Fprintf(h, "%s %d ", f.Path, len(f.Src))
		h.Write(f.Src)
	}
	l.sum = [16]byte(h.Sum(nil))
	root := template.New(l.entry).Funcs((&instance{}).funcs()).Option("missingkey=error")
	for i, f := range files {
		t := root
		if i > 0 {
			t = root.New(f.Path)
		}
		if _, err := t.Parse(string(bytes.TrimPrefix(f.Src, []byte("\uFEFF")))); err != nil {
			ds = append(ds, l.problem(err, ""))
		}
	}
	if len(ds) > 0 {
		return nil, ds
	}
	l.pristine = root
	ds = append(ds, l.inspect()...)
	if !diag.HasErrors(ds) {
		ds = append(ds, l.escapes()...)
	}
	if diag.HasErrors(ds) {
		return nil, ds
	}
	return l, ds
}

// inspect walks the parsed templates for uses and for what is refused.
func (l *Layout) inspect() []diag.Diagnostic {
	var ds []diag.Diagnostic
	calls := map[string][]string{}
	names := []string{}
	for _, t := range l.pristine.Templates() {
		if t.Tree == nil {
			continue
		}
		names = append(names, t.Name())
	}
	slices.Sort(names)
	for _, name := range names {
		tree := l.pristine.Lookup(name).Tree
		walk(tree.Root, func(n parse.Node) {
			switch n := n.(type) {
			case *parse.TemplateNode:
				calls[name] = append(calls[name], n.Name)
			case *parse.RangeNode:
				if len(n.Pipe.Cmds) == 1 && len(n.Pipe.Cmds[0].Args) == 1 {
					if num, ok := n.Pipe.Cmds[0].Args[0].(*parse.NumberNode); ok && (!num.IsInt || num.Int64 > maxRange) {
						ds = append(ds, diag.Errorf("endless-range", l.at(tree, n), "this repeats its part %s times; at most %d are done", num.Text, maxRange))
					}
				}
			case *parse.PipeNode:
				for i, cmd := range n.Cmds {
					ds = append(ds, l.command(tree, cmd, i > 0)...)
				}
			}
		})
	}
	for _, name := range names {
		if loop := findLoop(name, calls, nil); loop != nil {
			ds = append(ds, diag.Errorf("layout-loop", diag.At(l.pristine.Lookup(name).Tree.ParseName, 0, 0), "templates include each other without end: %s", strings.Join(loop, " → ")))
			break
		}
	}
	return ds
}

// command records what a command names, and insists that it does so by a literal.
func (l *Layout) command(tree *parse.Tree, cmd *parse.CommandNode, piped bool) []diag.Diagnostic {
	for i, arg := range cmd.Args {
		id, ok := arg.(*parse.IdentifierNode)
		if !ok || (id.Ident != "t" && id.Ident != "partial") {
			continue
		}
		if i == 0 && !piped && len(cmd.Args) > 1 {
			if s, ok := cmd.Args[1].(*parse.StringNode); ok {
				use := Use{s.Text, l.at(tree, s)}
				if id.Ident == "t" {
					l.Messages = append(l.Messages, use)
				} else {
					l.Partials = append(l.Partials, use)
				}
				continue
			}
		}
		example := `{{t "skip_to_content"}}`
		if id.Ident == "partial" {
			example = `{{partial "footer.html" .}}`
		}
		return []diag.Diagnostic{diag.Errorf("not-literal", l.at(tree, id), "%s takes its name as a text in quotation marks, so that it can be checked", id.Ident).WithHint("as in %s", example)}
	}
	return nil
}

func findLoop(name string, calls map[string][]string, stack []string) []string {
	if i := slices.Index(stack, name); i >= 0 {
		return append(slices.Clone(stack[i:]), name)
	}
	for _, next := range calls[name] {
		if loop := findLoop(next, calls, append(stack, name)); loop != nil {
			return loop
		}
	}
	return nil
}

var refresh = regexp.MustCompile(`(?is)<meta\b[^>]*http-equiv\s*=\s*["']?\s*refresh[^>]*>|<[^>]*\bsrcdoc\s*=[^>]*>`)

// escapes lets html/template work out the context of every action, and refuses actions in contexts
// where no escaping is safe enough.
func (l *Layout) escapes() []diag.Diagnostic {
	var ds []diag.Diagnostic
	for _, f := range l.files {
		for _, m := range refresh.FindAllIndex(f.Src, -1) {
			if bytes.Contains(f.Src[m[0]:m[1]], []byte("{{")) {
				line, col := diag.Position(f.Src, m[0])
				ds = append(ds, diag.Errorf("unsafe-context", diag.At(f.Path, line, col), "a value stands inside <meta http-equiv=refresh> or srcdoc, where it could run as code"))
			}
		}
	}
	in, err := l.instance()
	if err == nil {
		// Executing without a page stops at the first question, after the escaper has been over it all.
		err = in.tmpl.Execute(io.Discard, nil)
		var esc *template.Error
		if !errors.As(err, &esc) {
			err = nil
		}
	}
	if err != nil {
		return append(ds, l.problem(err, ""))
	}
	for _, t := range in.tmpl.Templates() {
		if t.Tree == nil {
			continue
		}
		walk(t.Tree.Root, func(n parse.Node) {
			id, ok := n.(*parse.IdentifierNode)
			if !ok || !(strings.HasPrefix(id.Ident, "_html_template_js") || strings.HasPrefix(id.Ident, "_html_template_css")) {
				return
			}
			ds = append(ds, diag.Errorf("unsafe-context", l.at(t.Tree, id), "a value stands inside a script or a style, where it could run as code").
				WithHint("put it into an attribute such as data-…, or into the style sheet"))
		})
	}
	return diag.Sorted(ds)
}

// walk visits every node below n.
func walk(n parse.Node, visit func(parse.Node)) {
	if n == nil {
		return
	}
	branch := func(b *parse.BranchNode) {
		walk(b.Pipe, visit)
		walk(b.List, visit)
		if b.ElseList != nil {
			walk(b.ElseList, visit)
		}
	}
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		visit(n)
		for _, c := range n.Nodes {
			walk(c, visit)
		}
		return
	case *parse.PipeNode:
		if n == nil {
			return
		}
		visit(n)
		for _, c := range n.Cmds {
			walk(c, visit)
		}
		return
	}
	visit(n)
	switch n := n.(type) {
	case *parse.ActionNode:
		walk(n.Pipe, visit)
	case *parse.CommandNode:
		for _, a := range n.Args {
			walk(a, visit)
		}
	case *parse.ChainNode:
		walk(n.Node, visit)
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	case *parse.TemplateNode:
		walk(n.Pipe, visit)
	}
}

// at is the place of a node. The escaper's own nodes have none; they get their template's.
func (l *Layout) at(tree *parse.Tree, n parse.Node) diag.Pos {
	for _, f := range l.files {
		if f.Path == tree.ParseName {
			line, col := diag.Position(f.Src, int(n.Position()))
			return diag.At(f.Path, line, col)
		}
	}
	return diag.At(tree.ParseName, 0, 0)
}

var (
	located  = regexp.MustCompile(`(?s)^(?:html/)?template: ?(.+?\.html):(\d+)(?::(\d+))?: (.*)$`)
	preamble = regexp.MustCompile(`^executing "[^"]*" at <.*?>: (?:error calling \w+: )?`)
	unnamed  = regexp.MustCompile(`^function "([^"]+)" not defined`)
	noField  = regexp.MustCompile(`can't evaluate field (\w+) in type (\S+)`)
)

// problem turns an error of the template library into a diagnostic; page names what was being rendered.
func (l *Layout) problem(err error, page string) diag.Diagnostic {
	var given *Problem
	pos, msg := diag.At(l.entry, 0, 0), err.Error()
	if m := located.FindStringSubmatch(msg); m != nil {
		line, _ := strconv.Atoi(m[2])
		pos, msg = diag.At(m[1], line, 0), m[4]
		if m[3] != "" {
			b, _ := strconv.Atoi(m[3])
			pos.Col = l.runeColumn(m[1], line, b)
		}
	}
	d := diag.Errorf("layout", pos, "%s", "")
	msg = preamble.ReplaceAllString(msg, "")
	switch {
	case errors.As(err, &given):
		msg, d.Hint = given.Message, given.Hint
		if given.Code != "" {
			d.Code = given.Code
		}
	case unnamed.MatchString(msg):
		name := unnamed.FindStringSubmatch(msg)[1]
		msg = fmt.Sprintf("there is no function %q", name)
		pos.Col = l.findWord(pos, name)
		d.Hint = "functions are: " + strings.Join(functionNames(), ", ")
	case noField.MatchString(msg):
		m := noField.FindStringSubmatch(msg)
		msg = fmt.Sprintf("there is no .%s here (the dot is a %s)", m[1], m[2][strings.LastIndexByte(m[2], '.')+1:])
		d.Hint = "the methods of the dot are listed in the manual: go doc ./internal/layout Page"
	}
	if page != "" {
		msg += " (while rendering " + page + ")"
	}
	d.Pos, d.Message = pos, msg
	return d
}

func (l *Layout) line(file string, line int) string {
	for _, f := range l.files {
		if f.Path == file {
			lines := strings.Split(string(f.Src), "\n")
			if line >= 1 && line <= len(lines) {
				return lines[line-1]
			}
		}
	}
	return ""
}

func (l *Layout) runeColumn(file string, line, byteCol int) int {
	s := l.line(file, line)
	return utf8.RuneCountInString(s[:min(byteCol, len(s))]) + 1
}

func (l *Layout) findWord(pos diag.Pos, word string) int {
	s := l.line(pos.File, pos.Line)
	if i := strings.Index(s, word); i >= 0 {
		return utf8.RuneCountInString(s[:i]) + 1
	}
	return pos.Col
}

// instance takes a free copy of the templates or makes one.
func (l *Layout) instance() (*instance, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if n := len(l.idle); n > 0 {
		in := l.idle[n-1]
		l.idle = l.idle[:n-1]
		return in, nil
	}
	t, err := l.pristine.Clone()
	if err != nil {
		return nil, err
	}
	in := &instance{}
	in.tmpl = t.Funcs(in.funcs())
	return in, nil
}

// Execute renders the layout for r with the given dot. An error is a [NeedsMore] when r's scope does not
// reach, else a diag for people; a memo failure inside goes on unwinding.
func (l *Layout) Execute(r *Render, dot any) (string, *diag.Diagnostic, *NeedsMore) {
	in, err := l.instance()
	if err != nil {
		d := l.problem(err, r.name())
		return "", &d, nil
	}
	var w limited
	in.cur = r
	err = in.tmpl.Execute(&w, dot)
	in.cur = nil
	l.mu.Lock()
	l.idle = append(l.idle, in)
	l.mu.Unlock()
	if err == nil {
		return w.buf.String(), nil, nil
	}
	memo.Rethrow(err)
	var more *NeedsMore
	if errors.As(err, &more) {
		return "", nil, more
	}
	d := l.problem(err, r.name())
	return "", &d, nil
}

type limited struct{ buf bytes.Buffer }

// Write refuses to grow without bound, so that an endless layout ends with a message.
func (w *limited) Write(p []byte) (int, error) {
	if w.buf.Len()+len(p) > maxOutput {
		return 0, &Problem{Message: "the page has grown over 50 MB, so its layout probably repeats without end"}
	}
	return w.buf.Write(p)
}

// Problem is an error with words for the author of a layout.
type Problem struct{ Code, Message, Hint string }

// Error makes Problem an error.
func (p *Problem) Error() string { return p.Message }

// PartialPath is the file of a partial as a layout names it.
func PartialPath(name string) string { return path.Join("layouts/partials", path.Join("/", name)) }
