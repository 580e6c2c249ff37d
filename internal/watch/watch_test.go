package watch

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vernacular/internal/source"
)

const page = "content/en/index.md"

// TestConverges runs each script while a mirror follows, and waits until the mirror equals the disk.
func TestConverges(t *testing.T) {
	scripts := []struct {
		name string
		do   func(s site)
	}{
		{"create", func(s site) { s.write("content/en/new.md", "new") }},
		{"create empty", func(s site) { s.write("content/en/new.md", "") }},
		{"write", func(s site) { s.write(page, "other") }},
		{"write the same length twice", func(s site) { s.write(page, "aaaa"); s.write(page, "bbbb") }},
		{"append", func(s site) { s.append(page, "more\n") }},
		{"truncate for good", func(s site) { s.write(page, "") }},
		{"remove", func(s site) { s.remove(page) }},
		{"site.toml", func(s site) { s.write("site.toml", "x = 1") }},
		{"site.toml by rename", func(s site) { s.write(".x", "x = 1"); s.rename(".x", "site.toml") }},
		{"rename", func(s site) { s.rename(page, "content/en/other.md") }},
		{"rename over", func(s site) { s.rename(page, "content/fr/index.md") }},
		{"rename in", func(s site) { s.write("outside.md", "x"); s.rename("outside.md", "content/en/in.md") }},
		{"rename out", func(s site) { s.rename(page, "out.md") }},
		{"rename to and fro", func(s site) { s.rename(page, "out.md"); s.rename("out.md", page) }},
		{"hard link", func(s site) { s.must(os.Link(s.path(page), s.path("content/en/hard.md"))) }},
		{"symbolic link", func(s site) { s.must(os.Symlink("index.md", s.path("content/en/soft.md"))) }},
		{"link to the folder above", func(s site) { s.must(os.Symlink("..", s.path("content/en/up"))) }},
		{"file becomes a folder", func(s site) { s.remove(page); s.write(page+"/x.md", "x") }},
		{"folder becomes a file", func(s site) { s.removeAll("content/en/guide"); s.write("content/en/guide", "x") }},
		{"deep folders and a file at once", func(s site) { s.write("content/en/a/b/c/d/e/f.md", "deep") }},
		{"deep folders, later a file", func(s site) { s.mkdir("content/en/a/b/c"); s.write("content/en/a/b/c/f.md", "deep") }},
		{"many folders", func(s site) {
			for i := range 200 {
				s.write(fmt.Sprintf("content/en/%d/%d/p.md", i%20, i), "x")
			}
		}},
		{"a file that other programs look for", func(s site) { s.write("content/en/.well-known/security.txt", "x") }},
		{"one in the folder that is there", func(s site) {
			s.mkdir("content/fr/.well-known/pki-validation")
			s.write("content/fr/.well-known/pki-validation/a.txt", "x")
		}},
		{"new locale", func(s site) { s.must(os.CopyFS(s.path("content/oc"), os.DirFS(s.path("content/fr")))) }},
		{"move a folder", func(s site) { s.rename("content/en/guide", "content/en/manual") }},
		{"move a folder, change below", func(s site) {
			s.rename("content/en/guide", "content/en/manual")
			s.write("content/en/manual/one.md", "1")
			s.write("content/en/manual/deep/two.md", "2")
		}},
		{"move a folder into a new one", func(s site) {
			s.mkdir("content/en/x/y")
			s.rename("content/en/guide", "content/en/x/y/guide")
			s.write("content/en/x/y/guide/deep/two.md", "2")
		}},
		{"move a folder in", func(s site) {
			s.write("elsewhere/a/b.md", "b")
			s.rename("elsewhere", "content/en/elsewhere")
			s.write("content/en/elsewhere/a/c.md", "c")
		}},
		{"move a folder out", func(s site) { s.rename("content/en/guide", "guide"); s.write("guide/one.md", "unseen") }},
		{"move a folder out and in again", func(s site) {
			s.rename("content/en/guide", "guide")
			s.write("guide/one.md", "1")
			s.rename("guide", "content/en/guide")
			s.write("content/en/guide/deep/two.md", "2")
		}},
		{"swap two folders", func(s site) {
			s.rename("content/en", "content/tmp")
			s.rename("content/fr", "content/en")
			s.rename("content/tmp", "content/fr")
			s.write("content/en/guide/deep/two.md", "was French")
			s.write("content/fr/guide/deep/two.md", "was English")
		}},
		{"rename a parent twice", func(s site) {
			s.rename("content/en/guide", "content/en/a")
			s.rename("content/en/a/deep", "content/en/a/flat")
			s.rename("content/en/a", "content/en/b")
			s.write("content/en/b/flat/two.md", "2")
		}},
		{"remove a folder and make it again", func(s site) {
			s.removeAll("content/en/guide")
			s.write("content/en/guide/one.md", "again")
			s.write("content/en/guide/deep/two.md", "again")
		}},
		{"remove and make again, often", func(s site) {
			for i := range 20 {
				s.removeAll("content/en/guide")
				s.write("content/en/guide/deep/two.md", fmt.Sprint("round ", i))
			}
		}},
		{"remove a root", func(s site) { s.removeAll("locales") }},
		{"remove a root and restore it", func(s site) {
			s.removeAll("content")
			s.write("content/en/index.md", "back")
			s.write("content/en/guide/one.md", "back")
		}},
		{"rename a root away and back", func(s site) {
			s.rename("content", "content.old")
			s.write("content.old/en/index.md", "changed while away")
			s.rename("content.old", "content")
			s.write("content/fr/guide/deep/two.md", "changed after")
		}},
		{"another root in its place", func(s site) {
			s.write("next/en/index.md", "next")
			s.rename("content", "old")
			s.rename("next", "content")
			s.write("content/en/guide/x.md", "x")
		}},
		{"touch", func(s site) { s.must(os.Chtimes(s.path(page), time.Now(), time.Now())) }},
		{"chmod", func(s site) { s.must(os.Chmod(s.path(page), 0o600)) }},
		{"chmod a folder", func(s site) { s.must(os.Chmod(s.path("content/en"), 0o700)); s.write(page, "x") }},
		{"a folder with a temporary file's name", func(s site) { s.write("content/en/4913/#x#/p.md", "x") }},
		{"newline in a name", func(s site) { s.write("content/en/a\nb.md", "x") }},
		{"long and foreign names", func(s site) {
			s.write("content/ar/حول/"+strings.Repeat("a", 250)+".md", "x")
			s.write("content/en/\xff\xfe.md", "not UTF-8")
		}},
	}
	for _, mode := range modes {
		t.Run(mode.name, func(t *testing.T) {
			for _, sc := range scripts {
				t.Run(sc.name, func(t *testing.T) {
					t.Parallel()
					s := newSite(t)
					w, err := New(s.dir, mode.o)
					s.must(err)
					m := follow(s, w)
					sc.do(s)
					m.converge()
					// What the script left is watched still, under the names it has now.
					for p := range s.readAll(m.roots) {
						if strings.HasSuffix(p, ".md") {
							if info, err := os.Lstat(s.path(p)); err == nil && info.Mode().IsRegular() {
								s.append(p, "and more")
							}
						}
					}
					s.write("content/en/last.md", "last")
					m.converge()
					if t.Failed() {
						t.Logf("%+v", m.all())
					}
				})
			}
		})
	}
}

