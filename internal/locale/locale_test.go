package locale

import (
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"vernacular/internal/cldr"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		in   string
		want Tag // "" is an error
	}{
		{"en", "en"}, {"EN", "en"}, {"zh_TW", "zh-TW"}, {"zh-TW", "zh-TW"}, {"pt_br", "pt-BR"}, {"pt-BR", "pt-BR"},
		{"iw", "he"}, {"in", "id"}, {"ji", "yi"}, {"mo", "ro"}, {"sh", "sr-Latn"}, {"sh-Cyrl", "sr-Cyrl"}, {"tl", "fil"}, {"cmn", "zh"},
		{"cmn-Hant-TW", "zh-Hant-TW"}, {"prs", "fa-AF"}, {"no", "no"}, {"nb", "nb"}, {"zh-hant", "zh-Hant"}, {"ZH-HANT-hk", "zh-Hant-HK"},
		{"eng", "en"}, {"arb", "ar"}, {"swc", "sw-CD"}, {"cnr", "sr-ME"}, {"es-419", "es-419"}, {"en-UK", "en-GB"}, {"en-840", "en-US"},
		{"hy-SU", "hy-AM"}, {"sr-YU", "sr-RS"}, {"zh-cmn-Hans", "zh-Hans"}, {"zh-yue-HK", "yue-HK"}, {"zh-min-nan", "nan"}, {"i-klingon", "tlh"},
		{"no-bok", "nb"}, {"sgn-FR", "fsl"}, {"ca-valencia", "ca-valencia"}, {"ca-ES-VALENCIA", "ca-ES-valencia"}, {"sl-rozaj-1994", "sl-1994-rozaj"},
		{"be-tarask", "be-tarask"}, {"en-XA", "en-XA"}, {"sr-Cyrl", "sr-Cyrl"},
		// Election languages without a CLDR plural rule, or without CLDR data at all.
		{"rw", "rw"}, {"ht", "ht"}, {"mi", "mi"}, {"tet", "tet"}, {"sm", "sm"}, {"qu", "qu"}, {"bi", "bi"}, {"fj", "fj"}, {"ay", "ay"}, {"gn", "gn"},
		{"kg", "kg"}, {"lu", "lu"}, {"kri", "kri"}, {"men", "men"}, {"tem", "tem"}, {"tg", "tg"}, {"mfe", "mfe"}, {"zgh", "zgh"}, {"dyu", "dyu"}, {"mos", "mos"}, {"oc", "oc"},

		{"", ""}, {"und", ""}, {"mul", ""}, {"zxx", ""}, {"mis", ""}, {"root", ""}, {"zz-BAD!", ""}, {"x-private", ""}, {"xq", ""}, {"qaa", ""}, {"qtz", ""},
		{"en-x-foo", ""}, {"en-u-ca-buddhist", ""}, {"de-t-en", ""}, {"i-default", ""}, {"english", ""}, {"en-USA", ""}, {"en-QQ", ""}, {"en-ZZ", ""},
		{"en-Qaaa", ""}, {"en-Zxxx", ""}, {"en-Abcd", ""}, {"en-GB-US", ""}, {"en--GB", ""}, {"-en", ""}, {"en-", ""}, {"en ", ""}, {"français", ""},
		{"en-valencia-valencia", ""}, {"en_US_POSIX", ""}, {"de-nowordatall", ""}, {"a", ""}, {"e\x00n", ""}, {strings.Repeat("en-", 4000), ""},
	} {
		got, canonical, err := Parse(c.in)
		if got != c.want || (err == nil) != (c.want != "") || canonical != (c.want != "" && string(c.want) == c.in) {
			t.Errorf("Parse(%.40q) = %q, %v, %v; want %q", c.in, got, canonical, err, c.want)
		}
		if err != nil && (len(err.Error()) > 300 || strings.ContainsAny(err.Error(), "\x00\n")) {
			t.Errorf("Parse(%.40q): the message is not fit to print: %.400q", c.in, err)
		}
	}
}

