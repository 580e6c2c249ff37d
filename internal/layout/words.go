package layout

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"vernacular/internal/diag"
)

var (
	located  = regexp.MustCompile(`(?s)^(?:html/)?template: ?([^:]*):(?:(\d+):)?(?:(\d+):)? (.*)$`)
	preamble = regexp.MustCompile(`(?s)^executing "((?:[^"\\]|\\.)*)" at <(.*?)>: (?:error calling (\w+): )?`)
)

// rule maps an error of text/template or html/template to words for people who do not know Go. In words and
// hint $1, $2… are the groups of the expression; a group in ‹› names a Go type and is put in words, too.
type rule struct {
	expr        *regexp.Regexp
	words, hint string
}

func when(expr, words, hint string) rule {
	return rule{regexp.MustCompile(`(?s)^` + expr + `$`), words, hint}
}

const asFunctions = "the functions and fields are listed in the manual: go doc ./internal/layout"

// rules are tried in order. The first ones are those of the parser, then those of the execution, then those
// of html/template's contexts.
var rules = []rule{
	when(`undefined variable:? "?(\$\w*)"?`, `the variable $1 is not set here`, `{{$1 := …}} sets it, up to the {{end}} of the block around`),
	when(`unrecognized character in action: U\+\S+ '([“”„‘’«»])'.*`, `the quotation mark $1 cannot enclose a text here`, `use the straight quotation mark "`),
	when(`(?:unrecognized character in action:|bad character) U\+\S+(?: '(.+)')?`, `the character $1 cannot stand here`, ``),
	when(`(?:unexpected "\{" in .*|unrecognized character in action: U\+007B.*)`, `there is a { inside {{…}}`, `perhaps the }} of the action before it is missing`),
	when(`(?:bad|illegal) number syntax: "([+-])\W?"`, `layouts cannot calculate with $1`, ``),
	when(`bad number syntax: "(.*)"`, `$1 is no number`, `a text stands in quotation marks`),
	when(`illegal number syntax: "(.*)"`, `$1 is no number`, ``),
	when(`.*(?:character constant).*`, `a text stands in double quotation marks "…", not in single ones`, ``),
	when(`missing value for (if|range|with)`, `{{$1}} lacks what it is about`, `as in {{$1 .Title}}`),
	when(`missing value for .*|empty command`, `there is nothing between {{ and }}, or between ( and ) or | and what follows`, ``),
	when(`non executable command in pipeline stage \d+`, `after | the name of a function is expected`, asFunctions),
	when(`range can only initialize variables|too many declarations in \w+|expected :=`, `variables are set by :=, as in {{range $$i, $$item := .Pages}}`, ``),
	when(`unclosed left paren`, `a closing parenthesis ) is missing`, ``),
	when(`unexpected right paren`, `this parenthesis ) closes nothing`, ``),
	when(`\{\{(break|continue)\}\} outside \{\{range\}\}`, `{{$1}} stands outside of {{range}}`, ``),
	when(`template: multiple definition of template "(.*)"`, `the block "$1" is defined twice`, `give one of them another name`),
	when(`unexpected \. after term "\\?"?(.*?)\\?"?"`, `.… cannot follow $1`, `put what comes before it into parentheses: (…).Title`),
	when(`max expression depth exceeded`, `this expression is nested too deep`, ``),
	when(`unexpected "?(.+?)"? in [a-z ]+`, `$1 cannot stand here`, ``),
	when(`unexpected (.*)`, `this cannot be read: $1 is not expected here`, ``),
	when(`unterminated.*`, `the quotation mark that ends this text is missing`, ``),

	when(`(?:value method \S+layout\.Page\.|nil pointer evaluating \*layout\.Page\.)(\w+)(?: called using nil \*Page pointer)?`, `there is no page here of which .$1 could be asked`, `ask first, as in {{with .Source}}{{.$1}}{{end}}`),
	when(`(?:nil pointer evaluating (?:interface \{\}|\S+)\.|nil data; no entry for key ")(\w+)"?`, `there is nothing here of which .$1 could be asked`, `ask first, as in {{with .Param "hero"}}{{.$1}}{{end}}`),
	when(`map has no entry for key "(.*)"`, `there is no key "$1" in this dict`, `if it may be lacking, ask with {{with index … "$1"}}`),
	when(`(\w+) (?:has arguments but cannot be invoked as function|is not a method but has arguments)`, `.$1 takes no values`, ``),
	when(`can't give argument to non-function (.*)`, `$1 takes no values`, ``),
	when(`wrong number of args for (\w+): want at least 1 got (\d+)`, `$1 takes at least one value`, asFunctions),
	when(`wrong number of args for (\w+): want at least (\d+) got (\d+)`, `$1 takes at least $2 values, not $3`, asFunctions),
	when(`wrong number of args for (\w+): (?:want 1 got (\d+)|got (\d+) want 1)`, `$1 takes one value, not $2$3`, asFunctions),
	when(`wrong number of args for (\w+): want (\d+) got (\d+)`, `$1 takes $2 values, not $3`, asFunctions),
	when(`wrong type for value; expected (\S+); got (.+)`, `‹$1› is expected here, not ‹$2›`, ``),
	when(`expected (string|integer|float|bool|unsigned integer|complex); found (.*)`, `‹$1› is expected here, not $2`, ``),
	when(`can't handle (.*) for arg of type (\S+)`, `‹$2› is expected here, not $1`, ``),
	when(`invalid value; expected (\S+)`, `there is nothing here; ‹$1› is expected`, `ask first, as in {{with …}}…{{end}}`),
	when(`(?:value is nil; should be of type|cannot assign nil to|dereference of nil pointer of type) (\S+)`, `there is nothing here; ‹$1› is expected`, ``),
	when(`value has type (\S+); should be (\S+)`, `‹$2› is expected here, not ‹$1›`, ``),
	when(`incompatible types for comparison(?:: (\S+) and (\S+))?`, `a value of one kind is compared with one of another kind`, `a number compares with a number, a text with a text`),
	when(`(?:invalid type for comparison|non-comparable types? .*)`, `these values cannot be compared`, `only texts, numbers and truth values can`),
	when(`missing argument for comparison`, `a comparison takes two values`, `as in {{if eq .Lang "fr"}}`),
	when(`index out of range: (-?\d+)|(?:error calling index: )?.*index out of range.*`, `this list has no item number $1`, `the first one is number 0; len counts them`),
	when(`cannot index slice/array with (?:nil|type (\S+))`, `items of a list are asked for by number, counted from 0`, ``),
	when(`index of (?:untyped nil|nil pointer)|slice of (?:untyped nil|nil pointer)|len of nil pointer`, `there is nothing here whose parts could be asked for`, `ask first, as in {{with …}}…{{end}}`),
	when(`can't (?:index|slice) item of type (\S+)`, `‹$1› has no parts that could be asked for`, ``),
	when(`len of type (\S+)`, `‹$1› has no length`, ``),
	when(`invalid slice index.*|too many slice indexes.*`, `these numbers do not fit: slice takes a list or a text, the first item and the one after the last`, ``),
	when(`range can't iterate over (.*)`, `{{range}} goes through a list, and this is none`, ``),
	when(`(?:can't use .* iterate over more than one variable)`, `a number gives {{range}} but one variable`, ``),
	when(`nil is not a command`, `nil cannot be printed`, ``),
	when(`can't evaluate command "(.*)"`, `this cannot be printed: $1`, ``),
	when(`call of nil|non-function .*`, `call needs a function, and layouts have none to give it`, ``),

	when(`\{\{(\w+)\}\} branches end in different contexts.*`, `the branches of this {{$1}} do not leave the HTML alike: one ends inside a tag or an attribute, another does not`, `close in each branch what it opens`),
	when(`on range loop re-entry.*|.*at range loop.*`, `what {{range}} repeats ends inside a tag or an attribute that it did not begin in`, `close inside the loop what is opened there`),
	when(`(.*) appears in an ambiguous context within a URL`, `it is not clear whether $1 belongs to the path or to the query of this address`, `write the whole address in each branch of the {{if}} before it`),
	when(`no such template "(.*)"`, `there is no block "$1"`, `write {{define "$1"}}…{{end}}, or use partial for a file in layouts/partials`),
	when(`(?:template: )?"(.*)" is an incomplete or empty template`, `the block or layout $1 is empty`, ``),
	when(`ends in a non-text context.*`, `the layout ends inside a tag, an attribute, a comment or a script`, `a > or a quotation mark is missing somewhere, or the end of an element such as </title>`),
	when(`"(.*)" in (?:attribute name|unquoted attr).*`, `the HTML cannot be read here: $1 stands inside a tag where it cannot`, `a quotation mark or a space is missing before it`),
	when(`expected space, attr name, or end of tag, but got "(.*)"`, `the HTML cannot be read before $1`, `a space or a > is missing there`),
	when(`'/' could start a division or regexp.*|unfinished escape sequence in .*|unfinished JS regexp.*`, `this script or style cannot be read with values in it`, `put scripts and styles into files below assets/`),
	when(`predefined escaper "(.*)" disallowed in template`, `$1 is not needed here: every value is escaped for the place where it stands`, `take it out`),
	when(`cannot compute output context for template (.*)`, `it is not clear whether the block $1 ends inside a tag`, `close in it what it opens`),
	when(`.*template escaping out of sync.*|cannot Parse after Execute|.*is undefined`, `this layout cannot be used`, ``),
}

