package editor

import (
	"os"
	"path/filepath"
	"testing"

	"vernacular/internal/localhost"
	"vernacular/internal/pipeline"
	"vernacular/internal/project"
	"vernacular/internal/source"
)

func (d *fakeProject) Begin(wish project.Wish, _ bool) (project.Begun, *project.Refusal) {
	if wish.Tag == "fr" && wish.Page == "" {
		return project.Begun{}, &project.Refusal{Message: "fr exists already", Hint: "Edit it."}
	}
	return project.Begun{Tag: wish.Tag, Name: wish.Tag, EnglishName: wish.Tag, Dir: "ltr", Files: []string{"content/" + wish.Tag + "/about-translations.md"}, Key: "about-translations"}, nil
}

// serveSite runs the editor of a site that is on the disk. Its builder has seen the site once.
func serveSite(t testing.TB, files map[string]string) (dir, addr string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	src, err := source.Open(dir, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { src.Close() })
	snap, err := src.Scan()
	if err != nil {
		t.Fatal(err)
	}
	b := pipeline.New(pipeline.Options{NoOutputs: true})
	if _, _, err := project.Know(src, snap, b); err != nil {
		t.Fatal(err)
	}
	l, _, err := localhost.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := localhost.New(localhost.Options{Token: channelToken})
	Add(s, project.NewSession(dir, b, src))
	done := make(chan error)
	go func() { done <- s.Serve(l) }()
	t.Cleanup(func() {
		s.Close()
		<-done
	})
	return dir, l.Addr().String()
}

func (d *fakeProject) SourcePage(string) (project.Page, bool) { return project.Page{}, false }

func (d *fakeProject) SaveSource(project.SourceEdit) (project.SourceSaved, *project.Refusal) {
	return project.SourceSaved{}, &project.Refusal{Message: "there is no source"}
}
