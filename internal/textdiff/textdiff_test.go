package textdiff

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// show writes a difference as "kept[-deleted-]{+inserted+}".
func show(parts []Part) string {
	var b strings.Builder
	for _, p := range parts {
		switch p.Op {
		case '-':
			b.WriteString("[-" + p.Text + "-]")
		case '+':
			b.WriteString("{+" + p.Text + "+}")
		default:
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func TestWords(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"", "", ""},
		{"", "new", "{+new+}"},
		{"old", "", "[-old-]"},
		{"the same", "the same", "the same"},
		{"You must not vote twice.", "You must vote twice.", "You must [-not -]vote twice."},
		{"one", "one two", "one{+ two+}"},
		{"in 2024, 70 countries", "in 2025, 70 countries", "in [-2024-]{+2025+}, 70 countries"},
		{"3.5 million", "3.6 million", "[-3.5-]{+3.6+} million"},
		{"the quick brown fox", "a quick red fox", "[-the-]{+a+} quick [-brown-]{+red+} fox"},
		// Space, punctuation and chance words are nothing to hold on to.
		{"It is foo, bar.", "It is baz, qux.", "It is [-foo, bar-]{+baz, qux+}."},
		{"The report of the committee was sent", "A letter of the president came", "[-The report of the committee was sent-]{+A letter of the president came+}"},
		// Four words in a row are the author's own, although the changes are longer.
		{"Unbelievable members of the old committee extraordinarily", "Incomprehensible members of the old committee exceptionally",
			"[-Unbelievable-]{+Incomprehensible+} members of the old committee [-extraordinarily-]{+exceptionally+}"},
		// A whole sentence, not the end of one and the beginning of the next.
		{"A b. A c.", "A b. A d. A c.", "A b. {+A d. +}A c."},
		{"Write it. Send it. Print it.", "Write it. Print it.", "Write it. [-Send it. -]Print it."},
		{"see it, read it, send it", "see it, send it", "see it, [-read it, -]send it"},
		{"他去。我来。", "他去。我走。我来。", "他去。{+我走。+}我来。"},
		// Scripts without spaces go by characters, with their marks.
		{"我爱北京天安门", "我爱上海", "我爱[-北京天安门-]{+上海+}"},
		{"ภาษาไทยดี", "ภาษาไทย", "ภาษาไทย[-ดี-]"},
		{"Ꭰ\u0301 é", "Ꭰ é", "[-Ꭰ\u0301-]{+Ꭰ+} é"},
		{"a\r\nb", "a\nb", "a[-\r\n-]{+\n+}b"},
		{"a  b", "a b", "a[-  -]{+ +}b"},
	} {
		if got := show(Words(c.old, c.new)); got != c.want {
			t.Errorf("%q, %q:\n got %s\nwant %s", c.old, c.new, got, c.want)
		}
	}
}

// TestManyWords has more different words than there are numbers below the surrogates. The library
// takes words numbered as surrogates for one and the same.
func TestManyWords(t *testing.T) {
	seen := map[rune]bool{}
	for n := range 70_000 {
		r := nth(n)
		if back := []rune(string(r)); seen[r] || len(back) != 1 || back[0] != r || r == 0xFFFD {
			t.Fatalf("number %d is U+%04X, which does not survive in a string or was there before", n, r)
		}
		seen[r] = true
	}
	// The limit on pieces keeps far below the surrogates today: without it the numbers have to hold as well.
	var old []string
	for i := range 60_000 {
		old = append(old, fmt.Sprint("w", i))
	}
	new := slices.Clone(old)
	new[0xD801], new[0xD802] = old[0xD802], old[0xD801]
	parts := spell(search(old, new))
	a, b := sides(parts)
	if a != strings.Join(old, "") || b != strings.Join(new, "") || len(parts) < 3 {
		t.Errorf("two words changed places, and the difference has %d parts", len(parts))
	}
}

// sides joins the parts to the two texts that they came from.
func sides(parts []Part) (old, new string) {
	var a, b strings.Builder
	for _, p := range parts {
		if p.Op != '+' {
			a.WriteString(p.Text)
		}
		if p.Op != '-' {
			b.WriteString(p.Text)
		}
	}
	return a.String(), b.String()
}

// judge returns what is wrong with a difference, "" if nothing is.
func judge(old, new string, parts []Part) string {
	if a, b := sides(parts); a != old || b != new {
		return fmt.Sprintf("the parts join to %q and %q", a, b)
	}
	for i, p := range parts {
		switch {
		case p.Text == "":
			return "an empty part"
		case i > 0 && parts[i-1].Op == p.Op:
			return "two parts of a kind in a row"
		case i > 0 && parts[i-1].Op == '+' && p.Op == '-':
			return "inserted before deleted"
		case p.Op == '=' && i > 0 && i+1 < len(parts) && !slices.ContainsFunc(Split(p.Text), IsWord):
			return fmt.Sprintf("%q is kept between two changes", p.Text)
		case p.Op != '=' && p.Op != '-' && p.Op != '+':
			return fmt.Sprintf("a part of kind %q", p.Op)
		}
	}
	return ""
}

// prose draws a text whose words repeat, as those of two versions of one text do.
var prose = rapid.Custom(func(t *rapid.T) string {
	piece := rapid.SampledFrom([]string{"a", "the", "must", "not", "2024", "vote", "votes", "é", "我", "爱", "ไท", "ភា", "x_y", "can't"})
	gap := rapid.SampledFrom([]string{" ", " ", " ", ", ", ". ", "\n", "", "  ", "-"})
	var b strings.Builder
	for range rapid.IntRange(0, 30).Draw(t, "words") {
		b.WriteString(piece.Draw(t, "word"))
		b.WriteString(gap.Draw(t, "gap"))
	}
	return b.String()
})

func TestWordsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(prose, rapid.String())
		old, new := text.Draw(t, "old"), text.Draw(t, "new")
		if fault := judge(old, new, Words(old, new)); fault != "" {
			t.Fatalf("%q, %q: %s", old, new, fault)
		}
		if parts := Words(old, old); len(parts) > 1 {
			t.Fatalf("%q differs from itself: %s", old, show(parts))
		}
		if back := strings.Join(Split(old), ""); back != old {
			t.Fatalf("the pieces of %q join to %q", old, back)
		}
	})
}

