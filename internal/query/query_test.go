package query

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"unsafe"

	"pgregory.net/rapid"

	"vernacular/internal/diag"
)

// world is a set of leaves and of derived questions whose very choice of what to ask depends on the
// answers so far. It is evaluated by the engine and, as the judge, by plain recursion.
type world struct {
	mu      sync.Mutex
	moments map[int][]int // by leaf: what it is each time that it is read, before it is what leaves says; -1: it cannot be read

	leaves []int
	rules  [][3]int // rule i: what it asks first, what it asks when that is even, when it is odd
}

// read is the answer to a leaf: what it is at the moment, which may be over the next time.
func (w *world) read(c *Ctx, i int) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	if moments := w.moments[i]; len(moments) > 0 {
		w.moments[i] = moments[1:]
		if moments[0] < 0 {
			c.Fail()
		}
		return moments[0]
	}
	return w.leaves[i]
}

type result struct {
	value int
	ok    bool
	diags []diag.Diagnostic
}

// truth evaluates rule i by plain recursion.
func (w *world) truth(i int, seen map[int]result) result {
	if r, ok := seen[i]; ok {
		return r
	}
	if i < len(w.leaves) {
		return result{value: w.leaves[i], ok: true}
	}
	rule := w.rules[i-len(w.leaves)]
	r := func() result {
		a := w.truth(rule[0], seen)
		if !a.ok {
			return result{}
		}
		next := rule[1]
		if a.value%2 != 0 {
			next = rule[2]
		}
		b := w.truth(next, seen)
		if !b.ok {
			return result{value: -a.value, ok: true, diags: []diag.Diagnostic{diag.Warnf("half", diag.At(fmt.Sprint(i), 0, 0), "%d", a.value)}}
		}
		sum := (a.value + b.value) % 7
		if sum == 6 {
			return result{diags: []diag.Diagnostic{diag.Errorf("six", diag.At(fmt.Sprint(i), 0, 0), "six")}}
		}
		return result{value: sum, ok: true}
	}()
	seen[i] = r
	return r
}

// reach collects what the pinned rules need, for the diagnostics that a clean engine would show.
func (w *world) reach(i int, seen map[int]result, out map[int]bool) {
	if i < len(w.leaves) || out[i] {
		return
	}
	out[i] = true
	rule := w.rules[i-len(w.leaves)]
	w.reach(rule[0], seen, out)
	if a := w.truth(rule[0], seen); a.ok {
		if a.value%2 == 0 {
			w.reach(rule[1], seen, out)
		} else {
			w.reach(rule[2], seen, out)
		}
	}
}

// flaky is a scratch of which one call in so many fails; 0: none does.
type flaky struct {
	mu    sync.Mutex
	bytes []byte
	fails int
	calls int
}

func (f *flaky) broken() bool {
	f.calls++
	return f.fails > 0 && f.calls%f.fails == 0
}

func (f *flaky) WriteAt(b []byte, at int64) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.broken() {
		return 0, errors.New("broken")
	}
	if more := int(at) + len(b) - len(f.bytes); more > 0 {
		f.bytes = append(f.bytes, make([]byte, more)...)
	}
	return copy(f.bytes[at:], b), nil
}

func (f *flaky) ReadAt(b []byte, at int64) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.broken() {
		return 0, errors.New("broken")
	}
	return copy(b, f.bytes[at:]), nil
}

