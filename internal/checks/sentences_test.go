package checks

import (
	"strings"
	"testing"

	"vernacular/internal/locale"
)

// TestSentenceDroppedOrAdded takes each sentence but the first out of translations, and out of their source.
func TestSentenceDroppedOrAdded(t *testing.T) {
	source := []string{"The market opens on Friday.", "Please leave your bicycle at the gate.", "A nurse is there all day.", "Whoever finds a key takes it to the desk."}
	for tag, own := range map[locale.Tag][]string{
		"ar":      {"يفتح السوق يوم الجمعة.", "يرجى ترك دراجتكم عند البوابة.", "توجد ممرضة هناك طوال اليوم.", "من يجد مفتاحًا يأخذه إلى المكتب."},
		"bg":      {"Пазарът отваря в петък.", "Моля, оставете велосипеда си при портата.", "Цял ден там има медицинска сестра.", "Който намери ключ, го носи на гишето."},
		"de":      {"Der Markt öffnet am Freitag.", "Bitte lassen Sie Ihr Fahrrad am Tor.", "Eine Krankenschwester ist den ganzen Tag da.", "Wer einen Schlüssel findet, bringt ihn zum Schalter."},
		"es":      {"El mercado abre el viernes.", "Deje su bicicleta en la puerta, por favor.", "Hay una enfermera todo el día.", "Quien encuentra una llave la lleva al mostrador."},
		"fr":      {"Le marché ouvre vendredi.", "Merci de laisser votre vélo à la porte.", "Une infirmière est là toute la journée.", "Qui trouve une clé la porte au guichet."},
		"ja":      {"市場は金曜日に開きます。", "自転車は門のところに置いてください。", "看護師が一日中います。", "鍵を見つけた人は受付に届けます。"},
		"ko":      {"시장은 금요일에 열립니다.", "자전거는 문 앞에 두세요.", "간호사가 하루 종일 있습니다.", "열쇠를 찾은 사람은 창구에 가져갑니다."},
		"ru":      {"Рынок открывается в пятницу.", "Оставьте, пожалуйста, велосипед у ворот.", "Весь день там есть медсестра.", "Кто найдёт ключ, относит его к стойке."},
		"tr":      {"Pazar cuma günü açılır.", "Lütfen bisikletinizi kapıda bırakın.", "Bütün gün orada görevli bir hemşire bulunur.", "Anahtar bulan onu bankoya götürür."},
		"zh-Hans": {"市场星期五开门。", "请把自行车放在大门口。", "那里整天都有护士。", "谁找到钥匙就送到服务台。"},
	} {
		space := " "
		if tag == "ja" || tag == "zh-Hans" {
			space = ""
		}
		changed := func(source, own []string) bool {
			for _, c := range codesOf(pairOf(tag, strings.Join(source, " "), strings.Join(own, space))) {
				if c == SentenceChanged || c == LengthSuspicious {
					return true
				}
			}
			return false
		}
		for n := 1; n <= len(own); n++ {
			if changed(source[:n], own[:n]) {
				t.Errorf("%s: %d sentences and their translations differ", tag, n)
			}
			for i := 1; i < n; i++ {
				less := func(list []string) []string { return append(append([]string{}, list[:i]...), list[i+1:n]...) }
				if !changed(source[:n], less(own)) {
					t.Errorf("%s: %q of %d is missing", tag, own[i], n)
				}
				if !changed(less(source), own[:n]) {
					t.Errorf("%s: %q of %d is added", tag, own[i], n)
				}
			}
		}
	}
}

// TestSentencesJoined has translations that say in one sentence what the source says in two, and the other way round.
func TestSentencesJoined(t *testing.T) {
	for _, p := range []Pair{
		pairOf("fr", "The hall is warm. It has two doors. Come in at the back.", "La salle est chaude et elle a deux portes. Entrez par l’arrière."),
		pairOf("de", "The hall is warm, and it has two doors at the back.", "Der Saal ist warm. Er hat hinten zwei Türen."),
		pairOf("ja", "Bring a coat, because the hall is cold in the morning.", "上着を持ってきてください。朝、ホールは寒いからです。"),
		pairOf("ru", "The bus is late. We wait for it here.", "Автобус опаздывает, и мы ждём его здесь."),
		pairOf("es", "The garden is open all year; in winter it closes early.", "El jardín abre todo el año. En invierno cierra temprano."),
	} {
		if got := codesOf(p); got != nil {
			t.Errorf("%q: %v", p.Text, got)
		}
	}
}

// TestSentenceOfItsPage: a page whose translator writes at length is measured by itself.
func TestSentenceOfItsPage(t *testing.T) {
	source := []string{"The choir sings in the church.", "Our shop sells bread and cheese.", "The path leads along the river.", "Children play behind the house.", "The doctor comes at noon. She has a red car."}
	own := []string{"Le chœur des habitants de la ville chante dans l’ancienne église.", "Notre petit magasin vend du bon pain et du fromage de la région.", "Le chemin de randonnée mène tout le long de la grande rivière.",
		"Les enfants du village jouent ensemble derrière la vieille maison.", "La doctoresse de la ville vient chez nous à midi précis."}
	var a, b []Passage
	for i := range source {
		a, b = append(a, Passage{Text: source[i]}), append(b, Passage{Text: own[i]})
	}
	p := pairOf("fr", source[4], own[4])
	if got := codesOf(p); got != nil {
		t.Errorf("alone: %v", got)
	}
	p.Around = NewSurroundings(a, b)
	if got := codesOf(p); len(got) != 1 || got[0] != SentenceChanged {
		t.Errorf("on its page: %v", got)
	}
}
