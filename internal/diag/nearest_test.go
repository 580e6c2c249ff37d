package diag

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestNearest(t *testing.T) {
	keys := []string{"base_url", "source_locale", "locales", "links", "markdown", "limits"}
	commands := []string{"build", "watch", "check", "status", "locale", "export", "import", "accept", "help", "completion"}
	files := []string{"assets/css/main.css", "assets/img/background-1.jpg", "assets/img/icon.svg", "assets/img/logo.svg"}
	messages := []string{"site_name", "state_draft", "state_machine", "not_found_title", "skip_to_content"}
	for _, c := range []struct {
		word string
		of   []string
		want string
	}{
		{"bse_url", keys, "base_url"}, {"baseurl", keys, "base_url"}, {"BaseURL", keys, "base_url"}, {"base", keys, "base_url"},
		{"locale", keys, "locales"}, {"Locales", keys, "locales"}, {"link", keys, "links"}, {"limist", keys, "limits"},
		{"title", keys, ""}, {"x", keys, ""}, {"", keys, ""}, {"li", keys, ""}, {"theme", keys, ""}, {"language", keys, ""},
		{"biuld", commands, "build"}, {"chek", commands, "check"}, {"watchh", commands, "watch"}, {"stat", commands, "status"}, {"serve", commands, ""},
		{"building", commands, "build"}, {"deploy", commands, ""}, {"new", commands, ""}, {"imprt", commands, "import"},
		{"assets/css/mian.css", files, "assets/css/main.css"}, {"assets/img/background.jpg", files, "assets/img/background-1.jpg"},
		{"asset/css/main.css", files, "assets/css/main.css"}, {"assets/img/icno.svg", files, "assets/img/icon.svg"},
		{"assets/img/map.png", files, ""}, {"assets/css/print.css", files, ""}, {"assets/img/b.jpg", files, ""},
		{"site_nmae", messages, "site_name"}, {"sitename", messages, "site_name"}, {"state", messages, ""}, {"not_found", messages, "not_found_title"},
		{"dri", []string{"dir", "url"}, "dir"}, {"ulr", []string{"dir", "url"}, "url"}, {"direction", []string{"dir", "url"}, "dir"},
		{"fr", []string{"de", "en"}, ""}, {"ru", []string{"rw"}, ""}, {"FR", []string{"fr"}, "fr"},
		{"проблемма", []string{"проблема"}, "проблема"}, {"目錄", []string{"目录"}, ""},
		{"ab", nil, ""},
	} {
		if got := Nearest(c.word, c.of); got != c.want {
			t.Errorf("Nearest(%q, %v) = %q, want %q", c.word, c.of, got, c.want)
		}
	}
}

// TestNearestFindsSlips makes one slip in a word of at least three letters.
func TestNearestFindsSlips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := []rune(rapid.StringMatching(`[a-zа-я]{3,12}`).Draw(t, "word"))
		i := rapid.IntRange(0, len(word)-1).Draw(t, "at")
		slip := slices.Clone(word)
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			slip = slices.Insert(slip, i, 'q')
		case 1:
			slip[i] = 'q'
		case 2:
			if len(slip) > 3 {
				slip = slices.Delete(slip, i, i+1)
			}
		case 3:
			j := min(i+1, len(slip)-1)
			slip[i], slip[j] = slip[j], slip[i]
		}
		if got := Nearest(string(slip), []string{"0000", string(word), "1111111"}); got != string(word) {
			t.Fatalf("Nearest(%q) = %q, want %q", string(slip), got, string(word))
		}
	})
}

func BenchmarkNearest(b *testing.B) {
	var files []string
	for i := range 10000 {
		files = append(files, fmt.Sprintf("assets/img/%d/picture-%d.jpg", i%7, i))
	}
	for b.Loop() {
		Nearest("assets/img/3/pictrue-77x7.jpg", files)
	}
}
