package asset

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"

	"vernacular/internal/diag"
)

// maxSVGDepth bounds the elements inside one another.
const maxSVGDepth = 500

var (
	svgRoot = regexp.MustCompile(`(?i)^(?:\x{FEFF})?\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<(?:\w+:)?svg[\s>/]`)
	svgURL  = regexp.MustCompile(`(?is)url\(\s*["']?\s*([^"')\s]*)`)
	svgSize = regexp.MustCompile(`^\s*([0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?)(px)?\s*$`)
)

func looksLikeSVG(data []byte) bool { return svgRoot.Match(data[:min(len(data), 4096)]) }

// svgCheck goes through one SVG file.
type svgCheck struct {
	path  string
	data  []byte
	list  []diag.Diagnostic
	image Image
	at    int             // where the present token begins
	open  []string        // the open elements
	begun bool            // the root element has come
	style strings.Builder // the text of the open <style>
}

const (
	noScript  = "remove it; most drawing programs can save a plain SVG"
	noReach   = "put what it needs into the file itself"
	saveAgain = "save it again from the program that made it"
)

// checkSVG reads an SVG file as text and refuses what could run a script or reach out of it. An SVG in an
// <img> does neither, but its address can be opened in a tab of its own, where it is a document of the
// site. (W3C, SVG 2, section 2.1 and appendix E.)
func checkSVG(p string, data []byte) (Image, []diag.Diagnostic) {
	c := svgCheck{path: p, data: data, image: Image{Format: "svg"}}
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		c.at = int(d.InputOffset())
		token, err := d.Token()
		if errors.Is(err, io.EOF) && len(c.open) == 0 && c.begun {
			break
		}
		if err != nil {
			c.refuse("svg-broken", saveAgain, "the picture is not well-formed: %s", diag.Escape(svgReason(err)))
			break
		}
		c.token(token)
		if len(c.open) > maxSVGDepth {
			c.refuse("svg-broken", "simplify the drawing", "more than %d elements lie inside one another", maxSVGDepth)
			return Image{}, c.list
		}
	}
	if diag.HasErrors(c.list) {
		return Image{}, diag.Sorted(c.list)
	}
	return c.image, nil
}

// svgReason returns the words of an error of the XML decoder.
func svgReason(err error) string {
	e, ok := errors.AsType[*xml.SyntaxError](err)
	switch {
	case ok && !strings.Contains(e.Msg, "EOF"):
		return e.Msg
	case !ok && !errors.Is(err, io.EOF):
		return strings.TrimPrefix(err.Error(), "xml: ")
	}
	return "it ends too early"
}

// refuse adds an error at the present token.
func (c *svgCheck) refuse(code, hint, format string, args ...any) {
	line, col := diag.Position(c.data, c.at)
	c.list = append(c.list, diag.Errorf(code, diag.At(c.path, line, col), format, args...).WithHint("%s", hint))
}

// token looks at one token.
func (c *svgCheck) token(token xml.Token) {
	inStyle := len(c.open) > 0 && c.open[len(c.open)-1] == "style"
	switch t := token.(type) {
	case xml.ProcInst:
		if t.Target != "xml" {
			c.refuse("svg-active", noReach, "the picture has an instruction <?%s?>", diag.Escape(t.Target))
		}
	case xml.Directive:
		if bytes.ContainsAny(t, "[&") || bytes.Contains(bytes.ToUpper(t), []byte("ENTITY")) {
			c.refuse("svg-active", noScript, "the picture defines entities, in which anything can hide")
		}
	case xml.StartElement:
		c.element(t)
	case xml.EndElement:
		if inStyle {
			if problem := svgStyle(c.style.String()); problem != "" {
				c.refuse("svg-third-party", noReach, "the style sheet in the picture %s", problem)
			}
			c.style.Reset()
		}
		c.open = c.open[:len(c.open)-1]
	case xml.CharData:
		if inStyle {
			c.style.Write(t)
		}
	}
}

