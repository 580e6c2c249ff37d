package page

import "testing"

func TestPlainText(t *testing.T) {
	definitions := Definitions(nil).With("rules", "https://a.example/")
	for text, want := range map[string]string{
		"":                                   "",
		"one\ntwo  three":                    "one two three",
		`\*free\* &amp; &lt;b&gt;`:           "*free* & <b>",
		"a *b* **c** <i>d</i> ~~e~~":         "a b c d e",
		"[a](https://a.example/) [b][rules]": "a b",
		"see `x < y`, <https://a.example/>":  "see x < y, https://a.example/",
		"a![alt](b.png)c":                    "ac",
		"one<br>two":                         "one two",
		"نص *عربي*":                          "نص عربي",
	} {
		if got := PlainText(text, definitions); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
