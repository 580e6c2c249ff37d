package source

import (
	"io/fs"
	"os"
	"time"
)

// stamp tells two states of a file apart without reading it. Times are nanoseconds since 1970.
type stamp struct {
	size     int64
	modified int64 // can be set by any program
	changed  int64 // of the status: set by the system alone; 0 where there is none
	device   uint64
	inode    uint64 // 0 where there is none
}

// when is the last time at which the file can have been written.
func (s stamp) when() time.Time {
	if s.changed != 0 {
		return time.Unix(0, s.changed)
	}
	return time.Unix(0, s.modified)
}

// sameFile tells whether two stamps are of one file, whatever its content. It is false in doubt.
func (s stamp) sameFile(o stamp) bool {
	return s.inode != 0 && s.inode == o.inode && s.device == o.device
}

// isFolder tells whether fi is of the folder whose stamp s is. It is true in doubt: where no number
// tells one folder from another, os.Root still keeps every path inside the site.
func (s stamp) isFolder(fi fs.FileInfo) bool { return s == folderStamp(fi) }

// folder is the part of a folder's stamp that tells which folder it is.
func (s stamp) folder() stamp { return stamp{device: s.device, inode: s.inode} }

// info is what lstat tells of a name.
type info struct {
	name  string
	mode  fs.FileMode // type only
	stamp stamp
	fi    fs.FileInfo // where the stamp has no number that tells the file, else perhaps nil
}

func infoOf(fi fs.FileInfo) info { return info{fi.Name(), fi.Mode().Type(), fileStamp(fi), fi} }

// sameFile tells whether two looks were at one file.
func (i info) sameFile(o info) bool {
	return i.stamp.sameFile(o.stamp) || i.fi != nil && o.fi != nil && os.SameFile(i.fi, o.fi)
}

// folderStamp tells one folder from another; what lies in it is none of its business.
func folderStamp(fi fs.FileInfo) stamp {
	return fileStamp(fi).folder()
}
