package frontmatter

import (
	"testing"
)

func BenchmarkParse(b *testing.B) {
	for name, src := range map[string]string{
		"three": "---\ntitle: Voting by mail\ndescription: \"How to vote when you are away\"\ndate: 2026-11-22\n---\n",
		"rich":  seedHead,
	} {
		b.Run(name, func(b *testing.B) {
			head := []byte(src)
			b.SetBytes(int64(len(head)))
			b.ReportAllocs()
			for b.Loop() {
				Parse("content/en/voting-by-mail.md", head, Limits{})
			}
		})
	}
}
