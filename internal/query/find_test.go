package query

import (
	"bytes"
	"sync"
	"testing"
)

// TestFindWhileLoading looks for answers of a record while others that read them load them: none of them is unknown.
func TestFindWhileLoading(t *testing.T) {
	const keys = 128
	define := func() (*Engine, *Query[int, int], *Query[int, int]) {
		e := New(4)
		leaf := Define(e, "leaf", func(_ *Ctx, i int) int { return i }, Drop[int, int]())
		above := Define(e, "above", func(c *Ctx, i int) int { return leaf.Get(c, i) }, Root[int, int](), Drop[int, int]())
		return e, leaf, above
	}
	all := make([]int, keys)
	for i := range all {
		all[i] = i
	}
	e, leaf, above := define()
	leaf.Pin(all, nil)
	above.Pin(all, nil)
	var record bytes.Buffer
	if err := e.Save(&record, 0); err != nil {
		t.Fatal(err)
	}
	for range 400 {
		e, leaf, above := define()
		var extra int
		if err := e.Load(bytes.Clone(record.Bytes()), &extra); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for _, i := range all {
			start := make(chan struct{})
			for _, q := range []*Query[int, int]{leaf, above} {
				wg.Go(func() {
					<-start
					if v, ok := q.Whole(i); !ok || v != i {
						t.Errorf("%s %d: %d, %v", q.k.name, i, v, ok)
					}
				})
			}
			close(start)
		}
		wg.Wait()
	}
}
