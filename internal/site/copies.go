package site

import (
	"path"
	"regexp"
	"strings"

	"vernacular/internal/diag"
)

// copyWords are the words for "copy" that file managers and programs that keep folders alike put into names.
const copyWords = `copy|another copy|conflicted copy|kopie|copie|copia|cópia|kopia|kópia|kopija|kopya|kopja|copia de seguridad|копия|копія|kopio|副本|拷貝|拷贝|コピー|복사본|نسخة|עותק|backup|bak|old|orig|sync-conflict`

// copyNames are the names of copies; the first group that is not empty is the name of what was copied.
var copyNames = regexp.MustCompile(`(?i)^(?:(.+?)\s*\(\d+\)|(.+?)(?:[\s._-]+|\s*の)\(?(?:[^()]*\s)?(?:` + copyWords + `)(?:[\s._-][^()]*|\d+)?(?:\(\d+\)|\))?|(?:copy|kopie|copie|copia|cópia|kopia|kopja|копия|копія|نسخة)\s+(?:\(\d+\)\s+)?(?:of|von|de|di|van|av|af|من)?\s*(.+))$`)

// TellCopies warns of the pages of a locale that have the name of a copy of a page beside them. They are published, since
// a name is no proof.
func TellCopies(pages []string) []diag.Diagnostic {
	have := make(map[string]bool, len(pages))
	for _, file := range pages {
		have[fold(file)] = true
	}
	var out []diag.Diagnostic
	for _, file := range pages {
		dir, name := path.Split(file)
		ext := path.Ext(name)
		// A copy of a copy has two such endings.
		for m := copyNames.FindStringSubmatch(strings.TrimSuffix(name, ext)); m != nil; {
			stem := m[1] + m[2] + m[3]
			if of := dir + stem + ext; have[fold(of)] {
				out = append(out, diag.Warnf("page-copy", diag.At(file, 0, 0), "this looks like a copy of %s, and is published as a page of its own", of).
					WithHint("delete it, or give it another name if it is a page"))
				break
			}
			m = copyNames.FindStringSubmatch(stem)
		}
	}
	return out
}
