"""Pages of the registers: lists as of any day, one institution, its pupils by right and reason, and search."""
