package checks

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vernacular/internal/diag"
	"vernacular/internal/page"
)

// Exchanged warns of texts of one page that stand in each other's place: the names of the one are in the translation of the
// other and the other way round, or both have a length that fits the other's source only.
func Exchanged(pairs []Pair) []diag.Diagnostic {
	var texts []*placed
	where := map[string][]*placed{} // by the first letters of a word of a translation
	for i := range pairs {
		if k := pairs[i].Kind; k == page.KindCode || k == page.KindHTML || k == page.KindMessage || pairs[i].Locale == pairs[i].Source {
			continue
		}
		t := newPlaced(&pairs[i])
		texts = append(texts, t)
		seen := map[string]bool{}
		for w := range words(pairs[i].Text) {
			if k := firstLetters(w.text); k != "" && !seen[k] {
				seen[k] = true
				where[k] = append(where[k], t)
			}
		}
	}
	for _, t := range texts {
		t.findStrays(where)
	}
	var out []diag.Diagnostic
	for i, a := range texts {
		for j, b := range texts[i+1:] {
			switch {
			case a.told || b.told || a.p.Kind != b.p.Kind:
			case a.strays[b] != "" && b.strays[a] != "":
				a.tell(&out, b, fmt.Sprintf("“%s” of the source stands there, and “%s” of the other here", a.strays[b], b.strays[a]))
			case j < near && a.cost+b.cost > saves && a.fitsBetter(b):
				a.tell(&out, b, "each has the length of the other")
			}
		}
	}
	return out
}

// placed is a text of a page with what tells it from others.
type placed struct {
	p      *Pair
	names  []string           // words of the source that begin with a capital
	lacks  []string           // those that are not in the translation
	strays map[*placed]string // by the translation that has it though its source has not: one of lacks

	want, got float64 // letters of the source, and of the translation, in letters of the source
	cost      float64 // how badly they fit each other
	told      bool
}

func newPlaced(p *Pair) *placed {
	src, txt := look(p.Kind, p.SourceText, p.SourceDefinitions), look(p.Kind, p.Text, p.Definitions)
	t := &placed{p: p, want: float64(weight(src.prose)), got: float64(weight(txt.prose)) * ratio(p.Source) / ratio(p.Locale)}
	t.cost = lengthCost(t.want, t.got)
	for w := range words(src.prose) {
		if firstLetters(w.text) == "" || slices.Contains(t.names, w.text) {
			continue
		}
		t.names = append(t.names, w.text)
		if !t.has(w.text) {
			t.lacks = append(t.lacks, w.text)
		}
	}
	return t
}

// firstLetters returns the first three letters of a word that begins with a capital and may be a name, else "".
func firstLetters(w string) string {
	if !unicode.IsUpper(after(w, 0)) {
		return ""
	}
	n := 0
	for i, r := range w {
		n++
		if n == 3 {
			return w[:i+utf8.RuneLen(r)]
		}
	}
	return ""
}

