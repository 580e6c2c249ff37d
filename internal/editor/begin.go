package editor

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"vernacular/internal/locale"
	"vernacular/internal/localhost"
	"vernacular/internal/project"
)

// Beginner begins translations; a [project.Session] is one.
type Beginner interface {
	// Begin returns what a translation begins with. With write it is on the disk then, and Page knows it.
	Begin(wish project.Wish, write bool) (project.Begun, *project.Refusal)
}

// beginPath is where a language is begun and a page is added.
const beginPath = localhost.Own + "begin"

// language is a language as people look for it.
type language struct {
	Tag              string
	Autonym, English string
}

// Own returns its own name.
func (l language) Own() phrase { return phraseIn(l.Tag, locale.Tag(l.Tag).Direction(), l.Autonym) }

// languages are those that CLDR knows, by their English names.
var languages = sync.OnceValue(func() []language {
	var out []language
	for _, t := range locale.Tags() {
		out = append(out, language{string(t), t.Autonym(), t.EnglishName()})
	}
	slices.SortStableFunc(out, func(a, b language) int { return strings.Compare(a.English, b.English) })
	return out
})

// maxFound bounds the list of languages that a search finds.
const maxFound = 40

// findLanguages returns the languages of which a name holds some words: those that are called so, whose number is exact,
// then those whose name begins so, then the others.
func findLanguages(words string) (out []language, exact int) {
	words = sameLetters(words)
	if words == "" {
		return nil, 0
	}
	var found [3][]language
	for _, l := range languages() {
		best := 3
		for _, name := range []string{sameLetters(l.English), sameLetters(l.Autonym)} {
			switch {
			case name == words:
				best = 0
			case strings.HasPrefix(name, words):
				best = min(best, 1)
			case strings.Contains(name, words):
				best = min(best, 2)
			}
		}
		if best < 3 {
			found[best] = append(found[best], l)
		}
	}
	out = slices.Concat(found[0], found[1], found[2])
	return out[:min(len(out), maxFound)], len(found[0])
}

// arabicKeyboard has the letters that look the same to a reader and that keyboards of Arabic and of other languages write as
// different ones.
var arabicKeyboard = strings.NewReplacer("ك", "ک", "ي", "ی", "ى", "ی")

// sameLetters returns a name as names are compared.
func sameLetters(name string) string {
	return arabicKeyboard.Replace(strings.ToLower(strings.TrimSpace(name)))
}

// meant returns the tag of the language that somebody asks for by its tag or by its name; "" where several may be meant.
// others are the languages that it may be instead.
func meant(words string) (tag string, others []language) {
	others, exact := findLanguages(words)
	t, _, err := locale.Parse(strings.ReplaceAll(strings.TrimSpace(words), "_", "-"))
	switch {
	case err == nil && (locale.Known(t) || t.EnglishName() != string(t)):
		tag = string(t)
	case exact == 1 || len(others) == 1:
		tag = others[0].Tag
	case len(others) == 0:
		if near, ok := locale.Suggest(words); ok {
			others = []language{{string(near), near.Autonym(), near.EnglishName()}}
		}
	}
	return tag, slices.DeleteFunc(others, func(l language) bool { return l.Tag == tag })
}

// beginView is the page on which a translation begins, as it is shown to one request.
type beginView struct {
	Token   string
	Asked   string       // what was typed to find a language
	Wish    project.Wish // its tag is "" while no language is chosen
	Others  []language   // that may be meant instead
	Work    project.Work
	Begun   *project.Begun // what would be written
	Refusal *project.Refusal
}

// Languages returns those to choose from.
func (v beginView) Languages() []language { return languages() }

// Exists returns what there is of the chosen locale, or nil.
func (v beginView) Exists() *project.LocaleWork {
	i := slices.IndexFunc(v.Work.Locales, func(l project.LocaleWork) bool { return l.Tag == v.Wish.Tag })
	if i < 0 {
		return nil
	}
	return &v.Work.Locales[i]
}

// Lacks returns the pages that a locale has not begun.
func (v beginView) Lacks() []project.PageWork { return lacks(*v.Exists()) }

func lacks(l project.LocaleWork) []project.PageWork {
	return slices.DeleteFunc(slices.Clone(l.Pages), func(p project.PageWork) bool { return p.Exists })
}

