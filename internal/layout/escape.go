package layout

import (
	"fmt"
	"html"
	"html/template"
	"reflect"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// inScript is the answer to a value where html/template would escape it for a script or a style.
var inScript = &Problem{
	Code: "unsafe-context", Message: "a value stands inside a script or a style, where it could run as code",
	Hint: "put it into an attribute such as data-name, or into the style sheet",
}

// standIns are called where html/template, which finds the context of every action, says that one of its own
// escapers is needed. They decide what may be printed and take markup for its text where none can stand; then
// html/template escapes it. What it would replace by ZgotmplZ is refused in words.
var standIns = template.FuncMap{
	"_html_template_htmlescaper":      inText,
	"_html_template_attrescaper":      quoted,
	"_html_template_rcdataescaper":    quoted,
	"_html_template_nospaceescaper":   byLibrary("<p title=", ">"),
	"_html_template_htmlnamefilter":   inName,
	"_html_template_urlfilter":        func(v any) (string, error) { return address(printable(v)) },
	"_address":                        quotedAddress,
	"_html_template_urlnormalizer":    normalized,
	"_html_template_urlescaper":       byLibrary(`<a href="?`, `">`),
	"_html_template_srcsetescaper":    byLibrary(`<img srcset="`, `">`),
	"_html_template_jsvalescaper":     refuse,
	"_html_template_jsstrescaper":     refuse,
	"_html_template_jstmpllitescaper": refuse,
	"_html_template_jsregexpescaper":  refuse,
	"_html_template_cssescaper":       refuse,
	"_html_template_cssvaluefilter":   refuse,
	"_eval_args_":                     func(args ...any) (string, error) { return printed(args, fmt.Sprint) },
}

func refuse(any) (string, error) { return "", inScript }

// printable is a value as plain text. What has no text of its own is refused.
func printable(v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		if !utf8.ValidString(v) {
			return "", &Problem{Code: "invalid-utf8", Message: "this is no text in UTF-8"}
		}
		return v, nil
	case template.HTML:
		return withoutMarkup(string(v)), nil
	case int:
		return strconv.Itoa(v), nil
	case Page, *Page, Alternate:
		return "", &Problem{Message: "a page cannot be printed as it is", Hint: "print one of its fields, such as .Title or .Permalink"}
	case fmt.Stringer:
		if r := reflect.ValueOf(v); r.Kind() == reflect.Pointer && r.IsNil() {
			return "", nil
		}
		return v.String(), nil
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.Slice, reflect.Array:
		return "", &Problem{Message: "a list cannot be printed as it is", Hint: "print it with join, or each of its items between {{range …}} and {{end}}"}
	case reflect.Map, reflect.Struct, reflect.Func, reflect.Chan, reflect.Pointer:
		return "", &Problem{Message: "a dict cannot be printed as it is", Hint: "print one of its keys"}
	case reflect.String:
		return r.String(), nil
	}
	return fmt.Sprint(v), nil
}

// spoken makes arguments fit for the functions of fmt.
func spoken(args []any) ([]any, error) {
	out := make([]any, len(args))
	for i, v := range args {
		switch reflect.ValueOf(v).Kind() {
		case reflect.Bool, reflect.Int, reflect.Int64, reflect.Float64:
			out[i] = v
			continue
		}
		s, err := printable(v)
		if err != nil {
			return nil, err
		}
		out[i] = s
	}
	return out, nil
}

// withoutMarkup is the text of markup that this package or a page made.
func withoutMarkup(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return s
	}
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			break
		}
		b.WriteString(s[:i])
		s = s[i+1:]
		for s != "" && s[0] != '>' {
			n := 1
			if q := s[0]; q == '"' || q == '\'' {
				if n = strings.IndexByte(s[1:], q) + 2; n < 2 {
					n = len(s)
				}
			}
			s = s[n:]
		}
		s = strings.TrimPrefix(s, ">")
	}
	b.WriteString(s)
	return strings.TrimSpace(html.UnescapeString(b.String()))
}

