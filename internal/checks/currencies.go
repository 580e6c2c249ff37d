package checks

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// currencies are the words of all languages for currencies, the signs and the codes, in small letters; those with a star take a
// short ending. What stands behind a tilde has other senses, too, and is a currency only beside a number. Currencies of one
// name are one: "500 dollars" may be those of several countries. A word of two names may mean either.
var currencies = []measure{
	{"money", "euro", "€|eur|euro|euros|euroa|euron|eurolla|euroon|eurosta|eurolta|eurot|euroja|eura|euri|eurima|euras|eurai|eurų|eurus|eurams|eurá|eurách|eurami|eurom|euroluk|euroya|eurodan|evro|evra|evri|evrima|avro|avroya|avroluk|avroluq|avronun|avrodan|avroyu|avronu|yevro|yevroga|yevroni|yuro|iyero|amayero|" +
		"евро|евра|євро|يورو|یورو|אירו|יורו|यूरो|ইউরো|ইউরোর|ইউরোতে|ユーロ|欧元|歐元|유로*|ევრო|ევროს|ევროდ|ევრომდე|ዩሮ|យូរ៉ូ|អឺរ៉ូ|යුරෝ|யூரோ*|ευρώ"},
	{"money", "dollar", "$|usd|us$|us-$|us $|$us|$ us|u.s. $|cad|aud|nzd|hkd|sgd|twd|ca$|$ca|c$|a$|au$|nz$|hk$|nt$|s$|dollar*|us-dollar*|u.s. dollar*|dólar*|dolar*|dolár*|dola|amadorari|idorari|amadolari|dolari*|doler*|đô la|đô-la|đôla|" +
		"доллар*|долар*|دولار*|دولارا*|دلار*|ڈالر*|דולר*|डॉलर*|डालर*|ডলার*|ドル|米ドル|アメリカドル|カナダドル|豪ドル|美元|美金|加元|澳元|港元|港币|港幣|加幣|台幣|新台币|달러*|დოლარ*|ዶላር*|ដុល្លារ|ឌុល្លារ|ඩොලර්*|டாலர்*|டொலர்*"},
	{"money", "pound", "£|gbp|egp|e£|£e|£gb|lbp|syp|sterlin*|sterling|livre sterling|livres sterling|britische pfund|bảng|bảng anh|pauni|ipawundi|amapawundi|funti*|svar*|" +
		"جنيه*|جنيها*|پوند*|پاؤنڈ*|לירה שטרלינג|לירות שטרלינג|לירות סטרלינג|ליש\"ט|पाउंड*|पाउण्ड*|পাউন্ড*|ポンド|英镑|英鎊|镑|鎊|გირვანქა*|ფუნტ*|ፓውንድ*|ផោន|පවුම්*|பவுண்ட*|பவுன்*~파운드*|פאונד|pound|pounds|pfund|punta|puntaa|punnan|livre|livres|libra|libras|libier|libry|libra*|фунт*|funt|funta|funte|funti|funtu|funta*"},
	{"money", "lira pound", "₺|try|tl|lira|liras|lirası*|liralık|liraya|liradan|lirasi*|liră|líra|líry|lír|liira*|lirə*|лира|лиры|лири|лир|лиру|лир|ліра|ліри|ліру|ليرة|ليرات|لیره*|لیرا|לירה|לירות|लीरा|লিরা*|リラ|里拉|리라*|ლირა*|ሊራ|លីរ៉ា|ලිරා*|லீரா*~lire"},
	{"money", "rouble", "₽|rub|rur|rouble|roubles|ruble|rubles|rubel|rubeln|rublo|rublos|rublă|ruble*|rubl*|rubalj|rublja|rubalja|rublje|rublji|rupla*|rúp|руб|руб.|рубл*|рубел|рублев*|рубља|рубљи|рубље|روبل*|רובל*|रूबल*|रुबल|রুবল*|রুবেল*|ルーブル|卢布|盧布|루블*|რუბლ*|ሩብል*|រ៉ូបល|රූබල්*|ரூபிள்*"},
	{"money", "hryvnia", "₴|uah|hryvn*|grivn*|hrywn*|hrywen|hrivn*|hrivň*|qrivna*|гривн*|гривен*|гривень|грн|грн.|хривн*|هريفن*|هریون*|ہریون*|גריבנ*|הריבנ*|रिव्निया|रिवनिया|হৃভনিয়া|হ্রিভনিয়া|フリヴニャ|フリブナ|グリブナ|格里夫纳|格里夫納|赫里夫尼亚|흐리우냐|그리브나|გრივნა*|ሀሪይቭኒአ"},
	{"money", "rupee", "₹|₨|inr|pkr|npr|lkr|rs|rs.|rupee|rupees|rupie|rupien|rupia|rupias|rupii|roupie*|rupija*|rupije|rupijų|rupi|rupisi*|rupiya*|рупи*|рупій|рупії|рупія|рупију|روبية|روبيات|روپیه|روپیۀ|روپیہ|روپے|روپیوں|רופי*|रुपय*|रुपए*|रुपये*|रूपये*|रुपया|रुपयों|रु|रु.|রুপি*|ルピー|卢比|盧比|루피*|რუპი*|ሩፒ|រូពី|රුපියල්*|රුපියල|රු.|ரூபாய்*|ரூ."},
	{"money", "taka", "৳|bdt|taka|takas|takas|তাকা|تاكا|تاکا|ٹکا|טאקה|टका|タカ|塔卡|타카|ტაკა~така|таки|takay"},
	{"money", "taka rupee", "টাকা|টাকার|টাকায়|টাকায়|টাকাও"},
	{"money", "yen", "jpy|jp¥|日元|日圓|日币|日幣|엔|엔화*|엔을|엔이|엔의|yen|yens|yenes|iene|ienes|jeni|jeniä|jen|jena|jeny|jenov|jenų|yeni|yeni*|iyena*|yên|йен*|иен*|єн|єна|єни|јен|јена|јени|ین|ينات|ين|ייו|येन|ইয়েন*|ইয়েন*|იენ*|የን|យ៉េន|යෙන්|யென்*~円"},
	{"money", "yuan", "cny|rmb|cn¥|yuan|yuans|yuanes|yuana|yuani*|yuanı*|juan|juania|juani*|jüan*|renminbi|nhân dân tệ|tệ|юан*|јуан*|يوان*|یوآن|یوان|יואן|युआन|য়ুয়ান|ইউয়ান*|ইউয়ান*|人民元|人民币|人民幣|위안*|იუან*|ዩዋን|យ័ន|යුආන්|யுவான்*"},
	{"money", "yen yuan", "¥|￥"},
	{"money", "yuan dollar", "元|圓|块|塊"},
	{"money", "won", "₩|krw|원|원을|원이|원의|원으로|원입*|ウォン|韩元|韓元|韩圆|韓圓|wonų|wons|wonia|vonas|vonai|vonų|וון|वॉन|ওয়ন|ვონი~won|von|вона|воны|вон"},
	{"money", "shilling", "kes|tzs|ugx|ksh|ksh.|tsh|tsh.|ush|sh|sh.|shilling|shillings|shilingi|schilling*|chelín|chelines|xelim|xelins|šilling*|šillinki*|šiling*|șiling*|şilin*|şillinq*|amashilingi|ishilingi|шиллинг*|шилинг*|шилінг*|شلن*|شيلينغ*|شیلینگ*|شلنگ*|שילינג*|शिलिंग*|শিলিং*|シリング|先令|실링*|შილინგ*|ሺሊንግ*|ශිලිං*|ஷில்லிங்*"},
	{"money", "peso", "₱|mxn|php|clp|cop|ars|mx$|peso|pesos|peza|pesoa|pesosu*|pesosi*|pesų|pesai|песо|пезос*|بيزو*|پزو*|پیسو|פסו|पेसो*|পেসো*|ペソ|比索|披索|페소*|პესო*|ፔሶ|ප෗සෝ|பெசோ*|பேசோ*"},
	{"money", "riyal", "r$|brl|sar|irr|qar|omr|﷼|real|reais|reales|réal|réals|reali*|realų|realı*|riyal*|rial|rials|riales|riali*|rialia|rijal*|riyol*|риял*|риал*|ріал*|ријал*|реал|реалов|реала|реалів|реали|реалите|ريال*|ريالا*|ریال*|ریئل|ריאל*|रियाल*|रिआल|रियल|রিয়াল*|রিয়াল*|レアル|リアル|リヤル|リアル|里亚尔|里亞爾|雷亚尔|雷亞爾|리얄*|리알*|헤알*|레알*|რიალ*|რეალ*|ሪያል*|រីយ៉ាល|ரியால்*~real"},
	{"money", "toman", "تومان*|toman|tomans|תומאן|तोमान|トマン|土曼|토만~туман*"},
	{"money", "franc", "chf|xof|xaf|frw|rwf|fcfa|franc|francs|franken|franka*|franki*|frankı*|frankov|frankų|francos|franci|frangia|frangi|frangı*|fransız frangı|faranga|amafaranga|ifaranga|франк*|франц*|فرنك*|فرانک*|פרנק*|फ़्रैंक*|फ्रैंक*|ফ্রাঁ*|ফ্রাঙ্ক*|フラン|法郎|프랑*|ფრანკ*|ፍራንክ*|ෆ්රෑන්ක්*|பிராங்க்*|ஃப்ராங்க*~frank|franco"},
	{"money", "krona", "sek|nok|dkk|czk|isk|kč|krona|kronor|krone|kroner|kronen|krooni*|kruunu*|koruna|koruny|korun|korún|kronų|kronos|kronu*|крон*|کرون*|كرون*|क्रोना*|क्रोन|ক্রোনা*|クローナ|クローネ|コルナ|克朗|크로나*|크로네*|코루나*|კრონ*~kr|kr.|corona|coronas|coroa|coroas|couronne|couronnes|coroane|coroană|crown|crowns|kruna|krune|krunu|круна|круни|круне|כתר|כתרים"},
	{"money", "zloty", "pln|zł|złoty*|zlot*|zloty*|złot*|esloti*|злот*|زلوتي*|زلوتی*|זלוטי*|ज़्लॉटी*|ज्लॉटी*|জ্লোটি*|ズウォティ|ズロチ|兹罗提|茲羅提|즈워티*|ზლოტ*"},
	{"money", "rand", "zar|rands|randia|randų|рэнд*|راند*|رانڈ*|ראנד|रैंड*|র‍্যান্ড*|ランド|兰特|蘭特|랜드*|რანდ*|ራንድ*~rand|r|randa|randi*|ранд*"},
	{"money", "dirham", "aed|mad|dirham*|dírham*|dirhem*|dirhəm*|дирхам*|дірхам*|درهم*|دراهم|درہم*|דירהם*|दिरहम*|दिरहाम*|দিরহাম*|ディルハム|迪拉姆|迪爾汗|디르함*|დირჰამ*"},
	{"money", "dinar", "iqd|tnd|rsd|kwd|jod|dzd|mkd|dinar*|dinaaria|dinár*|dinor*|динар*|денар*|دينار*|دنانير|دینار*|דינר*|दीनार*|दिनार*|দিনার*|ディナール|第纳尔|第納爾|디나르*|დინარ*|ዲናር*|தினார்*"},
	{"money", "shekel", "₪|ils|nis|shekel*|shekeli|sheqel*|schekel*|séquel*|siclo|siclos|şekel*|šekel*|sekeli*|шекел*|شيكل*|شيقل*|شواكل|شکل|شِکِل|شیکل*|שקל*|ש\"ח|ש״ח|शेकेल*|शेकल*|শেকেল*|シェケル|谢克尔|謝克爾|셰켈*|세켈*|შეკელ*|ሽቅል"},
	{"money", "naira", "₦|ngn|naira|nairas|nairaa|nairų|nairos|nayras*|найр*|наира|наири|نايرا|نیرا|نایرا*|נאירה|नाइरा*|নায়রা*|নাইরা*|ナイラ|奈拉|나이라*|ნაირა"},
	{"money", "birr", "etb|birr|birrs|birre|быр*|бир|بر إثيوبي|بیر|ብር|ביר|बिर्र|ビル|比尔|比爾|비르*"},
	{"money", "baht", "฿|thb|baht|bahts|бат|бата|батов|батів|باهت|بات|בהט|बात|バーツ|泰铢|泰銖|바트*"},
	{"money", "dong", "₫|vnd|đồng|vnđ|dong|dongs|донг*|دونغ|दोंग|ドン|越南盾|동"},
	{"money", "rupiah", "rp|idr|rupiah|rupiahs|рупиах|روبية إندونيسية|ルピア|印尼盾|루피아"},
	{"money", "leva", "bgn|лв|лв.|leva|lev|lewa|лева|левов|левів|лев|ليف*|लेव|レフ|列弗|레프"},
	{"money", "leu", "ron|mdl|lei|leu|leilor|leului|lejov|леев|лей|леи|леї|لei|ليو روماني|レイ|列伊|레우"},
	{"money", "forint", "huf|ft|forint*|форинт*|فورنت*|פורינט|フォリント|福林|포린트*"},
	{"money", "lari", "₾|gel|lari|laris|ларі|лари|لاري|לארי|ラリ|拉里|라리|ლარ*"},
	{"money", "manat", "₼|azn|manat*|манат*|مانات|منات|מנאט|मनात|マナト|马纳特|馬納特|마나트"},
	{"money", "tenge", "₸|kzt|tenge|tengeä|тенге|теңге|تينغي|تنگه|テンゲ|坚戈|텡게"},
	{"money", "som", "uzs|kgs|so‘m*|soʻm*|so'm*|сум|сумов|сум*|сом|сомов|سوم|スム|苏姆|숨"},
	{"money", "togrog", "₮|mnt|төгрөг*|tugrik*|tögrög|тугрик*|توغريك|トゥグルグ|图格里克|투그릭"},
	{"money", "riel", "៛|khr|riel|riels|រៀល|риел*|リエル|瑞尔|리엘"},
	{"money", "afghani", "؋|afn|afghani*|افغانی|أفغاني|افغاني|афгани|アフガニ|阿富汗尼"},
	{"money", "cedi", "₵|ghs|cedi|cedis|седи|سيدي غاني|セディ|塞地"},
}

