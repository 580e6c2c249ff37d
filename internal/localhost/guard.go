package localhost

import (
	"crypto/subtle"
	"log"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Handler returns what answers every request. It may be used with any server; Serve adds time limits.
func (s *Server) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Frame-Options", "SAMEORIGIN")
		h.Set("Cache-Control", "no-cache")

		// A page of another site can make its own name point to this machine and then read what the
		// browser takes for that site's; only the Host header tells.
		if !s.allowedHost(r) {
			s.Refuse(w, r, http.StatusMisdirectedRequest,
				"This preview answers only to the address it was started on, such as http://127.0.0.1:8080/.")
			return
		}
		path, clean := cleanPath(r.URL)
		if s.team != nil && !s.admit(w, r, path) {
			return
		}
		var part Part
		if clean {
			part = s.part(path)
		}
		switch read := r.Method == http.MethodGet || r.Method == http.MethodHead; {
		case !read && part.Forms != "" && r.Method != http.MethodPost:
			h.Set("Allow", "GET, HEAD, POST")
			s.Refuse(w, r, http.StatusMethodNotAllowed, part.Forms+" can only be read and sent its forms.")
		case !read && part.Forms == "":
			h.Set("Allow", "GET, HEAD")
			s.Refuse(w, r, http.StatusMethodNotAllowed, "This preview can only be read.")
		case !clean:
			s.Refuse(w, r, http.StatusBadRequest, "This is no address that a page can have.")
		default:
			part.Serve(w, r, path)
		}
	})
}

// part returns the part that answers for a clean path.
func (s *Server) part(path string) Part {
	for _, p := range s.parts {
		if p.Owns(path) {
			return p
		}
	}
	return Part{Serve: s.serveOwn}
}

// Log tells the log of the server something.
func (s *Server) Log(format string, args ...any) { s.log("preview: "+format, args...) }

// Refuse answers in plain text; nothing of the request is repeated in it.
func (s *Server) Refuse(w http.ResponseWriter, r *http.Request, status int, text string) {
	s.Log("%d for %.20q %.100q, host %.60q", status, r.Method, r.RequestURI, r.Host)
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'")
	h.Set("Cache-Control", "no-store")
	body := strconv.Itoa(status) + " " + http.StatusText(status) + "\n\n" + text + "\n"
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write([]byte(body))
	}
}

// allowedHost reports whether the request was meant for us: a loopback name or address, or the very
// address of ours it came in at, each with the port it came in at; or a host the user allowed.
func (s *Server) allowedHost(r *http.Request) bool {
	if s.team != nil {
		return s.team.allowedHost(r)
	}
	name, port, ok := splitHost(canonicalHost(r.Host))
	if !ok {
		return false
	}
	local, _ := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	ours := netip.AddrPort{}
	if local != nil {
		ours, _ = netip.ParseAddrPort(local.String())
	}
	// A host allowed with its port is that of a proxy; without a port in the header it is HTTP's or
	// HTTPS's, and which of them only the proxy knows.
	if s.hosts[name+":"+strconv.Itoa(int(port))] || port == 80 && s.hosts[name+":443"] {
		return true
	}
	if ours.IsValid() && port != ours.Port() {
		return false
	}
	if s.hosts[name] || name == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(strings.Trim(name, "[]"))
	if err != nil || ip.Is6() != strings.HasPrefix(name, "[") || ip.Zone() != "" {
		return false
	}
	return ip.Is4() && ip.IsLoopback() || ip == netip.IPv6Loopback() || ours.IsValid() && ip == ours.Addr().Unmap()
}

// canonicalHost returns a Host header in lower case. Nothing else is made equal: a trailing dot, an encoded
// character or an unusual way to write an address is another host.
func canonicalHost(h string) string { return strings.ToLower(h) }

// splitHost parts "name:port", "name", "[::1]:port" and "[::1]"; without a port it is HTTP's.
func splitHost(host string) (name string, port uint16, ok bool) {
	name, digits, found := host, "", false
	if end := strings.LastIndexByte(host, ']'); strings.HasPrefix(host, "[") && end > 0 {
		name, digits = host[:end+1], host[end+1:]
		if digits, found = strings.CutPrefix(digits, ":"); !found && digits != "" {
			return "", 0, false
		}
	} else {
		name, digits, found = strings.Cut(host, ":")
	}
	if name == "" || strings.ContainsAny(name, "@/\\ %?#") {
		return "", 0, false
	}
	if !found {
		return name, 80, true
	}
	n, err := strconv.ParseUint(digits, 10, 16)
	if err != nil || strconv.FormatUint(n, 10) != digits {
		return "", 0, false
	}
	return name, uint16(n), true
}

// OwnOrigin reports whether a request comes from a page of this server. Browsers send
// Sec-Fetch-Site with every request to a trustworthy origin, and Origin with those across origins.
func OwnOrigin(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
	default:
		return false
	}
	origins := r.Header.Values("Origin")
	if len(origins) == 0 {
		return true
	}
	u, err := url.Parse(origins[0])
	return err == nil && len(origins) == 1 && (u.Scheme == "http" || u.Scheme == "https") && u.User == nil &&
		canonicalHost(u.Host) == canonicalHost(r.Host)
}

// OnThisMachine reports whether a request came in at a loopback address and was meant for one. A proxy
// that the user allowed passes on requests from anywhere, and the Host header tells those.
func OnThisMachine(r *http.Request) bool {
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

// ownToken reports whether a request has the secret of the event stream, which the pages of this server know.
func (s *Server) ownToken(r *http.Request) bool {
	return subtle.ConstantTimeCompare([]byte(r.URL.Query().Get("token")), []byte(s.token)) == 1
}

// cleanPath returns the decoded path in NFC, or false for one that is not clean: a dot segment, an empty
// one, a slash or backslash in disguise, a control character, bytes that are not UTF-8. There is no
// file to be reached by them; but what is published elsewhere should behave as it does here.
func cleanPath(u *url.URL) (path string, ok bool) {
	path = u.Path
	if !strings.HasPrefix(path, "/") || !utf8.ValidString(path) {
		return "", false
	}
	if raw := strings.ToLower(u.EscapedPath()); strings.Contains(raw, "%2f") || strings.Contains(raw, "%5c") {
		return "", false
	}
	for _, r := range path {
		if r < ' ' || r == '\\' || r >= 0x7f && r < 0xa0 || r == utf8.RuneError {
			return "", false
		}
	}
	parts := strings.Split(path[1:], "/")
	for i, part := range parts {
		if part == "." || part == ".." || part == "" && i < len(parts)-1 {
			return "", false
		}
	}
	return norm.NFC.String(path), true
}

// errorLog passes on what net/http reports, which is about connections, not about the site.
func (s *Server) errorLog() *log.Logger { return log.New(logWriter{s}, "", 0) }

type logWriter struct{ *Server }

// Write passes on one message.
func (l logWriter) Write(p []byte) (int, error) {
	l.Log("%s", strings.TrimSpace(string(p)))
	return len(p), nil
}
