package cli

import (
	"fmt"
	"net"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/text/unicode/norm"

	"vernacular/internal/diag"
	"vernacular/internal/editor"
	"vernacular/internal/localhost"
	"vernacular/internal/pipeline"
	"vernacular/internal/preview"
	"vernacular/internal/project"
	"vernacular/internal/publish"
	"vernacular/internal/site"
	"vernacular/internal/source"
	"vernacular/internal/watch"
)

func (a *app) watchCommand() *cobra.Command {
	var f buildFlags
	var addr string
	var poll time.Duration
	cmd := &cobra.Command{
		Use:   "watch",
		Short: "Rebuild on every change, and show the pages with live reload",
		Long: `Builds every edition, serves them on this machine, and rebuilds what a change
concerns as soon as a file is saved. Open pages in the browser follow by
themselves. A mistake is shown here and in the browser, by file, line and
column; the last good version of the page stays until it is mended.

New languages appear when their files do. Press Ctrl-C to end.`,
		Example: "  vernacular watch\n  vernacular watch --addr 127.0.0.1:9000\n  vernacular watch --addr none --out /srv/www",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.check(); err != nil {
				return err
			}
			return a.watch(f, a.outDir(f.out, cmd.Flags().Changed("out")), addr, poll)
		},
	}
	f.add(a, cmd, true)
	cmd.Flags().StringVar(&addr, "addr", "127.0.0.1:8080", "where to serve, as `host:port`; \"none\" only writes")
	cmd.Flags().DurationVar(&poll, "poll", 0, "look at all files every `interval` (such as 1s) instead of being told; for network folders")
	return cmd
}

// session is one run of watch.
type session struct {
	app  *app
	f    buildFlags
	t    *teller
	src  *source.Folder
	snap *source.Snapshot // as the builder has it, or is to have it next
	b    *pipeline.Builder
	pub  *publish.Folder
	serv *localhost.Server // nil with --addr none
	rev  int
	last []diag.Diagnostic

	owed    []string      // changed paths of which the builder has not heard
	all     bool          // the newest revision was not published, so the next must give the folder everything that it lacks
	trouble string        // why it was not, told once
	hints   []string      // where to look again, because looking there failed
	due     time.Duration // when to look again although nothing happened; 0: not at all
}

// A revision that could not be finished is tried again after the first of these times, then after twice that, up to the second.
const (
	soon = 200 * time.Millisecond
	late = 30 * time.Second
)

func (a *app) watch(f buildFlags, out, addr string, poll time.Duration) error {
	t := a.tell()
	if err := publish.Refuse(out, a.dir); err != nil {
		return err
	}
	if _, err := a.complete(); err != nil {
		return err
	}
	// Watching begins before the first look, so that no change falls between the two.
	w, err := watch.New(a.dir, watch.Options{Poll: poll})
	if err != nil {
		return &exit{exitEnvironment, err.Error(), "name the site's folder with --site"}
	}
	defer w.Close()
	mem := a.remember(t, f, out)
	defer mem.close()
	src, snap, err := a.openSite(out, mem.sources)
	if err != nil {
		return err
	}
	defer src.Close()
	mem.make()
	locales, err := a.parseLocales(f.locales, f.sources(snap))
	if err != nil {
		return err
	}
	done, stop := interrupts()
	defer stop()
	pub, err := publish.Open(publish.Options{Dir: out, Site: a.dir, Wait: 10 * time.Second, Done: done, NoSync: true, Stamps: mem.outputs})
	if err != nil {
		return err
	}
	defer pub.Close()
	options := pipeline.Options{BaseURL: f.baseURL, Locales: locales, Progress: t.step, Overrun: t.overrun}
	if scratch := mem.folder.Scratch(); scratch != nil {
		defer scratch.Close()
		options.Scratch = scratch
	}
	s := &session{app: a, f: f, t: t, src: src, snap: snap, pub: pub, b: pipeline.New(options), all: true}

	var listener net.Listener
	if addr != "none" {
		var warning string
		if listener, warning, err = localhost.Listen(addr); err != nil {
			return &exit{exitEnvironment, err.Error(), ""}
		}
		if warning != "" {
			t.line("%s", warning)
		}
		defer listener.Close()
		s.serv = localhost.New(localhost.Options{Problems: s.b.Diagnostics})
		editor.Add(s.serv, &desk{app: a, b: project.New(s.b), src: src})
		preview.Add(s.serv, served{s.b, pub})
		defer s.serv.Close()
	}

	began := time.Now()
	t.begin()
	mem.load(s.b)
	s.revise(began)
	mem.warn(mem.save(s.b, s.snap))
	defer func() { mem.warn(mem.save(s.b, s.snap)) }()
	if listener != nil {
		go s.serv.Serve(listener)
		s.announce(localhost.LoopbackURL(listener))
	}
	t.note("watching %s (%s); Ctrl-C ends", filepath.Clean(a.dir), w.Mode())

	for {
		var again <-chan time.Time
		if s.due > 0 {
			again = time.After(s.due)
		}
		select {
		case <-done:
			t.note("ended")
			return nil
		case <-again:
			s.look(nil)
		case <-a.out.failed: // nobody can read what watching finds
			return &exit{status: exitEnvironment}
		case batch, ok := <-w.Batches():
			if !ok {
				return &exit{exitEnvironment, "watching ended", ""}
			}
			if batch.Notice != "" {
				t.line("%s", diag.Escape(batch.Notice))
			}
			hints := batch.Paths
			if batch.All {
				hints = []string{""}
			}
			if len(hints) > 0 {
				s.look(hints)
			}
		}
	}
}

