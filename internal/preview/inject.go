package preview

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	xhtml "golang.org/x/net/html"
)

//go:embed client/reload.js client/overlay.css client/desk.js client/desk.css
var clientFiles embed.FS

// servePage answers with the output at path.
func (s *Server) servePage(w http.ResponseWriter, r *http.Request, path string) {
	// Read before the site is asked: a page that is newer than it says is harmless, the other way
	// round an update would be missed.
	revision := s.revision()
	f, ok := s.site.Open(path)
	if !ok && !strings.HasSuffix(path, "/") {
		if _, folder := s.site.Open(path + "/"); folder {
			to := url.URL{Path: path + "/", RawQuery: r.URL.RawQuery}
			http.Redirect(w, r, to.String(), http.StatusPermanentRedirect)
			return
		}
	}
	status := http.StatusOK
	if !ok {
		status = http.StatusNotFound
		f = s.site.NotFound(path)
	}
	h := w.Header()
	h.Set("Content-Type", f.ContentType)
	tag := f.ETag
	if tag == "" {
		tag = etag(f.Body)
	}
	if !isHTML(f.ContentType) {
		if status == http.StatusOK {
			h.Set("ETag", tag)
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.Body))
			return
		}
		s.send(w, r, status, f.Body)
		return
	}
	p := dissect(f.Body)
	for _, policy := range p.policies {
		h.Add("Content-Security-Policy", widen(policy))
	}
	script := s.reloadScript(revision, status, "")
	if status == http.StatusOK {
		// The tag covers what is added but for the revision: a browser that is told "not modified"
		// has this page with an older revision, asks for more updates than it needs and is right.
		tag = etag([]byte(tag), []byte(s.token), []byte(s.instance))
		h.Set("ETag", tag)
		if matches(r.Header.Values("If-None-Match"), tag) {
			h.Del("Content-Type")
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	parts := append(slices.Clone(p.before), []byte(script), p.after)
	s.send(w, r, status, parts...)
}

// reloadScript is the element that brings a page its script. mode is "" in the site's pages.
func (s *Server) reloadScript(revision, status int, mode string) string {
	if mode != "" {
		mode = ` data-mode="` + mode + `"`
	}
	return fmt.Sprintf(`<script src="%sreload.js" data-token="%s" data-instance="%s" data-revision="%d" data-status="%d"%s defer></script>`,
		internal, html.EscapeString(s.token), s.instance, revision, status, mode)
}

func (s *Server) send(w http.ResponseWriter, r *http.Request, status int, parts ...[]byte) {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	w.Header().Set("Content-Length", strconv.Itoa(n))
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return
	}
	for _, p := range parts {
		w.Write(p)
	}
}

// serveOwn answers for the server's own files.
func (s *Server) serveOwn(w http.ResponseWriter, r *http.Request, path string) {
	name := strings.TrimPrefix(path, internal)
	if name == "events" {
		s.serveEvents(w, r)
		return
	}
	body, err := clientFiles.ReadFile("client/" + name)
	if err != nil {
		s.refuse(w, r, http.StatusNotFound, "There is nothing here.")
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	if strings.HasSuffix(name, ".css") {
		h.Set("Content-Type", "text/css; charset=utf-8")
	}
	h.Set("ETag", etag(body))
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

func isHTML(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	return strings.EqualFold(strings.TrimSpace(kind), "text/html")
}

func etag(parts ...[]byte) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:", len(p))
		h.Write(p)
	}
	return `"` + hex.EncodeToString(h.Sum(nil)[:12]) + `"`
}

// matches tells whether an If-None-Match header names tag (RFC 9110, section 13.1.2: weakly compared).
func matches(header []string, tag string) bool {
	for _, h := range header {
		for one := range strings.SplitSeq(h, ",") {
			one = strings.TrimSpace(one)
			if one == "*" || strings.TrimPrefix(one, "W/") == strings.TrimPrefix(tag, "W/") {
				return true
			}
		}
	}
	return false
}

// parts is a page in pieces: what comes before the place for a script, without the elements that hold
// a policy, and what comes after.
type parts struct {
	before   [][]byte
	after    []byte
	policies []string
}

