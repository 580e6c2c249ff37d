package data

import (
	"fmt"
	"strings"
)

// Code is the kind of a problem. It has no words of its own: see [Wording].
type Code uint8

// The problems that a reader finds.
const (
	Other Code = iota // of grammar, and none of those below; Detail says what

	// Of the grammar of TOML, and partly of JSON.
	ForeignQuote  // a typographic quotation mark, Name, where a text or key should begin
	OpenText      // a text without its closing quotation mark
	OpenLongText  // a text of several lines without its closing Name
	ExcessQuotes  // more than three quotation marks at the end of a text of several lines
	Colon         // a colon for =
	NoEquals      // no = after a key
	OpenList      // no ] after a list
	BadList       // no comma in a list
	BadBraces     // no comma or } in a table in braces
	AfterText     // more on the line of a text
	AfterValue    // more on the line of another value
	NoValue       // no value where one is expected
	Backslash     // an escape that is none
	OpenHeader    // no ] after the name of a table
	NoKey         // no key where one is expected
	Control       // a control character
	BadNumber     // not a number
	BadTime       // not a date and not a time
	EarlyEnd      // JSON: the file ends too early
	LastComma     // JSON: a comma before a closing bracket
	Remark        // JSON: a remark
	NoComma       // JSON: no comma between two entries
	NoColon       // JSON: no colon after a key
	NoText        // JSON: no key or value where one is expected
	AfterEnd      // JSON: something after the last brace
	NoTable       // the file is no table
	SecondDoc     // YAML: a second document
	Syntax        // YAML: an error of its library; Library says which
	TooDeep       // deeper than Limits.Depth, or than the library reads
	TooMany       // more keys than Limits.Keys
	Duplicate     // the key Name a second time
	SecondHeader  // TOML: the table Name has a second header, or one besides its braces
	Contradiction // TOML: the table Name is written in two ways that exclude each other
	KeyInBraces   // YAML: a key that is a table in braces, as in {{x}}; First is where the outer brace is
	KeyMerge      // YAML: <<
	KeyAlias      // YAML: the alias Name for a key
	KeyNoText     // YAML: another key that is no text
	Anchor        // YAML: the anchor Name, where aliases are not followed
	AliasTooMuch  // YAML: the alias Name holds itself, or adds more than Limits.Aliases
	Tag           // YAML: the tag Name
)

// Problem is something wrong with a file, without words.
type Problem struct {
	Code    Code
	At      int    // where it is
	Start   int    // for a dotted key of TOML: where the whole key begins; else At
	Name    string // the key or the characters that it is about
	Path    string // the whole key with its tables, joined by full stops; for TOML's repeated keys
	First   int    // where the key is for the first time
	Detail  string // the library's own words
	Library *YAMLError
}

// Wording is what a user of this package says of problems: a message, which may have a %s for the problem's name, and a
// hint. Where it lacks a code, [Words] has the common one.
type Wording map[Code][2]string

// Words are the common words for problems of grammar.
var Words = Wording{
	Other:        {"this is not valid: %s", ""},
	ForeignQuote: {"the quotation mark %s cannot enclose a text here", `use the straight quotation mark "`},
	OpenText:     {"the quotation mark that ends this text is missing", `close the text with " at the end of its line; a text of several lines stands between """ and """`},
	OpenLongText: {"the text of several lines that begins with %s here has no end", "close it with %s"},
	ExcessQuotes: {"there are too many quotation marks at the end of this text", "a text of several lines ends with three of them"},
	Colon:        {"a key is followed by “=” here, not by “:”", `write key = "text"; a remark begins with #`},
	NoEquals:     {"“=” is missing after the key", `write key = "text"; a text of several lines stands between """ and """; a remark begins with #`},
	OpenList:     {"the bracket ] that ends this list is missing", ""},
	BadList:      {"the values of this list are not separated by commas, or its ] is missing", ""},
	BadBraces:    {"the entries between { and } are not separated by commas, or the } is missing", `write { name = "text", name = "text" }`},
	AfterText:    {"something follows the end of the text", `a quotation mark " inside a text is written \"`},
	AfterValue:   {"something follows the end of the value", "begin a new line here"},
	NoValue:      {"a value is expected here: a text in quotation marks, a number, true or false", `write key = "text"; a remark begins with #`},
	Backslash:    {`the backslash \ has a meaning of its own and cannot stand before what follows it here`, `write \\ for a backslash, \" for a quotation mark`},
	OpenHeader:   {"the closing bracket ] is missing after the name of the table", `write [name]; a name with other characters than a-z, 0-9, - and _ stands in quotation marks: ["my name"]`},
	NoKey:        {"this is no key", `a key with other characters than a-z, 0-9, - and _ stands in quotation marks: "my key" = "text"; a remark begins with #`},
	Control:      {"there is an invisible control character here", "delete it and type the line again"},
	BadNumber:    {"this is no number", ""},
	BadTime:      {"this is no date and no time", ""},
	EarlyEnd:     {"the file ends too early", "a closing brace } or a quotation mark is missing, here or further up"},
	LastComma:    {"there is a comma before this bracket", "delete the comma after the last entry"},
	Remark:       {"JSON has no remarks", "delete it"},
	NoComma:      {"a comma is missing before this, or something follows the end of the text", `put a comma after each entry but the last; a quotation mark " inside a text is written \"`},
	NoColon:      {"a colon is missing after the key", `write "key": "text"`},
	NoText:       {"a key or a text in quotation marks is expected here", `write "key": "text"`},
	AfterEnd:     {"something follows the } that ends the file", "delete it, or move it before that brace"},
	TooDeep:      {"this is nested too deep", "write it with fewer levels"},

	TooMany:       {"there are too many keys here", ""},
	Duplicate:     {"%s is there twice", "delete one of the two"},
	SecondHeader:  {"the table [%s] is there twice", "move the lines of one to the other"},
	Contradiction: {"%s is written in two ways that exclude each other", "keep all of a table's lines together, under one [header]"},
}

// Words returns the message and the hint for a problem.
func (w Wording) Words(p Problem) (message, hint string) {
	words, ok := w[p.Code]
	if !ok {
		words = Words[p.Code]
	}
	name := p.Name
	if p.Code == Other {
		name = p.Detail
	}
	fill := func(s string) string {
		if strings.Contains(s, "%s") {
			return fmt.Sprintf(s, name)
		}
		return s
	}
	return fill(words[0]), fill(words[1])
}
