package checks

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/page"
)

// numberSlots are the places for numbers in testdata/numberblocks.txt.
var numberSlots = regexp.MustCompile(`\{([^}]*)\}`)

// fillSlots puts the first of its alternatives into each slot of a block, but a text into the slot at an index.
func fillSlots(block string, at int, text string) string {
	i := -1
	return numberSlots.ReplaceAllStringFunc(block, func(slot string) string {
		if i++; i == at {
			return text
		}
		return alternatives(slot)[0]
	})
}

func alternatives(slot string) []string { return strings.Split(strings.Trim(slot, "{}"), "|") }

// numberFound returns what is said of the numbers of a block.
func numberFound(tag locale.Tag, source, text string) string {
	var g *Glossary
	p := Pair{Source: "en", Locale: tag, Kind: page.KindParagraph, SourceText: source, Text: text, Pos: diag.At("a.md", 1, 1)}
	for _, d := range g.Check(p) {
		if d.Code == NumberChanged || d.Code == TimeChanged || d.Code == DateChanged {
			return d.Message
		}
	}
	return ""
}

// TestNumbersInBlocks changes each number of blocks of several sentences, in twenty languages: the source in words and in figures,
// the translation in words. Of the right translation nothing may be said, whichever text has figures.
func TestNumbersInBlocks(t *testing.T) {
	data, err := os.ReadFile("testdata/numberblocks.txt")
	if err != nil {
		t.Fatal(err)
	}
	sources, tag := map[string]string{}, locale.Tag("")
	tried, languages := 0, 0
	for line := range strings.SplitSeq(string(data), "\n") {
		id, block, ok := strings.Cut(line, " ")
		switch {
		case !ok || id == ";":
			continue
		case id == "#":
			tag = locale.Tag(block)
			languages++
			continue
		case tag == "en":
			sources[id] = block
			continue
		}
		source, right := sources[id], fillSlots(block, -1, "")
		silent := func(source, text string) {
			if said := numberFound(tag, source, text); said != "" {
				t.Errorf("%s: “%s” for “%s”: %s", tag, text, source, said)
			}
		}
		inWords := fillSlots(source, -1, "")
		silent(inWords, right)
		slots := numberSlots.FindAllString(block, -1)
		for i, slot := range numberSlots.FindAllString(source, -1) {
			figures := alternatives(slot)[1]
			inFigures := fillSlots(source, i, figures)
			silent(inFigures, right)
			if !strings.HasSuffix(figures, "th") {
				silent(inWords, fillSlots(block, i, figures))
			}
			for _, wrong := range alternatives(slots[i])[1:] {
				text := fillSlots(block, i, wrong)
				for _, source := range []string{inWords, inFigures} {
					if tried++; numberFound(tag, source, text) == "" {
						t.Errorf("%s: nothing is said of “%s” for “%s”", tag, text, source)
					}
				}
			}
		}
	}
	if languages != 21 || tried < 2500 {
		t.Errorf("%d numbers in %d languages", tried, languages)
	}
}
