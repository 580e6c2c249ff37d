package layout

import (
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"maps"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"vernacular/internal/locale"
)

// functionNames lists what templates may call, for hints.
func functionNames() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys((&instance{}).funcs())), func(name string) bool { return name[0] == '_' })
}

// funcs are the functions of the package comment, answering for whatever in renders at the moment, and
// those of text/template that would print what they should not or cut letters in two.
func (in *instance) funcs() template.FuncMap {
	return template.FuncMap{
		"_start": func() (string, error) {
			if in.cur == nil {
				return "", errIdle
			}
			return "", nil
		},
		"_turns": in.count,
		"t": func(id string, args ...any) (template.HTML, error) {
			return in.message(id, in.render().edition(), args)
		},
		"messageIn": func(id string, tag any, args ...any) (template.HTML, error) {
			t, err := tagOf(tag)
			if err != nil {
				return "", err
			}
			return in.message(id, t, args)
		},
		"langOf":   in.langOf,
		"plain":    printable,
		"partial":  func(name string, dot any) (template.HTML, error) { return in.partial(name, dot) },
		"asset":    func(name any) (Asset, error) { return in.asset(name) },
		"hasAsset": in.hasAsset,
		"picture":  func(name any, widths ...int) (Picture, error) { return in.picture(name, widths) },
		"localeOf": in.localeOf,
		"nameOf":   in.nameOf,
		"byName":   in.byName,
		"byScript": byScript,
		"number":   func(n any) (string, error) { return in.numeral(n, locale.Tag.Number) },
		"percent":  func(n any) (string, error) { return in.numeral(n, locale.Tag.Percent) },
		"date":     in.date,
		"fileSize": in.fileSize,
		"join":     in.join,
		"mailto":   mailto,
		"dict":     dict,
		"list":     func(items ...any) []any { return items },
		"link":     link,
		"code":     codeElement,
		"jsonLD":   jsonLD,
		"absURL":   in.absURL,
		"policy":   func() string { return in.render().Site.Policy() },
		"print":    func(args ...any) (string, error) { return printed(args, fmt.Sprint) },
		"println":  func(args ...any) (string, error) { return printed(args, fmt.Sprintln) },
		"printf": func(format string, args ...any) (string, error) {
			return printed(args, func(args ...any) string { return fmt.Sprintf(format, args...) })
		},
		"html": func(args ...any) (string, error) {
			return printed(args, func(args ...any) string { return template.HTMLEscapeString(fmt.Sprint(args...)) })
		},
		"urlquery": func(args ...any) (string, error) {
			return printed(args, func(args ...any) string { return url.QueryEscape(fmt.Sprint(args...)) })
		},
		"js":    func(...any) (string, error) { return "", inScript },
		"len":   length,
		"slice": slice,
	}
}

// count bounds what {{range}} goes through, one loop and all together: nothing else can stop a template.
func (in *instance) count(v any) (any, error) {
	n := 0
	switch r := reflect.ValueOf(v); {
	case r.CanInt():
		if n = int(r.Int()); n > maxRange {
			return nil, &Problem{Code: "endless-range", Message: fmt.Sprintf("this would repeat its part %d times; at most %d are done", n, maxRange)}
		}
	case r.Kind() == reflect.Slice, r.Kind() == reflect.Map:
		n = r.Len()
	case r.IsValid():
		return nil, &Problem{Message: "{{range}} goes through a list, and this is " + kinds(r.Type().String())}
	}
	if in.turns += max(n, 0); in.turns > maxTurns {
		return nil, &Problem{Code: "endless-range", Message: fmt.Sprintf("the loops of this layout have more than %d turns in all", maxTurns)}
	}
	return v, nil
}

// printed applies a function of fmt to texts, numbers and truth values.
func printed(args []any, f func(...any) string) (string, error) {
	args, err := spoken(args)
	if err != nil {
		return "", err
	}
	s := f(args...)
	if len(s) > maxText {
		return "", &Problem{Message: fmt.Sprintf("this makes a text of more than %d bytes", maxText)}
	}
	return s, nil
}

// length counts the letters of a text, the items of a list, the keys of a dict.
func length(v any) (int, error) {
	if s, ok := text(v); ok {
		return utf8.RuneCountInString(s), nil
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.Slice, reflect.Map:
		return r.Len(), nil
	case reflect.Invalid:
		return 0, nil
	}
	return 0, fmt.Errorf("len of type %T", v)
}

// slice cuts a part out of a list, or out of a text by letters: from the first number, counted from 0, up
// to the second, which is left out.
func slice(v any, from ...int) (any, error) {
	s, isText := text(v)
	letters := []rune(s)
	r := reflect.ValueOf(v)
	n := len(letters)
	if !isText {
		if r.Kind() != reflect.Slice {
			return nil, fmt.Errorf("can't slice item of type %T", v)
		}
		n = r.Len()
	}
	i, j := 0, n
	if len(from) > 0 {
		i = from[0]
	}
	if len(from) > 1 {
		j = from[1]
	}
	if len(from) > 2 || i < 0 || i > j || j > n {
		return nil, errors.New("invalid slice index")
	}
	if isText {
		return string(letters[i:j]), nil
	}
	return r.Slice(i, j).Interface(), nil
}

// text is a text without its markup; ok is false for what is no text.
func text(v any) (s string, ok bool) {
	if reflect.ValueOf(v).Kind() != reflect.String {
		return "", false
	}
	s, _ = printable(v)
	return s, true
}

