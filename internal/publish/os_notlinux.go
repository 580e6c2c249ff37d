//go:build !linux

package publish

import (
	"io/fs"
	"os"
)

// Without a ctime no stamp of another process proves anything.
func ctimeOf(fs.FileInfo) int64 { return 0 }

func deviceOf(fs.FileInfo) uint64 { return 0 }

// fastLooker is only there for Linux.
type fastLooker struct{}

func (*fastLooker) look(*os.Root, string) (stamp, error) { return stamp{}, errSlow }

func (*fastLooker) close() {}

// syncAll can only ask for the folder itself where there is no syncfs.
func syncAll(dir *os.File) error { return dir.Sync() }

func free(*os.File) (int64, bool) { return 0, false }

func holder(string) string { return "" }
