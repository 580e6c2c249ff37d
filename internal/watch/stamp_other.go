//go:build !linux

package watch

import "os"

// identity gives the inode of a file and the time its inode last changed. Where these are not to be
// had in a portable way, size, time and the content of young files have to do.
func identity(os.FileInfo) (inode uint64, changed int64) { return 0, 0 }

// remoteKind is only known on Linux; elsewhere polling has to be asked for.
func remoteKind(path string) string { return "" }
