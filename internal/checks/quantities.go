package checks

import (
	"slices"
	"strings"
	"unicode/utf8"

	"vernacular/internal/locale"
)

// quantity is a word that says a number without naming it: half, a dozen, twice.
type quantity struct {
	text   string
	any    bool // with any ending
	values []string
}

// quantityValues are what the words in the parts of quantityWords may stand for: half is 50 per cent, 1/2, 0.5 and 30 minutes.
var quantityValues = [][]string{
	{"50", "0.5", "1", "2", "30"}, {"33", "33.3", "66", "67", "66.7", "1", "3", "20"}, {"25", "0.25", "75", "0.75", "1", "4", "15", "45"}, {"12"}, {"2"}, {"2"}, {"3"}, {"1.5", "1"}, {"1", "2"}, {"2", "3"}, {"3", "4"}, {"2.5"},
}

// quantityWords are by ISO 639 code the words for half, third, quarter, dozen, pair, twice, three times, one and a half,
// and one or two, two or three, three or four, two and a half where they are one word.
var quantityWords = map[string]string{
	"en": "half|halves/third|thirds/quarter|quarters|fourth|fourths/dozen|dozens/pair|pairs|couple|both/twice|double|doubles|doubled|twofold/thrice|triple|threefold|treble/one and a half",
	"am": "ግማሽ*/ሲሶ|አንድ ሦስተኛ/ሩብ*/ደርዘን/ጥንድ|ሁለቱም/ሁለት ጊዜ|እጥፍ/ሦስት ጊዜ|ሶስት ጊዜ/አንድ ተኩል",
	"ar": "نصف*|النصف/ثلث*|الثلث|ثلثا|ثلثي|ثلثين/ربع*|الربع|أرباع*/دزينة|دستة|دزينات/زوج*|كلا|كلتا|كلتي|مرتان/مرتين|مرتان|ضعف*|الضعف/ثلاث مرات|ثلاثة أضعاف/واحد ونصف",
	"az": "yarı|yarısı*|yarıya|yarım*/üçdə bir*/dörddə bir*|rüb*/düjün*|onluq/cüt*|hər iki*/iki dəfə|ikiqat/üç dəfə|üçqat/bir yarım",
	"bg": "половин*/трет*/четвърт*/дузин*/двойк*|чифт*|двата|двете|двама*/два пъти|двойно|двукрат*|дваж*/три пъти|тройно|трикрат*/един и половин",
	"bn": "অর্ধেক*|আধা|আধ/তৃতীয়াংশ|তৃতীয়াংশ|তিন ভাগের/চতুর্থাংশ|সিকি|পোয়া/ডজন*/জোড়া*|উভয়*|দুজন*|দুই*|দুটি*|দুটো*/দুবার|দুইবার|দু'বার|দ্বিগুণ/তিনবার|তিনগুণ/দেড়*////আড়াই*|আড়াই*",
	"de": "hälfte*|halb*|hälft*/drittel*/viertel*/dutzend*/paar*|beide*/zweimal*|doppelt*|zweifach*|verdopp*/dreimal*|dreifach*/anderthalb*|eineinhalb*",
	"es": "mitad*|medio|media|medias/tercio|tercios|tercera parte/cuarto|cuartos|cuarta parte|trimest*/docena|docenas/par|pares|pareja*|ambos|ambas/dos veces|doble*|duplic*/tres veces|triple*|triplic*/uno y medio|una y media",
	"fa": "نیم*|نصف*/سوم|ثلث/چهارم|ربع/دوجین*/جفت*|هردو*|هر دو*/دوبار*|دو بار*|دو برابر*|دوبرابر*/سه بار*|سه برابر*/یک و نیم",
	"fi": "puolet|puolta|puoli|puolen|puolik*|puolit*|puolivuo*|puolisko*|puolel*/kolmann*|kolmasos*|kolmaso*/neljänn*|neljäsos*|neljäso*|vartti*/tusin*|toista kymmentä/pari*|kumpik*|molem*|kaksik*/kahdesti|kaksinkert*|tuplaa*|kaksi kertaa/kolmesti|kolminkert*|kolme kertaa/puolitoista*|puolentoista",
	"fr": "moitié*|demi|demie|demis|demies/tiers/quart|quarts|trimest*/douzaine*/paire*|couple|couples|double*/deux fois|double*|doubl*/trois fois|triple*|tripl*/un et demi|une et demie|un an et demi|une heure et demie",
	"he": "חצי*|מחצית*|למחצית|במחצית/שליש*/רבע*|רבעון*/תריסר*/זוג*|שני|שתי|שניהם|שתיהן|יומיים|שבועיים|חודשיים|שנתיים|שעתיים/פעמיים|כפול*|כפליים/שלוש פעמים|פי שלושה/אחד וחצי|אחת וחצי",
	"hi": "आधा|आधी|आधे|अर्ध*/तिहाई*|तृतीयांश/चौथाई*|पाव|तिमाही*/दर्जन*/जोड़*|जोड़*|दोनों|युग्म/दोबारा|दुगुन*|दुगन*|दोगुन*|दुबारा/तिगुन*|तीन गुना/डेढ़|डेढ़////ढाई|अढ़ाई",
	"hr": "polovic*|polovin*|pol|pola/treć*/četvrt*/tucet*|desetak/par*|oba|obje|obojic*|dvoje|dvojic*/dvaput*|dva puta|dvostruk*|udvostruč*/triput*|tri puta|trostruk*/jedan i pol|jednu i pol|jedna i pol",
	"id": "setengah*|separuh*|separo/sepertiga|pertiga/seperempat|perempat|triwulan/lusin|selusin/pasang|sepasang|kedua*|keduanya/dua kali|dobel|ganda|berganda/tiga kali|triple/satu setengah",
	"ja": "半分|半数|半額|半減|半年|半日|半時間|過半数|半世紀|半々/三分の*|3分の*/四分の*|4分の*|四半期/ダース*/一対|一組|両方|両者|双方|ペア|二人/二倍|2倍|倍増|倍に|二度*|2度*|二回*|2回*/三倍*|三度*|三回*/一つ半|一年半|1年半|一時間半/一二|一、二/二三|二、三/三四|三、四",
	"ka": "ნახევარ*|ნახევრ*/მესამედ*/მეოთხედ*|კვარტალ*/ათეულ*|დუჟინ*/წყვილ*|ორივე*/ორჯერ*|გაორმაგ*|ორმაგ*/სამჯერ*|სამმაგ*/ერთნახევარ*",
	"km": "ពាក់កណ្តាល|ពាក់កណ្ដាល|កន្លះ/មួយភាគបី|ភាគបី/មួយភាគបួន|ភាគបួន|ត្រីមាស/មួយឡូ/មួយគូ|ទាំងពីរ/ពីរដង|ទ្វេដង/បីដង/មួយកន្លះ",
	"ko": "절반*|반|반으로|반값|반년|반나절|과반*|반액/3분의*|삼분의*/4분의*|사분의*|분기*/다스*|열두*|열두어*/쌍|한 쌍*|짝|켤레*|양쪽*|양측*|두|둘|둘이|둘은/두 번*|두번*|두 배*|두배*|2배*/세 번*|세번*|세 배*|3배*/한 시간 반|일 년 반/한두*/두세*|두서너*|두어*/서너*",
	"lt": "pusė*|pusę|pusės|pusiau|pusmet*|pusval*|pusei/trečd*|trečial*/ketvirt*/tuzin*/pora|poros|porą|porų|abu|abi|abiej*|abudu/dukart*|du kartus|dvigub*/triskart*|tris kartus|trigub*/pusantr*",
	"mk": "половин*|пола|пол/третин*/четвртин*|четврт*/десетина|дузина|туце/пар*|двата|двете|двајца*|обата/двапати|два пати|двојно|двократ*/трипати|три пати|тројно/еден и пол|една и пол",
	"mn": "хагас*|тал хув*|талд нь|тэн хагас*/гуравны*/дөрөвний*|улирал*/арван хоёр/хос*|хоёул*|аль аль*/хоёр удаа|хоёр дахин|давхар*/гурван удаа|гурав дахин|гурван дахин/нэг хагас*",
	"pt": "metade*|meio|meia|meios|meias/terço|terços|terça parte/quarto|quartos|quarta parte|trimest*/dúzia|dúzias/par|pares|casal|ambos|ambas/duas vezes|dobro|duplo|dupla|duplic*/três vezes|triplo|tripl*/um e meio|uma e meia",
	"ro": "jumăt*|jumat*/treim*|treime/sfert*|pătrim*|trimest*/duzin*/perech*|amândo*|ambele|ambii|cuplu*/de două ori|dublu*|dubl*/de trei ori|tripl*/unu și jumătate|una și jumătate|un an și jumătate|o oră și jumătate",
	"ru": "половин*|полови*|полгода|получас*|полчас*|пополам|наполовину/треть*|трети|третью/четверт*|четвёрт*|квартал*/дюжин*/пар|пара|пару|пары|оба|обе|обоих|обеих|обеим|обоим|двое|двоих|вдвоём/дважды|вдвое|двойн*|двукрат*|удво*/трижды|втрое|тройн*|трёхкрат*|утро*/полтор*|полутор*",
	"rw": "kimwe cya kabiri|igice/kimwe cya gatatu/kimwe cya kane/cumi na bibiri|icumi n'ebyiri|dozen/byombi|bombi|zombi|yombi|twombi|bibiri|babiri/kabiri|inshuro ebyiri|incuro ebyiri/gatatu|inshuro eshatu/imwe n'igice|kimwe n'igice",
	"si": "අඩ|අඩක්|භාගය*|භාග|අර්ධ*|හරි අඩ/තුනෙන්*/කාල|කාලක්|හතරෙන්*|කාර්තු*/දුසිම*/යුගල*|ජෝඩු*|දෙදෙනා*|දෙකම|දෙකේ*/දෙවරක්*|දෙගුණ*|දෙවතාවක්*|දෙපාරක්/තෙවරක්*|තුන් වරක්|තුන්ගුණ*/එකහමාර*|එක හමාර*",
	"sk": "polovic*|pol|polovičn*|polroč*|polhod*/tretin*/štvrtin*|štvrť*|kvartál*/tucet*|tuct*/pár*|dvojic*|obaja|obe|oba|obidv*|dvaja/dvakrát*|dvojnás*|dvojit*|zdvojnás*/trikrát*|trojnás*|trojit*/poldruh*|jeden a pol|jedna a pol|jednu a pol",
	"sr": "половин*|polovin*|пола|pola|полов*|polov*/трећин*|трећ*|trećin*|treć*/четврт*|četvrt*|квартал*/туце*|tuce*|десетак|desetak/пар*|par|para|parov*|оба|обе|обоје|oba|obe|oboje|двоје|dvoje|двојиц*|dvojic*/двапут|двaпут|два пута|dvaput|dva puta|двоструко*|dvostruk*|удвостр*|udvostr*/трипут|три пута|triput|tri puta|троструко*|trostruk*/један и по|једну и по|jedan i po|jednu i po|година и по",
	"sw": "nusu/theluthi|thuluthi/robo/dazeni|darzeni/jozi|wote wawili|zote mbili|yote mawili|vyote viwili/maradufu|mara mbili|mara dufu/mara tatu/moja na nusu|mmoja na nusu|na nusu",
	"ta": "பாதி*|அரை|அரைவாசி*|அரையாண்டு*|அரைமணி*/மூன்றில்*/கால்|நான்கில்*|காலாண்டு*/டஜன்*|பன்னிரண்டு*/ஜோடி*|இரு|இணை*/இருமுறை*|இரண்டு முறை|இரு மடங்கு*|இருமடங்கு*|இரட்டி*/மும்முறை*|மூன்று முறை|மும்மடங்கு*/ஒன்றரை*",
	"tr": "yarı|yarısı*|yarıya|yarıyı|yarım*|buçuk*/üçte bir*|üçte iki*|üçte*/çeyre*|dörtte*/düzine*/çift|çiftler|çifti|her iki*|ikisi*|ikili*/iki kez|iki kere|iki kat*|iki defa/üç kez|üç kere|üç kat*|üç defa/bir buçuk*",
	"uk": "половин*|пів|півроку|півгодин*|навпіл|наполовину/третин*|треть*/чверт*|четверт*|квартал*/дюжин*/пар|пара|пару|пари|обидва|обидві|обидвох|обох|обоє|двоє/двічі|вдвічі|удвічі|подвій*|подво*|дворазов*/тричі|втричі|утричі|потрій*/півтор*|півтора",
	"ur": "آدھ*|نصف/تہائی/چوتھائی|پاؤ|سہ ماہی*/درجن*/جوڑ*|دونوں/دوبار*|دو بار|دگن*|دوگن*|دُگن*/تین بار|تگن*|تین گنا/ڈیڑھ////ڈھائی",
	"uz": "yarim*|yarmi*|yarim/uchdan bir*|uchdan ikki*/chorak*|toʻrtdan*|to'rtdan*/oʻn ikki|o'n ikki|dyujina/juft*|ikkala*|har ikk*|ikkovi*/ikki marta|ikki baravar|ikki barobar|ikki karra/uch marta|uch baravar|uch barobar/bir yarim",
	"vi": "nửa|phân nửa|rưỡi/phần ba/phần tư|quý/tá/đôi|cặp|cả hai/hai lần|gấp đôi/ba lần|gấp ba/một rưỡi|rưỡi",
	"zh": "一半|半数|半數|半价|半價|半小时|半小時|半个|半個|半年|过半|過半|减半|減半|半天|半日/三分之*/四分之*|季度|一刻|三刻/一打/双方|雙方|一双|一雙|双重|雙重|双向|雙向|一对|一對|二者/两次*|兩次*|两遍*|兩遍*|两倍*|兩倍*|翻倍*|翻番*|加倍*/三次*|三倍*|三遍*/一个半*|一個半*|一年半*|一小时半*|一小時半*/一两|一兩|一二/两三|兩三|二三|两到三|兩到三/三四",
}

