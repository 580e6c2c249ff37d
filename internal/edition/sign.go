package edition

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"vernacular/internal/diag"
	"vernacular/internal/disk"
	"vernacular/internal/publish"
)

// Order is what a publisher says when signing.
type Order struct {
	Origin string    // address of the site; empty: that of the edition before
	Site   string    // folder of the sources, of which the commit is named; empty: it is not known
	Time   time.Time // of the signature
	// Previous is the edition.txt of the edition before, where the folder does not have it; nil: the folder's own.
	Previous []byte
	// Add signs the edition.txt that the folder has once more, with another key.
	Add bool
}

// Signed is what Sign wrote.
type Signed struct {
	Statement Statement
	Key       string // fingerprint, as ssh-keygen -l writes it
	Problems  []diag.Diagnostic
}

// ErrNotAsBuilt is the error of a folder that is not as its build has left it. What is wrong is in Signed.Problems.
var ErrNotAsBuilt = errors.New("the folder is not as its build has left it, so it was not signed")

// Sign writes edition.txt and edition.txt.sig into a folder that a build has published, or adds a signature to the one that
// it has. It signs nothing that Verify would complain of: each file is compared with the manifest first.
func Sign(ctx context.Context, dir string, signer Signer, o Order) (Signed, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Signed{}, err
	}
	defer root.Close()
	place := folder{root}
	unlock, err := lock(root)
	if err != nil {
		return Signed{}, err
	}
	defer unlock()
	if err := sweep(root); err != nil {
		return Signed{}, err
	}
	built, manifest, problems, err := asBuilt(ctx, place)
	if err != nil {
		return Signed{}, err
	}
	if diag.HasErrors(problems) {
		return Signed{Problems: problems}, ErrNotAsBuilt
	}
	text, err := place.Read(ctx, StatementName, maxStatement)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Signed{}, fmt.Errorf("%s cannot be read: %w", StatementName, err)
	}
	if o.Add {
		return addSignature(ctx, place, signer, text, manifest)
	}
	if o.Previous == nil {
		o.Previous = text
	}
	o.Origin = cmp.Or(o.Origin, built.BaseURL)
	s, err := next(o, manifest)
	if err != nil {
		return Signed{}, err
	}
	s.Source, s.Options = commitOf(ctx, o.Site, dir), optionsOf(built)
	return write(ctx, place, signer, s, nil)
}

// asBuilt compares a folder with its manifest.
func asBuilt(ctx context.Context, place Place) (built publish.Build, manifest Digest, problems []diag.Diagnostic, err error) {
	v := &verifier{ctx: ctx, place: place, r: &Report{}}
	m, err := readManifest(ctx, place, nil)
	var bad *manifestError
	switch {
	case errors.As(err, &bad) && bad.file == ManifestName && m.sum == "":
		return built, "", nil, errors.New("it has no " + ManifestName + ": name the folder that vernacular build has written")
	case err != nil:
		return built, "", nil, err
	}
	v.build, v.parts = m.Build, m.Parts
	entries := m.Entries
	if err := v.files(entries); err != nil {
		return built, "", nil, err
	}
	return v.build, m.sum, diag.Sorted(v.r.Problems), nil
}

// optionsOf says what a build was asked for, beside the sources, in the words of the command line.
func optionsOf(b publish.Build) string {
	var words []string
	if b.BaseURL != "" {
		words = append(words, "--base-url "+b.BaseURL)
	}
	for _, l := range b.Locales {
		words = append(words, "--locale "+l)
	}
	if b.Pseudo {
		words = append(words, "--pseudo")
	}
	return strings.Join(words, " ")
}

// next returns the statement of the edition that follows another one.
func next(o Order, manifest Digest) (Statement, error) {
	s := Statement{Origin: o.Origin, Serial: 1, Time: o.Time.UTC().Truncate(time.Second), Manifest: manifest, Tool: tool()}
	if len(o.Previous) > 0 {
		before, err := ParseStatement(o.Previous)
		if err != nil {
			return s, fmt.Errorf("the %s of the edition before: %w", StatementName, err)
		}
		s.Serial, s.Previous = before.Serial+1, DigestOf(o.Previous)
		if s.Origin == "" {
			s.Origin = before.Origin
		}
		if s.Origin != before.Origin {
			return s, fmt.Errorf("the edition before is one of %s, and this one would be one of %s; take %s out of the folder to begin anew", before.Origin, s.Origin, StatementName)
		}
		if s.Time.Before(before.Time) {
			return s, fmt.Errorf("the edition before was signed at %s, which is later than now; is the clock right?", before.Time.Format(time.RFC3339))
		}
	}
	if s.Origin == "" {
		return s, errors.New("the address of the site is not known; set base_url in site.toml and build again, or give --origin https://www.example.org/")
	}
	if !strings.HasSuffix(s.Origin, "/") {
		s.Origin += "/"
	}
	return s, checkOrigin(s.Origin)
}

