package page

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"vernacular/internal/diag"
	"vernacular/internal/markup"
)

func rep(s string, n int) string { return strings.Repeat(s, n) }

// to makes text of about n bytes by repetition.
func to(n int, s string) string { return strings.Repeat(s, n/len(s)+1) }

func numbered(n int, f string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, f, i, i)
	}
	return b.String()
}

func stairs(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(rep(" ", 2*i) + "- x\n")
	}
	return b.String()
}

func backticks(n int) string {
	var b strings.Builder
	for i := 1; b.Len() < n-4000; i++ {
		b.WriteString("e" + rep("`", i))
	}
	return b.String()
}

// The inputs have 400 KB so that the tests stay quick; with CI=true (without -race) or PAGE_FIGURES=1 they go up to the
// limit of 4 MB, and the latter prints what each took.
var mb4 = func() int {
	if os.Getenv("CI") == "true" && !raceEnabled || os.Getenv("PAGE_FIGURES") != "" {
		return 4<<20 - 1000
	}
	return 400 << 10
}()

// Inputs that have broken or stalled Markdown parsers: the table of FAULTS §1, cmark's
// test/pathological_tests.py families, and what goldmark's own loops suggest. Sizes go up to the limit
// where the shape has no other bound. want is the code of the problem, "" if the page must be fine, "?"
// if either will do.
func pathological() map[string]struct{ src, want string } {
	many := map[string]struct{ src, want string }{
		"equal headings":                {rep("# a\n", 5000), ""},
		"equal headings to the limit":   {rep("# a\n", 99_000), ""},
		"table columns by rows":         {"|" + rep("a|", 1000) + "\n|" + rep("-|", 1000) + "\n" + rep("x\n", 1000), "limit-table-cells"},
		"tables by the hundred":         {rep("|"+rep("a|", 100)+"\n|"+rep("-|", 100)+"\n"+rep("x\n", 100)+"\n", 30), "limit-table-cells"},
		"table wide as can be":          {"|" + rep("a|", 49_000) + "\n|" + rep("-|", 49_000) + "\n", ""},
		"escaped pipes in cells":        {"|a|\n|-|\n" + rep("|`\\|`|\n", 40_000), "limit-complexity"},
		"delimiter rows":                {"a\nb\n" + rep("-|-\n", 90_000), "?"},
		"delimiter rows, one dash":      {rep("0\n-:\n", 45_000), "?"},
		"list markers on a line":        {rep("- ", 16_000) + "x", "limit-depth"},
		"ordered markers on a line":     {rep("1. ", 16_000) + "x", "limit-depth"},
		"mixed markers on a line":       {rep("> - 1. ", 9_000) + "x", "limit-depth"},
		"list stairs":                   {stairs(1200), "limit-depth"},
		"block quotes on a line":        {rep(">", 20_000) + "a", "limit-depth"},
		"block quotes with spaces":      {rep("> ", 20_000) + "a", "limit-depth"},
		"footnotes in footnotes":        {rep("[^a]: ", 1000) + "x", "limit-depth"},
		"nesting to the limit":          {rep(rep("> ", 64)+"a\n", 1500), ""},
		"nested lists to the limit":     {rep(rep("- ", 63)+"a\n", 1500), ""},
		"mixed emphasis":                {rep("*a **b _c __d ", 8000), "?"},
		"closers without openers":       {to(mb4, "a_ "), "?"},
		"openers without closers":       {to(mb4, "_a "), "?"},
		"strong in emphasis":            {rep("*a **a ", 65_000) + "b" + rep(" a** a*", 65_000), "?"},
		"intraword":                     {to(mb4, "a*_b"), "?"},
		"asterisks":                     {rep("*", mb4), ""},
		"asterisks of growing length":   {rep("**x [a*b**c*](d)", 5000), "?"},
		"tildes":                        {to(mb4, "~a "), "?"},
		"emphasis in paragraphs":        {to(mb4, rep("*a _b ", 400)+"\n\n"), "?"},
		"nested emphasis":               {rep("*a ", 3000) + "b" + rep(" a*", 3000), "?"},
		"open brackets":                 {rep("[", mb4), "?"},
		"open image brackets":           {to(mb4, "!["), "?"},
		"nested brackets":               {rep("[", 50_000) + "a" + rep("]", 50_000), "?"},
		"bracket pairs":                 {to(mb4, "[a]"), "?"},
		"bracket pairs on lines":        {rep("[a]\n", 99_000), "?"},
		"links without end":             {to(mb4, "[a](b"), "?"},
		"links without end, spaced":     {to(mb4, "[a](<b "), "?"},
		"link titles without end":       {to(mb4, `[a](b "`), "?"},
		"parentheses in links":          {"[a](" + rep("(", mb4-10), "?"},
		"parentheses, many links":       {to(mb4, "[a]("+rep("(", 31)), "?"},
		"nested links and images":       {rep("[![", 20_000) + "a" + rep("](b)](c)", 20_000), "?"},
		"reference after reference":     {to(mb4, "[a][b]"), "?"},
		"collapsed references":          {"[x]: /y\n\n" + to(mb4, "[x][]"), "?"},
		"links":                         {to(mb4, "[a](b) "), "?"},
		"link definitions":              {numbered(20_000, "[a%d]: /u%d\n"), "limit-definitions"},
		"link definitions to the limit": {numbered(4900, "[a%d]: /u%d\n"), "?"},
		"definitions, many lines":       {numbered(4900, "[a%d]: /u%d\n") + rep("x\n", 90_000), "limit-complexity"},
		"definition without end":        {"[" + rep("a\n", 90_000), ""},
		"long labels":                   {to(mb4, "["+rep("a", 990)+"] "), "?"},
		"backticks of growing length":   {backticks(mb4), ""},
		"backticks":                     {rep("`", mb4), ""},
		"code without end":              {to(mb4, "`a``b```c"), "?"},
		"code on lines":                 {rep("`a\n", 99_000), "?"},
		"comments without end":          {to(mb4, "a <!-- b "), "?"},
		"instructions without end":      {to(mb4, "a <? b "), "?"},
		"declarations without end":      {to(mb4, "a <!A b "), "?"},
		"CDATA without end":             {to(mb4, "a <![CDATA[ b "), "?"},
		"all kinds without end":         {to(mb4, "a <!-- <? <![CDATA[ <!A "), "?"},
		"tags without end":              {to(mb4, "<a "), "?"},
		"attributes without end":        {to(mb4, `<a b="`), "?"},
		"attributes without end, mixed": {to(mb4, `a <a b='<b c="`), "?"},
		"attributes":                    {"a <a " + to(mb4-10, "b ") + ">", "?"},
		"attributes on lines":           {"a <a " + rep("b\n", 99_000) + ">", "?"},
		"tags":                          {to(mb4, "<b>"), "limit-inlines"},
		"tags in paragraphs":            {rep("x <b>\n\n", 49_000), "?"},
		"HTML blocks":                   {rep("<div>\n\n", 49_000), "limit-depth"},
		"HTML lines":                    {rep("<x\n\n", 49_000), "?"},
		"HTML line, long":               {"<div " + rep("a", mb4-10), "?"},
		"script without end":            {"<script>\n" + rep("x\n", 90_000), "?"},
		"script line, long":             {"<script>\n" + rep("x", mb4-20), "?"},
		"open angles":                   {rep("<", mb4), ""},
		"autolinks without end":         {to(mb4, "<a:"), "?"},
		"e-mail autolinks without end":  {to(mb4, "<a@a."), "?"},
		"bare links":                    {to(mb4, "http://a.b "), "?"},
		"bare link, long":               {"http://a.b/" + rep("(", mb4-20) + rep(")", 5), ""},
		"bare link, entities":           {"http://a.b/" + to(mb4-20, "&a;"), ""},
		"bare link, brackets at end":    {"http://a.b/" + rep(")", mb4-20), ""},
		"bare e-mail":                   {to(mb4, "a@"), ""},
		"bare e-mail, dots":             {to(mb4, "a.b@c."), "?"},
		"colons":                        {rep(":", mb4), ""},
		"entities":                      {to(mb4, "&amp"), ""},
		"entities, whole":               {to(mb4, "&amp;"), ""},
		"ampersands":                    {rep("&", mb4), ""},
		"backslashes":                   {rep("\\", mb4), ""},
		"carets":                        {to(mb4, "[^"), "limit-footnotes"},
		"footnotes":                     {numbered(10_000, "[^%d]\n\n[^%d]: x\n\n"), "limit-footnotes"},
		"footnotes to the limit":        {numbered(990, "[^%d]\n\n[^%d]: x\n\n"), ""},
		"one footnote, many references": {rep("[^a] ", 1990) + "\n\n[^a]: x\n", ""},
		"footnote references on lines":  {"[^a]: x\n\n" + rep("[^a] \n", 1990) + rep("x\n", 90_000), "limit-complexity"},
		"setext after setext":           {rep("a\n-\n", 33_000), ""},
		"lines":                         {rep("a\n", 2_000_000), "limit-lines"},
		"paragraphs":                    {rep("a\n\n", 49_000), ""},
		"items":                         {rep("- a\n", 49_000), ""},
		"items, loose":                  {rep("- a\n\n", 33_000), ""},
		"fences":                        {rep("```\n", 99_000), ""},
		"ordinary text":                 {to(mb4, "The quick brown fox jumps over the lazy dog. "), ""},
		"ordinary paragraphs":           {to(mb4, rep("The quick brown fox jumps over the lazy dog. ", 12)+"\n\n"), ""},
		"tabs":                          {rep("\t", mb4), ""},
		"spaces":                        {rep(" ", mb4) + "x", "?"},
		"tab stairs":                    {rep("\t", 1000) + "- x\n", "limit-depth"},
		"nested heading ids":            {"# " + to(mb4, "{#a "), ""},
		"directions":                    {to(mb4, "\u2067"), "direction-unbalanced"},
		"control characters":            {rep("\x01", mb4), "control-character"},
		"not UTF-8":                     {rep("\xff", mb4), "invalid-utf8"},
	}
	return many
}

