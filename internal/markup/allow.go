package markup

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What an element may hold (HTML §3.2.5, simplified to what the allow-list needs).
const (
	holdsNothing  = iota // void
	holdsPhrasing        // text and inline elements
	holdsFlow
	holdsParent // transparent: what its parent may hold
	holdsItems  // li
	holdsTerms  // dt, dd
	holdsTable  // caption, colgroup, thead, tbody, tfoot, tr
	holdsRows   // tr
	holdsCells  // th, td
	holdsCols   // col
	holdsRuby   // phrasing, rt, rp
)

// Where an element may stand.
const (
	inPhrasing = iota // wherever there is text
	inFlow            // not inside a paragraph, heading or inline element
	inItems
	inTerms
	inDetails
	inFigure
	inTable
	inRows
	inCells
	inCols
	inRuby
)

// placesOf are the contents, as bits of the holds constants, that an element may be part of by where it
// may stand. A figcaption and a summary are judged by the name of the element around them.
var placesOf = [...]uint16{
	inPhrasing: 1<<holdsPhrasing | 1<<holdsFlow | 1<<holdsRuby,
	inFlow:     1 << holdsFlow,
	inItems:    1 << holdsItems,
	inTerms:    1 << holdsTerms,
	inTable:    1 << holdsTable,
	inRows:     1<<holdsRows | 1<<holdsTable,
	inCells:    1 << holdsCells,
	inCols:     1 << holdsCols,
	inRuby:     1 << holdsRuby,
}

type element struct {
	holds    uint8
	where    uint8
	optional bool     // its end tag may be left out
	attrs    []string // besides the global ones
}

// elements is the allow-list: the tags of whatever is not here are left out.
var elements = map[string]element{
	"a":          {holds: holdsParent, attrs: []string{"href", "hreflang", "rel"}},
	"abbr":       {holds: holdsPhrasing},
	"aside":      {holds: holdsFlow, where: inFlow},
	"b":          {holds: holdsPhrasing},
	"bdi":        {holds: holdsPhrasing},
	"bdo":        {holds: holdsPhrasing},
	"blockquote": {holds: holdsFlow, where: inFlow, attrs: []string{"cite"}},
	"br":         {},
	"caption":    {holds: holdsFlow, where: inTable, optional: true},
	"cite":       {holds: holdsPhrasing},
	"code":       {holds: holdsPhrasing},
	"col":        {where: inCols, attrs: []string{"span"}},
	"colgroup":   {holds: holdsCols, where: inTable, optional: true, attrs: []string{"span"}},
	"data":       {holds: holdsPhrasing, attrs: []string{"value"}},
	"dd":         {holds: holdsFlow, where: inTerms, optional: true},
	"del":        {holds: holdsParent, attrs: []string{"cite", "datetime"}},
	"details":    {holds: holdsFlow, where: inFlow, attrs: []string{"open"}},
	"dfn":        {holds: holdsPhrasing},
	"div":        {holds: holdsFlow, where: inFlow},
	"dl":         {holds: holdsTerms, where: inFlow},
	"dt":         {holds: holdsFlow, where: inTerms, optional: true},
	"em":         {holds: holdsPhrasing},
	"figcaption": {holds: holdsFlow, where: inFigure},
	"figure":     {holds: holdsFlow, where: inFlow},
	"h1":         {holds: holdsPhrasing, where: inFlow},
	"h2":         {holds: holdsPhrasing, where: inFlow},
	"h3":         {holds: holdsPhrasing, where: inFlow},
	"h4":         {holds: holdsPhrasing, where: inFlow},
	"h5":         {holds: holdsPhrasing, where: inFlow},
	"h6":         {holds: holdsPhrasing, where: inFlow},
	"hr":         {where: inFlow},
	"i":          {holds: holdsPhrasing},
	"img":        {attrs: []string{"src", "alt", "width", "height", "loading"}},
	"ins":        {holds: holdsParent, attrs: []string{"cite", "datetime"}},
	"kbd":        {holds: holdsPhrasing},
	"li":         {holds: holdsFlow, where: inItems, optional: true, attrs: []string{"value"}},
	"mark":       {holds: holdsPhrasing},
	"ol":         {holds: holdsItems, where: inFlow, attrs: []string{"start", "reversed", "type"}},
	"p":          {holds: holdsPhrasing, where: inFlow, optional: true},
	"pre":        {holds: holdsPhrasing, where: inFlow},
	"q":          {holds: holdsPhrasing, attrs: []string{"cite"}},
	"rp":         {holds: holdsPhrasing, where: inRuby, optional: true},
	"rt":         {holds: holdsPhrasing, where: inRuby, optional: true},
	"ruby":       {holds: holdsRuby},
	"s":          {holds: holdsPhrasing},
	"samp":       {holds: holdsPhrasing},
	"section":    {holds: holdsFlow, where: inFlow},
	"small":      {holds: holdsPhrasing},
	"span":       {holds: holdsPhrasing},
	"strong":     {holds: holdsPhrasing},
	"sub":        {holds: holdsPhrasing},
	"summary":    {holds: holdsPhrasing, where: inDetails},
	"sup":        {holds: holdsPhrasing},
	"table":      {holds: holdsTable, where: inFlow},
	"tbody":      {holds: holdsRows, where: inTable, optional: true},
	"td":         {holds: holdsFlow, where: inCells, optional: true, attrs: []string{"colspan", "rowspan"}},
	"tfoot":      {holds: holdsRows, where: inTable, optional: true},
	"th":         {holds: holdsFlow, where: inCells, optional: true, attrs: []string{"colspan", "rowspan", "scope", "abbr"}},
	"thead":      {holds: holdsRows, where: inTable, optional: true},
	"time":       {holds: holdsPhrasing, attrs: []string{"datetime"}},
	"tr":         {holds: holdsCells, where: inRows, optional: true},
	"u":          {holds: holdsPhrasing},
	"ul":         {holds: holdsItems, where: inFlow},
	"var":        {holds: holdsPhrasing},
	"wbr":        {},
}

