package project

import (
	"html"
	"regexp"
	"strings"
)

// Picture is a picture whose alternative text is a part of a text.
type Picture struct {
	Address string // as the page of the source has it
	Remote  bool   // it is on another host, and nothing of the editor asks for it
}

// mostPictures bounds those of one text.
const mostPictures = 3

var (
	imageElement = regexp.MustCompile(`<img\s[^>]*>`)
	imageAddress = regexp.MustCompile(`\ssrc="([^"]*)"`)
	imageText    = regexp.MustCompile(`\salt="([^"]+)"`)
	imageInText  = regexp.MustCompile(`!\[([^\]]+)\]`)
)

// addContext adds to fields where the layouts show them, and the pictures that they describe.
func (v *view) addContext(fields []Field) {
	if v.t.SourceCatalog == nil {
		v.showPictures(fields)
		return
	}
	uses := v.s.b.Uses()
	for i := range fields {
		fields[i].Uses = uses[fields[i].Path]
	}
}

// showPictures gives the fields whose source has the alternative text of a picture that picture, as the published page of the
// source shows it: a layout may have put it there, in whatever size.
func (v *view) showPictures(fields []Field) {
	var byText map[string]Picture
	for i := range fields {
		f := &fields[i]
		var texts []string
		switch {
		case f.Path == "alt" || strings.HasSuffix(f.Path, ".alt"): // as layouts call such a text in the front matter
			texts = append(texts, f.Source)
		case f.Path == "":
			for _, m := range imageInText.FindAllStringSubmatch(f.Source, mostPictures) {
				texts = append(texts, m[1])
			}
		}
		for _, text := range texts {
			if byText == nil {
				byText = v.publishedPictures()
			}
			if p, ok := byText[strings.Join(strings.Fields(text), " ")]; ok {
				f.Pictures = append(f.Pictures, p)
			}
		}
	}
}

// publishedPictures returns the pictures of the source's page, by their alternative texts.
func (v *view) publishedPictures() map[string]Picture {
	out := map[string]Picture{}
	at := v.table.Variant(v.key, v.t.Source)
	if at == nil {
		return out
	}
	page, ok := v.s.b.Open(at.Output)
	if !ok {
		return out
	}
	for _, element := range imageElement.FindAllString(string(page.Data), -1) {
		text, address := imageText.FindStringSubmatch(element), imageAddress.FindStringSubmatch(element)
		if text == nil || address == nil {
			continue
		}
		p := Picture{Address: html.UnescapeString(address[1])}
		p.Remote = strings.HasPrefix(p.Address, "//") || !strings.HasPrefix(p.Address, "/")
		key := strings.Join(strings.Fields(html.UnescapeString(text[1])), " ")
		if _, met := out[key]; !met {
			out[key] = p
		}
	}
	return out
}