func TestParents(t *testing.T) {
	for tag, want := range map[Tag]string{
		"es-MX": "es-419 es", "es-ES": "es", "es": "", "en-GB": "en-001 en", "en-US": "en", "en-CH": "en-150 en-001 en", "fr-BE": "fr",
		"zh-Hant-HK": "zh-Hant", "zh-Hant": "", "zh-TW": "zh-Hant", "zh-HK": "zh-Hant", "zh-MO": "zh-Hant-HK zh-Hant", "zh-Hans": "zh", "zh-CN": "zh-Hans zh", "zh": "",
		"pt-AO": "pt-PT pt", "pt-BR": "pt", "sr-Latn": "", "sr-ME": "sr-Latn", "sr-Latn-BA": "sr-Latn", "sr-Cyrl": "sr", "sr-RS": "sr-Cyrl sr",
		"nb": "no", "nn": "no", "ht": "fr-HT fr", "uz-AF": "uz-Arab", "uz-Cyrl": "", "fr-Arab": "", "ca-valencia": "ca", "be-tarask": "be", "tet-TL": "tet", "": "",
	} {
		var got []string
		for _, p := range tag.Parents() {
			got = append(got, string(p))
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("parents of %s: %q, want %q", tag, s, want)
		}
	}
}

func TestDirectionAndScript(t *testing.T) {
	for tag, want := range map[Tag]string{
		"ar": "rtl Arab", "he": "rtl Hebr", "fa": "rtl Arab", "ur": "rtl Arab", "ckb": "rtl Arab", "ps": "rtl Arab", "dv": "rtl Thaa", "yi": "rtl Hebr",
		"nqo": "rtl Nkoo", "ff-Adlm": "rtl Adlm", "ff": "ltr Latn", "pa": "ltr Guru", "pa-PK": "rtl Arab", "uz-AF": "rtl Arab", "kk-CN": "rtl Arab",
		"ku": "ltr Latn", "ku-IQ": "rtl Arab", "az-Arab": "rtl Arab", "sd": "rtl Arab", "sd-Deva": "ltr Deva", "ug": "rtl Arab", "ar-Latn": "ltr Latn",
		"zh": "ltr Hans", "zh-TW": "ltr Hant", "ja": "ltr Jpan", "sr": "ltr Cyrl", "sr-ME": "ltr Latn", "tlh": "ltr Zzzz", "": "ltr Zzzz",
	} {
		if got := tag.Direction() + " " + tag.Script(); got != want {
			t.Errorf("%s: %s, want %s", tag, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	for tag, want := range map[Tag]string{
		"en": "English", "fr": "français", "es": "español", "ru": "русский", "ar": "العربية", "de": "Deutsch", "ja": "日本語",
		"zh": "中文", "zh-Hans": "简体中文", "zh-Hant": "繁體中文", "zh-TW": "中文（台灣）", "zh-HK": "中文（香港）", "zh-Hant-HK": "繁體中文（香港）", "zh-CN": "中文（中国）",
		"sr": "српски", "sr-Latn": "srpski (latinica)", "pt": "português", "pt-BR": "português (Brasil)", "pt-PT": "português europeu", "fr-BE": "français (Belgique)",
		"oc": "occitan", "ca-valencia": "català (valencià)", "tet": "Tetum", "sfb": "sfb", "": "",
	} {
		if got := tag.Autonym(); got != want {
			t.Errorf("autonym of %s: %q, want %q", tag, got, want)
		}
	}
	for tag, want := range map[Tag]string{
		"fr": "français", "id": "Bahasa Indonesia", "ms-SG": "Bahasa Melayu (Singapura)", "uz": "oʻzbekcha", "uz-Cyrl": "ўзбекча (Кирил)", "sfb": "sfb",
	} {
		if got := tag.UsualName(); got != want {
			t.Errorf("usual name of %s: %q, want %q", tag, got, want)
		}
	}
	for _, c := range []struct {
		tag, in, from Tag
		want          string
	}{{"zh-Hans", "rw", "en", "Simplified Chinese"}, {"sw", "rw", "rw", "Igiswahili"}, {"sfb", "rw", "rw", "sfb"}} {
		if got, from := c.tag.NameFrom(c.in); got != c.want || from != c.from {
			t.Errorf("%s in %s: %q in %s, want %q in %s", c.tag, c.in, got, from, c.want, c.from)
		}
	}
	for _, c := range []struct {
		tag, in Tag
		want    string
	}{
		{"fr", "de", "Französisch"}, {"fr", "de-AT", "Französisch"}, {"sr-Latn", "fr", "serbe (latin)"}, {"zh-Hant", "zh-TW", "繁體中文"},
		{"fr-BE", "de", "Französisch (Belgien)"}, {"tet", "de", "Tetum"}, {"en", "tet", "English"}, {"sfb", "de", "sfb"}, {"en-GB", "en", "British English"},
		{"tet-TL", "fr", "Tetum (Timor-Leste)"}, {"yue", "ja", "広東語"}, {"de-1996", "en", "German (German orthography of 1996)"},
	} {
		if got := c.tag.NameIn(c.in); got != c.want {
			t.Errorf("%s in %s: %q, want %q", c.tag, c.in, got, c.want)
		}
	}
	if got := Tag("es-419").EnglishName(); got != "Latin American Spanish" {
		t.Errorf("English name of es-419: %q", got)
	}
}

// A menu of all languages at once has no two entries alike.
func TestTagsAreCanonicalAndTheirAutonymsDistinct(t *testing.T) {
	tags := Tags()
	if len(tags) < 1000 || !slices.IsSorted(tags) || len(slices.Compact(slices.Clone(tags))) != len(tags) {
		t.Fatalf("%d tags, sorted and each once?", len(tags))
	}
	for _, wanted := range []Tag{"en", "pt-BR", "zh-Hans", "tet", "sr-Latn", "es-419"} {
		if _, ok := slices.BinarySearch(tags, wanted); !ok {
			t.Errorf("%s is not among the tags", wanted)
		}
	}
	seen := map[string]Tag{}
	for _, tag := range tags {
		name := tag.Autonym()
		if other, ok := seen[name]; ok || name == "" {
			t.Errorf("%s and %s are both named %q", tag, other, name)
		}
		seen[name] = tag
	}
	for _, code := range cldr.Tags() {
		if _, canonical, err := Parse(code); err != nil || !canonical {
			t.Errorf("CLDR has a locale %s that Parse does not take: %v", code, err)
		}
	}
}

func TestKnown(t *testing.T) {
	for tag, want := range map[Tag]bool{"fr": true, "fr-BE": true, "zh-TW": true, "rw": true, "tet": false, "tlh": false, "": false} {
		if Known(tag) != want {
			t.Errorf("Known(%s) is %v", tag, !want)
		}
	}
}

func TestSuggest(t *testing.T) {
	for in, want := range map[string]Tag{
		"zh_CN": "zh-CN", "englsh": "en", "English": "en", "french": "fr", "francais": "fr", "Español": "es", "deutsch": "de", "portugues": "pt",
		"jp": "ja", "cz": "cs", "dk": "da", "cn": "zh", "ua": "uk", "en-USA": "en", "zh-CHS": "zh", "fr-x-foo": "fr", "klingon": "tlh", "Brazilian Portuguese": "pt-BR",
		"": "", "xxxxxxxx": "", "q": "", "!!": "", strings.Repeat("a", 10000): "",
	} {
		if got, ok := Suggest(in); got != want || ok != (want != "") {
			t.Errorf("Suggest(%.40q) = %q, %v; want %q", in, got, ok, want)
		}
	}
}

func TestPluralForms(t *testing.T) {
	for tag, want := range map[Tag]string{
		"en": "one other", "fr": "one many other", "ar": "zero one two few many other", "ru": "one few many other", "zh": "other", "ja": "other",
		"pl": "one few many other", "he": "one two other", "cy": "zero one two few many other", "lv": "zero one other", "es-MX": "one many other",
		"pt-PT": "one many other", "rw": "other", "ht": "other", "mi": "other", "tet": "other", "sr-Latn": "one few other", "kok-Latn": "one other", "": "other",
	} {
		if got := strings.Join(tag.PluralForms(), " "); got != want {
			t.Errorf("%s: %s, want %s", tag, got, want)
		}
	}
}

func TestPlural(t *testing.T) {
	type count int8
	type text string
	for _, c := range []struct {
		tag  Tag
		n    any
		want string // "" is an error
	}{
		{"en", 1, "one"}, {"en", -1, "one"}, {"en", "1", "one"}, {"en", "1.0", "other"}, {"en", "01", "one"}, {"en", "+1", "one"}, {"en", count(1), "one"}, {"en", text("1"), "one"},
		{"en", uint64(1), "one"}, {"ru", int64(21), "one"}, {"ru", uint(11), "many"}, {"ru", "1.5", "other"}, {"ar", 3, "few"}, {"ar", 111, "many"}, {"lv", "0.0", "zero"},
		{"da", "0.10", "one"}, {"fr", 1000000, "many"}, {"fr", "1c6", "many"}, {"fr", "1.5c6", "many"}, {"pt", "0.9", "one"}, {"pt-PT", "0.9", "other"}, {"pt-AO", "0.9", "one"},
		{"lt", "10000000000000000000000000000001", "one"}, {"lt", "0.10000000000000000000000000000000", "many"}, {"br", "1000000000000000000000000", "many"}, {"rw", 1, "other"},
		{"en", int64(-1 << 63), "other"}, {"cs", "1." + strings.Repeat("0", 300), "many"},
		{"en", 1.0, ""}, {"en", float32(2), ""}, {"en", "one", ""}, {"en", "", ""}, {"en", "1.", ""}, {"en", ".5", ""}, {"en", "1,5", ""}, {"en", "1e", ""}, {"en", "1e99", ""},
		{"en", "١", ""}, {"en", nil, ""}, {"en", true, ""}, {"en", []int{1}, ""}, {"en", "--1", ""},
	} {
		got, err := c.tag.Plural(c.n)
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s, %v (%T): %q, %v; want %q", c.tag, c.n, c.n, got, err, c.want)
		}
	}
}

// TestPluralSamples tries the samples that CLDR has of each form of each rule; "0~15" runs in steps of its last digit.
func TestPluralSamples(t *testing.T) {
	b, err := os.ReadFile("../cldr/testdata/plurals.txt")
	if err != nil {
		t.Fatal(err)
	}
	var languages []string
	tested := 0
	for line := range strings.SplitSeq(string(b), "\n") {
		form, samples, isForm := strings.Cut(line, "\t")
		if !isForm {
			languages = nil
			if !strings.HasPrefix(line, "#") {
				languages = strings.Fields(line)
			}
			continue
		}
		for sample := range strings.FieldsFuncSeq(samples, func(r rune) bool { return r == ',' || r == ' ' }) {
			if sample == "…" || sample[0] == '@' {
				continue
			}
			for _, language := range languages {
				for _, n := range expandSample(t, sample) {
					tested++
					if got, err := Tag(language).Plural(n); got != form {
						t.Errorf("%s: %s is %s %v, want %s", language, n, got, err, form)
					}
				}
			}
		}
	}
	if tested < 11000 {
		t.Errorf("only %d samples", tested)
	}
}

func expandSample(t *testing.T, sample string) []string {
	from, to, isRange := strings.Cut(sample, "~")
	if !isRange {
		return []string{sample}
	}
	_, fraction, _ := strings.Cut(from, ".")
	scale := 1
	for range fraction {
		scale *= 10
	}
	var lo, hi int
	if _, err := fmt.Sscan(strings.Replace(from, ".", "", 1), &lo); err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Sscan(strings.Replace(to, ".", "", 1), &hi); err != nil {
		t.Fatal(err)
	}
	var out []string
	for n := lo; n <= hi; n++ {
		if fraction == "" {
			out = append(out, fmt.Sprint(n))
		} else {
			out = append(out, fmt.Sprintf("%d.%0*d", n/scale, len(fraction), n%scale))
		}
	}
	return out
}

func TestPluralDoesNotAllocate(t *testing.T) {
	n := 123456
	if allocs := testing.AllocsPerRun(100, func() {
		if _, err := Tag("ru").Plural(n); err != nil {
			t.Fatal(err)
		}
	}); allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}

func TestNumbers(t *testing.T) {
	fold := strings.NewReplacer("\u202f", "_", "\u00a0", "_")
	type own string
	for _, c := range []struct {
		tag  Tag
		n    any
		want string
	}{
		{"en", 1234567, "1,234,567"}, {"de", "1234.50", "1.234,50"}, {"fr", 1234, "1_234"}, {"es", 1234, "1234"}, {"es", 12345, "12.345"}, {"es-MX", 1234, "1,234"},
		{"hi", 1234567, "12,34,567"}, {"en-IN", 123456789, "12,34,56,789"}, {"ar-EG", 1234, "١٬٢٣٤"}, {"fa", -5, "\u200e\u2212۵"}, {"bn", 1234567, "১২,৩৪,৫৬৭"},
		{"pl", 1234, "1234"}, {"de-CH", 1234, "1'234"}, {"pt-BR", "0.5", "0,5"}, {"tet", 1234, "1,234"}, {"zh-TW", 1234, "1,234"}, {"ff-Adlm", 10, "𞥑𞥐"},
		{"en", "007", "7"}, {"en", -0.5, "-0.5"}, {"en", float32(0.1), "0.1"}, {"en", uint8(200), "200"}, {"en", own("1234"), "1,234"}, {"en", int64(-1 << 63), "-9,223,372,036,854,775,808"},
		{"en", "no number", "no number"}, {"en", "1c6", "1c6"}, {"en", nil, "<nil>"},
	} {
		if got := fold.Replace(c.tag.Number(c.n)); got != c.want {
			t.Errorf("%s: number %v: %q, want %q", c.tag, c.n, got, c.want)
		}
		if bad := c.want == fmt.Sprint(c.n) && strings.ContainsAny(c.want, "<nc"); (CheckNumber(c.n) != nil) != bad {
			t.Errorf("CheckNumber(%v) = %v", c.n, CheckNumber(c.n))
		}
	}
	for tag, want := range map[Tag]string{"en": "42%", "fr": "42_%", "de": "42_%", "tr": "%42", "eu": "%_42", "ar-EG": "٤٢٪\u061c", "tet": "42%"} {
		if got := fold.Replace(tag.Percent(42)); got != want {
			t.Errorf("%s: %q, want %q", tag, got, want)
		}
	}
}

// However a locale writes a number, its digits, read back, are the number.
func TestNumberKeepsEveryDigit(t *testing.T) {
	tags := Tags()
	rapid.Check(t, func(t *rapid.T) {
		tag := rapid.SampledFrom(tags).Draw(t, "tag")
		n := rapid.StringMatching(`-?(0|[1-9][0-9]{0,25})(\.[0-9]{1,8})?`).Draw(t, "n")
		digits := []rune(cldr.Lookup(string(tag)).Fields[cldr.Digits])
		for _, s := range []string{tag.Number(n), tag.Percent(n)} {
			var back strings.Builder
			for _, r := range s {
				if i := slices.Index(digits, r); i >= 0 {
					fmt.Fprint(&back, i)
				}
			}
			if back.String() != strings.NewReplacer("-", "", ".", "").Replace(n) {
				t.Fatalf("%s writes %s as %q", tag, n, s)
			}
		}
	})
}

func TestDates(t *testing.T) {
	for _, c := range []struct {
		tag     Tag
		y, m, d int
		style   string
		want    string // "" is an error
	}{
		{"en", 2024, 3, 20, "full", "Wednesday, March 20, 2024"}, {"en", 2024, 3, 20, "long", "March 20, 2024"}, {"en", 2024, 3, 20, "medium", "Mar 20, 2024"}, {"en", 2024, 3, 20, "short", "3/20/24"},
		{"fr", 2024, 2, 29, "long", "29 février 2024"}, {"es-MX", 2024, 3, 20, "long", "20 de marzo de 2024"}, {"ru", 2024, 3, 20, "long", "20 марта 2024\u202fг."}, {"zh-Hans", 2024, 3, 20, "full", "2024年3月20日星期三"},
		{"ar-EG", 2024, 3, 20, "long", "٢٠ مارس ٢٠٢٤"}, {"my", 2024, 3, 20, "short", "၂၀/၃/၂၄"}, {"haw", 2024, 3, 20, "short", "20/iii/24"}, {"th", 2024, 3, 20, "full", "วันพุธที่ 20 มีนาคม ค.ศ. 2024"},
		{"fi", 2024, 3, 20, "full", "keskiviikko 20. maaliskuuta 2024"}, {"tet", 2024, 3, 20, "full", "2024-03-20"}, {"en", 1, 1, 1, "long", "January 1, 1"}, {"eo", 2024, 3, 20, "long", "2024-Marto-20"},
		{"en", 2023, 2, 29, "long", ""}, {"en", 2024, 13, 1, "long", ""}, {"en", 0, 1, 1, "long", ""}, {"en", 10000, 1, 1, "long", ""}, {"en", 2024, 4, 31, "short", ""}, {"en", 2024, 3, 20, "tiny", ""}, {"en", 2024, -1, 1, "long", ""},
	} {
		got, err := c.tag.Date(c.y, c.m, c.d, c.style)
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s %d-%d-%d %s: %q, %v; want %q", c.tag, c.y, c.m, c.d, c.style, got, err, c.want)
		}
	}
}

func TestLists(t *testing.T) {
	for _, c := range []struct {
		tag   Tag
		items string
		want  string
	}{
		{"en", "", ""}, {"en", "a", "a"}, {"en", "a b", "a and b"}, {"en", "a b c", "a, b, and c"}, {"en-GB", "a b c d", "a, b, c and d"}, {"fr", "a b c", "a, b et c"},
		{"ar", "a b c", "a وb وc"}, {"zh-Hans", "a b c", "a、b和c"}, {"es", "padres hijos", "padres e hijos"}, {"es", "agua hielo", "agua y hielo"}, {"es-MX", "a b Iglesias", "a, b e Iglesias"},
		{"he", "א ב", "א וב"}, {"he", "א b", "א ו-b"}, {"en", "{1} {0} c", "{1}, {0}, and c"}, {"tet", "a b c", "a, b, c"},
	} {
		if got := c.tag.List(strings.Fields(c.items)); got != c.want {
			t.Errorf("%s: %q, want %q", c.tag, got, c.want)
		}
	}
}

func TestQuotes(t *testing.T) {
	for tag, want := range map[Tag]string{"en": "“”‘’", "fr": "«»«»", "de": "„“‚‘", "ja": "「」『』", "tet": "“”‘’", "zh-TW": "「」『』"} {
		a, b, c, d := tag.Quotes()
		if got := a + b + c + d; got != want {
			t.Errorf("%s: %s, want %s", tag, got, want)
		}
	}
}

func TestCompare(t *testing.T) {
	for tag, want := range map[Tag]string{
		"en": "a B c ä", "de": "Apfel Äpfel Zebra", "sv": "Zebra Åre Äpple Öl", "da": "Zebra Æble Øl Århus", "es": "nube ñandú oso", "cs": "cena hora chata", "zh": "北京 上海 中国",
		"zh-Hant": "一 人 中 國", "yue-HK": "一 人 中 國", "ru": "ёлка ель жук", "tet": "a b c", "ja": "インド語 ウルドゥー語 カー カイ キルギス語 セー セルビア語 らー ラー リトアニア語 ルーマニア語 ロシア語", "fr": "cote coté côte côté", "": "a b c",
		"sr-Latn": "cena čas ćup hleb srpski španski zima žena", "bs": "srpski španski", "uz": "arab ozarbayjoncha turk zulu oʻzbekcha gʻarb shved chex",
	} {
		items := strings.Fields(want)
		if tag == "en" {
			items = []string{"a", "ä", "B", "c"}
		}
		sorted := slices.Clone(items)
		slices.Reverse(sorted)
		slices.SortFunc(sorted, Compare(tag))
		if !slices.Equal(sorted, items) {
			t.Errorf("%s: %v, want %v", tag, sorted, items)
		}
	}
	compare := Compare("fr")
	if compare("e\u0301", "é") == 0 || compare("a", "a") != 0 {
		t.Error("the order is not total")
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 200 {
				if compare("côte", "côté") >= 0 || compare("zèbre", "âne") <= 0 {
					t.Error("another goroutine's letters got in")
				}
			}
		})
	}
	wg.Wait()
}

