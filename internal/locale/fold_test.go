package locale

import (
	"strings"
	"testing"
)

func TestFold(t *testing.T) {
	for _, c := range []struct {
		in   Tag
		a, b string
		same bool
	}{
		{"en", "Résumé", "resume", true},
		{"fr", "ÉLECTION", "election", true},
		{"fr", "œuvre", "œuvre", true},
		{"fr", "e\u0301te\u0301", "été", true},
		{"sv", "å", "a", false},
		{"sv", "Å", "å", true},
		{"sv", "é", "e", true},
		{"de", "Ü", "u", true},
		{"es", "ñ", "n", false},
		{"es", "Ñ", "n\u0303", true},
		{"en", "ñ", "n", true},
		{"tr", "İ", "i", true},
		{"tr", "I", "ı", true},
		{"tr", "I", "i", false},
		{"en", "I", "i", true},
		{"ar", "كُتِبَتْ", "كتبت", true},
		{"ar", "أصوات", "اصوات", true},
		{"ar", "الـــعام", "العام", true},
		{"he", "שָׁלוֹם", "שלום", true},
		{"ja", "ガ", "カ", false},
		{"ja", "ｶﾞ", "ガ", true},
		{"ja", "ＡＢＣ", "abc", true},
		{"hi", "कि", "क", false},
		{"hi", "क़", "क", false},
		{"th", "ที่", "ที", false},
		{"ko", "한", "\u1112\u1161\u11ab", true},
		{"vi", "đ", "d", false},
		{"el", "Άρθρο", "αρθρο", true},
		{"ru", "ё", "е", true},
		{"ru", "й", "и", false},
		{"uk", "ї", "і", false},
		{"en", "co\u00adoperate", "cooperate", true},
		{"fa", "می\u200cشود", "میشود", true},
		{"en", "ﬁne", "fine", true},
	} {
		f := NewFolder(c.in)
		if a, b := f.Fold(c.a), f.Fold(c.b); (a == b) != c.same {
			t.Errorf("%s: %q is %+q, %q is %+q", c.in, c.a, a, c.b, b)
		}
	}
}

// The places of a folded text lead back to whole letters of the text.
func TestFoldAt(t *testing.T) {
	f := NewFolder("fr")
	const text = "L’e\u0301lection, ﬁnie: ÉTÉ"
	folded, at := f.FoldAt(text)
	if folded != f.Fold(text) || len(at) != len(folded)+1 {
		t.Fatalf("%q, %d places", folded, len(at))
	}
	i := strings.Index(folded, "election")
	if got := text[at[i]:at[i+len("election")]]; got != "e\u0301lection" {
		t.Errorf("election is %q", got)
	}
	i = strings.Index(folded, "ete")
	if got := text[at[i]:at[i+3]]; got != "ÉTÉ" {
		t.Errorf("ete is %q", got)
	}
}
