package locale

import "errors"

var errNotYet = errors.New("locale: tables are being generated")

// Signatures that other rooms code against while the tables are made.

func Parse(s string) (tag Tag, canonical bool, err error)     { return Tag(s), true, nil }
func (t Tag) Direction() string                               { return "ltr" }
func (t Tag) Script() string                                  { return "Latn" }
func (t Tag) Language() string                                { return string(t) }
func (t Tag) Region() string                                  { return "" }
func (t Tag) Parents() []Tag                                  { return nil }
func (t Tag) Autonym() string                                 { return string(t) }
func (t Tag) EnglishName() string                             { return string(t) }
func (t Tag) NameIn(in Tag) string                            { return string(t) }
func (t Tag) PluralForms() []string                           { return []string{"one", "other"} }
func (t Tag) Plural(n any) (string, error)                    { return "", errNotYet }
func (t Tag) Number(n any) string                             { return "" }
func (t Tag) Percent(n any) string                            { return "" }
func (t Tag) Date(y, m, d int, style string) (string, error)  { return "", errNotYet }
func (t Tag) List(items []string) string                      { return "" }
func (t Tag) Quotes() (open, close, altOpen, altClose string) { return "“", "”", "‘", "’" }
func Compare(in Tag) func(a, b string) int                    { return nil }
func Known(t Tag) bool                                        { return true }
func Suggest(s string) (Tag, bool)                            { return "", false }
func Tags() []Tag                                             { return nil }
