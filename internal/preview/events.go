package preview

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
	// maxClients bounds the reload channels, of which a browser needs one.
	maxClients = 2000

	heartbeat    = 15 * time.Second // finds connections whose other end is gone
	writeTimeout = 10 * time.Second // for a browser that does not read
)

// client is one open reload channel.
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

// revision is the newest one.
func (s *Server) revision() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.newest()
}

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
	list := s.site.Diagnostics()
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

func (s *Server) encode(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil { // cannot be: strings and numbers only
		s.log("preview: %v", err)
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

// serveEvents is the reload channel. The browser says which revision of which run of the server it
// has; the first event brings it up to date, and has the current problems.
func (s *Server) serveEvents(w http.ResponseWriter, r *http.Request) {
	if !ownOrigin(r) || !s.ownToken(r) {
		s.refuse(w, r, http.StatusForbidden, "Only this preview's own pages may listen here.")
		return
	}
	q := r.URL.Query()
	from, err := strconv.Atoi(q.Get("since"))
	doubt := err != nil || q.Get("instance") != s.instance

	c := &client{wake: make(chan struct{}, 1)}
	c.wake <- struct{}{} // for the first event
	s.mu.Lock()
	full := len(s.clients) >= maxClients
	if !full {
		s.clients[c] = true
	}
	s.mu.Unlock()
	if full {
		w.Header().Set("Retry-After", "10")
		s.refuse(w, r, http.StatusServiceUnavailable, "Too many pages of this preview are open.")
		return
	}
	defer func() {
		s.mu.Lock()
		delete(s.clients, c)
		s.mu.Unlock()
	}()

	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'")
	h.Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return
	}
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
