package checks

import (
	"slices"
	"strings"
	"unicode/utf8"

	"vernacular/internal/locale"
)

// measure is a unit or a currency with what a number of it is followed by: words of small letters, those with a star with any
// ending. Symbols of every language come first.
type measure struct {
	kind  string // what it measures: only units of one kind can stand for each other
	name  string
	words string
}

// symbols are the measures that are written alike everywhere.
var symbols = []measure{
	{"mass", "kg", "kg|кг"}, {"mass", "g", "g|г"}, {"mass", "mg", "mg|мг"}, {"mass", "t", "t|т"}, {"mass", "lb", "lb|lbs"},
	{"length", "km", "km|км"}, {"length", "m", "m|м"}, {"length", "cm", "cm|см"}, {"length", "mm", "mm|мм"}, {"length", "mile", "mi"},
	{"time", "minute", "min|min.|мин"}, {"time", "hour", "h|hr|hrs"},
	{"volume", "l", "l|л"}, {"volume", "ml", "ml|мл"}, {"temperature", "°C", "°c|° c|℃|°с"}, {"temperature", "°F", "°f|° f|℉"},
}

// measureWords are those of some languages. What only a few write is left out: an unknown measure says nothing.
var measureWords = map[string]string{
	"en": "kilogram*|kilo|kilos/gram|grams|gramme*/tonne*|ton|tons/kilometre*|kilometer*/metre*|meter|meters/centimetre*|centimeter*/millimetre*|millimeter*/mile|miles/minute*|mins/hour*/day|days|day's|days'/week*/month*/year*/litre*|liter*/millilitre*|milliliter*",
	"fr": "kilogramme*|kilo|kilos/gramme*/tonne*/kilomètre*/mètre*/centimètre*/millimètre*/mile|miles/minute*/heure*/jour*/semaine*/mois/an|ans|année*/litre*/millilitre*",
	"de": "kilogramm|kilo|kilos/gramm/tonne|tonnen/kilometer*/meter|metern|meters/zentimeter*/millimeter*/meile|meilen/minute*|minütig*/stunde|stunden|stündig*/tag|tage|tagen|tages|tägig*/woche|wochen|wöchig*/monat*/jahr*|jähr*/liter*/milliliter*",
	"es": "kilogramo*|kilo|kilos/gramo*/tonelada*/kilómetro*/metro|metros/centímetro*/milímetro*/milla|millas/minuto*/hora|horas/día|días/semana|semanas/mes|meses/año|años/litro*/mililitro*",
	"pt": "quilograma*|quilo|quilos/grama*/tonelada*/quilómetro*|quilômetro*/metro|metros/centímetro*/milímetro*/milha|milhas/minuto*/hora|horas/dia|dias/semana|semanas/mês|meses/ano|anos/litro*/mililitro*",
	"ru": "килограмм*|кило/грамм*/тонн*/километр*/метр*/сантиметр*/миллиметр*/миля|мили|миль/минут*/час|часа|часов|часовой|часовая/день|дня|дней|дневн*/недел*/месяц*/год|года|лет/литр*/миллилитр*",
	"uk": "кілограм*|кіло/грам*/тонн*/кілометр*/метр*/сантиметр*/міліметр*/миля|милі|миль/хвилин*/годин*/день|дні|дня|днів/тиж*/місяц*/рік|роки|року|років/літр*/мілілітр*",
	"ar": "كيلوغرام*|كيلوجرام*|كغ|كجم|كلغ/غرام*|جرام*|غ/طن|أطنان/كيلومتر*|كم/متر|مترا|مترًا|أمتار/سنتيمتر*|سم/مليمتر*|ملم/ميل|ميلا|ميلًا|أميال/دقيقة|دقائق/ساعة|ساعات/يوم|يوما|يومًا|أيام/أسبوع|أسبوعا|أسبوعًا|أسابيع/شهر|شهرا|شهرًا|أشهر|شهور/سنة|سنوات|عام|عاما|عامًا|أعوام/لتر*/مليلتر*",
	"fa": "کیلوگرم|کیلو/گرم/تن/کیلومتر|کیلومتری/متر|متری/سانتی‌متر|سانتیمتر/میلی‌متر|میلیمتر/مایل|مایلی/دقیقه|دقیقه‌ای/ساعت|ساعته/روز|روزه/هفته|هفته‌ای/ماه|ماهه/سال|ساله/لیتر|لیتری/میلی‌لیتر|میلیلیتر",
	"he": "קילוגרם|ק\"ג|ק״ג|קילו/גרם/טון/קילומטר|קילומטרים|ק\"מ|ק״מ/מטר|מטרים/סנטימטר|ס\"מ|ס״מ/מילימטר|מ\"מ|מ״מ/מייל|מיילים/דקה|דקות/שעה|שעות/יום|ימים/שבוע|שבועות/חודש|חודשים/שנה|שנים/ליטר|ליטרים/מיליליטר|מ\"ל|מ״ל",
	"hi": "किलोग्राम|किलो|किग्रा/ग्राम/टन/किलोमीटर|किमी|कि.मी./मीटर/सेंटीमीटर|सेमी/मिलीमीटर|मिमी/मील/मिनट*/घंटा|घंटे|घंटों|घण्टे/दिन|दिनों/सप्ताह*|हफ़्ते|हफ्ते/महीना|महीने|महीनों|माह/साल|सालों|वर्ष*/लीटर/मिलीलीटर",
	"ja": "キログラム*/グラム*/トン*/キロメートル*/メートル*/センチ*/ミリメートル*/マイル*/分*/時間*/日*/週*/か月*|ヶ月*|カ月*|ヵ月*|ケ月*/年*|歳*/リットル*/ミリリットル*",
	"zh": "公斤*|千克*/克*|公克*/吨*|噸*/公里*|千米*/米*|公尺*/厘米*|公分*/毫米*/英里*/分钟*|分鐘*/小时*|小時*|个小时*|個小時*/天*|日*/周*|週*|星期*|个星期*|個星期*/个月*|個月*/年*|岁*|歲*/升*|公升*/毫升*",
	"tr": "kilogram*|kilo/gram|gramlık/ton|tonluk/kilometre*/metre*/santimetre*/milimetre*/mil/dakika*/saat*/gün*/hafta*/ay|aylık|ayda|aydan/yıl*|yaş*/litre*/mililitre*",
	"vi": "kilôgam|ki-lô-gam/gam|gram/tấn/kilômét|ki-lô-mét|cây số/mét/xentimét|xen-ti-mét/milimét|mi-li-mét/dặm/phút/giờ|tiếng/ngày/tuần/tháng/năm|tuổi/lít/mililít",
	"sw": "kilo|kilogramu/gramu/tani/kilomita/mita/sentimita/milimita/maili/dakika/saa/siku/wiki/mwezi|miezi/mwaka|miaka/lita/mililita",
	"fi": "kilogramm*|kilo|kiloa|kilon/gramm*/tonni*/kilometri*/metri*/senttimetri*/millimetri*/maili*/minuut*/tunti*|tunni*/päivä*/viikko*|viiko*/kuukau*/vuosi*|vuotta|vuode*|vuoti*/litra*/millilitra*",
	"am": "ኪሎግራም|ኪሎ|ኪ.ግ/ግራም/ቶን/ኪሎሜትር|ኪሎ ሜትር|ኪ.ሜ/ሜትር/ሴንቲሜትር|ሴንቲ ሜትር|ሳ.ሜ/ሚሊሜትር|ሚሊ ሜትር/ማይል/ደቂቃ*/ሰዓት*|ሰአት*/ቀን*|ቀናት*/ሳምንት*/ወር*/ዓመት*|አመት*/ሊትር/ሚሊሊትር|ሚሊ ሊትር",
	"az": "kiloqram*|kilo/qram*/ton|tonluq/kilometr*/metr*/santimetr*/millimetr*/mil/dəqiqə*/saat*/gün*/həftə*/ay|aylıq|aydan/il|illik|ildən/litr*/millilitr*",
	"bg": "килограм*|кило|кг/грам*/тон|тона|тонове/километ*/метър|метра|метри/сантимет*|см/милимет*|мм/миля|мили/минут*/час|часа|часов*/ден|дни|дена|дневн*/седмиц*/месец*/годин*/литър|литра/милилит*",
	"bn": "কিলোগ্রাম*|কিলো|কেজি*/গ্রাম*/টন*/কিলোমিটার*|কিমি/মিটার*/সেন্টিমিটার*|সেমি/মিলিমিটার*|মিমি/মাইল*/মিনিট*/ঘণ্টা*|ঘন্টা*/দিন*/সপ্তাহ*/মাস*/বছর*|বৎসর*/লিটার*/মিলিলিটার*",
	"hr": "kilogram*|kilo/gram*/ton|tona|tone/kilomet*/metar|metra|metara|metre/centimet*/milimet*/milja|milje/minut*/sat|sata|sati/dan|dana/tjed*/mjesec*/godin*/litr*|litar*/mililit*",
	"id": "kilogram|kilo/gram/ton/kilometer/meter/sentimeter/milimeter/mil/menit/jam/hari/minggu|pekan/bulan/tahun/liter/mililiter",
	"ka": "კილოგრამ*|კგ|კილო/გრამ*|გ/ტონ*/კილომეტრ*|კმ/მეტრ*|მ/სანტიმეტრ*|სმ/მილიმეტრ*|მმ/მილ*/წუთ*/საათ*/დღ*/კვირ*/თვ*/წელ*|წლ*/ლიტრ*|ლ/მილილიტრ*|მლ",
	"km": "គីឡូក្រាម*|គីឡូ|គ.ក្រ/ក្រាម*/តោន*/គីឡូម៉ែត្រ*|គ.ម/ម៉ែត្រ*/សង់ទីម៉ែត្រ*/មីលីម៉ែត្រ*/ម៉ាយ*/នាទី*/ម៉ោង*/ថ្ងៃ*/សប្តាហ៍*|សប្ដាហ៍*|អាទិត្យ*/ខែ*/ឆ្នាំ*/លីត្រ*/មីលីលីត្រ*",
	"ko": "킬로그램*|킬로*/그램*|그람*/톤*/킬로미터*/미터*/센티미터*|센티*/밀리미터*/마일*/분*/시간*/일*/주*/개월*|달*/년*|살*|세*/리터*/밀리리터*",
	"lt": "kilogram*|kilo/gram*/ton*/kilomet*/metr*/centimet*/milimet*/mylia|mylios|mylių|mylias/minut*|min/valand*|val/dien*|d/savait*|sav/mėnes*|mėn/met|metai|metų|metus|metams|m/litr*/mililitr*",
	"mk": "килограм*|кило/грам*/тон|тона|тони/километ*/метар|метри|метра/сантимет*|центимет*/милимет*/милја|милји/минут*/час|часа|часов*/ден|дена|дневн*/недел*|седмиц*/месец*/годин*/литар|литри|литра/милилит*",
	"mn": "килограмм*|кг/грамм*/тонн*/километр*|км/метр*/сантиметр*|см/миллиметр*|мм/миль*|мил/минут*/цаг*/өдөр*|өдр*|хоног*/долоо хоног*/сар*/жил*/литр*/миллилитр*",
	"ro": "kilogram*|kilo/gram|grame|de grame/ton|tone|tonă/kilomet*|de kilometri/metru|metri|de metri/centimet*/milimet*/milă|mile/minut*|de minute/oră|ore|de ore/zi|zile|de zile/săptămân*|de săptămâni/lună|luni|de luni/an|ani|de ani/litru|litri|de litri/mililit*|de mililitri",
	"rw": "ibiro|ikiro|kilo|kilogarama/garama|amagarama/toni/kilometero|ibirometero/metero/santimetero/milimetero/mayilo/iminota|umunota|minota/amasaha|isaha/iminsi|umunsi/ibyumweru|icyumweru/amezi|ukwezi/imyaka|umwaka/litiro/mililitiro",
	"si": "කිලෝග්‍රෑම්*|කිලෝ|කි.ග්‍රෑ/ග්‍රෑම්*/ටොන්*/කිලෝමීටර්*|කි.මී/මීටර්*/සෙන්ටිමීටර්*|සෙ.මී/මිලිමීටර්*|මි.මී/සැතපුම්*/මිනිත්තු*|විනාඩි*/පැය*|හෝරා*/දින*|දවස්*/සති*/මාස*/වසර*|අවුරුදු*/ලීටර්*/මිලිලීටර්*",
	"sk": "kilogram*|kilo|kíl/gram*/ton|tony|tona/kilomet*/meter|metre|metrov/centimet*/milimet*/míľa|míle|míľ/minút*/hodin*|hodín/deň|dni|dní|dňoch/týžd*/mesiac*/rok|roky|rokov|rokoch/liter|litre|litrov/mililit*",
	"sr": "килограм*|кило|kilogram*|kilo/грам*|gram*/тон|тона|тоне|tona|tone/километ*|kilomet*/метар|метра|метара|metar|metra|metara/сантимет*|центимет*|santimet*|centimet*|цм|cm/милимет*|milimet*/миља|миље|milja|milje/минут*|minut*/сат|сата|сати|час|sat|sata|sati|čas/дан|дана|dan|dana/недељ*|седмиц*|nedelj*|sedmic*/месец*|mesec*/годин*|godin*/литар|литра|литара|litar|litra|litara/милилит*|mililit*",
	"ta": "கிலோகிராம்*|கிலோ|கி.கி/கிராம்*/டன்*/கிலோமீட்டர்*|கி.மீ/மீட்டர்*/சென்டிமீட்டர்*|செ.மீ/மில்லிமீட்டர்*|மி.மீ/மைல்*/நிமிட*/மணி நேர*|மணிநேர*/நாள்*|நாட்கள்*|நாட்க*/வார*/மாத*/ஆண்டு*|வருட*|வயது*/லிட்டர்*/மில்லிலிட்டர்*|மில்லி லிட்டர்*",
	"ur": "کلوگرام|کلو|کلو گرام/گرام/ٹن/کلومیٹر|کلو میٹر/میٹر/سینٹی میٹر|سنٹی میٹر/ملی میٹر/میل/منٹ*/گھنٹہ|گھنٹے|گھنٹوں/دن|دنوں|یوم/ہفتہ|ہفتے|ہفتوں/ماہ|مہینہ|مہینے|مہینوں/سال|سالوں|برس/لیٹر|لٹر/ملی لیٹر|ملی لٹر",
	"uz": "kilogramm*|kilo/gramm*/tonna*/kilometr*/metr*/santimetr*/millimetr*/mil/daqiqa*|minut*/soat*/kun*/hafta*/oy|oylik|oydan/yil*|yosh*/litr*/millilitr*",
}

