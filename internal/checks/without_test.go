package checks

import (
	"testing"

	"vernacular/internal/locale"
)

// TestDenialBesidesWithout has translations of a sentence that denies twice, and what they become when the second denial is lost.
func TestDenialBesidesWithout(t *testing.T) {
	const source = "Ballots without a stamp are not counted. The count is open to the public."
	for _, c := range []struct{ locale, right, wrong string }{
		{"de", "Stimmzettel ohne Stempel werden nicht gezählt. Die Auszählung ist öffentlich.", "Stimmzettel ohne Stempel werden gezählt. Die Auszählung ist öffentlich."},
		{"de", "Stimmzettel ohne Stempel sind ungültig. Die Auszählung ist öffentlich.", ""},
		{"es", "Las papeletas sin sello no se cuentan. El recuento está abierto al público.", "Las papeletas sin sello se cuentan. El recuento está abierto al público."},
		{"fr", "Les bulletins sans cachet ne sont pas comptés. Le dépouillement est public.", "Les bulletins sans cachet sont comptés. Le dépouillement est public."},
		{"fr", "Les bulletins sans cachet sont nuls. Le dépouillement est public.", ""},
		{"pt", "Os boletins sem carimbo não são contados. A contagem é pública.", "Os boletins sem carimbo são contados. A contagem é pública."},
		{"ru", "Бюллетени без печати не учитываются. Подсчёт открыт для публики.", "Бюллетени без печати учитываются. Подсчёт открыт для публики."},
		{"uk", "Бюлетені без печатки не враховують. Підрахунок відкритий для публіки.", "Бюлетені без печатки враховують. Підрахунок відкритий для публіки."},
		{"ja", "印のない投票用紙は数えられません。開票は公開されています。", "印のない投票用紙は数えられます。開票は公開されています。"},
		{"ko", "도장이 없는 투표용지는 세지 않습니다. 개표는 공개됩니다.", "도장이 없는 투표용지는 셉니다. 개표는 공개됩니다."},
		{"zh-Hans", "没有盖章的选票不计入。计票向公众开放。", "没有盖章的选票计入。计票向公众开放。"},
		{"zh-Hans", "未盖章的选票不予计算。计票向公众开放。", "未盖章的选票予以计算。计票向公众开放。"},
		{"hi", "बिना मुहर वाले मतपत्र नहीं गिने जाते। मतगणना जनता के लिए खुली है।", "बिना मुहर वाले मतपत्र गिने जाते हैं। मतगणना जनता के लिए खुली है।"},
		{"bn", "সিল ছাড়া ব্যালট গণনা করা হয় না। গণনা সবার জন্য উন্মুক্ত।", "সিল ছাড়া ব্যালট গণনা করা হয়। গণনা সবার জন্য উন্মুক্ত।"},
		{"sw", "Karatasi za kura zisizo na muhuri hazihesabiwi. Kuhesabu ni kwa wazi.", "Karatasi za kura zisizo na muhuri zinahesabiwa. Kuhesabu ni kwa wazi."},
		{"tr", "Mühürsüz oy pusulaları sayılmaz. Sayım halka açıktır.", "Mühürsüz oy pusulaları sayılır. Sayım halka açıktır."},
		{"fa", "برگه‌های بدون مهر شمرده نمی‌شوند. شمارش برای عموم آزاد است.", "برگه‌های بدون مهر شمرده می‌شوند. شمارش برای عموم آزاد است."},
		{"ar", "لا تُحتسب أوراق الاقتراع بدون ختم. والفرز مفتوح للجمهور.", "تُحتسب أوراق الاقتراع بدون ختم. والفرز مفتوح للجمهور."},
		{"he", "פתקים ללא חותמת אינם נספרים. הספירה פתוחה לציבור.", "פתקים ללא חותמת נספרים. הספירה פתוחה לציבור."},
		{"vi", "Phiếu không có dấu không được đếm. Việc kiểm phiếu công khai.", ""},
	} {
		twins(t, "without", locale.Tag(c.locale), source, c.right, c.wrong, NegationLost)
	}
}
