package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/pelletier/go-toml/v2"
	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"

	"vernacular/internal/catalog"
	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/markup"
	"vernacular/internal/page"
)

// The tests in this file read the site of this repository as a proof-reader does who knows no language of it. Each
// has its judge, a function from texts to faults, which TestJudges gives texts that are wrong in every way it knows.

// shipped are the locales that the site is published in. One that is added later is judged by what it has of it.
var shipped = strings.Fields("en am ar az bg bn de es fa fi fr he hi hr id ja ka km ko lt mk mn pt pt-BR ro ru rw " +
	"si sk sr sr-Latn sw ta tr uk ur uz vi zh-Hans zh-Hant")

// readBySpeaker are the pages that a speaker has compared with the source, by file, with where that is recorded.
// Every other translation must call itself a machine's.
var readBySpeaker = map[string]string{}

// inDigits are numbers that a translation writes where the English text has none, by file.
var inDigits = map[string][]string{
	"content/ja/index.md": {"1"}, // the coming year
	"content/ko/index.md": {"1"},

	"content/az/about-translations.md": {"64"}, // the digits of a fingerprint
	"content/ja/about-translations.md": {"64"},
	"content/km/about-translations.md": {"64"},
	"content/ko/about-translations.md": {"64"},
}

const glossaryFile = "locales/glossary.toml"

// siteTexts are the site's pages, catalogs and glossary by path.
func siteTexts(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, dir := range []string{"content", "locales"} {
		files, err := readTree("../../" + dir)
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range files {
			if !strings.HasSuffix(name, ".ico") {
				texts[dir+"/"+name] = text
			}
		}
	}
	return texts
}

// locales are the shipped ones and all others that have a page or a catalog.
func locales(texts map[string]string) []string {
	tags := slices.Clone(shipped)
	for name := range texts {
		if rest, ok := strings.CutPrefix(name, "content/"); ok {
			tag, _, _ := strings.Cut(rest, "/")
			tags = append(tags, tag)
		} else if tag, _, ok := catalog.SplitName(strings.TrimPrefix(name, "locales/")); ok {
			tags = append(tags, tag)
		}
	}
	slices.Sort(tags)
	return slices.Compact(tags)
}

// pages are the paths below content/<tag>/ of a locale's pages, sorted.
func pages(texts map[string]string, tag string) []string {
	var names []string
	for name := range texts {
		if rest, ok := strings.CutPrefix(name, "content/"+tag+"/"); ok && (strings.HasSuffix(rest, ".md") || strings.HasSuffix(rest, ".html")) {
			names = append(names, rest)
		}
	}
	slices.Sort(names)
	return names
}

// TestStructureParity compares every translation with the source block by block: what cannot be laid side by side
// with the English text cannot be checked by those who read both.
func TestStructureParity(t *testing.T) {
	texts := siteTexts(t)
	for _, tag := range locales(texts) {
		t.Run(tag, func(t *testing.T) {
			for _, name := range []string{"index.md", "about-translations.md", "add-a-language.md", "languages.md"} {
				if _, ok := texts["content/"+tag+"/"+name]; !ok && slices.Contains(shipped, tag) {
					t.Errorf("content/%s/%s is missing", tag, name)
				}
			}
			for _, name := range pages(texts, tag) {
				source, file := "content/en/"+name, "content/"+tag+"/"+name
				if _, ok := texts[source]; !ok {
					t.Errorf("%s translates nothing: there is no %s", file, source)
				} else {
					report(t, parityFaults(source, texts[source], file, texts[file]))
				}
			}
		})
	}
}

func report(t *testing.T, faults []string) {
	t.Helper()
	for _, f := range faults {
		t.Error(f)
	}
}

// words are the keys of the front matter that readers get to see.
var words = []string{"title", "description", "hero.callout.alt", "hero.callout.text"}

