package layout

import "vernacular/internal/locale"

// Alternate is a variant of a page, for menus and hreflang links. Its fields are plain values of its own, which
// text/template finds quickest, since a page in a hundred languages has ten thousand of them in its menus.
type Alternate struct {
	Locale    locale.Tag
	Lang      string // BCP 47, for lang and hreflang
	Dir       string // "ltr" or "rtl"
	Name      string // the locale's autonym
	Permalink string // path with the base URL's path, percent-encoded
	URL       string // absolute if the site has a base URL
	page      Page
}

// Current tells whether this is the variant being rendered.
func (a Alternate) Current() bool { return a.Locale == a.page.l() }

// Page is the variant itself.
func (a Alternate) Page() Page { return Page{a.page.r, a.page.key, a.Locale, a.page.keyScope, 0} }
