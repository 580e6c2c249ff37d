package checks

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"vernacular/internal/catalog"
	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/markup"
	"vernacular/internal/page"
)

// pairs are the blocks of this site's pages and its messages beside those of the source, by locale.
func pairs(t testing.TB) (all []Pair, g *Glossary) {
	t.Helper()
	src, err := os.ReadFile("../../locales/glossary.toml")
	if err != nil {
		t.Fatal(err)
	}
	g, ds := ParseGlossary("locales/glossary.toml", src)
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	dirs, _ := os.ReadDir("../../content")
	names, _ := filepath.Glob("../../content/en/*.md")
	for _, d := range dirs {
		tag, _, err := locale.Parse(d.Name())
		if err != nil || tag == "en" {
			continue
		}
		for _, name := range names {
			en, _ := os.ReadFile(name)
			own, err := os.ReadFile(filepath.Join("../../content", d.Name(), filepath.Base(name)))
			if err != nil {
				continue
			}
			a, _ := page.Parse("en.md", en, page.Options{})
			file := "content/" + d.Name() + "/" + filepath.Base(name)
			b, _ := page.Parse(file, own, page.Options{})
			if len(a.Blocks) != len(b.Blocks) {
				t.Fatalf("%s: %d blocks, the source has %d", file, len(b.Blocks), len(a.Blocks))
			}
			for i := range a.Blocks {
				all = append(all, Pair{Source: "en", Locale: tag, Kind: b.Blocks[i].Kind, Level: b.Blocks[i].Level, SourceText: a.Blocks[i].Source, Text: b.Blocks[i].Source, Pos: diag.At(file, b.Blocks[i].Line, b.Blocks[i].Col)})
			}
		}
	}
	messages := func(tag locale.Tag) *catalog.Catalog {
		file := "locales/active." + string(tag) + ".toml"
		src, err := os.ReadFile("../../" + file)
		if err != nil {
			t.Fatal(err)
		}
		c, ds := catalog.Parse(file, src, tag, catalog.Limits{})
		if diag.HasErrors(ds) {
			t.Fatal(ds)
		}
		return c
	}
	en := messages("en")
	for _, d := range dirs {
		tag, _, err := locale.Parse(d.Name())
		if err != nil || tag == "en" {
			continue
		}
		for _, m := range messages(tag).Messages {
			source, _ := en.Get(m.ID)
			for _, f := range m.Forms {
				from, ok := source.Form(f.Category)
				if !ok {
					from, _ = source.Form("other")
				}
				p := Pair{Source: "en", Locale: tag, Kind: page.KindMessage, SourceText: from.Text, Text: f.Text, Pos: f.Pos}
				if source.Counts() || len(m.Forms) > 1 {
					p.Category, p.SourceCategory = f.Category, from.Category
				}
				all = append(all, p)
			}
		}
	}
	return all, g
}

// excepted reports whether the records of the site say of a message that it is to be other than the check asks for: the name
// of the site, which has no room for a term of the glossary. Then the alarm was right.
func excepted(t *testing.T, d diag.Diagnostic) bool {
	t.Helper()
	tag, ok := strings.CutPrefix(d.File, "locales/active.")
	if !ok {
		return false
	}
	texts, err := os.ReadFile("../../" + d.File)
	if err != nil {
		t.Fatal(err)
	}
	records, err := os.ReadFile("../../locales/records/" + tag)
	if err != nil {
		return false
	}
	id, _, _ := strings.Cut(strings.Split(string(texts), "\n")[d.Line-1], " = ")
	return slices.ContainsFunc(strings.Split(string(records), "\n"), func(line string) bool {
		return strings.Contains(line, `{id = "`+id+`"`) && strings.Contains(line, `"`+d.Code+`" = "`)
	})
}

// TestEditions counts false alarms: the forty editions have been read twice, so what is told of them is wrong.
func TestEditions(t *testing.T) {
	all, g := pairs(t)
	alarms := 0
	for _, p := range all {
		for _, d := range g.Check(p) {
			if !excepted(t, d) {
				t.Logf("%s", d)
				alarms++
			}
		}
	}
	t.Logf("%d alarms in %d blocks", alarms, len(all))
	if alarms*1000 > len(all) {
		t.Errorf("%d false alarms in %d blocks: more than one in a thousand", alarms, len(all))
	}
}

// attack changes a translation so that it says something else; ok is false where the block gives no hold.
type attack struct {
	name string
	do   func(r *rand.Rand, p *Pair) bool
}

func replaceOne(p *Pair, old, now string) bool {
	if !strings.Contains(p.Text, old) {
		return false
	}
	p.Text = strings.Replace(p.Text, old, now, 1)
	return true
}

var digits = regexp.MustCompile(`\p{Nd}+`)

