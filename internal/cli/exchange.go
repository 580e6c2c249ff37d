package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vernacular/internal/catalog"
	"vernacular/internal/diag"
	"vernacular/internal/disk"
	"vernacular/internal/exchange"
	"vernacular/internal/locale"
	"vernacular/internal/page"
	"vernacular/internal/project"
	translated "vernacular/internal/tm"
	"vernacular/internal/translation"
)

// writesExchange annotates the command whose --format is that of a translation file.
const writesExchange = "exchange"

func (a *app) exportCommand() *cobra.Command {
	var out string
	var byPage bool
	cmd := &cobra.Command{
		Use:   "export <tag> [page]...",
		Short: "Write a translation as PO or XLIFF, for translation tools",
		Long: `Writes the texts of a locale, each with its source, for Poedit, Weblate, OmegaT and
other tools: as PO, or with --format xliff as XLIFF 2.0. Without a page all pages and
the messages ("messages") are written. What changed in the source since it was
translated is fuzzy there; for what is missing, translations of equal or similar
texts of the same locale are offered. "vernacular import" brings the work back.`,
		Example:     "  vernacular export sw --out sw.po\n  vernacular export sw --format xliff --out sw.xlf\n  vernacular export sw --by-page --out po/sw",
		Annotations: map[string]string{writesExchange: ""},
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &exit{exitUsage, "export needs the tag of a language", "as in: vernacular export sw --out sw.po"}
			}
			return nil
		},
		ValidArgsFunction: a.completeLocales,
		RunE:              func(_ *cobra.Command, args []string) error { return a.export(args[0], args[1:], out, byPage) },
	}
	cmd.Flags().StringVar(&out, "out", "", "the `file` to write, with --by-page the folder; standard output when it is left out")
	cmd.Flags().BoolVar(&byPage, "by-page", false, "a file for each page and one for the messages")
	return cmd
}

func (a *app) export(tag string, names []string, out string, byPage bool) error {
	b, o, done, err := a.open()
	if err != nil {
		return err
	}
	defer done()
	t, err := a.locale(tag, o)
	if err != nil {
		return err
	}
	if t == o.Source {
		return usage("%s is the language that translations are made from", t)
	}
	if byPage && out == "" {
		return &exit{exitUsage, "--by-page needs a folder to write to", "as in: --out po/" + string(t)}
	}
	all, err := a.exportable(b, o, t, nil)
	if err != nil {
		return err
	}
	chosen := all
	if len(names) > 0 {
		if chosen, err = a.exportable(b, o, t, names); err != nil {
			return err
		}
	}
	mem := remembered(all)
	doc := exchange.Document{Source: o.Source, Target: t, Project: filepath.Base(project.Absolute(a.dir)), Date: sourceDate()}
	for _, tr := range chosen {
		doc.Files = append(doc.Files, exported(tr, mem))
	}
	if err := a.readAll("nothing was written"); err != nil { // only now, since old source texts are read when they are asked for
		return err
	}
	write, ending := exchange.WritePO, ".po"
	if a.format == "xliff" {
		write, ending = exchange.WriteXLIFF, ".xlf"
	}
	files := map[string]exchange.Document{out: doc}
	paths := []string{out}
	if byPage {
		files, paths = map[string]exchange.Document{}, nil
		for _, f := range doc.Files {
			one := doc
			one.Files = []exchange.File{f}
			p := filepath.Join(out, filepath.FromSlash(f.Name)+ending)
			files[p] = one
			paths = append(paths, p)
		}
	}
	var outputs []project.File
	for _, p := range paths {
		data, err := write(files[p])
		if err != nil {
			return &exit{exitProblems, err.Error(), ""}
		}
		if p == "" {
			a.streams.Out.Write(data)
			continue
		}
		outputs = append(outputs, project.File{Path: p, Data: data})
	}
	if err := project.WriteFiles(outputs); err != nil {
		return failure(err)
	}
	for _, f := range outputs {
		a.tell().note("wrote %s", f.Path)
	}
	return nil
}

// exportable are translations for export: those that do not exist yet, too.
func (a *app) exportable(b *project.Workspace, o project.Overview, t locale.Tag, names []string) ([]translation.Comparison, error) {
	if len(names) == 0 {
		names = slices.Clone(o.Keys)
		slices.SortStableFunc(names, func(x, y string) int { // the landing page first
			return strings.Compare(strconv.FormatBool(x != o.Home), strconv.FormatBool(y != o.Home))
		})
		if _, ok := b.Translation("", t); ok {
			names = append(names, messagesName)
		}
	}
	return a.translations(b, o, t, names)
}

