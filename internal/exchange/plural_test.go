package exchange

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/translation"
)

// TestPluralExpressions computes the C of gettext's manual.
func TestPluralExpressions(t *testing.T) {
	for _, c := range []struct {
		text string
		want []uint64 // for n from 0 on
	}{
		{"0", []uint64{0, 0, 0}},
		{"n != 1", []uint64{1, 0, 1}},
		{"n>1", []uint64{0, 0, 1}},
		{"n == 0 ? 2 : n == 1 ? 0 : 1", []uint64{2, 0, 1}},
		{"(n==1 || n==2) && !(n==2)", []uint64{0, 1, 0}},
		{"n+2*3-1", []uint64{5, 6, 7}},
		{"10-2-n", []uint64{8, 7, 6}},
		{"n%2 <= 0", []uint64{1, 0, 1}},
		{"n/2 >= 1", []uint64{0, 0, 1}},
		{"n < 1", []uint64{1, 0, 0}},
		{"!n", []uint64{1, 0, 0}},
		{"!!n", []uint64{0, 1, 1}},
		{"1/n", []uint64{noIndex, 1, 0}},
		{"1%n", []uint64{noIndex, 0, 1}},
	} {
		count, choose, err := parsePluralForms("nplurals=3; plural=" + c.text + ";")
		if err != nil || count != 3 {
			t.Errorf("%s: %d, %v", c.text, count, err)
			continue
		}
		for n, want := range c.want {
			if got := choose(uint64(n)); got != want {
				t.Errorf("%s: %d for n=%d, want %d", c.text, got, n, want)
			}
		}
	}
	for header, want := range map[string]string{
		"":                                         "must begin with nplurals=",
		"plural=0":                                 "must begin with nplurals=",
		"nplurals=0; plural=0;":                    "a number from 1 to 32",
		"nplurals=99; plural=0;":                   "a number from 1 to 32",
		"nplurals=x; plural=0;":                    "a number from 1 to 32",
		"nplurals=2":                               "plural= must follow",
		"nplurals=2; plurals=0;":                   "plural= must follow",
		"nplurals=2; plural=;":                     "ends too early",
		"nplurals=2; plural=n ? 1;":                "without its colon",
		"nplurals=2; plural=n ? : 1;":              `":" has no place`,
		"nplurals=2; plural=n ? 1 : ;":             "ends too early",
		"nplurals=2; plural=(n;":                   "( without )",
		"nplurals=2; plural=(;":                    "ends too early",
		"nplurals=2; plural=!;":                    "ends too early",
		"nplurals=2; plural=n +;":                  "ends too early",
		"nplurals=2; plural=n n;":                  `"n" has no place`,
		"nplurals=2; plural=x;":                    `"x" has no place`,
		"nplurals=2; plural=n = 1;":                `"=" has no place`,
		"nplurals=2; plural=99999999999999999999;": "too large",
		"nplurals=2; plural=" + strings.Repeat("(", 200) + ";":    "nests too deep",
		"nplurals=2; plural=" + strings.Repeat("!", 200) + ";":    "nests too deep",
		"nplurals=2; plural=" + strings.Repeat("n?n:", 200) + ";": "nests too deep",
	} {
		if _, _, err := parsePluralForms(header); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", header, err, want)
		}
	}
}

// TestFormNames finds the category of each index of a header that a tool wrote in its own words.
func TestFormNames(t *testing.T) {
	for _, c := range []struct {
		tag    locale.Tag
		header string
		want   []string
	}{
		{"fr", "nplurals=2; plural=(n > 1);", []string{"one", "other"}},
		{"de", "nplurals=2; plural=n == 1 ? 0 : 1;", []string{"one", "other"}},
		{"de", "nplurals=2; plural=n == 1;", []string{"other", "one"}},
		{"pl", "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);", []string{"one", "few", "many"}},
		{"ja", "nplurals=1; plural=0;", []string{"other"}},
		{"ja", "nplurals=2; plural=0;", []string{"other", ""}},
		{"ar", PluralFormsHeader("ar"), []string{"zero", "one", "two", "few", "many", "other"}},
	} {
		if got, err := formNames(c.tag, c.header); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s %s: %q %v, want %q", c.tag, c.header, got, err, c.want)
		}
	}
	if _, err := formNames("de", "nplurals=2; plural=n;"); err == nil {
		t.Error("an index beyond nplurals is accepted")
	}
}

// TestPluralFormsHeaderComesBack has every locale's own header give its own forms.
func TestPluralFormsHeaderComesBack(t *testing.T) {
	for _, tag := range []locale.Tag{"en", "fr", "de", "pl", "cs", "ru", "ar", "ja", "cy", "ga", "lv", "pt-BR", "pt-PT", "he", "sl", "mt", "xx"} {
		header := PluralFormsHeader(tag)
		count, choose, err := parsePluralForms(header)
		if err != nil {
			t.Fatalf("%s: %v", tag, err)
		}
		forms, apart := poForms(tag)
		if count != len(forms) || len(forms)+len(apart) != len(tag.PluralForms()) {
			t.Errorf("%s: %d forms, want %q", tag, count, forms)
		}
		for _, n := range sampleNumbers() {
			want, _ := tag.Plural(n)
			if slices.Contains(apart, want) {
				want = "other" // of compact numbers
			}
			if i := choose(uint64(n)); i >= uint64(count) || forms[i] != want {
				t.Errorf("%s: n=%d is form %d of %q, want %s", tag, n, i, forms, want)
				break
			}
		}
	}
}