// moneyWords are the words of currencies, the longest first, by the letter with which they begin, or end.
type moneyWords struct{ byFirst, byLast map[rune][]measureWord }

var moneyTables = kept[bool, moneyWords]{make: makeMoney}

// moneyTable returns the words of currencies; those that have other senses only if they are asked for.
func moneyTable(unsure bool) moneyWords { return moneyTables.of(unsure) }

func makeMoney(unsure bool) moneyWords {
	var all []measureWord
	for i := range currencies {
		sure, others, _ := strings.Cut(currencies[i].words, "~")
		all = append(all, wordsOfMeasure(&currencies[i], sure)...)
		if unsure && others != "" {
			all = append(all, wordsOfMeasure(&currencies[i], others)...)
		}
	}
	slices.SortStableFunc(all, func(a, b measureWord) int { return len(b.text) - len(a.text) })
	out := moneyWords{map[rune][]measureWord{}, map[rune][]measureWord{}}
	for _, w := range all {
		first, last := after(w.text, 0), before(w.text, len(w.text))
		out.byFirst[first] = append(out.byFirst[first], w)
		out.byLast[last] = append(out.byLast[last], w)
	}
	return out
}

// beforeNumber are the languages that write the word for a currency before the number, too.
var beforeNumber = set("am bn hi id km rw si sw ta ur")

