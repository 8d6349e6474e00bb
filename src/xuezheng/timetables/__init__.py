"""Subject choice and timetables (M10): so far, the rounds in which schools are trained on the platform for the exam reform.

The work of the office for basic education and of each school's academic director. Bound by the provincial plan for the
3+1+2 college entrance examination. Start with `models.py`.
"""
