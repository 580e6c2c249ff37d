package frontmatter

import (
	"bytes"
	"reflect"

	"vernacular/internal/data"
	"vernacular/internal/diag"
)

// draftRemark stands before the key in a page that [Skeleton] has made.
const draftRemark = "# Take the next line out when the page may be shown."

// WithoutDraft takes the line with the key draft out of the front matter, with the remark that [Skeleton] writes before it,
// and changes no other byte; a page without that key stays as it is. The front matter is read again: it must say the same but for
// this key, and the page must be none of those that are not shown.
func WithoutDraft(file string, src []byte, lim Limits) ([]byte, error) {
	m, before := Parse(file, src, lim)
	if draft, ok := m.Bool("draft"); !ok && !m.Lost || ok && !draft {
		return src, nil
	}
	out, at := []byte(nil), 0
	for number, remark := 1, -1; at < len(src); number++ {
		line, next := data.CutLine(src, at)
		if number == m.At("draft").Line {
			if remark >= 0 {
				at = remark
			}
			out = append(bytes.Clone(src[:at]), src[next:]...)
			break
		}
		if remark = -1; string(bytes.TrimSpace(line)) == draftRemark {
			remark = at
		}
		at = next
	}
	after, ds := Parse(file, out, lim)
	old, _ := diag.Count(before)
	if now, _ := diag.Count(ds); after.Lost || now > old || after.Has("draft") ||
		!reflect.DeepEqual(without(m.Params(), "draft"), after.Params()) || !bytes.Equal(out[after.BodyOffset:], src[m.BodyOffset:]) {
		return nil, byHand("draft")
	}
	return out, nil
}
