"""Forms generated from descriptions: fields by kind, lines, the form of a record and of a transition."""
