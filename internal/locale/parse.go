package locale

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"vernacular/internal/cldr"
)

// Parse reads a language tag (BCP 47) and gives its canonical spelling (UTS 35 Annex C): the usual
// case, hyphens for underscores, and today's code for a language or region that has another one ("iw"
// is he, "sh" is sr-Latn, "UK" is GB). A script or region that s leaves out is not added, one that it
// has is kept. The result canonical is false if s was spelled in another way than the tag.
//
// What names no language is an error whose words are for a translator: "und", a private or unregistered
// code, an extension. [Suggest] may know what was meant.
func Parse(s string) (tag Tag, canonical bool, err error) {
	if s == "" {
		return "", false, reason("a language tag is missing, such as fr, pt-BR or zh-Hant")
	}
	if len(s) > maxTag {
		return "", false, fmt.Errorf("%q… is too long for a language tag", strings.ToValidUTF8(s[:maxTag/2], "?"))
	}
	p, err := split(s)
	if err == nil {
		p.canonicalise()
		err = p.check()
	}
	if err != nil {
		return "", false, fmt.Errorf("%q is no language tag that can be used: %w", s, err)
	}
	tag = Tag(cldr.Join(p.language, p.script, p.region, strings.Join(p.variants, "-")))
	return tag, string(tag) == s, nil
}

// maxTag is far more than any sensible tag and keeps error messages short.
const maxTag = 80

// parts is a tag without extensions, each part in its canonical case.
type parts struct {
	language, script, region string
	variants                 []string
}

// reason is an error whose words are known beforehand. It is a constant, so that process start makes none.
type reason string

func (r reason) Error() string { return string(r) }

const errForm reason = "it must be letters and digits joined by hyphens, such as fr, pt-BR or zh-Hant"

// split takes a tag apart by the syntax of BCP 47.
func split(s string) (parts, error) {
	text := strings.ReplaceAll(strings.ToLower(s), "_", "-")
	subtags := strings.Split(withoutGrandfathered(text), "-")
	if err := checkSubtags(text, subtags); err != nil {
		return parts{}, err
	}
	var p parts
	p.language, subtags = subtags[0], subtags[1:]
	if len(p.language) > 3 || !all(p.language, isLetter) {
		return parts{}, fmt.Errorf("%q is no code of a language, which has two or three letters", p.language)
	}
	if len(subtags) > 0 && len(subtags[0]) == 4 && all(subtags[0], isLetter) {
		p.script, subtags = title(subtags[0]), subtags[1:]
	}
	if len(subtags) > 0 && (len(subtags[0]) == 2 && all(subtags[0], isLetter) || len(subtags[0]) == 3 && all(subtags[0], isDigit)) {
		p.region, subtags = strings.ToUpper(subtags[0]), subtags[1:]
	}
	for _, sub := range subtags {
		if len(sub) < 4 || len(sub) == 4 && !isDigit(sub[0]) {
			return parts{}, fmt.Errorf("the part %q is neither a script (four letters, after the language) nor a region (two letters or three digits, once)", sub)
		}
		p.variants = append(p.variants, sub)
	}
	return p, nil
}

// withoutGrandfathered replaces whole tags of the time before BCP 47, and those of three letters after a language
// ("zh-yue"), which cannot be read by its rules. text is in lower case.
func withoutGrandfathered(text string) string {
	if to, ok := cldr.Alias(cldr.LanguageAlias, text); ok {
		return strings.ToLower(to)
	}
	if head, tail, ok := cutSubtags(text, 2); ok && len(head)-strings.IndexByte(head, '-') == 4 {
		if to, ok := cldr.Alias(cldr.LanguageAlias, head); ok {
			return strings.ToLower(to) + "-" + tail
		}
	}
	return text
}

// checkSubtags returns what no tag of a site may have: other characters than letters and digits, extensions, private use.
func checkSubtags(text string, subtags []string) error {
	for i := range len(text) {
		if c := text[i]; !isLetter(c) && !isDigit(c) && c != '-' {
			return errForm
		}
	}
	for _, sub := range subtags {
		switch {
		case sub == "" || len(sub) > 8:
			return errForm
		case sub == "x":
			return reason("a part after x is private, and no browser knows what it means")
		case len(sub) == 1:
			return fmt.Errorf("the extension from %q on has no place here", sub)
		}
	}
	return nil
}

// cutSubtags cuts after n subtags.
func cutSubtags(s string, n int) (head, tail string, ok bool) {
	for i := range len(s) {
		if s[i] == '-' {
			if n--; n == 0 {
				return s[:i], s[i+1:], true
			}
		}
	}
	return s, "", false
}

// canonicalise applies CLDR's aliases until nothing changes (UTS 35 Annex C, LocaleId Canonicalization).
func (p *parts) canonicalise() {
	for range 8 { // no chain of aliases is longer, and a faulty table must not loop
		if !p.replaceOnce() {
			break
		}
	}
	slices.Sort(p.variants)
}

