package cli

import (
	"os"
	"strings"
	"testing"
)

// TestTypedFolder has what terminals make of a folder that is dragged into them.
func TestTypedFolder(t *testing.T) {
	if os.PathSeparator == '\\' {
		t.Skip("a backslash parts folders here")
	}
	t.Setenv("HOME", "/home/a")
	for typed, want := range map[string]string{
		`/srv/my site`:     "/srv/my site",
		`'/srv/my site' `:  "/srv/my site",
		`"/srv/my site"`:   "/srv/my site",
		`/srv/my\ site\ 2`: "/srv/my site 2",
		`~/site`:           "/home/a/site",
		`~`:                "/home/a",
		`~other/site`:      "~other/site",
		``:                 "",
	} {
		if got := typedFolder(typed); got != want {
			t.Errorf("%s: %s, want %s", typed, got, want)
		}
	}
}

// TestOpener has one row for each system.
func TestOpener(t *testing.T) {
	none := func(string) string { return "" }
	screen := func(name string) string { return map[string]string{"WAYLAND_DISPLAY": "wayland-0"}[name] }
	for _, c := range []struct {
		system string
		getenv func(string) string
		want   string
	}{
		{"linux", screen, "xdg-open http://127.0.0.1:1/"},
		{"linux", none, ""},
		{"darwin", none, "open http://127.0.0.1:1/"},
		{"windows", none, "rundll32 url.dll,FileProtocolHandler http://127.0.0.1:1/"},
	} {
		if got := strings.Join(opener(c.system, "http://127.0.0.1:1/", c.getenv), " "); got != c.want {
			t.Errorf("%s: %q, want %q", c.system, got, c.want)
		}
	}
}