func TestIncrementalEqualsPlainEvaluation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nl, nr := rapid.IntRange(1, 6).Draw(t, "leaves"), rapid.IntRange(1, 24).Draw(t, "rules")
		w := &world{moments: map[int][]int{}, leaves: make([]int, nl), rules: make([][3]int, nr)}
		for i := range w.leaves {
			w.leaves[i] = rapid.IntRange(0, 6).Draw(t, "leaf")
		}
		for i := range w.rules {
			for j := range 3 {
				w.rules[i][j] = rapid.IntRange(0, nl+i-1).Draw(t, "asks")
			}
		}
		emitted := map[int]int{}
		var mu sync.Mutex
		opts := []Option[int, int]{Emit(func(k, v int) { mu.Lock(); emitted[k] = v; mu.Unlock() })}
		leafOpts := []Option[int, int]{Volatile[int, int]()}
		if rapid.Bool().Draw(t, "leaves are read again") {
			leafOpts = append(leafOpts, Drop[int, int]())
		}
		var scratch *flaky
		switch rapid.IntRange(0, 3).Draw(t, "keeps") {
		case 3:
			opts = append(opts, Spill[int, int]())
			scratch = &flaky{fails: rapid.IntRange(0, 3).Draw(t, "fails")}
		case 0:
			opts = append(opts, Drop[int, int]())
		case 1:
			opts = append(opts, Store[int, int]())
		}
		once := rapid.Bool().Draw(t, "once")
		if once {
			opts = append(opts, Evict[int, int]())
			scratch = &flaky{fails: rapid.IntRange(0, 5).Draw(t, "fails while once")}
		}
		var e *Engine
		var leaf, rule, top *Query[int, int]
		roots := rapid.Bool().Draw(t, "roots of their own")
		ask := func(c *Ctx, i int) (int, bool) {
			if i < nl {
				return leaf.Try(c, i)
			}
			return rule.Try(c, i)
		}
		begin := func() {
			e = New(rapid.SampledFrom([]int{1, 4}).Draw(t, "workers"))
			if scratch != nil {
				scratch.bytes = nil
				e.Scratch(scratch)
			}
			if once {
				e.Once()
			}
			leaf = Define(e, "leaf", w.read, leafOpts...)
			rule = Define(e, "rule", func(c *Ctx, i int) int {
				r := w.rules[i-nl]
				a, ok := ask(c, r[0])
				if !ok {
					c.Fail()
				}
				next := r[1]
				if a%2 != 0 {
					next = r[2]
				}
				b, ok := ask(c, next)
				if !ok {
					c.Report(diag.Warnf("half", diag.At(fmt.Sprint(i), 0, 0), "%d", a))
					return -a
				}
				if s := (a + b) % 7; s != 6 {
					return s
				}
				c.Fail(diag.Errorf("six", diag.At(fmt.Sprint(i), 0, 0), "six"))
				return 0
			}, opts...)
			top = rule
			if roots {
				top = Define(e, "top", func(c *Ctx, i int) int { return rule.Get(c, i) }, Root[int, int]())
			}
		}
		begin()
		change := func() {
			for range rapid.IntRange(0, 3).Draw(t, "changes") {
				w.leaves[rapid.IntRange(0, nl-1).Draw(t, "which")] = rapid.IntRange(0, 6).Draw(t, "to")
			}
		}
		restart := func() {
			var b bytes.Buffer
			err := e.Save(&b, "extra")
			if err != nil && once && scratch.fails > 0 {
				t.Skip("a scratch that fails leaves no record")
			}
			if err != nil {
				t.Fatal(err)
			}
			once = false
			begin()
			var extra string
			if err := e.Load(b.Bytes(), &extra); err != nil || extra != "extra" {
				t.Fatal(extra, err)
			}
			change()
			e.Update(func() {
				leaf.Recorded(func(i int, fp Fingerprint) {
					if fp != FingerprintOf(w.leaves[i]) {
						leaf.Changed(i)
					}
				})
			}, nil)
		}

		var pinned []int
		check := func() {
			e.Sweep()
			seen, need := map[int]result{}, map[int]bool{}
			for _, p := range pinned {
				w.reach(p, seen, need)
			}
			var want []diag.Diagnostic
			for i := range need {
				want = append(want, w.truth(i, seen).diags...)
			}
			if got, want := e.Diagnostics(), diag.Sorted(want); !slices.Equal(got, want) {
				t.Fatalf("diagnostics\n got %v\nwant %v", got, want)
			}
			holds := rule.k.size()
			if e.evicted != nil {
				holds += len(e.evicted.inOrder(func(number uint32) bool { return e.nodes.at(number) != nil }))
			}
			rule.Recorded(func(i int, _ Fingerprint) {
				if e.notInMemory(rule.k, i) {
					holds++
				}
			})
			if holds != len(need) {
				t.Fatalf("holds %v, needs %v", holds, need)
			}
			for _, p := range pinned {
				got, ok := top.Whole(p)
				if want := w.truth(p, seen); ok != want.ok || got != want.value {
					t.Fatalf("rule %d: got %d %v, want %d %v", p, got, ok, want.value, want.ok)
				}
				if got, ok := top.Peek(p); ok && got != w.truth(p, seen).value {
					t.Fatalf("rule %d: keeps %d, want %d", p, got, w.truth(p, seen).value)
				}
				if want := w.truth(p, seen); want.ok && emitted[p] != want.value {
					t.Fatalf("rule %d: emitted %d, want %d", p, emitted[p], want.value)
				}
			}
		}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			step := rapid.IntRange(0, 5).Draw(t, "step")
			if once && step > 0 && step != 4 { // there is no way to change anything but a restart
				if step == 1 {
					rule.Evict()
				}
				step = 0
			}
			switch step {
			case 5: // leaves are saved while they are read
				for range rapid.IntRange(1, 3).Draw(t, "saves") {
					w.moments[rapid.IntRange(0, nl-1).Draw(t, "whose")] = rapid.SliceOfN(rapid.IntRange(-1, 6), 1, 4).Draw(t, "moments")
				}
				again := rapid.SliceOfN(rapid.IntRange(0, nl-1), 0, 3).Draw(t, "told of")
				for first := true; first || e.Torn(); first = false {
					torn := leaf.Torn()
					e.Update(func() {
						for _, i := range append(torn, again...) {
							leaf.Changed(i)
						}
						if first {
							change()
						}
					}, nil)
				}
				if rapid.Bool().Draw(t, "ends here") {
					e.Sweep()
					restart()
				}
				clear(w.moments) // whatever was saved is told of at last
				e.Update(func() {
					for i := range nl {
						leaf.Changed(i)
					}
				}, nil)
			case 4:
				restart()
			case 0:
				p := nl + rapid.IntRange(0, nr-1).Draw(t, "pin")
				if !slices.Contains(pinned, p) {
					pinned = append(pinned, p)
					top.Pin([]int{p}, nil)
				}
			case 1:
				if len(pinned) > 0 {
					i := rapid.IntRange(0, len(pinned)-1).Draw(t, "unpin")
					top.Unpin(pinned[i : i+1])
					pinned = slices.Delete(slices.Clone(pinned), i, i+1)
				}
			default:
				e.Update(func() {
					change()
					for i := range nl {
						leaf.Changed(i)
					}
				}, nil)
			}
			check()
		}
	})
}

