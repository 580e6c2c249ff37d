package catalog

import (
	"encoding/json"
	"fmt"

	"github.com/nicksnyder/go-i18n/v2/i18n"

	"vernacular/internal/data"
	"vernacular/internal/diag"
)

// confirm has go-i18n read the file, with the decoders that its users give it, and compares. Its word is
// final: a message that it refuses or reads in another way would be shown by one tool and not by the
// next. It runs only when we found no error, for it stops at its first one and cannot say where.
//
// The path is made up, since go-i18n takes the language from the file's name and calls locales/fr/ui.toml
// "und" without a word.
func (p *parser) confirm(format string) {
	file, err := i18n.ParseMessageFileBytes(p.text.Src, "active.und."+format, map[string]i18n.UnmarshalFunc{
		"toml": data.UnmarshalTOML,
		"json": json.Unmarshal,
		"yaml": data.UnmarshalYAML,
	})
	if err != nil {
		p.errorf("go-i18n-refused", diag.At(p.file, 1, 1), "go-i18n cannot read this catalog: %v", err)
		return
	}
	theirs := make(map[string]*i18n.Message, len(file.Messages))
	for _, m := range file.Messages {
		theirs[m.ID] = m
	}
	if ours := len(p.catalog.Messages) + len(p.catalog.Pending); len(theirs) != ours {
		p.errorf("go-i18n-refused", diag.At(p.file, 1, 1), "go-i18n finds %d messages in this catalog where we find %d", len(theirs), ours)
	}
	for _, m := range p.catalog.Messages {
		if p.mended[m.ID] {
			continue
		}
		if err := sameMessage(m, theirs[m.ID]); err != nil {
			p.errorf("go-i18n-refused", m.Pos, "go-i18n reads the message “%s” differently: %v", m.ID, err)
		}
	}
	for _, m := range p.catalog.Pending {
		if theirs[m.ID] == nil {
			p.errorf("go-i18n-refused", m.Pos, "go-i18n does not find the message “%s”", m.ID)
		}
	}
}

func sameMessage(ours Message, theirs *i18n.Message) error {
	if theirs == nil {
		return fmt.Errorf("it does not find it")
	}
	for _, f := range ours.Forms {
		if text := formOf(theirs, f.Category); text != f.Text {
			return fmt.Errorf("the form “%s” is %q", f.Category, text)
		}
	}
	if theirs.Description != ours.Description {
		return fmt.Errorf("the description is %q", theirs.Description)
	}
	return nil
}

func formOf(m *i18n.Message, category string) string {
	switch category {
	case "zero":
		return m.Zero
	case "one":
		return m.One
	case "two":
		return m.Two
	case "few":
		return m.Few
	case "many":
		return m.Many
	}
	return m.Other
}
