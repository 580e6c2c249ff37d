package disk

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"iter"
	"os"
	"runtime"
	"strings"
)

// A file of stamps is read by the next process, which trusts it as far as stamps are equal. Numbers are little endian:
//
//	stampsMagic
//	32 bytes   SHA-256 of what names the machine, see Machine
//	32 bytes   what the stamps belong to, as the user of this room says
//	for each file: five numbers of 8 bytes, the length of what is known of it, that itself
//	32 bytes   SHA-256 of everything before
const (
	stampsMagic = "vernacular stamps 2\n"
	stampsHead  = len(stampsMagic) + 2*sha256.Size
	numberBytes = 5 * 8
	maxStamps   = 1 << 30
)

// Stamped is a file in one state, and what its user knows of it in that state.
type Stamped struct {
	Stamp Stamp
	Known string
}

// Machine returns a digest of what names this machine, without which stamps mean nothing; ok is false if nothing names it.
func Machine() (digest [sha256.Size]byte, ok bool) {
	host, _ := os.Hostname()
	id, _ := os.ReadFile("/etc/machine-id")
	name := strings.TrimSpace(string(id))
	return sha256.Sum256(fmt.Appendf(nil, "%q %q %q", runtime.GOOS, host, name)), host != "" || name != ""
}

// SaveStamps writes a file of stamps. Only those that prove something should be in it. belongs tells one set of files from
// another. The file is replaced whole; it is not forced to the disk, since a torn one is found out. Nothing is written, and
// that is no error, where nothing names the machine.
func SaveStamps(path string, belongs [sha256.Size]byte, files iter.Seq[Stamped]) error {
	machine, ok := Machine()
	if !ok {
		return nil
	}
	data := append([]byte(stampsMagic), machine[:]...)
	data = append(data, belongs[:]...)
	for f := range files {
		s := f.Stamp
		for _, n := range [...]uint64{uint64(s.Size), uint64(s.Modified), uint64(s.Changed), s.Device, s.Inode} {
			data = binary.LittleEndian.AppendUint64(data, n)
		}
		data = binary.AppendUvarint(data, uint64(len(f.Known)))
		data = append(data, f.Known...)
	}
	check := sha256.Sum256(data)
	data = append(data, check[:]...)
	return ReplaceAt(path, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// LoadStamps reads a file of stamps. Any doubt is a miss, and ok is false: the file is missing, damaged, of another version,
// of another machine, or belongs to something else.
func LoadStamps(path string, belongs [sha256.Size]byte) (files []Stamped, ok bool) {
	data, err := ReadPlain(path, maxStamps)
	machine, named := Machine()
	if err != nil || !named || len(data) < stampsHead+sha256.Size {
		return nil, false
	}
	data, check := data[:len(data)-sha256.Size], data[len(data)-sha256.Size:]
	head := stampsMagic + string(machine[:]) + string(belongs[:])
	if sum := sha256.Sum256(data); string(sum[:]) != string(check) || string(data[:stampsHead]) != head {
		return nil, false
	}
	rest := string(data[stampsHead:]) // what is known is parts of it
	files = make([]Stamped, 0, len(rest)/(numberBytes+1))
	for rest != "" {
		if len(rest) < numberBytes+1 {
			return nil, false
		}
		stamp := stampFrom(rest[:numberBytes])
		rest = rest[numberBytes:]
		n, size := binary.Uvarint([]byte(rest[:min(len(rest), binary.MaxVarintLen64)]))
		if size <= 0 || n > uint64(len(rest)-size) {
			return nil, false
		}
		files = append(files, Stamped{stamp, rest[size : size+int(n)]})
		rest = rest[size+int(n):]
	}
	return files, true
}

func stampFrom(b string) Stamp {
	n := func(i int) uint64 { return binary.LittleEndian.Uint64([]byte(b[8*i : 8*i+8])) }
	return Stamp{Size: int64(n(0)), Modified: int64(n(1)), Changed: int64(n(2)), Device: n(3), Inode: n(4)}
}
