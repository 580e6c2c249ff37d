package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vernacular/internal/deliver"
	"vernacular/internal/diag"
	"vernacular/internal/disk"
	"vernacular/internal/publish"
	"vernacular/internal/site"
)

// publishFlags are those of publish.
type publishFlags struct {
	from, list, since string
	rollback          int
	dryRun, replace   bool
	redirects, plain  bool
	precompress       bool
	grace, lease      time.Duration
	endpoint          string
}

func (a *app) publishCommand() *cobra.Command {
	var f publishFlags
	cmd := &cobra.Command{
		Use:   "publish DEST",
		Short: "Bring what a build has written to where readers get it",
		Long: `Brings the folder that vernacular build has written to DEST: a folder, or s3://bucket/prefix in an
object store (Amazon S3, and others that speak its protocol and know conditional writes; one that
does not is refused). Only what has changed is sent, and readers never meet a broken moment: at
every moment each address has its old file or its new one, what a page needs is there before the
page is, and what no page needs any more is removed only after the time of --grace. Interrupted
anywhere, the same command goes on.

Two publishers at once never mix their editions: the second one is told, and stops (exit status 1).
After one that was killed, the next one to an object store waits until the first can be alive no
more (--lease), and goes on.

Credentials come from the environment only: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, where
there is one, AWS_SESSION_TOKEN; further AWS_ENDPOINT_URL and AWS_REGION. They need the right to
list, read, write and delete objects below the prefix.

Files get their Content-Type and Content-Language, and their Cache-Control: no-cache for pages, a
year for assets, whose names change with their bytes, or what [headers] in site.toml says. An object
store sends no other headers; those are for the server in front of it. Old addresses have a
page that leads on; with --redirects the website endpoint of a bucket leads on itself.

--precompress puts .br and .gz beside the texts of a folder, for servers that send them (gzip_static of
nginx and the like). That takes a while the first time; later only for files that have changed.

--list writes what would be sent, one JSON object a line in the order in which it must be sent, with
digests, types and headers, for any other way to publish; without DEST it lists every file, or, with
--since and the manifest.json of what is published, what differs.

--rollback 1 goes back to the edition before, --rollback 2 to the one before that, as long as their
files are kept there (--grace).

Exit status: 0 it is published, 1 somebody else was faster or something is in the way, 2 wrong usage,
3 the disk, the network or the rights failed.`,
		Example: "  vernacular publish /srv/www/example.org\n  vernacular publish s3://www.example.org --endpoint https://s3.example.net\n  vernacular publish --list - > files.jsonl",
		Args: func(_ *cobra.Command, args []string) error {
			if f.list != "" && len(args) == 0 {
				return nil
			}
			return one(args, "publish needs a destination", "as in: vernacular publish /srv/www/example.org, or vernacular publish s3://bucket/prefix")
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.check(cmd, args); err != nil {
				return err
			}
			f.from = a.outDir(f.from, cmd.Flags().Changed("from"))
			if !cmd.Flags().Changed("precompress") && !strings.Contains(strings.Join(args, ""), "://") {
				f.precompress = a.precompress()
			}
			return a.publish(strings.Join(args, ""), f)
		},
	}
	f.add(cmd)
	return cmd
}

func (f *publishFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.from, "from", "public", "the `folder` that vernacular build has written; by default public in the site's folder")
	cmd.MarkFlagDirname("from")
	flags.BoolVar(&f.dryRun, "dry-run", false, "say what would be done, and do nothing")
	flags.IntVar(&f.rollback, "rollback", 0, "go back by `N` editions")
	flags.StringVar(&f.list, "list", "", "write what would be sent into this `file`, or - for standard output, and do nothing")
	cmd.MarkFlagFilename("list")
	flags.StringVar(&f.since, "since", "", "with --list and no destination: the manifest.json of what is published, a `file`")
	cmd.MarkFlagFilename("since", "json")
	flags.DurationVar(&f.grace, "grace", 24*time.Hour, "how long files stay that the edition has no more, as in `24h`")
	flags.BoolVar(&f.replace, "replace", false, "replace files that are in the way and that Vernacular did not put there")
	flags.BoolVar(&f.redirects, "redirects", false, "have the website endpoint of a bucket answer old addresses with a redirect; vernacular verify then cannot compare their pages")
	flags.BoolVar(&f.precompress, "precompress", false, "put .br and .gz beside the texts in a folder, for servers that look for them; by default what [publish] in site.toml says")
	flags.StringVar(&f.endpoint, "endpoint", "", "where the object store is, as in `https://s3.example.net`; by default AWS_ENDPOINT_URL, or Amazon")
	flags.BoolVar(&f.plain, "insecure-http", false, "allow an endpoint without encryption that is not on this machine")
	flags.DurationVar(&f.lease, "lease", 30*time.Second, "how long another publisher to an object store that says nothing counts as alive, as in `30s`")
}

// check refuses flags that contradict each other.
func (f *publishFlags) check(cmd *cobra.Command, args []string) error {
	switch {
	case f.rollback < 0 || cmd.Flags().Changed("rollback") && f.rollback == 0:
		return usage("--rollback needs a number from 1: by how many editions to go back")
	case f.rollback > 0 && cmd.Flags().Changed("from"):
		return usage("--rollback publishes what the destination has kept, so it takes no --from")
	case f.rollback > 0 && len(args) == 0:
		return usage("--rollback needs a destination")
	case f.since != "" && (f.list == "" || len(args) > 0):
		return usage("--since is for --list without a destination")
	case f.grace < 0:
		return usage("--grace is a time such as 24h, and none is shorter than 0")
	case f.lease < time.Second:
		return usage("--lease is a time of one second or more, such as 30s")
	}
	return nil
}

