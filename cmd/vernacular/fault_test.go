//go:build linux

package main

import (
	"bytes"
	"flag"
	"fmt"
	"html"
	"maps"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"text/tabwriter"
	"time"
)

var (
	faultAll    = flag.Bool("fault-all", false, "TestFaults fails every call, not a sample of some 25 seconds")
	writerKills = flag.Int("writer-kills", 60, "how many runs TestWriterKills kills")
	faultOnly   = flag.String("fault-only", "", "TestFaults tries the commands with this in their names")
	faultSeed   = flag.Uint64("fault-seed", 1, "seed of the sample that TestFaults and TestWriterKills take")
)

// faultCalls are the system calls that change a disk, or that a change needs.
var faultCalls = []string{"openat", "mkdirat", "write", "fsync", "fchmod", "fchown", "renameat", "unlinkat"}

// faultErrors are what a call ends in; KILL ends the process instead.
var faultErrors = []string{"KILL", "EIO", "ENOSPC", "EMFILE", "EROFS"}

// faultCommand is a command that writes.
type faultCommand struct {
	name string
	// run runs it below a folder that holds site, out and so on. before is what is put before the command line:
	// nothing, or strace. killed tells that it was ended by a signal.
	run func(dir string, before []string) (exit int, killed bool, said string)
	// line is the command that run runs; nil if there is more to do than to run it.
	line func(dir string, before []string) *exec.Cmd
	// edit prepares the site.
	edit func(dir string)
	// paths are the only ones whose calls are counted; nil means all.
	paths func(dir string) []string
}

// faultCase is one call of one command that fails.
type faultCase struct {
	command   int
	call, err string
	n         int
}

// TestFaults lets every call by which a writing command changes the disk fail, by a kill and by each error. After each: every
// file is the old or the new one, the same command again succeeds, and then everything is as after an undisturbed run,
// without leftovers. FAULTS F1, F3 and L5.
func TestFaults(t *testing.T) {
	if _, err := exec.LookPath("strace"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("strace is not installed")
		}
		t.Skip("needs strace: apt-get install strace")
	}
	seed := *faultSeed // one that is given, so that go test tries the same cases each time
	t.Logf("go test ./cmd/vernacular -run TestFaults -fault-seed %d (-fault-all for all calls)", seed)
	f := &faultTest{T: t, template: filepath.Join(t.TempDir(), "template"), commands: faultCommands()}
	f.commands = slices.DeleteFunc(f.commands, func(c faultCommand) bool { return !strings.Contains(c.name, *faultOnly) })
	f.lay()

	var cases []faultCase
	for i := range f.commands {
		f.undisturbed(i)
		for _, call := range faultCalls {
			for _, err := range faultErrors {
				for n := range f.count[i][call] {
					cases = append(cases, faultCase{i, call, err, n + 1})
				}
			}
		}
	}
	all := len(cases)
	rand.New(rand.NewPCG(seed, 0)).Shuffle(all, func(i, j int) { cases[i], cases[j] = cases[j], cases[i] })
	cases = interleave(cases)
	began := time.Now()
	for i, c := range cases {
		if !*faultAll && i >= fewFaults && time.Since(began) > 25*time.Second {
			cases = cases[:i]
			break
		}
		f.try(c)
		if t.Failed() && !*faultAll {
			t.FailNow()
		}
	}
	t.Logf("%d of %d cases in %v\n%s", len(cases), all, time.Since(began).Round(time.Second), f.table(cases))
}

// fewFaults is how many cases are tried however slow the machine is.
const fewFaults = 30

// interleave puts three other calls before every openat, since most calls are openat and most of those only read.
func interleave(cases []faultCase) (out []faultCase) {
	var opens, others []faultCase
	for _, c := range cases {
		if c.call == "openat" {
			opens = append(opens, c)
		} else {
			others = append(others, c)
		}
	}
	for len(opens)+len(others) > 0 {
		n := min(3, len(others))
		out, others = append(out, others[:n]...), others[n:]
		if len(opens) > 0 {
			out, opens = append(out, opens[0]), opens[1:]
		}
	}
	return out
}

