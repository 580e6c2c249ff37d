package edition

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"vernacular/internal/diag"
	"vernacular/internal/publish"
)

// Codes of what Verify finds.
const (
	CodeUnsigned             = "edition-unsigned"      // there is no edition.txt, or no signature
	CodeUnreadable           = "edition-unreadable"    // edition.txt or the manifest is not as the program writes it
	CodeSignature            = "signature-wrong"       // a signature does not hold, was made for something else, or is cut off
	CodeSigner               = "signer-unknown"        // no key that is trusted signed it
	CodeSignerChanged        = "signer-changed"        // another key than before, and no file of signers says that it may
	CodeOrigin               = "edition-of-other-site" // the edition says that it belongs to another address
	CodeOld                  = "edition-old"           // an edition with a greater serial was seen before
	CodeForked               = "edition-forked"        // two editions have one serial, or the chain of editions is broken
	CodeTime                 = "edition-time"          // the edition says that it was signed later than now
	CodeManifest             = "manifest-changed"      // the manifest is not the one that was signed
	CodeFileChanged          = "file-changed"          // a file has other bytes
	CodeFileMissing          = "file-missing"          // a file of the manifest is not there
	CodeFileAdded            = "file-added"            // a file is there that the manifest does not name
	CodeFileRenamed          = "file-renamed"          // a file of the manifest stands at another path
	CodeFileOfOther          = "file-of-other-edition" // a file is that of an earlier edition
	CodeFileUnreadable       = "file-unreadable"       // a file could not be read or fetched
	maxManifest        int64 = 512 << 20
)

// Options say how an edition is verified.
type Options struct {
	Signers  Signers               // keys that are trusted; nil: any key, which is said
	Memory   Memory                // what was seen before
	Address  string                // where the edition was fetched from; empty for a folder or a zip file
	Progress func(done, total int) // may be nil; called by several goroutines
	Now      time.Time             // by which keys are judged that hold for a time only; zero: the time of the clock
	// Only names the files to look at, by their paths in the edition; empty: all. What is not looked at is not fetched.
	Only []string
}

// Report is what Verify found.
type Report struct {
	Statement Statement
	Signed    []string // who signed, as the file of signers says, else the fingerprint of the key
	Files     int      // how many files of the manifest were looked at
	Problems  []diag.Diagnostic
	// NotServed are files of the manifest that hosts read themselves and do not serve, such as _headers.
	NotServed []string
}

// Verify reads an edition whole and reports everything that is not as its publisher signed it. The error is about the
// place or the memory, such as a host that does not answer; what is wrong with the edition is in the report.
func Verify(ctx context.Context, place Place, o Options) (*Report, error) {
	v := &verifier{ctx: ctx, place: place, o: o, r: &Report{}}
	if err := v.statement(); err != nil {
		return v.r, err
	}
	entries, err := v.manifest()
	if err != nil {
		return v.r, err
	}
	if len(v.o.Only) > 0 && entries != nil {
		entries = v.only(entries)
	}
	if err := v.files(entries); err != nil {
		return v.r, err
	}
	v.r.Problems = diag.Sorted(v.r.Problems)
	return v.r, v.remember(entries)
}

type verifier struct {
	ctx   context.Context
	place Place
	o     Options
	r     *Report

	text    []byte // edition.txt
	build   publish.Build
	parts   []publish.Part
	keys    []string // fingerprints of those who signed
	trusted []string // of these, those that Options.Signers allows
	signed  bool     // text is there and can be read
	before  *seen    // the last right edition of this origin, nil if there is none
	mu      sync.Mutex
}

func (v *verifier) problem(d diag.Diagnostic) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.r.Problems = append(v.r.Problems, d)
}

func (v *verifier) errorf(code, file, hint, format string, args ...any) {
	v.problem(diag.Errorf(code, diag.At(file, 0, 0), format, args...).WithHint("%s", hint))
}

// statement reads edition.txt and its signatures.
func (v *verifier) statement() error {
	text, err := v.place.Read(v.ctx, StatementName, maxStatement)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		v.errorf(CodeUnsigned, StatementName, "ask its publisher for a signed one; a publisher writes it with: vernacular sign", "this edition is not signed")
		return nil
	case isFault(err):
		v.errorf(CodeUnreadable, StatementName, distrust, "this is no statement of an edition: %v", err)
		return nil
	case err != nil:
		return err
	}
	v.text = text
	s, err := ParseStatement(text)
	if err != nil {
		v.errorf(CodeUnreadable, StatementName, distrust, "this is no statement of an edition: %v", err)
		return nil
	}
	v.signed, v.r.Statement = true, s
	if v.before, err = v.o.Memory.of(s.Origin); err != nil {
		return err
	}
	if err := v.signatures(); err != nil {
		return err
	}
	v.order()
	return nil
}

