package cli

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vernacular/internal/diag"
	"vernacular/internal/exchange"
	"vernacular/internal/locale"
	"vernacular/internal/project"
	"vernacular/internal/source"
)

func (a *app) localeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "locale",
		Short: "Begin a translation, or list the locales",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.localeAddCommand(), a.localeListCommand())
	return cmd
}

func (a *app) localeAddCommand() *cobra.Command {
	var from, page string
	cmd := &cobra.Command{
		Use:   "add <tag>",
		Short: "Begin a translation: write a catalog and pages to fill in",
		Long: `Writes what a translation into a new language begins with: a catalog in locales/ with
every message in exactly the plural forms that the language has, and each page in
content/<tag>/ with the source text to be replaced. A page is not published until its
line "draft: true" is taken out. Pages, catalogs and settings that exist are never changed.
What the translation is made from is recorded in locales/records/.

With --from and the tag of a related language, the pages and messages begin with the
texts of that language instead; what is out of date there is out of date here. With
--from and a PO or XLIFF file they begin with the translations in that file, which may
come from another copy of the site.

With --page and the key of a page of the source, that page alone is added to a language
that the site has. The key is the path of its file below the language's folder, without
extension.

The tag is the language's BCP 47 tag: fr, pt-BR, zh-Hant, sr-Latn.`,
		Example: "  vernacular locale add sw\n  vernacular locale add pt-AO --from pt\n  vernacular locale add sw --from sw.po\n  vernacular locale add sw --page guide/voting",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return &exit{exitUsage, "locale add takes one language tag", "as in: vernacular locale add sw"}
			}
			return nil
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			var out []string
			if len(args) == 0 {
				for _, t := range locale.Tags() {
					out = append(out, string(t)+"\t"+t.EnglishName())
				}
			}
			return out, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.addLocale(args[0], from, page) },
	}
	cmd.Flags().StringVar(&page, "page", "", "add the page with this `key` to a locale that the site has; messages is its catalog")
	cmd.Flags().StringVar(&from, "from", "", "begin with the texts of this `tag or file`: another locale of the site, or PO or XLIFF")
	return cmd
}

func (a *app) addLocale(text, from, page string) error {
	t := a.tell()
	tag, canonical, err := locale.Parse(text)
	if err != nil {
		e := &exit{exitUsage, err.Error(), "a tag looks like fr, pt-BR, zh-Hant or sr-Latn"}
		if near, ok := locale.Suggest(text); ok {
			e.hint = fmt.Sprintf("did you mean %s (%s)?", near, near.EnglishName())
		}
		return e
	}
	if !canonical {
		t.note("%s is spelled %s", text, tag)
	}
	command := "vernacular locale add " + string(tag)
	if page != "" {
		command += " --page " + page
	}
	if done, err := a.finished(command); done || err != nil {
		return err
	}
	b, snap, problems, done, err := a.know()
	if err != nil {
		return err
	}
	defer done()
	like, doc, err := a.beginWith(from, tag, snap)
	if err != nil {
		return err
	}
	begun, err := project.New(b).Begin(project.Beginning{Locale: tag, Like: like, Page: page}, snap.Has)
	if err != nil {
		if own := (*project.Error)(nil); errors.As(err, &own) && own.Hint == "" { // the sources have an error; it is among these
			t.problems(problems)
		}
		return err
	}
	if doc != nil {
		if err := a.fillIn(begun, from, *doc); err != nil {
			return err
		}
	}
	if err := a.readAll("nothing was written"); err != nil {
		return err
	}
	if err := a.apply(command, begun.Changes()); err != nil {
		return err
	}
	for _, f := range begun.Files {
		t.note("wrote %s", f.Path)
	}
	t.note("%s is %s (%s, %s). Run \"vernacular watch\", translate, and take out \"draft: true\" to see a page.", tag, tag.Autonym(), tag.EnglishName(), tag.Direction())
	return nil
}

// beginWith reads what --from names: a locale of the site, or a file of a translation tool.
func (a *app) beginWith(from string, tag locale.Tag, snap *source.Snapshot) (locale.Tag, *exchange.Document, error) {
	if from == "" {
		return "", nil, nil
	}
	have := project.Locales(snap)
	if like, _, err := locale.Parse(from); err == nil {
		if slices.Contains(have, like) {
			return like, nil, nil
		}
		if _, err := os.Stat(from); err != nil {
			var names []string
			for _, t := range have {
				names = append(names, string(t))
			}
			return "", nil, &exit{exitUsage, fmt.Sprintf("--from: the site has no locale %s", like), "it has " + strings.Join(names, ", ")}
		}
	}
	doc, problems, err := a.readExchange(from)
	a.tell().problems(problems)
	switch {
	case err != nil:
		return "", nil, err
	case diag.HasErrors(problems):
		return "", nil, &exit{exitProblems, from + " was refused; nothing was written", ""}
	}
	if doc.Target != "" && doc.Target.Language() != tag.Language() {
		return "", nil, &exit{exitUsage, fmt.Sprintf("%s holds a translation into %s (%s), not into %s", from, doc.Target, doc.Target.EnglishName(), tag), "name the language of the file: vernacular locale add " + string(doc.Target) + " --from " + from}
	}
	return "", &doc, nil
}

// fillIn puts the texts of an exchange file into what a translation begins with.
func (a *app) fillIn(begun *project.Scaffold, file string, doc exchange.Document) error {
	n, err := begun.Fill(file, doc)
	if err != nil {
		return err
	}
	a.tell().problems(n.Problems)
	if diag.HasErrors(n.Problems) {
		return &exit{exitProblems, "nothing was written", "correct the file in your tool; or begin without --from, and then vernacular import " + file + ` --force --reason "why"`}
	}
	a.tell().note("%s taken from %s", count(n.Changed, "passage", "passages"), file)
	return nil
}
