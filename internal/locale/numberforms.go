package locale

import (
	"strings"
	"unicode/utf8"
)

// numberForms returns forms of number words that CLDR has not, in the form of [spelledByHand]: genders, cases and ordinals that
// stand in everyday texts. An ordinal may be a stem, to which endings come.
func numberForms(language string) string {
	switch language {
	case "am":
		return "11 አስራ አንድ\tአሥራ አንድ|12 አስራ ሁለት\tአሥራ ሁለት|13 አስራ ሦስት\tአስራ ሶስት\tአሥራ ሦስት|14 አስራ አራት\tአሥራ አራት|15 አስራ አምስት\tአሥራ አምስት|16 አስራ ስድስት\tአሥራ ስድስት|17 አስራ ሰባት\tአሥራ ሰባት|18 አስራ ስምንት\tአሥራ ስምንት|19 አስራ ዘጠኝ\tአሥራ ዘጠኝ|3 ሶስት|10 አሥር|1000 ሺህ\tአንድ ሺህ|100 አንድ መቶ|11. አስራ አንደኛ\tአስራ አንደኛው|12. አስራ ሁለተኛ|17. አስራ ሰባተኛ|18. አስራ ስምንተኛ\tአስራ ስምንተኛው|19. አስራ ዘጠነኛ\tአስራ ዘጠነኛው\tአሥራ ዘጠነኛው|20. ሃያኛ\tሃያኛው|1. አንደኛ\tየመጀመሪያ\tየመጀመሪያው|2. ሁለተኛ\tሁለተኛው|3. ሦስተኛ\tሶስተኛ|4. አራተኛ|5. አምስተኛ|6. ስድስተኛ|7. ሰባተኛ|8. ስምንተኛ|9. ዘጠነኛ|10. አስረኛ"
	case "ar":
		return "100 مئة\tمائة|200 مئتان\tمئتين\tمئتي\tمائتي\tمئتا\tمائتا|1000 ألف\tألفا\tألفًا|2000 ألفان\tألفين|2 اثنين\tاثنتين\tاثنان\tاثنتان|11 أحد عشر\tإحدى عشرة|12 اثني عشر\tاثنتي عشرة\tاثنا عشر\tاثنتا عشرة|8 ثماني\tثمان|12. ثاني عشر\tثانية عشرة|11. حادي عشر\tحادية عشرة|1. أول\tأولى|3 ثلاث|4 أربع|5 خمس|6 ست|7 سبع|9 تسع|10 عشر|13 ثلاث عشرة|14 أربع عشرة|15 خمس عشرة|16 ست عشرة|17 سبع عشرة|18 ثماني عشرة\tثمان عشرة|19 تسع عشرة|300 ثلاثمئة\tثلاثمائة|400 أربعمئة\tأربعمائة|500 خمسمئة\tخمسمائة|600 ستمئة\tستمائة|700 سبعمئة\tسبعمائة|800 ثمانمئة\tثمانمائة|900 تسعمئة\tتسعمائة|8. ثامن|10. عاشر|1 إحدى"
	case "az":
		return "60 altmış|80 səksən|100 yüz|1000 min" // CLDR 48 has atmış and səqsən
	case "bg":
		return "2 двете\tдвата|12 дванадесет|11 единадесет|13 тринадесет|14 четиринадесет|15 петнадесет|16 шестнадесет|17 седемнадесет|18 осемнадесет|19 деветнадесет|20 двадесет|30 тридесет|40 четиридесет|60 шестдесет|18. осемнадесет|19. деветнадесети\tдеветнадесет|20. двадесети|1. първи\tпърва\tпърво\tпървия\tпървият\tпървата|2. втория\tвторият|3. третия\tтретият"
	case "bn":
		return "1. প্রথম\tপয়লা\tপয়লা\tপহেলা|2. দ্বিতীয়\tদ্বিতীয়|3. তৃতীয়\tতৃতীয়|4. চতুর্থ|5. পঞ্চম|6. ষষ্ঠ|7. সপ্তম|8. অষ্টম|9. নবম|10. দশম|11. একাদশ|12. দ্বাদশ|13. ত্রয়োদশ\tত্রয়োদশ|14. চতুর্দশ|15. পঞ্চদশ|16. ষোড়শ\tষোড়শ|17. সপ্তদশ|18. অষ্টাদশ|19. ঊনবিংশ\tউনবিংশ\tউনিশ|20. বিংশ|21. একবিংশ|32 বত্রিশ|33 তেত্রিশ|36 ছত্রিশ|42 বিয়াল্লিশ|48 আটচল্লিশ|55 পঞ্চান্ন|65 পঁয়ষট্টি|72 বাহাত্তর|100 একশত\tশত|1000 হাজার|2 দু|200 দুইশ\tদুইশো\tদুশো|300 তিনশ\tতিনশো|400 চারশ\tচারশো|500 পাঁচশ\tপাঁচশো|34 চৌত্রিশ|37 সাঁইত্রিশ|38 আটত্রিশ|39 ঊনচল্লিশ|41 একচল্লিশ|43 তেতাল্লিশ|44 চুয়াল্লিশ|46 ছেচল্লিশ|47 সাতচল্লিশ|49 ঊনপঞ্চাশ|52 বায়ান্ন|56 ছাপ্পান্ন|64 চৌষট্টি|66 ছেষট্টি|76 ছিয়াত্তর|85 পঁচাশি|95 পঁচানব্বই|99 নিরানব্বই"
	case "de":
		return "100 hundert|1000 tausend|20. zwanziger|30. dreißiger|40. vierziger|50. fünfziger|60. sechziger|70. siebziger|80. achtziger|90. neunziger"
	case "en":
		return "100 hundred|1000 thousand|1000000 million|1000000000 billion|20 twenties|30 thirties|40 forties|50 fifties|60 sixties|70 seventies|80 eighties|90 nineties"
	case "es":
		return "1. primero|100 ciento"
	case "fa":
		return "1000 هزار"
	case "fr":
		return "80 quatre-vingt|200 deux cent|300 trois cent|400 quatre cent|500 cinq cent|600 six cent"
	case "he":
		return "2 שנים\tשני\tשתי|12 שנים עשר\tתריסר|11 אחד־עשר|5. החמישי|1. ראשון\tהראשון|2. שני\tהשני|3. שלישי|4. רביעי|7. שביעי|8. שמיני|9. תשיעי|10. עשירי|50 חמישים|18. שמונה עשרה|19. תשע עשרה|12 שתים־עשרה"
	case "hi":
		return "5 पांच|6 छः\tछह\tछै|1. पहला\tपहली\tपहले|100 सौ|1000 हजार\tहज़ार|19. उन्नीसवीं|20. बीसवीं|18. अठारहवीं|21. इक्कीसवीं|17. सत्रहवीं|100 सौ|5 पाँच|15 पंद्रह\tपन्द्रह|18 अठारह\tअट्ठारह|55 पचपन|65 पैंसठ\tपैसठ|85 पचासी|95 पचानवे\tपंचानबे"
	case "hr":
		return "2 dviju\tdvaju\tdvoje\tdvojica|3 triju\ttroje|4 četiriju\tčetvero|5 petero|1. prvog\tprvoga\tprvom\tprvome\tprvu\tprve|2. drugog\tdrugom\tdrugu|3. trećeg\ttrećem\ttreću|4. četvrtog|5. petog|6. šestog|7. sedmog|8. osmog"
	case "it":
		return "1000 mila|18 diciott"
	case "ka":
		return "2 ორ\tორის|3 სამ|4 ოთხ\tოთხის|5 ხუთ\tხუთის|6 ექვს|7 შვიდ|8 რვის|9 ცხრის|10 ათ\tათის|20 ოც|100 ას|1. პირველ|2. მეორე|3. მესამე|4. მეოთხე|5. მეხუთე|6. მეექვსე|7. მეშვიდე|8. მერვე|9. მეცხრე|10. მეათე|11. მეთერთმეტე|12. მეთორმეტე|13. მეცამეტე|14. მეთოთხმეტე|15. მეთხუთმეტე|16. მეთექვსმეტე|17. მეჩვიდმეტე|18. მეთვრამეტე|19. მეცხრამეტე|20. მეოცე|21. ოცდამეერთე"
	case "ko":
		return "1. 첫|1 하루|2 이틀|3 사흘|4 나흘|5 닷새|6 엿새|7 이레|10 열흘|15 보름|11 열하루|12 열이틀"
	case "mk":
		return "12 дванаесетте|2 двата\tдвајца|3 тројца|1. првиот\tпрви\tпрва\tпрвата\tпрво|2. втор|3. трет|4. четврт|5. петт|6. шести\tшеста\tшестиот|7. седми\tседмиот\tседма|8. осми\tосмиот\tосма|9. деветт|10. десетт|11. единаесетт|12. дванаесетт|13. тринаесетт|14. четиринаесетт|15. петнаесетт|16. шеснаесетт|17. седумнаесетт|18. осумнаесетт|19. деветнаесетт|20. дваесетт|100 сто|1000 илјада"
	case "pl":
		return "2 dwaj\tdwoje\tdwóch\tdwu|3 trzej\ttroje\ttrzech|4 czterej\tczworo\tczterech|5 pięcioro"
	case "ro":
		return "1. întâi\tprimul\tprima\tprimei|2. doilea\tdoua|3. treilea\ttreia|4. patrulea\tpatra|5. cincilea\tcincea|6. șaselea\tșasea|7. șaptelea\tșaptea|8. optulea\topta|9. nouălea\tnoua|10. zecelea\tzecea|100 o sută\tsută|1000 o mie|14 paisprezece|16 șaisprezece|60 șaizeci|2 amândoi"
	case "sk":
		return "2 dvoch\tdvom\tdvoma\tdvaja|3 troch\ttrom\ttraja|4 štyroch\tštyria|5 piat|6 šiest|7 siedm|8 ôsmi|9 deviat|10 desiat|12 dvanástich|11 jedenástich|20 dvadsiatich|30 tridsiatich|100 sto|1000 tisíc|1. prvý\tprvých\tprvá\tprvé\tprvého\tprvej\tprvom|2. druh|3. tret\ttretí\ttretej\ttretieho|4. štvrt|5. piat|6. šiest|7. siedm|8. ôsmy\tôsmej\tôsma\tôsmeho\tôsmom|9. deviat|10. desiat|11. jedenást|12. dvanást|13. trinást|14. štrnást|15. pätnást|16. šestnást|17. sedemnást|18. osemnást|19. devätnást|20. dvadsiat|21. dvadsiateho prv|30. tridsiat"
	case "ru":
		return "2 двое\tдвоих\tдвоим|3 трое\tтроих\tтроим|4 четверо\tчетверых\tчетверым|5 пятеро\tпятерых|6 шестеро\tшестерых|7 семеро\tсемерых|1000 тысячу\tтысячи\tтысяч|2. втором|1. перв"
	case "si":
		return "1. පළමු\tපළමුවන\tපළමුවැනි\tපළමුවෙනි|2. දෙවන\tදෙවැනි|3. තෙවන\tතුන්වන|4. හතරවන|5. පස්වන\tපස්වැනි|6. හයවන|7. හත්වන|8. අටවන|9. නවවන|10. දහවන|12. දොළොස්වන|17. දහහත්වන|18. දහඅටවන|19. දහනවවන\tදහනවවැනි\tදහනමවන|20. විසිවන|21. විසිඑක්වන|2 දෙ\tදෙදෙනා\tදෙදෙනෙක්|3 තුන්|5 පස්|7 හත්|10 දස|11 එකොළොස්|12 දොළොස්|15 පහළොස්|100 සිය"
	case "sr":
		return "2 двоје\tдвојица\tdvoje\tdvojica|3 троје\ttroje|1. првог\tпрвом\tпрва\tпрве\tпрву\tprvog\tprvom\tprva\tprve\tprvu|2. другог\tдругом\tдруга\tdrugog\tdrugom\tdruga|3. трећег\tтрећа\ttrećeg\ttreća|100 сто\tsto\tстотину\tstotinu|1000 хиљаду\thiljadu|18. осамнаестог\tосамнаестом\tosamnaestog\tosamnaestom|19. деветнаестог\tдеветнаестом\tdevetnaestog\tdevetnaestom|20. двадесетог\tдвадесетом\tdvadesetog\tdvadesetom"
	case "ta":
		return "2 இரு|3 மூன்று\tமூ|5 ஐந்து\tஐந்|12 பன்னிரண்டு\tபன்னிரு\tபன்னிரெண்டு|19. பத்தொன்பதாம்\tபத்தொன்பதாவது|18. பதினெட்டாம்|20. இருபதாம்|21. இருபத்தோராம்|1. முதல்\tமுதலாம்\tமுதலாவது|2. இரண்டாம்|3. மூன்றாம்|4. நான்காம்|5. ஐந்தாம்|1000 ஆயிரம்|8. எட்டாம்|6. ஆறாம்|7. ஏழாம்|9. ஒன்பதாம்|10. பத்தாம்|13 பதின்மூன்று|11 பதினொரு"
	case "tr":
		return "100 yüz|1000 bin|4 dördü\tdördün|3 üçü\tüçün|5 beşi\tbeşin"
	case "uk":
		return "2 двох\tдвом\tдвома\tдвоє|3 трьох\tтрьом\tтрьома\tтроє|4 чотирьох\tчотирьом\tчетверо|5 п'яти\tп'ятьох\tп'ятеро|6 шести\tшістьох|7 семи\tсімох|8 восьми|9 дев'яти|10 десяти\tдесятьох|40 сорока|100 ста|1000 тисяча\tтисячу\tтисячі|1. перш|2. друг|3. трет|4. четверт|5. п'ят|6. шост|7. сьом|8. восьм|9. дев'ят|10. десят|11. одинадцят|12. дванадцят|13. тринадцят|14. чотирнадцят|15. п'ятнадцят|16. шістнадцят|17. сімнадцят|18. вісімнадцят|19. дев'ятнадцят|20. двадцят|30. тридцят"
	case "ur":
		return "1. پہلا\tپہلی\tپہلے\tیکم|2. دوسرا\tدوسری\tدوسرے|3. تیسرا\tتیسری\tتیسرے|4. چوتھا\tچوتھی\tچوتھے|6. چھٹا\tچھٹی\tچھٹے|32 بتیس|33 تینتیس|36 چھتیس|48 اڑتالیس|55 پچپن|65 پینسٹھ|72 بہتر|100 سو|1000 ہزار|9. نواں\tنویں|200 دو سو|300 تین سو|400 چار سو|500 پانچ سو|600 چھ سو|700 سات سو|800 آٹھ سو|900 نو سو|5. پانچواں\tپانچویں|34 چونتیس|37 سینتیس|38 اڑتیس|39 انتالیس|41 اکتالیس|42 بیالیس|44 چوالیس|46 چھیالیس|54 چون|56 چھپن|64 چونسٹھ|66 چھیاسٹھ|76 چھہتر|85 پچاسی|95 پچانوے|99 ننانوے"
	case "uz":
		return "12 o'n ikki"
	case "vi":
		return "1 mồng một\tmùng một|2 mồng hai\tmùng hai|3 mồng ba|5 mồng năm|10 mồng mười|4 tư|4. tư"
	}
	return ""
}

