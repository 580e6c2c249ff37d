//go:build !unix

package frontmatter

import "time"

var started = time.Now()

func cpuTime() time.Duration { return time.Since(started) }
