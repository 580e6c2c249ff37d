package checks

import (
	"slices"
	"strings"
	"testing"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/page"
)

// codesOf returns the codes of what the checks say of a pair, each once.
func codesOf(p Pair) []string {
	var codes []string
	for _, d := range (*Glossary)(nil).Check(p) {
		if !slices.Contains(codes, d.Code) {
			codes = append(codes, d.Code)
		}
	}
	return codes
}

func pairOf(tag locale.Tag, source, text string) Pair {
	return Pair{Source: "en", Locale: tag, Kind: page.KindParagraph, SourceText: source, Text: text, Pos: diag.At("a.md", 1, 1)}
}

// twins reports a translation that is told of although it says what its source says, and one that looks alike, says something else
// and is not told of with a code; "" for wrong is none.
func twins(t *testing.T, name string, tag locale.Tag, source, right, wrong, code string) {
	t.Helper()
	if got := codesOf(pairOf(tag, source, right)); len(got) > 0 {
		t.Errorf("%s, %s: %q is told of: %v", name, tag, right, got)
	}
	if wrong != "" && !slices.Contains(codesOf(pairOf(tag, source, wrong)), code) {
		t.Errorf("%s, %s: %q is not told of with %s", name, tag, wrong, code)
	}
}

// TestFalseAlarmsAndTheirTwins has for each kind of false alarm a translation that says what its source says, and beside it
// one that looks alike and does not. The first must be silent, the second must be told of.
func TestFalseAlarmsAndTheirTwins(t *testing.T) {
	for _, row := range []struct {
		name                 string
		tag                  locale.Tag
		source, right, wrong string
		code                 string
	}{
		{"names with digits", "ru", "It needs 2FA and runs on x64.", "Нужна двухфакторная аутентификация, работает на x64.", "Нужна 3FA, работает на x64.", NumberChanged},
		{"names with digits", "ms", "A strong licence such as GPLv3.", "Lesen kuat seperti GPLv3.", "Lesen kuat seperti GPLv2.", NumberChanged},
		{"units beside numbers", "ru", "It takes 5GB of memory.", "Нужно 5 ГБ памяти.", "Нужно 6 ГБ памяти.", NumberChanged},
		{"versions", "de", "Use version 3.12.1 of it.", "Benutzen Sie Version 3.12.1 davon.", "Benutzen Sie Version 3.12.2 davon.", NumberChanged},
		{"other calendars", "fa", "The law of 2024 applies to all.", "قانون سال ۱۴۰۳ برای همه است.", "قانون سال ۱۴۱۳ برای همه است.", NumberChanged},
		{"other calendars", "th", "The law of 2024 applies to all.", "กฎหมายปี 2567 ใช้กับทุกคน", "กฎหมายปี 2565 ใช้กับทุกคน", NumberChanged},
		{"spaces by name", "fr", "It has 16184 of them.", "Il y en a 16&nbsp;184.", "Il y en a 16&nbsp;185.", NumberChanged},
		{"labels of links", "it", "See [the list][4] of sites.", "Vedi [l'elenco][9] dei siti.", "Vedi [l'elenco][4] dei 7 siti.", NumberChanged},
		{"instructions of generators", "ko", "{* ../tutorial003.py hl[58:66] *} is read first.", "먼저 읽습니다.", "먼저 3번 읽습니다.", NumberChanged},
		{"attributes of headings", "de", "How importing works { #how-importing-works-in-this-tool }", "Wie Importe funktionieren { #how-importing-works-in-this-tool }", "How importing works in this Werkzeug { #how-the-importing-works }", NotTranslated},
		{"editions in paths", "zh-Hant", "See [queries](/en/docs/routing/).", "請見[查詢](/zh-tw/docs/routing/)。", "請見[查詢](/zh-tw/docs/binding/)。", LinkChanged},
		{"editions in paths", "it", "See [that](/scaling/).", "Vedi [questo](/it/scaling/).", "Vedi [questo](/it/nodes/).", LinkChanged},
		{"editions in hosts", "fr", "See [CA](https://en.wikipedia.org/wiki/Certificate_authority).", "Voir [AC](https://fr.wikipedia.org/wiki/Autorité_de_certification).", "Voir [AC](https://fr.example.com/wiki/Autorité_de_certification).", LinkChanged},
		{"editions in hosts", "de", "See [our site](https://example.org/help).", "Siehe [unsere Seite](https://de.example.org/hilfe).", "Siehe [unsere Seite](https://de.example.net/help).", LookAlikeHost},
		{"translated fragments", "de", "See [fees](#fees) and [fines](#fines).", "Siehe [Gebühren](#gebühren) und [Bußgelder](#bußgelder).", "Siehe [Gebühren](#fines) und [Bußgelder](#fines).", LinkChanged},
		{"trailing slashes and schemes", "es", "See [this](http://www.example.org/a/).", "Vea [esto](https://example.org/a).", "Vea [esto](https://example.org/b).", LinkChanged},
		{"identifiers are no addresses", "fr", "Set “service.version” there.", "Fixez la version du service.", "Fixez la version sur service.example.org.", AddressChanged},
		{"values to fill in", "fr", "`ls {{path/to/file}}`", "`ls {{chemin/vers/fichier}}`", "`rm {{chemin/vers/fichier}}`", CodeChanged},
		{"values to fill in", "ko", "`adb connect \"{{ip}}\" {{[-p|--port]}}`", "`adb connect \"{{주소}}\" {{[-p|--port]}}`", "`adb connect \"{{주소}}\" {{[-q|--port]}}`", CodeChanged},
		{"values to fill in", "ru", "`cd <your folder>`", "`cd <ваша папка>`", "`rm <ваша папка>`", CodeChanged},
		{"code said in words", "fr", "Type `\"*\"` for all of them.", "Tapez « * » pour tous.", "Tapez le signe pour tous.", CodeChanged},
		{"shortcodes by name", "fr", "{{< note title=\"Important\" >}} and more", "{{< note title=\"À savoir\" >}} et plus", "et plus encore", PlaceholderChanged},
		{"emphasis of East Asia", "zh-Hans", "This is a *file operation* here.", "这是“文件操作”。", "", ""},
		{"emphasis of foreign words", "pt", "The pipelines run.", "Os _pipelines_ executam.", "", ""},
		{"emphasis moved", "zh-Hans", "It will **prevent buffering** there.", "以**防止**某些**缓冲**。", "以防止某些缓冲。", MarkupChanged},
		{"half of a pair of four", "fr", "Open **7:00** to *20:30*", "Ouvert **7:00** à *20:30*", "Ouvert **7:00* à 20:30", MarkupChanged},
		{"half of a pair behind", "fr", "Open *7:00* to 20:30", "Ouvert *7:00* à 20:30", "Ouvert *7:00** à 20:30", MarkupChanged},
		{"half of a pair", "fr", "It is **open**.", "C’est **ouvert**.", "**C’est ouvert.", MarkupChanged},
		{"half of a pair", "el", "It will **launch** it.", "Θα το **ανακοινώσει**.", "Θα το **ανακοινώσει.", MarkupChanged},
		{"signs of powers", "de", "Write 2\\*\\*3 for it.", "Schreiben Sie 2\\*\\*3.", "Schreiben Sie 2**3.", MarkupChanged},
		{"links in two halves", "fr", "Read the [list](offices.md) before you come.", "Lisez la [liste](offices.md) avant de venir.", "Lisez la [liste] (offices.md) avant de venir.", MarkupChanged},
		{"links in two halves", "de", "Ask the [office](https://example.org/a).", "Fragen Sie das [Amt](https://example.org/a).", "Fragen Sie das [Amt]\n(https://example.org/a).", MarkupChanged},
		{"links in wide brackets", "ja", "Read the [list](offices.md).", "[一覧](offices.md)を読んでください（必須）。", "[一覧]（offices.md）を読んでください。", MarkupChanged},
		{"links in wide brackets", "zh-Hans", "Read the [list](https://example.org/a).", "请阅读[名单](https://example.org/a)。", "请阅读【名单】(https://example.org/a)。", MarkupChanged},
		{"links in wide brackets", "zh-Hans", "Read the [list](https://example.org/a).", "请阅读[名单](https://example.org/a)。", "请阅读[名单](https://example.org/a）。", MarkupChanged},
		{"headings without a space", "el", "The management is hard.", "## Το πρόβλημα\nΗ διαχείριση είναι δύσκολη.", "##Το πρόβλημα\nΗ διαχείριση είναι δύσκολη.", MarkupChanged},
		{"signs of numbers", "de", "See #12 there.", "Siehe dort\n#12.", "Siehe dort\n##zwölf.", MarkupChanged},
		{"elements that lay out", "ro", "Written by her.", "<p>Scris de ea.</p>", "<kbd>Scris</kbd> de ea.", MarkupChanged},
		{"spaces after a sentence", "pl", "One. Two and three.", "Jeden.  Dwa i trzy.", "Jeden. Dwa  i trzy.", DoubledSpace},
		{"Latin names among other letters", "ja", "Do it in your operating system.", "OSで実行します。", "システムでпривет実行します。", ForeignScript},
		{"Latin names with endings", "uk", "Routes from that router.", "Маршрути з цього router'а.", "Маршрути з цього рoутера.", MixedScript},
		{"names without spaces", "ar", "A request by POST.", "طلباتPOST هناك.", "طلбات هناك.", MixedScript},
		{"titles in quotation marks", "de", "Read \"How to prepare and write the talk\" by her now.", "Lesen Sie „How to prepare and write the talk“ von ihr.", "Lesen Sie how to prepare and write the talk von ihr.", NotTranslated},
		{"names of programs", "ja", "crane digest", "crane digest", "", ""},
		{"denial turned round", "de", "Do not hesitate to ask us.", "Fragen Sie uns gern.", "", ""},
		{"denial turned round", "ru", "The value if the key is not present.", "Значение, если ключ отсутствует.", "Значение, если ключ есть.", NegationLost},
		{"denial turned round", "de", "This is not the same as what you think it needs.", "Das weicht von dem ab, was Sie für nötig halten.", "", ""},
		{"denial turned round", "ru", "It means that we don't get the help of the editor.", "Это значит, что мы теряем помощь редактора.", "Это значит, что мы получаем помощь редактора.", NegationLost},
		{"denial turned round", "zh-Hans", "They are compared by value and not by name here.", "这里按值而非按名比较。", "这里按值也按名比较。", NegationLost},
		{"denial turned round", "fr", "You can't iterate over them here.", "On ne peut pas les parcourir ici.", "On peut les parcourir ici.", NegationLost},
		{"months with endings", "tr", "Released on 24 September 2021.", "24 Eylül 2021 tarihinde İstanbul'da yayımlandı.", "24 Ekim 2021 tarihinde İstanbul'da yayımlandı.", DateChanged},
	} {
		twins(t, row.name, row.tag, row.source, row.right, row.wrong, row.code)
	}
}

