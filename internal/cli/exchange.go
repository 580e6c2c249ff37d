package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vernacular/internal/diag"
	"vernacular/internal/disk"
	"vernacular/internal/exchange"
	"vernacular/internal/locale"
	"vernacular/internal/project"
)

// writesExchange annotates the command whose --format is that of a translation file.
const writesExchange = "exchange"

func (a *app) exportCommand() *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:   "export <tag> [page]...",
		Short: "Write a translation as PO, XLIFF, TMX or CSV, for translation tools",
		Long: `Writes the texts of a locale, each with its source, for Poedit, Weblate, OmegaT and
other tools: as PO, or with --format xliff as XLIFF 2.0, which fewer tools read than
XLIFF 1.2 (--format xliff12). Without a page all pages and
the messages ("messages") are written. What changed in the source since it was
translated is fuzzy there; a machine's translation counts as translated and has a note
that says so, unless --fuzzy-machine is given. For what is missing, translations of
equal or similar texts of the same locale are offered. "vernacular import" brings the
work back.

--format csv writes what is to be done for a spreadsheet: write into the column target,
or "translated" into the column state where the text is right as it is. --format tmx
writes all that was ever translated, as a translation memory.`,
		Example:     "  vernacular export sw --out sw.po\n  vernacular export sw --format xliff --out sw.xlf\n  vernacular export sw --by-page --out po/sw",
		Annotations: map[string]string{writesExchange: ""},
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &exit{exitUsage, "export needs the tag of a language", "as in: vernacular export sw --out sw.po"}
			}
			return nil
		},
		ValidArgsFunction: a.completeLocales,
		RunE:              func(_ *cobra.Command, args []string) error { return a.export(args[0], args[1:], f) },
	}
	cmd.Flags().StringVar(&f.out, "out", "", "the `file` to write, with --by-page the folder; standard output when it is left out")
	cmd.Flags().BoolVar(&f.byPage, "by-page", false, "a file for each page and one for the messages")
	cmd.Flags().BoolVar(&f.fuzzyMachine, "fuzzy-machine", false, "mark machine translations as unfinished (fuzzy), for one who goes through all of them")
	return cmd
}

// exportFlags are the flags of export.
type exportFlags struct {
	out                  string
	byPage, fuzzyMachine bool
}

func (a *app) export(tag string, names []string, f exportFlags) error {
	w, o, done, err := a.open()
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
	if f.byPage && f.out == "" {
		return &exit{exitUsage, "--by-page needs a folder to write to", "as in: --out po/" + string(t)}
	}
	if a.format == "tmx" {
		return a.exportMemory(w, t, names, f)
	}
	doc, err := w.Export(t, names)
	if err != nil {
		return err
	}
	if f.fuzzyMachine {
		doc.FuzzyMachine()
	}
	doc.Date = sourceDate()
	if err := a.readAll("nothing was written"); err != nil { // only now, since old source texts are read when they are asked for
		return err
	}
	return a.writeExport(doc, f.out, f.byPage)
}

// writeExport writes a document to a file, or its parts to files of a folder; to standard output if out is "".
func (a *app) writeExport(doc exchange.Document, out string, byPage bool) error {
	write, ending := exchange.WritePO, ".po"
	switch a.format {
	case "xliff":
		write, ending = exchange.WriteXLIFF, ".xlf"
	case "xliff12":
		write, ending = exchange.WriteXLIFF12, ".xlf"
	case "csv":
		write, ending = exchange.WriteCSV, ".csv"
	}
	docs := []exchange.Document{doc}
	if byPage {
		docs = nil
		for _, f := range doc.Files {
			one := doc
			one.Files = []exchange.File{f}
			docs = append(docs, one)
		}
	}
	var outputs []project.File
	for _, d := range docs {
		data, err := write(d)
		if err != nil {
			return &exit{exitProblems, err.Error(), ""}
		}
		switch {
		case byPage:
			outputs = append(outputs, project.File{Path: filepath.Join(out, filepath.FromSlash(d.Files[0].Name)+ending), Data: data})
		case out == "":
			a.streams.Out.Write(data)
		default:
			outputs = append(outputs, project.File{Path: out, Data: data})
		}
	}
	return a.writeFiles(outputs)
}

