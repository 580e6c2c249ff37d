//go:build !linux

package main

import "os"

// swap exchanges two files or folders, as nearly in one step as the system can.
func swap(a, b string) error {
	for _, step := range [][2]string{{a, a + ".swap"}, {b, a}, {a + ".swap", b}} {
		if err := os.Rename(step[0], step[1]); err != nil {
			return err
		}
	}
	return nil
}
