package frontmatter

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"vernacular/internal/data"
	"vernacular/internal/diag"
)

// notTranslated are the keys of the front matter that a translation inherits rather than translates.
var notTranslated = []string{"permalink", "layout", "aliases", "translation_key", "draft", "translation", "translated_from", "translator", "date", "updated"}

// Fingerprint is a short digest of a page's own text: the first 16 hexadecimal digits of the SHA-256 of its file.
func Fingerprint(src []byte) string {
	sum := sha256.Sum256(src)
	return hex.EncodeToString(sum[:8])
}

// Skeleton gives the file that a translation of the page src begins with: the texts of its front matter
// and its body as they are, to be replaced in place, marked as a draft so that nothing untranslated is
// published. Keys without words to translate are left out, since a translation inherits them.
func Skeleton(file string, src []byte, lim Limits) ([]byte, []diag.Diagnostic) {
	m, ds := Parse(file, src, lim)
	if m.Lost {
		return nil, slices.DeleteFunc(ds, func(d diag.Diagnostic) bool { return d.Severity == diag.Warning })
	}
	var b bytes.Buffer
	b.WriteString("---\n")
	b.WriteString("# Put your language's words in place of the texts below, here and in the page itself.\n")
	b.WriteString("# Links, numbers and the signs around words (# * _ [ ] ( ) < >) stay as they are.\n")
	params := m.Params()
	keys := slices.Sorted(maps.Keys(params))
	slices.SortStableFunc(keys, func(a, b string) int { return rank(a) - rank(b) })
	for _, k := range keys {
		if !slices.Contains(notTranslated, k) {
			writeTexts(&b, k, params[k], 0)
		}
	}
	b.WriteString("# How the translation came to be: machine, draft, or (once a speaker has checked it) reviewed.\n")
	b.WriteString("translation: draft\n")
	b.WriteString("# The source text that it is made from, for readers who compare copies.\n")
	fmt.Fprintf(&b, "translated_from: %q\n", Fingerprint(src))
	b.WriteString(draftRemark + "\ndraft: true\n---\n")
	b.Write(src[m.BodyOffset:])
	return b.Bytes(), nil
}

// Translatable is a text of the front matter that a translation has in its own words.
type Translatable struct {
	Path string // dotted, such as hero.callout.alt
	Text string
	Pos  diag.Pos
}

// Translatables are the texts of the front matter that have words to translate, title and description first; the
// same that [Skeleton] writes.
func (m Meta) Translatables() []Translatable {
	var out []Translatable
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case string:
			if isWords(v) {
				out = append(out, Translatable{path, v, m.At(path)})
			}
		case map[string]any:
			for _, k := range slices.Sorted(maps.Keys(v)) {
				walk(path+"."+k, v[k])
			}
		}
	}
	params := m.Params()
	keys := slices.Sorted(maps.Keys(params))
	slices.SortStableFunc(keys, func(a, b string) int { return rank(a) - rank(b) })
	for _, k := range keys {
		if !slices.Contains(notTranslated, k) {
			walk(k, params[k])
		}
	}
	return out
}

// rank puts what every page has first.
func rank(key string) int {
	switch key {
	case "title":
		return 0
	case "description":
		return 1
	}
	return 2
}

// writeTexts writes a key with the texts below it, and nothing if there are none.
func writeTexts(b *bytes.Buffer, key string, v any, depth int) bool {
	indent := strings.Repeat("  ", depth)
	switch v := v.(type) {
	case string:
		if !isWords(v) {
			return false
		}
		fmt.Fprintf(b, "%s%s: %s\n", indent, data.YAMLText(key), data.YAMLText(v))
		return true
	case map[string]any:
		var inner bytes.Buffer
		for _, k := range slices.Sorted(maps.Keys(v)) {
			writeTexts(&inner, k, v[k], depth+1)
		}
		if inner.Len() == 0 {
			return false
		}
		fmt.Fprintf(b, "%s%s:\n", indent, data.YAMLText(key))
		b.Write(inner.Bytes())
		return true
	}
	return false
}

// isWords tells text to translate from addresses, file names and codes.
func isWords(s string) bool {
	return strings.ContainsAny(s, " \u3000") || (s != "" && !strings.ContainsAny(s, "/.@_0123456789") && s != strings.ToLower(s))
}
