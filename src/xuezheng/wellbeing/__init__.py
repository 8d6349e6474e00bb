"""Wellbeing (M14): city and county centres, counselling rooms of schools, vice-principals seconded from hospitals.

Bound by the action plan for students' mental health 2023–2025 (17 departments). No child appears here. Counselling
rooms are rooms of the registers. Start with `models.py`; `tables.py` says what a return freezes.
"""
