package host

import (
	"fmt"
	"strings"
)

// caddy writes what the block of a site in a Caddyfile imports.
func caddy(s *Site, out map[string]string) error {
	var b strings.Builder
	b.WriteString("# For Caddy 2. Import this file into the block of the site, which says where its files are (root).\n")
	for _, h := range s.Headers {
		fmt.Fprintf(&b, "header %s %s\n", h.Name, caddyText(h.Value))
	}
	base := decoded(s.Base)
	fmt.Fprintf(&b, "@vn_assets path %s\nheader @vn_assets Cache-Control %s\n", caddyPath(base+"assets/*"), caddyText(Immutable))
	for _, ending := range unknown {
		fmt.Fprintf(&b, "@vn_%s path *.%s\nheader @vn_%s Content-Type %s\n", ending, ending, ending, caddyText(ContentType("."+ending)))
	}
	fmt.Fprintf(&b, "@vn_txt path *.txt *.xml *.css *.js *.csv *.vtt\nheader @vn_txt >Content-Type `^([^;]+)$` \"$1; charset=utf-8\"\n")
	fmt.Fprintf(&b, "@vn_hidden path %s %s %s\nerror @vn_hidden 404\n", caddyPath(base+"_headers"), caddyPath(base+"_redirects"), caddyPath(base+Folder+"*"))
	for i, r := range s.Redirects {
		fmt.Fprintf(&b, "@vn_old%d path %s\nredir @vn_old%d %s 301\n", i, caddyPath(decoded(r.From)), i, caddyText(r.To))
	}
	if s.Negotiate {
		b.WriteString(s.caddyChoice())
	}
	b.WriteString("handle_errors {\n")
	for _, h := range s.Headers {
		fmt.Fprintf(&b, "header %s %s\n", h.Name, caddyText(h.Value))
	}
	for i, e := range s.others() {
		fmt.Fprintf(&b, "@vn_none%d {\npath %s\nexpression {http.error.status_code} == 404\n}\nrewrite @vn_none%d %s\n", i, caddyPath(decoded(e.Address)+"*"), i, caddyText(decoded(e.notFound())))
	}
	var not []string
	for _, e := range s.others() {
		not = append(not, caddyPath(decoded(e.Address)+"*"))
	}
	b.WriteString("@vn_none {\nexpression {http.error.status_code} == 404\n")
	if len(not) > 0 {
		fmt.Fprintf(&b, "not path %s\n", strings.Join(not, " "))
	}
	fmt.Fprintf(&b, "}\nrewrite @vn_none %s\nfile_server\n}\n", caddyText(base+"404.html"))
	b.WriteString("file_server {\nprecompressed br gzip\n}\n")
	out[Folder+"caddy.conf"] = b.String()
	return nil
}

// caddyChoice is the choice of a language: maps of one placeholder from another, from what decides least to what decides most.
func (s *Site) caddyChoice() string {
	var b strings.Builder
	root := caddyPath(decoded(s.Base))
	fmt.Fprintf(&b, "@vn_root path %s\nheader @vn_root Vary %s\n", root, caddyText(vary))
	b.WriteString("map {header.Accept-Language} {vn_range} {\n")
	for _, p := range s.patterns() {
		fmt.Fprintf(&b, "%s \"${1}\"\n", caddyText("~(?i)"+p))
	}
	b.WriteString("default \"\"\n}\nmap {vn_range} {vn_asked} {\n")
	for _, e := range s.others() {
		fmt.Fprintf(&b, "%s %s\n", caddyText("~(?i)^(?:"+strings.Join(e.Ranges, "|")+")$"), caddyText(e.Address))
	}
	b.WriteString("default \"none\"\n}\nmap {cookie.lang} {vn_cookie} {\n")
	for _, e := range s.Editions {
		to := s.away(e)
		if to == "" {
			to = "none"
		}
		fmt.Fprintf(&b, "%s %s\n", caddyText("~(?i)^"+e.Tag+"$"), caddyText(to))
	}
	b.WriteString("default \"\"\n}\n")
	fmt.Fprintf(&b, "@vn_far {\npath %s\nmethod GET HEAD\nnot header Sec-Fetch-Site same-*\nnot header_regexp User-Agent %s\nexpression `{vn_cookie} != \"\" && {vn_cookie} != \"none\"`\n}\nredir @vn_far {vn_cookie} 302\n", root, caddyText("(?i)"+crawlerWords))
	fmt.Fprintf(&b, "@vn_near {\npath %s\nmethod GET HEAD\nnot header Sec-Fetch-Site same-*\nnot header_regexp User-Agent %s\nexpression `{vn_cookie} == \"\" && {vn_asked} != \"none\"`\n}\nredir @vn_near {vn_asked} 302\n", root, caddyText("(?i)"+crawlerWords))
	return b.String()
}

// caddyText is a text as a Caddyfile has it, in which a backslash stands for itself. A brace would begin a placeholder.
func caddyText(s string) string {
	return `"` + strings.NewReplacer(`"`, `\"`, `{`, `\{`).Replace(s) + `"`
}

// caddyPath is a path as Caddy's matcher reads it, in which a star at an end stands for anything.
func caddyPath(s string) string { return caddyText(s) }
