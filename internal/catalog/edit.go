package catalog

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"reflect"
	"regexp"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
)

// SetMessage sets forms of a message in a catalog (TOML, JSON or YAML by the file's name) and changes no other byte; a form or
// message that is not there is added. The catalog is read again with them: whatever else would change is an error.
func SetMessage(file string, src []byte, tag locale.Tag, id string, forms []Form) ([]byte, error) {
	before, ds := Parse(file, src, tag, Limits{})
	if diag.HasErrors(ds) {
		return nil, errors.New(ds[0].Message)
	}
	_, format, _ := SplitName(path.Base(file))
	out := src
	for _, f := range forms {
		now, ds := Parse(file, out, tag, Limits{})
		if diag.HasErrors(ds) {
			return nil, errors.New(ds[0].Message)
		}
		if out = setForm(now, format, out, id, f); out == nil {
			return nil, fmt.Errorf("the form “%s” of the message “%s” can only be written by hand in %s", f.Category, id, file)
		}
	}
	after, ds := Parse(file, out, tag, Limits{})
	if diag.HasErrors(ds) {
		return nil, errors.New(ds[0].Message)
	}
	got, _ := after.Get(id)
	for _, f := range forms {
		if have, _ := got.Form(f.Category); have.Text != f.Text {
			return nil, fmt.Errorf("the form “%s” of the message “%s” can only be written by hand in %s", f.Category, id, file)
		}
	}
	for _, m := range before.Messages {
		if now, _ := after.Get(m.ID); m.ID != id && !reflect.DeepEqual(m.Content(), now.Content()) {
			return nil, fmt.Errorf("the message “%s” of %s can only be written by hand", id, file)
		}
	}
	return out, nil
}

// setForm writes one form, nil where it does not know how.
func setForm(c *Catalog, format string, src []byte, id string, f Form) []byte {
	quoted := jsonString(f.Text) // a basic string of TOML and a double-quoted one of YAML, too
	m, known := c.Get(id)
	if have, ok := m.Form(f.Category); ok {
		if have.Text == f.Text {
			return src
		}
		start := at(src, have.Pos)
		end := textEnd(src, start)
		if end < 0 {
			return nil
		}
		return []byte(string(src[:start]) + quoted + string(src[end:]))
	}
	if known { // beside a form that is there
		first := m.Forms[0]
		start := at(src, first.Pos)
		line := bytes.LastIndexByte(src[:start], '\n') + 1
		key := string(src[line:start])
		i := strings.Index(key, first.Category)
		if i < 0 {
			return nil
		}
		row := key[:i] + f.Category + key[i+len(first.Category):] + quoted
		if format == "json" {
			row += ","
		}
		return []byte(string(src[:line]) + row + "\n" + string(src[line:]))
	}
	for _, p := range c.Pending {
		if p.ID != id {
			continue
		}
		from := at(src, p.Pos)
		place := regexp.MustCompile(`(?m)(^|[\s{"'.])(` + f.Category + `)["']?\s*[:=]\s*""`).FindIndex(src[from:])
		if own := regexp.MustCompile(`^\S+\s*[:=]\s*""`).FindIndex(src[from:]); own != nil && f.Category == "other" {
			place = own
		}
		if place == nil {
			return nil
		}
		end := from + place[1]
		return []byte(string(src[:end-2]) + quoted + string(src[end:]))
	}
	text := string(src)
	switch format {
	case "toml":
		if text != "" && !strings.HasSuffix(text, "\n") {
			text += "\n"
		}
		return []byte(text + "\n[" + tomlKey(id) + "]\n" + f.Category + " = " + quoted + "\n")
	case "yaml":
		if text != "" && !strings.HasSuffix(text, "\n") {
			text += "\n"
		}
		return []byte(text + yamlKey(id) + ":\n  " + f.Category + ": " + quoted + "\n")
	}
	end := strings.LastIndexByte(text, '}')
	if end < 0 {
		return nil
	}
	head := strings.TrimRight(text[:end], " \t\r\n")
	if !strings.HasSuffix(head, "{") {
		head += ","
	}
	return []byte(head + "\n  " + jsonString(id) + ": {\n    \"" + f.Category + "\": " + quoted + "\n  }\n" + text[end:])
}

// at is the byte at a place, whose column counts code points.
func at(src []byte, pos diag.Pos) int {
	off := 0
	for l := 1; l < pos.Line; l++ {
		n := bytes.IndexByte(src[off:], '\n')
		if n < 0 {
			return len(src)
		}
		off += n + 1
	}
	for c := 1; c < pos.Col && off < len(src); c++ {
		off++
		for off < len(src) && src[off]&0xc0 == 0x80 {
			off++
		}
	}
	return off
}

// textEnd finds where a text ends that begins at an offset, -1 where it is written in another way than in quotation marks or
// plainly on one line.
func textEnd(src []byte, start int) int {
	if start >= len(src) {
		return -1
	}
	for _, q := range []string{`"""`, "'''"} {
		if bytes.HasPrefix(src[start:], []byte(q)) {
			if i := bytes.Index(src[start+3:], []byte(q)); i >= 0 {
				return start + 6 + i
			}
			return -1
		}
	}
	switch q := src[start]; q {
	case '"', '\'':
		for i := start + 1; i < len(src); i++ {
			switch {
			case q == '"' && src[i] == '\\':
				i++
			case src[i] == q && q == '\'' && i+1 < len(src) && src[i+1] == q:
				i++
			case src[i] == q:
				return i + 1
			}
		}
		return -1
	case '|', '>':
		return -1
	}
	end := start + bytes.IndexByte(append(src[start:len(src):len(src)], '\n'), '\n')
	line := src[start:end]
	if i := bytes.Index(line, []byte(" #")); i >= 0 {
		line = line[:i]
	}
	return start + len(bytes.TrimRight(line, " \t\r"))
}
