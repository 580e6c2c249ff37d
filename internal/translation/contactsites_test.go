package translation

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"vernacular/internal/page"
)

// sitesFolder names the environment variable with a folder of translated sites: <site>/en/<page>.md and <site>/<language>/<page>.md.
// Without it the test of first contact on real sites is skipped.
const sitesFolder = "VERNACULAR_CONTACT_SITES"

// neutral finds what a translation keeps; it reads Markdown in another way than the alignment does, so that it can judge it.
var neutral = regexp.MustCompile("https?://[^\\s<>)\"'`\\]]+|\\]\\([^\\s)]+|`[^`]+`|\\b[0-9]+\\b")

// verdict counts what the neutral tokens that are unique in both pages say of an alignment.
type verdict struct{ pages, uncompared, right, wrong, twice int }

func (v *verdict) judge(source, target []Segment) {
	a := alignOf(source, target)
	if v.pages++; !a.sure {
		v.uncompared++
		return
	}
	in := uniqueTokens(target)
	paired := make([]bool, len(target))
	for _, j := range a.targetOf {
		if j >= 0 {
			paired[j] = true
		}
	}
	votes := map[int]map[int]int{}
	for token, i := range uniqueTokens(source) {
		if j, ok := in[token]; ok && i >= 0 && j >= 0 {
			if votes[i] == nil {
				votes[i] = map[int]int{}
			}
			votes[i][j]++
		}
	}
	for i, of := range votes {
		best := -1
		for j, n := range of {
			if best < 0 || n > of[best] || n == of[best] && j < best {
				best = j
			}
		}
		switch j := a.targetOf[i]; {
		case !a.compared(i):
		case j == best:
			v.right++
		case j >= 0:
			v.wrong++
		case !paired[best] && !a.vague[1][best] && 2*of[best] > len(neutral.FindAllString(source[i].Text, -1)):
			v.twice++ // in English, and in the translator's words
		}
	}
}

// uniqueTokens returns in which block each neutral token of a page is, -1 for more than one.
func uniqueTokens(list []Segment) map[string]int {
	out := map[string]int{}
	for i, s := range list {
		for _, token := range neutral.FindAllString(s.Text, -1) {
			if k, ok := out[token]; ok && k != i {
				out[token] = -1
			} else {
				out[token] = i
			}
		}
	}
	return out
}

func TestContactOfRealSites(t *testing.T) {
	root := os.Getenv(sitesFolder)
	if root == "" {
		t.Skip(sitesFolder + " names no folder of translated sites")
	}
	read := func(file string) []Segment {
		src, err := os.ReadFile(file)
		if err != nil {
			return nil
		}
		doc, _ := page.Parse(filepath.Base(file), src, page.Options{})
		return blocks(doc)
	}
	var all verdict
	sites := map[string]*verdict{}
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(file) != ".md" {
			return err
		}
		rel, _ := filepath.Rel(root, file)
		parts := strings.SplitN(filepath.ToSlash(rel), "/", 3)
		if len(parts) < 3 || parts[1] == "en" {
			return nil
		}
		source, target := read(filepath.Join(root, parts[0], "en", parts[2])), read(file)
		if len(source) == 0 || len(target) == 0 {
			return nil
		}
		if sites[parts[0]] == nil {
			sites[parts[0]] = &verdict{}
		}
		sites[parts[0]].judge(source, target)
		all.judge(source, target)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range sites {
		t.Logf("%-20s %+v", name, *v)
	}
	t.Logf("%+v", all)
	if all.pages == 0 || 10*all.uncompared > all.pages || 50*all.wrong > all.right || 500*all.twice > all.right {
		t.Error("first contact is worse than it was")
	}
}
