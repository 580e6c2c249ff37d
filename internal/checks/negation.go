package checks

import (
	"regexp"
	"slices"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/textdiff"
)

// denials are the words and parts of words by which a language denies, by ISO 639 code: " x " is a whole word, " x" the
// beginning of one, "x " the end of one, "x" any part; ".x" is a part with a letter before it. A language without a list is
// not judged. A list that has too much finds less; one that has too little gives false alarms.
var denials = map[string]string{
	"am": "አይ|አያ|አላ|አለመ|አል|የለ|ያል|ሳይ|ማይ|በፍጹም",
	"ar": " لا | لم | لن | ليس| لست| لسن| لعدم | غير | دون | بدون | عدم | ولا | ولم | ولن | فلا | بلا | وليس| ألا | بعدم | وغير | بغير | ليش ",
	"az": "deyil|yox|heç|.mır|.mir|.mur|.mür|mayan|məyən|mayıb|məyib|.maz|.məz|madan|mədən|.maya|.məyə|mama|məmə|madı|mədi|.sız |.siz |.suz |.süz |.sızdır|.sizdir",
	"bg": " не | няма| нищо | никой | никога | никак| без | нито | ни | неясн| невалид| невъзмож| непро",
	"bn": " না | নেই | নয় | নয় | নন | নি | ছাড়া |.য়নি |.েনি |.েননি |.য়নি |.ননি | অস্বচ্ছ",
	"de": " nicht | nichts | kein| nie | niemals | niemand| nirgend| weder | ohne | unmöglich| unzulässig| unklar| ungültig| unverständlich| ungelesen| ungeprüft| unverändert| unnötig| ungeeignet| unerwünscht| unvollständig| unsicher",
	"es": " no | nunca | jamás | ningun| ningún | nada | nadie | sin | ni | tampoco ",
	"fa": "نمی| نه | هیچ|نیست| بدون | بی‌| ندار| نداشت| نشد| نشو| نکرد| نکن| نباید | نباش| نبود| نخوان| نخوا| نیافت| ندا| نده| نرفت| نرس| نگرفت| نگیر| نتوان| نامفهوم| ناخوانا| نیاز نیست|هرگز| عدم |برنگرد",
	"fi": " ei | eivät | et | emme | ette | en | älä | älkää | ilman |mättö|maton |matto|mätön |mättä |matta | eikä | eivätkä | tuskin | koskaan ",
	"fr": " ne | n'| pas | jamais | aucun| rien | sans | ni | non | nul",
	"he": " לא | אין | אינ| בלי | ללא | שלא | ואינ| שאין | שאינ| טרם | אל | ולא | מבלי | אי | שאי | בלתי| ואין| כשאינ",
	"hi": "नहीं| न | ना | बिना | मत | नही | अस्पष्ट",
	"hr": " ne | nije| nisu | nisam | nis| nem| nik| ništa | nit| neće | bez | ni | nijed| nejas| nevalj| nepro",
	"id": " tidak| tak | bukan| belum | tanpa | jangan",
	"ja": "ない|ません|なく|せず|ず、|なし|未|不|非|なけれ|無|なかっ|なかろ|ずに|ざる",
	"ka": " არ | არა | არავ| არაფ| არას| არც | ვერ | ვერა| ნუ | აღარ | არან| გაუგებ| უკანონ",
	"km": "មិន|ពុំ|គ្មាន|ឥត|កុំ",
	"ko": "않|없|모르|모를|몰라|모른|아니|아닌|아닙|아닐|못|마십시오|마세요|말아|지 말| 안 | 미완| 미확| 미검|불가| 불명| 무효|아님|모릅|몰랐|말 것",
	"lt": " ne| nie| be | nė",
	"mk": " не | нема| ни | без | никој | ништо | никогаш | ниту | неважеч| невозмож| нејас",
	"mn": "гүй|биш|бүү|үл ",
	"pt": " não | nunca | nenhum| nada | ninguém | sem | nem | jamais | inválid| impossív| incorret",
	"ro": " nu | nici| fără | nimeni| nimic| niciod| n-| neclar| nevalid| necitit",
	"ru": " не | нет | ни | ничто | ничего | ничем | никто | никого | никогда | никак| без | нельзя | ниоткуда | непонят| неясн| невозможн| недейств| непрочит| непровер| не",
	"rw": " nti| nta| nt'| ata | si | nte| nto|tara|dara|.dafite |.tari |.dasom|.takor|.dakor|.tagir|.dashob|.tabas|.dakwi|.takwi|.taza|.daha",
	"si": "නැ|නො|බැහැ|බැරි|තොරව|එපා",
	"sk": " ne| nie | bez | nik| nič| žiad| ani ",
	"sr": " не | није| нису | нис| нем| ник| ништа | нит| неће | без | ни | нијед| нејас| ne | nije| nisu | nis| nem| nik| ništa | nit| neće | bez | ni | nijed| nejas",
	"sw": " si | sio | usi| msi| huruhus| hutak| hutaw| huta | huwa | hupat| hawar| haru| bila | kamwe | wala | haku| hai| hauj| haun| haut| haul| hauw| hawaj| hawah| hawap| hawaw| hawan| hawat| hazij| haziw| hazit| hazin| hatuj| hatuw| hatun| hatut| hajas| hajaw| hajak| hajap| hajath| hayaj| hayap| hayaw| hayat| hakij| hakip| havij| havip| haviw| havit| hazip| haup| haip| halip| hawap| hayup | hamja| hajatum| hakiw| huja| huhitaj| huwezi | hupasw| huna | hujui | halij| haliw| halit| halik| isiyo| asiye| wasio| yasiyo| lisilo| kisicho| zisizo| usio| isiw| asiw| isib| isit| usib| usit| visivyo| kuto| asit| asip| wasip| wasit| hauf| hazihu| hukub| haufan| hawaku| haiku| haziku| hatuku| sikuwa| sikup| sikuj| sikut| sikuw| siwez| sijui| sina | hujui| hujaa| hujap| hujaw| hujas| hujaf| haija| hatuja| hauja| hatuta| hatakuwa| hatawe| hataru|.liwi |.siwi |.niwi |.tiwi |.lewi | hana | hawana ",
	"ta": "இல்லை|ில்லை|இல்லா|ில்லா|ாமல்|ாமலு|ாமலே|ாத |ாதவ|ாதத|ாது |ாதீ|ாதே|ாவிட்ட|வேண்டாம்|அல்ல |இன்றி ",
	"tr": "değil| yok |yoktur| hiç|.maz |.mez |.mazs|.mezs|mayan|meyen|mıyor|miyor|muyor|müyor|madı|medi|mamış|memiş|mayaca|meyece|madan|meden|mayın|meyin|mamal|memel|.maksız|.meksiz|mama|meme|.sız |.siz |.suz |.süz | asla | yok|.mazd|.mezd|.mazl|.mezl|masak|mesek|masay|mesey|mayıp|meyip|mayıl|meyil|.mazk|.mezk",
	"uk": " не | ні | ніхто | ніщо | нічого | ніколи | ніяк| ніде | без | немає | нема | жодн| незрозум| неясн| неможлив| недійсн| непрочит| не",
	"ur": " نہیں| نہ | غیر| بغیر | مت | بنا | نا | ناقا| ناممک| نامعل| ناجائ| ناکا| نامکم| نامنظ",
	"uz": "emas|yoʻq|yo'q|yo‘q| hech|magan|maydi|masa|mas |maslik|masdan|may |mang |.siz |.sizdir",
	"vi": " không | chưa | chẳng | đừng | không| chớ ",
	"zh": "不|没|沒|无|無|未|勿|别|別|莫|绝非|絕非|并非|並非|毋",
}

