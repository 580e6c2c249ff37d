package project

import (
	"cmp"
	"errors"
	"strings"

	"vernacular/internal/locale"
	"vernacular/internal/translation"
)

// Wish is a [Beginning] as it comes from a browser.
type Wish struct {
	Tag  string
	Like string // tag of the locale whose texts it begins with; "" for those of the source
	Page string // key; "" for a language
}

// Begun tells what a translation begins with.
type Begun struct {
	Tag, Name, EnglishName, Dir string
	Plurals                     []string // the plural forms of its language
	Files                       []string // without the records
	Key                         string   // of the page to translate first
}

// Begin returns what a translation begins with. With write it is on the disk then, and [Session.Page] knows it, though the
// site may be built later.
func (s *Session) Begin(wish Wish, write bool) (out Begun, refused *Refusal) {
	s.saving.Lock()
	defer s.saving.Unlock()
	table := s.b.Site()
	tag, _, err := locale.Parse(wish.Tag)
	switch {
	case table == nil:
		return out, &Refusal{Message: "the site's settings have an error, so nothing can be added to it", Hint: "vernacular check says where"}
	case err != nil:
		return out, &Refusal{Message: err.Error(), Hint: "a tag looks like fr, pt-BR, zh-Hant or sr-Latn"}
	}
	b := Beginning{Locale: tag, Page: wish.Page}
	if wish.Like != "" {
		if b.Like, _, err = locale.Parse(wish.Like); err != nil || !knows(table, b.Like) {
			return out, &Refusal{Message: "the site has no locale " + wish.Like + " to begin with", Hint: "begin with the texts of the source"}
		}
	}
	v := s.newView(table, tag, wish.Page)
	begun, err := v.Begin(b, func(file string) bool {
		f, err := s.src.ReadNow(file)
		return err != nil || !f.Missing
	})
	if err == nil {
		err = v.unread()
	}
	if err == nil && write {
		err = Commit(s.dir, beginCommand(b), begun.Changes())
	}
	if err != nil {
		return out, refusalOf(err)
	}
	if write {
		s.mu.Lock()
		s.begun = append(s.begun, tag)
		s.mu.Unlock()
	}
	set := table.Settings
	out = Begun{Tag: string(tag), Name: set.Autonym(tag), EnglishName: tag.EnglishName(), Dir: set.Direction(tag), Plurals: tag.PluralForms()}
	o, _ := v.Overview()
	for _, f := range begun.Files {
		out.Files = append(out.Files, f.Path)
		if f.Key != "" && (out.Key == "" || f.Key == o.Home) {
			out.Key = f.Key
		}
	}
	out.Key = cmp.Or(out.Key, translation.MessagesName)
	return out, nil
}

// beginCommand returns the command that does the same, for people who read of it after an interruption.
func beginCommand(b Beginning) string {
	command := "vernacular locale add " + string(b.Locale)
	if b.Page != "" {
		command += " --page " + b.Page
	}
	if b.Like != "" {
		command += " --from " + string(b.Like)
	}
	return command
}

// refusalOf returns an error of this package as a refusal.
func refusalOf(err error) *Refusal {
	r := &Refusal{Message: strings.TrimSuffix(err.Error(), "; "+nothingWritten)}
	if own := (*Error)(nil); errors.As(err, &own) {
		r.Hint = own.Hint
	}
	return r
}