// parityFaults says where a translation is not built as its source is. A draft is nobody's page yet.
func parityFaults(sourceFile, source, file, text string) []string {
	en, _ := page.Parse(sourceFile, []byte(source), page.Options{})
	tr, problems := page.Parse(file, []byte(text), page.Options{})
	if draft, _ := tr.Meta.Bool("draft"); draft {
		return nil
	}
	var faults []string
	bad := func(line int, format string, args ...any) {
		faults = append(faults, fmt.Sprintf("%s:%d: %s", file, line, fmt.Sprintf(format, args...)))
	}
	for _, p := range problems {
		faults = append(faults, p.String())
	}
	for _, key := range words {
		if value, _ := tr.Meta.String(key); en.Meta.Has(key) && strings.TrimSpace(value) == "" {
			bad(1, "the front matter lacks %s", key)
		}
	}
	state, _ := tr.Meta.String("translation")
	if _, read := readBySpeaker[file]; file != sourceFile && state != "machine" && !read {
		bad(max(1, tr.Meta.At("translation").Line), "the front matter says translation: %q, not machine; if a speaker has worked on the page, "+
			"record it in readBySpeaker in cmd/vernacular/editions_test.go", state)
	}

	for i := range max(len(en.Blocks), len(tr.Blocks)) {
		if i == len(tr.Blocks) {
			bad(1+strings.Count(strings.TrimSpace(text), "\n"), "the page ends before the %s at %s:%d", kind(en.Blocks[i]), sourceFile, en.Blocks[i].Line)
			break
		} else if i == len(en.Blocks) {
			bad(tr.Blocks[i].Line, "this %s comes after the end of %s", kind(tr.Blocks[i]), sourceFile)
			break
		}
		e, b := en.Blocks[i], tr.Blocks[i]
		if kind(e) != kind(b) {
			bad(b.Line, "a %s stands where %s:%d has a %s", kind(b), sourceFile, e.Line, kind(e))
			break // all that follows is out of step
		}
		want, got := look(e), look(b)
		_, got.numbers = differ(inDigits[file], got.numbers)
		for _, m := range []struct {
			what      string
			want, got []string
		}{
			{"links", want.links, got.links}, {"mark-up", want.marks, got.marks}, {"code", want.code, got.code},
			{"HTML tags", want.tags, got.tags}, {"numbers", want.numbers, got.numbers},
		} {
			if d := differences(m.want, m.got); d != "" {
				bad(b.Line, "other %s than at %s:%d: %s", m.what, sourceFile, e.Line, d)
			}
		}
		if file != sourceFile && b.Kind != page.KindCode && b.Text == e.Text && strings.Count(e.Text, " ") > 3 {
			bad(b.Line, "the text of %s:%d is not translated", sourceFile, e.Line)
		}
	}
	return faults
}

func kind(b page.Block) string {
	if b.Level > 0 {
		return fmt.Sprintf("%s of level %d", b.Kind, b.Level)
	}
	return string(b.Kind)
}

// looks is what of a block must be the same in every language, each sorted since the order of words is not; and
// its text.
type looks struct {
	links, marks, code, tags, numbers []string

	prose string // without code
	own   string // without code, and without <span lang="…">, which holds another language
}

var (
	codeSpan = regexp.MustCompile("`[^`]*`")
	rawTag   = regexp.MustCompile(`</?[A-Za-z][^>]*>`)
)

// look reads a block as it will be published.
func look(b page.Block) looks {
	if b.Kind == page.KindCode {
		return looks{code: []string{b.Source}}
	}
	var l looks
	var prose, own strings.Builder
	doc, _ := page.Parse("block.md", []byte(b.Source), page.Options{NoBlocks: true})
	out, _ := doc.Render(markup.RenderOptions{})
	z := html.NewTokenizer(strings.NewReader(out))
	code, span := false, 0
	for tt := z.Next(); tt != html.ErrorToken; tt = z.Next() {
		switch k := z.Token(); {
		case k.Data == "code" && tt != html.TextToken:
			code = tt == html.StartTagToken
			if code {
				l.code = append(l.code, "")
			}
			prose.WriteByte(' ')
			own.WriteByte(' ')
		case tt == html.TextToken && code:
			l.code[len(l.code)-1] += k.Data
		case tt == html.TextToken:
			prose.WriteString(k.Data)
			if span == 0 {
				own.WriteString(k.Data)
			}
		case k.Data == "span" && tt == html.StartTagToken:
			span++
			own.WriteByte(' ')
		case k.Data == "span":
			span--
		case k.Data == "a":
			// The words of a link are told from what stands close to it: an ending, a preposition.
			own.WriteByte(' ')
			if tt == html.StartTagToken {
				l.links = append(l.links, k.String())
			}
		case tt == html.StartTagToken && k.Data != "p":
			l.marks = append(l.marks, k.String())
		}
	}
	l.prose, l.own = prose.String(), own.String()
	for _, tag := range rawTag.FindAllString(codeSpan.ReplaceAllString(b.Source, ""), -1) {
		// A name that stays in its own language says so.
		if !strings.HasPrefix(tag, `<span lang="`) && tag != "</span>" {
			l.tags = append(l.tags, tag)
		}
	}
	l.numbers = numbers(l.prose)
	for _, s := range [][]string{l.links, l.marks, l.code, l.tags, l.numbers} {
		slices.Sort(s)
	}
	return l
}

// numbers are the numbers of a text, in European digits whichever it uses.
func numbers(text string) []string {
	var b strings.Builder
	for _, r := range text {
		if d := digit(r); d >= 0 {
			b.WriteByte(byte('0' + d))
		} else {
			b.WriteByte(' ')
		}
	}
	return strings.Fields(b.String())
}

