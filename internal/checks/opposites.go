package checks

import (
	"regexp"
	"strings"
)

// opposite are words by which a language says the two sides of a limit and of a moment, in the notation of [denials]. A list that
// has too much makes the check silent.
type opposite struct{ least, most, before, after string }

// opposites are the words by ISO 639 code.
var opposites = map[string]opposite{
	"am": {"ቢያንስ|አነስተኛ|ያላነሰ|ያላነሱ", "ቢበዛ|የማይበልጥ|የማይበልጡ|ያልበለጠ|ያልበለጡ|ከፍተኛ|እስከ", "በፊት|እስከ|ቀደም|አስቀድ", "በኋላ|በሁዋላ|ከዚያ"},
	"ar": {" على الأقل| لا يقل| لا تقل| الأدنى| فأكثر| أو أكثر|أدنى", " على الأكثر|أقصى| لا يزيد| لا تزيد| لا يتجاوز| لا تتجاوز|أقصاه| أو أقل| حتى | يصل إلى ", " قبل|السابق| سابق| حتى | لغاية|أقصاه|مسبق| قبيل", " بعد| عقب| منذ | ابتداء|فور"},
	"az": {"ən azı|minimum|az olmayan|daha çox|azından", "ən çox|maksimum|çox olmayan|qədər|çoxu", "əvvəl|qədər| öncə|gec olmayaraq|qabaq", "sonra|etibarən"},
	"bg": {"поне |най-малко|миним|не по-малко|или повече", "най-много|максим|не повече| до |или по-малко", " преди| до |предварително|не по-късно", " след| подир"},
	"bn": {"কমপক্ষে|অন্তত|ন্যূনতম|কম নয়|কম নয়|তার বেশি", "সর্বোচ্চ|সর্বাধিক|তার কম|বা কম|বেশি নয়|বেশি নয়|অনধিক|বড়জোর|বড়জোর|পর্যন্ত", "আগে|পূর্বে|মধ্যে|পর্যন্ত|আগেই|পূর্ব", "পরে|পর |পরবর্তী|পরেই"},
	"de": {"mindestens|wenigstens|minim|mindest| oder mehr|nicht weniger| ab ", "höchstens|maxim|nicht mehr als| bis |nicht länger|oder weniger|oder jünger|höchst", " vor | bevor|vorher|vorab| bis |spätestens|zuvor| ehe |vorzeitig|voraus", " nach | nachdem |danach|nachher|im anschluss"},
	"es": {" al menos | por lo menos |mínim| no menos | o más | cuando menos ", "máxim| a lo sumo | no más | hasta | o menos | no superior", " antes | previ| hasta | a más tardar | anterior|antelación", " después | tras | luego | posterior"},
	"fa": {"حداقل|دست‌کم|دست کم|لااقل|یا بیشتر|کمینه", "حداکثر|یا کمتر|بیشتر نباشد|نهایت|بیشینه| تا ", " پیش | قبل| تا |پیشاپیش", " پس از| بعد|سپس"},
	"fi": {"vähintään|ainakin|vähimmäis| tai enemmän|minim", "enintään|korkeintaan|enimmäis|maksim|saakka|asti|enempää", " ennen|mennessä|viimeistään|saakka|asti|edeltä|etukäteen", "jälkeen|jälkeis|kuluttua"},
	"fr": {" au moins | au minimum |minim| pas moins | ou plus ", " au plus | au maximum |maxim| pas plus | jusqu'| ou moins ", " avant | au plus tard |préalable| jusqu'| d'ici |avance", " après | suivant| à la suite "},
	"he": {"לפחות |מינימ| לא פחות | ומעלה | או יותר ", "לכל היותר |מקסימ|או פחות| לא יותר | עד ", "לפני| טרם |עד |קודם|בטרם|מראש", " אחרי| ואחרי| שאחרי|לאחר|בעקבות"},
	"hi": {"कम से कम|न्यूनतम|कम नहीं|या अधिक|से अधिक", "अधिक से अधिक|या कम|ज़्यादा से ज़्यादा|ज्यादा से ज्यादा|अधिकतम|अधिक नहीं|ज़्यादा नहीं|ज्यादा नहीं| तक ", "पहले|पूर्व| तक ", " बाद|उपरांत|पश्चात"},
	"hr": {"najmanje|barem| bar |minim|ne manje|ili više", "najviše|maksim|ne više| do |najdulje|najduže", " prije| do |najkasnije|unaprijed", " nakon| poslije"},
	"id": {"minim|paling sedikit|sekurang|setidaknya|sedikitnya| atau lebih|tidak kurang", "maksim|paling banyak|sebanyak-banyak|tidak lebih|selambat| hingga | sampai | atau kurang", "sebelum| hingga | sampai |paling lambat|selambat", "setelah|sesudah| usai "},
	"ja": {"以上|少なくとも|最低|最小|下ら", "以下|以内|まで|最大|多くとも|せいぜい|超え|未満|最高|上限", "前|まで|先立|先に", "後|あと|以降|のち|してから|経って"},
	"ka": {"სულ მცირე|მინიმ|არანაკლებ|ან მეტ|ნაკლებ", "მაქსიმ|უმეტეს|მდე", "მანამდე|წინ|მდე|ადრე|უგვიანეს|სანამ", "შემდეგ|მერე|შემდგომ"},
	"km": {"យ៉ាងហោចណាស់|យ៉ាងតិច|តិចបំផុត|អប្បបរមា|ឡើងទៅ", "យ៉ាងច្រើន|ច្រើនបំផុត|អតិបរមា|មិនលើស|រហូតដល់", "មុន|រហូតដល់|ត្រឹម", "ក្រោយ|បន្ទាប់ពី"},
	"ko": {"이상|최소|적어도|최저", "이하|최대|최고 연령|최고액|이내|까지|많아야|초과|미만|넘지", " 전|까지|이전|앞서|사전|전에", " 후|뒤에|이후|다음|나서| 뒤|직후|지나"},
	"lt": {"bent |mažiausiai|ne mažiau|minim|ar daugiau", "daugiausia|ne daugiau|maksim|iki |ne ilgiau", " prieš|iki |ne vėliau|anksčiau|vėliausiai", " po "},
	"mk": {"најмалку|барем|миним|не помалку|или повеќе", "најмногу|максим|не повеќе| до |најдолго", " пред| до |најдоцна|претходно", " по | откако| потоа|после"},
	"mn": {"дор хаяж|багадаа|наад зах|багагүй|доод|түүнээс дээш", "дээд тал|ихдээ|илүүгүй|хүртэл|дээд|хэтрэхгүй", "өмнө|хүртэл|урьд|амжиж", "дараа|хойш"},
	"pt": {" pelo menos | ao menos |mínim| não menos | ou mais ", "máxim| não mais | até | quando muito | ou menos ", " antes | até | previ| anterior|mais tardar|antecedência", " depois | após | posterior"},
	"ro": {" cel puțin |minim| nu mai puțin | măcar | sau mai mult", " cel mult |maxim| nu mai mult | până | sau mai puțin", " înainte| până | anterior| cel târziu |prealabil", " după | ulterior"},
	"ru": {"миним|не менее|меньшей мере|хотя бы|не меньше|и более|или более| от ", "не более|не больше|максим|самое большее|не превыша| до |не свыше|или меньше|и менее|или менее", " до | перед|прежде|раньше|не позднее|не позже|заранее|накануне", " после | спустя |по истечении"},
	"rw": {"nibura|byibuze", "tarenze|kugeza|tarengeje", "mbere|tarenze|kugeza", "nyuma"},
	"si": {"අවම|අඩු තරමින්|අඩුම|නොඅඩු", "උපරිම|වැඩිම|නොවැඩි|දක්වා|නොඉක්මව", "පෙර|දක්වා|ප්‍රථම|කලින්", "පසු|පස්සේ|අනතුරුව"},
	"sk": {"aspoň|najmenej|minim|nie menej|prinajmenšom|alebo viac", "najviac|maxim|nie viac|nanajvýš| do ", " pred|predtým| do |najneskôr|skôr|vopred|kým", " po |potom|následne"},
	"sr": {"најмање|барем| бар |миним|не мање|najmanje|barem| bar |minim|ne manje", "највише|максим|не више| до |најдуже|najviše|maksim|ne više| do |najduže", " пре | пре| до |најкасније|унапред| pre | pre| do |najkasnije|unapred|prije", " после | након| posle | nakon|poslije"},
	"sw": {"angalau|walau|kima cha chini|kiwango cha chini| chini zaidi |siyopungua|siopungua|sizopungua|au zaidi", "kiwango cha juu| juu zaidi |au pungufu|au chini|siyozidi|siozidi|sizozidi|hadi|sichozidi|sivyozidi|upeo", "kabla|hadi|mpaka", "baada"},
	"ta": {"குறைந்தது|குறைந்தபட்ச|குறையாத|குறையாமல்|மேற்பட்ட", "அதிகபட்ச|குறைவான|அதிகம்|மிகாமல்|மிகாத|வரை|அதிகமாக", "முன்|வரை", "பின்|பிறகு"},
	"tr": {"en az|asgari|minimum|az olmamak|daha fazla|ve üzeri", "en fazla|en çok|veya daha az|azami|maksimum|aşmayan|kadar|geçmeyen|fazla olma", "önce|kadar|evvel|en geç ", "sonra|ardından"},
	"uk": {"щонайменше|принаймні|не менш|мінім|хоча б|і більше", "щонайбільше|не більше|максим|не перевищ| до |не довше", " до | перед|раніше|не пізніше|заздалегідь|напередодні|перш ніж", " після |опісля|згодом"},
	"ur": {"کم از کم|کم سے کم|یا زیادہ", "زیادہ سے زیادہ|یا کم |زیادہ نہ|تک ", "پہلے|قبل|تک |پیشتر", " بعد"},
	"uz": {"kamida|eng kami|minimal|kam bo|yoki undan ko", "ko'pi bilan|koʻpi bilan|eng ko|maksimal|oshma|gacha|ortiq bo", "oldin|avval|gacha|qadar|kechiktirmay|ilgari", "keyin|so'ng|soʻng"},
	"vi": {"ít nhất|tối thiểu|không dưới|trở lên|không ít hơn", "nhiều nhất|tối đa|không quá|không vượt| lên đến | lên tới | cho đến |cao nhất|trở xuống|không nhiều hơn", " trước| đến ngày | đến hết | đến khi | đến lúc | cho đến |muộn nhất|chậm nhất| tới ngày | tới khi | tới lúc ", " sau "},
	"zh": {"至少|最少|不少于|不少於|以上|不低于|不低於|起码|起碼|最低", "至多|最多|不超过|不超過|以内|以內|以下|不多于|不多於|上限|最高|最大|不得超|不高于", "前|截止|截至|为止|為止", "后|後"},
}

