package page

import (
	"bytes"
	"html"
	"maps"
	"slices"
	"strings"

	"vernacular/internal/markup"
)

// Redirect is another address of the links and pictures of a block that lead to one; or the whole Markdown of the block with
// other addresses, where readers read them.
type Redirect struct {
	Block    int
	From, To string
	Markdown string
}

// Redirected returns the page with links that lead elsewhere than its file says: what is rendered differs, not its bytes.
func (d *Document) Redirected(to []Redirect) *Document {
	if len(to) == 0 {
		return d
	}
	for _, r := range to {
		if r.Markdown == "" {
			continue
		}
		if next, err := d.SetBlock(r.Block, r.Markdown); err == nil {
			d = next
		}
	}
	out := *d
	out.Fragment = d.Fragment.Redirected(func(at int, dest string) (string, bool) {
		for _, r := range to {
			if b := &d.Blocks[r.Block]; r.Markdown == "" && r.From == dest && b.Start <= at && at < b.End {
				return r.To, true
			}
		}
		return "", false
	})
	return &out
}

// Readdress returns the page with other addresses, by those as [markup.Reference] has them, and no other byte changed: in
// links and pictures of Markdown and of HTML, and in definitions of links. left are the references that could not be
// changed because of the way in which their address is written.
func (d *Document) Readdress(to map[string]string) (after *Document, left []markup.Reference) {
	after = d
	for _, from := range slices.Sorted(maps.Keys(to)) {
		if to[from] == from {
			continue
		}
		for _, spelling := range spellings(from) {
			for at := 0; ; {
				i := bytes.Index(after.src[at:], []byte(spelling))
				if i < 0 {
					break
				}
				at += i
				next := after.readdressAt(at, len(spelling), from, to[from])
				if next == nil {
					at++
					continue
				}
				after = next
				at += len(to[from])
			}
		}
	}
	now := after.References()
	for i, r := range d.References() {
		want, ok := to[r.Dest]
		if !ok {
			want = r.Dest
		}
		if now[i].Dest != want && now[i].Dest != encoded(want) {
			left = append(left, r)
		}
	}
	return after, left
}

// spellings are the ways in which an address is usually written.
func spellings(dest string) []string {
	out := []string{dest, html.EscapeString(dest), strings.NewReplacer("_", `\_`, "*", `\*`, "(", `\(`, ")", `\)`).Replace(dest)}
	slices.Sort(out)
	return slices.Compact(out)
}

// readdressAt writes another address in place of some bytes, and returns the page if that is all that changes for readers.
func (d *Document) readdressAt(at, size int, from, to string) *Document {
	if !beginsAddress(d.src[:at]) || !endsAddress(d.src[at+size:]) {
		return nil
	}
	written := encoded(to)
	next, err := d.reparse(splice(d.src, at, at+size, written))
	if err != nil || len(next.Blocks) != len(d.Blocks) {
		return nil
	}
	for i, b := range next.Blocks {
		if b.Kind != d.Blocks[i].Kind || b.Text != d.Blocks[i].Text {
			return nil
		}
	}
	old, now := d.References(), next.References()
	changed := false
	for i := range now {
		if len(old) != len(now) || now[i].Dest != old[i].Dest && (old[i].Dest != from || now[i].Dest != written) {
			return nil
		}
		changed = changed || now[i].Dest != old[i].Dest
	}
	if !changed {
		return nil
	}
	return next
}

// encoded returns an address as it can stand anywhere in Markdown and HTML.
func encoded(dest string) string {
	return strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E", `"`, "%22").Replace(dest)
}

// beginsAddress reports whether an address may follow a part of a page.
func beginsAddress(before []byte) bool {
	before = bytes.TrimRight(before, " \t\r\n")
	return len(before) > 0 && strings.IndexByte("(<\"'=:", before[len(before)-1]) >= 0
}

// endsAddress reports whether an address may end before a part of a page.
func endsAddress(after []byte) bool {
	return len(after) == 0 || strings.IndexByte(")>\"' \t\r\n", after[0]) >= 0
}