// TestOneWord finds one replaced word again, whatever stands around it.
func TestOneWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-z]{1,9}`), 1, 40).Draw(t, "words")
		at := rapid.IntRange(0, len(words)-1).Draw(t, "at")
		other := slices.Clone(words)
		other[at] = strings.ToUpper(words[at])
		parts := Words(strings.Join(words, " "), strings.Join(other, " "))
		changed := slices.DeleteFunc(parts, func(p Part) bool { return p.Op == '=' })
		if len(changed) != 2 || changed[0] != (Part{'-', words[at]}) || changed[1] != (Part{'+', other[at]}) {
			t.Fatalf("%v → %v: %v", words, other, changed)
		}
	})
}

func FuzzWords(f *testing.F) {
	f.Add("You must not vote.", "You must vote.")
	f.Add("我爱北京", "\xff\xfe 我")
	f.Add("a\r\n\u200b", "\u0301\u2028")
	f.Fuzz(func(t *testing.T, old, new string) {
		if fault := judge(old, new, Words(old, new)); fault != "" {
			t.Errorf("%q, %q: %s", old, new, fault)
		}
		if s, back := Prepare(old).Similarity(Prepare(new)), Prepare(new).Similarity(Prepare(old)); s != back || s < 0 || s > 1 {
			t.Errorf("similarity %v, the other way round %v", s, back)
		}
	})
}

// TestLongTexts makes sure that nothing that fits into a page takes long.
func TestLongTexts(t *testing.T) {
	var numbers, others, words strings.Builder
	for i := range 200_000 {
		fmt.Fprint(&numbers, "n", i, " ")
		fmt.Fprint(&others, "m", i, " ")
		words.WriteString("a b ")
	}
	cut := func(s string, n int) string { return s[:min(n, len(s))] }
	for _, c := range []struct {
		name     string
		old, new string
	}{
		{"nothing in common", numbers.String(), others.String()},
		{"nothing in common, within the limit", cut(numbers.String(), 30_000), cut(others.String(), 30_000)},
		{"one word again and again", words.String(), words.String()[2:]},
		{"every other word", cut(words.String(), 19_000), strings.ReplaceAll(cut(words.String(), 19_000), "b", "c")},
	} {
		start := time.Now()
		if fault := judge(c.old, c.new, Words(c.old, c.new)); fault != "" {
			t.Errorf("%s: %s", c.name, fault)
		}
		Prepare(c.old).Similarity(Prepare(c.new))
		took := time.Since(start)
		t.Logf("%s: %v", c.name, took)
		if took > 10*time.Second {
			t.Errorf("%s: %v", c.name, took)
		}
	}
}
