package deliver

// Kind says what an [Error] is about.
type Kind int

const (
	Usage       Kind = iota + 1 // what was asked for cannot be
	Problem                     // what is there, or what was built, stands against it; also somebody who was faster
	Environment                 // a disk, a network, a right
)

// Error is an error with words for people.
type Error struct {
	Kind Kind
	Msg  string // what is wrong
	Hint string // what to do; may be empty
}

func (e *Error) Error() string { return e.Msg }

func failed(kind Kind, msg, hint string) *Error { return &Error{kind, msg, hint} }
