package checks

import (
	"slices"
	"strings"
	"testing"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/page"
)

// strangeSource is a text of an authority, of whose translations the sentence in the middle is in another language.
const strangeSource = "Results are published within thirty days. Anyone may object in writing. The commission answers every objection."

// strangeSentences are translations of it with the sentence that belongs into the middle, and sentences of languages of the same
// script that say as much.
var strangeSentences = []struct {
	locale      locale.Tag
	ahead, own  string
	behind      string
	other, code string
}{
	{"fr", "Les résultats sont publiés dans un délai de trente jours.", "Toute personne peut présenter une objection par écrit.", "La commission répond à chaque objection.", "Chiunque può presentare un'obiezione per iscritto.", "it"},
	{"es", "Los resultados se publican en un plazo de treinta días.", "Cualquier persona puede objetar por escrito.", "La comisión responde a cada objeción.", "Qualquer pessoa pode reclamar por escrito.", "pt"},
	{"es", "Los resultados se publican en un plazo de treinta días.", "Cualquier persona puede objetar por escrito.", "La comisión responde a cada objeción.", "Qualsevol persona pot objectar per escrit.", "ca"},
	{"pt", "Os resultados são publicados no prazo de trinta dias.", "Qualquer pessoa pode reclamar por escrito.", "A comissão responde a todas as reclamações.", "Cualquier persona puede objetar por escrito.", "es"},
	{"ro", "Rezultatele se publică în termen de treizeci de zile.", "Orice persoană poate obiecta în scris.", "Comisia răspunde la fiecare obiecție.", "Chiunque può presentare un'obiezione per iscritto.", "it"},
	{"de", "Die Ergebnisse werden innerhalb von dreißig Tagen veröffentlicht.", "Jede Person kann schriftlich Einspruch erheben.", "Die Kommission beantwortet jeden Einspruch.", "Iedereen mag schriftelijk bezwaar maken.", "nl"},
	{"de", "Die Ergebnisse werden innerhalb von dreißig Tagen veröffentlicht.", "Jede Person kann schriftlich Einspruch erheben.", "Die Kommission beantwortet jeden Einspruch.", "Vem som helst kan invända skriftligt.", "sv"},
	{"tr", "Sonuçlar otuz gün içinde yayımlanır.", "Herkes yazılı olarak itiraz edebilir.", "Komisyon her itirazı yanıtlar.", "Hər kəs yazılı şəkildə etiraz edə bilər.", "az"},
	{"vi", "Kết quả được công bố trong vòng ba mươi ngày.", "Bất kỳ ai cũng có thể phản đối bằng văn bản.", "Ủy ban trả lời mọi phản đối.", "Siapa pun dapat mengajukan keberatan secara tertulis.", "id"},
	{"id", "Hasil diumumkan dalam waktu tiga puluh hari.", "Siapa pun dapat mengajukan keberatan secara tertulis.", "Komisi menjawab setiap keberatan.", "Sesiapa sahaja boleh membantah secara bertulis.", "ms"},
	{"sw", "Matokeo hutangazwa ndani ya siku thelathini.", "Mtu yeyote anaweza kupinga kwa maandishi.", "Tume hujibu kila pingamizi.", "Umuntu wese ashobora kubyanga mu nyandiko.", "rw"},
	{"ru", "Результаты публикуются в течение тридцати дней.", "Любой человек может подать возражение в письменном виде.", "Комиссия отвечает на каждое возражение.", "Будь-хто може подати заперечення у письмовій формі.", "uk"},
	{"ru", "Результаты публикуются в течение тридцати дней.", "Любой человек может подать возражение в письменном виде.", "Комиссия отвечает на каждое возражение.", "Всеки може да възрази писмено.", "bg"},
	{"uk", "Результати публікуються протягом тридцяти днів.", "Будь-хто може подати заперечення у письмовій формі.", "Комісія відповідає на кожне заперечення.", "Любой человек может подать возражение в письменном виде.", "ru"},
	{"ar", "تُنشر النتائج خلال ثلاثين يومًا.", "يجوز لأي شخص أن يعترض كتابةً.", "وترد اللجنة على كل اعتراض.", "هر کس می‌تواند کتباً اعتراض کند.", "fa"},
	{"fa", "نتایج ظرف سی روز منتشر می‌شود.", "هر کس می‌تواند کتباً اعتراض کند.", "کمیسیون به هر اعتراض پاسخ می‌دهد.", "يجوز لأي شخص أن يعترض كتابةً.", "ar"},
	{"ur", "نتائج تیس دن کے اندر شائع کیے جاتے ہیں۔", "کوئی بھی شخص تحریری اعتراض کر سکتا ہے۔", "کمیشن ہر اعتراض کا جواب دیتا ہے۔", "هر کس می‌تواند کتباً اعتراض کند.", "fa"},
	{"ur", "نتائج تیس دن کے اندر شائع کیے جاتے ہیں۔", "کوئی بھی شخص تحریری اعتراض کر سکتا ہے۔", "کمیشن ہر اعتراض کا جواب دیتا ہے۔", "هر څوک کولای شي په لیکلې بڼه نیوکه وکړي.", "ps"},
	{"he", "התוצאות מתפרסמות בתוך שלושים ימים.", "כל אדם רשאי להתנגד בכתב.", "הוועדה משיבה על כל התנגדות.", "יעדער מענטש קען זיך אַקעגנשטעלן שריפֿטלעך.", "yi"},
	{"hi", "परिणाम तीस दिनों के भीतर प्रकाशित किए जाते हैं।", "कोई भी व्यक्ति लिखित में आपत्ति कर सकता है।", "आयोग हर आपत्ति का उत्तर देता है।", "कोणीही लेखी आक्षेप घेऊ शकतो.", "mr"},
	{"hi", "परिणाम तीस दिनों के भीतर प्रकाशित किए जाते हैं।", "कोई भी व्यक्ति लिखित में आपत्ति कर सकता है।", "आयोग हर आपत्ति का उत्तर देता है।", "जोसुकैले लिखित रूपमा आपत्ति जनाउन सक्छ।", "ne"},
	{"bn", "ফলাফল ত্রিশ দিনের মধ্যে প্রকাশ করা হয়।", "যে কেউ লিখিতভাবে আপত্তি জানাতে পারেন।", "কমিশন প্রতিটি আপত্তির উত্তর দেয়।", "যিকোনো ব্যক্তিয়ে লিখিতভাৱে আপত্তি কৰিব পাৰে।", "as"},
}