func TestPathologicalInputs(t *testing.T) {
	limit := 2 * time.Second
	if mb4 < 2<<20 {
		limit /= 2
	}
	if raceEnabled {
		limit *= 10
	}
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	for name, c := range pathological() {
		t.Run(name, func(t *testing.T) {
			src := []byte(c.src)
			runtime.GC()
			stop, peak := watchHeap()
			start := cpuTime()
			d, diags := Parse("p.md", src, Options{})
			_, more := d.Render(markup.RenderOptions{})
			took := cpuTime() - start
			stop()
			if took > limit {
				t.Errorf("took %v", took)
			}
			if mem := *peak; mem > 256<<20 && !raceEnabled {
				t.Errorf("needs %d MB", mem>>20)
			}
			if os.Getenv("PAGE_FIGURES") != "" {
				fmt.Printf("%-32s %8d bytes %8.3f s %5d MB  %v\n", name, len(src), took.Seconds(), *peak>>20, firstOf(diags))
			}
			switch {
			case c.want == "?":
			case c.want == "" && diag.HasErrors(diags):
				t.Errorf("refused: %v", firstOf(diags))
			case c.want != "" && (len(diags) == 0 || diags[0].Code != c.want):
				t.Errorf("want %s, got %v", c.want, firstOf(diags))
			}
			if n := len(diags) + len(more); n > 1000 {
				t.Errorf("%d problems", n)
			}
		})
	}
}

func firstOf(diags []diag.Diagnostic) string {
	if len(diags) == 0 {
		return "fine"
	}
	s := diags[0].String()
	return fmt.Sprintf("%d: %s", len(diags), s[:min(len(s), 90)])
}

// watchHeap follows the live heap; peak is the most it grew by.
func watchHeap() (stop func(), peak *uint64) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	base := m.HeapAlloc
	peak = new(uint64)
	done, ended := make(chan bool), make(chan bool)
	look := func() {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		if m.HeapAlloc > base {
			*peak = max(*peak, m.HeapAlloc-base)
		}
	}
	go func() {
		defer close(ended)
		for {
			select {
			case <-done:
				look()
				return
			case <-time.After(10 * time.Millisecond):
				look()
			}
		}
	}()
	return func() { close(done); <-ended }, peak
}
