package editor

import (
	"strings"
	"unicode"

	"vernacular/internal/locale"
)

// mark is a typographic mark that a button writes at the cursor; with Close, around what is selected.
type mark struct {
	Name, Show  string // Show is what stands on the button
	Open, Close string
}

// Label returns what a screen reader calls the button instead of what stands on it; "" where that is a word.
func (m mark) Label() string {
	if strings.ContainsFunc(m.Show, unicode.IsLetter) {
		return "" // the title says more
	}
	return m.Name
}

// unseen are the marks that nobody sees, by what they are called where people type them.
var unseen = map[string]mark{
	"nbsp":  {"no-break space", "nbsp", "\u00a0", ""},
	"nnbsp": {"narrow no-break space", "nnbsp", "\u202f", ""},
	"zwnj":  {"zero-width non-joiner", "ZWNJ", "\u200c", ""},
	"zwj":   {"zero-width joiner", "ZWJ", "\u200d", ""},
	"rlm":   {"right-to-left mark", "RLM", "\u200f", ""},
	"lrm":   {"left-to-right mark", "LRM", "\u200e", ""},
	"nbhy":  {"no-break hyphen", "nb-", "\u2011", ""},
	"shy":   {"soft hyphen", "shy", "\u00ad", ""},
}

// joining are the scripts in which joiners decide how letters are drawn.
const joining = " Arab Beng Deva Gujr Guru Khmr Knda Mlym Mong Mymr Orya Sinh Syrc Taml Telu "

// unspaced are the scripts that have no spaces between words, and so no use for spaces that do not break.
const unspaced = " Hans Hant Hani Jpan Khmr Laoo Mymr Thai "

// marksOf returns the marks of a locale: its quotation marks (CLDR), dashes, and what its keyboards rarely have.
func marksOf(t locale.Tag) []mark {
	of := func(list string) bool { return strings.Contains(list, " "+t.Script()+" ") }
	open, end, altOpen, altEnd := t.Quotes()
	inside := ""
	if t.Language() == "fr" && t != "fr-CH" { // with a space that does not break
		inside = "\u00a0"
	}
	out := []mark{{"quotation marks", open + "…" + end, open + inside, inside + end}}
	if altOpen+altEnd != open+end {
		out = append(out, mark{"quotation marks within a quotation", altOpen + "…" + altEnd, altOpen, altEnd})
	}
	if t.Language() == "es" {
		out = append(out, mark{"question marks", "¿…?", "¿", "?"}, mark{"exclamation marks", "¡…!", "¡", "!"})
	}
	if !of(unspaced) {
		out = append(out, mark{"apostrophe", "’", "’", ""}, mark{"en dash", "–", "–", ""}, mark{"em dash", "—", "—", ""}, mark{"ellipsis", "…", "…", ""}, unseen["nbsp"])
		if strings.Contains(t.Number(1234567), "\u202f") {
			out = append(out, unseen["nnbsp"])
		}
		if t.Script() == "Latn" || t.Script() == "Cyrl" || t.Script() == "Grek" {
			out = append(out, unseen["nbhy"], unseen["shy"])
		}
	}
	if of(joining) {
		out = append(out, unseen["zwnj"], unseen["zwj"])
	}
	if t.Direction() == "rtl" {
		out = append(out, unseen["rlm"], unseen["lrm"])
	}
	return out
}

// Marks returns the typographic marks of the translation's language.
func (v *pageView) Marks() []mark { return marksOf(locale.Tag(v.Tag)) }
