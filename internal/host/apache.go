package host

import (
	"fmt"
	"regexp"
	"strings"
)

// apache writes the file that Apache reads in the folder of the site. It needs AllowOverride All, mod_rewrite, mod_headers and
// mod_mime.
func apache(s *Site, out map[string]string) error {
	var b strings.Builder
	b.WriteString("# For Apache 2.4, with AllowOverride All and the modules rewrite, headers, mime and dir.\nOptions -MultiViews -Indexes\nDirectoryIndex index.html\nAddDefaultCharset utf-8\n")
	b.WriteString("AddCharset utf-8 .html .css .js .xml .txt .md .po .csv .vtt\n")
	for _, ending := range unknown {
		name, _, _ := strings.Cut(ContentType("."+ending), ";")
		fmt.Fprintf(&b, "AddType %s .%s\n", name, ending)
	}
	// Languages and character sets are never read from the middle of a name: that would make a type of it.
	b.WriteString("RemoveLanguage " + strings.Join(s.endings(), " ") + "\n")
	for _, h := range s.Headers {
		fmt.Fprintf(&b, "Header always set %s %s\n", h.Name, apacheText(strings.ReplaceAll(h.Value, "%", "%%")))
	}
	fmt.Fprintf(&b, "<If %s>\nHeader always set Cache-Control %s\n</If>\n", apacheText("%{REQUEST_URI} =~ m#^"+regexp.QuoteMeta(decoded(s.Base))+"assets/#"), apacheText(Immutable))
	fmt.Fprintf(&b, "ErrorDocument 404 %s404.html\n", decoded(s.Base))
	for _, e := range s.others() {
		fmt.Fprintf(&b, "<If %s>\nErrorDocument 404 %s\n</If>\n", apacheText("%{REQUEST_URI} =~ m#^"+regexp.QuoteMeta(decoded(e.Address))+"#"), decoded(e.notFound()))
	}
	fmt.Fprintf(&b, "RewriteEngine On\nRewriteBase %s\nRewriteRule ^(?:_hosts/|_headers$|_redirects$|\\.ht) - [R=404,L]\n", decoded(s.Base))
	for _, r := range s.Redirects {
		fmt.Fprintf(&b, "RewriteRule %s %s [R=301,L,NE]\n", apacheText("^"+regexp.QuoteMeta(strings.TrimPrefix(decoded(r.From), decoded(s.Base)))+"$"), apacheText(strings.ReplaceAll(r.To, "%", `\%`)))
	}
	if s.Negotiate {
		b.WriteString(s.apacheChoice())
	}
	out[".htaccess"] = b.String()
	return nil
}

// endings are the tags of the editions as endings of names.
func (s *Site) endings() (list []string) {
	for _, e := range s.Editions {
		list = append(list, "."+strings.ToLower(e.Tag))
	}
	return list
}

// apacheChoice is the choice of a language: what the reader asks for is put into a variable, by what decides most first.
func (s *Site) apacheChoice() string {
	var b strings.Builder
	fmt.Fprintf(&b, "<If %s>\nHeader always merge Vary %s\n</If>\n", apacheText(`%{THE_REQUEST} =~ m#^\S+ `+regexp.QuoteMeta(s.Base)+`(?:\?\S*)? #`), apacheText(vary))
	b.WriteString("RewriteRule !^$ - [S=1]\nRewriteRule ^ - [E=VN:yes]\n")
	stop := func(condition string) {
		fmt.Fprintf(&b, "RewriteCond %%{ENV:VN} =yes\nRewriteCond %s\nRewriteRule ^$ - [E=VN:no]\n", condition)
	}
	stop("%{HTTP:Sec-Fetch-Site} ^same- [NV]")
	stop("%{HTTP_USER_AGENT} " + apacheText(crawlerWords) + " [NC,NV]")
	for _, e := range s.Editions {
		condition := "%{HTTP_COOKIE} " + apacheText("(?:^|;[ \\t]*)lang="+regexp.QuoteMeta(e.Tag)+"(?:;|$)") + " [NC,NV]"
		if to := s.away(e); to != "" {
			fmt.Fprintf(&b, "RewriteCond %%{ENV:VN} =yes\nRewriteCond %s\nRewriteRule ^$ %s [R=302,L,NE]\n", condition, apacheText(strings.ReplaceAll(to, "%", `\%`)))
		} else {
			stop(condition)
		}
	}
	for _, p := range s.patterns() {
		fmt.Fprintf(&b, "RewriteCond %%{ENV:VN} =yes\nRewriteCond %%{HTTP:Accept-Language} %s [NC,NV]\nRewriteRule ^$ - [E=VN:asked,E=VNR:%%1]\n", apacheText(p))
	}
	for _, e := range s.others() {
		fmt.Fprintf(&b, "RewriteCond %%{ENV:VN} =asked\nRewriteCond %%{ENV:VNR} %s [NC,NV]\nRewriteRule ^$ %s [R=302,L,NE]\n",
			apacheText("^(?:"+strings.Join(e.Ranges, "|")+")$"), apacheText(strings.ReplaceAll(e.Address, "%", `\%`)))
	}
	return b.String()
}

// apacheText is a text as Apache reads it.
func apacheText(s string) string {
	return `"` + strings.ReplaceAll(s, `"`, `\"`) + `"`
}
