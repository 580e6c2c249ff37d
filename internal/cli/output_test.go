package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// failing takes n writes and refuses all others.
type failing struct {
	n   int
	err error
	got bytes.Buffer
}

func (f *failing) Write(b []byte) (int, error) {
	if f.n--; f.n < 0 {
		return 0, f.err
	}
	return f.got.Write(b)
}

// TestOutputThatCannotBeWritten lets every command that prints fail at its first write, its second, and so on
// until it succeeds: each failure is exit 3 and one line, and nothing follows a gap.
func TestOutputThatCannotBeWritten(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"content/en/index.md": "# Home\n\n[x](nowhere)\n", "content/fr/index.md": "# Accueil\n", "locales/active.en.toml": "a = \"A\"\n",
	} {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(p), 0o777), os.WriteFile(p, []byte(text), 0o666)); err != nil {
			t.Fatal(err)
		}
	}
	full := &os.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.ENOSPC}
	for _, args := range []string{
		"check --format json", "build --format json", "build --format json --cache off", "status", "status -v", "status fr", "status --format json", "status --format html", "status --format markdown",
		"export fr", "export fr --format xliff", "locale list", "locale list --format json", "--help", "build --help", "completion bash", "__complete build --locale f", "",
	} {
		words := append(strings.Fields(args), "--site", dir)
		if strings.HasPrefix(args, "__complete") {
			words = strings.Fields(args)
		}
		for n := 0; ; n++ {
			if n == 1000 {
				t.Fatalf("%s: more than a thousand writes", args)
			}
			out, said := &failing{n: n, err: full}, &bytes.Buffer{}
			status := Run(words, Streams{In: strings.NewReader(""), Out: out, Err: said})
			if out.n >= 0 {
				if n == 0 {
					t.Errorf("%s: prints nothing", args)
				}
				if strings.Contains(said.String(), "standard output") {
					t.Errorf("%s: every write succeeded, but %s", args, said)
				}
				break
			}
			if status != exitEnvironment || strings.Count(said.String(), "standard output cannot be written") != 1 || strings.Count(said.String(), "no space left") != 1 {
				t.Errorf("%s: write %d failed: exit %d\n%s", args, n+1, status, said)
			}
			if out.n != -1 {
				t.Errorf("%s: write %d failed and %d more followed", args, n+1, -1-out.n)
			}
			piped := &bytes.Buffer{}
			status = Run(words, Streams{In: strings.NewReader(""), Out: &failing{n: n, err: fmt.Errorf("write: %w", syscall.EPIPE)}, Err: piped})
			if status == exitClean || strings.Contains(piped.String(), "standard output") {
				t.Errorf("%s: the reader of write %d was gone: exit %d\n%s", args, n+1, status, piped)
			}
		}
	}
}

// short claims to have written half.
type short struct{}

func (short) Write(b []byte) (int, error) { return len(b) / 2, nil }

func TestOutputThatIsWrittenInPart(t *testing.T) {
	o := newOutput(short{})
	if _, err := o.Write([]byte("abc")); err != io.ErrShortWrite {
		t.Error(err)
	}
	<-o.failed
	if e := o.failure(); e == nil || e.status != exitEnvironment {
		t.Error(e)
	}
}
