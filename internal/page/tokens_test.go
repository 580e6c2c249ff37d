package page

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func show(txt string, tokens []Token) string {
	var b strings.Builder
	for _, t := range tokens {
		s := txt[t.Start:t.End]
		switch t.Kind {
		case TextToken:
			fmt.Fprintf(&b, "%q ", s)
		case OpenToken:
			fmt.Fprintf(&b, "<%s %s %d ", t.Name, s, t.Pair)
		case CloseToken:
			fmt.Fprintf(&b, ">%s %s %d ", t.Name, s, t.Pair)
		case SingleToken:
			fmt.Fprintf(&b, "=%s %s ", t.Name, s)
		}
		if t.Dest != "" && t.Kind != CloseToken {
			fmt.Fprintf(&b, "→%s ", t.Dest)
		}
	}
	return strings.TrimSpace(b.String())
}

func TestTokens(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"plain", `"plain"`},
		{"a *b* c", `"a " <em * 3 "b" >em * 1 " c"`},
		{"***b***", `<em * 4 <strong ** 3 "b" >strong ** 1 >em * 0`},
		{"_a_**b**", `<em _ 2 "a" >em _ 0 <strong ** 5 "b" >strong ** 3`},
		{"[x](y.md)*z*", `<a [ 2 →y.md "x" >a ](y.md) 0 <em * 5 "z" >em * 3`},
		{"**[x](<y z> \"t)\")** e", `<strong ** 4 <a [ 3 →y z "x" >a ](<y z> "t)") 1 >strong ** 0 " e"`},
		{"[**x** y](p(q)) .", `<a [ 5 →p(q) <strong ** 3 "x" >strong ** 1 " y" >a ](p(q)) 0 " ."`},
		{"use `a*b` and ``c ` d``", "\"use \" =code `a*b` \" and \" =code ``c ` d``"},
		{"![alt *x*](p.png) end", `=img ![alt *x*](p.png) →p.png " end"`},
		{"see <https://a.b/c> or x@y.org", `"see " =a <https://a.b/c> →https://a.b/c " or " =a x@y.org →mailto:x@y.org`},
		{"<i>“A,”</i> said <i>B</i>", `<i <i> 2 "“A,”" >i </i> 0 " said " <i <i> 6 "B" >i </i> 4`},
		{`<a href="mailto:i@x.org">i@x.org</a>.`, `<a <a href="mailto:i@x.org"> 2 →mailto:i@x.org =a i@x.org →mailto:i@x.org >a </a> 0 "."`},
		{"a  \nb\\\nc\nd", `"a" =br   ` + "\n" + ` "b" =br \` + "\n" + ` "c\nd"`},
		{"x<br>y </b>", `"x" =br <br> "y " =b </b>`},
		{"*a <b>x* y</b>", `<em * 4 "a " =b <b> "x" >em * 0 " y" =b </b>`},
		{"note[^1] and \\[^2]", `"note" =footnote [^1] " and \\[^2]"`},
		{"~~gone~~", `<del ~~ 2 "gone" >del ~~ 0`},
		{"a \\*b\\* &amp; c", `"a \\*b\\* &amp; c"`},
	} {
		if got := show(c.in, Tokens(c.in)); got != c.want {
			t.Errorf("%q:\n got %s\nwant %s", c.in, got, c.want)
		}
	}
}

func checkTokens(t *testing.T, txt string) {
	t.Helper()
	at := 0
	tokens := Tokens(txt)
	for i, k := range tokens {
		if k.Start != at || k.End <= k.Start {
			t.Fatalf("%q: token %d is %d to %d after %d: %s", txt, i, k.Start, k.End, at, show(txt, tokens))
		}
		at = k.End
		if k.Kind == OpenToken || k.Kind == CloseToken {
			if k.Pair < 0 || k.Pair >= len(tokens) || tokens[k.Pair].Pair != i || tokens[k.Pair].Name != k.Name {
				t.Fatalf("%q: token %d has no partner: %s", txt, i, show(txt, tokens))
			}
		}
	}
	if at != len(txt) {
		t.Fatalf("%q: the tokens end at %d", txt, at)
	}
}

func FuzzTokens(f *testing.F) {
	for _, s := range []string{"a *b* [c](d \"e\") `f` <i>g</i> ![h](i)", "**[x](y)**", "a  \nb", "x@y.org <https://z.org>", "[^1] [a][b]", "*a <b>x* y</b>", "\\*", "~~~x~~~"} {
		f.Add(s)
	}
	if b, err := os.ReadFile("../../content/en/index.md"); err == nil {
		for _, s := range strings.Split(string(b), "\n\n") {
			f.Add(s)
		}
	}
	f.Fuzz(func(t *testing.T, s string) { checkTokens(t, s) })
}
