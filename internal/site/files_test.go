package site

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"vernacular/internal/diag"
)

func TestJudgeFile(t *testing.T) {
	s := DefaultSettings()
	s.Files = []string{"gpx", "json", "fr"}
	for want, names := range map[FileVerdict]string{
		FilePublished: `a.png A.PNG img/map.JPEG b.webp c.avif d.svg favicon.ico report.pdf report.pl.pdf report.cs.pdf speech.mp3 film.mp4 film.webm font.woff2 all.zip all.tar.gz
			data.csv.gz letter.rtf book.epub functions/graph.png auth/photo.jpg router/x.png index.md.png data.json.gz notes.txt.gz ballot-v1.2.pdf api/x.png
			report.v1.2.pdf a.fr.pdf a.es.pdf a.ts.pdf a.sh.pdf a.zh-hant.pdf 1.2.3.zip a.jxl html.jxl index.html.pdf a.html.zip a.js.pdf logo.svg.png`,
		FileByContent: `notes.txt NOTES.TXT data.csv data.tsv film.fr.vtt film.srt route.gpx data.json letter.odt letter.docx letter.fr.doc a.js.csv humans.txt llms.txt
			.well-known/security.txt .well-known/assetlinks.json .well-known/apple-app-site-association .well-known/change-password .well-known/pki-validation/fileauth.txt .well-known/acme-challenge/a_b-c
			.well-known/openid-configuration .well-known/matrix/client .well-known/host-meta`,
		FileUnlisted: `a.xyz a.css a.kml a.geojson a.docm a.apk LICENSE Makefile a.yaml a.webmanifest a.map a.json5 a.br`,
		FileCopy: `index.md.bak index.bak index.orig index.rej index.md.old index.save index.markdown index.mdx index.rst index.md.txt index.html.txt index.html.save photo.png.bak
			index.md.1 index.md.r1042 index.bak2 index.md.~3~ index.md.LOCAL index.md.gz index.md.xyz index.md.fr index.md.csv index.md.mine index.md.BACKUP.1234 copy.markdown.txt .well-known/x.bak a.html.fr a.html.gpx .well-known/a.html.x`,
		FileRefused: `a.htm A.HTM a.xhtml a.xht a.shtml a.xml a.svgz a.js a.mjs a.cjs a.jsx a.ts a.php a.PhP a.phtml a.phar a.hta a.mht a.mhtml a.swf a.wasm a.cgi a.asp a.aspx a.jsp a.pl a.py a.rb a.sh
			a.rss a.atom a.xsl a.mathml a.wml a.jar a.class a.var a.asis a.ini a.conf a.config a.bat a.exe a.cer
			shell.php.png shell.php.txt x.phtml.jpg x.cgi.pdf a.shtml.fr page.html.gz page.html.br style.js.gz drawing.svg.gz a.js.json shell.php.gz
			_headers _HEADERS x/_headers _redirects _worker.js _worker.js/index.png _routes.json CNAME cname web.config Web.Config netlify.toml vercel.json staticwebapp.config.json _config.yml
			a.htm.jxl a.html.heif a.xhtml.heic a.xht.opus a.svg.jxl a.svgz.jxl a.php.pdf a.php9.pdf a.cgi.pdf a.HTML.JXL a.html.fr.jxl a.xml.woff2 a.html.docx a.js.xyz
			a.url a.lnk a.desktop a.scf a.svc a.inc a.phpt a.php9
			functions/index.js functions/x.gpx functions/x.json AUTH ROUTER CORS htaccess.txt .well-known/x.html .well-known/x.js .well-known/x.php .well-known/_headers .well-known/autoconfig.xml package.json now.json`,
	} {
		for _, name := range strings.Fields(names) {
			if got, why := s.JudgeFile(name); got != want {
				t.Errorf("%s: %d %s, want %d", name, got, why, want)
			} else if (why == "") != (got == FilePublished || got == FileByContent) {
				t.Errorf("%s: no reason", name)
			}
		}
	}
	// No setting lets in what is refused, and none is needed for what is published.
	for ending := range published {
		for _, other := range []map[string]bool{inBrowser, onServer, onDesktop, copies, sources} {
			if other[ending] {
				t.Errorf("%s is on two lists", ending)
			}
		}
	}
}

