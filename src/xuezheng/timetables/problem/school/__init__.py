"""A school's week and its rules."""
