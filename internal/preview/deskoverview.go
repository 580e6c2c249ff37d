package preview

import (
	"fmt"
	"net/http"
)

// overviewPage is the first page of the translator's view: all locales and what there is to do.
func (s *Server) overviewPage(o DeskOverview, revision int) markup {
	var problem, list markup
	if o.Problem != "" {
		problem = put(`<p class="problem">%s<span><strong>Error:</strong> <bdi>%s</bdi></span></p>`+"\n", icon(iconError), o.Problem)
	}
	if len(o.Locales) > 0 {
		list = put("<ul class=\"locales\">\n%s</ul>\n", each(o.Locales, func(l DeskLocale) markup { return deskLocale(l, len(o.Locales) == 1) }))
	} else if o.Problem == "" {
		list = `<p class="none">There is no other locale yet: <code>vernacular locale add</code> begins one.</p>` + "\n"
	}
	done := 0
	for _, l := range o.Locales {
		if l.Words == 0 {
			done++
		}
	}
	var about markup
	if len(o.Locales) > 0 {
		about = put("<p class=\"about\">From %s into %s, of which %s %s nothing left to translate.</p>\n",
			in(o.Source, "", o.SourceName), number(len(o.Locales), "locale", "locales"), done, when(done == 1, "has")+when(done != 1, "have"))
	}
	return put(`<!DOCTYPE html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Translate</title>
<link rel="stylesheet" href="%sdesk.css">
%s
</head>
<body class="overview">
<a class="skip" href="#list">Skip to the locales</a>
<header class="top">
<nav aria-label="Where you are"><a href="/">The site</a></nav>
<h1>Translate</h1>
%s</header>
<main id="list" tabindex="-1">
%s%s</main>
</body>
</html>
`, markup(internal), markup(s.reloadScript(revision, http.StatusOK, "overview")), about, problem, list)
}

func deskLocale(l DeskLocale, open bool) markup {
	var english, unpublished markup
	if l.EnglishName != l.Name {
		english = put(` <span class="english">%s</span>`, l.EnglishName)
	}
	if !l.Published {
		unpublished = ` <span class="chip">not published</span>`
	}
	return put(`<li id="locale-%s" class="locale">
<h2>%s%s <code>%s</code>%s</h2>
<dl>
<div><dt>Blocks</dt><dd>%s%s</dd></div>
<div><dt>Messages</dt><dd>%s%s</dd></div>
</dl>
<p class="words">%s</p>
<details%s><summary>%s<span class="unseen"> in %s</span></summary>
<ul id="pages-%s" class="pages">
%s%s</ul>
</details>
</li>
`, l.Tag, in(l.Tag, l.Dir, l.Name), english, l.Tag, unpublished,
		counted(l.Blocks), bar(l.Blocks), counted(l.Messages), bar(l.Messages), words(l.Words),
		when(open, " open"), number(len(l.Pages), "page and the messages", "pages and the messages"), l.EnglishName, l.Tag,
		each(l.Pages, func(p DeskPageRow) markup { return deskRow(l, p) }),
		put(`<li><span class="what"><a href="%s">Messages<span class="unseen"> in %s</span></a></span> <span class="detail">%s</span></li>`+"\n",
			deskPath(l.Tag, MessagesKey), l.EnglishName, counted(l.Messages)))
}

func deskRow(l DeskLocale, p DeskPageRow) markup {
	var chips markup
	switch {
	case !p.Exists:
		chips = ` <span class="chip">not begun</span>`
	case p.Draft:
		chips = ` <span class="chip">draft</span>`
	}
	detail := counted(p.Blocks)
	if p.Words > 0 {
		detail += put("; %s", words(p.Words))
	}
	return put(`<li><span class="what"><a href="%s"><bdi dir="auto"%s>%s</bdi></a>%s <code dir="ltr">%s</code></span> <span class="detail">%s</span></li>`+"\n",
		deskPath(l.Tag, p.Key), when(p.Exists, put(` lang="%s"`, l.Tag)), p.Title, chips, fmt.Sprint(p.Key), detail)
}
