package main

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"

	"vernacular/internal/cldr"
)

// source holds the data that the generator has read from Unicode's files.
type source struct {
	Version    string
	Parents    map[string]string // "es-MX": "es-419", "zh-Hant": "und"
	Likely     map[string]string // "zh-TW": "zh-Hant-TW"
	Aliases    map[string]string // "language iw": "he"
	Scripts    []string
	RTL        []string
	PluralRule map[string]int    // by language, "pt-PT" among them: the number of the rule in plurals_gen.go
	Spellouts  map[string]string // by locale: what cldr.Spellout returns
	Locales    map[string]*sourceLocale
}

// sourceLocale is one locale of a [source], complete: with what it inherits.
type sourceLocale struct {
	Fields    [cldr.NumFields]string // Autonym is worked out by encode
	Languages map[string]string      // names of languages and of locales with a name of their own
	Places    map[string]string      // names of territories, scripts and variants
}

// encode returns the bytes of tables.bin, the same for the same source.
func encode(src *source) ([]byte, error) {
	if len(src.Locales) > cldr.MaxLocales {
		return nil, fmt.Errorf("%d locales: raise cldr.MaxLocales", len(src.Locales))
	}
	if src.Locales[cldr.Root] == nil {
		return nil, fmt.Errorf("no root locale")
	}
	var sections [cldr.NumSections][]byte
	sections[cldr.SecVersion] = []byte(src.Version)
	tags := slices.Sorted(maps.Keys(src.Locales))
	sections[cldr.SecTags] = encodeList(tags)
	sections[cldr.SecParentKeys], sections[cldr.SecParents] = encodeMap(src.Parents)
	sections[cldr.SecAliasKeys], sections[cldr.SecAliases] = encodeMap(src.Aliases)
	if err := encodeLikely(src.Likely, &sections); err != nil {
		return nil, err
	}
	for section, scripts := range map[int][]string{cldr.SecScripts: src.Scripts, cldr.SecRTL: src.RTL} {
		sections[section] = []byte(strings.Join(slices.Sorted(slices.Values(scripts)), ""))
	}
	pluralTags := slices.Sorted(maps.Keys(src.PluralRule))
	sections[cldr.SecPluralTags] = encodeList(pluralTags)
	for _, tag := range pluralTags {
		sections[cldr.SecPluralRules] = append(sections[cldr.SecPluralRules], byte(src.PluralRule[tag]))
	}

	spellouts := map[string]string{}
	for tag, words := range src.Spellouts {
		spellouts[tag] = deflate(words)
	}
	sections[cldr.SecSpelloutTags], sections[cldr.SecSpellouts] = encodeMap(spellouts)

	// From here on the sections so far say who inherits from whom.
	t := join(&sections)
	parent := func(tag string) *sourceLocale {
		if tag == cldr.Root {
			return &sourceLocale{}
		}
		return src.Locales[tags[t.Nearest(t.ParentOrRoot(tag))]]
	}
	if err := encodeRecords(src, tags, parent, &sections); err != nil {
		return nil, err
	}
	sections[cldr.SecLanguageKeys], sections[cldr.SecLanguageNames] = encodeNames(src, tags, parent,
		func(l *sourceLocale) map[string]string { return l.Languages })
	sections[cldr.SecPlaceKeys], sections[cldr.SecPlaceNames] = encodeNames(src, tags, parent,
		func(l *sourceLocale) map[string]string { return l.Places })
	return []byte(join(&sections)), nil
}

// encodeRecords packs the fields that each locale does not share with its parent.
func encodeRecords(src *source, tags []string, parent func(string) *sourceLocale, sections *[cldr.NumSections][]byte) error {
	pool := map[string]int{}
	var texts []string
	records := make([]string, len(tags))
	for i, tag := range tags {
		own := src.Locales[tag]
		f := &own.Fields
		f[cldr.Autonym] = cldr.DisplayNameFrom(sourceNames{src}, tag, tag, f[cldr.NamePattern], f[cldr.NameSeparator])
		inherited := parent(tag).Fields
		for field, text := range f {
			if text == inherited[field] && cldr.Field(field) != cldr.Autonym {
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
		return fmt.Errorf("%d distinct texts: a record holds 16-bit numbers", len(texts))
	}
	sections[cldr.SecStrings] = encodeList(texts)
	sections[cldr.SecRecords] = encodeList(records)
	return nil
}

type sourceNames struct{ src *source }

func (s sourceNames) Language(in, code string) string { return s.src.Locales[in].Languages[code] }
func (s sourceNames) Place(in, code string) string    { return s.src.Locales[in].Places[code] }

func join(sections *[cldr.NumSections][]byte) cldr.Tables {
	var out []byte
	at := 4 * (cldr.NumSections + 1)
	for _, s := range sections {
		out = binary.LittleEndian.AppendUint32(out, uint32(at))
		at += len(s)
	}
	out = binary.LittleEndian.AppendUint32(out, uint32(at))
	for _, s := range sections {
		out = append(out, s...)
	}
	return cldr.Tables(out)
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
func encodeLikely(likely map[string]string, sections *[cldr.NumSections][]byte) error {
	numbers := map[string]int{}
	var pairs []string
	more := map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(likely)) {
		language, script, region, _ := cldr.Split(likely[key])
		keyLanguage, keyScript, keyRegion, _ := cldr.Split(key)
		switch {
		case keyScript != "":
		case keyLanguage == cldr.Root && keyRegion != "":
			more[key] = language
		case keyRegion != "":
			if usual := likely[keyLanguage]; !strings.HasPrefix(usual, keyLanguage+"-"+script+"-") {
				more[key] = script
			}
		case len(key) > 3:
			return fmt.Errorf("likely subtags: language %q has no two or three letters", key)
		case key != cldr.Root:
			pair := script + "-" + region
			id, ok := numbers[pair]
			if !ok {
				id = len(pairs)
				numbers[pair] = id
				pairs = append(pairs, pair)
			}
			row := (key + " ")[:3] + string([]byte{byte(id), byte(id >> 8)})
			sections[cldr.SecLikelyLang] = append(sections[cldr.SecLikelyLang], row...)
		}
	}
	// "aa" sorts before "aaa" as text and as padded key alike, so the rows are already in order.
	sections[cldr.SecLikelyPairs] = encodeList(pairs)
	sections[cldr.SecLikelyMoreKeys], sections[cldr.SecLikelyMore] = encodeMap(more)
	return nil
}

// encodeNames packs what each locale names otherwise than its parent does.
func encodeNames(src *source, tags []string, parent func(string) *sourceLocale, of func(*sourceLocale) map[string]string) (keys, values []byte) {
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
