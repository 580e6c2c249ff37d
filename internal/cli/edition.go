package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vernacular/internal/diag"
	"vernacular/internal/disk"
	"vernacular/internal/edition"
)

func (a *app) signCommand() *cobra.Command {
	var key, origin, previous string
	var add bool
	cmd := &cobra.Command{
		Use:   "sign [--key FILE] DIR",
		Short: "Sign the folder that a build has written",
		Long: `Writes edition.txt and edition.txt.sig into a folder that vernacular build has written. The first
says which files belong to this edition of the site, and that it follows the edition before;
the second is your signature of it, in the form of OpenSSH. One signature covers every file.

The key is a private key of OpenSSH. Make one that is used for nothing else, and keep it where
the site is not built:
    ssh-keygen -t ed25519 -f edition-key
Without --key it is the one that ssh takes, such as id_ed25519 in the folder .ssh.
A key with a passphrase, in a security key or in an agent is asked for by ssh-keygen. Publish
edition-key.pub by another way than the site: on paper, by mail, on the site of somebody else.

Several people may sign: each of the others runs sign --add with their own key.`,
		Example: "  vernacular sign --key edition-key public\n  vernacular sign --key other-key --add public",
		Args: func(_ *cobra.Command, args []string) error {
			return one(args, "sign needs the folder that vernacular build has written", "as in: vernacular sign --key edition-key public")
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.sign(args[0], key, previous, edition.Order{Origin: origin, Add: add})
		},
	}
	cmd.Flags().StringVar(&key, "key", "", "the `file` of the key")
	cmd.MarkFlagFilename("key")
	cmd.Flags().StringVar(&origin, "origin", "", "the address of the site, as in `https://www.example.org/`; by default that of the build or of the edition before")
	cmd.Flags().StringVar(&previous, "previous", "", "the edition.txt of the edition before, if it is not in the folder: a `file`")
	cmd.MarkFlagFilename("previous")
	cmd.Flags().BoolVar(&add, "add", false, "add a signature to the edition that is in the folder")
	return cmd
}

func (a *app) sign(dir, key, previous string, o edition.Order) error {
	if key == "" {
		if key = usualKey(); key == "" {
			return &exit{exitUsage, "sign needs a key: --key FILE", "make one with: ssh-keygen -t ed25519 -f edition-key"}
		}
		a.tell().note("signing with the key %s", diag.Quote(key))
	}
	now, err := presentTime()
	if err != nil {
		return err
	}
	o.Time = now
	if previous != "" {
		text, err := os.ReadFile(previous)
		if err != nil {
			return &exit{exitUsage, fmt.Sprintf("%s cannot be read: %v", diag.Quote(previous), disk.Cause(err)), ""}
		}
		o.Previous = text
	}
	signer, err := edition.OpenSigner(key)
	if err != nil {
		return &exit{exitUsage, fmt.Sprintf("the key %s cannot be used: %v", diag.Quote(key), disk.Cause(err)), ""}
	}
	if a.isSite() {
		o.Site = a.dir
	}
	ctx, stop := signal.NotifyContext(context.Background(), disk.StopSignals...)
	defer stop()
	signed, err := edition.Sign(ctx, dir, signer, o)
	a.tell().problems(signed.Problems)
	var failed *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &exit{exitUsage, fmt.Sprintf("%s cannot be signed: %v", diag.Quote(dir), disk.Cause(err)), "name the folder that vernacular build has written"}
	case errors.Is(err, edition.ErrLocked), errors.As(err, &failed):
		return &exit{exitEnvironment, fmt.Sprintf("%s was not signed: %v", diag.Quote(dir), err), ""}
	case errors.Is(err, edition.ErrNotAsBuilt):
		return &exit{exitProblems, err.Error(), "build again, and take out what does not belong to the site"}
	case err != nil:
		return &exit{exitProblems, fmt.Sprintf("%s was not signed: %v", diag.Quote(dir), err), ""}
	}
	a.tell().note("signed edition %d of %s with %s", signed.Statement.Serial, signed.Statement.Origin, signed.Key)
	return nil
}

// one refuses any other number of arguments than one.
func one(args []string, needs, hint string) error {
	if len(args) != 1 {
		return &exit{exitUsage, needs, hint}
	}
	return nil
}

