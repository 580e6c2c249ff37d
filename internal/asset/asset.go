// Package asset turns bytes of styles and pictures into fingerprinted, resized, bundled files.
package asset

import "vernacular/internal/diag"

// Embedded is a file that a bundle reaches by url().
type Embedded struct {
	Source string // path of the input, such as "assets/fonts/text.woff2"
	Path   string // path of the output, fingerprinted
	Data   []byte
}

// Bundle is one style sheet with all it imports, and the files it reaches.
type Bundle struct {
	CSS    []byte
	Files  []Embedded
	Inputs []string
}

// Image describes a picture.
type Image struct {
	Width, Height int    // pixels as shown, orientation applied
	Format        string // jpeg png gif svg webp avif
}

// Fingerprint returns the published path of a file.
func Fingerprint(path string, data []byte) string { return path }

// Integrity returns the value of an integrity attribute.
func Integrity(data []byte) string { return "" }

// BundleCSS bundles the style sheet entry with everything it imports.
func BundleCSS(entry string, read func(path string) (data []byte, ok bool), minify bool) (Bundle, []diag.Diagnostic) {
	return Bundle{}, nil
}

// Probe tells size and format of a picture.
func Probe(path string, data []byte) (Image, []diag.Diagnostic) { return Image{}, nil }

// Resize makes a picture that is width pixels wide.
func Resize(path string, data []byte, width, quality int) ([]byte, Image, []diag.Diagnostic) {
	return nil, Image{}, nil
}

// Widths tells which widths to make of a picture.
func Widths(natural int, wanted []int) []int { return nil }
