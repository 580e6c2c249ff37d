package deliver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"vernacular/internal/disk"
	"vernacular/internal/edition"
	"vernacular/internal/publish"
)

// Options say what goes where.
type Options struct {
	Dest     string        // a folder, or s3://bucket/prefix; "" for a list of all files
	Edition  *Edition      // what is published; nil for a rollback
	Rollback int           // by how many editions
	Grace    time.Duration // how long files stay that no edition has any more
	Replace  bool          // files that nobody of ours has put there may be replaced
	Compress bool          // compressed files are put beside texts, in folders
	Redirect bool          // old addresses are to be answered with a redirect by the server

	DryRun bool      // nothing is changed
	List   io.Writer // takes what would be sent; nothing is changed. nil for none
	Since  []byte    // with a list and no destination: the manifest.json of what is there
	Bucket BucketOptions

	Progress func(done, total int) // may be nil
	Waiting  func(d time.Duration) // is told once that somebody else may be publishing, and how long that is waited for; may be nil
	Now      func() time.Time

	atOnce int // tests only: how many requests are under way
}

// Result says what was done.
type Result struct {
	Serial    int      // of the edition that is complete now; 0 if nobody knows
	Sent      []string // paths, sorted, without the manifest
	New       int      // of them, at addresses where nothing was
	Unchanged int
	Gone      []string // paths that will be removed after the grace time, sorted
	Removed   []string // paths that were removed now, sorted
	Nothing   bool     // the destination was as it is to be
	Notes     []string // sentences for people
}

// delivery is one run.
type delivery struct {
	o     Options
	s     store
	claim *claim // nil if the store is locked
	owed  bool   // history and journal say something that is not written yet

	// What the destination says of itself.
	listing        map[string]object
	root           []byte // manifest.json; nil if there is none
	rootVersion    version
	sum            string // of root
	history        history
	historyVersion version
	journal        journal
	journalVersion version

	there      map[string]publish.Entry // what is known to be at an address
	mayBe      map[string]bool          // addresses of the last edition, and those that a killed publication may have filled
	goneFiles  map[string]gone          // those of there that the last edition has no more
	doubts     map[string]bool          // addresses of which a killed publication may have changed the file
	compressed map[string]string        // compressed files of the last edition: their digests by path
	oldRules   *rules                   // of the last edition; nil if they are not known

	result Result
}

// Run publishes an edition, goes back to one, or says what it would do. An *Error has words for people. After an error or a
// kill the destination is as the package comment says, and the next Run goes on.
func Run(ctx context.Context, o Options) (r Result, err error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	look := o.DryRun || o.List != nil
	s, err := open(o, look)
	if err != nil {
		return r, err
	}
	d := &delivery{o: o, s: s}
	defer func() {
		s.close()
		err = inWords(err, o.Dest)
	}()
	if look {
		return d.result, d.tell(ctx)
	}
	if !s.locked() {
		if d.claim, err = takeClaim(ctx, s, o); err != nil {
			return r, err
		}
		defer func() {
			if e := d.claim.release(); err == nil {
				err = e
			}
		}()
	}
	err = d.run(ctx)
	if d.claim != nil && d.claim.lost() != nil {
		err = d.claim.lost()
	}
	return d.result, err
}

// inWords makes an error one with words for people.
func inWords(err error, dest string) error {
	var own *Error
	var folder *publish.Error
	switch {
	case err == nil, errors.As(err, &own), errors.As(err, &folder):
		return err
	case errors.Is(err, context.Canceled):
		return failed(Environment, "publishing was interrupted; each address has its old file or its new one", "run the command again: it goes on from there")
	case errors.Is(err, errFaster):
		return failed(Problem, "somebody else changed files at "+dest+" meanwhile", "see that nobody else publishes there, then publish again")
	}
	return failed(Environment, fmt.Sprintf("publishing to %s stopped: %v", dest, disk.Cause(err)), "run the command again: it goes on from there")
}

// request is the context of what is asked of the store: a person's wish to stop ends no request halfway, so that none is
// left unanswered; the loss of the claim does.
func (d *delivery) request(ctx context.Context) context.Context {
	if d.claim != nil {
		return d.claim.request()
	}
	return context.WithoutCancel(ctx)
}

