package layout

// Published is a file of the site that a page can link to.
type Published struct {
	Permalink string // path with the base URL's path, percent-encoded; "" of a file that is not published
	URL       string // absolute if the site has a base URL
}

// String is the file's address as a path.
func (f Published) String() string { return f.Permalink }

// Text is the file of the Fingerprint, which is published beside the page as it is: .Permalink and .URL. On a page that
// shows another locale's text it is the file of that text. It is nil where there is none, as of a page written in HTML.
func (p Page) Text() *Published {
	v := p.v()
	if v.TextFile.Permalink == "" || v.Text != v.Locale && !p.r.Site.Has(p.k(), v.Text) {
		return nil
	}
	return &v.TextFile
}

// PO is the page for translation tools, as a file of gettext: .Permalink and .URL; nil where it is not published. In the
// edition of the source it is the form for a new language.
func (p Page) PO() *Published { return orNil(p.v().PO) }

// XLIFF is PO in the form of XLIFF 2.
func (p Page) XLIFF() *Published { return orNil(p.v().XLIFF) }

func orNil(f Published) *Published {
	if f.Permalink == "" {
		return nil
	}
	return &f
}

// OfflineCopy is the archive (zip) with all pages of the edition: .Permalink and .URL; nil where there is none.
func (p Page) OfflineCopy() *Published { return orNil(p.r.Site.OfflineCopy(p.l())) }
