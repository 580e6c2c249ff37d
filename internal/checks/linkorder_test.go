package checks

import (
	"slices"
	"testing"
)

// TestLinksInEachOthersPlace has links whose addresses changed places, and links that a language puts in another order.
func TestLinksInEachOthersPlace(t *testing.T) {
	for _, row := range []meaning{
		{"de", "Look up your [polling station](/stations) and the [opening hours](/hours). Bring a card.", "Suchen Sie Ihr [Wahllokal](/stations) und die [Öffnungszeiten](/hours). Bringen Sie eine Karte mit.", "Suchen Sie Ihr [Wahllokal](/hours) und die [Öffnungszeiten](/stations). Bringen Sie eine Karte mit."},
		{"ja", "See the [rules for observers](/observers) and the [timetable](/calendar).", "[監視員の規則](/observers)と[日程](/calendar)をご覧ください。", "[監視員の規則](/calendar)と[日程](/observers)をご覧ください。"},
		{"ru", "The [register](/register) is public. Ask for your entry on the [contact page](/contact).", "[Реестр](/register) общедоступен. Запросите свою запись на [странице контактов](/contact).", "[Реестр](/contact) общедоступен. Запросите свою запись на [странице контактов](/register)."},
		{"tr", "Learn about the [vote](/vote) in the [handbook](/book).", "[El kitabında](/book) [oylama](/vote) hakkında bilgi edinin.", ""},
		{"fr", "Read the [handbook](/handbook.md), the [law](/law.md) and the [calendar of the election](/calendar.md).", "Lisez le [manuel](/handbook.md), la [loi](/law.md) et le [calendrier électoral](/calendar.md).", "Lisez le [manuel](/handbook.md), la [loi](/calendar.md) et le [calendrier électoral](/law.md)."},
	} {
		if got := codesOf(pairOf(row.locale, row.source, row.right)); slices.Contains(got, LinkChanged) {
			t.Errorf("%v: false alarm in %s: %s", got, row.locale, row.right)
		}
		if got := codesOf(pairOf(row.locale, row.source, row.wrong)); row.wrong != "" && !slices.Contains(got, LinkChanged) {
			t.Errorf("%v, want %s in %s: %s", got, LinkChanged, row.locale, row.wrong)
		}
	}
}
