package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"vernacular/internal/project"
	"vernacular/internal/textdiff"
	"vernacular/internal/translation"
)

func (a *app) moveCommand() *cobra.Command {
	var dry bool
	cmd := &cobra.Command{
		Use:   "move <old> <new>",
		Short: "Rename a page in all locales",
		Long: `Gives a page another name, or another folder, in all locales. Its files move with their
records, and with the files beside them if no page stays in the folder. Links to it are
rewritten in all pages, and its own where its folder is another one. Its old addresses stay
alive as aliases, unless its front matter has a permalink, which stays. No word is changed:
what was up to date stays up to date.

The names are paths below a locale's folder without extension, such as guide/voting.
--dry-run prints what would change, and writes nothing.`,
		Example: "  vernacular move about who-we-are --dry-run\n  vernacular move guide/voting voting/index",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return &exit{exitUsage, "move needs the page's old name and its new one", "as in: vernacular move about who-we-are"}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.move(args[0], args[1], dry) },
	}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "print what would change, and write nothing")
	return cmd
}

func (a *app) move(old, new string, dry bool) error {
	command := fmt.Sprintf("vernacular move %s %s", old, new)
	if !dry {
		if done, err := a.finished(command); done || err != nil {
			return err
		}
	}
	b, snap, problems, done, err := a.know()
	if err != nil {
		return err
	}
	defer done()
	if err := a.whole(snap, true); err != nil {
		return err
	}
	w := project.New(b)
	if _, ok := w.Overview(); !ok {
		a.tell().problems(problems)
		return &exit{status: exitProblems}
	}
	out, err := w.MovePage(old, new, snap.Files("content/"), snap.Files("layouts/"), snap.Files(translation.Folder))
	if err != nil {
		return err
	}
	a.tell().problems(out.Problems)
	if dry {
		a.showMove(out)
		a.tell().note("nothing was written; without --dry-run it is")
		return nil
	}
	if err := a.readAll("nothing was written"); err != nil {
		return err
	}
	if err := a.apply(command, out.Changes); err != nil {
		return err
	}
	a.tell().note("%s is %s now: %s moved, %s rewritten", out.Old, out.New, count(len(out.Files), "file", "files"), count(out.Links, "link", "links"))
	return nil
}

// showMove prints what a move would change, as a difference: first the files that move, then what changes in them and in
// others.
func (a *app) showMove(out project.Moved) {
	from := map[string]string{}
	was := map[string][]byte{}
	for _, r := range out.Files {
		fmt.Fprintf(a.out, "rename from %s\nrename to %s\n", r.From, r.To)
		from[r.To] = r.From
	}
	for _, c := range out.Changes {
		if c.Gone {
			was[c.Path] = c.Was
		}
	}
	for _, c := range out.Changes {
		if c.Gone || strings.HasPrefix(c.Path, translation.Folder) {
			continue
		}
		before := c.Was
		if old, ok := from[c.Path]; ok {
			before = was[old]
		}
		fmt.Fprint(a.out, textdiff.Unified(c.Path, string(before), string(c.Data)))
	}
}
