package preview

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

// internal is where the server's own files are; the site cannot have outputs there.
const internal = "/_vernacular/"

// Handler answers every request. It may be used with any server; Serve adds time limits.
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
			s.refuse(w, r, http.StatusMisdirectedRequest,
				"This preview answers only to the address it was started on, such as http://127.0.0.1:8080/.")
			return
		}
		path, ok := cleanPath(r.URL)
		tag, key, desk := deskAddress(path)
		desk = desk && ok && s.desk != nil
		switch read := r.Method == http.MethodGet || r.Method == http.MethodHead; {
		case desk && !read && r.Method != http.MethodPost:
			h.Set("Allow", "GET, HEAD, POST")
			s.refuse(w, r, http.StatusMethodNotAllowed, "The translator's view can only be read and sent its forms.")
			return
		case !desk && !read:
			h.Set("Allow", "GET, HEAD")
			s.refuse(w, r, http.StatusMethodNotAllowed, "This preview can only be read.")
			return
		case !ok:
			s.refuse(w, r, http.StatusBadRequest, "This is no address that a page can have.")
			return
		case desk:
			s.serveDesk(w, r, tag, key)
			return
		}
		if strings.HasPrefix(path, internal) {
			s.serveOwn(w, r, path)
			return
		}
		s.servePage(w, r, path)
	})
}

// refuse answers in plain text; nothing of the request is repeated in it.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, status int, text string) {
	s.log("preview: %d for %.20q %.100q, host %.60q", status, r.Method, r.RequestURI, r.Host)
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

// allowedHost tells whether the request was meant for us: a loopback name or address, or the very
// address of ours it came in at, each with the port it came in at; or a host the user allowed.
func (s *Server) allowedHost(r *http.Request) bool {
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

// canonicalHost lower-cases a Host header. Nothing else is made equal: a trailing dot, an encoded
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

// ownOrigin tells whether a request for the reload channel comes from a page of ours. Browsers send
// Sec-Fetch-Site with every request to a trustworthy origin, and Origin with those across origins.
func ownOrigin(r *http.Request) bool {
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

func (s *Server) ownToken(r *http.Request) bool {
	return subtle.ConstantTimeCompare([]byte(r.URL.Query().Get("token")), []byte(s.token)) == 1
}

// cleanPath gives the decoded path in NFC, or refuses one that is not clean: a dot segment, an empty
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

// errorLog passes on what net/http has to say, which is about connections, not about the site.
func (s *Server) errorLog() *log.Logger { return log.New(logWriter{s}, "", 0) }

type logWriter struct{ *Server }

func (l logWriter) Write(p []byte) (int, error) {
	l.log("preview: %s", strings.TrimSpace(string(p)))
	return len(p), nil
}