// look looks at the hinted paths again, at those that were read in another state than they were seen in, and makes a new
// revision of what differs.
func (s *session) look(hints []string) {
	began := time.Now()
	s.t.begin()
	if table := s.b.Site(); table != nil {
		s.snap = s.snap.ForLocale(table.Settings.Source)
	}
	s.hints = append(append(s.hints, hints...), s.snap.Holes()...)
	next, changed, err := s.src.Update(s.snap, s.hints)
	if err != nil {
		s.fail(err) // the folder may come back; the last good site stays
		return
	}
	s.hints = nil
	same := len(changed) == 0 && slices.Equal(next.Diagnostics(), s.snap.Diagnostics())
	s.snap = next
	s.owed = append(s.owed, changed...)
	if same && !s.all && len(s.owed) == 0 {
		s.rest()
		return
	}
	s.revise(began)
}

// revise makes a revision and publishes it.
func (s *session) revise(began time.Time) {
	var begun error
	r, snap, err := update(s.src, s.snap, func(snap *source.Snapshot, changed []string) (pipeline.Result, error) {
		var sink pipeline.Sink = folderSink{s.pub}
		full, err := s.pub.Begin(s.all)
		if begun = err; err != nil {
			sink, full = nil, false
		}
		r := s.b.Update(s.f.sources(snap), append(changed, s.owed...), sink, full)
		s.owed = nil
		return r, nil
	})
	s.snap = snap
	switch {
	case err != nil: // a file never rests
		s.fail(err)
		return
	case begun != nil:
		s.fail(begun)
		return
	}
	s.finish(r, began)
}

// rest is the end of a revision that is published, and says when to look again of its own accord: soon if a file was read in
// another state than it was seen in, and some seconds later if something cannot be read, since no event tells of a disk that
// answers again.
func (s *session) rest() {
	s.trouble, s.due = "", 0
	switch {
	case s.src.Suspicious():
		s.due = soon
	case len(s.snap.Holes()) > 0:
		s.due = 3 * time.Second
	}
}

// fail tells why a revision was not published, once, and sees that it is tried again.
func (s *session) fail(err error) {
	if s.trouble != err.Error() {
		s.trouble = err.Error()
		s.t.line("vernacular: %s", diag.Escape(s.trouble))
	}
	s.all = true
	s.due = min(max(2*s.due, soon), late)
}

// finish publishes a revision, tells of it and lets the browsers know.
func (s *session) finish(r pipeline.Result, began time.Time) {
	res, err := commit(s.pub, s.b, &r)
	s.t.begin() // takes the progress line away
	news := !slices.Equal(r.Diagnostics, s.last)
	if news || len(r.Diagnostics) > 0 || s.t.json {
		s.t.problems(r.Diagnostics)
	}
	if err != nil {
		s.fail(err)
	} else {
		s.all = r.Held // what the folder holds beside the tree is looked at when there is a tree
		s.rest()
	}
	if s.t.json || s.rev == 0 || news || res.Written+res.Removed > 0 {
		s.t.closing(r, &res, began)
	}
	if news && len(r.Diagnostics) == 0 && s.rev > 0 {
		s.t.note("%s", s.t.paint("1;32", "all problems are solved"))
	}
	s.last = r.Diagnostics
	s.rev++
	if s.serv != nil {
		base := served{b: s.b}.base()
		s.serv.Publish(localhost.Update{Revision: s.rev, Changed: urlPaths(base, r.Changed), Removed: urlPaths(base, r.Removed)})
	}
}

