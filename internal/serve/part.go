package serve

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"vernacular/internal/diag"
	"vernacular/internal/disk"
	"vernacular/internal/pipeline"
	"vernacular/internal/project"
	"vernacular/internal/publish"
	"vernacular/internal/source"
)

// A part is a folder with the outputs of one shard:
//
//	tree/                 the outputs, published as any build publishes them, with manifest.json
//	diagnostics.json      the problems and notes that the shard knows of, one JSON object a line, sorted
//	part.json             which shard of which sources it is, what join needs to know, and the digests of the other files
//
// part.json is removed first and written last, so that a folder with it is whole. What a part holds follows from the sources
// and the options alone: neither from what the folder held before, nor from the machine or the time.
const (
	treeFolder   = "tree"
	problemsFile = "diagnostics.json"
	partFile     = "part.json"
	partTemp     = ".vernacular-part.tmp" // becomes one of these files
	partVersion  = 1
	maxPart      = 1 << 30 // bytes of part.json and of diagnostics.json
)

// part is what part.json says, and, of a part that was read, where it lies and what else is in it.
type part struct {
	Generator string            `json:"generator"` // "vernacular"
	Version   int               `json:"part"`
	Tool      string            `json:"tool"`
	Program   string            `json:"program"` // its version, and what it was made from
	Shard     int               `json:"shard"`   // from 0
	Of        int               `json:"of"`      // how many shards there are
	Options   publish.Build     `json:"options"` // what was built
	Sources   map[string]string `json:"sources"` // digest of all files, by folder of the site
	Manifest  string            `json:"manifest"`
	Problems  string            `json:"diagnostics"` // SHA-256 of that file, as is Manifest
	Facts     pipeline.Part     `json:"facts"`
	SHA256    string            `json:"sha256"` // of these bytes while it is empty

	dir  string
	tree *publish.Published
}

// name returns the shard in the words of messages.
func (p *part) name() string { return fmt.Sprintf("shard %d/%d", p.Shard, p.Of) }

