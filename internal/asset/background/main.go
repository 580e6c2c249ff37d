// Command background draws the picture behind the site's opening words, assets/img/background-1.jpg.
//
// It turns a formula into a JPEG: sheets of dark paper, cut along the contours of a slow landscape
// and stacked, with the fine parallel lines that security printers draw on ballots and banknotes.
// It reads nothing, and it draws the same bytes whenever and wherever it runs. It never draws
// anything bright: white text must be readable on every part of the picture, so the program
// measures its own work and refuses to write a picture on which it is not.
//
// Run it from the root of the repository: go run ./internal/asset/background
// Start with [landscape], the shape of everything, then [shade], its colours. The neighbour to read
// next is asset, which makes the smaller sizes when the site is built.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/jpeg"
	"math"
	"os"
	"path/filepath"
	"sync"
)

const (
	width   = 2400
	height  = 1350
	quality = 90

	// minContrast is the enhanced level of WCAG 2.2 (success criterion 1.4.6) for body text.
	minContrast = 7.0
)

func main() {
	out := flag.String("o", "assets/img/background-1.jpg", "file to write")
	flag.Parse()
	if err := run(*out); err != nil {
		fmt.Fprintln(os.Stderr, "background:", err)
		os.Exit(1)
	}
}

func run(out string) error {
	img := draw(width, height)
	if c := worstContrast(img); c < minContrast {
		return fmt.Errorf("white text would have a contrast of %.2f:1 somewhere; %.0f:1 is needed", c, minContrast)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return err
	}
	return os.WriteFile(out, b.Bytes(), 0o644)
}

// draw paints the picture at any size; the composition is the same, the lines keep their weight.
func draw(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	var rows sync.WaitGroup
	const bands = 8
	for band := range bands {
		rows.Go(func() {
			for y := band; y < h; y += bands {
				paintRow(img, y)
			}
		})
	}
	rows.Wait()
	return img
}

// paintRow paints one row; no row looks at another, so their order means nothing.
func paintRow(img *image.RGBA, y int) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	scale := 1 / float64(h)
	for x := range w {
		var sum colour
		// Four samples a pixel keep the thin lines smooth.
		for s := range 4 {
			px := (float64(x) + 0.25 + 0.5*float64(s&1)) * scale
			py := (float64(y) + 0.25 + 0.5*float64(s>>1)) * scale
			sum = sum.add(shade(px, py, float64(w)*scale, scale))
		}
		c := sum.mul(0.25)
		g := grain(x, y)
		i := img.PixOffset(x, y)
		img.Pix[i+0] = toByte(c.r, g)
		img.Pix[i+1] = toByte(c.g, g)
		img.Pix[i+2] = toByte(c.b, g)
		img.Pix[i+3] = 255
	}
}

// colour is linear light.
type colour struct{ r, g, b float64 }

func (a colour) add(b colour) colour    { return colour{a.r + b.r, a.g + b.g, a.b + b.b} }
func (a colour) mul(k float64) colour   { return colour{a.r * k, a.g * k, a.b * k} }
func mix(a, b colour, t float64) colour { return a.mul(1 - t).add(b.mul(t)) }
func smooth(lo, hi, v float64) float64  { t := clamp((v - lo) / (hi - lo)); return t * t * (3 - 2*t) }
func clamp(v float64) float64           { return math.Max(0, math.Min(1, v)) }
func srgb(r, g, b uint8) colour         { return colour{toLinear(r), toLinear(g), toLinear(b)} }

func toLinear(v uint8) float64 {
	c := float64(v) / 255
	if c <= 0.04045 {
		return c / 12.92
	}
	return math.Pow((c+0.055)/1.055, 2.4)
}

// toByte converts linear light to an sRGB byte. The grain is added before rounding, so that it also
// breaks up the bands that eight bits would show in a slow, dark gradient.
func toByte(v, grain float64) uint8 {
	if v <= 0.0031308 {
		v *= 12.92
	} else {
		v = 1.055*math.Pow(v, 1/2.4) - 0.055
	}
	return uint8(math.Max(0, math.Min(255, math.Floor(v*255+grain+0.5))))
}

// grain is film grain of about 1.3 levels, from a hash of the place: no state, no seed, no repeat.
func grain(x, y int) float64 {
	h := uint64(x)*0x9E3779B97F4A7C15 ^ uint64(y)*0xC2B2AE3D27D4EB4F
	var sum float64
	for range 3 {
		h ^= h >> 29
		h *= 0xBF58476D1CE4E5B9
		h ^= h >> 32
		sum += float64(h>>40)/(1<<24) - 0.5
	}
	return sum * 2.6
}

