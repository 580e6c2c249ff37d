package page

import (
	"fmt"
	"strings"

	"vernacular/internal/data"
	"vernacular/internal/diag"
)

// maxRepeats bounds how often one page may report the same kind of problem.
const maxRepeats = 50

// fewer leaves out what repeats too often, and says how much it was.
func fewer(diags []diag.Diagnostic) []diag.Diagnostic {
	if len(diags) <= maxRepeats {
		return diags
	}
	counts := map[string]int{}
	out := make([]diag.Diagnostic, 0, 2*maxRepeats)
	for _, d := range diags {
		if counts[d.Code]++; counts[d.Code] <= maxRepeats {
			out = append(out, d)
		}
	}
	for i := range out {
		if n := counts[out[i].Code] - maxRepeats; n > 0 {
			more := diag.Diagnostic{Code: out[i].Code, Severity: out[i].Severity, Pos: diag.At(out[i].File, 0, 0),
				Message: fmt.Sprintf("and %s of this kind in the page", counted(n, "more problem", "more problems"))}
			out = append(out, more)
			counts[out[i].Code] = 0
		}
	}
	return out
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// checkDirections judges a value that stands at an offset in the file.
func (c *compiler) checkDirections(text string, at int) {
	if strings.ContainsFunc(text, data.IsEmbedding) {
		c.diags = append(c.diags, data.CheckDirections(text, c.pos(at))...)
	}
}

func isASCIILetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isASCIIDigit(c byte) bool { return c >= '0' && c <= '9' }
