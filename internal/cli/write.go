package cli

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
)

// change is a file of the site to be written; was is what it held when the change was worked out, nil for nothing.
type change struct {
	path      string
	data, was []byte
}

// apply replaces files of the site, each whole at every moment. It looks at all of them first: when one is no longer
// what it was, nothing is written.
func (a *app) apply(changes []change) error {
	root, err := os.OpenRoot(a.dir)
	if err != nil {
		return &exit{exitEnvironment, err.Error(), ""}
	}
	defer root.Close()
	changes = slices.DeleteFunc(changes, func(c change) bool { return c.was != nil && string(c.was) == string(c.data) })
	for _, c := range changes {
		now, err := root.ReadFile(c.path)
		switch {
		case errors.Is(err, fs.ErrNotExist) && c.was == nil:
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return &exit{exitEnvironment, err.Error(), ""}
		case c.was == nil && string(now) == string(c.data):
		case err != nil || c.was == nil || string(now) != string(c.was):
			return &exit{exitProblems, c.path + " has been changed meanwhile; nothing was written", "run the command again"}
		}
	}
	var staged []string
	defer func() {
		for _, s := range staged {
			root.Remove(s)
		}
	}()
	for _, c := range changes {
		if err := root.MkdirAll(path.Dir(c.path), 0o777); err != nil {
			return &exit{exitEnvironment, err.Error(), ""}
		}
		temp := path.Join(path.Dir(c.path), "."+path.Base(c.path)+"."+rand.Text()[:8]+".tmp")
		staged = append(staged, temp)
		if err := root.WriteFile(temp, c.data, 0o666); err != nil {
			return &exit{exitEnvironment, err.Error(), ""}
		}
	}
	for i, c := range changes {
		if err := root.Rename(staged[i], c.path); err != nil {
			return &exit{exitEnvironment, err.Error(), ""}
		}
	}
	staged = nil
	return nil
}
