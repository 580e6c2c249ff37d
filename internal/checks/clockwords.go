package checks

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"vernacular/internal/locale"
)

// clockPhrases say how languages count from an hour to a time, by ISO 639 code: "halb _:-30" is half an hour before the hour
// that the number names. A star stands for any ending.
var clockPhrases = map[string]string{
	"en": "half past _:30|half-past _:30|at half _:30|quarter past _:15|quarter after _:15|quarter to _:-15|quarter of _:-15",
	"am": "_ ተኩል*:30|_ከተኩል*:30|_ ሩብ ጉዳይ:-15|_ ሩብ:15|_ ከሩብ:15",
	"ar": "_ والنصف:30|_ ونصف:30|_ و النصف:30|_ والربع:15|_ وربع:15|_ إلا ربع*:-15|_ إلا الربع:-15|_ إلّا ربع*:-15|_ والثلث:20|_ إلا الثلث:-20|_ إلا ثلث*:-20",
	"az": "_ yarısı*:-30|_ yarım*:30|_ yarısın*:-30",
	"bg": "_ и половина:30|_ и пол:30|_ и четвърт:15|_ без четвърт:-15",
	"bn": "সাড়ে _:30|সাড়ে _:30|সোয়া _:15|সোয়া _:15|পৌনে _:-15",
	"de": "halb _:-30|viertel nach _:15|viertel vor _:-15|dreiviertel _:-15|drei viertel _:-15|viertel _:-45",
	"es": "_ y media:30|_ y cuarto:15|_ menos cuarto:-15|cuarto para las _:-15",
	"fa": "_ و نیم:30|_ونیم:30|_ و ربع:15|ربع به _:-15",
	"fi": "puoli _:-30|puolen _:-30|varttia yli _:15|vartin yli _:15|varttia vaille _:-15|varttia vailla _:-15",
	"fr": "_ et demie:30|_ et demi:30|_ et quart:15|_ moins le quart:-15|_ moins quart:-15",
	"he": "_ וחצי:30|_ ורבע:15|רבע ל_:-15|רבע _:-15",
	"hi": "साढ़े _:30|साढ़े _:30|सवा _:15|पौने _:-15",
	"hr": "pola _:-30|_ i pol:30|_ i pola:30|_ i četvrt:15|četvrt do _:-15|petnaest do _:-15|_ manje četvrt:-15",
	"id": "setengah _:-30|_ lewat seperempat:15|_ lebih seperempat:15|_ kurang seperempat:-15|_ seperempat:15",
	"ja": "_半:30",
	"ka": "_ ნახევარ*:-30|_ის ნახევარ*:-30",
	"km": "_ កន្លះ:30|_កន្លះ:30",
	"ko": "_ 반:30",
	"lt": "pusė _:-30|pusę _:-30|pusei _:-30|pusės _:-30|ketvirtis po _:15|be ketvirčio _:-15",
	"mk": "_ и пол:30|_ и половина:30|пола _:-30|_ и четврт:15|_ без четврт:-15|петнаесет до _:-15",
	"mn": "_ хагас*:30",
	"pt": "_ e meia:30|_ e um quarto:15|_ e quarto:15|_ menos um quarto:-15|quarto para as _:-15|quinze para as _:-15",
	"ro": "_ și jumătate:30|_ şi jumătate:30|_ jumătate:30|_ și jumate:30|_ și un sfert:15|_ şi un sfert:15|_ fără un sfert:-15",
	"ru": "половин* _:-30|пол _:-30|пол-_:-30|_ с половиной:30|без четверти _:-15|четверт* _:-45",
	"rw": "_ n'igice*:30|_ n’igice*:30|_ n'iminota mirongo itatu:30|_ n’iminota mirongo itatu:30",
	"si": "_ හමාර*:30|_ යි හමාර*:30",
	"sk": "pol _:-30|štvrť na _:-45|trištvrte na _:-15|tri štvrte na _:-15",
	"sr": "пола _:-30|pola _:-30|_ и по:30|_ i po:30|_ и четврт:15|_ i četvrt:15|четврт до _:-15|četvrt do _:-15|петнаест до _:-15|petnaest do _:-15",
	"sw": "_ na nusu:30|_ u nusu:30|_ unusu:30|_ na robo:15|_ kasoro robo:-15|_ kasorobo:-15|_ kasarobo:-15",
	"tr": "_ buçu*:30|_ çeyrek geç*:15|_ çeyrek kala*:-15|_ çeyrek var:-15",
	"uk": "пів на _:-30|пів до _:-30|половин* на _:-30|половин* _:-30|чверть на _:-45|чверть по _:15|чверть до _:-15|за чверть _:-15|без чверті _:-15",
	"ur": "ساڑھے _:30|سوا _:15|پونے _:-15",
	"uz": "_ yarim*:30",
	"vi": "_ rưỡi:30|_ kém mười lăm:-15|_ kém 15:-15",
	"zh": "_半:30|_一刻:15|_三刻:45|差一刻_:-15",
}