// Likes returns the locales whose texts the translation can begin with, besides the source: near ones first.
func (v beginView) Likes() []language {
	own := locale.Tag(v.Wish.Tag)
	var near, far []language
	for _, l := range v.Work.Locales {
		has := func(p project.PageWork) bool { return p.Exists && (v.Wish.Page == "" || p.Key == v.Wish.Page) }
		t := locale.Tag(l.Tag)
		switch {
		case l.Tag == v.Wish.Tag || !slices.ContainsFunc(l.Pages, has):
		case t.Language() == own.Language() || slices.Contains(own.Parents(), t):
			near = append(near, language{l.Tag, l.Name, l.EnglishName})
		default:
			far = append(far, language{l.Tag, l.Name, l.EnglishName})
		}
	}
	return append(near, far...)
}

// Own returns the own name of the chosen locale.
func (v beginView) Own() phrase {
	t := locale.Tag(v.Wish.Tag)
	return phraseIn(v.Wish.Tag, t.Direction(), t.Autonym())
}

// EnglishName returns the English name of the chosen locale.
func (v beginView) EnglishName() string { return locale.Tag(v.Wish.Tag).EnglishName() }

// From returns the name of the source's locale.
func (v beginView) From() phrase { return phraseIn(v.Work.Source, "", v.Work.SourceName) }

// RightToLeft reports whether the chosen language is written so.
func (v beginView) RightToLeft() bool { return v.Begun != nil && v.Begun.Dir == "rtl" }

// Forms returns the plural forms of the chosen language in words.
func (v beginView) Forms() string { return strings.Join(v.Begun.Plurals, ", ") }

// beginLink returns the address of the page on which a locale, or a page of it, is begun.
func beginLink(tag, key string) string {
	q := url.Values{"tag": {tag}}
	if key != "" {
		q.Set("page", key)
	}
	return beginPath + "?" + q.Encode()
}

// addBegin adds the page on which translations begin.
func (e *Editor) addBegin() {
	e.server.Handle(localhost.Part{
		Owns:  func(path string) bool { return path == beginPath },
		Serve: e.serveBegin,
		Forms: "The translator's view",
	})
}

// serveBegin shows what a translation would begin with, and begins it.
func (e *Editor) serveBegin(w http.ResponseWriter, r *http.Request, _ string) {
	if !e.guard(w, r) {
		return
	}
	if r.Method != http.MethodPost {
		q := r.URL.Query()
		v := beginView{Token: e.token, Work: e.project.Work(), Asked: q.Get("tag")}
		v.Wish.Tag, v.Others = meant(v.Asked)
		v.Wish.Page, v.Wish.Like = q.Get("page"), q.Get("like")
		if v.Wish.Tag != "" && (v.Wish.Page != "" || v.Exists() == nil) {
			v.plan(e.project)
		}
		e.send(w, r, http.StatusOK, "begin", v)
		return
	}
	fields, ok := e.received(w, r)
	if !ok {
		return
	}
	wish := project.Wish{Tag: fields.Get("tag"), Like: fields.Get("like"), Page: fields.Get("page")}
	v := beginView{Token: e.token, Asked: wish.Tag, Wish: wish}
	if e.ownForm(fields) {
		begun, refused := e.project.Begin(wish, true)
		if refused == nil {
			http.Redirect(w, r, address(begun.Tag, begun.Key), http.StatusSeeOther)
			return
		}
		v.Refusal = refused
	} else {
		v.plan(e.project)
		v.Refusal = &project.Refusal{Message: "This page was opened before the preview was started again", Hint: "Press the button once more."}
	}
	v.Work = e.project.Work()
	e.send(w, r, http.StatusUnprocessableEntity, "begin", v)
}

// plan asks what would be written.
func (v *beginView) plan(p Beginner) {
	begun, refused := p.Begin(v.Wish, false)
	if v.Refusal = refused; refused == nil {
		v.Begun = &begun
	}
}

// Why returns why nothing was begun, without a full stop.
func (v beginView) Why() string { return strings.TrimSuffix(v.Refusal.Message, ".") }

// Title returns what the page is about.
func (v beginView) Title() string {
	if v.Wish.Page != "" || v.Wish.Tag != "" && v.Exists() != nil {
		return "Add a page"
	}
	return "Begin a language"
}

// PageTitle returns the title of the page to be added.
func (v beginView) PageTitle() string {
	if l := v.Exists(); l != nil {
		for _, p := range l.Pages {
			if p.Key == v.Wish.Page {
				return p.Title
			}
		}
	}
	return cmp.Or(v.Wish.Page, "")
}
