package main

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"time"
)

// sample is what one run of one program cost.
type sample struct {
	wall, cpu time.Duration
	peak      int64 // bytes of memory
}

// once runs a program to its end. Programs that say anything have failed: all are told to be quiet.
// The kernel counts our own memory at the start of a child as the child's; so we keep it small, and no peak is below it.
func once(ctx context.Context, args []string) (sample, error) {
	debug.FreeOSMemory()
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	if ctx.Err() != nil {
		return sample{}, ctx.Err()
	}
	if err != nil || said.Len() > 0 {
		return sample{}, fmt.Errorf("%s: %v\n%s", strings.Join(args, " "), err, said.String())
	}
	got := sample{wall: wall, cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	if use, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		got.peak = int64(use.Maxrss) * 1024
	}
	return got, nil
}

// middle takes the medians, each by itself.
func middle(list []sample) sample {
	return sample{
		wall: median(list, func(s sample) time.Duration { return s.wall }),
		cpu:  median(list, func(s sample) time.Duration { return s.cpu }),
		peak: median(list, func(s sample) int64 { return s.peak }),
	}
}

func fastest(list []sample) time.Duration {
	return slices.MinFunc(list, func(a, b sample) int { return cmp.Compare(a.wall, b.wall) }).wall
}

// median is the middle value, the upper one of two; zero of an empty list.
func median[S any, T cmp.Ordered](list []S, of func(S) T) T {
	values := make([]T, len(list))
	for i, s := range list {
		values[i] = of(s)
	}
	slices.Sort(values)
	if len(values) == 0 {
		var none T
		return none
	}
	return values[len(values)/2]
}

// exponent fits cost = c * size^e by least squares through the logarithms, and gives e.
func exponent(size, cost []float64) float64 {
	n := float64(len(size))
	var x, y, xx, xy float64
	for i := range size {
		a, b := math.Log(size[i]), math.Log(cost[i])
		x, y, xx, xy = x+a, y+b, xx+a*a, xy+a*b
	}
	return (n*xy - x*y) / (n*xx - x*x)
}

func ratio[T ~int64](a, b T) float64 { return float64(a) / float64(b) }

func machine() string {
	model := runtime.GOARCH
	info, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(info)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
			model = strings.TrimSpace(value)
			break
		}
	}
	text := fmt.Sprintf("%s, %d cores, %s", model, runtime.NumCPU(), runtime.GOOS)
	if release, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		text += " " + strings.TrimSpace(string(release))
	}
	return text
}

// fileSystem names what a folder is on.
func fileSystem(dir string) string {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return "unknown file system"
	}
	switch uint32(st.Type) { // statfs(2)
	case 0x01021994:
		return "tmpfs"
	case 0xef53:
		return "ext4"
	case 0x58465342:
		return "xfs"
	case 0x9123683e:
		return "btrfs"
	case 0x794c7630:
		return "overlayfs"
	}
	return fmt.Sprintf("file system %#x", uint32(st.Type))
}
