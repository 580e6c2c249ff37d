package catalog

import (
	"strings"
	"testing"
)

// The words for a mistake are those of the file's own language, and a file with nothing but a tag is not an empty one.
func TestWordsOfTheFormat(t *testing.T) {
	for _, c := range []struct{ file, src, want string }{
		{"active.fr.json", "{\"a\":\"b\nc\"}", `close the text with "; a line break inside a text is written \n`},
		{"active.fr.json", `{"a":tru}`, "this is not valid JSON: "},
		{"active.fr.json", `{"a":1e}`, "this is not valid JSON: "},
		{"active.fr.toml", "a = \"b\n", `a text of several lines stands between """ and """`},
		{"active.fr.yaml", "!!x", "a catalog holds keys with texts"},
		{"active.fr.yaml", "!!map", "a catalog holds keys with texts"},
		{"active.fr.yaml", "~", ""},
	} {
		_, ds := Parse(c.file, []byte(c.src), "fr", Limits{})
		told := ""
		for _, d := range ds {
			told += d.Message + "\n" + d.Hint + "\n"
		}
		if !strings.Contains(told, c.want) || (told == "") != (c.want == "") {
			t.Errorf("%s %q: %q, want %q", c.file, c.src, told, c.want)
		}
	}
}
