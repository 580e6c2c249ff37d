package editor

import "strings"

// key is a key of the editor. Its row in the list of keys is what the script reads, too: client/keys.js does what a
// script has registered with the ID when one of Press is pressed.
type key struct {
	ID    string
	Press []string // such as "Ctrl+Enter"; Ctrl is Command on a Mac as well
	Words string
}

// keys are all keys of the editor besides the access keys, in the order in which they are listed. What is pressed with
// a modifier, and a function key, work while a text is being typed; a single character does not. None has two
// modifiers with Shift among them: on many machines Alt+Shift and Ctrl+Shift change the keyboard's language.
var keys = []key{
	{"save-next", []string{"Ctrl+Enter"}, "Save, and go to the next text to do"},
	{"save", []string{"Ctrl+S"}, "Save, and stay"},
	{"undo", []string{"Ctrl+Z"}, "Take the save back, in a text that was just saved"},
	{"approve", []string{"Alt+Enter"}, "Save and approve, and go to the next text to review"},
	{"next", []string{"Alt+PageDown"}, "The next text"},
	{"previous", []string{"Alt+PageUp"}, "The text before"},
	{"next-todo", []string{"F8"}, "The next text to do; when this page is done, the one in the next page"},
	{"previous-todo", []string{"Shift+F8"}, "The text to do before"},
	{"insert-next", []string{"F2"}, "Insert the next placeholder, link or tag of the source that the text lacks"},
	{"term", []string{"Shift+F2"}, "Insert the next term of the glossary that the text lacks"},
	{"copy", []string{"Ctrl+B"}, "Begin with a copy of the source"},
	{"insert", []string{"F4"}, "To the buttons that insert something; arrows go through them, Escape goes back"},
	{"aid", []string{"F9"}, "To the suggestions and terms of a text, and back; there 1 to 9, or Enter, takes one over"},
	{"take", []string{"Shift+F9"}, "Take the first suggestion over"},
	{"comments", []string{"Ctrl+M"}, "To the comments on a text, and back; there Ctrl+Enter sends"},
	{"keys", []string{"?", "Ctrl+/"}, "This list"},
}

// accessKey is an access key: the browser's own way to follow a link or press a button.
type accessKey struct{ Key, Words string }

// accessKeys are the access keys in the order in which they are listed. The element of each has the attribute accesskey.
var accessKeys = []accessKey{
	{"N", "The next text to do"},
	{"P", "The text to do before"},
	{"A", "All texts"},
	{"T", "Only texts to do"},
	{"W", "Only texts with problems"},
	{"R", "Only texts to review"},
	{"S", "Search in all pages and messages"},
	{"K", "This list"},
}

// Presses returns what is pressed as the script reads it.
func (k key) Presses() string { return strings.Join(k.Press, " ") }

// Parts returns the keys that are pressed together, for each way to press them.
func (k key) Parts() [][]string {
	var out [][]string
	for _, press := range k.Press {
		out = append(out, strings.Split(press, "+"))
	}
	return out
}

// Keys returns the list of keys.
func (v *pageView) Keys() []key { return keys }

// AccessKeys returns the list of access keys.
func (v *pageView) AccessKeys() []accessKey { return accessKeys }
