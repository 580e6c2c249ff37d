package project

import (
	"os"
	"path/filepath"
	"testing"

	"vernacular/internal/translation"
)

// Git learns how to merge records with the first one, in a site that it keeps, and what a person has written there stays.
func TestGitLearnsToMergeRecords(t *testing.T) {
	record := translation.RecordFile("fr", "index")
	for _, c := range []struct {
		name, git, there, want string
	}{
		{"a site that git keeps", ".", "", translation.Attributes},
		{"a site in a folder of a repository", "..", "", translation.Attributes},
		{"a site without git", "", "", ""},
		{"a person's own rules", ".", "*.toml -merge\n", "*.toml -merge\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "site")
			file := filepath.Join(dir, filepath.FromSlash(translation.AttributesFile))
			if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
				t.Fatal(err)
			}
			if c.git != "" {
				if err := os.Mkdir(filepath.Join(dir, c.git, ".git"), 0o777); err != nil {
					t.Fatal(err)
				}
			}
			if c.there != "" {
				if err := os.WriteFile(file, []byte(c.there), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			if err := Commit(dir, "a test", []Change{{Path: "content/fr/index.md", Data: []byte("Bonjour\n")}}); err != nil {
				t.Fatal(err)
			}
			if got, _ := os.ReadFile(file); string(got) != c.there {
				t.Errorf("a page alone has written %q", got)
			}
			for _, data := range []string{"segments = []\n", "segments = [\n]\n"} {
				was, _ := os.ReadFile(filepath.Join(dir, filepath.FromSlash(record)))
				if err := Commit(dir, "a test", []Change{{Path: record, Data: []byte(data), Was: was}}); err != nil {
					t.Fatal(err)
				}
			}
			if got, _ := os.ReadFile(file); string(got) != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
