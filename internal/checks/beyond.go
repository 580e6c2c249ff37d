package checks

import "regexp"

// beyond are words by which languages say more than, or exceed, by ISO 639 code.
var beyond = map[string]string{
	"am": "በላይ|መብለጥ|የሚበልጥ", "ar": "يزيد|تزيد|يتجاوز|تتجاوز|أكثر", "az": "çox|keç|aş", "bg": "повече|надвиш|надхвърл", "bn": "বেশি|অতিক্রম", "de": "mehr als|über|übersteig", "es": "más de|superar|supere|exced",
	"fa": "بیش|تجاوز", "fi": "yli|ylittä|enemp", "fr": "plus de|dépass|excéd", "he": "יעלה|תעלה|יותר|חרוג|יעבור|תעבור", "hi": "अधिक|ज़्यादा|ज्यादा", "hr": "više|prelaz|prekorač|premaš", "id": "lebih", "ja": "超え|以上|上回",
	"ka": "მეტ|აღემატ", "km": "លើស", "ko": "넘|초과|이상", "lt": "daugiau|virš", "mk": "повеќе|надмин", "mn": "илүү|хэтр", "pt": "mais de|exced|ultrapass|super", "ro": "mai mult|depăș", "ru": "более|больше|превыш|превос|свыше",
	"rw": "kurenza|hejuru", "si": "වඩා|ඉක්ම", "sk": "viac|prekroč|presiah", "sr": "више|прелаз|премаш|više|prelaz|premaš", "sw": "zid[iu]|zaidi", "ta": "மேல்|அதிக|மிக|தாண்ட", "tr": "geç|aş|fazla|üzeri", "uk": "більш|понад|перевищ",
	"ur": "زیادہ|تجاوز", "uz": "ortiq|oshma", "vi": "quá|hơn|vượt", "zh": "超|高于|高於|多于|多於|大于|大於",
}

var beyondPatterns = kept[string, *regexp.Regexp]{make: func(language string) *regexp.Regexp { return partsIn(beyond[language]) }}

// upperLimits are words by which English permits something as far as a limit.
var upperLimits = pattern(`(?i)\b(?:up to|at (?:the )?most|as (?:much|many|long|far) as|within|maximum)\b`)

// forbidsMore reports whether a translation forbids what is beyond a limit, as far as which its English source permits it: what
// may weigh up to 20 kg must not weigh more.
func forbidsMore(language, src, txt string) bool {
	p := beyondPatterns.of(language)
	return p != nil && upperLimits().MatchString(src) && p.MatchString(txt)
}
