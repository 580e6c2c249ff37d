package main

import "golang.org/x/sys/unix"

// swap exchanges two files or folders in one step, so that nobody sees a moment without one of them.
func swap(a, b string) error {
	return unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE)
}
