package checks

import (
	"strings"
	"unicode/utf8"

	"vernacular/internal/textdiff"
)

// plainDenials are words by which a language denies a sentence and says nothing else, by ISO 639 code, in the notation of
// [denials]; what stands behind a tilde are turns of phrase with such a word that deny nothing.
var plainDenials = map[string]string{
	"am": "አይደለም|የለም|አይቻልም|አይፈቀድም|አይችልም|አይችሉም|አይገባም|አልነበረም|አይኖርም|አይኖርም",
	"ar": " لا | لم | لن | ليس | ليست | ليسوا | ولا | ولم | ولن | وليس ~لا بد|لا سيما|لا يزال|لا تزال|لا زال|لا شك|إلا| أو لا|أم لا|لا يقل|لا تقل|لا يزيد|لا تزيد|لا يتجاوز|لا تتجاوز|لا غنى|لا تنس",
	"az": "deyil |deyildir | yoxdur |mayacaq |məyəcək |mamalı|məməli|.madı |.mədi |.mır |.mür |.mur |.mırlar |.mirlər |.mayın |.məyin ~ ömür | kömür |yalnız|təkcə|unutma",
	"bg": " не | няма | нямат | никога ~не само|не по-малко|не по-късно|не по-рано|не повече|докато не|ако не|освен|не забрав",
	"bn": " না | নয় | নয় | নেই ~না হয়|কি না|শুধু|কেবল|পর্যন্ত না|না কোনো|না কেন|ভুলবেন না|ভুলে যাবেন না",
	"de": " nicht | kein | keine | keinen | keinem | keiner | niemals | nie ~nicht nur|nicht zuletzt|nicht mehr als|nicht weniger|wenn nicht|nicht zu |ob nicht|nicht erst|nicht länger als|nicht allein|keine sorge|nicht wahr|nicht später|nicht vergessen|vergessen sie nicht|keine mühe",
	"es": " no | nunca | jamás | tampoco ~no solo|no sólo|no obstante|no más de|no menos|no importa|si no|sino|no dude|más que|nunca antes|hasta que no|o no |no olvid",
	"fa": " نمی| نیست | نیستند | ندارد | ندارند | نباید | نکنید | نشوید | نبود | نخواهد ~نه تنها|نمی‌شود مگر|مگر|چاره|فراموش نکن",
	"fi": " ei | eivät | emme | ette | älä | älkää ~ei vain|ei ainoastaan|ei pelkästään|ellei|eikö|eivätkö|älä unohda|älkää unohtako",
	"fr": "ne+pas ",
	"he": " לא | אין | אינו | אינה | אינם | אינן ~לא רק|אם לא|אלא|לא פחות|לא יאוחר|לא יותר|אין ספק|או לא|אל תשכח",
	"hi": " नहीं ~ही नहीं|या नहीं|तक नहीं|नहीं तो",
	"hr": " ne | nije | nisu | nema | nemaju | nemoj| neće ~ne samo|dok ne|ako ne|što ne|ili ne|ne manje|ne više|ne kasnije|bilo da|nego|prije nego|osim|ne zaborav",
	"id": " tidak | bukan | jangan ~tidak hanya|bukan hanya|bukan saja|tidak saja|tidak lain|tidak peduli|mau tidak|tidak lebih|tidak kurang|atau tidak|tidak terbatas|tidak sekadar|bukan sekadar|bukan sekedar|jangan lupa|tidak sabar",
	"ja": "ません|ないでください|ないこと。|ない。|ないです|なかった~なければなりません|なくてはなりません|ねばなりません|なければいけません|なくてはいけません|かもしれません|かも知れません|すみません|ませんか|に過ぎません|にすぎません|ほかなりません|他なりません|とは限りません|かかせません|欠かせません|かまいません|構いません|違いありません|間違いありません|問題ありません|しかありません|かもしれない。|違いない。|にすぎない。|に過ぎない。|なければならない。|必要がある|わけにはいきません|しか|なければならないこと|忘れないで",
	"ka": " არ | ვერ | ნუ | არასოდეს | არასდროს ~არა მხოლოდ|არა მარტო|თუ არა|სანამ|ან არ|არ დაგავიწყდ",
	"km": "មិន|កុំ~មិនត្រឹម|មិនថា|មិនគ្រាន់|មិនមែនត្រឹម|ឬមិន|មិនតែ|កុំភ្លេច",
	"ko": "지 않|지 못|지 마|안 됩니다|않습니다|없습니다|아닙니다|못합니다|마십시오|마세요~지 않으면|뿐만 아니|뿐 아니|수밖에|지 않을까|지나지 않|만 아니|없이는|틀림없|끊임없|상관없|관계없|다름없|문제 없|문제없|지 않고|지 않도록|지 않은|지 않는|잊지",
	"lt": " nėra | nereikia | negalima | negali | neturi | niekada | nebus | nebuvo | neturėtų | neleidžiama | nebegali ~ne tik|jei ne|kol ne",
	"mk": " не | нема | немаат | никогаш ~не само|додека не|ако не|не помалку|не повеќе|освен|туку|не заборав",
	"mn": "хгүй |.даггүй |.дэггүй |.доггүй |.дөггүй |.сангүй |.сэнгүй | бүү | биш ~биш юм уу|зөвхөн|үл хамаар|ялгаагүй|эсэх|төдийгүй|төдийлөн",
	"pt": " não | nunca | jamais ~não só|não apenas|não somente|não obstante|se não|senão|não importa|não mais de|não menos|ou não|nunca antes|não deixe de|até que não|não hesite|não esque|não se esque",
	"ro": " nu | niciodată ~nu numai|nu doar|dacă nu|decât|sau nu|nu mai puțin|nu mai mult|nu mai târziu|nu ezita|pentru a nu|nu uita",
	"ru": " не | нет | нельзя | никогда ~не только|не менее|не более|не позднее|не позже|не раньше|не ранее|не меньше|не хуже| а не |если не|пока не|чтобы не| не раз | ни |не просто|не забуд|не обязательно,| или нет|не столько|не считая|не говоря| но не |не исключ|не смотря|не застав|не покида",
	"rw": " nti| ntabwo | ntago ~gusa|nta kindi",
	"si": "නොවේ|නැත |නොහැක|බැහැ|එපා|නැහැ~නැතහොත්|පමණක්|නැතිනම්|දැයි",
	"sk": " nie je | nie sú | nie | nikdy | nemá | nemáme | nemôže | nesmie | nesmú | nebude | nebudú | nebol| nemožno ~nie len|nielen|ak nie|alebo nie|kým ne|pokiaľ ne|nie menej|nie viac|nie neskôr|nezabud",
	"sr": " не | није | нису | нема | немају | немој| неће | ne | nije | nisu | nema | nemaju | nemoj| neće ~не само|ne samo|док не|dok ne|ако не|ako ne|или не|ili ne|што не|što ne|него|nego|осим|osim|не мање|не више|не касније|ne manje|ne više|ne kasnije|не заборав|ne zaborav",
	"sw": " si | sio | hakuna | kamwe | hawaruhusiwi | haruhusiwi | hairuhusiwi | haziruhusiwi | hauruhusiwi | hawawezi | hawezi | haiwezi | haziwezi | hatuwezi | hawana | haina | hana | hatuna | hazina | hawapaswi | haipaswi | hapaswi | hawakaribishwi | hakaribishwi | haikaribishwi | haifunguliwi | haupatikani | haipatikani | hazipatikani | hakipatikani | hautakiwi | hakutakuwa | hutolewi | haitolewi | haitumiki | hazitumiki | haifanyi | hafanyi | hauhitaji | huhitaji | hazihitaji | haihitaji | hawahitaji ~si tu |sio tu | au la| si lazima tu|usisahau",
	"ta": "இல்லை|முடியாது|கூடாது|வேண்டாம்|அல்ல |மாட்டா|ாது ~மட்டுமல்ல|மட்டும் அல்ல|மட்டுமின்றி|போதாது|ஏதாது|அல்லது|ாதது|தவிர|மறக்க",
	"tr": " değil |değildir | yoktur | yok |.maz |.mez |.mıyor |.muyor |.müyor |.miyor |.mamalı|.memeli|.madı |.medi |.mayın |.meyin |.mayınız |.meyiniz |.mayacak|.meyecek| asla |.mazlar |.mezler |.mıyoruz |.miyoruz ~namaz|kaçınılmaz|vazgeçilmez|olmazsa|yalnızca|sadece|değil mi|değil aynı|kalmaz| çıkmaz | olmaz | korkmaz |olur olmaz|eder etmez|biter bitmez|gelir gelmez|alır almaz|ulaşır ulaşmaz|sayar saymaz|tamamlar tamamlamaz|açılır açılmaz|sayılır sayılmaz|kapanır kapanmaz|unutma",
	"uk": " не | немає | нема | ніколи | не можна ~не лише|не тільки|не менше|не більше|не пізніше|не раніше|тим не менш|доки не|поки не|якщо не|щоб не| а не | ні |не раз|не просто|чи не|не забуд",
	"ur": " نہیں ~ہی نہیں|یا نہیں|صرف|نہیں تو",
	"uz": " emas |emasdir| yoʻq |.maydi |.maslik|.masin |.madi |.mang |.maysiz ~nafaqat|emas, balki|yoki emas|faqat| tamomlanmaydi|unutma",
	"vi": " không | chưa | đừng | chẳng ~không chỉ|không những|không gian|không khí|không quân|hàng không|không dây|không ngừng|hay không|không?|chưa?|có thể không|không phải chỉ|chưa từng|không kém|không quá|không ít|không giới hạn|được không|không chừng|cho dù|không còn|không có gì|chẳng hạn|đừng quên",
	"zh": "不|没|沒|请勿|請勿|无法|無法|从未|從未~不同|不断|不斷|不仅|不僅|不但|不过|不過|不管|不论|不論|不久|不少|不错|不錯|不妨|不得不|不可或缺|不可缺|不可避免|不可分|不止|不只|不单|不單|不限|不禁|不愧|不如|不外乎|不易|要不|是不是|能不能|会不会|會不會|差不多|对不起|對不起|不等|不足|不良|不当|不當|不正|不适|不適|不安|不满|不滿|不幸|不必说|不超过|不超過|不少于|不少於|不低于|不低於|不晚于|不晚於|不迟于|不遲於|不一|不懈|不时|不時|不难|不難|不变|不變|不动|不動|不定|不乏|不停|不知|沉没|沒收|没收|不对|不對|有没有|有沒有|不再|而不|不需要|不必|不用|不像|不要忘|离不开|離不開|没关系|沒關係|别忘",
}

