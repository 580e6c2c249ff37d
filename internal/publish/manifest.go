package publish

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// The manifest and the journal have one form: a first line that says whose file it is, one line for each
// entry, a last line. So a difference between two manifests can be read, and a torn one is seen.
const (
	manifestHead = `{"generator":"vernacular","version":1,"files":[`
	journalHead  = `{"generator":"vernacular","journal":1,"files":[`
	foot         = `]}`
)

// errForeign is the answer for bytes that Vernacular never wrote.
var errForeign = errors.New("not a file of Vernacular's")

type wireEntry struct {
	Path    string   `json:"path"`
	SHA256  string   `json:"sha256"`
	Size    int64    `json:"size"`
	Locale  string   `json:"locale"`
	Sources []string `json:"sources"`
}

// encodeLine gives the entry's line without comma and line end.
func encodeLine(e Entry) []byte {
	w := wireEntry(e)
	if w.Sources == nil {
		w.Sources = []string{}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(w); err != nil {
		panic(err) // strings and integers always encode
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

func encodeFile(head string, lines [][]byte) []byte {
	n := len(head) + len(foot) + 2
	for _, l := range lines {
		n += len(l) + 2
	}
	b := make([]byte, 0, n)
	b = append(b, head...)
	for i, l := range lines {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '\n')
		b = append(b, l...)
	}
	b = append(b, '\n')
	b = append(b, foot...)
	return append(b, '\n')
}

// decodeFile is the inverse of encodeFile. It answers errForeign for what is no such file at all, and another
// error for one that is spoilt. Empty files and files of zeros are what a power loss leaves of ours.
func decodeFile(head string, data []byte) ([]Entry, error) {
	if len(bytes.Trim(data, "\x00")) == 0 {
		return nil, errors.New("empty")
	}
	// The version is not compared: another version of ours is spoilt for us, but not foreign.
	if !bytes.HasPrefix(data, []byte(`{"generator":"vernacular",`)) {
		return nil, errForeign
	}
	if !bytes.HasPrefix(data, []byte(head+"\n")) {
		return nil, errors.New("written by another version")
	}
	var doc struct {
		Files []wireEntry `json:"files"`
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		return nil, err
	}
	entries := make([]Entry, 0, len(doc.Files))
	for _, w := range doc.Files {
		e := Entry(w)
		if msg := judge(e.Path); msg != "" {
			return nil, fmt.Errorf("%q: %s", e.Path, msg)
		}
		if !isHash(e.SHA256) || e.Size < 0 {
			return nil, fmt.Errorf("%q: no valid hash or size", e.Path)
		}
		entries = append(entries, e)
	}
	sorted := slices.IsSortedFunc(entries, func(a, b Entry) int { return strings.Compare(a.Path, b.Path) })
	if !sorted {
		return nil, errors.New("not in order")
	}
	return entries, nil
}

func isHash(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == 32 && strings.ToLower(s) == s
}
