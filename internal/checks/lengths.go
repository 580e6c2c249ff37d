package checks

// lengths are the letters and digits (as weight counts them) of a language for one hundred of English, measured on the pages
// of this site in November 2026, by ISO 639 code.
var lengths = map[string]float64{
	"am": 71, "ar": 84, "az": 115, "bg": 109, "bn": 63, "de": 124, "en": 100, "es": 115, "fa": 94, "fi": 114, "fr": 123, "he": 74,
	"hi": 62, "hr": 102, "id": 123, "ja": 53, "ka": 117, "km": 75, "ko": 46, "lt": 106, "mk": 109, "mn": 112, "pt": 111, "ro": 120,
	"ru": 111, "rw": 121, "si": 68, "sk": 102, "sr": 100, "sw": 113, "ta": 79, "tr": 117, "uk": 107, "ur": 97, "uz": 128, "vi": 101,
	"zh": 34,
}