// sourceDate is SOURCE_DATE_EPOCH (reproducible-builds.org) as RFC 3339, "" without it: never the clock.
func sourceDate() string {
	n, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64)
	if err != nil {
		return ""
	}
	return time.Unix(n, 0).UTC().Format(time.RFC3339)
}

// remembered is the translation memory of a locale: all that is fresh.
func remembered(trs []translation.Comparison) *translated.Memory {
	var entries []translated.Entry
	for _, tr := range trs {
		for _, m := range tr.Matches {
			if m.State == translation.Fresh && m.Target >= 0 {
				own := tr.Segments[m.Target]
				entries = append(entries, translated.Entry{Source: tr.SourceSegments[m.Source].Text, Target: own.Text, Where: fmt.Sprintf("%s:%d", own.Pos.File, own.Pos.Line)})
			}
		}
	}
	return translated.New(entries)
}

// exported makes the units of a page or of the catalog.
func exported(tr translation.Comparison, mem *translated.Memory) exchange.File {
	f := exchange.File{Name: tr.Name(), Original: tr.SourceFile}
	done := exchange.Translated
	if tr.Doc != nil {
		switch how, _ := tr.Doc.Meta.String("translation"); how {
		case "machine":
			done = exchange.Draft
		case "reviewed":
			done = exchange.Reviewed
		}
	}
	for _, m := range tr.Matches {
		if m.Source < 0 || m.Shared {
			continue
		}
		s := tr.SourceSegments[m.Source]
		u := exchange.Unit{ID: m.ID, Kind: string(s.Kind), Markdown: s.Block >= 0 && !translation.Verbatim(s.Kind), Verbatim: translation.Verbatim(s.Kind), Source: s.Text, State: exchange.Missing}
		switch m.State {
		case translation.Fresh:
			u.State = done
		case translation.Stale:
			u.State = exchange.Stale
			u.Previous = tr.Old(m.From)
		}
		if u.State != exchange.Missing {
			u.Target = tr.Segments[m.Target].Text
		}
		if s.Kind == page.KindMessage {
			message(tr, &u, s.Path)
		} else if u.State == exchange.Missing && s.Kind != page.KindCode {
			suggest(&u, mem)
		}
		f.Units = append(f.Units, u)
	}
	return f
}

func suggest(u *exchange.Unit, mem *translated.Memory) {
	if e, ok := mem.Exact(u.Source); ok {
		u.Target, u.Previous, u.Suggestion, u.Score = e.Target, e.Source, true, 100
		u.Notes = append(u.Notes, "the same text is at "+e.Where)
	} else if e, score, ok := mem.Close(u.Source, 70); ok {
		u.Target, u.Previous, u.Suggestion, u.Score = e.Target, e.Source, true, score
		u.Notes = append(u.Notes, "a similar text is at "+e.Where)
	}
}

// message gives a unit the plural forms of a message.
func message(tr translation.Comparison, u *exchange.Unit, id string) {
	source, _ := tr.SourceCatalog.Get(id)
	for _, note := range []string{source.Remark, source.Description} {
		for line := range strings.SplitSeq(note, "\n") {
			if strings.TrimSpace(line) != "" {
				u.Notes = append(u.Notes, strings.TrimSpace(line))
			}
		}
	}
	if !source.Counts() {
		return
	}
	u.Plural = &exchange.Plural{}
	for _, f := range source.Forms {
		u.Plural.Source = append(u.Plural.Source, exchange.Form{Category: f.Category, Text: f.Text})
	}
	if tr.Catalog != nil && u.State != exchange.Missing {
		own, _ := tr.Catalog.Get(id)
		for _, f := range own.Forms {
			u.Plural.Target = append(u.Plural.Target, exchange.Form{Category: f.Category, Text: f.Text})
		}
	}
	u.Source, u.Target, u.Previous = "", "", ""
}

func (a *app) importCommand() *cobra.Command {
	var f acceptFlags
	cmd := &cobra.Command{
		Use:   "import <file>...",
		Short: "Bring translations back from PO or XLIFF files",
		Long: `Reads files that "vernacular export" wrote and a translation tool changed. Only passages
whose text was changed are written; what is marked as finished there counts as up to
date. A file with a mistake is refused whole, with line and column; so are texts that
differ from their source in links, numbers, placeholders or markup, unless --force
gives them through with a --reason, which is kept.`,
		Example: "  vernacular import sw.po\n  vernacular import po/sw/*.po",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &exit{exitUsage, "import needs a file", "as in: vernacular import sw.po"}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if err := f.check(); err != nil {
				return err
			}
			return a.importFiles(args, f)
		},
	}
	cmd.Flags().BoolVar(&f.force, "force", false, "import what differs from its source in structure; needs --reason")
	cmd.Flags().StringVar(&f.reason, "reason", "", "why, in a few `words`")
	return cmd
}

