//go:build !unix

package page

import "time"

var started = time.Now()

func cpuTime() time.Duration { return time.Since(started) }