// TestSaves runs the ways in which editors and tools save a file (FAULTS W4). None may show an empty
// page or no page at all, and none may cost more than one look, two where the save takes its time.
func TestSaves(t *testing.T) {
	const text = "saved by an editor\n"
	rename := func(s site, a, b string) { s.rename("content/en/"+a, "content/en/"+b) }
	write := func(s site, name, text string) { s.write("content/en/"+name, text) }
	remove := func(s site, name string) { s.remove("content/en/" + name) }
	// look makes one save and counts the looks at the page.
	look := func(t *testing.T, save func(s site), o Options) (looks, limit int) {
		s := newSite(t)
		w, err := New(s.dir, o)
		s.must(err)
		m := follow(s, w)
		start := time.Now()
		save(s)
		took := time.Since(start)
		m.converge()
		m.rest()
		s.must(w.Close())
		if diff := m.difference(); diff != "" {
			t.Error(diff)
		}
		for _, b := range m.all() {
			for _, p := range b.Paths {
				if source.Temporary(filepath.Base(p), false) {
					t.Errorf("a temporary file was reported: %s", p)
				}
			}
		}
		looks, limit = m.named(page), 1
		if took >= settle {
			limit = 2
		}
		if o.Poll > 0 {
			limit = 3 // one between the halves, and one to make sure
		}
		if looks == 0 {
			t.Error("no batch named the page")
		}
		if took >= hold-5*time.Millisecond {
			t.Logf("the save took %v: nobody can know that its halves belong together", took)
			return 0, 0
		}
		if got := m.states(page); !slices.Equal(got, []string{"= " + text}) {
			t.Errorf("the page was shown as %q: %+v", got, m.all())
		}
		return looks, limit
	}
	saves := []struct {
		name string
		do   func(s site)
	}{
		{"nano, in place", func(s site) { write(s, "index.md", text) }},
		{"VS Code", func(s site) {
			s.must(os.Truncate(s.path(page), 0))
			time.Sleep(50 * time.Millisecond)
			s.append(page, text)
		}},
		{"vim", func(s site) {
			write(s, "4913", "")
			remove(s, "4913")
			write(s, ".index.md.swp", "swap")
			rename(s, "index.md", "index.md~")
			f, err := os.Create(s.path(page))
			s.must(err)
			f.WriteString(text)
			s.must(f.Sync())
			s.must(f.Close())
			s.must(os.Chmod(s.path(page), 0o644))
			remove(s, "index.md~")
			remove(s, ".index.md.swp")
		}},
		{"Emacs", func(s site) {
			s.must(os.Symlink("user@host.123:456", s.path("content/en/.#index.md")))
			write(s, "#index.md#", "autosaved")
			rename(s, "index.md", "index.md~")
			write(s, "index.md", text)
			remove(s, "#index.md#")
			remove(s, ".#index.md")
		}},
		{"JetBrains", func(s site) {
			write(s, "index.md___jb_tmp___", text)
			rename(s, "index.md", "index.md___jb_old___")
			rename(s, "index.md___jb_tmp___", "index.md")
			remove(s, "index.md___jb_old___")
		}},
		{"Sublime", func(s site) { write(s, ".subl1a2.tmp", text); rename(s, ".subl1a2.tmp", "index.md") }},
		{"sed -i", func(s site) { write(s, "sedAbCdEf", text); rename(s, "sedAbCdEf", "index.md") }},
		{"gedit", func(s site) {
			write(s, ".goutputstream-ABC", text)
			s.must(os.Link(s.path(page), s.path("content/en/index.md~")))
			rename(s, ".goutputstream-ABC", "index.md")
		}},
		{"rsync", func(s site) {
			write(s, ".index.md.Ab12Cd", text)
			s.must(os.Chtimes(s.path("content/en/.index.md.Ab12Cd"), time.Unix(1e9, 0), time.Unix(1e9, 0)))
			rename(s, ".index.md.Ab12Cd", "index.md")
		}},
		{"cp -p", func(s site) {
			write(s, "index.md", text)
			s.must(os.Chtimes(s.path(page), time.Unix(1e9, 0), time.Unix(1e9, 0)))
		}},
		{"real sed", func(s site) {
			out, err := exec.Command("sed", "-i", "s/.*/saved by an editor/", s.path(page)).CombinedOutput()
			if err != nil {
				s.t.Skipf("sed: %v %s", err, out)
			}
		}},
		{"real vim", func(s site) {
			vim, err := exec.LookPath("vim")
			if err != nil {
				s.t.Skip("vim is not installed")
			}
			cmd := exec.Command(vim, "-u", "NONE", "-N", "-es", "-c", "set backup writebackup backupcopy=no",
				"-c", "%s/.*/saved by an editor/", "-c", "wq", s.path(page))
			out, err := cmd.CombinedOutput()
			if got, _ := os.ReadFile(s.path(page)); string(got) != text {
				s.t.Skipf("this vim did not save: %v %s", err, out)
			}
		}},
	}
	for _, mode := range modes {
		t.Run(mode.name, func(t *testing.T) {
			for _, save := range saves {
				t.Run(save.name, func(t *testing.T) {
					t.Parallel()
					// On a busy machine the second half of a save may come late, and is then a save of
					// its own; it must be possible to see it as one.
					for try := 1; ; try++ {
						looks, limit := look(t, save.do, mode.o)
						if looks <= limit {
							return
						}
						if try == 5 {
							t.Fatalf("%d looks at one save, each of %d times", looks, try)
						}
					}
				})
			}
		})
	}
}