// tool names this program and its build.
func tool() string {
	build := "unknown build"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		build = info.Main.Version
	}
	return fmt.Sprintf("vernacular %s, %s %s/%s", build, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// lock keeps builds and others who sign out of a folder.
func lock(root *os.Root) (unlock func(), err error) {
	f, err := root.Open(".")
	if err != nil {
		return nil, err
	}
	if err := disk.Lock(f); err != nil && !errors.Is(err, disk.ErrNoLocks) {
		f.Close()
		if errors.Is(err, disk.ErrLocked) {
			return nil, ErrLocked
		}
		return nil, err
	}
	return func() { f.Close() }, nil
}

// ErrLocked is the error of a folder that a build, or somebody else who signs, is working on.
var ErrLocked = errors.New("another process is working on this folder, such as vernacular watch; end it, or sign when it is done")

// leftovers are the names of files that a process leaves which is killed while it signs.
var leftovers = regexp.MustCompile(`^edition\.txt(\.sig)?\.[0-9a-f]+\.tmp$`)

// sweep removes them.
func sweep(root *os.Root) error {
	list, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return err
	}
	for _, e := range list {
		if e.Type().IsRegular() && leftovers.MatchString(e.Name()) {
			if err := root.Remove(e.Name()); err != nil {
				return err
			}
		}
	}
	return nil
}

// commitOf names the commit of the folder that holds the sources, as git tells it; "" if it is not known. Changes in the folder
// that is signed are none of the sources.
func commitOf(ctx context.Context, site, dir string) string {
	if site == "" {
		return ""
	}
	git := func(args ...string) (string, error) {
		cmd := exec.CommandContext(ctx, "git", append([]string{"-C", site}, args...)...)
		out, err := cmd.Output()
		return strings.TrimSpace(string(out)), err
	}
	commit, err := git("rev-parse", "--verify", "HEAD")
	if err != nil || commit == "" {
		return ""
	}
	status := []string{"status", "--porcelain", "--", "."}
	from, err1 := filepath.Abs(site)
	to, err2 := filepath.Abs(dir)
	if rel, err := filepath.Rel(from, to); err == nil && err1 == nil && err2 == nil && filepath.IsLocal(rel) {
		status = append(status, ":(exclude)"+filepath.ToSlash(rel))
	}
	if changes, err := git(status...); err != nil || changes != "" {
		return "git " + commit + ", with changes"
	}
	return "git " + commit
}

// addSignature signs an edition once more.
func addSignature(ctx context.Context, place folder, signer Signer, text []byte, manifest Digest) (Signed, error) {
	if len(text) == 0 {
		return Signed{}, errors.New("the folder has no " + StatementName + " yet, so there is nothing to add a signature to")
	}
	s, err := ParseStatement(text)
	if err != nil {
		return Signed{}, fmt.Errorf("%s: %w", StatementName, err)
	}
	if s.Manifest != manifest {
		return Signed{}, errors.New("the site was built again after edition.txt was signed; sign it anew, without --add")
	}
	signed, err := place.Read(ctx, SignatureName, maxSignature)
	if err != nil {
		return Signed{}, fmt.Errorf("%s cannot be read: %w", SignatureName, err)
	}
	for _, sig := range parseSignatures(signed) {
		if sig.err == nil {
			sig.err = sig.verify(text)
		}
		if sig.err != nil {
			return Signed{}, fmt.Errorf("%s: %w", SignatureName, sig.err)
		}
	}
	return write(ctx, place, signer, s, signed)
}

// write signs a statement and puts both files in place, the signature last: a reader who comes in between finds that the two
// do not belong together, and never a signature of something else.
func write(ctx context.Context, place folder, signer Signer, s Statement, before []byte) (Signed, error) {
	text := s.Bytes()
	if _, err := ParseStatement(text); err != nil {
		return Signed{}, fmt.Errorf("%s: %w", StatementName, err)
	}
	sig, err := signer.sign(ctx, text)
	if err != nil {
		return Signed{}, err
	}
	made := parseSignatures(sig)
	if len(made) != 1 || made[0].err != nil {
		return Signed{}, fmt.Errorf("the signature that was made cannot be read")
	}
	if err := made[0].verify(text); err != nil {
		return Signed{}, err
	}
	key := made[0].fingerprint()
	for _, old := range parseSignatures(before) {
		if len(before) > 0 && old.err == nil && old.fingerprint() == key {
			return Signed{}, fmt.Errorf("the key %s has signed this edition already", key)
		}
	}
	if before == nil {
		if err := replace(place.root, StatementName, text); err != nil {
			return Signed{}, err
		}
	}
	if len(before) > 0 && !bytes.HasSuffix(before, []byte("\n")) {
		before = append(before, '\n')
	}
	return Signed{Statement: s, Key: key}, replace(place.root, SignatureName, append(bytes.Clone(before), sig...))
}

func replace(root *os.Root, name string, text []byte) error {
	return disk.Replace(root, name, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}