func (p *parts) replaceOnce() bool {
	if p.region != "" {
		from := parts{language: p.language, region: p.region}
		if to, ok := cldr.Alias(cldr.LanguageAlias, strings.ToLower(p.language+"-"+p.region)); ok {
			p.replace(from, to)
			return true
		}
	}
	if len(p.variants) > 0 {
		for from, to := range cldr.AliasesOfParts {
			if f, err := split2(from); err == nil && p.has(f) {
				p.replace(f, to)
				return true
			}
		}
	}
	if to, ok := cldr.Alias(cldr.LanguageAlias, p.language); ok {
		p.replace(parts{language: p.language}, to)
		return true
	}
	if to, ok := cldr.Alias(cldr.ScriptAlias, strings.ToLower(p.script)); ok {
		p.script = to
		return true
	}
	if to, ok := cldr.Alias(cldr.TerritoryAlias, strings.ToLower(p.region)); ok {
		p.region = p.choose(strings.Fields(to))
		return true
	}
	for i, v := range p.variants {
		if to, ok := cldr.Alias(cldr.VariantAlias, v); ok {
			p.variants[i] = to
			return true
		}
	}
	return false
}

// choose picks the successor of a region that fell apart: the one where the language is at home, or the
// first, which is the most populous.
func (p *parts) choose(regions []string) string {
	if _, home := cldr.Likely(p.language, ""); slices.Contains(regions, home) {
		return home
	}
	return regions[0]
}

// split2 takes the form apart that aliases are written in, which is that of BCP 47 but for "und".
func split2(alias string) (parts, error) {
	l, s, r, v := cldr.Split(alias)
	p := parts{language: l, script: title(s), region: strings.ToUpper(r)}
	if v != "" {
		p.variants = strings.Split(v, "-")
	}
	if len(p.region) == 3 && !isDigit(p.region[0]) {
		return p, errForm
	}
	return p, nil
}

// has reports whether p has all parts of an alias; "und" is any language.
func (p *parts) has(alias parts) bool {
	if alias.language != "und" && alias.language != p.language ||
		alias.script != "" && alias.script != p.script ||
		alias.region != "" && alias.region != p.region {
		return false
	}
	for _, v := range alias.variants {
		if !slices.Contains(p.variants, v) {
			return false
		}
	}
	return true
}

// replace takes the parts of from out of p, and puts those of to in where p has no others.
func (p *parts) replace(from parts, to string) {
	if from.script != "" {
		p.script = ""
	}
	if from.region != "" {
		p.region = ""
	}
	p.variants = slices.DeleteFunc(p.variants, func(v string) bool { return slices.Contains(from.variants, v) })
	l, s, r, v := cldr.Split(to)
	if l != "und" {
		p.language = l
	}
	if p.script == "" {
		p.script = s
	}
	if p.region == "" {
		p.region = r
	}
	if v != "" {
		for _, v := range strings.Split(v, "-") {
			if !slices.Contains(p.variants, v) {
				p.variants = append(p.variants, v)
			}
		}
	}
}

// check returns what keeps the tag from naming a language that somebody can publish in.
func (p *parts) check() error {
	switch l := p.language; {
	case l == "und" || l == "mis" || l == "mul" || l == "zxx":
		return fmt.Errorf("the code %q stands for no single language", l)
	case len(l) == 3 && l >= "qaa" && l <= "qtz":
		return fmt.Errorf("the code %q is for private use, and no browser knows what it means", l)
	}
	if likely, _ := cldr.Likely(p.language, ""); likely == "" {
		// CLDR does not know where it is spoken; it may be registered all the same.
		if _, err := language.ParseBase(p.language); err != nil {
			return fmt.Errorf("no language is registered under the code %q", p.language)
		}
	}
	if s := p.script; s != "" && (s[0] == 'Z' && s != "Zanb" || s >= "Qaaa" && s <= "Qabx" || !cldr.IsScript(s)) {
		return fmt.Errorf("no script is registered under the code %q", s)
	}
	if r := p.region; r != "" && (r == "ZZ" || !cldr.HasPlace(r)) {
		return fmt.Errorf("no country or region is registered under the code %q", r)
	}
	for i, v := range p.variants {
		if i > 0 && v == p.variants[i-1] {
			return fmt.Errorf("the part %q is there twice", v)
		}
		// "posix" is a name of CLDR's for a computer's behaviour, not for a language.
		if _, err := language.ParseVariant(v); v == "posix" || err != nil && !cldr.HasPlace(strings.ToUpper(v)) {
			return fmt.Errorf("no variant of a language is registered under the name %q", v)
		}
	}
	return nil
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }

func all(s string, is func(byte) bool) bool {
	for i := range len(s) {
		if !is(s[i]) {
			return false
		}
	}
	return true
}

func title(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
