package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// The judge of what readers see after the source was edited. It knows pages as lists of chunks that it has read itself, line
// by line, edits them, and compares the two published pages: whatever the source page shows, the translated page shows in
// its place, translated where it still holds, and otherwise marked or in the source's language.
//
// The pages are those of this site, and those below the folders in VERNACULAR_SITES: .ci/sites brings some.

var truthTimes = flag.Int("truth-times", 3, "how often TestTruth tries each kind of edit (25: everything)")

// truthUnit is a text of a page. first is the one that it was translated as, 0 for none.
type truthUnit struct {
	text    string
	first   int
	changed bool // it says something else than the text that was translated
	loose   bool // part of a split or merged one: stale or missing, both are right
}

// chunk is what stands between two empty lines of Markdown: "#", "p", "-", "1.", ">" or "|".
type chunk struct {
	kind  string
	level int
	rows  [][]truthUnit // one truthUnit each, several in a table
}

func (c chunk) clone() chunk {
	c.rows = slices.Clone(c.rows)
	for i := range c.rows {
		c.rows[i] = slices.Clone(c.rows[i])
	}
	return c
}

func cloned(page []chunk) []chunk {
	out := make([]chunk, len(page))
	for i, c := range page {
		out[i] = c.clone()
	}
	return out
}

var (
	plainLine = regexp.MustCompile(`^[\pL\pN"“(][^<>{}|\x60*_\[\]\\~^=$#&!:+/@]*$`)
	itemLine  = regexp.MustCompile(`^(-|\*|\d+\.) +(.*)$`)
)

// readChunks reads the chunks of a page that are simple enough for a judge that knows no Markdown.
func readChunks(src string) (page []chunk) {
	for _, part := range regexp.MustCompile(`\n[ \t]*\n`).Split(strings.ReplaceAll(src, "\r\n", "\n"), -1) {
		lines := strings.Split(strings.Trim(part, "\n"), "\n")
		c := chunk{kind: "p"}
		for i, l := range lines {
			text := l
			switch m := itemLine.FindStringSubmatch(l); {
			case i == 0 && len(lines) == 1 && regexp.MustCompile(`^#{2,4} `).MatchString(l):
				c.kind, c.level = "#", strings.Index(l, " ")
				text = l[c.level+1:]
			case m != nil && (i == 0 || c.kind != "p"):
				if c.kind, text = "1.", m[2]; m[1] == "-" || m[1] == "*" {
					c.kind = "-"
				}
			case i > 0 && c.kind == "p":
				c.rows[0][0].text += " " + strings.TrimSpace(l)
				continue
			}
			c.rows = append(c.rows, []truthUnit{{text: strings.TrimSpace(text)}})
		}
		ok := true
		for _, r := range c.rows {
			ok = ok && plainLine.MatchString(r[0].text) && !strings.Contains(r[0].text, "--") && !strings.Contains(r[0].text, "...") && !strings.Contains(r[0].text, "'")
		}
		if ok && len(c.rows) > 0 {
			page = append(page, c)
		}
	}
	return page
}

