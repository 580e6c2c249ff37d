package site

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"strings"
)

// macrosWhy is the reason of a document that is refused for its macros.
const macrosWhy = "holds macros, which could run on a reader's computer"

// vbaStorage is a name that every legacy document with VBA has in its directory, as it is written there: in UTF-16LE.
var vbaStorage = []byte("_\x00V\x00B\x00A\x00_\x00P\x00R\x00O\x00J\x00E\x00C\x00T\x00")

// maxContentTypes is how much of a document's list of content types is looked through.
const maxContentTypes = 1 << 20

// holdsMacros reports whether a document of an office program holds macros. The format is told by the content, not by
// the ending, because the programs do the same.
func holdsMacros(data []byte) bool {
	if bytes.Contains(data, vbaStorage) {
		return true
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil { // a damaged archive, which a program may repair, still has the names of its files
		return bytes.Contains(bytes.ToLower(data), []byte("vbaproject.bin"))
	}
	for _, f := range archive.File {
		name := strings.ToLower(strings.TrimLeft(strings.ReplaceAll(f.Name, "\\", "/"), "/"))
		switch {
		case path.Base(name) == "vbaproject.bin" || isBasicModule(name):
			return true
		case name == "[content_types].xml" && namesMacros(f):
			return true
		}
	}
	return false
}

// isBasicModule reports whether a file in an OpenDocument archive is a macro. The lists of modules alone are none:
// LibreOffice writes them for empty libraries as well.
func isBasicModule(name string) bool {
	switch base := path.Base(name); {
	case strings.HasSuffix(name, "/"):
		return false
	case strings.HasPrefix(name, "scripts/"):
		return true
	case strings.HasPrefix(name, "basic/"):
		return base != "script-lc.xml" && base != "script-lb.xml"
	}
	return false
}

// namesMacros reports whether a list of content types has one of macros. The list tells what a file is, so that the
// macros may lie under any name.
func namesMacros(f *zip.File) bool {
	r, err := f.Open()
	if err != nil {
		return false
	}
	defer r.Close()
	list, _ := io.ReadAll(io.LimitReader(r, maxContentTypes))
	list = bytes.ToLower(list)
	return bytes.Contains(list, []byte("vbaproject")) || bytes.Contains(list, []byte("macroenabled"))
}
