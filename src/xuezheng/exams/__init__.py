"""Exams and admission (M12): so far, the sites and rooms where examinations are held, and which meet the standard.

The work of the examinations office. Bound by the national rules for standardised exam sites and the provincial rules for
the junior-leaving exam. Start with `models.py`.
"""
