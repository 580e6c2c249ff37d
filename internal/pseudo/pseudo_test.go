package pseudo

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"vernacular/internal/catalog"
	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/page"
)

var kinds = []Kind{Accented, Mirrored}

// seen writes the invisible characters of a mirrored text as ‹ and ›.
var seen = strings.NewReplacer("\u2067", "‹", "\u2069", "›")

func TestText(t *testing.T) {
	for _, c := range []struct{ markdown, accented, mirrored string }{
		{"", "", ""},
		{" \n", " \n", " \n"},
		{"Draft", `\[ Ďŕååƒţ é \]`, "‹tfarD›"},
		{"Vote in 2024, **now**.", `\[ Ṽööţé îîñ 2024, **ñööŵ**. \]`, "‹etoV› ‹ni› 2024, **‹won›**."},
		{"[About us](about.md) and `code`", `\[ [Åḃööûţ ûûš](about.md) ååñď` + " `code`" + ` \]`, "[‹tuobA› ‹su›](about.md) ‹dna› `code`"},
		{"Mail info@ifes.org or ifes.org.", `\[ Ḿååîļ info@ifes.org ööŕ ifes.org. \]`, "‹liaM› info@ifes.org ‹ro› ifes.org."},
		{`AT&amp;T \*no\*`, `\[ ÅŢ&amp;Ţ \*ñöö\* é \]`, `‹TA›&amp;‹T› \*‹on›\*`},
		{"[x] done", `[x] \[ ďööñé \]`, "[x] ‹enod›"},
		{"see [the rules][r] and [r]", `\[ šééé [ţĥéé ŕûûļéš][r] ååñď [r] é \]`, "‹ees› [‹eht› ‹selur›][r] ‹dna› [r]"},
		{`<i translate="no">Id</i> a`, `\[ <i translate="no">Id</i> å \]`, `<i translate="no">Id</i> ‹a›`},
		{`\[a word\]`, `\[ \[å ŵööŕď\] é \]`, `\[‹a› ‹drow›\]`},
		{"<kbd>Esc</kbd> {{.Name}}", `\[ <kbd>Esc</kbd> {{.Name}} \]`, "<kbd>Esc</kbd> {{.Name}}"},
		{"cafe\u0301 שלום", "\\[ çååƒe\u0301 שלום éé \\]", "‹e\u0301fac› שלום"},
		{"3G it's", `\[ 3Ĝ îîţ'š \]`, "3‹G› ‹ti›'‹s›"},
	} {
		if got := Text(Accented, c.markdown, false); got != c.accented {
			t.Errorf("%q:\n got %s\nwant %s", c.markdown, got, c.accented)
		}
		if got := seen.Replace(Text(Mirrored, c.markdown, false)); got != c.mirrored {
			t.Errorf("%q:\n got %s\nwant %s", c.markdown, got, c.mirrored)
		}
		for _, k := range kinds {
			if got := Text(k, c.markdown, true); got != c.markdown {
				t.Errorf("%q, verbatim: %q", c.markdown, got)
			}
		}
	}
}

// TestTooLarge has more links than page.Tokens takes apart.
func TestTooLarge(t *testing.T) {
	text := strings.Repeat("[aeiou](bcdf) <i>g</i>\n", page.DefaultLimits().Inlines)
	if n := len(page.Tokens(text)); n != 1 {
		t.Fatalf("%d tokens", n)
	}
	out := Text(Mirrored, text, false)
	if n := strings.Count(out, "](bcdf) <i>"); n != page.DefaultLimits().Inlines {
		t.Errorf("%d links are whole", n)
	}
	if out == text {
		t.Error("nothing has changed")
	}
}

func TestHTML(t *testing.T) {
	for _, c := range []struct{ source, accented, mirrored string }{
		{"<hr>", "<hr>", "<hr>"},
		{"<p title=\"a > b\">Yes &amp; <!-- no --> <b>no</b></p>\n", "<p title=\"a > b\">[ Ýééš &amp; <!-- no --> <b>ñöö ]</b></p>\n", "<p title=\"a > b\">‹seY› &amp; <!-- no --> <b>‹on›</b></p>\n"},
		{"<div><code>x <code>y</code> z</code> a</div>", "<div><code>x <code>y</code> z</code> [ å ]</div>", "<div><code>x <code>y</code> z</code> ‹a›</div>"},
		{"a < b", "[ å < ḃ é ]", "‹a› < ‹b›"},
	} {
		if got := HTML(Accented, c.source); got != c.accented {
			t.Errorf("%q:\n got %s\nwant %s", c.source, got, c.accented)
		}
		if got := seen.Replace(HTML(Mirrored, c.source)); got != c.mirrored {
			t.Errorf("%q:\n got %s\nwant %s", c.source, got, c.mirrored)
		}
	}
}