// barred lists what an element may not hold at any depth although it holds blocks, by its name.
var barred = map[string]string{
	"caption": " table ",
	"dt":      " aside section h1 h2 h3 h4 h5 h6 ",
	"th":      " aside section h1 h2 h3 h4 h5 h6 ",
}

// elementHints say what to write in place of refused elements that people do use.
var elementHints = map[string]string{
	"script": "scripts cannot be part of a page's text; delete it", "style": "styles belong in the site's assets, not in a page",
	"iframe": "nothing may be loaded from elsewhere into a page; link to it", "object": "link to the file", "embed": "link to the file",
	"video": "link to the video", "audio": "link to the recording", "form": "link to a page with the form", "input": "link to a page with the form",
	"button": "use a link", "svg": "save the drawing as a file and use ![what it shows](file.svg)", "center": "leave it out; the layout aligns text",
	"font": "leave it out; use <em> or <strong> for emphasis", "big": "leave it out", "strike": "use ~~text~~ or <s>", "tt": "use `text`",
	"html": "a page holds only what goes inside <body>", "head": "a page holds only what goes inside <body>", "body": "a page holds only what goes inside <body>",
	"title": "put the title into the front matter: title: …", "meta": "put a description into the front matter: description: …",
	"link": "styles belong in the site's layout", "main": "leave it out; the layout has one", "nav": "use <div> or a list", "article": "use <section>",
	"header": "use <div>", "footer": "use <div>", "address": "use <p>", "picture": "use <img>; the site makes several sizes of it",
	"base": "write addresses in full", "acronym": "use <abbr>", "hgroup": "use headings alone",
}

// active lists the refused elements that could run, load, ask or cover something: writing one is an error, however it was
// meant. Of the others the tags are left out with a warning.
var active = map[string]bool{}

func init() {
	for _, name := range strings.Fields(`animate annotation-xml applet area audio base bgsound button canvas dialog embed fieldset foreignobject form
		frame frameset iframe input isindex keygen layer link map math meta noembed noframes noscript object option optgroup
		output param plaintext portal script select set slot source style svg template textarea track use video xml xmp`) {
		active[name] = true
	}
}

// isActive reports whether a refused element could do something. Elements with a colon or a hyphen in their names are what
// a script makes of them, and there is none.
func isActive(name string) bool {
	_, local, ok := strings.Cut(name, ":")
	return active[name] || ok && active[local]
}

// partsText lists refused elements that part the text before them from the text in them.
var partsText = map[string]bool{
	"address": true, "article": true, "body": true, "button": true, "center": true, "dialog": true, "fieldset": true, "footer": true,
	"form": true, "header": true, "hgroup": true, "html": true, "legend": true, "main": true, "menu": true, "nav": true, "option": true,
	"search": true,
}

