package browser

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// wholeView is all that a phone's first view takes on the line, with what servers and browsers say beside the files.
const wholeView = 20_000

// paint is what the browser took for the largest thing of the first view.
type paint struct {
	Element string // its name, "" for nothing
	Size    float64
	Icons   []string // the addresses of icons; a window of a test may not ask for them
}

// The browser names a larger thing whenever it paints one: half a second after the page the last one is told.
const paintScript = `await new Promise(resolve => {
	const found = [], icon = document.querySelector("link[rel=icon][type='image/svg+xml']");
	new PerformanceObserver(list => found.push(...list.getEntries())).observe({type: "largest-contentful-paint", buffered: true});
	setTimeout(() => {
		const last = found.at(-1);
		resolve({element: last?.element?.localName ?? "", size: last?.size ?? 0, icons: icon ? [icon.href] : []});
	}, 500);
})`

// hosted answers as a server that does what the file _headers says and packs what is text.
func (o *output) hosted(t *testing.T) *httptest.Server {
	t.Helper()
	rules, err := fs.ReadFile(os.DirFS(o.dir), "_headers")
	if err != nil {
		t.Fatal(err)
	}
	plain := o.serve(t).Config.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		plain.ServeHTTP(answer, r)
		applies := false
		for line := range strings.Lines(string(rules)) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
			if pattern := strings.TrimRight(line, "\n"); strings.HasPrefix(pattern, "/") {
				applies, _ = path.Match(strings.TrimSuffix(pattern, "*"), r.URL.Path)
				applies = applies || strings.HasSuffix(pattern, "*") && strings.HasPrefix(r.URL.Path, strings.TrimSuffix(pattern, "*"))
			} else if applies && name != "" {
				answer.Header().Set(name, strings.TrimSpace(value))
			}
		}
		body := answer.Body.Bytes()
		if kind := answer.Header().Get("Content-Type"); strings.HasPrefix(kind, "text/") || strings.HasPrefix(kind, "image/svg") {
			var b bytes.Buffer
			z := gzip.NewWriter(&b)
			z.Write(body)
			z.Close()
			body = b.Bytes()
			answer.Header().Set("Content-Encoding", "gzip")
			answer.Header().Set("Vary", "Accept-Encoding")
		}
		answer.Header().Set("Content-Length", strconv.Itoa(len(body)))
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.Code)
		w.Write(body)
	}))
	t.Cleanup(server.Close)
	return server
}

// received is what came over the line since the visit began, and how many answers it was.
func (b *tab) received() (size, answers int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return int(b.bytes), b.answers
}

func (b *tab) asked(address string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Contains(b.requests, address)
}

// The first thing that a phone shows is text, and nothing of the view is worth waiting for.
func TestFirstView(t *testing.T) {
	out := built(t)
	server := out.hosted(t)
	eachEdition(t, out.editions(t), openWindow, func(t *testing.T, b *tab, e edition) {
		if _, err := chromedp.Call(b.ctx, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true}); err != nil {
			t.Fatal(err)
		}
		for _, phone := range phones {
			b.look(t, phone)
			b.visit(t, server.URL+out.addressOf(e.files[0]))
			largest := ask[paint](t, b, paintScript)
			if largest.Element == "" || largest.Element == "img" {
				t.Errorf("%d px at %g: the largest paint is <%s> of %.0f px²", phone.width, phone.scale, largest.Element, largest.Size)
			}
			size, answers := b.received()
			for _, icon := range largest.Icons {
				if b.asked(icon) {
					continue
				}
				// Windows of tests may leave the icon out; readers' do not.
				ask[int](t, b, `await new Promise(resolve => { const i = new Image(); i.onload = i.onerror = () => resolve(0); i.src = "`+icon+`"; })`)
				size, answers = b.received()
			}
			t.Logf("%s, %d px at %g: %d bytes in %d answers, <%s> %.0f px²", e.tag, phone.width, phone.scale, size, answers, largest.Element, largest.Size)
			if answers < 4 || size > wholeView {
				t.Errorf("%d px at %g: %d bytes in %d answers, at most %d in 4", phone.width, phone.scale, size, answers, wholeView)
			}
		}
	})
}
