package checks

import (
	"os"
	"path/filepath"
	"testing"

	"vernacular/internal/locale"
	"vernacular/internal/page"
)

// editionTexts returns the passages of the pages of each locale of this repository's site, without those that are the same
// in English.
func editionTexts(t *testing.T) map[locale.Tag][]string {
	t.Helper()
	out := map[locale.Tag][]string{}
	files, _ := filepath.Glob("../../content/*/*.md")
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		doc, _ := page.Parse("a.md", src, page.Options{})
		tag := locale.Tag(filepath.Base(filepath.Dir(file)))
		for _, b := range doc.Blocks {
			if b.Kind != page.KindCode {
				out[tag] = append(out[tag], b.Source)
			}
		}
	}
	if len(out) < 40 {
		t.Fatalf("only %d editions", len(out))
	}
	return out
}

// TestEveryEditionReadsAsItself has the texts of every locale, all and some, read as its own language and as no other.
func TestEveryEditionReadsAsItself(t *testing.T) {
	texts := editionTexts(t)
	for own, list := range texts {
		for from := 0; from < len(list); from += 8 {
			part := list[from:min(len(list), from+8)]
			if got := ReadsAs(own, part); got != "" {
				t.Errorf("%s reads as %s: %.200q", own, got, part)
			}
		}
		all := read(list)
		for other := range texts {
			same := other.Script() == own.Script() && (listOf(other) == listOf(own) || listOf(own) == "hr" && listOf(other) == "sr-Latn" || listOf(own) == "sr-Latn" && listOf(other) == "hr")
			if got := all.as(other); (got == "") != same {
				t.Errorf("%s as %s: %q", own, other, got)
			}
		}
	}
}

// TestReadsAs has texts that are too short to tell, and whose names are of another language.
func TestReadsAs(t *testing.T) {
	for _, c := range []struct {
		tag   locale.Tag
		texts []string
		want  string
	}{
		{"fr", []string{"Die Stimmen werden in jedem Wahllokal von den Helfern gezählt, und das Ergebnis wird nicht geändert."}, "German"},
		{"fr", []string{"Ja."}, ""},
		{"fr", []string{"Le site du « Department of State of the United States of America » est en panne depuis hier."}, ""},
		{"nb", []string{"Stemmerne tælles af de valgte, og resultatet bliver ikke ændret; det var kun sådan, at man også kunne se det efter valget.", "Hvad sker der, hvis noget er galt? Det bliver offentliggjort, og De kan klage."}, "Danish"},
		{"da", []string{"Stemmerne tælles af de valgte, og resultatet bliver ikke ændret; det var kun sådan, at man også kunne se det efter valget."}, ""},
		{"ru", []string{"Голоси рахують на кожній дільниці, і результат не змінюють; якщо він є, його можуть бачити всі."}, "Ukrainian"},
		{"ja", []string{"投票在每个投票站进行，选举结果不会被更改。"}, "Chinese"},
		{"zh-Hans", []string{"投票在每個投票站進行，選舉結果不會對任何人更改，這是經過認證的。"}, "Chinese in traditional characters"},
		{"tet", []string{"Ema hotu-hotu iha direitu atu vota, no rezultadu sei la muda, tanba ne'e mak lei hatete."}, ""},
		{"fr", []string{"Все избиратели могут видеть результаты голосования на каждом участке после выборов."}, "a language in the script Cyrillic"},
		{"sr-Latn", []string{"Glasovi se broje na svakom biračkom mestu, i rezultat se ne menja, a svi mogu da ga vide."}, ""},
	} {
		if got := ReadsAs(c.tag, c.texts); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.tag, c.texts, got, c.want)
		}
	}
	for text, want := range map[string]bool{
		"Votes are counted in public, and this is what the law says.": true, "United we stand": false,
		"[Council of Europe](a) · [House of Commons](b) · [Senate](c) · [Bundestag](d)": true, "Trust, but verify": false,
	} {
		if got := IsProse("en", text); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}