type faultTest struct {
	*testing.T
	template string
	commands []faultCommand
	want     []map[string]string // by command: all files after an undisturbed run
	before   []map[string]string
	count    []map[string]int // by command and call
	tried    map[string]int   // by command, call and error
	hit      map[string]int
	forward  map[string]int // by command: how often the next command had something to complete or to clear
}

// TestWriterKills kills writing commands at random moments, half of them shortly after they began to write.
func TestWriterKills(t *testing.T) {
	seed := *faultSeed // one that is given, so that go test tries the same cases each time
	t.Logf("go test ./cmd/vernacular -run TestWriterKills -writer-kills %d -fault-seed %d", *writerKills, seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	f := &faultTest{T: t, template: filepath.Join(t.TempDir(), "template"), commands: faultCommands()[:3]}
	f.lay()
	var usual [3]time.Duration
	for i, c := range f.commands {
		dir := f.fresh(i)
		f.before = append(f.before, f.tree(i, dir))
		began := time.Now()
		if exit, _, said := c.run(dir, nil); exit != 0 {
			t.Fatal(said)
		}
		usual[i] = time.Since(began)
		f.want = append(f.want, f.tree(i, dir))
		os.RemoveAll(dir)
	}
	begun, half := 0, 0
	for n := range *writerKills {
		i := rng.IntN(3)
		dir := f.fresh(i)
		cmd := f.commands[i].line(dir, nil)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		wait := time.Duration(rng.Int64N(int64(usual[i]) * 5 / 4))
		if moment := rng.IntN(4); moment > 0 {
			sign, most := "site/.vernacular-edit", 4*time.Millisecond
			if moment > 1 {
				sign, most = "site/.vernacular-edit/journal", 400*time.Microsecond
			}
			for end := time.Now().Add(2 * usual[i]); time.Now().Before(end); runtime.Gosched() {
				if _, err := os.Lstat(filepath.Join(dir, sign)); err == nil {
					begun++
					break
				}
			}
			wait = time.Duration(rng.Int64N(int64(most)))
		}
		time.Sleep(wait)
		cmd.Process.Kill()
		cmd.Wait()
		if _, err := os.Lstat(filepath.Join(dir, "site/.vernacular-edit/journal")); err == nil {
			half++
		}
		f.judge(fmt.Sprintf("%s, kill %d", f.commands[i].name, n), i, dir, "", true, -1, true)
		os.RemoveAll(dir)
		if t.Failed() {
			t.FailNow()
		}
	}
	t.Logf("%d kills, %d of them after the command had begun to write, %d with a journal in place", *writerKills, begun, half)
}

func (f *faultTest) lay() {
	files := map[string]string{
		"site/site.toml":              "base_url = \"https://fault.example/\"\n",
		"site/content/en/index.md":    "---\ntitle: Home page\n---\n\nThe polls open at eight.\n\nCount every vote twice.\n",
		"site/content/en/rules.md":    "# The rules\n\nNobody may touch the ballot boxes.\n",
		"site/content/fr/index.md":    "---\ntitle: Page d’accueil\n---\n\nLes bureaux ouvrent à huit heures.\n\nComptez chaque voix deux fois.\n",
		"site/content/fr/rules.md":    "# Les règles\n\nPersonne ne touche aux urnes.\n",
		"site/locales/active.en.toml": "hi = \"Good day\"\n",
		"site/locales/active.fr.toml": "hi = \"Bonjour\"\n",
		"site/layouts/page.html":      "<!doctype html><html lang=\"{{.Lang}}\" dir=\"{{.Dir}}\"><title>{{plain .Title}}</title>{{.Content}}{{t \"hi\"}}</html>\n",
		"out/stranger.txt":            "not yours",
		"agency.tmx": `<tmx version="1.4"><header srclang="en"/><body>` +
			`<tu><tuv xml:lang="en"><seg>The vote</seg></tuv><tuv xml:lang="fr"><seg>Le vote</seg></tuv></tu></body></tmx>`,
	}
	for name, text := range files {
		f.write(filepath.Join(f.template, name), text)
	}
	f.must("accept", "fr", "--site", f.template+"/site")
	// Modes are kept, so that fchmod is called.
	if err := os.Chmod(filepath.Join(f.template, "site/content/fr/index.md"), 0o640); err != nil {
		f.Fatal(err)
	}
	// One text has a history.
	if exit, _, said := underWatch(f.template, nil, pressed("accept", "fr/rules", "Personne ne touche aux urnes.", rulesText)); exit != 0 {
		f.Fatal(said)
	}
	f.must("export", "fr", "--site", f.template+"/site", "--out", f.template+"/new.po")
	po := f.read(filepath.Join(f.template, "new.po"))
	for _, change := range [][2]string{{"ouvrent à huit heures", "de vote ouvrent à huit heures"}, {"Personne ne touche", "Nul ne touche"}, {"Bonjour", "Bienvenue"}} {
		if !strings.Contains(po, change[0]) {
			f.Fatalf("the export lacks %q:\n%s", change[0], po)
		}
		po = strings.Replace(po, change[0], change[1], 1)
	}
	f.write(filepath.Join(f.template, "new.po"), po)
	f.must("build", "--site", f.template+"/site", "--out", f.template+"/out", "--cache", "off")
	f.must("publish", f.template+"/www", "--from", f.template+"/out")
}

func (f *faultTest) write(name, text string) {
	f.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		f.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		f.Fatal(err)
	}
}

