// Package layout turns the bytes of layout files into templates and runs them; it is the only
// importer of html/template but for our own constant pages, and this text is the manual for people who write layouts.
//
// It never opens a file and never looks at a page by itself: everything that a template asks goes
// through the [Site] interface, so that whoever implements it can record what was read. Start with
// [Compile] and [Layout.Execute]; the neighbour to read next is pipeline, which implements Site.
//
// # Files
//
// A page is rendered by layouts/<name>.html, where name is the front matter's layout (default page). A
// file that holds nothing but {{define "…"}} blocks fills the blocks of layouts/base.html; any other file
// stands alone. layouts/404.html renders the not-found page of each edition. Partials are the files in
// layouts/partials.
//
// {{partial "footer.html" .}} renders layouts/partials/footer.html and remembers the text together with
// what it asked for: a partial that asks only for the locale's things (t, .Lang, .Editions …) is rendered
// once for each locale, one that asks only for what all variants of a page share (.Alternates, .Source,
// .XDefault …) once for each page. Nobody has to say so. The dot of a partial is a Page, or a text, a
// number, a truth value, or a list or dict of such.
//
// # The dot
//
// The dot of a layout is a [Page]: its methods are documented there. Texts come escaped and ready to
// print; a text that another locale had to lend is wrapped in <span lang dir> (WCAG 3.1.2). In <title>, in
// attributes and in addresses, where markup cannot stand, its text alone is printed.
//
// Who publishes the site, how to reach them and what they offer to download stand in site.toml, each of them only if its
// owner says so: {{with .Publisher}}{{.Name}} {{.URL}} {{with .Mark}}{{with picture .}}<img src="{{.Src}}" …>{{end}}{{end}}{{end}},
// {{with .Contact}}{{.Mail}} {{.URL}}{{end}}, {{range .Documents}}{{.Title}} {{.URL}} {{.Kind}} {{with .Size}}{{fileSize .}}{{end}}
// {{with .Lang}}{{nameOf .}}{{end}}{{end}}. The days of a page are {{with .Date}}{{date . "long"}}{{end}} and .Updated.
//
// # Functions
//
//	t "id"                   the message in the edition's language; t "id" 3 picks the plural form for 3
//	                         (and gives it as {{.Count}}); t "id" "Name" value … fills {{.Name}};
//	                         t "id" 3 "Name" value … does both. The id must stand there as a text.
//	messageIn "id" "fr" …    the same in another language
//	plain X                  X without markup, to compare it or to cut it
//	partial "name.html" X    see above
//	asset "css/main.css"     a file below assets/: {{.URL}}, {{.Integrity}}; style sheets are bundled with
//	                         what they @import, and minified
//	hasAsset "cards/fr.png"  whether there is such a file
//	picture FILE 480 960 …   a picture below assets/ in these widths (never wider than it is): {{.Src}} is the
//	                         address of the largest, {{.Width}} and {{.Height}} are its size; {{.Srcset}} has all
//	localeOf "fr"            a [Locale]
//	langOf X                 the [Locale] of a text that another locale had to lend, else nothing; the element around it
//	                         says so: <h1{{with langOf .Title}} lang="{{.Tag}}" dir="{{.Dir}}"{{end}}>{{.Title}}</h1>
//	nameOf "fr"              that language's name in the edition's language, or else in English, marked as such
//	byName LIST              variants or locales (.Alternates, .Editions) in the order of these names, as the edition's
//	                         readers expect it; byScript LIST: by script, then by own name, the same in every edition
//	number N · percent N · fileSize BYTES · date "2024-03-20" "long" · join LIST
//	                         as the edition's language writes them (CLDR)
//	dict "key" value … · list a b …
//	link URL TEXT            an <a>, for use as the value of a message's field
//	mailto MAIL "subject" S "body" B
//	                         the address of a link that begins an e-mail, with its texts in any script
//	code TEXT                a <code> for what is no words of any language, such as a name of a file; code TEXT 16: a
//	                         line may end after each 16 letters of it, as of a fingerprint
//	jsonLD DICT              a block of structured data for search engines (JSON-LD), which never runs; keys
//	                         with an empty text or dict are left out
//	absURL PATH              the address with the site's base URL in front; PATH may be that of an asset, picture or page
//	policy                   the Content-Security-Policy that lets a page load the site's styles and pictures, pictures
//	                         of the servers in [pictures] allow, and nothing else:
//	                         <meta http-equiv="Content-Security-Policy" content="{{policy}}">
//
// and those of html/template itself: eq ne lt le gt ge and or not len index slice print printf html urlquery.
//
// # What is refused
//
// Values inside <script>, <style>, style=, on…=, srcdoc and <meta http-equiv="refresh"> (nothing there can
// be escaped safely for every reader, and the site's Content-Security-Policy allows no inline code);
// addresses with another scheme than http, https, mailto and tel; pages, lists and dicts printed as they
// are; templates that include themselves; nesting deeper than 100, of loops deeper than 6; {{range}} over a
// number above 10,000 and more than 10 million turns in all; files over 1 MB; pages over 50 MB.
package layout

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"html/template"
	"path"
	"sync"
	"text/template/parse"
	"time"

	"vernacular/internal/diag"
	"vernacular/internal/query"
)

