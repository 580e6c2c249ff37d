// Package preview turns a tree of outputs into the pages of a [localhost.Server], with live reload.
//
// It answers requests from a [Site], which holds the outputs of the newest build. It never opens a file, so no
// request can reach a source, a draft or anything else on the disk. It changes nothing that is published: the
// script that it adds to a page is added to the served copy. Start with [Add]; the neighbour to read next is
// localhost, which decides what requests are answered and tells browsers what has changed.
//
// A page is served byte for byte as published but for one script element, and its Content-Security-Policy as
// a header widened by what that script needs (inject.go, policy.go).
package preview

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"vernacular/internal/localhost"
)

// File is one output as it is published.
type File struct {
	Body        []byte
	ContentType string // with charset, as in "text/html; charset=utf-8"
	ETag        string // quoted, as in the header; "" lets the server make one from the body
}

// Site is the newest tree of outputs. All methods may be called from many goroutines at once.
type Site interface {
	// Open returns the output at a path of the site, which is decoded, clean and in NFC:
	// "/fr/", "/ar/حول/", "/assets/x.1a2b.css". A folder's page is asked for with its slash.
	Open(urlPath string) (File, bool)
	// NotFound returns the page for an address that does not exist, in the language of the edition
	// that the path lies in.
	NotFound(urlPath string) File
}

// preview is a site as a part of a server.
type preview struct {
	server *localhost.Server
	site   Site
}

// Add adds the pages of a site to a server: all addresses but those below [localhost.Own].
func Add(server *localhost.Server, site Site) {
	p := &preview{server, site}
	server.Handle(localhost.Part{
		Owns:  func(path string) bool { return !strings.HasPrefix(path, localhost.Own) },
		Serve: p.serve,
	})
}

// serve answers with the output at path.
func (p *preview) serve(w http.ResponseWriter, r *http.Request, path string) {
	revision := p.server.Revision()
	f, ok := p.site.Open(path)
	if !ok && !strings.HasSuffix(path, "/") {
		if _, folder := p.site.Open(path + "/"); folder {
			to := url.URL{Path: path + "/", RawQuery: r.URL.RawQuery}
			http.Redirect(w, r, to.String(), http.StatusPermanentRedirect)
			return
		}
	}
	status := http.StatusOK
	if !ok {
		status = http.StatusNotFound
		f = p.site.NotFound(path)
	}
	h := w.Header()
	h.Set("Content-Type", f.ContentType)
	tag := f.ETag
	if tag == "" {
		tag = localhost.ETag(f.Body)
	}
	switch {
	case isHTML(f.ContentType):
		p.servePage(w, r, f.Body, tag, revision, status)
	case status == http.StatusOK:
		h.Set("ETag", tag)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.Body))
	default:
		localhost.Send(w, r, status, f.Body)
	}
}

// servePage answers with a page and the script of the event stream in it. tag is that of the published page.
func (p *preview) servePage(w http.ResponseWriter, r *http.Request, body []byte, tag string, revision, status int) {
	h := w.Header()
	page := dissect(body)
	for _, policy := range page.policies {
		h.Add("Content-Security-Policy", widen(policy))
	}
	if status == http.StatusOK {
		// The tag covers what is added but for the revision: a browser that is told "not modified"
		// has this page with an older revision, asks for more updates than it needs and is right.
		tag = localhost.ETag([]byte(tag), []byte(p.server.Script(0, status, "")))
		h.Set("ETag", tag)
		if matches(r.Header.Values("If-None-Match"), tag) {
			h.Del("Content-Type")
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	script := p.server.Script(revision, status, "")
	localhost.Send(w, r, status, append(slices.Clone(page.before), []byte(script), page.after)...)
}

// isHTML reports whether a content type is that of a page.
func isHTML(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	return strings.EqualFold(strings.TrimSpace(kind), "text/html")
}

// matches reports whether an If-None-Match header names tag (RFC 9110, section 13.1.2: weakly compared).
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
