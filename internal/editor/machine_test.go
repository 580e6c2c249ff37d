package editor

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"vernacular/internal/project"
	"vernacular/internal/site"
	"vernacular/internal/translation"
)

// machineServer is a service that counts its requests.
func machineServer(t *testing.T, answer http.HandlerFunc) (q project.MachineQuestion, requests *atomic.Int64) {
	requests = &atomic.Int64{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	return project.MachineQuestion{Service: site.Machine{URL: s.URL + "/translate"}, From: "en", To: "ar", Text: "Only when"}, requests
}

// TestMachine: a text is sent when a person asks, and at no other time; what comes back is shown, and saved as it is it is
// marked.
func TestMachine(t *testing.T) {
	t.Setenv(KeyVariable, "secret")
	var sent map[string]string
	q, requests := machineServer(t, func(w http.ResponseWriter, r *http.Request) {
		sent = nil
		body, _ := io.ReadAll(r.Body)
		if err := json.Unmarshal(body, &sent); err != nil || r.Method != http.MethodPost || r.URL.Path != "/translate" || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s %s %s: %v", r.Method, r.URL, body, err)
		}
		io.WriteString(w, `{"translatedText": "فقط <متى>"}`)
	})
	d, s, addr := serveEditor(t)
	lock := d.pages["ar/about-translations"].Units[4].Lock
	ask := func(field, value string) string {
		t.Helper()
		f := formOf(s, "li2", lock, "typed")
		f.Set(field, value)
		return body(t, post(t, addr, arabic, f, nil))
	}

	t.Log("without the setting nothing is sent, whatever is asked")
	if got := ask("ask", "1"); !strings.Contains(got, "typed</textarea>") || strings.Contains(got, `name="ask"`) {
		t.Error(got)
	}
	d.question, d.aid.Machine = q, q.Service.Host()
	body(t, get(t, addr, arabic))
	body(t, get(t, addr, arabic+"?alone=1&aid="+anchor("li2")))
	f := formOf(s, "li2", lock, "typed")
	f.Set("ask", "1")
	f.Set("token", "x")
	body(t, post(t, addr, arabic, f, nil))
	if n := requests.Load(); n != 0 {
		t.Fatalf("%d requests that nobody has asked for", n)
	}

	got := ask("ask", "1")
	if requests.Load() != 1 || sent["q"] != "Only when" || sent["source"] != "en" || sent["target"] != "ar" || sent["format"] != "text" || sent["api_key"] != "secret" {
		t.Errorf("%d requests, sent %q", requests.Load(), sent)
	}
	digest := translation.Hash("فقط <متى>")
	if !strings.Contains(got, "typed</textarea>") || !strings.Contains(got, `value="فقط &lt;متى&gt;" data-digest="`+digest+`"`) {
		t.Error(got)
	}
	if got = ask("machine", "فقط <متى>"); !strings.Contains(got, "فقط &lt;متى&gt;</textarea>") || !strings.Contains(got, `name="made" value="`+digest+`"`) {
		t.Error(got)
	}
	if e := d.edited(); len(e) != 0 || requests.Load() != 1 {
		t.Errorf("saved %+v", e)
	}
	for i, text := range []string{"فقط <متى> و", "فقط <متى>"} {
		f := formOf(s, "li2", d.pages["ar/about-translations"].Units[4].Lock, text)
		f.Set("made", digest)
		body(t, post(t, addr, arabic, f, nil))
		if e := d.edited(); len(e) != i+1 || e[i].Machine != (i == 1) {
			t.Errorf("saved %+v", e)
		}
	}
}

// TestMachineSays: whatever a service answers is told in plain words, and no other server is asked.
func TestMachineSays(t *testing.T) {
	other, asked := machineServer(t, func(w http.ResponseWriter, r *http.Request) {})
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   string
	}{
		"redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, other.Service.URL, http.StatusTemporaryRedirect)
		}, "leads elsewhere"},
		"key":   {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(403) }, KeyVariable},
		"often": {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(429) }, "too often"},
		"error": {func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(400)
			io.WriteString(w, `{"error": "xx is not supported"}`)
		}, "says: xx is not supported. It was asked for a translation from en to ar"},
		"page":    {func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "<html>") }, "its API may not be that of LibreTranslate"},
		"control": {func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, `{"translatedText": "a\u0007"}`) }, "gives no translation"},
		"empty":   {func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, `{"translatedText": " "}`) }, "an empty text"},
		"long": {func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, strings.Repeat("a", machineMost+2)) },
			"more than a translation can be"},
		"cut": {func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) }, "cannot be reached"},
	} {
		q, _ := machineServer(t, c.answer)
		if got := askMachine(t.Context(), q); !strings.Contains(got.Problem, c.want) || got.Text != "" || strings.HasSuffix(got.Problem, ".") {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if n := asked.Load(); n != 0 {
		t.Errorf("%d requests to a server that the settings do not name", n)
	}
}

// TestMachineByKeys: the machine is asked with the keyboard, and its text is marked while nobody changes it.
func TestMachineByKeys(t *testing.T) {
	q, requests := machineServer(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, `{"translatedText": "機械の訳"}`) })
	d, _, addr := serveEditor(t)
	d.question, d.aid.Machine = q, q.Service.Host()
	p := startBrowser(t).open("http://" + addr + "/_vernacular/translate/ja/about-translations")
	p.size(1200, 900)
	p.until("document.readyState === 'complete' && window.vernacularEditor")
	js[bool](p, "("+field("li2")+".focus(), true)")
	p.until(seg("li2") + ".querySelector('.aid .ask')")
	p.press("F9", "F9", 120, 0)
	p.until("document.activeElement?.matches('.ask')")
	if n := requests.Load(); n != 0 {
		t.Fatalf("%d requests before the key", n)
	}
	p.keys("\r")
	p.until("document.activeElement?.matches('.made')")
	p.shot("aid-machine")
	p.keys("\r")
	p.until("document.activeElement === " + field("li2"))
	p.expect(field("li2")+".value", "機械の訳")
	p.keys("\r", 2) // Ctrl
	p.until("!" + seg("li2") + ".matches('.dirty')")
	if e := d.edited(); len(e) != 1 || !e[0].Machine || requests.Load() != 1 {
		t.Errorf("saved %+v after %d requests", e, requests.Load())
	}
	p.clean()
}