// tell finds out what would be done, and changes nothing.
func (d *delivery) tell(ctx context.Context) error {
	if err := d.look(ctx); err != nil {
		return err
	}
	target, p, err := d.aim(ctx)
	if err != nil {
		return err
	}
	d.note(target, p)
	if d.o.List != nil {
		return d.writeList(ctx, d.o.List, target, p)
	}
	if len(p.foreign) > 0 && !d.o.Replace {
		return foreignError(p.foreign)
	}
	return nil
}

// note fills the result with what a plan comes to.
func (d *delivery) note(target *Edition, p plan) {
	r := &d.result
	r.Unchanged = p.same
	r.Notes = append(r.Notes, target.Notes...)
	for _, st := range p.steps {
		r.Sent = append(r.Sent, st.Path)
		if st.was == absent {
			r.New++
		}
	}
	slices.Sort(r.Sent)
	for _, g := range p.gone {
		r.Gone = append(r.Gone, g.Path)
	}
	r.Serial = d.now().Serial
	r.Nothing = p.nothing() && target.Sum == d.sum
	if names := target.rules.unsendable(); len(names) > 0 && d.s.sendsHeaders() && len(r.Sent) > 0 {
		r.Notes = append(r.Notes, fmt.Sprintf("an object store keeps no headers of these names: %s; have the server in front of it send them", strings.Join(names, ", ")))
	}
}

// look finds out what is at the destination.
func (d *delivery) look(ctx context.Context) (err error) {
	if d.listing, err = d.s.list(ctx, ""); err != nil {
		return err
	}
	d.there, d.mayBe, d.goneFiles, d.doubts = map[string]publish.Entry{}, map[string]bool{}, map[string]gone{}, map[string]bool{}
	d.root, d.rootVersion, err = d.s.get(ctx, edition.ManifestName, maxManifest)
	if errors.Is(err, fs.ErrNotExist) {
		d.root, d.rootVersion, err = nil, absent, nil
	}
	if err != nil {
		return err
	}
	var current []publish.Entry
	var built publish.Build
	if d.root != nil {
		d.sum = hashOf(d.root)
		if current, built, err = d.readManifest(ctx, d.root); err != nil {
			return err
		}
	}
	if d.historyVersion, _, err = readRecord(ctx, d.s, historyKey, &d.history); err != nil {
		return err
	}
	if d.journalVersion, _, err = readRecord(ctx, d.s, journalKey, &d.journal); err != nil {
		return err
	}
	if d.history.History > recordForm || d.journal.Journal > recordForm {
		return failed(Problem, "a newer Vernacular has published to "+d.o.Dest, "publish with that version")
	}
	if n := len(d.history.Editions); d.root != nil && !d.complete() && (n == 0 || d.history.Editions[n-1].Manifest != d.sum) {
		// It came here by another way, such as a build, or a copy of a folder.
		if n > 0 {
			d.history.Editions[n-1].Retired = d.o.Now().UTC()
		}
		d.history.Serial++
		d.history.Editions = append(d.history.Editions, past{Serial: d.history.Serial, Manifest: d.sum})
	}
	if d.complete() && d.history.Serial >= d.journal.Edition.Serial { // the history says so already
		d.journal.Done, d.owed = true, true
	} else if d.complete() {
		d.finish(current)
	}
	d.know(current)
	return d.readOldRules(ctx, built)
}

// know fills in what is known of each address.
func (d *delivery) know(current []publish.Entry) {
	for _, g := range d.history.Gone {
		if v := d.listing[g.Path].version; v != absent && v == g.Version {
			d.goneFiles[g.Path] = g
			if g.SHA256 != "" {
				d.there[g.Path] = publish.Entry{Path: g.Path, SHA256: g.SHA256}
			} else {
				d.doubts[g.Path] = true
			}
		}
	}
	d.compressed = d.now().compressed(func(x extra) string { return x.SHA256 })
	for _, e := range append(current, d.now().toEntries()...) {
		d.there[e.Path], d.mayBe[e.Path] = e, true
		delete(d.goneFiles, e.Path)
		delete(d.doubts, e.Path)
	}
	if d.journal.Done {
		return
	}
	for _, l := range d.journal.Lines {
		if l.New != "" || l.Old == "" {
			d.mayBe[l.Path] = true
			d.doubts[l.Path] = true
			delete(d.goneFiles, l.Path)
		}
	}
}

// now is the edition that is complete; empty if there is none.
func (d *delivery) now() past {
	if n := len(d.history.Editions); n > 0 {
		return d.history.Editions[n-1]
	}
	return past{}
}

// complete reports that a publication was killed after its manifest was in place, and before its history was.
func (d *delivery) complete() bool {
	j := d.journal
	return j.Journal > 0 && !j.Done && j.Edition.Manifest == d.sum && j.Old != d.sum
}

