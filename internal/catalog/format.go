package catalog

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"vernacular/internal/locale"
)

// MissingFormError says that a message lacks the plural form its language has for a count.
type MissingFormError struct{ ID, Category string }

func (e *MissingFormError) Error() string {
	return fmt.Sprintf("the message “%s” lacks the plural form “%s”", e.ID, e.Category)
}

// MissingFieldError says that a message has a field for which no value was given.
type MissingFieldError struct{ ID, Field string }

func (e *MissingFieldError) Error() string {
	if isCount(e.Field) {
		return fmt.Sprintf("the message “%s” needs a count, and none was given", e.ID)
	}
	return fmt.Sprintf("the message “%s” needs a value for {{.%s}}, and none was given", e.ID, e.Field)
}

// FieldTypeError says that a value was given that is neither text nor number.
type FieldTypeError struct {
	ID, Field string
	Type      string
}

func (e *FieldTypeError) Error() string {
	return fmt.Sprintf("the message “%s” was given a %s for {{.%s}}, which is neither text nor number", e.ID, e.Type, e.Field)
}

// Format makes the text of m that a reader sees. The language is that of the catalog m comes from, which
// in a fallback is not the page's.
//
// The form follows from count: nil (no count, the form "other"), any integer kind, or a decimal number
// in a string ("1.50", whose zeros count in some languages). {{.Count}} and {{.PluralCount}} are the
// count, written as tag writes numbers, unless data has a value of that name. Other fields are taken
// from data: strings, fmt.Stringers and numbers; a number stands there in plain digits, since it may be
// a year, and the caller formats those that are not.
//
// escape, if not nil, is applied to literal text and to values; a value for which raw, if not nil,
// reports true is taken as the text that raw returns, unescaped.
//
// Text and error may come together: a lacking form is replaced by "other" (*[MissingFormError]), and a
// lacking value (*[MissingFieldError]) by the field as it is written. Nothing else than these,
// *[FieldTypeError] and an error of tag about count is returned; the first problem is.
func (m Message) Format(tag locale.Tag, count any, data map[string]any, escape func(string) string, raw func(any) (string, bool)) (string, error) {
	form, problem := m.choose(tag, count)
	if form == nil {
		return "", problem
	}
	if escape == nil {
		if len(form.Parts) == 0 {
			return form.Text, problem
		}
		escape = func(s string) string { return s }
	}
	if len(form.Parts) == 0 {
		return escape(form.Text), problem
	}
	var b strings.Builder
	b.Grow(len(form.Text) + 16)
	for _, part := range form.Parts {
		if part.Field == "" {
			b.WriteString(escape(part.Text))
			continue
		}
		value := data[part.Field]
		if value == nil && count != nil && isCount(part.Field) {
			b.WriteString(escape(tag.Number(count)))
			continue
		}
		if raw != nil && value != nil {
			if s, safe := raw(value); safe {
				b.WriteString(s)
				continue
			}
		}
		s, err := m.field(part.Field, value)
		if err != nil && problem == nil {
			problem = err
		}
		b.WriteString(escape(s))
	}
	return b.String(), problem
}

// choose returns the form for a count, or "other" with the reason why it is not that form; nil if there is none at all.
func (m Message) choose(tag locale.Tag, count any) (*Form, error) {
	category := "other"
	var problem error
	if count != nil {
		c, err := tag.Plural(count)
		if err != nil {
			problem = fmt.Errorf("the message “%s”: %w", m.ID, err)
		} else {
			category = c
		}
	}
	var form *Form
	for i := range m.Forms {
		switch m.Forms[i].Category {
		case category:
			form = &m.Forms[i]
		case "other":
			if form == nil {
				form = &m.Forms[i]
			}
		}
	}
	if form == nil {
		return nil, &MissingFormError{m.ID, "other"}
	}
	if form.Category != category && m.Counts() {
		problem = &MissingFormError{m.ID, category}
	}
	return form, problem
}

// field returns the text of a value, or the field as it is written and why.
func (m Message) field(name string, value any) (string, error) {
	if value == nil {
		return "{{." + name + "}}", &MissingFieldError{m.ID, name}
	}
	s, ok := plain(value)
	if !ok {
		return "{{." + name + "}}", &FieldTypeError{m.ID, name, fmt.Sprintf("%T", value)}
	}
	return s, nil
}

// plain writes a value as text. What has no one obvious spelling for a reader (structs, lists, true) is
// refused and not dumped in Go's syntax.
func plain(value any) (string, bool) {
	switch v := value.(type) {
	case string:
		return v, true
	case int:
		return strconv.Itoa(v), true
	case fmt.Stringer:
		if rv := reflect.ValueOf(value); rv.Kind() == reflect.Pointer && rv.IsNil() {
			return "", false
		}
		return v.String(), true
	}
	switch v := reflect.ValueOf(value); v.Kind() {
	case reflect.String:
		return v.String(), true
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10), true
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return strconv.FormatUint(v.Uint(), 10), true
	case reflect.Float32:
		return strconv.FormatFloat(v.Float(), 'f', -1, 32), true
	case reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'f', -1, 64), true
	}
	return "", false
}