// readExchange reads one exchange file.
func (a *app) readExchange(file string) (exchange.Document, error) {
	data, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission), disk.IsFolder(err):
		return exchange.Document{}, &exit{exitUsage, err.Error(), ""}
	case err != nil:
		return exchange.Document{}, &exit{exitEnvironment, err.Error() + "; nothing was imported", ""}
	}
	read := exchange.ReadPO
	if f := exchange.Detect(data); f != exchange.PO {
		read = exchange.ReadXLIFF
		if f == exchange.UnknownFormat {
			return exchange.Document{}, &exit{exitProblems, file + " is neither PO nor XLIFF", "export it from your tool as PO, or as XLIFF 2"}
		}
	}
	doc, ds := read(file, data)
	a.tell().problems(ds)
	if diag.HasErrors(ds) {
		return doc, &exit{exitProblems, file + " was refused; nothing was imported", ""}
	}
	return doc, nil
}

func (a *app) importFiles(files []string, f acceptFlags) error {
	if _, err := a.complete(); err != nil {
		return err
	}
	b, o, done, err := a.open()
	if err != nil {
		return err
	}
	defer done()
	var changes []project.Change
	var problems []diag.Diagnostic
	total := imported{}
	for _, file := range files {
		doc, err := a.readExchange(file)
		if err != nil {
			return err
		}
		t, err := a.locale(string(doc.Target), o)
		if err != nil {
			return err
		}
		for _, part := range doc.Files {
			key := part.Name
			if key == messagesName {
				key = ""
			}
			tr, ok := b.Translation(key, t)
			if !ok {
				problems = append(problems, diag.Errorf("import-page", diag.At(file, 1, 1), "the site has no page %q to translate, or it has an error", part.Name).
					WithHint("vernacular check names errors; a page that was removed cannot be imported"))
				continue
			}
			if len(tr.Damaged) > 0 {
				return a.damaged(tr)
			}
			more, n, ds := importPart(b, file, tr, part, f)
			problems, changes, total = append(problems, ds...), append(changes, more...), total.add(n)
		}
	}
	a.tell().problems(diag.Sorted(problems))
	if diag.HasErrors(problems) {
		return &exit{exitProblems, "nothing was imported", `correct it in your tool; where a text must differ from its source, --force --reason "why"`}
	}
	if err := a.readAll("nothing was written"); err != nil {
		return err
	}
	if err := a.apply("vernacular import "+strings.Join(files, " "), changes); err != nil {
		return err
	}
	a.tell().note("%s changed, %s marked as up to date, %d still to do", count(total.changed, "passage", "passages"), count(total.accepted, "passage", "passages"), total.open)
	return nil
}

// imported counts what an import did.
type imported struct{ changed, accepted, open int }

func (n imported) add(m imported) imported {
	return imported{n.changed + m.changed, n.accepted + m.accepted, n.open + m.open}
}

