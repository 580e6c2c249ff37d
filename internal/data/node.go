// Package data turns TOML, YAML and JSON into a tree of nodes with places, limits and problems, and sets a value of a file
// while every other byte stays. It also says what no text file may hold (encoding, controls), before that is read.
//
// It never opens a file, and it knows nothing of what a catalog, a page or a setting means: a problem is a code with a
// place, and its user has the words ([Wording]) and decides what it costs. It is the only importer of go-toml and of the
// YAML library.
//
// Start with [Read] and [Node]; [Doc.Edit] changes a file. The neighbours to read next are its users: frontmatter, catalog,
// site (settings), checks (glossary), translation (records).
package data

// Kind is what a node holds.
type Kind uint8

// The kinds of nodes.
const (
	Null  Kind = iota // nothing: a key without a value, or null
	Text              // a text, quoted or not
	Bool              // true or false
	Int               // a whole number
	Float             // any other number
	Time              // a date, a time, or both
	List              // nodes without keys
	Table             // nodes with keys
	Alias             // YAML's *name where it is not followed
)

// Form is how a node is written, where one kind can be written in several ways.
type Form uint8

// The forms of tables, lists and texts. Each other node is Plain.
const (
	Plain   Form = iota // a text without quotation marks; a table or list of YAML by indentation
	Quoted              // a text in quotation marks, or a block of YAML after | or >
	Braces              // a table in braces, a list in brackets
	Header              // a table of TOML below its [header]; a list of TOML with a [[header]] for each element
	Dotted              // a table of TOML that dotted keys make
	Implied             // a table of TOML that only headers of tables in it name
)

// Node is a value in a file, with its key if it is in a table.
type Node struct {
	Key  string
	Kind Kind
	Form Form

	// Text is a text as it is meant, and a number, a truth value or a date as it is written. Of an alias it is the name.
	Text string

	// KeyAt is where the key is. At is where the value begins: its first element for a list of TOML, its key for a table
	// that has no braces, the end of the file's text for nothing. End is where it ends, 0 where only [Edit] finds out.
	KeyAt, At, End int

	Tag      string // an explicit tag of YAML
	Copied   bool   // YAML: it stands for an alias, or in what does; it cannot be changed in this place
	OddKey   bool   // YAML: the key is a number, a truth value or nothing; Key is what is written
	Broken   bool   // something in it could not be read; what is missing may be there
	Children []*Node

	index map[string]*Node // Children by key, once there are many
}

// Child returns the node of a key in a table, or nil.
func (n *Node) Child(key string) *Node {
	if n.index != nil {
		return n.index[key]
	}
	for _, c := range n.Children {
		if c.Key == key {
			return c
		}
	}
	return nil
}

// Scalar reports whether n is neither a list nor a table.
func (n *Node) Scalar() bool { return n.Kind != List && n.Kind != Table }

// add appends a node with a key.
func (n *Node) add(c *Node) {
	n.Children = append(n.Children, c)
	switch {
	case n.index != nil:
		n.index[c.Key] = c
	case len(n.Children) > 16:
		n.index = make(map[string]*Node, 64)
		for _, c := range n.Children {
			n.index[c.Key] = c
		}
	}
}

// last returns the last element of a list.
func (n *Node) last() *Node { return n.Children[len(n.Children)-1] }

// Format is a language that data is written in.
type Format string

// The formats.
const (
	TOML Format = "toml"
	YAML Format = "yaml"
	JSON Format = "json"
)

// Limits bound what a reader takes.
type Limits struct {
	Depth int // how deep tables and lists may nest; a node at the top has depth 1
	Keys  int // keys and headers of TOML in all; 0: any number

	List bool // the file may be a list of YAML or JSON: Root is one then

	// Aliases is how many bytes the aliases and merge keys of a file of YAML may add. 0: they are not followed, and anchors are
	// problems.
	Aliases int
}

// Doc is a file as it was read.
type Doc struct {
	Format   Format
	Text     []byte // with LF line ends and without a byte order mark, as the reader was given it
	Root     *Node  // a table, or with Limits.List a list; what could not be read is not in it
	Problems []Problem
}

// Read reads text in a format. The text must be valid UTF-8 and have LF line ends.
func Read(format Format, text []byte, lim Limits) *Doc {
	d := &Doc{Format: format, Text: text, Root: &Node{Kind: Table}}
	r := reader{doc: d, lim: lim}
	switch format {
	case TOML:
		r.toml()
	case JSON:
		r.json()
	default:
		r.yaml()
	}
	return d
}

// reader is the state of one [Read].
type reader struct {
	doc  *Doc
	lim  Limits
	room []Node // for the next nodes
}

// node makes room for a node: for many at a time, since a file has as many as values.
func (r *reader) node(n Node) *Node {
	if len(r.room) == cap(r.room) {
		r.room = make([]Node, 0, 32)
	}
	r.room = append(r.room, n)
	return &r.room[len(r.room)-1]
}

func (r *reader) problem(p Problem) { r.doc.Problems = append(r.doc.Problems, p) }
