package page

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vernacular/internal/data"
	"vernacular/internal/diag"
	"vernacular/internal/markup"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// plainHTML brings HTML into a form that can be compared: parsed, with what we add by design taken
// out, and white space between blocks made even.
func plainHTML(t *testing.T, s string) string {
	t.Helper()
	nodes, err := html.ParseFragment(strings.NewReader(s), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	var walk func(n *html.Node, pre bool)
	walk = func(n *html.Node, pre bool) {
		switch n.Type {
		case html.TextNode:
			if !pre && strings.TrimSpace(n.Data) == "" && (n.PrevSibling == nil || n.NextSibling == nil || !inlineNode(n.PrevSibling) || !inlineNode(n.NextSibling)) {
				return
			}
			text := n.Data
			if !pre && n.NextSibling == nil || n.NextSibling != nil && !inlineNode(n.NextSibling) {
				text = strings.TrimRight(text, "\n")
			}
			b.WriteString(html.EscapeString(text))
			return
		case html.ElementNode:
			b.WriteString("<" + n.Data)
			for _, a := range n.Attr {
				if a.Key == "dir" && a.Val == "ltr" || a.Key == "id" && len(n.Data) == 2 && n.Data[0] == 'h' {
					continue
				}
				b.WriteString(" " + a.Key + `="` + html.EscapeString(a.Val) + `"`)
			}
			b.WriteString(">")
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, pre || n.Data == "pre")
		}
		if n.Type == html.ElementNode {
			b.WriteString("</" + n.Data + ">")
			if !inlineNode(n) {
				b.WriteString("\n")
			}
		}
	}
	for _, n := range nodes {
		walk(n, false)
	}
	return strings.TrimSpace(b.String())
}

func inlineNode(n *html.Node) bool {
	return n.Type == html.TextNode || n.Type == html.ElementNode && !markup.IsBlock(n.Data)
}

// The examples of the CommonMark specification go through the renderer that readers get. Where we
// differ from it, we differ on purpose, and each such example is listed with its reason.
func TestCommonMarkExamples(t *testing.T) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/yuin/goldmark").Output()
	file := filepath.Join(strings.TrimSpace(string(out)), "_test", "spec.json")
	list, err2 := os.ReadFile(file)
	if err != nil || err2 != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("no examples: %v %v", err, err2)
		}
		t.Skip("the examples come with the module cache: go mod download github.com/yuin/goldmark")
	}
	var examples []struct {
		Markdown string `json:"markdown"`
		HTML     string `json:"html"`
		Example  int    `json:"example"`
		Section  string `json:"section"`
	}
	if err := json.Unmarshal(list, &examples); err != nil {
		t.Fatal(err)
	}
	if len(examples) < 640 {
		t.Fatalf("only %d examples", len(examples))
	}
	reasons := map[int]string{}
	for why, list := range commonMarkDifferences {
		for _, n := range list {
			reasons[n] = why
		}
	}
	equal := 0
	var surprising, needless []int
	for _, e := range examples {
		n := data.Normalise([]byte(e.Markdown), 0)
		c := newCompiler(&diag.Text{Src: []byte(e.Markdown)}, &n, Options{Limits: DefaultLimits()}, false)
		c.compileMarkdown()
		d := &Document{}
		c.finish(d)
		got, _ := d.Render(markup.RenderOptions{Resolve: func(dest string, image bool) (string, bool) { return dest, true }})
		g, w := plainHTML(t, got), plainHTML(t, e.HTML)
		same := g == w
		if same {
			equal++
		}
		if why := reasons[e.Example]; !same && why == "" {
			surprising = append(surprising, e.Example)
			t.Logf("%d (%s)\n%s\n--- got\n%s\n--- want\n%s", e.Example, e.Section, e.Markdown, g, w)
		} else if same && why != "" {
			needless = append(needless, e.Example)
		}
	}
	slices.Sort(needless)
	if len(surprising) > 0 || len(needless) > 0 {
		t.Errorf("%d of %d equal; different without a reason: %v; equal though listed: %v", equal, len(examples), surprising, needless)
	}
}

var commonMarkDifferences = map[string][]int{
	"an address outside the allow-list is no link":                     {346, 500, 596, 598, 599, 601},
	"addresses are percent-encoded, schemes in lower case":             {21, 31, 344, 597},
	"an element outside the allow-list is left out":                    {150, 163, 170, 171, 172, 173, 176, 178, 201, 491, 524, 536, 613, 614, 615, 617},
	"an attribute outside the allow-list is left out":                  {169, 616},
	"a tag that is not closed ends with its paragraph":                 {148, 187, 476, 477, 494, 630, 631, 642, 643},
	"a link without text or address is no link":                        {200, 484, 485, 486, 487, 567},
	"a tag that does not end is shown as text":                         {156, 157, 158},
	"what cannot stand in a row stands in a cell":                      {191},
	"a heading without text is left out":                               {79},
	"bare addresses are links, as in GFM":                              {602, 608, 611, 612},
	"a picture always has an alternative text":                         {475},
	"white space in classes and titles is a single space":              {154, 196},
	"the language of a code block is a name, or it is not written out": {144},
}
