// Package edition turns a folder that a build has published into a signed edition, and an edition that somebody has
// received into a list of what is not as its publisher signed it.
//
// An edition is a folder with manifest.json, which names every file with its SHA-256, and two files more: edition.txt
// says which manifest, at which address, in which order of editions; edition.txt.sig holds the publisher's signature of
// edition.txt. So one signature covers every byte of the site. The signature has the form of OpenSSH (PROTOCOL.sshsig of
// openssh-portable), with the namespace "vernacular-edition", and anybody can check it without this program:
//
//	ssh-keygen -Y verify -f allowed_signers -I publisher@example.org -n vernacular-edition -s edition.txt.sig < edition.txt
//
// [Sign] writes the two files; nothing else in Vernacular knows the time or a key. [Verify] reads an edition from a
// folder, a zip file or a host, and reports each thing that is not as it was signed. What it saw before is in a [Memory],
// by which it knows an edition that is older than the last one, and two editions that claim to be the same.
//
// The package never changes a file of an edition, never follows a link out of a folder, and never trusts a name, a size
// or a number of an edition before its signature has been checked. The neighbour to read next is publish, which writes
// the manifest.
package edition

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// The files of an edition.
const (
	StatementName = "edition.txt"
	SignatureName = "edition.txt.sig"
	ManifestName  = "manifest.json"
)

// Namespace is what a signature of an edition is for, so that a signature of something else, such as a commit, cannot be
// taken for one.
const Namespace = "vernacular-edition"

// version is the form of edition.txt.
const version = 1

// none is how a value is written that does not exist.
const none = "none"

// maxStatement and maxSignature are how many bytes the two files of an edition may have.
const (
	maxStatement = 64 << 10
	maxSignature = 256 << 10
)

// Digest is a SHA-256 in lower-case hexadecimal; empty for none.
type Digest string

// DigestOf returns the digest of some bytes.
func DigestOf(b []byte) Digest {
	sum := sha256.Sum256(b)
	return Digest(hex.EncodeToString(sum[:]))
}

// Statement is what a publisher signs: edition.txt. It is one "name: value" a line, in this order.
type Statement struct {
	Origin   string    // address of the site, as in https://www.example.org/
	Serial   int       // from 1; each edition of an origin has a greater one than the edition before
	Time     time.Time // of the signature, to the second, in UTC
	Previous Digest    // of the edition.txt before; empty for the first
	Manifest Digest    // of manifest.json
	Tool     string    // the program that built it, and that program's own build
	Source   string    // the commit that it was built from; empty if nobody knows
	Options  string    // what the build was asked for, beside the sources
}

// Bytes returns the statement as edition.txt has it.
func (s Statement) Bytes() []byte {
	var b strings.Builder
	line := func(name, value string) {
		if value == "" {
			value = none
		}
		fmt.Fprintf(&b, "%s: %s\n", name, value)
	}
	line("vernacular-edition", strconv.Itoa(version))
	line("origin", s.Origin)
	line("serial", strconv.Itoa(s.Serial))
	line("time", s.Time.UTC().Format(time.RFC3339))
	line("previous", withAlgorithm(s.Previous))
	line("manifest", withAlgorithm(s.Manifest))
	line("tool", s.Tool)
	line("source", s.Source)
	line("options", s.Options)
	return []byte(b.String())
}

func withAlgorithm(d Digest) string {
	if d == "" {
		return ""
	}
	return "sha256:" + string(d)
}

