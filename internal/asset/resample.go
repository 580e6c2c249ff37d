package asset

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"runtime"
	"sync"
)

// A picture is resampled with Lanczos's kernel in whole numbers: the same bytes come out on every
// processor, where sums of floating point numbers may differ in their last bit.

const (
	lobes      = 3  // of the kernel
	weightBits = 14 // of the fraction of a weight
	extraBits  = 6  // of the fraction that is kept between the two passes
)

// plane is a rectangle of pixels of 1 or 4 interleaved channels of 8 bits.
type plane struct {
	pix              []uint8
	width, height    int
	stride, channels int
}

func newPlane(w, h, channels int) plane {
	return plane{pix: make([]uint8, w*h*channels), width: w, height: h, stride: w * channels, channels: channels}
}

// raster is a decoded picture in the planes in which it is best resampled: one grey plane, one plane of
// premultiplied RGBA, or luma and two chroma planes.
type raster []plane

func newRaster(img image.Image) raster {
	b := img.Bounds()
	switch m := img.(type) {
	case *image.Gray:
		return raster{{m.Pix[m.PixOffset(b.Min.X, b.Min.Y):], b.Dx(), b.Dy(), m.Stride, 1}}
	case *image.YCbCr:
		y := plane{m.Y[m.YOffset(b.Min.X, b.Min.Y):], b.Dx(), b.Dy(), m.YStride, 1}
		cw, ch := chroma(b, m.SubsampleRatio)
		c := m.COffset(b.Min.X, b.Min.Y)
		return raster{y, {m.Cb[c:], cw, ch, m.CStride, 1}, {m.Cr[c:], cw, ch, m.CStride, 1}}
	}
	rgba := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(rgba, rgba.Rect, img, b.Min, draw.Src)
	return raster{{rgba.Pix, b.Dx(), b.Dy(), rgba.Stride, 4}}
}

// chroma returns the size of the chroma planes.
func chroma(b image.Rectangle, ratio image.YCbCrSubsampleRatio) (w, h int) {
	w, h = b.Dx(), b.Dy()
	switch ratio {
	case image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420:
		w = (w + 1) / 2
	case image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410:
		w = (w + 3) / 4
	}
	switch ratio {
	case image.YCbCrSubsampleRatio420, image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio410:
		h = (h + 1) / 2
	}
	return w, h
}

// resize returns the picture in another size. Chroma comes out at half the size of luma, as JPEG wants it.
func (r raster) resize(w, h int) raster {
	out := raster{r[0].resize(w, h)}
	for _, c := range r[1:] {
		out = append(out, c.resize((w+1)/2, (h+1)/2))
	}
	return out
}

func (r raster) turn(o orientation) raster {
	out := make(raster, len(r))
	for i, p := range r {
		out[i] = p.turn(o)
	}
	return out
}

func (r raster) image() image.Image {
	p := r[0]
	rect := image.Rect(0, 0, p.width, p.height)
	switch {
	case len(r) == 3:
		return &image.YCbCr{Y: p.pix, Cb: r[1].pix, Cr: r[2].pix, YStride: p.stride, CStride: r[1].stride,
			SubsampleRatio: image.YCbCrSubsampleRatio420, Rect: rect}
	case p.channels == 1:
		return &image.Gray{Pix: p.pix, Stride: p.stride, Rect: rect}
	}
	rgba := &image.RGBA{Pix: p.pix, Stride: p.stride, Rect: rect}
	if rgba.Opaque() {
		return rgba
	}
	// Not left to the PNG encoder, which asks for the colours one by one.
	out := image.NewNRGBA(rect)
	for i := 0; i < len(p.pix); i += 4 {
		c := color.NRGBAModel.Convert(color.RGBA{p.pix[i], p.pix[i+1], p.pix[i+2], p.pix[i+3]}).(color.NRGBA)
		out.Pix[i], out.Pix[i+1], out.Pix[i+2], out.Pix[i+3] = c.R, c.G, c.B, c.A
	}
	return out
}

// taps are the source pixels that one pixel of the result is made of: weights for the pixels from first on.
type taps struct {
	first   int
	weights []int32 // their sum is 1<<weightBits
}

// kernel returns the taps for each of n pixels made from from pixels.
func kernel(from, n int) []taps {
	list := make([]taps, n)
	scale := float64(from) / float64(n)
	stretch := math.Max(scale, 1)
	reach := lobes * stretch
	for i := range list {
		centre := float64((float64(i)+0.5)*scale) - 0.5
		first := max(0, int(math.Ceil(centre-reach)))
		last := min(from-1, int(math.Floor(centre+reach)))
		values := make([]float64, last-first+1)
		sum := 0.0
		for k := range values {
			values[k] = lanczos((float64(first+k) - centre) / stretch)
			sum += values[k]
		}
		weights := make([]int32, len(values))
		rest, largest := int32(1<<weightBits), 0
		for k, v := range values {
			weights[k] = int32(math.Floor(float64(v/sum*(1<<weightBits)) + 0.5))
			rest -= weights[k]
			if weights[k] > weights[largest] {
				largest = k
			}
		}
		weights[largest] += rest // so that a plain surface stays exactly as it is
		list[i] = taps{first, weights}
	}
	return list
}

