package translation

import (
	"testing"

	"vernacular/internal/page"
)

func TestClassify(t *testing.T) {
	for _, c := range []struct {
		name, kind, old, now, language string
		want                           Class
	}{
		{"nothing", "paragraph", "Read the page.", "Read the page.", "en", Unchanged},
		{"white space", "paragraph", "Read the  page.", "Read the page.", "en", Cosmetic},
		{"line break", "paragraph", "Read the\npage.", "Read the page.", "en", Cosmetic},
		{"hard line break", "paragraph", "Read\\\nthe page.", "Read the page.", "en", Cosmetic},
		{"other emphasis marks", "paragraph", "Read *the* page.", "Read _the_ page.", "en", Cosmetic},
		{"other strong marks", "paragraph", "Read **the** page.", "Read __the__ page.", "en", Cosmetic},
		{"character reference", "paragraph", "Fish &amp; chips", "Fish & chips", "en", Cosmetic},
		{"punctuation", "paragraph", "Read, then write.", "Read; then write!", "en", Cosmetic},
		{"quotation marks", "paragraph", "Say “yes”.", "Say \"yes\".", "en", Cosmetic},
		{"link's address", "paragraph", "See [here](a.md).", "See [here](b.md#x).", "en", Cosmetic},
		{"address in HTML", "paragraph", "Write <a href=\"mailto:a@b.c\">us</a>.", "Write <a href=\"mailto:d@e.f\">us</a>.", "en", Cosmetic},
		{"code at the line's end", "code", "a = 1  \nb", "a = 1\nb", "", Cosmetic},

		{"another word", "paragraph", "Read the page.", "Read the leaf.", "en", Editorial},
		{"a word more", "paragraph", "Read the page.", "Read the whole page.", "en", Editorial},
		{"other order", "paragraph", "You read it.", "It read you.", "en", Editorial},
		{"capital letter", "paragraph", "read it", "Read it", "en", Editorial},
		{"emphasis gone", "paragraph", "Read *the* page.", "Read the page.", "en", Editorial},
		{"emphasis elsewhere", "paragraph", "Read *the* page.", "Read the *page*.", "en", Editorial},
		{"link elsewhere", "paragraph", "[Read](a) the page.", "Read the [page](a).", "en", Editorial},
		{"link gone", "paragraph", "Read [this](a).", "Read this.", "en", Editorial},
		{"code span", "paragraph", "Write `git` here.", "Write `hg` here.", "en", Editorial},
		{"code span's punctuation", "paragraph", "Write `a.b` here.", "Write `a-b` here.", "en", Editorial},
		{"code", "code", "vernacular check", "vernacular watch", "", Editorial},
		{"code's indentation", "code", "if x:\n  y", "if x:\ny", "", Editorial},
		{"word of another language's list", "paragraph", "It is nicht so.", "It is so.", "en", Editorial},

		{"number", "paragraph", "More than 70 countries.", "More than 80 countries.", "en", Normative},
		{"number more", "paragraph", "Countries.", "7 countries.", "en", Normative},
		{"number in Arabic digits", "paragraph", "في ٧٠ بلدا", "في ٨٠ بلدا", "ar", Normative},
		{"number in a language without a list", "paragraph", "70 nchi", "80 nchi", "sw", Normative},
		{"month", "paragraph", "By 3 May.", "By 3 June.", "en", Normative},
		{"must to may", "paragraph", "You must read it.", "You may read it.", "en", Normative},
		{"not", "paragraph", "You do read it.", "You do not read it.", "en", Normative},
		{"don't", "paragraph", "Do read it.", "Don't read it.", "en", Normative},
		{"don’t", "paragraph", "Do read it.", "Don’t read it.", "en", Normative},
		{"NOT", "heading", "Do this", "Do NOT this", "en", Normative},
		{"not in emphasis", "paragraph", "Do read it.", "Do *not* read it.", "en", Normative},
		{"ne … pas", "paragraph", "Lisez-le.", "Ne le lisez pas.", "fr", Normative},
		{"nicht", "tableCell", "Das ist so.", "Das ist nicht so.", "de", Normative},
		{"не", "listItem", "Это так.", "Это не так.", "ru", Normative},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Classify(page.Kind(c.kind), c.old, c.now, c.language); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
			if got := Classify(page.Kind(c.kind), c.now, c.old, c.language); got != c.want {
				t.Errorf("the other way: got %v, want %v", got, c.want)
			}
		})
	}
}

func TestParseClass(t *testing.T) {
	for _, c := range []Class{Cosmetic, Editorial, Normative} {
		if got, ok := ParseClass(c.String()); got != c || !ok {
			t.Errorf("%v: got %v, %v", c, got, ok)
		}
	}
	for _, s := range []string{"", "unchanged", "Cosmetic", "other"} {
		if _, ok := ParseClass(s); ok {
			t.Errorf("%q is a class", s)
		}
	}
}
