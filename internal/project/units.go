package project

import (
	"strings"

	"vernacular/internal/locale"
	"vernacular/internal/translation"
)

// PageUnit is a unit with the name of its page.
type PageUnit struct {
	Page string // as commands call it
	translation.Unit
}

// Units returns all units of a locale: of its messages, then of the pages by their keys. It keeps nothing of the documents.
func (w *Workspace) Units(t locale.Tag) []PageUnit {
	var out []PageUnit
	add := func(c translation.Comparison, ok bool) {
		if !ok {
			return
		}
		for _, u := range c.Units() {
			u.Source, u.Text, u.Forms = strings.Clone(u.Source), strings.Clone(u.Text), nil
			out = append(out, PageUnit{c.Name(), u})
		}
	}
	add(w.Translation("", t))
	o, _ := w.Overview()
	for _, key := range o.Keys {
		add(w.Translation(key, t))
	}
	return out
}
