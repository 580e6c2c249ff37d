package markup

// maxAlignment bounds the table that headings are aligned with; no page that people write has as many.
const maxAlignment = 4_000_000

// alignHeadings returns for each heading of a translation its counterpart in the source: the same
// position among headings of the same level where both have the same, else the pairing that keeps the
// order and pairs the most headings of equal level, where an id written by hand or an equal slug
// weighs most. The result has the index of the counterpart, or -1.
func alignHeadings(own, source []Heading) []int {
	out := make([]int, len(own))
	for i := range out {
		out[i] = -1
	}
	agree := 0 // how many headings from the start have the same level
	for agree < min(len(own), len(source)) && own[agree].Level == source[agree].Level {
		agree++
	}
	if agree == len(own) && agree == len(source) || len(own)*len(source) > maxAlignment {
		for i := range agree {
			out[i] = i
		}
		return out
	}

	// best[i*w+j] is the best sum for the headings from i and j on.
	w := len(source) + 1
	best := make([]int32, (len(own)+1)*w)
	for i := len(own) - 1; i >= 0; i-- {
		for j := len(source) - 1; j >= 0; j-- {
			best[i*w+j] = max(best[(i+1)*w+j], best[i*w+j+1])
			if s := likeness(own[i], source[j]); s > 0 {
				best[i*w+j] = max(best[i*w+j], s+best[(i+1)*w+j+1])
			}
		}
	}
	for i, j := 0, 0; i < len(own) && j < len(source); {
		s := likeness(own[i], source[j])
		switch v := best[i*w+j]; {
		case s > 0 && v == s+best[(i+1)*w+j+1]:
			out[i] = j
			i, j = i+1, j+1
		case v == best[(i+1)*w+j]:
			i++
		default:
			j++
		}
	}
	return out
}

// likeness weighs a pair of headings; 0 for one that cannot be.
func likeness(a, b Heading) int32 {
	switch {
	case a.Explicit && a.ID == b.ID:
		return 1000
	case a.Level != b.Level:
		return 0
	case a.ID == b.ID:
		return 100
	}
	return 10
}