var denialTables = kept[string, phrases]{make: func(language string) phrases { return phrasesIn(denials[language]) }}

// innocent are words that have a part like a denial and deny nothing, by ISO 639 code.
var innocent = map[string]*strings.Replacer{
	"ja": spaces("未来 不正 無料 不可欠 まず、 無事"),
	"ru": spaces("необходим некотор несколько недел недавн нейтрал нейро немедл немно него неё нее ней нему нефт небо"),
	"sk": spaces("nech než nesk nedávn neust nesie"),
	"sw": strings.NewReplacer("usiku ", " ", "usiku,", " ", "usiku.", " ", "usimamizi", " ", "usingizi", " ", "usikivu", " ", "usiri", " ", "msingi", " ", "msimu", " ", "msima", " ", "msichana", " ", "msiba", " ", "msikiti", " ", "msitu", " ", "msisitizo", " ", "msikilizaji", " ", "kutoa", " ", "kutoka", " ", "kutoe", " "),
	"tr": strings.NewReplacer("madan önce", " ", "meden önce", " "),
	"uk": spaces("необхідн неділ недавн нещодавн незабаром невдовзі нейтрал нейро неї нею нему небо"),
	"zh": spaces("不同 不断 不斷 不仅 不僅 不但 不过 不過 无论 無論 未来 未來 分别 分別 特别 特別 区别 區別 别人 別人 个别 個別"),
}

