//go:build linux

package project

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"pgregory.net/rapid"
)

// files are the files of a site by path, with their contents.
type files map[string]string

func (f files) lay(t rapid.TB, dir string) {
	t.Helper()
	for name, text := range f {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// found reads all files of a site, and the names of its empty folders with a slash.
func found(t rapid.TB, dir string) files {
	t.Helper()
	out := files{}
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, p)
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			if list, err := os.ReadDir(p); err != nil || len(list) > 0 || rel == "." {
				return err
			}
			out[rel+"/"] = ""
			return nil
		}
		data, err := os.ReadFile(p)
		out[rel] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// changesTo makes the changes that lead from some files to others.
func (f files) changesTo(next files) []Change {
	var out []Change
	for _, name := range slices.Sorted(maps.Keys(next)) {
		c := Change{Path: name, Data: []byte(next[name])}
		if was, ok := f[name]; ok {
			c.Was = []byte(was)
		}
		out = append(out, c)
	}
	return out
}

func (f files) with(next files) files {
	out := maps.Clone(f)
	maps.Copy(out, next)
	return out
}

func same(t rapid.TB, what string, got, want files) {
	t.Helper()
	if maps.Equal(got, want) {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(got.with(want))) {
		g, ok := got[name]
		w, ok2 := want[name]
		if ok != ok2 || g != w {
			t.Errorf("%s: %s is %q (%v), want %q (%v)", what, name, g, ok, w, ok2)
		}
	}
	t.FailNow()
}

var (
	before = files{"content/en/index.md": "en", "content/fr/index.md": "fr", "locales/active.fr.toml": "a = 1", "locales/records/fr/index.toml": "old", "locales/records/fr.toml": "m"}
	after  = files{"content/fr/index.md": "fr, new", "content/fr/deep/er/page.md": "new", "locales/active.fr.toml": "a = 2",
		"locales/records/fr/index.toml": "new", "locales/records/fr/deep/er/page.toml": "new", "locales/records/sources/0123.txt": "text", "locales/records/fr.toml": "m"}
)

func TestCommit(t *testing.T) {
	dir := t.TempDir()
	before.lay(t, dir)
	if err := Commit(dir, "import", before.changesTo(after)); err != nil {
		t.Fatal(err)
	}
	same(t, "after", found(t, dir), before.with(after))
	if err := Commit(dir, "import", before.with(after).changesTo(after)); err != nil {
		t.Fatal(err)
	}
	// What is worked out from an older state is refused, and nothing is written.
	err := Commit(dir, "import", before.changesTo(files{"content/en/index.md": "en 2", "content/fr/index.md": "fr, newer"}))
	var e *Error
	if !errors.As(err, &e) || e.Kind != Changed || !strings.Contains(e.Msg, "content/fr/index.md has been changed meanwhile; nothing was written") {
		t.Fatal(err)
	}
	same(t, "refused", found(t, dir), before.with(after))
	// A new file that is there already is no obstacle if it has the new content, and one otherwise.
	if err := Commit(dir, "x", []Change{{Path: "content/en/index.md", Data: []byte("en")}}); err != nil {
		t.Error(err)
	}
	if err := Commit(dir, "x", []Change{{Path: "content/en/index.md", Data: []byte("no")}}); !errors.As(err, &e) || e.Kind != Changed {
		t.Error(err)
	}
	// One file cannot have two contents.
	if err := Commit(dir, "x", []Change{{Path: "a", Data: []byte("1")}, {Path: "a", Data: []byte("2")}}); !errors.As(err, &e) || e.Kind != Refused {
		t.Error(err)
	}
	for _, bad := range []string{"../x", "/x", "", ".", "a/../b", "a", "content", "content/../x", "content/.git/x", "content/a/.b", ".git/hooks/x", "Content/a", stageFolder + "/n0"} {
		if err := Commit(dir, "x", []Change{{Path: bad, Data: []byte("1")}}); !errors.As(err, &e) || e.Kind != Refused {
			t.Errorf("%q: %v", bad, err)
		}
	}
	same(t, "in the end", found(t, dir), before.with(after))
}

// The order lets no reader find a new page beside an old record.
func TestOrder(t *testing.T) {
	dir := t.TempDir()
	before.lay(t, dir)
	var order []string
	err := commit(dir, "import", before.changesTo(after), func(op, p string) error {
		if op == "rename" && p != journalFile {
			order = append(order, p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"locales/records/sources/0123.txt", "locales/records/fr/deep/er/page.toml", "locales/records/fr/index.toml",
		"locales/active.fr.toml", "content/fr/deep/er/page.md", "content/fr/index.md"}
	if !slices.Equal(order, want) {
		t.Errorf("put in place as\n%s\nwant\n%s", strings.Join(order, "\n"), strings.Join(want, "\n"))
	}
}

var errKilled = errors.New("killed")

// fault stops a commit at one step.
type fault struct {
	at    int
	err   error // errKilled ends everything from there on
	seen  int
	where string
}

func (f *fault) hook(op, p string) error {
	f.seen++
	if f.seen == f.at || f.seen > f.at && f.err == errKilled {
		if f.seen == f.at {
			f.where = op + " " + p
		}
		return f.err
	}
	return nil
}

// Every step of a commit is killed and fails once; the same command then completes it, and the only states
// in between are that of before and one that Recover completes.
func TestEveryStep(t *testing.T) {
	for _, injected := range []error{errKilled, syscall.EIO, syscall.ENOSPC, syscall.EMFILE, syscall.EROFS} {
		steps, forward := 0, 0
		for at := 1; ; at++ {
			dir := t.TempDir()
			before.lay(t, dir)
			f := &fault{at: at, err: injected}
			err := commit(dir, "import fr.po", before.changesTo(after), f.hook)
			if f.seen < at {
				if err != nil {
					t.Fatalf("undisturbed: %v", err)
				}
				steps = at - 1
				break
			}
			what := fmt.Sprintf("%v at step %d (%s)", injected, at, f.where)
			_, journalErr := os.Stat(filepath.Join(dir, journalFile))
			var e *Error
			switch {
			case injected == errKilled:
			case err == nil:
				if !strings.HasPrefix(f.where, "remove") {
					t.Errorf("%s: no error", what)
				}
			case !errors.As(err, &e) || e.Kind != Failed || !errors.Is(err, injected):
				t.Errorf("%s: %v", what, err)
			case journalErr == nil && !strings.Contains(e.Msg, "of 6 files are in place, and the same command completes the rest"),
				journalErr != nil && f.where != "remove "+stageFolder && !strings.HasPrefix(f.where, "remove "+stageFolder+"/n") && !strings.HasSuffix(e.Msg, nothingWritten):
				t.Errorf("%s: says %q, and the journal: %v", what, e.Msg, journalErr)
			}
			if journalErr != nil && !strings.HasPrefix(f.where, "remove") {
				got := found(t, dir)
				maps.DeleteFunc(got, func(name, _ string) bool { return strings.HasPrefix(name, stageFolder+"/") })
				same(t, what+": nothing was written", got, before)
			}
			pending := Pending(dir)
			if (pending != "") != (journalErr == nil) || pending != "" && !strings.Contains(pending, "\"import fr.po\" was interrupted") {
				t.Errorf("%s: pending %q", what, pending)
			}
			done, err := Recover(dir)
			if err != nil {
				t.Fatalf("%s: recover: %v", what, err)
			}
			if done.Files > 0 {
				forward++
				same(t, what+": recovered", found(t, dir), before.with(after))
			}
			now := found(t, dir)
			if err := Commit(dir, "import fr.po", now.changesTo(after)); err != nil {
				t.Fatalf("%s: again: %v", what, err)
			}
			same(t, what, found(t, dir), before.with(after))
		}
		if steps < 20 || forward == 0 {
			t.Errorf("%v: %d steps, %d of them completed by Recover", injected, steps, forward)
		}
		t.Logf("%v: %d steps, %d of them completed by Recover", injected, steps, forward)
	}
}

// Recover itself may be stopped at every step.
func TestRecoverIsStopped(t *testing.T) {
	for at := 1; ; at++ {
		dir := t.TempDir()
		before.lay(t, dir)
		commit(dir, "import", before.changesTo(after), (&fault{at: 30, err: errKilled}).hook)
		if Pending(dir) == "" {
			t.Fatal("step 30 is not one after the journal")
		}
		f := &fault{at: at, err: errKilled}
		_, err := recoverSite(dir, f.hook)
		if f.seen < at {
			same(t, "recovered", found(t, dir), before.with(after))
			if err != nil || at < 5 {
				t.Errorf("%d steps, %v", at, err)
			}
			return
		}
		if _, err := Recover(dir); err != nil {
			t.Fatal(err)
		}
		same(t, f.where, found(t, dir), before.with(after))
	}
}

// A person who edits between the interruption and the next command loses nothing, and neither does the command.
func TestEditedMeanwhile(t *testing.T) {
	dir := t.TempDir()
	before.lay(t, dir)
	stop := func(op, p string) error {
		if op == "rename" && p != journalFile {
			return errKilled
		}
		return nil
	}
	commit(dir, "import", before.changesTo(after), stop)
	files{"content/fr/index.md": "a person's"}.lay(t, dir)
	done, err := Recover(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := before.with(after).with(files{"content/fr/index.md": "a person's", ".vernacular-kept/content/fr/index.md": "fr, new"})
	same(t, "kept", found(t, dir), want)
	if len(done.Notes) != 2 || !strings.Contains(done.Notes[1], ".vernacular-kept/content/fr/index.md") {
		t.Errorf("%q", done.Notes)
	}
	// Another one does not replace the first.
	commit(dir, "import", want.changesTo(files{"content/fr/index.md": "third"}), stop)
	os.Remove(filepath.Join(dir, "content/fr/index.md"))
	if _, err = Recover(dir); err != nil {
		t.Fatal(err)
	}
	delete(want, "content/fr/index.md")
	want[".vernacular-kept/content/fr/index.2.md"] = "third"
	same(t, "kept again", found(t, dir), want)
}

// A save between the look at the files and their replacement is not lost.
func TestEditedDuringCommit(t *testing.T) {
	for _, step := range []string{"sync " + stageFolder + "/n0", "rename " + journalFile, "rename locales/records/sources/0123.txt"} {
		dir := t.TempDir()
		before.lay(t, dir)
		err := commit(dir, "import", before.changesTo(after), func(op, p string) error {
			if op+" "+p == step {
				files{"content/fr/index.md": "a person's"}.lay(t, dir)
			}
			return nil
		})
		var e *Error
		if !errors.As(err, &e) || e.Kind != Changed {
			t.Fatalf("%s: %v", step, err)
		}
		got := found(t, dir)
		if got["content/fr/index.md"] != "a person's" {
			t.Errorf("%s: %q", step, got["content/fr/index.md"])
		}
		if kept := got[keptFolder+"/content/fr/index.md"]; strings.Contains(e.Msg, nothingWritten) {
			same(t, step, got, before.with(files{"content/fr/index.md": "a person's"}))
		} else if kept != "fr, new" || !strings.Contains(e.Msg, keptFolder) {
			t.Errorf("%s: %v; kept %q", step, e, kept)
		}
	}
}

func TestRefused(t *testing.T) {
	place := "content/fr/index.md"
	for name, c := range map[string]struct {
		lay  func(dir string) error
		kind Kind
		says string
	}{
		"link":        {func(d string) error { return os.Symlink("../en/index.md", filepath.Join(d, place)) }, Refused, "content/fr/index.md is a symbolic link"},
		"folder":      {func(d string) error { return os.Mkdir(filepath.Join(d, place), 0o777) }, Refused, "is a folder"},
		"pipe":        {func(d string) error { return syscall.Mkfifo(filepath.Join(d, place), 0o666) }, Refused, "is a named pipe"},
		"folder link": {func(d string) error { return relink(d, "content/fr", "en") }, Refused, "content/fr is a symbolic link, and links are not followed; content/fr/index.md cannot be written"},
		"outside":     {func(d string) error { return relink(d, "content", d) }, Refused, "content is a symbolic link"},
		"file above": {func(d string) error {
			return errors.Join(os.Remove(filepath.Join(d, "content/fr")), os.WriteFile(filepath.Join(d, "content/fr"), nil, 0o666))
		}, Refused, "a file where a folder must be"},
		"protected": {func(d string) error { return os.WriteFile(filepath.Join(d, place), []byte("fr"), 0o444) }, Protected, "content/fr/index.md is write-protected; nothing was written"},
		"stage":     {func(d string) error { return os.WriteFile(filepath.Join(d, stageFolder), nil, 0o666) }, Refused, stageFolder + " is not a folder"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			files{"content/en/index.md": "fr"}.lay(t, dir)
			os.Mkdir(filepath.Join(dir, "content/fr"), 0o777)
			if err := c.lay(dir); err != nil {
				t.Fatal(err)
			}
			err := Commit(dir, "import", []Change{{Path: place, Data: []byte("new"), Was: []byte("fr")}, {Path: "locales/new.toml", Data: []byte("new")}})
			var e *Error
			if !errors.As(err, &e) || e.Kind != c.kind || !strings.Contains(e.Msg, c.says) || e.Hint == "" {
				t.Errorf("%v", err)
			}
			if data, err := os.ReadFile(filepath.Join(dir, "content/en/index.md")); string(data) != "fr" && !os.IsNotExist(err) {
				t.Errorf("written through: %q", data)
			}
			if _, err := os.Stat(filepath.Join(dir, "locales")); err == nil {
				t.Error("something was written")
			}
		})
	}
}

func relink(dir, at, to string) error {
	return errors.Join(os.RemoveAll(filepath.Join(dir, at)), os.Symlink(to, filepath.Join(dir, at)))
}

func TestModeAndOwnerStay(t *testing.T) {
	dir := t.TempDir()
	before.lay(t, dir)
	p := filepath.Join(dir, "content/fr/index.md")
	if err := os.Chmod(p, 0o600); err != nil {
		t.Fatal(err)
	}
	if os.Getuid() == 0 {
		if err := os.Chown(p, 1234, 4321); err != nil {
			t.Fatal(err)
		}
	}
	old, _ := os.Stat(p)
	if err := Commit(dir, "import", before.changesTo(after)); err != nil {
		t.Fatal(err)
	}
	now, err := os.Stat(p)
	if err != nil {
		t.Fatal(err)
	}
	a, b := old.Sys().(*syscall.Stat_t), now.Sys().(*syscall.Stat_t)
	if now.Mode() != old.Mode() || a.Uid != b.Uid || a.Gid != b.Gid {
		t.Errorf("%v %d:%d became %v %d:%d", old.Mode(), a.Uid, a.Gid, now.Mode(), b.Uid, b.Gid)
	}
	mask := syscall.Umask(0)
	syscall.Umask(mask)
	if fi, err := os.Stat(filepath.Join(dir, "content/fr/deep/er/page.md")); err != nil || int(fi.Mode().Perm()) != 0o666&^mask {
		t.Errorf("a new file: %v %v", fi.Mode(), err)
	}
}

// Folders of other file systems are in the site, too.
func TestOtherFileSystem(t *testing.T) {
	for at := 0; at < 40; at++ { // 0: undisturbed
		dir := t.TempDir()
		before.lay(t, dir)
		n := 0
		across := func(kill bool) func(op, p string) error {
			return func(op, p string) error {
				n++
				if kill && at > 0 && n >= at {
					return errKilled
				}
				if op == "rename" && strings.HasPrefix(p, "content/") && n%2 == 0 {
					n++ // the rename of the copy is the next one
					return syscall.EXDEV
				}
				return nil
			}
		}
		commit(dir, "import", before.changesTo(after), across(true))
		if _, err := Recover(dir); err != nil {
			t.Fatal(err)
		}
		if err := Commit(dir, "import", found(t, dir).changesTo(after)); err != nil {
			t.Fatal(err)
		}
		same(t, fmt.Sprint("step ", at), found(t, dir), before.with(after))
	}
}

// stopped lays a site, and begins changes that are killed before the first file is put in place.
func stopped(t *testing.T, changes func(files) []Change) string {
	t.Helper()
	dir := t.TempDir()
	before.lay(t, dir)
	commit(dir, "import", changes(before), func(op, p string) error {
		if op == "rename" && p != journalFile {
			return errKilled
		}
		return nil
	})
	return dir
}

// A journal that cannot be read is told once, and nothing is lost.
func TestDamagedJournal(t *testing.T) {
	dir := stopped(t, paged)
	whole, err := os.ReadFile(filepath.Join(dir, journalFile))
	if err != nil {
		t.Fatal(err)
	}
	flipped := strings.Replace(string(whole), "fr/index.md", "fr/jndex.md", 1)
	for _, text := range []string{"", "{", string(whole[:len(whole)/2]), flipped, strings.Replace(string(whole), "content/fr", "content\x00fr", 1)} {
		dir := t.TempDir()
		site := before.with(files{journalFile: text, stageFolder + "/n0": "a text", stageFolder + "/notes.txt": "mine"})
		site.lay(t, dir)
		if note := Pending(dir); !strings.Contains(note, "was refused") {
			t.Errorf("%q: %q", text, note)
		}
		same(t, "read only", found(t, dir), site)
		var e *Error
		if _, err := Recover(dir); !errors.As(err, &e) || e.Kind != Refused || !strings.Contains(e.Msg, keptFolder+"/interrupted") || e.Hint == "" {
			t.Errorf("%q: %v", text, err)
		}
		aside := keptFolder + "/interrupted"
		same(t, "put aside", found(t, dir), before.with(files{aside + "/journal": text, aside + "/n0": "a text", aside + "/notes.txt": "mine"}))
		if err := Commit(dir, "import", before.changesTo(after)); err != nil {
			t.Errorf("the next command: %v", err)
		}
	}
}

// The journal of another version stays as it is: that version can complete it.
func TestOtherVersion(t *testing.T) {
	dir := t.TempDir()
	site := files{journalFile: `{"version": 1}`, stageFolder + "/n0": "a text"}
	site.lay(t, dir)
	for range 2 {
		var e *Error
		if _, err := Recover(dir); !errors.As(err, &e) || e.Kind != Refused || !strings.Contains(e.Hint, stageFolder) {
			t.Error(err)
		}
		if note := Pending(dir); !strings.Contains(note, "another version") {
			t.Errorf("%q", note)
		}
		same(t, "other version", found(t, dir), site)
	}
}

// A site may bring a journal along: what no command writes is refused, and nothing comes to its place.
func TestHostileJournal(t *testing.T) {
	const place = "content/fr/new.md"
	at := func(p string) *journal {
		return &journal{Version: journalVersion, Command: "x", Files: []entry{{Path: place, New: digestOf([]byte("bad"))}, {Path: p, New: digestOf([]byte("bad"))}}}
	}
	mode := func(m fs.FileMode) func(string) error {
		return func(d string) error { return os.Chmod(filepath.Join(d, stageFolder, "n1"), m) }
	}
	instead := func(make func(p string) error) func(string) error {
		return func(d string) error {
			p := filepath.Join(d, stageFolder, "n1")
			return errors.Join(os.Remove(p), make(p))
		}
	}
	page := at("content/fr/b.md")
	page.Files[1].Page = place
	for name, c := range map[string]struct {
		j   *journal
		lay func(dir string) error
	}{
		"hook":        {at(".git/hooks/post-commit"), nil},
		"settings":    {at("site.toml"), nil},
		"up":          {at("content/../.git/config"), nil},
		"out":         {at("../x"), nil},
		"absolute":    {at("/tmp/x"), nil},
		"dot folder":  {at("content/.git/x"), nil},
		"dot file":    {at("locales/.x"), nil},
		"unclean":     {at("content//x"), nil},
		"twice":       {at(place), nil},
		"no record":   {page, nil},
		"executable":  {at("content/fr/x.md"), mode(0o755)},
		"setuid":      {at("content/fr/x.md"), mode(0o644 | fs.ModeSetuid)},
		"link":        {at("content/fr/x.md"), instead(func(p string) error { return os.Symlink("n0", p) })},
		"pipe":        {at("content/fr/x.md"), instead(func(p string) error { return syscall.Mkfifo(p, 0o666) })},
		"linked way":  {at("content/link/x.md"), func(d string) error { return os.Symlink("../.git", filepath.Join(d, "content/link")) }},
		"linked file": {at("content/link.md"), func(d string) error { return os.Symlink("../.git/config", filepath.Join(d, "content/link.md")) }},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			site := before.with(files{".git/config": "bad"})
			site.lay(t, dir)
			files{journalFile: string(c.j.bytes()), stageFolder + "/n0": "bad", stageFolder + "/n1": "bad"}.lay(t, dir)
			if c.lay != nil {
				if err := c.lay(dir); err != nil {
					t.Fatal(err)
				}
			}
			var e *Error
			if _, err := Recover(dir); !errors.As(err, &e) || e.Kind != Refused || !strings.Contains(e.Msg, "was refused") {
				t.Errorf("%v", err)
			}
			os.RemoveAll(filepath.Join(dir, keptFolder))
			os.Remove(filepath.Join(dir, "content/link"))
			os.Remove(filepath.Join(dir, "content/link.md"))
			same(t, name, found(t, dir), site)
		})
	}
	// A page that is executable itself stays so.
	dir := t.TempDir()
	before.lay(t, dir)
	p := filepath.Join(dir, "content/fr/index.md")
	os.Chmod(p, 0o755)
	commit(dir, "import", before.changesTo(after), func(op, p string) error {
		if op == "rename" && p != journalFile {
			return errKilled
		}
		return nil
	})
	if _, err := Recover(dir); err != nil {
		t.Fatal(err)
	}
	if fi, err := os.Stat(p); err != nil || fi.Mode() != 0o755 {
		t.Errorf("%v %v", fi, err)
	}
}

// recordOf are the records of the test site, with their pages.
var recordOf = map[string]string{"locales/records/fr/index.toml": "content/fr/index.md", "locales/records/fr/deep/er/page.toml": "content/fr/deep/er/page.md", "locales/records/fr.toml": "locales/active.fr.toml"}

// paged makes the changes from some files to those of after, with the pages of records.
func paged(now files) []Change {
	changes := now.changesTo(after)
	for i := range changes {
		changes[i].Page = recordOf[changes[i].Path]
	}
	return changes
}

// A staged text that is not what the journal says never comes to its place, and neither does the rest of its group.
func TestTornText(t *testing.T) {
	for _, name := range []string{"content/fr/index.md", "locales/records/fr/index.toml"} {
		for _, torn := range []string{"", "f", "xxxxxxxx", "new"[:2] + "x", "fr, nex"} {
			dir := stopped(t, paged)
			staged, _ := filepath.Glob(filepath.Join(dir, stageFolder, "n*"))
			for _, p := range staged {
				if data, _ := os.ReadFile(p); string(data) == after[name] && (name != "locales/records/fr/index.toml" || filepath.Base(p) == "n2") {
					os.WriteFile(p, []byte(torn), 0o666)
				}
			}
			done, err := Recover(dir)
			if err != nil {
				t.Fatal(err)
			}
			want := before.with(after)
			for _, p := range []string{"content/fr/index.md", "locales/records/fr/index.toml"} {
				want[p], want[keptFolder+"/"+p] = before[p], after[p]
			}
			want[keptFolder+"/"+name] = torn
			same(t, name+" "+torn, found(t, dir), want)
			if notes := strings.Join(done.Notes, "\n"); done.Left != 2 || !strings.Contains(notes, "damaged") || !strings.Contains(notes, `Run "import" again`) {
				t.Errorf("%d %s", done.Left, notes)
			}
		}
	}
}

// A record is never newer than its page. People and kills are at random: they write into pages and records
// after each kill, and damage a staged text; kills come in commits and in recoveries.
func TestRecordsBelongToPages(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "project")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		before.lay(t, dir)
		across := rapid.Bool().Draw(t, "content is on another file system")
		hook := func(at int) func(op, p string) error {
			f, other := &fault{at: at, err: errKilled}, false
			return func(op, p string) error {
				if err := f.hook(op, p); err != nil {
					return err
				}
				if op == "rename" && strings.HasPrefix(p, "content/") && across {
					if other = !other; other {
						return syscall.EXDEV
					}
				}
				return nil
			}
		}
		theirs, torn := map[string]bool{}, false
		names := slices.Sorted(maps.Keys(recordOf))
		for _, r := range slices.Clone(names) {
			names = append(names, recordOf[r])
		}
		commit(dir, "import", paged(before), hook(rapid.IntRange(10, 70).Draw(t, "killed at")))
		for range rapid.IntRange(1, 3).Draw(t, "recoveries") {
			for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(names), 0, 2, rapid.ID).Draw(t, "edited") {
				p := filepath.Join(dir, name)
				data, err := os.ReadFile(p)
				if err != nil && recordOf[name] != "" {
					continue
				}
				os.MkdirAll(filepath.Dir(p), 0o777)
				if err := os.WriteFile(p, append(data, " edited"...), 0o666); err != nil {
					t.Fatal(err)
				}
				theirs[name] = true
			}
			if list, _ := filepath.Glob(filepath.Join(dir, stageFolder, "n*")); len(list) > 0 && rapid.IntRange(0, 3).Draw(t, "damage") == 0 {
				torn = true
				os.WriteFile(rapid.SampledFrom(list).Draw(t, "damaged"), []byte("torn"), 0o666)
			}
			recoverSite(dir, hook(rapid.IntRange(1, 40).Draw(t, "recovery killed at")))
		}
		if _, err := recoverSite(dir, hook(1000)); err != nil {
			t.Fatal(err)
		}
		now := found(t, dir)
		if _, ok := now[journalFile]; ok {
			t.Fatal("the journal is there")
		}
		_, begun := now["locales/records/sources/0123.txt"] // the first file that is put in place
		for record, page := range recordOf {
			switch isNew := strings.HasPrefix(now[page], after[page]); {
			case theirs[record]:
				if !strings.HasSuffix(now[record], " edited") {
					t.Errorf("the text of a person is gone from %s: %q", record, now[record])
				}
			case !isNew && now[record] != before[record]:
				t.Errorf("%s is %q beside the old %q", record, now[record], now[page])
			case isNew && now[record] != after[record] && !across: // a kill between copying and removing may leave an older record
				t.Errorf("%s is %q beside the new %q", record, now[record], now[page])
			}
		}
		for name, text := range after {
			if theirs[name] && !strings.HasSuffix(now[name], " edited") {
				t.Errorf("the text of a person is gone from %s: %q", name, now[name])
			}
			kept := strings.TrimSuffix(keptFolder+"/"+name, path.Ext(name))
			somewhere := strings.HasPrefix(now[name], text)
			for at, is := range now {
				somewhere = somewhere || strings.HasPrefix(at, kept) && is == text
			}
			if begun && !torn && !somewhere {
				t.Errorf("the new text of %s is gone: %q", name, now)
			}
		}
	})
}