// inflected returns a number word with the forms that its language makes of it by a rule.
func inflected(language string, w NumberWord) []NumberWord {
	out := []NumberWord{w}
	add := func(words string, ordinal bool) { out = append(out, NumberWord{w.Value, words, ordinal}) }
	switch language {
	case "ar":
		if stem, ok := strings.CutSuffix(w.Words, "ون"); ok { // CLDR has the nominative only
			add(stem+"ين", w.Ordinal)
		}
	case "fa":
		if !w.Ordinal && w.Value > 0 {
			add(w.Words+"م", true)
			add(w.Words+"مین", true)
			if stem, ok := strings.CutSuffix(w.Words, "سه"); ok {
				add(stem+"سوم", true)
			}
			if w.Value%10 == 1 && w.Value < 100 {
				add(strings.TrimSuffix(w.Words, "یک")+"یکم", true)
			}
		}
		if w.Value == 30 {
			add("سی‌ام", true)
		}
	case "ur":
		if !w.Ordinal && w.Value > 4 {
			add(w.Words+"واں", true)
			add(w.Words+"ویں", true)
		}
	case "hi":
		if !w.Ordinal && w.Value > 4 {
			for ending := range strings.FieldsSeq("वीं वें वाँ वां वे") {
				add(w.Words+ending, true)
			}
		}
	case "sw":
		out = append(out, classForms(w, swahiliForm)...)
	case "rw":
		out = append(out, classForms(w, rwandaForm)...)
	}
	return out
}