// measureOrder are the measures of the parts of measureWords.
var measureOrder = []measure{{kind: "mass", name: "kg"}, {kind: "mass", name: "g"}, {kind: "mass", name: "t"}, {kind: "length", name: "km"},
	{kind: "length", name: "m"}, {kind: "length", name: "cm"}, {kind: "length", name: "mm"}, {kind: "length", name: "mile"},
	{kind: "time", name: "minute"}, {kind: "time", name: "hour"}, {kind: "time", name: "day"}, {kind: "time", name: "week"},
	{kind: "time", name: "month"}, {kind: "time", name: "year"}, {kind: "volume", name: "l"}, {kind: "volume", name: "ml"}}

// measureWord is one word of a measure.
type measureWord struct {
	*measure
	text string
	any  bool // with any ending
}

var measureTables = kept[string, []measureWord]{make: makeMeasuresOf}

// measuresOf returns the words of a language.
func measuresOf(language string) []measureWord { return measureTables.of(language) }

func makeMeasuresOf(language string) []measureWord {
	list := slices.Clone(symbols)
	for i, words := range strings.Split(measureWords[language], "/") {
		if words != "" {
			list = append(list, measure{measureOrder[i].kind, measureOrder[i].name, words})
		}
	}
	var out []measureWord
	for i := range list {
		out = append(out, wordsOfMeasure(&list[i], list[i].words)...)
	}
	slices.SortStableFunc(out, func(a, b measureWord) int { return len(b.text) - len(a.text) })
	return out
}

