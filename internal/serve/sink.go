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
type folderSink struct {
	f    *publish.Folder
	pure bool // what the folder holds of earlier builds says nothing: it only spares the writing of equal bytes
}

// Put gives one output to the folder.
func (s folderSink) Put(o pipeline.Output) error {
	if o.Tentative && !s.pure && s.f.Has(o.Path) {
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
		case !o.Tentative || s.pure:
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
	if s.pure {
		return nil
	}
	return outputs(s.f.Left())
}

// outputs returns entries as the pipeline knows them.
func outputs(entries []publish.Entry) []pipeline.Output {
	var out []pipeline.Output
	for _, e := range entries {
		out = append(out, pipeline.Output{Path: e.Path, SHA256: e.SHA256, Size: e.Size, Locale: locale.Tag(e.Locale), Sources: e.Sources, Text: e.Fingerprint})
	}
	return out
}

// Read returns a file of the folder.
func (s folderSink) Read(path string) ([]byte, bool) {
	if s.pure {
		return nil, false
	}
	return s.f.Read(path)
}

// entry returns an output as the folder knows it.
func entry(o pipeline.Output) publish.Entry {
	return publish.Entry{Path: o.Path, SHA256: o.SHA256, Size: o.Size, Locale: string(o.Locale), Sources: o.Sources, Fingerprint: o.Text}
}

// built returns what the manifest says that a session builds.
func (s *Session) built(baseURL string) publish.Build {
	built := publish.Build{BaseURL: baseURL, Pseudo: s.o.Pseudo}
	for _, t := range s.locales {
		built.Locales = append(built.Locales, string(t))
	}
	slices.Sort(built.Locales)
	return built
}

// commit puts a build in place. The sink's complaints about single outputs become problems; any other
// fails the revision. makes tells whether the run builds an edition, see [pipeline.Builder.Makes].
func commit(pub *publish.Folder, built publish.Build, makes func(locale.Tag) bool, r *pipeline.Result) (publish.Result, error) {
	if err := takeRefused(r); err != nil {
		return publish.Result{}, err
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
		pub.Describe(built)
	}
	return pub.Commit(func(old publish.Entry) bool { return r.Held || !makes(locale.Tag(old.Locale)) })
}

// takeRefused makes problems of the sink's complaints about single outputs, and returns any other.
func takeRefused(r *pipeline.Result) error {
	for _, err := range r.SinkErrs {
		var p *publish.Error
		if !(errors.As(err, &p) && (p.Kind == publish.InTheWay || p.Kind == publish.BadPath)) {
			return err
		}
		r.Diagnostics = diag.Sorted(append(r.Diagnostics, p.Diagnostic()))
	}
	return nil
}