// importPart works out what the units of one page change.
func importPart(b *project.Workspace, file string, tr translation.Comparison, part exchange.File, f acceptFlags) (changes []project.Change, n imported, ds []diag.Diagnostic) {
	byID := map[string]translation.Match{}
	for _, m := range tr.Matches {
		if m.Source >= 0 && !m.Shared {
			byID[m.ID] = m
		}
	}
	texts, chosen := map[string]string{}, map[string]translation.Accepted{}
	forms := map[string][]exchange.Form{}
	at := map[string]exchange.Unit{}
	for _, u := range part.Units {
		m, known := byID[u.ID]
		if u.State == exchange.Missing || u.Suggestion {
			n.open++
			continue
		}
		if !known {
			ds = append(ds, diag.Warnf("import-unknown", diag.At(file, u.Line, u.Col), "the source has the passage %q no more; it is left out", u.ID).WithHint("export again to see what there is now"))
			continue
		}
		at[u.ID] = u
		s := tr.SourceSegments[m.Source]
		now, text, seen := "", u.Target, u.Source
		if u.Plural != nil {
			text, seen = formsText(u.Plural.Target), formsText(u.Plural.Source)
		}
		if m.Target >= 0 && m.State != translation.Missing {
			now = tr.Segments[m.Target].Text
		}
		if u.Loose && strings.Join(strings.Fields(text), "") == strings.Join(strings.Fields(now), "") {
			text = now
		}
		if u.Loose && strings.Join(strings.Fields(seen), "") == strings.Join(strings.Fields(s.Text), "") {
			seen = s.Text
		}
		if text != now && text != s.Text {
			texts[u.ID] = text
			if u.Plural != nil {
				forms[u.ID] = u.Plural.Target
			} else {
				forms[u.ID] = []exchange.Form{{Category: "other", Text: u.Target}}
			}
			n.changed++
		}
		if u.State.NeedsWork() && !u.NoState {
			n.open++
			continue
		}
		if m.State == translation.Fresh && !m.Unrecorded && texts[u.ID] == "" || text == s.Text && m.State == translation.Missing {
			continue
		}
		acc := translation.Accepted{}
		if seen != s.Text {
			acc.Seen = seen
		}
		chosen[u.ID] = acc
	}
	if len(texts) == 0 && len(chosen) == 0 {
		return sourceTexts(b.Source, translation.Recorded(tr.Record, tr.SourceSegments)), n, ds
	}
	after, err := applied(b, tr, texts, forms)
	if err != nil {
		return nil, n, append(ds, diag.Errorf("import-text", diag.At(file, 1, 1), "%s: %v", part.Name, err))
	}
	next := tr
	if string(after) != string(tr.Bytes) || tr.Bytes == nil {
		var ok bool
		if next, ok = b.Reread(tr, after); !ok {
			return nil, n, append(ds, diag.Errorf("import-text", diag.At(file, 1, 1), "with the texts of this file %s could not be read any more", tr.File))
		}
		if errs := b.Refused(tr, after); len(errs) > 0 {
			return nil, n, append(ds, inFile(file, errs, next, at)...)
		}
		changes = append(changes, project.Change{Path: tr.File, Data: after, Was: tr.Bytes})
	}
	for _, m := range next.Matches {
		acc, ok := chosen[m.ID]
		if _, changed := texts[m.ID]; !ok && !changed {
			continue
		}
		if bad := structure(next, m); len(bad) > 0 {
			if f.force {
				acc.Forced = f.reason
			} else if e, had := tr.Record.Entry(m.ID); !had || e.Forced == "" {
				u := at[m.ID]
				d := bad[0]
				d.Severity, d.Pos = diag.Error, diag.At(file, u.Line, u.Col)
				ds = append(ds, d)
			}
		}
		if ok {
			chosen[m.ID] = acc
		}
	}
	n.accepted = len(chosen)
	changes = append(changes, record(b, next, chosen)...)
	return changes, n, ds
}

// inFile gives problems of a page the places of the units of a file that they come from.
func inFile(file string, errs []diag.Diagnostic, next translation.Comparison, at map[string]exchange.Unit) []diag.Diagnostic {
	for i, d := range errs {
		place := diag.At(file, 1, 1)
		for _, m := range next.Matches {
			if u, ok := at[m.ID]; ok && m.Target >= 0 && next.Segments[m.Target].Pos.Line <= d.Line {
				place = diag.At(file, u.Line, u.Col)
			}
		}
		errs[i].Pos = place
	}
	return errs
}

func formsText(forms []exchange.Form) string {
	m := catalog.Message{}
	for _, f := range forms {
		m.Forms = append(m.Forms, catalog.Form{Category: f.Category, Text: f.Text})
	}
	return translation.MessageText(m)
}

// applied writes texts into the bytes of a translation.
func applied(b *project.Workspace, tr translation.Comparison, texts map[string]string, forms map[string][]exchange.Form) ([]byte, error) {
	if len(texts) == 0 {
		return tr.Bytes, nil
	}
	if tr.SourceCatalog == nil {
		return translation.Apply(translation.ApplyInput{
			Source: tr.SourceDoc, Target: tr.Doc, TargetFile: tr.File,
			Matches: tr.Matches, Texts: texts, Limits: b.Limits(),
			Compare: func(d *page.Document) []translation.Match {
				return tr.Compare(translation.SegmentsLike(d, tr.SourceSegments))
			},
		})
	}
	out := tr.Bytes
	for _, s := range tr.SourceSegments {
		list, ok := forms[s.Path]
		if !ok {
			continue
		}
		var fs []catalog.Form
		for _, f := range list {
			fs = append(fs, catalog.Form{Category: f.Category, Text: f.Text})
		}
		var err error
		if out, err = catalog.SetMessage(tr.File, out, tr.Locale, s.Path, fs); err != nil {
			return nil, err
		}
	}
	return out, nil
}