// dissect finds the end of a page's head and the policies in it. Every byte is in one of the pieces
// unchanged, but for <meta http-equiv="Content-Security-Policy"> in the head: a browser obeys that
// nowhere else, and obeys every one.
func dissect(page []byte) (p parts) {
	var (
		z      = xhtml.NewTokenizer(bytes.NewReader(page))
		start  = 0 // of the piece being collected
		offset = 0 // of the token
	)
	end := func(at int) parts {
		p.before = append(p.before, page[start:at])
		p.after = page[at:]
		return p
	}
	for {
		kind := z.Next()
		size := len(z.Raw())
		if kind == xhtml.ErrorToken {
			return end(len(page))
		}
		switch kind {
		case xhtml.TextToken:
			// Text ends the head, as in "<title>x</title>Hello"; where it is the text of an element
			// of the head, that element's case below has skipped it.
			text := z.Raw()
			if offset == 0 {
				text = bytes.TrimPrefix(text, []byte("\ufeff"))
			}
			if len(bytes.TrimSpace(text)) > 0 {
				return end(offset)
			}
		case xhtml.EndTagToken:
			if name, _ := z.TagName(); string(name) == "head" || string(name) == "body" || string(name) == "html" {
				return end(offset)
			}
		case xhtml.StartTagToken, xhtml.SelfClosingTagToken:
			raw := z.Raw()
			t := z.Token()
			switch t.Data {
			case "html", "head", "base", "basefont", "bgsound", "link":
			case "meta":
				if policy, ok := policyOf(t); ok {
					p.policies = append(p.policies, policy)
					p.before = append(p.before, page[start:offset])
					start = offset + len(raw)
				}
			case "title", "style", "script", "noscript", "template", "noframes":
				size += skip(z, t.Data) // also after "<title/>", which closes nothing
			default:
				return end(offset)
			}
		}
		offset += size
	}
}

// skip passes over the rest of an element and gives its size in bytes. Templates nest.
func skip(z *xhtml.Tokenizer, name string) (size int) {
	for depth := 1; depth > 0; {
		kind := z.Next()
		size += len(z.Raw())
		switch kind {
		case xhtml.ErrorToken:
			return size
		case xhtml.StartTagToken, xhtml.EndTagToken:
			if tag, _ := z.TagName(); string(tag) == name {
				if kind == xhtml.StartTagToken {
					depth++
				} else {
					depth--
				}
			}
		}
	}
	return size
}

func policyOf(t xhtml.Token) (policy string, ok bool) {
	for _, a := range t.Attr {
		switch a.Key {
		case "http-equiv":
			ok = strings.EqualFold(strings.TrimSpace(a.Val), "content-security-policy")
		case "content":
			policy = a.Val
		}
	}
	return policy, ok
}

// widen makes the header that says what a policy in a page says, and allows our script, its
// connection and its style besides, all of them files of this server. Left out is what a browser
// ignores in a page (CSP 3, section 3.3), and the wish to be served by HTTPS, which the preview cannot
// fulfil.
func widen(policy string) string {
	type directive struct {
		name    string
		sources []string
	}
	var list []directive
	find := func(name string) *directive {
		for i := range list {
			if list[i].name == name {
				return &list[i]
			}
		}
		return nil
	}
	for part := range strings.SplitSeq(policy, ";") {
		words := strings.Fields(part)
		if len(words) == 0 || find(strings.ToLower(words[0])) != nil { // only the first of a name counts
			continue
		}
		list = append(list, directive{strings.ToLower(words[0]), words[1:]})
	}
	list = slices.DeleteFunc(list, func(d directive) bool {
		switch d.name {
		case "frame-ancestors", "report-uri", "sandbox", "upgrade-insecure-requests":
			return true
		}
		return false
	})
	allow := func(d *directive) {
		if slices.Contains(d.sources, "'self'") || slices.Contains(d.sources, "*") {
			return
		}
		d.sources = append(slices.DeleteFunc(slices.Clone(d.sources), func(s string) bool {
			return strings.EqualFold(s, "'none'")
		}), "'self'")
	}
	fallback := find("default-src")
	var rest []string
	if fallback != nil {
		rest = fallback.sources
	}
	for _, name := range []string{"script-src", "connect-src", "style-src"} {
		d := find(name)
		switch {
		case d != nil:
			allow(d)
		case fallback != nil:
			list = append(list, directive{name, rest})
			allow(&list[len(list)-1])
		}
		if d := find(name + "-elem"); d != nil {
			allow(d)
		}
	}
	var b strings.Builder
	for i, d := range list {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(strings.Join(append([]string{d.name}, d.sources...), " "))
	}
	// A page's bytes go into a header here; what cannot be in one cannot be in a policy either.
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, b.String())
}