// announce prints the address of each edition.
func (s *session) announce(root string) {
	table := s.b.Site()
	if table == nil || s.t.quiet {
		return
	}
	for _, e := range table.Editions {
		link := strings.TrimSuffix(root, "/") + strings.TrimSuffix(table.Settings.BasePath(), "/") + site.Encode(e.Prefix)
		s.t.line("  %-40s %-8s %s", link, e.Locale, table.Settings.Autonym(e.Locale))
	}
	s.t.line("  %-40s %-8s %s", strings.TrimSuffix(root, "/")+"/_vernacular/", "", "the translators' view")
}

// urlPaths turns output paths into the addresses that readers open, below the base path.
func urlPaths(base string, paths []string) []string {
	out := make([]string, len(paths))
	for i, p := range paths {
		if dir, name := path.Split(p); name == "index.html" {
			p = dir
		}
		out[i] = base + p
	}
	return out
}

// served is the newest tree as the preview sees it: good outputs are made when asked for, and of a
// failed one the last good version is what was published.
type served struct {
	b   *pipeline.Builder
	pub *publish.Folder
}

var _ preview.Site = served{}

func (s served) output(urlPath string) (string, bool) {
	p := strings.TrimPrefix(norm.NFC.String(urlPath), "/")
	if base := s.base(); base != "/" {
		if !strings.HasPrefix("/"+p, base) {
			return "", false
		}
		p = strings.TrimPrefix("/"+p, base)
	}
	if p == "" || strings.HasSuffix(p, "/") {
		p += "index.html"
	}
	return p, true
}

func (s served) base() string {
	if table := s.b.Site(); table != nil {
		return table.Settings.BasePath()
	}
	return "/"
}

// Open gives the output at an address.
func (s served) Open(urlPath string) (preview.File, bool) {
	p, ok := s.output(urlPath)
	if !ok {
		return preview.File{}, false
	}
	if o, ok := s.b.Open(p); ok {
		return file(p, o.Data, o.SHA256), true
	}
	if s.b.Kept(p) {
		if data, ok := s.pub.Read(p); ok {
			return file(p, data, ""), true
		}
	}
	return preview.File{}, false
}

// NotFound gives the not-found page of the edition that an address lies in.
func (s served) NotFound(urlPath string) preview.File {
	best := "404.html"
	if table := s.b.Site(); table != nil {
		inside := "/" + strings.TrimPrefix(urlPath, table.Settings.BasePath())
		for _, e := range table.Editions {
			p := strings.TrimPrefix(e.Prefix, "/") + "404.html"
			if strings.HasPrefix(inside, e.Prefix) && len(p) > len(best) {
				best = p
			}
		}
	}
	if o, ok := s.b.Open(best); ok {
		return file(best, o.Data, o.SHA256)
	}
	if data, ok := s.pub.Read(best); ok {
		return file(best, data, "")
	}
	return preview.File{Body: []byte("<!doctype html><title>404</title><h1>404</h1>\n"), ContentType: "text/html; charset=utf-8"}
}

func file(path string, data []byte, sum string) preview.File {
	f := preview.File{Body: data, ContentType: contentType(path)}
	if sum != "" {
		f.ETag = fmt.Sprintf("%q", sum[:16])
	}
	return f
}

// contentType goes by the ending of a name; the system's own table differs between machines.
func contentType(path string) string {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".xml":
		return "application/xml; charset=utf-8"
	case ".txt":
		return "text/plain; charset=utf-8"
	case ".json":
		return "application/json"
	case ".svg":
		return "image/svg+xml"
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".png":
		return "image/png"
	case ".gif":
		return "image/gif"
	case ".webp":
		return "image/webp"
	case ".avif":
		return "image/avif"
	case ".woff2":
		return "font/woff2"
	case ".pdf":
		return "application/pdf"
	}
	return "application/octet-stream"
}
