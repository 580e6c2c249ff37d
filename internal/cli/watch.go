package cli

import (
	"time"

	"github.com/spf13/cobra"

	"vernacular/internal/watch"
)

func (a *app) watchCommand() *cobra.Command {
	var f buildFlags
	var addr string
	var poll time.Duration
	var open bool
	var team teamFlags
	cmd := &cobra.Command{
		Use:   "watch",
		Short: "Rebuild on every change, and show the pages with live reload",
		Long: `Builds every edition, serves them on this machine, and rebuilds what a change
concerns as soon as a file is saved. Open pages in the browser follow by
themselves. A mistake is shown here and in the browser, by file, line and
column; the last good version of the page stays until it is mended.

New languages appear when their files do. Press Ctrl-C to end.`,
		Example: "  vernacular watch\n  vernacular watch --addr 127.0.0.1:9000\n  vernacular watch --addr none --out /srv/www",
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.check(); err != nil {
				return err
			}
			var err error
			if f.team, err = team.team(); err != nil {
				return err
			}
			return a.watch(f, a.outDir(f.out, cmd.Flags().Changed("out")), addr, poll, open)
		},
	}
	f.add(a, cmd, true)
	cmd.Flags().StringVar(&addr, "addr", "127.0.0.1:8080", "where to serve, as `host:port`; \"none\" only writes")
	team.add(cmd)
	cmd.Flags().BoolVar(&open, "open", false, "open the translators' view in the browser, if a person is at the terminal")
	cmd.Flags().DurationVar(&poll, "poll", 0, "look at all files every `interval` (such as 1s) instead of being told; for network folders")
	return cmd
}

func (a *app) watch(f buildFlags, out, addr string, poll time.Duration, open bool) error {
	if err := a.prepare(out); err != nil {
		return err
	}
	s, locales, err := a.session(f, out, &watch.Options{Poll: poll})
	if err != nil {
		return err
	}
	defer s.Close()
	if open {
		s.Ready = a.openBrowser
	}
	done, stop := interrupts(a.out.failed) // nobody can read then what watching finds
	defer stop()
	if err := s.Watch(locales, addr, done); err != nil {
		return err
	}
	if a.out.failure() == nil {
		a.tell().note("ended")
	}
	return nil
}
