package build

import (
	"vernacular/internal/catalog"
	"vernacular/internal/diag"
	"vernacular/internal/translation"
)

// RereadFrom is [Builder.Reread] where read gives the other files, which may be newer than the snapshot.
func (b *Builder) RereadFrom(t Translation, bytes []byte, read func(file string) []byte) (Translation, bool) {
	own := func(file string) []byte {
		if file == t.File {
			return bytes
		}
		return read(file)
	}
	if t.SourceCatalog == nil {
		_, ok := compare(&t, own, b.Limits())
		return t, ok
	}
	c, ds := catalog.Parse(t.File, bytes, t.Locale, catalog.Limits{})
	if diag.HasErrors(ds) {
		return t, false
	}
	t.Bytes, t.Catalog, t.Segments = bytes, c, messageSegments(c)
	match(&t, translation.MessagesFile(t.Source), false, own)
	return t, true
}
