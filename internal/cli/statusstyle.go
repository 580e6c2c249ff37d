package cli

import (
	"fmt"
	"strings"
)

// statusStyle is the style of the page in statuspage.go. Its colours are those of the site (assets/css/base.css):
// text has at least 7:1 on what is behind it. Logical properties only: nothing says left or right, so the page
// may be put into a document that runs the other way. Each bar has its number beside it, so nothing hangs on seeing it.
var statusStyle = strings.Replace(`
:root {
  --paper: #fff;
  --line: #c4d0d1;
  --ink: #13191b;
  --quiet: #3f4a4d;
  --accent: #0a4d54;
  --plain: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  --face: Charter, "Bitstream Charter", "Iowan Old Style", "Sitka Text", "Noto Serif", Cambria, Georgia, serif;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "Noto Sans Mono", "DejaVu Sans Mono", monospace;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0d1315;
    --line: #38474a;
    --ink: #e7edec;
    --quiet: #b9c5c5;
    --accent: #8ad6cf;
  }
}
@media (prefers-contrast: more) {
  :root {
    --quiet: var(--ink);
    --line: var(--ink);
  }
}
*, ::before, ::after { box-sizing: border-box; }
html {
  background: var(--paper);
  color: var(--ink);
  -webkit-text-size-adjust: 100%;
  text-size-adjust: 100%;
}
body {
  max-inline-size: 76rem;
  margin-block: 0;
  margin-inline: auto;
  padding-block: clamp(2rem, 6vw, 4.5rem) 3rem;
  padding-inline: clamp(1.25rem, 5vw, 4rem);
  font: 1rem/1.5 var(--plain);
  overflow-wrap: break-word;
}
bdi, code, a { overflow-wrap: anywhere; }
/* English keeps its order in a document that runs from right to left, and stands where that has its start. */
h1, h2, h3, h4, p, dt, dd, th, td, td::before, .count, .kind, .detail {
  unicode-bidi: plaintext;
}
h1, h2, h3, h4, p, dt, dd, th, td, td::before, .count, .kind, .what > *, .place {
  text-align: -webkit-match-parent;
  text-align: match-parent;
}
h1, h2, h3, h4, p, ul, ol, dl, dd { margin: 0; padding: 0; }
h1, h2, h3 {
  font-family: var(--face);
  line-height: 1.2;
  text-wrap: balance;
}
h1 { font-size: clamp(2.125rem, 1.6rem + 2.9vw, 3.5rem); }
h2 {
  margin-block-start: clamp(3rem, 7vw, 5rem);
  padding-block-start: 1rem;
  border-block-start: 3px solid var(--accent);
  font-size: 1.75rem;
}
h3 { font-size: 1.375rem; }
h4 {
  margin-block-start: 1.25rem;
  font-size: 1rem;
}
a {
  color: var(--accent);
  text-decoration-thickness: 0.07em;
  text-underline-offset: 0.2em;
}
a:hover { text-decoration-thickness: 0.14em; }
:focus-visible {
  outline: 3px solid var(--accent);
  outline-offset: 3px;
}
:target { scroll-margin-block-start: 1.5rem; }
code {
  font-family: var(--mono);
  font-size: 0.875em;
}
.site, .english, .detail, .kind, .place, .words, footer { color: var(--quiet); }
.site { margin-block-end: 0.5rem; }
.lead {
  max-inline-size: 38em;
  margin-block-start: 1.25rem;
  font: 1.3125rem/1.5 var(--face);
  text-wrap: pretty;
}
.lead + p { margin-block-start: 1rem; }
.english {
  font-family: var(--plain);
  font-weight: 400;
}
h3 .english { font-size: 1rem; }
.words {
  display: flex;
  flex-wrap: wrap;
  gap: 0.25rem 2rem;
  margin-block: 1rem 2rem;
  font-size: 0.875rem;
}
.words dt, .words dd { display: inline; }
.words dt { font-weight: 650; }
table {
  inline-size: 100%;
  border-collapse: collapse;
  font-variant-numeric: tabular-nums;
}
th, td {
  padding-block: 0.75rem;
  padding-inline: 0 1.5rem;
  border-block-end: 1px solid var(--line);
  vertical-align: baseline;
}
thead th {
  color: var(--quiet);
  font-size: 0.875rem;
  font-weight: 400;
  vertical-align: bottom;
}
tbody th {
  min-inline-size: 9rem;
  font-weight: 400;
}
tbody th bdi {
  display: block;
  font-size: 1.0625rem;
  font-weight: 650;
}
tbody th code { color: var(--quiet); }
.english, tbody th code { font-size: 0.875rem; }
.bar {
  display: flex;
  inline-size: 8rem;
  max-inline-size: 100%;
  block-size: 0.4375rem;
  margin-block-start: 0.4375rem;
  border: 1px solid var(--accent);
  print-color-adjust: exact;
}
.bar span {
  display: block;
  block-size: 100%;
  background: var(--accent);
}
.bar .stale { background: repeating-linear-gradient(135deg, var(--accent) 0 1px, transparent 1px 4px); }
section { margin-block-start: 2.25rem; }
h2 + p { margin-block-start: 0.5rem; }
section > p { margin-block-start: 0.5rem; }
section > p:first-of-type { color: var(--quiet); }
ul, ol {
  margin-block-start: 0.5rem;
  list-style: none;
}
li {
  display: flex;
  flex-wrap: wrap;
  align-items: baseline;
  gap: 0 1.5rem;
  padding-block: 0.5rem;
  border-block-end: 1px solid var(--line);
}
.what {
  display: flex;
  flex: 1 1 20rem;
  flex-wrap: wrap;
  align-items: baseline;
  gap: 0 0.75rem;
}
.what > * { max-inline-size: 48rem; }
.kind { flex: 0 0 7.5rem; }
.kind, .detail, .place { font-size: 0.875rem; }
footer {
  margin-block-start: 4rem;
  padding-block-start: 1rem;
  border-block-start: 1px solid var(--line);
  font-size: 0.875rem;
}
@media screen and (max-width: 50em) {
  table, tbody, tr, th[scope="row"], td { display: block; }
  thead {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  tr {
    padding-block: 0.75rem;
    border-block-end: 1px solid var(--line);
  }
  th, td {
    padding: 0.125rem 0;
    border: 0;
  }
  td {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 0.75rem;
  }
  td::before {
    content: attr(data-label);
    flex: 0 0 5.5rem;
    color: var(--quiet);
    font-size: 0.875rem;
  }
  .count { min-inline-size: 5rem; }
  .bar {
    flex: 1 1 4rem;
    align-self: center;
    margin: 0;
  }
  .kind { flex-basis: 100%; }
}
@media (forced-colors: active) {
  .bar { border-color: CanvasText; }
  .bar span { background: CanvasText; }
  .bar .stale { background: repeating-linear-gradient(135deg, CanvasText 0 1px, transparent 1px 4px); }
}
@media print {
  @page { margin: 18mm; }
  :root {
    --paper: #fff;
    --line: #777;
    --ink: #000;
    --quiet: #000;
    --accent: #000;
    color-scheme: light;
    font-size: 9.5pt;
  }
  body {
    max-inline-size: none;
    padding: 0;
  }
  th, td { padding-inline-end: 0.75rem; }
  .bar { inline-size: 5rem; }
  a { text-decoration: none; }
  tr, li { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; }
}
WIDTHS`, "WIDTHS", barWidths(), 1)

// barWidths are a rule for each hundredth of a bar, since the page's policy lets no style stand in an attribute.
func barWidths() string {
	var b strings.Builder
	for n := range 101 {
		fmt.Fprintf(&b, ".w%d{inline-size:%d%%}\n", n, n)
	}
	return b.String()
}