// TestQuiet makes changes that nobody wants to hear of.
func TestQuiet(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			o := mode.o
			o.Ignore = func(rel string) bool { return strings.HasPrefix(rel, "assets/raw") }
			w, err := New(s.dir, o)
			s.must(err)
			m := follow(s, w)
			s.write("public/index.html", "built")
			s.write("public/en/deep/index.html", "built")
			s.write(".git/objects/ab/cdef", "object")
			s.write("content/.git/HEAD", "nested")
			s.write("content/en/.index.md.swp", "swap")
			s.write("content/en/index.md~", "backup")
			s.write("content/en/#index.md#", "autosave")
			s.write("assets/raw/big.psd", "ignored by the site")
			s.write("README.md", "not a source")
			s.mkdir("node_modules/x")
			for p := range s.readAll(m.roots) { // reading is no change
				os.ReadFile(s.path(p))
			}
			s.write("content/en/end.md", "end")
			m.wait("the end", func() bool { return m.named("content/en/end.md") > 0 }, func() string { return "" })
			m.rest()
			for _, b := range m.all() {
				want := []string{"content/en/end.md"}
				if o.Poll > 0 { // which sees that something happened in these
					want = append(want, "content/en", "content", "assets", "site.toml")
				}
				for _, p := range b.Paths {
					if !slices.Contains(want, p) {
						t.Errorf("%s was reported", p)
					}
				}
				if b.All || b.Notice != "" {
					t.Errorf("%+v", b)
				}
			}
		})
	}
}

