package locale

import (
	"slices"
	"testing"
)

// TestNumberWords looks for words that every speaker knows, in languages with and without rules in CLDR.
func TestNumberWords(t *testing.T) {
	for _, row := range []struct {
		tag   Tag
		value int
		words string
	}{
		{"en", 21, "twenty-one"}, {"en", 100, "one hundred"}, {"fr", 30, "trente"}, {"fr", 71, "soixante-et-onze"}, {"fr", 80, "quatre-vingts"}, {"fr-BE", 70, "septante"},
		{"de", 45, "fünfundvierzig"}, {"es", 21, "veintiún"}, {"ru", 40, "сорока"}, {"ar", 30, "ثلاثين"}, {"ar", 30, "ثلاثون"}, {"he", 45, "ארבעים וחמש"}, {"hi", 21, "इक्कीस"},
		{"ja", 30, "三十"}, {"zh-Hant", 300, "三百"}, {"ko", 30, "서른"}, {"ko", 30, "삼십"}, {"fi", 2, "kahdella"}, {"sr-Latn", 40, "četrdeset"}, {"pt-BR", 16, "dezesseis"},
		{"ka", 30, "ოცდაათი"}, {"uk", 2000, "дві тисячі"}, {"bn", 40, "চল্লিশ"}, {"mn", 30, "гучин"}, {"rw", 20, "makumyabiri"}, {"si", 20, "විසි"}, {"ur", 30, "تیس"}, {"uz", 40, "qirq"},
		{"az", 60, "altmış"}, {"az", 80, "səksən"},
	} {
		if !slices.Contains(row.tag.NumberWords(), NumberWord{Value: row.value, Words: row.words}) {
			t.Errorf("%s does not write %d as %s", row.tag, row.value, row.words)
		}
	}
	if !slices.Contains(Tag("fr").NumberWords(), NumberWord{3, "troisième", true}) {
		t.Error("no ordinals")
	}
	if words := Tag("tlh").NumberWords(); words != nil {
		t.Errorf("Klingon counts: %v", words)
	}
}

func TestNamesOfMonthsAndDays(t *testing.T) {
	if names := Tag("ru").MonthNames(); len(names) != 12 || !slices.Contains(names[4], "мая") || !slices.Contains(names[4], "май") {
		t.Errorf("%v", names)
	}
	if names := Tag("ar-IQ").MonthNames(); !slices.Contains(names[2], "آذار") {
		t.Errorf("%v", names)
	}
	if names := Tag("fi").DayNames(); len(names) != 7 || !slices.Contains(names[1], "maanantaina") || !slices.Contains(names[1], "maanantai") {
		t.Errorf("%v", names)
	}
	if names := Tag("tlh").MonthNames(); names != nil {
		t.Errorf("%v", names)
	}
}
