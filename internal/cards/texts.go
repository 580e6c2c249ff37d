package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vernacular/internal/catalog"
	"vernacular/internal/frontmatter"
	"vernacular/internal/locale"
	"vernacular/internal/site"
)

//go:embed card.html
var cardHTML string

var cardTemplate = template.Must(template.New("card.html").Parse(cardHTML))

const digestsFile = "assets/cards/digests.txt"

// card is what a card says.
type card struct {
	Lang, Dir           string
	Site, Title, Line   string
	TitleLang, LineLang string // where they are in another language than the card
}

// job is a picture, or several that are made from one drawing.
type job struct {
	name  string   // by which digests.txt knows it
	files []string // below the site's folder
	html  string   // what Chromium draws
	sum   string   // of html
}

// iconName is the name of the job that makes the icons; every other makes the card of the edition with its name.
const iconName = "icon"

func newJob(name, html string, files ...string) job {
	sum := sha256.Sum256([]byte(html))
	return job{name: name, files: files, html: html, sum: hex.EncodeToString(sum[:8])}
}

// jobsOf returns all pictures of a site, by name.
func jobsOf(folder string) ([]job, error) {
	src, err := os.ReadFile(filepath.Join(folder, site.SettingsFile))
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	settings, _ := site.ParseSettings(site.SettingsFile, src)
	dirs, err := os.ReadDir(filepath.Join(folder, "content"))
	if err != nil {
		return nil, err
	}
	var jobs []job
	for _, d := range dirs {
		tag, _, err := locale.Parse(d.Name())
		if err != nil || !d.IsDir() {
			continue
		}
		c, err := cardOf(folder, &settings, tag)
		if err != nil {
			return nil, err
		}
		var b strings.Builder
		if err := cardTemplate.Execute(&b, c); err != nil {
			return nil, err
		}
		jobs = append(jobs, newJob(string(tag), b.String(), "assets/cards/"+string(tag)+".png"))
	}
	icon, err := iconJob(folder, &settings)
	if err != nil {
		return nil, err
	}
	return append(jobs, icon), nil
}

func iconJob(folder string, settings *site.Settings) (job, error) {
	svg, err := os.ReadFile(filepath.Join(folder, "assets/img/icon.svg"))
	if err != nil {
		return job{}, err
	}
	page := `<!doctype html><meta charset="utf-8"><style>html{background:transparent}body{margin:0}svg{display:block;inline-size:100vw;block-size:100vh}</style>` + string(svg)
	return newJob(iconName, page, "content/"+string(settings.Source)+"/favicon.ico", "assets/img/apple-touch-icon.png"), nil
}

// cardOf reads the texts of an edition's card; what it lacks is in the nearest language down its fallback chain.
func cardOf(folder string, settings *site.Settings, tag locale.Tag) (card, error) {
	c := card{Lang: string(tag), Dir: settings.Direction(tag)}
	chain, err := settings.Chain(tag)
	if err != nil {
		return c, err
	}
	for _, t := range chain {
		other := ""
		if t != tag {
			other = string(t)
		}
		page := "content/" + string(t) + "/index.md"
		src, err := os.ReadFile(filepath.Join(folder, page))
		if err == nil {
			m, _ := frontmatter.Parse(page, src, frontmatter.DefaultLimits())
			if title, _ := m.String("title"); title != "" && c.Title == "" {
				c.Title, c.TitleLang = title, other
			}
			if line, _ := m.String("hero.callout.alt"); line != "" && c.Line == "" {
				c.Line, c.LineLang = line, other
			}
		}
		file := "locales/active." + string(t) + ".toml"
		if src, err = os.ReadFile(filepath.Join(folder, file)); err == nil {
			messages, _ := catalog.Parse(file, src, t, catalog.Limits{})
			c.Site = cmp.Or(c.Site, siteName(messages))
		}
	}
	if c.Title == "" || c.Site == "" {
		return c, fmt.Errorf("%s: the home page has no title, or the site no name", tag)
	}
	return c, nil
}

func siteName(c *catalog.Catalog) string {
	for _, m := range c.Messages {
		if m.ID == "site_name" {
			return m.Forms[len(m.Forms)-1].Text
		}
	}
	return ""
}

// digests returns the text of digests.txt for pictures that are up to date.
func digests(jobs []job) string {
	var b strings.Builder
	b.WriteString("# What each picture was made from (SHA-256 of its texts and its template, shortened). Written by go run ./internal/cards.\n")
	for _, j := range jobs {
		fmt.Fprintf(&b, "%s %s\n", j.sum, j.name)
	}
	return b.String()
}

// stale returns the pictures that were made from something else, or that are missing.
func stale(folder string, jobs []job) ([]job, error) {
	noted, err := os.ReadFile(filepath.Join(folder, digestsFile))
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	lines := bytes.Split(noted, []byte("\n"))
	var out []job
	for _, j := range jobs {
		same := slices.ContainsFunc(lines, func(line []byte) bool { return string(line) == j.sum+" "+j.name })
		for _, f := range j.files {
			_, err := os.Stat(filepath.Join(folder, f))
			same = same && err == nil
		}
		if !same {
			out = append(out, j)
		}
	}
	return out, nil
}

// removeOthers removes the cards of editions that are no more.
func removeOthers(folder string, jobs []job) error {
	found, err := filepath.Glob(filepath.Join(folder, "assets/cards/*.png"))
	if err != nil {
		return err
	}
	for _, name := range found {
		rel := "assets/cards/" + filepath.Base(name)
		if !slices.ContainsFunc(jobs, func(j job) bool { return slices.Contains(j.files, rel) }) {
			if err := os.Remove(name); err != nil {
				return err
			}
		}
	}
	return nil
}
