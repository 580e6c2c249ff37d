package cli

import (
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"vernacular/internal/diag"
	"vernacular/internal/localhost"
)

// passwordVariable is the environment variable that may hold the password of a team. It is never an argument, which
// every user of the machine could read.
const passwordVariable = "VERNACULAR_EDITOR_PASSWORD"

// teamFlags are those of "watch" for translators on other machines.
type teamFlags struct{ addr, certificate, key, password string }

func (f *teamFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.addr, "editor-addr", "", "where translators on other machines of your network reach pages and editor, as `host:port`; needs a password and TLS")
	cmd.Flags().StringVar(&f.certificate, "editor-cert", "", "the `file` of the certificate for --editor-addr (PEM)")
	cmd.Flags().StringVar(&f.key, "editor-key", "", "the `file` of the certificate's key (PEM)")
	cmd.Flags().StringVar(&f.password, "editor-password", "", "the `file` that holds the password; without it the environment variable "+passwordVariable+" has it")
	for _, name := range []string{"editor-cert", "editor-key", "editor-password"} {
		cmd.MarkFlagFilename(name)
	}
}

// team returns the team that the flags describe, nil for none. It refuses one without a password or without TLS.
func (f *teamFlags) team() (*localhost.Team, error) {
	if f.addr == "" {
		if f.certificate+f.key+f.password != "" {
			return nil, usage("--editor-cert, --editor-key and --editor-password are for --editor-addr, which is missing")
		}
		return nil, nil
	}
	if f.certificate == "" || f.key == "" {
		return nil, &exit{exitUsage, "--editor-addr needs TLS: without it everybody in the network could read the password and the texts",
			"give the certificate and its key, as in --editor-cert cert.pem --editor-key key.pem; mkcert makes both for one's own network"}
	}
	password := os.Getenv(passwordVariable)
	if f.password != "" {
		data, err := readSecret(f.password)
		if err != nil {
			return nil, err
		}
		password = strings.TrimRight(string(data), "\r\n")
	}
	if password == "" {
		return nil, &exit{exitUsage, "--editor-addr needs a password: whoever reaches the address could write the site's files",
			"put one into a file that only you can read, and give --editor-password FILE; or set " + passwordVariable}
	}
	certificate, err := os.ReadFile(f.certificate)
	if err != nil {
		return nil, &exit{status: exitEnvironment, text: fmt.Sprintf("--editor-cert: %v", err)}
	}
	key, err := readSecret(f.key)
	if err != nil {
		return nil, err
	}
	team, err := localhost.NewTeam(f.addr, certificate, key, password)
	if err != nil {
		return nil, usage("%v", err)
	}
	return team, nil
}

// readSecret reads a file that nobody else may read.
func readSecret(name string) ([]byte, error) {
	fi, err := os.Stat(name)
	if err != nil {
		return nil, &exit{status: exitEnvironment, text: err.Error()}
	}
	if runtime.GOOS != "windows" && fi.Mode().Perm()&0o077 != 0 { // Windows has no such bits
		return nil, &exit{exitUsage, diag.Quote(name) + " can be read by other users of this machine", "take that away: chmod 600 " + name}
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, &exit{status: exitEnvironment, text: err.Error()}
	}
	return data, nil
}
