package preview

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
)

// deskView is one page of the translator's view as it is shown to one request.
type deskView struct {
	DeskPage
	token  string
	script string // the element that brings the reload script
	show   string // which segments: "" all, "todo", "problems"
	saved  string // anchor of the segment that was saved by the request before this one
	kept   string // anchor of the segment of which the reader wants to see what is on the disk
	alone  bool   // the script asks for one segment only

	edit    *DeskEdit // what this request wants to have saved
	status  int       // of the answer
	refusal *DeskRefusal
	done    *DeskSaved
}

func (s *Server) view(p DeskPage, q url.Values, revision int) *deskView {
	v := &deskView{DeskPage: p, token: s.deskToken, script: s.reloadScript(revision, http.StatusOK, "desk"), saved: q.Get("saved"), kept: q.Get("kept"), status: http.StatusOK}
	switch show := q.Get("show"); show {
	case "todo", "problems":
		v.show = show
	}
	return v
}

// find gives the segment with an ID, or nil.
func (v *deskView) find(id string) *DeskSegment {
	for i := range v.Segments {
		if v.Segments[i].ID == id {
			g := v.Segments[i]
			return &g
		}
	}
	return nil
}

// put takes over how a segment is now.
func (v *deskView) put(id string, g DeskSegment) {
	list := append([]DeskSegment(nil), v.Segments...)
	for i := range list {
		if list[i].ID == id {
			list[i] = g
		}
	}
	v.Segments = list
}

func (v *deskView) refuse(status int, r *DeskRefusal) {
	v.status, v.refusal = status, r
	if r.Segment != nil {
		g := *r.Segment
		// Only a conflict shows what is on the disk, so only after that may it be written over.
		if !r.Conflict {
			g.Lock = v.edit.Lock
		}
		g.ID = v.edit.ID
		v.put(v.edit.ID, g)
	}
}

func (v *deskView) said(done DeskSaved) {
	v.done = &done
	v.put(v.edit.ID, done.Segment)
}

// answer is what a save is answered with: the page, or the segment alone.
func (v *deskView) answer() markup {
	if !v.alone {
		return v.document()
	}
	id := v.edit.ID
	if v.done != nil {
		id = v.done.Segment.ID
	}
	section := v.orphan()
	if g := v.find(id); g != nil {
		section = v.segment(*g)
	}
	return put("<!DOCTYPE html>\n<html lang=\"en\" dir=\"ltr\">\n<title>%s</title>\n%s</html>\n", v.Title, section)
}

// shown tells whether a segment passes the filter. What the reader has just worked on always does.
func (v *deskView) shown(g DeskSegment) bool {
	if a := anchor(g.ID); a == v.saved || a == v.kept || v.edit != nil && v.edit.ID == g.ID {
		return true
	}
	switch v.show {
	case "todo":
		return toDo(g)
	case "problems":
		return len(g.Diagnostics) > 0
	}
	return true
}

func (v *deskView) document() markup {
	var list markup
	for _, g := range v.Segments {
		if v.shown(g) {
			list += v.segment(g)
		}
	}
	title := v.Title
	if v.refusal != nil {
		title = "Not saved: " + title
	}
	return put(`<!DOCTYPE html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>%s, %s: translate</title>
<link rel="stylesheet" href="%sdesk.css">
%s
<script src="%sdesk.js" defer></script>
</head>
<body class="page%s%s">
<a class="skip" href="#list">Skip to the texts</a>
%s<div class="work">
<main>
%s%s<div id="list" class="list" tabindex="-1">
%s%s</div>
</main>
%s</div>
<p id="live-status" class="unseen" role="status"></p>
</body>
</html>
`, title, locale.Tag(v.Tag).EnglishName(), markup(internal), markup(v.script), markup(internal),
		when(v.Dir == "rtl", " rtl"), when(v.frame() != "", " framed"),
		v.header(), v.tools(), v.fileProblems(), v.orphan(), cmp.Or(list, v.nothing()), v.live())
}

