package exchange

import (
	"fmt"
	"slices"
	"strings"

	"vernacular/internal/cldr"
	"vernacular/internal/locale"
)

// categories is CLDR's order.
var categories = [...]string{"zero", "one", "two", "few", "many", "other"}

func categoryIndex(c string) int { return slices.Index(categories[:], c) }

// form returns the text of a category, "" if the list has none.
func form(list []Form, category string) string {
	for _, f := range list {
		if f.Category == category {
			return f.Text
		}
	}
	return ""
}

// CompareForms orders plural forms as CLDR does.
func CompareForms(a, b Form) int { return categoryIndex(a.Category) - categoryIndex(b.Category) }

// sortForms puts forms into CLDR's order.
func sortForms(list []Form) { slices.SortStableFunc(list, CompareForms) }

// clause is one condition of a plural rule as it stands for whole numbers, in the C of gettext.
type clause struct {
	form      cldr.Form
	condition string
}

// plain has the two rules that most languages have in the spelling that every tool knows.
var plain = map[string]string{"n==1": "(n != 1)", "n<=1": "(n > 1)", "n==0 || n==1": "(n > 1)", "(n==0 || n==1)": "(n > 1)"}

// poForms returns the plural categories of a locale that have a msgstr[i] in PO, as GNU gettext and Poedit count them, and
// those that have none: no whole number has them, such as "many" in Czech, or CLDR has them for compact numbers, such as
// "many" in French. Those stand in entries of their own.
func poForms(t locale.Tag) (numbered, apart []string) {
	has := map[string]bool{}
	rule, _ := cldr.PluralRule(string(t))
	for _, c := range wholeClauses(rule) {
		has[c.form.String()] = true
	}
	for n := 0; n <= 1001 && !has["other"]; n++ {
		category, _ := t.Plural(n)
		has["other"] = category == "other"
	}
	for _, f := range t.PluralForms() {
		if has[f] {
			numbered = append(numbered, f)
		} else {
			apart = append(apart, f)
		}
	}
	return numbered, apart
}

// WithoutNumber reports whether a PO file in the locale t has no msgstr[i] for a plural category.
func WithoutNumber(t locale.Tag, category string) bool {
	_, apart := poForms(t)
	return slices.Contains(apart, category)
}

// PluralFormsHeader returns the value of PO's Plural-Forms: how many of the locale's plural categories have a msgstr[i], and a C
// expression that gives for a whole number n the index of its category among them. It is what GNU gettext and Poedit have
// for the language, up to the spelling. A language without a known rule has one form.
func PluralFormsHeader(t locale.Tag) string {
	forms, _ := poForms(t)
	rule, _ := cldr.PluralRule(string(t))
	clauses := wholeClauses(rule)
	if len(clauses) == 1 && len(forms) == 2 && forms[0] == clauses[0].form.String() && plain[clauses[0].condition] != "" {
		return fmt.Sprintf("nplurals=2; plural=%s;", plain[clauses[0].condition])
	}
	last := "other"
	if n := len(clauses) - 1; !slices.Contains(forms, last) { // the clauses have all whole numbers among them
		last, clauses = clauses[n].form.String(), clauses[:n]
	}
	var b strings.Builder
	for _, c := range clauses {
		fmt.Fprintf(&b, "%s ? %d : ", c.condition, slices.Index(forms, c.form.String()))
	}
	fmt.Fprintf(&b, "%d", slices.Index(forms, last))
	expression := b.String()
	if len(clauses) > 0 {
		expression = "(" + expression + ")"
	}
	return fmt.Sprintf("nplurals=%d; plural=%s;", len(forms), expression)
}

// formNames returns the plural category of each msgstr[i] of a PO file in the locale t whose Plural-Forms is
// header. Tools put their own expression there, which may have fewer forms or another order: each index is
// then the category of the numbers it is chosen for. An index of no category is "".
func formNames(t locale.Tag, header string) ([]string, error) {
	forms := t.PluralForms()
	if header == "" || header == PluralFormsHeader(t) {
		numbered, _ := poForms(t)
		return numbered, nil
	}
	count, choose, err := parsePluralForms(header)
	if err != nil {
		return nil, err
	}
	votes := make([]map[string]int, count)
	for i := range votes {
		votes[i] = map[string]int{}
	}
	agrees := true
	for _, n := range sampleNumbers() {
		i := choose(uint64(n))
		if i >= uint64(count) {
			return nil, fmt.Errorf("the expression gives %d for n=%d, but nplurals is %d", i, n, count)
		}
		category, _ := t.Plural(n)
		votes[i][category]++
		agrees = agrees && int(i) < len(forms) && forms[i] == category
	}
	if agrees && count == len(forms) {
		return forms, nil // the same rule in other words: indexes that no number has are kept as well
	}
	// The pairs of an index and a category with the most numbers come first, so that in Polish with three
	// forms the last is "many" and in French with two the last is "other", not the "many" of the millions.
	type pair struct{ index, category, votes int }
	var pairs []pair
	for i := range votes {
		for c, name := range categories {
			if v := votes[i][name]; v > 0 {
				pairs = append(pairs, pair{i, c, v})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return b.votes - a.votes })
	names := make([]string, count)
	for _, p := range pairs {
		if names[p.index] == "" && !slices.Contains(names, categories[p.category]) {
			names[p.index] = categories[p.category]
		}
	}
	return names, nil
}

// sampleNumbers are the numbers by which two plural rules are compared.
func sampleNumbers() []int {
	var list []int
	for n := range 1001 {
		list = append(list, n)
	}
	for p := 10_000; p <= 1_000_000_000; p *= 10 {
		list = append(list, p-1, p, p+1, p+2, p+3, p+5, p+11, 2*p)
	}
	return list
}

// formsFrom makes a list of forms in CLDR's order, without those that have no text.
func formsFrom(names []string, texts func(i int) string) []Form {
	var list []Form
	for i, name := range names {
		if text := texts(i); name != "" && text != "" {
			list = append(list, Form{name, text})
		}
	}
	sortForms(list)
	return list
}

// formsApart moves the plural forms that stand in entries of their own to their messages.
func (f *File) formsApart(t locale.Tag) {
	_, apart := poForms(t)
	at := map[string]int{}
	for i, u := range f.Units {
		if u.Plural != nil {
			at[u.ID] = i
		}
	}
	if len(apart) == 0 || len(at) == 0 {
		return
	}
	var kept []Entry
	for _, u := range f.Units {
		begin := max(strings.LastIndex(u.ID, apartMark), 0)
		category, closed := strings.CutSuffix(strings.TrimPrefix(u.ID[begin:], apartMark), "]")
		i, known := at[u.ID[:begin]]
		if !closed || !known || u.Plural != nil || !slices.Contains(apart, category) {
			kept = append(kept, u)
			continue
		}
		m := &f.Units[i]
		if u.Text == "" || form(m.Plural.Target, category) != "" {
			continue
		}
		m.Plural.Target = append(m.Plural.Target, Form{category, u.Text})
		sortForms(m.Plural.Target)
		m.Status = min(m.Status, u.Status)
	}
	for i, u := range kept {
		if u.Plural != nil {
			kept[i] = f.Units[at[u.ID]]
		}
	}
	f.Units = kept
}

// apartMark is what follows the id of a message in the context of such an entry, before the category.
const apartMark = "["
