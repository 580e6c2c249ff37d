package checks

import (
	"slices"
	"testing"

	"vernacular/internal/locale"
)

// TestHumanTranslationsAreNotBlamed holds passages as translators write them, each beside a wrong one that is still found.
func TestHumanTranslationsAreNotBlamed(t *testing.T) {
	for _, c := range []struct{ code, locale, source, right, wrong string }{
		{NumberChanged, "ja", "Ruby 2.3.5 has a bug. Ruby 2.3.5 can not link with libgmp.", "Ruby 2.3.5 には不具合があり、libgmp とリンクできません。", "Ruby 2.3.6 には不具合があり、libgmp とリンクできません。"},
		{NumberChanged, "tr", "It was downloaded over a million times.", "1 milyondan fazla indirildi.", "3 milyondan fazla indirildi."},
		{TimeChanged, "ja", "Published at 2018-10-17 14:00:00 (UTC)", "2018-10-17 23:00:00 (JST) 初版", "2018-10-17 22:00:00 (JST) 初版"},
		{TimeChanged, "ko", "The update comes at 12:00 UTC.", "업데이트는 21:00 KST에 제공됩니다.", "업데이트는 20:00 KST에 제공됩니다."},
		{NegationLost, "ja", "The issue had not been fixed there.", "そこでは修正されていなかった。", "そこでは修正されていた。"},
		{NegationLost, "ko", "The value is not a number.", "값은 숫자가 아님.", "값은 숫자임."},
		{NegationLost, "tr", "Strings don’t end with a null byte.", "Stringler bir null byte ile bitmezler.", "Stringler bir null byte ile biterler."},
		{NegationLost, "tr", "The names don't have a type.", "İsimlerin türü yoktur, hiçbir türe bağlanmazlar.", "İsimlerin türü vardır."},
		{NegationLost, "ru", "A patch does not sufficiently describe the problem.", "Патч недостаточно описывает проблему.", "Патч достаточно описывает проблему у него."},
		{NegationLost, "uk", "The client doesn't have enough rights.", "У клієнта недостатньо прав.", "У клієнта достатньо прав у неділю."},
		{NegationLost, "he", "It cannot be used for addresses.", "אי אפשר להשתמש בזה לכתובות.", "אפשר להשתמש בזה לכתובות."},
		{NegationLost, "fa", "Never write it by hand.", "هرگز آن را با دست ننویسید.", "آن را با دست بنویسید."},
		{NegationLost, "de", "Some names begin with a dollar (but not all).", "Einige Namen beginnen mit einem Dollarzeichen.", ""},
		{NotTranslated, "fr", "Follow the rules of the National Institute of Standards and Technology (NIST) for passwords.", "Suivez les règles du National Institute of Standards and Technology (NIST) pour les mots de passe.", "Il faut follow the rules of the National Institute of Standards and Technology (NIST)."},
		{NotTranslated, "it", "Included are *CWE-89: SQL Injection*, and *CWE-73: External Control of File Name or Path*.", "Sono inclusi *CWE-89: SQL Injection* e *CWE-73: External Control of File Name or Path*.", ""},
		{NotTranslated, "hi", "Ask for private vulnerability reporting (PVR) first.", "पहले private vulnerability reporting (PVR) के लिए पूछें।", "पहले ask for private vulnerability reporting के लिए पूछें।"},
		{NotTranslated, "ru", "The collector works by mark-and-sweep.", "Сборщик работает по принципу mark-and-sweep.", "Сборщик works by mark-and-sweep."},
		{NotTranslated, "pt", "[First Timers Only](https://example.org/)", "[First Timers Only](https://example.org/)", ""},
		{NotTranslated, "de", "The Twelve Factors", "Die zwölf Faktoren", "The Twelve Factors"},
		{NegationLost, "sw", "He regretted not keeping the rule.", "Alijutia kutoshika kanuni.", "Alijutia kushika kanuni."},
	} {
		if slices.Contains(codesOf(pairOf(locale.Tag(c.locale), c.source, c.right)), c.code) {
			t.Errorf("%s: %s: %q is blamed", c.code, c.locale, c.right)
		}
		if c.wrong != "" && !slices.Contains(codesOf(pairOf(locale.Tag(c.locale), c.source, c.wrong)), c.code) {
			t.Errorf("%s: %s: %q is not found", c.code, c.locale, c.wrong)
		}
	}
}
