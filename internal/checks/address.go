package checks

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// links compares where links and pictures lead, in any order: that of words differs between languages.
func (c *checker) links() {
	if len(c.src.links) == 0 && len(c.txt.links) == 0 {
		return
	}
	c.linkKeys(c.src.links)
	c.linkKeys(c.txt.links)
	c.exchanged()
	c.exchangedNames()
	c.linkOrder()
	lacks, extra := differ(c.src.links, c.txt.links)
	lacks, extra = c.inOwnLanguage(lacks, extra)
	lacks, extra = c.elsewhere(ofLinks, lacks, extra)
	lacks = slices.DeleteFunc(slices.Clone(lacks), func(l thing) bool { return shows(c.txt.urls, l) })
	for i, l := range extra {
		if c.lookAlike(l, c.src.links) {
			if i < len(lacks) {
				lacks[i].name = ""
			}
			continue
		}
		if i < len(lacks) {
			c.byRule(LinkChanged, l.off, fmt.Sprintf("write %s (vernacular accept --links carries what changed in the source), or record the exception if the translation must lead elsewhere", lacks[i].name),
				"this link leads to %s; the source's leads to %s", l.name, lacks[i].name)
		} else if !c.addsOwnPage(l) {
			c.warn(LinkChanged, l.off, "take the link out", "the source has no link to %s", short(l.name))
		}
	}
	for _, l := range lacks[min(len(extra), len(lacks)):] {
		c.lack(LinkChanged, fmt.Sprintf("put the link around the same words as in the source: […](%s)", l.name), "the source's link to %s is missing here", short(l.name))
	}
}

// addsOwnPage reports whether a link that the source does not have leads to a page of the same site: a translator made a link of
// what the source only names. Whether the page is there is looked at elsewhere.
func (c *checker) addsOwnPage(l thing) bool {
	d := c.destinationOf(l.name)
	return d.host == "" && d.path != "" && !strings.Contains(d.path, ":") && !strings.ContainsAny(l.name, "()") && !strings.HasPrefix(l.name, "//")
}

// exchanged warns of links that lead where others of the source lead: what they show, such as a name or an address, is
// the same in both texts, or the label of a link by reference is. It is not known of other links whose texts are translated.
func (c *checker) exchanged() {
	dests := map[string]string{} // by text; "" where the source has two
	for _, l := range c.src.named {
		dest := l.dest
		for _, name := range []string{l.text, l.label} {
			if was, known := dests[name]; known && was != dest {
				dests[name] = ""
			} else {
				dests[name] = dest
			}
		}
	}
	shown := map[string]string{} // the same for the translation
	for _, l := range c.txt.named {
		if was, known := shown[l.text]; known && was != l.dest {
			dests[l.text] = ""
		}
		shown[l.text] = l.dest
	}
	for _, l := range c.txt.named {
		want := dests[l.text]
		if want == "" && l.label != "" {
			want = dests[l.label]
		}
		if want == "" || want == l.dest || l.text == "" || !slices.ContainsFunc(c.src.links, func(o thing) bool { return o.name == l.dest }) || c.sameInLanguage(want, l.dest) {
			continue // another destination altogether is told already
		}
		c.byRule(LinkChanged, l.off, fmt.Sprintf("write %s, or record the exception if the translation must lead elsewhere", want),
			"the link “%s” leads to %s; the source's leads to %s", l.text, l.dest, want)
	}
}

