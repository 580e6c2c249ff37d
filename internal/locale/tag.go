package locale

// Tag is a BCP 47 language tag in its canonical spelling, as [Parse] returns it: "en", "pt-BR",
// "zh-Hans", "sr-Latn". Tags compare with == and sort as strings.
type Tag string