func lanczos(x float64) float64 {
	x = math.Abs(x)
	switch {
	case x >= lobes:
		return 0
	case x < 1e-9:
		return 1
	}
	p := float64(math.Pi * math.Pi * x * x)
	return lobes * sinPi(x) * sinPi(x/lobes) / p
}

// sinPi is sin(πx) for 0 ≤ x ≤ 3, by its series. The conversions keep the compiler from fusing a product
// and a sum, which some processors round once and others twice.
func sinPi(x float64) float64 {
	n := math.Floor(x + 0.5)
	r := float64(math.Pi * (x - n))
	if int(n)%2 != 0 {
		r = -r
	}
	rr := float64(r * r)
	sum := 1.0
	for k := 20; k >= 2; k -= 2 {
		sum = 1 - float64(float64(rr*sum)/float64(k*(k+1)))
	}
	return float64(r * sum)
}

// resize resamples first along the rows, then down the columns.
func (p plane) resize(w, h int) plane {
	if w == p.width && h == p.height {
		out := newPlane(w, h, p.channels)
		for y := range h {
			copy(out.pix[y*out.stride:(y+1)*out.stride], p.pix[y*p.stride:])
		}
		return out
	}
	n := w * p.channels
	between := make([]int16, n*p.height)
	across := kernel(p.width, w)
	inBands(p.height, func(y int) {
		row, to := p.pix[y*p.stride:], between[y*n:(y+1)*n]
		if p.channels == 1 {
			acrossOne(to, row, across)
		} else {
			acrossFour(to, row, across)
		}
	})
	out := newPlane(w, h, p.channels)
	down := kernel(p.height, h)
	inBands(h, func(y int) {
		t := down[y]
		sums := make([]int32, n)
		for k, weight := range t.weights {
			row := between[(t.first+k)*n:][:n]
			for x, v := range row {
				sums[x] += weight * int32(v)
			}
		}
		to := out.pix[y*out.stride:][:n]
		for x, s := range sums {
			to[x] = uint8(max(0, min(255, (s+1<<(weightBits+extraBits-1))>>(weightBits+extraBits))))
		}
		if p.channels == 4 {
			// The kernel swings over at edges, but no colour can be stronger than its premultiplied alpha.
			for x := 0; x < n; x += 4 {
				a := to[x+3]
				to[x], to[x+1], to[x+2] = min(to[x], a), min(to[x+1], a), min(to[x+2], a)
			}
		}
	})
	return out
}

const half = 1 << (weightBits - extraBits - 1)

func acrossOne(to []int16, row []uint8, kernel []taps) {
	for x, t := range kernel {
		sum := int32(half)
		from := row[t.first:][:len(t.weights)]
		for k, weight := range t.weights {
			sum += weight * int32(from[k])
		}
		to[x] = int16(sum >> (weightBits - extraBits))
	}
}

func acrossFour(to []int16, row []uint8, kernel []taps) {
	for x, t := range kernel {
		r, g, b, a := int32(half), int32(half), int32(half), int32(half)
		from := row[4*t.first:][:4*len(t.weights)]
		for k, weight := range t.weights {
			p := from[4*k:][:4]
			r += weight * int32(p[0])
			g += weight * int32(p[1])
			b += weight * int32(p[2])
			a += weight * int32(p[3])
		}
		q := to[4*x:][:4]
		q[0], q[1] = int16(r>>(weightBits-extraBits)), int16(g>>(weightBits-extraBits))
		q[2], q[3] = int16(b>>(weightBits-extraBits)), int16(a>>(weightBits-extraBits))
	}
}

// inBands does each row once; no row looks at another.
func inBands(rows int, do func(y int)) {
	bands := min(runtime.GOMAXPROCS(0), rows)
	var all sync.WaitGroup
	for b := range bands {
		all.Go(func() {
			for y := b * rows / bands; y < (b+1)*rows/bands; y++ {
				do(y)
			}
		})
	}
	all.Wait()
}

// turn makes a picture upright. (Exif 2.32, orientation: what the 0th row and column are as seen.)
func (p plane) turn(o orientation) plane {
	if o <= 1 || o > 8 {
		return p
	}
	w, h := p.width, p.height
	if o.swaps() {
		w, h = h, w
	}
	out := newPlane(w, h, p.channels)
	for y := range h {
		for x := range w {
			sx, sy := x, y
			switch o {
			case 2:
				sx = w - 1 - x
			case 3:
				sx, sy = w-1-x, h-1-y
			case 4:
				sy = h - 1 - y
			case 5:
				sx, sy = y, x
			case 6:
				sx, sy = y, w-1-x
			case 7:
				sx, sy = h-1-y, w-1-x
			case 8:
				sx, sy = h-1-y, x
			}
			copy(out.pix[y*out.stride+x*p.channels:][:p.channels], p.pix[sy*p.stride+sx*p.channels:])
		}
	}
	return out
}