// kinds puts Go's names of types in words.
func kinds(goType string) string {
	switch t := strings.TrimLeft(goType, "*"); {
	case t == "interface {}" || t == "any":
		return "a value"
	case t == "string" || t == "template.HTML" || t == "template.Srcset":
		return "a text"
	case strings.HasPrefix(t, "int") || strings.HasPrefix(t, "uint") || strings.HasPrefix(t, "float") || t == "unsigned integer" || t == "complex":
		return "a number"
	case t == "bool":
		return "a truth value"
	case strings.HasPrefix(t, "map["):
		return "a dict"
	case strings.HasPrefix(t, "[]"):
		return "a list"
	default:
		name := strings.TrimPrefix(t, "layout.")
		if strings.ContainsRune("AEIOU", rune(name[0])) {
			return "an " + name
		}
		return "a " + name
	}
}

var (
	noField   = regexp.MustCompile(`^can't evaluate field (\w+) in type (.+)$`)
	noName    = regexp.MustCompile(`^function "([^"]+)" not defined`)
	typeNamed = regexp.MustCompile(`‹([^›]*)›`)
)

// problem turns an error of the template library into a diagnostic; page names what was being rendered.
func (l *Layout) problem(err error, page string) diag.Diagnostic {
	p, msg := l.place(strings.ReplaceAll(err.Error(), " | _turns", ""))
	if m := preamble.FindStringSubmatch(msg); m != nil {
		msg = msg[len(m[0]):]
		if block, _, copied := strings.Cut(m[1], "$htmltemplate_"); copied && p.off < 0 {
			if t := l.pristine.Lookup(block); t != nil && t.Tree != nil {
				p.Pos = l.defined(t.Tree.ParseName, block)
			}
		}
	}
	code, hint := "layout", ""
	var given *Problem
	if errors.As(err, &given) {
		msg, hint, code = given.Message, given.Hint, cmp.Or(given.Code, code)
	} else {
		var word string
		msg, hint, word = l.translate(msg)
		if !p.exact && p.off >= 0 && word != "" { // the parser knows the line only
			if i := bytes.Index(l.rest(p.File, p.off), []byte(word)); i >= 0 {
				p.off += i
				p.exact = true
			}
		}
	}
	if p.off >= 0 {
		p.Line, p.Col = diag.Position(l.source(p.File), p.off)
		if !p.exact {
			p.Col = 0
		}
	}
	d := diag.Errorf(code, p.Pos, "%s", msg)
	d.Hint = hint
	if page != "" {
		d.Aside = "while rendering " + page
	}
	return d
}

