package project

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTry: what is said of a text while it is typed is what a save says of it, and nothing is written.
func TestTry(t *testing.T) {
	for _, c := range []struct {
		name, key, source, text string
		accept                  bool
		refused                 string // part of the message
		problems                []string
	}{
		{"right", "index", "Voting", "Le secret du vote est absolu.", true, "", nil},
		{"empty", "index", "Voting", "  ", true, "the text is empty", nil},
		{"a link is lost, up to date", "index", "See", "Voyez les règles avant de partir.", true, "https://example.org/rules", nil},
		{"a link is lost, saved only", "index", "See", "Voyez les règles avant de partir.", false, "", []string{"link-changed"}},
		{"a link is lost, and a space doubled", "index", "See", "Voyez  les règles avant de partir.", true, "https://example.org/rules", []string{"doubled-space"}},
		{"missing, translated", "index", "Results", "Les résultats viennent plus tard, le même jour.", true, "", nil},
		{"a term of the glossary", "index", "The count", "Le comptage commence à la fermeture.", true, "", []string{"glossary-term"}},
		{"a field is lost", "messages", "{{.Count}} days", "jours", true, "lacks {{.Count}}", nil},
		{"a message", "messages", "Good day", "Bonne journée", true, "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := testSession(t, true, map[string]string{
				"locales/glossary.toml": "[count]\nen = \"count\"\nfr = \"dépouillement\"\n",
			})
			before := contents(t, d.dir)
			field := shown(t, d, c.key, c.source)
			problems, refused := d.Try(edit(c.key, field, c.text, c.accept))
			if (refused == nil) != (c.refused == "") || refused != nil && !strings.Contains(refused.Message, c.refused) {
				t.Errorf("refused: %+v, want %q", refused, c.refused)
			}
			var codes []string
			for _, p := range problems {
				codes = append(codes, p.Code)
			}
			if strings.Join(codes, " ") != strings.Join(c.problems, " ") {
				t.Errorf("problems: %v, want %q", problems, c.problems)
			}
			if after := contents(t, d.dir); !bytes.Equal(before, after) {
				t.Errorf("written: %s", after)
			}
			saved, saveRefused := d.Save(edit(c.key, field, c.text, c.accept))
			if (refused == nil) != (saveRefused == nil) || refused != nil && refused.Message != saveRefused.Message {
				t.Errorf("a save says %+v", saveRefused)
			}
			if refused == nil && saved.Field.State.UpToDate() {
				for _, p := range saved.Field.Problems {
					if !strings.Contains(strings.Join(codes, " "), p.Code) {
						t.Errorf("after the save there is %v, too", p)
					}
				}
			}
		})
	}
}

// TestTryStale: a text that was edited elsewhere is a conflict before it is saved.
func TestTryStale(t *testing.T) {
	d := testSession(t, true, nil)
	e := edit("index", shown(t, d, "index", "Voting"), "Le secret.", true)
	write(t, d, sessionFile, strings.Replace(sessionTarget, "rester", "être", 1))
	if _, refused := d.Try(e); refused == nil || !refused.Conflict || refused.Theirs != "Le vote doit être secret." {
		t.Errorf("%+v", refused)
	}
	e.ID = "none"
	if _, refused := d.Try(e); refused == nil {
		t.Error("a passage that is not there")
	}
	e.Key = "none"
	if _, refused := d.Try(e); refused == nil {
		t.Error("a page that is not there")
	}
}

// contents returns all files below a folder, with their names.
func contents(t *testing.T, dir string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		b.WriteString(path + "\x00")
		b.Write(data)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