// isSite reports whether the folder of --site, or the one that the program runs in, holds the sources of a site.
func (a *app) isSite() bool {
	_, err := os.Stat(filepath.Join(a.dir, "content"))
	return err == nil
}

// usualKey returns the key that OpenSSH itself would take: the first of those in the person's own folder; "" if there is none.
func usualKey() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	for _, name := range []string{"id_ed25519", "id_ed25519_sk", "id_ecdsa", "id_ecdsa_sk", "id_rsa"} {
		file := filepath.Join(home, ".ssh", name)
		if _, err := os.Stat(file); err == nil {
			return file
		}
	}
	return ""
}

// presentTime is now, or SOURCE_DATE_EPOCH.
func presentTime() (time.Time, error) {
	text := os.Getenv("SOURCE_DATE_EPOCH")
	if text == "" {
		return time.Now(), nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Time{}, usage("SOURCE_DATE_EPOCH is not a number of seconds: %s", diag.Quote(text))
	}
	return time.Unix(n, 0), nil
}

func (a *app) verifyCommand() *cobra.Command {
	var signers, page, sources string
	var only []string
	var forget bool
	cmd := &cobra.Command{
		Use:   "verify ADDRESS|DIR|ZIP",
		Short: "Check that a site is as its publisher signed it",
		Long: `Fetches a site, or reads a folder or a zip file of it, and compares every file with what its
publisher signed. It names each file that was changed, dropped, added, renamed, or taken from
another edition, an edition that is older than one seen before, and a signature that does not hold.

--signers names the keys that you trust: a file in the form of OpenSSH's allowed_signers, such as
    publisher@example.org ssh-ed25519 AAAA…
Get the key by another way than the site: whoever can change the site can change a key on it.
Without it, the keys of the first look are remembered, and an edition that one of them has not signed
is told of later.

--rebuild names a folder with the sources of the site: they are built as the edition says that it was
built, and the first file that differs is named. So nobody has to trust the machine that built it.

--only looks at one page or file of a large site, as in --only fr/about/, and fetches no other.

--page writes a web page of one file that checks saved files on any phone or computer, without a
connection and without this program. Hand it on by another way than the site that it is to check.

What was seen is kept in your own configuration folder; --forget looks as if for the first time.

Exit status: 0 it is as signed, 1 it is not, 2 wrong usage, 3 it could not be read or fetched.`,
		Example: "  vernacular verify https://www.example.org/ --signers publishers\n  vernacular verify public",
		Args: func(cmd *cobra.Command, args []string) error {
			if page != "" {
				return cobra.NoArgs(cmd, args)
			}
			return one(args, "verify needs an address, a folder or a zip file", "as in: vernacular verify https://www.example.org/")
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if page != "" {
				return writePage(page)
			}
			if signers == "" && cmd.Flags().Changed("signers") {
				return usage("--signers needs the name of a file")
			}
			return a.verify(args[0], signers, sources, only, forget)
		},
	}
	cmd.Flags().StringVar(&signers, "signers", "", "the `file` of the keys that you trust")
	cmd.MarkFlagFilename("signers")
	cmd.Flags().StringVar(&sources, "rebuild", "", "build the site in this `folder`, and compare it with the edition")
	cmd.MarkFlagDirname("rebuild")
	cmd.Flags().StringVar(&page, "page", "", "write the page that checks saved files, as this `file`, and do nothing else")
	cmd.MarkFlagFilename("page", "html")
	cmd.Flags().StringArrayVar(&only, "only", nil, "look at this `path` only, below the address or folder; may be repeated")
	cmd.Flags().BoolVar(&forget, "forget", false, "neither use nor keep what was seen before")
	return cmd
}

// writePage writes the page that checks saved files. It replaces no file.
func writePage(name string) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err == nil {
		_, err = f.Write(edition.Page)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		return &exit{exitEnvironment, fmt.Sprintf("%s cannot be written: %v", diag.Quote(name), disk.Cause(err)), ""}
	}
	return nil
}

