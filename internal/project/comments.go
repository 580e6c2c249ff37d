package project

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/translation"
)

// commentFolder is where the comments stand: each in a file of its own that never changes, so that git merges whatever
// two people have written.
const commentFolder = translation.CommentFolder

// MaxComment bounds the text of a comment, in characters.
const MaxComment = 4000

// Audience is whom a comment is for.
type Audience string

// The audiences.
const (
	ToAuthor      Audience = "author"      // a question to the author of the source, listed in the status
	ToTranslators Audience = "translators" // among those who translate into the locale
)

// Comment is what somebody has said of a text. An answer belongs to the comment that it answers; one without a text says
// that the matter is settled, or not.
type Comment struct {
	Order   int      `json:"n"` // after those that were there when it was written; equal where two people have written
	Unit    string   `json:"unit"`
	Source  string   `json:"source,omitempty"` // digest of the source text at that time
	To      Audience `json:"to,omitempty"`     // of a comment that is no answer
	Who     string   `json:"who,omitempty"`
	When    string   `json:"when,omitempty"`
	Answers string   `json:"answers,omitempty"` // the ID of the comment that it answers
	Text    string   `json:"text,omitempty"`
	Settles *bool    `json:"resolved,omitempty"`

	ID string `json:"-"` // digest of the rest: the name of its file
}

// Thread is a comment with its answers.
type Thread struct {
	Comment
	Answered []Comment // in their order
	Resolved bool
	Outdated bool // the source text is another one since
}

// Remark is what somebody wants to say.
type Remark struct {
	Tag, Key, ID string // of the text
	To           Audience
	Text         string
	Who, When    string
	Answers      string // the ID of a thread; "" for a comment of its own
	Resolve      *bool  // the thread that it answers is settled then, or is not; nil: it stays as it is
}

// Question is a comment to the author that nobody has settled.
type Question struct {
	Locale  locale.Tag
	Page    string // as commands call it
	Place   diag.Pos
	Source  string // the source text, "" if the source has it no more
	Comment Comment
	Answers []Comment
}

// bytes writes a comment as one line, and names it.
func (c *Comment) bytes() []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(c); err != nil {
		panic(err) // texts, numbers and truth values always encode
	}
	c.ID = translation.Hash(b.String())
	return b.Bytes()
}

// maxOrder bounds the orders of comments, so that there is one after each.
const maxOrder = 1 << 30

// readComment reads a comment from its file; the error, which may be a [*json.SyntaxError], says why it is none.
func readComment(file string, src []byte) (Comment, error) {
	c := Comment{ID: strings.TrimSuffix(path.Base(file), ".json")}
	err := json.Unmarshal(withoutBOM(src), &c)
	c.Order = min(max(c.Order, 0), maxOrder)
	switch {
	case err != nil:
		return c, err
	case !utf8.Valid(src):
		return c, errors.New("it is not saved as UTF-8")
	case c.Unit == "":
		return c, errors.New(`it does not say which text it is about ("unit")`)
	case c.Answers == "" && c.To != ToAuthor && c.To != ToTranslators:
		return c, fmt.Errorf(`it does not say whom it is for ("to": %q or %q)`, ToAuthor, ToTranslators)
	}
	return c, nil
}

// withoutBOM returns a file without the mark that some editors put before the first line.
func withoutBOM(src []byte) []byte { return bytes.TrimPrefix(src, []byte("\ufeff")) }

// readThreads reads comments from their files. What is none is passed over.
func readThreads(files []string, read func(string) []byte) []Thread {
	var all []Comment
	for _, f := range files {
		if c, err := readComment(f, read(f)); err == nil {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b Comment) int { return cmp.Or(cmp.Compare(a.Order, b.Order), strings.Compare(a.ID, b.ID)) })
	var out []Thread
	at := map[string]int{}
	for _, c := range all {
		if c.Answers == "" {
			at[c.ID] = len(out)
			out = append(out, Thread{Comment: c})
		}
	}
	for _, c := range all {
		if i, ok := at[c.Answers]; ok {
			out[i].Answered = append(out[i].Answered, c)
			if c.Settles != nil {
				out[i].Resolved = *c.Settles
			}
		}
	}
	return out
}