// digit is the value of a decimal digit of any script, or -1. Unicode gives every script its ten in a row from zero.
func digit(r rune) int {
	for _, in := range unicode.Digit.R16 {
		if rune(in.Lo) <= r && r <= rune(in.Hi) {
			return int(r-rune(in.Lo)) % 10
		}
	}
	for _, in := range unicode.Digit.R32 {
		if rune(in.Lo) <= r && r <= rune(in.Hi) {
			return int(r-rune(in.Lo)) % 10
		}
	}
	return -1
}

// differ gives what got lacks of want and what it has beyond, each thing as often as that is.
func differ(want, got []string) (lacks, extra []string) {
	extra = slices.Clone(got)
	for _, w := range want {
		if i := slices.Index(extra, w); i >= 0 {
			extra = slices.Delete(extra, i, i+1)
		} else {
			lacks = append(lacks, w)
		}
	}
	return lacks, extra
}

// differences is "" where there are none.
func differences(want, got []string) string {
	lacks, extra := differ(want, got)
	var parts []string
	if len(lacks) > 0 {
		parts = append(parts, "missing "+strings.Join(lacks, " "))
	}
	if len(extra) > 0 {
		parts = append(parts, "too much "+strings.Join(extra, " "))
	}
	return strings.Join(parts, ", ")
}

// TestSerbianScripts sees that the two Serbian editions are one text in two scripts, so that they are corrected together.
func TestSerbianScripts(t *testing.T) {
	texts := siteTexts(t)
	for _, name := range pages(texts, "sr") {
		file, other := "content/sr-Latn/"+name, "content/sr/"+name
		got := strings.Split(texts[file], "\n")
		for i, want := range strings.Split(latin(texts[other]), "\n") {
			if i == len(got) || got[i] != want {
				t.Errorf("%s:%d: not the text of %s in Latin letters, which is:\n%s", file, i+1, other, want)
				break
			}
		}
	}

	sr, latn := readCatalog(t, texts, "sr"), readCatalog(t, texts, "sr-Latn")
	for _, m := range sr.Messages {
		other, _ := latn.Get(m.ID)
		for _, f := range m.Forms {
			if o, _ := other.Form(f.Category); o.Text != latin(f.Text) {
				t.Errorf("%s:%d: the message “%s”, form %s, is not that of %s in Latin letters, which is:\n%s", latn.File, o.Pos.Line, m.ID, f.Category, sr.File, latin(f.Text))
			}
		}
	}
	terms := readGlossary(t, texts)
	for _, term := range slices.Sorted(maps.Keys(terms)) {
		if want, got := latin(terms[term]["sr"]), terms[term]["sr-Latn"]; got != want {
			t.Errorf("%s: [%s] sr-Latn is “%s”; sr in Latin letters is “%s”", glossaryFile, term, got, want)
		}
	}
}

var serbian = func() map[rune]string {
	to := strings.Fields("a b v g d đ e ž z i j k l lj m n nj o p r s t ć u f h c č dž š")
	letters := map[rune]string{}
	for i, r := range []rune("абвгдђежзијклљмнњопрстћуфхцчџш") {
		letters[r] = to[i]
	}
	return letters
}()

// latin writes Serbian in Latin letters, one for one. What is in Latin letters already stays: addresses, code,
// {{.Fields}}. A capital of two letters is Lj, or LJ among other capitals.
func latin(text string) string {
	var b strings.Builder
	rs := []rune(text)
	for i, r := range rs {
		to, ok := serbian[unicode.ToLower(r)]
		switch {
		case !ok:
			b.WriteRune(r)
		case unicode.IsLower(r):
			b.WriteString(to)
		case amongCapitals(rs, i):
			b.WriteString(strings.ToUpper(to))
		default:
			first := []rune(to)
			b.WriteString(strings.ToUpper(string(first[:1])) + string(first[1:]))
		}
	}
	return b.String()
}

// amongCapitals goes by the next letter, and at the end of a word by the one before.
func amongCapitals(rs []rune, i int) bool {
	if i+1 < len(rs) && unicode.IsLetter(rs[i+1]) {
		return unicode.IsUpper(rs[i+1])
	}
	return i > 0 && unicode.IsUpper(rs[i-1])
}

// TestMessages sees that every catalog says all that the English one says, in the plural forms of its language.
func TestMessages(t *testing.T) {
	texts := siteTexts(t)
	source := readCatalog(t, texts, "en")
	if len(source.Messages) == 0 {
		t.Fatalf("%s has no message", source.File)
	}
	for _, tag := range locales(texts) {
		t.Run(tag, func(t *testing.T) {
			if _, ok := texts["locales/active."+tag+".toml"]; !ok && !slices.Contains(shipped, tag) {
				return
			}
			report(t, messageFaults(source, readCatalog(t, texts, tag), slices.Contains(shipped, tag)))
		})
	}
}

