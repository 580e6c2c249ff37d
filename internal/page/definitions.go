package page

import (
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