// distrust is what a reader does with an edition that is not right.
const distrust = "do not rely on these pages; tell the publisher, by another way than this site"

// signatures judges edition.txt.sig. One signature by a key that is trusted is enough; each that does not hold is told of.
func (v *verifier) signatures() error {
	file, err := v.place.Read(v.ctx, SignatureName, maxSignature)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		v.errorf(CodeUnsigned, SignatureName, distrust, "the signature of this edition is missing")
		return nil
	case isFault(err):
		v.errorf(CodeSignature, SignatureName, distrust, "%v", err)
		return nil
	case err != nil:
		return err
	}
	var unknown []string
	now := v.o.Now
	if now.IsZero() {
		now = time.Now()
	}
	if v.r.Statement.Time.After(now.Add(24 * time.Hour)) {
		v.errorf(CodeTime, StatementName, "is the clock of this machine right? if it is: "+distrust, "this edition says that it was signed on %s, which is later than now", v.r.Statement.Time.Format(time.DateOnly))
	}
	for _, s := range parseSignatures(file) {
		if s.err == nil {
			s.err = s.verify(v.text)
		}
		if s.err != nil {
			v.errorf(CodeSignature, SignatureName, distrust, "a signature does not hold: %v", s.err)
			continue
		}
		if slices.Contains(v.keys, s.fingerprint()) {
			continue // anybody can copy a signature
		}
		v.keys = append(v.keys, s.fingerprint())
		if v.o.Signers == nil {
			v.r.Signed = append(v.r.Signed, s.fingerprint())
			continue
		}
		names, why := v.o.Signers.find(s.sig.PublicKey, v.r.Statement.Time, now)
		if why != "" {
			unknown = append(unknown, fmt.Sprintf("%s (%s)", s.fingerprint(), why))
			continue
		}
		v.trusted = append(v.trusted, s.fingerprint())
		v.r.Signed = append(v.r.Signed, cmp.Or(names, s.fingerprint()))
	}
	v.judgeKeys(unknown)
	return nil
}

// judgeKeys says whether those who signed may. unknown are keys that no line of the file of signers allows, with the reason.
func (v *verifier) judgeKeys(unknown []string) {
	switch {
	case len(v.keys) == 0:
	case v.o.Signers != nil && len(v.r.Signed) == 0:
		v.errorf(CodeSigner, SignatureName, distrust, "no key that you trust signed this edition: %s", strings.Join(unknown, "; "))
	case v.o.Signers != nil:
	case v.before != nil && slices.ContainsFunc(v.before.Keys, func(k string) bool { return !slices.Contains(v.keys, k) }):
		// Each of them: anybody can add a signature of their own to an edition before it is seen for the first time.
		v.errorf(CodeSignerChanged, SignatureName, "ask the publisher, by another way than this site, whether the key is theirs; then name it with --signers",
			"edition %d was signed with the key %s, and this one is signed with %s", v.before.Serial, strings.Join(v.before.Keys, ", "), strings.Join(v.keys, ", "))
	case v.before == nil:
		v.problem(diag.Warnf(CodeSigner, diag.At(SignatureName, 0, 0), "this is the first look at this site, and nobody has said whose key this is: %s; whoever made the site may have made the key", strings.Join(v.keys, ", ")).
			WithHint("ask the publisher for the key by another way than this site, and name it with --signers; from now on another key is told of"))
	}
}