// A page that is saved while its records are put in place takes them back.
func TestRecordOfPageSavedDuringCommit(t *testing.T) {
	dir := t.TempDir()
	before.lay(t, dir)
	err := commit(dir, "import", paged(before), func(op, p string) error {
		if op == "rename" && p == "locales/active.fr.toml" {
			files{"content/fr/index.md": "a person's", "content/fr/deep/er/page.md": "theirs"}.lay(t, dir)
		}
		return nil
	})
	var e *Error
	if !errors.As(err, &e) || e.Kind != Changed {
		t.Fatal(err)
	}
	want := before.with(files{"content/fr/index.md": "a person's", "content/fr/deep/er/page.md": "theirs"})
	for _, p := range []string{"locales/active.fr.toml", "locales/records/sources/0123.txt"} {
		want[p] = after[p]
	}
	for _, p := range []string{"content/fr/index.md", "content/fr/deep/er/page.md", "locales/records/fr/index.toml", "locales/records/fr/deep/er/page.toml"} {
		want[keptFolder+"/"+p] = after[p]
	}
	got := found(t, dir)
	delete(got, "locales/records/fr/deep/er/") // an empty folder
	same(t, "saved", got, want)
}

func TestForeignFilesStay(t *testing.T) {
	dir := t.TempDir()
	before.with(files{stageFolder + "/notes.txt": "mine", stageFolder + "/n7": "left", stageFolder + "/o999999999": "left"}).lay(t, dir)
	if err := Commit(dir, "import", before.changesTo(after)); err != nil {
		t.Fatal(err)
	}
	same(t, "after", found(t, dir), before.with(after).with(files{stageFolder + "/notes.txt": "mine"}))
}