func TestMessage(t *testing.T) {
	for _, c := range []struct{ text, accented, mirrored string }{
		{"", "", ""},
		{"Skip", "[ Šķîîṕ ]", "‹pikS›"},
		{"{{.Count}} pages in {{ .Language }}", "[ {{.Count}} ṕååĝéš îîñ {{ .Language }} ]", "{{.Count}} ‹segap› ‹ni› {{ .Language }}"},
		{" *a* ", " [ *å* ] ", " *‹a›* "},
	} {

		if got := Message(Accented, c.text); got != c.accented {
			t.Errorf("%q:\n got %s\nwant %s", c.text, got, c.accented)
		}
		if got := seen.Replace(Message(Mirrored, c.text)); got != c.mirrored {
			t.Errorf("%q:\n got %s\nwant %s", c.text, got, c.mirrored)
		}
	}
}

// TestAlphabet looks at every letter: one character for one, Latin, not ASCII, in composed form, of the
// same case.
func TestAlphabet(t *testing.T) {
	if utf8.RuneCountInString(accented) != len(plain) {
		t.Fatalf("%d letters for %d", utf8.RuneCountInString(accented), len(plain))
	}
	met := map[rune]bool{}
	for _, c := range plain {
		a := accents[c]
		if met[a] || a < utf8.RuneSelf || !unicode.Is(unicode.Latin, a) || unicode.IsUpper(a) != unicode.IsUpper(c) || !norm.NFC.IsNormalString(string(a)) {
			t.Errorf("%c becomes %c", c, a)
		}
		met[a] = true
	}
}

func letters(s string) (n int) {
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// TestThirdLonger counts the letters of long texts.
func TestThirdLonger(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.StringMatching(`[a-zA-Z]{1,9}`), 1, 40).Draw(t, "words"), " ")
		n, got := letters(text), letters(Message(Accented, text))
		if want := n + (n+1)/3; got != want {
			t.Fatalf("%q: %d letters of %d, want %d", text, got, n, want)
		}
	})
}

// body is a page without front matter, put together as blocks are.
func body(blocks []string) []byte { return []byte(strings.Join(blocks, "\n\n") + "\n") }

// rewritten returns a page of Markdown with all its blocks in a pseudo-locale, and how many differ.
func rewritten(t testing.TB, kind Kind, src []byte, blocks []page.Block) (out []byte, changed int) {
	blocks = slices.Clone(blocks)
	slices.SortFunc(blocks, func(a, b page.Block) int { return a.Start - b.Start })
	at := 0
	for _, b := range blocks {
		out = append(out, src[at:b.Start]...)
		text := Text(kind, b.Source, b.Kind == page.KindCode)
		if b.Kind == page.KindHTML {
			text = HTML(kind, b.Source)
		}
		if text != b.Source {
			changed++
		} else if b.Kind != page.KindCode && letters(b.Text) > 0 {
			t.Logf("unchanged: %q", b.Source)
		}
		out = append(out, text...)
		at = b.End
	}
	return append(out, src[at:]...), changed
}

// onlyCode matches a block that holds nothing but a code span, which is the same in all languages.
var onlyCode = regexp.MustCompile("^`[^`]+`$")

// TestPagesOfTheSite rewrites the pages of the site and parses them again.
func TestPagesOfTheSite(t *testing.T) {
	files, err := filepath.Glob("../../content/en/*.md")
	if err != nil || len(files) < 4 {
		t.Fatal("the English pages are not there", files, err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		src = bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))
		before, problems := page.Parse(file, src, page.Options{})
		for _, k := range kinds {
			out, changed := rewritten(t, k, src, before.Blocks)
			after, more := page.Parse(file, out, page.Options{})
			if len(more) > len(problems) {
				t.Errorf("%s, %s: %v", file, k.Tag(), more)
			}
			code := 0
			if len(after.Blocks) != len(before.Blocks) {
				t.Fatalf("%s, %s: %d blocks, %d before", file, k.Tag(), len(after.Blocks), len(before.Blocks))
			}
			for i, b := range before.Blocks {
				a := after.Blocks[i]
				if a.Kind != b.Kind || a.Level != b.Level {
					t.Errorf("%s:%d, %s: %s %d, before %s %d", file, b.Line, k.Tag(), a.Kind, a.Level, b.Kind, b.Level)
				}
				if b.Kind == page.KindCode || onlyCode.MatchString(b.Source) {
					code++
				}
				if b.Kind == page.KindCode {
					continue
				}
				if fault := differ(b.Source, a.Source); fault != "" {
					t.Errorf("%s:%d, %s: %s", file, b.Line, k.Tag(), fault)
				}
			}
			if changed+code < len(before.Blocks) {
				t.Errorf("%s, %s: %d of %d blocks changed, and %d are code", file, k.Tag(), changed, len(before.Blocks), code)
			}
		}
	}
}

// differ compares the marks of two texts, and all that a translator has to keep.
func differ(before, after string) string {
	if !sameMarks(before, page.Tokens(before), after, page.Tokens(after)) {
		return "other marks in " + after
	}
	if a, b := untouchable.FindAllString(before, -1), untouchable.FindAllString(after, -1); !slices.Equal(a, b) {
		return fmt.Sprintf("%q became %q", a, b)
	}
	return ""
}

