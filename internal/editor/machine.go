package editor

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"time"
	"unicode/utf8"

	"vernacular/internal/project"
	"vernacular/internal/translation"
)

// KeyVariable is the environment variable with the key of the service of machine translation. It has this name and no
// other: settings that somebody else has written could name any variable, and a server to send it to.
const KeyVariable = "VERNACULAR_TRANSLATION_KEY"

// What a service may take, and answer.
const (
	machinePatience = 20 * time.Second
	machineMost     = 1 << 20 // bytes
)

// machineAnswer is what a service has said of a text, or why it has not.
type machineAnswer struct {
	Text    string
	Lost    []string // parts of the source that the answer should have once, and has not
	Problem string
}

// Digest returns what a save tells, so that the text is marked as that of a machine while nobody has changed it.
func (m machineAnswer) Digest() string { return translation.Hash(m.Text) }

// serveMachine asks the service for the text that a form is of, and shows the aid with its answer. This is the only place
// from which a text leaves the machine: a person has pressed the button, and the settings of the site name the service.
func (e *Editor) serveMachine(w http.ResponseWriter, r *http.Request, v *pageView, answer string) {
	v.held = true
	v.aid = e.aidFor(v, anchor(v.edit.ID))
	if v.aid == nil {
		e.server.Refuse(w, r, http.StatusNotFound, "There is no such text in this page.")
		return
	}
	said := machineAnswer{Problem: "The site's settings name no service of machine translation"}
	if q, ok := e.project.MachineQuestion(v.Tag, v.Key, v.edit.ID); ok {
		said = askMachine(r.Context(), q)
	}
	v.aid.Answer = &said
	if answer == "part" {
		e.send(w, r, http.StatusOK, "aid-alone", v.aid)
		return
	}
	e.send(w, r, http.StatusOK, "page", v)
}

// askMachine sends a text to a service, with LibreTranslate's API.
func askMachine(ctx context.Context, q project.MachineQuestion) machineAnswer {
	host := q.Service.Host()
	refuse := func(format string, args ...any) machineAnswer {
		return machineAnswer{Problem: fmt.Sprintf(format, args...)}
	}
	fields := map[string]string{"q": q.Text, "source": q.From, "target": q.To, "format": "text"}
	if key := os.Getenv(KeyVariable); key != "" {
		fields["api_key"] = key
	}
	body, err := json.Marshal(fields)
	if err != nil {
		return refuse("The text cannot be sent: %v", err)
	}
	ctx, cancel := context.WithTimeout(ctx, machinePatience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, q.Service.URL, bytes.NewReader(body))
	if err != nil {
		return refuse("The text cannot be sent: %v", err)
	}
	request.Header.Set("Content-Type", "application/json")
	client := http.Client{
		Transport:     &http.Transport{Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // nobody has named that server
	}
	response, err := client.Do(request)
	if err != nil {
		return refuse("%s", whyNoAnswer(host, err))
	}
	defer response.Body.Close()
	data, err := io.ReadAll(io.LimitReader(response.Body, machineMost+1))
	switch {
	case err != nil:
		return refuse("%s", whyNoAnswer(host, err))
	case len(data) > machineMost:
		return refuse("%s answers more than a translation can be", host)
	}
	return readAnswer(q, host, response, data)
}

// whyNoAnswer says in plain words why a server did not answer.
func whyNoAnswer(host string, err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Sprintf("%s has not answered within %d seconds", host, machinePatience/time.Second)
	}
	var failed *url.Error
	if errors.As(err, &failed) { // without the address, which is that of the settings
		err = failed.Err
	}
	return fmt.Sprintf("%s cannot be reached: %v", host, err)
}

// readAnswer reads what a server has answered.
func readAnswer(q project.MachineQuestion, host string, response *http.Response, data []byte) machineAnswer {
	var said struct {
		Text  string `json:"translatedText"`
		Error string `json:"error"`
	}
	bad := json.Unmarshal(data, &said) != nil || !utf8.Valid(data)
	switch status := response.StatusCode; {
	case status >= 300 && status < 400:
		return machineAnswer{Problem: fmt.Sprintf("%s leads elsewhere; write the address that it leads to as machine_translation.url: %s", host, response.Header.Get("Location"))}
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return machineAnswer{Problem: fmt.Sprintf("%s wants another key than that in the environment variable %s", host, KeyVariable)}
	case status == http.StatusTooManyRequests:
		return machineAnswer{Problem: fmt.Sprintf("%s has been asked too often; wait a moment", host)}
	case !bad && said.Error != "":
		return machineAnswer{Problem: fmt.Sprintf("%s says: %s. It was asked for a translation from %s to %s; machine_translation.codes says what it calls a language", host, said.Error, q.From, q.To)}
	case status != http.StatusOK || bad || !survives(said.Text):
		return machineAnswer{Problem: fmt.Sprintf("%s gives no translation (status %d), so its API may not be that of LibreTranslate", host, status)}
	}
	text, lost := q.Restore(said.Text)
	if text == "" {
		return machineAnswer{Problem: host + " answers with an empty text"}
	}
	return machineAnswer{Text: text, Lost: lost}
}
