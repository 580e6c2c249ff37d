package cldr

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Source is what the generator has read from Unicode's files, as plain data.
type Source struct {
	Version    string
	Parents    map[string]string // "es-MX": "es-419", "zh-Hant": "und"
	Likely     map[string]string // "zh-TW": "zh-Hant-TW"
	Aliases    map[string]string // "language iw": "he"
	Scripts    []string
	RTL        []string
	PluralRule map[string]int // by language, "pt-PT" among them: the number of the rule in plurals_gen.go
	Locales    map[string]*SourceLocale
}

// SourceLocale is one locale of a [Source], complete: with what it inherits.
type SourceLocale struct {
	Fields    [NumFields]string // Autonym is worked out by Encode
	Languages map[string]string // names of languages and of locales with a name of their own
	Places    map[string]string // names of territories, scripts and variants
}

// Encode gives the bytes of tables.bin, the same for the same source. It is used by the generator only.
func Encode(src *Source) ([]byte, error) {
	if len(src.Locales) > maxLocales {
		return nil, fmt.Errorf("%d locales: raise maxLocales", len(src.Locales))
	}
	if src.Locales[root] == nil {
		return nil, fmt.Errorf("no root locale")
	}
	var sections [numSections][]byte
	sections[secVersion] = []byte(src.Version)
	tags := slices.Sorted(maps.Keys(src.Locales))
	sections[secTags] = encodeList(tags)
	sections[secParentKeys], sections[secParents] = encodeMap(src.Parents)
	sections[secAliasKeys], sections[secAliases] = encodeMap(src.Aliases)
	if err := encodeLikely(src.Likely, &sections); err != nil {
		return nil, err
	}
	for section, scripts := range map[int][]string{secScripts: src.Scripts, secRTL: src.RTL} {
		sections[section] = []byte(strings.Join(slices.Sorted(slices.Values(scripts)), ""))
	}
	pluralTags := slices.Sorted(maps.Keys(src.PluralRule))
	sections[secPluralTags] = encodeList(pluralTags)
	for _, tag := range pluralTags {
		sections[secPluralRules] = append(sections[secPluralRules], byte(src.PluralRule[tag]))
	}

	// From here on the sections so far say who inherits from whom.
	t := join(&sections)
	parent := func(tag string) *SourceLocale {
		if tag == root {
			return &SourceLocale{}
		}
		return src.Locales[tags[t.nearest(t.parentOrRoot(tag))]]
	}
	pool := map[string]int{}
	var texts []string
	records := make([]string, len(tags))
	for i, tag := range tags {
		own := src.Locales[tag]
		f := &own.Fields
		f[Autonym] = displayName(sourceNames{src}, tag, tag, f[NamePattern], f[NameSeparator])
		inherited := parent(tag).Fields
		for field, text := range f {
			if text == inherited[field] && Field(field) != Autonym {
				continue
			}
			id, ok := pool[text]
			if !ok {
				id = len(texts)
				pool[text] = id
				texts = append(texts, text)
			}
			records[i] += string([]byte{byte(field), byte(id), byte(id >> 8)})
		}
	}
	if len(texts) > 1<<16 {
		return nil, fmt.Errorf("%d distinct texts: a record holds 16-bit numbers", len(texts))
	}
	sections[secStrings] = encodeList(texts)
	sections[secRecords] = encodeList(records)

	sections[secLanguageKeys], sections[secLanguageNames] = encodeNames(src, tags, parent,
		func(l *SourceLocale) map[string]string { return l.Languages })
	sections[secPlaceKeys], sections[secPlaceNames] = encodeNames(src, tags, parent,
		func(l *SourceLocale) map[string]string { return l.Places })
	return []byte(join(&sections)), nil
}

type sourceNames struct{ src *Source }

func (s sourceNames) language(in, code string) string { return s.src.Locales[in].Languages[code] }
func (s sourceNames) place(in, code string) string    { return s.src.Locales[in].Places[code] }

func join(sections *[numSections][]byte) tables {
	var out []byte
	at := 4 * (numSections + 1)
	for _, s := range sections {
		out = binary.LittleEndian.AppendUint32(out, uint32(at))
		at += len(s)
	}
	out = binary.LittleEndian.AppendUint32(out, uint32(at))
	for _, s := range sections {
		out = append(out, s...)
	}
	return tables(out)
}

func encodeList(items []string) []byte {
	out := binary.LittleEndian.AppendUint32(nil, uint32(len(items)))
	end := 0
	for _, s := range items {
		end += len(s)
		out = binary.LittleEndian.AppendUint32(out, uint32(end))
	}
	return append(out, strings.Join(items, "")...)
}

func encodeMap(m map[string]string) (keys, values []byte) {
	sorted := slices.Sorted(maps.Keys(m))
	var vs []string
	for _, k := range sorted {
		vs = append(vs, m[k])
	}
	return encodeList(sorted), encodeList(vs)
}

// encodeLikely keeps the script and region of each language, the script of a language in a region where
// that is another, and the language of a region. What likelySubtags.xml says beyond that is not needed.
func encodeLikely(likely map[string]string, sections *[numSections][]byte) error {
	numbers := map[string]int{}
	var pairs []string
	more := map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(likely)) {
		language, script, region, _ := Split(likely[key])
		keyLanguage, keyScript, keyRegion, _ := Split(key)
		switch {
		case keyScript != "":
		case keyLanguage == root && keyRegion != "":
			more[key] = language
		case keyRegion != "":
			if usual := likely[keyLanguage]; !strings.HasPrefix(usual, keyLanguage+"-"+script+"-") {
				more[key] = script
			}
		case len(key) > 3:
			return fmt.Errorf("likely subtags: language %q has no two or three letters", key)
		case key != root:
			pair := script + "-" + region
			id, ok := numbers[pair]
			if !ok {
				id = len(pairs)
				numbers[pair] = id
				pairs = append(pairs, pair)
			}
			row := (key + " ")[:3] + string([]byte{byte(id), byte(id >> 8)})
			sections[secLikelyLang] = append(sections[secLikelyLang], row...)
		}
	}
	// "aa" sorts before "aaa" as text and as padded key alike, so the rows are already in order.
	sections[secLikelyPairs] = encodeList(pairs)
	sections[secLikelyMoreKeys], sections[secLikelyMore] = encodeMap(more)
	return nil
}

// encodeNames packs what each locale names otherwise than its parent does.
func encodeNames(src *Source, tags []string, parent func(string) *SourceLocale, of func(*SourceLocale) map[string]string) (keys, values []byte) {
	all := map[string]bool{}
	for _, l := range src.Locales {
		for k := range of(l) {
			all[k] = true
		}
	}
	codes := slices.Sorted(maps.Keys(all))
	packed := make([]string, len(tags))
	for i, tag := range tags {
		own, inherited := of(src.Locales[tag]), of(parent(tag))
		rows := make([]string, len(codes))
		used := 0
		for k, code := range codes {
			if name := own[code]; name != "" && name != inherited[code] {
				rows[k] = name
				used = k + 1
			}
		}
		if used > 0 {
			packed[i] = deflate(strings.Join(rows[:used], "\n"))
		}
	}
	return encodeList(codes), encodeList(packed)
}

func deflate(s string) string {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err == nil {
		_, err = w.Write([]byte(s))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err) // a buffer takes everything, and the level is a constant
	}
	return b.String()
}
