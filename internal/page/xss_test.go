package page

import (
	"strings"

	"golang.org/x/net/html"
)

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
			if _, ok := elements[n.Data]; !ok && n.Data != "html" && n.Data != "head" && n.Data != "body" {
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
