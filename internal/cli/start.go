package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"vernacular/internal/diag"
	"vernacular/internal/localhost"
	"vernacular/internal/project"
)

// start is what the program does without a command. A person on a terminal, also one who has double-clicked the
// program, gets the site of the folder in the browser, or is asked what to do; a script gets the help.
func (a *app) start(cmd *cobra.Command) error {
	if !isTerminal(a.streams.In) || !isTerminal(a.streams.Err) || os.Getenv("CI") != "" {
		return cmd.Help()
	}
	var err error
	if project.IsSite(a.dir) {
		err = a.show(cmd, a.dir)
	} else {
		err = a.ask(cmd, bufio.NewReader(a.streams.In))
	}
	// On Windows the window of a program that was double-clicked closes with the program.
	if status := a.conclude(err); status != exitClean {
		if runtime.GOOS == "windows" {
			a.tell().line("Press Enter to close this window.")
			bufio.NewReader(a.streams.In).ReadString('\n')
		}
		return &exit{status: status}
	}
	return nil
}

// isTerminal reports whether a stream leads to a person.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// show watches a site with the options that "watch" has of its own, and opens it in the browser. When another program
// has the usual port, such as the window of another site, it takes the next one.
func (a *app) show(cmd *cobra.Command, dir string) error {
	watch, _, err := cmd.Root().Find([]string{"watch"})
	if err != nil {
		return err
	}
	flags := watch.Flags()
	a.dir = dir
	if l, _, err := localhost.Listen(""); err == nil {
		l.Close()
	} else if err := flags.Set("addr", localhost.Free(localhost.DefaultAddr)); err != nil {
		return err
	}
	if !cmd.Flags().Changed("open") {
		if err := flags.Set("open", "true"); err != nil {
			return err
		}
	}
	return watch.RunE(watch, nil)
}

// ask asks what to do where no site is, until the person wants to end.
func (a *app) ask(cmd *cobra.Command, in *bufio.Reader) error {
	here := project.Absolute(a.dir)
	say := a.tell().line
	say("Vernacular publishes a site in every language that its readers need.\n")
	say("There is no site in this folder: %s\n", diag.Escape(here))
	// A program that was double-clicked on macOS runs in the home folder, wherever it lies.
	beside := besideProgram(here)
	for {
		if beside != "" {
			say("  0   open the site that lies beside this program: %s", diag.Escape(beside))
		}
		say("  1   open a site that is on this computer")
		say("  2   show the commands")
		say("  3   end\n")
		answer, ok := a.answer(in, "Type a number, then Enter: ")
		switch {
		case !ok, answer == "3":
			return nil
		case answer == "0" && beside != "":
			return a.show(cmd, beside)
		case answer == "2":
			if err := cmd.Help(); err != nil {
				return err
			}
			say("")
		case answer == "1":
			dir, ok := a.answer(in, "\nDrag the site's folder into this window, or type where it is, then Enter:\n")
			dir = typedFolder(dir)
			switch {
			case !ok:
				return nil
			case dir != "" && project.IsSite(dir):
				return a.show(cmd, dir)
			case dir != "":
				say("\n%s is no site: a site's folder has the file site.toml or the folder content in it.\n", diag.Escape(dir))
			}
		default:
			say("\nThat is none of the numbers.\n")
		}
	}
}

// answer asks for a line; ok is false when there is none to come.
func (a *app) answer(in *bufio.Reader, question string) (line string, ok bool) {
	fmt.Fprint(a.streams.Err, question)
	line, err := in.ReadString('\n')
	return strings.TrimSpace(line), err == nil || errors.Is(err, io.EOF) && line != ""
}

// typedFolder returns the folder that a person has typed or dragged into the window: terminals put quotation marks around
// a name with spaces, or a backslash before each.
func typedFolder(text string) string {
	text = strings.TrimSpace(text)
	for _, quote := range []string{`"`, `'`} {
		if inner, ok := strings.CutPrefix(text, quote); ok && strings.HasSuffix(inner, quote) {
			return strings.TrimSuffix(inner, quote)
		}
	}
	if rest, ok := strings.CutPrefix(text, "~"); ok && (rest == "" || os.IsPathSeparator(rest[0])) {
		if home, err := os.UserHomeDir(); err == nil {
			text = home + rest
		}
	}
	if os.PathSeparator == '\\' {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+1 < len(text) {
			i++
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// besideProgram returns the folder that the program lies in if a site is there and it is another than here, else "".
func besideProgram(here string) string {
	name, err := os.Executable()
	if err != nil {
		return ""
	}
	if dir := filepath.Dir(name); dir != here && project.IsSite(dir) {
		return dir
	}
	return ""
}

// opener returns the command that opens an address in a person's browser; nil where there is no screen to show it on.
func opener(system, address string, getenv func(string) string) []string {
	switch system {
	case "windows":
		return []string{"rundll32", "url.dll,FileProtocolHandler", address}
	case "darwin":
		return []string{"open", address}
	}
	// Without a screen xdg-open may start a browser in this very terminal.
	if getenv("DISPLAY") == "" && getenv("WAYLAND_DISPLAY") == "" {
		return nil
	}
	return []string{"xdg-open", address}
}

// openBrowser opens an address of this machine in the browser if a person is there. A failure is harmless, since the
// address is told as well.
func (a *app) openBrowser(address string) {
	words := opener(runtime.GOOS, address, os.Getenv)
	if words == nil || os.Getenv("CI") != "" || !isTerminal(a.streams.Err) {
		return
	}
	cmd := exec.Command(words[0], words[1:]...)
	if err := cmd.Start(); err != nil {
		a.tell().note("no browser could be opened: open %s yourself", address)
		return
	}
	go cmd.Wait()
}
