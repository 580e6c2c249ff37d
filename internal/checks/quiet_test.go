package checks

import (
	"slices"
	"testing"

	"vernacular/internal/locale"
)

// TestFoundOnRealSites has false alarms that translated sites raised, each with a twin that says something else.
func TestFoundOnRealSites(t *testing.T) {
	for _, row := range []struct {
		name                 string
		tag                  locale.Tag
		source, right, wrong string
		code                 string
	}{
		{"two sentences with a comma", "zh-Hans", "Many committers, developers, and users who provided bug reports helped us make this release. Thanks for their contributions.",
			"许多提交者、开发者和漏洞报告者帮助了此版本的发布，在此感谢所有人所作出的贡献。", "许多提交者、开发者和漏洞报告者帮助了此版本的发布。", SentenceChanged},
		{"two sentences with a comma", "ru", "It can collect objects of all types in one run. This reduces the memory that they use.",
			"Он собирает объекты всех типов за один проход, что снижает расход оперативной памяти.", "Он собирает объекты всех типов за один проход.", SentenceChanged},
		{"from the reader's page", "tr", "An [API](/application-interface/) is a tool.", "Bir [API](../application-interface/) bir araçtır.", "Bir [API](../application-binary/) bir araçtır.", LinkChanged},
		{"the main branch", "tr", "See [the docs](https://github.com/a/b/tree/master/docs).", "[Belgelere](https://github.com/a/b/tree/HEAD/docs) bakın.", "[Belgelere](https://github.com/a/b/tree/v1/docs) bakın.", LinkChanged},
		{"a page of the site is linked", "de", "The category A04 is beyond most tests.", "Die [Kategorie A04](A04.md) liegt außerhalb der meisten Tests.", "Die [Kategorie A04](https://example.com/A04) liegt außerhalb der meisten Tests.", LinkChanged},
		{"one text of two links", "zh-Hans", "[Rails](https://a.example/) is there, too; see their [wiki](https://b.example/).", "[Rails](https://a.example/) 也在那里，请看 [Rails](https://b.example/)。", "[Rails](https://a.example/) 也在那里，请看 [Rails](https://other.org/)。", LinkChanged},
		{"a name with its own link", "pt", "<a href=\"https://github.com/mike\">@mike</a> wrote [Saying No](https://mike.com/no/).", "<a href=\"https://github.com/mike\">@mike</a> escreveu [Dizer Não](https://mike.com/no/).",
			"<a href=\"https://github.com/mike\">@mike</a> escreveu [Dizer Não](https://mike.com/yes/).", LinkChanged},
		{"code in parts", "de", "It stands inside the `do ... end` construct.", "Es steht zwischen `do` und `end`.", "Es steht zwischen `do` und `fi`.", CodeChanged},
		{"plural of code", "uk", "Two `Fixnums` are one `Fixnum` here.", "Два `Fixnum` тут є одним `Fixnum`.", "Два `Bignum` тут є одним `Fixnum`.", CodeChanged},
		{"a term with its ending", "pl", "In the case of long polling, it reconnects.", "W przypadku `long pollingu` łączy się ponownie.", "W przypadku `websocketu` łączy się ponownie.", CodeChanged},
		{"code of another generator", "it", "{% highlight irb %}\nirb> hi\nHello World!\n{% endhighlight %}", "{% highlight irb %}\nirb> ciao\nCiao  mondo!\n{% endhighlight %}", "{% highlight irb %}\nirb 7> ciao\n{% endhighlight %}", NumberChanged},
	} {
		if got := codesOf(pairOf(row.tag, row.source, row.right)); len(got) > 0 {
			t.Errorf("%s, %s: %q is told of: %v", row.name, row.tag, row.right, got)
		}
		if !slices.Contains(codesOf(pairOf(row.tag, row.source, row.wrong)), row.code) {
			t.Errorf("%s, %s: %q is not told of with %s", row.name, row.tag, row.wrong, row.code)
		}
	}
}