func TestEarlyCutoffStopsTheWave(t *testing.T) {
	e := New(2)
	n := 4
	var tops atomic.Int32
	leaf := Define(e, "leaf", func(*Ctx, struct{}) int { return n })
	parity := Define(e, "parity", func(c *Ctx, _ struct{}) bool { return leaf.Get(c, struct{}{})%2 == 0 })
	top := Define(e, "top", func(c *Ctx, i int) string { tops.Add(1); return fmt.Sprint(i, parity.Get(c, struct{}{})) })
	top.Pin([]int{1, 2, 3}, nil)
	e.Update(func() { n = 6; leaf.Changed(struct{}{}) }, nil)
	if tops.Load() != 3 {
		t.Errorf("an even number became another even number and %d tops ran again", tops.Load()-3)
	}
	e.Update(func() { n = 7; leaf.Changed(struct{}{}) }, nil)
	if tops.Load() != 6 {
		t.Errorf("parity changed and %d tops ran again, want 3", tops.Load()-3)
	}
}

func TestLoopsAreNamedAndHealed(t *testing.T) {
	for _, workers := range []int{1, 4} {
		next := map[string]string{"a": "b", "b": "c", "c": "a", "d": "b"}
		e := New(workers)
		leaf := Define(e, "next", func(_ *Ctx, s string) string { return next[s] })
		var walk *Query[string, string]
		walk = Define(e, "walk", func(c *Ctx, s string) string {
			if n := leaf.Get(c, s); n != "" {
				return s + walk.Get(c, n)
			}
			return s
		})
		walk.Pin([]string{"a", "b", "c", "d"}, nil)
		ds := e.Diagnostics()
		if len(ds) != 1 || !strings.Contains(ds[0].Message, "walk a → walk b → walk c → walk a") {
			t.Fatalf("%d workers: got %v", workers, ds)
		}
		e.Update(func() { next["c"] = ""; leaf.Changed("c") }, nil)
		e.Sweep()
		if ds := e.Diagnostics(); len(ds) != 0 {
			t.Fatalf("healed, but %v", ds)
		}
		for k, want := range map[string]string{"a": "abc", "b": "bc", "c": "c", "d": "dbc"} {
			if got, _ := walk.Peek(k); got != want {
				t.Errorf("%d workers: walk %s = %q, want %q", workers, k, got, want)
			}
		}
	}
}

