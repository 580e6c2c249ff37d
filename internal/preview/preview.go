// Package preview turns a tree of outputs into HTTP with live reload and a view for translators.
//
// A [Server] answers requests from a [Site], which holds the outputs of the newest build in memory,
// and tells open browsers which pages changed, so that they replace what differs and nothing else.
// It also shows the current problems in the page.
//
// With a [Desk] it has the translator's view besides: at /_vernacular/ all locales with what there is to
// do, and for each page its texts beside those of the source, to be edited and saved.
//
// The package never opens a file, so no request can reach a source, a draft or anything else on the
// disk but what the Desk shows, and that only on this machine. It changes nothing that is published:
// what it adds to a page is added to the served copy. Start with [New] and [Listen]; the neighbour to
// read next is watch, which says when to build.
//
// What it promises to browsers, by file:
//
//   - guard.go: only requests that name this machine are answered, nobody else's pages can read or
//     listen, and an address is either clean or refused.
//   - inject.go: a page is served byte for byte as published but for one script element, and its
//     Content-Security-Policy as a header widened by what that script needs.
//   - events.go: a channel of server-sent events that says which addresses changed since the revision
//     a browser has. Nothing is queued for a slow one; it gets the sum when it reads again.
//   - desk.go: what the translator's view shows and changes, as an interface.
//   - deskserve.go: only a page of ours, opened on this machine, with the forms' token, can save; what
//     cannot be saved is shown again as it was typed.
//   - deskoverview.go, deskpage.go, deskhtml.go: the pages of the view, which work without script, and
//     in which every text is escaped and says its language and direction.
//   - client/: the script, which morphs the page, and the style of the list of problems; the script of
//     the translator's view, which never replaces what is being typed, and its style.
package preview

import (
	"crypto/rand"
	"net"
	"net/http"
	"sync"
	"time"

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
	Hosts []string                         // names allowed in the Host header besides the loopback ones: "name" or "name:port"
	Log   func(format string, args ...any) // told of refused requests and inner faults; may be nil
	Desk  Desk                             // what the translator's view at /_vernacular/ works on; without it there is none
}

// Server serves one site to browsers on this machine.
type Server struct {
	site      Site
	desk      Desk // may be nil
	token     string
	deskToken string // of the forms; another, since every page has that of the reload channel
	instance  string // tells browsers one run of the server from another
	hosts     map[string]bool
	log       func(format string, args ...any)
	closed    chan struct{}

	mu        sync.Mutex
	server    *http.Server // while serving
	clients   map[*client]bool
	updates   []Update // the newest ones, oldest first
	base      int      // the revision before the oldest of updates
	published int      // how many updates there were in all
	problems  problems
}

// New makes a server for site; it listens nowhere until Serve is called or its Handler is served.
func New(site Site, o Options) *Server {
	s := &Server{
		site:      site,
		desk:      o.Desk,
		token:     o.Token,
		deskToken: rand.Text(),
		instance:  rand.Text()[:12],
		hosts:     map[string]bool{},
		log:       o.Log,
		closed:    make(chan struct{}),
		clients:   map[*client]bool{},
	}
	if s.token == "" {
		s.token = rand.Text()
	}
	for _, h := range o.Hosts {
		s.hosts[canonicalHost(h)] = true
	}
	if s.log == nil {
		s.log = func(string, ...any) {}
	}
	return s
}

// Serve answers the connections of l until Close, with time limits for slow and half-open clients.
// It returns nil after Close.
func (s *Server) Serve(l net.Listener) error {
	server := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          s.errorLog(),
	}
	s.mu.Lock()
	s.server = server
	s.mu.Unlock()
	select {
	case <-s.closed:
		server.Close()
	default:
	}
	if err := server.Serve(l); err != http.ErrServerClosed {
		return err
	}
	return nil
}

// Close ends all reload channels and, if Serve was called, all connections. Calling it again does
// nothing.
func (s *Server) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.closed:
		return
	default:
		close(s.closed)
	}
	if s.server != nil {
		s.server.Close()
	}
}