// TestGettextNames reads the language names of gettext.
func TestGettextNames(t *testing.T) {
	for name, want := range map[string]locale.Tag{
		"fr": "fr", "pt_BR": "pt-BR", " zh_Hans ": "zh-Hans", "sr@latin": "sr-Latn", "sr_RS@Cyrillic": "sr-Cyrl-RS",
		"de_DE.UTF-8@euro": "de-DE", "ca@valencia": "ca-valencia", "pt-PT": "pt-PT",
	} {
		if got, err := parseGettextName(name); err != nil || got != want {
			t.Errorf("%q: %q %v, want %q", name, got, err, want)
		}
	}
	if _, err := parseGettextName("English!"); err == nil {
		t.Error("a name that is no language is accepted")
	}
}

// TestTokens has every text come back from an id of XLIFF, and tokens of other origin stand for themselves.
func TestTokens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.StringOfN(rapid.RuneFrom([]rune("a_.-é2F")), 0, 8, -1), rapid.String()).Draw(t, "text")
		if strings.Contains(text, "\x00") {
			t.Skip("ids have no NUL")
		}
		token := encodeToken(text)
		if got := decodeToken(token); got != text {
			t.Fatalf("%q is %q and comes back as %q", text, token, got)
		}
		if strings.Contains(token, formMark) || token == "" || strings.ContainsFunc(token, func(r rune) bool {
			return !(r == '_' || r == '-' || r == '.' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z')
		}) {
			t.Fatalf("%q gives the token %q", text, token)
		}
	})
	for _, foreign := range []string{"_", "a_", "_1", "_2f", "_zz", "_41", "_00", "_FF", "a/b", "é"} {
		if got := decodeToken(foreign); got != foreign {
			t.Errorf("%q of other origin is read as %q", foreign, got)
		}
	}
}

// TestDocumentsThatCannotComeBack are refused by both writers.
func TestDocumentsThatCannotComeBack(t *testing.T) {
	unit := Entry{Unit: translation.Unit{ID: "a", Source: "x"}}
	one := func(u Entry) Document {
		return Document{Source: "en", Target: "fr", Files: []File{{Name: "f", Units: []Entry{u}}}}
	}
	plural := func(p Plural) Document { return one(Entry{Unit: translation.Unit{ID: "a"}, Plural: &p}) }
	for _, c := range []struct {
		d    Document
		want string
	}{
		{Document{Files: []File{{Name: "f"}, {Name: "f"}}}, `there are two files of the name "f"`},
		{Document{Files: []File{{Name: "f:g"}}}, "must not have a colon"},
		{Document{Files: []File{{Name: "f\ng"}}}, "line end"},
		{Document{Files: []File{{Name: "f", Original: "a\nb"}}}, "line end"},
		{Document{Files: []File{{Name: "\xff"}}}, "not UTF-8"},
		{Document{Files: []File{{Name: "f", Units: []Entry{unit, unit}}}}, `two units of the id "a"`},
		{Document{Project: "a\x00b"}, "NUL"},
		{one(Entry{Unit: translation.Unit{ID: "a"}}), "the source is empty"},
		{one(Entry{Unit: translation.Unit{ID: "a", Source: "x", Note: "\x00"}}), "NUL"},
		{one(Entry{Unit: translation.Unit{ID: "a", Source: "x", Text: "\xc3"}}), "not UTF-8"},
		{plural(Plural{}), "no plural form"},
		{plural(Plural{Source: []Form{{"other", ""}}}), `the source of the plural form "other" is empty`},
		{plural(Plural{Source: []Form{{"some", "x"}}}), `"some" is no plural form`},
		{plural(Plural{Source: []Form{{"one", "x"}, {"one", "y"}}}), `"one" is there twice`},
		{plural(Plural{Source: pairForms("x", "y"), Target: []Form{{"few", "z"}}}), `the locale fr has no plural form "few"`},
	} {
		for name, write := range map[string]func(Document) ([]byte, error){"PO": WritePO, "XLIFF": WriteXLIFF} {
			if data, err := write(c.d); err == nil || !strings.Contains(err.Error(), c.want) || data != nil {
				t.Errorf("%s: %v, want %s", name, err, c.want)
			}
		}
	}
	if _, err := WriteXLIFF(one(Entry{Unit: translation.Unit{Source: "x", Pos: diag.Pos{Line: 7}}})); err == nil || !strings.Contains(err.Error(), "line 7") {
		t.Errorf("XLIFF of a unit without an id: %v", err)
	}
	for _, d := range []Document{{Date: "yesterday"}, {Project: "a\nb"}} {
		if _, err := WritePO(d); err == nil {
			t.Errorf("%+v is written", d)
		}
	}
	if !reflect.DeepEqual([]string{Missing.String(), Final.String(), Status(77).String()}, []string{"missing", "final", "state 77"}) {
		t.Error("a state has another name")
	}
}