var quantityTables = kept[string, []quantity]{make: makeQuantitiesOf}

func quantitiesOf(language string) []quantity { return quantityTables.of(language) }

func makeQuantitiesOf(language string) []quantity {
	var out []quantity
	for i, part := range strings.Split(quantityWords[language], "/") {
		for w := range strings.SplitSeq(part, "|") {
			text, open := strings.CutSuffix(w, "*")
			if text != "" {
				out = append(out, quantity{text, open, quantityValues[i]})
			}
		}
	}
	return out
}

// fractionSigns are characters that are a number each.
var fractionSigns = map[rune][]string{'½': {"0.5", "50", "1", "2"}, '¼': {"0.25", "25", "1", "4"}, '¾': {"0.75", "75", "3", "4"}, '⅓': {"1", "3", "33"}, '⅔': {"2", "3", "66", "67"}}

// quantityIn reports whether a text says a number with a word such as half, dozen or twice; with a scale word behind it, as in
// half a million, it says more.
func quantityIn(tag locale.Tag, prose string, n *number) bool {
	language, lower := tag.Language(), inPlace(prose)
	for _, q := range quantitiesOf(language) {
		for at := 0; ; {
			i := strings.Index(lower[at:], q.text)
			if i < 0 {
				break
			}
			i += at
			at = i + len(q.text)
			if !spaceless(after(q.text, 0)) && (inWord(before(lower, i)) && !hasProclitics(language, lower, i) || !q.any && inWord(after(lower, at))) {
				continue
			}
			if q.says(language, lower[at:], n) {
				return true
			}
		}
	}
	for _, r := range prose {
		if values := fractionSigns[r]; values != nil && slices.ContainsFunc(values, n.may) {
			return true
		}
	}
	return false
}

