package localhost

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html"
	"net/http"
	"strconv"
	"strings"
	"time"
)

//go:embed client
var clientFiles embed.FS

// Script returns the HTML element that lets a page listen to the event stream. revision is the newest one that
// the page has, status that of the answer. mode says what the script does when something has changed: "" in the
// pages of a site, "overview" and "editor" in those of the translation editor.
func (s *Server) Script(revision, status int, mode string) string {
	var b strings.Builder
	attribute := func(name, value string) {
		b.WriteString(" " + name + `="` + html.EscapeString(value) + `"`)
	}
	b.WriteString("<script")
	attribute("src", Own+"reload.js")
	attribute("data-token", s.token)
	attribute("data-instance", s.instance)
	attribute("data-revision", strconv.Itoa(revision))
	attribute("data-status", strconv.Itoa(status))
	if mode != "" {
		attribute("data-mode", mode)
	}
	b.WriteString(" defer></script>")
	return b.String()
}

// serveOwn answers for the event stream and the files of its other end.
func (s *Server) serveOwn(w http.ResponseWriter, r *http.Request, path string) {
	name := strings.TrimPrefix(path, Own)
	if name == "events" {
		s.serveEvents(w, r)
		return
	}
	body, err := clientFiles.ReadFile("client/" + name)
	if err != nil {
		s.Refuse(w, r, http.StatusNotFound, "There is nothing here.")
		return
	}
	ServeFile(w, r, name, body)
}

// ServeFile answers with a script or a style of the program itself.
func ServeFile(w http.ResponseWriter, r *http.Request, name string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	if strings.HasSuffix(name, ".css") {
		h.Set("Content-Type", "text/css; charset=utf-8")
	}
	h.Set("ETag", ETag(body))
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// Send writes an answer of known length.
func Send(w http.ResponseWriter, r *http.Request, status int, parts ...[]byte) {
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

// ETag returns the tag of a body in parts, quoted as in the header.
func ETag(parts ...[]byte) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:", len(p))
		h.Write(p)
	}
	return `"` + hex.EncodeToString(h.Sum(nil)[:12]) + `"`
}