// untouchable is what the translator of a text has to keep, in a spelling that our generators use.
var untouchable = regexp.MustCompile(`[0-9]+|&[a-z]+;|\{\{\.[A-Za-z]+\}\}|[a-z.]+@[a-z.]+|https?://[a-z./]+`)

// inline draws inline Markdown with much that can go wrong.
var inline = rapid.Custom(func(t *rapid.T) string {
	piece := rapid.SampledFrom([]string{"word", "Aeiou", "a", "é", "שלום", "我", "7", " ", " ", " ", "\n", "*", "**", "_", "__", "~~",
		"`a b`", "`", "[x](y.md)", "[", "](z)", "]", "[r]", "(", ")", "<i>", "</i>", "<br>", "<a href=\"mailto:a@b.org\">", "</a>", "<https://a.org>",
		"https://a.org/b", "a@b.org", "see https://a.org/b.", "a@b.c", "&amp;", "&", ";", "\\", "\\*", "!", "![p](q.png)", "{{.Name}}", "{", "}", "\"", "'", ".", "…", "\u00a0", "\u200d", "\u0301", "#", "-", ":"})
	return strings.TrimSpace(strings.Join(rapid.SliceOfN(piece, 1, 25).Draw(t, "pieces"), ""))
})

// TestMarksHold checks that what is written means what it meant, and how seldom the last resort is taken.
func TestMarksHold(t *testing.T) {
	all, kept := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		s := inline.Draw(t, "text")
		for _, k := range kinds {
			out := Text(k, s, false)
			if fault := differ(s, out); fault != "" {
				t.Fatalf("%q → %q: %s", s, out, fault)
			}
			if norm.NFC.IsNormalString(s) && !norm.NFC.IsNormalString(out) {
				t.Fatalf("%q → %q: not in composed form", s, out)
			}
			if k == Accented && s != "" {
				if all++; out == s {
					kept++
					t.Logf("unchanged: %q", s)
				}
			}
		}
	})
	if kept*50 > all {
		t.Errorf("%d of %d texts stayed as they were", kept, all)
	}
}

// TestBlocksHold makes pages of such texts. Only those count that are the same blocks before.
func TestBlocksHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var blocks []string
		for _, s := range rapid.SliceOfN(inline, 1, 5).Draw(t, "blocks") {
			s = strings.ReplaceAll(s, "\n", " ")
			blocks = append(blocks, rapid.SampledFrom([]string{"", "# ", "- ", "> ", "1. "}).Draw(t, "mark")+s)
		}
		src := body(blocks)
		before, problems := page.Parse("p.md", src, page.Options{})
		if diag.HasErrors(problems) {
			return
		}
		for _, b := range before.Blocks {
			if string(src[b.Start:b.End]) != b.Source {
				return // Source has no U+00A0 at its ends, and the place in the file has
			}
		}
		for _, k := range kinds {
			out, _ := rewritten(quiet{}, k, src, before.Blocks)
			after, more := page.Parse("p.md", out, page.Options{})
			if diag.HasErrors(more) {
				t.Fatalf("%q → %q: %v", src, out, more)
			}
			same := slices.EqualFunc(before.Blocks, after.Blocks, func(a, b page.Block) bool { return a.Kind == b.Kind && a.Level == b.Level })
			if !same {
				t.Fatalf("%q → %q: other blocks", src, out)
			}
		}
	})
}

// quiet is for the helpers that want a test to write to.
type quiet struct{ testing.TB }

func (quiet) Logf(string, ...any) {}

// TestCatalogOfTheSite writes the site's messages as catalogs of the pseudo-locales.
func TestCatalogOfTheSite(t *testing.T) {
	src, err := os.ReadFile("../../locales/active.en.toml")
	if err != nil {
		t.Fatal(err)
	}
	en, _ := catalog.Parse("active.en.toml", src, "en", catalog.Limits{})
	for _, k := range kinds {
		tag, _, err := locale.Parse(string(k.Tag()))
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, m := range en.Messages {
			b.WriteString("[" + m.ID + "]\n")
			other := m.Forms[len(m.Forms)-1].Text
			for _, form := range tag.PluralForms() {
				if len(m.Forms) > 1 || form == "other" {
					b.WriteString(form + " = '''" + Message(k, other) + "'''\n")
				}
			}
		}
		got, problems := catalog.Parse("active."+string(tag)+".toml", []byte(b.String()), tag, catalog.Limits{})
		if len(problems) > 0 {
			t.Errorf("%s: %v", tag, problems)
		}
		if len(got.Messages) != len(en.Messages) || len(en.Messages) < 20 {
			t.Errorf("%s: %d messages of %d", tag, len(got.Messages), len(en.Messages))
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("**a** [b](c) `d` &amp; \\* <i>e</i>")
	f.Add("[x] a\n[b]: c\n\\")
	f.Add("\xff")
	f.Add("\xff*é\u0301_\u2067")
	f.Fuzz(func(t *testing.T, s string) {
		for _, k := range kinds {
			if fault := differ(s, Text(k, s, false)); fault != "" {
				t.Errorf("%q: %s", s, fault)
			}
			Message(k, s)
			HTML(k, s)
		}
	})
}
