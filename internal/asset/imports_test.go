package asset

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// TestBombs bundles what grows beyond all measure if every import is followed. None may take long, and each is told
// at the import that does it. A second is what the slowest takes on a slow machine, many times over.
func TestBombs(t *testing.T) {
	sheet := func(i int) string { return fmt.Sprintf("assets/s%d.css", i) }
	levels := func(n int, line string) map[string]string {
		files := map[string]string{sheet(n): "a{top:0}"}
		for i := range n {
			files[sheet(i)] = strings.ReplaceAll(line, "NEXT", fmt.Sprintf("s%d.css", i+1))
		}
		return files
	}
	complete := func(n int) map[string]string {
		files := map[string]string{}
		for i := range n {
			var b strings.Builder
			for j := range n {
				fmt.Fprintf(&b, "@import 's%d.css';\n", j)
			}
			files[sheet(i)] = b.String() + "a{top:0}"
		}
		return files
	}
	layers := map[string]string{sheet(0): "@import 'l0a.css';\n@import 'l0b.css';"}
	for i := range 21 {
		for _, c := range "ab" {
			layers[fmt.Sprintf("assets/l%d%c.css", i, c)] = fmt.Sprintf("@import 'l%da.css';\n@import 'l%db.css';", i+1, i+1)
		}
	}
	conditions := map[string]string{"assets/x.css": strings.Repeat("a{top:0}", 100_000)}
	var many, hidden strings.Builder
	for i := range 400 {
		fmt.Fprintf(&many, "@import 'x.css' (min-width:%dpx);\n", i)
	}
	for i := range 40 {
		fmt.Fprintf(&hidden, "@\\69mport 's%d.css';\n", i)
	}
	conditions[sheet(0)] = many.String()
	escaped := levels(21, `@\69mport "NEXT"; @\69mport "NEXT";`)
	for name, c := range map[string]struct {
		files map[string]string
		want  string // the only problem; "" for none
	}{
		"each imports the next twice":         {levels(21, "@import \"NEXT\";\n@import \"NEXT\";\n"), "assets/s0.css:2:1: error: assets/s1.css is imported here again, and by such imports assets/s0.css comes to more than 2000 imports [css-too-much]"},
		"twice, by url":                       {levels(21, "@import url(NEXT);\n@import URL( 'NEXT' ) print;\n"), "assets/s0.css:2:1: error: assets/s1.css is imported here again"},
		"twice, with remarks and capitals":    {levels(21, "@IMPORT/*;*/\"NEXT\";\n/* \" */@import /* */ url(NEXT);\n"), "assets/s0.css:2:8: error: assets/s1.css is imported here again"},
		"twice, behind backslashes":           {escaped, "assets/s0.css:1:21: error: assets/s1.css is imported here again"},
		"each imports both of the next":       {layers, ".css:1:1: error: assets/l"},
		"all import all":                      {complete(12), "is imported here again"},
		"a chain":                             {levels(900, "@import \"NEXT\";"), ""},
		"a chain of conditions":               {levels(1900, "@import \"NEXT\" screen and (min-width: 10px);"), "assets/s0.css: error: this style sheet and all that it imports come to more than 32 MB [css-too-much]"},
		"one sheet under many conditions":     {conditions, "assets/s0.css:2:1: error: assets/x.css is imported here again, and by such imports assets/s0.css comes to more than 32 MB"},
		"a chain behind backslashes":          {levels(60, `@\69mport "NEXT";`), ""},
		"a chain of names behind backslashes": {levels(60, `@import "\NEXT";`), "too many backslashes"},
		"one line, very often":                {map[string]string{sheet(0): strings.Repeat("@import 'x.css';", 100_000), "assets/x.css": ""}, "assets/s0.css:1:17: error: assets/x.css is imported here again"},
		"two that import each other":          {map[string]string{sheet(0): "@import 's1.css';a{top:0}", sheet(1): "@import 's0.css';b{top:0}"}, ""},
		"one that imports itself":             {map[string]string{sheet(0): "@import 's0.css';@import 's0.css';a{top:0}"}, ""},
		"a picture, very often":               {map[string]string{sheet(0): strings.Repeat("a{background:url(x.png)}\n", 50_000), "assets/x.png": "x"}, ""},
		"a fragment, very often":              {map[string]string{sheet(0): strings.Repeat("a{background:url(#x)}\n", 50_000)}, ""},
		"a picture that is not there":         {map[string]string{sheet(0): strings.Repeat(`a{background:url(x.png)}`, 20_000)}, "assets/s0.css:1:14: error: there is no file assets/x.png"},
		"a picture behind backslashes":        {map[string]string{sheet(0): strings.Repeat(`a{background:\75rl(x.png)}`, 2_000), "assets/x.png": "x"}, "there is no file"},
	} {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			b, problems := bundle(t, c.files, sheet(0), true)
			if d := time.Since(began); d > 20*time.Second {
				t.Errorf("%v", d)
			}
			if c.want == "" && (problems != nil || len(b.CSS) == 0) {
				t.Fatal(problems)
			}
			if c.want != "" && (len(problems) == 0 || !strings.Contains(problems[0], c.want) || b.CSS != nil) {
				t.Fatalf("%.2000s", strings.Join(problems, "\n"))
			}
		})
	}
}

// TestImportsAreCountedAsTheyAreFollowed bundles random sheets, written in random ways, and sees that each import that
// is followed was counted before: the same sheets, written plainly, give the same bundle.
func TestImportsAreCountedAsTheyAreFollowed(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	ways := []string{"@import '%s';", "@import \"%s\" ;", "@import url(%s);", "@IMPORT url( '%s' );", "@\\69mport '%s';", "@import/**/'%s';", "@i\\6d port '%s';"}
	for n := range 300 {
		plain, odd := map[string]string{}, map[string]string{}
		size := 1 + rng.IntN(5)
		for i := range size {
			p := fmt.Sprintf("assets/s%d.css", i)
			for range rng.IntN(4) {
				to := fmt.Sprintf("s%d.css", rng.IntN(size))
				plain[p] += fmt.Sprintf("@import '%s';\n", to)
				odd[p] += fmt.Sprintf(ways[rng.IntN(len(ways))], to) + "\n"
			}
			plain[p] += fmt.Sprintf(".s%d{top:0}\n", i)
			odd[p] += fmt.Sprintf(".s%d{top:0}\n", i)
		}
		a, pa := bundle(t, plain, "assets/s0.css", true)
		b, pb := bundle(t, odd, "assets/s0.css", true)
		if pa != nil || pb != nil || string(a.CSS) != string(b.CSS) {
			t.Fatalf("%d: %q\n%v %v\n%s\n%s", n, odd, pa, pb, a.CSS, b.CSS)
		}
	}
}