// moneyBeside returns what a number with a currency beside it is.
func moneyBeside(language, lower string, n *number) (amount, bool) {
	end := max(n.end, n.scaleEnd)
	front, isFront := moneyBefore(language, lower[:n.off])
	behind, at, isBehind := moneyBehind(language, lower[end:])
	switch {
	case isFront && isBehind && !namesShared(front.name, behind.name) && !isSign(front.text) && !beforeNumber[language]:
		isFront = false
	case !isFront && !isBehind:
		return amount{}, false
	}
	if isFront {
		from := strings.LastIndex(lower[:n.off], front.text)
		return amount{*n, front.kind, front.name, from, end}, true
	}
	return amount{*n, behind.kind, behind.name, n.off, end + at + len(behind.text)}, true
}

// moneyBefore returns the currency with which the text before a number ends: €, EUR, and in some languages a word.
func moneyBefore(language, front string) (measureWord, bool) {
	trimmed := strings.TrimRight(front, gaps)
	if len(front)-len(trimmed) > 3 {
		return measureWord{}, false
	}
	if _, size := scaleAhead(language, trimmed); size > 0 {
		trimmed = strings.TrimRight(trimmed[:len(trimmed)-size], gaps)
	}
	most := 0 // words between: dola za Marekani 500
	if language == "sw" {
		most = 2
	}
	for skipped := 0; ; skipped++ {
		for _, w := range moneyTable(true).byLast[before(trimmed, len(trimmed))] {
			first := strings.TrimSuffix(trimmed, w.text)
			if first == trimmed || inWord(after(w.text, 0)) && inWord(before(first, len(first))) || skipped > 0 && utf8.RuneCountInString(w.text) < 4 {
				continue
			}
			if !isSign(w.text) && !isCode(w.text) && !beforeNumber[language] {
				return measureWord{}, false
			}
			return w, digit(before(strings.TrimRight(first, gaps), len(strings.TrimRight(first, gaps)))) < 0
		}
		cut := strings.TrimRightFunc(trimmed, inWord)
		if skipped == most || cut == trimmed {
			return measureWord{}, false
		}
		trimmed = strings.TrimRight(cut, gaps)
	}
}

