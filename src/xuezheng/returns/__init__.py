"""The annual return: the registers of a city and a school year, checked, then frozen for good.

Bound by the rules of the national education statistics (stocks on 1 September, events of the school year before). What
is frozen is declared by the offices; what must hold is declared by their checks. A frozen return is never written
again: a correction is a new revision. Start with `validation.py`, then `actions.py`; docs/algorithms/freezing.md tells
it in prose.
"""
