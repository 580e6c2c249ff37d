package disk

import (
	"io/fs"
	"os"
	"time"
)

// RacyWindow is how long the stamp of a file is racy (git's word) after the file was written: other bytes may be written
// within one tick of the file system's clock, under the same stamp. Two seconds is the tick of FAT, the coarsest in use.
const RacyWindow = 2 * time.Second

// Stamp tells two states of a file apart without reading it. Times are nanoseconds since 1970. The zero stamp is
// that of no file.
type Stamp struct {
	Size     int64
	Modified int64 // any program can set it
	Changed  int64 // of the status: set by the system alone; 0 where there is none
	Device   uint64
	Inode    uint64 // 0 where there is none
}

// StampOf returns the stamp of the file that fi describes.
func StampOf(fi fs.FileInfo) Stamp {
	s := Stamp{Size: fi.Size(), Modified: fi.ModTime().UnixNano()}
	s.identify(fi)
	return s
}

// Written returns the last time at which the file can have been written.
func (s Stamp) Written() time.Time {
	if s.Changed != 0 {
		return time.Unix(0, s.Changed)
	}
	return time.Unix(0, s.Modified)
}

// Racy reports whether the stamp, taken at that time, proves nothing: the file was too young. A time in the
// future proves nothing either.
func (s Stamp) Racy(at time.Time) bool { return at.Sub(s.Written()) < RacyWindow }

// Proves reports whether an equal stamp means equal content, if this one was not racy when it was taken: the file has a
// number of its own and a time that no program can set, and its clock counts more than whole seconds.
func (s Stamp) Proves() bool { return s.Inode != 0 && s.Changed%int64(time.Second) != 0 }

// SameFile reports whether two stamps are of one file, whatever its content. It is false in doubt.
func (s Stamp) SameFile(o Stamp) bool {
	return s.Inode != 0 && s.Inode == o.Inode && s.Device == o.Device
}

// Identity returns the part of a stamp that tells which file or folder it is, whatever its content.
func (s Stamp) Identity() Stamp { return Stamp{Device: s.Device, Inode: s.Inode} }

// Info is what lstat tells of a name.
type Info struct {
	Name  string
	Mode  fs.FileMode // type only
	Stamp Stamp
	fi    fs.FileInfo // where the stamp has no number that tells the file, else perhaps nil
}

// InfoOf returns the Info of the file that fi describes.
func InfoOf(fi fs.FileInfo) Info { return Info{fi.Name(), fi.Mode().Type(), StampOf(fi), fi} }

// SameFile reports whether two looks were at one file.
func (i Info) SameFile(o Info) bool {
	return i.Stamp.SameFile(o.Stamp) || i.fi != nil && o.fi != nil && os.SameFile(i.fi, o.fi)
}
