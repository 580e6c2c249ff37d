package page

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/util"
)

// Definitions are the addresses of a page's links by reference, such as "[rules]: https://a.example/". They stand outside
// of its blocks. The zero value has none.
type Definitions map[string]parser.Reference // by label, as CommonMark compares labels

// definitionsOf returns the definitions that goldmark has found in a page.
func definitionsOf(pc parser.Context) Definitions {
	var out Definitions
	for _, r := range pc.References() {
		if label := r.Label(); len(label) > 0 && !strings.HasPrefix(string(label), "^") {
			if out == nil {
				out = Definitions{}
			}
			// Of goldmark's own reference nothing else is kept: it holds the whole tree.
			out[util.ToLinkReference(label)] = parser.NewReference(label, r.Destination(), r.Title())
		}
	}
	return out
}

// Labels returns the labels, sorted.
func (d Definitions) Labels() []string { return slices.Sorted(maps.Keys(d)) }

// Dest returns where the links with a label lead, escapes resolved; "" where nothing defines it.
func (d Definitions) Dest(label string) string {
	r, ok := d[label]
	if !ok {
		return ""
	}
	return destination(r.Destination())
}

// With returns the definitions with another address for a label. Other copies of them do not change.
func (d Definitions) With(label, dest string) Definitions {
	out := maps.Clone(d)
	if out == nil {
		out = Definitions{}
	}
	out[label] = parser.NewReference([]byte(label), []byte(encoded(dest)), nil)
	return out
}

// Redefine returns the page with another address in the definition of a label, and no other byte changed; nil where that
// cannot be done because of the way in which the address is written.
func (d *Document) Redefine(label, to string) *Document {
	from := d.Definitions.Dest(label)
	if from == "" {
		return nil
	}
	for _, spelling := range spellings(from) {
		for at := 0; ; at++ {
			i := bytes.Index(d.src[at:], []byte(spelling))
			if i < 0 {
				break
			}
			at += i
			if next := d.redefineAt(at, len(spelling), label, to); next != nil {
				return next
			}
		}
	}
	return nil
}

// redefineAt writes another address in place of some bytes, and returns the page if that changes the definition of the label
// and nothing else.
func (d *Document) redefineAt(at, size int, label, to string) *Document {
	before := bytes.TrimRight(bytes.TrimSuffix(d.src[:at], []byte("<")), " \t\r\n")
	if !bytes.HasSuffix(before, []byte("]:")) || !endsAddress(d.src[at+size:]) {
		return nil
	}
	next, err := d.reparse(splice(d.src, at, at+size, encoded(to)))
	if err != nil || len(next.Blocks) != len(d.Blocks) || len(next.Definitions) != len(d.Definitions) {
		return nil
	}
	for i, b := range next.Blocks {
		if b.Kind != d.Blocks[i].Kind || b.Source != d.Blocks[i].Source {
			return nil
		}
	}
	for l := range d.Definitions {
		want := d.Definitions.Dest(l)
		if l == label {
			want = encoded(to)
		}
		if next.Definitions.Dest(l) != want {
			return nil
		}
	}
	return next
}

// definedLinks is the context in which one text of a page is read. It looks definitions up, since to add all of them to the
// context of every text would take the product of their numbers.
type definedLinks struct {
	parser.Context
	definitions Definitions
}

// Reference returns the definition of a label.
func (d definedLinks) Reference(label string) (parser.Reference, bool) {
	r, ok := d.definitions[label]
	return r, ok
}