// dropContent lists refused elements whose text is no text for readers.
var dropContent = map[string]bool{
	"script": true, "style": true, "iframe": true, "noembed": true, "noframes": true, "noscript": true, "plaintext": true,
	"textarea": true, "title": true, "xmp": true,
}

// IsBlock reports whether an element is on the allow-list and not part of running text.
func IsBlock(name string) bool { return elements[name].where != inPhrasing }

// HoldsBlocks reports whether an element may hold paragraphs, lists and the like anywhere in it.
func HoldsBlocks(name string) bool { return elements[name].holds == holdsFlow }

// HoldsText reports whether an element is on the allow-list and not void.
func HoldsText(name string) bool { return elements[name].holds != holdsNothing }

// The kinds of a [verdict].
const (
	attrKeep    = iota // it stays, with the value
	attrBare           // it stays, without a value
	attrURL            // the value is an address, to be resolved later
	attrChanged        // it stays, with what may stay of its value
	attrDrop           // harmless, but unknown, or with a value that makes the page invalid
	attrError          // it could run or load something
)

// verdict says whether an attribute of the author's may stay, and with which value.
type verdict struct {
	kind  uint8
	value string
	why   string // of what does not stay, for the author
}

func refuse(why string) verdict { return verdict{kind: attrError, why: why} }

func drop(why string) verdict { return verdict{kind: attrDrop, why: why} }

const noEffect = "delete it; it has no effect"

// keepIf keeps a value if it is as it must be.
func keepIf(ok bool, value, must string) verdict {
	if !ok {
		return drop("it must be " + must)
	}
	return verdict{value: value}
}

// judgeAttr judges an attribute of an element of the allow-list.
func judgeAttr(el, name, value string) verdict {
	switch {
	case strings.HasPrefix(name, "on"):
		return refuse("it would run a script")
	case name == "srcdoc" || name == "formaction" || name == "action" || name == "xlink:href":
		return refuse("it can load or run what does not belong to the page")
	case name == "style":
		return drop("styles belong in the site's assets; use a class")
	case strings.Contains(name, ":") || name == "background":
		return drop(noEffect)
	}
	trimmed := strings.Trim(value, " \t\n\r\f")
	switch name {
	case "lang":
		return keepIf(trimmed == "" || validLang(trimmed), trimmed, "a language tag such as fr or zh-Hans")
	case "dir":
		dir := strings.ToLower(trimmed)
		return keepIf(dir == "ltr" || dir == "rtl" || dir == "auto" && el != "bdo", dir, "ltr, rtl or auto")
	case "id":
		return keepIf(ValidID([]byte(value)), value, "letters, digits, hyphens and underscores")
	case "class":
		return judgeClass(value)
	case "title", "aria-label":
		return verdict{value: value}
	case "aria-hidden":
		return keepIf(trimmed == "true" || trimmed == "false", trimmed, "true or false")
	case "translate":
		return keepIf(trimmed == "yes" || trimmed == "no", trimmed, "yes or no")
	}
	if !slices.Contains(elements[el].attrs, name) {
		return drop(noEffect)
	}
	return judgeOwnAttr(el, name, value, trimmed)
}

func judgeClass(value string) verdict {
	classes := strings.Fields(value)
	kept := slices.DeleteFunc(slices.Clone(classes), func(c string) bool { return !plainToken(c) })
	v := verdict{value: strings.Join(kept, " ")}
	if len(kept) < len(classes) {
		v.kind, v.why = attrChanged, "a class may hold ASCII letters, digits, hyphens and underscores only"
	}
	return v
}

// judgeOwnAttr judges an attribute that the element has beside the global ones; trimmed is its value
// without white space around it.
func judgeOwnAttr(el, name, value, trimmed string) verdict {
	const number = "a whole number"
	switch name {
	case "href", "src", "cite":
		return verdict{kind: attrURL, value: trimmed}
	case "alt", "abbr":
		return verdict{value: value}
	case "value":
		if el != "li" {
			return verdict{value: value}
		}
		return keepIf(isInteger(trimmed), trimmed, number)
	case "hreflang":
		return keepIf(validLang(trimmed), trimmed, "a language tag such as fr or zh-Hans")
	case "rel":
		return judgeRel(trimmed)
	case "width", "height":
		return keepIf(isNumberTo(10000, trimmed), trimmed, number)
	case "span", "colspan", "rowspan":
		return keepIf(isNumberTo(1000, trimmed), trimmed, number)
	case "start":
		return keepIf(isInteger(trimmed), trimmed, number)
	case "loading":
		return keepIf(trimmed == "lazy" || trimmed == "eager", trimmed, "lazy or eager")
	case "reversed", "open":
		return verdict{kind: attrBare}
	case "type":
		return keepIf(len(trimmed) == 1 && strings.Contains("1aAiI", trimmed), trimmed, "1, a, A, i or I")
	case "scope":
		scope := strings.ToLower(trimmed)
		return keepIf(slices.Contains([]string{"col", "row", "colgroup", "rowgroup"}, scope), scope, "col or row")
	case "datetime":
		return keepIf(validDatetime(trimmed), trimmed, "a date such as 2026-11-22")
	}
	return drop(noEffect)
}

