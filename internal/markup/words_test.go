package markup

import "testing"

func TestKeepWords(t *testing.T) {
	for _, c := range []struct{ body, want string }{
		{"<p>words - and well-known ones</p>", "<p>words - and well-known ones</p>"},
		{"<code>a --format xliff</code> a b", "<code>a <wbr>--format <wbr>xliff</code> a b"},
		{"<code dir=\"ltr\" title='a>b c'>a b</code>", "<code dir=\"ltr\" title='a>b c'>a <wbr>b</code>"},
		{"<code>https://www.example.org/one-two?a=1&amp;b=2</code>",
			"<code>https://<wbr>www.<wbr>example.<wbr>org/<wbr>one-<wbr>two?<wbr>a=1&amp;b=<wbr>2</code>"},
		{"<code>0123456789abcdef0123456789</code>", "<code>01234567<wbr>89abcdef<wbr>01234567<wbr>89</code>"},
		{"<code>a</code>는 <code>a</code>の <code>a</code>. <code>a</code>", "<code>a</code>\u2060는 <code>a</code>の <code>a</code>. <code>a</code>"},
		{"<p><a>재단<b>(IFES)</b></a>은</p>", "<p><a>재단<b>(IFES)</b></a>\u2060은</p>"},
		{"<li>재단(IFES)</li><li>은</li>", "<li>재단(IFES)</li><li>은</li>"},
		{"<p>재단(IFES)은 (a) 은</p>", "<p>재단(IFES)\u2060은 (a) 은</p>"},
		{"<code>ssh-keygen</code>", "<code>ssh-keygen</code>"},
		{"<pre><code>a b\nc</code></pre><code>a b</code>", "<pre><code>a b\nc</code></pre><code>a <wbr>b</code>"},
		{"<code>a</code> <!-- <code> --> b c", "<code>a</code> <!-- <code> --> b c"},
		{"<code>a</code><!-- it's --> b c <code>d e</code> f g", "<code>a</code><!-- it's --> b c <code>d <wbr>e</code> f g"},
		{"<code>a <", "<code>a <"},

		// Khmer: the second sign of កា and the subscript of ក្រុម belong to their consonants.
		{"<p>ការ\u200bបោះឆ្នោត</p>", "<p>កា\u2060រ\u200bបោះ\u2060ឆ្នោ\u2060ត</p>"},
		{"<p>ការបោះឆ្នោត</p>", "<p>ការបោះឆ្នោត</p>"},                                       // not delimited: the browser's matter
		{"<p>ក\u200bខ <a title='ការ'>ការ</a>", "<p>ក\u200bខ <a title='ការ'>កា\u2060រ</a>"}, // an attribute is left alone
		{"<p>ក\u200bខ<code>ការ</code>", "<p>ក\u200bខ<code>ការ</code>"},
		{"<p>ก\u200bข แนวทาง", "<p>ก\u200bข แน\u2060ว\u2060ทา\u2060ง"},             // Thai: แ stands before its consonant
		{"<p>က\u200bခ မြန်မာ စက္ကူ", "<p>က\u200bခ မြ\u2060န်\u2060မာ စ\u2060က္ကူ"}, // Burmese
		{"<p>ກ\u200bຂ ພາສາ เมือง", "<p>ກ\u200bຂ ພາ\u2060ສາ เมือง"},                 // Lao; the Thai beside it has no delimiters
		{"<p>ក\u200b ខ ការ", "<p>ក\u200b ខ ការ"},                                   // before a space it delimits nothing
		{"<title>ក\u200bការ</title><p>ក\u200bខ</p>", "<title>ក\u200bការ</title><p>ក\u200bខ</p>"},
		{"<p>ක\u200bා", "<p>ක\u200bා"}, // Sinhala has spaces
	} {
		const head = "<!doctype html><title>ក\u200bការ</title><body class=\"a b\">"
		if got := string(KeepWords([]byte(head + c.body))); got != head+c.want {
			t.Errorf("%q:\n%q, want\n%q", c.body, got[len(head):], c.want)
		}
	}
	const noBody = "<p><code>a b</code></p>"
	if got := string(KeepWords([]byte(noBody))); got != noBody {
		t.Errorf("%q", got)
	}
}