func TestManyAskersOfOneAnswerComputeItOnce(t *testing.T) {
	e := New(8)
	var runs atomic.Int32
	leaf := Define(e, "leaf", func(*Ctx, int) int { runs.Add(1); return 1 })
	all := Define(e, "all", func(c *Ctx, i int) int {
		keys := make([]int, 50)
		vs, ok := leaf.All(c, keys)
		if !ok[0] {
			c.Fail()
		}
		return vs[49] + i
	})
	keys := make([]int, 200)
	for i := range keys {
		keys[i] = i
	}
	all.Pin(keys, nil)
	if runs.Load() != 1 {
		t.Errorf("computed %d times", runs.Load())
	}
}

func TestAMistakeInAQueryIsADiagnostic(t *testing.T) {
	e := New(1)
	bad := Define(e, "bad", func(_ *Ctx, i int) int { return []int{}[i] })
	bad.Pin([]int{7}, nil)
	if ds := e.Diagnostics(); len(ds) != 1 || ds[0].Code != "internal" || !strings.Contains(ds[0].Message, "bad 7") {
		t.Errorf("got %v", ds)
	}
}

func TestFingerprintsTellContentApart(t *testing.T) {
	type inner struct {
		a string
		m map[string]any
	}
	type outer struct {
		A, B string
		In   *inner
		L    []string
	}
	distinct := []any{
		outer{A: "ab"}, outer{A: "a", B: "b"}, outer{L: []string{}}, outer{L: []string{""}}, outer{},
		outer{In: &inner{}}, outer{In: &inner{m: map[string]any{"x": 1}}}, outer{In: &inner{m: map[string]any{"x": "1"}}},
		outer{In: &inner{a: strings.Repeat("x", 5000)}}, outer{In: &inner{a: strings.Repeat("x", 5001)}}, "", "a", []byte("a\x00"),
	}
	seen := map[Fingerprint]int{}
	for i, v := range distinct {
		f := FingerprintOf(v)
		if j, dup := seen[f]; dup {
			t.Errorf("%d and %d have one fingerprint", i, j)
		}
		seen[f] = i
		if again := FingerprintOf(v); f != again {
			t.Errorf("%d has two fingerprints", i)
		}
	}
	m := func() map[string]any {
		m := map[string]any{}
		for i := range 50 {
			m[fmt.Sprint(i)] = []any{i, map[string]any{"k": i}}
		}
		return m
	}
	if a, b := FingerprintOf(m()), FingerprintOf(m()); a != b {
		t.Error("map order reached a fingerprint")
	}
}

func BenchmarkUpdateOneOf40000(b *testing.B) {
	e := New(0)
	vals := make([]int, 40000)
	leaf := Define(e, "leaf", func(_ *Ctx, i int) int { return vals[i] })
	head := Define(e, "head", func(c *Ctx, i int) int { return leaf.Get(c, i) / 1000000 })
	site := Define(e, "site", func(c *Ctx, _ struct{}) int {
		keys := make([]int, len(vals))
		for i := range keys {
			keys[i] = i
		}
		vs, _ := head.All(c, keys)
		s := 0
		for _, v := range vs {
			s += v
		}
		return s
	})
	out := Define(e, "out", func(c *Ctx, i int) int { return site.Get(c, struct{}{}) + leaf.Get(c, i) })
	keys := make([]int, len(vals))
	for i := range keys {
		keys[i] = i
	}
	out.Pin(keys, nil)
	i := 0
	for b.Loop() {
		i++
		k := i % len(vals)
		e.Update(func() { vals[k]++; leaf.Changed(k) }, nil)
		e.Sweep()
	}
}

