package frontmatter

import (
	"reflect"
	"strings"
	"testing"
)

func TestSkeletonCarriesTheTextsAndIsADraft(t *testing.T) {
	src := "---\ntitle: 'Yes: \"no\" # not a comment'\npermalink: /\nlayout: home\nhero:\n  image: assets/img/x.jpg\n  callout:\n    alt: Announcing the guidelines.\n    text: 'null'\nempty: ''\n---\n\nBody *text*.\r\n"
	out, ds := Skeleton("content/en/index.md", []byte(src), DefaultLimits())
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	m, ds := Parse("content/sw/index.md", out, DefaultLimits())
	if len(ds) > 0 {
		t.Fatalf("%v in\n%s", ds, out)
	}
	want := map[string]any{
		"title": "Yes: \"no\" # not a comment", "translation": "draft", "draft": true, "translated_from": Fingerprint([]byte(src)),
		"hero": map[string]any{"callout": map[string]any{"alt": "Announcing the guidelines."}},
	}
	if !reflect.DeepEqual(m.Params(), want) {
		t.Errorf("got  %v\nwant %v", m.Params(), want)
	}
	if !strings.HasSuffix(string(out), "---\n\nBody *text*.\r\n") {
		t.Errorf("the body changed:\n%q", out)
	}
}