// deniedWords are languages that deny within a word: by its beginning and its end. Those behind the tilde deny nothing.
var deniedWords = map[string]string{
	"am": "አይ|አያ|አል|አት|አን~ም~አይነት|አልፎ|አንድ|አንተ|አንዳን|አንዱ|አንዷ",
	"lt": "ne~a|ama|iama|kite|ė|o|ti|ate|ite|us~nedels|nepriklaus|nepais|nekilnoj|nesen|nedidel|neįgal|neš|netruk|netol|nebent|neabejo|nemoka|nerim|neišveng|nelaim|nors|neries",
	"sk": "ne~á|ia|ú|jú|ujú|te|me|í|ali|alo|lo|li~nech|nesk|nede|nemec|neust|nesie|nesú|nevyhn|nezáv|nedáv|neďal|nezisk|nepret|neuver|nehnut|neho|neši|nesp",
	"sw": "hawa|hai|hazi|hau|hatu|haki|havi|haku|haya|hali~i|wa~hakiki|halisi|halali|haiba",
}

// deniesWithin reports whether a word of a text in small letters denies by its beginning and its end.
func deniesWithin(language, text string) bool {
	parts := strings.Split(deniedWords[language], "~")
	if len(parts) != 3 {
		return false
	}
	one := func(list string, is func(s, part string) bool, w string) bool {
		for p := range strings.SplitSeq(list, "|") {
			if is(w, p) {
				return true
			}
		}
		return false
	}
	for w := range words(text) {
		if utf8.RuneCountInString(w.text) >= 5 && one(parts[0], strings.HasPrefix, w.text) && one(parts[1], strings.HasSuffix, w.text) &&
			!one(parts[2], strings.HasPrefix, w.text) {
			return true
		}
	}
	return false
}