// order compares the edition with the last one that was right, and with the address that it was fetched from.
func (v *verifier) order() {
	s := v.r.Statement
	if v.o.Address != "" && !sameOrigin(v.o.Address, s.Origin) {
		v.errorf(CodeOrigin, StatementName, distrust, "this edition says that it belongs to %s, and it was fetched from %s", quoteOr(s.Origin), v.o.Address)
	}
	if v.before == nil {
		return
	}
	switch this := DigestOf(v.text); {
	case s.Serial < v.before.Serial:
		v.errorf(CodeOld, StatementName, distrust, "this is edition %d, and edition %d of %s was seen before: somebody shows an old one", s.Serial, v.before.Serial, v.before.Time)
	case s.Serial == v.before.Serial && this != v.before.Statement:
		v.errorf(CodeForked, StatementName, distrust, "another edition with the serial %d was seen before: its publisher never signs two with one serial", s.Serial)
	case s.Serial > v.before.Serial && s.Time.Format(time.DateOnly) < v.before.Time:
		v.errorf(CodeForked, StatementName, distrust, "this is edition %d and says that it was signed on %s, and edition %d was signed on %s", s.Serial, s.Time.Format(time.DateOnly), v.before.Serial, v.before.Time)
	case s.Serial == v.before.Serial+1 && s.Previous != v.before.Statement:
		v.errorf(CodeForked, StatementName, distrust, "this edition does not follow the edition %d that was seen before", v.before.Serial)
	}
}

func quoteOr(origin string) string {
	if origin == "" {
		return "no address"
	}
	return origin
}

// sameOrigin reports whether an address is one of a site: the same host, at or below the same path. A site that is fetched
// without TLS is still the one that was signed.
func sameOrigin(address, origin string) bool {
	_, a, _ := strings.Cut(address, "://")
	_, b, _ := strings.Cut(origin, "://")
	return b != "" && strings.HasPrefix(strings.TrimSuffix(a, "/")+"/", b)
}

// manifest reads the manifest, and compares it with what was signed.
func (v *verifier) manifest() ([]publish.Entry, error) {
	m, err := readManifest(v.ctx, v.place, v.o.Only)
	var bad *manifestError
	if err != nil && !errors.As(err, &bad) {
		return nil, err
	}
	if v.signed && m.sum != "" && m.sum != v.r.Statement.Manifest {
		v.errorf(CodeManifest, ManifestName, distrust+"; a publisher signs again after each build", "this is not the list of files that was signed: it has SHA-256 %s, and %s was signed", m.sum, v.r.Statement.Manifest)
	}
	if bad != nil {
		v.errorf(bad.code, bad.file, distrust, "%s", bad.text)
		return nil, nil
	}
	v.build, v.parts = m.Build, m.Parts
	return m.Entries, nil
}

// files compares every file of the manifest, and finds those that it does not name.
func (v *verifier) files(entries []publish.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	found, err := v.compare(entries)
	if err != nil {
		return err
	}
	var added map[string]Digest
	if len(v.o.Only) == 0 {
		if added, err = v.added(entries); err != nil {
			return err
		}
	}
	v.judge(entries, found, added)
	return nil
}

// only returns the entries of those files that are to be looked at.
func (v *verifier) only(entries []publish.Entry) (wanted []publish.Entry) {
	for _, name := range v.o.Only {
		i := slices.IndexFunc(entries, func(e publish.Entry) bool { return e.Path == name })
		if i < 0 {
			v.errorf(CodeFileAdded, name, distrust, "this file is no part of the edition")
			continue
		}
		wanted = append(wanted, entries[i])
	}
	return wanted
}

// state is what was found at the path of an entry.
type state struct {
	digest  Digest // of the bytes that are there
	size    int64
	missing bool
	tooLong bool
	differs bool // at its two addresses
	err     error
}

// compare reads every file that the manifest names.
func (v *verifier) compare(entries []publish.Entry) ([]state, error) {
	found := make([]state, len(entries))
	var next, done atomic.Int64
	var wg sync.WaitGroup
	for range max(4, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(entries) || v.ctx.Err() != nil {
					return
				}
				found[i] = v.look(entries[i])
				if n := int(done.Add(1)); v.o.Progress != nil {
					v.o.Progress(n, len(entries))
				}
			}
		})
	}
	wg.Wait()
	v.r.Files = int(done.Load())
	return found, v.ctx.Err()
}

func (v *verifier) look(e publish.Entry) state {
	b, err := v.place.Read(v.ctx, e.Path, e.Size)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return state{missing: true}
	case errors.Is(err, errTooLong):
		return state{tooLong: true}
	case errors.Is(err, errDiffers):
		return state{differs: true}
	case err != nil:
		return state{err: err}
	}
	return state{digest: DigestOf(b), size: int64(len(b))}
}

