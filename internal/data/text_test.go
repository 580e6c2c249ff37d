package data

import (
	"testing"
	"unicode/utf8"
)

// cleanPrefix passes over no character that checkEncoding has a word about, and over nearly all others.
func TestCleanPrefixStopsAtWhatNeedsALook(t *testing.T) {
	pad := make([]byte, 61, 100) // so that characters lie across parts
	for i := range pad {
		pad[i] = 'a'
	}
	passed := 0
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if r >= 0xd800 && r <= 0xdfff || r >= 0x10000 && r&0xffff < 0xffe0 && r%97 > 0 {
			continue // no character, or one that is like its neighbours
		}
		b := append(utf8.AppendRune(pad, r), "bcdefgh"...)
		n := cleanPrefix(b)
		if n != len(pad) && n != len(b) {
			t.Fatalf("U+%04X: %d", r, n)
		}
		if n == len(b) {
			passed++
			if IsForbidden(r) || IsOverride(r) || IsEmbedding(r) {
				t.Fatalf("U+%04X is passed over", r)
			}
		} else if r >= ' ' && r < 0x7f || r >= 0xa0 && r < 0x2000 || r >= 0x3000 && r < 0xd7ff || r >= 0xff00 && r < 0xff80 {
			t.Fatalf("U+%04X is not passed over", r)
		}
	}
	// The first 65,536 but a thousand, and none beyond.
	if passed < 61_000 {
		t.Error("only", passed)
	}
	// Whatever bytes follow: what is passed over is UTF-8, and so whole.
	for c := range 128 << 8 {
		for _, last := range []byte{'a', 0x80, 0xaa, 0xbf, 0xc0} {
			b := append(pad, byte(c>>8|0x80), byte(c), last)
			if n := cleanPrefix(b); n < len(pad) || !utf8.Valid(b[:n]) {
				t.Fatalf("% x: %d", b[len(pad):], n)
			}
		}
	}
}