const (
	maxFile     = 1 << 20    // bytes
	maxDepth    = 100        // of nested blocks
	maxLoops    = 6          // nested: html/template looks at what they repeat twice, so 2 to the power of this
	maxOutput   = 50 << 20   // bytes
	maxText     = 1 << 20    // bytes that print and printf may make
	maxRange    = 10_000     // that a number may be ranged over
	maxTurns    = 10_000_000 // of all loops of a rendering
	maxCalls    = 10_000     // of templates by templates
	maxPartials = 100        // partials within partials
)

// File is one source of a layout: its path below the site's folder and its bytes.
type File struct {
	Path string
	Src  []byte
}

// Use is a place in a layout that names something by a literal text.
type Use struct {
	Name string
	Pos  diag.Pos
}

// Layout is a compiled set of files. It may be executed by several goroutines at once.
type Layout struct {
	Messages []Use // every t "id"
	Partials []Use // every partial "name"

	entry    string
	files    []File
	pristine *template.Template
	sum      [16]byte

	mu   sync.Mutex
	idle []*instance
}

// instance is a copy of the templates whose functions answer for one execution at a time.
type instance struct {
	run   *template.Template
	cur   *Render
	turns int // of loops, in this execution
	out   limited
}

// Fingerprint digests the sources, which decide everything about a Layout.
func (l *Layout) Fingerprint() [16]byte { return l.sum }

// Entry is the path of the file that is executed, below the site's folder.
func (l *Layout) Entry() string { return l.entry }

// run is the template that is executed. It calls {{_start}}, which stops unless something is being
// rendered, and then the layout: executing it once without a page lets html/template work out the context
// of every action and runs nothing else. The name cannot be that of a block, which has no slash.
const run = "vernacular/run"

// Compile makes a Layout of files, of which the first is executed and the others fill its blocks. With
// an error among the problems the Layout is nil.
//
// Errors: layout-too-large, layout-too-deep, layout-syntax, layout-loop, endless-range, not-literal,
// unsafe-context, invalid-utf8, control-character. Warning: block-unused.
func Compile(files ...File) (*Layout, []diag.Diagnostic) {
	l := &Layout{entry: files[0].Path}
	var ds []diag.Diagnostic
	h := sha256.New()
	for _, f := range files {
		fmt.Fprintf(h, "%s %d ", f.Path, len(f.Src))
		h.Write(f.Src)
		f.Src = bytes.TrimPrefix(f.Src, []byte("\uFEFF"))
		ds = append(ds, scan(f)...)
		l.files = append(l.files, f)
	}
	if len(ds) > 0 {
		return nil, ds
	}
	l.sum = [16]byte(h.Sum(nil))
	root := template.New(run).Funcs((&instance{}).funcs()).Option("missingkey=error")
	template.Must(root.Parse(`{{_start}}{{template "` + l.entry + `" .}}`))
	for _, f := range l.files {
		if _, err := root.New(f.Path).Parse(string(f.Src)); err != nil {
			ds = append(ds, l.problem(err, ""))
		}
	}
	if len(ds) > 0 {
		return nil, ds
	}
	l.pristine = root
	ds = l.inspect()
	if !diag.HasErrors(ds) {
		in, err := l.instance()
		if err != nil {
			ds = append(ds, l.problem(err, ""))
		} else {
			ds = append(ds, l.unsafe()...)
			l.idle = append(l.idle, in)
		}
	}
	if diag.HasErrors(ds) {
		return nil, diag.Sorted(ds)
	}
	return l, diag.Sorted(ds)
}

