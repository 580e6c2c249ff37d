package cache

import (
	"crypto/sha256"
	"debug/elf"
	"encoding/hex"
	"io"
	"os"
)

// Program names the program that runs, by its content: another version of it, or one built of other
// sources, has another name. "" means that it could not be found out.
func Program() string {
	name, err := os.Executable()
	if err != nil {
		return ""
	}
	if id := buildID(name); id != "" {
		return id
	}
	file, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer file.Close()
	h := sha256.New()
	if _, err := io.Copy(h, file); err != nil {
		return ""
	}
	return hex.EncodeToString(h.Sum(nil))
}

// buildID is the note of an ELF program in which the go command left a digest of all that went into it.
func buildID(name string) string {
	file, err := elf.Open(name)
	if err != nil {
		return ""
	}
	defer file.Close()
	note := file.Section(".note.go.buildid")
	if note == nil {
		return ""
	}
	data, err := note.Data()
	if err != nil || len(data) < 16+40 { // header and name, and an id that was not left out
		return ""
	}
	return string(data[16:])
}
