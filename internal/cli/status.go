package cli

import (
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/project"
	"vernacular/internal/report"
)

func (a *app) statusCommand() *cobra.Command {
	var failUnder int
	cmd := &cobra.Command{
		Use:   "status [tag]...",
		Short: "Show how complete and how fresh each locale is, and what to do next",
		Long: `Shows, for each locale, how many of the source locale's pages, passages and messages
it has, how many of the passages are fresh, stale or missing, how many words there are
to translate or to look at again, and with -v which pages and messages it lacks. A
locale is published as soon as it has a page. Stale texts are those of the front matter
and messages, which no page can mark. Below stand the pages that are shown in another
language, and the pages, translations and records that have no counterpart. What
translators ask the author, in the comments of the translation editor, is listed, too.

With the tag of a language: what to do there next, the landing page first, then the
pages with the most words. Each passage has its number (for accept --block), its id,
its state, its place and its words, and what changed in the source: [-gone-] and
{+new+}. Then comes the command to run when it is right.

--format is
  text, table   the same: for a terminal
  json          one object; with a tag the locale has all its passages as "units",
                with -v each locale has the list of what to do as "todo";
                open questions to the author are in "questions"
  markdown      for a comment on a pull request
  html          a page for people: coverage as bars, how many pages are translated by
                a machine, in draft or reviewed, what to do next, and what each locale
                lacks: pages with their blocks, messages, plural forms. It is one file
                that needs nothing else. It goes to standard output, so name a file
                for it.
The same files of the site always give the same answer.`,
		Example:           "  vernacular status\n  vernacular status fr\n  vernacular status fr --format markdown\n  vernacular status --fail-under 90\n  vernacular status --format html > status.html",
		Annotations:       map[string]string{writesHTML: ""},
		ValidArgsFunction: a.completeLocales,
		RunE: func(_ *cobra.Command, args []string) error {
			if failUnder < 0 || failUnder > 100 {
				return usage("--fail-under is a number of percent, from 0 to 100")
			}
			return a.showStatus(args, failUnder)
		},
	}
	cmd.Flags().IntVar(&failUnder, "fail-under", 0, "exit with 1 when a published locale has fewer fresh passages than this `percent`")
	return cmd
}

func (a *app) showStatus(args []string, failUnder int) error {
	w, o, ds, done, err := a.look()
	if err != nil {
		return err
	}
	defer done()
	tags := make([]locale.Tag, len(args))
	for i, arg := range args {
		if tags[i], err = a.locale(arg, o); err != nil {
			return err
		}
	}
	work := len(args) > 0 || a.format == "html" || a.format == "json" && a.verbose
	st, _ := w.Status()
	if len(tags) > 0 {
		report.Choose(&st, tags)
	}
	r := report.New(st, work)
	r.Questions = w.Questions(tags)
	if a.format == "json" {
		r.Units = map[locale.Tag][]project.PageUnit{}
		for _, t := range tags {
			if t != o.Source {
				r.Units[t] = w.Units(t)
			}
		}
	}
	if unread := w.UnreadRecords(); len(unread) > 0 {
		a.tell().problems(unread)
		return &exit{status: exitProblems}
	}
	r.Errors, r.Warnings = diag.Count(ds)
	if err := a.writeReport(r, len(args) > 0); err != nil {
		return err
	}
	a.tell().people(w.Strays(ds, tags))
	if r.Errors+r.Warnings > 0 {
		a.tell().note("the site has %s and %s; vernacular check names them, and those that only a build shows", count(r.Errors, "error", "errors"), count(r.Warnings, "warning", "warnings"))
	}
	if reason, hint := r.TooStale(failUnder); reason != "" {
		return &exit{exitProblems, reason, hint}
	}
	return nil
}

// writeReport writes a report in the form that was asked for. As text, chosen locales have their worklists.
func (a *app) writeReport(r *report.Report, chosen bool) error {
	var text string
	switch {
	case a.format == "json":
		a.tell().object(r.Object(a.verbose))
	case a.format == "html":
		page, err := r.HTML()
		if err != nil {
			return err
		}
		text = string(page)
	case a.format == "markdown":
		text = r.Markdown()
	case chosen:
		text = r.Tasks()
	default:
		text = r.Table(a.verbose)
	}
	io.WriteString(a.streams.Out, text)
	return summarize("## vernacular status\n\n" + r.Picture() + "\n")
}

type listedLocale struct {
	Type      string       `json:"type"`
	Tag       locale.Tag   `json:"tag"`
	Name      string       `json:"name"`
	Dir       string       `json:"dir"`
	Published bool         `json:"published"`
	Plurals   []string     `json:"plurals"`
	Fallback  []locale.Tag `json:"fallback"`
}

func (a *app) localeListCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the site's locales",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, o, done, err := a.open()
			if err != nil {
				return err
			}
			defer done()
			rows := [][]string{{"locale", "published", "direction", "plural forms", "falls back to", "language"}}
			for _, l := range o.Locales {
				chain := slices.Clone(l.Chain[1:])
				if a.format == "json" {
					if chain == nil {
						chain = []locale.Tag{}
					}
					a.tell().object(listedLocale{"locale", l.Tag, l.Name, l.Dir, l.Published, l.Tag.PluralForms(), chain})
					continue
				}
				published := "no"
				if l.Published {
					published = "yes"
				}
				names := make([]string, len(chain))
				for i, t := range chain {
					names[i] = string(t)
				}
				rows = append(rows, []string{string(l.Tag), published, l.Dir, strings.Join(l.Tag.PluralForms(), " "), strings.Join(names, " → "), l.Name})
			}
			if a.format != "json" {
				io.WriteString(a.streams.Out, report.Columns(rows))
			}
			return nil
		},
	}
}