// says reports whether a quantity says a number, together with what stands behind it.
func (q *quantity) says(language, rest string, n *number) bool {
	if q.any {
		rest = rest[wordEnd(rest, 0):]
	}
	power, _ := scaleBehind(language, strings.TrimPrefix(strings.TrimPrefix(rest, " of"), " a"))
	if power < 2 {
		return n.large == nil && slices.ContainsFunc(q.values, n.may)
	}
	return slices.ContainsFunc(q.values, func(v string) bool { return strings.Contains(v, ".") && n.may(shift(v, power)) })
}

// isHalved reports whether a text says a number such as 3.5 as "three and a half": with a word for half, and the whole in words
// or in figures.
func isHalved(tag locale.Tag, prose string, inWords []spelled, figures []number, n *number) bool {
	for _, v := range n.values {
		whole, ok := strings.CutSuffix(v, ".5")
		if !ok || n.large != nil {
			continue
		}
		half := number{groups: []string{"0", "5"}, values: []string{"0.5"}}
		has := quantityIn(tag, prose, &half) || slices.ContainsFunc([]string{"半", "rưỡi", "साढ़े", "साढ़े", "ساڑھے", "সাড়ে", "সাড়ে", "ተኩል", "ரை"}, func(w string) bool { return strings.Contains(prose, w) })
		if has && (saysNumber(inWords, decimal(whole)) || slices.ContainsFunc(figures, func(f number) bool { return f.may(whole) })) {
			return true
		}
		for c := range strings.SplitSeq(compoundNumbers["de"], "|") {
			value, head, _ := strings.Cut(c, " ")
			if tag.Language() == "de" && value == whole && strings.Contains(inPlace(prose), head+"einhalb") {
				return true
			}
		}
	}
	return false
}

