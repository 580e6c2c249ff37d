package checks

import "strings"

// zones are the abbreviations of time zones that mean one thing wherever they stand, with their minutes ahead of UTC.
var zones = map[string]int{
	"UTC": 0, "GMT": 0, "WET": 0, "WEST": 60, "CET": 60, "MEZ": 60, "CEST": 120, "MESZ": 120, "EET": 120, "EEST": 180, "MSK": 180,
	"WIB": 420, "WITA": 480, "HKT": 480, "JST": 540, "KST": 540, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
	"BRT": -180, "EDT": -240, "EST": -300, "CDT": -300, "MDT": -360, "MST": -420, "PDT": -420, "PST": -480,
}

// zoneBehind returns the time zone that stands behind a time of day: "14:00 UTC", "23:00 (JST)".
func zoneBehind(prose string, end int) (minutes int, ok bool) {
	rest := strings.TrimLeft(prose[end:], " \u00a0\u202f(（")
	n := 0
	for n < len(rest) && rest[n] >= 'A' && rest[n] <= 'Z' {
		n++
	}
	minutes, ok = zones[rest[:n]]
	return minutes, ok
}

// shownInZone reports whether a time of the translation is that of the source in another zone, which both name.
func (c *checker) shownInZone(s, t clock) bool {
	from, ok := zoneBehind(c.src.prose, s.end)
	to, known := zoneBehind(c.txt.prose, t.end)
	if !ok || !known || from == to {
		return false
	}
	const day = 24 * 60
	for _, m := range s.minutes {
		for _, o := range t.minutes {
			if (m+to-from+2*day)%day == o {
				return true
			}
		}
	}
	return false
}
