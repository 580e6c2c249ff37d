package preview

import (
	"bytes"
	"strings"

	xhtml "golang.org/x/net/html"
)

// parts is a page in pieces: what comes before the place for a script, without the elements that hold
// a policy, and what comes after.
type parts struct {
	before   [][]byte
	after    []byte
	policies []string
}

// dissect returns a page in pieces: it finds the end of the head and the policies in it. Every byte is in one
// of the pieces unchanged, but for <meta http-equiv="Content-Security-Policy"> in the head: a browser obeys that
// nowhere else, and obeys every one.
func dissect(page []byte) (p parts) {
	var (
		z      = xhtml.NewTokenizer(bytes.NewReader(page))
		start  = 0 // of the piece being collected
		offset = 0 // of the token
	)
	end := func(at int) parts {
		p.before = append(p.before, page[start:at])
		p.after = page[at:]
		return p
	}
	for {
		kind := z.Next()
		size := len(z.Raw())
		if kind == xhtml.ErrorToken {
			return end(len(page))
		}
		switch kind {
		case xhtml.TextToken:
			// Text ends the head, as in "<title>x</title>Hello"; where it is the text of an element
			// of the head, that element's case below has skipped it.
			text := z.Raw()
			if offset == 0 {
				text = bytes.TrimPrefix(text, []byte("\ufeff"))
			}
			if len(bytes.TrimSpace(text)) > 0 {
				return end(offset)
			}
		case xhtml.EndTagToken:
			if name, _ := z.TagName(); string(name) == "head" || string(name) == "body" || string(name) == "html" {
				return end(offset)
			}
		case xhtml.StartTagToken, xhtml.SelfClosingTagToken:
			raw := z.Raw()
			t := z.Token()
			switch t.Data {
			case "html", "head", "base", "basefont", "bgsound", "link":
			case "meta":
				if policy, ok := policyOf(t); ok {
					p.policies = append(p.policies, policy)
					p.before = append(p.before, page[start:offset])
					start = offset + len(raw)
				}
			case "title", "style", "script", "noscript", "template", "noframes":
				size += skip(z, t.Data) // also after "<title/>", which closes nothing
			default:
				return end(offset)
			}
		}
		offset += size
	}
}

// skip passes over the rest of an element and returns its size in bytes. Templates nest.
func skip(z *xhtml.Tokenizer, name string) (size int) {
	for depth := 1; depth > 0; {
		kind := z.Next()
		size += len(z.Raw())
		switch kind {
		case xhtml.ErrorToken:
			return size
		case xhtml.StartTagToken, xhtml.EndTagToken:
			if tag, _ := z.TagName(); string(tag) == name {
				if kind == xhtml.StartTagToken {
					depth++
				} else {
					depth--
				}
			}
		}
	}
	return size
}

// policyOf returns the Content-Security-Policy that a <meta> element holds.
func policyOf(t xhtml.Token) (policy string, ok bool) {
	for _, a := range t.Attr {
		switch a.Key {
		case "http-equiv":
			ok = strings.EqualFold(strings.TrimSpace(a.Val), "content-security-policy")
		case "content":
			policy = a.Val
		}
	}
	return policy, ok
}
