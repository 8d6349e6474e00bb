"""What a school hands in for its week: who teaches what, the rules in words; and how a `School` is made of it."""