// addresses compares the e-mail and web addresses that readers see.
func (c *checker) addresses() {
	if len(c.src.urls) == 0 && len(c.txt.urls) == 0 {
		return
	}
	lacks, extra := differ(c.src.urls, c.txt.urls)
	lacks, extra = c.inOwnLanguage(lacks, extra)
	lacks, extra = c.elsewhere(ofAddresses, lacks, extra)
	extra = slices.DeleteFunc(slices.Clone(extra), func(u thing) bool { return shows(things{u}, c.src.links...) })
	extra = slices.DeleteFunc(extra, func(u thing) bool { return c.sourceSays(u.name) })
	lacks = slices.DeleteFunc(slices.Clone(lacks), func(u thing) bool {
		return !isCertain(u.name) || len(extra) == 0 && shows(things{u}, c.src.links...) // whose links are compared
	})
	n := 0 // of those missing that have been named
	for _, u := range extra {
		switch {
		case c.lookAlike(u, asCertain(c.src.urls, u)), c.lookAlike(u, c.src.links):
			n++
		case !isCertain(u.name):
		case n < len(lacks):
			c.byRule(AddressChanged, u.off, fmt.Sprintf("write %s", lacks[n].name), "the address %s is %s in the source", u.name, lacks[n].name)
			n++
		default:
			c.warn(AddressChanged, u.off, "take it out, or record the exception", "the source does not name the address %s", short(u.name))
		}
	}
	for _, u := range lacks[min(n, len(lacks)):] {
		c.lack(AddressChanged, fmt.Sprintf("write %s as it is", u.name), "the address %s of the source is missing here", short(u.name))
	}
}

// asCertain returns those of some addresses that are as certain as another one: service.version is no address.
func asCertain(list things, as thing) things {
	return slices.DeleteFunc(slices.Clone(list), func(t thing) bool { return isCertain(t.name) != isCertain(as.name) })
}

// shows reports whether one of some addresses is that of a link. Where letters stand close to it, as in Japanese, Markdown makes
// no link of a bare address.
func shows(urls things, links ...thing) bool {
	return slices.ContainsFunc(links, func(l thing) bool {
		dest := strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(l.name, "mailto:"), "/"))
		return slices.ContainsFunc(urls, func(u thing) bool { return u.name == dest })
	})
}

// isCertain reports whether a text is an address, and not a full stop without a space after it.
func isCertain(s string) bool {
	if strings.Contains(s, "@") || strings.Contains(s, "://") || strings.HasPrefix(s, "www.") {
		return true
	}
	switch s[strings.LastIndexByte(s, '.')+1:] {
	case "com", "org", "net", "edu", "gov", "int", "info", "eu", "io",
		"au", "br", "ca", "ch", "cn", "cz", "de", "dk", "es", "fi", "fr", "jp", "nl", "nz", "ru", "se", "tr", "ua", "uk", "za":
		return true
	}
	return false
}

// findAddresses finds e-mail addresses, web addresses and names of servers, and covers them in prose.
func (v *view) findAddresses(prose []byte) {
	s := string(prose)
	if !strings.ContainsAny(s, "@.．。:") {
		return
	}
	for i := 0; i < len(s); {
		if !addressByte(s[i]) {
			i++
			continue
		}
		from := i
		for i < len(s) && addressByte(s[i]) && !isParticle(s, from, i) {
			i++
		}
		if !strings.ContainsAny(s[from:i], "@.") {
			continue
		}
		start, end := trimAddress(s, from, i)
		if name := s[start:end]; isAddress(name) {
			v.urls = append(v.urls, thing{name: strings.ToLower(strings.TrimSuffix(name, "/")), off: start})
			cover(prose, start, end)
		}
	}
}

// isParticle reports whether what stands at a byte ends an address that began before: a letter of a script without spaces, close
// behind the name of a server in Latin letters, is a particle of Japanese or Korean, or the next word.
func isParticle(s string, from, at int) bool {
	if s[at] < 0x80 || at == from || !isASCIILetter(s[at-1]) || !spaceless(after(s, at)) {
		return false
	}
	_, host, ok := strings.Cut(s[from:at], "://")
	if !ok {
		host = s[from:at]
	}
	return strings.Contains(host, ".") && !strings.ContainsAny(host, "/?#")
}

// trimAddress leaves out the letters of other scripts that stand close to an address, and be part of one that looks
// alike, and the punctuation behind it.
func trimAddress(s string, start, end int) (int, int) {
	if at := strings.Index(s[start:end], "://"); at > 0 {
		for scheme := start + at; start < scheme && !isASCIILetter(s[start]); start++ {
		}
	} else {
		for start < end && !startsAddress(s[start:end]) {
			_, n := utf8.DecodeRuneInString(s[start:end])
			start += n
		}
	}
	for end > start {
		r, n := utf8.DecodeLastRuneInString(s[start:end])
		if r < 0x80 && strings.IndexByte(".,:;!?/-_@&=#%~+", s[end-1]) < 0 || r >= 0x80 && !unicode.In(r, unicode.Pi, unicode.Pf, unicode.Ps, unicode.Pe) {
			break
		}
		end -= n
	}
	return start, end
}

