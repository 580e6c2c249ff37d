package catalog

import (
	"strings"

	"vernacular/internal/data"
	"vernacular/internal/diag"
)

// catalogWords are the words of a catalog where those that other files have would not help a translator.
var catalogWords = data.Wording{
	data.NoValue: {"a text in quotation marks is expected here", `write key = "text"`},
	data.Remark:  {"JSON has no remarks", `delete it, or put a note for translators into "description"`},
}

// jsonWords are those of a catalog in JSON, in which a text never has several lines.
var jsonWords = data.Wording{
	data.Other:    {"this is not valid JSON: %s", ""},
	data.OpenText: {"the quotation mark that ends this text is missing", `close the text with "; a line break inside a text is written \n`},
	data.NoValue:  catalogWords[data.NoValue],
	data.Remark:   catalogWords[data.Remark],
}

// yamlFeatures are those of YAML that make one place of a file mean another.
var yamlFeatures = data.Wording{
	data.KeyMerge:     {"<< is followed by something else than an alias of a table", "write the messages out"},
	data.KeyAlias:     {"the alias *%s is not allowed in a catalog", "write the key out"},
	data.AliasTooMuch: {"the alias *%s makes this catalog longer than it may be, or holds itself", "write each text out where it belongs"},
	data.Tag:          {"the tag %s has no meaning in a catalog and is left out", "delete it, or put the whole text in quotation marks if it begins with “!”"},
}

// report says what the reader found. What it concerns is not in the tree.
func (p *parser) report() {
	for _, found := range p.doc.Problems {
		pos := p.text.At(found.At)
		switch found.Code {
		case data.TooDeep:
			p.errorf("catalog-too-deep", pos, "the tables of this catalog are nested more than %d deep", p.lim.Depth)
		case data.Duplicate:
			p.duplicate(pos, found.Name, p.text.At(found.First))
		case data.SecondHeader:
			p.errorf("duplicate-key", pos, "the table [%s] is opened a second time; the first is on line %d", found.Name, p.text.At(found.First).Line).
				hint("move its lines to the first one, or delete one of the two")
		case data.Contradiction:
			p.errorf("duplicate-key", pos, "“%s” is defined a second time, or in two ways that exclude each other", found.Name).
				hint("keep all of a table's lines together, under one [header]")
		case data.KeyNoText:
			p.errorf("bad-key", pos, "this key is no text").hint("put the key in quotation marks")
		case data.KeyInBraces:
			p.errorf("catalog-syntax", p.text.At(found.First), "a text that begins with { must stand in quotation marks").
				hint(`write "{{.Name}} …"`)
		case data.NoTable:
			p.noTable(pos)
		case data.SecondDoc:
			p.errorf("catalog-syntax", pos, "a line --- begins a second document in this file").hint("delete that line")
		case data.Syntax:
			p.yamlProblem(found.Library)
		case data.KeyMerge, data.KeyAlias, data.AliasTooMuch, data.Tag:
			p.say("yaml-feature", pos, yamlFeatures, found)
			// The other tags of YAML's own make something else of a text for those who follow them.
			if found.Code == data.Tag && (found.Name == "!!str" || !strings.HasPrefix(found.Name, "!!")) {
				p.diags[len(p.diags)-1].Severity = diag.Warning
			}
		default:
			words := catalogWords
			if p.doc.Format == data.JSON {
				words = jsonWords
			}
			p.say("catalog-syntax", pos, words, found)
		}
	}
}

// say reports a problem in the words that there are for it.
func (p *parser) say(code string, pos diag.Pos, words data.Wording, found data.Problem) {
	message, hint := words.Words(found)
	p.errorf(code, pos, "%s", message).hint("%s", hint)
}

func (p *parser) noTable(pos diag.Pos) {
	p.catalog.Lost = true
	if p.doc.Format == data.JSON {
		p.errorf("catalog-syntax", pos, "a catalog begins with { and holds keys with texts").hint(`write {"key": "text"}`)
		return
	}
	p.errorf("catalog-syntax", pos, "a catalog holds keys with texts").hint("write key: \"text\"")
}