// wordsOfMeasure reads a list of words.
func wordsOfMeasure(m *measure, list string) []measureWord {
	var out []measureWord
	for w := range strings.SplitSeq(list, "|") {
		text, open := strings.CutSuffix(w, "*")
		out = append(out, measureWord{m, text, open})
	}
	return out
}

// amount is a number of a measure in a text.
type amount struct {
	number
	kind, name string
	from, to   int // with the word or symbol
}

// gaps may stand between a number and its measure.
const gaps = " \u00a0\u202f\u2009-\u2011"

// amounts finds the numbers of a text that have a measure beside them. One with a measure on both sides is left out: nobody
// knows which one is meant.
func amounts(tag locale.Tag, prose string) []amount {
	language, lower := tag.Language(), inPlace(prose)
	var out []amount
	for _, n := range scale(tag, prose, readNumbers(prose)) {
		if strings.Contains(n.values[0], "|") {
			continue
		}
		if a, ok := moneyBeside(language, lower, &n); ok {
			out = append(out, a)
			continue
		}
		if len(n.marks) > 1 || n.end > len(lower) {
			continue
		}
		rest := strings.TrimLeft(lower[n.end:], gaps)
		front := strings.TrimRight(lower[:n.off], gaps)
		var found []amount
		if len(lower)-n.end-len(rest) <= 3 {
			if w, ok := measureAt(language, rest, strings.HasPrefix); ok {
				found = append(found, amount{n, w.kind, w.name, n.off, len(lower) - len(rest) + len(w.text)})
			}
		}
		if n.off-len(front) <= 3 && language == "sw" {
			if w, ok := measureAt(language, front, strings.HasSuffix); ok {
				found = append(found, amount{n, w.kind, w.name, len(front) - len(w.text), n.end})
			}
		}
		if len(found) == 1 {
			out = append(out, found[0])
		}
	}
	return out
}

