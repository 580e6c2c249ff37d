package deliver

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"encoding/json"

	"vernacular/internal/edition"
	"vernacular/internal/publish"
)

// phase is when a file is sent. What a page needs is there before the page is, and pages at new addresses are there before
// the changed pages that may lead to them.
type phase int

const (
	assets   phase = iota // all that is no page
	newPages              // pages, old addresses and not-found pages where nothing is yet
	pages                 // those that replace others
	surveys               // what speaks of all pages: sitemaps and feeds, robots.txt, what servers read, the signature
)

var phaseNames = [...]string{"asset", "new page", "page", "last"}

func phaseOf(path string, isNew bool) phase {
	if of, ok := original(path); ok { // with what it holds
		path = of
	}
	switch {
	case strings.HasPrefix(path, "assets/"):
		return assets
	case strings.HasSuffix(path, ".xml"), path == "robots.txt", forServer(path), path == edition.StatementName, path == edition.SignatureName:
		return surveys
	case !strings.HasSuffix(path, ".html"):
		return assets
	case isNew:
		return newPages
	}
	return pages
}

// forServer reports whether a file is one that a server reads: see room host.
func forServer(path string) bool { return strings.HasPrefix(path, "_") || strings.HasPrefix(path, ".") }

// step is a file that is to be sent.
type step struct {
	publish.Entry
	phase phase
	was   version // what is at its address now
	old   string  // digest of what an edition has there; "" for none
}

// plan is the way from what is there to an edition.
type plan struct {
	steps   []step   // in the order in which they are sent
	gone    []intent // what is there and the edition has not, by path
	foreign []string // what is in the way and was put there by nobody of ours
	same    int      // files that are there already
}

// nothing reports that the destination is as it is to be.
func (p plan) nothing() bool { return len(p.steps)+len(p.gone) == 0 }

// aim returns the edition that the destination is to have, and what is to be done for that.
func (d *delivery) aim(ctx context.Context) (*Edition, plan, error) {
	target, err := d.target(ctx)
	if err != nil {
		return nil, plan{}, err
	}
	p, err := d.plan(ctx, target)
	return target, p, err
}

// plan compares an edition with what is there.
func (d *delivery) plan(ctx context.Context, target *Edition) (plan, error) {
	var p plan
	has := map[string]bool{}
	for _, e := range target.Files {
		has[e.Path] = true
		o := d.listing[e.Path]
		send, err := d.mustSend(ctx, target, e, o)
		if err != nil {
			return p, err
		}
		if !send {
			p.same++
			continue
		}
		if o.version != absent && !d.ours(e.Path) {
			p.foreign = append(p.foreign, e.Path)
		}
		p.steps = append(p.steps, step{e, phaseOf(e.Path, o.version == absent), o.version, d.there[e.Path].SHA256})
	}
	slices.SortFunc(p.steps, func(a, b step) int { return cmp.Or(cmp.Compare(a.phase, b.phase), byPath(a.Entry, b.Entry)) })
	for path := range d.mayBe {
		switch {
		case has[path]:
		case d.doubts[path]: // the last edition's bytes, or those of a killed publication
			p.gone = append(p.gone, intent{Path: path})
		default:
			p.gone = append(p.gone, intent{Path: path, Old: d.there[path].SHA256})
		}
	}
	slices.SortFunc(p.gone, func(a, b intent) int { return strings.Compare(a.Path, b.Path) })
	return p, nil
}

// ours reports whether what is at an address was put there by a publication, killed ones included.
func (d *delivery) ours(path string) bool {
	_, known := d.there[path]
	return known || d.doubts[path] || d.mayBe[path] || path == edition.StatementName || path == edition.SignatureName
}

