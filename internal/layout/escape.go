package layout

import (
	"fmt"
	"html"
	"html/template"
	"reflect"
	"strconv"
	"strings"
	"unicode"
)

// inScript is the answer to a value where html/template would escape it for a script or a style.
var inScript = &Problem{
	Code: "unsafe-context", Message: "a value stands inside a script or a style, where it could run as code",
	Hint: "put it into an attribute such as data-name, or into the style sheet",
}

// escapers take the place of those of html/template, which finds the context of every action and says
// which of them it needs. A dangerous value is an error with a place here, and not the word ZgotmplZ; a
// page or a list is not printed in Go's syntax; and a text that is markup already loses its tags, and
// nothing else, where no markup can stand.
func escapers() template.FuncMap {
	text := func(to func(string) (string, error)) func(any) (string, error) {
		return func(v any) (string, error) {
			s, err := printable(v)
			if err != nil {
				return "", err
			}
			return to(s)
		}
	}
	escape := text(func(s string) (string, error) { return template.HTMLEscapeString(s), nil })
	refuse := func(any) (string, error) { return "", inScript }
	return template.FuncMap{
		"_html_template_htmlescaper":      inText,
		"_html_template_rcdataescaper":    escape,
		"_html_template_attrescaper":      escape,
		"_html_template_nospaceescaper":   text(unquoted),
		"_html_template_htmlnamefilter":   text(inName),
		"_html_template_urlfilter":        text(checkURL),
		"_html_template_urlnormalizer":    text(func(s string) (string, error) { return encodeURL(s, true), nil }),
		"_html_template_urlescaper":       text(func(s string) (string, error) { return encodeURL(s, false), nil }),
		"_html_template_srcsetescaper":    inSrcset,
		"_html_template_jsvalescaper":     refuse,
		"_html_template_jsstrescaper":     refuse,
		"_html_template_jstmpllitescaper": refuse,
		"_html_template_jsregexpescaper":  refuse,
		"_html_template_cssescaper":       refuse,
		"_html_template_cssvaluefilter":   refuse,
		"_eval_args_":                     joined,
	}
}

// printable is a value as plain text. What has no text of its own is refused.
func printable(v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
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

// joined is what several values print side by side, with spaces as fmt.Sprint puts them; one value is
// left as it is.
func joined(args ...any) (any, error) {
	if len(args) == 1 {
		return args[0], nil
	}
	args, err := spoken(args)
	return fmt.Sprint(args...), err
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

// unquoted is a value as an attribute's that has no quotation marks around it.
func unquoted(s string) (string, error) {
	if s == "" {
		return "", &Problem{Message: "the value of this attribute is empty, and there are no quotation marks around it", Hint: `write quotation marks around every value, as in title="{{.Title}}"`}
	}
	var b strings.Builder
	for _, r := range s {
		if r > 0x7f && !unicode.IsSpace(r) || 'a' <= r|0x20 && r|0x20 <= 'z' || '0' <= r && r <= '9' || strings.ContainsRune("-_.:/#%?", r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "&#%d;", r)
		}
	}
	return b.String(), nil
}

// inName lets numbers into the names of elements and attributes, for <h{{.Level}}>.
func inName(s string) (string, error) {
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return "", &Problem{Code: "unsafe-context", Message: fmt.Sprintf("the value %q stands where the name of an element or an attribute is expected", s), Hint: "write names out, and use {{if}} to choose between them"}
	}
	return s, nil
}

// checkURL refuses addresses that a browser might run, or take for another site's.
func checkURL(s string) (string, error) {
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

// encodeURL percent-encodes a text as a part of an address (RFC 3986 §2): what has a meaning there keeps it
// if the text may be a whole address, and loses it in a query or a fragment.
func encodeURL(s string, whole bool) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c|0x20 && c|0x20 <= 'z', '0' <= c && c <= '9', strings.IndexByte("-._~", c) >= 0,
			whole && strings.IndexByte("!#$&*+,/:;=?@[]", c) >= 0,
			whole && c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

func isHex(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f' }

// inSrcset is a value in a srcset attribute: a picture's .Srcset as it is, else addresses with their
// descriptors.
func inSrcset(v any) (string, error) {
	if s, ok := v.(Srcset); ok {
		return string(s), nil
	}
	s, err := printable(v)
	if err != nil {
		return "", err
	}
	var out []string
	for part := range strings.SplitSeq(s, ",") {
		words := strings.Fields(part)
		for i, w := range words {
			if i == 0 {
				if w, err = checkURL(w); err != nil {
					return "", err
				}
			}
			words[i] = encodeURL(w, true)
		}
		out = append(out, strings.Join(words, " "))
	}
	return strings.Join(out, ", "), nil
}