// TestStrangeSentence puts a sentence of another language among those of a translation, and alone into its place.
func TestStrangeSentence(t *testing.T) {
	var g *Glossary
	said := func(tag locale.Tag, source, text string) string {
		p := Pair{Source: "en", Locale: tag, Kind: page.KindParagraph, SourceText: source, Text: text, Pos: diag.At("a.md", 1, 1)}
		for _, d := range g.Check(p) {
			if d.Code == OtherLanguage {
				return d.Message
			}
		}
		return ""
	}
	for _, row := range strangeSentences {
		block := func(middle string) string { return strings.Join([]string{row.ahead, middle, row.behind}, " ") }
		if m := said(row.locale, strangeSource, block(row.own)); m != "" {
			t.Errorf("%s: “%s”: %s", row.locale, block(row.own), m)
		}
		name := locale.Tag(row.code).EnglishName()
		for source, text := range map[string]string{strangeSource: block(row.other), "Anyone may object in writing.": row.other} {
			if m := said(row.locale, source, text); !strings.Contains(m, name) {
				t.Errorf("%s: “%s” is %s, and is said to be: %q", row.locale, text, name, m)
			}
		}
	}
	for _, text := range []string{"SHA1: 55ad4f04d7a33ab780458ee0999de9f6124217ea", "SHA256: a3614c389de06b1636d8b919f2cd07e85311486bda2cb226a554", "Suchen Sie in der Liste: Universidade de São Paulo, Câmara dos Deputados.", "Lesen Sie <i lang=\"pt\">Qualquer pessoa pode reclamar por escrito.</i>"} {
		if m := said("de", "Look into the list: Universidade de São Paulo, Câmara dos Deputados.", text); m != "" {
			t.Errorf("“%s”: %s", text, m) // names are in no language, and a quotation may be in another one
		}
	}
	if !slices.IsSorted(speechCodes("Latn")) {
		t.Error("the languages are in no order")
	}
}
