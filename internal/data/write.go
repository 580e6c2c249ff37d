package data

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Quote writes a text as TOML's basic strings and YAML's double-quoted ones both read it.
func Quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r >= 0x7f && r <= 0x9f || r == '\u2028' || r == '\u2029' || r == '\ufeff':
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// QuoteJSON writes a text as JSON does, with <, > and & as they are.
func QuoteJSON(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic(err) // a string always encodes
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// TOMLKey writes a key of TOML, in quotation marks where it needs them.
func TOMLKey(key string) string {
	bare := key != "" && strings.Trim(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == ""
	if bare {
		return key
	}
	return Quote(key)
}

// YAMLKey leaves a key bare where no reader of YAML 1.1 or 1.2 could take it for anything but text.
func YAMLKey(key string) string {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	switch strings.ToLower(key) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		return Quote(key)
	}
	if key != "" && (!strings.Contains(letters, key[:1]) || strings.Trim(key, letters+"_-.0123456789") != "") {
		return Quote(key)
	}
	return key
}

// YAMLText writes a text so that YAML reads it back as that very text: plain where that is safe, else in quotation marks.
func YAMLText(s string) string {
	plain := s != "" && !strings.ContainsAny(s, ":#{}[]&*!|>'\"%@`,?-\\\n\t") && s == strings.TrimSpace(s)
	switch strings.ToLower(s) {
	case "null", "true", "false", "yes", "no", "on", "off", "~":
		plain = false
	}
	if plain && (s[0] < '0' || s[0] > '9') && s[0] != '.' && s[0] != '+' && s[0] != '=' && !strings.ContainsFunc(s, separator) {
		return s
	}
	return Quote(s)
}

func separator(r rune) bool { return r == '\u2028' || r == '\u2029' || r == '\u0085' || r == '\ufeff' }
