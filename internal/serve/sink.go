package serve

import (
	"errors"
	"slices"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/pipeline"
	"vernacular/internal/publish"
)

// folderSink publishes what a build makes.
type folderSink struct{ f *publish.Folder }

// Put gives one output to the folder.
func (s folderSink) Put(o pipeline.Output) error {
	if o.Tentative && s.f.Has(o.Path) {
		s.f.Keep(o.Path)
		return nil
	}
	_, err := s.f.Put(entry(o), o.Data)
	return err
}

// Verify returns the outputs that the folder lacks; all of them when it cannot be looked at, since a Put then
// says why.
func (s folderSink) Verify(outputs []pipeline.Output) []int {
	var need, which []int
	var entries []publish.Entry
	for i, o := range outputs {
		switch {
		case !o.Tentative:
			which, entries = append(which, i), append(entries, entry(o))
		case s.f.Has(o.Path):
			s.f.Keep(o.Path)
		default:
			need = append(need, i)
		}
	}
	lacking, err := s.f.Verify(entries)
	if err != nil {
		need = append(need, which...)
	}
	for _, i := range lacking {
		need = append(need, which[i])
	}
	slices.Sort(need)
	return need
}

// Left returns what the folder holds of earlier builds beside what was put.
func (s folderSink) Left() []pipeline.Output {
	var out []pipeline.Output
	for _, e := range s.f.Left() {
		out = append(out, pipeline.Output{Path: e.Path, SHA256: e.SHA256, Size: e.Size, Locale: locale.Tag(e.Locale), Sources: e.Sources, Text: e.Fingerprint})
	}
	return out
}

// Read returns a file of the folder.
func (s folderSink) Read(path string) ([]byte, bool) { return s.f.Read(path) }

// entry returns an output as the folder knows it.
func entry(o pipeline.Output) publish.Entry {
	return publish.Entry{Path: o.Path, SHA256: o.SHA256, Size: o.Size, Locale: string(o.Locale), Sources: o.Sources, Fingerprint: o.Text}
}

// commit puts a build in place. The sink's complaints about single outputs become problems; any other
// fails the revision.
func (s *Session) commit(pub *publish.Folder, b *pipeline.Builder, r *pipeline.Result) (publish.Result, error) {
	for _, err := range r.SinkErrs {
		var p *publish.Error
		if !(errors.As(err, &p) && (p.Kind == publish.InTheWay || p.Kind == publish.BadPath)) {
			return publish.Result{}, err
		}
		r.Diagnostics = diag.Sorted(append(r.Diagnostics, p.Diagnostic()))
	}
	if r.Held { // what was put is of no tree that is known
		if _, err := pub.Begin(false); err != nil {
			return publish.Result{}, err
		}
	}
	for _, path := range r.Kept {
		pub.Keep(path)
	}
	for _, path := range r.Removed {
		pub.Remove(path)
	}
	if r.Outputs > 0 { // else the last good ones stay, and what was built is what it was
		built := publish.Build{BaseURL: r.BaseURL, Pseudo: s.o.Pseudo}
		for _, t := range s.locales {
			built.Locales = append(built.Locales, string(t))
		}
		slices.Sort(built.Locales)
		pub.Describe(built)
	}
	return pub.Commit(func(old publish.Entry) bool { return r.Held || !b.Makes(locale.Tag(old.Locale)) })
}