// has reports whether the translation has a name, perhaps with another ending.
func (t *placed) has(name string) bool {
	if utf8.RuneCountInString(name) > 5 {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	return strings.Contains(t.p.Text, name)
}

// findStrays finds the names that only one translation has whose source does not have them.
func (t *placed) findStrays(where map[string][]*placed) {
	for _, name := range t.lacks {
		var at *placed
		n := 0
		for _, other := range where[firstLetters(name)] {
			if other != t && other.has(name) && !slices.Contains(other.names, name) {
				at = other
				n++
			}
		}
		if n == 1 {
			if t.strays == nil {
				t.strays = map[*placed]string{}
			}
			if t.strays[at] == "" {
				t.strays[at] = name
			}
		}
	}
}

// How sure the lengths must be: what an exchange would save, and what it would leave, in the measure of [lengthCost]. Among
// all texts of a long page two fit by chance, so only neighbours are looked at.
const (
	near   = 3
	saves  = 9.0
	leaves = 3.0
)

// fitsBetter reports whether two texts have lengths that are right only for each other.
func (t *placed) fitsBetter(other *placed) bool {
	if min(t.want, other.want) < 40 {
		return false
	}
	then := lengthCost(t.want, other.got) + lengthCost(other.want, t.got)
	return then < leaves && t.cost+other.cost-then > saves
}

func (t *placed) tell(out *[]diag.Diagnostic, other *placed, why string) {
	t.told, other.told = true, true
	if slices.Contains(t.p.Except, TextsExchanged) || slices.Contains(other.p.Except, TextsExchanged) {
		return
	}
	*out = append(*out, diag.Warnf(TextsExchanged, t.p.Pos, "this text seems to be exchanged with that of line %d: %s", other.p.Pos.Line, why).
		WithHint("put each where the source has it"))
}

// answers are the words for yes and no, by ISO 639 code, in small letters.
var answers = map[string][2]string{
	"am": {"አዎ|አዎን", "አይ|አይደለም|የለም"}, "ar": {"نعم", "لا|كلا"}, "az": {"bəli|hə", "xeyr|yox"}, "bg": {"да", "не"}, "bn": {"হ্যাঁ", "না"}, "de": {"ja", "nein"},
	"en": {"yes", "no"}, "es": {"sí|si", "no"}, "fa": {"بله|آری", "خیر|نه"}, "fi": {"kyllä", "ei"}, "fr": {"oui", "non"}, "he": {"כן", "לא"}, "hi": {"हाँ|हां", "नहीं"}, "hr": {"da", "ne"},
	"id": {"ya", "tidak"}, "ja": {"はい|有|あり|可", "いいえ|無|なし|不可"}, "ka": {"დიახ|კი", "არა"}, "km": {"បាទ|ចាស|បាទ/ចាស", "ទេ"}, "ko": {"예|네", "아니요|아니오"}, "lt": {"taip", "ne"},
	"mk": {"да", "не"}, "mn": {"тийм", "үгүй"}, "pt": {"sim", "não"}, "ro": {"da", "nu"}, "ru": {"да", "нет"}, "rw": {"yego", "oya"}, "si": {"ඔව්", "නැත|නැහැ"}, "sk": {"áno", "nie"},
	"sr": {"да|da", "не|ne"}, "sw": {"ndiyo", "hapana"}, "ta": {"ஆம்", "இல்லை"}, "tr": {"evet", "hayır"}, "uk": {"так", "ні"}, "ur": {"ہاں|جی ہاں", "نہیں|جی نہیں"}, "uz": {"ha", "yoʻq|yo‘q"},
	"vi": {"có", "không"}, "zh": {"是|有|可以", "否|不是|无|無|没有|沒有|不可以"},
}

// answer returns 1 for a text that says no more than yes, -1 for no, 0 for any other. A tick and a cross say it, too.
func answer(language, prose string) int {
	text := strings.ToLower(strings.TrimFunc(prose, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }))
	if text == "" {
		switch {
		case strings.ContainsAny(prose, "✓✔✅☑") && !strings.ContainsAny(prose, "✗✘❌✖"):
			return 1
		case strings.ContainsAny(prose, "✗✘❌✖") && !strings.ContainsAny(prose, "✓✔✅☑"):
			return -1
		}
		return 0
	}
	words := answers[language]
	switch {
	case slices.Contains(strings.Split(words[0], "|"), text):
		return 1
	case slices.Contains(strings.Split(words[1], "|"), text):
		return -1
	}
	return 0
}

// answers warns of a yes that is a no in the source: two cells of a table were exchanged.
func (c *checker) answers() {
	if len(c.p.SourceText) > 40 {
		return
	}
	s, t := answer(c.p.Source.Language(), c.src.prose), answer(c.p.Locale.Language(), c.txt.prose)
	if s*t < 0 {
		c.warn(TextsExchanged, 0, "see whether two texts were exchanged", "“%s” is “%s” in the source", short(c.p.Text), short(c.p.SourceText))
	}
}

// exchangedNames warns of a link whose text has the name or number of another link of the source, and not its own.
func (c *checker) exchangedNames() {
	if len(c.src.named) < 2 || len(c.txt.named) < 2 {
		return
	}
	tokens := map[string][]string{}
	for _, l := range c.src.named {
		tokens[l.dest] = append(tokens[l.dest], tellingWords(l)...)
	}
	for _, l := range c.txt.named {
		own, known := tokens[l.dest]
		if !known || slices.ContainsFunc(c.src.named, func(s namedLink) bool { return s.dest == l.dest && s.text == l.text }) || slices.ContainsFunc(own, func(w string) bool { return containsFold(l.text, w) }) {
			continue
		}
		for _, other := range c.src.named {
			if other.dest == l.dest || other.text == l.text {
				continue
			}
			i := slices.IndexFunc(tellingWords(other), func(w string) bool { return containsFold(l.text, w) && !slices.Contains(own, w) })
			if i < 0 || slices.ContainsFunc(c.txt.named, func(x namedLink) bool {
				return x.dest == other.dest && containsFold(x.text, tellingWords(other)[i])
			}) {
				continue
			}
			c.warn(LinkChanged, l.off, fmt.Sprintf("write %s, or record the exception if the translation must lead elsewhere", other.dest),
				"the link “%s” leads to %s; the source's with “%s” leads to %s", short(l.text), short(l.dest), tellingWords(other)[i], short(other.dest))
			break
		}
	}
}

func containsFold(text, w string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(w))
}

// tellingWords returns the words of a link that a translation keeps: names, numbers, the name of the server.
func tellingWords(l namedLink) []string {
	var out []string
	for w := range words(l.text) {
		if unicode.IsUpper(after(w.text, 0)) && utf8.RuneCountInString(w.text) > 2 {
			out = append(out, w.text)
		}
	}
	for _, r := range digitRuns(l.text) {
		out = append(out, l.text[r.off:r.end])
	}
	if _, rest, ok := strings.Cut(l.dest, "://"); ok {
		host, _, _ := strings.Cut(rest, "/")
		parts := strings.Split(host, ".")
		if n := len(parts); n > 1 && len(parts[n-2]) > 3 {
			out = append(out, parts[n-2])
		}
	}
	return out
}
