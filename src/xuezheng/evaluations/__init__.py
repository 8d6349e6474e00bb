"""The national evaluations of counties and schools: what is met, what is not, by how much, since when, on what evidence.

For supervision offices. Balanced compulsory education (2017), basic balance (2012), universal preschool (2020),
secondary vocational schools (2010, 2022), senior secondary. `rules/` are the law's formulas, with every number passed
in from `standards`; `schemes/` the items of each evaluation; `figures.py` what the frozen returns say of each school;
`scorecard.py` puts a county's answers together. `problem.py`, `solver.py`, `plan.py`: the least that would pass. Start
with `rules/variation.py`, then `scorecard.py`.
"""