func addressByte(c byte) bool {
	return c >= 0x80 || isAlnum(c) || c != 0 && strings.IndexByte("@.-_:/+%~#?&=", c) >= 0
}

func isASCIILetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func startsAddress(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) && !spaceless(r) || digit(r) >= 0
}

// spaceless reports whether a letter is of a script that puts no space between words, which may stand close to an address
// and are hardly ever a part of it.
func spaceless(r rune) bool {
	return r >= 0xe00 && r <= 0xeff || r >= 0x1000 && r <= 0x109f || r >= 0x1780 && r <= 0x17ff || r >= 0x2e80 && r <= 0x9fff ||
		r >= 0xac00 && r <= 0xd7af || r >= 0xf900 && r <= 0xfaff || r >= 0xff00 && r <= 0xffef || r >= 0x20000
}

// isAddress reports whether a text can be an address by its form: name@host.tld, scheme://…, host.tld.
func isAddress(s string) bool {
	if i := strings.Index(s, "://"); i > 0 {
		return len(s) > i+4 && strings.IndexFunc(s[:i], func(r rune) bool { return r >= 0x80 || !isASCIILetter(byte(r)) }) < 0
	}
	host := s
	if i := strings.LastIndexByte(s, '@'); i > 0 {
		host = s[i+1:]
	} else if i := strings.IndexByte(s, '/'); i > 0 {
		host = s[:i]
	}
	labels := strings.Split(host, ".")
	if len(labels) < 2 {
		return false
	}
	for _, l := range labels {
		if l == "" || strings.ContainsAny(l, ":/?#&=%@~+") {
			return false
		}
	}
	top := labels[len(labels)-1]
	return strings.HasPrefix(top, "xn--") || isTopLevel(top) && lettersOfHost(host, strings.Contains(s, "@")) > 2
}

// isTopLevel reports whether a text can be the last part of a server's name: 2 to 12 bytes of small letters.
func isTopLevel(s string) bool {
	return len(s) >= 2 && len(s) <= 12 && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) || unicode.IsUpper(r) }) < 0
}

// lettersOfHost counts the Latin, Greek and Cyrillic letters of a server's name. It returns 0 for a name in another
// script outside of an e-mail address, which is no more than a full stop between two words.
func lettersOfHost(host string, email bool) int {
	letters := 0
	for _, r := range host {
		switch {
		case r >= 0x500 && !email:
			return 0
		case r < 0x500 && unicode.IsLetter(r):
			letters++
		}
	}
	return letters
}

// lookAlike reports an address whose server's name looks like that of one in the source and is not.
func (c *checker) lookAlike(a thing, of things) bool {
	host := hostOf(a.name)
	if host == "" {
		return false
	}
	for _, o := range of {
		if sameDomain(hostOf(o.name), host) {
			return false
		}
	}
	for _, o := range of {
		real := hostOf(o.name)
		if real == "" || !resembles(host, real) {
			continue
		}
		shown := host
		if puny, err := idna.Punycode.ToASCII(host); err == nil && puny != host {
			shown += " (really " + puny + ")"
		}
		c.warn(LookAlikeHost, a.off, fmt.Sprintf("copy the address from the source: %s", o.name), "the server %s looks like %s of the source and is another", shown, real)
		return true
	}
	return false
}

// hostOf returns the name of the server in an address in small letters, "" if there is none.
func hostOf(s string) string {
	s = strings.ToLower(s)
	if i := strings.Index(s, "://"); i >= 0 {
		s = s[i+3:]
	} else if rest, ok := strings.CutPrefix(s, "mailto:"); ok {
		s = rest
	} else {
		s = strings.TrimPrefix(s, "//")
	}
	if i := strings.IndexAny(s, "/?#"); i >= 0 {
		s = s[:i]
	}
	s = s[strings.LastIndexByte(s, '@')+1:]
	s, _, _ = strings.Cut(s, ":")
	s = strings.TrimSuffix(s, ".")
	if !strings.Contains(s, ".") || strings.HasSuffix(s, ".md") || strings.HasSuffix(s, ".html") {
		return ""
	}
	if strings.Contains(s, "xn--") {
		if u, err := idna.Punycode.ToUnicode(s); err == nil {
			s = u
		}
	}
	return strings.TrimPrefix(s, "www.")
}

