package site

import "testing"

func TestCopiesOfPagesAreNamed(t *testing.T) {
	for _, name := range []string{"index (1)", "index(2)", "index copy", "index copy 2", "index - Copy", "index - Copy (2)", "Copy of index", "Kopie von index",
		"index - Kopie", "index Kopie", "Copie de index", "index - copie", "Copia de index", "index - copia", "index — копия", "Копия index", "index - 副本", "index のコピー", "index (kopie 1)",
		"index (another copy)", "index.bak", "index.old", "index-backup", "index (Ann's conflicted copy 2026-11-30)", "index.sync-conflict-20261130-101112-ABCDEF"} {
		if ds := TellCopies([]string{"content/fr/" + name + ".md", "content/fr/index.md"}); len(ds) != 1 {
			t.Errorf("%s: %v", name, ds)
		}
		if ds := TellCopies([]string{"content/fr/" + name + ".md", "content/fr/other.md"}); len(ds) != 0 {
			t.Errorf("%s beside another page: %v", name, ds)
		}
	}
	for _, name := range []string{"index-2", "copyright", "index-of-names", "old", "copy", "golden", "index-gold"} {
		if ds := TellCopies([]string{"content/fr/" + name + ".md", "content/fr/index.md"}); len(ds) != 0 {
			t.Errorf("%s: %v", name, ds)
		}
	}
}
