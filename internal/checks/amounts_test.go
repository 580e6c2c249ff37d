package checks

import (
	"slices"
	"testing"
)

// TestUnitsAndCurrencies has amounts that are right, and amounts whose number has another unit or currency.
func TestUnitsAndCurrencies(t *testing.T) {
	for _, row := range []meaning{
		{"fr", "A day ticket costs 15 €.", "Le billet coûte 15 euros.", "Le billet coûte 15 $."},
		{"de", "A ticket costs $40.", "Eine Karte kostet 40 Dollar.", "Eine Karte kostet 40 €."},
		{"es", "A day ticket costs 15 €.", "La entrada cuesta 15 euros.", "La entrada cuesta 15 dólares."},
		{"pt", "A day ticket costs 15 €.", "O bilhete custa 15 euros.", "O bilhete custa 15 dólares."},
		{"ru", "A ticket costs $40.", "Билет стоит 40 долларов.", "Билет стоит 40 евро."},
		{"uk", "A ticket costs $40.", "Квиток коштує 40 доларів.", "Квиток коштує 40 євро."},
		{"ar", "A day ticket costs 15 €.", "ثمن التذكرة 15 يورو.", "ثمن التذكرة 15 دولارًا."},
		{"fa", "A day ticket costs 15 €.", "بلیت ۱۵ یورو است.", "بلیت ۱۵ دلار است."},
		{"he", "A day ticket costs 15 €.", "כרטיס עולה 15 אירו.", "כרטיס עולה 15 דולר."},
		{"hi", "A day ticket costs 15 €.", "टिकट 15 यूरो का है।", "टिकट 15 डॉलर का है।"},
		{"ja", "A day ticket costs 15 €.", "券は15ユーロです。", "券は15ドルです。"},
		{"zh-Hans", "A day ticket costs 15 €.", "票价15欧元。", "票价15美元。"},
		{"zh-Hant", "A day ticket costs 15 €.", "票價15歐元。", "票價15美元。"},
		{"tr", "A day ticket costs 15 €.", "Bilet 15 avro.", "Bilet 15 dolar."},
		{"vi", "A day ticket costs 15 €.", "Vé giá 15 euro.", "Vé giá 15 đô la."},
		{"sw", "A day ticket costs 15 €.", "Tiketi ni euro 15.", "Tiketi ni dola 15."},
		{"fi", "A day ticket costs 15 €.", "Lippu maksaa 15 euroa.", "Lippu maksaa 15 dollaria."},
		{"fr", "It costs 15 € or $16.", "Cela coûte 15 € ou 16 $.", ""},
		{"fr", "The parcel may weigh up to 20 kg.", "Le colis peut peser jusqu’à 20 kilos.", "Le colis peut peser jusqu’à 20 g."},
		{"de", "The path is 8 km long.", "Der Weg ist 8 Kilometer lang.", "Der Weg ist 8 Meilen lang."},
		{"de", "Wait 10 minutes.", "Warten Sie 10 Minuten.", "Warten Sie 10 Stunden."},
		{"de", "A course of 3 years.", "Ein 3-jähriger Kurs.", "Ein Kurs von 3 Monaten."},
		{"es", "Wait 10 days.", "Espere 10 días.", "Espere 10 semanas."},
		{"pt", "Wait 10 days.", "Espere 10 dias.", "Espere 10 meses."},
		{"ru", "The parcel may weigh up to 20 kg.", "Посылка может весить до 20 кг.", "Посылка может весить до 20 г."},
		{"ru", "The path is 8 km long.", "Длина тропы 8 километров.", "Длина тропы 8 миль."},
		{"uk", "Wait 10 hours.", "Зачекайте 10 годин.", "Зачекайте 10 років."},
		{"ar", "Wait 10 minutes.", "انتظر 10 دقائق.", "انتظر 10 ساعات."},
		{"fa", "Wait 10 minutes.", "۱۰ دقیقه صبر کنید.", "۱۰ ساعت صبر کنید."},
		{"he", "Wait 10 minutes.", "המתינו 10 דקות.", "המתינו 10 שעות."},
		{"hi", "Wait 10 minutes.", "10 मिनट रुकें।", "10 घंटे रुकें।"},
		{"ja", "The parcel may weigh up to 20 kg.", "小包の重さは20キログラムまでです。", "小包の重さは20gまでです。"},
		{"ja", "Wait 10 minutes.", "10分待ってください。", "10時間待ってください。"},
		{"zh-Hans", "Wait 10 months.", "请等10个月。", "请等10年。"},
		{"zh-Hant", "Wait 10 minutes.", "請等10分鐘。", "請等10小時。"},
		{"tr", "Wait 10 minutes.", "10 dakika bekleyin.", "10 saat bekleyin."},
		{"vi", "Wait 10 days.", "Hãy chờ 10 ngày.", "Hãy chờ 10 tuần."},
		{"sw", "Wait 10 days.", "Subiri siku 10.", "Subiri wiki 10."},
		{"fi", "Wait 10 minutes.", "Odota 10 minuuttia.", "Odota 10 tuntia."},
		{"fr", "Heat it to 180 °C.", "Chauffez à 180 °C.", "Chauffez à 180 °F."},
	} {
		if got := codesOf(pairOf(row.locale, row.source, row.right)); slices.Contains(got, NumberChanged) {
			t.Errorf("%v: false alarm in %s: %s", got, row.locale, row.right)
		}
		if row.wrong == "" {
			continue
		}
		if got := codesOf(pairOf(row.locale, row.source, row.wrong)); !slices.Contains(got, NumberChanged) {
			t.Errorf("%v, want %s in %s: %s", got, NumberChanged, row.locale, row.wrong)
		}
	}
}
