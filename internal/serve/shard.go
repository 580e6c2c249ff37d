package serve

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"vernacular/internal/locale"
	"vernacular/internal/pipeline"
	"vernacular/internal/project"
	"vernacular/internal/publish"
)

// BuildPart makes the outputs of a shard of some locales, of all if there are none, and writes them with all that [Join] must know
// into the folder of a part. The problems of the sources are among that: they fail nothing here. done and interrupted are those
// of [Session.Build].
func (s *Session) BuildPart(locales []locale.Tag, done <-chan struct{}, interrupted func()) (pipeline.Result, error) {
	before, err := digestSources(s.snap)
	if err != nil {
		return pipeline.Result{}, err
	}
	p := &part{Generator: "vernacular", Version: partVersion, Tool: publish.Tool, Program: s.o.Program, Shard: s.o.Shard.I, Of: s.o.Shard.N, Sources: before, dir: s.o.Out}
	s.locales = locales
	if err := s.readFailed(p); err != nil {
		return pipeline.Result{}, err
	}
	pub, err := s.openPart(done)
	if err != nil {
		return pipeline.Result{}, err
	}
	defer pub.Close()
	committing := orElse(done, interrupted)
	r, b, snap, err := s.makeAll(pub, locales)
	if err != nil {
		return r, err
	}
	after, err := digestSources(snap)
	if err != nil {
		return r, err
	}
	if changed := differences(before, after); len(changed) > 0 {
		return r, &project.Error{Kind: project.Failed, Msg: fmt.Sprintf("files in %s were changed while the shard was built", strings.Join(changed, ", ")), Hint: "build it again when nobody edits the site"}
	}
	committing()
	if len(r.SinkErrs) > 0 {
		return r, r.SinkErrs[0]
	}
	p.Facts = b.Part(r)
	p.Options = s.built(p.Facts.BaseURL)
	pub.Describe(p.Options)
	if r.Held {
		if _, err := pub.Begin(true); err != nil {
			return r, err
		}
	}
	for _, path := range slices.Concat(r.Kept, r.Removed) { // an output may have been put before it turned out to have an error
		pub.Remove(path)
	}
	res, err := pub.Commit(nil)
	if err != nil {
		return r, err
	}
	if err := p.write(); err != nil {
		return r, &project.Error{Kind: project.Failed, Msg: err.Error(), Err: err}
	}
	s.o.Report.Closing(r, &res, s.began, true)
	s.o.Report.Note("this is %s, divided by %s; what is wrong in it is in %s, and vernacular join tells it", p.name(), p.Facts.By, filepath.Join(s.o.Out, problemsFile))
	return r, nil
}

// readFailed learns from parts of the same site which pages of other shards have no output.
func (s *Session) readFailed(own *part) error {
	absent := map[pipeline.PageIn]bool{}
	for _, dir := range s.o.Failed {
		p, err := readFacts(dir)
		if err != nil {
			return err
		}
		if changed := differences(p.Sources, own.Sources); len(changed) > 0 || p.Of != own.Of {
			return &project.Error{Kind: project.Unknown, Msg: fmt.Sprintf("--failed %s: this is %s of other sources%s", dir, p.name(), inFolders(changed)), Hint: "name parts of the sources as they are now, divided in the same way"}
		}
		if p.Shard == own.Shard {
			continue // of which this build finds out anew
		}
		for _, page := range p.Facts.Absent {
			absent[page] = true
		}
	}
	s.absent = slices.Collect(maps.Keys(absent)) // the builder sorts them
	return nil
}

// inFolders says in which folders sources differ.
func inFolders(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return ", which differ in " + strings.Join(names, ", ")
}
