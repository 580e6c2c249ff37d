package checks

import (
	"slices"
	"testing"

	"vernacular/internal/locale"
)

// TestOpposites has translations that say the opposite of a limit, a moment, a duty, a permission, a statement or a unit, and
// beside each the right one, of which nothing may be said.
func TestOpposites(t *testing.T) {
	for _, row := range []struct {
		tag                  locale.Tag
		source, right, wrong string
		code                 string
	}{
		{"fr", "You need at least 20 signatures.", "Il vous faut au moins 20 signatures.", "Il vous faut au plus 20 signatures.", LimitChanged},
		{"ru", "Wait at most 20 minutes.", "Ждите не более 20 минут.", "Ждите не менее 20 минут.", LimitChanged},
		{"zh-Hans", "Wait at most 20 minutes.", "最多请等20分钟。", "请至少等20分钟。", LimitChanged},
		{"de", "Apply before 5 May.", "Stellen Sie den Antrag vor dem 5. Mai.", "Stellen Sie den Antrag nach dem 5. Mai.", LimitChanged},
		{"ja", "Apply before 5 May.", "5月5日より前に申請してください。", "5月5日より後に申請してください。", LimitChanged},
		{"ar", "Apply before 5 May.", "قدم الطلب قبل 5 مايو.", "قدم الطلب بعد 5 مايو.", LimitChanged},
		{"tr", "Come after the exam.", "Sınavdan sonra gelin.", "Sınavdan önce gelin.", LimitChanged},
		{"es", "Passengers must keep the ticket.", "Los pasajeros deben conservar el billete.", "Los pasajeros no tienen que conservar el billete.", ObligationChanged},
		{"de", "Tenants must pay.", "Mieter müssen zahlen.", "Mieter müssen nicht zahlen.", ObligationChanged},
		{"de", "Pupils may use a phone.", "Schüler dürfen ein Telefon benutzen.", "Schüler dürfen kein Telefon benutzen.", ObligationChanged},
		{"fr", "The office is open every day. Bring your card and the letter that we sent you, and come early.",
			"Le bureau est ouvert tous les jours. Apportez votre carte et la lettre que nous vous avons envoyée, et venez tôt.",
			"Le bureau n’est pas ouvert tous les jours. Apportez votre carte et la lettre que nous vous avons envoyée, et venez tôt.", NegationAdded},
		{"de", "The rate rose by 3.4 points.", "Der Satz stieg um 3,4 Punkte.", "Der Satz stieg um 4,3 Punkte.", NumberChanged},
		{"hi", "There are 1,200,000 voters on 5 May 2026.", "5 मई 2026 को 12 लाख मतदाता हैं।", "5 मई 2026 को 21 लाख मतदाता हैं।", NumberChanged},
		{"bn", "It takes 10 minutes.", "১০ মিনিট লাগে।", "১০ ঘণ্টা লাগে।", NumberChanged},
		{"ur", "The parcel weighs 20 kg.", "پارسل کا وزن 20 کلوگرام ہے۔", "پارسل کا وزن 20 گرام ہے۔", NumberChanged},
		{"ro", "It takes 10 days.", "Durează 10 zile.", "Durează 10 săptămâni.", NumberChanged},
		{"ja", "Write to help@example.org or call 03 1234 5678.", "help@example.orgに書くか、03 1234 5678に電話してください。", "halp@example.orgに書くか、03 1234 5678に電話してください。", AddressChanged},
		{"ko", "Write to help@example.org soon.", "곧 help@example.org으로 보내십시오.", "곧 help@example.net으로 보내십시오.", LookAlikeHost},
		{"fr", "Pupils must not use the free lift.", "Les élèves ne doivent pas utiliser l’ascenseur gratuit.", "Les élèves peuvent utiliser l’ascenseur gratuit.", NegationLost},
		{"fr", "The service costs nothing.", "Le service est gratuit.", "", ""},
		{"es", "The result is not valid.", "El resultado es inválido.", "El resultado es válido.", NegationLost},
		{"es", "Visitors must not take photographs.", "Se prohíbe a los visitantes tomar fotografías.", "Los visitantes pueden tomar fotografías.", NegationLost},
		{"pt", "Visitors must not take photographs.", "Proíbe-se aos visitantes tirar fotografias.", "Os visitantes podem tirar fotografias.", NegationLost},
		{"tr", "The results are published after the count is complete.", "Sayım biter bitmez sonuçlar yayımlanır.", "Sayım bitmeden önce sonuçlar yayımlanır.", LimitChanged},
		{"tr", "Every voter must show a card before voting.", "Her seçmen oy vermeden önce kart göstermelidir.", "Her seçmen oy vermeden önce kart gösterebilir.", ObligationChanged},
		{"sw", "Late applications are not accepted.", "Maombi ya kuchelewa hayakubaliwi.", "Maombi ya kuchelewa yanakubaliwa.", NegationLost},
		{"ur", "Parties must publish their accounts, which anyone can read.", "جماعتوں پر لازم ہے کہ اپنے حسابات شائع کریں، جنہیں کوئی بھی پڑھ سکتا ہے۔",
			"جماعتیں اپنے حسابات شائع کر سکتی ہیں، جنہیں کوئی بھی پڑھ سکتا ہے۔", ObligationChanged},
		{"tr", "Non-members are allowed to watch.", "Üye olmayanlara izin verilir.", "", ""},
		{"sk", "Apps have names after their owners.", "Aplikácie majú mená podľa svojich vlastníkov.", "", ""},
		{"sw", "Do not fold the ballot.", "Usikunje karatasi ya kura.", "Kunja karatasi ya kura.", NegationLost},
	} {
		if got := codesOf(pairOf(row.tag, row.source, row.right)); len(got) > 0 {
			t.Errorf("%v: false alarm in %s: %s", got, row.tag, row.right)
		}
		if row.wrong != "" {
			if got := codesOf(pairOf(row.tag, row.source, row.wrong)); !slices.Contains(got, row.code) {
				t.Errorf("%v instead of %s in %s: %s", got, row.code, row.tag, row.wrong)
			}
		}
	}
}
