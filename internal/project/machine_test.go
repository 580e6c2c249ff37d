package project

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const machineSettings = "[machine_translation]\nurl = \"http://127.0.0.1:5000\"\ncodes.fr = \"fra\"\n"

// TestMachineQuestion: the parts that have to stay are signs in what is sent, and stand in what comes back.
func TestMachineQuestion(t *testing.T) {
	s := testSession(t, true, map[string]string{"site.toml": machineSettings})
	f := shown(t, s, "index", "See")
	q, ok := s.MachineQuestion("fr", "index", f.ID)
	if !ok || q.Service.URL != "http://127.0.0.1:5000/translate" || q.From != "en" || q.To != "fra" || q.Text != "See [X0X]the rules[X1X] before you go." {
		t.Fatalf("%+v", q)
	}
	for _, c := range []struct{ answer, want, lost string }{
		{"Voir [X0X]les règles[X1X].", "Voir [les règles](https://example.org/rules).", ""},
		{" Voir ［ x0X ］les règles[x1 X].\n", "Voir [les règles](https://example.org/rules).", ""},
		{"Voir les règles[X1X].", "Voir les règles](https://example.org/rules).", "["},
		{"[X0X][X0X][X1X][X9X]", "[[](https://example.org/rules)", "["},
		{"rien", "rien", "[ ](https://example.org/rules)"},
	} {
		text, lost := q.Restore(c.answer)
		if text != c.want || strings.Join(lost, " ") != c.lost {
			t.Errorf("%q: %q, lost %q", c.answer, text, lost)
		}
	}
	if a, _ := s.Aid("fr", "index", f.ID); a.Machine != "127.0.0.1:5000" {
		t.Errorf("%q", a.Machine)
	}
	if q, ok := testSession(t, true, nil).MachineQuestion("fr", "index", f.ID); ok || q.Text != "" {
		t.Errorf("without the setting: %+v", q)
	}
}

// TestMachineIsMarked: the record says that a text is that of a machine, until it is another one.
func TestMachineIsMarked(t *testing.T) {
	s := testSession(t, true, nil)
	marked := func() bool {
		t.Helper()
		data, err := os.ReadFile(filepath.Join(s.dir, "locales/records/fr/index.toml"))
		if err != nil {
			t.Fatal(err)
		}
		return strings.Contains(string(data), ", machine = true")
	}
	e := edit("index", shown(t, s, "index", "Voting"), "Le vote est secret.", true)
	e.Machine = true
	if f := saves(t, s, e); !f.Machine || !marked() {
		t.Errorf("%+v", f)
	}
	f := saves(t, s, edit("index", shown(t, s, "index", "The count"), "Le compte commence.", true))
	if !marked() || f.Machine {
		t.Error("another text has taken the mark away")
	}
	if f := saves(t, s, edit("index", shown(t, s, "index", "Voting"), "Le vote reste secret.", true)); f.Machine || marked() {
		t.Errorf("a person has changed it: %+v", f)
	}
}
