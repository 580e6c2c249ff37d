package deliver

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"golang.org/x/sync/errgroup"
)

// BenchmarkBucket compares a first publication, a whole new edition and the change of one file with what the server takes at
// most: the same files, put by as many requests at once, with no order, no conditions and no records. The server and the
// publisher share the machine.
func BenchmarkBucket(b *testing.B) {
	const n = 2000
	files := func(text string) map[string]string {
		all := map[string]string{}
		for i := range n {
			all[fmt.Sprintf("en/page-%d/index.html", i)] = fmt.Sprintf("<p>%s %d %4000d", text, i, i)
		}
		return all
	}
	first, second, third := edition1(b, files("one")), edition1(b, files("two")), files("two")
	third["en/page-7/index.html"] = "<p>three"
	one := edition1(b, third)
	for b.Loop() {
		s := startServer(b)
		raw := s.store()
		raw.prefix = "raw/"
		start := time.Now()
		var g errgroup.Group
		g.SetLimit(atOnce)
		for _, f := range first.Files {
			g.Go(func() error {
				data, err := first.read(context.Background(), f)
				if err == nil {
					_, err = raw.client.PutObject(context.Background(), raw.name, raw.prefix+f.Path, bytes.NewReader(data), f.Size, "", f.SHA256, minio.PutObjectOptions{DisableContentSha256: true})
				}
				return err
			})
		}
		if err := g.Wait(); err != nil {
			b.Fatal(err)
		}
		limit := n / time.Since(start).Seconds()
		b.ReportMetric(limit, "server-objects/s")
		for _, step := range []struct {
			name string
			e    *Edition
		}{{"first", first}, {"changed", second}, {"one", one}} {
			start := time.Now()
			r, err := Run(context.Background(), s.options(step.e))
			if err != nil {
				b.Fatal(err)
			}
			if step.name == "one" {
				b.ReportMetric(float64(time.Since(start).Milliseconds()), "ms/one-file")
				continue
			}
			rate := float64(len(r.Sent)) / time.Since(start).Seconds()
			b.ReportMetric(rate, step.name+"-objects/s")
			b.ReportMetric(rate/limit, step.name+"/server")
		}
	}
}

// BenchmarkFolder publishes the same to a folder.
func BenchmarkFolder(b *testing.B) {
	const n = 2000
	all := map[string]string{}
	for i := range n {
		all[fmt.Sprintf("en/page-%d/index.html", i)] = fmt.Sprintf("<p>%d %4000d", i, i)
	}
	e := edition1(b, all)
	for b.Loop() {
		start := time.Now()
		if _, err := Run(context.Background(), Options{Dest: filepath.Join(b.TempDir(), "www"), Edition: e}); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(n/time.Since(start).Seconds(), "files/s")
	}
}
