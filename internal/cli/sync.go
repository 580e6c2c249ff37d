package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"vernacular/internal/locale"
	"vernacular/internal/project"
	"vernacular/internal/textdiff"
	"vernacular/internal/translation"
)

func (a *app) syncCommand() *cobra.Command {
	var dry bool
	cmd := &cobra.Command{
		Use:   "sync [tag]...",
		Short: "Carry into translations what needs no translator",
		Long: `Writes into the pages of these locales, of all without one, what changed in the source
and needs no translator: addresses of links, places of passages, passages that the source
has no more, and passages that it has in another page now. No word is changed. Readers
see passages where the source has them even before that; sync puts the files in order.

The texts of passages that are taken out stay in the records, and are proposed when a
text like their source is to be translated. What would change is printed as a difference;
--dry-run writes nothing.`,
		Example:           "  vernacular sync --dry-run\n  vernacular sync fr",
		ValidArgsFunction: a.completeLocales,
		RunE:              func(_ *cobra.Command, args []string) error { return a.sync(args, dry) },
	}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "print what would change, and write nothing")
	return cmd
}

func (a *app) sync(args []string, dry bool) error {
	open := a.openToWrite
	if dry {
		open = a.open
	}
	w, o, done, err := open()
	if err != nil {
		return err
	}
	defer done()
	tags, err := a.targets(args, o)
	if err != nil {
		return err
	}
	var changes []project.Change
	for _, t := range tags {
		out, err := w.Sync(t)
		if err != nil {
			return err
		}
		a.tell().problems(out.Problems)
		for _, c := range out.Changes {
			if !strings.HasPrefix(c.Path, translation.Folder) {
				fmt.Fprint(a.out, textdiff.Unified(c.Path, string(c.Was), string(c.Data)))
			}
		}
		if what := out.Summary(); what != "" {
			a.tell().note("%s: %s in %s", t, what, count(out.Pages, "page", "pages"))
		}
		changes = append(changes, out.Changes...)
	}
	switch {
	case len(changes) == 0:
		a.tell().note("nothing is to be carried into a translation")
		return nil
	case dry:
		a.tell().note("nothing was written; without --dry-run it is")
		return nil
	}
	if err := a.readAll("nothing was written"); err != nil {
		return err
	}
	return a.apply(strings.Join(append([]string{"vernacular sync"}, args...), " "), changes)
}

// targets returns the locales that are named, or all but the source's.
func (a *app) targets(args []string, o project.Overview) ([]locale.Tag, error) {
	var out []locale.Tag
	for _, text := range args {
		t, err := a.locale(text, o)
		if err != nil {
			return nil, err
		}
		if t == o.Source {
			return nil, usage("%s is the language that translations are made from", t)
		}
		out = append(out, t)
	}
	if len(args) > 0 {
		return out, nil
	}
	for _, l := range o.Locales {
		if l.Tag != o.Source {
			out = append(out, l.Tag)
		}
	}
	return out, nil
}