func readCatalog(t *testing.T, texts map[string]string, tag string) *catalog.Catalog {
	t.Helper()
	file := "locales/active." + tag + ".toml"
	text, ok := texts[file]
	if !ok {
		t.Fatalf("%s is missing", file)
	}
	c, problems := catalog.Parse(file, []byte(text), locale.Tag(tag), catalog.Limits{})
	for _, p := range problems {
		t.Error(p)
	}
	return c
}

// messageFaults says where a catalog lacks plural forms or fields, or messages if it is to be whole, or has too many.
// It is stricter than catalog.Check: only a form for one single number may leave the number out.
func messageFaults(source, c *catalog.Catalog, whole bool) []string {
	var faults []string
	bad := func(pos diag.Pos, format string, args ...any) {
		faults = append(faults, fmt.Sprintf("%s:%d: %s", c.File, pos.Line, fmt.Sprintf(format, args...)))
	}
	for _, s := range source.Messages {
		m, ok := c.Get(s.ID)
		if !ok {
			if whole {
				faults = append(faults, fmt.Sprintf("%s: the message “%s” is missing", c.File, s.ID))
			}
			continue
		}
		other, _ := s.Form("other")
		want, got := []string{"other"}, []string{}
		if s.Counts() {
			want = c.Tag.PluralForms()
		}
		for _, f := range m.Forms {
			got = append(got, f.Category)
			need, has := fields(other), fields(f)
			if s.Counts() && !slices.Contains(has, "Count") && standsForOne(c.Tag, f.Category) {
				need = slices.DeleteFunc(need, func(name string) bool { return name == "Count" })
			}
			if d := differences(need, has); d != "" {
				bad(f.Pos, "the fields of the message “%s”, form %s: %s", m.ID, f.Category, d)
			}
		}
		if d := differences(want, got); d != "" {
			bad(m.Pos, "the plural forms of the message “%s”: %s", m.ID, d)
		}
	}
	for _, m := range c.Messages {
		if _, ok := source.Get(m.ID); !ok {
			bad(m.Pos, "the English catalog has no message “%s”", m.ID)
		}
	}
	return faults
}

func fields(f catalog.Form) []string {
	var names []string
	for _, p := range f.Parts {
		if p.Field != "" {
			names = append(names, p.Field)
		}
	}
	slices.Sort(names)
	return names
}

// standsForOne tells whether a plural category holds a single whole number ("one" in Arabic, but not in Russian: 1, 21, 31 …).
func standsForOne(tag locale.Tag, category string) bool {
	n := 0
	for i := range 1001 {
		if c, _ := tag.Plural(i); c == category {
			n++
		}
	}
	return n == 1
}

// TestCharacters looks at the letters and marks that all texts are written with.
func TestCharacters(t *testing.T) {
	texts := siteTexts(t)
	for _, file := range slices.Sorted(maps.Keys(texts)) {
		report(t, fileFaults(file, texts[file]))
	}
	source := readCatalog(t, texts, "en")
	for _, tag := range locales(texts) {
		t.Run(tag, func(t *testing.T) {
			for _, name := range pages(texts, tag) {
				english := latinWords(passages("content/en/"+name, texts["content/en/"+name]))
				for _, p := range passages("content/"+tag+"/"+name, texts["content/"+tag+"/"+name]) {
					report(t, characterFaults(locale.Tag(tag), p, english))
				}
			}
			if _, ok := texts["locales/active."+tag+".toml"]; !ok {
				return // TestMessages says so
			}
			for _, m := range readCatalog(t, texts, tag).Messages {
				s, _ := source.Get(m.ID)
				english := latinWords(messagePassages(source.File, s))
				for _, p := range messagePassages("locales/active."+tag+".toml", m) {
					report(t, characterFaults(locale.Tag(tag), p, english))
				}
			}
		})
	}
	terms := readGlossary(t, texts)
	for _, term := range slices.Sorted(maps.Keys(terms)) {
		english := latinWords([]passage{{own: terms[term]["en"]}})
		for _, tag := range slices.Sorted(maps.Keys(terms[term])) {
			text := terms[term][tag]
			report(t, characterFaults(locale.Tag(tag), passage{glossaryFile + ": [" + term + "] " + tag, text, text}, english))
		}
	}
}

