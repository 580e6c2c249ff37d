package translation

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// contact compares two pages without record and returns what becomes of each block of the source: "=2" is translated by block 2 of
// the translation, "m2" too, elsewhere, "!2" is a copy in it, "-" missing, "?" not compared, "?2" as well but at block 2;
// then "+3" for an added block.
func contact(t *testing.T, source, target string) string {
	t.Helper()
	in := Input{Source: Segments(parse("en.md", source)), Language: "en"}
	in.Target = SegmentsLike(parse("fr.md", target), in.Source)
	var out []string
	ids := map[string]bool{}
	for _, m := range Compare(in) {
		if ids[m.ID] {
			t.Errorf("the id %s is there twice", m.ID)
		}
		ids[m.ID] = true
		at := ""
		if m.Target >= 0 {
			at = fmt.Sprint(m.Target)
		}
		switch {
		case m.Source < 0:
			out = append(out, "+"+at)
		case m.State == Uncompared:
			out = append(out, "?"+at)
		case m.State == Moved:
			out = append(out, "m"+at)
		case m.State == Missing && at != "":
			out = append(out, "!"+at)
		case m.State == Missing:
			out = append(out, "-")
		default:
			out = append(out, "="+at)
		}
	}
	return strings.Join(out, " ")
}

const (
	rulesEN = "# Rules of the house\n\nThe house opens at 8:30 and closes at 22.\n\n## Guests\n\nEach member may bring up to 3 guests, who sign the book at the door.\n\n" +
		"Write to `desk@house.example` before you come.\n\n## Keys\n\n- Keys are handed out in room 12.\n- Lost keys cost 40 euros.\n\nSee the [map](map.md).\n"
	rulesFR = "# Règlement de la maison\n\nLa maison ouvre à 8 h 30 et ferme à 22 h.\n\n## Invités\n\nChaque membre peut amener jusqu'à 3 invités, qui signent le registre à l'entrée.\n\n" +
		"Écrivez à `desk@house.example` avant de venir.\n\n## Clés\n\n- Les clés sont remises en salle 12.\n- Une clé perdue coûte 40 euros.\n\nVoir le [plan](map.md).\n"
	rulesJA = "# 館の規則\n\n開館は8:30、閉館は22時です。\n\n## 来客\n\n会員は一人につき3名までの来客を連れて来ることができ、来客は入口で記帳します。\n\n" +
		"来る前に`desk@house.example`へご連絡ください。\n\n## 鍵\n\n- 鍵は12号室でお渡しします。\n- 鍵を失くした場合は40ユーロかかります。\n\n[地図](map.md)をご覧ください。\n"
	rulesAR = "# قواعد البيت\n\nيفتح البيت في ٨:٣٠ ويغلق في ٢٢.\n\n## الضيوف\n\nيحق لكل عضو أن يصطحب ٣ ضيوف على الأكثر، ويوقعون في السجل عند الباب.\n\n" +
		"اكتب إلى `desk@house.example` قبل أن تأتي.\n\n## المفاتيح\n\n- تسلَّم المفاتيح في الغرفة ١٢.\n- المفتاح الضائع يكلف ٤٠ يورو.\n\nانظر [الخريطة](map.md).\n"
	rulesRU = "# Правила дома\n\nДом открывается в 8:30 и закрывается в 22.\n\n## Гости\n\nКаждый член может привести до 3 гостей, которые расписываются в книге у входа.\n\n" +
		"Напишите на `desk@house.example` до прихода.\n\n## Ключи\n\n- Ключи выдаются в комнате 12.\n- Потерянный ключ стоит 40 евро.\n\nСм. [план](map.md).\n"
	rulesHI = "# घर के नियम\n\nघर 8:30 बजे खुलता है और 22 बजे बंद होता है।\n\n## मेहमान\n\nहर सदस्य अधिक से अधिक 3 मेहमान ला सकता है, जो दरवाज़े पर पुस्तिका में हस्ताक्षर करते हैं।\n\n" +
		"आने से पहले `desk@house.example` पर लिखें।\n\n## चाबियाँ\n\n- चाबियाँ कमरा 12 में दी जाती हैं।\n- खोई चाबी के 40 यूरो लगते हैं।\n\n[नक्शा](map.md) देखें।\n"
)

