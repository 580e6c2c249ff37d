package pipeline

import (
	"maps"
	"slices"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/host"
	"vernacular/internal/locale"
	"vernacular/internal/query"
	"vernacular/internal/site"
)

// hostFile is a file for hosts; problems are why there is none.
type hostFile struct {
	Text    string
	Problem string
}

// hostFiles makes the files for the hosts that the settings name, by their paths.
func (b *Builder) hostFiles(c *query.Ctx, _ struct{}) map[string]hostFile {
	s := b.q.settings.Get(c, none)
	out := map[string]hostFile{}
	texts, err := host.Files(s.Hosts, b.hostTable(c, &s))
	for _, path := range host.Paths(s.Hosts, s.Negotiate) {
		f := hostFile{Text: texts[path]}
		if err != nil {
			f.Problem = err.Error()
		}
		out[path] = f
	}
	return out
}

// hostTable is what hosts are told of the site.
func (b *Builder) hostTable(c *query.Ctx, s *site.Settings) host.Site {
	table := b.q.site.Get(c, none)
	out := host.Site{Base: s.BasePath(), Negotiate: s.Negotiate}
	for _, name := range slices.Sorted(maps.Keys(s.Headers)) {
		out.Headers = append(out.Headers, host.Header{Name: name, Value: s.Headers[name]})
	}
	var tags []locale.Tag
	for _, e := range table.Editions {
		tags = append(tags, e.Locale)
		out.Editions = append(out.Editions, host.Edition{Tag: string(e.Locale), Address: published(s, e.Prefix).Permalink})
		for _, r := range e.Redirects {
			v := e.Variants[r.Key]
			if v == nil || slices.Contains(b.q.absentOf.Get(c, r.Key), e.Locale) {
				continue
			}
			out.Redirects = append(out.Redirects, host.Redirect{From: published(s, r.Permalink).Permalink, To: published(s, v.Permalink).Permalink})
		}
	}
	for asked, to := range locale.Ranges(tags) {
		i := slices.Index(tags, to)
		out.Editions[i].Ranges = append(out.Editions[i].Ranges, asked)
	}
	for _, e := range out.Editions {
		slices.Sort(e.Ranges)
	}
	slices.SortFunc(out.Editions, func(x, y host.Edition) int { return strings.Compare(x.Address, y.Address) })
	slices.SortFunc(out.Redirects, func(x, y host.Redirect) int { return strings.Compare(x.From, y.From) })
	return out
}

// makeHostFile is one of the files for hosts.
func (b *Builder) makeHostFile(c *query.Ctx, s spec) Output {
	f := b.q.hostFiles.Get(c, none)[s.Path]
	if f.Problem != "" {
		c.Report(diag.Errorf("hosts", b.q.settings.Get(c, none).HostsPos, "%s", f.Problem))
		c.Fail()
	}
	return newOutput(s.Path, "", []byte(f.Text), site.SettingsFile)
}
