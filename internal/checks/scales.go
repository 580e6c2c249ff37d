package checks

import (
	"slices"
	"strings"
	"unicode/utf8"

	"vernacular/internal/locale"
)

// scaleWords are words beside a number that multiply it by a power of ten, by ISO 639 code: "6 million*|mio" are words for a
// million, one with a star with any ending.
var scaleWords = map[string]string{
	"en": "2 hundred|3 thousand|thousands|5 lakh|lakhs|6 million|millions|mn|mln|7 crore|crores|9 billion|billions|bn|12 trillion|trillions|tn",
	"am": "3 ሺ|ሺህ|6 ሚሊዮን*|9 ቢሊዮን*|12 ትሪሊዮን*",
	"ar": "2 مئة|مائة|3 ألف|ألفا|ألفًا|ألفاً|آلاف|الف|6 مليون|مليونا|مليونًا|مليوناً|ملايين|9 مليار|مليارا|مليارًا|ملياراً|مليارات|بليون|بلايين|12 تريليون|تريليونا|تريليونًا|تريليونات|ترليون",
	"az": "2 yüz|3 min|minlik|minlərlə|6 milyon*|mln|9 milyard*|mlrd|12 trilyon*",
	"bg": "3 хил|хиляд*|6 млн|милион*|9 млрд|милиард*|12 трлн|трилион*",
	"bn": "2 শ|শত|শো|3 হাজার*|5 লাখ*|লক্ষ*|6 মিলিয়ন*|নিযুত|7 কোটি*|9 বিলিয়ন*|শত কোটি|12 ট্রিলিয়ন*|লাখ কোটি|লক্ষ কোটি",
	"de": "2 hundert|3 tausend*|tsd|6 million*|mio|mill|9 milliarde*|mrd|md|12 billion*|bio|15 billiarde*",
	"es": "2 cientos|3 mil|miles|6 millón|millon*|9 mil millones|millardo*|12 billón|billones|18 trillón|trillones",
	"fa": "2 صد|3 هزار*|6 میلیون*|ملیون*|9 میلیارد*|بیلیون|12 تریلیون*|هزار میلیارد*",
	"fi": "2 sata*|sadan|3 tuha*|6 miljoon*|milj|9 miljardi*|mrd|12 biljoona*|bilj",
	"fr": "2 cents|3 mille|milliers|6 million|millions|mio|9 milliard|milliards|md|mds|mrd|12 billion|billions|mille milliards",
	"he": "2 מאות|3 אלף|אלפים|אלפי|6 מיליון|מיליוני|מיליונים|מליון|9 מיליארד|מיליארדי|מיליארדים|מליארד|ביליון|12 טריליון",
	"hi": "2 सौ|3 हजार*|हज़ार*|5 लाख*|6 मिलियन|7 करोड़*|9 अरब|बिलियन|11 खरब|12 ट्रिलियन|लाख करोड़",
	"hr": "3 tis|tisuć*|tisuc*|6 mil|mln|milijun*|9 mlr|mlrd|milijard*|12 bil|bilijun*",
	"id": "2 ratus|3 ribu*|rb|6 juta*|jt|9 miliar*|milyar*|12 triliun*|trilyun",
	"ja": "2 百|3 千|4 万|6 百万|7 千万|8 億|9 十億|12 兆|16 京",
	"ka": "2 ასი|3 ათას*|6 მილიონ*|მლნ|9 მილიარდ*|მლრდ|12 ტრილიონ*|ტრლნ",
	"km": "2 រយ|3 ពាន់|4 ម៉ឺន|5 សែន|6 លាន|7 កោដិ|9 ប៊ីលាន|ពាន់លាន|12 ទ្រីលាន|លានលាន",
	"ko": "2 백|3 천|4 만|6 백만|7 천만|8 억|9 십억|12 조",
	"lt": "2 šimt*|3 tūkst*|6 mln|milijon*|9 mlrd|milijard*|12 trln|trilijon*",
	"mk": "3 илјад*|6 мил|милион*|9 милијард*|мјр|12 трилион*|бил",
	"mn": "2 зуу*|3 мянга*|6 сая*|9 тэрбум*|12 их наяд|триллион",
	"pt": "2 centos|3 mil|6 milhão|milhões|mi|9 mil milhões|bilhão|bilhões|mil milhão|12 bilião|biliões|trilhão|trilhões",
	"ro": "2 sute|3 mie|mii|6 milion*|milioane*|mil|mln|9 miliard*|mld|mlrd|12 trilion*|trilioane*|bilion*|bilioane*",
	"ru": "3 тыс|тысяч*|6 млн|миллион*|9 млрд|миллиард*|12 трлн|триллион*",
	"rw": "2 magana|3 igihumbi|ibihumbi|6 miliyoni*|9 miliyari*|12 tiriyoni*",
	"si": "2 සිය*|3 දහ*|දාහ*|5 ලක්ෂ*|6 මිලියන*|දශලක්ෂ*|7 කෝටි*|9 බිලියන*|12 ට්‍රිලියන*|ට්රිලියන*",
	"sk": "2 sto|3 tis|tisíc*|6 mil|mln|milión*|9 mld|miliard*|12 bil|bilión*",
	"sr": "3 хиљ*|hilj*|6 мил|mil|mln|млн|милион*|milion*|9 млрд|mlrd|милијард*|milijard*|12 бил|bil|билион*|bilion*",
	"sw": "2 mia|3 elfu|maelfu|5 laki|6 milioni|9 bilioni|12 trilioni",
	"ta": "2 நூறு|3 ஆயிர*|5 லட்ச*|இலட்ச*|6 மில்லியன்*|7 கோடி*|9 பில்லியன்*|12 டிரில்லியன்*",
	"tr": "2 yüz|3 bin|binlik|bine|binden|6 milyon*|mn|mln|9 milyar*|mr|mlr|12 trilyon*|tn",
	"uk": "3 тис|тисяч*|6 млн|мільйон*|9 млрд|мільярд*|12 трлн|трильйон*",
	"ur": "2 سو|3 ہزار*|5 لاکھ*|6 ملین|7 کروڑ*|9 ارب|بلین|11 کھرب|12 ٹریلین",
	"uz": "2 yuz|3 ming*|6 million*|mln|9 milliard*|mlrd|12 trillion*|trln",
	"vi": "2 trăm|3 nghìn|ngàn|4 vạn|6 triệu|tr|9 tỷ|tỉ|12 nghìn tỷ|nghìn tỉ|ngàn tỷ",
	"zh": "2 百|3 千|4 万|萬|6 百万|百萬|7 千万|千萬|8 亿|億|9 十亿|十億|12 万亿|萬億|兆",
}