// element looks at the beginning of an element.
func (c *svgCheck) element(t xml.StartElement) {
	name := strings.ToLower(t.Name.Local)
	c.open = append(c.open, name)
	if len(c.open) == 1 {
		c.begun = true
		if name != "svg" {
			c.refuse("svg-broken", saveAgain, "the file holds <%s>, not <svg>", diag.Escape(t.Name.Local))
		}
		c.image.Width, c.image.Height = svgExtent(t)
	}
	switch name {
	case "script", "foreignobject", "handler", "listener", "iframe", "object", "embed", "video", "audio", "link", "meta", "base", "form":
		c.refuse("svg-active", noScript, "the picture has an element <%s>", diag.Escape(t.Name.Local))
	}
	if strings.HasSuffix(t.Name.Space, "/xhtml") {
		c.refuse("svg-active", noScript, "the picture has HTML in it")
	}
	for _, a := range t.Attr {
		problem := svgAttribute(name, a)
		if problem == "" {
			continue
		}
		code, hint := "svg-active", noScript
		if problem == reachesOut {
			code, hint = "svg-third-party", noReach
		}
		c.refuse(code, hint, "the attribute %s of <%s> %s", diag.Escape(a.Name.Local), diag.Escape(t.Name.Local), problem)
	}
}

const reachesOut = "refers to something outside the picture"

// svgAttribute says what is wrong with an attribute, "" for nothing.
func svgAttribute(element string, a xml.Attr) string {
	name := strings.ToLower(a.Name.Local)
	value := strings.ToLower(strings.Map(func(r rune) rune {
		if r <= ' ' { // a URL may have these anywhere and mean the same
			return -1
		}
		return r
	}, a.Value))
	switch {
	case strings.HasPrefix(name, "on"):
		return "can run a script"
	case name == "attributename" && (strings.HasPrefix(value, "on") || strings.HasSuffix(value, "href")):
		return "can change a link or a script later"
	case name == "base" && a.Name.Space != "":
		return reachesOut
	case name == "href" || name == "src" || name == "data" || name == "action" || name == "formaction":
		switch {
		case strings.HasPrefix(value, "#"), value == "":
			return ""
		case strings.HasPrefix(value, "data:image/") && !strings.HasPrefix(value, "data:image/svg"):
			return ""
		case element == "a" && (strings.HasPrefix(value, "https://") || strings.HasPrefix(value, "http://") || strings.HasPrefix(value, "mailto:")):
			return ""
		case strings.HasPrefix(value, "javascript:"), strings.HasPrefix(value, "vbscript:"):
			return "can run a script"
		}
		return reachesOut
	}
	if a.Name.Space != "" || strings.HasPrefix(name, "aria-") || strings.HasPrefix(name, "data-") {
		return "" // words, no style
	}
	return svgStyle(a.Value)
}

// svgStyle says what is wrong with a style, "" for nothing.
func svgStyle(css string) string {
	if strings.Contains(css, `\`) {
		// An escape can spell any word; drawing programs do not write them.
		return "holds an escape with a backslash, in which anything can hide"
	}
	if strings.Contains(strings.ToLower(css), "@import") {
		return reachesOut
	}
	for _, m := range svgURL.FindAllStringSubmatch(css, -1) {
		ref := strings.ToLower(m[1])
		if !strings.HasPrefix(ref, "#") && !strings.HasPrefix(ref, "data:image/") && !strings.HasPrefix(ref, "data:font/") {
			return reachesOut
		}
	}
	return ""
}

// svgExtent reads the size of the drawing from width and height in pixels, else from the viewBox; 0 where
// neither says.
func svgExtent(t xml.StartElement) (w, h int) {
	var wide, high float64
	var box []string
	for _, a := range t.Attr {
		switch a.Name.Local {
		case "width":
			wide = pixels(a.Value)
		case "height":
			high = pixels(a.Value)
		case "viewBox":
			box = strings.FieldsFunc(a.Value, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' || r == '\n' || r == '\r' })
		}
	}
	if len(box) == 4 {
		bw, bh := pixels(box[2]), pixels(box[3])
		switch {
		case bw <= 0 || bh <= 0:
		case wide <= 0 && high <= 0:
			wide, high = bw, bh
		case wide <= 0:
			wide = high * bw / bh
		case high <= 0:
			high = wide * bh / bw
		}
	}
	if wide <= 0 || high <= 0 {
		return 0, 0
	}
	whole := func(v float64) int { return int(math.Min(math.Max(1, math.Floor(v+0.5)), 1e6)) }
	return whole(wide), whole(high)
}

func pixels(s string) float64 {
	m := svgSize.FindStringSubmatch(s)
	if m == nil {
		return 0
	}
	v, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		return 0
	}
	return v
}
