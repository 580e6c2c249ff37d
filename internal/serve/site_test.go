package serve

import (
	"slices"
	"testing"
)

func TestURLPathsAreWhatReadersOpen(t *testing.T) {
	got := urlPaths("/sub/", []string{"index.html", "fr/index.html", "fr/404.html", "x-index.html", "ar/حول/index.html", "assets/a.css"})
	want := []string{"/sub/", "/sub/fr/", "/sub/fr/404.html", "/sub/x-index.html", "/sub/ar/حول/", "/sub/assets/a.css"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
