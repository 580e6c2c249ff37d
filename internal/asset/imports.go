package asset

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"vernacular/internal/diag"
)

// What a bundle may come to. esbuild follows each import of a sheet anew, so that sheets that import one another
// twice double with each level; what a bundle takes must not be found out by making it.
const (
	maxImports  = 2000     // imports, each counted as often as it is followed
	maxExpanded = 32 << 20 // bytes of the sheets, each counted as often as it is imported, with the conditions around it
	maxRounds   = 50       // runs of esbuild: it finds what a look through the sheets has missed
	manyURLs    = 2000     // uses of url() from which on rules are not compared, which takes their square
)

// link is an @import in a sheet.
type link struct {
	to   string // the path of the imported sheet
	at   int    // offset in the importing sheet; -1 when only esbuild found it
	size int    // bytes of the rule, which holds the conditions of the import
}

// learn takes note of what the sheet at p refers to. It returns the files in the order of the text.
func (b *bundler) learn(p string) []string {
	var files []string
	escaped := false
	for _, ref := range references(b.files[p].data) {
		if ref.imports {
			b.rules[p]++
			escaped = escaped || ref.escaped
		} else {
			b.urls++
		}
		target, _, kind := locate(p, ref.text)
		if kind != refFile {
			continue
		}
		files = append(files, target)
		if ref.imports && isSheet(target) {
			b.imports[p] = append(b.imports[p], link{target, ref.at, ref.size})
		}
	}
	if escaped { // each of the rules may mean any of the sheets
		for _, l := range slices.Clone(b.imports[p]) {
			b.pad(p, l.to)
		}
	}
	return files
}

// pad lets a sheet count as imported by each of another one's rules.
func (b *bundler) pad(from, to string) {
	n := 0
	for _, l := range b.imports[from] {
		if l.to == to {
			n++
		}
	}
	for ; n < min(max(b.rules[from], 1), maxImports+1); n++ {
		b.imports[from] = append(b.imports[from], link{to, -1, 0})
	}
}

// admit takes note of imports that esbuild found and the look through the sheets did not. esbuild asks once for
// all rules of a sheet that name the same file, so how many there are is not known.
func (b *bundler) admit() {
	for _, from := range slices.Sorted(maps.Keys(b.missed)) {
		for _, to := range slices.Sorted(maps.Keys(b.missed[from])) {
			b.imports[from] = append(b.imports[from], link{to, -1, len(b.files[from].data)})
			b.pad(from, to)
		}
	}
	clear(b.missed)
}

// known reports whether an import was counted before esbuild follows it; the lock is held.
func (b *bundler) known(from, to string) bool {
	if slices.ContainsFunc(b.imports[from], func(l link) bool { return l.to == to }) {
		return true
	}
	if b.missed[from] == nil {
		b.missed[from] = map[string]bool{}
	}
	b.missed[from][to] = true
	return false
}

// tooMuch walks through the imports as esbuild will, and says which of them lets them grow beyond what can be
// bundled; nil if none does. It stops at the limit, so it takes no longer than the limit allows.
func (b *bundler) tooMuch() *diag.Diagnostic {
	count, size := 0, 0
	open := map[string]bool{}
	var walk func(sheet string, around int) bool
	walk = func(sheet string, around int) bool {
		if size += len(b.files[sheet].data) + around; size > maxExpanded {
			return false
		}
		open[sheet] = true
		defer delete(open, sheet)
		for _, l := range b.imports[sheet] {
			if count++; count > maxImports {
				return false
			}
			if !open[l.to] && !walk(l.to, around+l.size) { // a sheet inside itself is left out
				return false
			}
		}
		return true
	}
	if walk(b.entry, 0) {
		return nil
	}
	what := fmt.Sprintf("%d imports", maxImports)
	if count <= maxImports {
		what = fmt.Sprintf("%d MB", maxExpanded>>20)
	}
	from, l, ok := b.again()
	if !ok {
		d := diag.Errorf("css-too-much", diag.At(b.entry, 0, 0), "this style sheet and all that it imports come to more than %s", what).
			WithHint("divide it into several style sheets that pages load by themselves")
		return &d
	}
	pos := diag.At(from, 0, 0)
	if l.at >= 0 {
		pos.Line, pos.Col = diag.Position(b.files[from].data, l.at)
	}
	d := diag.Errorf("css-too-much", pos, "%s is imported here again, and by such imports %s comes to more than %s",
		diag.Escape(l.to), diag.Escape(b.entry), what).WithHint("import each style sheet once: take this line out, and others like it")
	return &d
}

