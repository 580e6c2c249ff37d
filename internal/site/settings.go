package site

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
)

// SettingsFile is the name of the settings file in the site's folder.
const SettingsFile = "site.toml"

// Settings is what site.toml says, with defaults for what it leaves out.
type Settings struct {
	BaseURL     string     // absolute, ends in "/"; "" when the site does not say where it will live
	Source      locale.Tag // the locale that translations are made from
	Locales     map[locale.Tag]LocaleSettings
	Links       map[string]string // a destination as written in a page -> the one to publish
	LinkPos     map[string]diag.Pos
	Typographer bool
	PageBytes   int // the largest page file, in bytes
}

// LocaleSettings overrides what CLDR or the address scheme would say of one locale.
type LocaleSettings struct {
	Name     string     // autonym
	URL      string     // the edition's root, a path such as "/brasil/"
	Fallback locale.Tag // the next link of the fallback chain
	Dir      string     // "ltr" or "rtl"
	Pos      diag.Pos
}

// BasePath is the path part of the base URL, "/" when there is none: every address of the site begins
// with it.
func (s *Settings) BasePath() string {
	if u, err := url.Parse(s.BaseURL); err == nil && strings.HasSuffix(u.Path, "/") {
		return u.EscapedPath()
	}
	return "/"
}

type settingsTOML struct {
	BaseURL      string                `toml:"base_url"`
	SourceLocale string                `toml:"source_locale"`
	Locales      map[string]localeTOML `toml:"locales"`
	Links        map[string]string     `toml:"links"`
	Markdown     struct {
		Typographer bool `toml:"typographer"`
	} `toml:"markdown"`
	Limits struct {
		PageBytes int `toml:"page_bytes"`
	} `toml:"limits"`
}

type localeTOML struct {
	Name     string `toml:"name"`
	URL      string `toml:"url"`
	Fallback string `toml:"fallback"`
	Dir      string `toml:"dir"`
}

var knownKeys = map[string][]string{
	"":          {"base_url", "source_locale", "locales", "links", "markdown", "limits"},
	"locales.*": {"name", "url", "fallback", "dir"},
	"markdown":  {"typographer"},
	"limits":    {"page_bytes"},
}

// DefaultSettings is what a site without site.toml has.
func DefaultSettings() Settings {
	return Settings{Source: "en", Locales: map[locale.Tag]LocaleSettings{}, Links: map[string]string{}, LinkPos: map[string]diag.Pos{}, PageBytes: 4 << 20}
}

// ParseSettings reads site.toml (TOML 1.0). With an error among the problems the settings are not to
// be used.
func ParseSettings(file string, src []byte) (Settings, []diag.Diagnostic) {
	s := DefaultSettings()
	var raw settingsTOML
	var ds []diag.Diagnostic
	dec := toml.NewDecoder(bytes.NewReader(src)).DisallowUnknownFields()
	if err := dec.Decode(&raw); err != nil {
		var strict *toml.StrictMissingError
		var de *toml.DecodeError
		switch {
		case errors.As(err, &strict):
			for i := range strict.Errors {
				e := &strict.Errors[i]
				line, col := runePosition(src, e)
				ds = append(ds, unknownSetting(diag.At(file, line, col), e.Key()))
			}
		case errors.As(err, &de):
			line, col := runePosition(src, de)
			d := diag.Errorf("settings-syntax", diag.At(file, line, col), "these settings cannot be read: %s", strings.TrimPrefix(de.Error(), "toml: "))
			ds = append(ds, d.WithHint("texts stand in quotation marks, one `key = value` on a line"))
		default:
			ds = append(ds, diag.Errorf("settings-syntax", diag.At(file, 0, 0), "these settings cannot be read: %v", err))
		}
		return s, ds
	}
	at := positions(file, src)
	fail := func(key []string, format string, args ...any) *diag.Diagnostic {
		ds = append(ds, diag.Errorf("settings-value", at[pathKey(key)], format, args...))
		return &ds[len(ds)-1]
	}

	if raw.BaseURL != "" {
		u, err := url.Parse(raw.BaseURL)
		if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
			fail([]string{"base_url"}, "base_url is not a web address: %q", raw.BaseURL).Hint = `write it whole, as in base_url = "https://www.example.org/"`
		} else {
			s.BaseURL = strings.TrimSuffix(u.String(), "/") + "/"
		}
	}
	tag := func(key []string, text string) (locale.Tag, bool) {
		t, canonical, err := locale.Parse(text)
		if err != nil {
			fail(key, "%v", err)
			return "", false
		}
		if !canonical {
			ds = append(ds, diag.Warnf("tag-spelling", at[pathKey(key)], "the language tag %q is spelled %q", text, t).WithHint("write %s", t))
		}
		return t, true
	}
	if raw.SourceLocale != "" {
		if t, ok := tag([]string{"source_locale"}, raw.SourceLocale); ok {
			s.Source = t
		}
	}
	for _, text := range slices.Sorted(maps.Keys(raw.Locales)) {
		l := raw.Locales[text]
		path := func(k string) []string { return []string{"locales", text, k} }
		t, ok := tag([]string{"locales", text}, text)
		if !ok {
			continue
		}
		if other, twice := s.Locales[t]; twice {
			fail([]string{"locales", text}, "the locale %s is set twice, here and in line %d", t, other.Pos.Line)
			continue
		}
		ls := LocaleSettings{Name: l.Name, Dir: l.Dir, Pos: at[pathKey([]string{"locales", text})]}
		if l.Dir != "" && l.Dir != "ltr" && l.Dir != "rtl" {
			fail(path("dir"), "dir is %q; it can be ltr (left to right) or rtl (right to left)", l.Dir)
		}
		if l.Fallback != "" {
			ls.Fallback, _ = tag(path("fallback"), l.Fallback)
		}
		if l.URL != "" {
			clean, reason := cleanPath(l.URL)
			switch {
			case reason != "":
				fail(path("url"), "the address %q cannot be used: %s", l.URL, reason)
			case !strings.HasSuffix(clean, "/"):
				fail(path("url"), "an edition's url is a folder and ends with a slash: %q", l.URL)
			default:
				ls.URL = clean
			}
		}
		s.Locales[t] = ls
	}
	for from, to := range raw.Links {
		s.Links[from] = to
		s.LinkPos[from] = at[pathKey([]string{"links", from})]
	}
	s.Typographer = raw.Markdown.Typographer
	if raw.Limits.PageBytes != 0 {
		s.PageBytes = raw.Limits.PageBytes
		if s.PageBytes < 1024 || s.PageBytes > 64<<20 {
			fail([]string{"limits", "page_bytes"}, "page_bytes is a number of bytes from 1024 to 67108864, not %d", s.PageBytes)
		}
	}
	return s, ds
}

