package checks

import (
	"testing"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/page"
)

// TestExchanged exchanges texts between places of a page, and within a text.
func TestExchanged(t *testing.T) {
	kind := page.KindTableCell
	for _, row := range []struct {
		name         string
		locale       locale.Tag
		source, text [2]string // of two cells
		want         bool
	}{
		{"names", "fr", [2]string{"Mrs Okafor leads the office.", "Mr Lindqvist counts the votes."}, [2]string{"M. Lindqvist compte les voix.", "Mme Okafor dirige le bureau."}, true},
		{"names right", "fr", [2]string{"Mrs Okafor leads the office.", "Mr Lindqvist counts the votes."}, [2]string{"Mme Okafor dirige le bureau.", "M. Lindqvist compte les voix."}, false},
		{"names with endings", "sk", [2]string{"Write to Weblate.", "Write to Crowdin."}, [2]string{"Napíšte Crowdinu.", "Napíšte Weblatu."}, true},
		{"a name alone", "ja", [2]string{"Weblate", "Poedit"}, [2]string{"Poedit", "Weblate"}, true},
		{"in both", "de", [2]string{"Kenya and Ghana vote.", "Ghana votes."}, [2]string{"Kenya und Ghana wählen.", "Ghana wählt."}, false},
		{"one is translated", "de", [2]string{"Germany votes.", "Ghana votes."}, [2]string{"Deutschland wählt.", "Ghana wählt."}, false},
		{
			"lengths", "es",
			[2]string{"The office keeps the register of voters and tells each of them where to go on the day, what to bring and whom to ask.", "The office is open all day, and everyone can see the list."},
			[2]string{"La oficina está abierta todo el día y cualquiera puede ver la lista.", "La oficina lleva el registro de los votantes e indica a cada uno adónde ir ese día, qué llevar consigo y a quién preguntar."},
			true,
		},
	} {
		var pairs []Pair
		for i := range 2 {
			pairs = append(pairs, Pair{Source: "en", Locale: row.locale, Kind: kind, SourceText: row.source[i], Text: row.text[i], Pos: diag.At("a.md", 3+i, 1)})
		}
		got := Exchanged(pairs)
		if (len(got) > 0) != row.want || len(got) > 1 {
			t.Errorf("%s: %v", row.name, got)
		}
		pairs[1].Except = []string{TextsExchanged}
		if got := Exchanged(pairs); len(got) > 0 {
			t.Errorf("%s: the exception is not heard: %v", row.name, got)
		}
	}
}

// TestExchangedInPair looks at one text: a yes for a no, the addresses of two links.
func TestExchangedInPair(t *testing.T) {
	for _, row := range []struct {
		locale             locale.Tag
		kind               page.Kind
		source, right, bad string
	}{
		{"fr", page.KindTableCell, "Yes", "Oui", "Non"}, {"ar", page.KindTableCell, "No", "لا", "نعم"}, {"zh-Hans", page.KindTableCell, "**Yes**", "**是**", "**否**"},
		{"ru", page.KindTableCell, "No.", "Нет.", "Да."}, {"hi", page.KindTableCell, "Yes", "हाँ", "नहीं"}, {"sw", page.KindTableCell, "Yes", "Ndiyo", "Hapana"}, {"de", page.KindTableCell, "✓", "✓", "✗"},
		{
			"de", page.KindParagraph, "Read [what Weblate does](https://weblate.org/) or [what Poedit does](https://poedit.net/).",
			"Lesen Sie, [was Poedit tut](https://poedit.net/), oder [was Weblate tut](https://weblate.org/).", "Lesen Sie, [was Weblate tut](https://poedit.net/), oder [was Poedit tut](https://weblate.org/).",
		},
		{
			"ja", page.KindParagraph, "[Form 5](a.md) is for voters, [form 7](b.md) for observers.",
			"[書式7](b.md)は監視員用、[書式5](a.md)は有権者用です。", "[書式7](a.md)は監視員用、[書式5](b.md)は有権者用です。",
		},
	} {
		p := Pair{Source: "en", Locale: row.locale, Kind: row.kind, SourceText: row.source, Text: row.right, Pos: diag.At("a.md", 1, 1)}
		var g *Glossary
		if ds := g.Check(p); len(ds) > 0 {
			t.Errorf("%s for %s: %v", row.right, row.source, ds)
		}
		if p.Text = row.bad; len(g.Check(p)) == 0 {
			t.Errorf("nothing is said of %s for %s", row.bad, row.source)
		}
	}
}

// TestPluralFormsExchanged has forms that show by their field or by a number that they stand in each other's place.
func TestPluralFormsExchanged(t *testing.T) {
	for _, row := range []struct {
		locale               locale.Tag
		category, right, bad string
	}{
		{"de", "other", "{{.Count}} Seiten", "Eine Seite"}, {"de", "one", "Eine Seite", "Zwei Seiten"}, {"fr", "other", "{{.Count}} pages", "1 page"},
		{"ar", "two", "صفحتان", "ثلاثون صفحة"}, {"ru", "few", "{{.Count}} страницы", "5 страниц"}, {"pl", "one", "Jedna strona", "2 strony"},
	} {
		p := Pair{Source: "en", Locale: row.locale, Kind: page.KindMessage, SourceText: "{{.Count}} pages", Category: row.category, SourceCategory: "other", Pos: diag.At("a.toml", 1, 1)}
		if row.category == "one" {
			p.SourceText, p.SourceCategory = "One page", "one"
		}
		var g *Glossary
		p.SourceText = "{{.Count}} pages"
		p.Text = row.right
		if ds := g.Check(p); len(ds) > 0 {
			t.Errorf("%s, %s: %v", row.locale, row.right, ds)
		}
		if p.Text = row.bad; len(g.Check(p)) == 0 {
			t.Errorf("%s: nothing is said of %s as “%s”", row.locale, row.bad, row.category)
		}
	}
}
