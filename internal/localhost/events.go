package localhost

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"vernacular/internal/diag"
)

const (
	// maxUpdates is how many revisions back a browser may be and still be told what changed. One that
	// is further behind looks at its page itself.
	maxUpdates = 64
	// maxPaths bounds the addresses in one event; when more changed, each browser looks itself.
	maxPaths = 500
	// maxShown bounds the problems in one event. All are counted.
	maxShown = 100
	// maxClients bounds the event streams, of which a browser needs one.
	maxClients = 2000

	heartbeat    = 15 * time.Second // finds connections whose other end is gone
	writeTimeout = 10 * time.Second // for a browser that does not read
)

// Update says what a build changed. The paths are decoded URL paths of the site, in NFC.
type Update struct {
	Revision int      // grows with every build of one Server
	Changed  []string // outputs that are new or whose bytes changed
	Removed  []string // outputs that are gone
}

// client is one open event stream.
type client struct {
	wake chan struct{} // has room for one: there is something newer
}

// message is the data of an event. Its lists say what changed after the revision From.
type message struct {
	Instance    string          `json:"instance"`
	From        int             `json:"from"`
	Revision    int             `json:"revision"`
	Changed     []string        `json:"changed"`
	Removed     []string        `json:"removed"`
	More        bool            `json:"more"` // the lists are not complete
	Errors      int             `json:"errors"`
	Warnings    int             `json:"warnings"`
	Diagnostics json.RawMessage `json:"diagnostics"`
}

// problems are the current ones in the form they have in a message, kept until the next update.
type problems struct {
	updates          int // how many updates there had been when the site was asked
	errors, warnings int
	data             json.RawMessage
}

// Publish tells all browsers about a new revision. Call it after the site's methods answer with what
// is new; also when only the problems changed. It never waits for a browser.
func (s *Server) Publish(u Update) {
	u.Changed, u.Removed = slices.Clone(u.Changed), slices.Clone(u.Removed)
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(u.Changed)+len(u.Removed) > maxPaths {
		// Not worth keeping: whoever has an older revision is told to look.
		u.Changed, u.Removed = nil, nil
		s.updates, s.base = nil, u.Revision
	}
	s.updates = append(s.updates, u)
	if len(s.updates) > maxUpdates {
		s.base = s.updates[0].Revision
		s.updates = slices.Delete(s.updates, 0, 1)
	}
	s.published++
	for c := range s.clients {
		select {
		case c.wake <- struct{}{}:
		default:
		}
	}
}

// Revision returns the newest one. A part that is to answer with a page asks for it before it makes the page: one that is
// newer than it says is harmless, the other way round an update would be missed.
func (s *Server) Revision() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.newest()
}

// newest is Revision for callers that hold the lock.
func (s *Server) newest() int {
	if len(s.updates) == 0 {
		return s.base
	}
	return s.updates[len(s.updates)-1].Revision
}

// message encodes what a browser at revision from needs to know; to is the revision it is at then.
func (s *Server) message(from int, doubt bool) (data []byte, to int) {
	m := message{Instance: s.instance, From: from, Changed: []string{}, Removed: []string{}}
	s.mu.Lock()
	m.Revision = s.newest()
	m.More = doubt || from < s.base || from > m.Revision
	if !m.More {
		m.Changed, m.Removed = sum(s.updates, from)
	}
	s.mu.Unlock()
	if len(m.Changed)+len(m.Removed) > maxPaths {
		m.More, m.Changed, m.Removed = true, []string{}, []string{}
	}
	p := s.current()
	m.Errors, m.Warnings, m.Diagnostics = p.errors, p.warnings, p.data
	return s.encode(m), m.Revision
}

// current gives the current problems.
func (s *Server) current() problems {
	s.mu.Lock()
	known, published := s.problems, s.published
	s.mu.Unlock()
	if known.data != nil && known.updates == published {
		return known
	}
	// Asked without the lock, since the site may hold one of its own while it calls Publish.
	list := s.ask()
	p := problems{updates: published}
	p.errors, p.warnings = diag.Count(list)
	shown := append([]diag.Diagnostic{}, list...)
	slices.SortStableFunc(shown, func(a, b diag.Diagnostic) int { // so that no error is cut off by warnings
		return cmp.Compare(a.Severity, b.Severity)
	})
	p.data = s.encode(shown[:min(len(shown), maxShown)])
	if published > 0 { // before that nobody says when they change
		s.mu.Lock()
		s.problems = p
		s.mu.Unlock()
	}
	return p
}

// encode returns a value as JSON.
func (s *Server) encode(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil { // cannot be: strings and numbers only
		s.Log("%v", err)
		return []byte("null")
	}
	return data
}

// sum adds up the updates after a revision: the last thing that happened to each address counts.
func sum(updates []Update, from int) (changed, removed []string) {
	there := map[string]bool{}
	for _, u := range updates {
		if u.Revision <= from {
			continue
		}
		for _, p := range u.Changed {
			there[p] = true
		}
		for _, p := range u.Removed {
			there[p] = false
		}
	}
	changed, removed = []string{}, []string{}
	for p, is := range there {
		if is {
			changed = append(changed, p)
		} else {
			removed = append(removed, p)
		}
	}
	slices.Sort(changed)
	slices.Sort(removed)
	return changed, removed
}

// serveEvents answers with the event stream. The browser says which revision of which run of the server it
// has; the first event brings it up to date, and has the current problems.
func (s *Server) serveEvents(w http.ResponseWriter, r *http.Request) {
	if !OwnOrigin(r) || !s.ownToken(r) {
		s.Refuse(w, r, http.StatusForbidden, "Only this preview's own pages may listen here.")
		return
	}
	c := s.join()
	if c == nil {
		w.Header().Set("Retry-After", "10")
		s.Refuse(w, r, http.StatusServiceUnavailable, "Too many pages of this preview are open.")
		return
	}
	defer s.leave(c)

	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'")
	h.Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		s.stream(w, r, c)
	}
}

// join returns a new client, which is to be told of the present state at once, or nil if there are too many.
func (s *Server) join() *client {
	c := &client{wake: make(chan struct{}, 1)}
	c.wake <- struct{}{}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.clients) >= maxClients {
		return nil
	}
	s.clients[c] = true
	return c
}

func (s *Server) leave(c *client) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.clients, c)
}

// stream writes an event whenever there is something newer, until the browser or the server ends it.
func (s *Server) stream(w http.ResponseWriter, r *http.Request, c *client) {
	from, err := strconv.Atoi(r.URL.Query().Get("since"))
	doubt := err != nil || r.URL.Query().Get("instance") != s.instance
	rc := http.NewResponseController(w)
	rc.SetReadDeadline(time.Time{}) // nothing more is to be read; the limit was for the request
	write := func(text string) bool {
		rc.SetWriteDeadline(time.Now().Add(writeTimeout))
		_, err := w.Write([]byte(text))
		return err == nil && rc.Flush() == nil
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		select {
		case <-c.wake:
			data, to := s.message(from, doubt)
			if !write(fmt.Sprintf("id: %d\nevent: update\ndata: %s\n\n", to, data)) {
				return
			}
			from, doubt = to, false
		case <-beat.C:
			if !write(":\n\n") {
				return
			}
		case <-s.closed:
			return
		case <-r.Context().Done():
			return
		}
	}
}
