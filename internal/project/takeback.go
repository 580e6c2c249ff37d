package project

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"vernacular/internal/translation"
)

// A save is taken back by undoing what it has done to each file, so that the text, what the record says of it and the marks of
// its page are byte for byte as before. The session remembers that of its last saves. What it does not remember, or what other
// saves have grown together with, the history knows by its text and its state: see [past.earlier].

// saveWithPast does as save, and keeps in the history of the text what it was and what it becomes.
func (v *view) saveWithPast(e Edit, now Field) (next *view, changes []Change, refused *Refusal) {
	e.Text = translation.Fit(now.Kind, e.Text)
	p, err := v.readPast(now)
	if err != nil {
		return nil, nil, &Refusal{Message: err.Error(), Hint: nothingSaved}
	}
	if now.Lock == e.Lock {
		if e.Undo {
			if next, changes = v.takeBack(p, e, now); next != nil {
				changes = append(changes, p.add(v, next, e, now)...)
				next.grown = p.grown
				return next, changes, nil
			}
		}
		if e, refused = p.earlier(v, e, now); refused != nil {
			return nil, nil, refused
		}
	}
	next, changes, refused = v.save(e, now)
	if refused == nil {
		changes = append(changes, p.add(v, next, e, now)...)
		next.noPast, next.grown = p.lost, p.grown
	}
	return next, changes, refused
}

// maxDeeds bounds how many saves are remembered.
const maxDeeds = 200

// deed is what a save of one field has done to the files.
type deed struct {
	tag, key, id string
	undo         bool
	before       Field
	patches      []patch
}

// patch is what a save has done to one file: lines that became others.
type patch struct {
	path, page string // as in [Change]
	made       bool   // there was no such file
	at         int    // offset of the lines
	was, is    []byte
	sum        string // digest of the file after the save
}

// deedOf returns what the changes of a save do, its history left out.
func deedOf(e Edit, now Field, changes []Change) deed {
	d := deed{tag: e.Tag, key: e.Key, id: e.ID, undo: e.Undo, before: now}
	for _, c := range changes {
		if !strings.HasPrefix(c.Path, historyFolder) && (c.Was == nil || !bytes.Equal(c.Was, c.Data)) {
			d.patches = append(d.patches, patchOf(c))
		}
	}
	return d
}

// patchOf returns what a change does to its file.
func patchOf(c Change) patch {
	p := patch{path: c.Path, page: c.Page, made: c.Was == nil, sum: translation.Hash(string(c.Data))}
	if p.made {
		return p
	}
	was, is := bytes.SplitAfter(c.Was, []byte("\n")), bytes.SplitAfter(c.Data, []byte("\n"))
	for len(was) > 0 && len(is) > 0 && bytes.Equal(was[0], is[0]) {
		p.at += len(was[0])
		was, is = was[1:], is[1:]
	}
	for len(was) > 0 && len(is) > 0 && bytes.Equal(was[len(was)-1], is[len(is)-1]) {
		was, is = was[:len(was)-1], is[:len(is)-1]
	}
	p.was, p.is = bytes.Join(was, nil), bytes.Join(is, nil)
	return p
}

// back returns the change that takes the patch back from a file as it is now, nil if there is none; exact says that nobody else
// has changed the file. ok is false if the lines are not there any more, or more than once.
func (p patch) back(now []byte) (c Change, exact, ok bool) {
	exact = now != nil && translation.Hash(string(now)) == p.sum
	at := p.at
	switch {
	case exact && p.made:
		return Change{Path: p.path, Was: now, Gone: true}, true, true
	case exact:
	case p.made || len(p.is) == 0 || bytes.Count(now, p.is) != 1:
		return c, false, false
	default:
		if at = bytes.Index(now, p.is); at > 0 && now[at-1] != '\n' {
			return c, false, false
		}
	}
	return Change{Path: p.path, Page: p.page, Data: slices.Concat(now[:at], p.was, now[at+len(p.is):]), Was: now}, exact, true
}

// addDeed adds a deed to those that can be taken back, or strikes out the one that was.
func (s *Session) addDeed(d deed) {
	if !d.undo {
		s.deeds = append(s.deeds, d)
		s.deeds = s.deeds[max(0, len(s.deeds)-maxDeeds):]
	} else if i := s.lastDeed(d.tag, d.key, d.id); i >= 0 {
		s.deeds = slices.Delete(s.deeds, i, i+1)
	}
}