// commentFiles returns those of a list that hold the comments of a page, sorted.
func commentFiles(files []string, t locale.Tag, key string) []string {
	var out []string
	for _, f := range files {
		if path.Dir(f) == commentFolder+string(t)+"/"+key && path.Ext(f) == ".json" {
			out = append(out, f)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// threads returns the comments of the view's page.
func (v *view) threads() []Thread {
	v.s.mu.Lock()
	files := append(v.b.Files(commentFolder), v.s.comments...)
	v.s.mu.Unlock()
	out := readThreads(commentFiles(files, v.tag, v.key), func(f string) []byte {
		data, _ := v.s.readNow(f)
		return data
	})
	for i := range out {
		at := slices.IndexFunc(v.fields, func(f Field) bool { return f.ID == out[i].Unit })
		out[i].Outdated = out[i].Source != "" && (at < 0 || translation.Hash(v.fields[at].Source) != out[i].Source)
	}
	return out
}

// Say writes what somebody says of a text, or nothing, and tells why. What it has written is in [Session.Page] from then on.
func (s *Session) Say(r Remark) *Refusal {
	s.saving.Lock()
	defer s.saving.Unlock()
	v := s.open(r.Tag, r.Key)
	if v == nil {
		return &Refusal{Message: "this page cannot be read now, or there is no such page", Hint: "vernacular check names what is wrong"}
	}
	threads := v.threads()
	text := strings.TrimSpace(r.Text)
	c := Comment{Order: 1, Unit: r.ID, Answers: r.Answers, Text: text, Who: word(r.Who), When: word(r.When), Settles: r.Resolve}
	at := slices.IndexFunc(v.fields, func(f Field) bool { return f.ID == r.ID })
	answered := slices.IndexFunc(threads, func(t Thread) bool { return t.ID == r.Answers })
	switch {
	case !utf8.ValidString(text):
		return &Refusal{Message: "the comment is no text", Hint: "type it again"}
	case utf8.RuneCountInString(text) > MaxComment:
		return &Refusal{Message: fmt.Sprintf("the comment has %d characters, and no more than %d are kept", utf8.RuneCountInString(text), MaxComment), Hint: "shorten it, or send it in two"}
	case text == "" && r.Resolve == nil:
		return &Refusal{Message: "the comment is empty", Hint: "write what you want to say"}
	case r.Answers != "" && answered < 0:
		return &Refusal{Message: "the comment that this answers is gone", Hint: "load the page again"}
	case r.Answers != "":
		c.Unit = threads[answered].Unit
	case at < 0:
		return &Refusal{Message: "this passage is gone from the file", Hint: "load the page again"}
	case r.To != ToAuthor && r.To != ToTranslators:
		return &Refusal{Message: "the comment is for nobody", Hint: "choose whom it is for"}
	default:
		c.To, c.Source = r.To, translation.Hash(v.fields[at].Source)
	}
	for _, t := range threads {
		for _, other := range append([]Comment{t.Comment}, t.Answered...) {
			c.Order = max(c.Order, min(other.Order+1, maxOrder))
		}
	}
	data := c.bytes()
	file := commentFolder + string(v.tag) + "/" + v.key + "/" + c.ID + ".json"
	if err := Commit(s.dir, "a comment in the translation editor", []Change{{Path: file, Data: data}}); err != nil {
		return &Refusal{Message: err.Error(), Hint: "send it again"}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.comments = append(s.comments, file)
	return nil
}

// Questions returns what translators ask the author and nobody has settled, by locale and page. With tags, those of other
// locales are left out.
func (w *Workspace) Questions(tags []locale.Tag) []Question {
	var out []Question
	byPage := map[string][]string{}
	var pages []string // in the order of the files
	for _, f := range w.b.Files(commentFolder) {
		dir := path.Dir(f)
		if byPage[dir] == nil {
			pages = append(pages, dir)
		}
		byPage[dir] = append(byPage[dir], f)
	}
	for _, dir := range pages {
		tag, key, _ := strings.Cut(strings.TrimPrefix(dir, commentFolder), "/")
		t := locale.Tag(tag)
		if len(tags) > 0 && !slices.Contains(tags, t) {
			continue
		}
		threads := slices.DeleteFunc(readThreads(commentFiles(byPage[dir], t, key), w.b.Source), func(t Thread) bool { return t.Resolved || t.To != ToAuthor })
		if len(threads) > 0 {
			out = append(out, w.questions(t, key, threads)...)
		}
	}
	return out
}

// questions finds the texts that questions are about.
func (w *Workspace) questions(t locale.Tag, key string, threads []Thread) []Question {
	name := key
	if key == translation.MessagesName {
		name = ""
	}
	var units []translation.Unit
	if c, ok := w.Translation(name, t); ok {
		units = c.Units()
	}
	var out []Question
	for _, thread := range threads {
		q := Question{Locale: t, Page: key, Comment: thread.Comment, Answers: thread.Answered}
		message, _, _ := strings.Cut(thread.Unit, "[") // of a plural form
		i := slices.IndexFunc(units, func(u translation.Unit) bool {
			return u.ID == thread.Unit || name == "" && u.ID == message
		})
		if i >= 0 {
			q.Source, q.Place = strings.Clone(units[i].Source), units[i].SourcePos
			if q.Source == "" {
				q.Place = units[i].Pos
			}
		}
		out = append(out, q)
	}
	return out
}

// Settled reports whether a comment says that the matter is settled.
func (c Comment) Settled() bool { return c.Settles != nil && *c.Settles }