// plainDenial are the lists of a language: denials, and the turns of phrase that deny nothing.
type plainDenial struct {
	words    phrases
	innocent []string
}

var plainTables = kept[string, *plainDenial]{make: makePlainDenialOf}

func plainDenialOf(language string) *plainDenial { return plainTables.of(language) }

func makePlainDenialOf(language string) *plainDenial {
	list, known := plainDenials[language]
	if !known {
		return nil
	}
	words, innocent, _ := strings.Cut(list, "~")
	p := &plainDenial{words: phrasesIn(words)}
	if innocent != "" {
		p.innocent = strings.Split(innocent, "|")
	}
	return p
}

// frenchDenials stand with "ne" in one sentence.
var frenchDenials = phrasesIn(" pas | jamais | aucun | aucune | rien | personne ")

// frenchNe begins a denial of French.
var frenchNe = phrasesIn(" ne | n'")

// frenchInnocent are turns of phrase with a denial of French that deny nothing.
var frenchInnocent = phrasesIn("pas seulement|pas uniquement|n'hésitez|n'oubli|n'importe| que | à moins |pas moins|pas plus|ou pas")

// plainly reports whether a text of a language denies something in words that have no other sense.
func plainly(language, prose string) bool {
	text := smallLetters(prose, nil)
	if language == "fr" {
		return frenchNe.in(text) && frenchDenials.in(text) && !frenchInnocent.in(text)
	}
	p := plainDenialOf(language)
	if p == nil {
		return false
	}
	text = strings.Map(func(r rune) rune {
		if r == 0x200b {
			return -1
		}
		return r
	}, text)
	for _, w := range p.innocent {
		if strings.Contains(text, w) {
			return false
		}
	}
	return p.words.in(text) || deniesWithin(language, text)
}

