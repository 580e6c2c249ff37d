package checks

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
)

// Glossary holds the terms of a site in its languages. It is immutable; a nil one has no terms.
type Glossary struct {
	file  string
	terms []term
}

// term is one thing and what it is called.
type term struct {
	id    string
	line  int
	words map[locale.Tag]string
	stems map[locale.Tag][]string // of the words that carry the meaning, in small letters
}

// ParseGlossary reads locales/glossary.toml: a table for each term, whose keys are tags and whose values are
// the term in that language, in its dictionary form.
//
//	[voter]
//	en = "voter"
//	fr = "électeur"
//
// A file that cannot be read gives an error and an empty glossary.
func ParseGlossary(file string, src []byte) (*Glossary, []diag.Diagnostic) {
	g := &Glossary{file: file}
	var raw map[string]map[string]string
	if err := toml.Unmarshal(src, &raw); err != nil {
		line, col := 1, 1
		var de *toml.DecodeError
		if errors.As(err, &de) {
			line, col = de.Position()
		}
		return g, []diag.Diagnostic{diag.Errorf("glossary-syntax", diag.At(file, line, col), "the glossary cannot be read: %s",
			strings.TrimPrefix(err.Error(), "toml: ")).
			WithHint("each term is a table [name] with lines such as fr = \"mot\"")}
	}
	var out []diag.Diagnostic
	places := placesOf(src)
	ids := make([]string, 0, len(raw))
	for id := range raw {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int {
		return (places[a]-places[b])*2 + strings.Compare(a, b)
	})
	for _, id := range ids {
		t := term{id: id, words: map[locale.Tag]string{}, stems: map[locale.Tag][]string{}}
		t.line, _ = diag.Position(src, places[id])
		keys := make([]string, 0, len(raw[id]))
		for k := range raw[id] {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			line, col := diag.Position(src, places[id+"\x00"+k])
			tag, canonical, err := locale.Parse(k)
			switch {
			case err != nil:
				out = append(out, diag.Warnf("glossary-locale", diag.At(file, line, col), "“%s” in the term [%s] is no language tag", k, id).
					WithHint("write a tag such as fr or pt-BR"))
				continue
			case !canonical:
				out = append(out, diag.Warnf("glossary-locale", diag.At(file, line, col), "“%s” in the term [%s] is spelled %s", k, id, tag).
					WithHint("write %s = …", tag))
			case strings.TrimSpace(raw[id][k]) == "":
				out = append(out, diag.Warnf("glossary-empty", diag.At(file, line, col), "the term [%s] has no text for %s", id, k).
					WithHint("write the term, or delete the line"))
				continue
			}
			t.words[tag] = raw[id][k]
			t.stems[tag] = stems(tag, raw[id][k])
		}
		g.terms = append(g.terms, t)
	}
	return g, diag.Sorted(out)
}

// placesOf gives the offsets of tables and, behind a NUL, of their keys.
func placesOf(src []byte) map[string]int {
	places := map[string]int{}
	p := unstable.Parser{}
	p.Reset(src)
	table := ""
	for p.NextExpression() {
		e := p.Expression()
		it := e.Key()
		name, off := "", 0
		for it.Next() {
			n := it.Node()
			if name == "" {
				off = int(n.Raw.Offset)
				name = string(n.Data)
			} else {
				name += "." + string(n.Data)
			}
		}
		switch e.Kind {
		case unstable.Table:
			table = name
			places[name] = off
		case unstable.KeyValue:
			places[table+"\x00"+name] = off
		}
	}
	return places
}

// stems are the beginnings of a term's words, or its middle where words change at the beginning.
func stems(tag locale.Tag, text string) []string {
	var out []string
	text = strings.ReplaceAll(strings.ToLower(text), "\u200b", "")
	if spacelessLanguage(tag) {
		return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
	}
	longest := 0
	for w := range words(text) {
		n := utf8.RuneCountInString(w.text)
		longest = max(longest, n)
	}
	for w := range words(text) {
		rs := []rune(w.text)
		if len(rs) < min(4, longest) {
			continue // "of", "the"
		}
		from, n := 0, len(rs)
		switch {
		case n > 7:
			n = n * 6 / 10
		case n > 4:
			n -= 2
		case n == 4:
			n = 3
		}
		switch tag.Language() {
		case "sw", "rw": // the class of a noun is at its beginning: mwongozo, miongozo
			if len(rs) > 5 {
				from = 2
				n = max(n, len(rs)-2)
			}
		case "ar":
			if strings.HasPrefix(w.text, "ال") && len(rs) > 4 {
				from = 2
				n = max(n, min(len(rs), 5))
			}
			if strings.HasPrefix(w.text, "لل") {
				from = 2
			}
		}
		out = append(out, string(rs[from:n]))
	}
	return out
}

// terms looks for terms of the glossary that the source has and the translation does not. Languages inflect,
// and translators may say a term by half the second time, so one of its words is enough.
// prefixing are languages whose words change at their beginning or inside, so that a term of the glossary cannot be told from
// its dictionary form.
var prefixing = map[string]bool{"am": true, "rw": true}

func (c *checker) terms(g *Glossary) {
	if g == nil {
		return
	}
	var src, txt string
	for i := range g.terms {
		t := &g.terms[i]
		from, to := t.words[c.p.Source], t.words[c.p.Locale]
		if from == "" || to == "" || prefixing[c.p.Locale.Language()] {
			continue
		}
		to = strings.ReplaceAll(to, "\u200b", "")
		if src == "" {
			src = strings.ToLower(c.src.prose)
			txt = strings.ReplaceAll(strings.ToLower(c.p.Text), "\u200b", "")
		}
		if !hasTerm(src, strings.ToLower(from)) || hasStems(txt, t.stems[c.p.Locale], c.p.Locale) {
			continue
		}
		c.warn(GlossaryTerm, 0, fmt.Sprintf("use it in the form that the sentence needs, or correct [%s] in %s", t.id, g.file),
			"the source has the term “%s”; the glossary calls it “%s”, which is not here", from, to)
	}
}

// hasTerm finds a term at the limits of words, with an ending of its own language perhaps.
func hasTerm(text, term string) bool {
	if spaceless(after(term, 0)) {
		return strings.Contains(text, term)
	}
	stem := strings.TrimSuffix(term, "y")
	for at := 0; ; {
		i := strings.Index(text[at:], stem)
		if i < 0 {
			return false
		}
		i += at
		at = i + len(stem)
		if unicode.IsLetter(before(text, i)) || before(text, i) == '-' {
			continue
		}
		rest := text[at:]
		end := strings.IndexFunc(rest, func(r rune) bool { return !unicode.IsLetter(r) })
		if end < 0 {
			end = len(rest)
		}
		switch rest[:end] {
		case "", "s", "es":
			if stem == term {
				return true
			}
		case "y", "ies":
			if stem != term {
				return true
			}
		}
	}
}

func hasStems(text string, stems []string, tag locale.Tag) bool {
	if len(stems) == 0 {
		return true
	}
	found := 0
	for _, s := range stems {
		if strings.Contains(text, s) {
			found++
		}
	}
	return 2*found >= len(stems)
}
