package locale

import (
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// Compare returns an order of texts as a reader of the locale expects it (UTS 10), which is total: only
// equal texts compare as 0. The function may be used by many goroutines at once. Its tables are those
// of golang.org/x/text, CLDR 23: characters newer than 2012 sort by their code.
func Compare(in Tag) func(a, b string) int {
	tag, prepare := string(in), func(text string) string { return text }
	switch in.Language() {
	case "zh", "yue": // parentLocales for collations; x/text does not know which script a region writes
		tag = "zh"
		if in.Script() == "Hant" {
			tag = "zh-Hant"
		}
	case "ja":
		prepare = longVowels
	case "sr", "bs", "sh", "cnr":
		if in.Script() == "Latn" { // CLDR has the order of Croatian for these (common/collation/sr_Latn.xml)
			tag = "hr"
		}
	case "uz":
		prepare = afterZ().Replace
	}
	// A collator keeps its iterators in itself, so that each goroutine needs one of its own.
	collators := sync.Pool{New: func() any { return collate.New(language.Raw.Make(tag)) }}
	return func(a, b string) int {
		c := collators.Get().(*collate.Collator)
		defer collators.Put(c)
		if order := c.CompareString(prepare(a), prepare(b)); order != 0 {
			return order
		}
		return strings.Compare(a, b)
	}
}

// afterZ returns what writes the four letters of Uzbek that follow z (common/collation/uz.xml) as four that other languages have there, in
// the same order. The tables of x/text are older than that rule.
func afterZ() *strings.Replacer {
	var pairs []string
	for _, letter := range []struct{ forms, low, high string }{
		{"oʻ Oʻ", "ʒ", "Ʒ"}, {"gʻ Gʻ", "þ", "Þ"}, {"sh Sh SH", "ƿ", "Ƿ"}, {"ch Ch CH", "ɂ", "Ɂ"},
	} {
		for i, form := range strings.Fields(letter.forms) {
			to := letter.high
			if i == 0 {
				to = letter.low
			}
			for _, comma := range []string{"ʻ", "‘", "’"} {
				pairs = append(pairs, strings.Replace(form, "ʻ", comma, 1), to)
			}
		}
	}
	return strings.NewReplacer(pairs...)
}

// vowels are the katakana that end in a vowel, which comes first.
var vowels = [...]string{
	"アァカガサザタダナハバパマヤャラワヵヮ",
	"イィキギシジチヂニヒビピミリヰ",
	"ウゥクグスズツッヅヌフブプムユュルヴ",
	"エェケゲセゼテデネヘベペメレヱヶ",
	"オォコゴソゾトドノホボポモヨョロヲ",
}

// longVowels writes each vowel that is made long by its mark (ー) twice, which is where JIS X 4061 orders it. For the
// mark itself x/text's tables forget the letter before it, so that ルーマニア stood with ウ.
func longVowels(text string) string {
	if !strings.Contains(text, "ー") {
		return text
	}
	var b strings.Builder
	var before rune
	for _, c := range text {
		if c == 'ー' {
			for _, letters := range vowels {
				if strings.ContainsRune(letters, before) || before >= 'ぁ' && before <= 'ゖ' && strings.ContainsRune(letters, before+'ァ'-'ぁ') {
					c, _ = utf8.DecodeRuneInString(letters)
				}
			}
		}
		b.WriteRune(c)
		before = c
	}
	return b.String()
}