func (v *deskView) header() markup {
	todo := 0
	for _, g := range v.Segments {
		if toDo(g) {
			todo++
		}
	}
	state := put("%s to do", todo)
	if todo == 0 {
		state = "nothing to do"
	}
	title := put(`<bdi lang="%s" dir="auto">%s</bdi>`, v.Tag, v.Title)
	if v.Key == MessagesKey {
		title = "Messages"
	}
	var file markup
	switch {
	case !v.Exists:
		file = put("%s does not exist yet; the first text that is saved makes it", fileName(v.File))
	case v.Draft:
		file = put("%s, a draft", fileName(v.File))
	default:
		file = fileName(v.File)
	}
	return put(`<header id="top" class="top">
<nav aria-label="Where you are"><a href="%s">All locales</a> <span aria-hidden="true">/</span> <a href="%s#pages-%s">%s%s</a></nav>
<h1>%s</h1>
<p class="about">%s to %s. %s, %s. %s.</p>
<details class="help"><summary>How this works</summary>
<ul>
<li><strong>Save</strong> writes the text into its file, and into no other place. <kbd>Ctrl</kbd>+<kbd>Enter</kbd> (<kbd>⌘</kbd>+<kbd>Enter</kbd>) does the same from a field.</li>
<li>An outdated text is marked as up to date when it is saved, also if nothing had to be changed in it. <strong>Save only</strong> leaves it outdated.</li>
<li>The access keys <kbd>N</kbd> and <kbd>P</kbd> lead to the next and the previous text to do: <kbd>Alt</kbd>+<kbd>N</kbd>, in some browsers <kbd>Alt</kbd>+<kbd>Shift</kbd>+<kbd>N</kbd>, on a Mac <kbd>Control</kbd>+<kbd>Option</kbd>+<kbd>N</kbd>.</li>
<li>In the source, what was added since the translation was made is <ins>underlined</ins>, and what was taken away is <del>struck out</del>.</li>
</ul>
</details>
</header>
`, markup(internal), markup(internal), v.Tag, in(v.Tag, v.Dir, v.Name), v.english(),
		title, in(v.Source, v.SourceDir, locale.Tag(v.Source).Autonym()), in(v.Tag, v.Dir, v.Name),
		number(len(v.Segments), "text", "texts"), state, file)
}

// english is the locale's English name, where that is another than its own.
func (v *deskView) english() markup {
	if name := locale.Tag(v.Tag).EnglishName(); name != v.Name {
		return put(` <span class="english">%s</span>`, name)
	}
	return ""
}

// tools are the filter and the way to the next text to do.
func (v *deskView) tools() markup {
	var todo []string
	problems := 0
	for _, g := range v.Segments {
		if toDo(g) {
			todo = append(todo, anchor(g.ID))
		}
		if len(g.Diagnostics) > 0 {
			problems++
		}
	}
	filter := func(show, name string, n int) markup {
		query := "?show=" + show
		if show == "" {
			query = "?"
		}
		return put(`<li><a id="show-%s" href="%s"%s>%s <span class="n">%s</span></a></li>`, cmp.Or(show, "all"), query,
			when(v.show == show, ` aria-current="true"`), name, n)
	}
	var steps markup
	if len(todo) > 0 {
		steps = put(`<p class="steps"><a id="prev" accesskey="p" href="#t-%s">Previous to do</a> <a id="next" accesskey="n" href="#t-%s">Next to do</a></p>`,
			todo[len(todo)-1], todo[0])
	}
	return put("<nav id=\"tools\" class=\"tools\" aria-label=\"Texts\">\n<ul>%s%s%s</ul>\n%s</nav>\n",
		filter("", "All", len(v.Segments)), filter("todo", "To do", len(todo)), filter("problems", "With problems", problems), steps)
}

// fileProblems are those of the file that belong to no segment.
func (v *deskView) fileProblems() markup {
	if len(v.Diagnostics) == 0 {
		return `<div id="file-problems"></div>` + "\n"
	}
	return put("<div id=\"file-problems\">\n<h2>Problems of the file</h2>\n%s</div>\n", problemList("", v.Diagnostics))
}

func (v *deskView) nothing() markup {
	switch {
	case len(v.Segments) == 0:
		return `<p id="none" class="none">There is nothing to translate in this page.</p>` + "\n"
	case v.show == "todo":
		return `<p id="none" class="none">Nothing to do: every text says what its source says.</p>` + "\n"
	}
	return `<p id="none" class="none">No text has a problem.</p>` + "\n"
}

