"""Layout (M05): school districts with their members, and how the party organisations of schools were reordered.

The work of a bureau's planning and party sections. Mergers and closures are the registers' events of succession.
Start with `models.py`; `tables.py` says what a return freezes.
"""
