package edition

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"vernacular/internal/disk"
)

// Memory keeps, in a folder of the person who verifies, the last edition of each origin that was right. By it an older
// edition is known, and a key that is not the one of before. Without it each look at a site is the first one.
type Memory struct {
	dir string // "" for none
}

// seen is what the memory has of an origin.
type seen struct {
	Origin    string   `json:"origin"`
	Serial    int      `json:"serial"`
	Statement Digest   `json:"statement"` // of edition.txt
	Time      string   `json:"time"`
	Keys      []string `json:"keys"` // fingerprints, as ssh-keygen -l writes them
	// Files are the digests of its files by path, so that a file of that edition is known in a later one.
	Files map[string]Digest `json:"files"`
}

// maxSeen is how many bytes of a memory are read.
const maxSeen = 256 << 20

// OpenMemory returns the memory in a folder, which is made when something is to be kept; "" for none.
func OpenMemory(dir string) Memory { return Memory{dir} }

// name is the file of an origin.
func name(origin string) string { return string(DigestOf([]byte(origin))[:16]) + ".json" }

// of returns what is known of an origin; nil if nothing is.
func (m Memory) of(origin string) (*seen, error) {
	if m.dir == "" {
		return nil, nil
	}
	file := filepath.Join(m.dir, name(origin))
	text, err := disk.ReadPlain(file, maxSeen)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("what was seen before cannot be read: %w", err)
	}
	var s seen
	if err := json.Unmarshal(text, &s); err != nil || s.Origin != origin {
		return nil, fmt.Errorf("%s is spoilt; delete it, and the next look is the first one", file)
	}
	return &s, nil
}

// keep replaces what is known of an origin.
func (m Memory) keep(s seen) error {
	if m.dir == "" {
		return nil
	}
	if err := os.MkdirAll(m.dir, 0o700); err != nil {
		return err
	}
	root, err := os.OpenRoot(m.dir)
	if err != nil {
		return err
	}
	defer root.Close()
	return disk.Replace(root, name(s.Origin), func(w io.Writer) error { return json.NewEncoder(w).Encode(s) })
}
