package deliver

import (
	"context"
	"errors"
)

// version tells two states of an object apart: its ETag, or the stamp of a file. absent is that of no object.
type version string

const absent version = ""

// object is what a listing tells.
type object struct {
	version version
	size    int64
}

// errFaster says that an object is not the one that was to be replaced: somebody else was faster.
var errFaster = errors.New("somebody else has changed it meanwhile")

// store is a destination. Keys are paths relative to it. Every method may be called by many goroutines at once.
//
// An object is replaced whole: whoever reads gets the one or the other.
type store interface {
	// list returns all objects of which the keys begin with prefix.
	list(ctx context.Context, prefix string) (map[string]object, error)
	// stat returns one object; that of version absent if there is none.
	stat(ctx context.Context, key string) (object, error)
	// get returns an object's bytes, limit at most, and its version; fs.ErrNotExist if there is none.
	get(ctx context.Context, key string, limit int64) ([]byte, version, error)
	// put makes an object if the one in its place is of version was, and answers errFaster otherwise.
	put(ctx context.Context, key string, data []byte, h Header, was version) (version, error)
	// keep copies an object of version was to another key, and answers errFaster if it is of another version.
	keep(ctx context.Context, from, to string, was version) error
	// remove removes an object, if it is there.
	remove(ctx context.Context, key string) error
	// holds reports whether an object has these bytes; false in doubt.
	holds(key string, o object, data []byte) bool
	// flush waits until what was put will outlast the machine.
	flush() error
	// sendsHeaders reports whether readers get the headers that are put.
	sendsHeaders() bool
	// locked reports whether the store itself keeps other publishers off, so that no claim is needed.
	locked() bool
	// settled reports that nothing of what was asked for may be carried out yet.
	settled() bool
	close() error
}