// surelyScale is the power of ten from which on a scale word belongs to a number that may be one of a date.
const surelyScale = 5

// scaleWord is one of them.
type scaleWord struct {
	text  string
	any   bool // with any ending
	power int
}

var scaleTables = kept[string, []scaleWord]{make: makeScalesOf}

// scalesOf returns the words of a language, the longest first.
func scalesOf(language string) []scaleWord { return scaleTables.of(language) }

func makeScalesOf(language string) []scaleWord {
	var out []scaleWord
	power := 0
	for word := range strings.SplitSeq(scaleWords[language], "|") {
		if digits, rest, ok := strings.Cut(word, " "); ok && digit(after(digits, 0)) >= 0 {
			power, word = decimal(digits), rest
		}
		text, open := strings.CutSuffix(word, "*")
		if text != "" {
			out = append(out, scaleWord{text, open, power})
		}
	}
	slices.SortStableFunc(out, func(a, b scaleWord) int { return len(b.text) - len(a.text) })
	return out
}

// scaleBehind returns the scale word with which a text of small letters begins, and how many bytes it takes with the space
// before it; power 0 if there is none. A second word multiplies the first: 3 thousand million.
func scaleBehind(language, rest string) (power, size int) {
	trimmed := strings.TrimLeft(rest, gaps+"\u200b")
	space := len(rest) - len(trimmed)
	if space > 3 {
		return 0, 0
	}
	for _, w := range scalesOf(language) {
		if !strings.HasPrefix(trimmed, w.text) {
			continue
		}
		end := len(w.text)
		wide := spaceless(after(w.text, 0)) || language == "ko"
		if !wide && inWord(after(trimmed, end)) {
			if !w.any {
				continue
			}
			end = wordEnd(trimmed, end)
		}
		if len(w.text) == 1 && space == 0 && after(trimmed, end) != ' ' {
			continue
		}
		if more, n := scaleBehind(language, trimmed[end:]); more > w.power {
			return w.power + more, space + end + n
		}
		return w.power, space + end
	}
	return 0, 0
}

// wordEnd returns where a word ends of which a part is known.
func wordEnd(s string, from int) int {
	for from < len(s) {
		r, size := utf8.DecodeRuneInString(s[from:])
		if !inWord(r) {
			break
		}
		from += size
	}
	return from
}