// encode returns the bytes of part.json.
func (p *part) encode() []byte {
	form := func() []byte {
		text, err := json.Marshal(p)
		if err != nil {
			panic(err) // plain data always encodes
		}
		return append(text, '\n')
	}
	p.SHA256 = ""
	p.SHA256 = digest(form())
	return form()
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// told is a line of diagnostics.json. Unlike the form for people and tools it has the parts of the message, so that
// those of all shards can be judged together.
type told struct {
	Code     text `json:"code"`
	Severity text `json:"severity"`
	File     text `json:"file"`
	Line     int  `json:"line"`
	Column   int  `json:"column"`
	Message  text `json:"message"`
	Hint     text `json:"hint"`
	Aside    text `json:"aside,omitempty"`
	Cause    text `json:"cause,omitempty"`
	Count    int  `json:"count,omitempty"`
	Unused   bool `json:"unused,omitempty"` // it holds if it holds in all shards
}

// text is a string that may hold the name of a file in any bytes.
type text string

// MarshalJSON writes what is not UTF-8 as an object with its bytes.
func (s text) MarshalJSON() ([]byte, error) {
	if plain := string(s); strings.ToValidUTF8(plain, "") == plain {
		return json.Marshal(plain)
	}
	return json.Marshal(map[string][]byte{"bytes": []byte(s)})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (s *text) UnmarshalJSON(data []byte) error {
	var plain string
	if json.Unmarshal(data, &plain) == nil {
		*s = text(plain)
		return nil
	}
	var other struct {
		Bytes []byte `json:"bytes"`
	}
	err := json.Unmarshal(data, &other)
	*s = text(other.Bytes)
	return err
}

// encodeProblems returns the bytes of diagnostics.json.
func encodeProblems(facts pipeline.Part) []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	write := func(d diag.Diagnostic, unused bool) {
		enc.Encode(told{text(d.Code), text(d.Severity), text(d.File), d.Line, d.Col, text(d.Message), text(d.Hint),
			text(d.Aside), text(d.Cause), d.Count, unused}) // into memory, so it cannot fail
	}
	for _, d := range facts.Problems {
		write(d, false)
	}
	for _, d := range facts.Unused {
		write(d, true)
	}
	return out.Bytes()
}

// decodeProblems reads what encodeProblems wrote.
func decodeProblems(data []byte) (problems, unused []diag.Diagnostic, err error) {
	for dec := json.NewDecoder(bytes.NewReader(data)); ; {
		var t told
		if err := dec.Decode(&t); err == io.EOF {
			return problems, unused, nil
		} else if err != nil {
			return nil, nil, err
		}
		d := diag.Diagnostic{Code: string(t.Code), Severity: diag.Severity(t.Severity), Pos: diag.At(string(t.File), t.Line, t.Column),
			Message: string(t.Message), Hint: string(t.Hint), Aside: string(t.Aside), Cause: string(t.Cause), Count: t.Count}
		if t.Unused {
			unused = append(unused, d)
		} else {
			problems = append(problems, d)
		}
	}
}

// openPart makes the folder of a part, takes its lock and sees that nobody takes what it holds for a whole part.
func (s *Session) openPart(done <-chan struct{}) (*publish.Folder, error) {
	unwritable := func(err error) error {
		return &project.Error{Kind: project.Failed, Msg: fmt.Sprintf("%s cannot be written: %v", s.o.Out, disk.Cause(err)), Hint: "choose another folder with --out", Err: err}
	}
	if err := os.MkdirAll(s.o.Out, 0o777); err != nil {
		return nil, unwritable(err)
	}
	pub, err := publish.Open(publish.Options{Dir: filepath.Join(s.o.Out, treeFolder), Site: s.o.Dir, Wait: 10 * time.Second, Done: done})
	if err != nil {
		return nil, err
	}
	for _, name := range []string{partFile, partTemp} {
		if err := os.Remove(filepath.Join(s.o.Out, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			pub.Close()
			return nil, unwritable(err)
		}
	}
	return pub, nil
}

// write puts part.json and diagnostics.json beside a tree that is published. The lock of the tree is held.
func (p *part) write() error {
	tree, err := publish.ReadPublished(filepath.Join(p.dir, treeFolder))
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(p.dir)
	if err != nil {
		return err
	}
	defer root.Close()
	problems := encodeProblems(p.Facts)
	p.Manifest, p.Problems = tree.Sum, digest(problems)
	if err := p.put(root, problemsFile, problems); err != nil {
		return err
	}
	return p.put(root, partFile, p.encode())
}

// put writes a file of a part, whole or not at all.
func (p *part) put(root *os.Root, name string, data []byte) error {
	err := disk.Create(root, partTemp, nil, nil, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
	if err == nil {
		err = root.Rename(partTemp, name)
	}
	if err != nil {
		root.Remove(partTemp)
		return fmt.Errorf("%s cannot be written: %w", filepath.Join(p.dir, name), disk.Cause(err))
	}
	return nil
}

// readFacts reads part.json alone.
func readFacts(dir string) (*part, error) {
	damaged := func(name string, err error) error {
		return &project.Error{Kind: project.Failed, Msg: fmt.Sprintf("%s is damaged: %v", filepath.Join(dir, name), err), Hint: "make this part again", Err: err}
	}
	data, err := publish.ReadFollowing(dir, partFile, maxPart)
	if err != nil {
		return nil, &project.Error{Kind: project.Failed, Msg: fmt.Sprintf("%s is no part, or was not finished: %v", dir, err), Hint: "name a folder that vernacular build --shard I/N --out FOLDER has written", Err: err}
	}
	p := &part{dir: dir}
	if err := json.Unmarshal(data, p); err != nil {
		return nil, damaged(partFile, err)
	}
	if p.Generator != "vernacular" || p.Version != partVersion || p.Tool != publish.Tool {
		return nil, &project.Error{Kind: project.Unknown, Msg: fmt.Sprintf("%s is a part of another version of Vernacular", dir), Hint: "make all parts with the program that joins them"}
	}
	if !bytes.Equal(p.encode(), data) {
		return nil, damaged(partFile, fmt.Errorf("it does not have the digest that it names"))
	}
	return p, nil
}

// readPart reads all of a part but its outputs.
func readPart(dir string) (*part, error) {
	p, err := readFacts(dir)
	if err != nil {
		return nil, err
	}
	problems, err := publish.ReadFollowing(dir, problemsFile, maxPart)
	if err == nil && digest(problems) != p.Problems {
		err = fmt.Errorf("%s is not the file that %s names", filepath.Join(dir, problemsFile), partFile)
	}
	if err == nil {
		p.Facts.Problems, p.Facts.Unused, err = decodeProblems(problems)
	}
	if err == nil {
		p.tree, err = publish.ReadPublished(filepath.Join(dir, treeFolder))
	}
	if err == nil && p.tree.Sum != p.Manifest {
		err = fmt.Errorf("%s is not the one that %s names", filepath.Join(dir, treeFolder, "manifest.json"), partFile)
	}
	if err != nil {
		return nil, partDamaged(p, err)
	}
	return p, nil
}

func partDamaged(p *part, err error) error {
	return &project.Error{Kind: project.Failed, Msg: fmt.Sprintf("%s, the part of %s, is damaged: %v", p.dir, p.name(), err), Hint: "make this part again", Err: err}
}

// digestSources returns a digest of all sources for each folder of a site: of the names and bytes of its files, and of what is
// wrong with them.
func digestSources(snap *source.Snapshot) (map[string]string, error) {
	lines := map[string][]string{}
	add := func(file string, line string) {
		top, _, _ := strings.Cut(file, "/")
		lines[top] = append(lines[top], line)
	}
	for _, file := range snap.Files("") {
		sum, ok, err := snap.Sum(file)
		if err != nil {
			return nil, &project.Error{Kind: project.Failed, Msg: fmt.Sprintf("%s cannot be read: %v", file, disk.Cause(err)), Err: err}
		}
		add(file, fmt.Sprintf("%q %x %t", file, sum, ok))
	}
	for _, d := range snap.Diagnostics() {
		add(d.File, fmt.Sprintf("%q", d.String()))
	}
	for _, hole := range snap.Holes() {
		add(hole, fmt.Sprintf("%q hole", hole))
	}
	out := map[string]string{}
	for top, list := range lines {
		out[top] = digest([]byte(strings.Join(list, "\n")))
	}
	return out, nil
}

// differences returns the folders of which two snapshots have other digests, sorted.
func differences(a, b map[string]string) (names []string) {
	for name := range a {
		if a[name] != b[name] {
			names = append(names, name)
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
