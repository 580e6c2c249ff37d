package serve

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vernacular/internal/diag"
	"vernacular/internal/pipeline"
	"vernacular/internal/publish"
)

// silent is a report that nobody reads.
type silent struct{}

func (silent) Begin()                                                    {}
func (silent) Step(int, int)                                             {}
func (silent) Overrun(string)                                            {}
func (silent) Line(string, ...any)                                       {}
func (silent) Note(string, ...any)                                       {}
func (silent) Problems([]diag.Diagnostic)                                {}
func (silent) Closing(pipeline.Result, *publish.Result, time.Time, bool) {}
func (silent) Solved()                                                   {}

// TestJoinOfPrograms refuses parts of another program than the one that joins them, since nobody knows whether both make the same
// bytes.
func TestJoinOfPrograms(t *testing.T) {
	dir := t.TempDir()
	site := filepath.Join(dir, "site")
	if err := os.MkdirAll(filepath.Join(site, "content/en"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(site, "content/en/index.md"), []byte("# Home\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	var parts []string
	for i, program := range []string{"one", "other"} {
		part := filepath.Join(dir, program)
		s, err := Open(Options{Dir: site, Out: part, Program: program, Shard: pipeline.Shard{I: i, N: 2}, Report: silent{}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.BuildPart(nil, nil, nil); err != nil {
			t.Fatal(err)
		}
		s.Close()
		parts = append(parts, part)
	}
	out := filepath.Join(dir, "out")
	_, err := Join(JoinOptions{Site: site, Out: out, Parts: parts, Program: "one", Report: silent{}}, nil, nil)
	if err == nil || !strings.Contains(err.Error(), "shard 1/2) was made by other, and this is one") {
		t.Errorf("join of two programs: %v", err)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("the join that was refused has made the output folder")
	}
}

// TestProblemsOfParts reads the problems of a part as they were written, with names that are not UTF-8.
func TestProblemsOfParts(t *testing.T) {
	want := pipeline.Part{
		Problems: []diag.Diagnostic{
			{Code: "bad-name", Severity: diag.Error, Pos: diag.At("content/\xff.md", 0, 0), Message: "\xff is no name", Hint: "rename it"},
			{Code: "c", Severity: diag.Note, Pos: diag.At("a", 1, 2), Message: "m", Aside: "and 2 more", Count: 3, Cause: "x\u2028"},
		},
		Unused: []diag.Diagnostic{{Code: "link-unused", Severity: diag.Warning, Message: "<&>"}},
	}
	problems, unused, err := decodeProblems(encodeProblems(want))
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range want.Problems {
		if problems[i] != d {
			t.Errorf("%#v was read as %#v", d, problems[i])
		}
	}
	if len(problems) != 2 || len(unused) != 1 || unused[0] != want.Unused[0] {
		t.Errorf("read %v and %v", problems, unused)
	}
}
