package cli

import (
	"fmt"
	"strings"
	"time"

	"vernacular/internal/diag"
	"vernacular/internal/pipeline"
	"vernacular/internal/source"
)

// attempts is how often a revision is begun again because files were saved while they were read: some five seconds.
const attempts = 50

// update calls do until it has read each file in one state, with what the folder holds by then and the paths that may differ
// from the time before. The error says that the environment failed, or which file never rests.
func update(src *source.Folder, snap *source.Snapshot, do func(snap *source.Snapshot, changed []string) (pipeline.Result, error)) (pipeline.Result, *source.Snapshot, error) {
	r, err := do(snap, nil)
	for try := 0; err == nil && len(r.Torn) > 0; try++ {
		if try == attempts {
			return r, snap, &exit{exitEnvironment, fmt.Sprintf("%s is changed again and again while it is read", diag.Escape(strings.Join(r.Torn, ", "))), "run the command once more when the program that writes it is done"}
		}
		time.Sleep(min(time.Duration(try+1)*10*time.Millisecond, 100*time.Millisecond))
		next, changed, e := src.Update(snap, r.Torn)
		if e != nil {
			return r, snap, &exit{exitEnvironment, e.Error(), ""}
		}
		snap = next
		r, err = do(snap, append(changed, r.Torn...))
	}
	return r, snap, err
}

// know brings a builder that writes nothing up to date with a site.
func know(src *source.Folder, snap *source.Snapshot, b *pipeline.Builder) (pipeline.Result, *source.Snapshot, error) {
	return update(src, snap, func(snap *source.Snapshot, changed []string) (pipeline.Result, error) {
		return b.Update(snap, changed, nil, true), nil
	})
}
