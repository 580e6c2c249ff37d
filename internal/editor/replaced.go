package editor

import (
	"crypto/rand"
	"sync"

	"vernacular/internal/project"
)

// replaced is what became of a replacement.
type replaced struct {
	Saved    []project.Saved
	NotSaved []project.NotSaved
}

// replacedKept is how many replacements are remembered.
const replacedKept = 20

// replacements remembers what became of the last replacements, so that the page that says it can be fetched again, as it is
// whenever a file has changed.
type replacements struct {
	mu   sync.Mutex
	keys []string // the newest last
	list []replaced
}

// add remembers a replacement, and returns the key that brings it back.
func (r *replacements) add(one replaced) (key string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	key = rand.Text()
	r.keys, r.list = append(r.keys, key), append(r.list, one)
	if len(r.keys) > replacedKept {
		r.keys, r.list = r.keys[1:], r.list[1:]
	}
	return key
}

// get returns the replacement with a key; ok is false if it is not remembered.
func (r *replacements) get(key string) (one replaced, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, k := range r.keys {
		if k == key {
			return r.list[i], true
		}
	}
	return one, false
}
