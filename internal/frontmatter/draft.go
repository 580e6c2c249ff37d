package frontmatter

import (
	"slices"
	"strings"

	"vernacular/internal/data"
	"vernacular/internal/diag"
)

// Nothing that somebody meant as a draft is public. A page is a draft when its front matter says so in whatever
// spelling, also where the front matter has an error or is not read: the wrong guess keeps a page back with a message,
// the other one would publish what nobody has released.

// falseWords are the values, in small letters, that say that a page is no draft.
var falseWords = []string{"false", "no", "off", "0", "n", "f", "nein", "falsch", "non", "faux", "falso", "não", "nao", "нет", "否", "не"}

// trueWords are the values, in small letters, that need no second look: any other one is a draft, too, and an error.
var trueWords = []string{"true", "yes", "on", "1", "y", "t", "ja", "wahr", "oui", "vrai", "sí", "si", "sì", "sim", "да", "是", "はい", "نعم"}

// meansDraft reports whether a key with its value, in front matter or what looks like it, is meant to keep a page back.
func meansDraft(key, value string) bool {
	no := slices.Contains(falseWords, strings.ToLower(value))
	switch {
	case knownKey(key) == "draft":
		return !no && value != "" && !strings.Contains(value, " ")
	case strings.EqualFold(key, "published"):
		return no
	}
	return false
}

// checkDraft judges the value of the key draft, and makes it a truth value.
func (r *metaReader) checkDraft(f *field, pos diag.Pos) {
	word := strings.ToLower(strings.TrimSpace(f.text))
	no := slices.Contains(falseWords, word)
	switch {
	case f.kind == boolValue:
		return
	case f.kind != listValue && f.kind != groupValue && (no || slices.Contains(trueWords, word)):
		meant := "true"
		if no {
			meant = "false"
		}
		r.diags = append(r.diags, diag.Warnf("front-matter-type", pos, "draft must be true or false without quotes, not %s: it is read as %s", diag.Quote(f.text), meant).
			WithHint("write draft: %s", meant))
		f.kind, f.text = boolValue, meant
	default:
		r.lose("front-matter-type", pos, "write draft: true, or delete the line when the page may be shown",
			"draft must be true or false, not %s; the page is not published", kindNames[f.kind])
		f.out = true
	}
}

// guardDraft makes the page a draft where a key that is misspelt, or that other programs know, says so.
func (r *metaReader) guardDraft() {
	var meant *field
	for i := range r.fields {
		f := &r.fields[i]
		switch {
		case f.depth > 0 || f.kind == noValue:
		case f.key == "draft" && !f.out:
			return
		case f.key == "draft", f.kind != listValue && f.kind != groupValue && meansDraft(f.key, f.text):
			meant = f
		}
	}
	if meant != nil {
		r.takeForDraft(diag.At(r.file, meant.line, meant.col))
	}
}

// draftIn makes the page a draft where lines that cannot be read as front matter say so.
func (r *metaReader) draftIn(src []byte, from int) {
	if slices.ContainsFunc(r.fields, func(f field) bool { return f.depth == 0 && f.key == "draft" && !f.out }) {
		return
	}
	if line, next := data.CutLine(src, from); fenceMark(string(line)) != "" {
		from = next
	}
	keys, _ := keyLines(src, from, true)
	if i := slices.IndexFunc(keys, keyAt.meansDraft); i >= 0 {
		text := diag.Text{File: r.file, Src: src}
		r.takeForDraft(text.At(keys[i].at))
	}
}

// takeForDraft makes the page a draft, as a text at pos says.
func (r *metaReader) takeForDraft(pos diag.Pos) {
	r.fields = append(r.fields, field{kind: boolValue, key: "draft", text: "true", line: pos.Line, col: pos.Col})
}