// place is where an error of the template library is.
type place struct {
	diag.Pos
	off   int  // in the file; -1: not known
	exact bool // the error is at the offset, not only in its line
}

// place splits an error of the template library into its place, which is that of the whole layout if the
// error has none, and the rest.
func (l *Layout) place(msg string) (place, string) {
	p, line, col := place{Pos: diag.At(l.entry, 0, 0), off: -1}, 0, 0
	if m := located.FindStringSubmatch(msg); m != nil {
		p.File, msg = m[1], m[4]
		line, _ = strconv.Atoi(m[2])
		if m[3] != "" {
			col, _ = strconv.Atoi(m[3])
			col, p.exact = col+1, true
		}
	}
	if l.source(p.File) == nil {
		p.File, line = l.entry, 0
	}
	if line > 0 {
		p.off = l.offset(p.File, line, max(col, 1))
	}
	return p, msg
}

// translate puts an error into words. word is what to look for in its line.
func (l *Layout) translate(msg string) (words, hint, word string) {
	if m := noName.FindStringSubmatch(msg); m != nil {
		return fmt.Sprintf("there is no function %q", m[1]), "functions are: " + strings.Join(functionNames(), ", "), m[1]
	}
	if m := noField.FindStringSubmatch(msg); m != nil {
		words, hint = lacking(m[1], m[2])
		return words, hint, ""
	}
	for _, r := range rules {
		m := r.expr.FindStringSubmatchIndex(msg)
		if m == nil {
			continue
		}
		fill := func(template string) string {
			s := string(r.expr.ExpandString(nil, template, msg, m))
			return typeNamed.ReplaceAllStringFunc(s, func(t string) string { return kinds(strings.Trim(t, "‹›")) })
		}
		if len(m) > 2 && m[2] >= 0 {
			word = msg[m[2]:m[3]]
		}
		return fill(r.words), fill(r.hint), word
	}
	return "this cannot be read: " + msg, "", ""
}