// innocentOpposites are words that have a part like one of opposites, by ISO 639 code.
var innocentOpposites = map[string]*strings.Replacer{
	"fr": strings.NewReplacer("d'après", " ", "au plus tard", " avant ", "au plus tôt", " ", "au plus vite", " "),
	"ja": spaces("午前 午後 最後 今後 名前 前提 背後 前回 生前 前者 後者 老後 後援 前払 事前"),
	"ko": strings.NewReplacer("오전", " ", "오후", " ", " 후보", " ", " 후원", " ", " 전체", " ", " 전화", " ", " 전국", " ", " 전자", " "),
	"zh": spaces("最后 最後 前往 目前 当前 當前 前台 前面 背后 背後 后面 後面 后果 後果 前提 后台 後台 今后 今後 之前没有 上下午 皇后"),
}

// englishOpposite are the words of English that say one side, and those that say the other one or may be translated as such.
type englishOpposite struct {
	one, other   func() *regexp.Regexp
	said, denied func(p *opposites4) phrases
	what, not    string
	moment       bool // it is no limit
}

// monthsAndDays are the first letters of what a deadline is named by.
const monthsAndDays = "(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"

// englishOpposites are those that the check knows, each beside its reverse.
var englishOpposites = [...]englishOpposite{
	{pattern(`(?i)\b(?:at least|(?:no|not) (?:less|fewer) than|minim(?:um|al)|\d+ (?:\pL+ )?or (?:more|over|older))\b`), pattern(`(?i)\b(?:at (?:the )?most|more than|up to|maxim\w*|limit\w*|until|till|exceed\w*|or (?:less|fewer|under))\b`),
		func(p *opposites4) phrases { return p.least }, func(p *opposites4) phrases { return p.most }, "at least", "at most", false},
	{pattern(`(?i)\b(?:at (?:the )?most|(?:no|not) more than|maxim(?:um|al)|up to \d+|\d+ (?:\pL+ )?or (?:less|fewer|under|younger))\b`), pattern(`(?i)\b(?:at least|less than|fewer|minim\w*|or (?:more|over|older)|from)\b`),
		func(p *opposites4) phrases { return p.most }, func(p *opposites4) phrases { return p.least }, "at most", "at least", false},
	{pattern(`(?i)\b(?:before|prior to|(?:no|not) later than|at the latest|by (?:noon|midnight|the deadline|\d{1,2} ?(?:[ap]\.?m|o.clock|` + monthsAndDays + `)|(?:` + monthsAndDays + `)\pL* ?\d{0,2}))\b`), pattern(`(?i)\b(?:after\w*|since|once|then|following|next|behind|back|follow\w*|subsequent\w*|upon)\b|\blater(?:$|[^\pL ]| [^t])|\bbefore (?:the|an?) (?:court|judge|tribunal|commi|council|parliament|assembly|board|panel)`),
		func(p *opposites4) phrases { return p.before }, func(p *opposites4) phrases { return p.after }, "before", "after", true},
	{pattern(`(?i)\bafter\b`), pattern(`(?i)\b(?:before\w*|until|till|prior|earlier|first|previous\w*|ago|already|ahead|advance|up to|(?:(?:named|called|looks?|looking|one|time|day) after)|after all|(?:by|to) (?:\d|noon|midnight|mid|the (?:end|beginning|start|day|date|deadline|time)|then|end of|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*)\b`),
		func(p *opposites4) phrases { return p.after }, func(p *opposites4) phrases { return p.before }, "after", "before", true},
}

