package pipeline

import (
	"bytes"
	"sync"

	"vernacular/internal/diag"
	"vernacular/internal/page"
)

// parsedPages are translations that were parsed to be compared with their sources before the table of routes is known, and
// that are rendered later in the same update, so that each is parsed once. What is kept is found by the bytes of the file and
// the options, so it changes no answer; what has no room is parsed again.
type parsedPages struct {
	mu    sync.Mutex
	pages map[string]parsed // by file
	size  int               // of all, see keptBytes
}

// parsed is a page as [page.Parse] returns it.
type parsed struct {
	doc      *page.Document
	problems []diag.Diagnostic
	options  page.Options
	source   string // the page that it is in place of, so that nobody asks for its blocks; "" of a page with blocks
}

// keptBytes bounds the memory of the pages that are kept, roughly; a page counts as so many times its file.
const (
	keptBytes     = 128 << 20
	withoutBlocks = 2
	withBlocks    = 10
)

// keep keeps a page until it is rendered.
func (s *parsedPages) keep(p parsed) {
	size := len(p.doc.Bytes()) * withBlocks
	if p.source != "" {
		size = len(p.doc.Bytes()) * withoutBlocks
		p.doc = p.doc.WithoutBlocks()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.pages[p.doc.File()]; ok || s.size+size > keptBytes {
		return
	}
	if s.pages == nil {
		s.pages = map[string]parsed{}
	}
	s.pages[p.doc.File()] = p
	s.size += size
}

// take returns a page that is kept, and forgets it; else it parses the page. source is the page that it will be compared with,
// "" for none.
func (s *parsedPages) take(file, source string, src []byte, options page.Options) (*page.Document, []diag.Diagnostic) {
	s.mu.Lock()
	p, ok := s.pages[file]
	delete(s.pages, file)
	s.mu.Unlock()
	p.options.NoBlocks = options.NoBlocks
	if ok && p.options == options && bytes.Equal(p.doc.Bytes(), src) && (options.NoBlocks || p.source == "" || p.source == source) {
		return p.doc, p.problems
	}
	return page.Parse(file, src, options)
}

// clear forgets all pages.
func (s *parsedPages) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages, s.size = nil, 0
}
