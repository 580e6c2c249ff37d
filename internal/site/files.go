package site

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"vernacular/internal/diag"
)

// Files beside pages. What is published is on an allow-list, by the ending of the name: whatever a browser might run
// in the site's name, and whatever a server might take for an order, is refused with an error; what is merely
// unknown, and what looks like the copy of a page, stays unpublished with a warning. [files] allow in site.toml adds
// endings, but none that is refused.

// FileVerdict is the decision about a file beside pages.
type FileVerdict uint8

// The verdicts.
const (
	FilePublished FileVerdict = iota
	FileByContent             // published if [Settings.JudgeContent] finds nothing in it
	FileUnlisted              // not published: it is not known what it is
	FileCopy                  // not published: the copy of a page, or a page in another format
	FileRefused               // not published: it could run, or steer a server
)

// CodeFileRefused is the code of the error of a file that is refused. What was published of it before is removed.
const CodeFileRefused = "file-refused"

// WellKnown is the folder of a locale whose name begins with a dot and that is published all the same: other programs
// look there for files with agreed names (RFC 8615). It stands at the site's root, whatever the source locale's address.
const WellKnown = ".well-known"

// published are the endings of files that show or hold something and run nowhere.
var published = endingSet(`
	apng avif bmp gif heic heif ico jfif jpe jpeg jpg jxl png svg tif tiff webp
	pdf
	aac flac m4a mid midi mp3 oga ogg opus wav weba
	3gp avi m4v mkv mov mp4 mpeg mpg ogv webm
	eot otf ttc ttf woff woff2
	7z bz2 gz lz rar tar tbz tgz txz xz zip zst
	doc docx epub odp ods odt ppt pptx rtf xls xlsx
	csv srt tsv txt vtt`)

// KindOf returns the kind of a file that is published for its ending, as readers know it ("PDF"), and "" for any other.
func KindOf(name string) string {
	ending := strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
	if !published[ending] {
		return ""
	}
	return strings.ToUpper(ending)
}

// texts are those of them that hold plain text, and so could hold a page.
var texts = endingSet(`csv srt tsv txt vtt`)

// packed are the endings that some servers take off: they send x.html.gz as the page x.html.
var packed = endingSet(`br bz2 deflate gz lz xz z zst`)

// inBrowser are the endings of what a browser may run when it is opened: pages, XML (which may hold a page), scripts,
// and what plug-ins ran. Data formats that are XML (kml, gpx) are not among them: they are looked into when the
// settings allow them.
var inBrowser = endingSet(`
	htm html htmls hta htc mht mhtml shtm shtml sht stm xht xhtm xhtml webarchive wml
	atom mathml mml rss svgz xaml xbl xml xsd xsl xslt xul
	appcache cjs es js jse pac jsm jsx mjs mts cts ts tsx vbe vbs wasm wsf
	applet class crx jar jnlp swf xap xbap xpi`)

// onServer are the endings of what a server may run, or take for its own settings.
var onServer = endingSet(`
	asa asax ascx ashx asis asmx asp aspx axd cdx cer cfc cfm cfml cgi cshtml do fcgi jsp jspf jspx jhtml
	inc master module rem soap svc
	pht phpt phar phtml php php2 php3 php4 php5 php6 php7 php8 phps pl plx pm psgi py pyc pyo pyw rb rhtml shtml ssi var vbhtml wsgi
	bash bat cmd csh dll exe fish ksh lua ps1 psm1 sh tcl zsh
	conf config htaccess htdigest htgroup htpasswd imap ini`)

// onDesktop are the endings of what a reader's computer obeys when the file is opened, or merely seen in a folder.
var onDesktop = endingSet(`
	action app appinstaller application appref-ms com command cpl desktop gadget inf ins isp library-ms lnk mobileconfig msc msi msix msp mst
	pif rdp reg scf scr sct search-ms searchconnector-ms service settingcontent-ms theme themepack timer url vb webloc website workflow ws wsc wsh`)

// devices are names that Windows keeps for its devices, and so never for an ending.
var devices = nameSet(`con prn aux nul com0 com1 com2 com3 com4 com5 com6 com7 com8 com9 lpt0 lpt1 lpt2 lpt3 lpt4 lpt5 lpt6 lpt7 lpt8 lpt9`)

