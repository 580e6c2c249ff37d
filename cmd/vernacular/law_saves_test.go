package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// A manner is how a program saves a file. It is given the file's path, the bytes it holds (nil if there is none)
// and those that it shall hold.
type manner struct {
	name string
	save func(s *lawSite, path string, old, data []byte)
}

// manners are those of programs that people use.
var manners = []manner{
	{"write in place", func(s *lawSite, path string, _, data []byte) {
		s.must(os.WriteFile(path, data, 0o666))
	}},
	{"truncate, pause, write (VS Code)", func(s *lawSite, path string, _, data []byte) {
		f, err := os.Create(path)
		s.must(err)
		s.pause(1, 50)
		_, err = f.Write(data)
		s.must(err)
		s.must(f.Close())
	}},
	{"rename over from a temporary file (sed -i, gedit)", func(s *lawSite, path string, _, data []byte) {
		temp := filepath.Join(filepath.Dir(path), fmt.Sprintf(".goutputstream-%06d", s.how.IntN(1e6)))
		s.must(os.WriteFile(temp, data, 0o666))
		s.pause(0, 5)
		s.must(os.Rename(temp, path))
	}},
	{"write in two parts", func(s *lawSite, path string, _, data []byte) {
		f, err := os.Create(path)
		s.must(err)
		cut := s.how.IntN(len(data) + 1)
		f.Write(data[:cut])
		s.pause(1, 50)
		_, err = f.Write(data[cut:])
		s.must(err)
		s.must(f.Close())
	}},
	{"rename to a backup, write, remove the backup (vim)", func(s *lawSite, path string, old, data []byte) {
		probe := filepath.Join(filepath.Dir(path), "4913")
		s.must(os.WriteFile(probe, nil, 0o666))
		s.must(os.Remove(probe))
		if old != nil {
			s.must(os.Rename(path, path+"~"))
			s.pause(0, 10)
		}
		s.must(os.WriteFile(path, data, 0o666))
		if old != nil {
			s.must(os.Remove(path + "~"))
		}
	}},
	{"two renames (JetBrains)", func(s *lawSite, path string, old, data []byte) {
		s.must(os.WriteFile(path+"___jb_tmp___", data, 0o666))
		if old != nil {
			s.must(os.Rename(path, path+"___jb_old___"))
		}
		s.must(os.Rename(path+"___jb_tmp___", path))
		if old != nil {
			s.must(os.Remove(path + "___jb_old___"))
		}
	}},
	{"a lock that is a dangling link, write in place (Emacs)", func(s *lawSite, path string, _, data []byte) {
		lock := filepath.Join(filepath.Dir(path), ".#"+filepath.Base(path))
		s.must(os.Symlink("me@here.1234:5678", lock))
		s.pause(0, 20)
		s.must(os.WriteFile(path, data, 0o666))
		s.must(os.Remove(lock))
	}},
	{"copy with an older time (cp -a)", func(s *lawSite, path string, _, data []byte) {
		s.must(os.WriteFile(path, data, 0o666))
		old := time.Now().Add(-time.Duration(1+s.how.IntN(1e6)) * time.Second)
		s.must(os.Chtimes(path, old, old))
	}},
	{"hidden temporary file with an older time, renamed (rsync -a)", func(s *lawSite, path string, _, data []byte) {
		temp := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".Xy12Za")
		f, err := os.Create(temp)
		s.must(err)
		cut := s.how.IntN(len(data) + 1)
		f.Write(data[:cut])
		s.pause(0, 20)
		f.Write(data[cut:])
		s.must(f.Close())
		old := time.Now().Add(-time.Duration(1+s.how.IntN(1e6)) * time.Second)
		s.must(os.Chtimes(temp, old, old))
		s.must(os.Rename(temp, path))
	}},
	{"delete, pause, create", func(s *lawSite, path string, _, data []byte) {
		os.Remove(path)
		s.pause(1, 60)
		s.must(os.WriteFile(path, data, 0o666))
	}},
	{"write, empty, write again", func(s *lawSite, path string, _, data []byte) {
		s.must(os.WriteFile(path, data, 0o666))
		s.pause(1, 60)
		s.must(os.WriteFile(path, nil, 0o666))
		s.pause(1, 30)
		s.must(os.WriteFile(path, data, 0o666))
	}},
}

