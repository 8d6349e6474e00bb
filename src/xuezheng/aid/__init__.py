"""Aid (M15): what was paid to students in need and what fees they were spared, by payment batch.

The work of a bureau's student aid centre. Bound by the national rules for grants (a norm of 2,000 yuan a year in senior
secondary and vocational schools) and fee waivers. A batch counts its students; no student appears here. Start with
`models.py`.
"""
