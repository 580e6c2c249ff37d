package asset

import (
	"fmt"
	"strings"
	"testing"
)

func svg(body string) string {
	return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 5">` + body + `</svg>`
}

func TestHarmlessSVG(t *testing.T) {
	for _, s := range []string{
		svg(""), svg(`<defs><linearGradient id="g"><stop offset="0"/></linearGradient></defs><rect fill="url(#g)" style="stroke:url('#g')"/>`),
		svg(`<use href="#a"/><use xlink:href="#a"/><a href="https://www.ifes.org/"><text>IFES</text></a>`),
		svg(`<style>.a{fill:url(#g)} @media (prefers-color-scheme:dark){.a{fill:#fff}}</style><image href="data:image/png;base64,AAAA"/>`),
		svg(`<title>on\off</title><desc>javascript: is a word here, and url(https://x) too</desc><text aria-label="C:\x">online</text>`),
		`<?xml version="1.0" encoding="UTF-8" standalone="no"?><!-- x --><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">` + svg(""),
		svg(`<metadata xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:i="http://www.inkscape.org/namespaces/inkscape"><rdf:RDF i:path="C:\a"/></metadata>`),
		svg(`<animate attributeName="opacity" values="0;1"/>`),
	} {
		if img, list := Probe("x.svg", []byte(s)); list != nil || img != (Image{10, 5, "svg"}) {
			t.Errorf("%v %v: %s", img, list, s)
		}
	}
}

func TestHarmfulSVG(t *testing.T) {
	for s, code := range map[string]string{
		svg(`<script>alert(1)</script>`): "svg-active", svg(`<SCRIPT/>`): "svg-active", svg(`<g><script href="x.js"/></g>`): "svg-active",
		svg(`<x:script xmlns:x="http://www.w3.org/2000/svg"/>`):                                           "svg-active",
		svg(`<foreignObject><p xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>`):                   "svg-active",
		svg(`<p xmlns="http://www.w3.org/1999/xhtml">x</p>`):                                              "svg-active",
		svg(`<g onload="alert(1)"/>`):                                                                     "svg-active",
		svg(`<g OnClick="x"/>`):                                                                           "svg-active",
		svg(`<a href="javascript:alert(1)"/>`):                                                            "svg-active",
		svg(`<a xlink:href="java&#x09;script:alert(1)"/>`):                                                "svg-active",
		svg(`<a href=" &#1114111;JaVaScRiPt:x"/>`):                                                        "svg-third-party",
		svg(`<a href="data:text/html,x"/>`):                                                               "svg-third-party",
		svg(`<a><set attributeName="href" to="javascript:alert(1)"/></a>`):                                "svg-active",
		svg(`<animate attributeName="xlink:href" values="javascript:x"/>`):                                "svg-active",
		svg(`<set attributeName="onclick" to="x"/>`):                                                      "svg-active",
		svg(`<image href="https://cdn.example/x.png"/>`):                                                  "svg-third-party",
		svg(`<image href="//cdn.example/x.png"/>`):                                                        "svg-third-party",
		svg(`<use href="other.svg#x"/>`):                                                                  "svg-third-party",
		svg(`<use href="data:image/svg+xml,x"/>`):                                                         "svg-third-party",
		svg(`<rect fill="url(https://x.example/#a)"/>`):                                                   "svg-third-party",
		svg(`<rect style="fill:URL( 'http://x')"/>`):                                                      "svg-third-party",
		svg(`<rect style="fill:u\72l(http://x)"/>`):                                                       "svg-active",
		svg(`<style>@import "https://x.example/a.css";</style>`):                                          "svg-third-party",
		svg(`<style><![CDATA[@font-face{src:url(https://x.example/f)}]]></style>`):                        "svg-third-party",
		svg(`<style>@im<!-- -->port url(x)</style>`):                                                      "svg-third-party",
		svg(`<g xml:base="https://x.example/"/>`):                                                         "svg-third-party",
		`<?xml-stylesheet href="x.css"?>` + svg(""):                                                       "svg-active",
		`<!DOCTYPE svg [<!ENTITY x "<script/>">]>` + svg("&x;"):                                           "svg-active",
		`<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>` + svg(""): "svg-active",
		`<html xmlns="http://www.w3.org/1999/xhtml"/>`:                                                    "svg-broken", `<svg>`: "svg-broken", ``: "svg-broken",
		svg("<a>"): "svg-broken", svg("&nbsp;"): "svg-broken", `<?xml version="1.0" encoding="utf-7"?>` + svg(""): "svg-broken",
		strings.Repeat("<svg>", 100_000): "svg-broken", svg("\xff"): "svg-broken",
	} {
		img, list := Probe("x.svg", []byte(s))
		if img != (Image{}) || !strings.Contains(codes(list), code) {
			t.Errorf("%.200s: %v %.300s, want %s", s, img, fmt.Sprint(list), code)
		}
		for _, d := range list {
			if d.Line == 0 || d.Col == 0 || d.Hint == "" {
				t.Errorf("no place or hint: %s", d)
			}
		}
	}
	_, list := Probe("x.svg", []byte("<svg xmlns='http://www.w3.org/2000/svg'>\n  <text>中文</text><g onload='x'/></svg>"))
	if len(list) != 1 || list[0].String() != "x.svg:2:18: error: the attribute onload of <g> can run a script [svg-active]\n    remove it; most drawing programs can save a plain SVG" {
		t.Error(list)
	}
}

func TestSVGSize(t *testing.T) {
	for attrs, want := range map[string]Image{
		`width="30" height="20"`: {30, 20, "svg"}, `width="30px" height="20.6px"`: {30, 21, "svg"}, `width="100%" height="100%" viewBox="0 0 8 4"`: {8, 4, "svg"},
		`width="16" viewBox="0,0,8,4"`: {16, 8, "svg"}, `height="16" viewBox="0 0 8 4"`: {32, 16, "svg"}, ``: {0, 0, "svg"}, `viewBox="0 0 0 0"`: {0, 0, "svg"},
		`viewBox="0 0 1e300 1"`: {1_000_000, 1, "svg"}, `width="0.2" height="0.2"`: {1, 1, "svg"}, `width="-5" height="5"`: {0, 0, "svg"}, `width="1em" height="5"`: {0, 0, "svg"},
	} {
		if got, list := Probe("x.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" `+attrs+`/>`)); got != want || list != nil {
			t.Errorf("%s: %v %v", attrs, got, list)
		}
	}
}

func FuzzSVG(f *testing.F) {
	for _, s := range []string{svg(`<a href="#x"/>`), svg(`<style>a{b:url(#c)}</style>`), `<!DOCTYPE svg>` + svg(""), svg("<![CDATA[x]]>"), "<svg", "</svg>", svg("</g>")} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		img, list := checkSVG("x.svg", []byte(s))
		if (img == Image{}) != (len(list) > 0) {
			t.Errorf("%v %v", img, list)
		}
		if len(list) == 0 && strings.Contains(strings.ToLower(s), "<script") && !strings.Contains(s, "<!--") && !strings.Contains(s, "CDATA") && !strings.Contains(s, "<?") && !strings.Contains(s, "<!") {
			t.Errorf("a script was let in: %q", s)
		}
	})
}
