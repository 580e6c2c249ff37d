package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"vernacular/internal/build"
	"vernacular/internal/diag"
	"vernacular/internal/locale"
)

type statusJSON struct {
	Source  locale.Tag     `json:"source"`
	Locales []localeStatus `json:"locales"`
}

type localeStatus struct {
	Tag       locale.Tag  `json:"tag"`
	Name      string      `json:"name"`
	Dir       string      `json:"dir"`
	Published bool        `json:"published"`
	Pages     pageCounts  `json:"pages"`
	Messages  textCounts  `json:"messages"`
	Blocks    blockCounts `json:"blocks"`
}

type pageCounts struct {
	Total      int `json:"total"`
	Translated int `json:"translated"`
	Stale      int `json:"stale"`
	Missing    int `json:"missing"`
}

type textCounts struct {
	Total      int `json:"total"`
	Translated int `json:"translated"`
	Missing    int `json:"missing"`
}

type blockCounts struct {
	Total   int `json:"total"`
	Fresh   int `json:"fresh"`
	Stale   int `json:"stale"`
	Missing int `json:"missing"`
}

func (a *app) statusCommand() *cobra.Command {
	var failUnder int
	cmd := &cobra.Command{
		Use:   "status [tag]...",
		Short: "Show how complete and how fresh each locale is, and what to do next",
		Long: `Shows, for each locale, how many of the source locale's pages, passages and messages
it has, how many of the passages are stale, and with -v which pages and messages it
lacks. A locale is published as soon as it has a page.

With the tag of a language: what to do there next, the landing page first, with the
number of each passage (for accept --block), its state, its place, the words to
translate, and what changed in the source: [-gone-] and {+new+}.

With --format html a page for people is written instead: coverage as bars, how many
pages are translated by a machine, in draft or reviewed, and what each locale lacks:
pages with their blocks, messages, plural forms. It is one file that needs nothing
else, and the same files of the site always give the same page. It goes to standard
output, so name a file for it.`,
		Example:           "  vernacular status\n  vernacular status fr\n  vernacular status --fail-under 90\n  vernacular status --format html > status.html",
		Annotations:       map[string]string{writesHTML: ""},
		ValidArgsFunction: a.completeLocales,
		RunE: func(_ *cobra.Command, args []string) error {
			t := a.tell()
			if failUnder < 0 || failUnder > 100 {
				return usage("--fail-under is a number of percent, from 0 to 100")
			}
			st, ds, err := a.status()
			if err != nil {
				return err
			}
			if len(args) > 0 {
				var chosen []build.LocaleStatus
				for _, arg := range args {
					tag, err := a.locale(arg, st)
					if err != nil {
						return err
					}
					for _, l := range st.Locales {
						if l.Tag == tag {
							chosen = append(chosen, l)
						}
					}
				}
				st.Locales = chosen
			}
			errs, warns := diag.Count(ds)
			switch a.format {
			case "json":
				out := statusJSON{Source: st.Source, Locales: []localeStatus{}}
				for _, l := range st.Locales {
					out.Locales = append(out.Locales, localeStatus{
						l.Tag, l.Name, l.Dir, l.Published,
						pageCounts{l.Pages.Total, l.Pages.Done, l.Pages.Stale, l.Pages.Missing},
						textCounts{l.Messages.Total, l.Messages.Done, l.Messages.Missing},
						blockCounts{l.Blocks.Total, l.Blocks.Done - l.Blocks.Stale, l.Blocks.Stale, l.Blocks.Missing},
					})
				}
				t.object(out)
			case "html":
				if _, err := a.streams.Out.Write(writeStatusPage(st, errs, warns)); err != nil {
					return &exit{exitEnvironment, fmt.Sprintf("the page could not be written: %v", err), ""}
				}
			default:
				if len(args) > 0 {
					a.printTodo(st)
				} else {
					a.printStatus(st)
				}
			}
			if errs+warns > 0 {
				t.note("the site has %s and %s; vernacular check names them", count(errs, "error", "errors"), count(warns, "warning", "warnings"))
			}
			return tooStale(st, failUnder)
		},
	}
	cmd.Flags().IntVar(&failUnder, "fail-under", 0, "exit with 1 when a published locale has fewer fresh passages than this `percent`")
	return cmd
}

// status looks at the whole site without writing.
func (a *app) status() (build.Status, []diag.Diagnostic, error) {
	src, snap, err := a.openSite("", "")
	if err != nil {
		return build.Status{}, nil, err
	}
	defer src.Close()
	b := build.New(build.Options{Progress: a.tell().step, Overrun: a.tell().overrun})
	r := b.Update(snap, nil, nil, true)
	st, ok := b.Status()
	if !ok {
		a.tell().problems(r.Diagnostics)
		return st, nil, &exit{status: exitProblems}
	}
	return st, r.Diagnostics, nil
}

func (a *app) printStatus(st build.Status) {
	rows := [][]string{{"locale", "published", "pages", "messages", "fresh", "stale", "missing", "language"}}
	for _, l := range st.Locales {
		published := "no"
		if l.Published {
			published = "yes"
		}
		if l.Tag == st.Source {
			published += ", source"
		}
		rows = append(rows, []string{string(l.Tag), published, fraction(l.Pages), fraction(l.Messages), strconv.Itoa(l.Blocks.Done - l.Blocks.Stale), strconv.Itoa(l.Blocks.Stale), strconv.Itoa(l.Blocks.Missing), l.Name + " (" + l.Tag.EnglishName() + ")"})
	}
	printTable(a, rows)
	if !a.verbose {
		return
	}
	for _, l := range st.Locales {
		for _, k := range l.Missing {
			fmt.Fprintf(a.streams.Out, "%s lacks the page %s\n", l.Tag, diag.Escape(k))
		}
		for _, id := range l.MissingID {
			fmt.Fprintf(a.streams.Out, "%s lacks the message %s\n", l.Tag, diag.Escape(id))
		}
	}
}

func fraction(c build.Count) string {
	if c.Total == 0 {
		return "–"
	}
	return fmt.Sprintf("%d of %d", c.Done, c.Total)
}

// printTable lines up all columns but the last, whose letters may be wide.
func printTable(a *app, rows [][]string) {
	widths := make([]int, len(rows[0]))
	for _, r := range rows {
		for i, cell := range r {
			widths[i] = max(widths[i], len([]rune(cell)))
		}
	}
	for _, r := range rows {
		var b strings.Builder
		for i, cell := range r {
			if i == len(r)-1 {
				b.WriteString(cell)
				break
			}
			fmt.Fprintf(&b, "%-*s  ", widths[i], cell)
		}
		fmt.Fprintln(a.streams.Out, strings.TrimRight(b.String(), " "))
	}
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
			st, _, err := a.status()
			if err != nil {
				return err
			}
			rows := [][]string{{"locale", "published", "direction", "plural forms", "falls back to", "language"}}
			for _, l := range st.Locales {
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
				printTable(a, rows)
			}
			return nil
		},
	}
}
