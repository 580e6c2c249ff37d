// Cards makes the pictures that other sites show when somebody passes on an address of this one, and the site's icons.
//
//	go run ./internal/cards          # those whose texts, template or drawing have changed since
//	go run ./internal/cards -all     # all of them
//
// It turns the title of each edition's home page, the line below it and the name of the site into assets/cards/<tag>.png,
// 1200 by 630 pixels in the script of the edition, and assets/img/icon.svg into content/<source>/favicon.ico and
// assets/img/apple-touch-icon.png. Chromium sets the text, since it alone of what is here shapes every script, so that the pictures are
// committed and no build needs it. assets/cards/digests.txt has a digest of what each was made from; a test compares
// them with the texts and names the pictures that are out of date.
//
// It is a tool for people, not a part of the program: nothing imports it. Start with run; what a card says is in texts.go, how
// Chromium is asked in draw.go, and the files of pictures in files.go.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	site := flag.String("site", ".", "the folder of the site")
	all := flag.Bool("all", false, "make also the pictures that are up to date")
	flag.Parse()
	if err := run(*site, *all); err != nil {
		fmt.Fprintln(os.Stderr, "cards:", err)
		os.Exit(1)
	}
}

// run makes the pictures that are out of date, and notes what they were made from.
func run(site string, all bool) error {
	jobs, err := jobsOf(site)
	if err != nil {
		return err
	}
	old, err := stale(site, jobs)
	if err != nil {
		return err
	}
	if all {
		old = jobs
	}
	if len(old) > 0 {
		d, err := startDrawing(context.Background())
		if err != nil {
			return err
		}
		defer d.close()
		for _, j := range old {
			make := d.card
			if j.name == iconName {
				make = d.icons
			}
			if err := make(j, site); err != nil {
				return fmt.Errorf("%s: %w", j.name, err)
			}
			fmt.Println(j.files[0])
		}
	}
	if err := removeOthers(site, jobs); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(site, digestsFile), []byte(digests(jobs)), 0o644)
}