// anywhere are the endings of onServer that some servers obey in the middle of a name as well: shell.php.png. None is
// the tag of a language, which may stand there (report.pl.pdf).
var anywhere = endingSet(`asa asax ascx ashx asis asmx asp aspx cfm cgi fcgi jsp jspx pht phpt phar phtml php php2 php3 php4 php5 php6 php7 php8 phps shtml shtm`)

// languages are the endings that are the tags of languages as well. In the middle of a name they are taken for tags.
var languages = endingSet(`es pl sh ts`)

// wellKnown are endings that every server has known for twenty years: it goes by them, whatever stands before.
var wellKnown = endingSet(`csv doc gif jpeg jpg mp3 mp4 mpeg odp ods odt ogg pdf png ppt txt wav xls zip`)

// runsInside reports whether a part in the middle of a name is an ending that could run or steer. A server such as
// Apache, which takes the last ending that it knows, sends a.html.jxl as a page if it does not know jxl.
func runsInside(part string) bool {
	if languages[part] {
		return false
	}
	return part == "svg" || isPHP(part) || inBrowser[part] || onServer[part]
}

// isPHP reports whether an ending is one of PHP's, also of a version to come.
func isPHP(ending string) bool {
	return strings.HasPrefix(ending, "php") && strings.Trim(ending[len("php"):], "0123456789") == ""
}

// office are the endings of documents that may hold macros. Whether one does is told by its content.
var office = endingSet(`doc docx odp ods odt ppt pptx xls xlsx`)

// sources are the endings of texts that people write pages in, and of the copies that editors and other tools leave.
var (
	sources = endingSet(`adoc asciidoc creole htmldjango markdn markdown md mdown mdtext mdtxt mdwn mdx mkd mkdn org pod qmd rmd rst textile wiki`)
	copies  = endingSet(`~ back backup bak bck copy diff dist kate-swp mine old orig original patch prev previous rej sav save saved swo swp theirs tmp temp ours base local remote`)
)

// steering are the names of files that a host of static sites reads as orders, wherever they lie.
var steering = nameSet(`
	_headers _redirects _routes.json _worker.js _worker.bundle _config.yml _config.yaml _config.toml netlify.toml wrangler.toml wrangler.json wrangler.jsonc
	cname auth router cors vercel.json now.json staticwebapp.config.json routes.json firebase.json static.json package.json
	web.config app_offline.htm global.asax machine.config htaccess htaccess.txt htpasswd nginx.conf httpd.conf caddyfile
	customhttp.yml customhttp.yaml amplify.yml amplify.yaml app.yaml app.yml render.yaml fly.toml procfile dockerfile
	php.ini user.ini crossdomain.xml clientaccesspolicy.xml service-worker.js sw.js manifest.appcache`)

// insteadOf returns what does in Vernacular what a file of that name would do.
var insteadOf = map[string]string{
	"_headers":   "the table [headers] in site.toml does what it would do",
	"_redirects": "aliases in a page's front matter keep its old addresses alive",
}

// pageEndings are endings that tell a copy of a page in the middle of a name: index.md.txt.
var pageEndings = []string{"md", "markdown", "mdx", "mkd", "mdown", "html", "htm", "xhtml"}

func endingSet(list string) map[string]bool { return nameSet(list) }

func nameSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, name := range strings.Fields(list) {
		set[name] = true
	}
	return set
}

// JudgeFile decides by its path below its locale's folder what becomes of a file beside pages, and why in words that
// follow "this file".
func (s *Settings) JudgeFile(rel string) (FileVerdict, string) {
	folded := strings.ToLower(rel)
	name := path.Base(folded)
	if steering[name] || strings.Contains("/"+folded, "/_worker.js/") {
		return FileRefused, "has a name that servers take for an order"
	}
	ending := endingOf(name)
	inner := innerEndings(name)
	switch {
	case onServer[ending] || isPHP(ending) || slices.ContainsFunc(inner, func(e string) bool { return anywhere[e] || isPHP(e) }):
		return FileRefused, "could run on a server, or steer it"
	case inBrowser[ending]:
		return FileRefused, "could run in a reader's browser in the name of this site"
	case onDesktop[ending]:
		return FileRefused, "could run on a reader's computer, or steer it"
	case isCopyEnding(ending):
		return FileCopy, "looks like a copy that an editor or another program has left"
	case sources[ending]:
		return FileCopy, "looks like a page in another format"
	}
	pageInside := slices.ContainsFunc(inner, func(e string) bool { return slices.Contains(pageEndings, e) })
	if packed[ending] {
		unpacked := strings.TrimSuffix(name, "."+ending)
		if v, why := s.JudgeFile(unpacked); v == FileRefused || v == FileCopy {
			return v, why
		}
		if endingOf(unpacked) == "svg" {
			return FileRefused, "holds a drawing that cannot be looked into, and a drawing may hold a script"
		}
	}
	inServerFolder := strings.HasPrefix(folded, "functions/")
	switch {
	case pageInside && (texts[ending] || !published[ending]):
		return FileCopy, "looks like a copy of a page"
	case !wellKnown[ending] && slices.ContainsFunc(inner, runsInside):
		return FileRefused, runsInsideWhy
	case texts[ending], office[ending]:
		return FileByContent, ""
	case published[ending]:
		return FilePublished, ""
	case inServerFolder:
		return FileRefused, "lies in a folder in which servers look for programs"
	case slices.Contains(s.Files, ending), strings.HasPrefix(folded, WellKnown+"/"):
		return FileByContent, ""
	case ending == "":
		return FileUnlisted, "has a name without an ending, so nobody knows what it is"
	}
	return FileUnlisted, "has an ending that is not on the list of what is published"
}

