package pipeline

import (
	"vernacular/internal/catalog"
	"vernacular/internal/locale"
	"vernacular/internal/query"
)

// messageKey names a message in an edition.
type messageKey struct {
	Locale locale.Tag
	ID     string
}

func (k messageKey) String() string { return string(k.Locale) + " " + k.ID }

// message is a message and the locale of the fallback chain that has it.
type message struct {
	catalog.Message
	From locale.Tag
}

// Fingerprint returns the digest of what a page shows of a message.
func (m message) Fingerprint() [16]byte {
	parts := make([]any, 0, 2+2*len(m.Forms))
	parts = append(parts, m.ID, string(m.From))
	for _, f := range m.Forms {
		parts = append(parts, f.Category, f.Text)
	}
	return query.FingerprintOf(parts)
}

// parsedCatalog is a catalog with the digest of the file that it was parsed from.
type parsedCatalog struct {
	*catalog.Catalog
	sum query.Fingerprint
}

// Fingerprint returns the digest of the catalog's file, which decides all that the catalog holds.
func (p parsedCatalog) Fingerprint() [16]byte { return p.sum }

// catalogFile is a locale of a fallback chain with its catalog.
type catalogFile struct {
	Locale locale.Tag
	File   string
}

// catalogOf returns the catalog file of a locale, "" when there is none.
func (b *Builder) catalogOf(c *query.Ctx, t locale.Tag) string {
	for _, l := range b.q.locales.Get(c, none) {
		if l.Tag == t {
			return l.Catalog
		}
	}
	return ""
}

// findMessage returns the message of the first catalog down the fallback chain that has it; its ID is "" when none has.
func (b *Builder) findMessage(c *query.Ctx, k messageKey) message {
	for _, f := range b.q.catalogs.Get(c, k.Locale) {
		if m, ok := b.q.catalog.Get(c, f.File).Get(k.ID); ok {
			return message{m.Content(), f.Locale}
		}
	}
	return message{}
}

// messagesAfter returns the messages of the same id in the catalogs further down a locale's fallback chain.
func (b *Builder) messagesAfter(c *query.Ctx, t locale.Tag, m message) []message {
	var out []message
	after := false
	for _, f := range b.q.catalogs.Get(c, t) {
		if own, ok := b.q.catalog.Try(c, f.File); ok && after {
			if next, ok := own.Get(m.ID); ok {
				out = append(out, message{next.Content(), f.Locale})
			}
		}
		after = after || f.Locale == m.From
	}
	return out
}

// messageIDs returns the ids in the catalog of a locale.
func (b *Builder) messageIDs(c *query.Ctx, t locale.Tag) []string {
	if file := b.catalogOf(c, t); file != "" {
		return b.q.catalog.Get(c, file).IDs()
	}
	return nil
}
