//go:build !unix

package project

import (
	"errors"
	"io/fs"
	"os"
	"time"
)

const noWait = 0

var errLocked = errors.New("locked")

// lock does nothing: these systems have no lock that ends with its process.
func lock(*os.Root, time.Duration) (*os.File, error) { return nil, nil }

// resemble does nothing: the mode of a file is a single bit here, and a protected file is refused.
func resemble(*os.File, fs.FileInfo) error { return nil }