// notAffirming are English words that a translation may say with a denial; those of notAffirmingParts begin with a part.
var notAffirming = set("no not never nobody nothing none neither nor without unless until till only except cannot can't instead rather before limit limited restrict restricted " +
	"still yet just whether if regardless whatever whoever whenever any anyone anything anywhere few fewer little less least rare rarely seldom hardly barely scarcely " +
	"hard difficult wrong bad false error errors mistake missing absent absence lack lacks lacking fail fails failed failure refuse refused reject rejected deny denied avoid prevent prevents stop stops stopped exclude excluded excluding " +
	"free optional beyond outside other otherwise else different differ differs unlike far weak poor stay " +
	"ought necessary mandatory essential exceed maximum minimum most prohibited forbidden banned illegal empty zero lose lost loses blind secret blocked block blocks " +
	"doubt wonder forget forgotten surprise surprisingly sorry problem problems alone merely simply solely " +
	"exempt exempts exempted exemption waive waived waives off cease ceases ceased cancel cancels cancelled canceled suspend suspends suspended abolish abolished abstain refrain void deprecate deprecated discouraged discourage restrictive breaking fine same variable incompatible obsolete ignore ignored ignores skip skipped disable disabled hidden private broken constant safe safely silently quiet unusual okay ok offline mind minimal easy easily break breaks secure loss evade evading avoidant keep worry anonymous anonymously regret unfortunately")

var notAffirmingParts = []string{"un", "in", "im", "ir", "dis", "non", "mis", "anti"}

// innocentParts begin like one of notAffirmingParts and deny nothing.
var innocentParts = []string{"under", "unit", "union", "univers", "uniq", "inside", "into", "inform", "includ", "insur", "instit", "install", "instruct", "invit", "invest", "interest", "inter", "internet", "increas", "indicat", "industr", "improv", "import", "image", "impress",
	"iron", "discuss", "display", "dish", "dist", "disc", "miss", "india", "input", "init", "insert", "inspect", "introd", "invent", "intend", "inn", "ink", "immig", "imagin", "implement", "discover", "district"}

// affirms reports whether an English text has no word that a translation may say with a denial.
func affirms(prose string) bool {
	if strings.ContainsAny(prose, "?\x1f") {
		return false
	}
	for w := range words(prose) {
		text := strings.ToLower(strings.ReplaceAll(w.text, "’", "'"))
		if notAffirming[text] || strings.Contains(text, "n't") || strings.HasSuffix(text, "less") || strings.HasSuffix(text, "free") {
			return false
		}
		begins := func(list []string) bool {
			for _, p := range list {
				if strings.HasPrefix(text, p) {
					return true
				}
			}
			return false
		}
		if text != "in" && begins(notAffirmingParts) && !begins(innocentParts) {
			return false
		}
	}
	return true
}

// mostOfDenied bounds the letters of a sentence that is judged: the longer, the more ways there are to say something.
const mostOfDenied = 140

// denied warns of a sentence that affirms in the source and denies in the translation.
func (c *checker) denied() {
	from, to := c.p.Source.Language(), c.p.Locale.Language()
	if from != "en" || plainDenialOf(to) == nil {
		return
	}
	src, txt := textdiff.Sentences(from, c.src.prose), textdiff.Sentences(to, c.txt.prose)
	if len(src) != len(txt) || len(src) > manySentences { // nobody knows which is which
		if len(src) > 3 {
			return
		}
		src, txt = []string{c.src.prose}, []string{c.txt.prose}
	}
	found, spare := false, 0 // spare: sentences of the translation that deny, beyond those that the source may deny
	usual := ratio(c.p.Locale) / ratio(c.p.Source)
	for i := range src {
		if englishLimits().MatchString(src[i]) || forbidsMore(to, src[i], txt[i]) {
			spare--
		}
		if !plainly(to, txt[i]) {
			continue
		}
		spare++
		n := weight(src[i])
		r := float64(weight(txt[i])) / usual / float64(max(n, 1))
		found = found || affirms(src[i]) && !forbidsMore(to, src[i], txt[i]) && n <= mostOfDenied && (len(src) == 1 || r > 0.6 && r < 1.7)
	}
	if found && spare > 0 {
		c.warn(NegationAdded, 0, "see whether the translation says the opposite; if the language says it so, record the exception",
			"the translation denies something, and the source does not")
	}
}
