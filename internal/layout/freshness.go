package layout

// Freshness counts the passages of a translation that are not what the source has, or not where the source has them.
type Freshness struct {
	Stale, Missing, Moved, Obsolete, Added int

	FirstStale string // the id of the first passage in the page that is marked as stale, "" for none
}

// Stale counts the passages of a translation whose source has been changed since; Content marks them.
func (p Page) Stale() int { return p.freshness().Stale }

// FirstStale is the id of the first of these passages in the page, for a link there; "" where none is marked.
func (p Page) FirstStale() string { return p.freshness().FirstStale }

// Missing counts the passages that are not translated; Content has them in another language.
func (p Page) Missing() int { return p.freshness().Missing }

// Moved counts the passages that the source has elsewhere now; Content has them there.
func (p Page) Moved() int { return p.freshness().Moved }

// Obsolete counts the passages of a translation that the source has no more; Content leaves them out.
func (p Page) Obsolete() int { return p.freshness().Obsolete }

// Added counts the passages of a translation that the source never had.
func (p Page) Added() int { return p.freshness().Added }

func (p Page) freshness() Freshness { return p.r.Site.Freshness(p.k(), p.l()) }
