package translation

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

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
		{"task done", "listItem", "[ ] Read the page.", "[x] Read the page.", "en", Cosmetic},
		{"item to task done", "listItem", "Read the page.", "[X] Read the page.", "en", Cosmetic},
		{"task changed", "listItem", "[ ] Read the page.", "[x] Read this page.", "en", Editorial},
		{"other strong marks", "paragraph", "Read **the** page.", "Read __the__ page.", "en", Cosmetic},
		{"character reference", "paragraph", "Fish &amp; chips", "Fish & chips", "en", Cosmetic},
		{"punctuation", "paragraph", "Read, then write.", "Read; then write!", "en", Cosmetic},
		{"quotation marks", "paragraph", "Say “yes”.", "Say \"yes\".", "en", Cosmetic},
		{"link's address", "paragraph", "See [here](a.md).", "See [here](b.md#x).", "en", Cosmetic},
		{"address in HTML", "paragraph", "Write <a href=\"mailto:a@b.c\">us</a>.", "Write <a href=\"mailto:d@e.f\">us</a>.", "en", Cosmetic},
		{"code at the line's end", "code", "a = 1  \nb", "a = 1\nb", "", Cosmetic},
		{"apostrophe", "paragraph", "Don't stop; it's rock 'n' roll.", "Don’t stop; it’s rock ’n’ roll.", "en", Cosmetic},
		{"apostrophe and a number", "paragraph", "In the 1990's, 7 can't.", "In the 1990’s, 7 can’t.", "en", Cosmetic},
		{"apostrophe as an accent", "paragraph", "It`s, it´s", "It's, it’s", "en", Cosmetic},
		{"escaped apostrophe", "paragraph", `Don\'t.`, "Don&rsquo;t.", "en", Cosmetic},
		{"elision", "paragraph", "l'élection d'aujourd'hui", "l’élection d’aujourd’hui", "fr", Cosmetic},
		{"Ukrainian apostrophe", "paragraph", "п'ять здоров’я", "пʼять здоровʼя", "uk", Cosmetic},
		{"okina", "paragraph", "Hawai'i", "Hawaiʻi", "en", Cosmetic},
		{"geresh and gershayim", "paragraph", `ג'ורג' ביקש מצה"ל`, "ג׳ורג׳ ביקש מצה״ל", "he", Cosmetic},
		{"typographer's geresh", "paragraph", `צ'ק של צה"ל`, "צ’ק של צה”ל", "he", Cosmetic},
		{"Hebrew quotation", "paragraph", "אמר 'שלום' לכולם", "אמר “שלום” לכולם", "he", Cosmetic},
		{"maqaf", "paragraph", "תל-אביב", "תל־אביב", "he", Cosmetic},
		{"single quotation marks", "paragraph", "Say 'yes' and 'no'.", "Say ‘yes’ and »no«.", "en", Cosmetic},
		{"Chinese quotation marks", "paragraph", "他说\"好\"。", "他说“好”。", "zh", Cosmetic},
		{"corner brackets", "paragraph", "彼は「はい」と言った", "彼は『はい』と言った", "ja", Cosmetic},
		{"dashes", "paragraph", "2020-2024 - a re-use -- or not", "2020–2024 – a re‑use — or not", "en", Cosmetic},
		{"ellipsis", "paragraph", "Wait...", "Wait…", "en", Cosmetic},
		{"no-break spaces", "paragraph", "10 000 km : oui !", "10\u202f000\u00a0km\u00a0: oui\u202f!", "fr", Cosmetic},
		{"entity", "paragraph", "10 km", "10&nbsp;km", "en", Cosmetic},
		{"soft hyphen", "paragraph", "Wahlrechtsgrundsatz", "Wahl\u00adrechts&shy;grundsatz", "de", Cosmetic},
		{"where a word may be broken", "paragraph", "Wahlrecht", "Wahl<wbr>\u200brecht", "de", Cosmetic},
		{"soft hyphen in a number", "paragraph", "More than 1\u2060000", "More than 1000", "en", Cosmetic},
		{"joiner", "paragraph", "می‌رود", "میرود", "fa", Cosmetic},
		{"stretched line", "paragraph", "محمد", "محـــمد", "ar", Cosmetic},
		{"direction marks", "paragraph", "Write to \u2068Anna\u2069\u200e", "Write to Anna", "en", Cosmetic},
		{"composed letters", "paragraph", "cafe\u0301 d'e\u0301te\u0301", "café d’été", "fr", Cosmetic},
		{"ligatures", "paragraph", "the oﬃce ﬁle", "the office file", "en", Cosmetic},
		{"wide letters", "paragraph", "２０２４年ＡＢＣ", "2024年ABC", "ja", Cosmetic},
		{"signs", "paragraph", "(c) A -> B, 3 >= 2", "© A → B, 3 ≥ 2", "en", Cosmetic},
		{"minus", "paragraph", "At -5 degrees", "At −5 degrees", "en", Cosmetic},
		{"an emoji's form", "paragraph", "❤ you", "❤\ufe0f you", "en", Cosmetic},
		{"middle dot", "paragraph", "col·lecció", "col‧lecció", "ca", Cosmetic},
		{"message's apostrophe", "message", "You can't vote for {{.Name}}.", "You can’t vote for {{.Name}}.", "en", Cosmetic},

		{"code span's apostrophe", "paragraph", "Write `'a'`.", "Write `’a’`.", "en", Editorial},
		{"code's apostrophe", "code", "a = 'b'", "a = ’b’", "en", Editorial},
		{"won't and want", "paragraph", "I won't.", "I want.", "en", Normative},
		{"he'll and hell", "paragraph", "he'll", "hell", "en", Editorial},
		{"currency", "paragraph", "It is $5.", "It is €5.", "en", Editorial},
		{"per cent", "paragraph", "It is 5%.", "It is 5‰.", "en", Editorial},
		{"sign of a number", "paragraph", "At -5 degrees.", "At 5 degrees.", "en", Normative},
		{"emoji", "paragraph", "✅ Phones", "❌ Phones", "en", Editorial},
		{"comparison", "paragraph", "a < 5", "a > 5", "en", Editorial},
		{"a picture's words", "paragraph", "See ![a cat](a.png).", "See ![a dog](a.png).", "en", Editorial},
		{"a picture's file", "paragraph", "See ![a cat](a.png).", "See ![a cat](b.png).", "en", Cosmetic},
		{"a link's title", "paragraph", `See [it](a.md "Good").`, `See [it](a.md "Bad").`, "en", Editorial},
		{"an attribute's words", "paragraph", `See <img src="a.png" alt="a cat">.`, `See <img src="a.png" alt="a dog">.`, "en", Editorial},

		{"statement and question", "paragraph", "Phones are allowed.", "Phones are allowed?", "en", Editorial},
		{"nothing at the end and question", "heading", "It is not", "It is *not*?", "en", Editorial},
		{"question in a quotation", "paragraph", "He asks “Why?”", "He asks “Why.”", "en", Editorial},
		{"question in Arabic", "paragraph", "الهواتف مسموحة.", "الهواتف مسموحة؟", "ar", Editorial},
		{"question in Japanese", "paragraph", "いいです。", "いいです？", "ja", Editorial},
		{"question in Greek", "paragraph", "Επιτρέπεται.", "Επιτρέπεται;", "el", Editorial},
		{"wide question mark", "paragraph", "好吗?", "好吗？", "zh", Cosmetic},
		{"two question marks", "paragraph", "Why?", "Why ??", "fr", Cosmetic},
		{"exclamation mark", "paragraph", "Read it.", "Read it!", "en", Cosmetic},
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