// lacking says that a value of a Go type has no field of that name.
func lacking(field, goType string) (words, hint string) {
	words = fmt.Sprintf("there is no .%s here", field)
	if kind := kinds(goType); kind != "a value" {
		words += ": the dot is " + kind
	}
	have := members(goType)
	for _, m := range have {
		if strings.EqualFold(m, field) {
			return words, "did you mean ." + m + "?"
		}
	}
	if field == "Params" && slices.Contains(have, "Param") {
		return words, `values of the front matter are asked for by name, as in .Param "hero.image"`
	}
	if len(have) > 0 {
		return words, "it has ." + strings.Join(have, ", .")
	}
	return words, "inside of {{range}} and {{with}} the dot is the item; $ is the page"
}

// members are the fields and methods of a type that layouts meet.
func members(goType string) []string {
	for _, v := range []any{Page{}, Alternate{}, Locale{}, Asset{}, Picture{}, Heading{}} {
		t := reflect.TypeOf(v)
		if t.String() != strings.TrimPrefix(goType, "*") {
			continue
		}
		var out []string
		for i := range t.NumMethod() {
			if name := t.Method(i).Name; name != "String" {
				out = append(out, name)
			}
		}
		for _, f := range reflect.VisibleFields(t) {
			if f.IsExported() && !f.Anonymous {
				out = append(out, f.Name)
			}
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	return nil
}

func (l *Layout) source(file string) []byte {
	for _, f := range l.files {
		if f.Path == file {
			return f.Src
		}
	}
	return nil
}

// offset is that of a line's byte, both counted from 1, or -1 when the file has no such place. The library
// ends lines at LF only.
func (l *Layout) offset(file string, line, col int) int {
	src, off := l.source(file), 0
	for range line - 1 {
		i := bytes.IndexByte(src[off:], '\n')
		if i < 0 {
			return -1
		}
		off += i + 1
	}
	if src == nil || off+col-1 > len(src) {
		return -1
	}
	return off + col - 1
}

// rest is what remains of a line from an offset on.
func (l *Layout) rest(file string, off int) []byte {
	rest, _, _ := bytes.Cut(l.source(file)[off:], []byte("\n"))
	return rest
}
