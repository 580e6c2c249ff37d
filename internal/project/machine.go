package project

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"vernacular/internal/page"
	"vernacular/internal/pseudo"
	"vernacular/internal/site"
)

// MachineQuestion is what a service of machine translation is to be asked about one text. Nobody has asked it yet.
type MachineQuestion struct {
	Service  site.Machine
	From, To string // languages, as the service calls them
	Text     string // with a sign such as [X0X] for each part that has to stay
	kept     []string
}

// MachineQuestion returns the question for a text of a page. ok is false if the settings name no service, or if the text
// is code, or not known.
func (s *Session) MachineQuestion(tag, key, id string) (q MachineQuestion, ok bool) {
	v := s.open(tag, key)
	if v == nil {
		return q, false
	}
	i := slices.IndexFunc(v.fields, func(f Field) bool { return f.ID == id })
	if q.Service = v.table.Settings.Machine; q.Service.URL == "" || i < 0 {
		return q, false
	}
	f := v.fields[i]
	if f.Source == "" || f.Kind == page.KindCode {
		return q, false
	}
	q.From, q.To = q.Service.Code(v.t.Source), q.Service.Code(v.tag)
	var b strings.Builder
	for _, p := range pseudo.Pieces(f.Kind, f.Source) {
		if p.Kept {
			fmt.Fprintf(&b, "[X%dX]", len(q.kept))
			q.kept = append(q.kept, p.Text)
		} else {
			b.WriteString(p.Text)
		}
	}
	q.Text = b.String()
	return q, true
}

// keptSign finds a sign of a part that has to stay, as services write it back.
var keptSign = regexp.MustCompile(`[\[［]\s*[XxХх]\s*(\d+)\s*[XxХх]\s*[\]］]`)

// Restore returns the answer of a service with the parts that have to stay. lost are those that the answer has not, or has
// twice, in the order of the source.
func (q MachineQuestion) Restore(answer string) (text string, lost []string) {
	times := make([]int, len(q.kept))
	text = keptSign.ReplaceAllStringFunc(answer, func(sign string) string {
		n, err := strconv.Atoi(keptSign.FindStringSubmatch(sign)[1])
		if err != nil || n >= len(q.kept) {
			return ""
		}
		times[n]++
		return q.kept[n]
	})
	for i, n := range times {
		if n != 1 {
			lost = append(lost, q.kept[i])
		}
	}
	return strings.TrimSpace(text), lost
}