// swahiliForm and rwandaForm return what a number word turns to beside nouns of each class, "" for a word that does not change.
func swahiliForm(word string) string {
	switch word {
	case "moja":
		return "mmoja kimoja umoja limoja"
	case "mbili":
		return "wawili viwili miwili mawili kuwili pawili"
	case "tatu":
		return "watatu vitatu mitatu matatu"
	case "nne":
		return "wanne vinne minne manne"
	case "tano":
		return "watano vitano mitano matano"
	case "nane":
		return "wanane vinane minane manane"
	}
	return ""
}

func rwandaForm(word string) string {
	switch word {
	case "rimwe":
		return "umwe kimwe imwe rumwe kamwe bumwe"
	case "kabiri":
		return "abiri ebyiri ibiri babiri bibiri tubiri"
	case "gatatu":
		return "atatu eshatu itatu batatu bitatu dutatu"
	case "kane":
		return "ane enye ine bane bine tune"
	case "gatanu":
		return "atanu eshanu itanu batanu bitanu dutanu"
	case "gatandatu":
		return "atandatu esheshatu itandatu batandatu bitandatu"
	case "karindwi":
		return "arindwi zirindwi irindwi barindwi birindwi"
	}
	return ""
}

// classForms returns the forms of a number word whose last word agrees with a noun, alone or as a part of a greater number.
func classForms(w NumberWord, formsOf func(word string) string) []NumberWord {
	i := strings.LastIndexByte(w.Words, ' ') + 1
	var out []NumberWord
	for form := range strings.FieldsSeq(formsOf(w.Words[i:])) {
		out = append(out, NumberWord{w.Value, w.Words[:i] + form, w.Ordinal})
	}
	return out
}

