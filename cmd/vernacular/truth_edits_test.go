package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// truthKind is a kind of edit of a source. edit returns nil where the page has nothing of that kind.
type truthKind struct {
	name string
	edit func(*rand.Rand, []chunk) []chunk
}

var truthKinds = []truthKind{
	{"another word", reworded(func(r *rand.Rand, w []string) []string { w[r.IntN(len(w))] = "lanterns"; return w })},
	{"a third of the words", reworded(func(r *rand.Rand, w []string) []string {
		for i := 0; i < len(w); i += 3 {
			w[i] = fmt.Sprintf("lantern%c", 'a'+i%26)
		}
		return w
	})},
	{"a number more", reworded(func(r *rand.Rand, w []string) []string { return append(w, fmt.Sprint("for ", 3+r.IntN(90), " days")) })},
	{"a negation", reworded(func(r *rand.Rand, w []string) []string { return slices.Insert(w, len(w)/2, "not") })},
	{"a word less", reworded(func(r *rand.Rand, w []string) []string { return slices.Delete(w, len(w)/2, len(w)/2+1) })},
	{"a sentence more", reworded(func(r *rand.Rand, w []string) []string { return append(w, "Observers brought folding chairs") })},
	{"punctuation", kept(func(text string) string { return strings.Replace(text, ", ", "; ", 1) })},
	{"an apostrophe", kept(func(text string) string {
		return strings.NewReplacer("’", "'", "“", "\"", "”", "\"").Replace(text)
	})},
	{"a new paragraph", inserted("p", 0)}, {"a new heading", inserted("#", 0)}, {"a new list", inserted("-", 0)},
	{"a new first paragraph", inserted("p", 1)}, {"a new last paragraph", inserted("p", 2)},
	{"a new item", insertedRow("-")}, {"a new step", insertedRow("1.")}, {"a new row", insertedRow("|")},
	{"a paragraph is gone", deleted("p")}, {"a heading is gone", deleted("#")}, {"a list is gone", deleted("-")},
	{"an item is gone", deletedRow("-")}, {"a step is gone", deletedRow("1.")}, {"a row is gone", deletedRow("|")},
	{"a section is gone", section(func(_ *rand.Rand, page []chunk, from, to int) []chunk { return slices.Delete(page, from, to) })},
	{"a section elsewhere", section(func(r *rand.Rand, page []chunk, from, to int) []chunk {
		part := slices.Clone(page[from:to])
		rest := slices.Delete(page, from, to)
		return slices.Insert(rest, r.IntN(len(rest)+1), part...)
	})},
	{"a paragraph elsewhere", moved("p")}, {"a heading elsewhere", moved("#")}, {"a list elsewhere", moved("-")}, {"a quotation elsewhere", moved(">")},
	{"two chunks exchanged", func(r *rand.Rand, page []chunk) []chunk {
		i, j := r.IntN(len(page)), r.IntN(len(page))
		page[i], page[j] = page[j], page[i]
		return page
	}},
	{"two headings exchanged", exchanged("#")},
	{"an item of another list", betweenLists},
	{"two items exchanged", permuted("-", func(r *rand.Rand, rows [][]truthUnit) {
		i := r.IntN(len(rows) - 1)
		rows[i], rows[i+1] = rows[i+1], rows[i]
	})},
	{"steps backwards", permuted("1.", func(_ *rand.Rand, rows [][]truthUnit) { slices.Reverse(rows) })},
	{"items in any order", permuted("-", func(r *rand.Rand, rows [][]truthUnit) {
		r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	})},
	{"rows exchanged", permuted("|", func(_ *rand.Rand, rows [][]truthUnit) { rows[1], rows[2] = rows[2], rows[1] })},
	{"cells exchanged", permuted("|", func(_ *rand.Rand, rows [][]truthUnit) { rows[1][1], rows[2][1] = rows[2][1], rows[1][1] })},
	{"columns exchanged", permuted("|", func(_ *rand.Rand, rows [][]truthUnit) {
		for _, r := range rows {
			r[0], r[1] = r[1], r[0]
		}
	})},
	{"a step becomes an item", func(r *rand.Rand, page []chunk) []chunk { return retyped(page, "1.", "-") }},
	{"another level", func(r *rand.Rand, page []chunk) []chunk {
		for i, c := range page {
			if c.kind == "#" && c.level < 4 {
				page[i].level++
				return page
			}
		}
		return nil
	}},
	{"a paragraph becomes a quotation", func(r *rand.Rand, page []chunk) []chunk { return retyped(page, "p", ">") }},
	{"moved and reworded", func(r *rand.Rand, page []chunk) []chunk {
		page = reworded(func(r *rand.Rand, w []string) []string { w[len(w)/2] = "lanterns"; return w })(r, page)
		if page == nil {
			return nil
		}
		return moved("p")(r, page)
	}},
	{"one gone, another new", func(r *rand.Rand, page []chunk) []chunk {
		if page = deleted("p")(r, page); page == nil {
			return nil
		}
		return inserted("p", 0)(r, page)
	}},
	{"split in two", split},
}

// of returns the chunks of a kind.
func of(page []chunk, kind string) (at []int) {
	for i, c := range page {
		if c.kind == kind {
			at = append(at, i)
		}
	}
	return at
}

func anyOf(r *rand.Rand, at []int) int { return at[r.IntN(len(at))] }

// reworded changes the words of a text of prose.
func reworded(f func(*rand.Rand, []string) []string) func(*rand.Rand, []chunk) []chunk {
	return func(r *rand.Rand, page []chunk) []chunk {
		at := slices.DeleteFunc(of(page, "p"), func(i int) bool { return len(strings.Fields(page[i].rows[0][0].text)) < 9 })
		if len(at) == 0 {
			return nil
		}
		p := &page[anyOf(r, at)].rows[0][0]
		p.text, p.changed = strings.Join(f(r, strings.Fields(p.text)), " "), true
		return page
	}
}

