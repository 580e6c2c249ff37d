package main

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"image"
	"image/color"
	"image/png"
	"maps"
	"slices"
)

// colours is enough for letters of two colours on a flat ground, with their edges.
const colours = 32

// fewColours returns a picture in few colours: those that it has most pixels of, and of each other one the nearest.
// Letters on a flat ground need no more, and the file is a third as large.
func fewColours(m image.Image) *image.Paletted {
	b := m.Bounds()
	count := map[color.RGBA]int{}
	coarse := func(c color.Color) color.RGBA {
		r := color.RGBAModel.Convert(c).(color.RGBA)
		const keep = 0xf8
		return color.RGBA{r.R&keep | r.R>>5, r.G&keep | r.G>>5, r.B&keep | r.B>>5, 0xff}
	}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			count[coarse(m.At(x, y))]++
		}
	}
	list := slices.SortedFunc(maps.Keys(count), func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), slices.Compare([]byte{a.R, a.G, a.B}, []byte{b.R, b.G, b.B}))
	})
	palette := make(color.Palette, 0, colours)
	for _, c := range list[:min(len(list), colours)] {
		palette = append(palette, c)
	}
	out := image.NewPaletted(b, palette)
	nearest := map[color.RGBA]uint8{}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := coarse(m.At(x, y))
			i, ok := nearest[c]
			if !ok {
				i = uint8(palette.Index(c))
				nearest[c] = i
			}
			out.SetColorIndex(x, y, i)
		}
	}
	return out
}

// packed returns a picture as a PNG.
func packed(m image.Image) ([]byte, error) {
	var b bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, m)
	return b.Bytes(), err
}

// ico returns an icon file that holds PNGs: a header of six bytes, sixteen bytes for each picture, then the pictures.
func ico(pictures [][]byte, sizes []int) []byte {
	out := binary.LittleEndian.AppendUint16(nil, 0)
	out = binary.LittleEndian.AppendUint16(out, 1) // an icon, not a cursor
	out = binary.LittleEndian.AppendUint16(out, uint16(len(pictures)))
	at := len(out) + 16*len(pictures)
	for i, p := range pictures {
		out = append(out, byte(sizes[i]), byte(sizes[i]), 0, 0)
		out = binary.LittleEndian.AppendUint16(out, 1)  // planes
		out = binary.LittleEndian.AppendUint16(out, 32) // bits a pixel
		out = binary.LittleEndian.AppendUint32(out, uint32(len(p)))
		out = binary.LittleEndian.AppendUint32(out, uint32(at))
		at += len(p)
	}
	for _, p := range pictures {
		out = append(out, p...)
	}
	return out
}
