package disk

import "errors"

var (
	// ErrLocked is the error of a lock that another process holds.
	ErrLocked = errors.New("locked")

	// ErrNoLocks is the error of a system or a file system that cannot lock a folder.
	ErrNoLocks = errors.New("folders cannot be locked here")
)