// turningWords say that something comes first, or that something is done only then, by ISO 639 code: with one, a language says in the
// other order what English says with before or after.
var turningWords = map[string]string{
	"am": "ብቻ|መጀመሪያ|በቅድሚያ", "ar": " فقط | إلا | أولا | أولًا | أولاً ", "az": "yalnız|ancaq|əvvəlcə", "bg": " само | едва |първо ", "bn": "শুধু|কেবল|প্রথমে", "de": " erst | nur | zuerst | zunächst ",
	"es": " solo | sólo | solamente | primero ", "fa": "فقط|تنها|ابتدا|نخست| اول ", "fi": " vasta | vain |ensin ", "fr": " seulement | uniquement |qu'après|qu'une fois|d'abord", "he": " רק | ורק | תחילה | ראשית ",
	"hi": "केवल|सिर्फ| ही ", "hr": " samo | tek | prvo | najprije ", "id": " hanya | baru | dahulu | dulu ", "ja": "だけ|のみ|初めて|はじめて|まず|先に", "ka": "მხოლოდ|ჯერ ", "km": "តែ|ជាមុន", "ko": "만 |비로소|먼저|우선",
	"lt": " tik |pirmiausia", "mk": " само | дури | прво ", "mn": "зөвхөн|эхлээд", "pt": " só | somente | apenas | primeiro ", "ro": " numai | doar | abia | mai întâi ", "ru": "только| лишь |сначала|сперва", "rw": "gusa|banza",
	"si": "පමණ|පළමුව", "sk": " len | iba | až |najprv", "sr": " само | тек | прво | samo | tek | prvo ", "sw": " tu |pekee|kwanza", "ta": "மட்டும|முதலில்", "tr": " ancak | sadece |yalnız| ilk ", "uk": " лише |тільки|спочатку|спершу",
	"ur": "صرف| ہی ", "uz": "faqat|avval", "vi": " chỉ | mới được | đầu tiên ", "zh": "才能|才可|只|仅|僅|首先",
}