// kept changes a text of which every translation holds.
func kept(f func(string) string) func(*rand.Rand, []chunk) []chunk {
	return func(r *rand.Rand, page []chunk) []chunk {
		for _, i := range r.Perm(len(page)) {
			for _, row := range page[i].rows {
				for k := range row {
					if text := f(row[k].text); text != row[k].text {
						row[k].text = text
						return page
					}
				}
			}
		}
		return nil
	}
}

func fresh(r *rand.Rand) truthUnit {
	return truthUnit{text: fmt.Sprintf("Some %d observers of the district brought folding chairs and thermos flasks along", 100+r.IntN(900))}
}

// inserted puts in a chunk: 0 anywhere, 1 first, 2 last.
func inserted(kind string, where int) func(*rand.Rand, []chunk) []chunk {
	return func(r *rand.Rand, page []chunk) []chunk {
		at := []int{r.IntN(len(page) + 1), 0, len(page)}[where]
		return slices.Insert(page, at, chunk{kind: kind, level: 2, rows: [][]truthUnit{{fresh(r)}}})
	}
}

func insertedRow(kind string) func(*rand.Rand, []chunk) []chunk {
	return func(r *rand.Rand, page []chunk) []chunk {
		at := of(page, kind)
		if len(at) == 0 {
			return nil
		}
		c := &page[anyOf(r, at)]
		row := make([]truthUnit, len(c.rows[0]))
		for k := range row {
			row[k] = fresh(r)
		}
		first := 0
		if kind == "|" {
			first = 1
		}
		c.rows = slices.Insert(c.rows, first+r.IntN(len(c.rows)-first+1), row)
		return page
	}
}

func deleted(kind string) func(*rand.Rand, []chunk) []chunk {
	return func(r *rand.Rand, page []chunk) []chunk {
		at := of(page, kind)
		if len(at) == 0 || len(page) < 3 {
			return nil
		}
		i := anyOf(r, at)
		return slices.Delete(page, i, i+1)
	}
}

func deletedRow(kind string) func(*rand.Rand, []chunk) []chunk {
	return func(r *rand.Rand, page []chunk) []chunk {
		at := slices.DeleteFunc(of(page, kind), func(i int) bool { return len(page[i].rows) < 3 })
		if len(at) == 0 {
			return nil
		}
		c := &page[anyOf(r, at)]
		i := 1 + r.IntN(len(c.rows)-1)
		c.rows = slices.Delete(c.rows, i, i+1)
		return page
	}
}

// section edits a heading with what follows it.
func section(f func(r *rand.Rand, page []chunk, from, to int) []chunk) func(*rand.Rand, []chunk) []chunk {
	return func(r *rand.Rand, page []chunk) []chunk {
		at := of(page, "#")
		if len(at) < 2 {
			return nil
		}
		k := r.IntN(len(at) - 1)
		return f(r, page, at[k], at[k+1])
	}
}

func moved(kind string) func(*rand.Rand, []chunk) []chunk {
	return func(r *rand.Rand, page []chunk) []chunk {
		at := of(page, kind)
		if len(at) == 0 {
			return nil
		}
		i := anyOf(r, at)
		c := page[i]
		page = slices.Delete(page, i, i+1)
		return slices.Insert(page, r.IntN(len(page)+1), c)
	}
}

func exchanged(kind string) func(*rand.Rand, []chunk) []chunk {
	return func(r *rand.Rand, page []chunk) []chunk {
		at := of(page, kind)
		if len(at) < 2 {
			return nil
		}
		k := r.IntN(len(at) - 1)
		page[at[k]].rows, page[at[k+1]].rows = page[at[k+1]].rows, page[at[k]].rows
		return page
	}
}

func betweenLists(r *rand.Rand, page []chunk) []chunk {
	at := slices.DeleteFunc(of(page, "-"), func(i int) bool { return len(page[i].rows) < 2 })
	if len(at) < 2 {
		return nil
	}
	from, to := &page[at[0]], &page[at[1]]
	i := r.IntN(len(from.rows))
	row := from.rows[i]
	from.rows = slices.Delete(from.rows, i, i+1)
	to.rows = slices.Insert(to.rows, r.IntN(len(to.rows)+1), row)
	return page
}

func permuted(kind string, f func(*rand.Rand, [][]truthUnit)) func(*rand.Rand, []chunk) []chunk {
	return func(r *rand.Rand, page []chunk) []chunk {
		at := slices.DeleteFunc(of(page, kind), func(i int) bool { return len(page[i].rows) < 3 })
		if len(at) == 0 {
			return nil
		}
		f(r, page[anyOf(r, at)].rows)
		return page
	}
}

func retyped(page []chunk, from, to string) []chunk {
	at := of(page, from)
	if len(at) == 0 {
		return nil
	}
	page[at[0]].kind = to
	return page
}

func split(r *rand.Rand, page []chunk) []chunk {
	at := slices.DeleteFunc(of(page, "p"), func(i int) bool { return len(strings.Fields(page[i].rows[0][0].text)) < 14 })
	if len(at) == 0 {
		return nil
	}
	i := anyOf(r, at)
	p := page[i].rows[0][0]
	words := strings.Fields(p.text)
	half := len(words) / 2
	p.loose, p.text = true, strings.Join(words[:half], " ")
	second := p
	second.text = "And " + strings.Join(words[half:], " ")
	page[i].rows[0][0] = p
	return slices.Insert(page, i+1, chunk{kind: "p", rows: [][]truthUnit{{second}}})
}
