// Package disk is the only room that knows an operating system. It turns what a system says of files, locks and
// errors into values that are the same everywhere.
//
// It has the one stamp of a file ([Stamp]) and says when a stamp proves nothing ([Stamp.Racy]); it opens, lists and
// looks at names in a folder without following a link ([Dir], [Looker]); it replaces a file whole ([Replace]), keeps
// stamps for the next process ([SaveStamps]), locks a folder ([Lock]), and sorts errors by their cause ([IsFull],
// [IsTooManyOpen], …). No other room has a build tag or imports syscall.
//
// It never decides what is read or written, and it does not know what a file means: what a room knows of a file in the
// state of a stamp is bytes here. Start with [Stamp]. The neighbour to read next is source, which looks at a site's folder.
package disk

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// IsFull reports whether an error says that something is full: no space, a quota, or a limit for the size of a file.
func IsFull(err error) bool { return isAny(err, syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG) }

// IsReadOnly reports whether an error says that the file system is mounted read-only.
func IsReadOnly(err error) bool { return errors.Is(err, syscall.EROFS) }

// IsTooManyOpen reports whether an error says that this process or the machine has too many files open.
func IsTooManyOpen(err error) bool { return isAny(err, syscall.EMFILE, syscall.ENFILE) }

// IsTooManyOpenHere reports whether an error says that this process has too many files open.
func IsTooManyOpenHere(err error) bool { return errors.Is(err, syscall.EMFILE) }

// IsNotFolder reports whether an error says that something else is in a folder's place, such as a file or a link.
func IsNotFolder(err error) bool { return isAny(err, syscall.ENOTDIR, syscall.ELOOP) }

// IsFolder reports whether an error says that a folder is in a file's place.
func IsFolder(err error) bool { return errors.Is(err, syscall.EISDIR) }

// IsOtherFileSystem reports whether a rename failed because the new name is on another file system.
func IsOtherFileSystem(err error) bool { return errors.Is(err, syscall.EXDEV) }

// IsBrokenPipe reports whether an error says that nobody reads what is written.
func IsBrokenPipe(err error) bool { return errors.Is(err, syscall.EPIPE) }

// IsAddressInUse reports whether an error says that another program listens on an address.
func IsAddressInUse(err error) bool { return errors.Is(err, syscall.EADDRINUSE) }

// IsAddressElsewhere reports whether an error says that an address is not one of this machine.
func IsAddressElsewhere(err error) bool { return errors.Is(err, syscall.EADDRNOTAVAIL) }

// StopSignals are the signals by which a person or a system asks a process to end.
var StopSignals = []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}

// Cause returns the words of the system without the operation and the path, which a message names itself.
func Cause(err error) error {
	for {
		var (
			inPath  *fs.PathError
			inLink  *os.LinkError
			errno   syscall.Errno
			wrapped interface{ Unwrap() error }
		)
		switch {
		case errors.As(err, &inPath):
			err = inPath.Err
		case errors.As(err, &inLink):
			err = inLink.Err
		case errors.As(err, &errno):
			return errno
		case errors.As(err, &wrapped) && wrapped.Unwrap() != nil:
			err = wrapped.Unwrap()
		default:
			return err
		}
	}
}

func isAny(err error, list ...syscall.Errno) bool {
	for _, no := range list {
		if errors.Is(err, no) {
			return true
		}
	}
	return false
}
