package cli

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vernacular/internal/checks"
	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/pipeline"
	"vernacular/internal/project"
	"vernacular/internal/source"
	"vernacular/internal/translation"
)

type acceptFlags struct {
	blocks []string
	except []string
	force  bool
	reason string
	change string
	afresh bool
	links  bool
}

func (a *app) acceptCommand() *cobra.Command {
	var f acceptFlags
	cmd := &cobra.Command{
		Use:   "accept <tag> [page]...",
		Short: "Mark a translation as up to date",
		Long: `Records that a translation says what its source says now. Without a page all pages
of the locale and its messages are meant; "messages" is the catalog. With --block only
that passage, by its number in "vernacular status <tag>" or by its id.

What differs from its source in links, numbers, placeholders or markup is refused, by
file, line and column, unless --force gives it through with a --reason, which is kept.
--except CODE records that a check does not hold for a passage.

--afresh is for a page that was translated anew from its first to its last passage: it is compared
as if it had no record, and a new record begins.

For the source locale, --change cosmetic|editorial|normative says how much the last
change of a passage matters; after a cosmetic one translations stay up to date.

--links writes into the translation the addresses of links that have changed in the
source; passages in which nothing else has changed are up to date then.`,
		Example: "  vernacular accept fr about-translations\n  vernacular accept fr index --block 4\n" +
			"  vernacular accept fr index --block 4 --except length-suspicious --reason \"the French term is long\"\n  vernacular accept en index --block 4 --change cosmetic --reason \"a typing mistake\"\n  vernacular accept fr --links",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &exit{exitUsage, "accept needs the tag of a language", "as in: vernacular accept fr index"}
			}
			return nil
		},
		ValidArgsFunction: a.completeLocales,
		RunE:              func(_ *cobra.Command, args []string) error { return a.accept(args[0], args[1:], f) },
	}
	cmd.Flags().StringArrayVar(&f.blocks, "block", nil, "only the passage of this `number` or id (repeatable)")
	cmd.Flags().StringArrayVar(&f.except, "except", nil, "the check of this `code` does not hold for the passage (repeatable)")
	cmd.Flags().BoolVar(&f.force, "force", false, "accept what differs from its source in structure; needs --reason")
	cmd.Flags().BoolVar(&f.afresh, "afresh", false, "the named pages were translated anew: begin their records again")
	cmd.Flags().StringVar(&f.reason, "reason", "", "why, in a few `words`, for --force, --except and --change")
	cmd.Flags().StringVar(&f.change, "change", "", "of the source locale: how much the last change matters, `cosmetic|editorial|normative`")
	cmd.Flags().BoolVar(&f.links, "links", false, "write link addresses that have changed in the source into the translation")
	return cmd
}

func (f acceptFlags) check() error {
	if f.links && (f.force || len(f.except) > 0 || f.change != "" || f.reason != "") {
		return usage("--links goes with the names of pages and --block alone")
	}
	if (f.force || len(f.except) > 0 || f.change != "") && strings.TrimSpace(f.reason) == "" {
		return &exit{exitUsage, "--force, --except and --change need a reason", `as in: --reason "the law is quoted in its own words"`}
	}
	if f.change != "" {
		if _, ok := translation.ParseClass(f.change); !ok {
			return usage("--change is cosmetic, editorial or normative, not %q", f.change)
		}
	}
	if f.afresh && (f.links || f.change != "" || len(f.blocks) > 0) {
		return usage("--afresh is about whole pages: it goes with none of --block, --links and --change")
	}
	if (len(f.except) > 0 || f.change != "") && len(f.blocks) == 0 {
		return usage("--except and --change are for one passage: name it with --block")
	}
	for _, code := range f.except {
		if !slices.Contains(checks.Codes(), code) {
			return &exit{exitUsage, fmt.Sprintf("--except: there is no check %q", code), "the checks are " + strings.Join(checks.Codes(), ", ")}
		}
	}
	return nil
}

// open opens the site and makes known what there is of it, without rendering anything. done closes it.
func (a *app) open() (w *project.Workspace, o project.Overview, done func(), err error) {
	w, o, _, done, err = a.look()
	return w, o, done, err
}

// openToWrite is open for commands that write: what an interrupted one left is completed first.
func (a *app) openToWrite() (w *project.Workspace, o project.Overview, done func(), err error) {
	if _, err := a.complete(); err != nil {
		return nil, o, nil, err
	}
	return a.open()
}

