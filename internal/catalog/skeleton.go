package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"vernacular/internal/data"
	"vernacular/internal/locale"
)

// Skeleton makes the catalog that a translator starts from: every message of source, in the source's
// order, with exactly the plural forms that the language of tag needs, each as an empty text between
// quotation marks to type into. Above each stand the source text and the note for translators, as
// remarks; JSON has no remarks, so there they are the description.
//
// An untouched skeleton and one that is filled in part are catalogs without mistakes: an empty text is
// not translated yet ([Catalog.Pending]). format is "toml", "yaml" or "json".
//
// Empty texts were chosen over entries in remarks because the name of a TOML table stands in a line of
// its own: who takes the # from the text and forgets the one before the name gives the text to the
// message above.
func Skeleton(source *Catalog, tag locale.Tag, format string) ([]byte, error) {
	messages := slices.Clone(source.Messages)
	slices.SortStableFunc(messages, func(a, b Message) int {
		return cmp.Or(cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Col, b.Pos.Col), cmp.Compare(a.ID, b.ID))
	})
	var b strings.Builder
	switch format {
	case "toml":
		skeletonHead(&b, source.Tag, tag)
		for _, m := range messages {
			b.WriteByte('\n')
			skeletonRemarks(&b, source.Tag, m)
			fmt.Fprintf(&b, "[%s]\n", data.TOMLKey(m.ID))
			for _, category := range skeletonForms(m, tag) {
				fmt.Fprintf(&b, "%s = \"\"%s\n", category, trailing(m, tag, category))
			}
		}
	case "yaml":
		skeletonHead(&b, source.Tag, tag)
		for _, m := range messages {
			b.WriteByte('\n')
			skeletonRemarks(&b, source.Tag, m)
			fmt.Fprintf(&b, "%s:\n", data.YAMLKey(m.ID))
			for _, category := range skeletonForms(m, tag) {
				fmt.Fprintf(&b, "  %s: \"\"%s\n", category, trailing(m, tag, category))
			}
		}
		if len(messages) == 0 {
			b.WriteString("{}\n") // go-i18n takes a YAML file of remarks alone for a mistake
		}
	case "json":
		b.WriteString("{")
		for i, m := range messages {
			if i > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, "\n  %s: {\n    \"description\": %s", data.QuoteJSON(m.ID), data.QuoteJSON(skeletonDescription(source.Tag, tag, m)))
			for _, category := range skeletonForms(m, tag) {
				fmt.Fprintf(&b, ",\n    %q: \"\"", category)
			}
			b.WriteString("\n  }")
		}
		b.WriteString("\n}\n")
	default:
		return nil, fmt.Errorf("no catalog format %q: it is toml, yaml or json", format)
	}
	return []byte(b.String()), nil
}

func skeletonHead(b *strings.Builder, from, to locale.Tag) {
	name := string(to)
	if en, own := to.EnglishName(), to.Autonym(); en != "" && en != name {
		name = en + " (" + name + ")"
		if own != "" && own != en {
			name = own + " · " + name
		}
	}
	remark(b, name)
	fmt.Fprintf(b, "#\n# Type each translation between the quotation marks; the lines with # show the source text (%s).\n", from)
	b.WriteString("# What is still \"\" counts as not translated: readers see it in another language until then.\n")
	b.WriteString("# Keep words like {{.Name}} as they are; they are filled in later. Write a quotation mark as \\\".\n")
}

// skeletonForms gives the categories a translator has to fill in.
func skeletonForms(m Message, tag locale.Tag) []string {
	if m.Counts() {
		return tag.PluralForms()
	}
	return []string{"other"}
}

func skeletonRemarks(b *strings.Builder, from locale.Tag, m Message) {
	for _, note := range []string{m.Remark, m.Description} {
		if note != "" {
			remark(b, note)
		}
	}
	for _, f := range m.Forms {
		if len(m.Forms) == 1 {
			remark(b, string(from)+": "+f.Text)
		} else {
			remark(b, string(from)+" "+f.Category+": "+f.Text)
		}
	}
}

func skeletonDescription(from, to locale.Tag, m Message) string {
	var lines []string
	for _, note := range []string{m.Remark, m.Description} {
		if note != "" {
			lines = append(lines, note)
		}
	}
	for _, f := range m.Forms {
		if len(m.Forms) == 1 {
			lines = append(lines, string(from)+": "+f.Text)
		} else {
			lines = append(lines, string(from)+" "+f.Category+": "+f.Text)
		}
	}
	if m.Counts() {
		for _, category := range to.PluralForms() {
			lines = append(lines, string(to)+" "+category+": "+samples(to, category))
		}
	}
	return strings.Join(lines, "\n")
}

// trailing is the remark behind a form: which numbers it is for.
func trailing(m Message, tag locale.Tag, category string) string {
	if !m.Counts() {
		return ""
	}
	return " # " + samples(tag, category)
}

// samples names some numbers of a plural category: nobody but a linguist knows what "few" means in
// Arabic. Whole numbers are what messages count; where a category has none, a fraction has to do.
func samples(tag locale.Tag, category string) string {
	const shown = 5
	var found []string
	for n := range 201 {
		if c, err := tag.Plural(n); err == nil && c == category {
			if len(found) == shown {
				return strings.Join(found, ", ") + ", …"
			}
			found = append(found, fmt.Sprint(n))
		}
	}
	if len(found) > 0 {
		return strings.Join(found, ", ")
	}
	for _, n := range []string{"0.1", "0.5", "1.5", "1000000"} {
		if c, err := tag.Plural(n); err == nil && c == category {
			found = append(found, n)
		}
	}
	return strings.Join(append(found, "…"), ", ")
}

// remark writes text behind #, whatever it holds: YAML ends a line at more characters than TOML, and
// neither lets control characters stand in a remark.
func remark(b *strings.Builder, text string) {
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		b.WriteString("# ")
		for _, r := range line {
			switch {
			case r == '\u2028' || r == '\u2029' || r == '\u0085':
				b.WriteByte(' ')
			case isControl(r) || r == '\ufeff':
				b.WriteRune('\ufffd')
			default:
				b.WriteRune(r)
			}
		}
		b.WriteByte('\n')
	}
}
