package cli

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"vernacular/internal/catalog"
	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/pipeline"
	"vernacular/internal/project"
	"vernacular/internal/publish"
	"vernacular/internal/source"
)

func splitCatalogName(name string) (tag, format string, ok bool) { return catalog.SplitName(name) }

// buildFlags are shared by the commands that build.
type buildFlags struct {
	out     string
	locales []string
	baseURL string
	strict  bool
	cache   string
	pseudo  bool
}

// sources are the snapshot, with the pseudo-locales if they are wanted.
func (f *buildFlags) sources(snap *source.Snapshot) *source.Snapshot {
	if f.pseudo {
		return project.Pseudo(snap)
	}
	return snap
}

func (f *buildFlags) add(a *app, cmd *cobra.Command, writes bool) {
	if writes {
		cmd.Flags().StringVar(&f.out, "out", "public", "the output `folder`; by default public in the site's folder")
		cmd.MarkFlagDirname("out")
	}
	cmd.Flags().StringArrayVar(&f.locales, "locale", nil, "build only the edition of this `tag` (repeatable)")
	cmd.RegisterFlagCompletionFunc("locale", a.completeLocales)
	cmd.Flags().StringVar(&f.cache, "cache", "", "the `folder` that remembers earlier builds, or \"off\"; by default .vernacular in the site's folder")
	cmd.MarkFlagDirname("cache")
	cmd.Flags().BoolVar(&f.pseudo, "pseudo", false, "add the pseudo-locales en-XA (accented, longer) and ar-XB (mirrored), which show what cannot be translated and what bursts")
	cmd.Flags().StringVar(&f.baseURL, "base-url", "", "where the site will live, as in `https://www.example.org/`; replaces base_url in site.toml")
}

func (f *buildFlags) check() error {
	if f.baseURL == "" {
		return nil
	}
	u, err := url.Parse(f.baseURL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return &exit{exitUsage, fmt.Sprintf("--base-url is not a web address: %q", f.baseURL), "write it whole, as in https://www.example.org/"}
	}
	return nil
}

func (a *app) buildCommand() *cobra.Command {
	var f buildFlags
	cmd := &cobra.Command{
		Use:   "build",
		Short: "Build every edition, once",
		Long: `Builds every edition and writes it to the output folder. Files that have not
changed are not written again; files of an earlier build that are no longer
part of the site are removed; files that Vernacular did not write are never
touched. A page with an error is not written, and no other page lists it; its last
good version stays, with all that it needs. What cannot be read is not taken for
missing: whatever depends on it stays as it is.

Exit status: 0 clean, 1 the site has errors (with --strict: or warnings),
2 wrong usage, 3 the disk or permissions failed.`,
		Example: "  vernacular build\n  vernacular build --strict --base-url https://www.example.org/ --out /srv/www",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.check(); err != nil {
				return err
			}
			return a.build(f, a.outDir(f.out, cmd.Flags().Changed("out")))
		},
	}
	f.add(a, cmd, true)
	cmd.Flags().BoolVar(&f.strict, "strict", false, "warnings fail the build, too")
	return cmd
}

