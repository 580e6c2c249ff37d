package asset

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"vernacular/internal/diag"

	"pgregory.net/rapid"
)

// scene is a picture that tells its corners apart: red, green, blue and grey quarters, with a soft slope.
func scene(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{220, 30, 30, 255}
			switch {
			case x >= w/2 && y < h/2:
				c = color.RGBA{30, 200, 30, 255}
			case x < w/2 && y >= h/2:
				c = color.RGBA{30, 30, 220, 255}
			case x >= w/2:
				v := uint8(100 + 100*x/w)
				c = color.RGBA{v, v, v, 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

func asJPEG(t testing.TB, m image.Image, q int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: q}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withSegment puts a marker segment after the start of a JPEG.
func withSegment(data []byte, marker byte, body string) []byte {
	head := []byte{0xff, marker}
	head = binary.BigEndian.AppendUint16(head, uint16(len(body)+2))
	return slices.Concat(data[:2], head, []byte(body), data[2:])
}

func exif(order binary.AppendByteOrder, mark string, value uint16) string {
	b := []byte("Exif\x00\x00" + mark)
	b = order.AppendUint16(b, 42)
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 2)
	for _, e := range [][2]uint16{{0x010f, 7}, {0x0112, value}} {
		b = order.AppendUint16(b, e[0])
		b = order.AppendUint16(b, 3)
		b = order.AppendUint32(b, 1)
		b = order.AppendUint16(b, e[1])
		b = order.AppendUint16(b, 0)
	}
	return string(order.AppendUint32(b, 0))
}

func decode(t testing.TB, data []byte) image.Image {
	t.Helper()
	m, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func codes(list []diag.Diagnostic) string {
	var all []string
	for _, d := range list {
		all = append(all, d.Code)
	}
	return strings.Join(all, " ")
}

// box makes a box of the ISO base media file format.
func box(kind string, body ...string) string {
	all := strings.Join(body, "")
	return string(binary.BigEndian.AppendUint32(nil, uint32(len(all)+8))) + kind + all
}

func u32(v uint32) string { return string(binary.BigEndian.AppendUint32(nil, v)) }

func TestProbe(t *testing.T) {
	jpg := asJPEG(t, scene(40, 30), 80)
	var animated bytes.Buffer
	if err := gif.Encode(&animated, scene(7, 9), nil); err != nil {
		t.Fatal(err)
	}
	avif := box("ftyp", "avif", u32(0), "mif1avif") + box("meta", u32(0), box("hdlr", "x"), box("iprp",
		box("ipco", box("ispe", u32(0), u32(16), u32(12)), box("ispe", u32(0), u32(640), u32(480)), box("pixi", "x"))))
	turned := strings.Replace(avif, box("pixi", "x"), box("irot", "\x01"), 1)
	for name, c := range map[string]struct {
		data string
		want Image
		code string
	}{
		"a.jpg":   {string(jpg), Image{40, 30, "jpeg"}, ""},
		"A.JPEG":  {string(jpg), Image{40, 30, "jpeg"}, ""},
		"b.jpg":   {string(withSegment(jpg, 0xe1, exif(binary.BigEndian, "MM", 6))), Image{30, 40, "jpeg"}, ""},
		"c.jpg":   {string(withSegment(jpg, 0xe1, exif(binary.LittleEndian, "II", 8))), Image{30, 40, "jpeg"}, ""},
		"d.jpg":   {string(withSegment(jpg, 0xe1, exif(binary.LittleEndian, "II", 3))), Image{40, 30, "jpeg"}, ""},
		"e.jpg":   {string(withSegment(jpg, 0xe1, exif(binary.LittleEndian, "II", 99))), Image{40, 30, "jpeg"}, ""},
		"f.jpg":   {string(withSegment(jpg, 0xe1, "Exif\x00\x00II*\x00\xff\xff\xff\xff")), Image{40, 30, "jpeg"}, ""},
		"g.jpg":   {string(withSegment(jpg, 0xe1, "Exif\x00\x00")), Image{40, 30, "jpeg"}, ""},
		"h.png":   {string(asPNG(t, scene(5, 6))), Image{5, 6, "png"}, ""},
		"i.gif":   {animated.String(), Image{7, 9, "gif"}, ""},
		"j.webp":  {"RIFF\x00\x00\x00\x00WEBPVP8 \x00\x00\x00\x00\x00\x00\x00\x9d\x01\x2a\x40\x01\xf0\x40", Image{320, 240, "webp"}, ""},
		"k.webp":  {"RIFF\x00\x00\x00\x00WEBPVP8L\x00\x00\x00\x00\x2f\x3f\xc1\x3b\x00\x00\x00\x00\x00\x00", Image{320, 240, "webp"}, ""},
		"l.webp":  {"RIFF\x00\x00\x00\x00WEBPVP8X\x00\x00\x00\x00\x00\x00\x00\x00\x3f\x01\x00\xef\x00\x00", Image{320, 240, "webp"}, ""},
		"m.webp":  {"RIFF\x00\x00\x00\x00WEBPVP8X", Image{}, "image-broken"},
		"n.avif":  {avif, Image{640, 480, "avif"}, ""},
		"o.avif":  {turned, Image{480, 640, "avif"}, ""},
		"p.avif":  {avif[:40], Image{}, "image-broken"},
		"q.png":   {string(jpg), Image{40, 30, "jpeg"}, "image-wrong-name"},
		"r.jpg":   {string(jpg[:100]), Image{}, "image-broken"},
		"s.jpg":   {"<html>", Image{}, "image-unknown"},
		"t.jpg":   {"", Image{}, "image-unknown"},
		"u.png":   {bomb(100_000, 100_000), Image{}, "image-too-large"},
		"v.png":   {bomb(7_072, 7_072), Image{}, "image-too-large"},
		"w.png":   {bomb(7_071, 7_071), Image{7071, 7071, "png"}, ""},
		"x.gif":   {"GIF89a\xff\xff\xff\xff\x00\x00\x00", Image{}, "image-too-large"},
		"y.svg":   {`<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"/>`, Image{30, 20, "svg"}, ""},
		"z.png":   {`<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"/>`, Image{30, 20, "svg"}, "image-wrong-name"},
		"zz.webp": {"RIFF\x00\x00\x00\x00WEBPVP8X\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff", Image{}, "image-too-large"},
	} {
		got, list := Probe(name, []byte(c.data))
		if got != c.want || codes(list) != c.code {
			t.Errorf("%s: %+v %v, want %+v %s", name, got, list, c.want, c.code)
		}
		for _, d := range list {
			if d.File != name || d.Hint == "" {
				t.Errorf("%s: no place or hint: %s", name, d)
			}
		}
	}
}

// bomb is a PNG that claims a size and holds next to nothing.
func bomb(w, h uint32) string {
	head := "IHDR" + u32(w) + u32(h) + "\x08\x06\x00\x00\x00"
	return "\x89PNG\r\n\x1a\n" + u32(13) + head + u32(crc32.ChecksumIEEE([]byte(head)))
}

// resizeTo makes a picture in one width.
func resizeTo(p string, data []byte, width, quality int) ([]byte, Image, []diag.Diagnostic) {
	list, problems := Resize(p, data, []int{width}, quality)
	if len(list) == 0 {
		return nil, Image{}, problems
	}
	return list[0].Data, list[0].Image, problems
}

func TestResizeKeepsTheFormatAndNeverEnlarges(t *testing.T) {
	for name, data := range map[string][]byte{"a.jpg": asJPEG(t, scene(301, 200), 90), "a.png": asPNG(t, scene(301, 200))} {
		format := map[string]string{"a.jpg": "jpeg", "a.png": "png"}[name]
		for _, c := range []struct{ ask, w, h int }{{150, 150, 100}, {301, 301, 200}, {5000, 301, 200}, {1, 1, 1}, {0, 1, 1}, {-3, 1, 1}, {77, 77, 51}} {
			out, img, list := resizeTo(name, data, c.ask, 0)
			if list != nil || img != (Image{c.w, c.h, format}) {
				t.Errorf("%s %d: %+v %v", name, c.ask, img, list)
				continue
			}
			m := decode(t, out)
			if m.Bounds() != image.Rect(0, 0, c.w, c.h) || sniff(out) != format {
				t.Errorf("%s %d: %v", name, c.ask, m.Bounds())
			}
			if c.w > 50 {
				for i, want := range []color.RGBA{{220, 30, 30, 255}, {30, 200, 30, 255}, {30, 30, 220, 255}} {
					near(t, fmt.Sprint(name, c.ask, " quarter ", i), m.At(c.w/4+i%2*c.w/2, c.h/4+i/2*c.h/2), want, 6)
				}
			}
		}
	}
	for _, name := range []string{"x.svg", "x.gif"} {
		data := []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"/>`)
		if name == "x.gif" {
			data = []byte("GIF89a\x03\x00\x02\x00\x00\x00\x00;")
		}
		out, img, list := resizeTo(name, data, 1, 0)
		if !bytes.Equal(out, data) || img.Width != 3 || list != nil {
			t.Errorf("%s: %v %v", name, img, list)
		}
	}
}

func near(t *testing.T, what string, got color.Color, want color.RGBA, tolerance int) {
	t.Helper()
	r, g, b, a := got.RGBA()
	for i, v := range []int{int(r>>8) - int(want.R), int(g>>8) - int(want.G), int(b>>8) - int(want.B), int(a>>8) - int(want.A)} {
		if v < -tolerance || v > tolerance {
			t.Errorf("%s: channel %d of %v is off by %d from %v", what, i, got, v, want)
			return
		}
	}
}

func TestResizeRefuses(t *testing.T) {
	jpg := asJPEG(t, scene(64, 64), 80)
	for name, data := range map[string][]byte{"a.jpg": jpg[:len(jpg)-40], "b.png": []byte(bomb(100_000, 100_000)), "c.png": []byte(bomb(10, 10)), "d.jpg": []byte("no")} {
		out, img, list := resizeTo(name, data, 10, 0)
		if out != nil || img != (Image{}) || !diag.HasErrors(list) {
			t.Errorf("%s: %d bytes, %v, %v", name, len(out), img, list)
		}
	}
	d := codesOf(resizeTo("a.jpg", jpg[:len(jpg)-40], 10, 0))
	if d != "a.jpg: error: the picture is damaged: it ends too early [image-broken]\n    export it again from the program that made it" {
		t.Error(d)
	}
}

func TestManyPassesAreRefused(t *testing.T) {
	data := asJPEG(t, scene(64, 64), 80)
	if n := scans(data); n != 1 {
		t.Errorf("%d passes", n)
	}
	at := bytes.Index(data, []byte("\xff\xda"))
	pass := data[at : len(data)-2]
	many := slices.Concat(data[:len(data)-2], bytes.Repeat(pass, 300), data[len(data)-2:])
	if n := scans(many); n != 301 {
		t.Errorf("%d passes", n)
	}
	if _, list := Probe("a.jpg", many); codes(list) != "image-broken" {
		t.Error(list)
	}
	if _, list := Probe("a.jpg", slices.Concat(data, bytes.Repeat(pass, 300))); list != nil {
		t.Errorf("what follows the end of the picture does not count: %v", list)
	}
}

func codesOf(_ []byte, _ Image, list []diag.Diagnostic) string { return list[0].String() }

func TestOrientationIsHonoured(t *testing.T) {
	upright := scene(80, 60)
	for o := orientation(1); o <= 8; o++ {
		// What a camera stores so that a viewer who obeys the tag sees upright.
		w, h := 80, 60
		if o.swaps() {
			w, h = h, w
		}
		stored := image.NewRGBA(image.Rect(0, 0, w, h))
		for y := range h {
			for x := range w {
				var c color.Color
				switch o { // Exif 2.32: which side of the scene the stored row 0 and column 0 are
				case 1: // top, left
					c = upright.At(x, y)
				case 2: // top, right
					c = upright.At(79-x, y)
				case 3: // bottom, right
					c = upright.At(79-x, 59-y)
				case 4: // bottom, left
					c = upright.At(x, 59-y)
				case 5: // left, top
					c = upright.At(y, x)
				case 6: // right, top
					c = upright.At(79-y, x)
				case 7: // right, bottom
					c = upright.At(79-y, 59-x)
				case 8: // left, bottom
					c = upright.At(y, 59-x)
				}
				stored.Set(x, y, c)
			}
		}
		data := withSegment(asJPEG(t, stored, 95), 0xe1, exif(binary.BigEndian, "MM", uint16(o)))
		out, img, list := resizeTo("a.jpg", data, 40, 90)
		if list != nil || img != (Image{40, 30, "jpeg"}) {
			t.Errorf("%d: %v %v", o, img, list)
			continue
		}
		if exifOrientation(out) != 1 {
			t.Errorf("%d: the result is still turned", o)
		}
		m := decode(t, out)
		what := fmt.Sprint("orientation ", o)
		near(t, what, m.At(9, 7), color.RGBA{220, 30, 30, 255}, 16)
		near(t, what, m.At(30, 7), color.RGBA{30, 200, 30, 255}, 16)
		near(t, what, m.At(9, 22), color.RGBA{30, 30, 220, 255}, 16)
	}
}

func TestNotesOfTheCameraGoAndTheProfileStays(t *testing.T) {
	profile := "ICC_PROFILE\x00\x01\x01" + strings.Repeat("\x00", 16) + "RGB " + strings.Repeat("p", 100)
	data := withSegment(withSegment(asJPEG(t, scene(64, 48), 90), 0xe1, exif(binary.BigEndian, "MM", 1)+"GPS 52.5 N"), 0xe2, profile)
	out, _, _ := resizeTo("a.jpg", data, 32, 0)
	if bytes.Contains(out, []byte("GPS")) || !bytes.Contains(out, []byte(profile)) {
		t.Error("the place is kept or the profile lost")
	}
	decode(t, out)
	out, _, _ = resizeTo("a.jpg", withSegment(data, 0xe2, strings.Replace(profile, "RGB ", "CMYK", 1)), 32, 0)
	if bytes.Contains(out, []byte("ICC_PROFILE")) {
		t.Error("a profile for CMYK is put into an RGB picture")
	}
	p := asPNG(t, scene(64, 48))
	chunk := "iCCPname\x00\x00zzz"
	p = slices.Concat(p[:33], []byte(u32(uint32(len(chunk)-4))+chunk+u32(crc32.ChecksumIEEE([]byte(chunk)))), p[33:])
	out, _, list := resizeTo("a.png", p, 32, 0)
	if list != nil || !bytes.Contains(out, []byte(chunk)) {
		t.Error("the profile of a PNG is lost", list)
	}
	decode(t, out)
}

func TestKindsOfPixels(t *testing.T) {
	grey := image.NewGray(image.Rect(0, 0, 50, 40))
	for i := range grey.Pix {
		grey.Pix[i] = 140
	}
	clear := image.NewNRGBA(image.Rect(0, 0, 50, 40))
	for i := 0; i < len(clear.Pix); i += 4 {
		copy(clear.Pix[i:], []uint8{250, 100, 0, 128})
	}
	indexed := image.NewPaletted(image.Rect(0, 0, 50, 40), color.Palette{color.RGBA{10, 20, 30, 255}})
	cmyk := image.NewRGBA(image.Rect(0, 0, 50, 40))
	for i := 0; i < len(cmyk.Pix); i += 4 {
		copy(cmyk.Pix[i:], []uint8{1, 2, 3, 255})
	}
	for name, c := range map[string]struct {
		data []byte
		want color.RGBA
	}{
		"grey.jpg": {asJPEG(t, grey, 90), color.RGBA{140, 140, 140, 255}}, "grey.png": {asPNG(t, grey), color.RGBA{140, 140, 140, 255}},
		"clear.png": {asPNG(t, clear), color.RGBA{125, 50, 0, 128}}, "indexed.png": {asPNG(t, indexed), color.RGBA{10, 20, 30, 255}},
		"rgb.png": {asPNG(t, cmyk), color.RGBA{1, 2, 3, 255}},
	} {
		out, _, list := resizeTo(name, c.data, 21, 0)
		if list != nil {
			t.Errorf("%s: %v", name, list)
			continue
		}
		near(t, name, decode(t, out).At(10, 10), c.want, 1)
		if name == "grey.jpg" || name == "grey.png" {
			if _, ok := decode(t, out).(*image.Gray); !ok {
				t.Errorf("%s is no longer grey", name)
			}
		}
	}
}

func TestResizeIsTheSameOnAnyNumberOfCores(t *testing.T) {
	data, err := os.ReadFile("../../assets/img/background-1.jpg")
	if err != nil {
		t.Fatal(err)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	one, _, list := resizeTo("a.jpg", data, 800, 72)
	if list != nil {
		t.Fatal(list)
	}
	if len(one) > 60_000 {
		t.Errorf("the hero picture has %d bytes on a phone; 60,000 are allowed", len(one))
	}
	for _, n := range []int{2, 3, 8} {
		runtime.GOMAXPROCS(n)
		many, err := Resize("a.jpg", data, []int{1200, 800}, 72)
		if err != nil || !bytes.Equal(many[1].Data, one) {
			t.Errorf("%d cores give other bytes", n)
		}
	}
}

// The whole-number kernel must be Lanczos's: compared with plain arithmetic on real numbers.
func TestResampleAgreesWithRealNumbers(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w, h := rapid.IntRange(1, 40).Draw(rt, "w"), rapid.IntRange(1, 40).Draw(rt, "h")
		channels := rapid.SampledFrom([]int{1, 4}).Draw(rt, "channels")
		p := newPlane(w, h, channels)
		for i := range p.pix {
			p.pix[i] = rapid.Byte().Draw(rt, "v")
			if channels == 4 && i%4 != 3 {
				p.pix[i] = 90
			}
		}
		if channels == 4 {
			for i := 3; i < len(p.pix); i += 4 {
				p.pix[i] = max(p.pix[i], 90)
			}
		}
		dw, dh := rapid.IntRange(1, w).Draw(rt, "dw"), rapid.IntRange(1, h).Draw(rt, "dh")
		got := p.resize(dw, dh)
		for y := range dh {
			for x := range dw {
				for c := range channels {
					want, total := 0.0, 0.0
					for sy := range h {
						for sx := range w {
							k := real3(sx, x, w, dw) * real3(sy, y, h, dh)
							want += k * float64(p.pix[sy*p.stride+sx*channels+c])
							total += k
						}
					}
					limit := 255.0
					if channels == 4 && c != 3 {
						limit = float64(got.pix[y*got.stride+x*channels+3])
					}
					want = math.Max(0, math.Min(limit, want/total))
					if d := math.Abs(want - float64(got.pix[y*got.stride+x*channels+c])); d > 1 {
						rt.Fatalf("%d,%d channel %d: %v, want %v", x, y, c, got.pix[y*got.stride+x*channels+c], want)
					}
				}
			}
		}
	})
}

func real3(from, to, n, m int) float64 {
	scale := float64(n) / float64(m)
	x := math.Abs(float64(from)-((float64(to)+0.5)*scale-0.5)) / scale
	switch {
	case x >= 3:
		return 0
	case x < 1e-12:
		return 1
	}
	return 3 * math.Sin(math.Pi*x) * math.Sin(math.Pi*x/3) / (math.Pi * math.Pi * x * x)
}

func TestWidths(t *testing.T) {
	wanted := []int{1600, 480, 800, 1200, 800, 0, -5}
	for natural, want := range map[int][]int{2400: {480, 800, 1200, 1600}, 1600: {480, 800, 1200, 1600}, 1000: {480, 800, 1000}, 480: {480}, 100: {100}, 0: nil, -1: nil} {
		if got := Widths(natural, wanted); !slices.Equal(got, want) {
			t.Errorf("%d: %v", natural, got)
		}
	}
	if got := Widths(700, nil); !slices.Equal(got, []int{700}) {
		t.Error(got)
	}
}

func FuzzResize(f *testing.F) {
	f.Add(asJPEG(f, scene(20, 20), 50))
	f.Add(withSegment(asJPEG(f, scene(20, 20), 50), 0xe1, exif(binary.BigEndian, "MM", 6)))
	f.Add(asPNG(f, scene(20, 20)))
	f.Add([]byte(bomb(9000, 9000)))
	f.Add([]byte(box("ftyp", "avif", u32(0)) + box("meta", u32(0), box("iprp", box("ipco", box("ispe", u32(0), u32(16), u32(12)))))))
	f.Add([]byte("RIFF\x00\x00\x00\x00WEBPVP8X\x00\x00\x00\x00\x00\x00\x00\x00\x3f\x01\x00\xef\x00\x00"))
	f.Add([]byte("GIF89a\x03\x00\x02\x00\x00\x00\x00;"))
	f.Fuzz(func(t *testing.T, data []byte) {
		img, list := Probe("a.jpg", data)
		if (img == Image{}) != diag.HasErrors(list) {
			t.Errorf("%+v %v", img, list)
		}
		if img.Width*img.Height > 1<<20 {
			return
		}
		out, made, list := resizeTo("a.jpg", data, 7, 50)
		if diag.HasErrors(list) {
			return
		}
		if img.Resizable() && (made.Width != min(7, img.Width) || len(out) == 0) {
			t.Errorf("%+v of %+v", made, img)
		}
	})
}

func BenchmarkHeroInFiveWidths(b *testing.B) {
	data, err := os.ReadFile("../../assets/img/background-1.jpg")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, list := Resize("a.jpg", data, []int{480, 800, 1200, 1600, 2400}, 0); list != nil {
			b.Fatal(list)
		}
	}
}
