package main

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"testing"
)

// The committed picture is what readers get, so it is what is measured.
func TestCommittedPictureIsFitToSitBehindWhiteText(t *testing.T) {
	data, err := os.ReadFile("../../../assets/img/background-1.jpg")
	if err != nil {
		t.Fatal(err)
	}
	if len(data) > 350_000 {
		t.Errorf("the picture has %d bytes; 350,000 are allowed", len(data))
	}
	src, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if b := src.Bounds(); b.Dx() != width || b.Dy() != height {
		t.Errorf("the picture is %d by %d", b.Dx(), b.Dy())
	}
	img := image.NewRGBA(src.Bounds())
	for y := range height {
		for x := range width {
			img.Set(x, y, src.At(x, y))
		}
	}
	c := worstContrast(img)
	t.Logf("worst contrast %.2f:1", c)
	if c < minContrast {
		t.Errorf("white text has a contrast of only %.2f:1 somewhere", c)
	}
}

func TestDrawingDoesNotDependOnTheOrderOfRows(t *testing.T) {
	a, b := draw(160, 90), image.NewRGBA(image.Rect(0, 0, 160, 90))
	for y := 89; y >= 0; y-- {
		paintRow(b, y)
	}
	if !bytes.Equal(a.Pix, b.Pix) {
		t.Error("two drawings of one picture differ")
	}
}

func TestWorstContrastFindsTheBrightBlock(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 64, 64))
	if c := worstContrast(img); c < 20.99 {
		t.Errorf("black gives %.2f, not 21", c)
	}
	for y := 32; y < 48; y++ {
		for x := 48; x < 64; x++ {
			img.Set(x, y, color.White)
		}
	}
	if c := worstContrast(img); c > 1.01 {
		t.Errorf("a white block gives %.2f, not 1", c)
	}
}