func (f *faultTest) read(name string) string {
	f.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		f.Fatal(err)
	}
	return string(data)
}

func (f *faultTest) must(args ...string) {
	f.Helper()
	if out, err := exec.Command("vernacular", args...).CombinedOutput(); err != nil {
		f.Fatalf("vernacular %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// tree reads what command i writes: of watch not the output, which may lag behind the source when it is ended, and of publish not
// its records, which name the time.
func (f *faultTest) tree(i int, dir string) map[string]string {
	f.Helper()
	files, err := readTree(dir)
	if err != nil {
		f.Fatal(err)
	}
	maps.DeleteFunc(files, func(name, _ string) bool { return strings.HasPrefix(name, "www/.vernacular-publish/") })
	if f.commands[i].paths != nil {
		maps.DeleteFunc(files, func(name, _ string) bool { return strings.HasPrefix(name, "out/") })
	}
	return files
}

// fresh copies the template and prepares it for a command.
func (f *faultTest) fresh(i int) string {
	f.Helper()
	dir, err := os.MkdirTemp("", "faults")
	if err != nil {
		f.Fatal(err)
	}
	if out, err := exec.Command("cp", "-a", f.template+"/.", dir).CombinedOutput(); err != nil {
		f.Fatalf("cp: %s", out)
	}
	if edit := f.commands[i].edit; edit != nil {
		edit(dir)
	}
	return dir
}

// faultCommands are all commands that write. The command is run with its main goroutine tied to one thread, because
// strace counts the calls of each thread for itself.
func faultCommands() []faultCommand {
	plain := func(name string, edit func(dir string), args ...string) faultCommand {
		line := func(dir string, before []string) *exec.Cmd {
			words := append(slices.Clone(before), "vernacular")
			for _, a := range args {
				words = append(words, strings.ReplaceAll(a, "DIR", dir))
			}
			cmd := exec.Command(words[0], words[1:]...)
			cmd.Env = append(os.Environ(), "VERNACULAR_TEST_ONE_THREAD=1", "NO_COLOR=1")
			return cmd
		}
		return faultCommand{name: name, edit: edit, line: line, run: func(dir string, before []string) (int, bool, string) {
			cmd := line(dir, before)
			out, _ := cmd.CombinedOutput()
			return ended(cmd, string(out))
		}}
	}
	replace := func(name, old, text string) func(dir string) {
		return func(dir string) {
			p := filepath.Join(dir, "site", name)
			data, err := os.ReadFile(p)
			if err != nil || !bytes.Contains(data, []byte(old)) {
				panic(fmt.Sprint(name, ": ", err))
			}
			os.WriteFile(p, bytes.Replace(data, []byte(old), []byte(text), 1), 0o644)
		}
	}
	source := replace("content/en/index.md", "at eight", "at nine")
	built := func(args ...string) {
		if said, err := exec.Command("vernacular", append([]string{"build"}, args...)...).CombinedOutput(); err != nil {
			panic(string(said))
		}
	}
	rebuilt := func(dir string) {
		source(dir)
		built("--site", dir+"/site", "--out", dir+"/out", "--cache", "off")
	}
	parts := func(dir string) {
		source(dir)
		for _, n := range []string{"0", "1"} {
			built("--site", dir+"/site", "--shard", n+"/2", "--out", dir+"/part-"+n)
		}
	}
	return []faultCommand{
		plain("import", nil, "import", "DIR/new.po", "--site", "DIR/site"),
		plain("accept", source, "accept", "fr", "--site", "DIR/site"),
		plain("locale add", nil, "locale", "add", "sw", "--site", "DIR/site"),
		plain("export", nil, "export", "fr", "--site", "DIR/site", "--out", "DIR/new.po"),
		plain("sync", replace("content/en/index.md", "\nThe polls open at eight.\n", ""), "sync", "--site", "DIR/site"),
		plain("move", replace("content/en/index.md", "at eight", "at [eight](rules.md)"), "move", "rules", "law/rules", "--site", "DIR/site"),
		plain("import memory", nil, "import", "DIR/agency.tmx", "--site", "DIR/site"),
		inEditor("save", pressed("accept", "fr/index", "Les bureaux ouvrent à huit heures.", savedText)),
		inEditor("undo", undone),
		inEditor("comment", commented),
		inEditor("replacement", replaced),
		inEditor("begin", begun),
		inEditor("source", rewritten),
		plain("publish", rebuilt, "publish", "DIR/www", "--from", "DIR/out"),
		plain("build", source, "build", "--site", "DIR/site", "--out", "DIR/out", "--cache", "off"),
		plain("build --shard", source, "build", "--site", "DIR/site", "--shard", "1/2", "--out", "DIR/part"),
		plain("join", parts, "join", "--site", "DIR/site", "DIR/part-1", "DIR/part-0", "--out", "DIR/out"),
	}
}

// ended reads how a command ended. strace ends with the signal of its command.
func ended(cmd *exec.Cmd, said string) (exit int, killed bool, text string) {
	if cmd.ProcessState == nil {
		return -1, false, said
	}
	status := cmd.ProcessState.Sys().(syscall.WaitStatus)
	return status.ExitStatus(), status.Signaled(), said
}

const (
	savedText = "Les bureaux de vote ouvrent dès huit heures."
	rulesText = "Personne ne touche les urnes."
)

// deed is what somebody does in the translation editor, unless it is done already: they look before they do it again. status
// is that of the answer, 200 if it is done.
type deed func(p preview) (status int, said string, err error)

// inEditor is a command that runs watch, and does something in its editor.
func inEditor(name string, do deed) faultCommand {
	run := func(dir string, before []string) (int, bool, string) { return underWatch(dir, before, do) }
	return faultCommand{name: "editor " + name, run: run, paths: func(dir string) []string {
		list := []string{".vernacular-edit", dir + "/site/.vernacular-edit", dir + "/site/.vernacular-edit/journal.new", dir + "/site/.vernacular-edit/journal"}
		for i := range 12 {
			list = append(list, fmt.Sprintf("%s/site/.vernacular-edit/n%d", dir, i), fmt.Sprintf("%s/site/.vernacular-edit/o%d", dir, i))
		}
		return list
	}}
}

// holds reports whether a page of the editor has a text.
func (p preview) holds(page, text string) bool {
	status, body, err := p.get("_vernacular/" + page)
	return err == nil && status == 200 && strings.Contains(html.UnescapeString(body), text)
}

// pressed presses a button of the field that holds a text, which has another text then.
func pressed(do, page, old, text string) deed {
	return func(p preview) (int, string, error) {
		if p.holds("translate/"+page, ">\n"+text+"</textarea>") {
			return 200, "", nil
		}
		return p.press(do, page, old, text)
	}
}

// undone takes back a save.
func undone(p preview) (int, string, error) {
	if p.holds("translate/fr/rules", ">\nPersonne ne touche aux urnes.</textarea>") {
		return 200, "", nil
	}
	return p.press("undo", "fr/rules", rulesText, rulesText)
}

func commented(p preview) (int, string, error) {
	const text = "Which bureaus?"
	if p.holds("translate/fr/index", text) {
		return 200, "", nil
	}
	return sent(p.fill("fr/index", "Les bureaux ouvrent à huit heures.", url.Values{"do": {"say"}, "to": {"author"}, "comment": {text}}))
}

// replaced replaces a word in two pages.
func replaced(p preview) (int, string, error) {
	const search = "_vernacular/search/fr?q=Les&exact=1&with=Ces"
	done := func() bool {
		return p.holds("translate/fr/index", "Ces bureaux") && p.holds("translate/fr/rules", "Ces règles")
	}
	if done() {
		return 200, "", nil
	}
	_, body, err := p.get(search)
	if err != nil {
		return 0, body, err
	}
	fields := url.Values{"token": {first(body, `name="token" value="([^"]*)"`)}}
	for _, m := range regexp.MustCompile(`<input type="checkbox" name="([^"]*)" value="([^"]*)" checked`).FindAllStringSubmatch(body, -1) {
		fields.Set(html.UnescapeString(m[1]), html.UnescapeString(m[2]))
	}
	status, body, err := p.post(search, fields)
	switch { // what came of it is told by the page that the answer leads to
	case err != nil || status != 303:
		return status, body, err
	case done():
		return 200, body, nil
	}
	return 422, body, nil
}

// begun begins a language.
func begun(p preview) (int, string, error) {
	if p.holds("translate/sw/index", "Home page") && p.holds("translate/sw/rules", "The rules") {
		return 200, "", nil
	}
	_, body, err := p.get("_vernacular/begin?tag=sw")
	if err != nil {
		return 0, body, err
	}
	return sent(p.post("_vernacular/begin", url.Values{"token": {first(body, `name="token" value="([^"]*)"`)}, "tag": {"sw"}}))
}

// rewritten changes a text of the source, as its author does: once to see what becomes of the translations, and once to let
// that happen.
func rewritten(p preview) (status int, said string, err error) {
	const text = "The polls open at nine."
	if p.holds("source/index", text) {
		return 200, "", nil
	}
	_, said, err = p.get("_vernacular/source/index")
	if err != nil {
		return 0, said, err
	}
	link := first(said, `The polls open at eight\.</div>\s*<p><a href="/([^"#]*)`)
	if _, said, err = p.get(link); err != nil {
		return 0, said, err
	}
	fields := url.Values{"do": {"save"}, "text": {text}}
	for range 2 {
		for _, name := range []string{"token", "id", "lock", "seen"} {
			fields.Set(name, first(said, `name="`+name+`" value="([^"]*)"`))
		}
		if status, said, err = p.post("_vernacular/source/index", fields); err != nil || status == 303 {
			break
		}
	}
	return sent(status, said, err)
}

// sent takes a way to another page for success, as in an editor without script; a page that is shown at once says why not.
func sent(status int, said string, err error) (int, string, error) {
	switch status {
	case 303:
		return 200, said, err
	case 200:
		return 422, said, err
	}
	return status, said, err
}

// first returns what a regular expression finds first, as HTML means it.
func first(body, expression string) string {
	if m := regexp.MustCompile(expression).FindStringSubmatch(body); m != nil {
		return html.UnescapeString(m[1])
	}
	return ""
}

// underWatch starts watch, does something in the editor and ends watch. Exit status 3 stands for what was refused.
func underWatch(dir string, before []string, do deed) (exit int, killed bool, said string) {
	told := filepath.Join(dir, "told")
	log, err := os.Create(told)
	if err != nil {
		return -1, false, err.Error()
	}
	defer os.Remove(told)
	defer log.Close()
	line := append(slices.Clone(before), "vernacular", "watch", "--addr", "127.0.0.1:0", "--site", dir+"/site", "--out", dir+"/out", "--cache", "off")
	cmd := exec.Command(line[0], line[1:]...)
	cmd.Stderr = log
	cmd.Env = append(os.Environ(), "NO_COLOR=1")
	if err := cmd.Start(); err != nil {
		return -1, false, err.Error()
	}
	p, err := openPreview(told)
	status := 0
	if err == nil {
		status, said, err = do(p)
	}
	interrupt(cmd.Process.Pid, len(before) > 0)
	ending := time.AfterFunc(2*time.Minute, func() { syscall.Kill(cmd.Process.Pid, syscall.SIGKILL) })
	cmd.Wait()
	ending.Stop()
	_, killed, _ = ended(cmd, "")
	text, _ := os.ReadFile(told)
	said += string(text)
	switch {
	case killed:
		return -1, true, said
	case err != nil:
		return -1, false, said + err.Error()
	case status != 200:
		return 3, false, said
	}
	return 0, false, said
}

// interrupt ends a command, or the one that strace runs.
func interrupt(pid int, traced bool) {
	if traced {
		data, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
		for _, child := range strings.Fields(string(data)) {
			if n, err := strconv.Atoi(child); err == nil {
				syscall.Kill(n, syscall.SIGINT)
			}
		}
		return
	}
	syscall.Kill(pid, syscall.SIGINT)
}

// strace is the command line that traces or injects.
func (f *faultTest) strace(i int, dir, trace string, more ...string) []string {
	line := []string{"strace", "-f", "-o", trace}
	if paths := f.commands[i].paths; paths != nil {
		for _, p := range paths(dir) {
			line = append(line, "-P", p)
		}
	}
	return append(line, more...)
}

// undisturbed runs a command to its end, keeps what it makes, and counts its calls.
func (f *faultTest) undisturbed(i int) {
	f.Helper()
	dir := f.fresh(i)
	defer os.RemoveAll(dir)
	before := f.tree(i, dir)
	trace := filepath.Join(f.TempDir(), "trace")
	exit, _, said := f.commands[i].run(dir, f.strace(i, dir, trace, "-e", "trace="+strings.Join(faultCalls, ",")))
	if exit != 0 {
		f.Fatalf("%s: exit %d\n%s", f.commands[i].name, exit, said)
	}
	f.before, f.want = append(f.before, before), append(f.want, f.tree(i, dir))
	if maps.Equal(before, f.want[i]) {
		f.Fatalf("%s changes nothing\n%s", f.commands[i].name, said)
	}
	// Of a command whose main goroutine has a thread of its own, that thread's calls: it is the one with most of them.
	threads := map[string]map[string]int{}
	for line := range strings.Lines(f.read(trace)) {
		if m := faultLine.FindStringSubmatch(line); m != nil {
			if threads[m[1]] == nil {
				threads[m[1]] = map[string]int{}
			}
			threads[m[1]][m[2]]++
		}
	}
	count := map[string]int{}
	for _, calls := range threads {
		for call, n := range calls {
			count[call] = max(count[call], n)
		}
	}
	f.count = append(f.count, count)
}

var faultLine = regexp.MustCompile(`(?m)^(\d+) +(\w+)\(`)

// try runs one case.
func (f *faultTest) try(c faultCase) {
	f.Helper()
	command := f.commands[c.command]
	what := fmt.Sprintf("%s: %s at %s %d", command.name, c.err, c.call, c.n)
	dir := f.fresh(c.command)
	defer os.RemoveAll(dir)
	trace := filepath.Join(f.TempDir(), "trace")
	inject := "error=" + c.err
	if c.err == "KILL" {
		inject = "signal=KILL"
	}
	exit, killed, said := command.run(dir, f.strace(c.command, dir, trace, "-e", "trace="+c.call, "-e", fmt.Sprintf("inject=%s:%s:when=%d", c.call, inject, c.n)))
	data, _ := os.ReadFile(trace)
	hit := bytes.Contains(data, []byte("INJECTED")) || killed
	if killed && c.err != "KILL" {
		f.Errorf("%s: it was killed\n%s", what, said)
	}
	key := command.name + "\t" + c.call + "\t" + c.err
	if f.tried == nil {
		f.tried, f.hit, f.forward = map[string]int{}, map[string]int{}, map[string]int{}
	}
	f.tried[key]++
	if hit {
		f.hit[key]++
	}

	f.judge(what, c.command, dir, said, killed, exit, c.call == "write")
}

// judge looks at what a disturbed command left, runs the same command again and compares the result with an undisturbed
// run's. mute tells that the command may have been kept from saying what is wrong.
func (f *faultTest) judge(what string, i int, dir, said string, killed bool, exit int, mute bool) {
	f.Helper()
	before, want := f.before[i], f.want[i]
	now := f.tree(i, dir)
	if !maps.Equal(now, before) && !maps.Equal(now, want) {
		if f.forward != nil {
			f.forward[f.commands[i].name]++
		}
	}
	visible := maps.Clone(now) // leftovers are for the next command to remove
	maps.DeleteFunc(visible, func(name, _ string) bool { return strings.Contains(name, ".vernacular-") })
	for name := range merged(before, now) {
		text, there := now[name]
		_, had := before[name]
		_, has := want[name]
		switch {
		case strings.Contains(name, ".vernacular-"):
		case !there && had && has:
			f.Errorf("%s: %s is gone\n%s", what, name, said)
		case there && text != before[name] && text != want[name]:
			f.Errorf("%s: %s is neither the old nor the new one: %q\n%s", what, name, text, said)
		}
	}
	switch {
	case killed || exit == 1 || exit == 3:
		if !killed && !mute && strings.TrimSpace(said) == "" {
			f.Errorf("%s: exit %d without a word", what, exit)
		}
	case exit == 2 && (strings.Contains(said, "panic") || strings.Contains(said, "goroutine ")):
		f.Errorf("%s: it panics\n%s", what, said)
	case exit == 0:
		f.equal(what+", exit 0", visible, want, said)
	}

	exit, _, again := f.commands[i].run(dir, nil)
	if exit != 0 && !maps.Equal(visible, want) { // locale add says of a complete locale that it exists
		f.Errorf("%s: the same command again: exit %d\n%s\nfirst it said\n%s", what, exit, again, said)
	}
	f.equal(what+", and again", f.tree(i, dir), want, said+again)
}

func merged(a, b map[string]string) map[string]string {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}

// equal compares all files, hidden ones included.
func (f *faultTest) equal(what string, got, want map[string]string, said string) {
	f.Helper()
	for name := range merged(got, want) {
		g, ok := got[name]
		w, ok2 := want[name]
		if ok != ok2 || g != w {
			f.Errorf("%s: %s is %q (%v), want %q (%v)\n%s", what, name, g, ok, w, ok2, said)
			return
		}
	}
}

// table counts the cases.
func (f *faultTest) table(cases []faultCase) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "command\tcall\tcalls\t%s\n", strings.Join(faultErrors, "\t"))
	for i, c := range f.commands {
		for _, call := range faultCalls {
			if f.count[i][call] == 0 {
				continue
			}
			fmt.Fprintf(w, "%s\t%s\t%d", c.name, call, f.count[i][call])
			for _, err := range faultErrors {
				key := c.name + "\t" + call + "\t" + err
				fmt.Fprintf(w, "\t%d of %d", f.hit[key], f.tried[key])
			}
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s\tcompleted or cleared by the next run: %d\n", c.name, f.forward[c.name])
	}
	w.Flush()
	return b.String()
}