// opposites4 are the lists of a language, taken apart.
type opposites4 struct{ least, most, before, after, turns phrases }

var oppositeTables = kept[string, *opposites4]{make: makeOppositesOf}

// oppositesOf returns the lists of a language, nil if it has none.
func oppositesOf(language string) *opposites4 { return oppositeTables.of(language) }

func makeOppositesOf(language string) *opposites4 {
	list, ok := opposites[language]
	if !ok {
		return nil
	}
	p := &opposites4{phrasesIn(list.least), phrasesIn(list.most), phrasesIn(list.before), phrasesIn(list.after), phrasesIn(turningWords[language])}
	return p
}

// mostOfOpposites bounds the sentences of a text that is judged as a whole: the more, the more ways there are to say something.
const mostOfOpposites = 5

// limits warns where a sentence says at least in the source and at most in the translation, or before and after, and the reverse:
// the translation has no word of the one side, and more of the other than the source.
func (c *checker) limits() {
	from, to := c.p.Source.Language(), c.p.Locale.Language()
	p := oppositesOf(to)
	if from != "en" || p == nil {
		return
	}
	var list []facing
	for k := range englishOpposites {
		o := &englishOpposites[k]
		if !o.one().MatchString(c.src.prose) {
			continue
		}
		if list == nil {
			list = c.facing(mostOfOpposites)
			for i := range list {
				list[i].txt = smallLetters(" "+list[i].txt, innocentOpposites[to])
			}
		}
		if o.turned(p, &englishOpposites[k^1], list) {
			c.warn(LimitChanged, 0, "see whether the translation says the opposite; if the language says it so, record the exception",
				"the source says “%s”, and the translation seems to say “%s”", o.what, o.not)
		}
	}
}