// fileFaults looks at all of a file, whatever it is. No text of the site needs a control of direction: the pages say
// their direction in their markup.
func fileFaults(file, text string) []string {
	var faults []string
	for i, line := range strings.Split(text, "\n") {
		if !norm.NFC.IsNormalString(line) {
			faults = append(faults, fmt.Sprintf("%s:%d: not in the form NFC: %+q", file, i+1, unlike(line, norm.NFC.String(line))))
		}
		if at := strings.IndexFunc(line, func(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) }); at >= 0 {
			faults = append(faults, fmt.Sprintf("%s:%d: a control of direction: %+.10q", file, i+1, line[at:]))
		}
	}
	return faults
}

// unlike is the first word of a that b does not have.
func unlike(a, b string) string {
	for _, w := range strings.Fields(a) {
		if !strings.Contains(b, w) {
			return w
		}
	}
	return a
}

// passage is a piece of prose: without code and fields; own is without names in other languages, too.
type passage struct{ at, prose, own string }

func passages(file, text string) []passage {
	d, _ := page.Parse(file, []byte(text), page.Options{})
	var out []passage
	for _, key := range words {
		if value, ok := d.Meta.String(key); ok {
			out = append(out, passage{fmt.Sprintf("%s:%d", file, d.Meta.At(key).Line), value, value})
		}
	}
	for _, b := range d.Blocks {
		l := look(b)
		out = append(out, passage{fmt.Sprintf("%s:%d", file, b.Line), l.prose, l.own})
	}
	return out
}

func messagePassages(file string, m catalog.Message) []passage {
	var out []passage
	for _, f := range m.Forms {
		text := f.Text
		for _, p := range f.Parts {
			text = strings.ReplaceAll(text, "{{."+p.Field+"}}", " ")
		}
		out = append(out, passage{fmt.Sprintf("%s:%d", file, f.Pos.Line), text, text})
	}
	return out
}

// latinWords are the words that a text in another script may hold as they are: those of the English text.
func latinWords(of []passage) map[string]bool {
	known := map[string]bool{"IFES": true} // stands beside the translated name of the foundation
	for _, p := range of {
		for _, w := range splitWords(p.own) {
			known[w] = true
		}
	}
	return known
}

// characterFaults looks at the prose of a locale: its quotation marks, and the scripts of its words.
func characterFaults(tag locale.Tag, p passage, english map[string]bool) []string {
	var faults []string
	// The English page of the guidelines is given to us as it is.
	if at := strings.IndexAny(p.prose, "\"'`\u00b4"); at >= 0 && !strings.HasPrefix(p.at, "content/en/index.md:") {
		faults = append(faults, fmt.Sprintf("%s: a straight quotation mark or apostrophe: %.40s", p.at, p.prose[at:]))
	}
	home := scripts(tag.Autonym())
	if tag.Language() == "ja" {
		home = append(home, "Hiragana", "Katakana")
	}
	for _, w := range splitWords(p.own) {
		found := scripts(w)
		_, foreign := differ(home, found)
		switch {
		case len(foreign) == 0:
		case len(found) > 1:
			faults = append(faults, fmt.Sprintf("%s: the word “%s” mixes letters of %s", p.at, w, strings.Join(found, " and ")))
		case !english[w] || len(w) == 1 && slices.Contains(home, "Cyrillic"): // nobody sees which "a" it is
			faults = append(faults, fmt.Sprintf("%s: the word “%s” is in the script %s and not of the English text; a name in another language stands in <span lang=\"…\">",
				p.at, w, foreign[0]))
		}
	}
	return faults
}

// splitWords takes a text apart at everything but letters and their marks, and where Latin letters stand beside
// those of scripts that put no space between words or before an ending.
func splitWords(text string) []string {
	var words []string
	var word []rune
	last := ""
	end := func() {
		if len(word) > 0 {
			words = append(words, string(word))
		}
		word, last = nil, ""
	}
	for _, r := range text {
		if !unicode.In(r, unicode.L, unicode.M) && r != 0x200c && r != 0x200d {
			end()
			continue
		}
		if s := script(r); s != "" {
			if last == "Latin" && eastAsian[s] || s == "Latin" && eastAsian[last] {
				end()
			}
			last = s
		}
		word = append(word, r)
	}
	end()
	return words
}

var eastAsian = map[string]bool{"Han": true, "Hiragana": true, "Katakana": true, "Hangul": true}

// scripts are those of a text's letters, each once.
func scripts(text string) []string {
	var found []string
	for _, r := range text {
		if s := script(r); s != "" && unicode.In(r, unicode.L, unicode.M) && !slices.Contains(found, s) {
			found = append(found, s)
		}
	}
	return found
}

var scriptOf = map[rune]string{}

// script names the script of a character, "" if it belongs to several.
func script(r rune) string {
	name, ok := scriptOf[r]
	if !ok {
		for n, table := range unicode.Scripts {
			if n != "Common" && n != "Inherited" && unicode.Is(table, r) {
				name = n
			}
		}
		scriptOf[r] = name
	}
	return name
}

