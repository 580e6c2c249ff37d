package editor

import (
	"net/http"
	"testing"

	"vernacular/internal/translation"
)

// TestOnward leads from a page to the next with something to do, round the locale; then to what waits for a review; then home.
func TestOnward(t *testing.T) {
	d, _, addr := serveEditor(t)
	onward := func(from, want string) {
		t.Helper()
		r := get(t, addr, "/_vernacular/onward/ar/"+from)
		if got := r.Header.Get("Location"); r.StatusCode != http.StatusSeeOther || got != want {
			t.Errorf("from %s: %s to %s, want %s", from, r.Status, got, want)
		}
	}
	// all takes the texts of a page to one state.
	all := func(key string, stage translation.Stage) {
		for _, u := range d.pages["ar/"+key].Units {
			d.change("ar/"+key, u.ID, func(g *Unit) { g.State, g.Class, g.Text, g.Stage = "fresh", "", "نص", stage })
		}
	}
	onward("about-translations", "/_vernacular/translate/ar/messages#t-"+anchor("available_in/two"))
	onward("messages", arabic+"#t-"+anchor("li1"))
	onward("gone", arabic+"#t-"+anchor("li1"))
	all("messages", translation.Translated)
	onward("about-translations", arabic+"#t-"+anchor("li1")) // no other page has work
	all("about-translations", translation.Translated)
	onward("messages", arabic+"#t-"+anchor("title"))
	all("about-translations", translation.Reviewed)
	all("messages", translation.Reviewed)
	onward("messages", "/_vernacular/#locale-ar")
	if r := get(t, addr, "/_vernacular/onward/ar/messages", "Sec-Fetch-Site: cross-site\r\n", "Origin: https://evil.example\r\n"); r.StatusCode != http.StatusForbidden {
		t.Errorf("from another site: %s", r.Status)
	}
}