// hasProclitics reports whether the letters of a word before a byte are prepositions and articles that are written with it.
func hasProclitics(language, lower string, at int) bool {
	for n := 0; at > 0; n++ {
		r, size := utf8.DecodeLastRuneInString(lower[:at])
		if !inWord(r) {
			return true
		}
		if n == 3 || !isProclitic(language, r) {
			return false
		}
		at -= size
	}
	return true
}

// quantities takes out the numbers that the other text says with a word: 12 and a dozen, 50 % and half.
func (c *checker) quantities(want, got, lacks, extra []number) (l, e []number) {
	l = slices.DeleteFunc(slices.Clone(lacks), func(n number) bool {
		if n.word != "" {
			return false
		}
		if isHalved(c.p.Locale, c.txt.prose, c.ownWords(), got, &n) {
			extra = slices.DeleteFunc(slices.Clone(extra), func(x number) bool { return slices.Contains(n.values, x.groups[0]+".5") })
			return true
		}
		return quantityIn(c.p.Locale, c.txt.prose, &n) || isCompound(c.p.Locale.Language(), c.txt.prose, &n) ||
			len(extra) == 0 && c.p.Locale.Language() == "ar" && n.only() == 2 && hasDual(c.txt.prose) &&
				len(wholeNumbers(c.ownWords()))+len(got) < len(wholeNumbers(c.sourceWords()))+len(want)
	})
	return l, slices.DeleteFunc(slices.Clone(extra), func(n number) bool {
		if n.word != "" {
			return false
		}
		if isHalved(c.p.Source, c.src.prose, c.sourceWords(), want, &n) {
			l = slices.DeleteFunc(l, func(x number) bool { return slices.Contains(n.values, x.groups[0]+".5") })
			return true
		}
		return quantityIn(c.p.Source, c.src.prose, &n) || isCompound(c.p.Source.Language(), c.src.prose, &n)
	})
}