// notSkipped are words that end what an English number counts.
var notSkipped = set("and or to per a an in for of from by the at on with than")

// moneyBehind returns the currency with which the text behind a number begins, and where: there may be a word between, as in
// "500 Kenya shillings" and "2 millions d'euros".
func moneyBehind(language, rest string) (w measureWord, at int, ok bool) {
	most := 2
	if spaceless(after(strings.TrimLeft(rest, gaps), 0)) && language != "ko" {
		most = 0
	}
	for skipped := 0; ; skipped++ {
		trimmed := strings.TrimLeft(rest[at:], gaps+"'’")
		if len(rest[at:])-len(trimmed) > 4 {
			return w, 0, false
		}
		at = len(rest) - len(trimmed)
		if w, ok := moneyAt(trimmed); ok && (skipped == 0 || utf8.RuneCountInString(w.text) > 2) {
			return w, at, isCode(w.text) || !isSign(w.text) || digit(after(trimmed, len(w.text))) < 0
		}
		size := len(trimmed) - len(strings.TrimLeftFunc(trimmed, inWord))
		if skipped == most || size == 0 || language == "en" && notSkipped[trimmed[:size]] {
			return w, 0, false
		}
		at += size
	}
}

// moneyAt returns the longest word of a currency with which a text begins.
func moneyAt(text string) (measureWord, bool) {
	for _, w := range moneyTable(true).byFirst[after(text, 0)] {
		if strings.HasPrefix(text, w.text) && endsWell(w, text[len(w.text):]) {
			return w, true
		}
	}
	return measureWord{}, false
}

