package pipeline

import "encoding/hex"

// tree is what is known of every output: its digest, not its bytes. It is guarded by Builder.stateMu.
type tree struct {
	specs   []spec            // of the outputs that are no assets, sorted
	live    map[string]*entry // by path
	bad     map[string]bool   // the paths of live entries that failed or are tentative
	byAsset map[assetKey]string
	users   map[string]int // how many of byAsset have a path
	pages   int
}

// entry is an output in the tree. There is one for each page, so what can be left out is.
type entry struct {
	spec      spec      // of an asset only its Path
	asset     *assetKey // nil for page-like outputs
	integrity string
	made
}

// made is what came of an output, as a record has it, too.
type made struct {
	Sum     [32]byte // SHA-256
	Size    int64
	Sources []string
	Text    string // see Output
	Known   bool   // it was made at least once
	Failed  bool

	Tentative bool // see Output
}

func newTree() tree {
	return tree{live: map[string]*entry{}, bad: map[string]bool{}, byAsset: map[assetKey]string{}, users: map[string]int{}}
}

func (e *entry) good() bool { return e.made.made() && !e.Tentative }

// made reports whether there are bytes for the sink.
func (m made) made() bool { return m.Known && !m.Failed }

// output is the entry without its bytes.
func (e *entry) output() Output {
	o := Output{Path: e.spec.Path, Locale: e.spec.Locale, Size: e.Size, Sources: e.Sources, Text: e.Text, Tentative: e.Tentative, Integrity: e.integrity}
	if e.Known {
		o.SHA256 = hex.EncodeToString(e.Sum[:])
	}
	return o
}

// turn makes specs the tree's outputs that are no assets: add are those to be made, drop those to be
// forgotten, gone the entries of these.
func (t *tree) turn(specs []spec) (add, drop []spec, gone []*entry) {
	if len(specs) == len(t.specs) && (len(specs) == 0 || &specs[0] == &t.specs[0]) {
		return nil, nil, nil
	}
	old := t.specs
	t.specs, t.pages = specs, 0
	for _, s := range specs {
		if s.Kind == pageOutput {
			t.pages++
		}
	}
	// Both are sorted, so one pass tells what is new and what is not.
	for i, j := 0, 0; i < len(specs) || j < len(old); {
		switch {
		case j == len(old) || i < len(specs) && compareSpecs(specs[i], old[j]) < 0:
			add = append(add, specs[i])
			i++
		case i == len(specs) || compareSpecs(specs[i], old[j]) > 0:
			drop = append(drop, old[j])
			j++
		default:
			i++
			j++
		}
	}
	for _, s := range drop {
		if e := t.live[s.Path]; e != nil && e.spec == s {
			gone = append(gone, e)
			delete(t.live, s.Path)
			delete(t.bad, s.Path)
		}
	}
	for _, s := range add {
		t.live[s.Path] = &entry{spec: s}
	}
	return add, drop, gone
}

// claim gives an asset the file of a path.
func (t *tree) claim(k assetKey, path string) *entry {
	t.byAsset[k] = path
	t.users[path]++
	e := t.live[path]
	if e == nil {
		e = &entry{spec: spec{Path: path}}
		t.live[path] = e
	}
	e.asset = &k
	return e
}

// release ends an asset's claim to its file, and gives the entry when nobody claims it any more.
func (t *tree) release(k assetKey) *entry {
	path, ok := t.byAsset[k]
	if !ok {
		return nil
	}
	delete(t.byAsset, k)
	if t.users[path]--; t.users[path] > 0 {
		for other, p := range t.byAsset {
			if p == path {
				t.live[path].asset = &other
			}
		}
		return nil
	}
	delete(t.users, path)
	e := t.live[path]
	delete(t.live, path)
	delete(t.bad, path)
	return e
}

func (t *tree) accept(e *entry, o Output) {
	hex.Decode(e.Sum[:], []byte(o.SHA256))
	e.Size, e.Sources, e.Text, e.integrity = o.Size, o.Sources, o.Text, o.Integrity
	e.Known, e.Failed, e.Tentative = true, false, o.Tentative
	delete(t.bad, o.Path)
	if o.Tentative {
		t.bad[o.Path] = true
	}
}

func (t *tree) fail(e *entry) {
	e.Failed, e.Tentative = true, false
	t.bad[e.spec.Path] = true
}
