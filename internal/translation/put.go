package translation

// Put returns the comparison with new texts, by [Match.ID], and with the record that goes with them: the chosen units are up
// to date then. Since the record says which text is of which unit, a unit can be put in beside others that are missing
// still. What the page has newly and nobody has translated, such as the words of the source in the other items of a list
// that was missing, is recorded as placeholders; so is a new text that is not chosen.
//
// It fails on a text that the page cannot hold, and leaves no record of a page of which nothing is to be recorded.
func (t *Comparison) Put(texts map[string]string, chosen map[string]Accepted) (next Comparison, accepted *Acceptance, err error) {
	next = *t
	all := map[string]Accepted{}
	for id, a := range chosen {
		all[id] = a
	}
	if len(texts) > 0 {
		doc, placed, err := ApplyPlaced(ApplyInput{
			Source: t.SourceDoc, Target: t.Doc, TargetFile: t.File, Matches: t.Matches, Texts: texts, Recorded: true,
		})
		if err != nil {
			return next, nil, err
		}
		next.setDoc(doc)
		next.Matches = placed
		next.addPlaceholders(t, texts, all)
	}
	if len(all) == 0 {
		next = next.WithRecord(t.Record)
		return next, nil, found(t.Matches, next.Matches, next.Segments, texts)
	}
	accepted = next.Accept(all)
	next = next.WithRecord(accepted.Record)
	return next, accepted, found(t.Matches, next.Matches, next.Segments, texts)
}

// addPlaceholders chooses as placeholders the units that the page has and did not have before, and that nobody has
// finished. What has no words, such as code, says what its source says.
func (t *Comparison) addPlaceholders(before *Comparison, texts map[string]string, chosen map[string]Accepted) {
	had := map[string]bool{}
	for _, m := range before.Matches {
		had[m.ID] = m.Target >= 0 && before.Bytes != nil
	}
	for _, m := range t.Matches {
		if _, known := chosen[m.ID]; known || m.Source < 0 || m.Target < 0 || m.Shared || had[m.ID] {
			continue
		}
		_, written := texts[m.ID]
		chosen[m.ID] = Accepted{Placeholder: written || t.Copied(m)}
	}
}
