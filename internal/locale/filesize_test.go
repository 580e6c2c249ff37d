package locale

import "testing"

func TestFileSize(t *testing.T) {
	for _, c := range []struct {
		tag   Tag
		bytes int64
		want  string
	}{
		{"en", 0, "0 byte"}, {"en", 1, "1 byte"}, {"en", 999, "999 byte"}, {"en", 1000, "1 kB"}, {"en", 1499, "1 kB"}, {"en", 1500, "2 kB"},
		{"en", 999_499, "999 kB"}, {"en", 999_500, "1 MB"}, {"en", 1_049_999, "1 MB"}, {"en", 1_450_000, "1.5 MB"}, {"en", 1_950_000, "2 MB"},
		{"en", 999_499_999, "999.5 MB"}, {"en", 999_960_000, "1 GB"}, {"en", 1_234_567_890_123, "1,234.6 GB"},
		{"fr", 1_500_000, "1,5\u202fMo"}, {"ru", 2_400, "2 кБ"}, {"fa", 1_500_000, "۱٫۵ MB"}, {"bn", 12_345, "১২ kB"},
		{"cy", 2, "2 feit"}, {"sw", 12_345, "kilobaiti 12"}, {"ar", 3_200_000, "3.2 م.ب"}, {"lv", 1, "1 B"}, {"ka", 5_000_000, "5 მეგაბაიტი"},
	} {
		if got := c.tag.FileSize(c.bytes); got != c.want {
			t.Errorf("%s: %d is %q, want %q", c.tag, c.bytes, got, c.want)
		}
	}
}
