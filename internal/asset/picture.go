package asset

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	_ "image/gif" // DecodeConfig
	"image/jpeg"
	"image/png"
	"path"
	"slices"
	"strings"
	"sync"

	"vernacular/internal/diag"
)

// MaxPixels is the largest picture that is accepted, width times height: a file of a few kilobytes may
// claim to hold gigabytes.
const MaxPixels = 50_000_000

// DefaultQuality is the JPEG quality that [Resize] uses when it is given none.
const DefaultQuality = 78

// Image describes a picture.
type Image struct {
	Width, Height int    // pixels as shown, with the orientation that a camera noted; 0 for an SVG without size
	Format        string // jpeg png gif svg webp avif
}

// Resizable tells whether [Resize] can make the picture smaller. The other formats are published as they
// are.
func (i Image) Resizable() bool { return i.Format == "jpeg" || i.Format == "png" }

// Scaled returns the picture as [Resize] makes it in a width: in the same shape, and never larger than it is.
func (i Image) Scaled(width int) Image {
	w := min(max(width, 1), i.Width)
	h := max(1, int((int64(i.Height)*int64(w)+int64(i.Width)/2)/int64(i.Width)))
	return Image{w, h, i.Format}
}

var endings = map[string]string{
	".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png", ".gif": "gif", ".svg": "svg", ".webp": "webp", ".avif": "avif",
}

// IsPicture tells by its name whether a file is a picture that [Probe] knows.
func IsPicture(p string) bool { return endings[strings.ToLower(path.Ext(p))] != "" }

// Probe tells size and format of a picture without decoding it, and what is wrong with it: that it is
// damaged or of no known format, has more than [MaxPixels], is not what its name says (a warning), or is
// an SVG that could run a script or ask another host for something. With an error the Image is zero.
func Probe(p string, data []byte) (Image, []diag.Diagnostic) {
	img, _, list := probe(p, data)
	return img, list
}

func probe(p string, data []byte) (Image, orientation, []diag.Diagnostic) {
	fail := func(d diag.Diagnostic) (Image, orientation, []diag.Diagnostic) {
		return Image{}, 0, []diag.Diagnostic{d}
	}
	img := Image{Format: sniff(data)}
	turn := orientation(1)
	switch img.Format {
	case "jpeg", "png", "gif":
		c, _, err := image.DecodeConfig(bytes.NewReader(data))
		if err != nil {
			return fail(broken(p, err))
		}
		img.Width, img.Height = c.Width, c.Height
		if img.Format == "jpeg" {
			if scans(data) > maxScans {
				return fail(broken(p, fmt.Errorf("it is drawn in more than %d passes", maxScans)))
			}
			turn = exifOrientation(data)
		}
		if turn.swaps() {
			img.Width, img.Height = img.Height, img.Width
		}
	case "webp":
		img.Width, img.Height = webpSize(data)
	case "avif":
		img.Width, img.Height = avifSize(data)
	default:
		if strings.EqualFold(path.Ext(p), ".svg") || looksLikeSVG(data) {
			svg, list := checkSVG(p, data)
			if !diag.HasErrors(list) && !strings.EqualFold(path.Ext(p), ".svg") {
				list = append(list, misnamed(p, "svg"))
			}
			return svg, 1, list
		}
		return fail(diag.Errorf("image-unknown", diag.At(p, 0, 0), "this is no picture of a known kind").
			WithHint("use JPEG, PNG, GIF, SVG, WebP or AVIF"))
	}
	if img.Width <= 0 || img.Height <= 0 {
		return fail(diag.Errorf("image-broken", diag.At(p, 0, 0), "the picture is damaged: it does not say how large it is").
			WithHint("export it again from the program that made it"))
	}
	if int64(img.Width)*int64(img.Height) > MaxPixels {
		return fail(diag.Errorf("image-too-large", diag.At(p, 0, 0), "the picture has %d by %d pixels, more than %d million", img.Width, img.Height, MaxPixels/1_000_000).
			WithHint("make it smaller: no screen shows so many"))
	}
	if want := endings[strings.ToLower(path.Ext(p))]; want != img.Format {
		return img, turn, []diag.Diagnostic{misnamed(p, img.Format)}
	}
	return img, turn, nil
}