// runsInsideWhy is the reason of a file that is refused for what stands in the middle of its name.
const runsInsideWhy = "has in the middle of its name an ending that could run: some servers obey it there"

// RunsInside reports whether the middle of a file's name holds an ending that could run or steer, and why that
// matters in words that follow "this file".
func RunsInside(rel string) (bool, string) {
	name := strings.ToLower(path.Base(rel))
	return !wellKnown[endingOf(name)] && slices.ContainsFunc(innerEndings(name), runsInside), runsInsideWhy
}

// innerEndings returns the parts of a name between its first dot and its last.
func innerEndings(name string) []string {
	parts := strings.Split(name, ".")
	if len(parts) < 3 {
		return nil
	}
	return parts[1 : len(parts)-1]
}

// endingOf returns what follows the last dot of a name in small letters, "" if there is none.
func endingOf(name string) string {
	if strings.HasSuffix(name, "~") {
		return "~"
	}
	return strings.TrimPrefix(path.Ext(name), ".")
}

// isCopyEnding reports whether an ending is that of a copy, numbers among them (index.md.1, index.bak2, index.r1042) and Emacs' index.md.~3~.
func isCopyEnding(ending string) bool {
	if copies[strings.TrimRight(ending, "0123456789")] || strings.HasPrefix(ending, "~") {
		return true
	}
	digits := strings.TrimPrefix(ending, "r")
	return digits != "" && strings.Trim(digits, "0123456789") == ""
}

// JudgeContent decides by its bytes what becomes of a file whose name alone does not tell. pageBeside says whether a page
// whose name is part of the file's lies beside it.
func (s *Settings) JudgeContent(rel string, data []byte, pageBeside func() bool) (FileVerdict, string) {
	ending := endingOf(strings.ToLower(path.Base(rel)))
	if office[ending] {
		if holdsMacros(data) {
			return FileRefused, macrosWhy
		}
		return FilePublished, ""
	}
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if !texts[ending] { // it is not known how a server calls it, and so what a browser takes it for
		if looksLikeMarkup(data, true) || trickyXML(data) {
			return FileRefused, "holds HTML or a script, which could run in a reader's browser in the name of this site"
		}
		return FilePublished, ""
	}
	if looksLikeMarkup(data, ending == "txt") {
		return FileCopy, "holds HTML or a program, not plain text"
	}
	if ending == "txt" && (!utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0) {
		return FileUnlisted, "is no plain text in the encoding UTF-8"
	}
	// Jekyll makes a page of any file that begins with such a line, whatever its ending.
	if first, _, _ := bytes.Cut(data, []byte("\n")); slices.Contains([]string{"---", "+++"}, string(bytes.TrimRight(first, " \t\r\f\v"))) {
		return FileCopy, "begins like a page, with front matter"
	}
	if ending != "txt" {
		return FilePublished, ""
	}
	if looksLikeMarkdown(data) && pageBeside() {
		return FileCopy, "looks like a copy of the page beside it"
	}
	return FilePublished, ""
}

// Tags and the like that make a browser take a text for HTML when the server does not say what it is (MIME Sniffing Standard §7.1).
var htmlStarts = []string{"!doctype", "html", "head", "body", "script", "iframe", "h1", "div", "font", "table", "a", "style", "title", "b", "br", "p", "svg", "meta", "link", "img", "form", "template"}

