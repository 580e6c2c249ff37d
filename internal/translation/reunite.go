package translation

import (
	"cmp"
	"slices"
)

// LostRecord is a record of which no page has the name.
type LostRecord struct {
	File   string
	Record *Record
}

// PageTexts are the digests of the texts of a source page that has no record.
type PageTexts struct {
	Key     string
	Digests []string // [Hash] of each segment
}

// Reunite returns the page of each record, by the record's file, whose texts the record speaks of: most of its source
// texts stand in this page, and more than in any other. Records that fit no page, or two pages alike, are left out, and
// so are two records that fit one page alike.
func Reunite(lost []LostRecord, pages []PageTexts) map[string]string {
	pagesOf := map[string][]int{} // by digest
	for i, p := range pages {
		for _, d := range slices.Compact(slices.Sorted(slices.Values(p.Digests))) {
			pagesOf[d] = append(pagesOf[d], i)
		}
	}
	type fit struct {
		file  string
		page  int
		texts int
	}
	best := map[int]fit{} // by page
	for _, l := range lost {
		page, texts := mostTexts(l.Record, pagesOf)
		if page < 0 {
			continue
		}
		switch other, taken := best[page]; {
		case !taken || texts > other.texts:
			best[page] = fit{l.File, page, texts}
		case texts == other.texts:
			best[page] = fit{"", page, texts}
		}
	}
	out := map[string]string{}
	for _, f := range best {
		if f.file != "" {
			out[f.file] = pages[f.page].Key
		}
	}
	return out
}

// mostTexts returns the page that has most of the source texts of a record, and how many; -1 where no page has half of
// them, or two pages have as many.
func mostTexts(r *Record, pagesOf map[string][]int) (page, texts int) {
	counts := map[int]int{}
	digests := map[string]bool{}
	for _, e := range r.Entries {
		if !digests[e.Source] {
			digests[e.Source] = true
			for _, p := range pagesOf[e.Source] {
				counts[p]++
			}
		}
	}
	var order []int
	for p := range counts {
		order = append(order, p)
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	switch {
	case len(order) == 0, len(order) > 1 && counts[order[1]] == counts[order[0]]:
		return -1, 0
	case counts[order[0]]*2 < len(digests), counts[order[0]] < min(2, len(digests)):
		return -1, 0
	}
	return order[0], counts[order[0]]
}