func misnamed(p, format string) diag.Diagnostic {
	ending := "." + format
	if format == "jpeg" {
		ending = ".jpg"
	}
	return diag.Warnf("image-wrong-name", diag.At(p, 0, 0), "this is a picture in the format %s, and its name says otherwise", strings.ToUpper(format)).
		WithHint("let its name end in %s", ending)
}

func broken(p string, err error) diag.Diagnostic {
	reason := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(err.Error(), "invalid JPEG format: "), "png: "), "gif: ")
	if strings.Contains(reason, "EOF") || strings.HasPrefix(reason, "short ") {
		reason = "it ends too early"
	}
	return diag.Errorf("image-broken", diag.At(p, 0, 0), "the picture is damaged: %s", reason).
		WithHint("export it again from the program that made it")
}

// sniff tells the format by the first bytes, "" for none of ours. SVG is text and told elsewhere.
func sniff(data []byte) string {
	at := func(i int, s string) bool { return len(data) >= i+len(s) && string(data[i:i+len(s)]) == s }
	switch {
	case at(0, "\xff\xd8\xff"):
		return "jpeg"
	case at(0, "\x89PNG\r\n\x1a\n"):
		return "png"
	case at(0, "GIF87a"), at(0, "GIF89a"):
		return "gif"
	case at(0, "RIFF") && at(8, "WEBP"):
		return "webp"
	case at(4, "ftypavif"), at(4, "ftypavis"):
		return "avif"
	case at(4, "ftypmif1"), at(4, "ftypmsf1"):
		// A general HEIF brand: AVIF if it says so among the compatible brands.
		if n := int(binary.BigEndian.Uint32(data)); n >= 16 && n <= len(data) && bytes.Contains(data[16:n], []byte("avif")) {
			return "avif"
		}
	}
	return ""
}

// check looks at a file that is published as it is: only an SVG can do harm.
func check(p string, data []byte) []diag.Diagnostic {
	if strings.EqualFold(path.Ext(p), ".svg") {
		_, list := checkSVG(p, data)
		return list
	}
	return nil
}

// orientation is the EXIF tag 0x0112: 1 is upright; 5 to 8 lie on their side.
type orientation int

func (o orientation) swaps() bool { return o >= 5 }

// exifOrientation reads the orientation from a JPEG file, 1 if there is none or in any doubt.
// (CIPA DC-008, Exif 2.32, sections 4.5.4 and 4.6.4.)
func exifOrientation(data []byte) orientation {
	for s := range segments(data) {
		if s.marker != 0xe1 || !bytes.HasPrefix(s.body, []byte("Exif\x00\x00")) {
			continue
		}
		tiff := s.body[6:]
		if len(tiff) < 8 {
			return 1
		}
		var order binary.ByteOrder = binary.BigEndian
		if string(tiff[:2]) == "II" {
			order = binary.LittleEndian
		}
		ifd := int64(order.Uint32(tiff[4:]))
		if ifd+2 > int64(len(tiff)) {
			return 1
		}
		entries := tiff[ifd+2:]
		for range order.Uint16(tiff[ifd:]) {
			if len(entries) < 12 {
				return 1
			}
			if order.Uint16(entries) == 0x0112 {
				if v := order.Uint16(entries[8:]); 1 <= v && v <= 8 {
					return orientation(v)
				}
				return 1
			}
			entries = entries[12:]
		}
		return 1
	}
	return 1
}

// segment is one marker segment of a JPEG file.
type segment struct {
	marker byte
	body   []byte
}

