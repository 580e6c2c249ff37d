package editor

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"

	"vernacular/internal/project"
)

// What the buttons below the comments ask for.
const (
	doSay     = "say"     // a comment, or an answer
	doResolve = "resolve" // the same with or without a text, and the matter is settled
	doReopen  = "reopen"  // it is not settled after all
)

// remark is a comment that a request wants to make.
type remark struct {
	project.Remark
	refusal *project.Refusal // why it was not made
}

// serveSay writes a comment. own says whether the form had the token. What is refused is shown again as it was typed.
func (e *Editor) serveSay(w http.ResponseWriter, r *http.Request, v *pageView, answer string, fields url.Values, own bool) {
	said := &remark{Remark: project.Remark{
		Tag: v.Tag, Key: v.Key, ID: fields.Get("id"), To: project.Audience(fields.Get("to")), Answers: fields.Get("answers"),
		Text: strings.ReplaceAll(fields.Get("comment"), "\r\n", "\n"), Who: cmp.Or(cleanName(fields.Get("who")), v.Who), When: fields.Get("when"),
	}}
	v.edit = &project.Edit{Tag: v.Tag, Key: v.Key, ID: said.ID}
	v.said, v.at = said, anchor(said.ID)
	yes, no := true, false
	switch fields.Get("do") {
	case doResolve:
		said.Resolve = &yes
	case doReopen:
		said.Resolve = &no
	}
	status := http.StatusUnprocessableEntity
	switch {
	case !own:
		status = http.StatusForbidden
		said.refusal = &project.Refusal{Message: "This page was opened before the preview was started again", Hint: "Your comment is in the field: send it once more."}
	case !survives(said.Text):
		said.refusal = &project.Refusal{Message: "The comment has a control character", Hint: "Delete it; it may have come along with something that was pasted."}
	default:
		said.refusal = e.project.Say(said.Remark)
	}
	switch {
	case said.refusal != nil:
		e.send(w, r, status, answer, v)
	case answer == "part":
		if p, ok := e.project.Page(v.Tag, v.Key); ok {
			v.Threads = p.Threads
		}
		said.Text = ""
		e.send(w, r, http.StatusOK, answer, v)
	default:
		to := (&url.URL{Path: r.URL.Path}).EscapedPath() + v.query(url.Values{"comments": {v.at}}, v.part) + "#c-" + v.at
		http.Redirect(w, r, to, http.StatusSeeOther)
	}
}

// threadView is a comment with its answers as it is shown.
type threadView struct {
	project.Thread
	Unit unitView
}

// Threads returns the comments on a text: those that are not settled first.
func (u unitView) Threads() []threadView {
	var open, settled []threadView
	for _, t := range u.View.Threads {
		switch {
		case t.Unit != u.ID:
		case t.Resolved:
			settled = append(settled, threadView{t, u})
		default:
			open = append(open, threadView{t, u})
		}
	}
	return append(open, settled...)
}

// MaxComment bounds the text of a comment, in characters.
func (u unitView) MaxComment() int { return project.MaxComment }

// OpenThreads returns how many comments on a text are not settled.
func (u unitView) OpenThreads() (n int) {
	for _, t := range u.Threads() {
		if !t.Resolved {
			n++
		}
	}
	return n
}

// Talks reports whether the request is about the comments on a text, so that they are shown.
func (u unitView) Talks() bool {
	return u.View.talks == u.Anchor || u.View.said != nil && u.View.said.ID == u.ID
}

// TalkLink returns the address of the page with the comments on a text.
func (u unitView) TalkLink() string {
	return address(u.View.Tag, u.View.Key) + u.View.query(url.Values{"comments": {u.Anchor}}, 0) + "#c-" + u.Anchor
}

// Unsaid returns what was typed as an answer to a comment, or for "" as a new one, and was not taken.
func (u unitView) Unsaid(answers string) string {
	if said := u.View.said; said != nil && said.refusal != nil && said.ID == u.ID && said.Answers == answers {
		return said.Text
	}
	return ""
}

// NotSaid returns why a comment was not taken, nil if it was.
func (u unitView) NotSaid() *project.Refusal {
	if said := u.View.said; said != nil && said.ID == u.ID {
		return said.refusal
	}
	return nil
}

// For says whom a comment is for.
func (t threadView) For() string {
	if t.To == project.ToAuthor {
		return "To the author"
	}
	return "Among translators"
}

// Lost returns the comments on texts that the page has no more.
func (v *pageView) Lost() []threadView {
	var out []threadView
	for _, t := range v.Threads {
		if v.find(t.Unit) == nil {
			out = append(out, threadView{Thread: t})
		}
	}
	return out
}

// questionView is a question to the author in the overview.
type questionView struct{ project.Question }

// Asked returns the questions to the author.
func (o overviewView) Asked() []questionView {
	out := make([]questionView, len(o.Questions))
	for i, q := range o.Questions {
		out[i] = questionView{q}
	}
	return out
}

// Link returns the address of the text that a question is about.
func (q questionView) Link() string {
	at := anchor(q.Comment.Unit)
	return address(string(q.Locale), q.Page) + "?" + url.Values{"comments": {at}}.Encode() + "#c-" + at
}
