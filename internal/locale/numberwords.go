package locale

import (
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"vernacular/internal/cldr"
)

// NumberWord is a number written in words, or its ordinal.
type NumberWord struct {
	Value   int
	Words   string // in small letters, in the form NFC, with single spaces
	Ordinal bool
}

// NumberWords returns how the locale writes numbers in words (CLDR's spell-out rules): those from 0 to 100, the hundreds
// and some thousands, with the forms of genders and cases that CLDR knows, and the ordinals to 31. It returns nil for
// a language that neither CLDR nor this package has words for. Every call reads the tables again.
func (t Tag) NumberWords() []NumberWord {
	rows := append(strings.Split(cldr.Spellout(string(t)), "\n"), strings.Split(spelledByHand(t.Language()), "|")...)
	rows = append(rows, strings.Split(numberForms(t.Language()), "|")...)
	var words []NumberWord
	for _, row := range rows {
		number, forms, _ := strings.Cut(row, " ")
		digits, ordinal := strings.CutSuffix(number, ".")
		value, err := strconv.Atoi(digits)
		if err != nil {
			continue
		}
		for form := range strings.SplitSeq(forms, "\t") {
			words = append(words, inflected(t.Language(), NumberWord{value, norm.NFC.String(form), ordinal})...)
		}
	}
	switch t.Language() {
	case "rw":
		words = append(words, rwandaCompounds()...)
	case "ta":
		words = append(words, tamilCompounds()...)
	}
	return words
}

// MonthNames returns the names of the months, wide and abbreviated, beside a day and alone.
func (t Tag) MonthNames() [][]string { return t.rows(cldr.MonthNames) }

// DayNames returns the names of the days from Sunday, beside a date and alone.
func (t Tag) DayNames() [][]string { return t.rows(cldr.DayNames) }

func (t Tag) rows(field cldr.Field) [][]string {
	r := cldr.Lookup(string(t))
	if r.IsRoot() {
		return nil
	}
	var out [][]string
	for row := range strings.SplitSeq(r.Fields[field], "\n") {
		out = append(out, strings.Split(row, "\t"))
	}
	return out
}

