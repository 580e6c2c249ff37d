package browser

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"
)

// What a reader on a slow line has to wait for. What does not fit is cut; nobody raises these.
const (
	textBudget    = 14 << 10 // a page and its styles, packed: what a server sends before it waits for an answer
	requestBudget = 6        // before the reader does anything
	heroBudget    = 8 << 10  // the picture behind the heading, on a phone
	viewBudget    = 20 << 10 // all that a phone's first view takes: text, styles and pictures
)

// The phones that the hero's picture is chosen for.
var phones = []view{{width: 390, height: 844, scale: 3, phone: true}, {width: 360, height: 740, scale: 2, phone: true}}

// cost is what a page asks of a reader.
type cost struct {
	file               string
	html, css          int // packed
	requests, pictures int // pictures in bytes, on the phone that loads the most
}

func packed(t *testing.T, data []byte) int {
	t.Helper()
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err == nil {
		_, err = z.Write(data)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

var (
	sizesWhen = regexp.MustCompile(`^\((max|min)-width: *([0-9.]+)(px|em|rem)\) +(.*)$`)
	sizesHow  = regexp.MustCompile(`^([0-9.]+)(px|em|rem|vw)$`)
)

func number(s string) float64 {
	n, _ := strconv.ParseFloat(s, 64) // an expression has matched it
	return n
}

// slot is how wide, in CSS pixels, a picture with this sizes attribute is shown in a window.
func slot(sizes string, window float64) (float64, error) {
	unit := map[string]float64{"px": 1, "em": 16, "rem": 16, "vw": window / 100}
	for size := range strings.SplitSeq(sizes, ",") {
		size = strings.TrimSpace(size)
		if m := sizesWhen.FindStringSubmatch(size); m != nil {
			if edge := number(m[2]) * unit[m[3]]; m[1] == "max" && window > edge || m[1] == "min" && window < edge {
				continue
			}
			size = m[4]
		}
		m := sizesHow.FindStringSubmatch(size)
		if m == nil {
			return 0, fmt.Errorf("sizes=%q: this test cannot tell how wide %q is; teach it", sizes, size)
		}
		return number(m[1]) * unit[m[2]], nil
	}
	return window, nil
}

// chosen gives the address that a browser loads at most for an <img> or <source>: the smallest that is sharp, or else the largest.
func chosen(n *html.Node, v view) (string, error) {
	best, bestWidth := get(n, "src"), 0.0
	for candidate := range strings.SplitSeq(get(n, "srcset"), ",") {
		f := strings.Fields(candidate)
		if len(f) == 0 {
			continue
		}
		if len(f) == 1 {
			return f[0], nil
		}
		if len(f) != 2 || !strings.HasSuffix(f[1], "w") {
			return "", fmt.Errorf("srcset: this test cannot tell how wide %q is; teach it", candidate)
		}
		room, err := slot(get(n, "sizes"), float64(v.width))
		if err != nil {
			return "", err
		}
		width, sharp := number(strings.TrimSuffix(f[1], "w")), room*v.scale
		if bestWidth == 0 || bestWidth < sharp && width > bestWidth || width >= sharp && width < bestWidth {
			best, bestWidth = f[0], width
		}
	}
	return best, nil
}

// price gives what a page costs, and what there should be none of.
func (c *crawler) price(t *testing.T, d *doc) (cost, []string) {
	t.Helper()
	sum := cost{file: d.file, html: packed(t, c.files[d.file]), requests: 1}
	var faults []string
	bad := func(format string, args ...any) { faults = append(faults, d.file+": "+fmt.Sprintf(format, args...)) }
	asked := map[string]bool{} // one request each
	fetch := func(from *doc, address string) string {
		file, _, ok, err := c.resolve(from, address)
		if !ok || err != nil {
			bad("asks a third party, or for what is not there: %s", address)
		} else if !asked[file] {
			asked[file] = true
			sum.requests++
		}
		return file
	}
	onPhone := make([]int, len(phones))
	for _, n := range d.elements {
		rel := strings.Fields(get(n, "rel"))
		switch {
		case isProgram(n):
			bad("a script")
		case n.Data == "link" && slices.Contains(rel, "stylesheet"):
			file := fetch(d, get(n, "href"))
			sum.css += packed(t, c.files[file])
			for _, m := range cssURL.FindAllSubmatch(c.files[file], -1) {
				if address := string(m[1]); !strings.HasPrefix(address, "data:") {
					fetch(&doc{file: file}, address)
				}
			}
		case n.Data == "link" && !slices.Contains(rel, "canonical") && !slices.Contains(rel, "alternate"):
			fetch(d, get(n, "href"))
		case n.Data == "img" && get(n, "loading") != "lazy":
			// Of several formats a browser takes the first that it knows: what it loads at most is the largest.
			options := []*html.Node{n}
			if n.Parent.Data == "picture" {
				options = slices.Collect(n.Parent.ChildNodes())
			}
			for i, phone := range phones {
				most := 0
				for _, o := range options {
					if o.Data != "img" && o.Data != "source" {
						continue
					}
					address, err := chosen(o, phone)
					if err != nil {
						bad("%v", err)
						continue
					}
					file, _, _, _ := c.resolve(d, address)
					most = max(most, len(c.files[file]))
					if i == 0 && o == n {
						fetch(d, address)
					}
				}
				onPhone[i] += most
			}
		case slices.Contains([]string{"iframe", "object", "embed", "video", "audio"}, n.Data):
			bad("a <%s>", n.Data)
		}
	}
	sum.pictures = slices.Max(onPhone)
	if text := sum.html + sum.css; text > textBudget {
		bad("%d bytes of text and style (%d and %d), %d more than %d", text, sum.html, sum.css, text-textBudget, textBudget)
	}
	if sum.requests > requestBudget {
		bad("%d requests, more than %d", sum.requests, requestBudget)
	}
	if all := sum.html + sum.css + sum.pictures; all > viewBudget {
		bad("%d bytes for a phone's first view, %d more than %d", all, all-viewBudget, viewBudget)
	}
	if sum.pictures > heroBudget {
		bad("%d bytes of pictures on a phone, %d more than %d", sum.pictures, sum.pictures-heroBudget, heroBudget)
	}
	return sum, faults
}

func TestBudget(t *testing.T) {
	out := built(t)
	c, err := load(out)
	if err != nil {
		t.Fatal(err)
	}
	list := out.editions(t)
	costs := map[string]cost{}
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "\nedition\thtml gz\tcss gz\tsum\trequests\thero kB\tits heaviest page\t")
	for _, e := range list {
		var worst cost
		for _, file := range e.files {
			sum, faults := c.price(t, c.docs[file])
			for _, f := range faults {
				t.Error(f)
			}
			costs[file] = sum
			if sum.html+sum.css > worst.html+worst.css {
				worst.file, worst.html, worst.css = file, sum.html, sum.css
			}
			worst.requests, worst.pictures = max(worst.requests, sum.requests), max(worst.pictures, sum.pictures)
		}
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%.1f\t%s\t\n", e.tag, worst.html, worst.css, worst.html+worst.css, worst.requests, float64(worst.pictures)/1024, worst.file)
	}
	w.Flush()
	t.Log(table.String())

	// What is computed above is what happens, by samples.
	var few []edition
	for i := 0; i < len(list); i += 13 {
		few = append(few, list[i])
	}
	server := out.serve(t)
	eachEdition(t, few, openTab, func(t *testing.T, b *tab, e edition) {
		if _, err := chromedp.Call(b.ctx, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true}); err != nil {
			t.Fatal(err)
		}
		for _, phone := range phones {
			b.look(t, phone)
			b.visit(t, server.URL+out.addressOf(e.files[0]))
			loaded := 0
			b.mu.Lock()
			for _, address := range b.requests {
				u, err := url.Parse(address)
				if err != nil {
					t.Fatal(err)
				}
				switch path.Ext(u.Path) {
				case ".jpg", ".png", ".webp", ".avif":
					loaded += len(c.files[out.fileAt(u.Path)])
				}
			}
			if n := len(b.requests); n > costs[e.files[0]].requests {
				t.Errorf("%d requests instead of %d: %q", n, costs[e.files[0]].requests, b.requests)
			}
			b.mu.Unlock()
			if loaded == 0 || loaded > costs[e.files[0]].pictures {
				t.Errorf("%d px at %g: %d bytes of pictures instead of %d", phone.width, phone.scale, loaded, costs[e.files[0]].pictures)
			}
		}
	})
}