// sameDomain reports whether two names of servers are of one owner: ja.example.org and docs.example.org.
func sameDomain(a, b string) bool {
	if a == b {
		return true
	}
	owner := func(host string) string {
		parts := strings.Split(host, ".")
		n := 2
		if len(parts) > 2 && len(parts[len(parts)-1]) == 2 && len(parts[len(parts)-2]) <= 3 {
			n = 3 // example.co.uk
		}
		if len(parts) < n {
			return ""
		}
		return strings.Join(parts[len(parts)-n:], ".")
	}
	return owner(a) != "" && owner(a) == owner(b)
}

// resembles reports whether a name could be taken for another: the same after letters that look alike are
// made one (UTS 39 §4), or with one slip, or with the other name inside it.
func resembles(host, real string) bool {
	a, b := skeleton(host), skeleton(real)
	if a == b {
		return true
	}
	if slip(a, b) && len(b) > 5 {
		return true
	}
	name, _, _ := strings.Cut(b, ".")
	if i := strings.LastIndexByte(b, '.'); i > 0 { // the part before the top-level domain
		name = b[strings.LastIndexByte(b[:i], '.')+1 : i]
	}
	if len(name) < 3 || strings.HasSuffix(a, "."+b) {
		return false
	}
	// ifes.org.example.com, ifes-org.com, secure-ifes.com, ifes.net
	for part := range strings.FieldsFuncSeq(a, func(r rune) bool { return r == '.' || r == '-' }) {
		if part == name {
			return true
		}
	}
	return false
}

// slip reports whether two texts are one insertion, deletion, replacement or swap of neighbours apart.
func slip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if i == len(a) {
		return true
	}
	return a[i+1:] == b[i+1:] || i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

var alike = map[rune]string{
	'0': "o", '1': "l", '|': "l", 'ı': "l", 'і': "l", 'ӏ': "l", 'ι': "l", 'i': "l", 'ï': "l", 'í': "l", 'ì': "l",
	'а': "a", 'α': "a", 'á': "a", 'à': "a", 'ä': "a", 'å': "a", 'ɑ': "a", 'в': "b", 'с': "c", 'ϲ': "c", 'ç': "c", 'ԁ': "d", 'ɗ': "d",
	'е': "e", 'ё': "e", 'é': "e", 'è': "e", 'ë': "e", 'ē': "e", 'ę': "e", 'ė': "e", 'ε': "e", 'ſ': "f", 'ƒ': "f", 'ɡ': "g", 'ğ': "g", 'һ': "h", 'н': "h",
	'ј': "j", 'к': "k", 'κ': "k", 'м': "m", 'п': "n", 'ո': "n", 'ñ': "n", 'η': "n", 'о': "o", 'ο': "o", 'օ': "o", 'ö': "o", 'ó': "o", 'ò': "o", 'ø': "o",
	'р': "p", 'ρ': "p", 'ԛ': "q", 'г': "r", 'ѕ': "s", 'ş': "s", 'š': "s", 'т': "t", 'τ': "t", 'ţ': "t", 'υ': "u", 'ս': "u", 'ü': "u", 'ú': "u", 'ν': "v", 'ѵ': "v",
	'ш': "w", 'ԝ': "w", 'ω': "w", 'х': "x", 'χ': "x", 'у': "y", 'γ': "y", 'ý': "y", 'ʏ': "y", 'ż': "z", 'ž': "z", '‐': "-", '–': "-", '．': ".", '。': ".",
}

var pairsAlike = strings.NewReplacer("rn", "m", "vv", "w", "cl", "d")

func skeleton(s string) string {
	var b strings.Builder
	for _, r := range s {
		if a, ok := alike[r]; ok {
			b.WriteString(a)
		} else if r > 0x7f && isZeroWidth(r) {
			continue
		} else {
			b.WriteRune(r)
		}
	}
	return pairsAlike.Replace(b.String())
}
