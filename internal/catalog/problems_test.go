package catalog

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
)

func tagOf(s string) locale.Tag { return locale.Tag(s) }

// TestProblems names the place and kind of every problem, in words, and the messages that are left.
// A want is "line:col severity code: part of the words | part of the hint".
func TestProblems(t *testing.T) {
	for _, c := range []struct {
		name, file, tag, src string
		want                 []string
		ids                  string
	}{
		// TOML's own grammar
		{"missing quote", "a.toml", "en", "a = \"x\nb = \"y\"\n", []string{`1:7 error catalog-syntax: quotation mark that ends | """`}, "b"},
		{"every bad line", "a.toml", "en", "a = x y\nb: \"z\"\nc = \"ok\"\nd \"w\"\ne = “v”\n", []string{
			"1:5 error catalog-syntax: in quotation marks", "2:2 error catalog-syntax: not by “:”",
			"4:3 error catalog-syntax: “=” is missing", "5:5 error catalog-syntax: quotation mark “ cannot"}, "c"},
		{"quote inside", "a.toml", "en", "a = \"say \"hi\" now\"\n", []string{`1:11 error catalog-syntax: follows the end of the text | \"`}, ""},
		{"backslash", "a.toml", "en", "a = \"C:\\Temp\"\n", []string{`1:8 error catalog-syntax: backslash | \\`}, ""},
		{"open header", "a.toml", "en", "[a\nother = \"x\"\n[b]\nother = \"y\"\n", []string{"1:3 error catalog-syntax: closing bracket"}, "b"},
		{"broken line in a table", "a.toml", "en", "[a]\none = \"1\"\nother = “x”\n[b]\nother = \"y\"\n", []string{"3:9 error catalog-syntax: quotation mark “"}, "b"},
		{"endless text", "a.toml", "en", "ok = \"1\"\na = \"\"\"x\ny\n", []string{`2:5 error catalog-syntax: has no end | """`}, "ok"},
		{"foreign key", "a.toml", "en", "é = \"x\"\n", []string{`1:1 error catalog-syntax: no key | "my key"`}, ""},
		{"lone CR", "a.toml", "en", "a = \"x\"\rb = \"y\"\n", []string{"1:8 error catalog-syntax: follows the end"}, ""},
		{"list of tables", "a.toml", "en", "[[a]]\nother = \"x\"\n", []string{"1:3 error not-a-text: list of tables | [a]"}, ""},
		{"not texts", "a.toml", "en", "a = 5\nb = true\nc = [\"x\"]\nd = 2026-01-01\ne = 1.5\n[f]\nother = 7\n", []string{
			"1:5 error not-a-text: the number 5 | quotation marks", "2:5 error not-a-text: true", "3:1 error not-a-text: a list | no lists",
			"4:5 error not-a-text: the date", "5:5 error not-a-text: 1.5", "7:9 error not-a-text: “f.other”"}, ""},
		// what is defined twice
		{"key twice", "a.toml", "en", "a = \"1\"\na = \"2\"\n", []string{"2:1 error duplicate-key: “a” is defined a second time; the first is on line 1"}, "a"},
		{"form twice", "a.toml", "en", "[a]\nother = \"1\"\nother = \"2\"\n", []string{"3:1 error duplicate-key: other"}, "a"},
		{"form twice, by case", "a.toml", "en", "[a]\nother = \"1\"\nOther = \"2\"\n", []string{"3:1 error duplicate-key: a.Other"}, ""},
		{"table twice", "a.toml", "en", "[a]\none = \"1\"\n[a]\nother = \"2\"\n", []string{"3:2 error duplicate-key: line 1"}, "a"},
		{"two spellings of an id", "a.toml", "en", "\"a.b\" = \"1\"\n[a]\nb = \"2\"\n", []string{"3:1 error duplicate-key: “a.b”"}, "a.b"},
		{"table over text", "a.toml", "en", "a = \"1\"\n[a]\nother = \"2\"\n", []string{"2:2 error duplicate-key: “a”"}, "a"},
		{"inline table opened", "a.toml", "en", "a = {other=\"1\"}\n[a]\none = \"2\"\n", []string{"2:2 error duplicate-key: [a]"}, "a"},
		{"dotted and header", "a.toml", "en", "a.b = \"1\"\n[a]\nc = \"2\"\n", []string{"2:2 error duplicate-key: “a”"}, "a.b a.c"},
		{"key inside a text", "a.toml", "en", "a = \"1\"\na.b = \"2\"\n", []string{"2:1 error duplicate-key: “a”"}, "a"},
		{"value over table", "a.toml", "en", "[a.b]\nother = \"1\"\n[a]\nb = \"2\"\n", []string{"4:1 error duplicate-key: “b”"}, "a.b"},
		{"json key twice", "a.json", "en", "{\"a\": \"1\",\n \"a\": \"2\"}", []string{"2:2 error duplicate-key: line 1"}, "a"},
		{"json form twice", "a.json", "en", "{\"a\": {\"other\": \"1\", \"other\": \"2\"}}", []string{"1:22 error duplicate-key"}, "a"},
		{"yaml key twice", "a.yaml", "en", "a: x\nb: y\na: z\n", []string{"3:1 error duplicate-key: line 1"}, "a b"},
		// reserved keys and typing errors in them
		{"typing error", "a.toml", "en", "[a]\none = \"1\"\notehr = \"2\"\n", []string{"3:1 error mixed-keys: “otehr” | “other”"}, ""},
		{"typing error alone", "a.toml", "en", "[a]\notehr = \"2\"\n", []string{"2:1 error misspelt-plural-form: “otehr” | “other”"}, ""},
		{"two typing errors", "a.yaml", "en", "a:\n  oen: x\n  ohter: y\n", []string{"2:3 error misspelt-plural-form: “oen” | “one”"}, ""},
		{"honest ids", "a.toml", "en", "[menu]\nnew = \"New\"\n[home]\nhero = \"Hero\"\n[months]\nmay = \"May\"\n[order]\nothers = \"Others\"\n[x]\nonce = \"Once\"\n", nil, "home.hero menu.new months.may order.others x.once"},
		{"group in a message", "a.toml", "en", "[a]\nother = \"1\"\n[a.b]\nother = \"2\"\n", []string{"3:4 error mixed-keys: message or a group"}, "a.b"},
		{"foreign part", "a.json", "en", `{"a": {"other": "x", "reviewer": "me"}}`, []string{"1:22 error mixed-keys: “reviewer” | plural forms"}, ""},
		{"reserved name", "a.toml", "en", "other = \"x\"\ntitle = \"y\"\n", []string{"1:1 error reserved-key: “other”"}, "title"},
		{"only reserved names", "a.json", "en", `{"id": "x", "description": "y"}`, []string{"1:2 error reserved-key", "1:13 error reserved-key"}, ""},
		{"reserved name as a table", "a.toml", "en", "[description]\nother = \"x\"\n[id]\nother = \"y\"\n", nil, "description id"},
		{"version 1", "a.yaml", "en", "a:\n  translation: x\n", nil, "a"},
		{"version 1 list", "a.json", "en", `[{"id": "a", "translation": "x"}]`, nil, "a"},
		{"version 1 list of forms", "a.yaml", "en", "- id: a\n  translation:\n    one: x\n    other: y\n- id: b\n  translation: z\n", nil, "a b"},
		{"list", "a.yaml", "en", "- id: b\n  other: x\n- id: a\n  description: d\n  one: y\n  other: z\n- c: w\n", nil, "a b c"},
		{"list in a group", "a.json", "en", `{"m": [{"id": "a", "other": "x"}], "b": "y"}`, nil, "b m.a"},
		{"list of tables with ids", "a.toml", "en", "[[m]]\nid = \"a\"\nother = \"x\"\n[[m]]\nid = \"b\"\nother = \"y\"\n", nil, "m.a m.b"},
		{"one broken message of a list", "a.yaml", "en", "- id: a\n  other: \"{{if}}\"\n- id: b\n  other: x\n- other: y\n- id: b\n  other: z\n", []string{
			"2:11 error placeholder-syntax", "5:3 error bad-key: no id", "6:7 error duplicate-key: “b”"}, "b"},
		{"id twice in different words", "a.toml", "en", "[a]\nid = \"a\"\nother = \"x\"\n", nil, "a"},
		{"forms that are none", "a.yaml", "en", "- id: a\n  translation: [x]\n- id: b\n  translation: {x: y}\n- id: c\n  other: z\n", []string{
			"2:16 error not-a-text: a list", "4:20 error not-a-text"}, "c"},
		{"own id", "a.toml", "en", "[a]\nid = \"b\"\nother = \"x\"\n", []string{"2:1 error reserved-key: “id”"}, ""},
		{"delimiters", "a.toml", "en", "[a]\nleftdelim = \"<<\"\nrightdelim = \">>\"\nother = \"<<.A>>\"\n", []string{
			"2:1 error reserved-key: fields", "3:1 error reserved-key: fields"}, ""},
		{"capital letters", "a.toml", "en", "[a]\nOther = \"x\"\n", []string{"2:1 warning key-case: “other”"}, "a"},
		{"missing other", "a.toml", "en", "[a]\none = \"1\"\n", []string{"1:2 error missing-other: “a”"}, ""},
		{"missing other, key and place", "a.json", "en", "{\"m\": {\n  \"a\": {\"one\": \"1\"}}}", []string{"2:3 error missing-other: “m.a”"}, ""},
		{"form the language lacks", "a.toml", "en", "[a]\nfew = \"1\"\nother = \"2\"\n", []string{"2:1 warning plural-form-unknown: English (en) has no plural form “few” | one, other"}, "a"},
		{"form the language lacks: ja", "a.yaml", "ja", "a:\n  one: x\n  other: y\n", []string{"2:3 warning plural-form-unknown: Japanese | other"}, "a"},
		{"form of a language without a rule: rw", "a.yaml", "rw", "a:\n  one: x\n  other: y\n", []string{"2:3 warning plural-form-unused: Kinyarwanda"}, "a"},
		{"all of Arabic", "a.yaml", "ar", "a: {zero: a, one: b, two: c, few: d, many: e, other: f}\n", nil, "a"},
		// not translated yet
		{"empty other", "a.toml", "en", "[a]\none = \"x\"\nother = \"\"\n", []string{"3:9 warning empty-text: “a”"}, ""},
		{"empty, but other", "a.toml", "en", "[a]\none = \" \"\nother = \"x\"\n", nil, "a"},
		{"half done", "a.toml", "en", "[a]\none = \"\"\nother = \"\"\n[b]\nother = \"x\"\n[c]\ndescription = \"d\"\n", nil, "b"},
		{"nothing after a key", "a.yaml", "en", "a:\nb:\n  one:\n  other:\n", []string{"3:7 error not-a-text: nothing follows “b.one”", "4:9 error not-a-text: “b.other”"}, ""},
		{"null", "a.json", "en", `{"a": null, "b": {"one": null, "other": "x"}}`, []string{"1:26 error not-a-text: nothing follows “b.one”"}, ""},
		// nothing but plain fields (I7)
		{"range", "a.toml", "en", "a = \"x {{range .A}}y{{end}}\"\n", []string{"1:8 error placeholder-syntax: “a”: only plain fields", "1:21 error placeholder-syntax: {{end}}"}, ""},
		{"endless range", "a.toml", "en", "a = \"{{range 1000000000000}}{{end}}\"\n", []string{"1:6 error placeholder-syntax", "1:29 error placeholder-syntax"}, ""},
		{"function", "a.yaml", "en", "b:\n  other: \"{{printf .A}}\"\n", []string{"2:11 error placeholder-syntax: “b”"}, ""},
		{"call", "a.json", "en", `{"a": "{{call .F}}"}`, []string{"1:8 error placeholder-syntax: {{call .F}}"}, ""},
		{"define", "a.json", "en", `{"a": "{{define \"x\"}}"}`, []string{"1:7 error placeholder-syntax: define"}, ""},
		{"chain", "a.toml", "en", "a = '{{.A.B}}'\n", []string{"1:6 error placeholder-syntax: {{.A.B}}"}, ""},
		{"pipeline", "a.toml", "en", "a = '{{.A | html}}'\n", []string{"1:6 error placeholder-syntax"}, ""},
		{"comment", "a.toml", "en", "a = '{{/* x */}}'\n", []string{"1:6 error placeholder-syntax"}, ""},
		{"trim", "a.toml", "en", "a = 'x {{- .A -}} y'\n", []string{"1:8 error placeholder-syntax"}, ""},
		{"dollar", "a.toml", "en", "a = '{{$}}{{.}}'\n", []string{"1:6 error placeholder-syntax", "1:11 error placeholder-syntax"}, ""},
		{"no full stop", "a.toml", "en", "a = 'x {{Name}}'\n", []string{"1:8 error placeholder-syntax: full stop | {{.Name}}"}, ""},
		{"keyword", "a.toml", "en", "a = 'x {{end}}'\n", []string{"1:8 error placeholder-syntax: only plain"}, ""},
		{"no field", "a.toml", "en", "a = 'x {{ }}'\n", []string{"1:8 error placeholder-syntax: no field"}, ""},
		{"not closed", "a.toml", "en", "a = 'x {{.Name'\n", []string{"1:8 error placeholder-syntax: not closed"}, ""},
		{"half closed", "a.toml", "en", "a = 'x {{.Name} y'\n", []string{"1:8 error placeholder-syntax: not closed"}, ""},
		{"not opened", "a.toml", "en", "a = 'x .Name}} y'\n", []string{"1:13 error placeholder-syntax: close nothing"}, ""},
		{"three braces", "a.toml", "en", "a = '{{{.Name}}}'\n", []string{"1:6 error placeholder-syntax"}, ""},
		{"single braces", "a.toml", "en", "a = '{.Name} { }'\n", nil, "a"},
		{"place in a long text", "a.toml", "en", "a = '''\nfirst\nsecond é {{if}}\n'''\n", []string{"3:10 error placeholder-syntax"}, ""},
		{"place among escapes", "a.toml", "en", "a = \"\\u00e9 {{if}}\"\n", []string{"1:5 error placeholder-syntax"}, ""},
		{"place in a block", "a.yaml", "en", "a: |\n  one {{if}}\n", []string{"2:7 error placeholder-syntax"}, ""},
		{"good ones stay", "a.toml", "en", "a = 'x'\nb = '{{if}}'\nc = '{{.Y}}'\n", []string{"2:6 error placeholder-syntax"}, "a c"},
		// what readers would see (I14)
		{"tag", "a.toml", "en", "a = 'x <b>y</b>'\n", []string{"1:8 warning markup-in-message: “<b>”"}, "a"},
		{"script", "a.toml", "en", "a = '{{.A}}<script src=x>'\n", []string{"1:12 warning markup-in-message: “<script src=x>”"}, "a"},
		{"open tag", "a.toml", "en", "a = 'x <b y'\nb = '</p'\n", []string{"1:8 warning markup-in-message: “<b”", "2:6 warning markup-in-message: “</p”"}, "a b"},
		{"reference", "a.toml", "en", "a = 'x&nbsp;y'\n", []string{"1:7 warning markup-in-message: “&nbsp;”"}, "a"},
		{"numeric reference", "a.toml", "en", "a = 'x&#x41;y'\n", []string{"1:7 warning markup-in-message: “&#x41;”"}, "a"},
		{"no markup", "a.toml", "en", "a = '1 < 2 & 3 > 2; R&D, x <3; a&b;c'\n", nil, "a"},
		// characters (I1, I2, I17)
		{"override", "a.toml", "en", "a = 'x\u202ey'\n", []string{"1:7 error direction-control: U+202E"}, ""},
		{"open isolate", "a.toml", "en", "a = 'x\u2067y'\n", []string{"1:7 warning direction-control: not closed | U+2069"}, "a"},
		{"closed isolate", "a.toml", "en", "a = 'x\u2067y\u2069\u200e\u200f\u061c'\n", nil, "a"},
		{"closed embedding", "a.toml", "en", "a = 'x\u202by\u2066z\u2069\u202c'\n", nil, "a"},
		{"crossed", "a.toml", "en", "a = 'x\u202by\u2066z\u202c\u2069'\n", []string{"1:11 warning direction-control: U+202C closes nothing"}, "a"},
		{"closed in the next paragraph", "a.toml", "en", "a = '''x\u2067y\nz\u2069'''\n", []string{"1:9 warning direction-control: not closed", "2:2 warning direction-control: closes nothing"}, "a"},
		{"override by escape", "a.json", "en", `{"a": "x\u202ey"}`, []string{"1:7 error direction-control: U+202E"}, ""},
		{"override in a description", "a.json", "en", `{"a": {"description": "\u202e", "other": "x"}}`, []string{"1:23 error direction-control: a.description"}, ""},
		{"control in a key", "a.json", "en", `{"a\u0007": "x", "b\u202e": "y", "": "z"}`, []string{"1:2 error bad-key: U+0007", "1:18 error bad-key: U+202E", "1:34 error bad-key: empty"}, ""},
		{"control in a text", "a.json", "en", `{"a": "x\u001b[31m"}`, []string{"1:7 warning control-character: U+001B"}, "a"},
		{"NUL", "a.toml", "en", "a = 'x\x00'\n", []string{"1:7 error control-character: NUL"}, ""},
		{"NUL by escape", "a.toml", "en", "a = \"x\\u0000\"\n", []string{"1:5 warning control-character: U+0000"}, "a"},
		{"bad bytes", "a.yaml", "en", "a: x\nb: \xff\xff y\nc: é \xe9\n", []string{"2:4 error invalid-utf8: 0xff", "3:6 error invalid-utf8: 0xe9"}, ""},
		{"UTF-16", "a.json", "en", "\xff\xfe{\x00}\x00", []string{"1:1 error invalid-utf8: UTF-16"}, ""},
		{"half a pair", "a.json", "en", `{"a": "\ud800"}`, []string{"1:7 warning damaged-character"}, "a"},
		{"whole pair", "a.json", "en", `{"a": "\ud83d\ude00"}`, nil, "a"},
		// YAML's own grammar
		{"yaml braces", "a.yaml", "en", "a: {{.Name}} x\n", []string{"1: error catalog-syntax: begins with {"}, ""},
		{"yaml braces alone", "a.yaml", "en", "b: y\na: {{.Name}}\n", []string{"2:4 error catalog-syntax: begins with {"}, "b"},
		{"yaml colon", "a.yaml", "en", "a: x\nb: y: z\n", []string{"2:5 error catalog-syntax: colon"}, ""},
		{"yaml tab", "a.yaml", "en", "a:\n\tone: x\n", []string{"2:1 error catalog-syntax: tab"}, ""},
		{"yaml at", "a.yaml", "en", "a: @x\n", []string{"1:4 error catalog-syntax: begins with @"}, ""},
		{"yaml open quote", "a.yaml", "en", "a: \"x\nb: y\n", []string{"1:4 error catalog-syntax: ends this text is missing"}, ""},
		{"yaml backslash", "a.yaml", "en", "a: \"C:\\Temp\"\n", []string{"1:4 error catalog-syntax: backslash"}, ""},
		{"yaml no colon", "a.yaml", "en", "a: x\nb\nc: y\n", []string{"2:1 error catalog-syntax: “:” is missing"}, ""},
		{"yaml indent", "a.yaml", "en", "a:\n  b: c\n d: e\n", []string{"3:2 error catalog-syntax: does not fit"}, ""},
		{"yaml key list", "a.yaml", "en", "? [x]\n: y\nb: z\n", []string{"1:3 error bad-key"}, "b"},
		{"yaml key alias", "a.yaml", "en", "a: &x y\n*x : z\n", []string{"2:1 error yaml-feature: *x"}, "a"},
		{"yaml nothing", "a.yaml", "en", "~\n", nil, ""},
		{"yaml quote inside", "a.yaml", "en", "a: \"say \"hi\" now\"\n", []string{"1: error catalog-syntax: follows the end"}, ""},
		{"yaml alias", "a.yaml", "en", "a: &x y\nb: *x\n", nil, "a b"},
		{"yaml loop", "a.yaml", "en", "a: &x\n  b: *x\n", []string{"2:6 error not-a-text: alias", "2:6 error yaml-feature: holds itself"}, ""},
		{"yaml merge", "a.yaml", "en", "<<: {a: b}\nc: d\n", nil, "a c"},
		{"yaml merge of a text", "a.yaml", "en", "<<: a\nc: d\n", []string{"1:1 error yaml-feature: alias of a table"}, "c"},
		{"yaml tag", "a.yaml", "en", "a: !x y\n", []string{"1:4 warning yaml-feature: tag"}, "a"},
		{"yaml tag of its own", "a.yaml", "en", "a: !!binary eA==\n", []string{"1:4 error yaml-feature: tag"}, "a"},
		{"yaml number", "a.yaml", "en", "a: 5\n1: x\nb: true\nc: 2026-01-01\nd: no\n", []string{"1:4 error not-a-text: 5", "2:1 error bad-key", "3:4 error not-a-text: true", "4:4 error not-a-text: date"}, "d"},
		{"yaml list", "a.yaml", "en", "a: [x]\n", []string{"1:4 error not-a-text: list"}, ""},
		{"yaml list on top", "a.yaml", "en", "- a\n", []string{"1:3 error not-a-text: each with an id"}, ""},
		{"yaml two documents", "a.yaml", "en", "a: x\n---\nb: y\n", []string{"2:1 error catalog-syntax: second document"}, "a"},
		{"yaml line separator", "a.yaml", "en", "a: x\u2028b\n", []string{"1:5 warning control-character: separator"}, "a"},
		{"yaml next line", "a.yaml", "en", "a: x\nb: x\u0085c\n", []string{"2:5 warning control-character: separator"}, "a b"},
		// JSON's own grammar
		{"json last comma", "a.json", "en", "{\n  \"a\": \"x\",\n}\n", []string{"3:1 error catalog-syntax: comma before"}, "a"},
		{"json no comma", "a.json", "en", "{\n  \"a\": \"x\"\n  \"b\": \"y\"\n}\n", []string{"3:3 error catalog-syntax: comma is missing"}, "a"},
		{"json remark", "a.json", "en", "{\n  // x\n  \"a\": \"x\"}", []string{"2:3 error catalog-syntax: no remarks"}, ""},
		{"json line break", "a.json", "en", "{\"a\": \"x\ny\"}", []string{"1:9 error catalog-syntax: quotation mark that ends"}, ""},
		{"json escape", "a.json", "en", `{"a": "C:\Temp"}`, []string{"1:11 error catalog-syntax: backslash"}, ""},
		{"json quotes", "a.json", "en", `{"a": “x”}`, []string{"1:7 error catalog-syntax: quotation mark “"}, ""},
		{"json colon", "a.json", "en", `{"a" "x"}`, []string{"1:6 error catalog-syntax: colon"}, ""},
		{"json early end", "a.json", "en", `{"a": "x"`, []string{"1:10 error catalog-syntax: too early"}, "a"},
		{"json two values", "a.json", "en", `{"a": "x"} {}`, []string{"1: error catalog-syntax: follows the }"}, "a"},
		{"json list", "a.json", "en", `{"a": ["x", {"b": []}], "c": "y", "d": 5, "e": false}`, []string{"1:7 error not-a-text: a list", "1:40 error not-a-text: 5", "1:48 error not-a-text: false"}, "c"},
		// the rest
		{"format", "a.po", "en", "x", []string{"0: error catalog-format"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, diags := Parse(c.file, []byte(c.src), tagOf(c.tag), Limits{})
			if len(diags) != len(c.want) {
				t.Errorf("%d problems, want %d", len(diags), len(c.want))
			}
			for i, d := range diags {
				if i < len(c.want) && !matches(d, c.want[i]) || i >= len(c.want) {
					t.Errorf("got  %s", d)
					if i < len(c.want) {
						t.Errorf("want %s", c.want[i])
					}
				}
			}
			if ids := strings.Join(got.IDs(), " "); ids != c.ids {
				t.Errorf("ids %q, want %q", ids, c.ids)
			}
		})
	}
}

