package edition

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"vernacular/internal/publish"
)

// TestOnePageOfMany proves one page of a site with more than 5,000, whose manifest is in parts: a client fetches the root and
// one part, and a part that was changed is named.
func TestOnePageOfMany(t *testing.T) {
	dir := t.TempDir()
	f, err := publish.Open(publish.Options{Dir: dir, NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5001 {
		e := publish.Entry{Path: fmt.Sprintf("p%d/index.html", i), Locale: "en", Fingerprint: string(DigestOf(nil))}
		if _, err := f.Put(e, []byte("p")); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.Commit(nil); err != nil {
		t.Fatal(err)
	}
	f.Close()
	s, _ := key(t, 'a')
	if _, err := Sign(context.Background(), dir, s, Order{Origin: origin, Time: monday}); err != nil {
		t.Fatal(err)
	}

	var mu sync.Mutex
	var asked []string
	files := http.FileServer(http.Dir(dir))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked = append(asked, r.URL.Path)
		mu.Unlock()
		files.ServeHTTP(w, r)
	}))
	defer server.Close()
	look := func(only ...string) *Report {
		t.Helper()
		place, err := OpenPlace(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		defer place.Close()
		asked = nil
		r, err := Verify(context.Background(), place, Options{Only: only, Now: monday})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	warned := []string{"warning signer-unknown edition.txt.sig"}
	if r := look("p77/index.html"); !slices.Equal(codesOf(r), warned) || r.Files != 1 || len(asked) != 7 /* the page at its two addresses, of which one leads to the other */ {
		t.Errorf("%v, %d files, asked for %v", codesOf(r), r.Files, asked)
	}
	if r := look("other/index.html"); !slices.Contains(codesOf(r), "error file-added other/index.html") {
		t.Errorf("a page of somebody else: %v", codesOf(r))
	}
	part := asked[slices.IndexFunc(asked, func(p string) bool { return strings.HasPrefix(p, "/manifest-parts/") })][1:]
	if r := look(); !slices.Equal(codesOf(r), warned) || r.Files != 5001 {
		t.Errorf("all: %v, %d files", codesOf(r), r.Files)
	}
	name := filepath.Join(dir, filepath.FromSlash(part))
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(strings.Replace(string(text), `"size":1`, `"size":2`, 1)), 0o666); err != nil {
		t.Fatal(err)
	}
	if r := look(); !slices.Contains(codesOf(r), "error manifest-changed "+part) {
		t.Errorf("a changed part: %v", codesOf(r))
	}
}
