package checks

import (
	"regexp"
	"sync"
)

// kept remembers answers that depend on nothing but their key and are costly to make, such as what a list of words says of a
// language.
type kept[K comparable, V any] struct {
	make  func(key K) V
	known sync.Map
}

// of returns the answer for a key. Two goroutines may make it at once; both make the same.
func (k *kept[K, V]) of(key K) V {
	if v, ok := k.known.Load(key); ok {
		return v.(V)
	}
	v := k.make(key)
	k.known.Store(key, v)
	return v
}

// pattern returns a regular expression that is compiled when it is first asked for: most commands need none.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
