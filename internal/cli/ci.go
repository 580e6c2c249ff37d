package cli

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vernacular/internal/pipeline"
	"vernacular/internal/report"
)

// What continuous integration reads: a document of the problems on standard output with --format sarif or junit, and in a
// workflow of GitHub annotations there and a summary of the job, as the environment of its runner asks for.

// namesProblems annotates the commands that name all problems of a site and end.
const namesProblems = "problems"

// ended tells continuous integration what a command has found, and returns its exit.
func (a *app) ended(cmd *cobra.Command, r pipeline.Result, strict bool) error {
	p := report.Problems{Command: cmd.CommandPath(), Root: a.siteRoot(), List: slices.Concat(r.Diagnostics, r.Notes), Strict: strict,
		Closing: count(r.Locales, "edition", "editions") + ", " + count(r.Pages, "page", "pages")}
	p.Version, _, _ = strings.Cut(strings.TrimPrefix(versionText(), "vernacular "), "\n")
	var document []byte
	var err error
	switch {
	case a.format == "sarif":
		document, err = p.SARIF()
	case a.format == "junit":
		document, err = p.JUnit()
	case a.format == "text" && inWorkflow():
		document = []byte(p.Annotations())
	}
	if err != nil {
		return err
	}
	a.streams.Out.Write(document)
	if err := summarize(p.Markdown()); err != nil {
		return err
	}
	return verdict(r.Diagnostics, strict)
}

// inWorkflow reports whether a runner of GitHub's has started the program.
func inWorkflow() bool { return os.Getenv("GITHUB_ACTIONS") == "true" }

// summarize adds Markdown to the summary of a job, where a runner collects one.
func summarize(markdown string) error {
	file := os.Getenv("GITHUB_STEP_SUMMARY")
	if !inWorkflow() || file == "" {
		return nil
	}
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err == nil {
		_, err = io.WriteString(f, markdown)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		return &exit{exitEnvironment, "the summary of the job cannot be written: " + err.Error(), "GITHUB_STEP_SUMMARY names its file"}
	}
	return nil
}

// siteRoot returns where the site is, seen from the current folder, with forward slashes; "" if it is not below it.
func (a *app) siteRoot() string {
	here, err := os.Getwd()
	if err != nil {
		return ""
	}
	dir, err := filepath.Abs(a.dir)
	if err != nil {
		return ""
	}
	rel, err := filepath.Rel(here, dir)
	if err != nil || !filepath.IsLocal(rel) {
		return ""
	}
	return filepath.ToSlash(rel)
}
