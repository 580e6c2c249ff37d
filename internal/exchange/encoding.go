package exchange

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"

	"vernacular/internal/diag"
)

var bom = []byte("\xef\xbb\xbf")

// decode returns a file as UTF-8 without a BOM, or why it is no text. UTF-16 is known by its BOM or, in a file that begins
// with an ASCII character, by the NUL beside it: several tools for Windows write XLIFF that way.
func decode(file string, src []byte) ([]byte, *diag.Diagnostic) {
	refuse := func(line, col int, code, hint, format string, args ...any) ([]byte, *diag.Diagnostic) {
		d := diag.Errorf(code, diag.At(file, line, col), format, args...).WithHint("%s", hint)
		return nil, &d
	}
	if len(src) > MaxBytes {
		return refuse(1, 1, "exchange-size", "export the pages one by one", "the file has %d MB, and %d MB is the most that is read", len(src)>>20, MaxBytes>>20)
	}
	if order := utf16Order(src); order != nil {
		text, ok := fromUTF16(src, order)
		if !ok {
			return refuse(1, 1, "exchange-encoding", "save it as UTF-8", "the file is in UTF-16 and damaged: it was cut off, or half of a character is missing")
		}
		src = text
	}
	src = bytes.TrimPrefix(src, bom)
	if at := invalidAt(src); at >= 0 {
		line, col := diag.Position(src, at)
		return refuse(line, col, "exchange-encoding", "save the file as UTF-8", "the byte 0x%02x is not UTF-8", src[at])
	}
	if i := bytes.IndexByte(src, 0); i >= 0 {
		line, col := diag.Position(src, i)
		return refuse(line, col, "exchange-encoding", "delete it", "the file has a NUL character")
	}
	return src, nil
}

// utf16Order returns the order of the bytes of a file in UTF-16, nil if it is in another encoding.
func utf16Order(src []byte) binary.ByteOrder {
	switch {
	case len(src) < 4:
	case src[0] == 0xff && src[1] == 0xfe, src[0] != 0 && src[1] == 0 && src[2] != 0 && src[3] == 0:
		return binary.LittleEndian
	case src[0] == 0xfe && src[1] == 0xff, src[0] == 0 && src[1] != 0 && src[2] == 0 && src[3] != 0:
		return binary.BigEndian
	}
	return nil
}

// fromUTF16 returns a text as UTF-8; ok is false where it has half a character.
func fromUTF16(src []byte, order binary.ByteOrder) (text []byte, ok bool) {
	if len(src)%2 != 0 {
		return nil, false
	}
	units := make([]uint16, len(src)/2)
	for i := range units {
		units[i] = order.Uint16(src[2*i:])
	}
	for i := 0; i < len(units); i++ {
		r := rune(units[i])
		if utf16.IsSurrogate(r) {
			if i++; i == len(units) {
				return nil, false
			}
			if r = utf16.DecodeRune(r, rune(units[i])); r == utf8.RuneError {
				return nil, false
			}
		}
		text = utf8.AppendRune(text, r)
	}
	return text, true
}

// invalidAt returns the offset of the first byte that is not UTF-8, -1 if there is none.
func invalidAt(src []byte) int {
	if utf8.Valid(src) {
		return -1
	}
	at := 0
	for {
		r, n := utf8.DecodeRune(src[at:])
		if r == utf8.RuneError && n == 1 {
			return at
		}
		at += n
	}
}