func TestJudgeContent(t *testing.T) {
	s := DefaultSettings()
	s.Files = []string{"gpx", "json", "xyz"}
	const gpx = `<?xml version="1.0" encoding="UTF-8"?><gpx xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="1" lon="2"/></gpx>`
	for _, c := range []struct {
		name, text string
		want       FileVerdict
	}{
		{"a.txt", "Plain words.\n", FilePublished}, {"a.txt", "", FilePublished}, {"a.txt", "\uFEFFWörter 言葉 a < b\n", FilePublished}, {"a.txt", "# remark\nContact: mailto:a@b.org\n", FilePublished},
		{"a.txt", "-----BEGIN PGP SIGNED MESSAGE-----\n", FilePublished}, {"a.txt", "----\ntitle\n----\n", FilePublished}, {"a.txt", "<name@example.org> wrote\n", FilePublished},
		{"a.txt", "---\ntitle: x\ndraft: true\n---\n", FileCopy}, {"a.txt", "\uFEFF---\r\ntitle: x\r\n", FileCopy}, {"a.txt", "+++\ntitle='x'\n+++\n", FileCopy},
		{"a.txt", " <!DOCTYPE html><p>", FileCopy}, {"a.txt", "\n<HTML>", FileCopy}, {"a.txt", "words <script>alert(1)</script>", FileCopy}, {"a.txt", "<?php echo 1;", FileCopy},
		{"a.txt", "#!/bin/sh\n", FileCopy}, {"a.txt", "<svg onload=alert(1)>", FileCopy}, {"a.txt", "<b>x", FileCopy}, {"a.txt", "<!-- x", FileCopy},
		{"a.txt", "a\xffb", FileUnlisted}, {"a.txt", "\xff\xfea\x00", FileUnlisted}, {"a.txt", "a\x00b", FileUnlisted},
		{"index.txt", "# Title\n\nText with [a link](x).\n", FileCopy}, {"index.txt", "Title\n=====\n", FilePublished}, {"other.txt", "# Title\n", FilePublished},
		{"a.csv", "a;b\n\xe9;1\n", FilePublished}, {"a.csv", "---\npermalink: /x.html\n---\na,b\n", FileCopy}, {"a.tsv", "--- \r\n---\r\na\tb\n", FileCopy}, {"a.vtt", "\uFEFF---\nlayout: x\n", FileCopy}, {"a.srt", "+++\na = 1\n", FileCopy},
		{"a.csv", "---,---\n1,2\n", FilePublished}, {"a.csv", "a,b\n---\n", FilePublished},
		{"a.csv", "<html><script>", FileCopy}, {"a.csv", "a,<script>\n", FilePublished}, {"a.vtt", "WEBVTT\n\n00:01 --> 00:02\n<b>x</b>\n", FilePublished},
		{"a.gpx", gpx, FilePublished}, {"a.json", `{"a": 1}`, FilePublished}, {"a.xyz", "\x00\x01binary", FilePublished},
		{"a.gpx", "<html><script>alert(1)</script>", FileRefused}, {"a.xyz", "<script>", FileRefused}, {"a.json", "<!doctype html>", FileRefused},
		{"a.gpx", `<gpx><x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script></gpx>`, FileRefused},
		{"a.gpx", `<gpx><x:script xmlns:x="http://www.w3.org/1999/xht&#109;l">alert(1)</x:script></gpx>`, FileRefused},
		{"a.gpx", `<!DOCTYPE g [<!ENTITY n "http://www.w3.org/1999/xht&#109;l">]><g><x:script xmlns:x="&n;"/></g>`, FileRefused},
		{"a.gpx", `<?xml version="1.0" encoding="UTF-7"?><gpx/>`, FileRefused}, {"a.gpx", "\xff\xfe<\x00g\x00", FileRefused}, {"a.gpx", "<gpx>\xe9</gpx>", FileRefused},
		{"a.gpx", `<?xml-stylesheet href="x.xsl"?><gpx/>`, FileRefused}, {"a.gpx", `<gpx><s:svg xmlns:s='http://www.w3.org/2000/svg'/></gpx>`, FileRefused},
	} {
		got, why := s.JudgeContent(c.name, []byte(c.text), func() bool { return c.name == "index.txt" })
		if got != c.want {
			t.Errorf("%s %q: %d %s, want %d", c.name, c.text, got, why, c.want)
		}
	}
}

