"""Funding (M17): operating funds (公用经费) allocated to schools, set beside the pupils they are meant for.

The work of a bureau's finance section. Bound by the norms of operating funds a pupil, which are dated values in
standards. Start with `models.py`; `tables.py` says what a return freezes.
"""