// endsWell reports whether a word of a currency ends before some text, or has a short ending there.
func endsWell(w measureWord, rest string) bool {
	last, _ := utf8.DecodeLastRuneInString(w.text)
	if !inWord(last) || spaceless(last) && last < 0xac00 || last < 0x80 && spaceless(after(rest, 0)) {
		return true
	}
	const longest = 5
	n := utf8.RuneCountInString(rest[:wordEnd(rest, 0)])
	return n == 0 || n <= longest && (w.any || last >= 0xac00)
}

// isSign reports whether a word is a sign of a currency, such as € and US$.
func isSign(w string) bool {
	return strings.ContainsAny(w, "€$£₺₽₴₹₨৳¥￥₩₱₪₦฿₫₾₼₸₮៛؋₵﷼")
}

// moneyCodes are the abbreviations that stand before a number in every language.
var moneyCodes = set("eur usd aud nzd hkd sgd twd gbp egp lbp syp rub uah inr pkr npr lkr rs rs. bdt jpy cny rmb krw kes tzs ugx ksh ksh. tsh tsh. sh sh. ush mxn clp cop ars brl irr qar omr chf xof xaf " +
	"frw rwf fcfa sek nok dkk czk isk pln zar aed iqd tnd rsd kwd jod dzd mkd ngn etb thb vnd vnđ rp idr bgn mdl huf azn kzt uzs kgs mnt khr afn ghs руб руб. грн грн. रु रु. රු. ரூ. 人民币 人民幣")

func isCode(w string) bool { return moneyCodes[w] }

// namesShared reports whether two lists of names have one in common.
func namesShared(a, b string) bool {
	return a == b || slices.ContainsFunc(strings.Fields(a), func(n string) bool { return slices.Contains(strings.Fields(b), n) })
}

// otherCurrency warns of a text that names one currency, and its translation another: of an amount in words.
func (c *checker) otherCurrency() {
	src, _ := currencyIn(c.src.prose)
	if src == "" {
		return
	}
	txt, off := currencyIn(c.txt.prose)
	if txt != "" && !namesShared(src, txt) {
		c.warn(NumberChanged, off, "write the currency of the source", "the text names a currency (%s), and the source another one (%s)", txt, src)
	}
}

// namedAlone are the currencies whose words have no other sense in any language.
var namedAlone = set("euro dollar rouble hryvnia rupee shilling shekel dirham")

// leastOfCurrency is how many letters a word must have that is a currency without a number beside it.
const leastOfCurrency = 4

// currencyIn returns the name of the only currency of namedAlone that a text names in a word, and where, "" if there are none or
// several.
func currencyIn(prose string) (name string, off int) {
	lower, table := inPlace(prose), moneyTable(false)
	within := false
	for at, r := range lower {
		if within = within && inWord(r) && !spaceless(r); within {
			continue
		}
		within = inWord(r)
		for _, w := range table.byFirst[r] {
			if n := utf8.RuneCountInString(w.text); n < leastOfCurrency && (r < 0x2e80 || n < 2) || isSign(w.text) || !namedAlone[w.name] {
				continue
			}
			if strings.HasPrefix(lower[at:], w.text) && endsWell(w, lower[at+len(w.text):]) {
				if name != "" && !namesShared(name, w.name) {
					return "", 0
				}
				if name == "" {
					name, off = w.name, at
				}
				break
			}
		}
	}
	return name, off
}