// spelledByHand returns words that CLDR 48 lacks, in the form of [cldr.Spellout] with "|" between the numbers: those of
// languages without spell-out rules, the tens of Amharic, which CLDR counts as "three tens", and what Portugal says
// otherwise than Brazil.
func spelledByHand(language string) string {
	switch language {
	case "am":
		return "20 ሃያ|30 ሠላሳ\tሰላሳ|40 አርባ|50 ሃምሳ\tአምሳ|60 ስልሳ\tስድሳ|70 ሰባ|80 ሰማንያ|90 ዘጠና"
	case "pt":
		return "14 catorze\tquatorze|16 dezasseis\tdezesseis|17 dezassete\tdezessete|19 dezanove\tdezenove"
	case "bn":
		return "0 শূন্য|1 এক|2 দুই|3 তিন|4 চার|5 পাঁচ|6 ছয়|7 সাত|8 আট|9 নয়|10 দশ|11 এগারো\tএগার|12 বারো\tবার|13 তেরো\tতের|14 চৌদ্দ|15 পনেরো\tপনের|16 ষোলো\tষোল|" +
			"17 সতেরো\tসতের|18 আঠারো\tআঠার|19 উনিশ|20 বিশ\tকুড়ি|21 একুশ|22 বাইশ|23 তেইশ|24 চব্বিশ|25 পঁচিশ|26 ছাব্বিশ|27 সাতাশ|28 আটাশ|29 ঊনত্রিশ|30 ত্রিশ|31 একত্রিশ|" +
			"35 পঁয়ত্রিশ|40 চল্লিশ|45 পঁয়তাল্লিশ|50 পঞ্চাশ|60 ষাট|70 সত্তর|75 পঁচাত্তর|80 আশি|90 নব্বই|100 একশো\tএকশ|1000 এক হাজার"
	case "mn":
		return "0 тэг|1 нэг\tнэгэн|2 хоёр|3 гурав\tгурван|4 дөрөв\tдөрвөн|5 тав\tтаван|6 зургаа\tзургаан|7 долоо\tдолоон|8 найм\tнайман|9 ес\tесөн|10 арав\tарван|" +
			"11 арван нэг|12 арван хоёр|13 арван гурав\tарван гурван|14 арван дөрөв\tарван дөрвөн|15 арван тав\tарван таван|16 арван зургаа\tарван зургаан|17 арван долоо\tарван долоон|" +
			"18 арван найм\tарван найман|19 арван ес\tарван есөн|20 хорь\tхорин|21 хорин нэг|25 хорин тав\tхорин таван|30 гуч\tгучин|40 дөч\tдөчин|45 дөчин тав\tдөчин таван|" +
			"50 тавь\tтавин|60 жар\tжаран|70 дал\tдалан|80 ная\tнаян|90 ер\tерэн|100 зуу\tзуун|1000 мянга\tмянган"
	case "rw":
		return "0 zeru|1 moya|2 mbiri|3 tatu|4 yine|5 tanu|6 sita|7 ndwi\tsaba|8 munani|9 cyenda|10 kumi|11 kumi n'imwe\tkumi na rimwe|12 kumi n'ebyiri\tkumi na kabiri|1 rimwe\tkimwe\tumwe|2 kabiri\tabiri\tebyiri\tibiri\tbabiri|3 gatatu\tatatu\tbitatu\teshatu\tbatatu|4 kane\tane\tenye\tbane|5 gatanu\tatanu\tbitanu\teshanu\tbatanu|" +
			"6 gatandatu\tatandatu\tesheshatu\tbatandatu|7 karindwi\tarindwi\tirindwi\tbarindwi|8 umunani|9 icyenda|10 icumi|11 cumi na rimwe\tcumi n'umwe|12 cumi na kabiri\tcumi n'abiri|" +
			"15 cumi na gatanu\tcumi n'atanu|18 cumi n'umunani|20 makumyabiri|30 mirongo itatu|40 mirongo ine|50 mirongo itanu|60 mirongo itandatu|70 mirongo irindwi|80 mirongo inani|" +
			"90 mirongo icyenda|100 ijana|1000 igihumbi"
	case "si":
		return "0 බිංදුව|1 එක|2 දෙක|3 තුන|4 හතර|5 පහ|6 හය|7 හත|8 අට|9 නවය|10 දහය|11 එකොළහ|12 දොළහ|13 දහතුන|14 දහහතර|15 පහළොව|16 දහසය|17 දාහත|18 දහඅට|19 දහනවය|20 විස්ස\tවිසි|" +
			"30 තිහ\tතිස්|40 හතළිහ\tහතළිස්|50 පනහ\tපනස්|60 හැට|70 හැත්තෑව\tහැත්තෑ|80 අසූව\tඅසූ|90 අනූව\tඅනූ|100 සියය\tඑකසිය|1000 දහස\tඑක්දහස්"
	case "ur":
		return "0 صفر|1 ایک|2 دو|3 تین|4 چار|5 پانچ|6 چھ\tچھے|7 سات|8 آٹھ|9 نو|10 دس|11 گیارہ|12 بارہ|13 تیرہ|14 چودہ|15 پندرہ|16 سولہ|17 سترہ|18 اٹھارہ|19 انیس|20 بیس|21 اکیس|22 بائیس|" +
			"23 تئیس|24 چوبیس|25 پچیس|26 چھبیس|27 ستائیس|28 اٹھائیس|29 انتیس|30 تیس|31 اکتیس|35 پینتیس|40 چالیس|45 پینتالیس|50 پچاس|60 ساٹھ|70 ستر|75 پچھتر|80 اسی|90 نوے|100 ایک سو|1000 ایک ہزار"
	case "uz":
		return "0 nol|1 bir|2 ikki|3 uch|4 toʻrt|5 besh|6 olti|7 yetti|8 sakkiz|9 toʻqqiz|10 oʻn|11 oʻn bir|12 oʻn ikki|13 oʻn uch|14 oʻn toʻrt|15 oʻn besh|16 oʻn olti|17 oʻn yetti|18 oʻn sakkiz|" +
			"19 oʻn toʻqqiz|20 yigirma|21 yigirma bir|25 yigirma besh|30 oʻttiz|40 qirq|45 qirq besh|50 ellik|60 oltmish|70 yetmish|80 sakson|90 toʻqson|100 yuz|1000 ming"
	}
	return ""
}