func spaces(list string) *strings.Replacer {
	var pairs []string
	for _, w := range strings.Fields(list) {
		pairs = append(pairs, w, " ")
	}
	return strings.NewReplacer(pairs...)
}

// englishDenials are those that no translation leaves out: what they deny would be claimed. "No" before a noun and "without"
// may be said in other words.
var englishDenials = pattern(`(?i)(?:^|[^\pL])(?:not|never|nobody|nothing|cannot|can['’]t|don['’]t|doesn['’]t|didn['’]t|isn['’]t|aren['’]t|wasn['’]t|weren['’]t|won['’]t|shouldn['’]t|mustn['’]t|neither|nor)(?:$|[^\pL])`)

// harmlessDenials are English denials that translations turn round or leave out: "do not hesitate to ask" is "ask", "not only this"
// is "this, too", "do not forget" is "remember".
var harmlessDenials = pattern(`(?i)(?:not|nothing|nobody|never|n['’]t)(?: is| are| be| was)? (?:impossible|unlikely|unusual|uncommon|unlike|unknown)\b|even (?:if|though|when) [^.,;:]*|not (?:the same|only|just|merely|simply|limited to|to mention|more than|less than|until|sure|too|necessarily|yet)\b|\b(?:or|if|why|whether or) not|(?:not|n['’]t|cannot|never) (?:forget|hesitate|worry|mind|miss|fail to|fear|be afraid)\b|` +
	`not found|not present \(yet|than not|nothing (?:but|more than|other)|no(?:t|thing) else|n['’]t (?:just|only|until|it|we|you|they)\b|(?:can['’]t|cannot) wait|\((?:or |but |though )?(?:not|won['’]t)\b[^)]*\)|but not all|not (?:every|including|much|least)\b|` +
	`never too late|(?:may|can|will) (?:or|and) (?:may not|cannot|won['’]t)|cannot be (?:overstated|stressed)|neither here nor there|no (?:matter|doubt|wonder|problem)\b|not (?:the only|far|easy|bad|difficult|hard|alone)\b`)

// subordinateDenials are denials in a clause that says when, why, or which one. In a text of several sentences they are often
// turned: "if it does not work" is "when it fails".
var subordinateDenials = pattern(`(?i)\b(?:if|whether|when|because|since|who|which|than|though|although|unless|so you|so that) [^.,;:!?]{0,80}?(?:\bnot|\bnever|\bnothing|\bcannot|n['’]t)\b`)

// manySentences is the number of sentences from which a text is long.
const manySentences = 5

// absences are words by which languages say what English denies: what is not there is missing, what must not be is forbidden.
var absences = map[string]string{
	"ar": "فلن|فلم|فلا|غياب|يفتقر|تفتقر|محظور|ممنوع|يحظر|يمنع|تجنب", "bg": "вместо|неуспе|липс|отсъств|забран|преустанов|грешк|освен", "bn": "অনুপস্থিত|নিষিদ্ধ", "de": "weicht|abweich|abschreck|unterscheid|statt |anstelle|fehlt|fehlend|verbot|untersag|vermeid|verschieden|gegensatz|kaum|falsch|verbiet|ausgeschloss",
	"es": "en lugar|ausen|falta|carece|prohib|prohíb|evit|imposib|ansios|incapa|excepto|impid|fuera de", "fa": "ممنوع|فاقد|خودداری", "fi": "puuttu|kiellet|vältt", "fr": "au lieu| peu |absen|manqu|interdi|évit|impossib|empêch|indisponib|incapa|exclu|dysfonction|sauf ",
	"he": "חסר|אסור|היעדר|נעדר|הימנע", "hi": "अनुपस्थित|निषिद्ध|वर्जित|असमर्थ", "hr": "nedosta|zabran", "id": "mustahil|dilarang|hindari", "ja": "異な|失|禁|避け|欠|やめ|拒|対象外|以外|難し|困難|違っ|違い|違う|相反",
	"ko": "금지|피하|부재|거부|제외|비활성|불완전|비규범|어렵|어려|대신|보다는|이외", "lt": "draud|trūk", "mk": "забран|недоста", "pt": "em vez|ausen|falta|carece|proib|proíb|evit|impossív|indispon", "ro": "lips|interz|evit|imposib",
	"ru": "вместо|теря|некорр|невер|отлич|отсутств|запрещ|избег|недоступ|кроме|исключ|бесплат", "sk": "chýba|zakáz", "sr": "nedosta|zabran|недоста|забран", "sw": "marufuku|epuka|kutokuwa|kukosa", "tr": "masa |mese |masanız|meseniz|amayabil|emeyebil|mayabil|meyebil|yerine|yasak|kaçın|eksik|imkansız|hariç|dışında",
	"uk": "замість|втрач|некорект|невірн|відрізн|відсут|заборон|уник|недоступ|крім|виключ|безкоштов", "ur": "ممنوع|گریز", "uz": "taqiq", "vi": "cấm|tránh|thiếu", "zh": "而不|失|禁|避免|而非|并非|並非|缺|拒|防止|阻止|除非|反对|反對|停止|放弃|放棄|放下|难|難|可选|可選|是否|晦涩|晦澀|相反|以外|之外|禁用",
}

