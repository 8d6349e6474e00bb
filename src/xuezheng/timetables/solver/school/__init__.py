"""The search for a school's week."""