// TestGlossary sees that the glossary is whole. The program does not read it, so nobody else would.
func TestGlossary(t *testing.T) {
	texts := siteTexts(t)
	report(t, glossaryFaults(texts[glossaryFile], locales(texts)))
}

func readGlossary(t *testing.T, texts map[string]string) map[string]map[string]string {
	t.Helper()
	var terms map[string]map[string]string
	if err := toml.Unmarshal([]byte(texts[glossaryFile]), &terms); err != nil || len(terms) == 0 {
		t.Fatalf("%s has %d terms: %v", glossaryFile, len(terms), err)
	}
	return terms
}

// glossaryFaults says which terms lack a shipped locale, have one that the site does not, or stand in another order
// than en and then by tag.
func glossaryFaults(text string, known []string) []string {
	var terms map[string]map[string]string
	if err := toml.Unmarshal([]byte(text), &terms); err != nil {
		return []string{glossaryFile + ": " + err.Error()}
	}
	var faults []string
	bad := func(term, format string, args ...any) {
		faults = append(faults, fmt.Sprintf("%s: [%s] %s", glossaryFile, term, fmt.Sprintf(format, args...)))
	}
	if len(terms) == 0 {
		faults = append(faults, glossaryFile+": there is no term")
	}
	if !norm.NFC.IsNormalString(text) {
		faults = append(faults, glossaryFile+": not in the form NFC")
	}
	for _, term := range slices.Sorted(maps.Keys(terms)) {
		for _, tag := range shipped {
			if _, ok := terms[term][tag]; !ok {
				bad(term, "lacks %s", tag)
			}
		}
		for _, tag := range slices.Sorted(maps.Keys(terms[term])) {
			if strings.TrimSpace(terms[term][tag]) == "" {
				bad(term, "%s is empty", tag)
			}
			if !slices.Contains(known, tag) {
				bad(term, "%s is no locale of this site", tag)
			}
		}
	}
	term, last := "", ""
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "[") {
			term, last = strings.Trim(line, "[]"), ""
		} else if tag, _, ok := strings.Cut(line, " = "); ok && !strings.HasPrefix(line, "#") {
			if last == "" && tag != "en" || last != "" && last != "en" && tag <= last {
				bad(term, "%s is out of order: en comes first, then the others by tag", tag)
			}
			last = tag
		}
	}
	return faults
}

