package checks

import (
	"testing"

	"vernacular/internal/locale"
)

// TestDistances has what comes so long after or before something, and sentences that a translation has dropped.
func TestDistances(t *testing.T) {
	const (
		review = "The second review is held at least 21 days after the first. About 3.5% of reports were late. Do not wait if you are unsure."
		keys   = "The fee is 2,400 €. The office must pay it back within thirty days after the list is closed, unless a complaint is open."
		trial  = "The second trial is held 21 days after the first. It lasted two days. Do not wait."
		share  = "In 2024 the office spent 3.4 million euros on training, 8% more than in 2019. This year the amount stays the same."
	)
	for _, c := range []struct{ code, locale, source, right, wrong string }{
		{LimitChanged, "fr", review, "Le deuxième examen a lieu au moins 21 jours après le premier. Environ 3,5 % des rapports étaient en retard. N’attendez pas en cas de doute.", "Le deuxième examen a lieu au moins 21 jours avant le premier. Environ 3,5 % des rapports étaient en retard. N’attendez pas en cas de doute."},
		{LimitChanged, "de", review, "Die zweite Prüfung findet mindestens 21 Tage nach der ersten statt. Etwa 3,5 % der Berichte kamen zu spät. Warten Sie nicht, wenn Sie unsicher sind.", "Die zweite Prüfung findet mindestens 21 Tage vor der ersten statt. Etwa 3,5 % der Berichte kamen zu spät. Warten Sie nicht, wenn Sie unsicher sind."},
		{LimitChanged, "ja", review, "2回目の審査は1回目から少なくとも21日後に行われます。報告の約3.5%が遅れました。迷ったら待たないでください。", "2回目の審査は1回目の少なくとも21日前に行われます。報告の約3.5%が遅れました。迷ったら待たないでください。"},
		{LimitChanged, "tr", review, "İkinci inceleme ilkinden en az 21 gün sonra yapılır. Raporların yaklaşık %3,5’i gecikti. Emin değilseniz beklemeyin.", "İkinci inceleme ilkinden en az 21 gün önce yapılır. Raporların yaklaşık %3,5’i gecikti. Emin değilseniz beklemeyin."},
		{LimitChanged, "es", keys, "La tasa es de 2400 €. La oficina debe devolverla en un plazo de treinta días después del cierre de la lista, a menos que haya una queja abierta.", "La tasa es de 2400 €. La oficina debe devolverla en un plazo de treinta días antes del cierre de la lista, a menos que haya una queja abierta."},
		{LimitChanged, "ru", keys, "Сбор составляет 2400 €. Бюро должно вернуть его в течение тридцати дней после закрытия списка, если нет открытой жалобы.", "Сбор составляет 2400 €. Бюро должно вернуть его в течение тридцати дней перед закрытием списка, если нет открытой жалобы."},
		{NumberChanged, "fr", trial, "Le deuxième essai a lieu 21 jours après le premier. Il a duré deux jours. N’attendez pas.", "Le deuxième essai a lieu 21 jours après le premier. Il a duré quatre jours. N’attendez pas."},
		{NumberChanged, "de", trial, "Der zweite Versuch findet 21 Tage nach dem ersten statt. Er dauerte zwei Tage. Warten Sie nicht.", "Der zweite Versuch findet 21 Tage nach dem ersten statt. Er dauerte vier Tage. Warten Sie nicht."},
		{NumberChanged, "ru", trial, "Вторая проба проводится через 21 день после первой. Она длилась два дня. Не ждите.", "Вторая проба проводится через 21 день после первой. Она длилась четыре дня. Не ждите."},
		{NumberChanged, "tr", trial, "İkinci deneme ilkinden 21 gün sonra yapılır. İki gün sürdü. Beklemeyin.", "İkinci deneme ilkinden 21 gün sonra yapılır. Dört gün sürdü. Beklemeyin."},
		{NumberChanged, "zh-Hans", trial, "第二次试验在第一次之后21天进行。它持续了两天。请勿等待。", "第二次试验在第一次之后21天进行。它持续了四天。请勿等待。"},
		{NumberChanged, "ar", "The second trial is held 21 days after the first. About 3.5% were late for two days.", "تُجرى التجربة الثانية بعد 21 يومًا من الأولى. وتأخر نحو 3.5 في المئة لمدة يومين.", ""},
		{SentenceChanged, "es", share, "En 2024 la oficina gastó 3,4 millones de euros en formación, un 8 % más que en 2019. Este año el importe sigue siendo el mismo.", "En 2024 la oficina gastó 3,4 millones de euros en formación, un 8 % más que en 2019."},
		{SentenceChanged, "ru", share, "В 2024 году бюро потратило на обучение 3,4 миллиона евро, на 8 % больше, чем в 2019 году. В этом году сумма остаётся прежней.", "В 2024 году бюро потратило на обучение 3,4 миллиона евро, на 8 % больше, чем в 2019 году."},
		{SentenceChanged, "fr", "The count is public. Anybody may watch it.", "Le dépouillement est public, et toute personne peut y assister.", ""},
	} {
		twins(t, "distances", locale.Tag(c.locale), c.source, c.right, c.wrong, c.code)
	}
}
