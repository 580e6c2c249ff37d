package serve

import (
	"slices"
	"sync"

	"vernacular/internal/locale"
	"vernacular/internal/pipeline"
	"vernacular/internal/project"
	"vernacular/internal/publish"
	"vernacular/internal/source"
)

// Check makes everything of some locales, of all if there are none, and publishes nothing. Each translation is
// compared with its source as well, and what only translators see is looked at.
func (s *Session) Check(locales []locale.Tag) (pipeline.Result, error) {
	options := pipeline.Options{BaseURL: s.o.BaseURL, Locales: locales, Proof: true, Progress: s.o.Report.Step, Overrun: s.o.Report.Overrun}
	var b *pipeline.Builder
	r, _, err := project.Revise(s.src, s.snap, s.builders(options, nil, &b))
	if err != nil {
		return r, err
	}
	r.Diagnostics = project.WithKept(b, r.Diagnostics)
	s.o.Report.Problems(slices.Concat(r.Diagnostics, r.Notes))
	s.o.Report.Closing(r, nil, s.began, true)
	return r, nil
}

// Build makes everything of some locales, of all if there are none, and publishes it. done is closed to end it: then
// interrupted is called, which has to end the process, unless it is too late, because what was made is being put in
// place.
func (s *Session) Build(locales []locale.Tag, done <-chan struct{}, interrupted func()) (pipeline.Result, error) {
	pub, err := s.publisher(done, false)
	if err != nil {
		return pipeline.Result{}, err
	}
	defer pub.Close()
	committing := orElse(done, interrupted)
	r, b, snap, err := s.makeAll(pub, locales)
	if err != nil {
		return r, err
	}
	committing()
	saved := make(chan error, 1)
	go func() { saved <- s.record.save(b, snap) }()
	res, err := commit(pub, s.built(r.BaseURL), b.Makes, &r)
	s.record.warn(<-saved)
	s.o.Report.Problems(slices.Concat(r.Diagnostics, r.Notes))
	if err == nil {
		s.o.Report.Closing(r, &res, s.began, true)
	}
	return r, err
}

// orElse calls interrupted, which ends the process, when done is closed before committing was called. From then on something is
// published.
func orElse(done <-chan struct{}, interrupted func()) (committing func()) {
	var mu sync.Mutex
	go func() {
		<-done
		mu.Lock()
		interrupted()
	}()
	return mu.Lock // and never unlocked
}

// makeAll makes everything of some locales, and puts nothing in place.
func (s *Session) makeAll(pub *publish.Folder, locales []locale.Tag) (r pipeline.Result, b *pipeline.Builder, snap *source.Snapshot, err error) {
	r, snap, err = project.Revise(s.src, s.snap, s.builders(s.options(locales), pub, &b))
	if err != nil {
		return r, b, snap, err
	}
	if err := s.src.Failed(); err != nil { // to what was made, that file was not there
		err = &project.Error{Kind: project.Failed, Msg: err.Error() + "; nothing was published", Hint: "run the command again when the disk answers", Err: err}
		return r, b, snap, err
	}
	return r, b, snap, nil
}

// builders returns the attempts of a run that builds once: the first by a builder that is used once, with what the
// record says. If files are saved meanwhile, another builder takes its place, which can be told of it. pub is nil for
// a run that publishes nothing; b is the builder of the newest attempt.
func (s *Session) builders(options pipeline.Options, pub *publish.Folder, b **pipeline.Builder) func(*source.Snapshot, []string) (pipeline.Result, error) {
	attempt := 0
	return func(snap *source.Snapshot, changed []string) (pipeline.Result, error) {
		var sink pipeline.Sink
		if pub != nil {
			sink = folderSink{pub, s.o.Shard.N > 0}
		}
		switch attempt++; attempt {
		case 1:
			once := options
			once.Once = true
			*b = pipeline.New(once)
			s.record.load(*b)
		case 2:
			*b = pipeline.New(options)
		}
		if attempt > 1 && pub != nil {
			if _, err := pub.Begin(true); err != nil {
				return pipeline.Result{}, err
			}
		}
		return (*b).Update(s.sources(snap), changed, sink, pub != nil), nil
	}
}