// TestTypographyIsCosmetic spells random words with either apostrophe and other typography: nothing but letters makes
// a text another.
func TestTypographyIsCosmetic(t *testing.T) {
	spellings := [][]string{
		{"'", "’", "ʼ", "‘", "&rsquo;", "&#39;"}, {" - ", " – ", " — "}, {"...", "…", "&hellip;"},
		{" ", "\u00a0", "\u202f", "&nbsp;"}, {"", "\u00ad", "\u200b", "\u2060", "&shy;", "<wbr>"}, {"\"", "“", "”", "„", "»", "«"},
	}
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-zà-ÿа-яա-ֆ]{1,6}`), 1, 12).Draw(t, "words")
		var a, b strings.Builder
		for _, w := range words {
			a.WriteString(w)
			b.WriteString(w)
			forms := rapid.SampledFrom(spellings).Draw(t, "mark")
			a.WriteString(rapid.SampledFrom(forms).Draw(t, "as typed"))
			b.WriteString(rapid.SampledFrom(forms).Draw(t, "as set"))
		}
		if got := Classify(page.KindParagraph, a.String(), b.String(), "en"); got > Cosmetic {
			t.Fatalf("%q, %q: %v", a.String(), b.String(), got)
		}
		other := strings.Replace(b.String(), words[0], words[0]+"x", 1)
		if got := Classify(page.KindParagraph, a.String(), other, "en"); got < Editorial {
			t.Fatalf("%q, %q: %v", a.String(), other, got)
		}
	})
}
