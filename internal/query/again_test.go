package query

import "testing"

// TestPinnedAgain unpins an answer that another one still reads, and pins it again: it is emitted once more, as one is that
// nothing has kept alive. Who unpinned it may have forgotten what was emitted before.
func TestPinnedAgain(t *testing.T) {
	for _, fails := range []bool{false, true} {
		e := New(2)
		emitted, lost := 0, 0
		leaf := Define(e, "leaf", func(*Ctx, int) int { return 1 })
		root := Define(e, "root", func(c *Ctx, i int) int {
			if fails {
				c.Fail()
			}
			return leaf.Get(c, i)
		}, Root[int, int](), Drop[int, int](), Emit(func(int, int) { emitted++ }), Lost[int, int](func(int) { lost++ }))
		last := Define(e, "last", func(c *Ctx, i int) int {
			_, _ = root.All(c, []int{i})
			return i
		}, Last[int, int]())

		last.Pin([]int{1}, nil)
		root.Pin([]int{1}, nil)
		if emitted+lost != 1 {
			t.Fatalf("fails %v: emitted %d, lost %d", fails, emitted, lost)
		}
		e.Update(func() {}, func() { root.Unpin([]int{1}) })
		e.Sweep()
		e.Update(func() {}, nil)
		root.Pin([]int{1}, nil)
		e.Sweep()
		if emitted+lost != 2 || (lost == 2) != fails {
			t.Errorf("fails %v: after it was pinned again: emitted %d, lost %d", fails, emitted, lost)
		}
		e.Update(func() { leaf.Changed(1) }, nil)
		if emitted+lost != 2 {
			t.Errorf("fails %v: nothing has changed, and it is emitted again", fails)
		}
	}
}
