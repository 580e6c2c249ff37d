// Package cli turns arguments into one of the commands, and problems into words and an exit status. It is
// the only package that prints.
//
// People read standard error, machines read standard output with --format json; how both are talked to
// is in tell.go, and what happens when standard output cannot be written in output.go. The package makes
// nothing itself: serve builds and watches, project asks and edits a site, report shows its status. Start
// with [Run]; the neighbour to read next is serve.
package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vernacular/internal/deliver"
	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/project"
	"vernacular/internal/publish"
	"vernacular/internal/source"
)

// The exit statuses.
const (
	exitClean       = 0
	exitProblems    = 1 // the site has errors, or with --strict warnings
	exitUsage       = 2 // wrong arguments
	exitEnvironment = 3 // disk, permissions, another build
)

// Streams are where a command reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// exit is an error that carries its status. What it says has been told already when text is empty.
type exit struct {
	status     int
	text, hint string
}

func (e *exit) Error() string { return e.text }

func usage(format string, args ...any) error {
	return &exit{exitUsage, fmt.Sprintf(format, args...), ""}
}

// Run executes one command and returns its exit status. When standard output cannot be written, that is
// [exitEnvironment], whatever the command found.
func Run(args []string, s Streams) int {
	out := newOutput(s.Out)
	s.Out = out
	a := &app{streams: s, out: out}
	root := a.root()
	root.SetArgs(args)
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	err := root.Execute()
	status := exitEnvironment
	if !out.caused(err) { // what out.failure returns is told below, once
		status = a.conclude(err)
	}
	out.close()
	if e := out.failure(); e != nil {
		if e.text != "" {
			a.tell().failure(e)
		}
		return e.status
	}
	return status
}

// conclude tells why a command failed, if it did, and returns the exit status.
func (a *app) conclude(err error) int {
	if err == nil {
		return exitClean
	}
	e := a.exitOf(err)
	// What a command makes of a file that could not be read is not the site's fault.
	if failed := a.readAll("nothing was written"); failed != nil && e.status < exitEnvironment {
		if e.text == "" {
			return exitEnvironment
		}
		errors.As(failed, &e)
	}
	if e.text != "" {
		a.tell().failure(e)
	}
	return e.status
}

// exitOf returns the exit that an error leads to, and tells the problems that it is about.
func (a *app) exitOf(err error) *exit {
	var (
		own      *exit
		sources  *project.Error
		delivery *deliver.Error
		outputs  *publish.Error
	)
	switch {
	case errors.As(err, &own):
		return own
	case errors.As(err, &delivery):
		status := map[deliver.Kind]int{deliver.Usage: exitUsage, deliver.Problem: exitProblems}[delivery.Kind]
		return &exit{cmp.Or(status, exitEnvironment), delivery.Msg, delivery.Hint}
	case errors.As(err, &outputs):
		return &exit{exitEnvironment, outputs.Error(), outputs.Hint}
	case !errors.As(err, &sources):
		return &exit{status: exitUsage, text: err.Error()}
	}
	a.tell().problems(sources.Problems())
	status := exitProblems
	switch sources.Kind {
	case project.Failed, project.Protected:
		status = exitEnvironment
	case project.NoSite, project.Unknown:
		status = exitUsage
	}
	return &exit{status, sources.Msg, sources.Hint}
}

// app is one invocation: the shared flags and the streams.
type app struct {
	streams Streams
	out     *output // what streams.Out is
	dir     string
	format  string
	quiet   bool
	verbose bool
	src     *source.Folder // the site that the command reads, when it is open
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "vernacular",
		Short: "Publish one site in every language its readers need",
		Long: `Vernacular builds one edition of a site for each language that has files:
pages in content/<tag>/, messages in locales/active.<tag>.toml.

Translators: run "vernacular" in the site's folder, which opens it in the browser,
or "vernacular watch", which prints the address.
Every save is shown at once, and every mistake is named by file, line and column.
To begin a new language: "vernacular locale add <tag>", such as
"vernacular locale add sw" for Swahili.`,
		Version:       versionText(),
		SilenceUsage:  true,
		SilenceErrors: true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			near := diag.Nearest(args[0], commandNames(cmd))
			e := &exit{status: exitUsage, text: "there is no command " + diag.Quote(args[0]), hint: `"vernacular --help" lists the commands`}
			if near != "" {
				e.hint = "did you mean vernacular " + near + "?"
			}
			return e
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.start(cmd) },
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			have := formats(cmd)
			if slices.Contains(have, a.format) {
				return nil
			}
			if a.format == "html" {
				return &exit{exitUsage, fmt.Sprintf("%s writes no page: --format is %s here", cmd.CommandPath(), oneOf(have)), "vernacular status --format html does"}
			}
			return usage("--format is %s, not %s", oneOf(have), diag.Quote(a.format))
		},
	}
	cobra.MousetrapHelpText = "" // so that a double click on Windows gets an answer (start.go)
	root.SetVersionTemplate("{{.Version}}")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return &exit{exitUsage, err.Error(), diag.Quote(cmd.CommandPath()+" --help") + " lists the flags"}
	})
	f := root.PersistentFlags()
	f.StringVar(&a.dir, "site", ".", "the site's `folder`")
	f.StringVar(&a.format, "format", "text", "what standard output is written in: `text|json`; build, check, status and export have more")
	f.BoolVarP(&a.quiet, "quiet", "q", false, "say nothing but problems")
	f.BoolVarP(&a.verbose, "verbose", "v", false, "name every file that is written or removed")
	root.RegisterFlagCompletionFunc("format", func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		return formats(cmd), cobra.ShellCompDirectiveNoFileComp
	})
	root.MarkPersistentFlagDirname("site")
	root.AddCommand(a.buildCommand(), a.joinCommand(), a.watchCommand(), a.checkCommand(), a.statusCommand(), a.acceptCommand(), a.syncCommand(), a.moveCommand(), a.exportCommand(), a.importCommand(), a.localeCommand(), a.publishCommand(), a.signCommand(), a.verifyCommand())
	root.CompletionOptions.HiddenDefaultCmd = false
	return root
}

