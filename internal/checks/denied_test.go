package checks

import (
	"slices"
	"testing"

	"vernacular/internal/locale"
)

// TestNegationAdded has one sentence as it is and denied, in all languages of this repository's site.
func TestNegationAdded(t *testing.T) {
	for tag, both := range map[locale.Tag][2]string{
		"am":      {"ቤተ መጻሕፍቱ እሑድ ክፍት ነው።", "ቤተ መጻሕፍቱ እሑድ ክፍት አይደለም።"},
		"ar":      {"المكتبة مفتوحة يوم الأحد.", "المكتبة ليست مفتوحة يوم الأحد."},
		"az":      {"Kitabxana bazar günü açıqdır.", "Kitabxana bazar günü açıq deyil."},
		"bg":      {"Библиотеката е отворена в неделя.", "Библиотеката не е отворена в неделя."},
		"bn":      {"গ্রন্থাগারটি রবিবার খোলা থাকে।", "গ্রন্থাগারটি রবিবার খোলা থাকে না।"},
		"de":      {"Die Bibliothek ist am Sonntag geöffnet.", "Die Bibliothek ist am Sonntag nicht geöffnet."},
		"es":      {"La biblioteca abre el domingo.", "La biblioteca no abre el domingo."},
		"fa":      {"کتابخانه روز یکشنبه باز است.", "کتابخانه روز یکشنبه باز نیست."},
		"fi":      {"Kirjasto on auki sunnuntaina.", "Kirjasto ei ole auki sunnuntaina."},
		"fr":      {"La bibliothèque est ouverte le dimanche.", "La bibliothèque n’est pas ouverte le dimanche."},
		"he":      {"הספרייה פתוחה ביום ראשון.", "הספרייה אינה פתוחה ביום ראשון."},
		"hi":      {"पुस्तकालय रविवार को खुला रहता है।", "पुस्तकालय रविवार को खुला नहीं रहता है।"},
		"hr":      {"Knjižnica je otvorena u nedjelju.", "Knjižnica nije otvorena u nedjelju."},
		"id":      {"Perpustakaan buka pada hari Minggu.", "Perpustakaan tidak buka pada hari Minggu."},
		"ja":      {"図書館は日曜日に開いています。", "図書館は日曜日に開いていません。"},
		"ka":      {"ბიბლიოთეკა კვირას ღიაა.", "ბიბლიოთეკა კვირას არ არის ღია."},
		"km":      {"បណ្ណាល័យបើកនៅថ្ងៃអាទិត្យ។", "បណ្ណាល័យមិនបើកនៅថ្ងៃអាទិត្យទេ។"},
		"ko":      {"도서관은 일요일에 엽니다.", "도서관은 일요일에 열지 않습니다."},
		"lt":      {"Biblioteka sekmadienį dirba.", "Biblioteka sekmadienį nedirba."},
		"mk":      {"Библиотеката е отворена во недела.", "Библиотеката не е отворена во недела."},
		"mn":      {"Номын сан ням гарагт нээдэг.", "Номын сан ням гарагт нээдэггүй."},
		"pt":      {"A biblioteca abre no domingo.", "A biblioteca não abre no domingo."},
		"pt-BR":   {"A biblioteca abre aos domingos.", "A biblioteca nunca abre aos domingos."},
		"ro":      {"Biblioteca este deschisă duminica.", "Biblioteca nu este deschisă duminica."},
		"ru":      {"Библиотека открыта в воскресенье.", "Библиотека не открыта в воскресенье."},
		"rw":      {"Isomero rirakinguye ku cyumweru.", "Isomero ntirikinguye ku cyumweru."},
		"si":      {"පුස්තකාලය ඉරිදා විවෘතයි.", "පුස්තකාලය ඉරිදා විවෘත නැත."},
		"sk":      {"Knižnica je v nedeľu otvorená.", "Knižnica nie je v nedeľu otvorená."},
		"sr":      {"Библиотека је отворена у недељу.", "Библиотека није отворена у недељу."},
		"sr-Latn": {"Biblioteka je otvorena u nedelju.", "Biblioteka nije otvorena u nedelju."},
		"sw":      {"Maktaba hufunguliwa Jumapili.", "Maktaba haifunguliwi Jumapili."},
		"ta":      {"நூலகம் ஞாயிற்றுக்கிழமை திறந்திருக்கும்.", "நூலகம் ஞாயிற்றுக்கிழமை திறந்திருக்காது."},
		"tr":      {"Kütüphane pazar günü açıktır.", "Kütüphane pazar günü açık değildir."},
		"uk":      {"Бібліотека відчинена в неділю.", "Бібліотека не відчинена в неділю."},
		"ur":      {"کتب خانہ اتوار کو کھلا رہتا ہے۔", "کتب خانہ اتوار کو کھلا نہیں رہتا۔"},
		"uz":      {"Kutubxona yakshanba kuni ochiq.", "Kutubxona yakshanba kuni ochiq emas."},
		"vi":      {"Thư viện mở cửa vào Chủ nhật.", "Thư viện không mở cửa vào Chủ nhật."},
		"zh-Hans": {"图书馆星期日开放。", "图书馆星期日不开放。"},
		"zh-Hant": {"圖書館星期日開放。", "圖書館星期日不開放。"},
	} {
		const source = "The library is open on Sunday."
		if got := codesOf(pairOf(tag, source, both[0])); got != nil {
			t.Errorf("%s, as it is: %v", tag, got)
		}
		if got := codesOf(pairOf(tag, source, both[1])); !slices.Equal(got, []string{NegationAdded}) {
			t.Errorf("%s, denied: %v", tag, got)
		}
		if got := codesOf(pairOf(tag, "The library is never open on Sunday.", both[1])); got != nil {
			t.Errorf("%s, denied in both: %v", tag, got)
		}
	}
}

// TestDenialsThatSayYes has turns of phrase with a denial that say what the source affirms.
func TestDenialsThatSayYes(t *testing.T) {
	for _, p := range []Pair{
		pairOf("fr", "Whoever comes first takes the best seat, and children are welcome.", "N’importe qui prend la meilleure place, et les enfants sont les bienvenus."),
		pairOf("de", "The house has a garden and a lake.", "Das Haus hat nicht nur einen Garten, sondern auch einen See."),
		pairOf("ja", "You must wear a helmet.", "ヘルメットをかぶらなければなりません。"),
		pairOf("ru", "The course lasts at least two weeks.", "Курс длится не менее двух недель."),
		pairOf("zh-Hans", "They use different tools.", "他们使用不同的工具。"),
		pairOf("vi", "The plane flies over the sea.", "Hàng không bay trên biển."),
		pairOf("en-GB", "The library is open on Sunday.", "The library is not open on Sunday."),
	} {
		if got := codesOf(p); slices.Contains(got, NegationAdded) {
			t.Errorf("%q: %v", p.Text, got)
		}
	}
}
