package edition

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"
)

// Signers are the keys that a person trusts to sign editions: a file in the form of OpenSSH's allowed_signers
// (ssh-keygen(1), "ALLOWED SIGNERS"). A file with public keys alone, one a line, is read as well.
type Signers []allowed

type allowed struct {
	line          int
	names         string // who signs with it, as the file says
	key           ssh.PublicKey
	namespaces    []string // patterns; none: any
	after, before time.Time
}

// ParseSigners reads a file of allowed signers. The error names the line that cannot be read.
func ParseSigners(file []byte) (Signers, error) {
	var out Signers
	for i, line := range strings.Split(string(file), "\n") {
		line = strings.TrimSpace(strings.TrimSuffix(line, "\r"))
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		a, err := parseAllowed(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		a.line = i + 1
		out = append(out, a)
	}
	if len(out) == 0 {
		return nil, errors.New("it names no key")
	}
	return out, nil
}

func parseAllowed(line string) (allowed, error) {
	// A public key alone: "ssh-ed25519 AAAA… comment".
	if key, comment, options, _, err := ssh.ParseAuthorizedKey([]byte(line)); err == nil && len(options) == 0 {
		return allowed{names: comment, key: key}, nil
	}
	names, rest, ok := cutField(line)
	if !ok {
		return allowed{}, errors.New(`it must be a name and a key, as in "publisher@example.org ssh-ed25519 AAAA…"`)
	}
	key, _, options, _, err := ssh.ParseAuthorizedKey([]byte(rest))
	if err != nil {
		return allowed{}, errors.New("the key cannot be read; it is one line of a file that ends in .pub")
	}
	a := allowed{names: strings.Trim(names, `"`), key: key}
	if strings.Contains(a.names, "!") {
		return allowed{}, errors.New("names with ! are not known here; name the people whom you trust")
	}
	for _, o := range options {
		if err := a.option(o); err != nil {
			return allowed{}, err
		}
	}
	return a, nil
}

// cutField cuts the first field off a line; quotation marks may hold spaces.
func cutField(line string) (field, rest string, ok bool) {
	if strings.HasPrefix(line, `"`) {
		end := strings.IndexByte(line[1:], '"')
		if end < 0 {
			return "", "", false
		}
		return line[:end+2], strings.TrimSpace(line[end+2:]), true
	}
	i := strings.IndexAny(line, " \t")
	if i < 0 {
		return "", "", false
	}
	return line[:i], strings.TrimSpace(line[i:]), true
}

func (a *allowed) option(text string) error {
	name, value, _ := strings.Cut(text, "=")
	value = strings.Trim(value, `"`)
	var err error
	switch strings.ToLower(name) {
	case "namespaces":
		a.namespaces = strings.Split(value, ",")
	case "valid-after":
		a.after, err = parseKeyTime(value)
	case "valid-before":
		a.before, err = parseKeyTime(value)
	case "cert-authority":
		return errors.New("keys of a certificate authority are not read here; name the keys themselves")
	default:
		return fmt.Errorf("the option %q is not known", name)
	}
	return err
}

// parseKeyTime reads the times of allowed_signers: YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS, with Z for UTC; without it
// they are in local time for ssh-keygen. Here they are in UTC in any case, so that the answer is the same everywhere.
func parseKeyTime(text string) (time.Time, error) {
	text = strings.TrimSuffix(text, "Z")
	for _, form := range []string{"20060102", "200601021504", "20060102150405"} {
		if t, err := time.Parse(form, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("the time %q must be written as 20261130 or 20261130120000Z", text)
}

// find says who signs with a key, by the file. why is empty if the key may sign editions. A key that holds for a time only must
// hold both when the edition says that it was signed and now, as ssh-keygen has it: whoever has stolen a key can write any date.
func (s Signers) find(key ssh.PublicKey, signed, now time.Time) (names, why string) {
	why = "no line of the file of signers has this key"
	for _, a := range s {
		if !bytes.Equal(a.key.Marshal(), key.Marshal()) {
			continue
		}
		switch {
		case !a.allowsEditions():
			why = fmt.Sprintf("line %d allows this key for %s, and not for editions", a.line, strings.Join(a.namespaces, ", "))
		case !a.after.IsZero() && (signed.Before(a.after) || now.Before(a.after)):
			why = fmt.Sprintf("line %d allows this key from %s on; the edition says %s, and today is %s", a.line, a.after.Format(time.DateOnly), signed.Format(time.DateOnly), now.Format(time.DateOnly))
		case !a.before.IsZero() && !(signed.Before(a.before) && now.Before(a.before)):
			why = fmt.Sprintf("line %d allows this key before %s; the edition says %s, and today is %s", a.line, a.before.Format(time.DateOnly), signed.Format(time.DateOnly), now.Format(time.DateOnly))
		default:
			return a.names, ""
		}
	}
	return "", why
}

// allowsEditions reports whether the patterns of namespaces match that of editions and none with a "!" does.
func (a allowed) allowsEditions() bool {
	matches := len(a.namespaces) == 0
	for _, pattern := range a.namespaces {
		positive, denied := strings.CutPrefix(pattern, "!")
		if ok, err := path.Match(positive, Namespace); err != nil || !ok {
			continue
		}
		if denied {
			return false
		}
		matches = true
	}
	return matches
}
