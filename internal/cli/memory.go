package cli

import (
	"vernacular/internal/diag"
	"vernacular/internal/exchange"
	"vernacular/internal/locale"
	"vernacular/internal/project"
)

// exportMemory writes what is translated in a locale as TMX.
func (a *app) exportMemory(w *project.Workspace, t locale.Tag, names []string, f exportFlags) error {
	if f.byPage {
		return usage("a translation memory is one file: --format tmx has no --by-page")
	}
	source, pairs, err := w.Pairs(t, names)
	if err != nil {
		return err
	}
	if err := a.readAll("nothing was written"); err != nil {
		return err
	}
	data := exchange.WriteTMX(source, t, pairs)
	if f.out == "" {
		a.streams.Out.Write(data)
		return nil
	}
	return a.writeFiles([]project.File{{Path: f.out, Data: data}})
}

// importMemory works out what a TMX file adds to the translation memory of a locale.
func (a *app) importMemory(w *project.Workspace, o project.Overview, file string, data []byte, f importFlags) (n project.Imported, err error) {
	m, problems := exchange.ReadTMX(file, data)
	if n.Problems = problems; diag.HasErrors(problems) && len(m.Units) == 0 {
		return n, nil
	}
	t, ok := w.MeantByMemory(m)
	if f.locale != "" {
		if t, err = a.locale(f.locale, o); err != nil {
			return n, err
		}
	} else if !ok {
		return n, &exit{exitProblems, file + " has translations into several languages of the site, or into none; nothing was imported", "vernacular import " + file + " --locale and the tag of the language"}
	}
	if t == o.Source {
		return n, usage("%s is the language that translations are made from", t)
	}
	change, problems := w.ImportMemory(m, t)
	n.Problems = append(n.Problems, problems...)
	n.Changes = change.Changes
	n.Memories = []project.MemoryChange{change}
	return n, nil
}
