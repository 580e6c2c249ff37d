// Vernacular publishes one site in every language its readers need. See README.md, and
// internal/README.md for how it is built.
package main

import (
	"os"

	"vernacular/internal/cli"
)

func main() {
	os.Exit(cli.Run(os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
}
