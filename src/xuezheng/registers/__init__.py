"""The registers: areas, institutions, campuses, rooms, classes, staff, students, programmes, and how they follow each other.

Bound by JY/T 1001–1007, GB/T 2260, GB 11643 and the rules for school codes (docs/glossary). Everything that can change
is kept with the days between which it held, so that any register can be read as it stood on any day. Start with
`models/dated.py`, then `models/institutions.py`; what a return freezes is in `tables/`.
"""
