package serve

import (
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"vernacular/internal/locale"
	"vernacular/internal/pipeline"
	"vernacular/internal/project"
	"vernacular/internal/publish"
)

// JoinOptions say which parts are joined, and where to.
type JoinOptions struct {
	Site    string   // the folder of a site, which the output may not be or hold
	Out     string   // the folder to publish to
	Program string   // see Options
	Parts   []string // their folders, in any order
	Report  Report
	// Previous is the folder of the edition before, which the last good versions of failed outputs are taken from; "" for Out
	// itself. It is only read.
	Previous string
}

// joiner puts parts together.
type joiner struct {
	JoinOptions
	parts    []*part           // by shard
	made     map[string]output // all outputs by path
	pub      *publish.Folder
	previous *publish.Published // nil if it is what pub holds

	mu       sync.Mutex
	rejected map[string]error // by path: what the folder has not taken
}

// Join publishes all parts of a site as one build of the whole site would have published it into the same folder, and returns
// what that build would have returned. Parts that do not belong together are refused before anything is written. done and interrupted
// are those of [Session.Build].
func Join(o JoinOptions, done <-chan struct{}, interrupted func()) (pipeline.Result, error) {
	began := time.Now()
	o.Report.Begin()
	j := &joiner{JoinOptions: o, rejected: map[string]error{}}
	if err := j.read(); err != nil {
		return pipeline.Result{}, err
	}
	err := j.unite()
	if err != nil {
		return pipeline.Result{}, err
	}
	if j.pub, err = publish.Open(publish.Options{Dir: o.Out, Site: o.Site, Wait: 10 * time.Second, Done: done}); err != nil {
		return pipeline.Result{}, err
	}
	defer j.pub.Close()
	committing := orElse(done, interrupted)
	if err := j.put(); err != nil {
		return pipeline.Result{}, err
	}
	r := pipeline.Join(j.facts(), j.paths(), j.makes, j)
	for _, path := range slices.Sorted(maps.Keys(j.rejected)) {
		r.SinkErrs = append(r.SinkErrs, j.rejected[path])
	}
	if err := j.settled(&r); err != nil {
		o.Report.Problems(slices.Concat(r.Diagnostics, r.Notes))
		return r, err
	}
	committing()
	res, err := j.commit(&r)
	o.Report.Problems(slices.Concat(r.Diagnostics, r.Notes))
	if err == nil {
		o.Report.Closing(r, &res, began, true)
	}
	return r, err
}

// misfit is the error of parts that do not belong together.
func misfit(hint, format string, args ...any) error {
	return &project.Error{Kind: project.Unknown, Msg: fmt.Sprintf(format, args...) + "; nothing was written", Hint: hint}
}

// read reads all parts, and sees that they are those of all shards of one site.
func (j *joiner) read() error {
	var first *part
	for _, dir := range j.Parts {
		p, err := readPart(dir)
		if err != nil {
			return err
		}
		if first == nil {
			first = p
			j.parts = make([]*part, p.Of)
		}
		switch changed := differences(first.Sources, p.Sources); {
		case p.Program != j.Program:
			return misfit("make all parts with the program that joins them", "%s (%s) was made by %s, and this is %s", dir, p.name(), p.Program, j.Program)
		case p.Of != first.Of || p.Facts.By != first.Facts.By:
			return misfit("make all parts with the same number of shards, divided in the same way", "%s is %s by %s, and %s is %s by %s",
				first.dir, first.name(), first.Facts.By, dir, p.name(), p.Facts.By)
		case len(changed) > 0:
			return misfit("make all parts of the same sources", "%s (%s) and %s (%s) were made from different sources%s", first.dir, first.name(), dir, p.name(), inFolders(changed))
		case !sameOptions(first.Options, p.Options):
			return misfit("give --base-url, --locale and --pseudo to all parts or to none", "%s (%s) and %s (%s) were built with different options", first.dir, first.name(), dir, p.name())
		case p.Shard < 0 || p.Shard >= p.Of:
			return misfit("make this part again", "%s is %s, which there cannot be", dir, p.name())
		case j.parts[p.Shard] != nil:
			return misfit("name each part once", "%s is there twice: %s and %s", p.name(), j.parts[p.Shard].dir, dir)
		}
		j.parts[p.Shard] = p
	}
	var missing []string
	for i, p := range j.parts {
		if p == nil {
			missing = append(missing, fmt.Sprintf("%d/%d", i, len(j.parts)))
		}
	}
	if len(missing) > 0 {
		return misfit("name the parts of all shards", "the part of shard %s is missing", strings.Join(missing, ", "))
	}
	return j.readPrevious()
}

func sameOptions(a, b publish.Build) bool {
	return a.BaseURL == b.BaseURL && a.Pseudo == b.Pseudo && slices.Equal(a.Locales, b.Locales)
}

// readPrevious reads the manifest of the edition before, unless it is that of the output folder.
func (j *joiner) readPrevious() (err error) {
	if j.Previous == "" {
		return nil
	}
	own, err1 := os.Stat(j.Out)
	other, err2 := os.Stat(j.Previous)
	if err1 == nil && err2 == nil && os.SameFile(own, other) {
		return nil
	}
	if j.previous, err = publish.ReadPublished(j.Previous); err != nil {
		return &project.Error{Kind: project.Unknown, Msg: fmt.Sprintf("--previous: the edition before cannot be read: %v; nothing was written", err), Hint: "name the manifest.json of a folder that vernacular has published", Err: err}
	}
	return nil
}

// output is an output and the part that it is taken from.
type output struct {
	publish.Entry
	part      *part
	tentative bool
}

