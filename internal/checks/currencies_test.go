package checks

import (
	"slices"
	"testing"
)

// TestCurrencies has amounts as election authorities write them, and the same with another currency.
func TestCurrencies(t *testing.T) {
	for _, row := range []meaning{
		{"fr", "Each candidate pays a deposit of €500. The deposit is returned if the list wins at least 3% of the votes.", "Chaque candidat verse une caution de 500 €. La caution est restituée si la liste obtient au moins 3 % des voix.", "Chaque candidat verse une caution de 500 dollars. La caution est restituée si la liste obtient au moins 3 % des voix."},
		{"fr", "Each candidate pays a deposit of €500. The deposit is returned if the list wins at least 3% of the votes.", "Chaque candidat verse une caution de 500 euros. La caution est restituée si la liste obtient au moins 3 % des voix.", "Chaque candidat verse une caution de 500 livres sterling. La caution est restituée si la liste obtient au moins 3 % des voix."},
		{"fr", "Each candidate pays a deposit of €500. The deposit is returned if the list wins at least 3% of the votes.", "Chaque candidat verse une caution de 500 euros. La caution est restituée si la liste obtient au moins 3 % des voix.", "Chaque candidat verse une caution de 500 $ US. La caution est restituée si la liste obtient au moins 3 % des voix."},
		{"fr", "The election costs $2 million. The council pays half.", "L’élection coûte 2 millions de dollars. Le conseil en paie la moitié.", "L’élection coûte 2 millions d’euros. Le conseil en paie la moitié."},
		{"fr", "The election costs $2 million. The council pays half.", "L’élection coûte 2 millions de dollars. Le conseil en paie la moitié.", "L’élection coûte 2 millions €. Le conseil en paie la moitié."},
		{"es", "The election costs 2 million US dollars. The council pays half.", "Las elecciones cuestan 2 millones de dólares estadounidenses. El consejo paga la mitad.", "Las elecciones cuestan 2 millones de euros. El consejo paga la mitad."},
		{"pt", "Whoever breaks the rules pays a fine of 5,000 euros. The fine is due within 30 days.", "Quem violar as regras paga uma multa de 5.000 euros. A multa deve ser paga no prazo de 30 dias.", "Quem violar as regras paga uma multa de 5.000 reais. A multa deve ser paga no prazo de 30 dias."},
		{"ru", "Whoever breaks the rules pays a fine of 5,000 euros. The fine is due within 30 days.", "Нарушители правил платят штраф в размере 5000 евро. Штраф должен быть уплачен в течение 30 дней.", "Нарушители правил платят штраф в размере 5000 рублей. Штраф должен быть уплачен в течение 30 дней."},
		{"ru", "Whoever breaks the rules pays a fine of 5,000 euros. The fine is due within 30 days.", "Нарушители правил платят штраф в размере 5000 евро. Штраф должен быть уплачен в течение 30 дней.", "Нарушители правил платят штраф в размере 5000 долларов США. Штраф должен быть уплачен в течение 30 дней."},
		{"ru", "Donations of more than $1,000 must be reported. A donor may give up to $5,000 a year.", "О пожертвованиях свыше 1000 долларов необходимо сообщать. Донор может передать до 5000 долларов в год.", "О пожертвованиях свыше 1000 евро необходимо сообщать. Донор может передать до 5000 долларов в год."},
		{"ru", "Donations of more than $1,000 must be reported. A donor may give up to $5,000 a year.", "О пожертвованиях свыше 1000 долларов необходимо сообщать. Донор может передать до 5000 долларов в год.", "О пожертвованиях свыше 1000 долларов необходимо сообщать. Донор может передать до 5000 фунтов в год."},
		{"uk", "Donations of more than €1,000 must be reported. A donor may give up to €5,000 a year.", "Про пожертви понад 1000 євро необхідно повідомляти. Донор може передати до 5000 євро на рік.", "Про пожертви понад 1000 гривень необхідно повідомляти. Донор може передати до 5000 євро на рік."},
		{"ar", "The deposit is 500 euros. It is returned after the election.", "يبلغ مبلغ التأمين 500 يورو. ويُعاد بعد الانتخابات.", "يبلغ مبلغ التأمين 500 دولار. ويُعاد بعد الانتخابات."},
		{"fa", "The deposit is $500. It is returned after the election.", "مبلغ سپرده ۵۰۰ دلار است. این مبلغ پس از انتخابات بازگردانده می‌شود.", "مبلغ سپرده ۵۰۰ یورو است. این مبلغ پس از انتخابات بازگردانده می‌شود."},
		{"fa", "The deposit is $500. It is returned after the election.", "مبلغ سپرده ۵۰۰ دلار است. این مبلغ پس از انتخابات بازگردانده می‌شود.", "مبلغ سپرده ۵۰۰ ریال است. این مبلغ پس از انتخابات بازگردانده می‌شود."},
		{"fa", "The deposit is $500. It is returned after the election.", "مبلغ سپرده ۵۰۰ دلار است. این مبلغ پس از انتخابات بازگردانده می‌شود.", "مبلغ سپرده ۵۰۰ تومان است. این مبلغ پس از انتخابات بازگردانده می‌شود."},
		{"de", "The deposit is 500 pounds. It is returned after the election.", "Die Kaution beträgt 500 Pfund. Sie wird nach der Wahl zurückgezahlt.", "Die Kaution beträgt 500 Euro. Sie wird nach der Wahl zurückgezahlt."},
		{"hi", "The deposit is 25,000 rupees. Candidates pay it in cash or by bank transfer.", "जमानत राशि 25,000 रुपये है। उम्मीदवार इसे नकद या बैंक हस्तांतरण से चुकाते हैं।", "जमानत राशि 25,000 डॉलर है। उम्मीदवार इसे नकद या बैंक हस्तांतरण से चुकाते हैं।"},
		{"hi", "The deposit is €500. Candidates pay it in cash or by bank transfer.", "जमानत राशि 500 यूरो है। उम्मीदवार इसे नकद या बैंक हस्तांतरण से चुकाते हैं।", "जमानत राशि 500 रुपये है। उम्मीदवार इसे नकद या बैंक हस्तांतरण से चुकाते हैं।"},
		{"bn", "The deposit is €500. Candidates pay it in cash or by bank transfer.", "জামানতের পরিমাণ ৫০০ ইউরো। প্রার্থীরা তা নগদে বা ব্যাংকের মাধ্যমে পরিশোধ করেন।", "জামানতের পরিমাণ ৫০০ টাকা। প্রার্থীরা তা নগদে বা ব্যাংকের মাধ্যমে পরিশোধ করেন।"},
		{"ja", "A fine of up to 5,000 euros is imposed. Appeals are free.", "最高5,000ユーロの罰金が科されます。異議申し立ては無料です。", "最高5,000ドルの罰金が科されます。異議申し立ては無料です。"},
		{"ja", "A fine of up to 5,000 euros is imposed. Appeals are free.", "最高5,000ユーロの罰金が科されます。異議申し立ては無料です。", "最高5,000円の罰金が科されます。異議申し立ては無料です。"},
		{"ja", "A fine of up to 5,000 euros is imposed. Appeals are free.", "最高5,000ユーロの罰金が科されます。異議申し立ては無料です。", "最高5,000米ドルの罰金が科されます。異議申し立ては無料です。"},
		{"ko", "A fine of up to 5,000 euros is imposed. Appeals are free.", "최대 5,000유로의 벌금이 부과됩니다. 이의 신청은 무료입니다.", "최대 5,000달러의 벌금이 부과됩니다. 이의 신청은 무료입니다."},
		{"ko", "A fine of up to 5,000 euros is imposed. Appeals are free.", "최대 5,000유로의 벌금이 부과됩니다. 이의 신청은 무료입니다.", "최대 5,000원의 벌금이 부과됩니다. 이의 신청은 무료입니다."},
		{"ko", "A fine of up to 5,000 euros is imposed. Appeals are free.", "최대 5,000유로의 벌금이 부과됩니다. 이의 신청은 무료입니다.", "최대 5,000파운드의 벌금이 부과됩니다. 이의 신청은 무료입니다."},
		{"ko", "The election costs $2 million.", "선거 비용은 200만 달러입니다.", "선거 비용은 200만 유로입니다."},
		{"ko", "The election costs $2 million.", "선거 비용은 미화 200만 달러입니다.", "선거 비용은 200만 원입니다."},
		{"zh-Hans", "A fine of up to 5,000 euros is imposed. Appeals are free.", "最高可处以5000欧元的罚款。申诉免费。", "最高可处以5000美元的罚款。申诉免费。"},
		{"zh-Hans", "A fine of up to 5,000 euros is imposed. Appeals are free.", "最高可处以5000欧元的罚款。申诉免费。", "最高可处以5000元的罚款。申诉免费。"},
		{"zh-Hans", "A fine of up to 5,000 euros is imposed. Appeals are free.", "最高可处以5000欧元的罚款。申诉免费。", "最高可处以人民币5000元的罚款。申诉免费。"},
		{"zh-Hans", "The election costs $2 million.", "选举费用为200万美元。", "选举费用为200万欧元。"},
		{"tr", "A fine of up to 5,000 euros is imposed. Appeals are free.", "5.000 avroya kadar para cezası verilir. İtirazlar ücretsizdir.", "5.000 liraya kadar para cezası verilir. İtirazlar ücretsizdir."},
		{"sw", "The deposit is 20,000 Kenya shillings. It is returned after the election.", "Dhamana ni shilingi 20,000 za Kenya. Hurudishwa baada ya uchaguzi.", "Dhamana ni dola 20,000. Hurudishwa baada ya uchaguzi."},
		{"sw", "The deposit is 20,000 Kenya shillings. It is returned after the election.", "Dhamana ni KSh 20,000. Hurudishwa baada ya uchaguzi.", "Dhamana ni dola za Marekani 20,000. Hurudishwa baada ya uchaguzi."},
		{"sw", "The deposit is 20,000 Kenya shillings. It is returned after the election.", "Dhamana ni KSh 20,000. Hurudishwa baada ya uchaguzi.", "Dhamana ni euro 20,000. Hurudishwa baada ya uchaguzi."},
		{"sw", "The deposit is $500. It is returned after the election.", "Dhamana ni dola 500. Hurudishwa baada ya uchaguzi.", "Dhamana ni shilingi 500. Hurudishwa baada ya uchaguzi."},
		{"sw", "The deposit is $500. It is returned after the election.", "Dhamana ni dola 500. Hurudishwa baada ya uchaguzi.", "Dhamana ni Sh 500. Hurudishwa baada ya uchaguzi."},
		{"he", "The deposit is 500 euros. It is returned after the election.", "הפיקדון הוא 500 אירו. הוא מוחזר לאחר הבחירות.", "הפיקדון הוא 500 שקלים. הוא מוחזר לאחר הבחירות."},
		{"he", "The deposit is 500 euros. It is returned after the election.", "הפיקדון הוא 500 אירו. הוא מוחזר לאחר הבחירות.", "הפיקדון הוא 500 ש״ח. הוא מוחזר לאחר הבחירות."},
		{"he", "The deposit is 500 euros. It is returned after the election.", "הפיקדון הוא 500 אירו. הוא מוחזר לאחר הבחירות.", "הפיקדון הוא 500 דולרים. הוא מוחזר לאחר הבחירות."},
		{"de", "Campaign spending is limited to five hundred euros.", "Die Wahlkampfausgaben sind auf fünfhundert Euro begrenzt.", "Die Wahlkampfausgaben sind auf fünfhundert Dollar begrenzt."},
		{"ru", "Fees are paid in euros only.", "Сборы уплачиваются только в евро.", "Сборы уплачиваются только в долларах."},
		{"id", "The deposit is Rp 500,000.", "Uang jaminannya Rp500.000.", "Uang jaminannya 500.000 dolar."},
		{"vi", "The deposit is €500.", "Tiền đặt cọc là 500 euro.", "Tiền đặt cọc là 500 đồng."},
		{"ka", "The deposit is €500.", "საგირაო თანხა 500 ევროა.", "საგირაო თანხა არის 500 ლარი."},
		{"am", "The deposit is €500.", "ማስያዣው 500 ዩሮ ነው።", "ማስያዣው 500 ብር ነው።"},
		{"ro", "The deposit is €500.", "Garanția este de 500 de euro.", "Garanția este de 500 de lei."},
		{"sk", "The deposit is 500 euros.", "Kaucia je 500 eur.", "Kaucia je 500 dolárov."},
		{"ur", "The deposit is 500 dollars.", "ضمانت 500 ڈالر ہے۔", "ضمانت 500 روپے ہے۔"},
		{"ta", "The deposit is 500 euros.", "வைப்புத்தொகை 500 யூரோ.", "வைப்புத்தொகை 500 ரூபாய்."},
		{"fi", "Send 500 dollars.", "Lähetä 500 dollaria.", "Lähetä 500 euroa."},
		{"lt", "Send 500 euros.", "Siųskite 500 eurų.", "Siųskite 500 dolerių."},
		{"uz", "Send 500 euros.", "500 yevro yuboring.", "500 so‘m yuboring."},
		{"az", "Send 500 euros.", "500 avro göndərin.", "500 manat göndərin."},
		{"si", "Send 500 euros.", "යුරෝ 500ක් එවන්න.", "රුපියල් 500ක් එවන්න."},
		{"km", "Send 500 dollars.", "ផ្ញើ ៥០០ ដុល្លារ។", "ផ្ញើ ៥០០ រៀល។"},
		{"mn", "Send 500 dollars.", "500 доллар илгээнэ үү.", "500 төгрөг илгээнэ үү."},
		{"rw", "Send 500 dollars.", "Ohereza amadorari 500.", "Ohereza amafaranga 500."},
		{"fr", "A fine of 500 euros, in 5 European countries.", "Une amende de 500 euros, dans 5 pays européens.", ""},
		{"de", "Pay $5 (about 4 euros).", "Zahlen Sie 5 $ (etwa 4 Euro).", ""},
		{"zh-Hant", "It costs $500.", "費用為500元。", "費用為500歐元。"},
		{"es", "It costs E£500.", "Cuesta 500 libras egipcias.", "Cuesta 500 libros y 500 €."},
	} {
		if got := codesOf(pairOf(row.locale, row.source, row.right)); slices.Contains(got, NumberChanged) {
			t.Errorf("%v: false alarm in %s: %s", got, row.locale, row.right)
		}
		if got := codesOf(pairOf(row.locale, row.source, row.wrong)); row.wrong != "" && !slices.Contains(got, NumberChanged) {
			t.Errorf("%v, want %s in %s: %s", got, NumberChanged, row.locale, row.wrong)
		}
	}
}