func problemList(id string, list []diag.Diagnostic) markup {
	if len(list) == 0 {
		return ""
	}
	return put("<ul class=\"problems\"%s>\n%s</ul>\n", when(id != "", put(` id="%s"`, id)), each(list, func(d diag.Diagnostic) markup {
		severity, word, path := "warning", "Warning", iconWarning
		if d.Severity == diag.Error {
			severity, word, path = "error", "Error", iconError
		}
		var at, hint markup
		if d.File != "" {
			at = " " + place(d.Pos)
		}
		if d.Hint != "" {
			hint = put("<span class=\"hint\">%s</span>", diag.Escape(d.Hint))
		}
		return put("<li class=\"%s\">%s<span><strong>%s:</strong> <bdi>%s</bdi>%s%s</span></li>\n", severity, icon(path), word, diag.Escape(d.Message), at, hint)
	}))
}

// segment is one text: what the source says, and the form with the translation.
func (v *deskView) segment(g DeskSegment) markup {
	id := anchor(g.ID)
	name, word, path := stateOf(g)
	state := put(`<span class="state">%s%s</span>`, icon(path), word)
	if g.State == "stale" && g.Class != "" {
		state += put(` <span class="class">%s change</span>`, g.Class)
	}
	var link markup
	if to := local(g.Link); to != "" {
		link = put(`<a class="go" href="%s" target="live">Show in page%s</a>`, to, unseen(fmt.Sprint(", text ", g.Number)))
	}
	mine := v.refusal != nil && v.edit.ID == g.ID
	return put(`<section id="%s" class="seg %s%s" aria-labelledby="h-%s"%s>
<div class="head"><h2 id="h-%s">%s</h2> <div class="states">%s</div> <div class="where">%s %s</div></div>
<div class="pair">
%s%s</div>
%s</section>
`, id, markup(name), when(toDo(g), " todo"), id, when(mine, " data-unsaved"), id, titleOf(g), state, place(diag.At(g.File, g.Line, g.Col)), link,
		v.source(g), v.form(g), problemList("d-"+id, g.Diagnostics))
}

// source is what is to be translated, with what changed in it marked.
func (v *deskView) source(g DeskSegment) markup {
	var note markup
	if g.Note != "" {
		note = put("<p class=\"note\"><strong>Note:</strong> <bdi lang=\"%s\">%s</bdi></p>\n", v.Source, g.Note)
	}
	head := put("<h3 class=\"col\">%s</h3>\n", in(v.Source, v.SourceDir, locale.Tag(v.Source).Autonym()))
	if g.Source == "" && len(g.Diff) == 0 {
		return put("<div class=\"source\">\n%s<p class=\"none\">The source has nothing that this text translates.</p>\n%s</div>\n", head, note)
	}
	dir := cmp.Or(v.SourceDir, "auto")
	if g.Verbatim {
		dir = "ltr"
	}
	text := func(class string, m markup) markup {
		return put("<div class=\"text%s%s\" lang=\"%s\" dir=\"%s\">%s</div>\n", markup(class), when(g.Verbatim, " verbatim"), v.Source, dir, m)
	}
	if len(g.Diff) == 0 {
		return put("<div class=\"source\">\n%s%s%s</div>\n", head, text(" now", put("%s", g.Source)), note)
	}
	diff := text(" changes", each(g.Diff, func(d DeskDiff) markup {
		switch d.Op {
		case '+':
			return put("<ins>%s%s%s</ins>", unseen(" [added: "), d.Text, unseen("] "))
		case '-':
			return put("<del>%s%s%s</del>", unseen(" [taken away: "), d.Text, unseen("] "))
		}
		return put("%s", d.Text)
	}))
	var now markup
	if g.Source != "" {
		now = put("<details><summary>Without marks%s</summary>\n%s</details>\n", unseen(fmt.Sprint(": source of text ", g.Number)), text(" now", put("%s", g.Source)))
	}
	return put("<div class=\"source\">\n%s%s%s%s</div>\n", head, diff, now, note)
}

