package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

// TestPublisher compares the names of the publisher in site.toml with those of the glossary, which translators correct.
func TestPublisher(t *testing.T) {
	src, err := os.ReadFile("../../site.toml")
	if err != nil {
		t.Fatal(err)
	}
	var settings struct {
		Publisher struct{ Name map[string]string }
	}
	if err := toml.Unmarshal(src, &settings); err != nil {
		t.Fatal(err)
	}
	names, terms := settings.Publisher.Name, readGlossary(t, siteTexts(t))["ifes"]
	report(t, publisherFaults(names, terms))

	for tag, name := range map[string]string{"ja": "財団（IFES）", "fr": terms["fr"], "en": "", "xx": "Foundation (IFES)"} {
		wrong := maps.Clone(names)
		wrong[tag] = name
		if got := publisherFaults(wrong, terms); len(got) != 1 || !strings.Contains(got[0], " "+tag+" ") {
			t.Errorf("%s as %q: %q", tag, name, got)
		}
	}
}

// publisherFaults says in which locales a name is not the glossary's with the acronym behind it, in the locale's brackets.
func publisherFaults(names, terms map[string]string) []string {
	tags := slices.AppendSeq(slices.Collect(maps.Keys(names)), maps.Keys(terms))
	slices.Sort(tags)
	var faults []string
	for _, tag := range slices.Compact(tags) {
		name, ok := strings.CutSuffix(strings.NewReplacer("（", "(", "）", ")").Replace(names[tag]), "(IFES)")
		if !ok || strings.TrimSpace(name) != terms[tag] {
			faults = append(faults, fmt.Sprintf("site.toml: the publisher is in %s “%s”, and “%s” in [ifes] of %s", tag, names[tag], terms[tag], glossaryFile))
		}
	}
	return faults
}