// absencePatterns and privativePatterns are those of absences and privatives by ISO 639 code; nil where there are none.
var (
	absencePatterns   = kept[string, *regexp.Regexp]{make: func(language string) *regexp.Regexp { return partsIn(absences[language]) }}
	privativePatterns = kept[string, *regexp.Regexp]{make: func(language string) *regexp.Regexp { return partsIn(privatives[language]) }}
)

func partsIn(list string) *regexp.Regexp {
	if list == "" {
		return nil
	}
	return regexp.MustCompile("(?i)" + list)
}

// saysAbsence reports whether a text says in other words what English denies.
func saysAbsence(language, prose string) bool {
	p := absencePatterns.of(language)
	return p != nil && p.MatchString(prose)
}

// saysPrivative reports whether a text has a word that denies by what it means.
func saysPrivative(language, prose string) bool {
	p := privativePatterns.of(language)
	return p != nil && p.MatchString(prose)
}

// englishBans are denials of what somebody may do. What is not allowed is not said with a word such as "free" or "secret".
var englishBans = pattern(`(?i)\b(?:(?:must|may|shall|can|should|could|need|will|do) ?not\b|(?:mustn|shan|can|shouldn|couldn|needn|won|don)['’]t\b|not (?:be )?(?:allowed|permitted)|never\b|nobody\b|neither\b|nor\b)`)