// writesHTML annotates the commands that have a page for people.
const writesHTML = "html"

// formats are what --format may be.
func formats(cmd *cobra.Command) []string {
	if _, ok := cmd.Annotations[writesHTML]; ok {
		return []string{"text", "table", "json", "markdown", "html"}
	}
	if _, ok := cmd.Annotations[writesExchange]; ok {
		return []string{"text", "po", "xliff", "xliff12", "tmx", "csv"}
	}
	if _, ok := cmd.Annotations[namesProblems]; ok {
		return []string{"text", "json", "sarif", "junit"}
	}
	return []string{"text", "json"}
}

// oneOf lists names of which one is to be chosen: "text, json or sarif".
func oneOf(names []string) string {
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

func commandNames(cmd *cobra.Command) []string {
	var names []string
	for _, c := range cmd.Commands() {
		names = append(names, c.Name())
	}
	return names
}

func (a *app) tell() *teller { return newTeller(a.streams, a.format == "json", a.quiet, a.verbose) }

// openSite opens the site's folder for a command that publishes nothing.
func (a *app) openSite() (*source.Folder, *source.Snapshot, error) {
	a.unfinished()
	folder, snap, err := project.Open(a.dir, "", "")
	a.src = folder
	return folder, snap, err
}

// outDir is where --out leads: relative to the site unless it is absolute, given or not.
func (a *app) outDir(out string, given bool) string {
	if given {
		return out
	}
	return filepath.Join(a.dir, out)
}

// parseLocales reads --locale flags and sees that the site has them.
func (a *app) parseLocales(flags []string, snap *source.Snapshot) ([]locale.Tag, error) {
	if len(flags) == 0 {
		return nil, nil
	}
	have := project.Locales(snap)
	var out []locale.Tag
	for _, text := range flags {
		for _, one := range strings.Split(text, ",") {
			t, _, err := locale.Parse(one)
			if err != nil {
				return nil, usage("--locale %s: %v", one, err)
			}
			if !slices.Contains(have, t) {
				names := make([]string, len(have))
				for i, h := range have {
					names[i] = string(h)
				}
				if e := unusable(snap); e != nil {
					e.text = fmt.Sprintf("--locale %s: the site has no such locale, as far as its files can be read: %s", t, e.text)
					return nil, e
				}
				return nil, &exit{exitUsage, fmt.Sprintf("--locale %s: the site has no such locale", t), "it has " + strings.Join(names, ", ")}
			}
			out = append(out, t)
		}
	}
	return out, nil
}

// unusable names what lies in a site's folder and is no file, such as the links as which an engine shows a build its inputs; nil
// if there is nothing of the kind.
func unusable(snap *source.Snapshot) *exit {
	var first *diag.Diagnostic
	more := -1
	for _, d := range snap.Diagnostics() {
		if d.Code == source.CodeNotAFile {
			if more++; first == nil {
				first = &d
			}
		}
	}
	switch {
	case first == nil:
		return nil
	case more > 0:
		return &exit{exitUsage, fmt.Sprintf("%s: %s; so it is with %d more", first.File, first.Message, more), first.Hint + "; cp -RL copies a folder without links"}
	}
	return &exit{exitUsage, fmt.Sprintf("%s: %s", first.File, first.Message), first.Hint}
}

// completeLocales offers the site's own locales to the shell.
func (a *app) completeLocales(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	folder, snap, err := project.Open(a.dir, "", "")
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	defer folder.Close()
	var out []string
	for _, t := range project.Locales(snap) {
		out = append(out, string(t)+"\t"+t.EnglishName())
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

// verdict is the exit of a command that has told its problems.
func verdict(ds []diag.Diagnostic, strict bool) error {
	errs, warns := diag.Count(ds)
	if errs > 0 || (strict && warns > 0) {
		return &exit{status: exitProblems}
	}
	return nil
}
