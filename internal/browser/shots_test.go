package browser

import (
	"context"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// shots is the folder for pictures. The tests that fill it judge nothing but that they can.
func shots(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("VERNACULAR_SHOTS")
	if dir == "" {
		t.Skip("to run this: set VERNACULAR_SHOTS to a folder")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// shoot takes a picture and keeps it as a file.
func (b *tab) shoot(t *testing.T, file string, how chromedp.Action[[]byte]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	png, err := chromedp.Run(ctx, how)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, png, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestScreenshots shows all pages of three editions whole.
func TestScreenshots(t *testing.T) {
	dir := shots(t)
	out := built(t)
	server := out.serve(t)
	list := slices.DeleteFunc(out.editions(t), func(e edition) bool { return e.tag != "en" && e.tag != "ar" && e.tag != "zh-Hans" })
	eachEdition(t, list, openWindow, func(t *testing.T, b *tab, e edition) {
		for _, v := range []struct {
			name string
			view view
		}{{"wide", view{}}, {"dark", view{dark: true}}, {"phone", view{width: 360, height: 740, phone: true}}} {
			b.look(t, v.view)
			for i, file := range e.files {
				b.visit(t, server.URL+out.addressOf(file))
				name := fmt.Sprintf("%s-%d-%s.png", e.tag, i+1, v.name) // the first is the landing page
				b.shoot(t, filepath.Join(dir, name), chromedp.FullScreenshot(100))
			}
		}
	})
}

// TestContactSheets shows the landing pages of all editions beside each other, as they are on a phone.
func TestContactSheets(t *testing.T) {
	const width, height, columns, scale = 390, 1200, 8, 0.6
	dir := shots(t)
	out := built(t)
	server := out.serve(t)
	list := out.editions(t)
	for _, dark := range []bool{false, true} {
		name := map[bool]string{false: "editions-light", true: "editions-dark"}[dark]
		t.Run(name, func(t *testing.T) {
			pictures := t.TempDir()
			t.Run("pages", func(t *testing.T) {
				eachEdition(t, list, openWindow, func(t *testing.T, b *tab, e edition) {
					b.look(t, view{width: width, height: height, phone: true, dark: dark})
					b.visit(t, server.URL+out.addressOf(e.files[0]))
					b.shoot(t, filepath.Join(pictures, string(e.tag)+".png"), chromedp.CaptureScreenshot())
				})
			})
			var sheet strings.Builder
			fmt.Fprintf(&sheet, `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>%s</title>`+
				`<style>body {margin: 16px; display: grid; grid-template-columns: repeat(%d, auto); gap: 16px; background: #888; font: 20px monospace}`+
				`figure {margin: 0} img {display: block; inline-size: %dpx}</style>`, name, columns, int(width*scale))
			for _, e := range list {
				fmt.Fprintf(&sheet, `<figure><img src="%[1]s.png" alt=""><figcaption>%[1]s</figcaption></figure>`, html.EscapeString(string(e.tag)))
			}
			file := filepath.Join(pictures, "index.html")
			if err := os.WriteFile(file, []byte(sheet.String()), 0o644); err != nil {
				t.Fatal(err)
			}
			b := openWindow(t)
			b.look(t, view{width: columns*(int64(width*scale)+16) + 16, height: 900, phone: true})
			b.visit(t, "file://"+filepath.ToSlash(file))
			b.shoot(t, filepath.Join(dir, name+".png"), chromedp.FullScreenshot(100))
		})
	}
}