// form has the translation in a field that saves it.
func (v *deskView) form(g DeskSegment) markup {
	id := anchor(g.ID)
	text, message := g.Text, markup("")
	mine := v.edit != nil && v.edit.ID == g.ID
	if mine && v.refusal != nil {
		text, message = v.edit.Text, v.refused(g)
	} else if mine && v.done != nil || v.saved == id {
		message = put(`<p class="said ok">Saved in %s</p>`, place(diag.At(g.File, g.Line, 0)))
	}
	if !survives(g.Text) {
		message += `<p class="said">This text has a control character that no field can hold. Edit it in its file.</p>`
	}
	return put(`<form class="translation" method="post" autocomplete="off" accept-charset="utf-8" action="%s#%s">
<label class="col" for="t-%s">%s%s</label>
%s%s<div class="buttons">%s</div>
<div class="message" id="m-%s">%s</div>
</form>
`, v.action(), id, id, in(v.Tag, v.Dir, v.Name), unseen(fmt.Sprint(", translation of text ", g.Number)),
		v.hidden(g.ID, g.Lock), v.field(g, text), v.buttons(g, mine && v.refusal != nil), id, message)
}

// action is where forms are sent: the page itself, with its filter.
func (v *deskView) action() markup {
	to := deskPath(v.Tag, v.Key)
	if v.show != "" {
		to += "?show=" + v.show
	}
	return put("%s", to)
}

// keep is the page as it is on the disk: another address than that which the form was sent to, or a
// browser would stay where it is.
func (v *deskView) keep(id string) markup {
	q := url.Values{"kept": {anchor(id)}}
	if v.show != "" {
		q.Set("show", v.show)
	}
	return put("%s?%s", deskPath(v.Tag, v.Key), q.Encode())
}

func (v *deskView) hidden(id, lock string) markup {
	return put("<input type=\"hidden\" name=\"token\" value=\"%s\"><input type=\"hidden\" name=\"id\" value=\"%s\"><input type=\"hidden\" name=\"lock\" value=\"%s\">\n",
		v.token, id, lock)
}

func (v *deskView) field(g DeskSegment, text string) markup {
	id := anchor(g.ID)
	dir, class := cmp.Or(v.Dir, "auto"), markup("")
	if g.Verbatim {
		dir, class = "ltr", ` class="verbatim"`
	}
	described := markup("m-" + id)
	if len(g.Diagnostics) > 0 {
		described = markup("d-"+id) + " " + described
	}
	// The parser takes away one line break after the tag.
	return put("<textarea id=\"t-%s\" name=\"text\" lang=\"%s\" dir=\"%s\" rows=\"%s\" aria-describedby=\"%s\"%s%s%s>\n%s</textarea>\n",
		id, v.Tag, dir, fmt.Sprint(rows(text, g.Source)), described, class,
		when(!g.Multiline, " data-single"), when(!survives(g.Text), " readonly"), text)
}

// rows guesses how high a field has to be, for browsers that do not measure it.
func rows(texts ...string) int {
	most := 1
	for _, text := range texts {
		n := 0
		for line := range strings.SplitSeq(text, "\n") {
			n += 1 + utf8.RuneCountInString(line)/44
		}
		most = max(most, n)
	}
	return min(most, 24)
}

// buttons are those that make sense for a segment. After a refusal both are there, since what was
// refused may have been no more than the mark.
func (v *deskView) buttons(g DeskSegment, refused bool) markup {
	if !survives(g.Text) {
		return ""
	}
	button := func(do, name string) markup {
		return put(`<button name="do" value="%s">%s%s</button> `, do, name, unseen(fmt.Sprint(", text ", g.Number)))
	}
	const accept, only = "accept", "save"
	var out markup
	switch {
	case g.State == "surplus":
		out = button(only, "Save")
	case refused && v.refusal.Conflict:
		out = button(accept, "Save mine instead") + put(`<a class="theirs" href="%s#%s">Keep what is on the disk%s</a> `, v.keep(g.ID), anchor(g.ID), unseen(fmt.Sprint(", text ", g.Number)))
	case g.State == "stale" || g.State == "fresh" && g.Unrecorded:
		out = button(accept, "Save as up to date") + button(only, "Save only")
	case refused:
		out = button(accept, "Save") + button(only, "Save only")
	default:
		out = button(accept, "Save")
	}
	if g.State == "missing" && g.Source != "" {
		out += put(`<button type="button" class="copy" hidden>Copy the source%s</button> `, unseen(fmt.Sprint(", text ", g.Number)))
	}
	return out + `<span class="unsaved" hidden>Not saved yet</span>` + v.steps(g)
}

