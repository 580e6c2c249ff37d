// Package browser holds the tests that look at the real site as its readers do; there is no other code here.
//
// They build the site of this repository with the real program, serve it from memory, and then: a crawler
// that reads the HTML alone follows every link, fragment, alternate, canonical and sitemap entry; the Nu checker
// and html-validate judge the markup; Chromium shows every page in light and dark, at 1280 and at 320 pixels, while
// axe-core looks for what would shut somebody out.
//
// Nothing here knows a page or a locale of the site by name: a language that is added is tested with the rest.
// Start with built in site_test.go. What the tests need is installed by npm ci in this folder, and by the packages that
// .ci/run lists; with VERNACULAR_SHOTS=DIR they leave screenshots in DIR for people to look at.
package browser