// mayDeny is quick: most texts have no part of these words.
func mayDeny(text string) bool {
	for _, part := range []string{"not", "Not", "NOT", "never", "Never", "NEVER", "obody", "othing", "n't", "n’t", "either", "nor", "Nor", " no ", "No ", "none", "None"} {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

// negation warns of a denial in the source that the translation has not in any form, or not in the sentence where it belongs.
func (c *checker) negation() {
	if c.p.Source.Language() != "en" || denialTables.of(c.p.Locale.Language()) == nil || !mayDeny(c.src.prose) {
		return
	}
	if c.deniesNowhere(); !slices.ContainsFunc(c.out, func(d diag.Diagnostic) bool { return d.Code == NegationLost }) {
		c.deniesElsewhere()
	}
}

// deniesNowhere looks at the text as a whole.
func (c *checker) deniesNowhere() {
	source := harmlessDenials().ReplaceAllString(c.src.prose, " ")
	if n := len(textdiff.Sentences("en", source)); n > 1 {
		source = subordinateDenials().ReplaceAllString(source, " ")
		if n >= manySentences && len(englishDenials().FindAllStringIndex(source, 2)) < 2 && len(textdiff.Sentences(c.p.Locale.Language(), c.txt.prose)) >= n {
			return // no sentence is missing, and a single denial is easily said in words that no list knows
		}
	}
	if !englishDenials().MatchString(source) || englishDenials().MatchString(c.txt.prose) {
		return // what the translation quotes in English it denies as well
	}
	to := c.p.Locale.Language()
	prose := besidesWithout(to, source, c.txt.prose)
	if saysAbsence(to, prose) || !englishBans().MatchString(source) && saysPrivative(to, prose) {
		return
	}
	if !deniesSomehow(to, prose) {
		c.warn(NegationLost, 0, "see whether the translation says the opposite; if it denies in words that this check does not know, record the exception",
			"the source denies something, and no denial is found in the translation")
	}
}

// withouts are how a language says "without", as parts of a pattern by ISO 639 code. Where the source says "without" and denies, a
// translation that has only such a word says half of it: "ballots without a stamp are counted".
var withouts = map[string]string{
	"ar": "بدون|دون|بلا ", "bg": "(?:^|[^\\pL])без ", "bn": "ছাড়া|ছাড়া|বিহীন|বিনা ", "de": "ohne ", "es": "(?:^|[^\\pL])sin ", "fa": "بدون ", "fi": "ilman ",
	"fr": "(?:^|[^\\pL])sans ", "he": "בלי|ללא", "hi": "बिना|रहित", "hr": "(?:^|[^\\pL])bez ", "id": "tanpa ", "ja": "の(?:ない|無い)|(?:なし|無し)[のでに]", "ko": "없이|없는",
	"lt": "(?:^|[^\\pL])be ", "mk": "(?:^|[^\\pL])без ", "pt": "(?:^|[^\\pL])sem ", "ro": "fără ", "ru": "(?:^|[^\\pL])без ", "sk": "(?:^|[^\\pL])bez ", "sr": "(?:^|[^\\pL])(?:без|bez) ",
	"sw": "bila |\\pL*si(?:o|zo|yo|lo|cho|vyo|po) na ", "tr": "\\pL{2,}s[ıiuü]z\\pL*|olmayan|olmadan", "uk": "(?:^|[^\\pL])без ", "ur": "بغیر|بنا ", "zh": "(?:没有|沒有|无|無|未)\\pL{1,6}(?:的|，)",
}

var withoutPatterns = kept[string, *regexp.Regexp]{make: func(language string) *regexp.Regexp { return partsIn(withouts[language]) }}

// besidesWithout returns a text without what says "without" in it, where its source says that.
func besidesWithout(language, source, prose string) string {
	p := withoutPatterns.of(language)
	if p == nil || !strings.Contains(strings.ToLower(source), "without ") {
		return prose
	}
	return p.ReplaceAllString(prose, " ")
}

// deniesSomehow reports whether a text denies, with a word or within one, also where markup stands in the word.
func deniesSomehow(language, prose string) bool {
	return denies(language, strings.ReplaceAll(prose, "\x1f", "")) || denies(language, prose) || deniesWithin(language, strings.ToLower(prose))
}

// plainEnglishDenials are denials that say of a whole sentence that something is not so.
var plainEnglishDenials = pattern(`(?i)(?:^|[^\pL])(?:not|never|nobody|no one|nothing|cannot|neither|nor|none|n['’]t|\pL+n['’]t|there (?:is|are|was|were|will be) no|(?:has|have|had) no)(?:$|[^\pL])|^\s*no [a-z]`)

// The longest text whose sentences are looked at one by one, and the longest sentence of it, in sentences and letters.
const (
	mostFacing      = 6
	mostOfLostWords = 140
	shortSentence   = 40 // whose length tells nothing
)

// deniesElsewhere looks at the text sentence by sentence where each has its counterpart, so that a denial is not hidden by that of
// a neighbour. A neighbour that denies what its source does not may have the one that is missing.
func (c *checker) deniesElsewhere() {
	to := c.p.Locale.Language()
	list := c.facing(1)
	if len(list) < 2 || len(list) > mostFacing || englishDenials().MatchString(c.txt.prose) {
		return
	}
	lost := -1
	for i, f := range list {
		source := subordinateDenials().ReplaceAllString(harmlessDenials().ReplaceAllString(f.src, " "), " ")
		prose := besidesWithout(to, source, f.txt)
		has := deniesSomehow(to, prose)
		switch {
		case has && !englishNegatives().MatchString(f.src):
			return
		case has || !f.fits && weight(f.src) > shortSentence || lost >= 0 || weight(f.src) > mostOfLostWords || strings.Contains(f.src, "?") || !plainEnglishDenials().MatchString(source):
		case saysAbsence(to, prose) || !englishBans().MatchString(source) && saysPrivative(to, prose):
		default:
			lost = i
		}
	}
	if lost >= 0 {
		c.warn(NegationLost, strings.Index(c.txt.prose, list[lost].txt), "see whether the translation says the opposite; if it denies in words that this check does not know, record the exception",
			"the source denies something, and no denial is found in the sentence “%s”", short(strings.TrimSpace(list[lost].txt)))
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