// again returns the import nearest to the entry that repeats one of its own sheet, else the nearest that repeats any.
func (b *bundler) again() (from string, l link, ok bool) {
	seen := map[string]bool{b.entry: true}
	queue := []string{b.entry}
	for ; len(queue) > 0; queue = queue[1:] {
		sheet := queue[0]
		here := map[string]bool{}
		for _, to := range b.imports[sheet] {
			if here[to.to] {
				return sheet, to, true
			}
			if seen[to.to] && !ok {
				from, l, ok = sheet, to, true
			}
			if !seen[to.to] {
				queue = append(queue, to.to)
			}
			here[to.to], seen[to.to] = true, true
		}
	}
	return from, l, ok
}

// reference is what a sheet seems to name by @import or url().
type reference struct {
	text    string
	imports bool
	at      int  // offset of the rule or of url(
	size    int  // bytes of the rule, of an import
	escaped bool // there is a backslash in the rule, of an import
}

// references lists what a sheet seems to name by @import and url(), in the order of the text. It may err
// in both directions where the text is odd; esbuild has the last word.
func references(css []byte) []reference {
	var list []reference
	s := string(css)
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case strings.HasPrefix(s[i:], "/*"):
			end := strings.Index(s[i+2:], "*/")
			if end < 0 {
				return list
			}
			i += end + 4
		case c == '"' || c == '\'':
			_, n := quotedText(s[i:])
			i += n
		case c == '\\':
			i += 2
		case c == '@':
			start := i
			name, n := identifier(s[i+1:])
			i += 1 + n
			if !strings.EqualFold(name, "import") {
				continue
			}
			i += blank(s[i:])
			text, n := "", 0
			if i < len(s) && (s[i] == '"' || s[i] == '\'') {
				text, n = quotedText(s[i:])
			} else if hasFold(s[i:], "url(") {
				text, n = inURL(s[i:])
			}
			i += n
			end := i + rest(s[i:])
			list = append(list, reference{text, true, start, end - start, strings.Contains(s[start:end], `\`)})
		case (c == 'u' || c == 'U') && hasFold(s[i:], "url("):
			text, n := inURL(s[i:])
			list = append(list, reference{text: text, at: i})
			i += n
		default:
			i++
		}
	}
	return list
}

// identifier returns the name that s begins with, its escapes resolved (CSS Syntax §4.3.11), and its length.
func identifier(s string) (name string, n int) {
	var b strings.Builder
	for n < len(s) {
		c := s[n]
		switch {
		case c == '\\' && n+1 < len(s) && isHexDigit(s[n+1]):
			digits := 1
			for digits < 6 && n+1+digits < len(s) && isHexDigit(s[n+1+digits]) {
				digits++
			}
			r, _ := strconv.ParseUint(s[n+1:n+1+digits], 16, 32)
			b.WriteRune(rune(r))
			n += 1 + digits
			if strings.HasPrefix(s[n:], "\r\n") {
				n += 2
			} else if n < len(s) && strings.IndexByte(" \t\n\r\f", s[n]) >= 0 {
				n++
			}
		case c == '\\' && n+1 < len(s) && strings.IndexByte("\n\r\f", s[n+1]) < 0:
			b.WriteByte(s[n+1])
			n += 2
		case c == '-' || c == '_' || c >= utf8.RuneSelf || 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9':
			b.WriteByte(c)
			n++
		default:
			return b.String(), n
		}
	}
	return b.String(), n
}

func isHexDigit(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f' }

// blank returns the length of the white space and the comments that s begins with.
func blank(s string) int {
	n := 0
	for {
		n += len(s[n:]) - len(strings.TrimLeft(s[n:], " \t\r\n\f"))
		if !strings.HasPrefix(s[n:], "/*") {
			return n
		}
		end := strings.Index(s[n+2:], "*/")
		if end < 0 {
			return len(s)
		}
		n += end + 4
	}
}

// inURL returns what url( names, which s begins with, and the length of all of it.
func inURL(s string) (text string, n int) {
	n = len("url(")
	n += len(s[n:]) - len(strings.TrimLeft(s[n:], " \t\r\n\f"))
	if n < len(s) && (s[n] == '"' || s[n] == '\'') {
		text, m := quotedText(s[n:])
		return text, n + m
	}
	end := strings.IndexByte(s[n:], ')')
	if end < 0 {
		return "", len(s)
	}
	return strings.Trim(s[n:n+end], " \t\r\n\f"), n + end
}

// rest returns the length of what is left of a rule.
func rest(s string) int {
	if i := strings.IndexAny(s, ";{}"); i >= 0 {
		return i
	}
	return len(s)
}

// isSheet reports whether a file can be imported.
func isSheet(p string) bool { return path.Ext(p) == ".css" }
