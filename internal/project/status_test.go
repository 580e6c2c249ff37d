package project_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/page"
	"vernacular/internal/pipeline"
	"vernacular/internal/project"
	"vernacular/internal/source"
)

func statusOf(t *testing.T, files map[string]string) (project.Status, map[locale.Tag]project.LocaleStatus) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	folder, err := source.Open(dir, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	snap, err := folder.Scan()
	if err != nil {
		t.Fatal(err)
	}
	b := pipeline.New(pipeline.Options{})
	b.Update(snap, nil, nil, true)
	st, ok := project.New(b).Status()
	if !ok {
		t.Fatal("no status")
	}
	byTag := map[locale.Tag]project.LocaleStatus{}
	for _, l := range st.Locales {
		byTag[l.Tag] = l
	}
	return st, byTag
}

// TestStatusNamesWhatIsThereToTranslate looks at the source: titles, blocks, messages, and what is no part of it.
func TestStatusNamesWhatIsThereToTranslate(t *testing.T) {
	st, _ := statusOf(t, map[string]string{
		"content/en/index.md":    "---\ntitle: Written\n---\n# Heading\n\nText\n",
		"content/en/headed.md":   "# Heading *two*\n",
		"content/en/plain.md":    "Text\n",
		"content/en/broken.md":   "---\ntitle: [\n---\nText\n",
		"content/en/body.md":     "---\ntitle: Known all the same\n---\n<script></script>\n\nText\n",
		"content/en/draft.md":    "---\ndraft: true\n---\nText\n",
		"content/fr/only.md":     "Texte\n",
		"locales/active.en.toml": "b = \"B\"\na = \"A\"\n",
	})
	if st.Home != "index" {
		t.Errorf("the home page is %q", st.Home)
	}
	type row struct {
		key, file, title string
		blocks           int
		broken           bool
	}
	var got []row
	for _, p := range st.Pages {
		got = append(got, row{p.Key, p.File, p.Title, len(p.Blocks), p.Broken})
	}
	want := []row{
		{"body", "content/en/body.md", "Known all the same", 1, false},
		{"broken", "content/en/broken.md", "broken", 0, true},
		{"headed", "content/en/headed.md", "Heading two", 1, false},
		{"index", "content/en/index.md", "Written", 2, false},
		{"plain", "content/en/plain.md", "plain", 1, false},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if b := st.Pages[3].Blocks; b[0].Kind != page.KindHeading || b[0].Line != 4 || b[1].Text != "Text" || b[1].Line != 6 {
		t.Errorf("blocks %+v", b)
	}
	if len(st.Messages) != 2 || st.Messages[0].ID != "a" {
		t.Errorf("messages %+v", st.Messages)
	}
}

// TestStatusOfTranslations looks at what a locale has and lacks, and at what is nearly there.
func TestStatusOfTranslations(t *testing.T) {
	_, of := statusOf(t, map[string]string{
		"content/en/index.md": "# Home\n", "content/en/a.md": "# A\n", "content/en/b.md": "# B\n", "content/en/c.md": "# C\n",
		"content/fr/index.md":    "---\ntranslation: machine\n---\n# Accueil\n",
		"content/fr/a.md":        "---\ntranslation: reviewed\n---\n# A\n",
		"content/fr/b.md":        "# B\n",
		"content/fr/c.md":        "---\ndraft: true\ntranslation: machine\n---\n# C\n",
		"content/fr/own.md":      "---\ntranslation: machine\n---\n# Chez nous\n",
		"content/ar/index.md":    "---\ntranslation: [\n---\n# x\n",
		"locales/active.en.toml": "menu = \"Menu\"\nskip = \"Skip\"\n[pages]\none = \"{{.Count}} page\"\nother = \"{{.Count}} pages\"\n",
		"locales/active.fr.toml": "menu = \"\"\n[pages]\nother = \"{{.Count}} pages\"\n",
		"locales/active.ar.toml": "menu = \"x\n",
	})
	fr := of["fr"]
	if want := (project.States{Machine: 1, Draft: 1, Reviewed: 1}); fr.States != want {
		t.Errorf("fr: states %+v", fr.States)
	}
	if fr.Pages != (project.Count{Total: 4, Done: 3, Missing: 1}) || !slices.Equal(fr.Missing, []string{"c"}) {
		t.Errorf("fr: pages %+v, lacks %q", fr.Pages, fr.Missing)
	}
	if f := fr.Begun["c"]; f.File != "content/fr/c.md" || !f.Draft || f.Broken || len(fr.Begun) != 1 {
		t.Errorf("fr: begun %+v", fr.Begun)
	}
	if !slices.Equal(fr.MissingID, []string{"menu", "skip"}) || len(fr.Empty) != 1 || fr.Empty["menu"].Line != 1 || fr.Empty["menu"].File != "locales/active.fr.toml" {
		t.Errorf("fr: lacks %q, empty %+v", fr.MissingID, fr.Empty)
	}
	if len(fr.Forms) != 1 || fr.Forms[0].ID != "pages" || fr.Forms[0].Pos != diag.At("locales/active.fr.toml", 2, 2) || fr.Forms[0].Hint == "" {
		t.Errorf("fr: forms %+v", fr.Forms)
	}
	if fr.Catalog != "locales/active.fr.toml" || fr.Broken {
		t.Errorf("fr: catalog %q, %v", fr.Catalog, fr.Broken)
	}
	if ar := of["ar"]; !ar.Begun["index"].Broken || !ar.Broken || len(ar.MissingID) != 3 || ar.States != (project.States{}) {
		t.Errorf("ar: %+v", ar)
	}
	if en := of["en"]; en.States != (project.States{}) || len(en.Missing)+len(en.MissingID)+len(en.Forms) > 0 {
		t.Errorf("en: %+v", en)
	}
}

// TestStatusSaysWhatToDo looks at the order of the list and at the words: the landing page first, and what a page that is
// not there would take.
func TestStatusSaysWhatToDo(t *testing.T) {
	_, of := statusOf(t, map[string]string{
		"content/en/about.md":    "# About us\n\nThree more words.\n",
		"content/en/index.md":    "# Home\n\nTwo words.\n",
		"content/fr/index.md":    "# Accueil\n\nDeux mots.\n\nDe trop.\n",
		"locales/active.en.toml": "menu = \"Menu\"\n",
		"locales/active.fr.toml": "",
	})
	type row struct {
		key, state     string
		number, words  int
		source, target bool
	}
	var got []row
	for _, d := range of["fr"].Todo {
		for _, i := range d.Units {
			got = append(got, row{d.Key, i.State.String(), i.Number, i.Words(), i.Source != "", i.Pos.Line > 0})
		}
	}
	want := []row{
		{"about", "missing", 1, 2, true, false},
		{"about", "missing", 2, 3, true, false},
		{"", "missing", 1, 1, true, false},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if b := of["fr"].Blocks; b != (project.UnitCount{Total: 4, Missing: 2, Uncompared: 2}) {
		t.Errorf("blocks %+v", b)
	}
}

// TestStatusKnowsTheLimits has a page that the settings do not allow.
func TestStatusKnowsTheLimits(t *testing.T) {
	st, _ := statusOf(t, map[string]string{
		"site.toml":           "[limits]\npage_bytes = 1024\n",
		"content/en/index.md": "Text\n\n" + strings.Repeat("A line of a long paragraph.\n", 100),
	})
	if p := st.Pages[0]; !p.Broken || len(p.Blocks) != 0 {
		t.Errorf("broken %t, %d blocks", p.Broken, len(p.Blocks))
	}
}