// hasDual reports whether an Arabic text has a noun that says two by its ending.
func hasDual(prose string) bool {
	for w := range words(prose) {
		if utf8.RuneCountInString(w.text) > 4 && (strings.HasSuffix(w.text, "ان") || strings.HasSuffix(w.text, "ين")) {
			return true
		}
	}
	return false
}

// compoundNumbers are the beginnings of words such as fünfjährig and пятилетний, by ISO 639 code.
var compoundNumbers = map[string]string{
	"de": "1 ein|2 zwei|3 drei|4 vier|5 fünf|6 sechs|7 sieben|8 acht|9 neun|10 zehn|11 elf|12 zwölf|14 vierzehn|15 fünfzehn|18 achtzehn|20 zwanzig|24 vierundzwanzig|30 dreißig|40 vierzig|50 fünfzig|100 hundert",
	"fi": "1 yksi|2 kaksi|3 kolmi|4 neli|5 viisi|6 kuusi|7 seitsen|8 kahdeksan|9 yhdeksän|10 kymmen|12 kaksitoista|30 kolmikymmen",
	"ru": "1 одно|2 двух|2 дву|3 трех|3 трёх|4 четырех|4 четырёх|5 пяти|6 шести|7 семи|8 восьми|9 девяти|10 десяти|12 двенадцати|14 четырнадцати|15 пятнадцати|18 восемнадцати|20 двадцати|24 двадцатичетырех|30 тридцати|40 сорока|50 пятидесяти",
	"uk": "1 одно|2 дво|2 двох|3 три|3 трьох|4 чотири|4 чотирьох|5 п'яти|5 п’яти|6 шести|7 семи|8 восьми|9 дев'яти|9 дев’яти|10 десяти|12 дванадцяти|14 чотирнадцяти|15 п'ятнадцяти|15 п’ятнадцяти|18 вісімнадцяти|20 двадцяти|30 тридцяти|40 сорока",
	"bg": "1 едно|2 дву|2 два|3 три|4 четири|5 пет|6 шест|7 седем|8 осем|9 девет|10 десет|12 дванадесет|12 дванайсет|20 двадесет|30 тридесет",
	"mk": "1 едно|2 дво|3 три|3 тро|4 четири|5 пет|6 шест|7 седум|8 осум|9 девет|10 десет|12 дванаесет|20 дваесет|30 триесет",
	"sr": "1 једно|1 jedno|2 дво|2 dvo|3 тро|3 tro|4 четворо|4 четири|4 četvoro|4 četiri|5 пето|5 peto|6 шесто|6 šesto|7 седмо|7 sedmo|8 осмо|8 osmo|9 девето|9 deveto|10 десето|10 deseto|12 дванаесто|12 dvanaesto|20 двадесето|20 dvadeseto|30 тридесето|30 trideseto",
	"hr": "1 jedno|2 dvo|3 tro|4 četvero|4 četiri|5 peto|5 petero|6 šesto|6 šestero|7 sedmo|7 sedmero|8 osmo|9 deveto|10 deseto|12 dvanaesto|20 dvadeseto|30 trideseto",
	"sk": "1 jedno|2 dvoj|3 troj|4 štvor|5 päť|6 šesť|7 sedem|8 osem|9 deväť|10 desať|12 dvanásť|14 štrnásť|15 pätnásť|20 dvadsať|24 dvadsaťštyri|30 tridsať",
	"lt": "1 vien|2 dvi|2 dvej|3 tri|3 trej|4 keturi|4 ketveri|5 penkia|5 penkeri|6 šešia|6 šešeri|7 septynia|7 septyneri|8 aštuonia|9 devynia|10 dešimt|100 šimta",
}

// isCompound reports whether a word of a text begins with a number, as fünfjährig does. What is left of it must be a word, too.
func isCompound(language, prose string, n *number) bool {
	v := n.only()
	if v < 1 || v > 100 || compoundNumbers[language] == "" {
		return false
	}
	for w := range words(inPlace(prose)) {
		for c := range strings.SplitSeq(compoundNumbers[language], "|") {
			value, head, _ := strings.Cut(c, " ")
			if rest, ok := strings.CutPrefix(w.text, head); ok && decimal(value) == v && utf8.RuneCountInString(rest) >= 4 {
				return true
			}
		}
	}
	return false
}
