package publish

import (
	"errors"
	"os"
	"path/filepath"
	"time"
)

const lockName = ".vernacular-lock" // only where folders cannot be locked

var (
	errBusy = errors.New("locked")
	errGone = errors.New("replaced meanwhile")
)

// acquire makes the folder if it is missing and takes its lock, waiting as the options say. made tells
// whether the folder was made.
func acquire(o Options) (h *handle, made bool, err error) {
	deadline := time.Now().Add(o.Wait)
	for {
		if _, err := os.Stat(o.Dir); err != nil {
			if err := os.MkdirAll(o.Dir, 0o755); err != nil {
				return nil, false, wrap(o.Dir, "", "cannot make the output folder", err)
			}
			made = true
		}
		h, err := tryLock(o.Dir, false)
		if err == nil {
			return h, made, nil
		}
		again := errors.Is(err, errGone) || errors.Is(err, os.ErrNotExist)
		if !again && !errors.Is(err, errBusy) {
			return nil, made, wrap(o.Dir, "", "cannot lock the output folder", err)
		}
		left := time.Until(deadline)
		if left <= 0 && !again {
			return nil, made, lockedError(o)
		}
		select {
		case <-o.Done:
			return nil, made, lockedError(o)
		case <-time.After(max(time.Millisecond, min(left, 20*time.Millisecond))):
		}
	}
}

func lockedError(o Options) *Error {
	who := holder(o.Dir)
	if who == "" {
		who = holder(filepath.Join(o.Dir, lockName))
	}
	if who == "" {
		who = "another process"
	}
	return &Error{Kind: Locked, Path: o.Dir, Err: errBusy,
		Msg:  "another build is writing to this folder: " + who,
		Hint: "wait until it is done, stop it, or choose another folder with --out"}
}