func (a *app) writeFiles(outputs []project.File) error {
	if err := project.WriteFiles(outputs); err != nil {
		return err
	}
	for _, f := range outputs {
		a.tell().note("wrote %s", f.Path)
	}
	return nil
}

// sourceDate is SOURCE_DATE_EPOCH (reproducible-builds.org) as RFC 3339, "" without it: never the clock.
func sourceDate() string {
	n, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64)
	if err != nil {
		return ""
	}
	return time.Unix(n, 0).UTC().Format(time.RFC3339)
}

// importFlags are the flags of import.
type importFlags struct {
	force, all, bySource bool
	reason, locale       string
}

func (a *app) importCommand() *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{
		Use:   "import <file>...",
		Short: "Bring translations back from PO, XLIFF or CSV files, or a memory from TMX",
		Long: `Reads files that "vernacular export" wrote and a translation tool changed: PO, XLIFF 2,
XLIFF 1.2 or CSV. Only passages whose text was changed are written; what is marked as
finished there counts as up to date, also where it is the same in both languages.

Passages go in one by one. One with a mistake, or one that differs from its source in
links, numbers, placeholders or markup, is named with line and column and left out; the
others are imported. With --all-or-nothing nothing is imported then. --force gives
through what differs from its source, with a --reason, which is kept. A file most of
which is in another language than it says, or is another locale's translation, is
refused whole; single texts in another language are refused one by one.

An exported file tells what the site had when it was written. A text that nobody has
changed in the file takes nothing back that was done in the site since; where both have
changed it, that is named and the site's stays. PO and XLIFF do not tell what had no
translation when they were written: of two that bring one, the later stays. What was
exported as finished and comes back marked as unfinished is a draft then.

A passage is found by its id. With --by-source those of a file that has no ids are
found by their source texts, where these are unmistakable.

A translation memory (TMX) changes no page: its pairs go to locales/memory/TAG.tmx, from
which export and the translation editor offer them.`,
		Example: "  vernacular import sw.po\n  vernacular import po/sw/*.po\n  vernacular import sw.po --all-or-nothing\n  vernacular import other.po --by-source --locale sw",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &exit{exitUsage, "import needs a file", "as in: vernacular import sw.po"}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if err := (acceptFlags{force: f.force, reason: f.reason}).check(); err != nil {
				return err
			}
			return a.importFiles(args, f)
		},
	}
	cmd.Flags().BoolVar(&f.all, "all-or-nothing", false, "import nothing when a passage is refused")
	cmd.Flags().BoolVar(&f.bySource, "by-source", false, "find the passages of a file without ids by their source texts")
	cmd.Flags().StringVar(&f.locale, "locale", "", "the `tag` of the language, where the file does not say it")
	cmd.Flags().BoolVar(&f.force, "force", false, "import what differs from its source in structure, and what reads as another language; needs --reason")
	cmd.Flags().StringVar(&f.reason, "reason", "", "why, in a few `words`")
	return cmd
}

// readExchange reads one exchange file: what is whole of it, and what is wrong in it.
func (a *app) readExchange(file string) (doc exchange.Document, problems []diag.Diagnostic, err error) {
	data, err := readImported(file)
	if err == nil {
		doc, problems = exchange.Read(file, data)
	}
	return doc, problems, err
}

// readImported returns the bytes of a file that is to be imported.
func readImported(file string) ([]byte, error) {
	data, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission), disk.IsFolder(err):
		return nil, &exit{exitUsage, err.Error(), ""}
	case err != nil:
		return nil, &exit{exitEnvironment, err.Error() + "; nothing was imported", ""}
	}
	return data, nil
}

