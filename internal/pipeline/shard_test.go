package pipeline_test

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"vernacular/internal/locale"
	"vernacular/internal/pipeline"
	"vernacular/internal/source"
)

// onTop is a sink that publishes into what another one holds, as a folder does: what is kept is what was there before.
type onTop struct {
	*memory
	before *memory
}

func newOnTop(before *memory) onTop {
	return onTop{&memory{files: map[string][]byte{}, held: map[string]pipeline.Output{}}, before}
}

func (s onTop) Put(o pipeline.Output) error {
	if _, ok := s.before.files[o.Path]; ok && o.Tentative {
		s.keep(o.Path)
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[o.Path] = bytes.Clone(o.Data)
	o.Data = nil
	s.held[o.Path] = o
	return nil
}

func (s onTop) keep(path string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.files, path)
	delete(s.held, path)
	if data, ok := s.before.files[path]; ok {
		s.files[path], s.held[path] = data, s.before.held[path]
	}
}

func (s onTop) Left() []pipeline.Output         { return s.before.Left() }
func (s onTop) Read(path string) ([]byte, bool) { return s.before.Read(path) }

// settle ends an update as a folder does, and says all that it came to.
func (s onTop) settle(r pipeline.Result) string {
	for _, p := range r.Removed {
		delete(s.files, p)
		delete(s.held, p)
	}
	for _, p := range r.Kept {
		s.keep(p)
	}
	if r.Held {
		s.files, s.held = s.before.files, s.before.held
	}
	var w strings.Builder
	for _, d := range slices.Concat(r.Diagnostics, r.Notes) {
		fmt.Fprintf(&w, "%v %q %d\n", d, d.Aside, d.Count)
	}
	fmt.Fprintln(&w, r.Held, r.Locales, r.Pages, r.Outputs, r.BaseURL)
	fmt.Fprintln(&w, "kept", r.Kept)
	for _, p := range slices.Sorted(maps.Keys(s.files)) {
		o := s.held[p]
		fmt.Fprintf(&w, "%s %s %t %s %v %s\n", p, o.SHA256, bytes.Equal(sum(s.files[p]), []byte(o.SHA256)), o.Locale, o.Sources, o.Text)
	}
	return w.String()
}

// pure returns a sink for a part: it holds nothing of earlier builds.
func pure() onTop { return newOnTop(&memory{}) }

// buildShards builds all shards of a snapshot until their lists agree on the pages that have an error, as join asks for. It
// returns nil if they never do.
// With a cache the builders of the second round begin with what those of the first knew.
func buildShards(t *rapid.T, snap *source.Snapshot, n int, by pipeline.Division, cache bool) (parts []pipeline.Part, trees []onTop) {
	var before []pipeline.Part
	records := make([]bytes.Buffer, n)
	for range 6 {
		parts, trees = nil, nil
		for i := range n {
			o := pipeline.Options{Once: true, Scratch: &scratch{}, Shard: pipeline.Shard{I: i, N: n, By: by}}
			for j, p := range before {
				if j != i {
					o.Absent = append(o.Absent, p.Absent...)
				}
			}
			b, tree := pipeline.New(o), pure()
			if records[i].Len() > 0 {
				if err := b.Load(bytes.Clone(records[i].Bytes())); err != nil {
					t.Fatal(err)
				}
			}
			r := b.Update(snap, nil, tree, true)
			if len(r.SinkErrs)+len(r.Torn) > 0 {
				t.Fatal(r.SinkErrs, r.Torn)
			}
			if records[i].Reset(); cache && b.Recordable() {
				if err := b.Save(&records[i]); err != nil {
					t.Fatal(err)
				}
			}
			for _, p := range slices.Concat(r.Kept, r.Removed) { // as a part is written
				delete(tree.files, p)
			}
			parts, trees = append(parts, b.Part(r)), append(trees, tree)
		}
		if _, again := pipeline.Unsettled(parts); len(again) == 0 {
			return parts, trees
		}
		before = parts
	}
	return nil, nil
}

// TestShardsEqualWhole is the law of shards: the parts of all shards, joined over whatever was published before, are one build
// of the whole site, problems and last good versions included.
func TestShardsEqualWhole(t *testing.T) {
	base := t.TempDir()
	n, rounds := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		dir := filepath.Join(base, fmt.Sprint(n))
		os.Mkdir(dir, 0o777)
		defer os.RemoveAll(dir)
		e := editor{t, dir}
		for _, p := range slices.Sorted(maps.Keys(start)) {
			e.write(p, start[p])
		}
		published := &memory{}
		for step := range 5 {
			for range rapid.IntRange(0, 6).Draw(t, "edits") {
				e.edit()
			}
			folder, err := source.Open(dir, source.Options{})
			if err != nil {
				t.Fatal(err)
			}
			snap, err := folder.Scan()
			if err != nil {
				t.Fatal(err)
			}
			whole := newOnTop(published)
			want := whole.settle(pipeline.New(pipeline.Options{Once: true}).Update(snap, nil, whole, true))
			shards := rapid.SampledFrom([]int{1, 2, 3, 7}).Draw(t, "shards")
			by := rapid.SampledFrom([]pipeline.Division{pipeline.ByPage, pipeline.ByLocale, ""}).Draw(t, "by")
			parts, trees := buildShards(t, snap, shards, by, rapid.Bool().Draw(t, "cache"))
			folder.Close()
			if parts == nil {
				rounds++
				return // a layout that cannot do without an entry whose page fails for the lack of it: join says so
			}
			joined, made := newOnTop(published), map[string]bool{}
			for _, tree := range trees {
				for _, p := range slices.Sorted(maps.Keys(tree.files)) {
					if made[p] && !tree.held[p].Tentative && !bytes.Equal(joined.files[p], tree.files[p]) {
						t.Fatalf("step %d: two parts have different files at %s", step, p)
					}
					o := tree.held[p]
					o.Data = tree.files[p]
					joined.Put(o)
					made[p] = true
				}
			}
			all := func(locale.Tag) bool { return true }
			if got := joined.settle(pipeline.Join(parts, made, all, joined)); got != want {
				t.Fatalf("step %d, %d shards by %q: the join differs from one build\njoined:\n%s\nwhole:\n%s", step, shards, by, got, want)
			}
			published = whole.memory
		}
	})
	t.Logf("%d of %d sequences ended with lists that never agree", rounds, n)
}
