package frontmatter

import (
	"encoding/binary"
	"strconv"
	"strings"
)

// A build keeps the front matter of every page, so [Meta] has it in one string: field after field, each
// group and list before what is in it. A field is written as
//
//	depth*16 + kind (+ 8 if left out), line and column of the value (0 for none), length and bytes of the
//	key, of the text
//
// with all numbers as varints. The key is "" in a list; the text is "" for groups and lists.
type field struct {
	kind      fieldKind
	out       bool // left out because of a problem: only its place and those of what is in it are known
	depth     int
	line, col int
	key, text string

	keyLine, keyCol int // of a key at depth 0, until it has been judged
}

type fieldKind uint8

const (
	noValue fieldKind = iota // of an empty key while reading; not packed
	textValue
	boolValue  // "true" or "false"
	intValue   // as strconv.FormatInt writes it
	floatValue // as strconv.FormatFloat writes it with 'f' and -1
	listValue
	groupValue
)

// scalarField makes the field of a value that is neither a list nor a group.
func scalarField(v any) field {
	text, _ := scalarText(v)
	f := field{kind: textValue, text: text}
	switch v.(type) {
	case bool:
		f.kind = boolValue
	case int64:
		f.kind = intValue
	case float64:
		f.kind = floatValue
	}
	return f
}

// scalar gives the value back.
func (f *field) scalar() any {
	switch f.kind {
	case boolValue:
		return f.text == "true"
	case intValue:
		n, _ := strconv.ParseInt(f.text, 10, 64)
		return n
	case floatValue:
		n, _ := strconv.ParseFloat(f.text, 64)
		return n
	}
	return f.text
}

func packFields(fields []field) string {
	size := 0
	for i := range fields {
		size += 4 + 2*binary.MaxVarintLen16 + len(fields[i].key) + len(fields[i].text)
	}
	b := make([]byte, 0, size)
	for i := range fields {
		f := &fields[i]
		if f.kind == noValue {
			continue
		}
		head := f.depth<<4 | int(f.kind)
		if f.out {
			head |= 8
		}
		for _, n := range [...]int{head, f.line, f.col, len(f.key)} {
			b = binary.AppendUvarint(b, uint64(n))
		}
		b = append(b, f.key...)
		b = binary.AppendUvarint(b, uint64(len(f.text)))
		b = append(b, f.text...)
	}
	return string(b)
}

// cutField reads the first of the packed fields.
func cutField(packed string) (f field, rest string) {
	head, packed := cutNumber(packed)
	f.kind, f.out, f.depth = fieldKind(head&7), head&8 != 0, head>>4
	f.line, packed = cutNumber(packed)
	f.col, packed = cutNumber(packed)
	n, packed := cutNumber(packed)
	f.key, packed = packed[:n], packed[n:]
	n, packed = cutNumber(packed)
	f.text, rest = packed[:n], packed[n:]
	return f, rest
}

func cutNumber(s string) (n int, rest string) {
	for i := range len(s) {
		n |= int(s[i]&0x7f) << (7 * i)
		if s[i] < 0x80 {
			return n, s[i+1:]
		}
	}
	return n, ""
}

// findField finds a dotted path among the packed fields of one depth and returns the field and what
// comes after it, which begins with what is in it. A key with a dot in it goes before a path through
// groups; in a list, numbers from 0 select. Fields that were left out are found if out is true.
func findField(packed string, depth int, list bool, path string, out bool) (f field, inner string, ok bool) {
	if list {
		head, more, further := strings.Cut(path, ".")
		i, err := strconv.Atoi(head)
		if err != nil || i < 0 {
			return field{}, "", false
		}
		f, inner, ok = childField(packed, depth, "", i, out)
		if !ok || !further {
			return f, inner, ok
		}
		return innerField(f, inner, more, out)
	}
	if f, inner, ok = childField(packed, depth, path, 0, out); ok {
		return f, inner, true
	}
	for i := range len(path) {
		if path[i] != '.' {
			continue
		}
		if f, inner, ok = childField(packed, depth, path[:i], 0, out); ok {
			if f, inner, ok = innerField(f, inner, path[i+1:], out); ok {
				return f, inner, true
			}
		}
	}
	return field{}, "", false
}

func innerField(f field, inner, path string, out bool) (field, string, bool) {
	if f.kind != listValue && f.kind != groupValue {
		return field{}, "", false
	}
	return findField(inner, f.depth+1, f.kind == listValue, path, out)
}

// childField finds the field of a depth with a key, or the one after skip of them.
func childField(packed string, depth int, key string, skip int, out bool) (f field, inner string, ok bool) {
	for packed != "" {
		f, packed = cutField(packed)
		if f.depth < depth {
			break
		}
		if f.depth == depth && f.key == key && (out || !f.out) {
			if skip == 0 {
				return f, packed, true
			}
			skip--
		}
	}
	return field{}, "", false
}

// unpackField gives the value of a field, before which comes what is in it.
func unpackField(f field, inner string) any {
	switch f.kind {
	case listValue:
		list := []any{}
		eachField(inner, f.depth+1, func(c field, inner string) { list = append(list, unpackField(c, inner)) })
		return list
	case groupValue:
		return unpackGroup(inner, f.depth+1)
	}
	return f.scalar()
}

func unpackGroup(packed string, depth int) map[string]any {
	m := map[string]any{}
	eachField(packed, depth, func(c field, inner string) {
		if !c.out {
			m[c.key] = unpackField(c, inner)
		}
	})
	return m
}

// eachField gives out the fields of one depth, each with what comes after it.
func eachField(packed string, depth int, use func(f field, inner string)) {
	for packed != "" {
		var f field
		if f, packed = cutField(packed); f.depth < depth {
			return
		} else if f.depth == depth {
			use(f, packed)
		}
	}
}
