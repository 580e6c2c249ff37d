package cli

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"vernacular/internal/checks"
	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/pipeline"
	"vernacular/internal/project"
	"vernacular/internal/translation"
)

// messagesName stands for the catalog where a page's key is expected.
const messagesName = translation.MessagesName

type acceptFlags struct {
	blocks []string
	except []string
	force  bool
	reason string
	change string
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
	src, snap, err := a.openSite()
	if err != nil {
		return nil, o, nil, err
	}
	if err := a.whole(snap); err != nil {
		src.Close()
		return nil, o, nil, err
	}
	b := pipeline.New(pipeline.Options{NoOutputs: true})
	r, _, err := project.Know(src, snap, b)
	if err != nil {
		src.Close()
		return nil, o, nil, err
	}
	w = project.New(b)
	o, ok := w.Overview()
	if !ok {
		src.Close()
		a.tell().problems(r.Diagnostics)
		return nil, o, nil, &exit{status: exitProblems}
	}
	return w, o, func() { src.Close() }, nil
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

// translations are those of the named pages, or of all pages and the catalog.
func (a *app) translations(b *project.Workspace, o project.Overview, t locale.Tag, names []string) ([]translation.Comparison, error) {
	all := len(names) == 0
	if all {
		names = append(slices.Clone(o.Keys), messagesName)
	}
	var out []translation.Comparison
	for _, name := range names {
		key := strings.TrimSuffix(strings.TrimSuffix(name, ".md"), ".html")
		if name == messagesName {
			key = ""
		}
		tr, ok := b.Translation(key, t)
		switch {
		case ok && len(tr.Damaged) > 0:
			return nil, a.damaged(tr)
		case ok && (tr.Bytes != nil || !all):
			out = append(out, tr)
		case ok, key == "" && all:
		case all:
			a.tell().note("%s is left out: it, or its source, has an error that vernacular check names", name)
		default:
			keys := []string{messagesName}
			keys = append(keys, o.Keys...)
			return nil, &exit{exitProblems, fmt.Sprintf("there is no page %q to translate, or it has an error", name), "the pages are " + strings.Join(keys, ", ")}
		}
	}
	return out, nil
}

// damaged refuses to go on from a record that cannot be read: what is stale is not known, and a new record would forget it.
func (a *app) damaged(tr translation.Comparison) error {
	a.tell().problems(tr.Damaged)
	return &exit{exitProblems, "the record " + tr.Damaged[0].File + " is damaged; nothing was changed", "mend it as said above"}
}

func (a *app) accept(tag string, names []string, f acceptFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	if len(f.blocks) > 0 && len(names) != 1 {
		return usage("--block goes with the name of one page")
	}
	if _, err := a.complete(); err != nil {
		return err
	}
	b, o, done, err := a.open()
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
	trs, err := a.translations(b, o, t, names)
	if err != nil {
		return err
	}
	var changes []project.Change
	switch {
	case f.change != "":
		changes, err = a.judgeChange(b, o, trs[0], f)
	case f.links:
		changes, err = a.moveLinks(b, trs, f)
	default:
		changes, err = a.acceptAll(b, trs, f)
	}
	if err != nil {
		return err
	}
	if err := a.readAll("nothing was written"); err != nil {
		return err
	}
	return a.apply("vernacular accept "+strings.Join(append([]string{tag}, names...), " "), changes)
}

// pick finds the matches that --block names; none means all.
func pick(tr translation.Comparison, blocks []string) ([]translation.Match, error) {
	if len(blocks) == 0 {
		return tr.Matches, nil
	}
	var out []translation.Match
	for _, name := range blocks {
		n, err := strconv.Atoi(name)
		i := slices.IndexFunc(tr.Matches, func(m translation.Match) bool { return m.ID == name })
		if err == nil && n >= 1 && n <= len(tr.Matches) {
			i = n - 1
		}
		if i < 0 {
			return nil, &exit{exitUsage, fmt.Sprintf("there is no passage %q", name), fmt.Sprintf("the passages have the numbers 1 to %d; vernacular status %s lists those with something to do", len(tr.Matches), tr.Locale)}
		}
		out = append(out, tr.Matches[i])
	}
	return out, nil
}

func (a *app) acceptAll(b *project.Workspace, trs []translation.Comparison, f acceptFlags) ([]project.Change, error) {
	var changes []project.Change
	var refused []diag.Diagnostic
	accepted := 0
	for _, tr := range trs {
		ms, err := pick(tr, f.blocks)
		if err != nil {
			return nil, err
		}
		chosen := map[string]translation.Accepted{}
		for _, m := range ms {
			if m.Target < 0 || m.Source < 0 || m.State == translation.Missing {
				if len(f.blocks) > 0 {
					return nil, &exit{exitProblems, fmt.Sprintf("the passage %s of %s has no translation that could be up to date", m.ID, tr.File), "translate it first"}
				}
				continue
			}
			acc := translation.Accepted{}
			if e, ok := tr.Record.Entry(m.ID); ok {
				acc.Forced = e.Forced
			}
			if ds := structure(tr, m); len(ds) > 0 && acc.Forced == "" {
				if !f.force {
					refused = append(refused, ds...)
					continue
				}
				acc.Forced = f.reason
			}
			for _, code := range f.except {
				if acc.Except == nil {
					acc.Except = map[string]string{}
				}
				acc.Except[code] = f.reason
			}
			chosen[m.ID] = acc
		}
		if len(chosen) > 0 {
			accepted += len(chosen)
			changes = append(changes, record(b, tr, chosen)...)
		}
	}
	if len(refused) > 0 {
		for i := range refused {
			refused[i].Severity = diag.Error
		}
		a.tell().problems(diag.Sorted(refused))
		return nil, &exit{exitProblems, "nothing was accepted: these passages differ from their source", `correct them; or, where it must be so, --force --reason "why"`}
	}
	a.tell().note("%s up to date", count(accepted, "passage is", "passages are"))
	return changes, nil
}

// moveLinks carries addresses that changed in the source into the passages that say what it says. What it cannot carry
// it tells, and leaves as it is.
func (a *app) moveLinks(b *project.Workspace, trs []translation.Comparison, f acceptFlags) ([]project.Change, error) {
	var changes []project.Change
	var left []diag.Diagnostic
	carried, pages := 0, 0
	for _, tr := range trs {
		ms, err := pick(tr, f.blocks)
		if err != nil {
			return nil, err
		}
		if tr.Doc == nil {
			continue // messages have their addresses in words of their own
		}
		doc := tr.Doc
		chosen := map[string]translation.Accepted{}
		for _, m := range ms {
			if m.State != translation.Fresh || m.Source < 0 || m.Target < 0 || tr.Segments[m.Target].Block < 0 {
				continue
			}
			old, now := tr.Old(m.From), tr.SourceSegments[m.Source].Text
			if old == "" || old == now {
				continue
			}
			block := tr.Segments[m.Target].Block
			text, own := translation.MoveLinks(old, now, doc.Blocks[block].Source)
			for _, l := range own {
				d := diag.Warnf("link-moved", diag.At(tr.File, doc.Blocks[block].Line, doc.Blocks[block].Col), "the source leads to %s where it led to %s; here that could not be carried", l.To, l.From)
				d.Hint = "see where the link of the translation should lead, then vernacular accept " + string(tr.Locale) + " " + tr.Key
				left = append(left, d)
			}
			if text == doc.Blocks[block].Source {
				continue
			}
			next, err := doc.SetBlock(block, text)
			if err != nil {
				return nil, &exit{exitProblems, fmt.Sprintf("%s: the passage %s cannot be written: %v", tr.File, m.ID, err), "change its links by hand"}
			}
			doc = next
			carried++
			if len(own) == 0 {
				chosen[m.ID] = translation.Accepted{}
			}
		}
		if doc == tr.Doc {
			continue
		}
		next, ok := b.Reread(tr, doc.Bytes())
		if !ok {
			return nil, &exit{exitProblems, tr.File + " could not be read any more with the new addresses; nothing was changed", "change its links by hand"}
		}
		for _, m := range next.Matches {
			if _, ok := chosen[m.ID]; ok && len(structure(next, m)) > 0 {
				delete(chosen, m.ID) // vernacular check names what else is wrong
			}
		}
		pages++
		changes = append(changes, project.Change{Path: tr.File, Data: doc.Bytes(), Was: tr.Bytes})
		changes = append(changes, record(b, next, chosen)...)
	}
	a.tell().problems(diag.Sorted(left))
	if carried == 0 {
		a.tell().note("no link was changed")
	} else {
		a.tell().note("the links of %s in %s lead where the source leads", count(carried, "passage", "passages"), count(pages, "page", "pages"))
	}
	return changes, nil
}

// record makes the record's file and the texts that it needs.
func record(b *project.Workspace, tr translation.Comparison, chosen map[string]translation.Accepted) []project.Change {
	return recordFrom(b.Source, tr, chosen)
}

// recordFrom is record where read gives the files as they are now.
func recordFrom(read func(file string) []byte, tr translation.Comparison, chosen map[string]translation.Accepted) []project.Change {
	r, sources := translation.Accept(translation.Input{Source: tr.SourceSegments, Target: tr.Segments, Record: tr.Record}, tr.Matches, chosen)
	for hash, text := range translation.Recorded(r, tr.SourceSegments) { // also those that somebody removed
		sources[hash] = text
	}
	out := sourceTexts(read, sources)
	return append(out, project.Change{Path: tr.RecordFile, Data: r.Bytes(tr.File), Was: read(tr.RecordFile), Page: tr.File})
}

// structure finds in what a translated segment differs from its source.
func structure(tr translation.Comparison, m translation.Match) []diag.Diagnostic {
	var out []diag.Diagnostic
	for _, p := range pipeline.Pairs(tr, m) {
		out = append(out, checks.Structure(p)...)
	}
	return out
}

// judgeChange records in the source page's own record what its author says of a change.
func (a *app) judgeChange(b *project.Workspace, o project.Overview, own translation.Comparison, f acceptFlags) ([]project.Change, error) {
	ms, err := pick(own, f.blocks)
	if err != nil {
		return nil, err
	}
	r := own.SourceRecord
	if r == nil {
		r = &translation.Record{}
	}
	found := 0
	for _, m := range ms {
		to := translation.Hash(own.SourceSegments[m.Source].Text)
		for _, l := range o.Locales {
			tr, ok := b.Translation(own.Key, l.Tag)
			if l.Tag == o.Source || !ok {
				continue
			}
			for _, other := range tr.Matches {
				if other.Source != m.Source || other.From == "" || other.From == to {
					continue
				}
				found++
				r.Changes = slices.DeleteFunc(r.Changes, func(c translation.Change) bool { return c.From == other.From && c.To == to })
				r.Changes = append(r.Changes, translation.Change{From: other.From, To: to, Class: f.change, Reason: f.reason})
			}
		}
	}
	if found == 0 {
		return nil, &exit{exitProblems, "no translation was made from an earlier text of this passage", "there is no change to judge"}
	}
	a.tell().note("the change of %s is %s", path.Base(own.SourceFile), f.change)
	return []project.Change{{Path: own.RecordFile, Data: r.Bytes(own.SourceFile), Was: b.Source(own.RecordFile), Page: own.SourceFile}}, nil
}