// render is the running execution.
func (in *instance) render() *Render { return in.cur }

// message formats a message in a locale, as t does in the edition's.
func (in *instance) message(id string, to locale.Tag, args []any) (template.HTML, error) {
	r := in.render()
	var count any
	if len(args)%2 == 1 {
		count, args = args[0], args[1:]
		if s, isText := text(count); isText {
			count = s
		}
		if err := locale.CheckNumber(count); err != nil {
			return "", &Problem{Code: "message-arguments", Message: fmt.Sprintf("the count for the message %q: %v", id, err), Hint: fieldExample}
		}
	}
	var fields map[string]any
	if len(args) > 0 {
		fields = make(map[string]any, len(args)/2)
	}
	for i := 0; i < len(args); i += 2 {
		name, ok := args[i].(string)
		if !ok {
			return "", &Problem{Code: "message-arguments", Message: fmt.Sprintf("the message %q takes pairs of a field's name and its value", id), Hint: fieldExample}
		}
		switch args[i+1].(type) {
		case Page, *Page, Alternate:
			_, err := printable(args[i+1])
			return "", err
		}
		fields[name] = args[i+1]
	}
	text, from, err := r.Site.Message(to, id, count, fields)
	if err != nil {
		return "", err
	}
	return r.inLanguage(text, from, to, "span"), nil
}

const fieldExample = `a count comes first, then each field's name and value, as in {{t "greeting" 3 "Name" .Title}}`

func (in *instance) asset(name any) (a Asset, err error) {
	s, err := printable(name)
	if err == nil {
		a, err = in.render().Site.Asset(s)
	}
	return a, err
}

func (in *instance) picture(name any, widths []int) (p Picture, err error) {
	s, err := printable(name)
	if err == nil {
		p, err = in.render().Site.Picture(s, widths)
	}
	return p, err
}

func (in *instance) hasAsset(name any) (bool, error) {
	s, err := printable(name)
	return err == nil && s != "" && in.render().Site.HasAsset(s), err
}

func (in *instance) absURL(path any) (string, error) {
	s, err := printable(path)
	if err != nil {
		return "", err
	}
	return in.render().Site.AbsURL(s), nil
}

func (in *instance) numeral(n any, write func(locale.Tag, any) string) (string, error) {
	if s, isText := text(n); isText {
		n = s
	}
	if err := locale.CheckNumber(n); err != nil {
		return "", &Problem{Message: err.Error()}
	}
	return write(in.render().edition(), n), nil
}

func (in *instance) partial(name string, dot any) (template.HTML, error) {
	r := in.render()
	if r.Depth >= maxPartials {
		return "", &Problem{Code: "layout-loop", Message: fmt.Sprintf("partials include each other more than %d deep, probably without end: the last is %s", maxPartials, name)}
	}
	text, err := r.Site.Partial(r, name, dot)
	return template.HTML(text), err
}

var isoDate = regexp.MustCompile(`^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$`)

func (in *instance) date(day any, style string) (string, error) {
	text, err := printable(day)
	if err != nil {
		return "", err
	}
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

// join writes a list as the language does. Items that are markup stay markup: the pattern is made with the
// items' plain text, since some languages fit their "and" to the word that follows, each with a mark behind
// it by which it is then replaced.
func (in *instance) join(items any) (template.HTML, error) {
	v := reflect.ValueOf(items)
	if v.Kind() != reflect.Slice {
		if v.Kind() == reflect.Invalid {
			return "", nil
		}
		return "", &Problem{Message: "join takes a list"}
	}
	words, replace := make([]string, v.Len()), make([]string, 0, 2*v.Len())
	for i := range words {
		item := v.Index(i).Interface()
		s, err := printable(item)
		if err != nil {
			return "", err
		}
		markup, err := inText(item)
		if err != nil {
			return "", err
		}
		words[i] = strings.ReplaceAll(s, "\x01", "") + fmt.Sprintf("\x01%d\x01", i)
		replace = append(replace, template.HTMLEscapeString(words[i]), markup)
	}
	pattern := template.HTMLEscapeString(in.render().edition().List(words))
	return template.HTML(strings.NewReplacer(replace...).Replace(pattern)), nil
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

// jsonLD makes a block of structured data (JSON-LD 1.1, section 7.3) of dicts, lists, texts, numbers and truth values.
// Browsers never run such a block; that none of its texts can end it, json.Marshal sees to, which writes < as \u003c.
func jsonLD(v any) (template.HTML, error) {
	plain, err := jsonable(v)
	if err != nil {
		return "", err
	}
	b, err := json.Marshal(plain)
	if err != nil {
		return "", &Problem{Message: "this cannot be written as JSON: " + err.Error()}
	}
	return template.HTML(`<script type="application/ld+json">` + string(b) + `</script>`), nil
}

// jsonable replaces all that is printed as a text by that text, without its markup, and leaves keys out that have nothing.
func jsonable(v any) (any, error) {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, item := range v {
			plain, err := jsonable(item)
			if err != nil {
				return nil, err
			}
			if plain != nil && plain != "" {
				out[key] = plain
			}
		}
		if len(out) == 0 {
			return nil, nil
		}
		return out, nil
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			plain, err := jsonable(item)
			if err != nil {
				return nil, err
			}
			out[i] = plain
		}
		return out, nil
	case nil, bool, int, int64, float64:
		return v, nil
	}
	return printable(v)
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