func matches(d diag.Diagnostic, want string) bool {
	head, words, _ := strings.Cut(want, ": ")
	words, hint, _ := strings.Cut(words, " | ")
	place, kind, _ := strings.Cut(head, " ")
	if kind == "" { // "1: error code" leaves the column open
		place, kind, words = strings.TrimSuffix(head, ":"), words, ""
		if k, w, ok := strings.Cut(kind, ": "); ok {
			kind, words = k, w
		}
		if !strings.HasPrefix(fmt.Sprintf("%d:%d", d.Line, d.Col), place+":") {
			return false
		}
	} else if fmt.Sprintf("%d:%d", d.Line, d.Col) != place {
		return false
	}
	return fmt.Sprintf("%s %s", d.Severity, d.Code) == kind && d.File != "" &&
		strings.Contains(d.Message+" "+d.Hint, words) && strings.Contains(d.Hint, hint)
}

// go-i18n has the last word: what it reads differently, or not at all, is an error.
func TestConfirm(t *testing.T) {
	text := func(id, category, s string) Message {
		return Message{ID: id, Pos: diag.At("a.toml", 1, 1), Forms: []Form{{Category: category, Text: s}}}
	}
	for _, c := range []struct {
		name, src string
		ours      Catalog
		want      string
	}{
		{"agreed", "a = \"x\"\nb = \"\"\n", Catalog{Messages: []Message{text("a", "other", "x")}, Pending: []Pending{{ID: "b"}}}, ""},
		{"another text", "a = \"x\"\n", Catalog{Messages: []Message{text("a", "other", "y")}}, "the form “other” is \"x\""},
		{"another form", "[a]\nfew = \"x\"\n", Catalog{Messages: []Message{text("a", "many", "x")}}, "the form “many” is \"\""},
		{"another description", "a = {description = \"d\", other = \"x\"}\n", Catalog{Messages: []Message{text("a", "other", "x")}}, "the description is \"d\""},
		{"another id", "a = \"x\"\n", Catalog{Messages: []Message{text("b", "other", "x")}}, "does not find it"},
		{"another pending id", "a = \"\"\n", Catalog{Pending: []Pending{{ID: "b"}}}, "does not find the message “b”"},
		{"one more", "a = \"x\"\nb = \"y\"\n", Catalog{Messages: []Message{text("a", "other", "x")}}, "finds 2 messages"},
		{"refused", "a = {one = \"x\", otehr = \"y\"}\n", Catalog{}, "cannot read this catalog: reserved keys [one] mixed"},
	} {
		p := &parser{file: "a.toml", text: diag.Text{File: "a.toml", Src: []byte(c.src)}, catalog: &c.ours}
		p.confirm("toml")
		if c.want == "" && p.diags != nil || c.want != "" && (len(p.diags) != 1 || p.diags[0].Code != "go-i18n-refused" || !strings.Contains(p.diags[0].Message, c.want)) {
			t.Errorf("%s: %v", c.name, p.diags)
		}
	}
}

