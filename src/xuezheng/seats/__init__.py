"""Seats (M04): the building projects of schools and the rooms they make, so that a seat added is a seat of a room.

The work of a bureau's planning and building section. Bound by the preschool action plan of the 14th five-year plan
and the building standards for schools. Start with `models.py`; `tables.py` says what a return freezes.
"""
