// Package browser holds the tests that look at the real site as its readers do; there is no other code here.
//
// They build the site of this repository with the real program, serve it from memory, and then go over every page of
// every edition: a crawler that reads the HTML alone follows every link, fragment, alternate, canonical and sitemap
// entry (crawl_test.go); the Nu checker and html-validate judge the markup (validate_test.go); what a page weighs has a
// limit (budget_test.go); and in Chromium
//
//	axe-core looks for what would shut somebody out, in light and in dark          axe_test.go
//	the largest thing of a phone's first view is text, all of it is 20 kB at most  first_view_test.go
//	nothing reaches out of a phone's window, of enlarged text, of a sheet of A4    width_test.go
//	no word is broken without a hyphen, on phones of three widths and a tablet     words_test.go
//	every letter has a glyph                                                       letters_test.go
//	one tap on the button in the heading shows the e-mail address                 contact_test.go
//	the Tab key alone leads through everything, and one sees where it is           keyboard_test.go
//	language and direction are right, and the console is silent                    chromium_test.go
//
// Nothing here knows a page or a locale of the site by name: a language that is added is tested with the rest, and
// TestEveryEditionIsThere sees to it that none is passed over. Each check that runs in the page is one function of
// JavaScript in testdata, and has a test beside it that gives it pages with faults.
//
// Start with built in site_test.go, then eachEdition in chromium_test.go. What the tests need is installed by npm ci in
// this folder, and by the packages that .ci/run lists. With VERNACULAR_SHOTS=DIR they leave pictures in DIR for people
// to look at: pages of three editions whole, and contact sheets of all landing pages (shots_test.go).
package browser
