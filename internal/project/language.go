package project

import (
	"vernacular/internal/diag"
	"vernacular/internal/exchange"
	"vernacular/internal/locale"
)

// wrongLanguage returns why the texts of a file are no translation into t, nil if nothing speaks against it.
func (w *Workspace) wrongLanguage(file string, t locale.Tag, p *placing, parts []exchange.File) *diag.Diagnostic {
	return nil
}