// landscape is the height of the ground at a place; one unit is the height of the picture. Two long
// swells, bent by two others: slow enough that nothing in it asks to be looked at.
func landscape(x, y float64) float64 {
	u := x + 0.20*math.Sin(1.9*y+0.5) + 0.05*math.Sin(4.1*y-1.2*x)
	v := y + 0.24*math.Sin(2.0*x-0.3) + 0.07*math.Sin(3.3*x+2.1*y+1.4)
	return 0.62*u - 0.74*v +
		0.17*math.Sin(2.2*u+1.9*v+0.7) +
		0.05*math.Sin(4.4*u-1.6*v+2.0)
}

// slope is the gradient of the landscape.
func slope(x, y float64) (dx, dy float64) {
	const e = 1e-4
	return (landscape(x+e, y) - landscape(x-e, y)) / (2 * e), (landscape(x, y+e) - landscape(x, y-e)) / (2 * e)
}

var (
	ink  = srgb(6, 20, 33)    // where text stands
	deep = srgb(9, 44, 58)    // the middle of the range
	tide = srgb(20, 92, 97)   // the far corners
	lip  = srgb(74, 150, 146) // light on the edge of a sheet, always mixed thinly
)

const (
	sheet = 0.150 // height of a sheet of paper, in units of the landscape
	lines = 6     // engraved lines to a sheet
)

// shade is the colour at a place. aspect is the width of the picture in heights, px the size of a
// pixel of the finished picture.
func shade(x, y, aspect, px float64) colour {
	h := landscape(x, y)
	dx, dy := slope(x, y)
	steep := math.Max(math.Hypot(dx, dy), 0.15)
	level := math.Floor(h / sheet)
	in := h/sheet - level // 0 at the sheet's own edge, 1 under the edge of the next

	// How far from the text this is: the left and the middle stay ink.
	light := smooth(0.30, 1.25, x/aspect+0.16*math.Sin(2.2*y)) * 0.72
	light += 0.26 * smooth(0.55, 1.15, y) * smooth(0.15, 0.9, x/aspect)
	light += 0.10 * smooth(0.55, 0, y) * smooth(0.35, 1, x/aspect)
	sheetTone := 0.5 + 0.5*math.Sin(level*2.4+0.8)
	t := clamp(light*(0.70+0.36*sheetTone) + 0.05*sheetTone)
	c := mix(ink, deep, smooth(0, 0.55, t))
	c = mix(c, tide, smooth(0.35, 1.15, t))

	// The next sheet throws a soft shadow, longer where the light (from the upper right) is behind it.
	toNext := (1 - in) * sheet / steep
	away := 0.5 + 0.5*(dx*-0.6+dy*0.8)/steep
	shadow := 0.55*math.Exp(-toNext/(0.018+0.030*away)) + 0.16*math.Exp(-toNext/0.10)
	c = c.mul(1 - shadow)

	// Its own edge catches light.
	fromEdge := in * sheet / steep
	facing := clamp(0.35 + 0.65*(dx*-0.6+dy*0.8)/-steep)
	edge := math.Exp(-sq(fromEdge/(1.1*px)))*0.32 + math.Exp(-fromEdge/0.030)*0.07
	c = mix(c, lip, edge*(0.25+0.75*facing)*(0.25+0.75*clamp(light*1.3)))

	// Engraved lines run along the sheet and fade before they reach its edges.
	f := in * lines
	off := math.Abs(f-math.Round(f)) / lines * sheet / steep
	weight := math.Exp(-sq(off/(0.75*px))) * smooth(0.04, 0.3, in) * smooth(1, 0.55, in)
	c = mix(c, lip, weight*0.085*(0.3+0.7*clamp(light*1.5)))
	return c
}

func sq(v float64) float64 { return v * v }

// worstContrast is the lowest contrast (WCAG 2.2, "contrast ratio") that white has against the average
// of any block of 16 by 16 pixels.
func worstContrast(img *image.RGBA) float64 {
	const block = 16
	worst := 21.0
	for by := 0; by < img.Rect.Dy(); by += block {
		for bx := 0; bx < img.Rect.Dx(); bx += block {
			sum, n := 0.0, 0.0
			for y := by; y < min(by+block, img.Rect.Dy()); y++ {
				for x := bx; x < min(bx+block, img.Rect.Dx()); x++ {
					p := img.RGBAAt(x, y)
					sum += 0.2126*toLinear(p.R) + 0.7152*toLinear(p.G) + 0.0722*toLinear(p.B)
					n++
				}
			}
			worst = math.Min(worst, 1.05/(sum/n+0.05))
		}
	}
	return worst
}