// TestSiteFolder takes away, replaces and restores the site's folder itself and one above it.
func TestSiteFolder(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			above := filepath.Join(t.TempDir(), "above")
			s.must(os.Mkdir(above, 0o777))
			s.must(os.Rename(s.dir, filepath.Join(above, "site")))
			s.dir = filepath.Join(above, "site")
			w, err := New(s.dir, mode.o)
			s.must(err)
			m := follow(s, w)

			t.Log("removed")
			s.must(os.RemoveAll(s.dir))
			m.converge()
			m.wait("a notice", func() bool { return len(m.notices()) == 1 }, func() string { return "" })
			if got := m.notices()[0]; !strings.Contains(got, "is gone") {
				t.Errorf("notice %q", got)
			}
			t.Log("restored")
			s.write(page, "back")
			m.converge()
			m.wait("a notice", func() bool { return len(m.notices()) == 2 }, func() string { return "" })
			s.write("content/en/deep/er.md", "watched again")
			m.converge()

			t.Log("another in its place")
			other := newSite(t)
			s.must(os.Rename(s.dir, s.dir+".old"))
			s.must(os.Rename(other.dir, s.dir))
			m.converge()
			s.write("content/en/deep/er.md", "watched again")
			m.converge()

			t.Log("the folder above replaced, of which no event tells")
			third := newSite(t)
			s.must(os.Mkdir(above+".new", 0o777))
			third.write(page, "third")
			s.must(os.Rename(third.dir, above+".new/site"))
			s.must(os.Rename(above, above+".old"))
			s.must(os.Rename(above+".new", above))
			m.converge()
			s.write("content/fr/guide/one.md", "watched again")
			m.converge()
		})
	}
}

// TestRootsAppear starts with an empty folder and roots of more than one element.
func TestRootsAppear(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode.name, func(t *testing.T) {
			t.Parallel()
			s := site{t, t.TempDir()}
			o := mode.o
			o.Roots = []string{"src/pages", "site.toml"}
			w, err := New(s.dir, o)
			s.must(err)
			m := follow(s, w, o.Roots...)
			s.write("src/pages/en/index.md", "1")
			s.write("src/other/x.md", "unseen")
			m.converge()
			s.write("site.toml", "2")
			s.write("src/pages/en/index.md", "2")
			m.converge()
			s.removeAll("src")
			m.converge()
			s.write("src/pages/en/index.md", "3")
			m.converge()
			for _, b := range m.all() {
				for _, p := range b.Paths {
					if !slices.Contains(o.Roots, p) && !strings.HasPrefix(p, "src/pages/") {
						t.Errorf("%s is not below a root", p)
					}
				}
			}
		})
	}
}

