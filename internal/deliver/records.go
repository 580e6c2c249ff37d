package deliver

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"vernacular/internal/publish"
)

// The publisher's own records at a destination. No output can have such a path (publish.Judge).
const (
	recordsName = ".vernacular-publish"
	claimKey    = recordsName + "/claim.json"
	historyKey  = recordsName + "/history.json"
	journalKey  = recordsName + "/journal.json"
	keptPrefix  = recordsName + "/kept/"
)

// keptKey is where the bytes of a file are kept that has left its address.
func keptKey(sum string) string { return keptPrefix + sum }

// history is what the destination has been: for rollbacks, and for what is to be removed.
type history struct {
	Generator string    `json:"generator"`
	History   int       `json:"history"` // the version of this form
	Serial    int       `json:"serial"`  // of the newest publication
	Editions  []past    `json:"editions"`
	Gone      []gone    `json:"gone"` // what no edition has any more, by path
	Kept      []keeping `json:"kept"` // bytes that have left their address, by digest
}

// past is an edition that was published; the last of a history is complete at this moment.
type past struct {
	Serial   int       `json:"serial"`
	Manifest string    `json:"manifest"` // SHA-256 of manifest.json
	Headers  string    `json:"headers"`  // digest of what the files were sent with; see rules.id
	Extra    []extra   `json:"extra,omitempty"`
	At       time.Time `json:"at"`
	Retired  time.Time `json:"retired,omitzero"` // when the next one was complete; zero for the last one
}

// extra is a file of an edition that its manifest does not name.
type extra struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
	Of     string `json:"of,omitempty"` // of a compressed file, the digest of what it holds
}

// gone is a file at an address that the edition has no more. It stays for the grace time.
type gone struct {
	Path    string    `json:"path"`
	SHA256  string    `json:"sha256"`  // "" if an interrupted publication may have replaced it
	Headers string    `json:"headers"` // digest of what it was sent with; see rules.id
	Version version   `json:"version"`
	Since   time.Time `json:"since"`
}

// keeping is a file at keptKey.
type keeping struct {
	SHA256 string    `json:"sha256"`
	Since  time.Time `json:"since"`
}

// journal is what a publication is about to do, written before its first file. It is closed (Done) after the history is
// written. The journal of a killed publication says which addresses are in doubt, and that what is there is ours.
type journal struct {
	Generator string   `json:"generator"`
	Journal   int      `json:"journal"`
	Done      bool     `json:"done"`
	Old       string   `json:"old"` // SHA-256 of the manifest.json to be replaced; "" for none
	Edition   past     `json:"edition"`
	Back      int      `json:"back,omitempty"` // the publication is a rollback by so many editions
	Lines     []intent `json:"files"`
}

// intent is what is about to happen at one address.
type intent struct {
	Path string `json:"path"`
	Old  string `json:"old,omitempty"` // digest of what is there; "" for nothing, or nobody knows
	New  string `json:"new,omitempty"` // digest of what is to be there; "" if the edition has no such file
}

const recordForm = 1

func encodeRecord(v any) []byte {
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		panic(err) // such structs always encode
	}
	return append(text, '\n')
}

// readRecord reads one of the records; found is false if there is none.
func readRecord(ctx context.Context, s store, key string, into any) (v version, found bool, err error) {
	text, v, err := s.get(ctx, key, maxManifest)
	if errors.Is(err, fs.ErrNotExist) {
		return absent, false, nil
	}
	if err != nil {
		return absent, false, err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return v, false, failed(Problem, fmt.Sprintf("the record %s at the destination is damaged: %v", key, err), "take it away if nobody is publishing; files that were to be removed then stay")
	}
	return v, true, nil
}

// finish makes the history what it is once the journal's edition is complete. has are the paths of that edition, kept
// the digests of the bytes that are kept; at says what is at an address now.
func (h *history) finish(j journal, has map[string]bool, kept []string, at func(path string) version, now time.Time) {
	h.Generator, h.History = "vernacular", recordForm
	headers := ""
	if n := len(h.Editions); n > 0 {
		headers = h.Editions[n-1].Headers
	}
	switch n := len(h.Editions); {
	case n > 0 && j.Old == j.Edition.Manifest: // the same edition, mended or sent in another way
		h.Editions = h.Editions[:n-1]
	case j.Back > 0 && j.Back < n:
		h.Editions = h.Editions[:n-j.Back-1] // it takes a new place as the newest one
	case n > 0:
		h.Editions[n-1].Retired = now
	}
	h.Serial = j.Edition.Serial
	h.Editions = append(h.Editions, j.Edition)

	since := map[string]time.Time{}
	for _, k := range h.Kept {
		since[k.SHA256] = k.Since
	}
	if j.Old != "" && j.Old != j.Edition.Manifest {
		since[j.Old] = now // the manifest itself
	}
	for _, sum := range kept {
		if _, ok := since[sum]; !ok { // by a publication that was killed
			since[sum] = now
		}
	}
	for _, l := range j.Lines {
		if l.Old != "" && l.New != "" && l.Old != l.New {
			since[l.Old] = now
		}
		if !has[l.Path] {
			h.Gone = append(h.Gone, gone{Path: l.Path, SHA256: l.Old, Headers: headers, Version: at(l.Path), Since: now})
		}
	}
	h.Gone = slices.DeleteFunc(h.Gone, func(g gone) bool { return has[g.Path] })
	slices.SortStableFunc(h.Gone, func(a, b gone) int { return cmp.Or(strings.Compare(a.Path, b.Path), b.Since.Compare(a.Since)) })
	h.Gone = slices.CompactFunc(h.Gone, func(a, b gone) bool { return a.Path == b.Path })
	h.Kept = h.Kept[:0]
	for sum, t := range since {
		h.Kept = append(h.Kept, keeping{sum, t})
	}
	slices.SortFunc(h.Kept, func(a, b keeping) int { return strings.Compare(a.SHA256, b.SHA256) })
}

// expire takes out of the history what is older than the grace time, and returns the keys to be removed. What is at an
// address but not of the version that was seen last is somebody else's by now: it stays.
func (h *history) expire(before time.Time, has map[string]bool, at func(path string) version) (keys []string) {
	h.Gone = slices.DeleteFunc(h.Gone, func(g gone) bool {
		if g.Since.After(before) || has[g.Path] {
			return false
		}
		if v := at(g.Path); v != absent && v == g.Version {
			keys = append(keys, g.Path)
		}
		return true
	})
	h.Kept = slices.DeleteFunc(h.Kept, func(k keeping) bool {
		if k.Since.After(before) {
			return false
		}
		keys = append(keys, keptKey(k.SHA256))
		return true
	})
	for len(h.Editions) > 1 && !h.Editions[0].Retired.After(before) {
		h.Editions = h.Editions[1:]
	}
	return keys
}

// toEntries returns the files that a manifest does not name.
func (p past) toEntries() (list []publish.Entry) {
	for _, x := range p.Extra {
		list = append(list, publish.Entry{Path: x.Path, SHA256: x.SHA256, Size: x.Size})
	}
	return list
}

// compressed returns something of each compressed file, by path.
func (p past) compressed(what func(extra) string) map[string]string {
	all := map[string]string{}
	for _, x := range p.Extra {
		if x.Of != "" {
			all[x.Path] = what(x)
		}
	}
	return all
}
