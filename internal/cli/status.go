package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/pipeline"
	"vernacular/internal/project"
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
	Todo      *[]todoPage `json:"todo,omitempty"` // with --verbose
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
it has, how many of the passages are fresh, stale or missing, how many words there are
to translate or to look at again, and with -v which pages and messages it lacks. A
locale is published as soon as it has a page.

With the tag of a language: what to do there next, the landing page first, then the
pages with the most words. Each passage has its number (for accept --block), its id,
its state, its place and its words, and what changed in the source: [-gone-] and
{+new+}. Then comes the command to run when it is right.

--format is
  text, table   the same: for a terminal
  json          one object; with -v each locale has the list of what to do as "todo"
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
	b, st, ds, done, err := a.look()
	if err != nil {
		return err
	}
	defer done()
	if len(args) > 0 {
		var chosen []project.LocaleStatus
		for _, arg := range args {
			tag, err := a.locale(arg, st)
			if err != nil {
				return err
			}
			for _, l := range st.Locales {
				if l.Tag == tag && !slices.ContainsFunc(chosen, func(c project.LocaleStatus) bool { return c.Tag == tag }) {
					chosen = append(chosen, l)
				}
			}
		}
		st.Locales = chosen
	}
	var lists []worklist
	if len(args) > 0 || a.format == "html" || a.format == "json" && a.verbose {
		for _, l := range st.Locales {
			lists = append(lists, newWorklist(b, st, l))
		}
	}
	if unread := b.UnreadRecords(); len(unread) > 0 {
		a.tell().problems(unread)
		return &exit{status: exitProblems}
	}
	errs, warns := diag.Count(ds)
	var said []byte
	switch a.format {
	case "json":
		out := statusJSON{Source: st.Source, Locales: []localeStatus{}}
		for i, l := range st.Locales {
			one := localeStatus{
				l.Tag, l.Name, l.Dir, l.Published,
				pageCounts{l.Pages.Total, l.Pages.Done, l.Pages.Stale, l.Pages.Missing},
				textCounts{l.Messages.Total, l.Messages.Done, l.Messages.Missing},
				blockCounts{l.Blocks.Total, freshOf(l), l.Blocks.Stale, l.Blocks.Missing},
				nil,
			}
			if a.verbose {
				one.Todo = todoJSON(lists[i])
			}
			out.Locales = append(out.Locales, one)
		}
		a.tell().object(out)
	case "html":
		said = writeStatusPage(st, lists, errs, warns)
	case "markdown":
		said = []byte(writeStatusMarkdown(st, lists))
	default:
		if len(args) > 0 {
			a.printTodo(st, lists)
		} else {
			a.printStatus(st)
		}
	}
	a.streams.Out.Write(said)
	if errs+warns > 0 {
		a.tell().note("the site has %s and %s; vernacular check names them, and those that only a build shows", count(errs, "error", "errors"), count(warns, "warning", "warnings"))
	}
	return tooStale(st, failUnder)
}

// look looks at the whole site without writing. done closes it; until then the builder answers.
func (a *app) look() (b *project.Workspace, st project.Status, ds []diag.Diagnostic, done func(), err error) {
	src, snap, err := a.openSite("", "")
	if err != nil {
		return nil, st, nil, nil, err
	}
	if err := a.whole(snap); err != nil {
		src.Close()
		return nil, st, nil, nil, err
	}
	builder := pipeline.New(pipeline.Options{NoOutputs: true})
	r, _, err := know(src, snap, builder)
	if err != nil {
		src.Close()
		return nil, st, nil, nil, err
	}
	b = project.New(builder)
	st, ok := b.Status()
	if !ok {
		src.Close()
		a.tell().problems(r.Diagnostics)
		return nil, st, nil, nil, &exit{status: exitProblems}
	}
	return b, st, r.Diagnostics, func() { src.Close() }, nil
}

// statusRows is the table of the locales, its head first.
func statusRows(st project.Status) [][]string {
	rows := [][]string{{"locale", "published", "pages", "messages", "fresh", "%", "stale", "missing", "words to do", "language"}}
	for _, l := range st.Locales {
		published := "no"
		if l.Published {
			published = "yes"
		}
		if l.Tag == st.Source {
			published += ", source"
		}
		rows = append(rows, []string{
			string(l.Tag), published, fraction(l.Pages), fraction(l.Messages), strconv.Itoa(freshOf(l)), freshPercent(l), strconv.Itoa(l.Blocks.Stale), strconv.Itoa(l.Blocks.Missing),
			strconv.Itoa(wordsToDo(l)), l.Name + " (" + l.Tag.EnglishName() + ")",
		})
	}
	return rows
}

func (a *app) printStatus(st project.Status) {
	printTable(a, statusRows(st))
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

func fraction(c project.Count) string {
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
			_, st, _, done, err := a.look()
			if err != nil {
				return err
			}
			defer done()
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