// unite takes the outputs of all parts together. An asset may be in several of them.
func (j *joiner) unite() error {
	j.made = map[string]output{}
	for _, p := range j.parts {
		for _, e := range p.tree.Entries {
			_, tentative := slices.BinarySearch(p.Facts.Tentative, e.Path)
			have, twice := j.made[e.Path]
			if twice && have.SHA256 != e.SHA256 {
				return misfit("make all parts again with one version of Vernacular", "%s differs between %s (%s) and %s (%s)", e.Path, have.part.dir, have.part.name(), p.dir, p.name())
			}
			if !twice || slices.Compare(e.Sources, have.Sources) < 0 {
				j.made[e.Path] = output{e, p, tentative}
			}
		}
	}
	return nil
}

func (j *joiner) paths() map[string]bool {
	out := make(map[string]bool, len(j.made))
	for path := range j.made {
		out[path] = true
	}
	return out
}

// put stages all outputs, on as many cores as there are. The bytes of each are compared with their digest, so that a damaged part
// is refused whatever the folder holds.
func (j *joiner) put() error {
	order := slices.Sorted(maps.Keys(j.made))
	var next, done atomic.Int64
	var failed atomic.Pointer[error]
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(order)) {
		wg.Go(func() {
			for failed.Load() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(order) {
					return
				}
				if err := j.putOne(j.made[order[i]]); err != nil {
					failed.Store(&err)
				}
				j.Report.Step(int(done.Add(1)), len(order))
			}
		})
	}
	wg.Wait()
	if err := failed.Load(); err != nil {
		return *err
	}
	return nil
}

func (j *joiner) putOne(o output) error {
	data, err := o.part.tree.Read(o.Entry)
	if err != nil {
		return partDamaged(o.part, err)
	}
	switch {
	case o.tentative && j.previous == nil && j.pub.Has(o.Path):
		j.pub.Keep(o.Path)
		return nil
	case o.tentative && j.previous != nil:
		if _, ok := j.previous.Entry(o.Path); ok {
			return j.carry(o.Path)
		}
	}
	if _, err := j.pub.Put(o.Entry, data); err != nil {
		j.mu.Lock()
		j.rejected[o.Path] = err
		j.mu.Unlock()
	}
	return nil
}

func (j *joiner) facts() []pipeline.Part {
	var facts []pipeline.Part
	for _, p := range j.parts {
		facts = append(facts, p.Facts)
	}
	return facts
}

// makes reports whether the parts are of a build of an edition, see [pipeline.Builder.Makes].
func (j *joiner) makes(t locale.Tag) bool {
	only := j.parts[0].Options.Locales
	return len(only) == 0 || slices.Contains(only, string(t))
}

// settled reports, as an error, pages with errors that other parts may list.
func (j *joiner) settled(r *pipeline.Result) error {
	pages, shards := pipeline.Unsettled(j.facts())
	if len(shards) == 0 || r.Held {
		return nil
	}
	var names, again []string
	for _, p := range pages {
		names = append(names, p.String())
	}
	for _, i := range shards {
		again = append(again, fmt.Sprintf("%d/%d", i, len(j.parts)))
	}
	return &project.Error{Kind: project.Faulty,
		Msg:  fmt.Sprintf("pages with errors are left out of the lists of others, and the parts of shard %s were made without knowing of these: %s; nothing was written", strings.Join(again, ", "), few(names)),
		Hint: "mend the pages, or build these shards once more with --failed and the folder of each part"}
}

// few returns the first of some names, and the number of the others.
func few(names []string) string {
	const most = 5
	if more := len(names) - most; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), more)
	}
	return strings.Join(names, ", ")
}

// commit puts the joined site in place.
func (j *joiner) commit(r *pipeline.Result) (publish.Result, error) {
	built := j.parts[0].Options
	if j.previous == nil {
		return commit(j.pub, built, j.makes, r)
	}
	// The folder is to hold what a build into the folder of the edition before would have left there.
	if err := takeRefused(r); err != nil {
		return publish.Result{}, err
	}
	if r.Held {
		if _, err := j.pub.Begin(true); err != nil {
			return publish.Result{}, err
		}
	}
	stay := slices.Clone(r.Kept)
	for _, e := range j.previous.Entries {
		if _, made := j.made[e.Path]; r.Held || !made && !j.makes(locale.Tag(e.Locale)) {
			stay = append(stay, e.Path)
		}
	}
	for _, path := range stay {
		if err := j.carry(path); err != nil {
			return publish.Result{}, err
		}
	}
	if r.Outputs == 0 {
		built = j.previous.Build
	}
	j.pub.Describe(built)
	return j.pub.Commit(nil)
}

// carry puts a file of the edition before, if it has it.
func (j *joiner) carry(path string) error {
	e, ok := j.previous.Entry(path)
	if !ok {
		return nil
	}
	data, err := j.previous.Read(e)
	if err != nil {
		return &project.Error{Kind: project.Failed, Msg: fmt.Sprintf("--previous: %v; nothing was written", err), Hint: "name an edition that is as it was published", Err: err}
	}
	_, err = j.pub.Put(e, data)
	return err
}

// Left returns what the edition before had.
func (j *joiner) Left() []pipeline.Output {
	if j.previous == nil {
		return outputs(j.pub.Left())
	}
	return outputs(j.previous.Entries)
}

// Read returns a file of the edition before.
func (j *joiner) Read(path string) ([]byte, bool) {
	if j.previous == nil {
		return j.pub.Read(path)
	}
	e, ok := j.previous.Entry(path)
	if !ok {
		return nil, false
	}
	data, err := j.previous.Read(e)
	return data, err == nil
}
