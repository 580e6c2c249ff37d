package project

import (
	"testing"

	"vernacular/internal/diag"
	"vernacular/internal/exchange"
	"vernacular/internal/locale"
	"vernacular/internal/page"
	"vernacular/internal/translation"
)

// TestEverythingCountsTheSameUnits compares how many units the list of a locale (status TAG, the editor), the counts of status,
// and files of each format tell, and how many of them are missing and stale.
func TestEverythingCountsTheSameUnits(t *testing.T) {
	small := testSession(t, false, map[string]string{
		"content/en/p.md":        "---\ntitle: Vote\n---\n# Vote\n\nThe count is open.\n\nBring a pen.\n\nBring a pen.\n\nA new one.\n",
		"content/fr/p.md":        "---\ntitle: Voter\n---\n# Voter\n\nLe dépouillement est ouvert.\n\nVenez avec un stylo.\n\nVenez avec un stylo.\n",
		"content/ru/p.md":        "# Голосование\n\nПодсчёт открыт.\n",
		"locales/active.en.toml": "a = \"Home\"\n[days]\none = \"{{.N}} day\"\nother = \"{{.N}} days\"\n",
		"locales/active.fr.toml": "old = \"Ancien\"\n[days]\none = \"{{.N}} jour\"\nmany = \"{{.N}} de jours\"\nother = \"{{.N}} jours\"\n",
		"locales/active.ru.toml": "a = \"Главная\"\n",
	})
	for name, w := range map[string]*Workspace{"shipped": openFolder(t, "../.."), "edited": openCopy(t), "small": New(small.b)} {
		t.Run(name, func(t *testing.T) {
			status, ok := w.Status()
			if !ok {
				t.Fatal("no status")
			}
			for _, l := range status.Locales {
				if l.Tag != status.Source {
					sameCounts(t, w, l)
				}
			}
		})
	}
}

// counted is how many units there are: of pages, of their front matter, messages; and how many of all are missing or stale.
type counted struct{ blocks, texts, messages, missing, stale int }

func (n *counted) add(kind page.Kind, missing, stale bool) {
	switch kind {
	case page.KindMessage:
		n.messages++
	case page.KindFrontMatter:
		n.texts++
	default:
		n.blocks++
	}
	if missing {
		n.missing++
	}
	if stale {
		n.stale++
	}
}

func sameCounts(t *testing.T, w *Workspace, l LocaleStatus) {
	t.Helper()
	var listed counted
	for _, u := range w.Units(l.Tag) {
		if !u.State.OnTop() && !u.Shared {
			listed.add(u.Kind, u.State == translation.Missing, u.State == translation.Stale)
		}
	}
	if l.Messages.Total != listed.messages || l.Blocks.Total != listed.blocks {
		t.Errorf("%s: status counts %d messages and %d passages; the list has %+v", l.Tag, l.Messages.Total, l.Blocks.Total, listed)
	}
	doc, err := w.Export(l.Tag, nil)
	if err != nil {
		t.Fatal(err)
	}
	for format, write := range map[string]func(exchange.Document) ([]byte, error){
		"PO": exchange.WritePO, "XLIFF 2": exchange.WriteXLIFF, "XLIFF 1.2": exchange.WriteXLIFF12,
	} {
		data, err := write(doc)
		if err != nil {
			t.Fatal(err)
		}
		if got := countFile(t, l.Tag, data); got != listed {
			t.Errorf("%s: the file of %s has %+v; the list has %+v", l.Tag, format, got, listed)
		}
	}
}

// countFile counts the units of an exchange file. A suggestion is no translation.
func countFile(t *testing.T, tag locale.Tag, data []byte) (n counted) {
	t.Helper()
	back, ds := exchange.Read(string(tag), data)
	if diag.HasErrors(ds) {
		t.Fatal(ds)
	}
	for _, f := range back.Files {
		for _, u := range f.Units {
			empty := u.Text == "" && (u.Plural == nil || len(u.Plural.Target) == 0)
			n.add(u.Kind, empty || u.Suggestion || u.Status == exchange.Missing, !u.Suggestion && u.Status == exchange.Stale)
		}
	}
	return n
}
