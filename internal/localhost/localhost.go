// Package localhost turns a set of parts, each of which answers for some addresses, into an HTTP server for
// the browsers of this machine, with a stream of events that says what a build has changed.
//
// It knows neither sites nor translations: package preview adds the pages of a site ([Part]), package editor
// the translation editor. It never answers a request that is meant for another host, and never opens a file.
// Start with [New], [Server.Handle] and [Listen]; the neighbour to read next is preview.
//
// What it promises to browsers, by file:
//
//   - guard.go: only requests that name this machine are answered, pages of other sites can neither read nor
//     listen, and an address is either clean or refused.
//   - team.go: people on other machines are answered by a server of their own, over TLS, after a password.
//   - events.go: a channel of server-sent events that says which addresses changed since the revision a browser
//     has. Nothing is queued for a slow browser; it gets the sum when it reads again.
//   - client.go and client/: the other end of the channel. The script takes over what differs in a page and
//     lists the current problems.
package localhost

import (
	"crypto/rand"
	"net"
	"net/http"
	"sync"
	"time"

	"vernacular/internal/diag"
)

// Own is the folder of the server's own addresses. A site has no outputs there.
const Own = "/_vernacular/"

// Options of a server.
type Options struct {
	Token    string                           // secret of the event stream; random if ""
	Hosts    []string                         // names allowed in the Host header besides the loopback ones: "name" or "name:port"
	Log      func(format string, args ...any) // told of refused requests and inner faults; may be nil
	Team     *Team                            // people on other machines, who alone are answered; nil: this machine's
	Problems func() []diag.Diagnostic         // returns the current problems, sorted; nil if there are none
}

// Part answers for some of the addresses of a server.
type Part struct {
	Owns  func(path string) bool                                    // reports whether the part answers for a clean path
	Serve func(w http.ResponseWriter, r *http.Request, path string) // answers
	Forms string                                                    // the part's name for people if it takes POST requests; "" if it can only be read
}

// Server serves its parts to browsers on this machine.
type Server struct {
	token    string
	instance string // tells browsers one run of the server from another
	hosts    map[string]bool
	team     *Team // nil if there is none
	log      func(format string, args ...any)
	ask      func() []diag.Diagnostic
	parts    []Part
	closed   chan struct{}

	mu        sync.Mutex
	server    *http.Server // while serving
	clients   map[*client]bool
	updates   []Update // the newest ones, oldest first
	base      int      // the revision before the oldest of updates
	published int      // how many updates there were in all
	problems  problems
}

// New returns a server without parts; it listens nowhere until Serve is called or its Handler is served.
func New(o Options) *Server {
	s := &Server{
		token:    o.Token,
		instance: rand.Text()[:12],
		hosts:    map[string]bool{},
		team:     o.Team,
		log:      o.Log,
		ask:      o.Problems,
		closed:   make(chan struct{}),
		clients:  map[*client]bool{},
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
	if s.ask == nil {
		s.ask = func() []diag.Diagnostic { return nil }
	}
	return s
}

// Handle adds a part. The parts are asked in the order in which they were added whether they own an address;
// below [Own] the server answers for what none of them owns. It must not be called after Serve.
func (s *Server) Handle(p Part) { s.parts = append(s.parts, p) }

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

// Close ends all event streams and, if Serve was called, all connections. Calling it again does nothing.
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