// segments walks through the segments before the image data. (ITU-T T.81, annex B.)
func segments(data []byte) func(yield func(segment) bool) {
	return func(yield func(segment) bool) {
		i := 2
		for i+4 <= len(data) && data[i] == 0xff {
			m := data[i+1]
			if m == 0xff { // fill byte
				i++
				continue
			}
			if m == 0xda || m == 0xd9 {
				return
			}
			n := int(binary.BigEndian.Uint16(data[i+2:]))
			if n < 2 || i+2+n > len(data) || !yield(segment{m, data[i+4 : i+2+n]}) {
				return
			}
			i += 2 + n
		}
	}
}

// maxScans bounds the passes of a progressive JPEG. Programs write about ten; each costs a walk over the
// whole picture and may take a dozen bytes.
const maxScans = 200

// scans counts the passes of a JPEG file.
func scans(data []byte) int {
	n := 0
	for i := 2; i+4 <= len(data); {
		switch m := data[i+1]; {
		case data[i] != 0xff:
			i++ // image data
		case m == 0xd9:
			return n
		case m == 0, m == 0xff, 0xd0 <= m && m <= 0xd7:
			i += 1 + min(1, int(m^0xff)) // a stuffed or restart byte; a fill byte may begin the next marker
		default:
			if m == 0xda {
				n++
			}
			i += 2 + max(2, int(binary.BigEndian.Uint16(data[i+2:])))
		}
	}
	return n
}

// webpSize reads the size of a WebP file. (RFC 9649, sections 2.5 to 2.7.)
func webpSize(d []byte) (w, h int) {
	if len(d) < 30 {
		return 0, 0
	}
	switch string(d[12:16]) {
	case "VP8 ":
		if d[23] != 0x9d || d[24] != 0x01 || d[25] != 0x2a {
			return 0, 0
		}
		return int(binary.LittleEndian.Uint16(d[26:]) & 0x3fff), int(binary.LittleEndian.Uint16(d[28:]) & 0x3fff)
	case "VP8L":
		if d[20] != 0x2f {
			return 0, 0
		}
		bits := binary.LittleEndian.Uint32(d[21:])
		return int(bits&0x3fff) + 1, int(bits>>14&0x3fff) + 1
	case "VP8X":
		u24 := func(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }
		return u24(d[24:]) + 1, u24(d[27:]) + 1
	}
	return 0, 0
}

// avifSize reads the size of an AVIF file: the largest "ispe" property, since thumbnails, tiles and the
// alpha plane have theirs too, turned if there is an "irot" by a quarter. (ISO/IEC 23008-12, 6.5.)
func avifSize(d []byte) (w, h int) {
	var s avifScan
	s.walk(d, 0)
	if s.turned {
		return s.h, s.w
	}
	return s.w, s.h
}

// avifScan is what the boxes of an AVIF file say so far.
type avifScan struct {
	w, h   int
	turned bool
}

func (s *avifScan) walk(d []byte, depth int) {
	for len(d) >= 8 && depth < 8 {
		n := int64(binary.BigEndian.Uint32(d))
		if n == 0 {
			n = int64(len(d))
		}
		if n < 8 || n > int64(len(d)) {
			return
		}
		s.box(string(d[4:8]), d[8:n], depth)
		d = d[n:]
	}
}

func (s *avifScan) box(kind string, body []byte, depth int) {
	switch {
	case kind == "meta" && len(body) >= 4:
		s.walk(body[4:], depth+1)
	case kind == "iprp" || kind == "ipco":
		s.walk(body, depth+1)
	case kind == "ispe" && len(body) >= 12:
		w, h := int64(binary.BigEndian.Uint32(body[4:])), int64(binary.BigEndian.Uint32(body[8:]))
		if w < 1<<24 && h < 1<<24 && w*h > int64(s.w)*int64(s.h) {
			s.w, s.h = int(w), int(h)
		}
	case kind == "irot":
		s.turned = s.turned || len(body) >= 1 && body[0]&1 == 1
	}
}

