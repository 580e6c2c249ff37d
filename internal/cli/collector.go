package cli

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// roomy is the memory up to which a one-off command may let garbage lie.
const roomy = 226 << 20 // bytes

// shortLived tells the collector that this process makes much and keeps little: fewer rounds are worth more than
// memory as long as that stays small. The more is kept, the less may lie about beside it; a limit that did not
// grow with what is kept would have the collector run all the time.
func shortLived() {
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(roomy)
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	type round struct{ _ [16]byte }
	var after func(*round)
	after = func(r *round) { // runs after each round of the collector
		metrics.Read(live)
		debug.SetMemoryLimit(max(roomy, int64(live[0].Value.Uint64()/20*29)))
		runtime.SetFinalizer(r, after)
	}
	runtime.SetFinalizer(&round{}, after)
}