func TestSecondWriterWaits(t *testing.T) {
	dir := t.TempDir()
	before.lay(t, dir)
	inside, ended := make(chan struct{}), make(chan error)
	first := true
	go func() {
		ended <- commit(dir, "import", before.changesTo(files{"content/fr/index.md": "first"}), func(op, p string) error {
			if first {
				first = false
				close(inside)
				for range 20 {
					syscall.Select(0, nil, nil, nil, &syscall.Timeval{Usec: 5000})
				}
			}
			return nil
		})
	}()
	<-inside
	err := Commit(dir, "accept", before.changesTo(files{"content/fr/index.md": "second"}))
	var e *Error
	if !errors.As(err, &e) || e.Kind != Changed {
		t.Error(err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	same(t, "one of them", found(t, dir), before.with(files{"content/fr/index.md": "first"}))
}

func TestSpelling(t *testing.T) {
	dir := t.TempDir()
	files{"content/fr/e\u0301te\u0301.md": "old"}.lay(t, dir)
	if err := Commit(dir, "import", []Change{{Path: "content/fr/\u00e9t\u00e9.md", Data: []byte("new"), Was: []byte("old")}}); err != nil {
		t.Fatal(err)
	}
	same(t, "spelling", found(t, dir), files{"content/fr/e\u0301te\u0301.md": "new"})
}

func TestWriteFiles(t *testing.T) {
	dir := t.TempDir()
	files{"old.po": "old", "keep.po": "keep", ".a.po.vernacular-edit": "left by a killed command"}.lay(t, dir)
	os.Chmod(filepath.Join(dir, "old.po"), 0o600)
	os.Symlink("keep.po", filepath.Join(dir, "link.po"))
	in := func(name string) string { return filepath.Join(dir, name) }
	err := WriteFiles([]File{{in("sub/new.po"), []byte("1")}, {in("old.po"), []byte("2")}, {in("link.po"), []byte("3")}, {in("a.po"), []byte("4")}, {os.DevNull, []byte("5")}})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "written", found(t, dir), files{"sub/new.po": "1", "old.po": "2", "keep.po": "3", "link.po": "3", "a.po": "4"})
	if fi, _ := os.Stat(in("old.po")); fi.Mode().Perm() != 0o600 {
		t.Error(fi.Mode())
	}
	if fi, _ := os.Lstat(in("link.po")); fi.Mode()&fs.ModeSymlink == 0 {
		t.Error("the link is gone")
	}
	os.Chmod(in("old.po"), 0o444)
	old := found(t, dir)
	for _, bad := range []string{"old.po", "sub", "keep.po/x.po"} {
		if err := WriteFiles([]File{{in("a.po"), []byte("x")}, {in(bad), []byte("x")}}); err == nil {
			t.Errorf("%s was written", bad)
		}
		same(t, bad, found(t, dir), old)
	}
}

// Random transactions, each stopped at a random step by a kill or an error, then completed by the same command: the site
// is always that of an undisturbed run.
func TestRandomTransactions(t *testing.T) {
	folders := []string{"content/fr", "content/fr/guide", "content/zh-Hant", "locales", "locales/records/fr", "locales/records/sources"}
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "project")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		name := rapid.Custom(func(t *rapid.T) string {
			return path.Join(rapid.SampledFrom(folders).Draw(t, "folder"), fmt.Sprintf("f%d.txt", rapid.IntRange(0, 3).Draw(t, "file")))
		})
		tree := rapid.MapOf(name, rapid.StringN(0, 8, 20))
		now := files(tree.Draw(t, "before"))
		now.lay(t, dir)
		for range rapid.IntRange(1, 3).Draw(t, "transactions") {
			next := files(tree.Draw(t, "after"))
			f := &fault{at: rapid.IntRange(1, 60).Draw(t, "step"), err: rapid.SampledFrom([]error{errKilled, syscall.EIO, syscall.ENOSPC}).Draw(t, "error")}
			commit(dir, "x", now.changesTo(next), f.hook)
			if _, err := Recover(dir); err != nil {
				t.Fatal(err)
			}
			if err := Commit(dir, "x", found(t, dir).changesTo(next)); err != nil {
				t.Fatal(err)
			}
			now = now.with(next)
			same(t, fmt.Sprintf("%v at step %d (%s)", f.err, f.at, f.where), found(t, dir), now)
		}
	})
}