func (a *app) verify(name, signers, sources string, only []string, forget bool) error {
	now, err := presentTime()
	if err != nil {
		return err
	}
	o := edition.Options{Progress: a.tell().step, Now: now}
	for _, p := range only {
		o.Only = append(o.Only, edition.FileOf(p))
	}
	if !forget {
		o.Memory = edition.OpenMemory(seenFolder())
	}
	if o.Signers, err = readSigners(signers); err != nil {
		return err
	}
	if edition.IsAddress(name) {
		o.Address = name
	}
	place, err := edition.OpenPlace(name)
	if err != nil {
		e := &exit{exitEnvironment, fmt.Sprintf("%s cannot be verified: %v", diag.Quote(name), disk.Cause(err)), "name an address that begins with https://, a folder, or a whole zip file"}
		if errors.Is(err, fs.ErrNotExist) {
			e.status = exitUsage
		}
		return e
	}
	log.SetOutput(io.Discard) // what a host says beside its answers is not for a terminal
	defer place.Close()
	ctx, stop := signal.NotifyContext(context.Background(), disk.StopSignals...)
	defer stop()
	a.tell().begin()
	r, err := edition.Verify(ctx, place, o)
	a.tell().problems(r.Problems)
	if err != nil {
		return &exit{exitEnvironment, fmt.Sprintf("%s could not be read to its end: %v", diag.Quote(name), err), ""}
	}
	if err := verdict(r.Problems, false); err != nil {
		a.tell().line("NOT as signed: %s", diag.Quote(name))
		return err
	}
	if sources != "" {
		if err := a.rebuild(ctx, place, sources); err != nil {
			return err
		}
	}
	s := r.Statement
	files := "1 file is"
	if n := r.Files - len(r.NotServed); n != 1 {
		files = fmt.Sprintf("all %d files are", n)
	}
	a.tell().note("edition %d of %s, signed on %s by %s: %s as signed", s.Serial, s.Origin, s.Time.Format(time.DateOnly), strings.Join(r.Signed, " and "), files)
	if len(r.NotServed) > 0 {
		a.tell().note("not looked at, since hosts keep such files to themselves: %s", strings.Join(r.NotServed, ", "))
	}
	return nil
}

// readSigners reads the file of --signers; nil if none is named.
func readSigners(name string) (edition.Signers, error) {
	if name == "" {
		return nil, nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, &exit{exitUsage, fmt.Sprintf("%s cannot be read: %v", diag.Quote(name), disk.Cause(err)), ""}
	}
	list, err := edition.ParseSigners(text)
	if err != nil {
		return nil, &exit{exitUsage, fmt.Sprintf("%s is no file of signers: %v", diag.Quote(name), err), ""}
	}
	return list, nil
}

// rebuild builds sources as an edition says that it was built, into a folder of its own, and compares the two.
func (a *app) rebuild(ctx context.Context, place edition.Place, sources string) error {
	built, _, err := edition.ReadBuild(ctx, place)
	if err != nil {
		return &exit{status: exitEnvironment, text: err.Error()}
	}
	out, err := os.MkdirTemp("", "vernacular-rebuild-*")
	if err != nil {
		return &exit{status: exitEnvironment, text: err.Error()}
	}
	defer os.RemoveAll(out)
	site := *a
	site.dir, site.quiet, site.format = sources, true, "text"
	s, locales, err := site.session(buildFlags{baseURL: built.BaseURL, locales: built.Locales, pseudo: built.Pseudo, cache: "off"}, out, nil)
	if err != nil {
		return err
	}
	defer s.Close()
	if r, err := s.Build(locales, ctx.Done(), func() {}); err != nil {
		return err
	} else if diag.HasErrors(r.Diagnostics) {
		return &exit{exitProblems, fmt.Sprintf("%s could not be built without errors", diag.Quote(sources)), ""}
	}
	here, err := edition.OpenPlace(out)
	if err != nil {
		return &exit{status: exitEnvironment, text: err.Error()}
	}
	defer here.Close()
	problems, err := edition.CompareRebuild(ctx, here, place)
	if err != nil {
		return &exit{status: exitEnvironment, text: err.Error()}
	}
	a.tell().problems(problems)
	if len(problems) == 0 {
		a.tell().note("the sources in %s make these very files", diag.Quote(sources))
	}
	return verdict(problems, false)
}

// seenFolder is where a person's own memory of editions is; "" if there is no such folder.
func seenFolder() string {
	dir, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "vernacular", "editions")
}
