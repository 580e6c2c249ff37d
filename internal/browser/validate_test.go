package browser

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// finding is what either validator says of one place.
type finding struct {
	file, message string
	line          int
}

// nu runs the W3C's checker over documents given by path. It answers with errors and warnings alike.
func nu(t *testing.T, documents []string) []finding {
	t.Helper()
	java := needProgram(t, "java", "apt-get install default-jre-headless")
	jar := needPackage(t, "vnu-jar/build/dist/vnu.jar")
	args := append([]string{"-Xss4m", "-jar", jar, "--format", "json", "--exit-zero-always"}, documents...)
	cmd := exec.Command(java, args...)
	var said bytes.Buffer
	cmd.Stderr = &said // the report goes there
	if err := cmd.Run(); err != nil {
		t.Fatalf("vnu: %v\n%s", err, said.Bytes())
	}
	var report struct {
		Messages []struct {
			Type, SubType, URL, Message, Extract string
			LastLine                             int
		}
	}
	if err := json.Unmarshal(said.Bytes(), &report); err != nil {
		t.Fatalf("vnu: %v\n%s", err, said.Bytes())
	}
	var list []finding
	for _, m := range report.Messages {
		list = append(list, finding{m.URL, m.Type + " " + m.SubType + ": " + m.Message + " «" + m.Extract + "»", m.LastLine})
	}
	return list
}

// htmlValidate runs html-validate with the rules in .htmlvalidate.json.
func htmlValidate(t *testing.T, files []string) []finding {
	t.Helper()
	node := needProgram(t, "node", "Node 20 or later")
	needPackage(t, "html-validate/package.json")
	cmd := exec.Command(node, append([]string{"testdata/validate.mjs"}, files...)...)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("html-validate: %v\n%s", err, said.Bytes())
	}
	var report []struct {
		FilePath string
		Messages []struct {
			RuleID, Message string
			Line            int
		}
	}
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatalf("html-validate: %v\n%s", err, out)
	}
	var list []finding
	for _, f := range report {
		for _, m := range f.Messages {
			list = append(list, finding{f.FilePath, m.RuleID + ": " + m.Message, m.Line})
		}
	}
	return list
}

func absolute(out *output, pages []string) []string {
	list := make([]string, len(pages))
	for i, p := range pages {
		list[i] = filepath.Join(out.dir, filepath.FromSlash(p))
	}
	return list
}

func TestNuChecker(t *testing.T) {
	out := built(t)
	for _, f := range nu(t, absolute(out, out.pages(t))) {
		// A file has no origin, so its policy's 'self' allows nothing, and data in a <script> is taken for a program. Chromium
		// judges the policy in TestLanguageAndDirection, and the crawler allows no program.
		if strings.Contains(f.message, "violates Content Security Policy (meta tag)") {
			continue
		}
		t.Errorf("%s:%d: %s", f.file, f.line, f.message)
	}
}

func TestHTMLValidate(t *testing.T) {
	out := built(t)
	for _, f := range htmlValidate(t, absolute(out, out.pages(t))) {
		t.Errorf("%s:%d: %s", f.file, f.line, f.message)
	}
}

// Both validators must find what is wrong with a page that is.
func TestValidatorsSeeFaults(t *testing.T) {
	name := filepath.Join(t.TempDir(), "bad.html")
	const page = `<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8"><title>T</title></head>` +
		`<body><p id="a">1<p id="a">2<ul><p>x</p></ul><img src="x"></body></html>`
	if err := os.WriteFile(name, []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := nu(t, []string{name}); len(got) < 3 {
		t.Errorf("the Nu checker finds %v", got)
	}
	if got := htmlValidate(t, []string{name}); len(got) < 3 {
		t.Errorf("html-validate finds %v", got)
	}
}