func (a *app) publish(dest string, f publishFlags) error {
	o := deliver.Options{Dest: dest, Rollback: f.rollback, Grace: f.grace, Replace: f.replace, Redirect: f.redirects, Compress: f.precompress, DryRun: f.dryRun,
		Bucket: deliver.BucketOptions{Endpoint: f.endpoint, Plain: f.plain, Lease: f.lease}}
	t := a.tell()
	o.Progress = t.step
	o.Waiting = func(d time.Duration) {
		t.note("another publisher may be at work at %s; waiting up to %v to see whether it is", diag.Quote(dest), d)
	}
	if err := deliver.Check(o); err != nil {
		return err
	}
	if dest != "" && !strings.Contains(dest, "://") {
		if err := a.refuseDest(dest, f.from); err != nil {
			return err
		}
	}
	if f.rollback == 0 {
		e, err := deliver.OpenBuilt(f.from)
		if err != nil {
			return err
		}
		defer e.Close()
		o.Edition = e
	}
	if f.since != "" {
		text, err := os.ReadFile(f.since)
		if err != nil {
			return &exit{exitUsage, fmt.Sprintf("%s cannot be read: %v", diag.Quote(f.since), disk.Cause(err)), ""}
		}
		o.Since = text
	}
	ctx, stop := signal.NotifyContext(context.Background(), disk.StopSignals...)
	defer stop()
	if f.list != "" {
		return a.writeList(ctx, o, f.list)
	}
	t.begin()
	began := time.Now()
	r, err := deliver.Run(ctx, o)
	if err != nil {
		return err
	}
	a.published(dest, f, r, began)
	return nil
}

// precompress reads the setting of the site, if the command is run in one. Of settings that cannot be read a build tells.
func (a *app) precompress() bool {
	text, err := os.ReadFile(filepath.Join(a.dir, site.SettingsFile))
	if err != nil {
		return false
	}
	settings, _ := site.ParseSettings(site.SettingsFile, text)
	return settings.Precompress
}

// refuseDest refuses a folder that holds the site or a part of it, or what is to be published.
func (a *app) refuseDest(dest, from string) error {
	if a.isSite() {
		var e *publish.Error
		if err := publish.Refuse(dest, a.dir); errors.As(err, &e) {
			return &exit{exitUsage, e.Error(), "publish to another folder"}
		} else if err != nil {
			return err
		}
	}
	if publish.Overlap(dest, from) {
		return &exit{exitUsage, fmt.Sprintf("%s is what is to be published, or inside it, or around it", diag.Quote(dest)), "publish to another folder"}
	}
	return nil
}

// writeList writes the list of --list.
func (a *app) writeList(ctx context.Context, o deliver.Options, name string) error {
	if name == "-" {
		o.List = a.streams.Out
		_, err := deliver.Run(ctx, o)
		return err
	}
	return disk.ReplaceAt(name, func(w io.Writer) error {
		o.List = w
		_, err := deliver.Run(ctx, o)
		return err
	})
}

// publishSummary is the closing object of publish.
type publishSummary struct {
	Type      string `json:"type"`
	DryRun    bool   `json:"dry_run,omitempty"`
	Edition   int    `json:"edition"` // counted at the destination; of a dry run, the one that is there
	Sent      int    `json:"sent"`
	New       int    `json:"new"`
	Unchanged int    `json:"unchanged"`
	Waiting   int    `json:"waiting"` // to be removed after the grace time
	Removed   int    `json:"removed"`
	Ms        int64  `json:"ms"`
}

// published tells what a publication came to.
func (a *app) published(dest string, f publishFlags, r deliver.Result, began time.Time) {
	t := a.tell()
	for _, n := range r.Notes {
		t.note("%s", diag.Escape(n))
	}
	if a.verbose || f.dryRun {
		would := map[bool][3]string{false: {"sent", "has no place any more:", "removed"}, true: {"would send", "would have no place any more:", "would remove"}}[f.dryRun]
		for i, list := range [][]string{r.Sent, r.Gone, r.Removed} {
			for _, p := range list {
				t.line("%s %s", would[i], diag.Escape(p))
			}
		}
	}
	if a.format == "json" {
		t.object(publishSummary{"summary", f.dryRun, r.Serial, len(r.Sent), r.New, r.Unchanged, len(r.Gone), len(r.Removed), time.Since(began).Milliseconds()})
		return
	}
	what := fmt.Sprintf("%s sent (%d of them new), %d unchanged", count(len(r.Sent), "file", "files"), r.New, r.Unchanged)
	if n := len(r.Gone); n > 0 && f.grace > 0 {
		what += fmt.Sprintf(", %d to be removed in %v", n, f.grace)
	}
	if n := len(r.Removed); n > 0 {
		what += fmt.Sprintf(", %d removed", n)
	}
	switch {
	case f.dryRun:
		t.note("nothing was done; publishing would mean: %s", what)
	case r.Nothing:
		t.note("%s has this very edition (%d) already: %s", diag.Quote(dest), r.Serial, what)
	default:
		t.note("edition %d is published to %s: %s, in %d ms", r.Serial, diag.Quote(dest), what, time.Since(began).Milliseconds())
	}
}
