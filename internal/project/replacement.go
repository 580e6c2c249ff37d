package project

import (
	"regexp"
	"strings"

	"vernacular/internal/page"
	"vernacular/internal/textdiff"
	"vernacular/internal/translation"
)

// Replacement is what a translation becomes if what a query finds in it is replaced.
type Replacement struct {
	Text string
	Diff []textdiff.Part // what goes and what comes, in place
	Kept int             // how often it was found in code, in an address or in a placeholder, which stay as they are
}

// Replace works out what the translation of a field becomes with another text for each place that a query finds. ok is false
// if nothing changes: a block of code or HTML stays as it is, and so do a link's address, inline code and a placeholder.
func (t *Texts) Replace(q Query, f Field, with string) (r Replacement, ok bool) {
	spans := q.spans(t.target, f.Text)
	if f.Verbatim() {
		return Replacement{Text: f.Text, Kept: len(spans)}, false
	}
	words := wordsOf(f)
	var out strings.Builder
	at := 0
	add := func(op textdiff.Op, text string) {
		if text != "" {
			r.Diff = append(r.Diff, textdiff.Part{Op: op, Text: text})
		}
	}
	for _, s := range spans {
		if !within(words, s) {
			r.Kept++
			continue
		}
		if f.Text[s.Start:s.End] == with {
			continue
		}
		add(textdiff.Kept, f.Text[at:s.Start])
		add(textdiff.Deleted, f.Text[s.Start:s.End])
		add(textdiff.Inserted, with)
		out.WriteString(f.Text[at:s.Start] + with)
		at = s.End
		ok = true
	}
	add(textdiff.Kept, f.Text[at:])
	out.WriteString(f.Text[at:])
	r.Text = out.String()
	return r, ok
}

// notWords are the placeholders and the tags of a text that is no Markdown, and the placeholders of one that is.
var notWords = regexp.MustCompile(`\{\{.*?\}\}|</?[A-Za-z][^<>]*>|&#?[A-Za-z0-9]+;`)

// wordsOf returns the parts of a translation that are words: neither code nor a mark, an address or a placeholder.
func wordsOf(f Field) (words []Span) {
	whole := []Span{{0, len(f.Text)}}
	if f.Kind != page.KindMessage && f.Kind != page.KindFrontMatter {
		whole = nil
		for _, t := range page.Tokens(f.Text) {
			if t.Kind == page.TextToken {
				whole = append(whole, Span{t.Start, t.End})
			}
		}
	}
	for _, s := range whole {
		at := s.Start
		for _, not := range notWords.FindAllStringIndex(f.Text[s.Start:s.End], -1) {
			words = append(words, Span{at, s.Start + not[0]})
			at = s.Start + not[1]
		}
		words = append(words, Span{at, s.End})
	}
	return words
}

// within reports whether a span lies in one of others.
func within(list []Span, s Span) bool {
	for _, l := range list {
		if l.Start <= s.Start && s.End <= l.End {
			return true
		}
	}
	return false
}

// EditOf returns the edit that gives a field another text. A text that is up to date stays so, and a draft stays a draft;
// another one needs a person who has compared it with its source. A review is of the text as it was, and ends with it.
func EditOf(p *Page, f Field, text string) Edit {
	e := Edit{Tag: p.Tag, Key: p.Key, ID: f.ID, Text: text, Lock: f.Lock, Accept: f.State == translation.Fresh && !f.Unrecorded}
	if f.Review.Stage == translation.Draft {
		e.Step = Keep
	}
	return e
}