// TestJudges gives the judges texts with one fault each, and a good one with none.
func TestJudges(t *testing.T) {
	expect := func(t *testing.T, faults []string, want string) {
		t.Helper()
		found := slices.ContainsFunc(faults, func(f string) bool { return strings.Contains(f, want) })
		if found != (want != "") {
			t.Errorf("found %q, want %q", faults, want)
		}
	}
	change := func(t *testing.T, text, from, to string) string {
		t.Helper()
		if strings.Count(text, from) != 1 {
			t.Fatalf("%q is there %d times", from, strings.Count(text, from))
		}
		return strings.Replace(text, from, to, 1)
	}

	t.Run("pages", func(t *testing.T) {
		const source = "---\ntitle: T\ndescription: D\nhero:\n  callout:\n    alt: A\n    text: X\n---\n\n" +
			"More than 70 [countries](x.md) in 2024.\n\n## Heading\n\n" +
			"<i>One</i>, **two** and `three` of the Foundation at <a href=\"mailto:a@b.org\">a@b.org</a>.\n\n" +
			"- Item\n- Item\n\n| A | B |\n|---|---|\n| C | D |\n"
		const good = "---\ntitle: TT\ndescription: DD\ntranslation: machine\nhero:\n  callout:\n    alt: AA\n    text: XX\n---\n\n" +
			"\u0662\u0660\u0662\u0664 [pays](x.md) \u09ed\u09e6.\n\n## Titre\n\n" +
			"<a href=\"mailto:a@b.org\">a@b.org</a> `three` <span lang=\"en\">Foundation</span> **deux** <i>un</i>.\n\n" +
			"- Article\n- Article\n\n| AA | BB |\n|---|---|\n| CC | DD |\n"
		for _, c := range []struct{ from, to, want string }{
			{"TT", "TT", ""},
			{"title: TT\n", "", "fr/x.md:1: the front matter lacks title"},
			{"DD\ntr", "\"\"\ntr", "fr/x.md:1: the front matter lacks description"},
			{"    alt: AA\n", "", "lacks hero.callout.alt"},
			{"    text: XX\n", "", "lacks hero.callout.text"},
			{"machine", "reviewed", "fr/x.md:4: the front matter says translation: \"reviewed\""},
			{"translation: machine\n", "", "fr/x.md:1: the front matter says translation: \"\""},
			{"translation: machine\n", "draft: true\n", ""},
			{"(x.md)", "(y.md)", "fr/x.md:11: other links than at en/x.md:10: missing <a href=\"x.md\">, too much <a href=\"y.md\">"},
			{"[pays](x.md)", "pays", "missing <a href=\"x.md\">"},
			{"\u0662\u0660\u0662\u0664", "2025", "fr/x.md:11: other numbers than at en/x.md:10: missing 2024, too much 2025"},
			{" \u09ed\u09e6", "", "missing 70"},
			{"Article\n-", "Article 3\n-", "too much 3"},
			{"## T", "### T", "fr/x.md:13: a heading of level 3 stands where en/x.md:12 has a heading of level 2"},
			{"## Titre\n\n", "", "fr/x.md:13: a paragraph stands where en/x.md:12 has a heading of level 2"},
			{"- Article\n- Article", "- Article", "a tableCell stands where"},
			{"| CC | DD |\n", "", "fr/x.md:21: the page ends before the tableCell at en/x.md:21"},
			{"| CC | DD |\n", "| CC | DD |\n\nFin.\n", "fr/x.md:24: this paragraph comes after the end of en/x.md"},
			{"**deux**", "deux", "other mark-up than at en/x.md:14: missing <strong>"},
			{"**deux**", "*deux*", "missing <strong>, too much <em>"},
			{"`three`", "`trois`", "other code than at en/x.md:14: missing three, too much trois"},
			{"<a href=\"mailto:a@b.org\">a@b.org</a>", "[a@b.org](mailto:a@b.org)", "other HTML tags than at en/x.md:14: missing </a> <a href=\"mailto:a@b.org\">"},
			{"**deux** <i>un</i>", "<i>un</i>", "missing <strong>"},
			{"CC", "C", ""},
			{"## Titre", "## <b>Titre", "other HTML tags than at en/x.md:12: too much <b>"},
		} {
			t.Run(c.want, func(t *testing.T) {
				expect(t, parityFaults("en/x.md", source, "fr/x.md", change(t, good, c.from, c.to)), c.want)
			})
		}
	})

	t.Run("untranslated", func(t *testing.T) {
		const text = "---\ntitle: T\ntranslation: machine\n---\n\nNobody has touched this sentence.\n"
		expect(t, parityFaults("en/x.md", text, "fr/x.md", text), "fr/x.md:6: the text of en/x.md:6 is not translated")
		expect(t, parityFaults("en/x.md", text, "en/x.md", text), "")
	})

	t.Run("numbers", func(t *testing.T) {
		const text = "a70 \u0667\u0660 \u06f7\u06f0 \u096d\u0966 \u09ed\u09e6 \u0bed\u0be6 \u17e7\u17e0, \uff17\uff10 \U0001e957\U0001e950"
		if got, want := numbers(text), strings.Fields("70 70 70 70 70 70 70 70 70"); !slices.Equal(got, want) {
			t.Errorf("%s: found %v", text, got)
		}
	})

	t.Run("messages", func(t *testing.T) {
		parse := func(tag locale.Tag, text string) *catalog.Catalog {
			c, problems := catalog.Parse("active."+string(tag)+".toml", []byte(text), tag, catalog.Limits{})
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			return c
		}
		source := parse("en", "hi = \"Hi {{.Name}}\"\n[n]\none = \"{{.Count}} thing\"\nother = \"{{.Count}} things\"\n")
		const ru = "hi = \"{{.Name}} да\"\n[n]\none = \"{{.Count}} а\"\nfew = \"{{.Count}} б\"\nmany = \"{{.Count}} в\"\nother = \"{{.Count}} г\"\n"
		for _, c := range []struct{ from, to, want string }{
			{"да", "нет", ""},
			{"hi = \"{{.Name}} да\"\n", "", "active.ru.toml: the message “hi” is missing"},
			{"{{.Name}} ", "", "active.ru.toml:1: the fields of the message “hi”, form other: missing Name"},
			{"{{.Name}}", "{{.Name}} {{.Name}}", "too much Name"},
			{"few = \"{{.Count}} б\"\n", "", "active.ru.toml:2: the plural forms of the message “n”: missing few"},
			{"{{.Count}} а", "один", "active.ru.toml:3: the fields of the message “n”, form one: missing Count"},
			{"hi =", "ho = \"да\"\nhi =", "active.ru.toml:1: the English catalog has no message “ho”"},
		} {
			expect(t, messageFaults(source, parse("ru", change(t, ru, c.from, c.to)), true), c.want)
		}
		expect(t, messageFaults(source, parse("ru", "hi = \"{{.Name}}\"\n"), false), "")
		expect(t, messageFaults(source, parse("ja", "[n]\nother = \"{{.Count}}\"\n"), false), "")
		expect(t, messageFaults(source, parse("ar", "[n]\nzero = \"\u0644\u0627\"\none = \"\u0648\"\ntwo = \"\u0628\"\nfew = \"{{.Count}}\"\nmany = \"{{.Count}}\"\nother = \"{{.Count}}\"\n"), false), "")
	})

	t.Run("characters", func(t *testing.T) {
		expect(t, fileFaults("x", "\u00e9\n\u00e9t\u00e9"), "")
		expect(t, fileFaults("x", "a\nb e\u0301te"), "x:2: not in the form NFC: \"e\\u0301te\"")
		expect(t, fileFaults("x", "a\nb \u200f"), "x:2: a control of direction: \"\\u200f\"")
		expect(t, fileFaults("x", "a \u202eb"), "x:1: a control of direction")
		english := latinWords([]passage{{own: "AI of a Foundation"}})
		for _, c := range []struct {
			tag        locale.Tag
			text, want string
		}{
			{"fr", "l’un « mot » d’ici", ""},
			{"fr", "l'un", "x:1: a straight quotation mark or apostrophe: 'un"},
			{"fr", "le \"mot\"", "a straight quotation mark"},
			{"fr", "un mot\u0430", "mixes letters of Latin and Cyrillic"},
			{"fr", "\u0430", "is in the script Cyrillic"},
			{"ru", "слово AI-слово", ""},
			{"ru", "\u0441лово и c\u043bово", "the word “c\u043bово” mixes letters of Latin and Cyrillic"},
			{"ru", "слово a слово", "the word “a” is in the script Latin"},
			{"ru", "слово Word", "the word “Word” is in the script Latin and not of the English text"},
			{"sr-Latn", "re\u010d", ""},
			{"sr-Latn", "r\u0435\u010d", "mixes"},
			{"ja", "AI技術をカタカナで", ""},
			{"ja", "技術\u0430", "mixes letters of Han and Cyrillic"},
			{"zh-Hans", "技术の", "mixes letters of Han and Hiragana"},
			{"ko", "AI는 기술", ""},
			{"am", "በAI", "mixes letters of Ethiopic and Latin"},
		} {
			expect(t, characterFaults(c.tag, passage{"x:1", c.text, c.text}, english), c.want)
		}
		const text = "---\ntitle: \"a\\\"b\"\n---\n\n`c\"d` <span lang=\"en\">Word</span> [слово](x.md) в<a href=\"x.md\">AI</a>\n"
		var faults []string
		for _, p := range passages("x.md", text) {
			faults = append(faults, characterFaults("ru", p, map[string]bool{"a": true, "AI": true})...)
		}
		if len(faults) != 3 || !strings.HasPrefix(faults[0], "x.md:2: a straight") {
			t.Errorf("found %q, want the straight mark, a and b of the title alone", faults)
		}
	})

	t.Run("Serbian", func(t *testing.T) {
		for sr, want := range map[string]string{
			"Љубав, љубав, ЉУБАВ, Њ. Џ. Шах": "Ljubav, ljubav, LJUBAV, Nj. Dž. Šah",
			"КОЊ, КОЊИ, коњ, Ђаво и џак":     "KONJ, KONJI, konj, Đavo i džak",
			"/о-овим-преводима/":             "/o-ovim-prevodima/",
			"`vernacular` {{.Count}} језика": "`vernacular` {{.Count}} jezika",
		} {
			if got := latin(sr); got != want {
				t.Errorf("%s: %s, want %s", sr, got, want)
			}
		}
	})

	t.Run("glossary", func(t *testing.T) {
		good := "# en = note\n[vote]\n"
		for _, tag := range shipped {
			good += tag + " = \"v-" + tag + "\"\n"
		}
		for _, c := range []struct{ from, to, want string }{
			{"v-fr", "vote", ""},
			{"fr = \"v-fr\"\n", "", "[vote] lacks fr"},
			{"v-fr", " ", "[vote] fr is empty"},
			{"v-fr", "e\u0301", "NFC"},
			{"fr = \"v-fr\"\n", "fr = \"v-fr\"\nfz = \"v\"\n", "[vote] fz is no locale"},
			{"am = \"v-am\"\nar = \"v-ar\"\n", "ar = \"v-ar\"\nam = \"v-am\"\n", "[vote] am is out of order"},
			{"en = \"v-en\"\nam = \"v-am\"\n", "am = \"v-am\"\nen = \"v-en\"\n", "[vote] am is out of order"},
			{"fr = \"v-fr\"", "fr = v", "glossary.toml: "},
		} {
			expect(t, glossaryFaults(change(t, good, c.from, c.to), shipped), c.want)
		}
		expect(t, glossaryFaults("", shipped), "there is no term")
	})
}
