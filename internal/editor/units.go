package editor

import (
	"vernacular/internal/diag"
	"vernacular/internal/page"
)

// MessagesKey stands, in the place of a page's key, for a locale's catalog of messages. No page can
// have it.
const MessagesKey = "messages"

// Project is what the translation editor shows and changes. All methods may be called from many
// goroutines at once. Tags and keys come from a browser: a Project answers false, or with a refusal, for
// those it does not know.
type Project interface {
	// Overview returns all locales, in the order in which they are shown, without the source's.
	Overview() Overview
	// Page returns the texts of one page in one locale, or for MessagesKey the locale's messages.
	Page(tag, key string) (Page, bool)
	// Save writes one text to its file, or changes nothing and says why. What it returns, and Page
	// from then on, show the files as they are afterwards; the site may be built again later.
	Save(Edit) (Saved, *Refusal)
}

// Count counts texts by state. Total is the number that the source has, so that Surplus is not in it.
type Count struct{ Total, Fresh, Stale, Missing, Surplus int }

// Overview is all there is to translate.
type Overview struct {
	Source, SourceName string // tag and own name of the source's locale
	Locales            []Locale
	Problem            string // why there is nothing to show, such as broken settings; or ""
}

// Locale is what there is to translate into one locale.
type Locale struct {
	Tag, Name, EnglishName, Dir string // Dir is "ltr" or "rtl"
	Published                   bool
	Blocks, Messages            Count
	Words                       int   // of the source, still to translate
	Pages                       []Row // the page to begin with first
}

// Row is one page of a locale in the overview.
type Row struct {
	Key, Title string // the title is the translation's, or the source's if it has none
	Permalink  string // decoded URL path; "" if there is no output yet
	Draft      bool
	Exists     bool // the locale has a file for it
	Blocks     Count
	Words      int // of the source, still to translate
}

// Page is the texts of one page, or of a catalog, in one locale.
type Page struct {
	Source, SourceDir string // tag and direction of the source's locale
	Tag, Name, Dir    string // of the translation's locale
	Key, Title        string
	Permalink         string // decoded URL path; "" if there is no output yet
	File              string // of the translation; the one to be made if Exists is false
	Exists, Draft     bool
	Units             []Unit
	Diagnostics       []diag.Diagnostic // of the file, that belong to no unit
}

// Unit is one text: a block of a page, a key of its front matter, or one plural form of a message.
type Unit struct {
	ID     string // unique in its page and the same after a save; any characters
	Number int    // counts from 1 for people
	Kind   page.Kind
	Level  int // of a heading

	Label    string // path of the front matter key, or id of the message
	Category string // plural form of a message
	Note     string // of the source's author, for translators

	State      string // fresh, stale, missing or surplus
	Class      string // of a stale one: cosmetic, editorial or normative
	Unrecorded bool   // fresh as far as anybody knows, but never accepted

	Source    string // Markdown of the source as it is now; "" if surplus
	Diff      []Diff // from what the source said when the translation was made to what it says now; nil if unchanged
	Text      string // Markdown of the translation; "" if missing
	File      string // of the translation, or of the source if missing
	Line, Col int
	Link      string // address of the block in the page, with a fragment; "" if none
	Lock      string // digest of what was seen; has to come back with Save

	Verbatim    bool // code or HTML: every space counts
	Multiline   bool // the text may have several lines
	Diagnostics []diag.Diagnostic
}

// Diff is a piece of a text that was kept ('='), came ('+') or went ('-').
type Diff struct {
	Op   byte
	Text string
}

// Edit is what a translator wants to have saved.
type Edit struct {
	Tag, Key, ID string
	Text         string // with "\n" between lines
	Lock         string // of the unit that was edited
	Accept       bool   // mark as up to date, whether or not the text is another
}

// Saved says what is there now, and where.
type Saved struct {
	Unit Unit
	File string
	Line int
}

// Refusal says why nothing was saved.
type Refusal struct {
	Conflict bool   // the text is another on disk than the one that was edited
	Message  string // what is wrong, without a final full stop
	Hint     string // what to do; may be ""
	Theirs   string // on a conflict: the text that is there now
	Unit     *Unit  // as it is now, whose Lock lets the edit replace it; nil if it is gone
}