// distances are what comes so long before or after something. No language says that in the other order, and "the first" is what it
// is counted from.
var (
	distances = pattern(`(?i)\b(?:minutes?|hours?|days?|weeks?|months?|years?) (before|after)\b`)
	ordinals  = pattern(`(?i)\b(?:first|previous)\b`)
)

// turned reports whether one of some sentences says the opposite in its translation. What the sentence beside it says instead is
// no loss: translators move words between sentences.
func (o *englishOpposite) turned(p *opposites4, reverse *englishOpposite, list []facing) bool {
	added := func(i int) bool {
		return i >= 0 && i < len(list) && o.said(p).in(list[i].txt) && !o.one().MatchString(list[i].src) && !reverse.other().MatchString(list[i].src)
	}
	for i, f := range list {
		source := f.src
		if m := distances().FindStringSubmatch(source); o.moment && m != nil && strings.EqualFold(m[1], o.what) {
			source = ordinals().ReplaceAllString(source, " ")
		} else if o.moment && (englishLimits().MatchString(o.one().ReplaceAllString(source, " ")) || p.turns.in(f.txt)) {
			continue // who must not come before something may come only after it
		}
		if !f.fits || !o.one().MatchString(source) {
			continue
		}
		denied := o.denied(p).all(f.txt)
		if len(denied) > len(o.other().FindAllString(source, -1)) && !o.said(p).inBeside(f.txt, denied) && !added(i-1) && !added(i+1) {
			return true
		}
	}
	return false
}
