package project

import (
	"bytes"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"

	"vernacular/internal/exchange"
	"vernacular/internal/locale"
	"vernacular/internal/pipeline"
	"vernacular/internal/source"
	"vernacular/internal/tm"
	"vernacular/internal/translation"
)

// openCopy opens a copy of this repository's site whose source was edited after it was translated.
func openCopy(t *testing.T) *Workspace {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"content", "locales", "layouts", "assets"} {
		if err := os.CopyFS(dir+"/"+name, os.DirFS("../../"+name)); err != nil {
			t.Fatal(err)
		}
	}
	page := dir + "/content/en/about-translations.md"
	src, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, edit := range [][2]string{
		{"Nothing that a person has not read is ever called reviewed.", "Nothing that two persons have not read may be called reviewed."},
		{"## What the states mean", "A paragraph that nobody has translated yet stands here.\n\n## What the states mean"},
		{"| **Draft** |", "| **Sketch** |"},
	} {
		if !bytes.Contains(src, []byte(edit[0])) {
			t.Fatalf("the page has not %q", edit[0])
		}
		src = bytes.Replace(src, []byte(edit[0]), []byte(edit[1]), 1)
	}
	if err := os.WriteFile(page, src, 0o666); err != nil {
		t.Fatal(err)
	}
	return openFolder(t, dir)
}

// openFolder opens the site in a folder as commands do.
func openFolder(t testing.TB, dir string) *Workspace {
	t.Helper()
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
	b.Update(snap, nil, nil, true)
	return New(b)
}

// damagePO does to a PO file what tools do: notes and previous texts go, entries move, lines are wrapped, line ends change.
func damagePO(r *rand.Rand, po string) string {
	entries := strings.Split(strings.TrimRight(po, "\n"), "\n\n")
	head, rest := entries[0], entries[1:]
	drop := func(pattern string) {
		re := regexp.MustCompile(`(?m)^` + pattern + `.*\n`)
		for i := range rest {
			rest[i] = re.ReplaceAllString(rest[i]+"\n", "")
			rest[i] = strings.TrimRight(rest[i], "\n")
		}
	}
	if r.IntN(2) == 0 {
		drop(`#\.`) // notes
	}
	if r.IntN(2) == 0 {
		drop(`#:`)
	}
	if r.IntN(2) == 0 {
		drop(`#\|`) // previous texts
	}
	if r.IntN(2) == 0 {
		r.Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
	}
	out := head + "\n\n" + strings.Join(rest, "\n\n") + "\n"
	if r.IntN(2) == 0 { // wrap
		line := regexp.MustCompile(`(?m)^((?:msgid|msgstr)(?:\[\d\])?|) ?"((?:[^"\\]|\\.){30,})"$`)
		width := 20 + r.IntN(60)
		out = line.ReplaceAllStringFunc(out, func(l string) string {
			m := line.FindStringSubmatch(l)
			var b strings.Builder
			if m[1] != "" {
				b.WriteString(m[1] + " \"\"\n")
			}
			runes, n := []rune(m[2]), 0
			b.WriteByte('"')
			for i, c := range runes {
				b.WriteRune(c)
				if n++; n >= width && c == ' ' && i+1 < len(runes) {
					b.WriteString("\"\n\"")
					n = 0
				}
			}
			return b.String() + `"`
		})
	}
	if r.IntN(2) == 0 {
		out = strings.ReplaceAll(out, "\n", "\r\n")
	}
	return out
}

// damageXLIFF drops notes and matches, turns hints off and changes line ends.
func damageXLIFF(r *rand.Rand, x string) string {
	if r.IntN(2) == 0 {
		x = regexp.MustCompile(`(?s)\s*<notes>.*?</notes>`).ReplaceAllString(x, "")
	}
	if r.IntN(2) == 0 {
		x = regexp.MustCompile(` subState="[^"]*"`).ReplaceAllString(x, "")
	}
	if r.IntN(2) == 0 {
		x = strings.ReplaceAll(x, "\n", "\r\n")
	}
	return x
}

// TestRoundTrips exports, damages and imports ten thousand times, PO and XLIFF in turn; what nobody edited changes no byte and no
// state. In the race detector five hundred rounds show what it can.
func TestRoundTrips(t *testing.T) {
	rounds := 10_000
	if raceEnabled || testing.Short() {
		rounds = 500
	}
	w := openCopy(t)
	r := rand.New(rand.NewPCG(5, 20261127))
	type known struct {
		tr       translation.Comparison
		po, xlif string
	}
	cache := map[string]known{}
	o, _ := w.Overview()
	keys := append(o.Keys, "")
	states, machine := map[exchange.Status]int{}, false
	for round := range rounds {
		var l locale.Tag
		for l == "" || l == o.Source {
			l = o.Locales[r.IntN(len(o.Locales))].Tag
		}
		key := keys[r.IntN(len(keys))]
		k, ok := cache[string(l)+"/"+key]
		if !ok {
			tr, ok := w.Translation(key, l)
			if !ok {
				t.Fatalf("no translation of %q in %s", key, l)
			}
			f := exchange.FileOf(&tr, func() *tm.Memory { return remembered([]translation.Comparison{tr}, nil) })
			doc := exchange.Document{Source: o.Source, Target: l, Project: "test", Files: []exchange.File{f}}
			if r.IntN(2) == 0 {
				doc.FuzzyMachine()
			}
			for _, u := range f.Units {
				states[u.Status]++
				machine = machine || u.Machine
			}
			po, err := exchange.WritePO(doc)
			if err != nil {
				t.Fatal(err)
			}
			x, err := exchange.WriteXLIFF(doc)
			if err != nil {
				t.Fatal(err)
			}
			k = known{tr, string(po), string(x)}
			cache[string(l)+"/"+key] = k
		}
		read, text := exchange.ReadPO, ""
		if round%2 == 0 {
			text = damagePO(r, k.po)
		} else {
			read, text = exchange.ReadXLIFF, damageXLIFF(r, k.xlif)
		}
		doc, ds := read("file", []byte(text))
		if len(ds) > 0 || len(doc.Files) != 1 {
			t.Fatalf("round %d, %s %q: %v", round, l, key, ds)
		}
		n := w.importPart("file", &k.tr, doc.Files[0], ImportOptions{})
		if len(n.Changes) > 0 || n.Changed > 0 || n.Accepted > 0 || len(n.Problems) > 0 {
			t.Fatalf("round %d, %s %q: %d files, %+v\n%s", round, l, key, len(n.Changes), n, text)
		}
	}
	if !machine || states[exchange.Stale] == 0 || states[exchange.Missing] == 0 || states[exchange.Draft] == 0 {
		t.Errorf("not all states went out: %v", states)
	}
}