// sameSizeAndTime is a manner only where the new bytes are as many as the old ones.
var sameSizeAndTime = manner{"other bytes, same size, same time", func(s *lawSite, path string, _, data []byte) {
	info, err := os.Stat(path)
	s.must(err)
	s.must(os.WriteFile(path, data, 0o666))
	s.must(os.Chtimes(path, info.ModTime(), info.ModTime()))
}}

// pause waits for a random number of milliseconds from least to most.
func (s *lawSite) pause(least, most int) {
	time.Sleep(time.Duration(least*1000+s.how.IntN((most-least)*1000+1)) * time.Microsecond)
}

// note adds a line to what a failure tells of the burst.
func (s *lawSite) note(format string, args ...any) {
	s.log = append(s.log, fmt.Sprintf(format, args...))
}

// save saves a file in a randomly chosen manner.
func (s *lawSite) save(name string, data []byte) {
	path := s.path(name)
	s.must(os.MkdirAll(filepath.Dir(path), 0o777))
	old, err := os.ReadFile(path)
	if err != nil {
		old = nil
	}
	m := pick(s.how, manners)
	if same := len(old) == len(data) && old != nil; s.how.IntN(2) == 0 && same {
		m = sameSizeAndTime
	}
	s.note("save %s: %s\n\t%s", name, m.name, briefly(data))
	m.save(s, path, old, data)
	if len(data) > 0 && s.how.IntN(12) == 0 {
		s.blip(name)
	}
}

// briefly shows a text in one line.
func briefly(data []byte) string {
	if len(data) > 300 {
		return fmt.Sprintf("%.300q…", data)
	}
	return fmt.Sprintf("%q", data)
}

// blip empties a file for a moment.
func (s *lawSite) blip(name string) {
	data := s.read(name)
	s.note("%s is empty for a moment and then what it was", name)
	s.must(os.WriteFile(s.path(name), nil, 0o666))
	s.pause(1, 50)
	s.must(os.WriteFile(s.path(name), data, 0o666))
}

func (s *lawSite) touch(name string) {
	s.note("touch %s", name)
	now := time.Now()
	s.must(os.Chtimes(s.path(name), now, now))
}

func (s *lawSite) remove(name string) {
	s.note("remove %s", name)
	s.must(os.RemoveAll(s.path(name)))
}

// rename moves a file or folder. What has the new name already is replaced, as mv -T does after rm -r.
func (s *lawSite) rename(from, to string) {
	s.note("rename %s to %s", from, to)
	s.must(os.MkdirAll(filepath.Dir(s.path(to)), 0o777))
	s.must(os.RemoveAll(s.path(to)))
	s.must(os.Rename(s.path(from), s.path(to)))
}

// swap exchanges the names of two files.
func (s *lawSite) swap(a, b string) {
	s.note("%s and %s exchange their names", a, b)
	s.must(os.Rename(s.path(a), s.path(a)+".swap"))
	s.pause(0, 10)
	s.must(os.Rename(s.path(b), s.path(a)))
	s.pause(0, 10)
	s.must(os.Rename(s.path(a)+".swap", s.path(b)))
}

// accept lets the program itself write records, also while it watches.
func (s *lawSite) accept(tag string) {
	s.note("vernacular accept %s", tag)
	// It may refuse: a page may be broken or have nothing to accept.
	exec.Command(s.bin, "accept", tag, "--site", s.dir, "-q").Run()
}

func (s *lawSite) git(args ...string) {
	s.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = s.dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null",
		"GIT_AUTHOR_NAME=law", "GIT_AUTHOR_EMAIL=law@example.org", "GIT_COMMITTER_NAME=law", "GIT_COMMITTER_EMAIL=law@example.org")
	if out, err := cmd.CombinedOutput(); err != nil {
		s.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, bytes.TrimSpace(out))
	}
}

// startGit makes two branches of the site that differ by some edits, and checks one of them out.
func (s *lawSite) startGit() {
	s.git("init", "-q", "-b", "one")
	s.git("config", "gc.auto", "0")
	s.put(".gitignore", []byte("/.vernacular/\n"))
	s.commit()
	s.git("checkout", "-q", "-b", "two")
	s.branch = "two"
	for range 6 {
		s.edit()
	}
	s.checkout()
}

func (s *lawSite) commit() {
	s.git("add", "-A")
	s.git("commit", "-q", "--allow-empty", "-m", "work")
}

// checkout commits what there is and goes over to the other branch.
func (s *lawSite) checkout() {
	s.commit()
	s.branch = map[string]string{"one": "two", "two": "one"}[s.branch]
	s.note("git checkout %s", s.branch)
	s.git("checkout", "-q", s.branch)
}
