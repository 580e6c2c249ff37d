package main

import (
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// preview is a running "vernacular watch" that writes its standard error to a file.
type preview struct{ root string }

var (
	previewAddress = regexp.MustCompile(`http://127\.0\.0\.1:\d+/`)
	editorForm     = regexp.MustCompile(`(?s)name="token" value="([^"]*)"><input type="hidden" name="id" value="([^"]*)"><input type="hidden" name="lock" value="([^"]*)">.*?<textarea [^>]*>\n(.*?)</textarea>`)
)

// openPreview waits until the file names the address of the preview.
func openPreview(told string) (preview, error) {
	var last []byte
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		last, _ = os.ReadFile(told)
		if at := previewAddress.Find(last); at != nil {
			return preview{string(at)}, nil
		}
	}
	return preview{}, fmt.Errorf("no address in %s: %s", told, last)
}

// get asks for a path. A preview that does not answer within five seconds hangs.
func (p preview) get(path string) (status int, body string, err error) {
	client := http.Client{Timeout: 5 * time.Second}
	answer, err := client.Get(p.root + strings.TrimPrefix(path, "/"))
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(data), err
}

// save does what a translator does: it opens a page of the editor, replaces the text of one field, and saves it as up to date.
func (p preview) save(page, old, text string) (status int, body string, err error) {
	return p.press("accept", page, old, text)
}

// press sends the form of the field that holds a text, with another text in it, as one of its buttons does.
func (p preview) press(do, page, old, text string) (status int, body string, err error) {
	return p.fill(page, old, url.Values{"do": {do}, "text": {text}, "part": {"1"}})
}

// fill sends the form of the field that holds a text, with more in it. It follows no redirect.
func (p preview) fill(page, old string, more url.Values) (status int, body string, err error) {
	status, body, err = p.get("_vernacular/translate/" + page)
	if err != nil || status != http.StatusOK {
		return status, body, err
	}
	for _, m := range editorForm.FindAllStringSubmatch(body, -1) {
		if html.UnescapeString(m[4]) != old {
			continue
		}
		fields := url.Values{"token": {html.UnescapeString(m[1])}, "id": {html.UnescapeString(m[2])}, "lock": {html.UnescapeString(m[3])},
			"who": {"Amina"}}
		for name, value := range more {
			fields[name] = value
		}
		return p.post("_vernacular/translate/"+page, fields)
	}
	return status, body, errors.New("no field holds " + strconv.Quote(old))
}

// post sends a form, as a page of the editor does.
func (p preview) post(path string, fields url.Values) (status int, body string, err error) {
	ask, err := http.NewRequest("POST", p.root+path, strings.NewReader(fields.Encode()))
	if err != nil {
		return 0, "", err
	}
	ask.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	ask.Header.Set("Origin", strings.TrimSuffix(p.root, "/"))
	client := http.Client{Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(ask)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(data), err
}

// get TOLD STATUS PATH [REGEXP]
func getPage(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 || len(args) > 4 {
		ts.Fatalf("usage: get told status path [regexp]")
	}
	p, err := openPreview(ts.MkAbs(args[0]))
	ts.Check(err)
	status, body, err := p.get(args[2])
	ts.Check(err)
	answered(ts, status, body, args[1], args[3:])
}

// save TOLD STATUS PAGE OLD NEW [REGEXP]
func saveText(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 5 || len(args) > 6 {
		ts.Fatalf("usage: save told status tag/page old new [regexp]")
	}
	p, err := openPreview(ts.MkAbs(args[0]))
	ts.Check(err)
	status, body, err := p.save(args[2], args[3], args[4])
	ts.Check(err)
	answered(ts, status, body, args[1], args[5:])
}

// press TOLD STATUS DO PAGE OLD NEW [REGEXP]
func pressButton(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 6 || len(args) > 7 {
		ts.Fatalf("usage: press told status button tag/page old new [regexp]")
	}
	p, err := openPreview(ts.MkAbs(args[0]))
	ts.Check(err)
	status, body, err := p.press(args[2], args[3], args[4], args[5])
	ts.Check(err)
	answered(ts, status, body, args[1], args[6:])
}

// say TOLD STATUS PAGE TEXT AUDIENCE COMMENT [REGEXP]
func sayComment(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 6 || len(args) > 7 {
		ts.Fatalf("usage: say told status tag/page text audience comment [regexp]")
	}
	p, err := openPreview(ts.MkAbs(args[0]))
	ts.Check(err)
	status, body, err := p.fill(args[2], args[3], url.Values{"do": {"say"}, "to": {args[4]}, "comment": {args[5]}})
	ts.Check(err)
	answered(ts, status, body, args[1], args[6:])
}

func answered(ts *testscript.TestScript, status int, body, want string, matches []string) {
	if strconv.Itoa(status) != want {
		ts.Fatalf("status %d, want %s\n%s", status, want, body)
	}
	for _, re := range matches {
		if !regexp.MustCompile(re).MatchString(html.UnescapeString(body)) {
			ts.Fatalf("no match of %s in\n%s", re, body)
		}
	}
}