// looksLikeMarkup reports whether a text begins like HTML, XML that is shown, or a program; with whole, also whether it
// holds anywhere what runs.
func looksLikeMarkup(data []byte, whole bool) bool {
	start := bytes.ToLower(bytes.TrimLeft(data[:min(len(data), 4096)], " \t\r\n\f"))
	if bytes.HasPrefix(start, []byte("#!")) || bytes.HasPrefix(start, []byte("<!--")) || bytes.HasPrefix(start, []byte("<?php")) || bytes.HasPrefix(start, []byte("<%")) {
		return true
	}
	if rest, ok := bytes.CutPrefix(start, []byte("<")); ok {
		for _, tag := range htmlStarts {
			if after, ok := bytes.CutPrefix(rest, []byte(tag)); ok && (len(after) == 0 || bytes.IndexByte([]byte(" \t\r\n\f/>"), after[0]) >= 0) {
				return true
			}
		}
	}
	if !whole {
		return false
	}
	low := bytes.ToLower(data)
	for _, sign := range []string{"<script", "<iframe", "<!doctype html", "<html", "<?php", "<?xml-stylesheet", "http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg", "http://www.w3.org/1998/math/mathml"} {
		if bytes.Contains(low, []byte(sign)) {
			return true
		}
	}
	return false
}

// trickyXML reports whether XML is written so that what it holds cannot be seen by looking for words: in another
// encoding than UTF-8, with entities of its own, or with a namespace that is put together.
func trickyXML(data []byte) bool {
	if bytes.HasPrefix(data, []byte("\xfe\xff")) || bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("<\x00")) || bytes.HasPrefix(data, []byte("\x00<")) || bytes.HasPrefix(data, []byte("\x4c\x6f\xa7\x94")) {
		return true // UTF-16, UTF-32, EBCDIC
	}
	data = bytes.TrimLeft(data, " \t\r\n")
	if !bytes.HasPrefix(data, []byte("<")) {
		return false
	}
	low := bytes.ToLower(data)
	if !utf8.Valid(data) || bytes.Contains(low, []byte("<!doctype")) || bytes.Contains(low, []byte("<!entity")) || namespaceInParts.Match(low) {
		return true
	}
	head, _, _ := bytes.Cut(low, []byte(">"))
	if !bytes.HasPrefix(head, []byte("<?xml")) || !bytes.Contains(head, []byte("encoding")) {
		return false
	}
	return !bytes.Contains(head, []byte("utf-8")) && !bytes.Contains(head, []byte("us-ascii"))
}

var namespaceInParts = regexp.MustCompile(`xmlns[^=>]*=\s*("[^"]*&|'[^']*&)`)

// looksLikeMarkdown reports whether a text has headings or links as Markdown writes them.
func looksLikeMarkdown(data []byte) bool {
	if bytes.Contains(data, []byte("](")) {
		return true
	}
	for line := range bytes.Lines(data) {
		if rest := bytes.TrimLeft(line, "#"); len(rest) < len(line) && len(line)-len(rest) <= 6 && len(rest) > 1 && rest[0] == ' ' {
			return true
		}
	}
	return false
}

// FileProblem is a file that is not published, and why.
type FileProblem struct {
	File    string
	Verdict FileVerdict
	Why     string
}

// manyFiles is from how many files of one ending and one reason on they are told together.
const manyFiles = 20

// TellFiles makes the diagnostics of the files that are not published.
func TellFiles(problems []FileProblem) []diag.Diagnostic {
	type group struct {
		verdict     FileVerdict
		why, ending string
	}
	groups := map[group][]string{}
	for _, p := range problems {
		g := group{p.Verdict, p.Why, endingOf(strings.ToLower(path.Base(p.File)))}
		groups[g] = append(groups[g], p.File)
	}
	var out []diag.Diagnostic
	for g, files := range groups {
		slices.Sort(files)
		if len(files) > manyFiles {
			d := tellFile(FileProblem{files[0], g.verdict, g.why})
			d.Message += fmt.Sprintf("; the same holds for %d more files", len(files)-1)
			if g.ending != "" {
				d.Message += " that end in ." + diag.Escape(g.ending)
			}
			d.Count = len(files)
			out = append(out, d)
			continue
		}
		for _, f := range files {
			out = append(out, tellFile(FileProblem{f, g.verdict, g.why}))
		}
	}
	return diag.Sorted(out)
}