// interrupts closes the returned channel at the first signal to end.
func interrupts() (done chan struct{}, stop func()) {
	sig := make(chan os.Signal, 2)
	signal.Notify(sig, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	done = make(chan struct{})
	quit := make(chan struct{})
	go func() {
		select {
		case <-sig:
			close(done)
		case <-quit:
		}
	}()
	var once sync.Once
	return done, func() { once.Do(func() { signal.Stop(sig); close(quit) }) }
}

func (a *app) build(f buildFlags, out string) error {
	shortLived()
	began := time.Now()
	t := a.tell()
	if err := publish.Refuse(out, a.dir); err != nil {
		return err
	}
	if _, err := a.complete(); err != nil {
		return err
	}
	mem := a.remember(t, f, out)
	defer mem.close()
	src, disk, err := a.openSite(out, mem.sources)
	if err != nil {
		return err
	}
	defer src.Close()
	mem.make()
	locales, err := a.parseLocales(f.locales, f.sources(disk))
	if err != nil {
		return err
	}
	done, stop := interrupts()
	defer stop()
	pub, err := publish.Open(publish.Options{Dir: out, Site: a.dir, Wait: 10 * time.Second, Done: done, Stamps: mem.outputs})
	if err != nil {
		return err
	}
	defer pub.Close()
	// Until the commit begins an interrupted build leaves at once: what it staged is nobody's site.
	var committing sync.Mutex
	go func() {
		<-done
		committing.Lock()
		t.line("vernacular: interrupted; nothing was published")
		os.Exit(exitEnvironment)
	}()
	options := pipeline.Options{BaseURL: f.baseURL, Locales: locales, Progress: t.step, Overrun: t.overrun}
	if scratch := mem.folder.Scratch(); scratch != nil {
		defer scratch.Close()
		options.Scratch = scratch
	}
	var b *pipeline.Builder
	r, disk, err := update(src, disk, f.builders(options, mem, pub, &b))
	if err != nil {
		return err
	}
	if err := a.readAll("nothing was published"); err != nil {
		return err
	}
	committing.Lock()
	defer committing.Unlock()
	saved := make(chan error, 1)
	go func() { saved <- mem.save(b, disk) }()
	res, err := commit(pub, b, &r)
	mem.warn(<-saved)
	t.problems(r.Diagnostics)
	if err != nil {
		return err
	}
	t.closing(r, &res, began)
	if blocked := sinkProblems(r); blocked != nil {
		return blocked
	}
	return verdict(r.Diagnostics, f.strict)
}

// builders gives the attempts of a command that builds once: the first by a builder that is used once, with what the record says.
// If files are saved meanwhile, another builder takes its place, which can be told of it. pub is nil for a command that
// publishes nothing; b is the builder of the newest attempt.
func (f *buildFlags) builders(options pipeline.Options, mem *memory, pub *publish.Folder, b **pipeline.Builder) func(*source.Snapshot, []string) (pipeline.Result, error) {
	attempt := 0
	return func(disk *source.Snapshot, changed []string) (pipeline.Result, error) {
		var sink pipeline.Sink
		if pub != nil {
			sink = folderSink{pub}
		}
		switch attempt++; attempt {
		case 1:
			once := options
			once.Once = true
			*b = pipeline.New(once)
			mem.load(*b)
		case 2:
			*b = pipeline.New(options)
		}
		if attempt > 1 && pub != nil {
			if _, err := pub.Begin(true); err != nil {
				return pipeline.Result{}, err
			}
		}
		return (*b).Update(f.sources(disk), changed, sink, pub != nil), nil
	}
}

// commit puts a build in place. The sink's complaints about single outputs become problems; any other
// fails the revision.
func commit(pub *publish.Folder, b *pipeline.Builder, r *pipeline.Result) (publish.Result, error) {
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
	return pub.Commit(func(old publish.Entry) bool { return r.Held || !b.Makes(locale.Tag(old.Locale)) })
}

func sinkProblems(r pipeline.Result) error {
	if len(r.SinkErrs) > 0 {
		return &exit{status: exitEnvironment}
	}
	return nil
}

func (a *app) checkCommand() *cobra.Command {
	var f buildFlags
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Name every problem, writing nothing",
		Long: `Builds everything in memory and names every problem by file, line and column.
Each translation is compared with its source as well: links, numbers, dates,
terms of the glossary, doubled words, lost negations and more. What "build" does
not say, to be quick. Nothing is written, not even to the cache.

Exit status: 0 clean, 1 the site has errors (with --strict: or warnings),
2 wrong usage, 3 the disk or permissions failed.`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := f.check(); err != nil {
				return err
			}
			shortLived()
			began := time.Now()
			t := a.tell()
			mem := a.remember(t, f, "")
			defer mem.close()
			src, disk, err := a.openSite("", mem.sources)
			if err != nil {
				return err
			}
			defer src.Close()
			locales, err := a.parseLocales(f.locales, f.sources(disk))
			if err != nil {
				return err
			}
			options := pipeline.Options{BaseURL: f.baseURL, Locales: locales, Proof: true, Progress: t.step, Overrun: t.overrun}
			var b *pipeline.Builder
			r, _, err := update(src, disk, f.builders(options, mem, nil, &b))
			if err != nil {
				return err
			}
			t.problems(r.Diagnostics)
			t.closing(r, nil, began)
			return verdict(r.Diagnostics, f.strict)
		},
	}
	f.add(a, cmd, false)
	cmd.Flags().BoolVar(&f.strict, "strict", false, "warnings fail the check, too")
	return cmd
}
