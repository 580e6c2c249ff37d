package report

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/joshdk/go-junit"
	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"pgregory.net/rapid"

	"vernacular/internal/diag"
)

// someProblems draws what a command may have found: any bytes in names and words, places that are known in part.
func someProblems(t *rapid.T) Problems {
	text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-z:,%|<&"\\x60\r\n\t]{0,12}`), rapid.SampledFrom([]string{"", "النص", "`x`|@all", "]]>", "\xff\x00\x1b", "\u202e"}))
	one := rapid.Custom(func(t *rapid.T) diag.Diagnostic {
		d := diag.Diagnostic{Code: rapid.SampledFrom([]string{"broken-link", "empty-text", "bad-name"}).Draw(t, "code"),
			Severity: rapid.SampledFrom([]diag.Severity{diag.Error, diag.Warning, diag.Note}).Draw(t, "severity"), Message: text.Draw(t, "message"), Hint: text.Draw(t, "hint")}
		if d.File = text.Draw(t, "file"); d.File != "" {
			d.Line = rapid.IntRange(0, 3).Draw(t, "line")
		}
		if d.Line > 0 {
			d.Col = rapid.IntRange(0, 3).Draw(t, "column")
		}
		d.Count = rapid.SampledFrom([]int{0, 0, 2}).Draw(t, "count")
		return d
	})
	return Problems{Command: "vernacular check", Version: "v1", Root: rapid.SampledFrom([]string{"", ".", "site", "a b/c"}).Draw(t, "root"),
		List: diag.Sorted(rapid.SliceOfN(one, 0, 8).Draw(t, "problems")), Strict: rapid.Bool().Draw(t, "strict"), Closing: "2 editions, 3 pages"}
}

// What is written is what another reader reads, which checks a SARIF against the schema of OASIS.
func TestProblemsAreRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := someProblems(t)
		data, err := p.SARIF()
		if err != nil {
			t.Fatal(err)
		}
		known := json.NewDecoder(bytes.NewReader(data))
		known.DisallowUnknownFields()
		if err := known.Decode(&sarif.Report{}); err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
		doc, err := sarif.FromBytes(data)
		if err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
		// What the reader makes of what may be left out is not as the schema has it.
		run := doc.Runs[0]
		run.NewlineSequences, run.Language, run.Tool.Driver.Language = []string{"\n"}, "en-US", "en-US"
		if err := doc.Validate(); err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
		if got := doc.Runs[0].Results; len(got) != len(p.List) {
			t.Fatalf("%d results of %d", len(got), len(p.List))
		}
		for i, r := range doc.Runs[0].Results {
			d := p.List[i]
			at := r.Locations[0].PhysicalLocation
			file, err := url.Parse(*at.ArtifactLocation.URI)
			if err != nil || valid(strings.TrimPrefix(file.Path, "./")) != valid(p.file(d)) {
				t.Fatalf("%v: %q, want %q", err, file, p.file(d))
			}
			if *r.RuleID != d.Code || doc.Runs[0].Tool.Driver.Rules[r.RuleIndex].ID == nil || *doc.Runs[0].Tool.Driver.Rules[r.RuleIndex].ID != d.Code || r.Level != string(d.Severity) {
				t.Fatalf("%v of %v", r, d)
			}
			if (at.Region != nil) != (d.Line > 0) || at.Region != nil && *at.Region.StartLine != d.Line {
				t.Fatalf("%v of %v", at.Region, d)
			}
		}

		data, err = p.JUnit()
		if err != nil {
			t.Fatal(err)
		}
		suites, err := junit.Ingest(data)
		if err != nil || len(suites) != 1 {
			t.Fatalf("%v\n%s", err, data)
		}
		want := 0
		for _, d := range p.List {
			if p.fails(d) {
				want++
			}
		}
		if got := suites[0].Totals; got.Failed != want || got.Tests != len(p.List)+1 || got.Passed != got.Tests-want {
			t.Fatalf("%+v, want %d failed of %d\n%s", got, want, len(p.List)+1, data)
		}

		lines := strings.Split(strings.TrimSuffix(p.Annotations(), "\n"), "\n")
		if len(p.List) > 0 && len(lines) != len(p.List) {
			t.Fatalf("%d lines for %d problems:\n%s", len(lines), len(p.List), p.Annotations())
		}
		rows := strings.Count(p.Markdown(), "\n| error ") + strings.Count(p.Markdown(), "\n| warning ") + strings.Count(p.Markdown(), "\n| note ")
		if rows != len(p.List) {
			t.Fatalf("%d rows for %d problems:\n%s", rows, len(p.List), p.Markdown())
		}
	})
}

// valid returns a text as JSON can hold it.
func valid(s string) (out string) {
	data, _ := json.Marshal(s)
	json.Unmarshal(data, &out)
	return out
}

func TestAnnotations(t *testing.T) {
	p := Problems{Root: "site", List: []diag.Diagnostic{
		diag.Warnf("broken-link", diag.At("content/fr/a,b:c.md", 3, 1), "100 %% of it is gone").WithHint("write it anew"),
		diag.Errorf("bad-name", diag.At("content/fr/x.md", 2, 0), "the name is wrong"),
		diag.Notef("config", diag.Pos{}, "worth knowing"),
	}}
	const want = "::error file=site/content/fr/x.md,line=2,title=bad-name::the name is wrong\n" +
		"::warning file=site/content/fr/a%2Cb%3Ac.md,line=3,col=1,title=broken-link::100 %25 of it is gone%0Awrite it anew\n" +
		"::notice file=site,title=config::worth knowing\n"
	if got := p.Annotations(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
