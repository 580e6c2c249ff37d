package project

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/translation"
)

// A site may come from somebody else, and may bring a staging folder of its own. So a journal is checked
// before anything is done that it asks for.

// spoilt is the error of a journal that is damaged, or that no command of this version has written.
type spoilt struct{ why string }

func (e *spoilt) Error() string { return journalFile + " was refused: " + e.why }

// forbidden says why no command writes a path, "" if one may. page is [Change.Page], and isGone [Change.Gone].
func forbidden(name, page string, isGone bool) string {
	_, err := filepath.Localize(name)
	inside := strings.HasPrefix(name, "content/") || strings.HasPrefix(name, "locales/")
	isRecord := strings.HasPrefix(name, translation.Folder) && !strings.HasPrefix(name, translation.Folder+"sources/")
	switch {
	case !fs.ValidPath(name) || err != nil:
		return diag.Escape(name) + " is no path of a file of the site"
	case !inside || strings.Contains(name, "/.") && name != translation.AttributesFile:
		return diag.Escape(name) + " is no path that a command writes"
	case isGone:
	case page != "" && (!isRecord || strings.HasPrefix(page, translation.Folder)):
		return fmt.Sprintf("%s is no record of %s", diag.Escape(name), diag.Escape(page))
	}
	return ""
}

// check refuses a journal that asks for something that no commit does: a path that no command writes, a
// place below a link, a staged text that is no regular file, one that would become executable. The error
// is a [*spoilt] then. mayWrite says that the check may make a file to find out what the file system does.
func (s *folder) check(j journal, mayWrite bool) error {
	seen := map[string]bool{}
	for i, e := range j.Files {
		if why := forbidden(e.Path, e.Page, e.Gone); why != "" {
			return &spoilt{why}
		}
		if seen[e.Path] {
			return &spoilt{diag.Escape(e.Path) + " comes twice"}
		}
		seen[e.Path] = true
		if at, err := s.linkAbove(e.Path); err != nil {
			return err
		} else if at != "" {
			return &spoilt{fmt.Sprintf("%s is a symbolic link, and %s cannot be written", diag.Escape(at), diag.Escape(e.Path))}
		}
		for _, name := range []string{staged(i), stagedOld(i)} {
			fi, err := s.root.Lstat(name)
			switch {
			case errors.Is(err, fs.ErrNotExist):
				continue
			case err != nil:
				return err
			case !fi.Mode().IsRegular():
				return &spoilt{name + " is not a regular file"}
			}
			// A commit gives a text the mode of the file that it replaces.
			extra := fi.Mode() &^ 0o666
			if now, err := s.place(e.Path); extra != 0 && err == nil && now != nil {
				extra &^= now.Mode().Perm()
			}
			if extra != 0 && mayWrite && !s.marksAll(extra) {
				return &spoilt{fmt.Sprintf("%s has the mode %v", name, fi.Mode())}
			}
		}
	}
	return nil
}

// linkAbove returns the first symbolic link on the way to a file, the file included.
func (s *folder) linkAbove(name string) (string, error) {
	for i, c := range name + "/" {
		if c != '/' {
			continue
		}
		fi, err := s.root.Lstat(name[:i])
		if errors.Is(err, fs.ErrNotExist) || err == nil && fi.Mode().IsRegular() {
			return "", nil
		}
		if err != nil {
			return "", err
		}
		if fi.Mode()&fs.ModeSymlink != 0 {
			return name[:i], nil
		}
	}
	return "", nil
}

// marksAll reports whether the file system gives these bits to every file, as those without modes do.
func (s *folder) marksAll(bits fs.FileMode) bool {
	const probe = journalFile + ".new"
	s.root.Remove(probe)
	defer s.root.Remove(probe)
	if s.write(probe, nil, nil) != nil {
		return false
	}
	fi, err := s.root.Lstat(probe)
	return err == nil && fi.Mode()&bits == bits
}

// putAside moves the staging folder with a spoilt journal to the folder of kept texts, so that the next
// command is not stopped by it, and returns the error of this command.
func (s *folder) putAside(bad *spoilt) error {
	for n := 1; ; n++ {
		to := keptFolder + "/interrupted"
		if n > 1 {
			to = fmt.Sprintf("%s.%d", to, n)
		}
		if _, err := s.root.Lstat(to); err == nil {
			continue
		}
		_, err := s.place(to)
		if err == nil {
			err = s.mkdirs(to)
		}
		if err == nil {
			err = s.step("rename", to, func() error { return s.root.Rename(stageFolder, to) })
		}
		if err != nil {
			return &Error{Refused, bad.Error() + "; nothing was written", "look at the texts in " + stageFolder + ", and move this folder away", err}
		}
		return &Error{Refused, fmt.Sprintf("%s; nothing was written, and the texts that lay beside it are in %s", bad, to),
			"an earlier command may be half done: look at the last changes of the site and at these texts, then run the command again", bad}
	}
}
