package checks

import (
	"regexp"

	"vernacular/internal/textdiff"
)

// holes are the placeholders of messages, of which nobody knows how long the text is that a page has in their place.
var holes = regexp.MustCompile(`\{\{[^{}]*\}\}`)

// TooLong reports how many characters of a text are more than the layout has room for. A placeholder counts as one.
func TooLong(text string, most int) (length int, is bool) {
	if most == 0 || len(text) <= most {
		return 0, false
	}
	length = textdiff.Characters(holes.ReplaceAllLiteralString(text, "0"))
	return length, length > most
}

// room warns of a text that is longer than its place.
func (c *checker) room() {
	if n, is := TooLong(c.p.Text, c.p.Most); is {
		c.warn(TextTooLong, 0, "say it in fewer words; or, if the layout has more room, raise "+c.p.MostBy+" in site.toml",
			"the text has %d characters, and the layout has room for %d", n, c.p.Most)
	}
}
