package project

import (
	"maps"
	"slices"
	"sync"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/site"
	"vernacular/internal/translation"
)

// view is a translation as it was read for one answer: whatever is asked for twice is the same both times, so that a save
// that is worked out from a file is refused when the file has become another meanwhile.
type view struct {
	Workspace
	s      *Session
	table  *site.Site
	tag    locale.Tag
	key    string
	t      translation.Comparison
	fields []Field // nil: nobody has asked yet

	mu      sync.Mutex        // guards seen and failure: a view that was told last is asked by many
	seen    map[string][]byte // by path, nil for none
	failure error             // the first error of the environment

	unchecked bool // the problems of the fields are not asked for

	noPast string // why the save that made it is not kept in the history; "" if it is
	grown  bool   // the history got a save with it
}

// readNow returns a file of the site as it is on disk now, nil when there is none.
func (s *Session) readNow(file string) ([]byte, error) {
	f, err := s.src.ReadNow(file)
	if err != nil || f.Missing || diag.HasErrors(f.Diags) {
		return nil, err
	}
	if f.Data == nil {
		return []byte{}, nil
	}
	return f.Data, nil
}

// unreadable returns why a file that is there cannot be read; nil if it can, or if there is none.
func (s *Session) unreadable(file string) *diag.Diagnostic {
	f, err := s.src.ReadNow(file)
	switch {
	case err != nil:
		return &diag.Diagnostic{Message: err.Error()}
	case diag.HasErrors(f.Diags):
		return &f.Diags[0]
	}
	return nil
}

// newView returns a view that has read nothing yet.
func (s *Session) newView(table *site.Site, t locale.Tag, key string) *view {
	v := &view{s: s, table: table, tag: t, key: key, seen: map[string][]byte{}}
	v.Workspace = Workspace{b: s.b, pages: s.pages, live: true, read: v.file}
	return v
}

// file returns a file as the view sees it.
func (v *view) file(file string) []byte {
	v.mu.Lock()
	defer v.mu.Unlock()
	data, ok := v.seen[file]
	if !ok {
		var err error
		if data, err = v.s.readNow(file); v.failure == nil {
			v.failure = err
		}
		v.seen[file] = data
	}
	return data
}

// holds reports whether all that the view has read is still so.
func (v *view) holds() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	for file, data := range v.seen {
		now, err := v.s.readNow(file)
		if err != nil || (now == nil) != (data == nil) || string(now) != string(data) {
			return false
		}
	}
	return v.failure == nil
}

// files returns what the view has read so far.
func (v *view) files() map[string][]byte {
	v.mu.Lock()
	defer v.mu.Unlock()
	return maps.Clone(v.seen)
}

// put lets the view see changes that are about to be written.
func (v *view) put(changes []Change) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, c := range changes {
		v.seen[c.Path] = c.Data
	}
}

// unread returns the first error of the environment that the view has met: to what was worked out with it that file was
// not there.
func (v *view) unread() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.failure
}

// open compares a page or catalog as it is on disk; nil when there is no such one. A comparison that still holds is not
// made again.
func (s *Session) open(tag, key string) *view {
	s.mu.Lock()
	last := s.last
	s.mu.Unlock()
	if last != nil && last.table == s.b.Site() && string(last.tag) == tag && last.key == key && last.holds() {
		return last
	}
	v := s.compare(tag, key)
	if v == nil {
		return nil
	}
	v.fields = v.listFields(nil)
	s.keep(v)
	return v
}

// compare compares a page or catalog as it is on disk, without its fields; nil when there is no such one.
func (s *Session) compare(tag, key string) *view {
	t, _, err := locale.Parse(tag)
	table := s.b.Site()
	s.mu.Lock()
	begun := slices.Contains(s.begun, t)
	s.mu.Unlock()
	if err != nil || table == nil || t == table.Settings.Source || !begun && !knows(table, t) {
		return nil
	}
	v := s.newView(table, t, key)
	name := key
	if key == translation.MessagesName {
		name = ""
	}
	var ok bool
	if v.t, ok = v.Translation(name, t); !ok {
		return nil
	}
	return v
}

// keep remembers what was told last.
func (s *Session) keep(v *view) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last != nil && s.last.tag == v.tag && s.last.key == v.key {
		s.keepSources(s.last.fields, v.fields)
	}
	s.last = v
}

// after returns the view as it is when changes are in place.
func (v *view) after(t translation.Comparison, changes []Change) *view {
	next := v.s.newView(v.table, v.tag, v.key)
	next.put(changes)
	next.t = t
	next.fields = next.listFields(v.fields)
	for file, data := range v.files() { // those that the comparison has asked for, too
		if _, ok := next.seen[file]; !ok {
			next.seen[file] = data
		}
	}
	return next
}
