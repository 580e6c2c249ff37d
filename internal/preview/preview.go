// Package preview turns a tree of outputs into HTTP with live reload.
//
// A [Server] answers requests from a [Site], which holds the outputs of the newest build in memory,
// and tells open browsers which pages changed, so that they replace what differs and nothing else.
// It also shows the current problems in the page.
//
// The package never opens a file, so no request can reach a source, a draft or anything else on the
// disk. It changes nothing that is published: what it adds to a page is added to the served copy.
// Start with [New] and [Listen]; the neighbour to read next is watch, which says when to build.
package preview

import (
	"net"
	"net/http"

	"vernacular/internal/diag"
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
	// Diagnostics returns the current problems, sorted.
	Diagnostics() []diag.Diagnostic
}

// Update says what a build changed. The paths are decoded URL paths, as Open takes them.
type Update struct {
	Revision int      // grows with every build of one Server
	Changed  []string // outputs that are new or whose bytes changed
	Removed  []string // outputs that are gone
}

// Options of a server.
type Options struct {
	Token string                           // secret of the reload channel; random if ""
	Hosts []string                         // host names allowed besides the loopback ones, with or without port
	Log   func(format string, args ...any) // told of refused requests and inner faults; may be nil
}

// Server serves one site to browsers on this machine.
type Server struct{ site Site }

// New makes a server for site; it listens nowhere until its Handler is served.
func New(site Site, o Options) *Server { return &Server{site: site} }

// Handler answers every request.
func (s *Server) Handler() http.Handler { return http.NotFoundHandler() }

// Publish tells all browsers about a new revision. It never waits for one.
func (s *Server) Publish(u Update) {}

// Close ends all reload channels.
func (s *Server) Close() {}

// Listen opens the port to serve on; warning is for the user, "" if there is nothing to say.
func Listen(addr string) (l net.Listener, warning string, err error) {
	l, err = net.Listen("tcp", addr)
	return l, "", err
}
