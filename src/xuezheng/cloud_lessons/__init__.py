"""Cloud lessons (M07): which schools receive the lessons of stronger schools over the network, from whom and since when.

The work of the bureau's office for educational technology. No standard fixes a number; the provincial cloud alliance
registers its receiving schools. Start with `models.py`.
"""
