package project

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"vernacular/internal/translation"
)

// TestSessionAtOnce asks a session for everything that it offers from many goroutines at once, while texts are saved. The
// race detector tells what is not guarded; without it a map that is written and read at once ends the process.
func TestSessionAtOnce(t *testing.T) {
	s := testSession(t, true, map[string]string{
		"locales/glossary.toml": "[[term]]\nsource = \"polls\"\nfr = \"bureaux de vote\"\n",
	})
	if _, refused := s.Begin(Wish{Tag: "de"}, true); refused != nil {
		t.Fatal(refused.Message)
	}
	passage := func(tag string, at int) (Field, Edit) {
		p, ok := s.Page(tag, "index")
		if !ok || at >= len(p.Fields) {
			t.Errorf("%s has no passage %d", tag, at)
			return Field{}, Edit{}
		}
		f := p.Fields[at]
		return f, Edit{Tag: tag, Key: "index", ID: f.ID, Lock: f.Lock}
	}
	first, try := passage("de", 2)
	try.Text = "Die Wahl bleibt geheim."
	const rounds = 12
	var all sync.WaitGroup
	each := func(do func(i int)) {
		all.Go(func() {
			for i := range rounds {
				do(i)
			}
		})
	}
	keys := []string{"index", translation.MessagesName}
	for range 2 {
		each(func(i int) { s.Page("de", keys[i%5/4]) }) // mostly the page that is being saved
		each(func(int) { s.Aid("de", "index", first.ID) })
		each(func(int) { s.Try(try) })
		each(func(i int) { s.Texts("de", i%2 == 0) })
		each(func(int) { s.History("de", "index", first.ID) })
		each(func(int) { s.Work() })
		each(func(int) { s.SourcePage("index") })
		each(func(int) { s.MachineQuestion("de", "index", first.ID) })
		each(func(int) { s.Begin(Wish{Tag: "es", Like: "fr"}, false) })
	}
	each(func(i int) {
		s.Say(Remark{Tag: "de", Key: "index", ID: first.ID, Text: fmt.Sprintf("Question %d?", i)})
	})
	each(func(i int) { s.Begin(Wish{Tag: []string{"nl", "it", "pt"}[i%3]}, true) })
	each(func(i int) {
		_, e := passage("de", 3)
		e.Text = "Siehe [die Regeln](https://example.org/rules)" + strings.Repeat(" noch", i) + "."
		s.SaveAll([]Edit{e})
	})
	each(func(i int) {
		p, _ := s.SourcePage("index")
		f := p.Fields[len(p.Fields)-1]
		s.SaveSource(SourceEdit{Key: "index", ID: f.ID, Text: fmt.Sprintf("Results come %d hours later.", i+2), Lock: f.Lock})
	})
	saved := 0
	each(func(i int) {
		_, e := passage("de", 2)
		e.Text, e.Accept = "Die Wahl bleibt"+strings.Repeat(" immer", i)+" geheim.", i%2 == 0
		if _, refused := s.Save(e); refused == nil {
			saved++
		} else if !refused.Conflict {
			t.Errorf("a save is refused: %+v", refused)
		}
	})
	all.Wait()
	if saved < rounds/2 {
		t.Errorf("%d of %d saves were done", saved, rounds)
	}
}