// steps lead from a text to do to its neighbours.
func (v *deskView) steps(g DeskSegment) markup {
	var before, after string
	seen := false
	for _, other := range v.Segments {
		switch {
		case other.ID == g.ID:
			seen = true
		case !toDo(other):
		case !seen:
			before = anchor(other.ID)
		case after == "":
			after = anchor(other.ID)
		}
	}
	if !toDo(g) {
		return ""
	}
	step := func(to, arrow, name string) markup {
		return when(to != "", put(`<a class="step" href="#t-%s" title="%s"><span aria-hidden="true">%s</span>%s</a>`, to, name, arrow, unseen(fmt.Sprint(name, " from text ", g.Number))))
	}
	return put(`<span class="near">%s%s</span>`, step(before, "↑", "Previous to do"), step(after, "↓", "Next to do"))
}

// refused says why a text was not saved, and on a conflict what is on the disk.
func (v *deskView) refused(g DeskSegment) markup {
	out := put(`<div class="said refused"><p><strong>Not saved.</strong> <bdi>%s</bdi>. %s</p>`, diag.Escape(strings.TrimSuffix(v.refusal.Message, ".")),
		when(v.refusal.Hint != "", put("<bdi>%s</bdi>", diag.Escape(v.refusal.Hint))))
	if v.refusal.Conflict {
		dir := cmp.Or(v.Dir, "auto")
		if g.Verbatim {
			dir = "ltr"
		}
		what := put("<div class=\"text%s\" lang=\"%s\" dir=\"%s\">%s</div>", when(g.Verbatim, " verbatim"), v.Tag, dir, v.refusal.Theirs)
		if v.refusal.Theirs == "" {
			what = `<p>Nothing: the text is no longer there.</p>`
		}
		out += put("\n<p>On the disk is now:</p>\n%s", what)
	}
	return out + "</div>"
}

// orphan shows what somebody typed for a segment that is gone, so that it is not lost.
func (v *deskView) orphan() markup {
	if v.refusal == nil || v.find(v.edit.ID) != nil {
		return ""
	}
	id := anchor(v.edit.ID)
	return put(`<section id="%s" class="seg orphan" aria-labelledby="h-%s" data-unsaved>
<div class="head"><h2 id="h-%s">A text that was not saved</h2></div>
<div class="translation">
<label class="col" for="t-%s">%s</label>
<textarea id="t-%s" lang="%s" dir="%s" rows="%s" aria-describedby="m-%s" readonly>
%s</textarea>
<div class="message" id="m-%s">%s</div>
</div>
</section>
`, id, id, id, id, in(v.Tag, v.Dir, v.Name), id, v.Tag, cmp.Or(v.Dir, "auto"), fmt.Sprint(rows(v.edit.Text)), id, v.edit.Text, id, v.refused(DeskSegment{}))
}

// frame is the address of the page that is shown beside the texts, or "".
func (v *deskView) frame() string {
	if v.Permalink == "" {
		return ""
	}
	return local((&url.URL{Path: v.Permalink}).EscapedPath())
}

// live shows the page itself beside its texts.
func (v *deskView) live() markup {
	src := v.frame()
	if src == "" {
		return `<aside id="live" class="live" aria-label="The page"><p class="none">There is no page to look at yet.</p></aside>` + "\n"
	}
	return put(`<aside id="live" class="live" aria-label="The page">
<details open>
<summary>The page as it is now</summary>
<p><a class="back" href="#list">Back to the texts</a> <a href="%s" target="_blank">Open it in a tab of its own</a></p>
<iframe name="live" title="The page as it is now" src="%s"></iframe>
</details>
</aside>
`, src, src)
}
