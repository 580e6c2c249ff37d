package watch

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"time"
)

var (
	randomSteps = flag.Int("watch.steps", 300, "how many random edits to make")
	randomSeed  = flag.Uint64("watch.seed", 0, "seed of the random edits, 0 for another each time")
)

// TestRandomEdits creates, writes, moves and removes files and folders in bursts, and asks after each
// burst for a mirror that equals the disk (FAULTS W6, W10, the watcher's part).
func TestRandomEdits(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode.name, func(t *testing.T) {
			t.Parallel()
			seed := *randomSeed
			if seed == 0 {
				seed = rand.Uint64()
			}
			r := rand.New(rand.NewPCG(seed, 0))
			t.Logf("to repeat: -watch.seed=%d -watch.steps=%d", seed, *randomSteps)
			s := newSite(t)
			w, err := New(s.dir, mode.o)
			s.must(err)
			m := follow(s, w)
			var log []string
			do := func(what string, err error) {
				if err == nil {
					log = append(log, what)
				}
			}
			for step := 0; step < *randomSteps; {
				for range 1 + r.IntN(20) {
					step++
					disk := s.readAll(m.roots)
					disk["content"], disk["outside"] = "/", "/"
					paths := slices.Sorted(maps.Keys(disk))
					from := paths[r.IntN(len(paths))]
					folder := paths[r.IntN(len(paths))]
					for disk[folder] != "/" {
						folder = paths[r.IntN(len(paths))]
					}
					fresh := path.Join(folder, fmt.Sprintf("%c%d", 'a'+rune(r.IntN(4)), r.IntN(3)))
					op := r.IntN(9)
					if len(paths) > 100 { // small enough for names to meet again
						op = 8
					}
					switch op {
					case 0, 1:
						s.must(os.MkdirAll(s.path(folder), 0o777))
						do("write "+fresh, os.WriteFile(s.path(fresh), fmt.Appendf(nil, "step %d", step), 0o666))
					case 2:
						if strings.HasPrefix(disk[from], "=") {
							do("change "+from, os.WriteFile(s.path(from), fmt.Appendf(nil, "step %d", step), 0o666))
						}
					case 3:
						if strings.HasPrefix(disk[from], "=") {
							do("truncate "+from, os.Truncate(s.path(from), 0))
						}
					case 4, 5:
						do("mkdir "+fresh, os.MkdirAll(s.path(fresh+"/x/y"), 0o777))
						do("write "+fresh, os.WriteFile(s.path(fresh+"/x/y/z"), fmt.Appendf(nil, "step %d", step), 0o666))
					case 6, 7:
						do("rename "+from+" "+fresh, os.Rename(s.path(from), s.path(fresh)))
					case 8:
						if len(paths) > 100 || r.IntN(3) == 0 {
							do("remove "+from, os.RemoveAll(s.path(from)))
						}
					}
					if r.IntN(4) == 0 {
						time.Sleep(time.Duration(r.IntN(8)) * time.Millisecond)
					}
				}
				m.wait("the mirror to equal the disk", func() bool { return m.difference() == "" }, func() string {
					return fmt.Sprintf("seed %d, the last steps:\n%s\n%s", seed, strings.Join(log[max(0, len(log)-40):], "\n"), m.difference())
				})
			}
		})
	}
}