// mustSend reports whether a file of an edition is not there, or not as it is to be sent.
func (d *delivery) mustSend(ctx context.Context, target *Edition, e publish.Entry, o object) (bool, error) {
	known, isKnown := d.there[e.Path]
	switch {
	case o.version == absent || o.size != e.Size:
		return true, nil
	case !d.s.sendsHeaders() && isKnown && !d.doubts[e.Path]:
		return known.SHA256 != e.SHA256, nil
	case isKnown && !d.doubts[e.Path] && known.SHA256 != e.SHA256:
		return true, nil
	}
	sameRules := !d.s.sendsHeaders() || d.sentWith(e.Path) == target.rules.id()
	if isKnown && !d.doubts[e.Path] {
		if sameRules {
			return false, nil
		}
		return d.headersDiffer(ctx, target, e)
	}
	if !sameRules {
		return true, nil
	}
	data, err := target.read(ctx, e)
	return err != nil || !d.s.holds(e.Path, o, data), err
}

// sentWith returns the id of the rules that a file was sent with; "" if that is not known.
func (d *delivery) sentWith(path string) string {
	if !d.ours(path) {
		return ""
	}
	if g, ok := d.goneFiles[path]; ok {
		return g.Headers
	}
	id := d.now().Headers
	if d.doubts[path] && d.journal.Edition.Headers != id && id != "" {
		return "" // the one or the other
	}
	return cmp.Or(id, d.journal.Edition.Headers)
}

// headersDiffer compares what a file, of which the bytes are there, was sent with and is to be sent with.
func (d *delivery) headersDiffer(ctx context.Context, target *Edition, e publish.Entry) (bool, error) {
	if d.oldRules == nil {
		return true, nil
	}
	if _, ok := d.goneFiles[e.Path]; ok {
		return true, nil
	}
	var data []byte
	if mayRedirect(e) {
		var err error
		if data, err = target.read(ctx, e); err != nil {
			return false, err
		}
	}
	return !d.oldRules.of(e, data).equal(target.rules.of(e, data)), nil
}

// listed is a line of a list for other programs.
type listed struct {
	Do      string            `json:"do"` // put or remove
	Kind    string            `json:"kind,omitempty"`
	Path    string            `json:"path"`
	SHA256  string            `json:"sha256,omitempty"`
	Size    *int64            `json:"size,omitempty"`
	Headers map[string]string `json:"headers,omitempty"`
	After   string            `json:"after,omitempty"` // for removals, how long later
}

// writeList writes what is to be sent, in order, one JSON object a line.
func (d *delivery) writeList(ctx context.Context, w io.Writer, target *Edition, p plan) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, st := range p.steps {
		var data []byte
		if mayRedirect(st.Entry) {
			var err error
			if data, err = target.read(ctx, st.Entry); err != nil {
				return err
			}
		}
		if err := enc.Encode(listed{"put", phaseNames[st.phase], st.Path, st.SHA256, &st.Size, target.rules.of(st.Entry, data).fields(), ""}); err != nil {
			return err
		}
	}
	if target.Sum != d.sum {
		size := int64(len(target.Root))
		e := publish.Entry{Path: edition.ManifestName, SHA256: target.Sum, Size: size}
		if err := enc.Encode(listed{"put", "manifest", e.Path, e.SHA256, &size, target.rules.of(e, nil).fields(), ""}); err != nil {
			return err
		}
	}
	for _, g := range p.gone {
		if err := enc.Encode(listed{Do: "remove", Path: g.Path, SHA256: g.Old, After: d.o.Grace.String()}); err != nil {
			return err
		}
	}
	return nil
}

// fields returns the headers by name.
func (h Header) fields() map[string]string {
	all := map[string]string{"Content-Type": h.Type, "Cache-Control": h.Cache}
	if h.Language != "" {
		all["Content-Language"] = h.Language
	}
	if h.Redirect != "" {
		all["Location"] = h.Redirect
	}
	for name, value := range h.Others {
		all[name] = value
	}
	return all
}

// foreignError names what is in the way.
func foreignError(paths []string) error {
	const some = 5
	names := strings.Join(paths[:min(some, len(paths))], ", ")
	if n := len(paths) - some; n > 0 {
		names += fmt.Sprintf(" and %d more", n)
	}
	return failed(Problem, "files are in the way that Vernacular did not put there: "+names, "publish to another place, take them away, or replace them with --replace")
}
