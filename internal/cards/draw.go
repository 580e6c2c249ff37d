package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// drawing is a page of Chromium.
type drawing struct {
	ctx context.Context
	end context.CancelFunc
}

func startDrawing(ctx context.Context) (*drawing, error) {
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("force-color-profile", "srgb"), chromedp.Flag("disable-lcd-text", true), chromedp.Flag("font-render-hinting", "none"))
	ctx, stop := chromedp.NewExecAllocator(ctx, opts...)
	ctx, end := chromedp.NewContext(ctx)
	d := &drawing{ctx, func() { end(); stop() }}
	if err := chromedp.Do(ctx); err != nil {
		d.close()
		return nil, fmt.Errorf("the browser does not start (apt-get install chromium fonts-noto-core fonts-noto-cjk): %w", err)
	}
	return d, nil
}

func (d *drawing) close() { d.end() }

// fit makes the heading of a card smaller until the texts have room.
const fit = `(() => {
	const text = document.querySelector(".text"), title = document.querySelector("h1");
	if (!text) return 0;
	for (let size = 96; size > 30 && (text.scrollHeight > text.clientHeight + 1 || title.scrollWidth > title.clientWidth + 1); size -= 2)
		title.style.fontSize = size + "px";
	return document.fonts.ready.then(() => 0);
})()`

// shoot draws a page in a window of a size.
func (d *drawing) shoot(html string, width, height int64) (image.Image, error) {
	ctx, cancel := context.WithTimeout(d.ctx, time.Minute)
	defer cancel()
	// An alpha of nothing is left out of the call, and means opaque.
	if _, err := chromedp.Call(ctx, emulation.SetDefaultBackgroundColorOverride, emulation.SetDefaultBackgroundColorOverrideParams{Color: &cdp.RGBA{A: 0.001}}); err != nil {
		return nil, err
	}
	address := "data:text/html;charset=utf-8;base64," + base64.StdEncoding.EncodeToString([]byte(html))
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, height), chromedp.Navigate(address)); err != nil {
		return nil, err
	}
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[int](fit, chromedp.EvalAwaitPromise)); err != nil {
		return nil, err
	}
	file, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		return nil, err
	}
	return png.Decode(bytes.NewReader(file))
}

// card makes the picture of an edition.
func (d *drawing) card(j job, site string) error {
	m, err := d.shoot(j.html, 1200, 630)
	if err != nil {
		return err
	}
	data, err := packed(fewColours(m))
	if err != nil {
		return err
	}
	return write(site, j.files[0], data)
}

// ground is the colour of the icon's ground.
const ground = "#0a4d54"

// icons makes the icons in the sizes that browsers and phones ask for.
func (d *drawing) icons(j job, site string) error {
	sizes := []int{16, 32, 48}
	var small [][]byte
	for _, size := range append(sizes, 180) {
		html := j.html
		if size == 180 { // phones cut the corners themselves, and show black where there is nothing
			html = strings.Replace(html, "background:transparent", "background:"+ground, 1)
		}
		m, err := d.shoot(html, int64(size), int64(size))
		if err != nil {
			return err
		}
		data, err := packed(m)
		if err != nil {
			return err
		}
		if size == 180 {
			if err := write(site, j.files[1], data); err != nil {
				return err
			}
			continue
		}
		small = append(small, data)
	}
	return write(site, j.files[0], ico(small, sizes))
}

func write(site, file string, data []byte) error {
	name := filepath.Join(site, filepath.FromSlash(file))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, data, 0o644)
}