// added returns the digests of the files that are there and that the manifest does not name, by path.
func (v *verifier) added(entries []publish.Entry) (map[string]Digest, error) {
	paths, ok, err := v.place.List()
	if err != nil || !ok {
		return nil, err
	}
	out := map[string]Digest{}
	for _, p := range paths {
		if p == StatementName || p == SignatureName || p == ManifestName || slices.ContainsFunc(v.parts, func(part publish.Part) bool { return part.Path == p }) {
			continue
		}
		if _, known := slices.BinarySearchFunc(entries, p, func(e publish.Entry, p string) int { return strings.Compare(e.Path, p) }); known {
			continue
		}
		b, err := v.place.Read(v.ctx, p, maxManifest)
		if err != nil {
			out[p] = ""
			continue
		}
		out[p] = DigestOf(b)
	}
	return out, nil
}

// judge tells of every file that is not as the manifest says.
func (v *verifier) judge(entries []publish.Entry, found []state, added map[string]Digest) {
	moved := map[string]bool{}
	for i, e := range entries {
		s := found[i]
		switch {
		case s.err != nil:
			v.errorf(CodeFileUnreadable, e.Path, "try again; if it stays so, tell the publisher", "this file could not be read: %v", s.err)
		case s.missing && v.o.Address != "" && forHosts(e.Path):
			v.r.NotServed = append(v.r.NotServed, e.Path)
		case s.missing:
			if at := placeOf(Digest(e.SHA256), added); at != "" {
				moved[at] = true
				v.errorf(CodeFileRenamed, e.Path, distrust, "this file stands at %s, where it does not belong", at)
				continue
			}
			v.errorf(CodeFileMissing, e.Path, distrust, "this file of the edition is missing")
		case s.tooLong, s.differs, s.digest != Digest(e.SHA256):
			v.changed(e, s)
		}
	}
	for _, p := range slices.Sorted(maps.Keys(added)) {
		if !moved[p] {
			v.errorf(CodeFileAdded, p, distrust, "this file is no part of the edition")
		}
	}
}

// changed tells of a file with other bytes than were signed.
func (v *verifier) changed(e publish.Entry, s state) {
	switch {
	case v.before != nil && s.digest != "" && v.before.Files[e.Path] == s.digest:
		v.errorf(CodeFileOfOther, e.Path, distrust, "this file is that of edition %d, and not that of edition %d", v.before.Serial, v.r.Statement.Serial)
	case s.differs:
		v.errorf(CodeFileChanged, e.Path, distrust, "this file is not the one that was signed: %v", errDiffers)
	case s.tooLong:
		v.errorf(CodeFileChanged, e.Path, distrust, "this file is not the one that was signed: it has more than %d bytes", e.Size)
	case s.size < e.Size:
		v.errorf(CodeFileChanged, e.Path, distrust, "this file is not the one that was signed: it has %d bytes of %d", s.size, e.Size)
	default:
		v.errorf(CodeFileChanged, e.Path, distrust, "this file is not the one that was signed")
	}
}

// placeOf returns the first path of a file with these bytes.
func placeOf(d Digest, added map[string]Digest) string {
	for _, p := range slices.Sorted(maps.Keys(added)) {
		if added[p] == d {
			return p
		}
	}
	return ""
}

// forHosts reports whether a file steers a host, which then may not serve it.
func forHosts(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(name, "_") || strings.HasPrefix(base, "_") || strings.HasPrefix(base, ".") || base == "404.html"
}

// keysToKeep returns the keys by which the next edition is known: those that the person named; else those of the first look,
// since anybody can add a key to a later edition.
func (v *verifier) keysToKeep() []string {
	switch {
	case v.o.Signers != nil:
		return v.trusted
	case v.before != nil:
		return v.before.Keys
	}
	return v.keys
}

// remember keeps an edition in which nothing is wrong as the last one seen.
func (v *verifier) remember(entries []publish.Entry) error {
	if diag.HasErrors(v.r.Problems) || v.r.Statement.Origin == "" || len(v.o.Only) > 0 {
		return nil
	}
	s := v.r.Statement
	now := seen{Origin: s.Origin, Serial: s.Serial, Statement: DigestOf(v.text), Time: s.Time.Format(time.DateOnly), Keys: v.keysToKeep(), Files: map[string]Digest{}}
	for _, e := range entries {
		now.Files[e.Path] = Digest(e.SHA256)
	}
	return v.o.Memory.keep(now)
}
