package pipeline

import (
	"bytes"
	"slices"
	"sync"

	"vernacular/internal/page"
	"vernacular/internal/translation"
)

// sourcePages are the source pages that translations were compared with last. All translations of a page are compared one
// after the other ([Builder.plan] asks for them in this order), so that few pages are kept and each is parsed once. What is
// kept is found by the bytes of the file, so it changes no answer.
type sourcePages struct {
	mu    sync.Mutex
	pages []*sourcePage // the newest last
}

// sourcePage is a source page that was read.
type sourcePage struct {
	src  []byte
	lim  page.Limits
	file string

	once sync.Once
	read translation.Comparison
	ok   bool
}

// keptSources is how many source pages are kept: some for each core.
const keptSources = 16

// read reads the source page of a comparison, whose file has the bytes src, nil when there is none. It reports whether the
// page can be read.
func (s *sourcePages) read(t *translation.Comparison, src []byte, lim page.Limits) bool {
	if src == nil {
		return false
	}
	p := s.page(t.SourceFile, src, lim)
	p.once.Do(func() {
		p.read.SourceFile = p.file
		p.ok = p.read.ReadSource(func(string) []byte { return p.src }, lim)
	})
	t.TakeSource(&p.read)
	return p.ok
}

// page returns the page that is kept for a file with these bytes, a new one when there is none.
func (s *sourcePages) page(file string, src []byte, lim page.Limits) *sourcePage {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range slices.Backward(s.pages) {
		if p.file == file && p.lim == lim && bytes.Equal(p.src, src) {
			return p
		}
	}
	if len(s.pages) == keptSources {
		s.pages = slices.Delete(s.pages, 0, 1)
	}
	p := &sourcePage{src: src, lim: lim, file: file}
	s.pages = append(s.pages, p)
	return p
}
