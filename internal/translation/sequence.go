package translation

import "slices"

// rising gives the longest chain of pairs in which both indexes rise; the first ones rise already.
func rising(pairs [][2]int) [][2]int {
	length, before := fill(len(pairs), 1), fill(len(pairs), -1)
	last := -1
	for i, p := range pairs {
		for k := range i {
			if pairs[k][1] < p[1] && length[k] >= length[i] {
				length[i], before[i] = length[k]+1, k
			}
		}
		if last < 0 || length[i] > length[last] {
			last = i
		}
	}
	var out [][2]int
	for ; last >= 0; last = before[last] {
		out = append(out, pairs[last])
	}
	slices.Reverse(out)
	return out
}

// heaviest tells of each number of a list whether it is in the rising part of the list that weighs most.
func heaviest(list, weight []int) []bool {
	// A Fenwick tree by rank: the last index of the heaviest rising part that ends with a number of that rank or less.
	sorted := slices.Compact(slices.Sorted(slices.Values(list)))
	tree := fill(len(sorted)+1, -1)
	total, before := make([]int, len(list)), make([]int, len(list))
	last := -1
	for i, n := range list {
		rank, _ := slices.BinarySearch(sorted, n)
		before[i], total[i] = -1, weight[i]
		for v := rank; v > 0; v -= v & -v {
			if k := tree[v]; k >= 0 && total[k]+weight[i] > total[i] {
				before[i], total[i] = k, total[k]+weight[i]
			}
		}
		for v := rank + 1; v < len(tree); v += v & -v {
			if k := tree[v]; k < 0 || total[k] < total[i] {
				tree[v] = i
			}
		}
		if last < 0 || total[i] > total[last] {
			last = i
		}
	}
	out := make([]bool, len(list))
	for ; last >= 0; last = before[last] {
		out[last] = true
	}
	return out
}

func fill(n, v int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = v
	}
	return out
}

// lcs gives the longest common subsequence of two lists as pairs of indexes, the earliest where there are several.
// What only one list has costs nothing. Beyond four million comparisons only the common beginning and end are paired.
func lcs[T comparable](x, y []T) [][2]int {
	is, js := indexesOf(x, y), indexesOf(y, x)
	same := func(i, j int) bool { return x[is[i]] == y[js[j]] }
	var head, tail [][2]int
	n, m, a := len(is), len(js), 0
	for a < n && a < m && same(a, a) {
		head = append(head, [2]int{is[a], js[a]})
		a++
	}
	for n > a && m > a && same(n-1, m-1) {
		n, m = n-1, m-1
		tail = append(tail, [2]int{is[n], js[m]})
	}
	slices.Reverse(tail)
	h, w := n-a, m-a
	if h > 0 && w > 0 && h*w <= 4_000_000 {
		best := make([]int32, (h+1)*(w+1))
		for i := h - 1; i >= 0; i-- {
			for j := w - 1; j >= 0; j-- {
				v := max(best[(i+1)*(w+1)+j], best[i*(w+1)+j+1])
				if same(a+i, a+j) {
					v = max(v, 1+best[(i+1)*(w+1)+j+1])
				}
				best[i*(w+1)+j] = v
			}
		}
		for i, j := 0, 0; i < h && j < w; {
			switch {
			case same(a+i, a+j) && best[i*(w+1)+j] == 1+best[(i+1)*(w+1)+j+1]:
				head = append(head, [2]int{is[a+i], js[a+j]})
				i, j = i+1, j+1
			case best[(i+1)*(w+1)+j] >= best[i*(w+1)+j+1]:
				i++
			default:
				j++
			}
		}
	}
	return append(head, tail...)
}

// indexesOf returns where in a list the items are that another list has, too.
func indexesOf[T comparable](list, other []T) (out []int) {
	has := make(map[T]bool, len(other))
	for _, v := range other {
		has[v] = true
	}
	for i, v := range list {
		if has[v] {
			out = append(out, i)
		}
	}
	return out
}

// eachGap calls f for what lies between pairs, before the first and after the last.
func eachGap(pairs [][2]int, n, m int, f func(i0, i1, j0, j1 int)) {
	i, j := 0, 0
	for _, p := range append(slices.Clone(pairs), [2]int{n, m}) {
		f(i, p[0], j, p[1])
		i, j = p[0]+1, p[1]+1
	}
}