// instance takes a free copy of the templates or makes one.
func (l *Layout) instance() (*instance, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if n := len(l.idle); n > 0 {
		in := l.idle[n-1]
		l.idle = l.idle[:n-1]
		return in, nil
	}
	t, err := l.pristine.Clone()
	if err != nil {
		return nil, err
	}
	in := &instance{}
	in.run = t.Funcs(in.funcs())
	if err := in.run.Execute(&in.out, nil); !errors.Is(err, errIdle) {
		return nil, err
	}
	in.run.Funcs(standIns)
	for _, t := range in.run.Templates() {
		if t.Tree != nil {
			walk(t.Tree.Root, func(n parse.Node) {
				if a, ok := n.(*parse.ActionNode); ok {
					settle(a.Pipe)
				}
			})
		}
	}
	return in, nil
}

// errIdle stops the execution that only feeds html/template's escaper.
var errIdle = errors.New("nothing is being rendered")

// Execute renders the layout for r with the given dot. An error is a [NeedsMore] when r's scope does not
// reach, else a diag for people; a failure of the engine inside goes on unwinding.
func (l *Layout) Execute(r *Render, dot any) ([]byte, *diag.Diagnostic, *NeedsMore) {
	in, err := l.instance()
	if err != nil {
		d := l.problem(err, r.name())
		return nil, &d, nil
	}
	if r.Deadline > 0 && r.Overrun != nil && r.Depth == 0 {
		defer time.AfterFunc(r.Deadline, func() { r.Overrun(r.name() + ", by " + l.entry) }).Stop()
	}
	in.cur, in.turns = r, 0
	in.out.buf = (*buffers.Get().(*[]byte))[:0]
	err = in.run.Execute(&in.out, dot)
	in.cur = nil
	out := in.out.buf
	in.out.buf = nil
	if err != nil {
		Recycle(out)
		out = nil
	}
	l.mu.Lock()
	l.idle = append(l.idle, in)
	l.mu.Unlock()
	if err == nil {
		return out, nil, nil
	}
	query.Rethrow(err)
	var more *NeedsMore
	if errors.As(err, &more) {
		return nil, nil, more
	}
	d := l.problem(err, r.name())
	return nil, &d, nil
}

// buffers are what renderings are written into.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// Recycle lets a later rendering write over one that [Layout.Execute] gave and that nobody reads any more.
func Recycle(out []byte) {
	if 0 < cap(out) && cap(out) <= 1<<20 {
		buffers.Put(&out)
	}
}

type limited struct{ buf []byte }

// Write refuses to grow without bound, so that an endless layout ends with a message.
func (w *limited) Write(p []byte) (int, error) {
	if len(w.buf)+len(p) > maxOutput {
		return 0, &Problem{Message: "the page has grown over 50 MB, so its layout probably repeats without end"}
	}
	w.buf = append(w.buf, p...)
	return len(p), nil
}

// Problem is an error with words for the author of a layout.
type Problem struct{ Code, Message, Hint string }

// Error makes Problem an error.
func (p *Problem) Error() string { return p.Message }

// PartialPath is the file of a partial as a layout names it.
func PartialPath(name string) string { return path.Join("layouts/partials", path.Join("/", name)) }
