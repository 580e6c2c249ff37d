package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vernacular/internal/diag"
	"vernacular/internal/disk"
	"vernacular/internal/exchange"
	"vernacular/internal/project"
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
other tools: as PO, or with --format xliff as XLIFF 2.0, which fewer tools read than
XLIFF 1.2 (--format xliff12). Without a page all pages and
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
	if byPage && out == "" {
		return &exit{exitUsage, "--by-page needs a folder to write to", "as in: --out po/" + string(t)}
	}
	doc, err := w.Export(t, names)
	if err != nil {
		return err
	}
	doc.Project, doc.Date = filepath.Base(project.Absolute(a.dir)), sourceDate()
	if err := a.readAll("nothing was written"); err != nil { // only now, since old source texts are read when they are asked for
		return err
	}
	return a.writeExport(doc, out, byPage)
}

// writeExport writes a document to a file, or its parts to files of a folder; to standard output if out is "".
func (a *app) writeExport(doc exchange.Document, out string, byPage bool) error {
	write, ending := exchange.WritePO, ".po"
	switch a.format {
	case "xliff":
		write, ending = exchange.WriteXLIFF, ".xlf"
	case "xliff12":
		write, ending = exchange.WriteXLIFF12, ".xlf"
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
	doc, ds := exchange.Read(file, data)
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
	w, o, done, err := a.open()
	if err != nil {
		return err
	}
	defer done()
	total := project.Imported{}
	for _, file := range files {
		doc, err := a.readExchange(file)
		if err != nil {
			return err
		}
		t, err := a.locale(string(doc.Target), o)
		if err != nil {
			return err
		}
		n, err := w.Import(file, doc, t, project.ImportOptions{Force: f.force, Reason: f.reason})
		if err != nil {
			return err
		}
		total.Add(n)
	}
	a.tell().problems(diag.Sorted(total.Problems))
	if diag.HasErrors(total.Problems) {
		return &exit{exitProblems, "nothing was imported", `correct it in your tool; where a text must differ from its source, --force --reason "why"`}
	}
	if err := a.readAll("nothing was written"); err != nil {
		return err
	}
	if err := a.apply("vernacular import "+strings.Join(files, " "), total.Changes); err != nil {
		return err
	}
	a.tell().note("%s changed, %s marked as up to date, %d still to do", count(total.Changed, "passage", "passages"), count(total.Accepted, "passage", "passages"), total.Open)
	return nil
}
