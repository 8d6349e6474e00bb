"""Programmes and honours (M21): designations of schools, awards, lessons, study trips, with dates and evidence.

Start with `models.py` (the records), `tables.py` (what a return freezes) and `figures.py`.
"""