// TestCommentsOfCodeAreTranslated compares blocks of code.
func TestCommentsOfCodeAreTranslated(t *testing.T) {
	const source = "x = 1  # the first\n/* Some words\nof more lines */\nrun(x)\nprint('Good morning to all')"
	for text, want := range map[string]bool{
		"x = 1  # la première\n/* Des mots\nde plus de lignes\nencore */\nrun(x)\nprint('Bonjour à tous')": true,
		"x = 2  # la première\n/* Des mots */\nrun(x)\nprint('Bonjour à tous')":                            false,
		"x = 1\nrun(y)\nprint('Bonjour à tous')":                                                           false,
		"x = 1\nrun(x)\nputs('Bonjour à tous')":                                                            false,
		"x = 1\nrun(x)":                                                                                    false,
	} {
		p := pairOf("fr", source, text)
		p.Kind = page.KindCode
		if got := codesOf(p); slices.Contains(got, CodeChanged) == want {
			t.Errorf("%v of %q", got, text)
		}
	}
}

// TestWhatStandsElsewhereOnThePage gives the checks the texts around a passage: a sentence that moved to a neighbour takes
// its links, numbers and code with it.
func TestWhatStandsElsewhereOnThePage(t *testing.T) {
	source := []string{"See [the list](a.md), 112 and `stop`.", "Then [go on](b.md) with 45 of `start`."}
	for _, row := range []struct {
		name string
		own  []string
		want []string // of the first passage
	}{
		{"in a neighbour", []string{"Regardez.", "Voir [la liste](a.md), 112 et `stop`. Puis [continuez](b.md) avec 45 de `start`."}, nil},
		{"repeated", []string{"Voir [la liste](a.md), 112 et `stop`, ou [plus](b.md), 45, `start`.", "Puis [continuez](b.md) avec 45 de `start`."}, nil},
		{"nowhere", []string{"Regardez la liste.", "Puis [continuez](b.md) avec 45 de `start`."}, []string{LinkChanged, NumberChanged, CodeChanged}},
		{"replaced", []string{"Voir [la liste](c.md), 113 et `stopp`.", "Puis [continuez](b.md) avec 45 de `start`."}, []string{LinkChanged, NumberChanged, CodeChanged}},
		{"replaced by another of the page", []string{"Voir [la liste](b.md), 45 et `start`.", "Puis [continuez](b.md) avec 45 de `start`."}, []string{LinkChanged, NumberChanged, CodeChanged}},
		{"exchanged", []string{"Voir [la liste](b.md), 45 et `start`.", "Puis [continuez](a.md) avec 112 de `stop`."}, []string{LinkChanged, NumberChanged, CodeChanged}},
	} {
		passages := func(texts []string) (out []Passage) {
			for _, s := range texts {
				out = append(out, Passage{Kind: page.KindParagraph, Text: s})
			}
			return out
		}
		p := pairOf("fr", source[0], row.own[0])
		p.Around = NewSurroundings(passages(source), passages(row.own))
		got := codesOf(p)
		slices.Sort(got)
		slices.Sort(row.want)
		if !slices.Equal(got, row.want) {
			t.Errorf("%s: %v, want %v", row.name, got, row.want)
		}
		if p.Unrecorded = true; row.name == "exchanged" && codesOf(p) != nil {
			t.Error("of two passages that may not belong together, exchanged links prove nothing")
		}
	}
}

