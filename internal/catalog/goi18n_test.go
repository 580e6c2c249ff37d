package catalog

import (
	"slices"
	"strings"
	"testing"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"vernacular/internal/locale"
)

// bundleFor makes a go-i18n bundle with one message of six distinct forms, or fails as go-i18n does for
// languages whose plural rule it does not have.
func bundleFor(tag language.Tag) (*i18n.Localizer, error) {
	b := i18n.NewBundle(tag)
	err := b.AddMessages(tag, &i18n.Message{ID: "m", Zero: "zero", One: "one", Two: "two", Few: "few", Many: "many", Other: "other"})
	return i18n.NewLocalizer(b, tag.String()), err
}

// differs tells where go-i18n 2.7.0 is known to choose otherwise. Its rules for gl and vi are of a newer
// CLDR than our 48.2, which has none for tg. For pt-AO and the like it takes the rule of x/text's parent
// pt-PT; CLDR gives plural rules no other parents than truncation, and ICU (asked through Node) takes
// that of pt, as we do.
func differs(tag locale.Tag) bool {
	switch tag.Language() {
	case "gl", "vi", "tg":
		return true
	case "pt":
		return tag != "pt" && tag != "pt-PT" && tag != "pt-BR"
	}
	return false
}

// Our choice of a plural form is go-i18n's, for every language that it has a rule for.
func TestPluralFormsAgreeWithGoI18n(t *testing.T) {
	tags := map[string]bool{}
	for _, tag := range locale.Tags() {
		tags[string(tag)] = true
	}
	for _, more := range strings.Fields("iw in ji jw mo sh tl no nb nn sr-Latn pt-PT zh-Hans zh-Hant ceb lkt nah pap smi sma smj smn sms ssy syr ti ts wa wae wo xh yo") {
		tags[more] = true
	}
	samples := []any{}
	for n := range 130 {
		samples = append(samples, n)
	}
	for _, n := range []int{200, 202, 211, 1000, 1001, 1_000_000, 1_000_001, 2_000_000} {
		samples = append(samples, n)
	}
	for _, s := range []string{"0.0", "0.1", "0.5", "1.0", "1.1", "1.5", "1.50", "2.0", "2.1", "3.3", "5.0", "10.0", "11.1", "21.0", "21.1", "100.0", "1000000.0"} {
		samples = append(samples, s)
	}
	languages, refused := 0, 0
	for _, name := range slices.Sorted(keysOf(tags)) {
		parsed, err := language.Parse(name)
		if err != nil {
			continue
		}
		localizer, err := bundleFor(parsed)
		if err != nil {
			refused++
			continue
		}
		languages++
		differences := 0
		tag, _, err := locale.Parse(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		message := Message{ID: "m"}
		for _, category := range tag.PluralForms() {
			message.Forms = append(message.Forms, Form{Category: category, Text: category})
		}
		for _, n := range samples {
			theirs, err := localizer.Localize(&i18n.LocalizeConfig{MessageID: "m", PluralCount: n})
			if err != nil {
				t.Fatalf("%s %v: go-i18n: %v", name, n, err)
			}
			ours, err := message.Format(tag, n, nil, nil, nil)
			if err != nil {
				t.Errorf("%s %v: %v", name, n, err)
			}
			if ours != theirs {
				differences++
				if !differs(tag) {
					t.Errorf("%s %v: %s, go-i18n has %s", name, n, ours, theirs)
				}
			}
		}
		if differs(tag) && differences == 0 {
			t.Errorf("%s agrees with go-i18n now: take it off the list", name)
		}
	}
	t.Logf("%d tags compared on %d numbers each; %d that go-i18n has no rule for", languages, len(samples), refused)
	if languages < 200 {
		t.Errorf("only %d tags were compared", languages)
	}
}

func keysOf(m map[string]bool) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// The languages of real elections that go-i18n refuses work from the catalog to the page.
func TestLanguagesWithoutRuleInGoI18n(t *testing.T) {
	const source = "home = \"Home, {{.Name}}\"\npages = {one = \"{{.Count}} page\", other = \"{{.Count}} pages\"}\n"
	en := parsed(t, "active.en.toml", source, "en")
	for _, name := range strings.Fields("ht rw tet sm qu rn bi mi fj ay gn kg lu kri men tem tg mfe zgh dyu mos la tt ba sa mai nan wuu hak tok tlh") {
		t.Run(name, func(t *testing.T) {
			if _, err := bundleFor(language.MustParse(name)); err == nil {
				t.Logf("go-i18n has a rule for %s now", name)
			}
			tag, _, err := locale.Parse(name)
			if err != nil {
				t.Fatal(err)
			}
			src, err := Skeleton(en, tag, "toml")
			if err != nil {
				t.Fatal(err)
			}
			c := parsed(t, "active."+name+".toml", fill(string(src), "toml", en), string(tag))
			if diags := Check(en, c); diags != nil {
				t.Errorf("%v", diags)
			}
			pages, ok := c.Get("pages")
			if !ok {
				t.Fatal("the message is lost")
			}
			for _, n := range []any{0, 1, 2, 5, 1000, "1.5"} {
				category, err := tag.Plural(n)
				if err != nil {
					t.Fatal(err)
				}
				want := "(" + category + ") " + tag.Number(n)
				if got, err := pages.Format(tag, n, nil, nil, nil); err != nil || got != want {
					t.Errorf("%v: %q, %v; want %q", n, got, err, want)
				}
			}
			if home, _ := c.Get("home"); home.ID == "" {
				t.Error("the plain message is lost")
			}
		})
	}
}

// A file's name decides nothing but the format: go-i18n alone would call these "und" or worse.
func TestTagIsTheCallers(t *testing.T) {
	for _, file := range []string{"locales/fr/active.toml", "locales/active.xx-BAD!.toml", "a.b.c.toml", "active.en.toml"} {
		c := parsed(t, file, "[a]\none = \"x\"\nmany = \"y\"\nother = \"z\"\n", "fr")
		if c.Tag != "fr" || len(c.Messages) != 1 || c.File != file {
			t.Errorf("%s: %+v", file, c)
		}
	}
}

// fill types a text into every empty form of a skeleton, as a translator would: the form's name, and
// the fields that the source has.
func fill(src, format string, source *Catalog) string {
	var b strings.Builder
	id := ""
	for line := range strings.Lines(src) {
		trimmed := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(trimmed, "#"):
		case format == "toml" && strings.HasPrefix(trimmed, "["),
			format == "yaml" && strings.HasSuffix(trimmed, ":"),
			format == "json" && strings.HasSuffix(trimmed, ": {"):
			id = strings.TrimRight(strings.TrimLeft(trimmed, `["`), `]":{ `)
		case trimmed == "" || trimmed == "{" || trimmed == "}" || trimmed == "},":
		default:
			category := strings.Trim(strings.FieldsFunc(trimmed+" ", func(r rune) bool { return r == ' ' || r == ':' || r == '=' })[0], `"`)
			if !isCategory(category) {
				break
			}
			m, ok := source.Get(id)
			if !ok {
				break // an id that needs unquoting: left untranslated
			}
			text := "(" + category + ")"
			for _, f := range m.Fields() {
				text += " {{." + f + "}}"
			}
			line = strings.Replace(line, `""`, `"`+text+`"`, 1)
		}
		b.WriteString(line)
	}
	return b.String()
}