// look is open with the problems that are known then.
func (a *app) look() (w *project.Workspace, o project.Overview, problems []diag.Diagnostic, done func(), err error) {
	shortLived()
	b, _, problems, done, err := a.know()
	if err != nil {
		return nil, o, nil, nil, err
	}
	w = project.New(b)
	o, ok := w.Overview()
	if !ok {
		done()
		a.tell().problems(problems)
		return nil, o, nil, nil, &exit{status: exitProblems}
	}
	return w, o, problems, done, nil
}

// know opens the site and returns a builder that knows all of it and renders nothing.
func (a *app) know() (b *pipeline.Builder, snap *source.Snapshot, problems []diag.Diagnostic, done func(), err error) {
	src, snap, err := a.openSite()
	if err != nil {
		return nil, nil, nil, nil, err
	}
	var r pipeline.Result
	if err = a.whole(snap, false); err == nil {
		b = pipeline.New(pipeline.Options{NoOutputs: true})
		r, snap, err = project.Know(src, snap, b)
	}
	if err != nil {
		src.Close()
		return nil, nil, nil, nil, err
	}
	return b, snap, r.Diagnostics, func() { src.Close() }, nil
}

// locale reads a tag that the site must have.
func (a *app) locale(text string, o project.Overview) (locale.Tag, error) {
	t, _, err := locale.Parse(text)
	if err != nil {
		return "", usage("%v", err)
	}
	var have []string
	for _, l := range o.Locales {
		if l.Tag == t {
			return t, nil
		}
		have = append(have, string(l.Tag))
	}
	return "", &exit{exitUsage, fmt.Sprintf("the site has no locale %s", t), "it has " + strings.Join(have, ", ") + "; vernacular locale add begins another"}
}

func (a *app) accept(tag string, names []string, f acceptFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	if len(f.blocks) > 0 && len(names) != 1 {
		return usage("--block goes with the name of one page")
	}
	w, o, done, err := a.openToWrite()
	if err != nil {
		return err
	}
	defer done()
	t, err := a.locale(tag, o)
	if err != nil {
		return err
	}
	if (t == o.Source) != (f.change != "") {
		if f.change != "" {
			return usage("--change speaks of the source: vernacular accept %s … --change %s", o.Source, f.change)
		}
		return &exit{exitUsage, fmt.Sprintf("%s is the language that translations are made from; it is never out of date", t), "with --change you can say how much a change of it matters"}
	}
	if f.afresh && len(names) == 0 {
		return &exit{exitUsage, "--afresh needs the names of the pages that were translated anew", "as in: vernacular accept fr about --afresh"}
	}
	ts, skipped, err := w.Find(t, names)
	for _, name := range skipped {
		a.tell().note("%s is left out: it, or its source, has an error that vernacular check names", name)
	}
	if err != nil {
		return err
	}
	changes, err := a.acceptance(w, ts, f)
	if err != nil {
		return err
	}
	if err := a.readAll("nothing was written"); err != nil {
		return err
	}
	return a.apply("vernacular accept "+strings.Join(append([]string{tag}, names...), " "), changes)
}

// acceptance works out what an accept changes, and tells of it.
func (a *app) acceptance(w *project.Workspace, ts []translation.Comparison, f acceptFlags) ([]project.Change, error) {
	switch {
	case f.change != "":
		out, err := w.Judge(ts[0], f.blocks, f.change, f.reason)
		if err == nil {
			a.tell().note("the change of %s is %s", path.Base(ts[0].SourceFile), f.change)
		}
		return out.Changes, err
	case f.links:
		out, err := w.MoveLinks(ts, f.blocks)
		if err != nil {
			return nil, err
		}
		a.tell().problems(out.Problems)
		if out.Units == 0 {
			a.tell().note("no link was changed")
		} else {
			a.tell().note("the links of %s in %s lead where the source leads", count(out.Units, "passage", "passages"), count(out.Pages, "page", "pages"))
		}
		return out.Changes, nil
	}
	out, err := w.Accept(ts, project.AcceptOptions{Units: f.blocks, Except: f.except, Force: f.force, Reason: f.reason, Afresh: f.afresh})
	if err == nil {
		a.tell().note("%s up to date", count(out.Units, "passage is", "passages are"))
		if out.Same > 0 {
			a.tell().note("%s translated now", count(out.Same, "passage of them reads as in the source and counts as", "passages of them read as in the source and count as"))
		}
		if out.Alone > 0 {
			a.tell().note("%s passages that the source does not have, and lacks some that it has; a page that was translated anew is accepted with --afresh", count(out.Alone, "page has", "pages have"))
		}
		if out.Left > 0 {
			a.tell().note("%s not accepted: nobody has put other words in place of the source's; where they are to stay, accept them with --block", count(out.Left, "passage is", "passages are"))
		}
	}
	return out.Changes, err
}