// halfHours are half hours of one word, by ISO 639 code: the stems for half past one, half past two and so on, in the order of
// the hours that a clock in this language shows. Russian counts from half past twelve.
var halfHours = map[string]string{
	"hi": "डेढ़|ढाई", "ur": "ڈیڑھ|ڈھائی", "bn": "দেড়|আড়াই",
	"ru": "полвторого|полтретьего|полчетвертого полчетвёртого|полпятого|полшестого|полседьмого|полвосьмого|полдевятого|полдесятого|полодиннадцатого|полдвенадцатого|полпервого",
	"bg": "един и половина",
	"ta": "ஒன்றரை|இரண்டரை|மூன்றரை|நான்கரை|ஐந்தரை|ஆறரை|ஏழரை|எட்டரை|ஒன்பதரை|பத்தரை|பதினொன்றரை|பன்னிரண்டரை",
	"si": "එකහමාර|දෙකහමාර|තුනහමාර|හතරහමාර|පහමාර පස්හමාර|හයහමාර හයමාර|හතහමාර හත්හමාර හත්මාර|අටහමාර අටමාර|නවයහමාර නමයහමාර|දහයහමාර|එකොළහමාර|දොළහමාර",
	"lt": "pusantros",
}

// noons and midnights are words for twelve o'clock, by ISO 639 code.
var (
	noons = map[string]string{
		"en": "noon|midday", "am": "እኩለ ቀን|ቀትር", "ar": "الظهر|ظهرا|ظهرًا|ظهراً", "az": "günorta*", "bg": "обед|обяд|пладне", "bn": "দুপুর*", "de": "mittag|mittags", "es": "mediodía",
		"fa": "ظهر", "fi": "keskipäiv*|puolenpäiv*|puolelta päivin|puolilta päivin", "fr": "midi", "he": "צהריים|בצהריים|הצהריים", "hi": "दोपहर", "hr": "podne", "id": "tengah hari",
		"ja": "正午", "ka": "შუადღ*", "km": "ថ្ងៃត្រង់", "ko": "정오", "lt": "vidurdien*|vidudien*", "mk": "пладне|напладне", "mn": "үд|үдэд|үд дунд", "pt": "meio-dia|meio dia", "ro": "prânz|amiază|prînz",
		"ru": "полдень|полудн*", "rw": "saa sita z'amanywa|saa sita z’amanywa", "si": "දහවල්|මධ්‍යාහ්න*", "sk": "poludnie|napoludnie|poludním|obed", "sr": "подне|podne", "sw": "adhuhuri|saa sita mchana",
		"ta": "நண்பகல்*|மதிய*", "tr": "öğle*", "uk": "полудень|полудн*|опівдні", "ur": "دوپہر", "uz": "peshin*|tush*", "vi": "trưa", "zh": "中午|正午",
	}
	midnights = map[string]string{
		"en": "midnight", "am": "እኩለ ሌሊት", "ar": "منتصف الليل", "az": "gecə yarısı*|gecəyarısı*", "bg": "полунощ", "bn": "মধ্যরাত*|মাঝরাত*", "de": "mitternacht|mitternachts", "es": "medianoche|media noche",
		"fa": "نیمه‌شب|نیمه شب|نیمهٔ شب", "fi": "keskiyö*|puoliyö*|puolenyö*|puoliltaöin", "fr": "minuit", "he": "חצות|בחצות", "hi": "आधी रात|मध्यरात्रि|अर्धरात्रि", "hr": "ponoć*", "id": "tengah malam",
		"ja": "真夜中|夜中の12時|深夜0時", "ka": "შუაღამ*", "km": "អធ្រាត្រ|អាធ្រាត្រ", "ko": "자정", "lt": "vidurnak*", "mk": "полноќ", "mn": "шөнө дунд|шөнийн дунд", "pt": "meia-noite|meia noite",
		"ro": "miezul nopții|miezul nopţii", "ru": "полночь|полуноч*|полночи", "rw": "saa sita z'ijoro|saa sita z’ijoro", "si": "මධ්‍යම රාත්‍රි*|මැදියම", "sk": "polnoc*|o polnoci", "sr": "поноћ*|ponoć*",
		"sw": "usiku wa manane|saa sita usiku|saa sita za usiku", "ta": "நள்ளிரவ*", "tr": "gece yarısı*|geceyarısı*", "uk": "опівночі|північ|півночі", "ur": "آدھی رات|نصف شب", "uz": "yarim tun*|yarim kecha*|tun yarmi*",
		"vi": "nửa đêm", "zh": "午夜|子夜|半夜",
	}
)

