package project

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"vernacular/internal/diag"
	"vernacular/internal/pipeline"
	"vernacular/internal/source"
	"vernacular/internal/translation"
)

// TestTwoPeopleMergeInGit lets two people review and translate one page and its messages in two clones. Git merges their records
// without a conflict, nothing counts as reviewed that neither has reviewed, and each text has a state that one of them saw.
func TestTwoPeopleMergeInGit(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("git is not installed")
		}
		t.Skip("to run this: apt-get install git")
	}
	reviewed, doubled := 0, 0
	for seed := range 10 {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(uint64(seed), 14))
			base := testSession(t, seed%2 == 0, map[string]string{ // items in lines without a blank one between: git sees them as neighbours
				"content/en/index.md": sessionSource + "\n- Bring a card.\n- Wait in the line.\n- Ask for help, always.\n- Leave by the door.\n",
				sessionFile:           sessionTarget + "\nLes résultats viennent plus tard, le même jour.\n\n- Apportez une carte.\n- Attendez dans la file.\n- Demandez toujours de l’aide.\n- Sortez par la porte.\n",
			})
			git(t, base.dir, "init", "-q", "-b", "main")
			gitCommit(t, base.dir)
			people := [2]*Session{}
			var saw [2]map[string]Field
			for i, who := range []string{"Amal", "Basil"} {
				dir := filepath.Join(t.TempDir(), "clone")
				git(t, base.dir, "clone", "-q", base.dir, dir)
				people[i] = sessionIn(t, dir)
				work(t, r, people[i], who)
				gitCommit(t, dir)
				saw[i] = fieldsOf(t, people[i])
			}
			git(t, people[0].dir, "fetch", "-q", people[1].dir, "main")
			// Of one text that both have changed in the page itself, a person has to choose.
			git(t, people[0].dir, "merge", "-q", "-X", "ours", "-m", "both", "FETCH_HEAD")
			merged := sessionIn(t, people[0].dir)
			for id, f := range fieldsOf(t, merged) {
				a, b := saw[0][id], saw[1][id]
				said := func(o Field) bool { return o.Text == f.Text && o.State == f.State && o.Review == f.Review }
				if !said(a) && !said(b) {
					t.Errorf("%s is %q, %s, %+v\nAmal saw %q, %s, %+v\nBasil saw %q, %s, %+v\n%s", id, f.Text, f.State, f.Review,
						a.Text, a.State, a.Review, b.Text, b.State, b.Review, onDisk(merged, "locales/records/fr/index.toml"))
				}
				if f.Review.Stage == translation.Reviewed {
					reviewed++
				}
			}
			silent(t, merged.dir)
			doubled += repeats(onDisk(merged, "locales/records/fr/index.toml"))
			step(t, merged, "index", "Voting must stay secret for ever.", "", Finish)
			if record := onDisk(merged, "locales/records/fr/index.toml"); repeats(record) > 0 {
				t.Errorf("a write leaves several lines for a unit:\n%s", record)
			}
		})
	}
	if reviewed < 10 || doubled < 10 {
		t.Errorf("only %d texts were reviewed, and %d had several lines", reviewed, doubled)
	}
}

// repeats counts the lines of a record whose unit has had one further up.
func repeats(record string) (n int) {
	seen := map[string]bool{}
	for line := range strings.Lines(record) {
		id, _, ok := strings.Cut(line, ", source")
		if n += btoi(ok && seen[id]); ok {
			seen[id] = true
		}
	}
	return n
}

// work lets a person do something with some of the texts of a page, and of the messages.
func work(t *testing.T, r *rand.Rand, s *Session, who string) {
	t.Helper()
	for _, key := range []string{"index", translation.MessagesName} {
		p, ok := s.Page("fr", key)
		if !ok {
			t.Fatal("there is no page")
		}
		for _, i := range r.Perm(len(p.Fields))[:1+r.IntN(len(p.Fields))] {
			f := fieldOf(t, s, key, p.Fields[i].ID)
			text := f.Text
			at := Step(r.IntN(3))
			if key == "index" && at != Approve && !strings.Contains(text, "[") && r.IntN(2) == 0 {
				text += " " + who
			}
			s.Save(Edit{Tag: "fr", Key: key, ID: f.ID, Text: text, Lock: f.Lock, Whole: f.Whole, Accept: true, Step: at, Who: who, When: fmt.Sprintf("2026-11-%d 16:20 +01:00", 20+r.IntN(3))})
		}
	}
}

// fieldsOf returns the fields of a session by the page and their IDs.
func fieldsOf(t *testing.T, s *Session) map[string]Field {
	t.Helper()
	out := map[string]Field{}
	for _, key := range []string{"index", translation.MessagesName} {
		p, ok := s.Page("fr", key)
		if !ok {
			t.Fatalf("%s cannot be read", key)
		}
		for _, f := range p.Fields {
			out[key+" "+f.ID] = f
		}
	}
	return out
}

// sessionIn opens a session on a site as it is on disk.
func sessionIn(t *testing.T, dir string) *Session {
	t.Helper()
	src, err := source.Open(dir, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { src.Close() })
	return &Session{dir: dir, pages: &pageFiles{}, src: src, b: openFolder(t, dir).b}
}

// silent fails if a build has something to say of a record.
func silent(t *testing.T, dir string) {
	t.Helper()
	src, err := source.Open(dir, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	snap, err := src.Scan()
	if err != nil {
		t.Fatal(err)
	}
	b := pipeline.New(pipeline.Options{NoOutputs: true})
	for _, d := range b.Update(snap, nil, nil, true).Diagnostics {
		if strings.HasPrefix(d.File, "locales/records") || d.Severity == diag.Error {
			t.Errorf("%s: %s [%s]", d.File, d.Message, d.Code)
		}
	}
}

// gitCommit records all that is in a folder.
func gitCommit(t *testing.T, dir string) {
	t.Helper()
	git(t, dir, "add", "-A")
	git(t, dir, "commit", "-q", "--allow-empty", "-m", "work")
}

func git(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-c", "user.name=x", "-c", "user.email=x@example.org"}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		diff := exec.Command("git", "diff")
		diff.Dir = dir
		text, _ := diff.Output()
		t.Fatalf("git %v: %v\n%s%s", args, err, out.Bytes(), text)
	}
}
