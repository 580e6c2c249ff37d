package checks

import (
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
		{"from the reader's folder", "ko", "See the [guidelines](talk-guidelines/).", "[지침](/en/community/talk-guidelines/)을 보세요.", "[지침](/en/community/talk-rules/)을 보세요.", LinkChanged},
		{"an address between quotation marks", "fa", "A manager such as RubyGems.org helps.", "یک برنامه مانند «RubyGems.org» کمک می‌کند.", "یک برنامه مانند «RubyGems.net» کمک می‌کند.", LookAlikeHost},
		{"the main branch", "tr", "See [the docs](https://github.com/a/b/tree/master/docs).", "[Belgelere](https://github.com/a/b/tree/HEAD/docs) bakın.", "[Belgelere](https://github.com/a/b/tree/v1/docs) bakın.", LinkChanged},
		{"a page of the site is linked", "de", "The category A04 is beyond most tests.", "Die [Kategorie A04](A04.md) liegt außerhalb der meisten Tests.", "Die [Kategorie A04](https://example.com/A04) liegt außerhalb der meisten Tests.", LinkChanged},
		{"one text of two links", "zh-Hans", "[Rails](https://a.example/) is there, too; see their [wiki](https://b.example/).", "[Rails](https://a.example/) 也在那里，请看 [Rails](https://b.example/)。", "[Rails](https://a.example/) 也在那里，请看 [Rails](https://other.org/)。", LinkChanged},
		{"a name with its own link", "pt", "<a href=\"https://github.com/mike\">@mike</a> wrote [Saying No](https://mike.com/no/).", "<a href=\"https://github.com/mike\">@mike</a> escreveu [Dizer Não](https://mike.com/no/).",
			"<a href=\"https://github.com/mike\">@mike</a> escreveu [Dizer Não](https://mike.com/yes/).", LinkChanged},
		{"code in parts", "de", "It stands inside the `do ... end` construct.", "Es steht zwischen `do` und `end`.", "Es steht zwischen `do` und `fi`.", CodeChanged},
		{"plural of code", "uk", "Two `Fixnums` are one `Fixnum` here.", "Два `Fixnum` тут є одним `Fixnum`.", "Два `Bignum` тут є одним `Fixnum`.", CodeChanged},
		{"a term with its ending", "pl", "In the case of long polling, it reconnects.", "W przypadku `long pollingu` łączy się ponownie.", "W przypadku `websocketu` łączy się ponownie.", CodeChanged},
		{"code of another generator", "it", "{% highlight irb %}\nirb> hi\nHello World!\n{% endhighlight %}", "{% highlight irb %}\nirb> ciao\nCiao  mondo!\n{% endhighlight %}", "{% highlight irb %}\nirb 7> ciao\n{% endhighlight %}", NumberChanged},
		{"a month without a day", "ko", "The final release is planned for December.", "최종 릴리스는 12월에 예정되어 있습니다.", "최종 릴리스는 11월에 예정되어 있습니다.", NumberChanged},
		{"a month without a day", "uk", "Release 3 of 2019 is planned for December 2019.", "Випуск 3 за 2019 рік заплановано на грудень 2019.", "Випуск 3 за 2019 рік заплановано на листопад 2019.", DateChanged},
		{"a month in characters", "zh-Hant", "Ruby 8 came out in June 2008.", "Ruby 8 誕生於 2008 年六月。", "Ruby 8 誕生於 2008 年。", DateChanged},
		{"a month that is said once", "ru", "When: Sep 18 - Sep 20.", "Когда: 18–20 сентября.", "Когда: 18–20 октября.", DateChanged},
		{"a month in a name", "id", "It supports Windows 10 October 2018 Update.", "Mendukung Windows 10 October 2018 Update.", "Mendukung Windows 10 November 2018 Update.", DateChanged},
		{"the first of a series", "zh-Hans", "Ruby 2.2 includes many new features.", "Ruby 2.2.0 包含许多新功能。", "Ruby 2.3.0 包含许多新功能。", NumberChanged},
		{"a comma of a list", "zh-Hant", "We have released 1.9.2-p330, the last of the 1.9.2 series.", "我們發佈了 1.9.2-p330，1.9.2 系列的最後一版。", "我們發佈了 1.9.2-p331，1.9.2 系列的最後一版。", NumberChanged},
		{"zero by its name", "ja", "It is the UTC or 0 offset.", "UTC またはゼロのオフセットです。", "UTC または 5 のオフセットです。", NumberChanged},
		{"a list of names", "ru", "Promote cmath, csv, date, dbm, etc, fcntl to gems.", "В гемы перемещены cmath, csv, date, dbm, etc, fcntl.", "В гемы перемещены and these are all of the names.", ForeignScript},
		{"a term with hyphens", "es", "It has a true mark-and-sweep garbage collector for all objects.", "Tiene un verdadero mark-and-sweep garbage collector para los objetos.", "Tiene a true mark-and-sweep garbage collector for all objects.", NotTranslated},
		{"capitals", "zh-Hans", "It is NOT ready for that.", "它**不是**为此准备好的。", "它是为此准备好的。", NegationLost},
		{"a word with a hyphen", "fr", "You may need to be a charity.", "Vous devrez peut-être être une association.", "Vous devrez être être une association.", DoubledWord},
		{"words in code", "pt", "We leave the `Hello World` message.", "Deixamos a mensagem `Ola Mundo`.", "Deixamos a mensagem `ola`.", CodeChanged},
		{"do not forget", "tr", "Remember that dogs are welcome.", "Köpeklerin kabul edildiğini unutmayın.", "Köpekler kabul edilmez.", NegationAdded},
		{"for example", "vi", "We recommend a newer version, such as that of May.", "Chúng tôi khuyên dùng phiên bản mới hơn, chẳng hạn như bản tháng Năm.", "Chúng tôi không khuyên dùng phiên bản mới hơn.", NegationAdded},
	} {
		twins(t, row.name, row.tag, row.source, row.right, row.wrong, row.code)
	}
}
