"""Real days of a term: when it begins, who is away, what changes, who stands in."""
