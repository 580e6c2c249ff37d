//go:build unix

package main

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"

	"vernacular/internal/locale"
)

// wanted are languages that both programs know. They come first for a size that has fewer locales.
var wanted = strings.Fields(`en ar zh-Hans fr ru es
	de pt hi bn ja ur id tr vi ko it fa pl uk ta te mr gu kn ml pa ne si my th km lo ka hy am ti he el bg mk sr bs hr sl cs sk
	hu ro sq lt lv et fi sv da nb nn is fo nl af lb fy cy ga gd br eu ca gl oc ia mt az kk ky uz tk mn ug ps sd ks ku ckb
	so sw zu xh st tn ts ss nr ve sn ny ee ha yo ig wo ln lg rw mg zh-Hant ms fil ceb jv su to bo dz or as sa sat kok doi mai`)

// localesOf returns the tags of a size in the order of tags, which is the order of menus.
func localesOf(s size) []locale.Tag { return slices.Sorted(slices.Values(firstLocales(s.Locales))) }

// firstLocales returns so many tags, the source first.
func firstLocales(n int) []locale.Tag {
	var tags []locale.Tag
	for _, w := range wanted {
		tag, canonical, err := locale.Parse(w)
		// Go-i18n, and so Hugo, refuses languages without a plural rule of their own.
		if err != nil || !canonical || len(tag.PluralForms()) == 0 || slices.Contains(ruleless, w) {
			continue
		}
		if tags = append(tags, tag); len(tags) == n {
			break
		}
	}
	if len(tags) < n {
		panic(fmt.Sprintf("only %d languages are known to both programs", len(tags)))
	}
	return tags
}

var ruleless = strings.Fields("oc rw sa sat kok doi mai")

// letters of the writing systems; what stands for one word's letter differs in length as it does in life.
var letters = map[string][]string{
	"Latn": strings.Split("a e i o u n r s t l d m k p é ñ ö š ł", " "),
	"Cyrl": strings.Split("а е и о у н р с т л д м к п в ы я ж", " "),
	"Arab": strings.Split("ا ل م ن و ي ر س ت ب د ك ع ه ف", " "),
	"Deva": strings.Split("क मा ति रे न स दो पु ल वि", " "),
	"Hans": strings.Split("我 们 的 选 举 信 息 公 开 技 术 企 业 自 愿 准 则", " "),
	"Hant": strings.Split("我 們 的 選 舉 資 訊 公 開 技 術 企 業 自 願 準 則", " "),
	"Grek": strings.Split("α ε ι ο υ ν ρ σ τ λ κ π ά έ", " "),
	"Hebr": strings.Split("א ב ג ה ו י ל מ נ ר ש ת", " "),
	"Jpan": strings.Split("選 挙 の 情 報 を 公 開 す る 企 業 が 自 主", " "),
	"Kore": strings.Split("선 거 정 보 공 개 기 술 기 업 자 율", " "),
	"Thai": strings.Split("ก า ร เล ือ ก ต ั้ง ข ้อ มู ล", " "),
}

// speaker makes text in a language that nobody speaks, the same on each call with the same arguments.
type speaker struct {
	rng     *rand.Rand
	letters []string
}

func speak(parts ...any) *speaker {
	h := fnv.New64a()
	fmt.Fprint(h, parts...)
	tag := parts[0].(locale.Tag)
	set := letters[tag.Script()]
	if set == nil {
		set = letters["Latn"]
	}
	return &speaker{rand.New(rand.NewPCG(h.Sum64(), 1)), set}
}

func (s *speaker) word() string {
	var b strings.Builder
	for range 2 + s.rng.IntN(7) {
		b.WriteString(s.letters[s.rng.IntN(len(s.letters))])
	}
	return b.String()
}

func (s *speaker) words(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = s.word()
	}
	return strings.Join(list, " ")
}

// message is one entry of the catalogs.
type message struct {
	id    string
	kind  string // "plain", "field" (has {{.Name}}) or "plural" (asked for with 3)
	forms []form
}

type form struct{ name, text string }

func messagesOf(s size, tag locale.Tag) []message {
	list := make([]message, s.Messages)
	for i := range list {
		sp := speak(tag, "message", i)
		m := message{id: fmt.Sprintf("m%02d", i), kind: "plain"}
		text := sp.words(1 + sp.rng.IntN(6))
		switch {
		case i%15 == 7:
			m.kind = "field"
			text += " {{.Name}} " + sp.word()
		case i%15 == 11:
			m.kind = "plural"
			for _, f := range tag.PluralForms() {
				if f != "other" {
					m.forms = append(m.forms, form{f, text})
				}
			}
		}
		m.forms = append(m.forms, form{"other", text})
		list[i] = m
	}
	return list
}

// catalog is a go-i18n file, which both programs read.
func catalog(s size, tag locale.Tag) string {
	var b strings.Builder
	for _, m := range messagesOf(s, tag) {
		fmt.Fprintf(&b, "[%s]\n", m.id)
		for _, f := range m.forms {
			fmt.Fprintf(&b, "%s = %q\n", f.name, f.text)
		}
	}
	return b.String()
}

// page is a title, a description and Markdown of about so many words, with what texts have: headings, emphasis, links,
// lists, a table, a quotation, code.
func page(s size, tag locale.Tag, n int) (title, description, body string) {
	sp := speak(tag, "page", n)
	title, description = sp.words(4), sp.words(18)
	var b strings.Builder
	left := s.Words - 22
	say := func(n int) string { left -= n; return sp.words(n) }
	for section := 0; left > 0; section++ {
		fmt.Fprintf(&b, "## %s\n\n", say(4))
		fmt.Fprintf(&b, "%s **%s** %s [%s](https://example.org/%d) %s.\n\n", say(18), say(2), say(14), say(2), section, say(12))
		switch section % 4 {
		case 0:
			for range 4 {
				fmt.Fprintf(&b, "* %s *%s* %s\n", say(5), say(1), say(4))
			}
		case 1:
			fmt.Fprintf(&b, "| %s | %s |\n|---|---|\n", say(1), say(2))
			for range 4 {
				fmt.Fprintf(&b, "| %s | `%s` |\n", say(4), say(1))
			}
		case 2:
			fmt.Fprintf(&b, "> %s\n", say(20))
		case 3:
			for i := range 3 {
				fmt.Fprintf(&b, "%d. %s\n", i+1, say(8))
			}
		}
		fmt.Fprintf(&b, "\n%s %s.\n\n", say(20), say(12))
	}
	return title, description, b.String()
}