// clockPhrase is one of clockPhrases.
type clockPhrase struct {
	ahead, behind string
	any           bool // an ending may follow
	minutes       int
}

// clockTable is what a language says of times in words.
type clockTable struct {
	phrases []clockPhrase
	named   []namedTime
}

// namedTime is a word for one time.
type namedTime struct {
	text    string
	any     bool
	minutes []int
	half    bool // a half hour of one word
}

var clockTables = kept[string, *clockTable]{make: makeClockTableOf}

func clockTableOf(language string) *clockTable { return clockTables.of(language) }

func makeClockTableOf(language string) *clockTable {
	t := &clockTable{}
	for p := range strings.SplitSeq(clockPhrases[language], "|") {
		words, minutes, ok := strings.Cut(p, ":")
		if !ok {
			continue
		}
		n, _ := strconv.Atoi(minutes)
		ahead, behind, _ := strings.Cut(words, "_")
		behind, open := strings.CutSuffix(behind, "*")
		t.phrases = append(t.phrases, clockPhrase{strings.TrimSpace(ahead), strings.TrimSpace(behind), open, n})
	}
	slices.SortStableFunc(t.phrases, func(a, b clockPhrase) int { return cmp.Compare(len(b.ahead+b.behind), len(a.ahead+a.behind)) })
	add := func(list string, half bool, minutes ...int) {
		for w := range strings.SplitSeq(list, "|") {
			text, open := strings.CutSuffix(w, "*")
			if text != "" {
				t.named = append(t.named, namedTime{text, open || half, minutes, half})
			}
		}
	}
	add(noons[language], false, 12*60)
	add(midnights[language], false, 0)
	if list := halfHours[language]; list != "" {
		for i, words := range strings.Split(list, "|") {
			at := (i+1)%12*60 + 30
			add(strings.ReplaceAll(words, " ", "|"), true, at, at+12*60)
		}
	}
	return t
}

// namedTimes returns the times that a text says in one word, such as noon.
func namedTimes(language, lower string) []clock {
	var found []clock
	for _, w := range clockTableOf(language).named {
		for at := 0; ; {
			i := strings.Index(lower[at:], w.text)
			if i < 0 {
				break
			}
			i += at
			at = i + len(w.text)
			if t, ok := w.at(language, lower, i); ok {
				found = append(found, t)
			}
		}
	}
	return found
}

// at returns the time whose name stands at a byte; ok is false where it is a part of another word. A half hour of one word
// counts only where a word beside it makes it a time.
func (w *namedTime) at(language, lower string, i int) (t clock, ok bool) {
	end := i + len(w.text)
	other := inWord(before(lower, i)) && !writtenTogether(language) || inWord(after(lower, end)) && !w.any
	if other && !spaceless(after(w.text, 0)) || strings.HasSuffix(lower[:i], "après-") {
		return clock{}, false
	}
	if w.any {
		end = wordEnd(lower, end)
	}
	t = clock{off: i, end: end, minutes: w.minutes, kind: clockNamed}
	if w.half {
		size := wordAfter(lower[end:], afterTime)
		am, pm, dayEnd := dayPart(lower, i, end+size)
		t.kind, t.end = clockInWords, max(end+size, dayEnd)
		t.minutes = halfOfDay(language, w.minutes, am, pm)
		return t, size > 0 || am || pm || wordBefore(lower[:i], beforeTime) || language == "ru"
	}
	if strings.HasSuffix(lower[:i], "12 ") || strings.HasSuffix(lower[:i], "twelve ") {
		t.off = strings.LastIndexByte(strings.TrimRight(lower[:i], " "), ' ') + 1 // 12 noon
	}
	return t, true
}