func TestTellFiles(t *testing.T) {
	var list []FileProblem
	for i := range 200 {
		list = append(list, FileProblem{fmt.Sprintf("content/en/a%03d.xyz", i), FileUnlisted, "is odd"})
	}
	for i := range manyFiles {
		list = append(list, FileProblem{fmt.Sprintf("content/en/b%03d.htm", i), FileRefused, "is dangerous"})
	}
	slices.Reverse(list)
	ds := TellFiles(list)
	if len(ds) != 1+manyFiles || ds[0].Count != 200 || ds[0].File != "content/en/a000.xyz" || !strings.Contains(ds[0].Message, "199 more files that end in .xyz") || ds[1].Severity != diag.Error || ds[1].Code != CodeFileRefused {
		t.Error(ds)
	}
}

func TestFileSettings(t *testing.T) {
	s, ds := ParseSettings("site.toml", []byte("[files]\nallow = ['gpx', '.GeoJSON', '*.ics', 'htm', 'JS', 'php', 'md', 'pdf', 'gpx', 'tar.gz', '', 'a/b', 'bak', 'svgz', 'xml', 'htaccess', 'mdx', '1', 'con', 'ｇｐｘ', 'lnk', 'url', 'desktop', 'phpt', 'php9', 'inc', 'svc', 'a_b', 'a+b', 'é', 'COM1', 'geo-x']\n"))
	if got := fmt.Sprint(s.Files); got != "[gpx geojson ics geo-x]" {
		t.Error(got)
	}
	got := told(ds)
	want := []string{
		`2:38 settings-value: "htm" cannot stand in files.allow: such a file could run in a reader's browser …`, `2:45 settings-value: "JS" …browser…`, `2:51 settings-value: "php" …could run on a server…`,
		`2:58 settings-value: "md" …such files are pages…`, `w 2:64 setting-unused: files that end in .pdf are published without this (take it out)`, `w 2:71 setting-unused: …gpx…`,
		`2:78 settings-value: "tar.gz" …(write gz)`, `2:88 settings-value: "" …`, `2:92 settings-value: "a/b" …`, `2:99 settings-value: "bak" …copies…`, `2:106 settings-value: "svgz" …`,
		`2:114 settings-value: "xml" …`, `2:121 settings-value: "htaccess" …`, `2:133 settings-value: "mdx" …`, `2:140 settings-value: "1" …`,
		`2:145 settings-value: "con" …device…`, `2:152 settings-value: "ｇｐｘ" …letters a to z…`, `2:159 settings-value: "lnk" …reader's computer…`, `2:166 settings-value: "url" …reader's computer…`,
		`2:173 settings-value: "desktop" …reader's computer…`, `2:184 settings-value: "phpt" …server…`, `2:192 settings-value: "php9" …server…`, `2:200 settings-value: "inc" …server…`, `2:207 settings-value: "svc" …server…`,
		`2:214 settings-value: "a_b" …letters a to z…`, `2:221 settings-value: "a+b" …`, `2:228 settings-value: "é" …`, `2:233 settings-value: "COM1" …device…`,
	}
	if !match(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}
