package preview

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"unicode/utf8"

	"vernacular/internal/locale"
)

const (
	// maxEdit bounds the body of a save; a page may not be longer than a few times that.
	maxEdit = 1 << 20

	// deskPolicy lets a page of the translator's view have its own style and script, show the site's
	// pages in a frame, and send its forms here; and be in no frame itself.
	deskPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
		"frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

// deskAddress parts the path of a page of the translator's view into locale and key; for its first
// page both are "".
func deskAddress(path string) (tag, key string, ok bool) {
	if path == internal {
		return "", "", true
	}
	rest, ok := strings.CutPrefix(path, internal+"translate/")
	if !ok {
		return "", "", false
	}
	tag, key, _ = strings.Cut(rest, "/")
	return tag, key, tag != "" && key != ""
}

// serveDesk answers for the translator's view. It changes files, so more is asked of a request than
// elsewhere: it has to come from this machine, and from a page of ours.
func (s *Server) serveDesk(w http.ResponseWriter, r *http.Request, tag, key string) {
	h := w.Header()
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	if !onThisMachine(r) {
		s.refuse(w, r, http.StatusForbidden,
			"The translator's view writes files, so it is open only on the machine on which the preview runs: at http://127.0.0.1 or http://localhost there, with the preview's port.")
		return
	}
	if r.Method == http.MethodPost {
		s.serveEdit(w, r, tag, key)
		return
	}
	if !mayLook(r) {
		s.refuse(w, r, http.StatusForbidden, "A page of another site may not open the translator's view. Type its address into the browser.")
		return
	}
	revision := s.revision() // before the desk is asked, as in servePage
	if tag == "" {
		s.sendDesk(w, r, http.StatusOK, s.overviewPage(s.desk.Overview(), revision))
		return
	}
	p, ok := s.desk.Page(tag, key)
	if !ok {
		s.refuse(w, r, http.StatusNotFound, "There is no such page to translate. All of them are listed at "+internal+".")
		return
	}
	v := s.view(p, r.URL.Query(), revision)
	s.sendDesk(w, r, http.StatusOK, v.document())
}

func (s *Server) sendDesk(w http.ResponseWriter, r *http.Request, status int, page markup) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", deskPolicy)
	s.send(w, r, status, []byte(page))
}

// onThisMachine tells whether a request came in at a loopback address and was meant for one. A proxy
// that the user allowed passes on requests from anywhere, and the Host header tells those.
func onThisMachine(r *http.Request) bool {
	at, _ := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if at == nil {
		return false
	}
	ours, err := netip.ParseAddrPort(at.String())
	if err != nil || !ours.Addr().Unmap().IsLoopback() {
		return false
	}
	name, _, ok := splitHost(canonicalHost(r.Host))
	if name == "localhost" {
		return ok
	}
	ip, err := netip.ParseAddr(strings.Trim(name, "[]"))
	return ok && err == nil && ip.IsLoopback()
}

// mayLook tells whether the view may be shown: to a page of ours, and to whoever opens it as a page.
func mayLook(r *http.Request) bool {
	if r.Header.Get("Sec-Fetch-Site") == "same-site" { // such as another port of this machine
		return r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document" && r.Header.Get("Origin") == ""
	}
	return ownOrigin(r)
}

// mayEdit tells whether a form was sent by a page of ours. Browsers send Origin with every form.
// Sec-Fetch-Site is missing where the browser does not count plain HTTP to this machine as secure.
func mayEdit(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	return (site == "" || site == "same-origin") && len(r.Header.Values("Origin")) == 1 && ownOrigin(r)
}