// letterAt finds the first run of at least four letters after a place.
func wordAt(r *rand.Rand, text string) (start, end int) {
	found := regexp.MustCompile(`[\p{L}\p{M}]{4,}`).FindAllStringIndex(text, -1)
	if len(found) == 0 {
		return -1, -1
	}
	w := found[r.IntN(len(found))]
	return w[0], w[1]
}

var attacks = []attack{
	{"swapped link", func(r *rand.Rand, p *Pair) bool {
		return replaceOne(p, "](index.md)", "](languages.md)") || replaceOne(p, "](ifes.org)", "](ifes.com)")
	}},
	{"changed e-mail", func(r *rand.Rand, p *Pair) bool {
		return replaceOne(p, "mailto:info@ifes.org", "mailto:info@lfes.org") || replaceOne(p, "info@ifes.org", "into@ifes.org")
	}},
	{"changed number", func(r *rand.Rand, p *Pair) bool {
		loc := digits.FindStringIndex(p.Text)
		if loc == nil || p.Kind == page.KindCode || strings.Contains(p.Text, "`") {
			return false
		}
		first, size := utf8.DecodeRuneInString(p.Text[loc[0]:])
		zero := first
		for digitOf(zero) > 0 {
			zero--
		}
		p.Text = p.Text[:loc[0]] + string(zero+(rune(digitOf(first))+1+rune(r.IntN(7)))%9+1) + p.Text[loc[0]+size:]
		return true
	}},
	{"lost not", func(r *rand.Rand, p *Pair) bool {
		// The source says it and the translation does not, in whatever language.
		if p.Kind == page.KindCode || p.Kind == page.KindHeading || regexp.MustCompile(`(?i)\b(not?|never|nothing|nobody|none|only|without|cannot|neither)\b|n['’]t\b`).MatchString(p.SourceText) {
			return false
		}
		at := regexp.MustCompile(` (is|are|will|can|may|must|has been) `).FindStringSubmatchIndex(p.SourceText)
		if at == nil {
			return false
		}
		p.SourceText = p.SourceText[:at[3]] + " not" + p.SourceText[at[3]:]
		return true
	}},
	{"wrong plural form", func(r *rand.Rand, p *Pair) bool {
		// A number of another form where the count belongs, in a form that is for several numbers.
		if p.Category == "" || onlyNumber(p.Locale, p.Category) >= 0 {
			return false
		}
		for _, n := range []string{"2", "1", "5", "0"} {
			if c, _ := p.Locale.Plural(n); c != p.Category {
				return replaceOne(p, "{{.Count}}", n)
			}
		}
		return replaceOne(p, "{{.Count}}", "")
	}},
	{"dropped placeholder", func(r *rand.Rand, p *Pair) bool {
		at := regexp.MustCompile(`\{\{[^}]*\}\}`).FindString(p.Text)
		return at != "" && p.Category == "" && replaceOne(p, at, "")
	}},
	{"dropped emphasis", func(r *rand.Rand, p *Pair) bool {
		if !strings.Contains(p.Text, "**") {
			return false
		}
		p.Text = strings.ReplaceAll(p.Text, "**", "")
		return true
	}},
	{"dropped element", func(r *rand.Rand, p *Pair) bool { return replaceOne(p, "<i>", "") && replaceOne(p, "</i>", "") }},
	{"changed code", func(r *rand.Rand, p *Pair) bool {
		return replaceOne(p, "`vernacular check`", "`vernacular chek`") || replaceOne(p, "draft: true", "draft: false") || replaceOne(p, "manifest.json", "manifest.xml")
	}},
	{"script", func(r *rand.Rand, p *Pair) bool {
		p.Text += " <script>alert(1)</script>"
		return p.Kind == page.KindParagraph
	}},
	{"event handler", func(r *rand.Rand, p *Pair) bool {
		return replaceOne(p, `<a href="mailto:`, `<a onclick="x()" href="mailto:`)
	}},
	{"script address", func(r *rand.Rand, p *Pair) bool {
		return replaceOne(p, "](about-translations.md)", "](javascript:alert%281%29)")
	}},
	{"override", func(r *rand.Rand, p *Pair) bool {
		s, e := wordAt(r, p.Text)
		if s < 0 || p.Kind == page.KindCode {
			return false
		}
		p.Text = p.Text[:s] + "\u202e" + p.Text[s:e] + "\u202c" + p.Text[e:]
		return true
	}},
	{"look-alike letter", func(r *rand.Rand, p *Pair) bool {
		s, e := wordAt(r, p.Text)
		if s < 0 || p.Kind == page.KindCode || strings.Contains(p.Text, "`") {
			return false
		}
		word := p.Text[s:e]
		for _, pair := range []string{"aа", "eе", "oо", "cс", "pр"} {
			a, b := pair[:1], pair[1:]
			switch p.Locale.Script() {
			case "Latn":
			case "Cyrl":
				a, b = b, a
			default:
				return false
			}
			if strings.Contains(word, a) {
				p.Text = p.Text[:s] + strings.Replace(word, a, b, 1) + p.Text[e:]
				return true
			}
		}
		return false
	}},
	{"zero-width space", func(r *rand.Rand, p *Pair) bool {
		s, e := wordAt(r, p.Text)
		switch p.Locale.Script() {
		case "Khmr":
			return false
		}
		if s < 0 || p.Kind == page.KindCode {
			return false
		}
		_, n := utf8.DecodeRuneInString(p.Text[s:])
		p.Text = p.Text[:s+n] + "\u200b" + p.Text[s+n:e] + p.Text[e:]
		return true
	}},
	{"not NFC", func(r *rand.Rand, p *Pair) bool {
		d := norm.NFD.String(p.Text)
		if d == p.Text || p.Kind == page.KindCode {
			return false
		}
		p.Text = d
		return true
	}},
	{"doubled word", func(r *rand.Rand, p *Pair) bool {
		s, e := wordAt(r, p.Text)
		if words, ok := doubling[p.Locale.Language()]; s < 0 || p.Kind == page.KindCode || ok && len(words) == 0 || !strings.Contains(p.Text, " ") || strings.Contains(p.Text, "`") || p.Locale.Script() == "Kore" {
			return false
		}
		p.Text = p.Text[:e] + " " + p.Text[s:e] + p.Text[e:]
		return true
	}},
	{"doubled space", func(r *rand.Rand, p *Pair) bool {
		if p.Kind == page.KindCode {
			return false
		}
		i := strings.Index(p.Text, " ")
		if i < 0 {
			return false
		}
		p.Text = p.Text[:i] + " " + p.Text[i:]
		return !strings.Contains(p.SourceText, "  ")
	}},
	{"left in English", func(r *rand.Rand, p *Pair) bool {
		if p.Kind == page.KindCode || strings.Count(p.SourceText, " ") < 5 {
			return false
		}
		p.Text = p.SourceText
		return true
	}},
	{"half of it lost", func(r *rand.Rand, p *Pair) bool {
		runes := []rune(p.Text)
		if len(p.SourceText) < 250 || strings.ContainsAny(p.Text, "`[<") {
			return false
		}
		p.Text = string(runes[:len(runes)/3])
		return true
	}},
	{"another heading level", func(r *rand.Rand, p *Pair) bool {
		if p.Kind != page.KindHeading {
			return false
		}
		p.SourceKind, p.SourceLevel, p.Level = "heading", p.Level, p.Level+1
		return true
	}},
}