// rwandaCompounds returns the numbers of two words from 11 to 99 that Kinyarwanda makes of the tens and the ones.
func rwandaCompounds() []NumberWord {
	var out []NumberWord
	tens := map[int]string{10: "cumi", 20: "makumyabiri", 30: "mirongo itatu", 40: "mirongo ine", 50: "mirongo itanu", 60: "mirongo itandatu", 70: "mirongo irindwi", 80: "mirongo inani", 90: "mirongo icyenda"}
	ones := []string{"rimwe", "kabiri", "gatatu", "kane", "gatanu", "gatandatu", "karindwi", "umunani", "icyenda"}
	for ten := 10; ten <= 90; ten += 10 {
		for i, one := range ones {
			for form := range strings.FieldsSeq(one + " " + rwandaForm(one)) {
				joint := " na " + form
				if strings.ContainsAny(form[:1], "aeiou") {
					joint = " n'" + form
				}
				out = append(out, NumberWord{Value: ten + i + 1, Words: tens[ten] + joint})
			}
		}
	}
	return out
}

// tamilCompounds returns the numbers from 21 to 99 that Tamil writes as one word, of the tens and the ones, which lose their
// first vowel to them: நாற்பத்தெட்டு.
func tamilCompounds() []NumberWord {
	signs := map[rune]string{'ஒ': "ொ", 'இ': "ி", 'ஐ': "ை", 'ஆ': "ா", 'ஏ': "ே", 'எ': "ெ"}
	var out []NumberWord
	for i, stem := range []string{"இருபத்", "முப்பத்", "நாற்பத்", "ஐம்பத்", "அறுபத்", "எழுபத்", "எண்பத்", "தொண்ணூற்"} {
		letter := "த"
		if i == 7 {
			letter = "ற"
		}
		for j, ones := range []string{"ஒன்று ஒரு", "இரண்டு", "மூன்று", "நான்கு", "ஐந்து", "ஆறு", "ஏழு", "எட்டு", "ஒன்பது"} {
			for one := range strings.FieldsSeq(ones) {
				value := 20 + 10*i + j + 1
				out = append(out, NumberWord{Value: value, Words: stem + letter + "ு " + one}, NumberWord{Value: value, Words: stem + letter + "ு" + one})
				first, size := utf8.DecodeRuneInString(one)
				if sign := signs[first]; sign != "" {
					out = append(out, NumberWord{Value: value, Words: stem + letter + sign + one[size:]})
				} else {
					out = append(out, NumberWord{Value: value, Words: stem + letter + "ி" + one})
				}
			}
		}
	}
	return out
}
