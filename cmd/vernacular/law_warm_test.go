package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// warm edits the site and builds it by a new process each time, while more returns true.
func (r *lawRun) warm(more func() bool) {
	r.warmBuild("the first build")
	for more() {
		r.edits()
		switch r.how.IntN(8) {
		case 0:
			r.copied()
		case 1:
			r.killed()
		case 2:
			r.editedMeanwhile()
		}
		r.warmBuild("a warm build")
	}
}

// warmBuild builds with the cache and into the folder that the last one left, and judges.
func (r *lawRun) warmBuild(who string) {
	args := append([]string{"--out", r.out}, r.flags...)
	got := r.built(r.out, append(args, r.cache...))
	want := r.clean()
	if want.errors > 0 {
		r.trouble++
	} else {
		r.trouble = 0
	}
	if diff := got.against(want, true, r.has); diff != "" {
		r.fail(who, diff)
	}
}

func (r *lawRun) built(out string, args []string) verdict {
	said, err := runBuild(r.bin, args...)
	if err != nil {
		r.fail("a build", err.Error())
	}
	tree, err := readTree(out)
	r.must(err)
	return verdict{said, tree}
}

// copied builds a copy of the site with a copy of the cache into a folder of its own. Nothing may be kept there.
func (r *lawRun) copied() {
	top := filepath.Join(r.top, "copy")
	r.must(os.RemoveAll(top))
	r.must(os.MkdirAll(top, 0o777))
	defer os.RemoveAll(top)
	site, cache, out := filepath.Join(top, "site"), filepath.Join(top, "cache"), filepath.Join(top, "out")
	how := "-a"
	if r.how.IntN(2) == 0 {
		how = "-R" // every file has a new time
	}
	r.note("cp %s of the site, with a copy of the cache", how)
	from := filepath.Join(r.dir, ".vernacular")
	if r.cache != nil {
		from = r.cache[1]
	}
	for _, c := range [][2]string{{r.dir, site}, {from, cache}} {
		if text, err := exec.Command("cp", how, c[0], c[1]).CombinedOutput(); err != nil {
			r.t.Fatalf("cp: %v\n%s", err, text)
		}
	}
	flags := append([]string{"--site", site, "--out", out, "--cache", cache}, r.flags[2:]...)
	got := r.built(out, flags)
	if diff := got.against(r.clean(), false, r.has); diff != "" {
		r.fail("a build of a copy with a copied cache", diff)
	}
}

// killed starts a build and kills it at a random moment.
func (r *lawRun) killed() {
	for range 1 + r.how.IntN(3) {
		cmd := r.start()
		r.pause(0, 60)
		cmd.Process.Kill()
		cmd.Wait()
		r.note("a build is killed")
	}
}

// editedMeanwhile edits the site while a build reads it. What that build publishes is nobody's right answer, but
// the next build is not misled by it.
func (r *lawRun) editedMeanwhile() {
	cmd := r.start()
	r.note("a build begins")
	r.pause(0, 20)
	for range 1 + r.how.IntN(4) {
		r.edit()
	}
	done := make(chan bool)
	go func() { cmd.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(time.Minute):
		cmd.Process.Kill()
		r.fail("a build of a changing site", "it does not end")
	}
	r.note("the build has ended")
}

func (r *lawRun) start() *exec.Cmd {
	args := append([]string{"build", "-q", "--out", r.out}, r.flags...)
	cmd := exec.Command(r.bin, append(args, r.cache...)...)
	r.must(cmd.Start())
	return cmd
}