func unknownSetting(pos diag.Pos, key []string) diag.Diagnostic {
	name := key[len(key)-1]
	table := strings.Join(key[:len(key)-1], ".")
	if len(key) == 3 && key[0] == "locales" {
		table = "locales.*"
	}
	d := diag.Errorf("unknown-setting", pos, "there is no setting %q", strings.Join(key, "."))
	if near := Nearest(name, knownKeys[table]); near != "" {
		return d.WithHint("did you mean %s?", strings.Join(append(slices.Clone(key[:len(key)-1]), near), "."))
	}
	if known := knownKeys[table]; known != nil {
		return d.WithHint("known here: %s", strings.Join(known, ", "))
	}
	return d
}

// positions finds where each key of a TOML document stands.
func positions(file string, src []byte) map[string]diag.Pos {
	out := map[string]diag.Pos{}
	var p unstable.Parser
	p.Reset(src)
	var table []string
	for p.NextExpression() {
		e := p.Expression()
		if e.Kind != unstable.KeyValue && e.Kind != unstable.Table && e.Kind != unstable.ArrayTable {
			continue
		}
		var path []string
		var at diag.Pos
		for it := e.Key(); it.Next(); {
			path = append(path, string(it.Node().Data))
			line, col := diag.Position(src, int(it.Node().Raw.Offset))
			at = diag.At(file, line, col)
		}
		if e.Kind == unstable.KeyValue {
			path = append(slices.Clone(table), path...)
		} else {
			table = path
		}
		out[pathKey(path)] = at
	}
	return out
}

func pathKey(path []string) string { return strings.Join(path, "\x00") }

// runePosition turns a decoder's byte column into one in code points.
func runePosition(src []byte, e *toml.DecodeError) (line, col int) {
	row, byteCol := e.Position()
	off := 0
	for range row - 1 {
		i := bytes.IndexByte(src[off:], '\n')
		if i < 0 {
			break
		}
		off += i + 1
	}
	return diag.Position(src, off+byteCol-1)
}

// Nearest gives the candidate that word is most likely a slip of, or "" when none is near: at most a
// third of its letters differ.
func Nearest(word string, candidates []string) string {
	best, bestDist := "", len([]rune(word))/3+1
	for _, c := range candidates {
		if d := distance(strings.ToLower(word), c); d < bestDist || (d == bestDist && best == "" && d <= 1) {
			best, bestDist = c, d
		}
	}
	return best
}

// distance is the number of letters to insert, drop, replace or swap with their neighbour.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	rows := make([][]int, len(x)+1)
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(x); i++ {
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(x)][len(y)]
}

// Prefix is the root of a locale's edition: "/" for the source locale, else "/<tag in lower case>/",
// unless the settings say otherwise.
func (s *Settings) Prefix(t locale.Tag) string {
	if u := s.Locales[t].URL; u != "" {
		return u
	}
	if t == s.Source {
		return "/"
	}
	return "/" + strings.ToLower(string(t)) + "/"
}

// Direction is the locale's writing direction, "ltr" or "rtl".
func (s *Settings) Direction(t locale.Tag) string {
	if d := s.Locales[t].Dir; d != "" {
		return d
	}
	return t.Direction()
}

// Autonym is the locale's name for itself.
func (s *Settings) Autonym(t locale.Tag) string {
	if n := s.Locales[t].Name; n != "" {
		return n
	}
	return t.Autonym()
}

// Chain is the locale's fallback chain, itself first and the source locale last: from each link on to
// the one that the settings declare, else to the CLDR parent. A declared loop is an error.
func (s *Settings) Chain(t locale.Tag) ([]locale.Tag, error) {
	chain := []locale.Tag{t}
	for cur := t; cur != s.Source; {
		next := s.Locales[cur].Fallback
		if next == "" {
			if parents := cur.Parents(); len(parents) > 0 {
				next = parents[0]
			} else {
				next = s.Source
			}
		}
		if i := slices.Index(chain, next); i >= 0 {
			loop := append(slices.Clone(chain[i:]), next)
			return append(chain, s.Source), fmt.Errorf("the fallbacks go round in a loop: %s", joinTags(loop, " → "))
		}
		chain = append(chain, next)
		cur = next
	}
	return chain, nil
}

func joinTags(tags []locale.Tag, sep string) string {
	parts := make([]string, len(tags))
	for i, t := range tags {
		parts[i] = string(t)
	}
	return strings.Join(parts, sep)
}
