package project

import (
	"os"
	"testing"
)

// A memory that another program left is offered in the editor, also one that comes while the session is open.
func TestSuggestionsOfImports(t *testing.T) {
	s := testSession(t, true, map[string]string{
		"content/en/p.md":        "# Vote\n\nBring *your* card.\n",
		"content/fr/p.md":        "# Voter\n",
		"locales/active.en.toml": "hello = \"Hello\"\n",
	})
	wants(t, suggested(t, s, "fr", "p", "Bring *your* card."))
	if err := os.MkdirAll(s.dir+"/locales/memory", 0o777); err != nil {
		t.Fatal(err)
	}
	file := `<tmx version="1.4"><header/><body><tu><tuv xml:lang="en"><seg>Bring <bpt i="1">*</bpt>your<ept i="1">*</ept> card.</seg></tuv><tuv xml:lang="fr"><seg>Apportez <bpt i="1">*</bpt>votre<ept i="1">*</ept> carte.</seg></tuv></tu></body></tmx>`
	if err := os.WriteFile(s.dir+"/locales/memory/fr.tmx", []byte(file), 0o666); err != nil {
		t.Fatal(err)
	}
	wants(t, suggested(t, s, "fr", "p", "Bring *your* card."), "100 fr 0 Apportez *votre* carte.")
}