// Locales are unpacked at their first use, by whichever goroutine comes first.
func TestConcurrentFirstUse(t *testing.T) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for _, tag := range []Tag{"gu", "or", "te", "kn", "gu-IN", "ml"} {
				if tag.Number(1234567) == "" || tag.Autonym() == "" || Tag("fr").NameIn(tag) == "French" {
					t.Errorf("%s has no data", tag)
				}
			}
		})
	}
	wg.Wait()
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"en", "zh_TW", "zz-BAD!", "x-private", "i-klingon", "sl-rozaj-biske-1994", "zh-cmn-Hans", "und", "en-u-ca-x", "hy-arevmda-SU", "\xff", "ca-ES-valencia", "zh-yue"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		tag, canonical, err := Parse(s)
		if err != nil {
			if tag != "" || canonical {
				t.Fatalf("an error and %q", tag)
			}
			Suggest(s)
			return
		}
		if canonical != (string(tag) == s) {
			t.Fatalf("%q is canonical: %v, but the tag is %q", s, canonical, tag)
		}
		again, canonical, err := Parse(string(tag))
		if again != tag || !canonical || err != nil {
			t.Fatalf("%q gives %q, which gives %q, %v", s, tag, again, err)
		}
		if tag.Autonym() == "" || tag.EnglishName() == "" || len(tag.PluralForms()) == 0 || len(tag.Script()) != 4 || len(tag.Parents()) > 10 {
			t.Fatalf("%q lacks something", tag)
		}
	})
}

