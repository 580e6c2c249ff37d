package project

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"path"
	"slices"
	"strings"

	"vernacular/internal/diag"
	"vernacular/internal/locale"
	"vernacular/internal/pipeline"
	"vernacular/internal/translation"
)

// The codes of what is wrong with files that only people who translate see: no page depends on them, so that all are warnings.
const (
	codeMemory  = "memory-damaged"
	codeComment = "comment-damaged"
	codeHistory = "history-damaged"
)

const memoryFolder = "locales/memory/"

// keptFile is a file of the translation memories, the comments or the history, with its contents.
type keptFile struct {
	name string
	src  []byte
}

// warn makes a warning about a place in the file: a byte of it, or the whole file if offset is negative.
func (f keptFile) warn(code string, offset int, format string, args ...any) diag.Diagnostic {
	at := diag.At(f.name, 0, 0)
	if offset >= 0 {
		line, col := diag.Position(f.src, offset)
		at = diag.At(f.name, line, col)
	}
	return diag.Warnf(code, at, format, args...)
}

// WithKept adds to the problems of a site those of the translation memories, the comments and the history of texts, which no
// build reads. The result is sorted.
func WithKept(b *pipeline.Builder, problems []diag.Diagnostic) []diag.Diagnostic {
	table := b.Site()
	if table == nil {
		return problems // which say why
	}
	out := slices.Clone(problems)
	comments := map[string][]keptFile{} // by folder
	var folders []string
	for _, name := range b.Files("locales/") {
		memory, comment := strings.HasPrefix(name+"/", memoryFolder), strings.HasPrefix(name, translation.CommentFolder)
		if !memory && !comment && !strings.HasPrefix(name, translation.HistoryFolder) {
			continue
		}
		f := keptFile{name, b.Source(name)}
		if f.src == nil {
			for _, d := range b.Unread(name) { // what the whole site is told of already is not told again
				if !slices.Contains(problems, d) {
					out = append(out, asWarnings([]diag.Diagnostic{d})...)
				}
			}
			continue
		}
		switch dir := path.Dir(name); {
		case memory:
			out = append(out, f.checkMemory(table.Settings.Source)...)
		case !comment:
			out = append(out, f.checkHistory()...)
		default:
			if comments[dir] == nil {
				folders = append(folders, dir)
			}
			comments[dir] = append(comments[dir], f)
		}
	}
	for _, dir := range folders {
		out = append(out, checkComments(comments[dir])...)
	}
	return diag.Sorted(out)
}

// asWarnings returns problems of files on which nothing depends.
func asWarnings(list []diag.Diagnostic) []diag.Diagnostic {
	list = slices.Clone(list)
	for i := range list {
		if list[i].Severity == diag.Error {
			list[i].Severity = diag.Warning
		}
	}
	return list
}

// checkMemory looks at a file of the translation memories.
func (f keptFile) checkMemory(source locale.Tag) []diag.Diagnostic {
	if f.name+"/" == memoryFolder {
		return []diag.Diagnostic{f.warn(codeMemory, -1, "there is a file where the folder of the translation memories must be").WithHint("rename the file")}
	}
	name := strings.TrimPrefix(f.name, memoryFolder)
	if first, _, below := strings.Cut(name, "/"); below {
		return []diag.Diagnostic{f.warn(codeMemory, -1, "%s%s is a folder; the translation memory of a language is one file", memoryFolder, first).
			WithHint("put the file in its place, such as %sfr.tmx", memoryFolder)}
	}
	tag, _, err := locale.Parse(strings.TrimSuffix(name, path.Ext(name)))
	switch {
	case path.Ext(name) != ".tmx" || err != nil:
		return []diag.Diagnostic{f.warn(codeMemory, -1, "nobody reads this file: the translation memory of a language is called as the language is, such as fr.tmx").
			WithHint("rename it; or add its pairs: vernacular import %s --locale TAG", f.name)}
	case pipeline.MemoryFile(tag) != f.name:
		return []diag.Diagnostic{f.warn(codeMemory, -1, "nobody reads this file: the translation memory of %s is called %s", tag.EnglishName(), pipeline.MemoryFile(tag)).
			WithHint("rename it")}
	}
	if i := translation.ConflictMark(f.src); i >= 0 {
		return []diag.Diagnostic{f.warn(codeMemory, i, "a merge has left its mark here, so nothing of this file is suggested").
			WithHint("keep the pairs of both sides, and delete the lines <<<<<<<, ======= and >>>>>>>")}
	}
	pairs, problems := pipeline.ReadMemory(f.name, f.src, source, tag)
	for i := range problems {
		problems[i].Hint = cmp.Or(problems[i].Hint, "get the file back from version control, or import it again: vernacular import FILE.tmx")
	}
	if len(pairs) == 0 && len(problems) == 0 {
		problems = append(problems, f.warn(codeMemory, -1, "it has no pair of a text in %s and one in %s, so nothing of it is suggested", source.EnglishName(), tag.EnglishName()).
			WithHint("import the right file: vernacular import FILE.tmx; or delete this one"))
	}
	return asWarnings(problems)
}

