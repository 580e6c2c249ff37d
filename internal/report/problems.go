package report

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/project"
)

// Problems are what a command has found in a site, ready to be written in the forms that continuous integration reads.
type Problems struct {
	Command string            // that has found them, as in "vernacular check"
	Version string            // of the program
	Root    string            // where the site is, seen from the folder in which the command was started, with forward slashes
	List    []diag.Diagnostic // problems and notes, sorted
	Strict  bool              // warnings fail the command, too
	Closing string            // what was looked at, as in "40 editions, 160 pages"
}

// file returns where the file of a problem is, seen from the folder in which the command was started: the root of the
// repository, as a rule. A problem of the whole site is in its folder.
func (p Problems) file(d diag.Diagnostic) string { return path.Join(p.Root, d.File) }

// fails reports whether a problem fails the command.
func (p Problems) fails(d diag.Diagnostic) bool {
	return d.Severity == diag.Error || p.Strict && d.Severity == diag.Warning
}

// line returns the line that people read of a problem, and its hint below it, with where its file is for them.
func (p Problems) line(d diag.Diagnostic) string {
	d.File = p.file(d)
	return d.String()
}

// lineAndColumn returns where in its file a problem is, as far as that is known.
func lineAndColumn(d diag.Diagnostic) string {
	switch {
	case d.Line <= 0:
		return ""
	case d.Col <= 0:
		return strconv.Itoa(d.Line)
	}
	return fmt.Sprintf("%d:%d", d.Line, d.Col)
}

