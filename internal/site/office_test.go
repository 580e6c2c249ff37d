package site

import (
	"archive/zip"
	"bytes"
	"slices"
	"testing"
)

// archiveOf packs files, given as name and content in turn.
func archiveOf(t *testing.T, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for pair := range slices.Chunk(files, 2) {
		f, err := w.Create(pair[0])
		if err == nil {
			_, err = f.Write([]byte(pair[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestDocumentsWithMacrosAreRefused(t *testing.T) {
	s := DefaultSettings()
	plain := archiveOf(t, "[Content_Types].xml", `<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>`, "word/document.xml", "vbaProject.bin is a name")
	legacy := []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 ..... ")
	vba := append(slices.Clone(legacy), "_\x00V\x00B\x00A\x00_\x00P\x00R\x00O\x00J\x00E\x00C\x00T\x00\x00\x00"...)
	damaged := archiveOf(t, "word/VbaProject.bin", "x")
	damaged = damaged[:len(damaged)-10]
	for _, c := range []struct {
		name string
		data []byte
		want FileVerdict
	}{
		{"a.docx", plain, FilePublished},
		{"a.docx", nil, FilePublished},
		{"a.docx", archiveOf(t, "word/vbaProject.bin", "x"), FileRefused},
		{"a.xlsx", archiveOf(t, "xl/VBAPROJECT.BIN", "x"), FileRefused},
		{"a.pptx", archiveOf(t, `ppt\vbaProject.bin`, "x"), FileRefused},
		{"a.doc", archiveOf(t, "word/vbaProject.bin", "x"), FileRefused},
		{"a.docx", damaged, FileRefused},
		{"a.docx", archiveOf(t, "[Content_Types].xml", `<Override PartName="/x.bin" ContentType="application/vnd.ms-office.vbaProject"/>`, "x.bin", "x"), FileRefused},
		{"a.docx", archiveOf(t, "[Content_Types].xml", `<Default ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>`), FileRefused},
		{"a.odt", archiveOf(t, "mimetype", "x", "Basic/script-lc.xml", "x", "Basic/Standard/script-lb.xml", "x", "Basic/", ""), FilePublished},
		{"a.odt", archiveOf(t, "Basic/Standard/Module1.xml", "x"), FileRefused},
		{"a.ods", archiveOf(t, "Scripts/python/x.py", "x"), FileRefused},
		{"a.doc", legacy, FilePublished},
		{"a.doc", vba, FileRefused}, {"a.xls", vba, FileRefused}, {"a.ppt", vba, FileRefused}, {"a.docx", vba, FileRefused},
	} {
		if got, why := s.JudgeContent(c.name, c.data, nil); got != c.want || (why == "") != (got == FilePublished) {
			t.Errorf("%s of %d bytes %.60q: %d %s, want %d", c.name, len(c.data), c.data, got, why, c.want)
		}
	}
}
