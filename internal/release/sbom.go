package main

import (
	"bytes"
	"cmp"
	"debug/buildinfo"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// modulesOf returns the modules that programs say they are made of, by path.
func modulesOf(dir string, programs []program) ([]*module, error) {
	found := map[string]*module{}
	for _, p := range programs {
		info, err := buildinfo.ReadFile(p.path)
		if err != nil {
			return nil, err
		}
		for _, d := range info.Deps {
			if d.Replace != nil {
				return nil, fmt.Errorf("%s is replaced by %s: a release is made of published modules only", d.Path, d.Replace.Path)
			}
			found[d.Path] = &module{Module: *d}
		}
	}
	args := []string{"list", "-m", "-f", "{{.Path}}\t{{.Version}}\t{{.Dir}}"}
	var modules []*module
	for path, m := range found {
		args = append(args, path+"@"+m.Version)
		modules = append(modules, m)
	}
	slices.SortFunc(modules, func(a, b *module) int { return cmp.Compare(a.Path, b.Path) })
	list, err := output(dir, "go", args...)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(list) {
		if x := strings.Split(strings.TrimSpace(line), "\t"); len(x) == 3 && found[x[0]] != nil {
			found[x[0]].dir = x[2]
		}
	}
	return modules, nil
}

// The form of CycloneDX 1.6, as far as it is used here.
type (
	bill struct {
		Format       string       `json:"bomFormat"`
		Spec         string       `json:"specVersion"`
		Version      int          `json:"version"`
		Metadata     metadata     `json:"metadata"`
		Components   []component  `json:"components"`
		Dependencies []dependency `json:"dependencies"`
	}
	metadata struct {
		Component component `json:"component"`
	}
	component struct {
		Type       string      `json:"type"`
		Ref        string      `json:"bom-ref"`
		Name       string      `json:"name"`
		Version    string      `json:"version,omitempty"`
		Hashes     []hash      `json:"hashes,omitempty"`
		Licences   []licence   `json:"licenses,omitempty"`
		Address    string      `json:"purl,omitempty"`
		Properties []property  `json:"properties,omitempty"`
		References []reference `json:"externalReferences,omitempty"`
	}
	hash struct {
		Algorithm string `json:"alg"`
		Content   string `json:"content"`
	}
	licence struct {
		License struct {
			ID string `json:"id"`
		} `json:"license"`
	}
	property struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	reference struct {
		Type string `json:"type"`
		URL  string `json:"url"`
	}
	dependency struct {
		Ref  string   `json:"ref"`
		Uses []string `json:"dependsOn,omitempty"`
	}
)

// licencesOf returns the form of some licences.
func licencesOf(ids ...string) []licence {
	list := make([]licence, len(ids))
	for i, id := range ids {
		list[i].License.ID = id
	}
	return list
}

// billOfMaterials returns the software bill of materials of a release: each program with the modules in it. It holds no date,
// so that equal releases have equal ones.
func billOfMaterials(version, source string, programs []program, modules []*module) ([]byte, error) {
	b := bill{Format: "CycloneDX", Spec: "1.6", Version: 1, Components: []component{}, Dependencies: []dependency{}}
	b.Metadata.Component = component{Type: "application", Ref: "vernacular", Name: "vernacular", Version: version,
		Licences: licencesOf("MIT"), Properties: []property{{"vernacular:source", source}}}
	if address, _, _ := strings.Cut(source, " "); strings.HasPrefix(address, "https://") {
		b.Metadata.Component.References = []reference{{"vcs", address}}
	}
	var files []string
	var uses []dependency
	compiler := ""
	for _, p := range programs {
		info, err := buildinfo.ReadFile(p.path)
		if err != nil {
			return nil, err
		}
		compiler = info.GoVersion
		ref := "file:" + p.name
		files = append(files, ref)
		b.Components = append(b.Components, component{Type: "file", Ref: ref, Name: p.name, Hashes: []hash{{"SHA-256", p.sum}}})
		in := []string{standardLibrary(compiler)}
		for _, d := range info.Deps {
			in = append(in, purl(d.Path, d.Version))
		}
		uses = append(uses, dependency{ref, in})
	}
	b.Components = append(b.Components, component{Type: "library", Ref: standardLibrary(compiler), Name: "std", Version: compiler,
		Licences: licencesOf("BSD-3-Clause"), Address: standardLibrary(compiler)})
	for _, m := range modules {
		address := purl(m.Path, m.Version)
		b.Components = append(b.Components, component{Type: "library", Ref: address, Name: m.Path, Version: m.Version,
			Licences: licencesOf(m.licences...), Address: address, Properties: []property{{"go:sum", m.Sum}}})
	}
	b.Dependencies = append([]dependency{{"vernacular", files}}, uses...)
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(b)
	return text.Bytes(), err
}

// purl returns the address of a module as package-url writes it.
func purl(path, version string) string {
	return "pkg:golang/" + path + "@" + strings.ReplaceAll(version, "+", "%2B")
}

// standardLibrary is the address of Go's standard library.
func standardLibrary(version string) string { return purl("std", strings.TrimPrefix(version, "go")) }
