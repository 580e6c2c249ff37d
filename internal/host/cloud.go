package host

import (
	"encoding/json"
	"fmt"
	"strings"
)

// netlify writes the redirects of Netlify. Its headers are in the file _headers, which every site has that sets any.
func netlify(s *Site, out map[string]string) error {
	var b strings.Builder
	for _, r := range s.Redirects {
		fmt.Fprintf(&b, "%s %s 301!\n", r.From, r.To)
	}
	if s.Negotiate {
		// Netlify reads Accept-Language itself, and its own cookie nf_lang outranks it. It knows nothing of whence a reader comes.
		for _, e := range s.others() {
			fmt.Fprintf(&b, "%s %s 302! Language=%s\n", s.Base, e.Address, strings.Join(e.Ranges, ","))
		}
	}
	for _, e := range s.others() {
		fmt.Fprintf(&b, "%s* %s 404\n", e.Address, e.notFound())
	}
	fmt.Fprintf(&b, "%s* %s404.html 404\n", s.Base, s.Base)
	out["_redirects"] = b.String()
	return nil
}

// cloudflareMost is how many redirects Cloudflare Pages reads from the file _redirects.
const cloudflareMost = 2000

// cloudflare writes the redirects of Cloudflare Pages, which finds the nearest not-found page by itself.
func cloudflare(s *Site, out map[string]string) error {
	if len(s.Redirects) > cloudflareMost {
		return fmt.Errorf("cloudflare reads %d redirects, and the site has %d old addresses; take some aliases away, or use its bulk redirects", cloudflareMost, len(s.Redirects))
	}
	var b strings.Builder
	for _, r := range s.Redirects {
		fmt.Fprintf(&b, "%s %s 301\n", r.From, r.To)
	}
	if s.Negotiate {
		return fmt.Errorf("cloudflare has no choice of a language in its files; take negotiate out, or name another host")
	}
	out["_redirects"] = b.String()
	return nil
}

// githubPages writes what keeps GitHub Pages from leaving out files whose names begin with an underscore. It has neither headers nor
// redirects of its own.
func githubPages(s *Site, out map[string]string) error {
	if s.Negotiate {
		return fmt.Errorf("github-pages has no choice of a language; take negotiate out, or name another host")
	}
	out[".nojekyll"] = ""
	return nil
}

// cloudfrontMost is the size of a CloudFront function, in bytes.
const cloudfrontMost = 10 << 10

// cloudfront writes a function for viewer requests (CloudFront Functions, cloudfront-js-2.0): redirects, index files and the
// choice of a language.
func cloudfront(s *Site, out map[string]string) error {
	moved := map[string]string{}
	for _, r := range s.Redirects {
		moved[decoded(r.From)] = r.To
	}
	ranges := map[string]string{}
	tags := map[string]string{}
	if s.Negotiate {
		for _, e := range s.Editions {
			for _, r := range e.Ranges {
				ranges[r] = s.away(e)
			}
			tags[strings.ToLower(e.Tag)] = s.away(e)
		}
	}
	data := func(v any) string { // of texts alone: cannot fail
		b, _ := json.Marshal(v)
		return string(b)
	}
	text := fmt.Sprintf(cloudfrontFunction, data(moved), data(ranges), data(tags), data(decoded(s.Base)), data(s.Negotiate), data(vary), crawlerWords)
	if len(text) > cloudfrontMost {
		return fmt.Errorf("a function of cloudfront has at most %d bytes, and that of this site would have %d; with fewer aliases or without negotiate it is smaller", cloudfrontMost, len(text))
	}
	out[Folder+"cloudfront.js"] = text
	return nil
}

const cloudfrontFunction = `// For Amazon CloudFront: a function for viewer requests (cloudfront-js-2.0). Not-found pages and headers are settings of the
// distribution: error response 404 with /404.html, and a response headers policy.
var moved = %s;
var ranges = %s;
var tags = %s;
var base = %s;
var negotiate = %s;

function redirect(code, text, to, more) {
  var headers = more || {};
  headers.location = { value: to };
  return { statusCode: code, statusDescription: text, headers: headers };
}

function choose(request) {
  var value = function (name) { return request.headers[name] ? request.headers[name].value : ''; };
  if (value('sec-fetch-site').indexOf('same-') === 0 || /%[7]s/i.test(value('user-agent'))) return '';
  var cookie = request.cookies.lang ? request.cookies.lang.value.toLowerCase() : '';
  if (Object.prototype.hasOwnProperty.call(tags, cookie)) return tags[cookie];
  var wishes = [];
  value('accept-language').split(',').forEach(function (item) {
    var m = /^((?:\*|[a-z]+)(?:-[a-z0-9]+)*)[ \t]*(?:;[ \t]*q=(0[.][0-9]{1,3}|1(?:[.]0*)?))?$/i.exec(item.replace(/^[ \t]+|[ \t]+$/g, ''));
    if (!m) return;
    var weight = Math.floor(parseFloat(m[2] || '1') * 100 + 1e-6);
    if (weight > 0) wishes.push({ asked: m[1].toLowerCase(), weight: weight, at: wishes.length });
  });
  wishes.sort(function (a, b) { return b.weight - a.weight || a.at - b.at; });
  for (var i = 0; i < wishes.length; i++) {
    var asked = wishes[i].asked;
    if (asked.charAt(0) === '*') return '';
    for (; asked; asked = asked.slice(0, Math.max(asked.lastIndexOf('-'), 0))) {
      if (Object.prototype.hasOwnProperty.call(ranges, asked)) return ranges[asked];
    }
  }
  return '';
}

function handler(event) {
  var request = event.request;
  var uri = decodeURIComponent(request.uri);
  if (Object.prototype.hasOwnProperty.call(moved, uri)) return redirect(301, 'Moved Permanently', moved[uri]);
  if (negotiate && uri === base && (request.method === 'GET' || request.method === 'HEAD')) {
    var to = choose(request);
    if (to) return redirect(302, 'Found', to, { vary: { value: %[6]s }, 'cache-control': { value: 'no-cache' } });
  }
  if (request.uri.charAt(request.uri.length - 1) === '/') request.uri += 'index.html';
  return request;
}
`