func judgeRel(value string) verdict {
	words := strings.Fields(strings.ToLower(value))
	for _, t := range words {
		switch t {
		case "author", "bookmark", "external", "help", "license", "next", "nofollow", "noopener", "noreferrer", "prev", "search", "tag":
		default:
			return drop(noEffect)
		}
	}
	return verdict{value: strings.Join(words, " ")}
}

func isNumberTo(most int, s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n > 0 && n <= most
}

func isInteger(s string) bool {
	_, err := strconv.ParseInt(s, 10, 32)
	return err == nil && s[0] != '+'
}

func plainToken(s string) bool {
	for i := range len(s) {
		if c := s[i]; !isASCIILetter(c) && !isASCIIDigit(c) && c != '-' && c != '_' {
			return false
		}
	}
	return s != ""
}

// validLang reports whether a value has the form of a BCP 47 tag (RFC 5646 §2.1): a language of 2 to 8 letters and further
// subtags of up to 8 letters and digits.
func validLang(s string) bool {
	for i, part := range strings.Split(s, "-") {
		if len(part) == 0 || len(part) > 8 || !plainToken(part) || strings.ContainsAny(part, "_-") {
			return false
		}
		if i == 0 && (len(part) < 2 && part != "x" && part != "i" || strings.ContainsAny(part, "0123456789")) {
			return false
		}
	}
	return len(s) <= 35
}

// validDatetime reports whether a value is one of the commonest of HTML §2.3.5: year, month, date, week, time, date with time.
func validDatetime(s string) bool {
	shapes := []string{"dddd", "dddd-dd", "dddd-dd-dd", "dddd-Wdd", "dd-dd", "dd:dd", "dd:dd:dd", "dddd-dd-ddTdd:dd", "dddd-dd-ddTdd:dd:dd",
		"dddd-dd-dd dd:dd", "dddd-dd-dd dd:dd:dd"}
	zoneless := s
	if strings.ContainsAny(s, "T ") {
		zoneless = strings.TrimSuffix(s, "Z")
		if n := len(s) - 6; n > 10 && (s[n] == '+' || s[n] == '-') && s[n+3] == ':' {
			zoneless = s[:n]
		}
	}
	for _, shape := range shapes {
		if len(shape) != len(zoneless) {
			continue
		}
		ok := true
		for i := range len(shape) {
			if shape[i] == 'd' {
				ok = ok && isASCIIDigit(zoneless[i])
			} else {
				ok = ok && shape[i] == zoneless[i]
			}
		}
		if ok && plausibleDate(zoneless) {
			return true
		}
	}
	return false
}

func plausibleDate(s string) bool {
	if len(s) >= 7 && s[4] == '-' && s[5] != 'W' {
		if m := s[5:7]; m < "01" || m > "12" {
			return false
		}
		if len(s) >= 10 && (s[8:10] < "01" || s[8:10] > "31") {
			return false
		}
	}
	if i := strings.IndexByte(s, ':'); i >= 2 && (s[i-2:i] > "23" || s[i+1:i+3] > "59") {
		return false
	}
	return true
}

// ValidID reports whether an id has only letters, marks and digits of any script, and "-", "_", "." and ":".
func ValidID(id []byte) bool {
	for _, r := range string(id) {
		if r < utf8.RuneSelf {
			if c := byte(r); !isASCIILetter(c) && !isASCIIDigit(c) && c != '-' && c != '_' && c != '.' && c != ':' {
				return false
			}
		} else if !unicode.In(r, unicode.L, unicode.M, unicode.N) {
			return false
		}
	}
	return len(id) > 0 && len(id) <= 200
}