// languageOf returns the locale of the site that a file is a translation into.
func (a *app) languageOf(file string, doc exchange.Document, f importFlags, o project.Overview) (locale.Tag, error) {
	switch {
	case f.locale != "":
		return a.locale(f.locale, o)
	case doc.Target == "":
		return "", &exit{exitProblems, file + " does not say which language it is in; nothing was imported", "vernacular import " + file + " --locale and the tag of the language"}
	}
	t, ok := o.Meant(doc.Target)
	if !ok {
		return a.locale(string(doc.Target), o)
	}
	if t == o.Source {
		return "", &exit{exitProblems, file + " is in " + string(t) + ", the language that translations are made from; nothing was imported", "if only its header is wrong: --locale and the tag of the language"}
	}
	if t != doc.Target {
		a.tell().note("%s says %s, which is %s here", file, doc.Target, t)
	}
	return t, nil
}

func (a *app) importFiles(files []string, f importFlags) error {
	w, o, done, err := a.openToWrite()
	if err != nil {
		return err
	}
	defer done()
	total := project.Imported{}
	for _, file := range files {
		n, err := a.importFile(w, o, file, f)
		if total.Add(n); err != nil {
			a.tell().problems(diag.Sorted(total.Problems))
			return err
		}
	}
	a.tell().problems(diag.Sorted(total.Problems))
	refused := diag.HasErrors(total.Problems)
	const hint = `correct it in your tool; where a text must differ from its source, --force --reason "why"`
	if refused && (f.all || len(total.Changes) == 0) {
		return &exit{exitProblems, "nothing was imported", hint}
	}
	if err := a.readAll("nothing was written"); err != nil {
		return err
	}
	if err := a.apply("vernacular import "+strings.Join(files, " "), total.Changes); err != nil {
		return err
	}
	a.tellImported(total)
	if refused {
		return &exit{exitProblems, "what is named above was not imported, all else was", hint}
	}
	return nil
}

// importFile works out what one file changes.
func (a *app) importFile(w *project.Workspace, o project.Overview, file string, f importFlags) (n project.Imported, err error) {
	data, err := readImported(file)
	if err != nil {
		return n, err
	}
	if exchange.Detect(data) == exchange.Memory {
		return a.importMemory(w, o, file, data, f)
	}
	doc, problems := exchange.Read(file, data)
	if n.Problems = problems; diag.HasErrors(problems) && len(doc.Files) == 0 {
		return n, err
	}
	if doc.Target == "" && f.locale == "" && !slices.ContainsFunc(doc.Files, func(f exchange.File) bool { return len(f.Units) > 0 }) {
		a.tell().note("%s has no text, so that there is nothing to import from it", file)
		return n, nil
	}
	t, err := a.languageOf(file, doc, f, o)
	if err != nil {
		return n, err
	}
	m, err := w.Import(file, doc, t, project.ImportOptions{Force: f.force, Reason: f.reason, BySource: f.bySource})
	if slices.ContainsFunc(m.Problems, func(d diag.Diagnostic) bool { return d.Code == project.NoContexts }) {
		n.Problems = nil // entries that are there twice differ in what is lost
	}
	n.Add(m)
	return n, err
}

// tellImported says what an import came to.
func (a *app) tellImported(n project.Imported) {
	if n.BySource > 0 {
		a.tell().note("%s found by the source text", count(n.BySource, "passage was", "passages were"))
	}
	for _, m := range n.Memories {
		a.tell().note("%s added to the translation memory %s, %d there already", count(m.Added, "pair was", "pairs were"), m.File, m.Known)
	}
	if len(n.Memories) > 0 && n.Changed+n.Accepted+n.Open == 0 {
		return
	}
	a.tell().note("%s changed, %s marked as up to date, %d still to do", count(n.Changed, "passage", "passages"), count(n.Accepted, "passage", "passages"), n.Open)
	switch len(n.Drafts) {
	case 0:
	case 1:
		a.tell().note("%s is not published yet: take out its line \"draft: true\" when it may be shown", n.Drafts[0])
	default:
		a.tell().note("%d pages are not published yet: take out their line \"draft: true\" when they may be shown: %s", len(n.Drafts), strings.Join(n.Drafts, ", "))
	}
}