// form reads the fields of a save, each of which is there at most once.
func (s *Server) form(w http.ResponseWriter, r *http.Request) (fields url.Values, status int, text string) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" || params["charset"] != "" && !strings.EqualFold(params["charset"], "utf-8") {
		return nil, http.StatusUnsupportedMediaType, "A text is saved by sending the form that it is in."
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxEdit))
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		return nil, http.StatusRequestEntityTooLarge, fmt.Sprintf("The text is too long: no more than %d bytes can be saved at once. Edit the file instead.", maxEdit)
	case err != nil:
		return nil, http.StatusBadRequest, "The form did not arrive as a whole."
	}
	fields, err = url.ParseQuery(string(body))
	if err != nil {
		return nil, http.StatusBadRequest, "The form cannot be read."
	}
	for name, values := range fields {
		if len(values) != 1 || !utf8.ValidString(name) || !utf8.ValidString(values[0]) {
			return nil, http.StatusBadRequest, "The form cannot be read: it has a field twice, or text that is not UTF-8."
		}
	}
	return fields, 0, ""
}

// serveEdit saves one text. A browser without script is led back to the page; the script asks for the
// segment alone. What is refused is shown again as it was typed.
func (s *Server) serveEdit(w http.ResponseWriter, r *http.Request, tag, key string) {
	if tag == "" {
		w.Header().Set("Allow", "GET, HEAD")
		s.refuse(w, r, http.StatusMethodNotAllowed, "Nothing can be saved here.")
		return
	}
	if !mayEdit(r) {
		s.refuse(w, r, http.StatusForbidden, "Only the translator's view itself may save a text.")
		return
	}
	fields, status, text := s.form(w, r)
	if status != 0 {
		s.refuse(w, r, status, text)
		return
	}
	revision := s.revision()
	p, ok := s.desk.Page(tag, key)
	if !ok {
		in := locale.Tag(tag)
		p = DeskPage{Tag: tag, Name: in.Autonym(), Dir: in.Direction(), Key: key, Title: key}
	}
	edit := DeskEdit{
		Tag: tag, Key: key, ID: fields.Get("id"), Lock: fields.Get("lock"), Accept: fields.Get("do") == "accept",
		Text: strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(fields.Get("text")),
	}
	v := s.view(p, r.URL.Query(), revision)
	v.alone = fields.Get("part") == "1"
	g := v.find(edit.ID)
	if g != nil && !g.Multiline {
		edit.Text = strings.Join(strings.FieldsFunc(edit.Text, func(r rune) bool { return r == '\n' }), " ")
	}
	v.edit = &edit

	var saved DeskSaved
	var refusal *DeskRefusal
	switch {
	case subtle.ConstantTimeCompare([]byte(fields.Get("token")), []byte(s.deskToken)) != 1:
		s.log("preview: 403 for a save without the token")
		v.refuse(http.StatusForbidden, &DeskRefusal{
			Message: "This page was opened before the preview was started again",
			Hint:    "Your text is in the field: save it once more.", Segment: g,
		})
		s.sendDesk(w, r, v.status, v.answer())
		return
	case !ok:
		v.refuse(http.StatusNotFound, &DeskRefusal{Message: "There is no such page to translate", Hint: "Copy your text from the field to where it belongs now."})
		s.sendDesk(w, r, v.status, v.answer())
		return
	case g == nil:
		refusal = &DeskRefusal{Message: "This text is no longer part of the page", Hint: "Copy your text from the field to where it belongs now."}
	case !survives(edit.Text):
		refusal = &DeskRefusal{Message: "The text has a control character, which no page can have", Hint: "Delete it; it may have come along with something that was pasted.", Segment: g}
	default:
		saved, refusal = s.desk.Save(edit)
	}
	if refusal != nil {
		status := http.StatusUnprocessableEntity
		if refusal.Conflict {
			status = http.StatusConflict
		}
		v.refuse(status, refusal)
		s.sendDesk(w, r, v.status, v.answer())
		return
	}
	if v.alone {
		v.said(saved)
		s.sendDesk(w, r, http.StatusOK, v.answer())
		return
	}
	q := url.Values{"saved": {anchor(saved.Segment.ID)}}
	if v.show != "" {
		q.Set("show", v.show)
	}
	to := url.URL{Path: r.URL.Path, RawQuery: q.Encode(), Fragment: anchor(saved.Segment.ID)}
	http.Redirect(w, r, to.String(), http.StatusSeeOther)
}