// The nine blocks of the rules: 0 title, 1 hours, 2 guests, 3 three guests, 4 address, 5 keys, 6 room, 7 price, 8 map.
func TestContact(t *testing.T) {
	paragraphs := func(p ...string) string { return strings.Join(p, "\n\n") + "\n" }
	cut := func(page, from, to string) string {
		a := strings.Index(page, from)
		b := len(page)
		if to != "" {
			b = strings.Index(page, to)
		}
		return page[:a] + page[b:]
	}
	const whole = "=0 =1 =2 =3 =4 =5 =6 =7 =8"
	for _, c := range []struct{ name, source, target, want string }{
		{"French", rulesEN, rulesFR, whole},
		{"Japanese", rulesEN, rulesJA, whole},
		{"Arabic, with its digits", rulesEN, rulesAR, whole},
		{"Russian", rulesEN, rulesRU, whole},
		{"Hindi", rulesEN, rulesHI, whole},

		{"a new paragraph of four",
			paragraphs("The association was founded in a small town by seven teachers.", "A new hall has been built, and everybody is invited to see it on Sunday morning with children and friends, before the lunch that the neighbours cook.",
				"Members meet once a month.", "Nobody pays a fee."),
			paragraphs("L'association a été fondée dans une petite ville par sept enseignants.", "Les membres se réunissent une fois par mois.", "Personne ne paie de cotisation."),
			"=0 - =1 =2"},
		{"a paragraph deleted in the source", cut(rulesEN, "Write to", "## Keys"), rulesFR, "=0 =1 =2 =3 =5 =6 =7 =8 +4"},
		{"a paragraph that the translation lacks", rulesEN, cut(rulesJA, "来る前に", "## 鍵"), "=0 =1 =2 =3 - =4 =5 =6 =7"},
		{"an item that it lacks", rulesEN, cut(rulesAR, "- تسلَّم", "- المفتاح"), "=0 =1 =2 =3 =4 =5 - =6 =7"},
		{"a section that it lacks", rulesEN, cut(rulesRU, "## Гости", "## Ключи"), "=0 =1 - - - =2 =3 =4 =5"},
		{"begun", rulesEN, cut(rulesHI, "## चाबियाँ", ""), "=0 =1 =2 =3 =4 - - - -"},
		{"a translator's note", rulesEN, strings.Replace(rulesFR, "## Clés", "*Note du traducteur : le registre est en anglais, et il faut y inscrire son nom de famille en capitales.*\n\n## Clés", 1), "=0 =1 =2 =3 =4 =6 =7 =8 =9 +5"},
		{"other levels of headings", rulesEN, strings.ReplaceAll(rulesRU, "## ", "### "), whole},
		{"half of it in English", rulesEN, rulesFR[:strings.Index(rulesFR, "## Clés")] + rulesEN[strings.Index(rulesEN, "## Keys"):], "=0 =1 =2 =3 =4 =5 !6 !7 =8"},

		{"sections exchanged", rulesEN, cut(rulesFR, "## Invités", "## Clés") + "\n" + rulesFR[strings.Index(rulesFR, "## Invités"):strings.Index(rulesFR, "## Clés")], "=0 =1 m6 m7 m8 =2 =3 =4 =5"},
		{"two paragraphs in one", rulesEN, strings.Replace(rulesFR, "à l'entrée.\n\nÉcrivez", "à l'entrée. Écrivez", 1), "=0 =1 =2 ?3 ?3 =4 =5 =6 =7"},
		{"one paragraph in two", rulesEN, strings.Replace(rulesRU, "гостей, которые", "гостей.\n\nОни", 1), "=0 =1 =2 ?3 =5 =6 =7 =8 =9"},
		{"comments in code translated", "Run it:\n\n```\n# build the site\nmake all\n```\n\nThen stop it:\n\n```\n# stop the server\nmake stop\n```\n", "Arrêtez-le ensuite :\n\n```\n# arrêter le serveur\nmake stop\n```\n", "- - =0 =1"},
		{"a copied paragraph at another place", paragraphs("# Home page", "This whole paragraph is in English.", "So is this one, of course.", "And a third."),
			paragraphs("# Page d’accueil", "So is this one, of course.", "Tout ce paragraphe est en français.", "And a third."), "=0 ? !1 !3"},
		{"copied paragraphs at their places", paragraphs("# Home page", "This whole paragraph is in English.", "So is this one, of course.", "And a third."),
			paragraphs("# Page d’accueil", "Tout ce paragraphe est en français.", "So is this one, of course.", "And a third."), "=0 =1 !2 !3"},
		{"copied paragraphs after one that is left out", paragraphs("# Home page", "This whole paragraph is in English.", "So is this one, of course.", "And a third."),
			paragraphs("# Page d’accueil", "So is this one, of course.", "And a third."), "=0 - !1 !2"},
		{"rows of short cells", paragraphs("# T", "| A | B |\n|---|---|\n| Phone | Yes |\n| Knife | No |\n| Water | Yes |"),
			paragraphs("# Ti", "| Aa | Bb |\n|---|---|\n| Téléphone | Oui |\n| Eau | Oui |"), "?"},
		{"short items", paragraphs("# List", "- alpha one\n- beta two\n- gamma three\n- delta four"), paragraphs("# Liste", "- bêta deux\n- gamma trois\n- delta quatre"), "?"},
		{"short items between marks", paragraphs("# List", "See [the map](map.md).", "- alpha one\n- beta two\n- gamma three\n- delta four", "It costs 40 euros, and it is open until 22.", "Bring `letter.pdf` and the form with you when you come."),
			paragraphs("# Liste", "Voir [le plan](map.md).", "- bêta deux\n- gamma trois\n- delta quatre", "Cela coûte 40 euros, et c’est ouvert jusqu’à 22 heures.", "Apportez `letter.pdf` et le formulaire quand vous venez."), "=0 =1 ? ?2 ?3 ?4 =5 =6"},
		{"paragraphs in another order, one left out", paragraphs("# Rules", "Text A is about phones and pens.", "Text B is about knives.", "Text C is about water, and it is a good deal longer than all others here on this page."),
			paragraphs("# Règles", "Le texte C parle de l’eau, et il est bien plus long que tous les autres qui se trouvent sur cette page.", "Le texte A parle de téléphones."), "?"},
		{"a short remark of the translator", paragraphs("# Rules", "Text about phones.", "Text about knives."),
			paragraphs("# Règles", "Texte sur les téléphones.", "Une remarque du traducteur seul.", "Texte sur les couteaux."), "?"},
		{"tasks in another order", paragraphs("# Quiz", "Which command has the key `left-pad`?", "- [ ] the first of them\n- [x] the second one\n- [ ] neither of the two", "See [the map](map.md) of all keys."),
			paragraphs("# Questions", "Quelle commande a la clé `left-pad` ?", "- [x] la deuxième\n- [ ] la première d’entre elles\n- [ ] aucune des deux", "Voir [le plan](map.md) de toutes les clés."), "=0 =1 ?2 ?3 ?4 =5"},
		{"a list that is one paragraph", strings.Replace(rulesEN, "See the", "Forms:\n\n[A form 71](https://f.example/71)\n\n[A form 72](https://f.example/72)\n\n[A form 73](https://f.example/73)\n\n[A form 74](https://f.example/74)\n\n[A form 75](https://f.example/75)\n\nSee the", 1),
			strings.Replace(rulesFR, "Voir le", "Formulaires :\n\n[A 71](https://f.example/71)\n[A 72](https://f.example/72)\n[A 73](https://f.example/73)\n[A 74](https://f.example/74)\n[A 75](https://f.example/75)\n\nVoir le", 1), "=0 =1 =2 =3 =4 =5 =6 =7 =8 ?9 ?9 ? ? ? =10"},
		{"a sentence that went elsewhere", strings.Replace(rulesEN, "See the", "Read [the book](book.md) of `1998` first, since it says what the house is for and who built it.\n\nSee the", 1),
			strings.Replace(rulesFR, "le registre à l'entrée", "le registre à l'entrée, comme le dit [le livre](book.md) de `1998`", 1), "=0 =1 =2 =3 =4 =5 =6 =7 ? =8"},
		{"a heading without its space", rulesEN, strings.Replace(rulesFR, "## Clés", "##Clés", 1), whole},
		{"another text altogether", rulesEN, "# Recette\n\nBattez les œufs avec le sucre, puis ajoutez la farine et le lait tiède en remuant.\n\n- 4 œufs\n- 200 g de farine\n- 100 g de sucre\n- 25 cl de lait\n\nServez tiède.\n\nVoir [la suite](suite.md), et [les photos](photos.md).\n\nBon appétit, et à la semaine prochaine pour le dessert de fête que les lecteurs ont demandé.\n", "?"},
	} {
		got := contact(t, c.source, c.target)
		if c.want == "?" && !strings.ContainsAny(got, "=m!-+") {
			continue // nothing is compared
		}
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// Explicit ids decide, whatever the texts look like.
func TestContactByIDs(t *testing.T) {
	const source = "## One {#one}\n\nText.\n\n## Two {#two}\n\nText.\n\n## Three {#three}\n\nText.\n"
	const target = "## Un {#one}\n\nTexte.\n\n## Trois {#three}\n\nTexte.\n"
	if got, want := contact(t, source, target), "=0 =1 - - =2 =3"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Long pages take no longer than reading them, also where nothing in them is unique.
func TestContactOfLongPages(t *testing.T) {
	var same, source, target strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&same, "Paragraph with some words %s of no meaning.\n\n", strings.Repeat("more ", i*i%17))
		fmt.Fprintf(&source, "Paragraph %d with [link](page-%d.md) and words.\n\n", i, i%700)
		if i%9 > 0 {
			fmt.Fprintf(&target, "Absatz %d mit [Verweis](page-%d.md) und Wörtern.\n\n", i, i%700)
		}
	}
	for name, pair := range map[string][2]string{"unique": {source.String(), target.String()}, "alike": {same.String() + "# End\n", same.String()}} {
		s, d := Segments(parse("en.md", pair[0])), Segments(parse("de.md", pair[1]))
		start := time.Now()
		a := alignOf(s, d)
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s: %v", name, took)
		}
		for i, j := range a.targetOf {
			if name == "unique" && (j < 0) != (i%9 == 0) {
				t.Errorf("%s: block %d is at %d", name, i, j)
				break
			}
		}
	}
}

// TestContactInStep pairs pages of one structure in step, however long their texts are, if nothing of one stands elsewhere in the
// other.
func TestContactInStep(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		text := func(word string) string {
			return strings.TrimSpace(strings.Repeat(word+" ", rapid.IntRange(1, 60).Draw(r, "words")))
		}
		var source, target, want []string
		for i := range rapid.IntRange(2, 14).Draw(r, "blocks") {
			mark := rapid.SampledFrom([]string{"## ", "", "", "> ", "- "}).Draw(r, "mark")
			source, target = append(source, mark+text("mot")), append(target, mark+text("字信 选"))
			want = append(want, fmt.Sprintf("=%d", i))
		}
		if got := contact(t, strings.Join(source, "\n\n"), strings.Join(target, "\n\n")); got != strings.Join(want, " ") {
			r.Errorf("%s", got)
		}
	})
}

// alignOf aligns two pages as Compare does where there is no record.
func alignOf(source, target []Segment) *alignment {
	blocks := newSourceBlocks(source)
	return alignPages(source, blocks.firm, blocks.traits, target)
}
