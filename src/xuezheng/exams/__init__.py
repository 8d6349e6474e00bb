"""Exams and admission (M12): sites and rooms, seats by lot, invigilators, scores, graded scores, admission, classes by lot.

The work of the examinations office. Bound by the national rules for standardised exam sites and the provincial rules for
the junior-leaving exam (standards/values/exams.yaml). Draws, conversion and admission are a library without Django: start
with `rules/draw.py` (the lots), then `plan/seating.py`, `plan/admission.py`; docs/algorithms/exams.md tells it in prose. The
live records are in `models.py`.
"""
