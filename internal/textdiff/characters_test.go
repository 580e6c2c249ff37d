package textdiff

import "testing"

func TestCharacters(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "abc": 3, "e\u0301": 1, "é": 1, "نّ": 1, "क्षि": 1, "한국": 2, "日本語": 3, "👩\u200d👧\u200d👦": 1, "🇳🇵": 1, "a\r\nb": 3, "می\u200cخواهم": 7,
	} {
		if got := Characters(text); got != want {
			t.Errorf("%q has %d characters, want %d", text, got, want)
		}
	}
}
