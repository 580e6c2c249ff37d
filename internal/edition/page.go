package edition

import _ "embed"

// Page is a web page of one file that does what [Verify] does with files that somebody has saved, in any browser and without a
// connection. It reports the same faults, but for those that only the whole edition shows, such as a page that was dropped.
//
//go:embed verify.html
var Page []byte
