package cli

import (
	"errors"
	"io"
	"os"
	"sync"

	"vernacular/internal/disk"
)

// output is standard output. It remembers the first write that failed, so that no command has to look at the
// result of each of its writes: [Run] turns the error into the exit status. After a failed write nothing more is
// written, because a gap in the middle would pass for a whole answer.
//
// A descriptor that is closed when the program starts is no failed write: Go's runtime opens the null device in its
// place, which cannot be told from one that the caller has opened to read and write. So what is written there gets
// into no other file.
type output struct {
	w      io.Writer
	failed chan struct{} // closed by the first failed write, so that a command that runs for ever can end

	mu  sync.Mutex
	err error
}

func newOutput(w io.Writer) *output { return &output{w: w, failed: make(chan struct{})} }

// Write writes to standard output. Several goroutines may call it.
func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err != nil || len(b) == 0 {
		return 0, o.err
	}
	n, err := o.w.Write(b)
	if err == nil && n < len(b) {
		err = io.ErrShortWrite
	}
	if err != nil {
		o.err = err
		close(o.failed)
	}
	return n, err
}

// caused reports whether an error that a command has returned is that of the failed write.
func (o *output) caused(err error) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return err != nil && o.err != nil && errors.Is(err, o.err)
}

// close closes standard output when it is a file: some file systems tell only then that the disk is full.
func (o *output) close() {
	f, ok := o.w.(*os.File)
	if !ok {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := f.Close(); err != nil && o.err == nil && !errors.Is(err, os.ErrClosed) {
		o.err = err
	}
}

// failure returns the exit that a failed write leads to, nil if every write succeeded. A reader that has seen
// enough, such as head, is told nothing.
func (o *output) failure() *exit {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err == nil {
		return nil
	}
	e := &exit{status: exitEnvironment}
	if disk.IsBrokenPipe(o.err) || errors.Is(o.err, io.ErrClosedPipe) {
		return e
	}
	cause := o.err
	if p := (*os.PathError)(nil); errors.As(cause, &p) {
		cause = p.Err
	}
	e.text = "standard output cannot be written, so what it holds is incomplete: " + cause.Error()
	return e
}
