//go:build unix

package frontmatter

import (
	"syscall"
	"time"
)

// cpuTime is what the process has used of the processor: the clock on the wall says more about the
// neighbours.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