func (d *delivery) readManifest(ctx context.Context, text []byte) ([]publish.Entry, publish.Build, error) {
	m, err := publish.ReadManifest(text)
	if err != nil {
		return nil, m.Build, failed(Problem, fmt.Sprintf("the manifest.json at %s cannot be used: %v", d.o.Dest, err), "publish to an empty place")
	}
	list, err := entriesOf(m, func(name string, limit int64) ([]byte, error) {
		data, _, err := d.s.get(ctx, name, limit)
		return data, err
	})
	return list, m.Build, err
}

// readOldRules reads what the files of the last edition were sent with. Without an answer all are sent again.
func (d *delivery) readOldRules(ctx context.Context, built publish.Build) error {
	id := d.now().Headers
	if !d.s.sendsHeaders() || id == "" || d.root == nil {
		return nil
	}
	var r rules
	if e, ok := d.there[headersName]; ok && d.mayBe[headersName] {
		text, _, err := d.s.get(ctx, headersName, maxManifest)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if hashOf(text) != e.SHA256 {
			return nil
		}
		r = parseRules(text, built.BaseURL)
	}
	for _, redirects := range []bool{false, true} {
		if r.redirects = redirects; r.id() == id {
			d.oldRules = &r
			return nil
		}
	}
	return nil
}

// target returns the edition that is to be there.
func (d *delivery) target(ctx context.Context) (*Edition, error) {
	e := d.o.Edition
	if e == nil {
		var err error
		if e, err = d.earlier(ctx, d.o.Rollback); err != nil {
			return nil, err
		}
	}
	e.rules.redirects = d.o.Redirect
	if d.o.Edition != nil && d.o.Compress {
		if d.s.sendsHeaders() {
			return nil, failed(Usage, "an object store sends what it has and chooses no compressed file", "leave --precompress out; what stands in front of the store can compress")
		}
		return e, e.compress(ctx, d.now().Extra, d.o.Progress)
	}
	return e, nil
}

// earlier returns the n-th edition before the one that is complete.
func (d *delivery) earlier(ctx context.Context, n int) (*Edition, error) {
	list := d.history.Editions
	if n < 1 || n >= len(list) {
		have := "nothing earlier is kept there"
		if len(list) > 1 {
			have = fmt.Sprintf("%d earlier ones are kept there", len(list)-1)
		}
		return nil, failed(Problem, fmt.Sprintf("there is no edition to go back to by %d: %s", n, have), "files of earlier editions are kept for the time of --grace; build that edition again and publish it")
	}
	p := list[len(list)-1-n]
	lost := func(what string) error {
		return failed(Problem, fmt.Sprintf("edition %d is not kept whole any more: %s is missing", p.Serial, what), "build that edition again and publish it")
	}
	root, _, err := d.s.get(ctx, keptKey(p.Manifest), maxManifest)
	if errors.Is(err, fs.ErrNotExist) || err == nil && hashOf(root) != p.Manifest {
		return nil, lost(edition.ManifestName)
	} else if err != nil {
		return nil, err
	}
	e := &Edition{Root: root, Sum: p.Manifest}
	files, built, err := d.readManifest(ctx, root)
	if err != nil {
		return nil, lost("a part of its manifest")
	}
	e.Files = files
	e.add(p.toEntries(), p.toEntries())
	e.of = p.compressed(func(x extra) string { return x.Of })
	e.read = func(ctx context.Context, f publish.Entry) ([]byte, error) {
		for _, key := range []string{keptKey(f.SHA256), f.Path} {
			data, _, err := d.s.get(ctx, key, f.Size)
			if err == nil && hashOf(data) == f.SHA256 {
				return data, nil
			}
			if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, disk.ErrNotPlain) {
				return nil, err
			}
		}
		return nil, lost(f.Path)
	}
	for _, f := range e.Files { // before anything is changed
		if d.listing[keptKey(f.SHA256)].version == absent && d.there[f.Path].SHA256 != f.SHA256 {
			return nil, lost(f.Path)
		}
	}
	return e, e.readRules(ctx, built)
}

// sameExtra reports whether the last edition has these files beside its manifest.
func (d *delivery) sameExtra(e *Edition) bool {
	return slices.EqualFunc(d.now().toEntries(), e.extra, func(a, b publish.Entry) bool { return a.Path == b.Path && a.SHA256 == b.SHA256 })
}
