package cli

import (
	"io"
	"strings"
	"testing"
)

// TestShippedIsFresh finds nothing to do in any of the editions of this repository: no block, no text of the front matter, no
// message, in scripts without capital letters or spaces either.
func TestShippedIsFresh(t *testing.T) {
	a := &app{streams: Streams{Out: io.Discard, Err: io.Discard}, dir: "../..", format: "text"}
	w, _, done, err := a.open()
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	st, _ := w.Status()
	for _, l := range st.Locales {
		for _, d := range l.Todo {
			for _, item := range d.Units {
				t.Errorf("%s %q: %s is %s, unrecorded %t", l.Tag, d.Key, item.ID, item.State, item.Unrecorded)
			}
		}
	}
	if len(st.Locales) < 40 {
		t.Errorf("only %d locales", len(st.Locales))
	}
}

// TestShippedIsRight: no check finds anything in the shipped pages and messages that no record excepts.
func TestShippedIsRight(t *testing.T) {
	var out strings.Builder
	if code := Run([]string{"check", "--strict", "--site", "../.."}, Streams{In: strings.NewReader(""), Out: &out, Err: &out}); code != 0 {
		t.Errorf("exit status %d\n%s", code, out.String())
	}
}