// TestStorms: many changes, few looks (FAULTS W3, W5, W7).
func TestStorms(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode.name, func(t *testing.T) {
			start := func(t *testing.T) (site, *mirror) {
				s := newSite(t)
				for i := range 500 {
					s.write(fmt.Sprintf("content/en/many/%d/p%d.md", i%25, i), "x")
				}
				w, err := New(s.dir, mode.o)
				s.must(err)
				return s, followSlowly(s, w, 10*time.Millisecond)
			}
			few := func(t *testing.T, m *mirror, began time.Time) {
				m.converge()
				m.rest()
				// Four quick ones at the start, then one in maxGap.
				if n, limit := len(m.all()), 6+int(time.Since(began)/maxGap); n > limit {
					t.Errorf("%d looks in %v, want at most %d", n, time.Since(began), limit)
				}
			}
			t.Run("four writers", func(t *testing.T) {
				t.Parallel()
				s, m := start(t)
				began := time.Now()
				done := make(chan bool)
				for w := range 4 {
					go func() {
						defer func() { done <- true }()
						for i := range 500 {
							os.WriteFile(s.path(fmt.Sprintf("content/en/w%d-%d.md", w, i%50)), []byte(fmt.Sprint(i)), 0o666)
							time.Sleep(time.Millisecond)
						}
					}()
				}
				for range 4 {
					<-done
				}
				few(t, m, began)
			})
			t.Run("checkout", func(t *testing.T) {
				t.Parallel()
				s, m := start(t)
				began := time.Now()
				for i := range 500 {
					s.write(fmt.Sprintf("content/en/many/%d/p%d.md", i%25, i), fmt.Sprint("branch", i))
				}
				few(t, m, began)
			})
			t.Run("chmod and touch", func(t *testing.T) {
				t.Parallel()
				s, m := start(t)
				began := time.Now()
				for i := range 5000 {
					p := s.path(fmt.Sprintf("content/en/many/%d/p%d.md", i%25, i%500))
					s.must(os.Chmod(p, 0o600+os.FileMode(i%2*0o44)))
					s.must(os.Chtimes(p, time.Now(), time.Now()))
				}
				for range 100 {
					s.must(os.Chmod(s.path("content/en"), 0o700))
					s.must(os.Chmod(s.path("content/en"), 0o755))
				}
				few(t, m, began)
				// The last look at all files may have been on its way; after it, none.
				for range 3 {
					before := len(m.all())
					m.rest()
					if len(m.all()) == before {
						return
					}
				}
				t.Errorf("still looking, with nothing changed: %+v", m.all()[len(m.all())-1])
			})
			t.Run("remove all", func(t *testing.T) {
				t.Parallel()
				s, m := start(t)
				began := time.Now()
				s.removeAll("content/en/many")
				few(t, m, began)
			})
		})
	}
}

func TestNewRefuses(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	os.WriteFile(file, nil, 0o666)
	for _, c := range []struct {
		dir  string
		o    Options
		want string
	}{
		{filepath.Join(dir, "none"), Options{}, "no such file"},
		{file, Options{}, "not a folder"},
		{dir, Options{Roots: []string{"../x"}}, "not a path below"},
		{dir, Options{Roots: []string{"."}}, "not a path below"},
		{dir, Options{Roots: []string{"/etc"}}, "not a path below"},
	} {
		w, err := New(c.dir, c.o)
		if err == nil {
			w.Close()
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("New(%q, %v): error %v, want %q", c.dir, c.o.Roots, err, c.want)
		}
	}
}

func TestWellKnownMatters(t *testing.T) {
	f, err := newFilter(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for rel, want := range map[string]bool{
		"content/en/.well-known": true, "content/en/.well-known/security.txt": true, "content/en/.well-known/.x": false,
		"content/.well-known": false, "content/en/a/.well-known": false, "assets/css/.well-known": false, ".well-known": false, "content/en/.git": false,
	} {
		if got := f.matters(rel, true); got != want {
			t.Errorf("%s: %v", rel, got)
		}
	}
}

// TestClose closes in every state, twice, with a receiver that does not receive.
func TestClose(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode.name, func(t *testing.T) {
			s := newSite(t)
			w, err := New(s.dir, mode.o)
			s.must(err)
			for i := range 3000 {
				s.write(fmt.Sprintf("content/en/%d.md", i%100), "x")
			}
			s.must(w.Close())
			s.must(w.Close())
			if _, ok := <-w.Batches(); ok {
				t.Error("a batch after Close")
			}
		})
	}
}
