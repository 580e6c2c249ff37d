// Package serve turns the folder of a site into a published one: once, or again after every change, when it also
// serves the pages and the translation editor on this machine. It joins project, which opens the folder, pipeline,
// which makes the outputs, publish, which puts them in place, cache, which remembers earlier runs, watch, which says
// when to look again, and preview and editor, which show what there is.
//
// Many processes may build one site together: [Session.BuildPart] writes a part of it, and [Join] puts all parts together. What a
// part is, is in part.go.
//
// It decides nothing about pages and puts nothing into words but its errors: a [Report] is told what happens. Start
// with [Open], then [Session.Build], [Session.Check] or [Session.Watch]; the neighbour to read next is pipeline.
package serve

import (
	"io"
	"time"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/localhost"
	"vernacular/internal/pipeline"
	"vernacular/internal/project"
	"vernacular/internal/publish"
	"vernacular/internal/source"
	"vernacular/internal/watch"
)

// Options say which site is built, how and where to.
type Options struct {
	Dir     string          // the site's folder
	Out     string          // the folder to publish to; "" for a run that publishes nothing
	BaseURL string          // replaces that of the settings; may be ""
	Locales []string        // those that are built, as the user names them; empty for all. They are part of the record's name
	Pseudo  bool            // with the pseudo-locales
	Cache   string          // the folder that remembers earlier runs; "" for none
	Team    *localhost.Team // people on other machines who may translate; nil: nobody
	Report  Report

	Shard   pipeline.Shard // build only these outputs, see Session.BuildPart; the zero value for all
	Program string         // what makes the outputs: parts of two programs are not joined
	Failed  []string       // folders of parts whose failed pages the shard is not to list
}

// Report is told what happens in a run.
type Report interface {
	Begin()                                                                        // a revision begins
	Step(done, total int)                                                          // outputs have been made
	Overrun(page string)                                                           // a layout does not come to an end; ends the process
	Line(format string, args ...any)                                               // something that people should know
	Note(format string, args ...any)                                               // something that they can do without
	Problems(ds []diag.Diagnostic)                                                 // those of a revision
	Closing(r pipeline.Result, res *publish.Result, began time.Time, changed bool) // a revision is published; changed: it differs from the one before
	Solved()                                                                       // the problems of the revision before are gone
}

// Session is one run over the folder of a site. It is used by one goroutine.
type Session struct {
	Ready func(address string) // called once the translation editor answers at this address; may be nil

	o       Options
	began   time.Time
	watcher watch.Watcher // nil unless Watch is to be called
	record  *record
	src     *source.Folder
	snap    *source.Snapshot  // as the builder has it, or is to have it next
	scratch io.Closer         // nil if there is none
	locales []locale.Tag      // the editions that are published; empty for all
	absent  []pipeline.PageIn // the pages of other shards that have no output
}

// Open opens a session. watched is nil for a run that builds once; else watching begins before the first look at the
// folder, so that no change falls between the two.
func Open(o Options, watched *watch.Options) (s *Session, err error) {
	s = &Session{o: o, began: time.Now()}
	if watched != nil {
		if s.watcher, err = watch.New(o.Dir, *watched); err != nil {
			return nil, &project.Error{Kind: project.Failed, Msg: err.Error(), Hint: "name the site's folder with --site", Err: err}
		}
	}
	s.record = openRecord(o)
	if s.src, s.snap, err = project.Open(o.Dir, o.Out, s.record.sources); err != nil {
		s.Close()
		return nil, err
	}
	if o.Out != "" {
		s.record.make()
	}
	return s, nil
}

// Close ends a session.
func (s *Session) Close() {
	if s.scratch != nil {
		s.scratch.Close()
	}
	if s.src != nil {
		s.src.Close()
	}
	s.record.close()
	if s.watcher != nil {
		s.watcher.Close()
	}
}

// Folder returns the folder of the site.
func (s *Session) Folder() *source.Folder { return s.src }

// Snapshot returns the sources as they are built, the pseudo-locales included if they are wanted.
func (s *Session) Snapshot() *source.Snapshot { return s.sources(s.snap) }

// sources returns a snapshot with the pseudo-locales if they are wanted.
func (s *Session) sources(snap *source.Snapshot) *source.Snapshot {
	if s.o.Pseudo {
		return project.Pseudo(snap)
	}
	return snap
}

// options returns those of a builder that publishes.
func (s *Session) options(locales []locale.Tag) pipeline.Options {
	s.locales = locales
	o := pipeline.Options{BaseURL: s.o.BaseURL, Locales: locales, Progress: s.o.Report.Step, Overrun: s.o.Report.Overrun, Shard: s.o.Shard, Absent: s.absent}
	if scratch := s.record.folder.Scratch(); scratch != nil {
		s.scratch, o.Scratch = scratch, scratch
	}
	return o
}

// publisher opens the folder to publish to. done ends the wait for another process that publishes there.
func (s *Session) publisher(done <-chan struct{}, noSync bool) (*publish.Folder, error) {
	return publish.Open(publish.Options{Dir: s.o.Out, Site: s.o.Dir, Wait: 10 * time.Second, Done: done, NoSync: noSync, Stamps: s.record.outputs})
}
