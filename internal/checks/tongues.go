package checks

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"

	"vernacular/internal/locale"
)

// moreWords are common words of languages, beside those of [commonWords], by which a whole file is known, though a single
// text is not.
var moreWords = map[string]string{
	"da": "havde noget sådan kun ud op bliver hver mellem disse dig gøre uden igen kunne",
	"nb": "hadde noe slik bare ut opp blir hver mellom disse deg gjøre uten igjen kunne",
	"uk": "можуть тільки цей ця цього кожного може були чи через їх має після перед",
	"ru": "могут только этого каждого может через после перед их есть до",
	"af": "die en van is in het nie om te vir met dat op hulle word as wat nie aan sal kan moet deur ook maar hierdie ons jou jy uit een was",
	"cy": "y yn a i o ar mae yr am ei wedi gan ac fel eu nid bod ond hynny hwn chi eich oedd os na gyda cael neu",
	"eu": "eta da ez du bat dira egin dute hau baina edo den duen dituen egiten izan zuen bere ere hori behar beste dago badu",
	"ga": "an na agus a ar go i is do le tá ag ní sé bhí don faoi ach nó mar chun bheith siad sin atá leis gur",
	"ha": "da a ta na ya an shi ne ba ce su wannan don ko ga wanda zai sun cikin mai kuma amma yana tare idan duk",
	"ht": "yo nan ki pou ak li nou pa yon sa ap se te gen ou men fè tout lè kote moun konsa oswa si kapab dwe",
	"is": "og í að er á það sem til um við ekki með fyrir eru en hann var af hefur þeir þetta ef eða frá þegar verður hafa þú",
	"mt": "li u ta fil il ma ghal biex minn hija dan fuq huwa din kull jew wkoll jekk hemm tal kien dawn iżda mill",
	"so": "iyo waa in ka ku u oo la ay ah ama uu si ayaa waxaa inuu leh aan wax haddii kasta",
	"sq": "të e në dhe për me një që nga i është nuk më janë si ose do por ka duhet mund kjo tyre këtë kur pas ky edhe pa",
	"yo": "ni ti àwọn náà wọn sí fún pé tó kí bí láti ó ṣe ẹ̀ tàbí gbogbo jẹ́ lọ́wọ́",
	"tg": "ва дар аз ба ки бо барои ин он аст мекунад ё ҳар шавад бояд агар пас ҳамчунин онҳо шумо нест",
}

// tongues are the languages of which words are known, sorted.
var tongues = sync.OnceValue(func() []string {
	list := slices.AppendSeq(slices.Collect(maps.Keys(commonWords)), maps.Keys(moreWords))
	slices.Sort(list)
	return slices.Compact(list)
})

// wordsOf returns the common words of a language, nil if they are not known.
func wordsOf(code string) map[string]bool {
	list := strings.TrimSpace(commonWords[code] + " " + moreWords[code])
	if list == "" {
		return nil
	}
	return set(list)
}

// minLetters is how many letters texts must have for their language to be told; of their script a few say enough, and a
// character of China or Korea says more.
const (
	minLetters       = 60
	minScriptLetters = 20
)

// reading is what some texts are made of: how often each word, the letters of each script, and the characters that only one of
// the two ways to write Chinese has.
type reading struct {
	words, letters map[string]int
	tokens, all    int
	hans, hant     int
}

// ReadsAs returns the language that translations into a locale plainly read as, or the script that they are in, where it is
// another one than the locale's; "" where nothing says so. It looks at all texts together: at their letters, and at
// the words that one of two languages has and the other has not. Names and quotations are too few to count.
func ReadsAs(t locale.Tag, texts []string) string { return read(texts).as(t) }

// Foreign returns, for each text of translations from a source into a locale, the language or script that it plainly reads as
// where that is another one; "" where nothing says so. A text of a language that others are in is known by less.
func Foreign(source, t locale.Tag, texts []string) []string {
	out, found := make([]string, len(texts)), map[string]bool{}
	for i, text := range texts {
		r := read([]string{text})
		code := thirdLanguage(source, t, text, look("", text, nil).own)
		switch east := r.letters["Han"] + r.letters["Hangul"]; {
		case r.all+east >= minScriptLetters && r.foreignScript(t) != "":
			out[i] = r.foreignScript(t)
		case code != "":
			out[i], found[code] = locale.Tag(code).EnglishName(), true
		}
	}
	mine := wordsOf(listOf(t))
	for _, code := range slices.Sorted(maps.Keys(found)) {
		its := wordsOf(code)
		for i, text := range texts {
			ours, theirs := read([]string{text}).compare(mine, its)
			if out[i] == "" && mine != nil && ours == 0 && theirs >= 2 {
				out[i] = locale.Tag(code).EnglishName()
			}
		}
	}
	return out
}

