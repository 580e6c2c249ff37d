package locale

import (
	"slices"
	"strings"

	"vernacular/internal/cldr"
	"vernacular/internal/diag"
)

// Autonym returns the locale's name in its own language, as that writes it in running text: "français",
// "العربية", "srpski (latinica)", "中文（台灣）". Where CLDR does not have it, it is the English name, and
// at last the tag; it is never empty.
func (t Tag) Autonym() string {
	if r := cldr.Lookup(string(t)); r.Tag == string(t) && r.Fields[cldr.Autonym] != "" {
		return r.Fields[cldr.Autonym]
	}
	return t.NameIn(t)
}

// usualName returns the autonym that readers know a language by where CLDR's is the name of something else as well: of the
// country (Indonesia), of an island (Jawa) or of the people (Melayu, o‘zbek, which CLDR writes with a quotation mark for
// the letter ʻ). Source: how Wikipedia's editions in these languages call them.
func usualName(language string) string {
	switch language {
	case "id":
		return "Bahasa Indonesia"
	case "jv":
		return "Basa Jawa"
	case "ms":
		return "Bahasa Melayu"
	case "uz":
		return "oʻzbekcha"
	}
	return ""
}

// UsualName returns the autonym as a menu of languages has it: that of CLDR, but for a few that mislead.
func (t Tag) UsualName() string {
	name := t.Autonym()
	if usual := usualName(t.Language()); usual != "" {
		if rest, found := strings.CutPrefix(name, Tag(t.Language()).Autonym()); found {
			return usual + rest // "Bahasa Melayu (Singapura)", and not "ўзбекча (Кирил)"
		}
	}
	return name
}

// EnglishName returns the locale's English name, or the tag if CLDR has none.
func (t Tag) EnglishName() string { return t.NameIn(English) }

// NameIn returns the locale's name in another language, or one of its parents; where CLDR does not have
// it, the English name; at last the tag.
func (t Tag) NameIn(in Tag) string {
	name, _ := t.NameFrom(in)
	return name
}

// NameFrom is [Tag.NameIn] with the language that the name is in: another than asked for where CLDR does not have it.
// A tag is in the language asked for.
func (t Tag) NameFrom(in Tag) (name string, from Tag) {
	if name := cldr.DisplayName(string(in), string(t)); name != "" {
		return name, in
	}
	if name := cldr.DisplayName(string(English), string(t)); name != "" {
		return name, English
	}
	return string(t), in
}

// Tags returns every locale that CLDR has data or at least an English name for, sorted: some 1,100.
func Tags() []Tag {
	codes := append(cldr.Tags(), cldr.LanguageCodes()...)
	slices.Sort(codes)
	codes = slices.Compact(codes)
	tags := make([]Tag, 0, len(codes))
	for _, code := range codes {
		if tag, canonical, err := Parse(code); err == nil && canonical {
			tags = append(tags, tag)
		}
	}
	return tags
}

// Suggest returns the tag that somebody probably meant by s: a tag spelled in another way, the language of
// a country whose code was taken for its language's ("jp"), the English or own name of a language, with
// a slip of a letter or two in it, or a tag with something too much at its end.
func Suggest(s string) (Tag, bool) {
	if len(s) > 100 {
		return "", false
	}
	s = strings.Trim(strings.ToLower(s), "-_ \t\r\n")
	s = strings.ReplaceAll(s, " ", "-")
	if tag, _, err := Parse(s); err == nil {
		return tag, true
	}
	s = strings.ReplaceAll(s, "_", "-")
	if language, ok := cldr.LikelyLanguage(strings.ToUpper(s)); ok {
		return Tag(language), true
	}
	if tag, ok := byName(strings.ReplaceAll(s, "-", " ")); ok {
		return tag, true
	}
	for {
		i := strings.LastIndexByte(s, '-')
		if i < 0 {
			return "", false
		}
		s = s[:i]
		if tag, _, err := Parse(s); err == nil {
			return tag, true
		}
	}
}

// byName finds a language by its English name or its autonym. The fewest slips win, then the order of tags.
func byName(name string) (Tag, bool) {
	letters := []rune(name)
	if len(letters) < 4 {
		return "", false
	}
	allowed := min(2, (len(letters)-2)/2)
	best := Tag("")
	for _, code := range cldr.LanguageCodes() {
		tag := Tag(code)
		names := [2]string{cldr.LanguageName(string(English), code)}
		if r := cldr.Lookup(code); r.Tag == code {
			names[1] = r.Fields[cldr.Autonym]
		}
		for _, candidate := range names {
			if candidate == "" {
				continue
			}
			if d := diag.Distance(letters, []rune(strings.ToLower(candidate)), allowed); d <= allowed && (best == "" || d < allowed) {
				best, allowed = tag, d
			}
		}
	}
	if best == "" {
		return "", false
	}
	tag, _, err := Parse(string(best))
	return tag, err == nil
}