// Widths tells which widths to make of a picture that is natural pixels wide: each wanted one that is
// smaller, and the natural one if it is not larger than all that are wanted. Sorted, each once.
func Widths(natural int, wanted []int) []int {
	var list []int
	largest := 0
	for _, w := range wanted {
		if w > 0 && w < natural {
			list = append(list, w)
		}
		largest = max(largest, w)
	}
	if natural > 0 && (natural <= largest || len(list) == 0) {
		list = append(list, natural)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Rendition is one size of a picture.
type Rendition struct {
	Image
	Data []byte
}

// Resize makes a picture in several widths, in pixels as shown and in its own format; it decodes the
// picture once. The renditions are in the order of widths; on an error there are none. A picture is never
// made larger: a width over its own gives its own. quality is that of JPEG, 1 to 100; 0 means
// [DefaultQuality]. The camera's notes (place, time, owner) are dropped, after what they say of the
// orientation has been done; the colour profile is kept. Formats that are not Resizable come back as they
// are.
func Resize(p string, data []byte, widths []int, quality int) ([]Rendition, []diag.Diagnostic) {
	img, turn, problems := probe(p, data)
	if diag.HasErrors(problems) || len(widths) == 0 {
		return nil, problems
	}
	if !img.Resizable() {
		return slices.Repeat([]Rendition{{img, data}}, len(widths)), problems
	}
	if quality <= 0 {
		quality = DefaultQuality
	}
	decoded, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, append(problems, broken(p, err))
	}
	src := newRaster(decoded)
	list := make([]Rendition, len(widths))
	errs := make([]error, len(widths))
	var all sync.WaitGroup
	for i, w := range widths {
		all.Go(func() {
			small := img.Scaled(w)
			sw, sh := small.Width, small.Height
			if turn.swaps() {
				sw, sh = sh, sw
			}
			var made []byte
			made, errs[i] = encode(img.Format, src.resize(sw, sh).turn(turn).image(), quality)
			list[i] = Rendition{small, withProfile(img.Format, made, data)}
		})
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, append(problems, diag.Errorf("image-broken", diag.At(p, 0, 0), "the picture cannot be made smaller: %v", err))
		}
	}
	return list, problems
}

func encode(format string, m image.Image, quality int) ([]byte, error) {
	var b bytes.Buffer
	var err error
	if format == "jpeg" {
		err = jpeg.Encode(&b, m, &jpeg.Options{Quality: min(quality, 100)})
	} else {
		err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, m)
	}
	return b.Bytes(), err
}

// withProfile copies the colour profile of the original into a picture, if it is one for RGB: without it
// the colours of many cameras and screens would look dull.
func withProfile(format string, out, original []byte) []byte {
	if format == "png" {
		chunk := pngProfile(original)
		const header = 8 + 25 // signature and IHDR
		if chunk == nil || len(out) < header {
			return out
		}
		return slices.Concat(out[:header], chunk, out[header:])
	}
	var profile []byte
	for s := range segments(original) {
		if s.marker != 0xe2 || !bytes.HasPrefix(s.body, []byte("ICC_PROFILE\x00")) {
			continue
		}
		if s.body = s.body[:len(s.body):len(s.body)]; len(profile) == 0 && (len(s.body) < 34 || string(s.body[30:34]) != "RGB ") {
			return out
		}
		profile = append(profile, 0xff, 0xe2)
		profile = binary.BigEndian.AppendUint16(profile, uint16(len(s.body)+2))
		profile = append(profile, s.body...)
	}
	if profile == nil {
		return out
	}
	return slices.Concat(out[:2], profile, out[2:])
}

// pngProfile returns the iCCP chunk of a colour PNG, whole, or nil. (W3C, PNG, section 11.3.2.3.)
func pngProfile(d []byte) []byte {
	if len(d) < 33 || d[25]&2 == 0 { // a grey picture has a grey profile
		return nil
	}
	for i := 8; i+12 <= len(d); {
		n := int64(binary.BigEndian.Uint32(d[i:]))
		end := int64(i) + 12 + n
		kind := string(d[i+4 : i+8])
		if end > int64(len(d)) || kind == "IDAT" {
			return nil
		}
		if kind == "iCCP" {
			return d[i:end]
		}
		i = int(end)
	}
	return nil
}