func digitOf(r rune) int {
	for _, zero := range []rune{'0', '٠', '۰', '०', '০', '០', '෦', '௦'} {
		if r >= zero && r <= zero+9 {
			return int(r - zero)
		}
	}
	return 0
}

// slips are hand-written: what no generator makes of a text.
var slips = []struct {
	kind         string
	locale       locale.Tag
	source, text string
}{
	{"lost not", "fr", "The text must not be changed.", "Le texte doit être modifié."},
	{"lost not", "es", "Voters do not need a letter.", "Los votantes necesitan una carta."},
	{"lost not", "ar", "The result is never final on election day.", "تكون النتيجة نهائية يوم الاقتراع."},
	{"lost not", "ru", "Observers cannot vote.", "Наблюдатели могут голосовать."},
	{"lost not", "hi", "The text must not be changed.", "पाठ बदला जाना चाहिए।"},
	{"lost not", "zh-Hans", "Observers cannot vote.", "观察员可以投票。"},
	{"lost not", "ko", "Observers cannot vote.", "참관인은 투표할 수 있습니다."},
	{"lost not", "ja", "Observers cannot vote.", "監視員は投票できます。"},
	{"lost not", "he", "Observers cannot vote.", "המשקיפים רשאים להצביע."},
	{"lost not", "id", "Observers cannot vote.", "Pengamat dapat memberikan suara."},
	{"lost not", "de", "The list is not final.", "Die Liste ist endgültig."},
	{"lost not", "ta", "The list is not final.", "பட்டியல் இறுதியானது."},
	{"changed date", "fr", "The election is on 14 May 2024.", "L’élection a lieu le 15 mai 2024."},
	{"changed date", "de", "The election is on 14 May 2024.", "Die Wahl ist am 14. Juni 2024."},
	{"changed date", "es", "The election is on 14 May 2024.", "La elección es el 14 de mayo de 2025."},
	{"changed date", "ar", "The election is on 14 May 2024.", "تجرى الانتخابات في 14 يونيو 2024."},
	{"changed date", "ru", "The election is on 14 May 2024.", "Выборы состоятся 14 июня 2024 года."},
	{"changed date", "hi", "The election is on 14 May 2024.", "चुनाव 14 जून 2024 को है।"},
	{"changed date", "ja", "The election is on 14 May 2024.", "選挙は2024年6月14日です。"},
	{"changed date", "bn", "The election is on 14 May 2024.", "নির্বাচন ১৫ মে ২০২৪।"},
	{"swapped link", "de", "Use [Weblate](https://weblate.org/) or [Poedit](https://poedit.net/).", "Nehmen Sie [Poedit](https://weblate.org/) oder [Weblate](https://poedit.net/)."},
	{"swapped link", "ja", "Write to [info@ifes.org](mailto:info@ifes.org) or [a@b.org](mailto:a@b.org).", "[a@b.org](mailto:info@ifes.org)または[info@ifes.org](mailto:a@b.org)にお知らせください。"},
	{"doubled word", "hi", "The text of the page.", "पृष्ठ का का पाठ।"},
	{"doubled word", "vi", "The text of the page.", "Văn bản của của trang."},
	{"doubled word", "fa", "The text of the page.", "متن در در صفحه."},
	{"dropped placeholder", "fr", "Contact: {{.Address}}", "Contact"},
	{"dropped placeholder", "ar", "Contact: {{.Address}}", "للتواصل"},
	{"wrong plural form", "fr", "{{.Count}} page", "2 pages"},
	{"wrong plural form", "ru", "{{.Count}} page", "5 страниц"},
	{"wrong plural form", "pl", "{{.Count}} page", "3 strony"},
	{"look-alike host", "fr", "See https://www.ifes.org/ now.", "Voir https://www.lfes.org/ maintenant."},
	{"look-alike host", "ru", "See https://www.ifes.org/ now.", "См. https://www.ifеs.org/ сейчас."},
	{"look-alike host", "zh-Hans", "See https://www.ifes.org/ now.", "请见 https://www.ifes.org.example.com/ 。"},
}