func tellFile(p FileProblem) diag.Diagnostic {
	at := diag.At(p.File, 0, 0)
	name := path.Base(p.File)
	low := strings.ToLower(name)
	ending := endingOf(low)
	stem := strings.TrimSuffix(name, path.Ext(name))
	switch p.Verdict {
	case FileRefused:
		d := diag.Errorf(CodeFileRefused, at, "this file is not published: it %s", p.Why)
		switch {
		case p.Why == runsInsideWhy:
			return d.WithHint("rename it, so that its name has one ending (a-html.zip in place of a.html.zip), or take it out of content/")
		case p.Why == macrosWhy:
			return d.WithHint("save it again without macros, or as a PDF file")
		case insteadOf[low] != "":
			return d.WithHint("take it out of content/; %s", insteadOf[low])
		case ending == "htm" || ending == "xhtml" || ending == "xht":
			return d.WithHint("rename it to %s.html if it is a page, or take it out of content/", stem)
		case ending == "svgz":
			return d.WithHint("unpack it to %s.svg, or take it out of content/", stem)
		}
		return d.WithHint("take it out of content/, or pack it into an archive (.zip) if readers are to download it")
	case FileCopy:
		d := diag.Warnf("file-copy", at, "this file is not published: it %s", p.Why)
		if sources[ending] {
			return d.WithHint("rename it to %s.md if it is a page, or take it out of content/", stem)
		}
		return d.WithHint("delete it, or take it out of content/; a page's name ends in .md or .html")
	}
	d := diag.Warnf("file-unlisted", at, "this file is not published: it %s", p.Why)
	switch {
	case ending == "txt":
		return d.WithHint("save it again as plain text in the encoding UTF-8")
	case ending == "" || !plainEnding(ending):
		return d.WithHint("give it a name with an ending that says what it is, or take it out of content/")
	}
	return d.WithHint("take it out of content/; or publish all files with this ending: [files] allow = [%q] in site.toml", ending)
}

// TellWellKnown makes the warning of a translation that has a folder of well-known files.
func TellWellKnown(folder, source string) diag.Diagnostic {
	return diag.Warnf("file-unlisted", diag.At(folder+WellKnown, 0, 0), "this folder is not published: a site has one %s, that of its source locale", WellKnown).
		WithHint("move its files to %s%s/", source, WellKnown)
}

// plainEnding reports whether an ending, in small letters, is made of ASCII letters, digits and hyphens alone.
func plainEnding(ending string) bool {
	return ending != "" && strings.Trim(ending, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// fileEnding takes an entry of [files] allow: the ending of files that may lie beside pages.
func (r *settingsReader) fileEnding(value string, pos diag.Pos) {
	ending := strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(strings.TrimSpace(value)), "*"), ".")
	reason, hint := "", ""
	switch {
	case ending == "":
		reason, hint = "it names no ending", `as in allow = ["gpx", "geojson"]`
	case strings.Contains(ending, "."):
		last := ending[strings.LastIndexByte(ending, '.')+1:]
		reason, hint = "only what follows the last dot of a name counts", "write "+last
	case !plainEnding(ending):
		reason, hint = "an ending has only the letters a to z, digits and hyphens", `as in allow = ["gpx", "geojson"]`
	case ending == "md" || ending == "html":
		reason, hint = "such files are pages, not files beside them", "take it out"
	case inBrowser[ending]:
		reason, hint = "such a file could run in a reader's browser in the name of this site", "pack such files into an archive (.zip), or publish them under another address"
	case devices[ending]:
		reason, hint = "Windows keeps this name for a device", "rename what is to be published"
	case onDesktop[ending]:
		reason, hint = "such a file could run on a reader's computer, or steer it", "pack such files into an archive (.zip), or publish them under another address"
	case onServer[ending] || isPHP(ending):
		reason, hint = "such a file could run on a server, or steer it", "pack such files into an archive (.zip), or publish them under another address"
	case isCopyEnding(ending):
		reason, hint = "such files are copies that programs leave", "rename what is to be published"
	case sources[ending]:
		reason, hint = "such files are the sources of pages", "rename what is to be published; a page's name ends in .md or .html"
	}
	if reason != "" {
		r.fail("settings-value", pos, hint, "%q cannot stand in files.allow: %s", value, reason)
		return
	}
	if published[ending] || slices.Contains(r.s.Files, ending) {
		r.ds = append(r.ds, diag.Warnf("setting-unused", pos, "files that end in .%s are published without this", ending).WithHint("take it out"))
		return
	}
	r.s.Files = append(r.s.Files, ending)
}