// ParseStatement reads edition.txt. It accepts what [Statement.Bytes] writes and nothing else, so that two programs
// cannot read one signed text in two ways. The error says in plain words what is wrong, with the line.
func ParseStatement(text []byte) (Statement, error) {
	var s Statement
	if len(text) > maxStatement {
		return s, fmt.Errorf("it is longer than %d bytes", maxStatement)
	}
	if !utf8.Valid(text) {
		return s, fmt.Errorf("it is not valid UTF-8")
	}
	if strings.Contains(string(text), "\r") {
		return s, fmt.Errorf("it has line ends of Windows; save the file as the site gives it")
	}
	r := statementReader{lines: strings.Split(string(text), "\n")}
	if v := r.value("vernacular-edition"); r.err == nil && v != strconv.Itoa(version) {
		return s, fmt.Errorf("it is an edition of form %q; this program knows form %d", v, version)
	}
	s.Origin = r.value("origin")
	if r.err == nil && s.Origin != "" {
		r.fail(checkOrigin(s.Origin))
	}
	s.Serial = r.serial()
	s.Time = r.time()
	s.Previous = r.digest("previous")
	s.Manifest = r.digest("manifest")
	if r.err == nil && s.Manifest == "" {
		r.fail(fmt.Errorf("it names no manifest"))
	}
	s.Tool = r.value("tool")
	s.Source = r.value("source")
	s.Options = r.value("options")
	if r.err == nil && (r.at != len(r.lines)-1 || r.lines[r.at] != "") {
		r.fail(fmt.Errorf("the text must end with the line of its options"))
	}
	if r.err == nil && string(s.Bytes()) != string(text) {
		r.fail(fmt.Errorf("it is not written as the program writes it"))
	}
	return s, r.err
}

// checkOrigin says why an address cannot be the origin of a site, or nil.
func checkOrigin(text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil, u.Host == "", u.Scheme != "https" && u.Scheme != "http", u.RawQuery != "", u.Fragment != "", u.User != nil:
		return fmt.Errorf("%q is no address of a site, as in https://www.example.org/", text)
	case !strings.HasSuffix(text, "/"):
		return fmt.Errorf("the address %q must end with /", text)
	}
	return nil
}

// statementReader reads the lines of edition.txt in their order, up to the first error.
type statementReader struct {
	lines []string
	at    int
	err   error
}

func (r *statementReader) fail(err error) {
	if r.err == nil && err != nil {
		r.err = fmt.Errorf("line %d: %w", max(r.at, 1), err)
	}
}

// value returns what the next line says of a name; "" where it says that there is none.
func (r *statementReader) value(name string) string {
	if r.err != nil || r.at >= len(r.lines) {
		r.at++
		r.fail(fmt.Errorf("the line %q is missing", name+": …"))
		return ""
	}
	line := r.lines[r.at]
	r.at++
	v, ok := strings.CutPrefix(line, name+": ")
	switch {
	case !ok:
		r.fail(fmt.Errorf("it must begin with %q", name+": "))
	case v == "" || strings.TrimSpace(v) != v || strings.ContainsFunc(v, unprintable):
		r.fail(fmt.Errorf("the value of %q cannot be read", name))
	case v == none:
		return ""
	}
	return v
}

// unprintable reports whether a character could make a line show something else than it says.
func unprintable(c rune) bool { return !unicode.IsPrint(c) }

func (r *statementReader) serial() int {
	v := r.value("serial")
	n, err := strconv.Atoi(v)
	if r.err == nil && (err != nil || n < 1 || strconv.Itoa(n) != v) {
		r.fail(fmt.Errorf("the serial must be a whole number from 1, not %q", v))
	}
	return n
}

func (r *statementReader) time() time.Time {
	v := r.value("time")
	t, err := time.Parse(time.RFC3339, v)
	if r.err == nil && (err != nil || t.UTC().Format(time.RFC3339) != v) {
		r.fail(fmt.Errorf("the time must be written as 2026-11-30T09:00:00Z, not %q", v))
	}
	return t
}

func (r *statementReader) digest(name string) Digest {
	v := r.value(name)
	if r.err != nil || v == "" {
		return ""
	}
	d, ok := strings.CutPrefix(v, "sha256:")
	if !ok || !isDigest(d) {
		r.fail(fmt.Errorf("%q must be sha256: and 64 digits and letters from a to f, not %q", name, v))
		return ""
	}
	return Digest(d)
}

func isDigest(s string) bool {
	return len(s) == 2*sha256.Size && strings.Trim(s, "0123456789abcdef") == ""
}