// halfOfDay keeps of two times, twelve hours apart, the one in the half of the day that a text says.
func halfOfDay(language string, minutes []int, am, pm bool) []int {
	if strings.Contains(shifted, " "+language+" ") || am == pm || len(minutes) < 2 {
		return minutes
	}
	return slices.DeleteFunc(slices.Clone(minutes), func(m int) bool { return (m < 12*60) != am })
}

// writtenTogether reports whether a language writes prepositions and articles as a part of the word behind them.
func writtenTogether(language string) bool {
	return language == "ar" || language == "he" || language == "km" || language == "am"
}

// phraseBeside reads a phrase such as "half past" beside an hour: by how many minutes it changes it, and where both begin and
// end. unit is the end of the hour with a word such as "heures".
func phraseBeside(language, lower string, off, end, unit int) (minutes, from, to int, ok bool) {
	front := strings.TrimRight(lower[:off], gaps)
	for _, w := range beforeTime { // at half past the hour of five
		if trimmed, is := strings.CutSuffix(front, " "+w); is {
			front = strings.TrimRight(trimmed, gaps)
			break
		}
	}
	for _, p := range clockTableOf(language).phrases {
		if p.ahead != "" {
			if i := phraseAhead(front, p.ahead, language); i >= 0 {
				return p.minutes, i, unit, true
			}
			continue
		}
		for _, at := range []int{unit, end} {
			rest := strings.TrimLeft(lower[at:], gaps+"\u200b")
			if !strings.HasPrefix(rest, p.behind) || len(lower)-at-len(rest) > 3 {
				continue
			}
			to := len(lower) - len(rest) + len(p.behind)
			if !spaceless(after(p.behind, 0)) && inWord(after(lower, to)) && language != "ko" {
				if !p.any {
					continue
				}
				to = wordEnd(lower, to)
			}
			return p.minutes, off, max(to, unit), true
		}
	}
	return 0, off, unit, false
}

// phraseAhead returns where a phrase begins with which a text ends, -1 if it does not. The star in it stands for an ending.
func phraseAhead(front, phrase, language string) int {
	head, tail, star := strings.Cut(phrase, "*")
	tail = strings.TrimSpace(tail)
	rest := strings.TrimRight(strings.TrimSuffix(front, tail), gaps)
	if tail != "" && (rest == front || !strings.HasSuffix(front, " "+tail)) {
		return -1
	}
	if !star {
		rest = front
	}
	i := len(rest) - len(head)
	if star {
		i = strings.LastIndex(rest, head)
		if i >= 0 && wordEnd(rest, i) != len(rest) {
			return -1
		}
	}
	if i < 0 || !strings.HasPrefix(rest[i:], head) || inWord(before(rest, i)) && !writtenTogether(language) && !spaceless(after(head, 0)) {
		return -1
	}
	return i
}

// hourRuns returns the numbers of a text, in digits and in words, in their order. A number in words that is a part of another
// is left out.
func hourRuns(tag locale.Tag, prose string, inWords []spelled) []run {
	runs := digitRuns(prose)
	for _, s := range inWords {
		if s.value > 60 || slices.ContainsFunc(inWords, func(o spelled) bool {
			return o.off <= s.off && s.end <= o.end && o.end-o.off > s.end-s.off && o.value <= 60
		}) {
			continue
		}
		runs = append(runs, run{value: s.value, off: s.off, end: s.end, word: true})
	}
	slices.SortStableFunc(runs, func(a, b run) int { return cmp.Compare(a.off, b.off) })
	return runs
}

// minutesInWords reads the thirty of "five thirty" and of "cinco y treinta" behind an hour in words.
func minutesInWords(lower string, end int, runs []run) (minute, to int, ok bool) {
	if len(runs) < 2 || !runs[1].word || runs[1].value > 59 || runs[1].value < 5 || runs[1].off < end {
		return 0, 0, false
	}
	switch gap := strings.Trim(lower[end:runs[1].off], gaps); gap {
	case "", "y", "e", "et", "și", "şi", "и", "й", "і", "i", "a", "و", "na", "na dakika", "dan", "lewat", "ja", "ir", "და", "n'iminota", "n’iminota":
		return runs[1].value, runs[1].end, true
	}
	return 0, 0, false
}

// shortWords reports whether what stands between two times joins them: a dash, "to", "bis", "до".
func shortWords(gap string) bool {
	return utf8.RuneCountInString(gap) <= 8 && strings.Count(gap, " ") <= 2 && !strings.ContainsAny(gap, ",.;:()\x1f\n")
}
