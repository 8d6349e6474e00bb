"""After-school service (M11): each school's plan for the year, and the courses, projects and clubs it offers.

The work of a bureau's basic education section. Bound by the "5+2" rule of 中办发〔2021〕40号: five days a week, at least
two hours a day, at every compulsory school. Start with `models.py`; `tables.py` says what a return freezes.
"""