func FuzzTagMethods(f *testing.F) {
	f.Add("en", "1.50")
	f.Add("", "")
	f.Add("---", "1e30")
	f.Add("zh-TW-", "-0.1c5")
	f.Fuzz(func(t *testing.T, s, n string) {
		tag := Tag(s)
		tag.Autonym()
		tag.NameIn(tag)
		tag.Parents()
		tag.Number(n)
		tag.Percent(n)
		tag.List([]string{n, s, n})
		if form, err := tag.Plural(n); err == nil && !slices.Contains(tag.PluralForms(), form) {
			t.Fatalf("%q: %q has the form %q, which is none of %v", s, n, form, tag.PluralForms())
		}
		if _, err := tag.Date(2024, 2, 29, "full"); err != nil {
			t.Fatal(err)
		}
		Suggest(s)
	})
}

// The Go runtime lists each package that runs anything at process start. Ours must not be listed: the
// tables are read where they lie.
func TestProcessStartCostsNothing(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, "-test.run=^$")
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if !strings.Contains(string(out), "init golang.org/x/text/language ") {
		t.Fatalf("no trace of any start:\n%s", out)
	}
	for line := range strings.Lines(string(out)) {
		for _, path := range []string{reflect.TypeFor[Tag]().PkgPath(), reflect.TypeFor[cldr.Record]().PkgPath()} {
			if strings.HasPrefix(line, "init "+path+" ") {
				t.Error(line)
			}
		}
	}
}

func BenchmarkPlural(b *testing.B) {
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := Tag("ru").Plural(i); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNumber(b *testing.B) {
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		Tag("pt-BR").Number(i)
	}
}

func BenchmarkDate(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Tag("ar-EG").Date(2024, 3, 20, "full"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Parse("zh-Hant-HK"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAutonym(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Tag("fr").Autonym()
	}
}