func TestBudgetSeesFaults(t *testing.T) {
	const page = `<!doctype html><html lang="en"><link rel="stylesheet" href="/s.css"><link rel="icon" href="i.svg">` +
		`<link rel="canonical" href="https://site.test/"><script type="application/ld+json">{}</script><p>Text</p>` +
		`<img src="large.jpg" srcset="small.jpg 480w, middle.jpg 800w, large.jpg 1600w" sizes="(max-width: 48em) 60vw, 100vw">`
	noise := func(length int) string {
		var b strings.Builder
		for sum := sha256.Sum256(nil); b.Len() < length; sum = sha256.Sum256(sum[:]) {
			b.Write(sum[:])
		}
		return b.String()[:length]
	}
	for _, c := range []struct{ old, new, want string }{
		{"", "", ""},
		{"<p>Text", "<p>" + noise(14<<10), "than 14336"},
		{"/s.css", "/large.css", "than 14336"},
		{"<p>Text", "<p>" + noise(13<<10), "for a phone's first view"},
		{"<p>Text", "<script>x</script>", "a script"},
		{"<p>Text", "<iframe></iframe>", "a <iframe>"},
		{"/s.css", "https://cdn.example/s.css", "third party"},
		{"/s.css", "/urls.css", "7 requests"},
		{"i.svg", "https://cdn.example/i.svg", "third party"},
		{"large.jpg\"", "https://cdn.example/p.jpg\"", ""}, // nobody loads it
		{"middle.jpg 800w", "https://cdn.example/p.jpg 800w", "third party"},
		{"<p>Text", `<img src="1.svg"><img src="2.svg"><img src="3.svg">`, "7 requests"},
		{"<p>Text", `<img src="1.svg"><img src="1.svg"><img src="i.svg">`, ""},
		{"<p>Text", `<img src="1.svg"><img src="2.svg"><img loading="lazy" src="large.jpg">`, ""},
		{"60vw", "80vw", "5632 more than 8192"},
		{"(max-width: 48em) 60vw, ", "", "5632 more than 8192"},
		{"(max-width: 48em)", "(max-width: 300px)", "5632 more than 8192"},
		{"(max-width: 48em) 60vw, 100vw", "(min-width: 20em) 60vw, 100vw", ""},
		{"(max-width: 48em) 60vw, 100vw", "200px", ""},
		{"(max-width: 48em) 60vw, 100vw", "calc(60vw - 1em)", "teach it"},
		{"800w", "2x", "teach it"},
		{"<img ", `<picture><source type="image/avif" srcset="large.jpg"><img `, "5632 more than 8192"},
	} {
		text := strings.Replace(page, c.old, c.new, 1)
		if text == page && c.old != "" {
			t.Errorf("%q is not in the page", c.old)
		}
		out := made(t, map[string]string{"index.html": text, "s.css": "a{}", "large.css": noise(14 << 10),
			"urls.css": "a{background:url(1.svg),url(data:,),url(2.svg),url('3.svg')}",
			"i.svg":    "i", "1.svg": "1", "2.svg": "2", "3.svg": "3", "small.jpg": noise(2 << 10), "middle.jpg": noise(7 << 10), "large.jpg": noise(13<<10 + 512)})
		site, err := load(out)
		if err != nil {
			t.Fatal(err)
		}
		_, faults := site.price(t, site.docs["index.html"])
		if c.want == "" && len(faults) > 0 || !strings.Contains(strings.Join(faults, "\n"), c.want) {
			t.Errorf("%q: found %q, want %q", c.new[:min(60, len(c.new))], faults, c.want)
		}
	}
}