// markdown writes chunks; word gives the text of a truthUnit.
func markdown(page []chunk, word func(truthUnit) string) string {
	var b strings.Builder
	last := ""
	for _, c := range page {
		if c.kind == last && (c.kind == "-" || c.kind == "1." || c.kind == ">") {
			b.WriteString("<!-- -->\n\n") // else the two lists would be one
		}
		last = c.kind
		for i, r := range c.rows {
			switch c.kind {
			case "#":
				b.WriteString(strings.Repeat("#", c.level) + " ")
			case "p":
			case "|":
				for _, p := range r {
					b.WriteString("| " + word(p) + " ")
				}
				b.WriteString("|\n")
				if i == 0 {
					b.WriteString(strings.Repeat("|---", len(r)) + "|\n")
				}
				continue
			default:
				b.WriteString(c.kind + " ")
			}
			b.WriteString(word(r[0]) + "\n")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// foreign is the translation of the passage with a number: words that no other text has.
func foreign(n int, text string) string {
	words := strings.Fields(text)
	for i := range words {
		words[i] = fmt.Sprintf("q%c%dz", 'a'+i%26, n)
	}
	return "Q" + strings.Join(words, " ") + "."
}

// truthPage is a page before and after an edit.
type truthPage struct {
	kind, from  string
	before, now []chunk
}

// number gives every unit its number; equal texts are one.
func number(page []chunk) {
	seen, n := map[string]int{}, 0
	for _, c := range page {
		for _, r := range c.rows {
			for k := range r {
				if seen[r[k].text] == 0 {
					n++
					seen[r[k].text] = n
				}
				r[k].first = seen[r[k].text]
			}
		}
	}
}

func TestTruth(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds a site with a page for each edit")
	}
	rng := rand.New(rand.NewPCG(7, 13))
	corpus := truthCorpus(t, rng)
	var pages []truthPage
	tried := map[string]int{}
	for range *truthTimes * 12 {
		for _, kind := range truthKinds {
			if tried[kind.name] >= *truthTimes {
				continue
			}
			from := corpus[rng.IntN(len(corpus))]
			before := truthExcerpt(rng, from.now)
			number(before)
			now := kind.edit(rng, cloned(before))
			if now == nil {
				continue
			}
			tried[kind.name]++
			pages = append(pages, truthPage{kind.name, from.from, before, now})
		}
	}
	for _, kind := range truthKinds {
		if tried[kind.name] < *truthTimes {
			t.Logf("only %d edits of kind %q", tried[kind.name], kind.name)
			if tried[kind.name] == 0 {
				t.Fail()
			}
		}
	}
	dir := t.TempDir()
	lay := func(name, text string) {
		p := filepath.Join(dir, name)
		os.MkdirAll(filepath.Dir(p), 0o777)
		if err := os.WriteFile(p, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	run := func(args ...string) string {
		cmd := exec.Command("vernacular", args...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	lay("layouts/page.html", `<!doctype html><html lang="{{.Lang}}" data-counts="{{.Stale}} {{.Missing}} {{.Moved}} {{.Obsolete}}"><title>{{.Title}}</title><main>{{.Content}}</main></html>`)
	for i, p := range pages {
		key := fmt.Sprintf("p%04d.md", i)
		lay("content/en/"+key, "# Page "+fmt.Sprint(i)+"\n\n"+markdown(p.before, func(p truthUnit) string { return p.text }))
	}
	run("locale", "add", "fr") // as a translator begins, so that nothing has to be guessed of what was made from what
	for i, p := range pages {
		key := fmt.Sprintf("p%04d.md", i)
		lay("content/fr/"+key, "# La page "+fmt.Sprint(i)+"\n\n"+markdown(p.before, func(p truthUnit) string { return foreign(p.first, p.text) }))
	}
	run("accept", "fr", "--force", "--reason", "the words of a test")
	for i, p := range pages {
		lay(fmt.Sprintf("content/en/p%04d.md", i), "# Page "+fmt.Sprint(i)+"\n\n"+markdown(p.now, func(p truthUnit) string { return p.text }))
	}
	run("build", "-q")
	score := truthScore{}
	for i, p := range pages {
		en := truthBlocks(t, filepath.Join(dir, fmt.Sprintf("public/p%04d/index.html", i)))
		fr := truthBlocks(t, filepath.Join(dir, fmt.Sprintf("public/fr/p%04d/index.html", i)))
		for _, fault := range p.judge(en[1:], fr[1:], &score) {
			t.Errorf("page %d (%s), %s: %s\nsource before:\n%s\nsource now:\n%s", i, p.from, p.kind, fault,
				markdown(p.before, func(p truthUnit) string { return p.text }), markdown(p.now, func(p truthUnit) string { return p.text }))
			if score.faults++; score.faults > 12 {
				t.FailNow()
			}
		}
	}
	t.Logf("%d pages from %d; marks: %d right, %d not there, %d needless; %d passages where the translation holds", len(pages), len(corpus), score.hit, score.miss, score.false, score.holds)
}

type truthScore struct{ hit, miss, false, holds, faults int }

// shownBlock is a block as a reader sees it.
type shownBlock struct {
	place, text, lang string
	stale             bool
}

// judge compares the blocks of the two published pages.
func (p truthPage) judge(en, fr []shownBlock, score *truthScore) (faults []string) {
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	var want []truthUnit
	for _, c := range p.now {
		for _, r := range c.rows {
			want = append(want, r...)
		}
	}
	if len(en) != len(want) {
		fault("the judge is wrong: the source shows %d blocks of %d", len(en), len(want))
		return faults
	}
	texts := map[int]string{}
	for _, c := range p.before {
		for _, r := range c.rows {
			for _, q := range r {
				texts[q.first] = q.text
			}
		}
	}
	if i := slices.IndexFunc(want, func(w truthUnit) bool { return w.loose }) + 1; i > 0 && len(fr) == len(en)-1 {
		// The second part of a split text is only in the wording beside the first.
		en, want = slices.Delete(en, i, i+1), slices.Delete(want, i, i+1)
	}
	if len(fr) != len(en) {
		fault("the translation shows %d blocks, the source %d", len(fr), len(en))
		return faults
	}
	for i, w := range want {
		b := fr[i]
		if b.place != en[i].place {
			fault("block %d is %s, in the source %s", i, b.place, en[i].place)
		}
		english := b.lang == "en" && b.text == en[i].text
		own := w.first > 0 && b.text == foreign(w.first, texts[w.first])
		switch {
		case w.first == 0 || w.loose:
			if !english && !(w.loose && b.stale) {
				fault("%q is new, and readers see %q (stale %v)", w.text, b.text, b.stale)
			}
		case w.changed:
			switch {
			case b.stale && own, english:
				score.hit++
			case own:
				score.miss++
				fault("%q was %q, and nothing says so", w.text, texts[w.first])
			default:
				fault("%q has the translation %q", w.text, b.text)
			}
		case own && !b.stale && b.lang == "":
			score.holds++
		case own, english:
			score.false++
			fault("%q holds, and is marked (%q, stale %v)", w.text, b.text, b.stale)
		default:
			fault("%q has the translation %q", w.text, b.text)
		}
	}
	return faults
}

// truthBlocks returns the blocks of a published page in their order.
func truthBlocks(t *testing.T, file string) (out []shownBlock) {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(strings.NewReader(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	leaf := []string{"p", "h1", "h2", "h3", "h4", "li", "td", "th"}
	var walk func(n *html.Node, path []string)
	walk = func(n *html.Node, path []string) {
		if n.Type == html.ElementNode {
			if n.Data == "details" || n.Data == "head" {
				return
			}
			if slices.Contains([]string{"ul", "ol", "table", "blockquote", "thead", "tbody"}, n.Data) {
				path = append(slices.Clone(path), n.Data)
			}
			if slices.Contains(leaf, n.Data) && !(n.Data == "li" && hasElement(n, "p")) {
				b := shownBlock{place: strings.Join(append(slices.Clone(path), n.Data), ">"), text: strings.Join(strings.Fields(textWithoutDetails(n)), " ")}
				for _, a := range n.Attr {
					switch a.Key {
					case "lang":
						b.lang = a.Val
					case "class":
						b.stale = a.Val == "stale"
					}
				}
				if b.text != "" {
					out = append(out, b)
				}
				return
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, path)
		}
	}
	walk(root, nil)
	return out
}

func hasElement(n *html.Node, name string) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && c.Data == name {
			return true
		}
	}
	return false
}

func textWithoutDetails(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	if n.Type == html.ElementNode && n.Data == "details" {
		return ""
	}
	out := ""
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		out += textWithoutDetails(c)
	}
	return out
}

// truthCorpus returns the pages that are edited: now has their chunks.
func truthCorpus(t *testing.T, rng *rand.Rand) (out []truthPage) {
	roots := append([]string{"../../content/en"}, filepath.SplitList(os.Getenv("VERNACULAR_SITES"))...)
	for _, root := range roots {
		var files []string
		filepath.WalkDir(root, func(p string, d os.DirEntry, err error) error {
			if err == nil && !d.IsDir() && strings.HasSuffix(p, ".md") {
				files = append(files, p)
			}
			return nil
		})
		rng.Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
		for _, f := range files[:min(len(files), 200)] {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			if page := readChunks(string(data)); len(page) >= 3 {
				out = append(out, truthPage{from: f, now: page})
			}
		}
	}
	// Pages in which every kind of edit finds something to edit.
	made := readChunks("## You may bring\n\n- a mobile phone\n- a bottle of water\n- a walking stick\n\n## You must not bring\n\n- a knife\n- a large dog\n\n" +
		"The polls open at eight in the morning and close at ten at night.\n\nWhoever stands in line at ten may still vote.\n\n## How to vote\n\n1. Show your card\n1. Take a ballot\n1. Mark one name\n1. Fold it\n\n" +
		"The count begins at once, and anybody may watch it from behind the line.\n\n## Who helps you\n\nThe clerk’s list at the door says where your room is.")
	table := chunk{kind: "|", rows: [][]truthUnit{{{text: "Thing"}, {text: "Allowed"}, {text: "Why"}}, {{text: "Phone"}, {text: "Yes"}, {text: "Silent"}}, {{text: "Camera"}, {text: "No"}, {text: "Secrecy"}}, {{text: "Water"}, {text: "Yes"}, {text: "Heat"}}}}
	quote := chunk{kind: ">", rows: [][]truthUnit{{{text: "Nobody may ask how you voted"}}}}
	for range max(6, len(out)/8) {
		page := append(cloned(made), table.clone(), quote.clone())
		out = append(out, truthPage{from: "made", now: page})
	}
	return out
}

// truthExcerpt returns up to sixteen chunks of a page that follow each other.
func truthExcerpt(rng *rand.Rand, page []chunk) []chunk {
	if len(page) <= 16 {
		return cloned(page)
	}
	at := rng.IntN(len(page) - 15)
	return cloned(page[at : at+16])
}
