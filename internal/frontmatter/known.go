package frontmatter

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"vernacular/internal/diag"
)

var fingerprintForm = regexp.MustCompile(`^[0-9a-f]{16}$`)

// checkKnown judges the keys that mean something to Vernacular, and names near misses of them.
func (r *metaReader) checkKnown() {
	for i := range r.fields {
		f := &r.fields[i]
		if f.out && f.depth == 0 && decides(f.key) {
			r.lost = true
		}
		if f.depth > 0 || f.kind == noValue || f.out {
			continue
		}
		pos := diag.At(r.file, f.line, f.col)
		switch {
		case isTextKey(f.key):
			f.out = !r.textKey(f, pos)
		case f.key == "draft":
			r.checkDraft(f, pos)
		case f.key == "aliases":
			if !r.holdsTexts(i) {
				r.warnf("front-matter-type", pos, `write aliases: ["/old/address/"]`,
					"aliases must be a list of texts, not %s", kindNames[f.kind])
				f.out = true
			}
		default:
			r.checkUnknown(f)
		}
	}
	r.guardDraft()
}

// checkUnknown warns of a key that is in all likelihood meant to be one that Vernacular reads.
func (r *metaReader) checkUnknown(f *field) {
	near := nearKey(f.key)
	draft := f.kind != listValue && f.kind != groupValue && meansDraft(f.key, f.text)
	switch {
	case draft:
		r.diags = append(r.diags, diag.Warnf("misspelt-key", diag.At(r.file, f.keyLine, f.keyCol),
			"the front matter key %q has no meaning of its own; did you mean \"draft\"? The page is taken for a draft and not published", f.key).
			WithHint("write draft: true, or delete the line when the page may be shown"))
	case near != "":
		r.diags = append(r.diags, diag.Warnf("misspelt-key", diag.At(r.file, f.keyLine, f.keyCol),
			"the front matter key %q has no meaning of its own; did you mean %q?", f.key, near).
			WithHint("rename the key to %s; a key that is meant for a layout should have a name less like it", near))
	}
}

// textKey judges a key that takes a text, and reports whether its value is to be used.
func (r *metaReader) textKey(f *field, pos diag.Pos) bool {
	if f.kind != textValue {
		tell := r.warnf
		if decides(f.key) {
			tell = r.lose
		}
		tell("front-matter-type", pos, "put the text in quotes on the same line: "+f.key+": \"…\"",
			"%s must be text, not %s", f.key, kindNames[f.kind])
		return false
	}
	switch f.key {
	case "translation":
		return r.translationState(f, pos)
	case "translated_from":
		if !fingerprintForm.MatchString(f.text) {
			r.errorf("front-matter-type", pos, "it is printed at the foot of the source page; leave the line out if you do not know it",
				"translated_from must be the fingerprint of the source page, 16 digits and letters from a to f, not %q", f.text)
			return false
		}
	case "date", "updated":
		return r.checkDate(f.text, pos)
	case "title":
		if strings.TrimSpace(f.text) == "" {
			r.diags = append(r.diags, diag.Warnf("empty-title", pos, "the title is empty").
				WithHint("write a title, or delete the key so that the first heading is the title"))
			return false
		}
	}
	return true
}

// translationStates are what a translation may be.
var translationStates = []string{"machine", "draft", "reviewed"}

// translationState judges how a translation says it came to be. A misspelt state costs no page: it is not used, so that
// nobody takes a translation for reviewed that may not be.
func (r *metaReader) translationState(f *field, pos diag.Pos) bool {
	if slices.Contains(translationStates, f.text) {
		return true
	}
	if near := diag.Nearest(strings.ToLower(f.text), translationStates); near != "" {
		r.diags = append(r.diags, diag.Warnf("front-matter-type", pos,
			"translation must be machine, draft or reviewed, not %q; the page says draft meanwhile", f.text).WithHint("did you mean %s?", near))
		return false
	}
	r.errorf("front-matter-type", pos, "draft is right for a translation that no speaker has checked yet",
		"translation must be machine, draft or reviewed, not %q", f.text)
	return false
}

// holdsTexts tells whether a field is a text, or a list of nothing else.
func (r *metaReader) holdsTexts(i int) bool {
	if r.fields[i].kind != listValue {
		return r.fields[i].kind != groupValue
	}
	for i++; i < len(r.fields) && r.fields[i].depth > 0; i++ {
		if k := r.fields[i].kind; k == listValue || k == groupValue {
			return false
		}
	}
	return true
}

// checkDate accepts what RFC 3339 and ISO 8601 write: a date, or a date and a time with its zone. It reports whether the date
// is to be used.
func (r *metaReader) checkDate(text string, pos diag.Pos) bool {
	for _, layout := range []string{time.DateOnly, time.RFC3339Nano, "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 Z07:00", "2006-01-02T15:04Z07:00"} {
		if _, err := time.Parse(layout, text); err == nil {
			return true
		}
	}
	for _, layout := range []string{"2006-01-02T15:04:05", time.DateTime, "2006-01-02T15:04", "2006-01-02 15:04"} {
		if _, err := time.Parse(layout, text); err == nil {
			r.warnf("date-without-zone", pos, "add the zone, such as Z or +02:00, or leave the time out", "the date %s has a time but no time zone", text)
			return true
		}
	}
	for _, layout := range otherDates {
		if day, err := time.Parse(layout, text); err == nil {
			r.warnf("bad-date", pos, "write "+day.Format(time.DateOnly), "the date %q is left out, since dates are written with digits, as %s", text, day.Format(time.DateOnly))
			return false
		}
	}
	r.warnf("bad-date", pos, "write it as 2026-11-22 or 2026-11-22T09:00:00Z", "%q is not a date of the calendar and is left out", text)
	return false
}

// otherDates are forms in which people write a date so that nobody can take it for another one.
var otherDates = []string{
	"2006-1-2", "2006/1/2", "2 January 2006", "2 Jan 2006", "January 2, 2006", "Jan 2, 2006",
	"2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 -07:00", "2006-01-02 15:04 -0700", "2006-01-02 15:04 -07:00", "2006-01-02T15:04:05-0700",
	time.RFC1123, time.RFC1123Z,
}

var kindNames = [...]string{noValue: "nothing", textValue: "a text", boolValue: "a truth value", intValue: "a number",
	floatValue: "a number", listValue: "a list", groupValue: "a group of keys"}
