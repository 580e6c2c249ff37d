package checks

import (
	"regexp"
	"strings"

	"vernacular/internal/locale"
)

// denials are the words and parts of words by which a language denies, by ISO 639 code: " x " is a whole word, " x" the
// beginning of one, "x " the end of one, "x" any part. A language without a list is not judged.
var denials = func() map[string]*regexp.Regexp {
	lists := map[string]string{
		"am": "አይ|አያ|አላ|አለመ|አል|የለ|ያል|ሳይ|ማይ|በፍጹም",
		"ar": " لا | لم | لن | ليس| غير | دون | بدون | عدم | ولا | ولم | ولن | فلا | بلا | وليس| ما ",
		"az": "ma|mə|deyil|yox|heç|sız|siz|suz|süz",
		"bg": " не | няма| нищо| никой| никога| никак| без | нито | ни ",
		"bn": "না|নেই|নয়|নি|নন|ছাড়া",
		"de": " nicht| kein| nie| ohne | weder | niemand| un| nirgend",
		"es": " no | nunca | jamás | ningun| ningún | nada | nadie | sin | ni | tampoco ",
		"fa": "نمی| نه | هیچ|نیست|نا|نخ|نش|ند| ن|بدون| بی",
		"fi": " ei | eivät | et | emme | ette | en | älä| ilman |mättö|maton|matto|mätön|ton | eikä |ttä | tuskin ",
		"fr": " ne | n'| pas | jamais | aucun| rien | sans | ni | non | nul",
		"he": " לא | אין | אינ| בלי | ללא | שלא | ואינ| שאין | שאינ| טרם | אל | ולא | מבלי ",
		"hi": "नहीं| न | बिना |मत |अ",
		"hr": " ne | ni| nema| nikad| nikak| bez | nemojte| nitko | ništa | ne",
		"id": " tidak| tak | bukan| belum | tanpa | jangan",
		"ja": "ない|ませ|なく|せず|ず、|なし|未|不|非|なけれ|無",
		"ka": " არ| ვერ| ნუ|უ| არც",
		"km": "មិន|ពុំ|គ្មាន|ឥត|កុំ|ទេ",
		"ko": "않|없|몰|아니|못|말|안 |미|불|무",
		"lt": " ne| nie| be | nė",
		"mk": " не | нема| ни | без | никој | ништо | никогаш| не",
		"mn": "гүй|биш|бүү|үл ",
		"pt": " não | nunca | nenhum| nada | ninguém | sem | nem | jamais | in",
		"ro": " nu | nici| fără | ne| n-",
		"ru": " не| нет | ни| без | нельзя ",
		"rw": " nta| nti| si |ta|da|ti|ntab|bad",
		"si": "නැ|නො|බැ|තොර|එපා",
		"sk": " ne| nie | bez | ni| žiad",
		"sr": " не| ни| без | нема| ne| ni| bez | nema",
		"sw": " ha| si| bila |si|ja| ku",
		"ta": "இல்|ாத|ாம|ில்லை|ேண்டாம்|ாது|ஆகா|அல்ல|ல்லாம|தில்லை",
		"tr": "ma|me|değil|yok|hiç|sız|siz|suz|süz|mı|mi",
		"uk": " не| ні| без | нема| жод",
		"ur": "نہ|نا|غیر|بغیر|مت |بنا ",
		"uz": "ma|emas|yoʻq|yo'q|yo‘q|hech|siz",
		"vi": " không | chưa | chẳng | đừng | không| chớ ",
		"zh": "不|没|沒|无|無|未|非|别|勿|絕|绝|莫",
	}
	out := map[string]*regexp.Regexp{}
	for language, list := range lists {
		var parts []string
		for part := range strings.SplitSeq(list, "|") {
			p := regexp.QuoteMeta(strings.TrimSpace(part))
			if strings.HasPrefix(part, " ") {
				p = `(?:^|[^\pL\pM])` + p
			}
			if strings.HasSuffix(part, " ") {
				p += `(?:$|[^\pL\pM])`
			}
			parts = append(parts, p)
		}
		out[language] = regexp.MustCompile("(?i)" + strings.Join(parts, "|"))
	}
	return out
}()

// englishDenials are those that no translation leaves out: what they deny would be claimed. "No" before a noun and "without"
// may be said in other words.
var englishDenials = regexp.MustCompile(`(?i)(?:^|[^\pL])(?:not|never|nobody|nothing|cannot|can['’]t|don['’]t|doesn['’]t|didn['’]t|isn['’]t|aren['’]t|wasn['’]t|weren['’]t|won['’]t|shouldn['’]t|mustn['’]t|neither|nor)(?:$|[^\pL])`)

// negation tells of a denial in the source that the translation has not in any form.
func (c *checker) negation() {
	want := denials[c.p.Locale.Language()]
	if c.p.Source.Language() != "en" || want == nil || !englishDenials.MatchString(c.src.prose) {
		return
	}
	if !want.MatchString(strings.ReplaceAll(c.txt.prose, "’", "'")) {
		c.warn(NegationLost, 0, "see whether the translation says the opposite; if it denies in words that this check does not know, record the exception",
			"the source denies something, and no denial is found in the translation")
	}
}

// ratio is how many letters a language needs for what English says in one hundred, measured on the texts of this site and for
// others taken from their script.
func ratio(t locale.Tag) float64 {
	if n, ok := lengths[t.Language()]; ok {
		return n
	}
	switch t.Script() {
	case "Hans", "Hant", "Jpan":
		return 40
	case "Kore":
		return 50
	case "Arab", "Hebr", "Ethi":
		return 80
	}
	return 100
}

// doubling are words that a language may say twice in a row, by ISO 639 code; no word stands for any, in languages that double
// words by their grammar.
var doubling = func() map[string]map[string]struct{} {
	out := map[string]map[string]struct{}{}
	for language, list := range map[string]string{
		"de": "die der das den dem sie", "en": "that had", "fr": "nous vous", "az": "tez", "ar": "مقطعًا جزءًا شيئًا يومًا",
		"bn": "", "fa": "", "hi": "", "id": "", "km": "", "mn": "", "rw": "", "si": "", "sw": "", "ta": "", "tr": "", "ur": "", "uz": "", "vi": "",
	} {
		words := map[string]struct{}{}
		for _, w := range strings.Fields(list) {
			words[w] = struct{}{}
		}
		out[language] = words
	}
	return out
}()