// jsonFault puts into words why JSON cannot be read, and returns where; the offset is that of the byte, -1 for the whole.
func jsonFault(src []byte, err error) (offset int, words string) {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	skipped := len(src) - len(withoutBOM(src))
	switch {
	case len(bytes.TrimSpace(src)) == 0:
		return 0, "the file is empty"
	case errors.As(err, &syntax) && int(syntax.Offset) >= len(bytes.TrimSpace(withoutBOM(src))):
		return skipped + int(syntax.Offset), "the file was cut off here"
	case errors.As(err, &syntax):
		return skipped + int(max(syntax.Offset-1, 0)), "this is not as the editor has written it (it is no JSON)"
	case errors.As(err, &kind):
		return skipped + int(max(kind.Offset-1, 0)), "there is something else where " + cmp.Or(kind.Field, "a comment") + " must be"
	}
	return 0, err.Error()
}

// checkComments looks at the files of one folder of comments.
func checkComments(files []keptFile) (out []diag.Diagnostic) {
	const remedy = "get the file back from version control; or delete it, and ask again"
	byID := map[string]Comment{}
	seen := map[string]string{} // files by their content
	for _, f := range files {
		if path.Ext(f.name) != ".json" {
			out = append(out, f.warn(codeComment, -1, "nobody reads this file: the name of a comment ends in .json").WithHint("rename it, or delete it"))
			continue
		}
		if i := translation.ConflictMark(f.src); i >= 0 {
			out = append(out, f.warn(codeComment, i, "a merge has left its mark here, so nobody sees this comment").WithHint("keep one of the two lines, and delete the lines <<<<<<<, ======= and >>>>>>>"))
			continue
		}
		c, err := readComment(f.name, f.src)
		if err != nil {
			at, words := jsonFault(f.src, err)
			out = append(out, f.warn(codeComment, at, "%s, so nobody sees this comment", words).WithHint(remedy))
			continue
		}
		content := string(bytes.TrimSpace(withoutBOM(f.src)))
		if first := seen[content]; first != "" {
			out = append(out, f.warn(codeComment, -1, "this comment is there twice: %s says the same", first).WithHint("delete one of the two files"))
		}
		seen[content] = f.name
		byID[c.ID] = c
	}
	for _, f := range files {
		c, ok := byID[strings.TrimSuffix(path.Base(f.name), ".json")]
		if !ok || c.Answers == "" {
			continue
		}
		if to, ok := byID[c.Answers]; !ok || to.Answers != "" {
			out = append(out, f.warn(codeComment, -1, "it answers a comment that is not here (%s.json), so nobody sees it", c.Answers).WithHint("get that file back from version control, or delete this one"))
		}
	}
	return out
}

// checkHistory looks at the history of one text. All lines that are lost are told as one.
func (f keptFile) checkHistory() []diag.Diagnostic {
	if path.Ext(f.name) != ".jsonl" {
		return []diag.Diagnostic{f.warn(codeHistory, -1, "nobody reads this file: the name of a history ends in .jsonl").WithHint("rename it, or delete it")}
	}
	lines, lost := readHistoryLines(f.src)
	var out []diag.Diagnostic
	if len(lost) > 0 {
		d := diag.Warnf(codeHistory, diag.At(f.name, lost[0].line, 1), "%s", lost[0].why)
		if more := len(lost) - 1; more > 0 {
			d.Message += "; the same holds, or something like it, for lines further down"
			d.Count = len(lost)
		}
		out = append(out, d.WithHint("the editor passes over such lines; get the file back from version control, or delete them"))
	}
	if len(lines) == 0 && len(lost) == 0 {
		out = append(out, f.warn(codeHistory, 0, "the file is empty").WithHint("get it back from version control, or delete it"))
	}
	if len(lines) > 0 && lines[0].ID != "" && translation.Hash(lines[0].ID) != strings.TrimSuffix(path.Base(f.name), ".jsonl") {
		out = append(out, f.warn(codeHistory, -1, "nobody reads this file: the history of %s is called %s.jsonl", lines[0].ID, translation.Hash(lines[0].ID)).WithHint("rename it, or delete it"))
	}
	return out
}
