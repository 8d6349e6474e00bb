"""The annual return: collected from schools, signed school → county → city, checked, then frozen for good.

Bound by the rules of the national education statistics (stocks on 1 September, events of the school year before) and its
base forms (教基nnnn), which are data here (`forms/`). What is frozen is declared by the offices; what must hold is declared
by their checks. A frozen return is never written again: a correction is a new revision. Start with `rules.py`, `forms/` and
`validation.py`, then `actions/`; docs/algorithms/return.md and freezing.md tell it in prose.
"""
