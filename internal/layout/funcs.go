package layout

import (
	"fmt"
	"html/template"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"vernacular/internal/locale"
)

// functionNames lists what templates may call, for hints.
func functionNames() []string { return slices.Sorted(maps.Keys((&instance{}).funcs())) }

// funcs are the functions of the package comment, answering for whatever in renders at the moment.
func (in *instance) funcs() template.FuncMap {
	return template.FuncMap{
		"t":        func(id string, args ...any) (template.HTML, error) { return in.message(id, args) },
		"plain":    plain,
		"partial":  func(name string, dot any) (template.HTML, error) { return in.partial(name, dot) },
		"asset":    func(name any) (Asset, error) { return in.render().Site.Asset(plain(name)) },
		"picture":  func(name any, widths ...int) (Picture, error) { return in.render().Site.Picture(plain(name), widths) },
		"localeOf": func(tag any) (Locale, error) { return in.localeOf(tag) },
		"nameOf":   func(tag any) (template.HTML, error) { return in.nameOf(tag) },
		"number":   func(n any) string { return in.render().edition().Number(n) },
		"percent":  func(n any) string { return in.render().edition().Percent(n) },
		"date":     func(date any, style string) (string, error) { return in.date(plain(date), style) },
		"join":     func(items any) (template.HTML, error) { return in.join(items) },
		"dict":     dict,
		"list":     func(items ...any) []any { return items },
		"link":     link,
		"absURL":   func(path string) string { return in.render().Site.AbsURL(path) },
	}
}

// render is the running execution. The compile-time run that only feeds the escaper has none.
func (in *instance) render() *Render {
	if in.cur == nil {
		panic(&Problem{Message: "nothing is being rendered"})
	}
	return in.cur
}

func (in *instance) message(id string, args []any) (template.HTML, error) {
	r := in.render()
	var count any
	if len(args)%2 == 1 {
		count, args = args[0], args[1:]
		switch reflect.ValueOf(count).Kind() {
		case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
			reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.String:
		default:
			return "", &Problem{Code: "message-arguments", Message: fmt.Sprintf("the count for message %q is no number: %v", id, count)}
		}
	}
	fields := make(map[string]any, len(args)/2)
	for i := 0; i < len(args); i += 2 {
		name, ok := args[i].(string)
		if !ok {
			return "", &Problem{Code: "message-arguments", Message: fmt.Sprintf("message %q takes pairs of a field's name and its value", id), Hint: `as in {{t "greeting" "Name" .Title}}`}
		}
		fields[name] = args[i+1]
	}
	text, from, err := r.Site.Message(r.edition(), id, count, fields)
	if err != nil {
		return "", err
	}
	return r.inLanguage(text, from, "span"), nil
}

const maxPartials = 100

func (in *instance) partial(name string, dot any) (template.HTML, error) {
	r := in.render()
	if r.Depth >= maxPartials {
		return "", &Problem{Code: "layout-loop", Message: fmt.Sprintf("partials include each other more than %d deep, probably without end: the last is %s", maxPartials, name)}
	}
	text, err := r.Site.Partial(r, name, dot)
	return template.HTML(text), err
}

func (in *instance) localeOf(tag any) (Locale, error) {
	t, _, err := locale.Parse(plain(tag))
	if err != nil {
		return Locale{}, &Problem{Message: err.Error()}
	}
	return in.render().Site.Locale(t), nil
}

func (in *instance) nameOf(tag any) (template.HTML, error) {
	t, _, err := locale.Parse(plain(tag))
	if err != nil {
		return "", &Problem{Message: err.Error()}
	}
	return template.HTML(template.HTMLEscapeString(t.NameIn(in.render().edition()))), nil
}

var isoDate = regexp.MustCompile(`^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$`)

func (in *instance) date(text, style string) (string, error) {
	m := isoDate.FindStringSubmatch(text)
	if m == nil {
		return "", &Problem{Message: fmt.Sprintf("%q is no date", text), Hint: "dates are written 2024-03-20"}
	}
	y, _ := strconv.Atoi(m[1])
	mo, _ := strconv.Atoi(m[2])
	d, _ := strconv.Atoi(m[3])
	out, err := in.render().edition().Date(y, mo, d, style)
	if err != nil {
		return "", &Problem{Message: err.Error()}
	}
	return out, nil
}

// join writes a list as the language does. Items that are markup stay markup: the pattern is laid
// around stand-ins, so that no letter of an item can be taken for a part of the pattern.
func (in *instance) join(items any) (template.HTML, error) {
	v := reflect.ValueOf(items)
	if v.Kind() != reflect.Slice {
		return "", &Problem{Message: "join takes a list"}
	}
	marks, texts := make([]string, v.Len()), make([]string, 0, 2*v.Len())
	for i := range marks {
		marks[i] = fmt.Sprintf("\x00%d\x00", i)
		texts = append(texts, marks[i], string(safe(v.Index(i).Interface())))
	}
	pattern := template.HTMLEscapeString(strings.ReplaceAll(in.render().edition().List(marks), "\x00", "\x01"))
	for i := range texts {
		texts[i] = strings.ReplaceAll(texts[i], "\x00", "\x01")
	}
	return template.HTML(strings.NewReplacer(texts...).Replace(pattern)), nil
}

// safe is a value as markup: as it is when it is markup already, else escaped.
func safe(v any) template.HTML {
	if h, ok := v.(template.HTML); ok {
		return h
	}
	return template.HTML(template.HTMLEscapeString(plain(v)))
}

func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, &Problem{Message: "dict takes pairs of a key and a value"}
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		k, ok := pairs[i].(string)
		if !ok {
			return nil, &Problem{Message: "a key of dict is a text"}
		}
		m[k] = pairs[i+1]
	}
	return m, nil
}

var scheme = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:`)

// link makes an anchor. Addresses with a scheme other than those that pages may link to are refused.
func link(url, text any) (template.HTML, error) {
	u := plain(url)
	if s := strings.ToLower(scheme.FindString(u)); s != "" && s != "http:" && s != "https:" && s != "mailto:" && s != "tel:" {
		return "", &Problem{Message: fmt.Sprintf("a link cannot lead to %q", u)}
	}
	return template.HTML(`<a href="` + template.HTMLEscapeString(u) + `">` + string(safe(text)) + `</a>`), nil
}

// PlainArgument tells whether v is made of texts, numbers, truth values, lists and dicts only, so that
// two of them can be compared by content.
func PlainArgument(v any) bool {
	switch v := v.(type) {
	case nil, string, template.HTML, bool, int, int64, float64:
		return true
	case []any:
		return !slices.ContainsFunc(v, func(e any) bool { return !PlainArgument(e) })
	case map[string]any:
		for _, e := range v {
			if !PlainArgument(e) {
				return false
			}
		}
		return true
	}
	return false
}

// PageArgument gives the key and locale of a dot that is a Page, and what one must know to know them.
func PageArgument(v any) (key string, t locale.Tag, keyScope, localeScope Scope, ok bool) {
	switch p := v.(type) {
	case Page:
		return p.key, p.loc, p.keyScope, p.localeNeed, true
	case *Page:
		if p != nil {
			return p.key, p.loc, p.keyScope, p.localeNeed, true
		}
	}
	return "", "", 0, 0, false
}
