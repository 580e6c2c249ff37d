// Package asset turns the bytes of styles and pictures into fingerprinted, resized, bundled files.
//
// Everything in it is a function of the bytes it is given: it opens no file, keeps no state, and gives
// the same bytes on every machine. A style sheet reaches other files only through the read function of
// [BundleCSS], in an order that does not depend on goroutines, so that an engine can record the reads.
// It never decides which pictures a page shows, never writes, and never lets a file refer to another
// host: a reader's browser asks nobody but the site.
//
// Start with [Fingerprint] and [BundleCSS] for styles, with [Probe], [Widths] and [Resize] for pictures.
// The neighbour to read next is pipeline, which makes outputs of these answers.
//
// # Names
//
// A published asset carries the first 16 hexadecimal digits of the SHA-256 of its bytes in its name:
// assets/css/main.css becomes assets/css/main.0f1e2d3c4b5a6978.css. Other bytes have another name, so
// that a server may say "immutable" and a reader never sees an old style with a new page.
//
// # Styles
//
// [BundleCSS] follows @import and url() below assets/. Both take a path relative to the sheet they stand
// in, or from the site's root ("/assets/fonts/text.woff2"). Imports end up in one file; what url() names
// is published beside it under its own fingerprint, and the bundle refers to it by a relative path, so
// that a site works below any base path. "data:" and "#fragment" stay as they are. The output is for the
// browsers in [Browsers]: nesting and the like are rewritten for them, logical properties are kept. Sheets that
// import one another so often that they come to more than 2,000 imports or 32 MB are refused before they are
// bundled (imports.go): each import is followed anew, so that doubling takes all memory there is.
//
// # Pictures
//
// JPEG and PNG can be made smaller; GIF, WebP, AVIF and SVG are published as they are. A picture is
// measured before it is decoded, and refused over [MaxPixels]. An SVG file may hold no script. WebP and AVIF
// are not made: no encoder without cgo gives the same bytes everywhere (November 2026: gen2brain/webp and avif
// load the machine's own library where it has one; deepteams/webp v1.1.0 gives other bytes on one core than on
// two, and does not compile for 32 bit).
package asset

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"path"
	"regexp"
	"unicode/utf8"
)

// hashDigits is the length of the fingerprint in a name: 64 bits.
const hashDigits = 16

// Fingerprint returns the path under which data is published: the first 16 hexadecimal digits of its
// SHA-256, between the name and the extension. A name that would become longer than 255 bytes is cut.
func Fingerprint(p string, data []byte) string {
	sum := sha256.Sum256(data)
	dir, name := path.Split(p)
	ext := path.Ext(name)
	stem := name[:len(name)-len(ext)]
	if stem == "" { // ".htaccess" is a name, not an extension
		stem, ext = ext, ""
	}
	tail := "." + hex.EncodeToString(sum[:])[:hashDigits] + ext
	for len(stem)+len(tail) > 255 && len(stem) > 1 {
		_, n := utf8.DecodeLastRuneInString(stem)
		stem = stem[:len(stem)-n]
	}
	return dir + stem + tail
}

var inName = regexp.MustCompile(`\.([0-9a-f]{16})(?:\.[^./]*)?$`)

// Digest returns the digits that [Fingerprint] has put into a path, "" if there are none.
func Digest(p string) string {
	if m := inName.FindStringSubmatch(p); m != nil {
		return m[1]
	}
	return ""
}

// Integrity returns the value of an integrity attribute for data: "sha384-" and the hash in base64.
// (W3C, Subresource Integrity, section 3.2.)
func Integrity(data []byte) string {
	sum := sha512.Sum384(data)
	return "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
}
