package project

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/page"
	"vernacular/internal/translation"
)

// Synced is what a synchronisation comes to before it is committed.
type Synced struct {
	Outcome
	Links, Moved, Withdrawn, Carried int // passages; Carried ones went to another page
}

// Sync carries into the translations of a locale what changed in the source and needs no translator: addresses of links,
// places of passages, passages that the source has no more, and those that it has in another page now. Of a page that must
// be put in order by hand a problem tells, and it stays as it is.
func (w *Workspace) Sync(t locale.Tag) (out Synced, err error) {
	o, _ := w.Overview()
	pages := map[string]*translation.Comparison{}
	sources := map[string]map[string]string{} // by page: the source texts that its record needs, by digest
	for _, key := range o.Keys {
		c, ok := w.Translation(key, t)
		if !ok {
			continue
		}
		if len(c.Damaged) > 0 {
			return out, damaged(&c)
		}
		pages[key], sources[key] = &c, map[string]string{}
	}
	keys := slices.Sorted(maps.Keys(pages))
	before := map[string]*translation.Comparison{}
	for _, key := range keys {
		c := *pages[key]
		before[key] = &c
	}
	for _, key := range keys {
		if err := w.syncLinks(pages, sources, key, &out); err != nil {
			return out, err
		}
	}
	for _, key := range keys {
		w.carry(keys, pages, sources, key, &out)
	}
	for _, key := range keys {
		w.rearrange(pages, sources, key, &out)
	}
	for _, key := range keys {
		c, was := pages[key], before[key]
		if string(c.Bytes) == string(was.Bytes) {
			continue
		}
		if errs := w.refused(was, c); len(errs) > 0 {
			out.Problems = append(out.Problems, byHand(was, errs[0].Message))
			continue
		}
		out.Pages++
		out.Changes = append(out.Changes, Change{Path: c.File, Data: c.Bytes, Was: was.Bytes})
		for hash, text := range translation.Recorded(c.Record, c.SourceSegments) {
			sources[key][hash] = text
		}
		out.Changes = append(out.Changes, w.recordChanges(c, &translation.Acceptance{Record: c.Record, Sources: sources[key]})...)
	}
	out.Units = out.Links + out.Moved + out.Withdrawn + out.Carried
	out.Problems = diag.Sorted(out.Problems)
	return out, nil
}

// byHand tells of a page that is left as it is.
func byHand(c *translation.Comparison, why string) diag.Diagnostic {
	return diag.Warnf("sync-by-hand", diag.At(c.File, 1, 1), "this page could not be put in the order of its source: %s", why).
		WithHint("do it by hand; readers see the passages where the source has them all the same")
}

// syncLinks carries the addresses of links of one page.
func (w *Workspace) syncLinks(pages map[string]*translation.Comparison, sources map[string]map[string]string, key string, out *Synced) error {
	c := pages[key]
	if c.Doc == nil {
		return nil
	}
	next, chosen, err := w.carryLinks(c, c.Matches, &out.Outcome)
	if err != nil || next == nil {
		return err
	}
	out.Links += len(chosen)
	accepted := next.Accept(chosen)
	maps.Copy(sources[key], accepted.Sources)
	*next = next.WithRecord(accepted.Record)
	pages[key] = next
	return nil
}

// carry gives the obsolete passages of a page to those pages whose source has their texts now, and lacks their translation.
func (w *Workspace) carry(keys []string, pages map[string]*translation.Comparison, sources map[string]map[string]string, key string, out *Synced) {
	from := pages[key]
	texts := map[string]translation.Match{} // by digest of the source text
	for _, m := range from.Matches {
		if m.State == translation.Obsolete && m.From != "" {
			texts[m.From] = m
		}
	}
	if len(texts) == 0 {
		return
	}
	for _, other := range keys {
		to := pages[other]
		given := map[string]string{}
		chosen := map[string]translation.Accepted{}
		for _, m := range to.Matches {
			if other == key || m.Source < 0 || m.State != translation.Missing {
				continue
			}
			source := to.SourceSegments[m.Source]
			if own, ok := texts[translation.Hash(source.Text)]; ok {
				given[m.ID], chosen[m.ID] = from.TextAt(own, source), translation.Accepted{Review: from.Carried(own)}
			}
		}
		if len(given) == 0 {
			continue
		}
		next, err := to.SetTexts(given)
		if err != nil {
			out.Problems = append(out.Problems, byHand(to, err.Error()))
			continue
		}
		if to.Bytes == nil { // readers had these passages until now
			if next, err = undrafted(&next); err != nil {
				out.Problems = append(out.Problems, byHand(to, err.Error()))
				continue
			}
		}
		placeholders := translation.Placeholders(to, &next)
		maps.Copy(placeholders, chosen)
		accepted := next.Accept(placeholders)
		maps.Copy(sources[other], accepted.Sources)
		next = next.WithRecord(accepted.Record)
		pages[other] = &next
		out.Carried += len(given)
	}
}

// undrafted returns a page that begins as a draft without its being one.
func undrafted(c *translation.Comparison) (translation.Comparison, error) {
	src := c.Bytes
	for _, line := range []string{"# Take the next line out when the page may be shown.\n", "draft: true\n"} {
		src = bytes.Replace(src, []byte(line), nil, 1)
	}
	doc, problems := page.Parse(c.File, src, page.Options{Limits: c.SourceDoc.Limits()})
	if diag.HasErrors(problems) {
		return *c, errors.New("the new page would have an error")
	}
	return c.WithPage(doc), nil
}

// rearrange puts one page in the order of its source.
func (w *Workspace) rearrange(pages map[string]*translation.Comparison, sources map[string]map[string]string, key string, out *Synced) {
	c := pages[key]
	if c.Doc == nil || !c.OutOfOrder() {
		return
	}
	r, err := c.Rearrange()
	if err != nil {
		out.Problems = append(out.Problems, byHand(c, err.Error()))
		return
	}
	out.Moved, out.Withdrawn = out.Moved+r.Moved, out.Withdrawn+r.Withdrawn
	maps.Copy(sources[key], r.Sources)
	pages[key] = &r.Comparison
}

// Summary says in words what a synchronisation carries, "" if nothing.
func (s Synced) Summary() string {
	var parts []string
	for _, p := range []struct {
		n         int
		one, many string
	}{
		{s.Links, "passage with another link", "passages with other links"}, {s.Moved, "moved passage", "moved passages"},
		{s.Withdrawn - s.Carried, "withdrawn passage", "withdrawn passages"}, {s.Carried, "passage to another page", "passages to another page"},
	} {
		if p.n == 1 {
			parts = append(parts, "1 "+p.one)
		} else if p.n > 1 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.many))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	last := len(parts) - 1
	if last == 0 {
		return parts[0]
	}
	out := parts[0]
	for _, p := range parts[1:last] {
		out += ", " + p
	}
	return out + " and " + parts[last]
}
