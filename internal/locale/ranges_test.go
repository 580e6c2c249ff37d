package locale

import "testing"

func TestRanges(t *testing.T) {
	have := []Tag{"en", "zh-Hans", "zh-Hant", "pt", "pt-BR", "sr", "sr-Latn", "he", "id", "fr-CA", "de", "ar"}
	table := Ranges(have)
	for asked, want := range map[string]Tag{
		"en": "en", "en-GB": "en", "EN-us": "en", "zh": "zh-Hans", "zh-CN": "zh-Hans", "zh-SG": "zh-Hans", "zh-TW": "zh-Hant", "zh-HK": "zh-Hant",
		"zh-MO": "zh-Hant", "zh-Hant-HK": "zh-Hant", "zh-Hans-TW": "zh-Hans", "pt-AO": "pt", "pt-BR": "pt-BR", "pt-br-x-a": "pt-BR", "sr-ME": "sr-Latn",
		"sr-RS": "sr", "sr-Cyrl-ME": "sr", "iw": "he", "iw-IL": "he", "in": "id", "fr": "fr-CA", "fr-FR": "fr-CA", "de-AT-1996": "de", "nl": "", "arb": "",
		"ar-EG": "ar", "": "", "-": "", "x": "",
	} {
		if got := lookUp(table, asked); got != want {
			t.Errorf("%s: %s, want %s", asked, got, want)
		}
	}
	for _, tag := range Tags() { // a locale that is there is what its own name leads to
		if got := lookUp(Ranges([]Tag{"en", tag}), string(tag)); got != tag {
			t.Fatalf("%s leads to %s", tag, got)
		}
	}
}
