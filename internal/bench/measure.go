//go:build unix

package main

import (
	"cmp"
	"fmt"
	"math"
	"os"
	"os/exec"
	"runtime"
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

// launchArg as the first argument makes this program a launcher: it runs the other arguments and says on its third
// file what they cost. The kernel counts the memory of the parent at a child's start as the child's; the launcher's is small.
const launchArg = "launch-program"

func launch(args []string) error {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	if err != nil {
		return err
	}
	var peak int64
	if use, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		peak = int64(use.Maxrss) * 1024
	}
	_, err = fmt.Fprintln(os.NewFile(3, "cost"), int64(wall), int64(cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime()), peak)
	return err
}

// once runs a program to its end. Programs that say anything have failed: all are told to be quiet.
func (r *race) once(args []string) (sample, error) {
	var got sample
	told, tell, err := os.Pipe()
	if err != nil {
		return got, err
	}
	defer told.Close()
	cmd := exec.CommandContext(r.ctx, r.self, append([]string{launchArg}, args...)...)
	var said strings.Builder
	cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = &said, &said, []*os.File{tell}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // so that an interrupt ends the launcher and what it runs
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	err = cmd.Run()
	tell.Close()
	if r.ctx.Err() != nil {
		return got, r.ctx.Err()
	}
	if err != nil || said.Len() > 0 {
		return got, fmt.Errorf("%s: %v\n%s", strings.Join(args, " "), err, said.String())
	}
	_, err = fmt.Fscan(told, (*int64)(&got.wall), (*int64)(&got.cpu), &got.peak)
	return got, err
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
