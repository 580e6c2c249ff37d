package watch

import (
	"os"
	"syscall"
	"time"
)

// identity gives the inode of a file and the time its inode last changed. No program can set that
// time, so it tells of other bytes under an old modification time too (cp -p, git checkout).
func identity(info os.FileInfo) (inode uint64, changed int64) {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0
	}
	return st.Ino, time.Unix(st.Ctim.Unix()).UnixNano()
}

// remoteKind names the kind of file system at path if that is one on which others can change files
// without this system's knowing, else "". The numbers are the f_type values of statfs(2).
func remoteKind(path string) string {
	var st syscall.Statfs_t
	if syscall.Statfs(path, &st) != nil {
		return ""
	}
	return fileSystems[uint32(st.Type)]
}

var fileSystems = map[uint32]string{
	0x6969:     "a network folder (NFS)",
	0xff534d42: "a network folder (CIFS)",
	0xfe534d42: "a network folder (SMB)",
	0x517b:     "a network folder (SMB)",
	0x01021997: "a folder shared by the host (9p)",
	0x65735546: "a folder provided by a program (FUSE)",
	0x786f4256: "a folder shared by the host (VirtualBox)",
	0xbacbacbc: "a folder shared by the host (VMware)",
	0x00c36400: "a network folder (Ceph)",
	0x5346414f: "a network folder (AFS)",
	0x73757245: "a network folder (Coda)",
	0x7c7c6673: "a folder shared by the host (Parallels)",
}
