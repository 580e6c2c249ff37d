package main

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/png"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vernacular/internal/site"
)

// TestPicturesAreUpToDate names the pictures of this site that were made from other texts than it has now.
func TestPicturesAreUpToDate(t *testing.T) {
	const repo = "../.."
	jobs, err := jobsOf(repo)
	if err != nil {
		t.Fatal(err)
	}
	old, err := stale(repo, jobs)
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range old {
		t.Errorf("%s is out of date: go run ./internal/cards", strings.Join(j.files, " and "))
	}
	for _, j := range jobs {
		for _, file := range j.files {
			data, err := os.ReadFile(filepath.Join(repo, file))
			if err != nil || len(data) > 40<<10 {
				t.Errorf("%s has %d bytes: %v", file, len(data), err)
				continue
			}
			judge(t, file, data)
		}
	}
}

// judge looks at a picture: a card is 1200 by 630 pixels, of more than one colour; so are icons, in their sizes.
func judge(t *testing.T, file string, data []byte) {
	t.Helper()
	var want [][2]int
	var got []image.Image
	switch {
	case path.Ext(file) == ".ico":
		want = [][2]int{{16, 16}, {32, 32}, {48, 48}}
		for i := range int(binary.LittleEndian.Uint16(data[4:])) {
			entry := data[6+16*i:]
			size, at := binary.LittleEndian.Uint32(entry[8:]), binary.LittleEndian.Uint32(entry[12:])
			got = append(got, decoded(t, file, data[at:at+size]))
		}
	case strings.Contains(file, "icon"):
		want, got = [][2]int{{180, 180}}, []image.Image{decoded(t, file, data)}
	default:
		want, got = [][2]int{{1200, 630}}, []image.Image{decoded(t, file, data)}
	}
	if len(got) != len(want) {
		t.Fatalf("%s has %d pictures", file, len(got))
	}
	for i, m := range got {
		if b := m.Bounds(); b.Dx() != want[i][0] || b.Dy() != want[i][1] {
			t.Errorf("%s is %d by %d", file, b.Dx(), b.Dy())
		}
		seen := map[color.Color]bool{}
		for x := range m.Bounds().Dx() {
			for y := range m.Bounds().Dy() {
				seen[m.At(x, y)] = true
			}
		}
		if len(seen) < 3 {
			t.Errorf("%s is empty", file)
		}
	}
}

func decoded(t *testing.T, file string, data []byte) image.Image {
	t.Helper()
	m, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return m
}

// home returns the home page of a made-up site.
func home(title string) string {
	return "---\ntitle: " + title + "\nhero:\n  callout:\n    alt: Line of " + title + "\n---\nText.\n"
}

// madeUp makes a site of three editions, and returns a function that writes another of its files.
func madeUp(t *testing.T) (dir string, put func(file, text string)) {
	t.Helper()
	dir = t.TempDir()
	put = func(file, text string) {
		t.Helper()
		if err := write(dir, file, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	put("assets/img/icon.svg", "<svg/>")
	put("locales/active.en.toml", "site_name = \"Site\"\n")
	put("content/en/index.md", home("One"))
	put("content/fr/index.md", home("Un"))
	put("content/ar/index.md", "---\nhero:\n  callout:\n    alt: سطر\n---\nنص\n")
	return dir, put
}

func TestStaleNamesWhatChanged(t *testing.T) {
	dir, write := madeUp(t)
	names := func() []string {
		t.Helper()
		jobs, err := jobsOf(dir)
		if err != nil {
			t.Fatal(err)
		}
		old, err := stale(dir, jobs)
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		for _, j := range old {
			list = append(list, j.name)
			for _, f := range j.files {
				write(f, "picture")
			}
		}
		write(digestsFile, digests(jobs))
		return list
	}
	for _, c := range []struct {
		file, text string
		want       []string
	}{
		{"", "", []string{"ar", "en", "fr", "icon"}},
		{"", "", nil},
		{"content/fr/index.md", home("Deux"), []string{"fr"}},
		{"content/fr/index.md", home("Deux") + "More text.\n", nil},
		{"content/en/index.md", home("Two"), []string{"ar", "en"}}, // the title of ar is that of en
		{"locales/active.fr.toml", "site_name = \"Le site\"\n", []string{"fr"}},
		{"assets/img/icon.svg", "<svg></svg>", []string{"icon"}},
		{"site.toml", "[locales.ar]\nfallback = \"fr\"\n", []string{"ar"}},
	} {
		if c.file != "" {
			write(c.file, c.text)
		}
		if got := names(); !slices.Equal(got, c.want) {
			t.Errorf("after %s: %q, want %q", c.file, got, c.want)
		}
	}
	if err := os.Remove(filepath.Join(dir, "assets/cards/fr.png")); err != nil {
		t.Fatal(err)
	}
	if got := names(); !slices.Equal(got, []string{"fr"}) {
		t.Errorf("without the picture: %q", got)
	}
}

func TestCardsOfEditionsAlone(t *testing.T) {
	dir, write := madeUp(t)
	write("locales/active.fr.toml", "site_name = \"Le site\"\n")
	write("site.toml", "[locales.ar]\nfallback = \"fr\"\n")
	write("assets/cards/de.png", "x")
	jobs, err := jobsOf(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := removeOthers(dir, jobs); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "assets/cards/de.png")); !os.IsNotExist(err) {
		t.Error("the card of no edition stays")
	}
	src, err := os.ReadFile(filepath.Join(dir, "site.toml"))
	if err != nil {
		t.Fatal(err)
	}
	settings, _ := site.ParseSettings("site.toml", src)
	if c, err := cardOf(dir, &settings, "ar"); err != nil || c.Dir != "rtl" || c.TitleLang != "fr" || c.LineLang != "" || c.Site != "Le site" {
		t.Errorf("%+v %v", c, err)
	}
}