// words returns what a problem is and what to do about it.
func words(d diag.Diagnostic) string {
	if d.Hint == "" {
		return diag.Escape(d.Words())
	}
	return diag.Escape(d.Words()) + "\n" + diag.Escape(d.Hint)
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifRule struct {
	ID string `json:"id"`
}

type sarifRegion struct {
	Line   int `json:"startLine"`
	Column int `json:"startColumn,omitempty"`
}

type sarifResult struct {
	Rule      string    `json:"ruleId"`
	Index     int       `json:"ruleIndex"`
	Level     string    `json:"level"`
	Message   sarifText `json:"message"`
	Locations [1]struct {
		Physical struct {
			Artifact struct {
				URI string `json:"uri"`
			} `json:"artifactLocation"`
			Region *sarifRegion `json:"region,omitempty"`
		} `json:"physicalLocation"`
	} `json:"locations"`
	Count int `json:"occurrenceCount,omitempty"`
}

type sarifRun struct {
	Tool struct {
		Driver struct {
			Name    string      `json:"name"`
			Version string      `json:"version"`
			Rules   []sarifRule `json:"rules"`
		} `json:"driver"`
	} `json:"tool"`
	Columns string        `json:"columnKind"`
	Results []sarifResult `json:"results"`
}

// SARIF returns the problems in the Static Analysis Results Interchange Format (OASIS SARIF 2.1.0), which the code scanning
// of GitHub and other hosts reads. Columns are counted in code points (§3.14.17).
func (p Problems) SARIF() ([]byte, error) {
	var run sarifRun
	driver := &run.Tool.Driver
	driver.Name, driver.Version, driver.Rules, run.Results = "Vernacular", p.Version, []sarifRule{}, []sarifResult{}
	run.Columns = "unicodeCodePoints"
	for _, d := range p.List {
		r := sarifResult{Rule: d.Code, Index: slices.Index(driver.Rules, sarifRule{d.Code}), Level: string(d.Severity), Message: sarifText{words(d)}, Count: d.Count}
		if r.Index < 0 {
			r.Index = len(driver.Rules)
			driver.Rules = append(driver.Rules, sarifRule{d.Code})
		}
		at := &r.Locations[0].Physical
		at.Artifact.URI = (&url.URL{Path: p.file(d)}).String()
		if d.Line > 0 {
			at.Region = &sarifRegion{d.Line, d.Col}
		}
		run.Results = append(run.Results, r)
	}
	out, err := json.MarshalIndent(struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}{"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json", "2.1.0", []sarifRun{run}}, "", " ")
	return append(out, '\n'), err
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	File    string        `xml:"file,attr,omitempty"`
	Line    int           `xml:"line,attr,omitempty"`
	Failure *junitFailure `xml:"failure"`
	Out     string        `xml:"system-out,omitempty"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
}

// JUnit returns the problems as a JUnit report, which GitLab, Jenkins and others show beside a build. Each problem is a test
// case: one that has failed if it fails the command, one that has passed and says something if it does not. There is always
// one more, which says what was looked at.
func (p Problems) JUnit() ([]byte, error) {
	suite := junitSuite{Name: p.Command, Cases: []junitCase{{Class: "vernacular", Name: p.Command, Out: p.Closing}}}
	for _, d := range p.List {
		file := diag.Escape(p.file(d))
		c := junitCase{Class: file, Name: diag.Escape(d.Words()) + " [" + d.Code + "]", File: file, Line: d.Line}
		if at := lineAndColumn(d); at != "" {
			c.Name = at + ": " + c.Name
		}
		if p.fails(d) {
			c.Failure = &junitFailure{diag.Escape(d.Words()), d.Code, p.line(d)}
			suite.Failures++
		} else {
			c.Out = p.line(d)
		}
		suite.Cases = append(suite.Cases, c)
	}
	suite.Tests = len(suite.Cases)
	out, err := xml.MarshalIndent(struct {
		XMLName  xml.Name   `xml:"testsuites"`
		Name     string     `xml:"name,attr"`
		Tests    int        `xml:"tests,attr"`
		Failures int        `xml:"failures,attr"`
		Errors   int        `xml:"errors,attr"`
		Suite    junitSuite `xml:"testsuite"`
	}{Name: "vernacular", Tests: suite.Tests, Failures: suite.Failures, Suite: suite}, "", " ")
	return slices.Concat([]byte(xml.Header), out, []byte("\n")), err
}

// Annotations returns the problems as commands of a GitHub workflow, a line for each, errors first: GitHub shows the first ten
// of a kind beside the lines of a pull request.
func (p Problems) Annotations() string {
	var b strings.Builder
	for _, level := range []struct {
		severity diag.Severity
		command  string
	}{{diag.Error, "error"}, {diag.Warning, "warning"}, {diag.Note, "notice"}} {
		for _, d := range p.List {
			if d.Severity != level.severity {
				continue
			}
			fmt.Fprintf(&b, "::%s file=%s", level.command, annotationProperty.Replace(p.file(d)))
			if d.Line > 0 {
				fmt.Fprintf(&b, ",line=%d", d.Line)
			}
			if d.Col > 0 {
				fmt.Fprintf(&b, ",col=%d", d.Col)
			}
			fmt.Fprintf(&b, ",title=%s::%s\n", annotationProperty.Replace(d.Code), annotationData.Replace(words(d)))
		}
	}
	return b.String()
}

// What the runner of a workflow takes for its own marks (actions/toolkit, docs/commands.md).
var (
	annotationData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	annotationProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// summaryMost is how many problems a summary lists: GitHub takes 1 MiB for a step, and nobody reads more.
const summaryMost = 50

// Markdown returns what a command came to, for the summary of a job: what was looked at, and a table of the problems.
func (p Problems) Markdown() string {
	var b strings.Builder
	errs, warns := diag.Count(p.List)
	fmt.Fprintf(&b, "## %s\n\n", markdownText(p.Command))
	if errs+warns == 0 {
		fmt.Fprintf(&b, "No problems in %s.\n\n", p.Closing)
	} else {
		fmt.Fprintf(&b, "%s and %s in %s.\n\n", count(errs, "error", "errors"), count(warns, "warning", "warnings"), p.Closing)
	}
	list := slices.Clone(p.List)
	slices.SortStableFunc(list, func(x, y diag.Diagnostic) int { return rank(x.Severity) - rank(y.Severity) })
	for i, d := range list {
		if i == summaryMost {
			fmt.Fprintf(&b, "\nAnd %d more, which the log of the job names.\n", len(list)-i)
			break
		}
		if i == 0 {
			b.WriteString("| | place | problem |\n|---|---|---|\n")
		}
		place := p.file(d)
		if at := lineAndColumn(d); at != "" {
			place += ":" + at
		}
		problem := markdownText(d.Words())
		if d.Hint != "" {
			problem += "<br>" + markdownText(d.Hint)
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", d.Severity, inTable(codeSpan(diag.Escape(place))), problem)
	}
	return b.String() + "\n"
}

// rank orders severities: errors first.
func rank(s diag.Severity) int {
	return slices.Index([]diag.Severity{diag.Error, diag.Warning, diag.Note}, s)
}

// inTable returns Markdown as a cell of a table may hold it: also within code a bar ends the cell (GitHub Flavored Markdown 4.10).
func inTable(s string) string { return strings.ReplaceAll(s, "|", "\\|") }

// picture shows how much of a locale is fresh, as a bar of ten.
func picture(l project.LocaleStatus) string {
	if l.Blocks.Total == 0 {
		return ""
	}
	n := fresh(l) * 10 / l.Blocks.Total // rounded down, so that a full bar means all
	return strings.Repeat("█", n) + strings.Repeat("░", 10-n)
}

// Picture returns a table of how fresh each locale is, with a bar for each, for the summary of a job.
func (r *Report) Picture() string {
	var b strings.Builder
	b.WriteString("| | | | language | stale | missing | words to do |\n|---|---|---:|---|---:|---:|---:|\n")
	for _, l := range r.Status.Locales {
		if l.Tag == r.Status.Source {
			continue
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %d | %d | %d |\n", l.Tag, picture(l), freshPercent(l), markdownText(l.Name+" ("+l.Tag.EnglishName()+")"), l.Blocks.Stale, l.Blocks.Missing, wordsToDo(l))
	}
	return b.String()
}
