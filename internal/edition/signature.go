package edition

import (
	"bytes"
	"context"
	"crypto/rsa"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"
)

// pemType is what the first line of a signature in SSHSIG form says.
const pemType = "SSH SIGNATURE"

// Signer signs the statement of an edition.
type Signer struct {
	key  ssh.Signer // nil if ssh-keygen signs
	file string     // the file of the key, for ssh-keygen
}

// OpenSigner returns the signer of a key file: a private key of OpenSSH. A key with a passphrase, one in a security key
// (its name ends in -sk), and a public key whose private one an agent holds are left to ssh-keygen, which asks for
// what it needs.
func OpenSigner(file string) (Signer, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return Signer{}, err
	}
	key, err := ssh.ParsePrivateKey(text)
	if err == nil {
		return Signer{key: key, file: file}, nil
	}
	var locked *ssh.PassphraseMissingError
	public, _, _, _, notPublic := ssh.ParseAuthorizedKey(text)
	onToken := bytes.Contains(text, []byte("PRIVATE KEY-----")) && !errors.As(err, &locked) && strings.Contains(err.Error(), "unhandled key type")
	if public == nil && notPublic != nil && !errors.As(err, &locked) && !onToken {
		return Signer{}, fmt.Errorf("it is no key of OpenSSH; make one with: ssh-keygen -t ed25519 -f %s", file)
	}
	if _, err := exec.LookPath("ssh-keygen"); err != nil {
		return Signer{}, errors.New("this key needs the program ssh-keygen, which is not here: install OpenSSH's client, or use a key without a passphrase")
	}
	return Signer{file: file}, nil
}

// sign returns the signature of a text in the form of a .sig file.
func (s Signer) sign(ctx context.Context, text []byte) ([]byte, error) {
	if s.key != nil {
		sig, err := sshsig.Sign(bytes.NewReader(text), s.key, sshsig.HashSHA512, Namespace)
		if err != nil {
			return nil, err
		}
		return sshsig.Armor(sig), nil
	}
	cmd := exec.CommandContext(ctx, "ssh-keygen", "-Y", "sign", "-q", "-n", Namespace, "-f", s.file)
	cmd.Stdin = bytes.NewReader(text)
	var problems bytes.Buffer
	cmd.Stderr = &problems
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("ssh-keygen could not sign: %s", strings.TrimSpace(problems.String()))
	}
	return out, nil
}

// signature is one signature of a .sig file.
type signature struct {
	sig *sshsig.Signature
	err error // why it cannot be read
}

// fingerprint names the key of a signature as ssh-keygen -l does.
func (s signature) fingerprint() string { return ssh.FingerprintSHA256(s.sig.PublicKey) }

// verify says why the signature does not hold for a text, or nil. It says nothing of whose key it is.
func (s signature) verify(text []byte) error {
	if s.sig.Namespace != Namespace {
		return fmt.Errorf("it was made for %q and not for %q", s.sig.Namespace, Namespace)
	}
	if err := strongEnough(s.sig.PublicKey); err != nil {
		return err
	}
	if err := sshsig.Verify(bytes.NewReader(text), s.sig, s.sig.PublicKey, s.sig.HashAlgorithm, Namespace); err != nil {
		return errors.New("it does not belong to this edition.txt: one of the two was changed, or they are of two editions")
	}
	return nil
}

// strongEnough says why a key is not taken, or nil.
func strongEnough(key ssh.PublicKey) error {
	if key.Type() == "ssh-dss" {
		return errors.New("it was made with a key of the kind DSA, which is broken")
	}
	if c, ok := key.(ssh.CryptoPublicKey); ok {
		if k, ok := c.CryptoPublicKey().(*rsa.PublicKey); ok && k.N.BitLen() < 2048 {
			return fmt.Errorf("it was made with a key of %d bits, which is too short", k.N.BitLen())
		}
	}
	return nil
}

// parseSignatures returns the signatures of a .sig file, in its order. Nothing may stand before, between or after them, as
// ssh-keygen has it.
func parseSignatures(file []byte) []signature {
	var out []signature
	for rest := file; ; {
		if len(rest) == 0 && len(out) > 0 {
			return out
		}
		var block *pem.Block
		if begins := bytes.HasPrefix(rest, []byte("-----BEGIN ")); begins && bytes.IndexByte(rest, '\r') < 0 {
			block, rest = pem.Decode(rest)
		}
		if block == nil {
			return append(out, signature{err: errors.New("it is cut off, or is no signature of OpenSSH")})
		}
		if block.Type != pemType {
			out = append(out, signature{err: fmt.Errorf("it is a %s and no %s", block.Type, pemType)})
			continue
		}
		sig, err := sshsig.ParseSignature(block.Bytes)
		if err != nil {
			err = fmt.Errorf("it cannot be read: %w", err)
		}
		out = append(out, signature{sig, err})
	}
}