// Whatever is too large, too deep or too many is refused in time (I6, I7).
func TestLimits(t *testing.T) {
	deepJSON := strings.Repeat(`{"a":`, 100_000) + `"x"` + strings.Repeat("}", 100_000)
	var wide strings.Builder
	for i := range 25_000 {
		fmt.Fprintf(&wide, "k%d = \"x\"\n", i)
	}
	for _, c := range []struct{ name, file, src, code string }{
		{"5 MB", "a.toml", "a = \"" + strings.Repeat("x", 5<<20) + "\"", "catalog-too-large"},
		{"messages", "a.toml", wide.String(), "catalog-too-large"},
		{"deep JSON", "a.json", deepJSON, "catalog-too-deep"},
		{"deep JSON list", "a.json", `{"a":` + strings.Repeat("[", 900_000), "catalog-too-deep"},
		{"deep header", "a.toml", "[a" + strings.Repeat(".a", 400_000) + "]\n", "catalog-too-deep"},
		{"deep key", "a.toml", "a" + strings.Repeat(".a", 400_000) + " = \"x\"\n", "catalog-too-deep"},
		{"deep inline", "a.toml", "a = " + strings.Repeat("{a=", 5000) + "1" + strings.Repeat("}", 5000), "catalog-too-deep"},
		{"deep list", "a.toml", "a = " + strings.Repeat("[", 900_000), "catalog-too-deep"},
		{"deep flow", "a.yaml", "a: " + strings.Repeat("{a: ", 5_000) + "x" + strings.Repeat("}", 5_000), "catalog-too-deep"},
		{"deep flow list", "a.yaml", "a: " + strings.Repeat("[", 900_000), "catalog-too-deep"},
		{"open quotes", "a.toml", strings.Repeat("a = \"\n", 150_000), "catalog-syntax"},
		{"bad lines", "a.toml", strings.Repeat("=\n", 500_000), "catalog-syntax"},
		{"alias bomb", "a.yaml", "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e]\n", "yaml-feature"},
		{"long line of keys", "a.json", `{"a":"x"` + manyKeys(19_000) + `}`, ""},
		{"long line of slips", "a.json", `{"a":"x"` + strings.ReplaceAll(manyKeys(19_000), `"v"`, `"{{if}}"`) + `}`, "placeholder-syntax"},
		{"long line of slips", "a.yaml", `{"a": "x"` + strings.ReplaceAll(manyKeys(15_000), `"v"`, ` "{{if}}"`) + `}`, "placeholder-syntax"},
		{"braces", "a.json", `{"a":"` + strings.Repeat("{{", 400_000) + `"}`, "placeholder-syntax"},
		{"ends of braces", "a.json", `{"a":"` + strings.Repeat("}}", 300_000) + `"}`, "placeholder-syntax"},
		{"isolates", "a.json", `{"a":"` + strings.Repeat("\u2067", 300_000) + `"}`, "direction-control"},
		{"angles", "a.json", `{"a":"` + strings.Repeat("< &", 300_000) + `"}`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			start := time.Now()
			_, diags := Parse(c.file, []byte(c.src), "en", Limits{})
			if took := time.Since(start); took > time.Minute { // quadratic ones took hours
				t.Errorf("took %v", took)
			}
			found := slices.ContainsFunc(diags, func(d diag.Diagnostic) bool { return d.Code == c.code })
			if c.code == "" && len(diags) > 0 || c.code != "" && !found {
				t.Errorf("%d problems, the first %v; want %q", len(diags), diags[:min(1, len(diags))], c.code)
			}
		})
	}
	if _, diags := Parse("a.toml", []byte("a='x'\nb='y'\n[c.d]\nother='z'"), "en", Limits{Messages: 2, Depth: 1, Bytes: 100}); len(diags) != 1 || diags[0].Code != "catalog-too-deep" {
		t.Errorf("%v", diags)
	}
	if _, diags := Parse("a.toml", []byte("a='x'\nb='y'\nc='z'"), "en", Limits{Messages: 2}); len(diags) != 1 || diags[0].Line != 3 {
		t.Errorf("%v", diags)
	}
	if _, diags := Parse("a.toml", []byte("a='x'"), "en", Limits{Bytes: 4}); len(diags) != 1 || diags[0].Code != "catalog-too-large" {
		t.Errorf("%v", diags)
	}
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"é%d":"v"`, i)
	}
	return b.String()
}