// found reports whether the checks, or the parser of pages, see what is wrong.
func found(g *Glossary, p Pair) bool {
	if len(g.Check(p)) > 0 || p.Kind == page.KindMessage && len(Structure(p)) > 0 { // fields are the catalog's own check's business
		return true
	}
	doc, ds := page.Parse("a.md", []byte(p.Text+"\n"), page.Options{})
	_, more := doc.Render(markup.RenderOptions{Resolve: func(dest string, _ bool) (string, bool) { return "", false }})
	for _, d := range append(ds, more...) {
		if d.Severity == diag.Error {
			return true
		}
	}
	return false
}

// TestAttacks makes four hundred attacks and slips in translations of many scripts; at least 95 of 100 must be found.
func TestAttacks(t *testing.T) {
	all, g := pairs(t)
	r := rand.New(rand.NewPCG(400, 20261127))
	scripts := map[string]bool{}
	hits, total := map[string]int{}, map[string]int{}
	var missed []string
	try := func(kind string, p Pair) {
		total[kind]++
		total[""]++
		scripts[p.Locale.Script()] = true
		if found(g, p) {
			hits[kind]++
			hits[""]++
		} else {
			missed = append(missed, fmt.Sprintf("%s in %s: %.120s", kind, p.Locale, p.Text))
		}
	}
	for _, s := range slips {
		p := Pair{Source: "en", Locale: s.locale, Kind: page.KindParagraph, SourceText: s.source, Text: s.text, Pos: diag.At("a.md", 1, 1)}
		if strings.Contains(s.source, "{{") {
			p.Kind = page.KindMessage
			if s.kind == "wrong plural form" {
				p.Category, p.SourceCategory = "one", "one"
			}
		}
		try(s.kind, p)
	}
	for total[""] < 400 {
		a := attacks[total[""]%len(attacks)]
		for n := 0; ; n++ {
			p := all[r.IntN(len(all))]
			if a.do(r, &p) {
				try(a.name, p)
				break
			}
			if n > 100_000 {
				t.Fatalf("no block gives a hold for %s", a.name)
			}
		}
	}
	for _, a := range attacks {
		t.Logf("%-24s %d of %d", a.name, hits[a.name], total[a.name])
	}
	for _, m := range missed {
		t.Logf("missed: %s", m)
	}
	if hits[""]*100 < 95*total[""] {
		t.Errorf("found %d of %d", hits[""], total[""])
	}
	if len(scripts) < 10 {
		t.Errorf("only %d scripts", len(scripts))
	}
	t.Logf("found %d of %d in %d scripts", hits[""], total[""], len(scripts))
}

func BenchmarkCheck(b *testing.B) {
	all, g := pairs(b)
	for i := 0; b.Loop(); i++ {
		g.Check(all[i%len(all)])
	}
}