// TestAnyDoubtAboutARecordIsAMiss damages a record in every way (FAULTS F9).
func TestAnyDoubtAboutARecordIsAMiss(t *testing.T) {
	begin := func(kinds ...string) (*Engine, *Query[string, string]) {
		e := New(1)
		var q *Query[string, string]
		for _, k := range kinds {
			q = Define(e, k, func(c *Ctx, s string) string {
				c.Report(diag.Warnf("w", diag.At(s, 1, 2), "careful"))
				return s + s
			}, Store[string, string]())
		}
		return e, q
	}
	e, q := begin("double")
	q.Pin([]string{"a", "bc"}, nil)
	var w bytes.Buffer
	if err := e.Save(&w, "more"); err != nil {
		t.Fatal(err)
	}
	miss := func(record []byte, why string, kinds ...string) {
		t.Helper()
		e, _ := begin(kinds...)
		if err := e.Load(record, new(string)); err == nil {
			t.Fatalf("%s: loaded", why)
		}
		if n, _ := e.Stats(); n != 0 || len(e.Diagnostics()) > 0 {
			t.Fatalf("%s: and yet something is known", why)
		}
	}
	good := w.Bytes()
	for n := range good {
		miss(slices.Clone(good[:n]), fmt.Sprint("cut at ", n), "double")
		bad := slices.Clone(good)
		bad[n] ^= 1 << (n % 8)
		miss(bad, fmt.Sprint("flipped at ", n), "double")
	}
	miss(append(slices.Clone(good), 0), "longer", "double")
	miss(slices.Clone(good), "other kinds", "double", "triple")
	miss(slices.Clone(good), "renamed kinds", "duple")
	e, q = begin("double")
	var extra string
	if err := e.Load(slices.Clone(good), &extra); err != nil || extra != "more" {
		t.Fatal(extra, err)
	}
	if v, ok := q.Peek("bc"); !ok || v != "bcbc" || len(e.Diagnostics()) != 2 || e.Unsaved() {
		t.Errorf("%q %v, %v, news %v", v, ok, e.Diagnostics(), e.Unsaved())
	}
}

// BenchmarkLookup asks questions that have been answered, as a page does of what it shares with others.
func BenchmarkLookup(b *testing.B) {
	e := New(1)
	leaf := Define(e, "leaf", func(_ *Ctx, i int) int { return i })
	ask := 0
	top := Define(e, "top", func(c *Ctx, i int) int {
		for j := range ask {
			leaf.Get(c, j)
		}
		return i
	})
	ask = 40
	top.Pin([]int{-1}, nil)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		i++
		top.Pin([]int{i}, nil)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(ask), "ns/question")
}

// BenchmarkRecord saves and loads what an engine knows of 40,000 leaves with a reader each.
func BenchmarkRecord(b *testing.B) {
	begin := func() (*Engine, *Query[int, int]) {
		e := New(0)
		leaf := Define(e, "leaf", func(_ *Ctx, i int) int { return i })
		return e, Define(e, "top", func(c *Ctx, i int) int { return leaf.Get(c, i) }, Store[int, int]())
	}
	e, top := begin()
	keys := make([]int, 40000)
	for i := range keys {
		keys[i] = i
	}
	top.Pin(keys, nil)
	var record bytes.Buffer
	b.Run("save", func(b *testing.B) {
		for b.Loop() {
			record.Reset()
			if err := e.Save(&record, ""); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("load", func(b *testing.B) {
		for b.Loop() {
			e, _ := begin()
			if err := e.Load(record.Bytes(), new(string)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// TestSizeOfNode holds the memory of large sites down: there are some seven nodes for each page, and the allocator
// has classes of 160, 176 and 192 bytes.
func TestSizeOfNode(t *testing.T) {
	if size := unsafe.Sizeof(node{}); size > 176 {
		t.Errorf("a node has %d bytes", size)
	}
}

// TestEvictingWhatOthersAskFor evicts many answers while they are asked for again.
func TestEvictingWhatOthersAskFor(t *testing.T) {
	define := func(e *Engine) (leaf, top *Query[int, int]) {
		leaf = Define(e, "leaf", func(_ *Ctx, i int) int { return i * i }, Evict[int, int](), Store[int, int]())
		top = Define(e, "top", func(c *Ctx, i int) int { return leaf.Get(c, i/2) + leaf.Get(c, (i+1)/2) }, Evict[int, int](), Drop[int, int]())
		return leaf, top
	}
	keys := make([]int, 3000)
	for i := range keys {
		keys[i] = i
	}
	for range 30 {
		e := New(8)
		e.Scratch(&flaky{})
		e.Once()
		_, top := define(e)
		top.Pin(keys, nil)
		var record bytes.Buffer
		if err := e.Save(&record, 0); err != nil {
			t.Fatal(err)
		}
		later := New(2)
		_, top = define(later)
		var extra int
		if err := later.Load(record.Bytes(), &extra); err != nil {
			t.Fatal(err)
		}
		for _, i := range keys {
			if got, ok := top.Whole(i); !ok || got != (i/2)*(i/2)+((i+1)/2)*((i+1)/2) {
				t.Fatalf("top %d is %d, %t", i, got, ok)
			}
		}
	}
}
