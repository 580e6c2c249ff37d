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

// manyPairs is from how many comparisons on a shorter way is worth it that may find another of several subsequences of the same
// length; mostPairs is how many are made at all.
const manyPairs, mostPairs = 250_000, 4_000_000

// lcs gives the longest common subsequence of two lists as pairs of indexes, the earliest where there are several, between their
// common beginning and end. Of long lists, what only one of the two has costs nothing, nor what comes before the first and after
// the last difference in what both have.
func lcs[T comparable](x, y []T) [][2]int {
	var head, tail [][2]int
	n, m, a := len(x), len(y), 0
	for a < n && a < m && x[a] == y[a] {
		head = append(head, [2]int{a, a})
		a++
	}
	for n > a && m > a && x[n-1] == y[m-1] {
		n, m = n-1, m-1
		tail = append(tail, [2]int{n, m})
	}
	slices.Reverse(tail)
	is, js := upTo(a, n), upTo(a, m)
	if len(is)*len(js) <= manyPairs {
		return slices.Concat(head, longest(x, y, is, js), tail)
	}
	return slices.Concat(head, longestOfMany(x, y, is, js), tail)
}

// upTo returns the numbers from a to n.
func upTo(a, n int) []int {
	out := make([]int, n-a)
	for i := range out {
		out[i] = a + i
	}
	return out
}

// longestOfMany does as longest, and looks first for what needs no comparison of each with each.
func longestOfMany[T comparable](x, y []T, is, js []int) [][2]int {
	is, inX, js, inY := inBoth(x, y, is, js)
	var head, tail [][2]int
	for len(is) > 0 && len(js) > 0 && x[is[0]] == y[js[0]] {
		head = append(head, [2]int{is[0], js[0]})
		is, js = is[1:], js[1:]
	}
	for len(is) > 0 && len(js) > 0 { // what is there once has no other partner, so that no earlier pair gives way
		i, j := is[len(is)-1], js[len(js)-1]
		if x[i] != y[j] || inX[x[i]] > 1 || inY[x[i]] > 1 {
			break
		}
		tail = append(tail, [2]int{i, j})
		is, js = is[:len(is)-1], js[:len(js)-1]
	}
	slices.Reverse(tail)
	return slices.Concat(head, longest(x, y, is, js), tail)
}

// inBoth leaves of some indexes of two lists those of what both have, and counts how often each has that.
func inBoth[T comparable](x, y []T, is, js []int) (inBothX []int, inX map[T]int, inBothY []int, inY map[T]int) {
	count := func(list []T, at []int) map[T]int {
		times := make(map[T]int, len(at))
		for _, i := range at {
			times[list[i]]++
		}
		return times
	}
	inX, inY = count(x, is), count(y, js)
	is = slices.DeleteFunc(is, func(i int) bool { return inY[x[i]] == 0 })
	js = slices.DeleteFunc(js, func(j int) bool { return inX[y[j]] == 0 })
	return is, inX, js, inY
}

// longest gives the longest common subsequence of what two lists have at some indexes, by comparing each with each.
func longest[T comparable](x, y []T, is, js []int) (out [][2]int) {
	h, w := len(is), len(js)
	if h == 0 || w == 0 || h*w > mostPairs {
		return nil
	}
	best := make([]int32, (h+1)*(w+1))
	for i := h - 1; i >= 0; i-- {
		for j := w - 1; j >= 0; j-- {
			v := max(best[(i+1)*(w+1)+j], best[i*(w+1)+j+1])
			if x[is[i]] == y[js[j]] {
				v = max(v, 1+best[(i+1)*(w+1)+j+1])
			}
			best[i*(w+1)+j] = v
		}
	}
	for i, j := 0, 0; i < h && j < w; {
		switch {
		case x[is[i]] == y[js[j]] && best[i*(w+1)+j] == 1+best[(i+1)*(w+1)+j+1]:
			out = append(out, [2]int{is[i], js[j]})
			i, j = i+1, j+1
		case best[(i+1)*(w+1)+j] >= best[i*(w+1)+j+1]:
			i++
		default:
			j++
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
