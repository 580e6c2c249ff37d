package query

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"vernacular/internal/diag"
)

// plainData has every kind of type that a record can hold.
type plainData struct {
	B      bool
	S      string
	I      int
	I8     int8
	I64    int64
	U8     uint8
	U64    uint64
	List   []string
	Nested []inner
	Array  [3]uint16
	P      *inner
	Bytes  []byte
}

type inner struct {
	Key  string
	More []*int32
}

// TestPlainDataComesBack encodes any value, and no value's form is the beginning of another's.
func TestPlainDataComesBack(t *testing.T) {
	values := rapid.Make[plainData]()
	rapid.Check(t, func(t *rapid.T) {
		a, b := values.Draw(t, "a"), values.Draw(t, "b")
		form, other := encode(nil, a), encode(nil, b)
		var back plainData
		if rest := decode(slices.Concat(form, []byte("rest")), &back); string(rest) != "rest" || !reflect.DeepEqual(back, a) {
			t.Fatalf("%+v comes back as %+v with the rest %q", a, back, rest)
		}
		if !reflect.DeepEqual(a, b) && bytes.HasPrefix(other, form) {
			t.Fatalf("the form of %+v begins that of %+v", a, b)
		}
	})
	for _, v := range []any{struct{ F func() }{}, struct{ hidden int }{}, map[string]int{}, 1.5, uint(1), new(any)} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%T can be stored", v)
				}
			}()
			mustBePlain(reflect.TypeOf(v))
		}()
	}
}

// TestAnswersAreKeptAsTheirKindSays follows one question through its life.
func TestAnswersAreKeptAsTheirKindSays(t *testing.T) {
	e := New(0)
	var log []string
	value := 1
	leaf := Define(e, "leaf", func(c *Ctx, s string) string {
		if value < 0 {
			c.Fail(diag.Errorf("negative", diag.At(s, 0, 0), "negative"))
		}
		return fmt.Sprint(s, value)
	}, Slim[string, string](func(v string) string { return v[:1] }),
		Emit(func(k, v string) { log = append(log, "emit "+k+" "+v) }),
		Lost[string, string](func(k string) { log = append(log, "lost "+k) }),
		Forget[string, string](func(k string) { log = append(log, "forget "+k) }))
	size := Define(e, "size", func(c *Ctx, s string) string {
		fp, ok := leaf.Sum(c, s)
		if ok != (fp != failedFingerprint) || ok != leaf.Need(c, s) {
			t.Errorf("Sum and Need disagree: %v %t", fp, ok)
		}
		return fp.String()
	})
	keys := []string{"a"}
	size.Pin(keys, nil)
	step := func(to int, wantLog, wantPeek, wantWhole string) {
		t.Helper()
		log = nil
		e.Update(func() { value = to; leaf.Changed("a") }, nil)
		peek, _ := leaf.Peek("a")
		whole, _ := leaf.Whole("a")
		if strings.Join(log, ", ") != wantLog || peek != wantPeek || whole != wantWhole {
			t.Errorf("%d: %q, keeps %q of %q", to, log, peek, whole)
		}
	}
	if got, _ := size.Peek("a"); got != FingerprintOf("a1").String() {
		t.Errorf("the fingerprint is %s", got)
	}
	step(2, "emit a a2", "a", "a2")
	step(2, "", "a", "a2")
	step(-1, "lost a", "", "")
	if got, _ := size.Peek("a"); got != failedFingerprint.String() {
		t.Errorf("of a failure: %s", got)
	}
	step(-2, "", "", "")
	step(3, "emit a a3", "a", "a3")
	log = nil
	size.Unpin(keys)
	size.Unpin([]string{"never asked"})
	e.Sweep()
	if nodes, _ := e.Stats(); nodes != 0 || !slices.Equal(log, []string{"forget a"}) {
		t.Errorf("%d nodes are left, %q", nodes, log)
	}
	if _, ok := leaf.Whole("a"); ok {
		t.Error("a forgotten question has an answer")
	}
}