// IsOwn reports whether a text has words of a locale's language; of one whose words are not known, letters of its scripts.
func IsOwn(t locale.Tag, text string) bool {
	r := read([]string{text})
	mine := wordsOf(listOf(t))
	if mine == nil {
		return r.all > 0 && r.foreignScript(t) == ""
	}
	ours, _ := r.compare(mine, nil)
	return ours > 0
}

// compare counts the words that one of two languages has and the other has not.
func (r reading) compare(mine, its map[string]bool) (ours, theirs int) {
	for word, n := range r.words {
		switch a, b := its[word], mine[word]; {
		case a && !b:
			theirs += n
		case b && !a:
			ours += n
		}
	}
	return ours, theirs
}

// read counts what the texts, Markdown, are made of.
func read(texts []string) reading {
	r := reading{words: map[string]int{}, letters: map[string]int{}}
	for _, text := range texts {
		for w := range words(look("", text, nil).own) {
			r.tokens++
			r.words[strings.ToLower(strings.ReplaceAll(w.text, "’", "'"))]++
			for _, c := range w.text {
				r.add(c)
			}
		}
	}
	return r
}

// add counts a character.
func (r *reading) add(c rune) {
	s := scriptOf(c)
	if s == "" || !unicode.IsLetter(c) {
		return
	}
	r.letters[s]++
	r.all++
	if s != "Han" {
		return
	}
	switch a, b := strings.ContainsRune(simplified, c), strings.ContainsRune(traditional, c); {
	case a && !b:
		r.hans++
	case b && !a:
		r.hant++
	}
}

// as is [ReadsAs].
func (r reading) as(t locale.Tag) string {
	if east := r.letters["Han"] + r.letters["Hangul"]; r.all+east < minScriptLetters {
		return ""
	}
	if s := r.foreignScript(t); s != "" {
		return s
	}
	switch t.Script() {
	case "Hans":
		if r.hant >= 4 && r.hant > 4*r.hans {
			return "Chinese in traditional characters"
		}
	case "Hant":
		if r.hans >= 4 && r.hans > 4*r.hant {
			return "Chinese in simplified characters"
		}
	}
	if r.all < minLetters {
		return ""
	}
	return r.otherTongue(t)
}

// IsProse reports whether a text is a sentence of a language: neither a name nor a list of links, and no code.
func IsProse(t locale.Tag, text string) bool {
	r := read([]string{text})
	common, known := 0, wordsOf(listOf(t))
	for w, n := range r.words {
		if known[w] {
			common += n
		}
	}
	return r.tokens >= 6 && (common >= 2 || known == nil)
}

// foreignScript returns the language or script of texts of which most letters are in scripts that the locale does not use.
func (r reading) foreignScript(t locale.Tag) string {
	letters, all := r.letters, r.all
	home := homeScripts(t)
	if home == nil {
		return ""
	}
	kana := letters["Hiragana"] + letters["Katakana"]
	switch {
	case t.Language() == "ja" && 20*kana < all && 2*letters["Han"] > all:
		return "Chinese"
	case t.Language() == "zh" && 10*kana > all:
		return "Japanese"
	case t.Language() == "ko" && 4*letters["Hangul"] < all && 2*letters["Han"] > all:
		return "Chinese"
	}
	own := 0
	for _, s := range home {
		own += letters[s]
	}
	if 2*own >= all {
		return ""
	}
	most := ""
	for _, s := range slices.Sorted(maps.Keys(letters)) {
		if !slices.Contains(home, s) && letters[s] > letters[most] {
			most = s
		}
	}
	return "a language in the script " + most
}

// otherTongue returns the language whose common words the texts have, and hardly any of the locale's own.
func (r reading) otherTongue(t locale.Tag) string {
	own := listOf(t)
	mine := wordsOf(own)
	best, most := "", 0
	for _, code := range tongues() {
		if code == own || scriptOfList(code) != t.Script() {
			continue
		}
		ours, theirs := r.compare(mine, wordsOf(code))
		least, share := 6, 12
		if mine == nil { // a language that has no list may be a near relation
			least, share = 12, 4
		}
		if theirs >= least && share*theirs >= r.tokens && theirs > 4*ours && theirs > most {
			best, most = locale.Tag(code).EnglishName(), theirs
		}
	}
	return best
}

// simplified and traditional are frequent characters that one of the two ways to write Chinese has and the other has not.
const (
	simplified  = "这为们国说时会学对发经过现进动还给让应该认识语议选举权个总统员报网络们关开门问题间见长车东马风飞鱼鸟龙龟书画电话买卖读写汉译证据页码实验务热爱众体专业产党团组织级级别请愿书项条规则"
	traditional = "這為們國說時會學對發經過現進動還給讓應該認識語議選舉權個總統員報網絡們關開門問題間見長車東馬風飛魚鳥龍龜書畫電話買賣讀寫漢譯證據頁碼實驗務熱愛眾體專業產黨團組織級級別請願書項條規則"
)
