// Pictures makes the pictures of README.md: the page in four scripts, the translation editor, and the status.
//
//	go run ./internal/release/pictures     # in the folder of the sources; needs Chromium and fonts
//
// It turns what the program shows of this site into .github/*.jpg. It is a tool for people: nothing imports it.
package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"time"

	"github.com/chromedp/chromedp"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "pictures:", err)
		os.Exit(1)
	}
}

// run makes all pictures, of a program that it builds.
func run() error {
	work, err := os.MkdirTemp("", "pictures")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	program := filepath.Join(work, "vernacular")
	if said, err := exec.Command("go", "build", "-o", program, "./cmd/vernacular").CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, said)
	}
	status, err := exec.Command(program, "status", "--format", "html").Output()
	if err != nil {
		return err
	}
	statusFile := filepath.Join(work, "status.html")
	if err := os.WriteFile(statusFile, status, 0o644); err != nil {
		return err
	}
	watch := exec.Command(program, "watch", "--addr", "127.0.0.1:0", "--cache", "off", "--out", filepath.Join(work, "out"))
	said, err := watch.StderrPipe()
	if err != nil {
		return err
	}
	if err := watch.Start(); err != nil {
		return err
	}
	defer watch.Wait()
	defer watch.Process.Signal(os.Interrupt)
	root, err := addressIn(bufio.NewScanner(said))
	if err != nil {
		return err
	}
	return draws(root, "file://"+statusFile)
}

// addressIn returns the address of the editor that a program tells, without the folder of the editor.
func addressIn(lines *bufio.Scanner) (string, error) {
	address := regexp.MustCompile(`http://127\.0\.0\.1:\d+/_vernacular/`)
	for lines.Scan() {
		if a := address.FindString(lines.Text()); a != "" {
			go func() { // so that the program never waits for a reader
				for lines.Scan() {
				}
			}()
			return a[:len(a)-len("_vernacular/")], nil
		}
	}
	return "", fmt.Errorf("the program told no address: %w", lines.Err())
}

// draws makes the pictures of a served site and of a page with its status.
func draws(root, status string) error {
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("force-color-profile", "srgb"), chromedp.Flag("hide-scrollbars", true))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	defer stop()
	ctx, end := chromedp.NewContext(ctx)
	defer end()
	if err := chromedp.Do(ctx); err != nil {
		return fmt.Errorf("the browser does not start (apt-get install chromium fonts-noto-core fonts-noto-cjk): %w", err)
	}
	const width, height = 560, 420
	sheet := image.NewRGBA(image.Rect(0, 0, 2*width, 2*height))
	for i, edition := range []string{"", "ar/", "ja/", "hi/"} {
		m, err := shoot(ctx, root+edition, width, height)
		if err != nil {
			return err
		}
		at := image.Pt(i%2*width, i/2*height)
		draw.Draw(sheet, image.Rectangle{at, at.Add(image.Pt(width-4, height-4))}, m, image.Point{}, draw.Src)
	}
	if err := write("page.jpg", sheet); err != nil {
		return err
	}
	for _, p := range []struct{ file, address string }{
		{"editor.jpg", root + "_vernacular/translate/ar/index"}, {"status.jpg", status},
	} {
		m, err := shoot(ctx, p.address, 1120, 700)
		if err != nil {
			return err
		}
		if err := write(p.file, m); err != nil {
			return err
		}
	}
	return nil
}

// shoot returns what a window of a size shows of an address.
func shoot(ctx context.Context, address string, width, height int64) (image.Image, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, height), chromedp.Navigate(address)); err != nil {
		return nil, err
	}
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[int](`document.fonts.ready.then(() => 0)`, chromedp.EvalAwaitPromise)); err != nil {
		return nil, err
	}
	file, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		return nil, err
	}
	return png.Decode(bytes.NewReader(file))
}

// write writes a picture below .github, small enough for a page that is read on a phone.
func write(name string, m image.Image) error {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 60}); err != nil {
		return err
	}
	if b.Len() > 120<<10 {
		return fmt.Errorf("%s has %d bytes, more than 120 KiB", name, b.Len())
	}
	fmt.Println(name, b.Len())
	return os.WriteFile(filepath.Join(".github", name), b.Bytes(), 0o644)
}
