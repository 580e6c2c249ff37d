package pipeline

import (
	"vernacular/internal/diag"
	"vernacular/internal/exchange"
	"vernacular/internal/locale"
	"vernacular/internal/query"
	"vernacular/internal/tm"
)

// MemoryFile returns the file with the pairs that were imported into the translation memory of a locale, as TMX.
func MemoryFile(t locale.Tag) string { return "locales/memory/" + string(t) + ".tmx" }

// ReadMemory returns the pairs of such a file.
func ReadMemory(file string, data []byte, source, target locale.Tag) ([]tm.Entry, []diag.Diagnostic) {
	m, problems := exchange.ReadTMX(file, data)
	pairs := m.Pairs(func(t locale.Tag) bool { return t == source }, func(t locale.Tag) bool { return t == target })
	for i := range pairs {
		pairs[i].Where = file
	}
	return pairs, problems
}

// importedMemory returns what was imported into the translation memory of a locale.
func (b *Builder) importedMemory(c *query.Ctx, t locale.Tag) []tm.Entry {
	file := MemoryFile(t)
	data := b.optional(c, file)
	if data == nil {
		return nil
	}
	pairs, problems := ReadMemory(file, data, b.q.settings.Get(c, none).Source, t)
	for i := range problems {
		problems[i].Severity = diag.Warning // nothing but suggestions depends on it
	}
	c.Report(problems...)
	return pairs
}