// inText is a value in the text of a page, where markup stays markup.
func inText(v any) (string, error) {
	if h, ok := v.(template.HTML); ok {
		return string(h), nil
	}
	s, err := printable(v)
	return template.HTMLEscapeString(s), err
}

// quoted is a value between quotation marks, or in an element that holds no elements.
func quoted(v any) (string, error) {
	s, err := printable(v)
	return template.HTMLEscapeString(s), err
}

// byLibrary has html/template escape a value as it does between two texts, the second of which begins with the
// quotation mark of an attribute if the first ends with one: then another escaper comes later, so that this
// one's work of it is undone.
func byLibrary(before, after string) func(any) (string, error) {
	t := template.Must(template.New("").Parse(before + "{{.}}" + after))
	return func(v any) (string, error) {
		s, err := printable(v)
		if err != nil {
			return "", err
		}
		if _, ok := v.(Srcset); !ok {
			v = s
		}
		var b strings.Builder
		if err := t.Execute(&b, v); err != nil {
			return "", err
		}
		out := b.String()[len(before) : b.Len()-len(after)]
		if strings.Count(out, "ZgotmplZ") > strings.Count(s, "ZgotmplZ") {
			return "", &Problem{
				Code: "unsafe-address", Message: fmt.Sprintf("%q is empty, or not fit to stand here", s),
				Hint: "write quotation marks around the values of attributes, and begin addresses with http:, https:, mailto: or tel:, or make them paths",
			}
		}
		if after[0] == '"' {
			out = html.UnescapeString(out)
		}
		return out, nil
	}
}

var normalize = byLibrary(`<a href="/`, `">`)

// normalized is an address without what cannot stand in any. Most are so already, and menus are full of them.
func normalized(v any) (string, error) {
	s, ok := v.(string)
	for i := 0; ok && i < len(s); i++ {
		c := s[i]
		ok = 'a' <= c|0x20 && c|0x20 <= 'z' || '-' <= c && c <= ';' || strings.IndexByte("_~?#=&", c) >= 0 ||
			c == '%' && i+2 < len(s) && strings.IndexByte(hexDigits, s[i+1]) >= 0 && strings.IndexByte(hexDigits, s[i+2]) >= 0
	}
	if ok {
		return s, nil
	}
	return normalize(v)
}

// quotedAddress is what three escapers make of a value that is a whole address between quotation marks.
func quotedAddress(v any) (string, error) {
	s, err := address(printable(v))
	if err == nil {
		s, err = normalized(s)
	}
	return template.HTMLEscapeString(s), err
}

const hexDigits = "0123456789ABCDEFabcdef"

// inName lets numbers into the names of elements and attributes, for <h{{.Level}}>.
func inName(v any) (string, error) {
	s, err := printable(v)
	if err == nil && (s == "" || strings.Trim(s, "0123456789") != "") {
		err = &Problem{Code: "unsafe-context", Message: fmt.Sprintf("the value %q stands where the name of an element or an attribute is expected", s), Hint: "write names out, and use {{if}} to choose between them"}
	}
	return s, err
}

// address refuses what a browser might run, or take for another site's.
func address(s string, err error) (string, error) {
	if err != nil {
		return "", err
	}
	s = strings.TrimSpace(s)
	bad := func(why string) (string, error) {
		return "", &Problem{Code: "unsafe-address", Message: fmt.Sprintf("%q cannot be an address: %s", s, why), Hint: "an address begins with http:, https:, mailto: or tel:, or is a path or a #fragment"}
	}
	if strings.ContainsFunc(s, unicode.IsControl) {
		return bad("it holds an invisible control character")
	}
	if len(s) > 1 && (s[0] == '/' || s[0] == '\\') && (s[1] == '/' || s[1] == '\\') {
		return bad("it leads to another site without saying how")
	}
	if i := strings.IndexAny(s, ":/?#"); i >= 0 && s[i] == ':' {
		switch strings.ToLower(s[:i]) {
		case "http", "https", "mailto", "tel":
		default:
			return bad("browsers may do harm with what begins like this")
		}
	}
	return s, nil
}