// measureAt returns the longest word of a measure with which a text begins or ends.
func measureAt(language, text string, has func(s, part string) bool) (measureWord, bool) {
	for _, w := range measuresOf(language) {
		if !has(text, w.text) {
			continue
		}
		first, _ := utf8.DecodeRuneInString(w.text)
		wide := first > 0x3000
		next := after(text, len(w.text))
		if strings.HasPrefix(text, w.text) && (w.any || wide || !inWord(next) || first < 0x80 && next > 0x3000) { // 20gまで
			return w, true
		}
		if strings.HasSuffix(text, w.text) && (wide || !inWord(before(text, len(text)-len(w.text)))) {
			return w, true
		}
	}
	return measureWord{}, false
}

// measures warns where a number has another unit or currency of the same kind than in the source. Who converts an amount
// writes another number.
func (c *checker) measures() {
	src := amounts(c.p.Source, c.src.prose)
	txt := []amount(nil)
	if len(src) > 0 {
		txt = amounts(c.p.Locale, c.txt.prose)
	}
	has := func(list []amount, a *amount) bool {
		return slices.ContainsFunc(list, func(o amount) bool { return o.kind == a.kind && o.sharesName(a) })
	}
	for i := range src {
		s := &src[i]
		if s.kind != "money" && has(txt, s) {
			continue
		}
		alike := slices.DeleteFunc(slices.Clone(txt), func(t amount) bool { return t.kind != s.kind || !t.same(&s.number) })
		if len(alike) == 0 || has(alike, s) || has(src, &alike[0]) && (s.kind != "money" || len(alike) > 1) {
			continue
		}
		c.otherMeasure(&alike[0], s)
		return
	}
	if len(src) == 0 || src[0].kind != "money" {
		c.otherCurrency()
	}
}

// sharesName reports whether two amounts may be of one measure.
func (a *amount) sharesName(o *amount) bool { return namesShared(a.name, o.name) }

func (c *checker) otherMeasure(t, s *amount) {
	c.warn(NumberChanged, t.off, "write the unit or currency of the source, or convert the number, too", "“%s” is “%s” in the source",
		strings.TrimSpace(c.txt.prose[t.from:t.to]), strings.TrimSpace(c.src.prose[s.from:s.to]))
}