// TestOneCauseOfAPassageIsOneProblem: links that are gone are one problem, and none where their sentence is gone, too.
func TestOneCauseOfAPassageIsOneProblem(t *testing.T) {
	const source = "See [the list](a.md), [the rules](b.md) and [the map](c.md)."
	ds := (*Glossary)(nil).Check(pairOf("fr", source, "Voir la liste, les règles et la carte."))
	if len(ds) != 1 || ds[0].Code != LinkChanged || ds[0].Count != 3 {
		t.Error(ds)
	}
	if ds := Structure(pairOf("fr", source, "Voir la liste, les règles et la carte.")); len(ds) != 3 {
		t.Errorf("who decides about the text is told of each: %v", ds)
	}
	more := "The register is open to all who live here and want to read it. It costs 112 euros and stands in [another place](d.md) of the town that everybody knows. " +
		"People who have no time on that day write a letter to the office before the end of the month."
	ds = (*Glossary)(nil).Check(pairOf("fr", more, "Le registre est ouvert à tous ceux qui vivent ici et veulent le lire. Les gens qui n’ont pas le temps ce jour-là écrivent une lettre au bureau avant la fin du mois."))
	if len(ds) != 1 || ds[0].Code != SentenceChanged || ds[0].Count != 3 {
		t.Error(ds)
	}
}

// TestPageInAnotherScript says of a page in the other letters of a language one thing.
func TestPageInAnotherScript(t *testing.T) {
	latin := strings.Repeat("Ukoliko razvijate web aplikaciju, korisno je pokretati je na lokalnom serveru. ", 4)
	english := strings.Repeat("If you are developing a web app, it is useful to run a local web server and more. ", 4)
	for _, row := range []struct {
		tag  locale.Tag
		text string
		want int
	}{{"sr", latin, 1}, {"sr-Latn", latin, 0}, {"bn", english, 0}, {"sr", strings.Repeat("Ако развијате апликацију, корисно је покретати је. ", 6), 0}} {
		p := pairOf(row.tag, english, row.text)
		p.Around = NewSurroundings([]Passage{{Kind: page.KindParagraph, Text: english}}, []Passage{{Kind: page.KindParagraph, Text: row.text}})
		var got []diag.Diagnostic
		for _, d := range (*Glossary)(nil).Check(p) {
			if d.Code == ForeignScript {
				got = append(got, d)
			}
		}
		if len(got) != row.want || row.want > 0 && (got[0].Line != 0 || !strings.Contains(got[0].Message, "Latin")) {
			t.Errorf("%s: %v", row.tag, got)
		}
	}
}
