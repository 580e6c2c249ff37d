package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"vernacular/internal/diag"
	"vernacular/internal/pipeline"
	"vernacular/internal/publish"
	"vernacular/internal/serve"
)

// shardFlags are those of a build that makes a part of a site.
type shardFlags struct {
	pipeline.Shard
	text, by string
	failed   []string
}

func (f *shardFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.text, "shard", "", "make only one part of the site, as in `I/N`: 0/4 is the first of four")
	cmd.Flags().StringVar(&f.by, "shard-by", "", "divide the site by `page|locale`; by default by pages, or by locales where there are few pages")
	cmd.Flags().StringArrayVar(&f.failed, "failed", nil, "the `folder` of a part with pages that have an error, which this part is not to list (repeatable)")
	cmd.MarkFlagDirname("failed")
}

var shardForm = regexp.MustCompile(`^([0-9]{1,6})/([0-9]{1,6})$`)

// check reads the flags of a command.
func (f *shardFlags) check(cmd *cobra.Command, format string) error {
	given := cmd.Flags().Changed
	if !given("shard") {
		if given("shard-by") || given("failed") {
			return &exit{exitUsage, "--shard-by and --failed say how a part is made, and no part is asked for", "add --shard, as in --shard 0/4"}
		}
		return nil
	}
	form := shardForm.FindStringSubmatch(f.text)
	if form == nil {
		return &exit{exitUsage, "--shard is one of several parts, as in 0/4, not " + diag.Quote(f.text), ""}
	}
	f.I, _ = strconv.Atoi(form[1])
	f.N, _ = strconv.Atoi(form[2])
	f.By = pipeline.Division(f.by)
	switch {
	case f.N == 0:
		return usage("--shard %s: there are no parts to choose from", f.text)
	case f.I >= f.N:
		return &exit{exitUsage, "--shard " + f.text + ": there is no such part", "parts are counted from 0, so the last one is " + strconv.Itoa(f.N-1) + "/" + form[2]}
	case f.By != "" && f.By != pipeline.ByPage && f.By != pipeline.ByLocale:
		return usage("--shard-by is page or locale, not %s", diag.Quote(f.by))
	case format != "text" && format != "json":
		return &exit{exitUsage, "--format " + format + " is for vernacular join, which tells what is wrong in all parts", "leave it out here"}
	case given("strict"):
		return &exit{exitUsage, "--strict is for vernacular join, which tells what is wrong in all parts", "leave it out here"}
	case !given("out"):
		return &exit{exitUsage, "--shard needs a folder for the part", "as in: vernacular build --shard " + f.text + " --out part-" + form[1]}
	}
	return nil
}

// buildPart builds a part of the site. It changes nothing else, not even the cache unless one is named.
func (a *app) buildPart(f buildFlags) error {
	shortLived()
	if err := publish.Refuse(f.out, a.dir); err != nil {
		return err
	}
	a.unfinished()
	if f.cache == "" {
		f.cache = "off"
	}
	s, locales, err := a.session(f, f.out, nil)
	if err != nil {
		return err
	}
	defer s.Close()
	done, stop := interrupts(nil)
	defer stop()
	_, err = s.BuildPart(locales, done, a.interrupted)
	return err
}

func (a *app) joinCommand() *cobra.Command {
	var out, previous string
	var strict bool
	cmd := &cobra.Command{
		Use:   "join PART…",
		Short: "Put the parts of a site together",
		Long: `Publishes the parts that "vernacular build --shard" has written as one site: the
output folder then holds what one build of the whole site would have left there, and the
problems and the exit status are those of that build. It needs the parts of all
shards, made of the same sources with the same options, in any order; anything else is
refused by name, and nothing is written.

Where a page has an error, its last good version stays. It is taken from the output
folder, or from the folder whose manifest.json is named with --previous.

A page that turns out to have an error is left out of the lists of all others, which
the other parts could not know. Such parts are refused; to publish all the same, build
them once more with --failed and the folder of each part, and join again. Where both
builds have the same --cache, the second makes anew only what differs.

Exit status: 0 clean, 1 the site has errors (with --strict: or warnings),
2 wrong usage or parts that do not belong together, 3 the disk or permissions failed,
or a part is damaged.`,
		Annotations: map[string]string{namesProblems: ""},
		Example:     "  vernacular build --shard 0/2 --out part-0\n  vernacular build --shard 1/2 --out part-1\n  vernacular join part-0 part-1 --out public",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &exit{exitUsage, "join needs the folders of all parts", "as in: vernacular join part-0 part-1 --out public"}
			}
			return a.join(cmd, args, a.outDir(out, cmd.Flags().Changed("out")), previous, strict)
		},
	}
	cmd.Flags().StringVar(&out, "out", "public", "the output `folder`; by default public in the site's folder")
	cmd.MarkFlagDirname("out")
	cmd.Flags().StringVar(&previous, "previous", "", "the `manifest.json` of the edition before, which last good pages are taken from; by default that of the output folder")
	cmd.MarkFlagFilename("previous")
	cmd.Flags().BoolVar(&strict, "strict", false, "warnings fail the command, too")
	return cmd
}

func (a *app) join(cmd *cobra.Command, parts []string, out, previous string, strict bool) error {
	shortLived()
	if err := publish.Refuse(out, a.dir); err != nil {
		return err
	}
	o := serve.JoinOptions{Site: a.dir, Out: out, Parts: parts, Program: programName(), Report: reporter{a.tell()}}
	if previous != "" {
		if filepath.Base(previous) != "manifest.json" {
			return &exit{exitUsage, "--previous names a manifest.json, not " + diag.Quote(previous), "it is in the folder that vernacular has published"}
		}
		o.Previous = filepath.Dir(previous)
	}
	for _, p := range parts {
		if inside(p, out) || inside(out, p) {
			return &exit{exitUsage, "the output folder and the part " + diag.Quote(p) + " lie one in the other", "choose another folder with --out"}
		}
	}
	done, stop := interrupts(nil)
	defer stop()
	r, err := serve.Join(o, done, a.interrupted)
	if err != nil && len(r.Diagnostics) > 0 { // the parts do not fit because of what is wrong in the site
		a.ended(cmd, r, strict) // of which the status is that of err
	}
	return a.built(cmd, r, err, strict)
}

// inside reports whether a folder is another one, or lies in it.
func inside(dir, above string) bool {
	real := func(p string) string {
		if r, err := filepath.EvalSymlinks(p); err == nil {
			p = r
		}
		if abs, err := filepath.Abs(p); err == nil {
			p = abs
		}
		return p
	}
	rel, err := filepath.Rel(real(above), real(dir))
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(os.PathSeparator))
}
