package project

import (
	"bytes"
	"encoding/json"
	"strings"

	"vernacular/internal/locale"
	"vernacular/internal/translation"
)

// historyFolder is where the texts stand that were saved in the translation editor: a file for each text of a page or
// catalog, so that the work of two people merges unless both have changed the same text.
const historyFolder = translation.HistoryFolder

// The bounds of one file. Whatever goes beyond, the oldest lines are left out first, and before them those whose text is
// saved again further down.
const (
	maxSavedTexts = 200
	maxHistory    = 256 << 10
)

// historyFile names the file with what was saved of one text. key is a page's, or [translation.MessagesName]. A unit that no
// record knows has another ID when its source changes: it has no history then, and its file stays.
func historyFile(t locale.Tag, key, id string) string {
	return historyFolder + string(t) + "/" + key + "/" + translation.Hash(id) + ".jsonl"
}

// savedText is one line of a history file: what a text has become, the newest last. The text itself stands in one of the
// lines that have its digest.
type savedText struct {
	ID      string `json:"id,omitempty"` // of the text that the file is about, for people who read it
	Digest  string `json:"digest"`
	Text    string `json:"text,omitempty"`
	Source  string `json:"source,omitempty"` // digest of the source text that it was recorded for; "" if it was not
	Forced  string `json:"forced,omitempty"` // as in the record
	Who     string `json:"who,omitempty"`
	When    string `json:"when,omitempty"`
	Outside bool   `json:"outside,omitempty"` // not saved in the editor, but found there at the next save
	Undo    bool   `json:"undo,omitempty"`    // the save before it was taken back
	State   string `json:"state,omitempty"`   // as in the record, with By and Day; "" if nobody has said anything of the text
	By      string `json:"by,omitempty"`
	Day     string `json:"day,omitempty"`
	Machine bool   `json:"machine,omitempty"` // as in the record
	Whole   string `json:"whole,omitempty"`   // of a plural form: digest of all forms, which State is of
	Page    string `json:"page,omitempty"`    // "reviewed" if readers were told that of the page
}

// name tells a line from those that would restore something else.
func (t savedText) name() string {
	return translation.Hash(t.Text + "\x00" + t.Source + "\x00" + t.State + "\x00" + t.By + "\x00" + t.Day)
}

// review returns what people had said of the text.
func (t savedText) review() (r translation.Review) {
	for _, stage := range stages {
		if stage.String() == t.State {
			r.Stage = stage
		}
	}
	r.By = t.By
	if translation.IsDay(t.Day) {
		r.When = t.Day
	}
	return r
}

// setReview writes down what people say of the text.
func (t *savedText) setReview(r translation.Review) {
	if r != (translation.Review{}) {
		t.State, t.By, t.Day = r.Stage.String(), r.By, r.When
	}
}

// lostLine is a line of a history file that gives no text, and why.
type lostLine struct {
	line int
	why  string
}

// readHistory reads a history file. Lines that it does not understand, such as those that a merge leaves between the lines
// of two people, it passes over.
func readHistory(src []byte) []savedText {
	lines, _ := readHistoryLines(src)
	return lines
}

// readHistoryLines reads a history file, and names the lines that it passes over.
func readHistoryLines(src []byte) (out []savedText, lost []lostLine) {
	type numbered struct {
		savedText
		line int
	}
	var all []numbered
	texts := map[string]string{translation.Hash(""): ""}
	n := 0
	for line := range bytes.Lines(withoutBOM(src)) {
		n++
		var t savedText
		switch err := json.Unmarshal(line, &t); {
		case len(bytes.TrimSpace(line)) == 0:
			continue
		case translation.ConflictMark(line) == 0:
			lost = append(lost, lostLine{n, "a merge has left its mark here"})
			continue
		case err != nil || t.Digest == "":
			lost = append(lost, lostLine{n, "this line is no version of a text"})
			continue
		}
		if translation.Hash(t.Text) == t.Digest {
			texts[t.Digest] = t.Text
		} else if t.Text != "" {
			lost = append(lost, lostLine{n, "the text of this line is not the one that was saved"})
		}
		all = append(all, numbered{t, n})
	}
	for _, t := range all {
		text, ok := texts[t.Digest]
		if !ok {
			if t.Text == "" { // else it is told already
				lost = append(lost, lostLine{t.line, "no line of the file has the text of this version"})
			}
			continue
		}
		t.Text = text
		out = append(out, t.savedText)
	}
	return out, lost
}

// addHistory returns a history file with more lines. What it has stays as it is, unless it becomes too long.
func addHistory(src []byte, more []savedText) []byte {
	out := bytes.Clone(src)
	if len(out) > 0 && out[len(out)-1] != '\n' {
		out = append(out, '\n')
	}
	lines := readHistory(src)
	out = append(out, endsLike(writeHistory(nil, lines, more), src)...)
	lines = append(lines, more...)
	for len(lines) > 1 && (len(lines) > maxSavedTexts || len(out) > maxHistory) {
		at := leastWanted(lines)
		lines = append(lines[:at:at], lines[at+1:]...)
		out = writeHistory(nil, nil, lines)
	}
	return out
}

// leastWanted returns which line goes first: the oldest whose text another one has, else the oldest.
func leastWanted(lines []savedText) int {
	count := map[string]int{}
	for _, t := range lines {
		count[t.Digest]++
	}
	for i, t := range lines[:len(lines)-1] {
		if count[t.Digest] > 1 {
			return i
		}
	}
	return 0
}

// writeHistory adds lines to a file that has others. Each text is written once.
func writeHistory(out []byte, has, lines []savedText) []byte {
	written := map[string]bool{}
	for _, t := range has {
		written[t.Digest] = true
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	for _, t := range lines {
		if written[t.Digest] {
			t.Text = ""
		}
		written[t.Digest] = true
		if err := e.Encode(t); err != nil {
			panic(err) // texts and truth values always encode
		}
	}
	return append(out, b.String()...)
}