// TestFailuresSurviveLibrariesThatRecover hands every way to unwind through an error and back.
func TestFailuresSurviveLibrariesThatRecover(t *testing.T) {
	library := func(f func()) (err error) {
		defer func() {
			if r := recover(); r != nil {
				err = fmt.Errorf("the library says: %w", r.(error))
			}
		}()
		f()
		return nil
	}
	e := New(1)
	moments := []int{1, 2}
	leaf := Define(e, "leaf", func(*Ctx, int) int {
		v := moments[0]
		moments = moments[1:]
		return v
	}, Volatile[int, int](), Drop[int, int]())
	fails := Define(e, "fails", func(c *Ctx, _ int) int { c.Fail(); return 0 })
	var loops *Query[int, int]
	loops = Define(e, "loops", func(c *Ctx, i int) int {
		Rethrow(library(func() { loops.Get(c, i) }))
		return 1
	})
	top := Define(e, "top", func(c *Ctx, i int) int {
		Rethrow(nil)
		Rethrow(errors.New("something else"))
		Rethrow(library(func() {
			switch i {
			case 0:
				fails.Get(c, 0)
			case 1:
				leaf.Get(c, 0)
				leaf.Get(c, 0)
			}
		}))
		return i
	})
	top.Pin([]int{0, 1, 2}, nil)
	loops.Pin([]int{0}, nil)
	for i, want := range []bool{false, false, true} {
		if v, ok := top.Peek(i); ok != want || v != i*map[bool]int{true: 1}[want] {
			t.Errorf("top %d: %d %t", i, v, ok)
		}
	}
	if torn := leaf.Torn(); !slices.Equal(torn, []int{0}) || !e.Torn() || !e.Looped() {
		t.Errorf("torn %v, looped %t", torn, e.Looped())
	}
	if ds := e.Diagnostics(); len(ds) != 1 || ds[0].Code != "cycle" {
		t.Errorf("got %v", ds)
	}
	if err := e.Save(io.Discard, 0); err == nil {
		t.Error("a loop is recorded")
	}
}

// TestEvictedNodesComeBackFromTheFile evicts more than stays in memory, into a scratch that works, and into some of
// which calls fail.
func TestEvictedNodesComeBackFromTheFile(t *testing.T) {
	define := func(e *Engine) (leaf, top *Query[string, string]) {
		leaf = Define(e, "leaf", func(_ *Ctx, s string) string { return strings.Repeat(s, 20) }, Evict[string, string](), Store[string, string]())
		top = Define(e, "top", func(c *Ctx, s string) string { return leaf.Get(c, s)[1:] + leaf.Get(c, s[:2]) }, Evict[string, string](), Drop[string, string]())
		return leaf, top
	}
	keys := make([]string, 9000)
	for i := range keys {
		keys[i] = fmt.Sprintf("%d", 10000+i)
	}
	whole := func(s string) string { return strings.Repeat(s, 20)[1:] + strings.Repeat(s[:2], 20) }
	saved := 0
	for _, fails := range []int{0, 1, 2, 3, 5} {
		e := New(2)
		scratch := &flaky{fails: fails}
		e.Scratch(scratch)
		e.Once()
		leaf, top := define(e)
		top.Pin(keys, nil)
		leaf.Evict()
		if nodes, _ := e.Stats(); fails == 0 && (nodes > 100 || len(scratch.bytes) < 2*evictedTail) {
			t.Errorf("%d nodes are in memory, and %d bytes in the file", nodes, len(scratch.bytes))
		}
		for _, i := range []int{0, 1, 5000, len(keys) - 1} {
			if got, ok := top.Whole(keys[i]); ok && got != whole(keys[i]) || !ok && fails == 0 {
				t.Fatalf("fails %d: %s is %q %t", fails, keys[i], got, ok)
			}
		}
		var record bytes.Buffer
		if err := e.Save(&record, 0); err != nil {
			if fails == 0 {
				t.Fatal(err)
			}
			continue
		}
		saved++
		later := New(2)
		_, top = define(later)
		var extra int
		if err := later.Load(record.Bytes(), &extra); err != nil {
			t.Fatal(err)
		}
		for _, s := range keys {
			if got, ok := top.Whole(s); !ok || got != whole(s) {
				t.Fatalf("fails %d: from the record %s is %q %t", fails, s, got, ok)
			}
		}
		if _, computed := later.Stats(); computed > 0 {
			t.Errorf("fails %d: %d answers were computed again", fails, computed)
		}
	}
	if saved == 0 {
		t.Error("nothing was saved")
	}
}
