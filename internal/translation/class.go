package translation

import (
	"html"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"vernacular/internal/page"
)

// Class says how much a change of the source matters to its translations.
type Class uint8

// The classes of change, from the least to the most.
const (
	Unchanged Class = iota
	Cosmetic        // white space, spelling of Markdown, punctuation, a link's address: translations stay fresh
	Editorial       // other words
	Normative       // a number, a date, a negation, a modal verb: what the text demands may be another
)

// String is the class's name.
func (c Class) String() string {
	return [...]string{"unchanged", "cosmetic", "editorial", "normative"}[c]
}

// ParseClass reads the name of a class that an author may give to a change.
func ParseClass(s string) (Class, bool) {
	i := slices.Index([]string{"unchanged", "cosmetic", "editorial", "normative"}, s)
	return Class(max(i, 0)), i > 0
}

// binding are words that decide what a text demands, by language: negations, modal verbs (RFC 2119 has the English
// ones) and months, since a date without its month is no date. A language without a list is judged by its digits alone.
var binding = map[string][]string{
	"en": strings.Fields("not no never none nobody nothing neither nor without cannot can't don't doesn't didn't isn't aren't wasn't weren't won't wouldn't shouldn't mustn't " +
		"must may shall should might required forbidden prohibited optional " +
		"january february march april june july august september october november december unless except only"),
	"fr": strings.Fields("ne n pas jamais aucun aucune rien personne sans doit doivent devez devra devront peut peuvent pourra faut interdit sauf " +
		"janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
	"es": strings.Fields("no nunca jamás ningún ninguna nada nadie sin debe deben deberá puede pueden podrá prohibido salvo " +
		"enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
	"pt": strings.Fields("não nunca jamais nenhum nenhuma nada ninguém sem deve devem deverá pode podem poderá proibido salvo " +
		"janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"),
	"de": strings.Fields("nicht kein keine keinen keiner nie niemals niemand nichts ohne muss müssen soll sollen darf dürfen kann können verboten außer " +
		"januar februar märz april mai juni juli august september oktober november dezember"),
	"ru": strings.Fields("не ни нет никогда никто ничто без должен должна должны может могут нельзя запрещено кроме " +
		"января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
	"ar": strings.Fields("لا لم لن ليس ليست دون بدون يجب ينبغي يجوز يمكن يُحظر"),
}

// escapes takes the backslash from what Markdown escapes.
var escapes = func() *strings.Replacer {
	var pairs []string
	for _, r := range "!\"#$%'()*+,-./:;<=>?@[\\]^_`{|}~" { // not &: what would be a reference is a text then
		pairs = append(pairs, "\\"+string(r), string(r))
	}
	return strings.NewReplacer(pairs...)
}()

// taskBox is what an item that is a task begins with. The page shows the box of its source.
var taskBox = regexp.MustCompile(`^\[[ xX]\]\s+`)

// shape is what a text is made of: its words, its marks in order, the labels of the footnotes that it refers to. A label is no
// word: nobody reads it.
type shape struct {
	words []string
	marks string
	notes []string
}

func shapeOf(kind page.Kind, text, language string) shape {
	var s shape
	if kind == page.KindCode {
		lines := strings.Split(text, "\n")
		for i := range lines {
			lines[i] = strings.TrimRight(lines[i], " \t")
		}
		return shape{marks: strings.Join(lines, "\n")}
	}
	var marks, plain strings.Builder
	flush := func() {
		words := plain.String()
		if language == "el" {
			words = strings.ReplaceAll(words, ";", "?") // as Greek writes it
		}
		s.words = append(s.words, typedWords(words)...)
		plain.Reset()
	}
	text = text[len(taskBox.FindString(text)):]
	for _, t := range page.Tokens(text) {
		part := text[t.Start:t.End]
		switch {
		case t.Kind == page.TextToken:
			plain.WriteString(html.UnescapeString(escapes.Replace(part)))
			continue
		case t.Name == "wbr": // where a word may be broken
			continue
		case t.Name == "br":
			plain.WriteByte(' ')
			continue
		}
		flush()
		isNote := t.Kind == page.SingleToken && t.Name == "footnote"
		if isNote {
			s.notes = append(s.notes, part)
		}
		if t.Kind == page.SingleToken && t.Name == "code" {
			s.words = append(s.words, strings.Trim(part, "` "))
		}
		s.words = append(s.words, typedWords(page.Caption(text, t))...)
		// Where a mark stands among the words is part of what it says.
		marks.WriteString(string(rune('0'+t.Kind)) + t.Name + " ")
		if t.Kind == page.OpenToken || isNote {
			marks.WriteString(string(rune(0x100 + len(s.words)%0x1000)))
		}
	}
	flush()
	s.marks = marks.String()
	return s
}

// Classify compares two texts of a source, in the language with an ISO 639 code.
func Classify(kind page.Kind, old, now, language string) Class {
	if old == now {
		return Unchanged
	}
	a, b := shapeOf(kind, old, language), shapeOf(kind, now, language)
	if slices.Equal(a.words, b.words) {
		if a.marks == b.marks && slices.Equal(a.notes, b.notes) {
			return Cosmetic
		}
		return Editorial
	}
	count := map[string]int{}
	for _, w := range a.words {
		count[w]++
	}
	for _, w := range b.words {
		count[w]--
	}
	for w, n := range count {
		if n != 0 && (strings.ContainsFunc(w, unicode.IsDigit) || slices.Contains(binding[language], strings.ToLower(w))) {
			return Normative
		}
	}
	return Editorial
}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
