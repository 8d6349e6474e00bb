"""Instances of the exam office's planning problems, as plain arrays."""