// scaleAhead returns the power of the scale word with which a text of small letters ends: Swahili says "milioni 1.2".
func scaleAhead(language, front string) (power, size int) {
	if language != "sw" && language != "rw" && language != "si" {
		return 0, 0
	}
	trimmed := strings.TrimRight(front, gaps)
	for _, w := range scalesOf(language) {
		if strings.HasSuffix(trimmed, w.text) && !inWord(before(trimmed, len(trimmed)-len(w.text))) {
			return w.power, len(front) - len(trimmed) + len(w.text)
		}
	}
	return 0, 0
}

// scale gives the numbers of a text that have a scale word beside them what they are with it, and makes one number of 1万2500
// and of "1 lakh 20 thousand".
func scale(tag locale.Tag, prose string, ns []number) []number {
	language := tag.Language()
	if len(ns) == 0 || scalesOf(language) == nil {
		return ns
	}
	lower := inPlace(prose)
	out := make([]number, 0, len(ns))
	for i := range ns {
		n := ns[i]
		power, size := scaleBehind(language, lower[n.end:])
		if power == 0 {
			power, _ = scaleAhead(language, lower[:n.off])
			size = 0
		}
		if power > 0 && (!n.isDate || power >= surelyScale) {
			n.isDate = false // a month stands near, as in "on 5 May 12 lakh people"
			n.large = n.times(power)
			n.scaleEnd = n.end + size
		}
		if last := len(out) - 1; last >= 0 && continues(language, prose, &out[last], &n) {
			out[last] = joined(&out[last], &n)
			continue
		}
		out = append(out, n)
	}
	for i := len(out) - 2; i >= 0; i-- { // "2 to 3 million": the word holds for both
		n, next := &out[i], &out[i+1]
		if n.large == nil && next.large != nil && next.scaleEnd > next.end && isRange(prose[n.end:next.off]) {
			power, _ := scaleBehind(language, lower[next.end:])
			n.values = append(n.values, n.times(power)...)
		}
	}
	return out
}

// times returns the meanings of a number multiplied by a power of ten.
func (n *number) times(power int) []string {
	var out []string
	for _, v := range n.values {
		if !strings.Contains(v, "|") {
			out = append(out, shift(v, power))
		}
	}
	return out
}

// isRange reports whether what stands between two numbers makes them the ends of a range.
func isRange(gap string) bool {
	t := strings.TrimSpace(gap)
	return t != "" && utf8.RuneCountInString(t) <= 5 && strings.Count(t, " ") == 0 && !strings.ContainsAny(t, ",.;:()\x1f\n/")
}

// continues reports whether a number goes on the one before it: the 2500 of 1万2500.
func continues(language, prose string, first, next *number) bool {
	if first.large == nil || first.scaleEnd > next.off || strings.Trim(prose[first.scaleEnd:next.off], gaps) != "" {
		return false
	}
	if next.large == nil && first.scaleEnd != next.off && !groupsByFour(language) {
		return false // 5 million 3 times
	}
	value := next.values
	if next.large != nil {
		value = next.large
	}
	return len(first.large) > 0 && len(value) > 0 && len(value[0]) < len(first.large[0]) && !strings.ContainsAny(value[0]+first.large[0], ".|")
}

func groupsByFour(language string) bool {
	return language == "ja" || language == "zh" || language == "ko"
}

// joined returns a number that is the sum of two.
func joined(first, next *number) number {
	value := next.values[0]
	n := *first
	if next.large != nil {
		value = next.large[0]
		n.scaleEnd = next.scaleEnd
	} else {
		n.scaleEnd = next.end
	}
	whole := first.large[0]
	n.end = next.end
	n.large = []string{addDecimal(whole, value)}
	n.values = n.large
	n.groups = n.large
	n.marks = nil
	return n
}

// addDecimal adds two whole numbers of which the first is longer and ends with as many zeros as the second has digits, or so.
func addDecimal(a, b string) string {
	sum := []byte(a)
	carry := 0
	for i := 1; i <= len(sum); i++ {
		d := int(sum[len(sum)-i]-'0') + carry
		if i <= len(b) {
			d += int(b[len(b)-i] - '0')
		}
		sum[len(sum)-i] = byte('0' + d%10)
		carry = d / 10
	}
	if carry > 0 {
		return "1" + string(sum)
	}
	return string(sum)
}

// shift multiplies a decimal by a power of ten.
func shift(v string, power int) string {
	whole, fraction, _ := strings.Cut(v, ".")
	for len(fraction) < power {
		fraction += "0"
	}
	whole = strings.TrimLeft(whole+fraction[:power], "0")
	if whole == "" {
		whole = "0"
	}
	if rest := strings.TrimRight(fraction[power:], "0"); rest != "" {
		return whole + "." + rest
	}
	return whole
}
