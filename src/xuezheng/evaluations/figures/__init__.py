"""Frozen tables → what the evaluations look at: schools by part, variations between them, and counties."""