// lastDeed returns the place of the last save of a field, -1 if it is not remembered.
func (s *Session) lastDeed(tag, key, id string) int {
	for i, d := range slices.Backward(s.deeds) {
		if d.tag == tag && d.key == key && d.id == id {
			return i
		}
	}
	return -1
}

// takeBack works out the files without the last save of a field, and the view as it is then; next is nil if that cannot be done
// line by line, or would change more than that save did.
func (v *view) takeBack(p *past, e Edit, now Field) (next *view, changes []Change) {
	want, refused := p.before(now)
	at := v.s.lastDeed(e.Tag, e.Key, e.ID)
	if refused != nil || at < 0 || len(v.s.deeds[at].patches) == 0 || v.s.deeds[at].before.Text != want.Text {
		return nil, nil
	}
	d := v.s.deeds[at]
	exact := true
	for _, patch := range d.patches {
		c, own, ok := patch.back(v.file(patch.path))
		if source := path.Dir(patch.path)+"/" == translation.Folder+"sources/"; !ok && source {
			continue // it is kept for others
		} else if !ok {
			return nil, nil
		}
		exact = exact && own
		changes = append(changes, c)
	}
	changes = v.s.withoutWanted(changes, p.file)
	next = v.s.newView(v.table, v.tag, v.key)
	next.put(changes)
	name := v.key
	if name == translation.MessagesName {
		name = ""
	}
	var ok bool
	if next.t, ok = next.Translation(name, v.tag); !ok || v.unread() != nil {
		return nil, nil
	}
	next.fields = next.listFields(v.fields)
	if !d.isBack(v.fields, next.fields, exact) {
		return nil, nil
	}
	for file, data := range v.files() {
		if _, ok := next.seen[file]; !ok {
			next.seen[file] = data
		}
	}
	return next, changes
}

// isBack reports whether a field is as it was before a save, and all others as they are now. If nobody has changed the files
// since, the others are as they were by that alone.
func (d *deed) isBack(now, then []Field, exact bool) bool {
	same := func(a, b Field) bool {
		return a.Text == b.Text && a.State == b.State && a.Review == b.Review && a.Unrecorded == b.Unrecorded
	}
	i := slices.IndexFunc(then, func(f Field) bool { return f.ID == d.id })
	if i < 0 || then[i].Text != d.before.Text || then[i].Source == d.before.Source && !same(then[i], d.before) && d.before.Category == "" {
		return false
	}
	if exact {
		return true
	}
	if len(now) != len(then) {
		return false
	}
	for k, f := range then {
		if f.ID != now[k].ID || f.ID != d.id && f.unit != d.before.unit && !same(f, now[k]) || f.ID != d.id && f.Text != now[k].Text {
			return false
		}
	}
	return true
}

// withoutWanted leaves out the removal of source texts of which another record or history speaks. history is that of the field
// whose save is taken back.
func (s *Session) withoutWanted(changes []Change, history string) []Change {
	wanted := map[string]bool{} // by digest
	for _, c := range changes {
		if c.Gone && strings.HasPrefix(c.Path, translation.Folder+"sources/") {
			wanted[strings.TrimSuffix(path.Base(c.Path), ".txt")] = false
		}
	}
	if len(wanted) == 0 {
		return changes
	}
	look := func(data []byte) {
		for hash := range wanted {
			wanted[hash] = wanted[hash] || bytes.Contains(data, []byte(hash))
		}
	}
	own := map[string]bool{history: true}
	for _, c := range changes {
		own[c.Path] = true
		look(c.Data)
	}
	err := fs.WalkDir(os.DirFS(s.dir), strings.TrimSuffix(translation.Folder, "/"), func(name string, e fs.DirEntry, err error) error {
		if err != nil || own[name] || !e.Type().IsRegular() || path.Ext(name) != ".toml" && path.Ext(name) != ".jsonl" {
			return err
		}
		data, err := s.readNow(name)
		look(data)
		return err
	})
	return slices.DeleteFunc(changes, func(c Change) bool {
		hash := strings.TrimSuffix(path.Base(c.Path), ".txt")
		return c.Gone && strings.HasPrefix(c.Path, translation.Folder+"sources/") && (err != nil || wanted[hash])
	})
}
