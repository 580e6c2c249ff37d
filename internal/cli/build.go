package cli

import (
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"sync"

	"github.com/spf13/cobra"

	"vernacular/internal/diag"
	"vernacular/internal/disk"
	"vernacular/internal/locale"
	"vernacular/internal/localhost"
	"vernacular/internal/pipeline"
	"vernacular/internal/publish"
	"vernacular/internal/serve"
	"vernacular/internal/watch"
)

// buildFlags are shared by the commands that build.
type buildFlags struct {
	out     string
	locales []string
	baseURL string
	strict  bool
	cache   string
	pseudo  bool
	team    *localhost.Team // of watch
	shard   shardFlags      // of build
}

// noArguments refuses arguments. Who names a locale, as for "status", is told of the flag.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if _, _, err := locale.Parse(args[0]); err == nil {
		return usage("%s takes no names: write vernacular %s --locale %s", cmd.Name(), cmd.Name(), args[0])
	}
	return usage("%s takes no names of files or languages, and %s is one", cmd.Name(), diag.Quote(args[0]))
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
		return &exit{exitUsage, "--base-url is not a web address: " + diag.Quote(f.baseURL), "write it whole, as in https://www.example.org/"}
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
missing: whatever depends on it stays as it is. A file that cannot be put in place
keeps its old text, and the others are published all the same: exit status 3 then.

For continuous integration, --format sarif and --format junit write a document of all
problems to standard output. In a workflow of GitHub they appear beside the lines of a
pull request, and in the summary of the job.

With --shard 0/4, 1/4 … several processes or machines build one site: each writes a
part of it to a folder of its own, and "vernacular join" puts the parts together. What is
wrong in the site is in the part, and join tells it: the exit status is 0 then.

Exit status: 0 clean, 1 the site has errors (with --strict: or warnings),
2 wrong usage, 3 the disk or permissions failed.`,
		Example:     "  vernacular build\n  vernacular build --strict --base-url https://www.example.org/ --out /srv/www\n  vernacular build --shard 0/4 --out part-0",
		Annotations: map[string]string{namesProblems: ""},
		Args:        noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.check(); err != nil {
				return err
			}
			if err := f.shard.check(cmd, a.format); err != nil {
				return err
			}
			if f.shard.N > 0 {
				return a.buildPart(f)
			}
			return a.build(cmd, f, a.outDir(f.out, cmd.Flags().Changed("out")))
		},
	}
	f.add(a, cmd, true)
	cmd.Flags().BoolVar(&f.strict, "strict", false, "warnings fail the build, too")
	f.shard.add(cmd)
	return cmd
}

// interrupts closes the returned channel at the first signal to end, or when failed is closed.
func interrupts(failed <-chan struct{}) (done chan struct{}, stop func()) {
	sig := make(chan os.Signal, 2)
	signal.Notify(sig, disk.StopSignals...)
	done = make(chan struct{})
	quit := make(chan struct{})
	go func() {
		select {
		case <-sig:
			close(done)
		case <-failed:
			close(done)
		case <-quit:
		}
	}()
	var once sync.Once
	return done, func() { once.Do(func() { signal.Stop(sig); close(quit) }) }
}

// session opens a session on the site, and returns the locales that the flags name.
func (a *app) session(f buildFlags, out string, watched *watch.Options) (*serve.Session, []locale.Tag, error) {
	cache := f.cache
	switch cache {
	case "":
		cache = filepath.Join(a.dir, ".vernacular")
	case "off":
		cache = ""
	}
	s, err := serve.Open(serve.Options{Dir: a.dir, Out: out, BaseURL: f.baseURL, Locales: f.locales, Pseudo: f.pseudo, Cache: cache, Team: f.team, Report: reporter{a.tell()},
		Shard: f.shard.Shard, Failed: f.shard.failed, Program: programName()}, watched)
	if err != nil {
		return nil, nil, err
	}
	a.src = s.Folder()
	locales, err := a.parseLocales(f.locales, s.Snapshot())
	if err != nil {
		s.Close()
		return nil, nil, err
	}
	return s, locales, nil
}

// prepare sees that a command may publish to a folder, and completes what an interrupted command left in the sources.
func (a *app) prepare(out string) error {
	if err := publish.Refuse(out, a.dir); err != nil {
		return err
	}
	_, err := a.complete()
	return err
}

func (a *app) build(cmd *cobra.Command, f buildFlags, out string) error {
	shortLived()
	if err := a.prepare(out); err != nil {
		return err
	}
	s, locales, err := a.session(f, out, nil)
	if err != nil {
		return err
	}
	defer s.Close()
	done, stop := interrupts(nil)
	defer stop()
	r, err := s.Build(locales, done, a.interrupted)
	return a.built(cmd, r, err, f.strict)
}

// interrupted ends the process, because somebody has asked for it before anything was published.
func (a *app) interrupted() {
	a.tell().line("vernacular: interrupted; nothing was published")
	os.Exit(exitEnvironment)
}

// built is the exit of a command that has built a site.
func (a *app) built(cmd *cobra.Command, r pipeline.Result, err error, strict bool) error {
	switch {
	case err != nil:
		return err
	case len(r.SinkErrs) > 0:
		return &exit{status: exitEnvironment}
	}
	return a.ended(cmd, r, strict)
}

func (a *app) checkCommand() *cobra.Command {
	var f buildFlags
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Name every problem, writing nothing",
		Long: `Builds everything in memory and names every problem by file, line and column.
Each translation is compared with its source as well: links, numbers, dates,
terms of the glossary, doubled words, lost negations and more. What "build" does
not say, to be quick. Nothing is written, not even to the cache. A note says what is
as it may be and worth knowing; it fails nothing.

For continuous integration, --format sarif and --format junit write a document of all
problems to standard output. In a workflow of GitHub they appear beside the lines of a
pull request, and in the summary of the job.

Exit status: 0 clean, 1 the site has errors (with --strict: or warnings),
2 wrong usage, 3 the disk or permissions failed.`,
		Args:        noArguments,
		Annotations: map[string]string{namesProblems: ""},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.check(); err != nil {
				return err
			}
			shortLived()
			a.unfinished()
			s, locales, err := a.session(f, "", nil)
			if err != nil {
				return err
			}
			defer s.Close()
			r, err := s.Check(locales)
			if err != nil {
				return err
			}
			return a.ended(cmd, r, f.strict)
		},
	}
	f.add(a, cmd, false)
	cmd.Flags().BoolVar(&f.strict, "strict", false, "warnings fail the check, too")
	return cmd
}
