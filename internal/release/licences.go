package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
)

// module is one that programs are made of.
type module struct {
	debug.Module
	dir      string   // where its files are on this machine
	licences []string // as SPDX names them; empty if they are not known
}

// marks are words that the texts of licences have, and no other licence; the order is that in which they are looked for.
var marks = []struct {
	id    string
	words []string
}{
	{"Apache-2.0", []string{"Apache License", "Version 2.0"}},
	{"MPL-2.0", []string{"Mozilla Public License", "2.0"}},
	{"BSD-3-Clause", []string{"Redistribution and use in source and binary forms", "endorse or promote products"}},
	{"BSD-2-Clause", []string{"Redistribution and use in source and binary forms"}},
	{"MIT", []string{"Permission is hereby granted, free of charge", "THE SOFTWARE IS PROVIDED \"AS IS\""}},
	{"ISC", []string{"Permission to use, copy, modify, and/or distribute this software for any purpose"}},
	{"Unicode-3.0", []string{"UNICODE LICENSE V3"}},
}

// licencesIn returns the SPDX names of the licences whose text a file holds.
func licencesIn(text string) []string {
	text = strings.Join(strings.Fields(text), " ")
	var ids []string
	for _, m := range marks {
		missing := func(w string) bool { return !strings.Contains(text, w) }
		if slices.ContainsFunc(m.words, missing) || m.id == "BSD-2-Clause" && slices.Contains(ids, "BSD-3-Clause") {
			continue
		}
		ids = append(ids, m.id)
	}
	return ids
}

// licenceFiles returns the files of a folder that tell a licence, by name.
func licenceFiles(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		name := strings.ToUpper(e.Name())
		for _, start := range []string{"LICENSE", "LICENCE", "COPYING", "NOTICE", "PATENTS"} {
			if !e.IsDir() && strings.HasPrefix(name, start) && !strings.HasSuffix(name, ".GO") {
				names = append(names, e.Name())
			}
		}
	}
	return names, nil
}

// licencesText returns the texts of the licences of a program and of all that is in it, as they ask for. It sets the
// licences of the modules.
func licencesText(dir string, modules []*module) ([]byte, error) {
	root, err := output(dir, "go", "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	// part adds the texts of a folder, and returns the licences that it has found there.
	part := func(title, dir string) ([]string, error) {
		names, err := licenceFiles(dir)
		if err != nil {
			return nil, err
		}
		var ids []string
		fmt.Fprintf(&b, "%s\n%s\n\n", title, strings.Repeat("=", len(title)))
		for _, name := range names {
			text, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				return nil, err
			}
			ids = append(ids, licencesIn(string(text))...)
			b.Write(bytes.TrimSpace(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))))
			b.WriteString("\n\n")
		}
		slices.Sort(ids)
		ids = slices.Compact(ids)
		if len(ids) == 0 {
			return nil, fmt.Errorf("%s: %s holds no licence that is known here (licences.go)", title, dir)
		}
		return ids, nil
	}
	if _, err := part("Vernacular", dir); err != nil {
		return nil, err
	}
	if _, err := part("Data of the Unicode CLDR", filepath.Join(dir, "internal", "cldr")); err != nil {
		return nil, err
	}
	if _, err := part("Go, its standard library", root); err != nil {
		return nil, err
	}
	for _, m := range modules {
		if m.licences, err = part(m.Path+" "+m.Version, m.dir); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}
