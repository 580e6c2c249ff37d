//go:build unix

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process is a program that runs on.
type process struct {
	cmd  *exec.Cmd
	log  *os.File // what it says
	done chan error
}

func start(ctx context.Context, args []string) (*process, error) {
	log, err := os.CreateTemp("", "vernacular-bench")
	if err != nil {
		return nil, err
	}
	p := &process{exec.CommandContext(ctx, args[0], args[1:]...), log, make(chan error, 1)}
	p.cmd.Stdout, p.cmd.Stderr = log, log
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { p.done <- p.cmd.Wait() }()
	return p, nil
}

func (p *process) alive() error {
	select {
	case err := <-p.done:
		said, _ := os.ReadFile(p.log.Name())
		p.done <- err
		return fmt.Errorf("it ended: %v\n%s", err, said)
	default:
		return nil
	}
}

func (p *process) stop() {
	p.cmd.Process.Signal(syscall.SIGINT)
	select {
	case <-p.done:
	case <-time.After(10 * time.Second):
		p.cmd.Process.Kill()
	}
	p.log.Close()
	os.Remove(p.log.Name())
}

// cpu is the processor time so far of all threads. (What proc_pid_stat(5) says comes in steps of 10 ms.)
func (p *process) cpu() time.Duration {
	var sum int64
	names, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", p.cmd.Process.Pid))
	for _, name := range names {
		data, _ := os.ReadFile(name)
		spent, _, _ := strings.Cut(string(data), " ")
		n, _ := strconv.ParseInt(spent, 10, 64)
		sum += n
	}
	return time.Duration(sum)
}

// memory is what the program holds now and what it held at most, in bytes.
func (p *process) memory() (rss, peak int64) {
	data, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	for line := range strings.Lines(string(data)) {
		switch f := strings.Fields(line); f[0] {
		case "VmRSS:":
			rss, _ = strconv.ParseInt(f[1], 10, 64)
		case "VmHWM:":
			peak, _ = strconv.ParseInt(f[1], 10, 64)
		}
	}
	return rss * 1024, peak * 1024
}
