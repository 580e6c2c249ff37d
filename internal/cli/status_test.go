package cli

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("the disk is full") }

// A page that was not written is no success: people redirect it into a file.
func TestStatusPageThatCannotBeWritten(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "content", "en"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "content", "en", "index.md"), []byte("# A\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	args := []string{"status", "--format", "html", "--site", dir}
	var said bytes.Buffer
	if got := Run(args, Streams{Out: full{}, Err: &said}); got != exitEnvironment || !strings.Contains(said.String(), "the disk is full") {
		t.Errorf("status %d: %s", got, said.String())
	}
	if got := Run(args, Streams{Out: io.Discard, Err: &said}); got != exitClean {
		t.Errorf("status %d: %s", got, said.String())
	}
}
