//go:build !linux

package disk

import "os"

// SyncAll asks for the folder itself only, where there is no call for a whole file system.
func SyncAll(dir *os.File) error { return dir.Sync() }

// Free returns how many bytes the file system of dir can still take; ok is false if that is not known.
func Free(*os.File) (n int64, ok bool) { return 0, false }

// fastLooker is only there for Linux.
type fastLooker struct{}

func (*fastLooker) look(*os.Root, string) (Stamp, error) { return Stamp{}, errSlow }

func (*fastLooker) close() {}

// Holder names the process that has a lock. That is only known on Linux.
func Holder(string) (pid int, command string) { return 0, "" }

// RemoteKind names the kind of a file system that changes without this system's knowing. It is only known on Linux;
// elsewhere polling has to be asked for.
func RemoteKind(string) string { return "" }
