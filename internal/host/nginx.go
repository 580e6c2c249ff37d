package host

import (
	"fmt"
	"net/url"
	"strings"
)

// nginx writes what a server block includes, and for the choice of a language what its http block does.
func nginx(s *Site, out map[string]string) error {
	for _, h := range s.Headers {
		if strings.Contains(h.Value, "$") {
			return fmt.Errorf("nginx cannot send the header %s: its value has a dollar sign, which would be a variable there", h.Name)
		}
	}
	var b strings.Builder
	b.WriteString("# For nginx. Include this file in the server block of the site, which says where its files are (root, or alias below an\n# address).")
	if s.Negotiate {
		b.WriteString(" Include nginx-http.conf, which is beside it, in the http block.")
		out[Folder+"nginx-http.conf"] = s.nginxMaps()
	}
	b.WriteString("\nindex index.html;\ncharset utf-8;\ncharset_types text/html text/plain text/css text/xml text/javascript application/javascript application/xml;\ngzip_static on;\n")
	headers := s.nginxHeaders(nil)
	b.WriteString(headers)
	fmt.Fprintf(&b, "error_page 404 %s;\n", nginxText(decoded(s.Base)+"404.html"))
	for _, secret := range []string{"_headers", "_redirects"} {
		fmt.Fprintf(&b, "location = %s { return 404; }\n", nginxText(decoded(s.Base)+secret))
	}
	fmt.Fprintf(&b, "location ^~ %s { return 404; }\n", nginxText(decoded(s.Base)+Folder))
	fmt.Fprintf(&b, "location ^~ %s {\n%s}\n", nginxText(decoded(s.Base)+"assets/"), s.nginxHeaders([]Header{{"Cache-Control", Immutable}}))
	for _, r := range s.Redirects {
		fmt.Fprintf(&b, "location = %s { return 301 %s$is_args$args; }\n", nginxText(decoded(r.From)), r.To)
	}
	if s.Negotiate {
		fmt.Fprintf(&b, "location = %s {\n%sif ($vernacular_edition) { return 302 $vernacular_edition$is_args$args; }\ntry_files %sindex.html =404;\n}\n",
			nginxText(decoded(s.Base)), s.nginxHeaders([]Header{{"Vary", vary}}), decoded(s.Base))
	}
	b.WriteString(nginxTypes(headers))
	for _, e := range s.others() {
		fmt.Fprintf(&b, "location %s {\nerror_page 404 %s;\n%s}\n", nginxText(decoded(e.Address)), nginxText(decoded(e.notFound())), nginxTypes(headers))
	}
	out[Folder+"nginx.conf"] = b.String()
	return nil
}

// nginxHeaders sends the headers of the site and some more: a block that sends any sends none of those around it.
func (s *Site) nginxHeaders(more []Header) string {
	var b strings.Builder
	for _, list := range [][]Header{s.Headers, more} {
		for _, h := range list {
			fmt.Fprintf(&b, "add_header %s %s always;\n", h.Name, nginxText(h.Value))
		}
	}
	return b.String()
}

// nginxTypes are blocks for the files whose types nginx does not know: to add one to its own table would replace that.
func nginxTypes(headers string) string {
	var b strings.Builder
	for _, ending := range unknown {
		name, charset, _ := strings.Cut(ContentType("."+ending), "; charset=")
		fmt.Fprintf(&b, "location ~ [.]%s$ {\ntypes { }\ndefault_type %s;\n", ending, name)
		if charset != "" {
			fmt.Fprintf(&b, "charset %s;\ncharset_types %s;\n", charset, name)
		}
		b.WriteString(headers + "}\n")
	}
	return b.String()
}

// nginxMaps is the choice of a language: the maps of one variable from another, from what decides least to what decides most.
func (s *Site) nginxMaps() string {
	var b strings.Builder
	b.WriteString("# For nginx. Include this file in the http block. It has the choice of a language for the root of the site.\n")
	b.WriteString("map $http_accept_language $vernacular_range {\ndefault \"\";\n")
	for _, p := range s.patterns() {
		fmt.Fprintf(&b, "%s $1;\n", nginxText("~*"+p))
	}
	b.WriteString("}\nmap $vernacular_range $vernacular_asked {\ndefault \"\";\n")
	for _, e := range s.others() {
		for _, r := range e.Ranges {
			fmt.Fprintf(&b, "%s %s;\n", r, e.Address)
		}
	}
	b.WriteString("}\nmap $cookie_lang $vernacular_wish {\ndefault $vernacular_asked;\n")
	for _, e := range s.Editions {
		fmt.Fprintf(&b, "%s %s;\n", strings.ToLower(e.Tag), nginxText(s.away(e)))
	}
	fmt.Fprintf(&b, "}\nmap $http_user_agent $vernacular_reader {\ndefault $vernacular_wish;\n\"~*%s\" \"\";\n}\n", crawlerWords)
	b.WriteString("map $http_sec_fetch_site $vernacular_edition {\ndefault $vernacular_reader;\n\"~^same-\" \"\";\n}\n")
	return b.String()
}

// nginxText is a text as nginx reads it.
func nginxText(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// decoded returns an address without its escapes, as servers compare it. Addresses are made by the site's plan, so that none is
// wrong.
func decoded(address string) string {
	p, err := url.PathUnescape(address)
	if err != nil {
		return address
	}
	return p
}
