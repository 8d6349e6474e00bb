"""The law as data: every number that a rule, a norm or a target sets, as a dated value with its document.

For everybody who computes by a rule: no number of a rule stands in code. `values/*.yaml` hold the entries, one file a
theme; `standards.value("…", on=day, area="511000")` gives the one that held. Start with `dated.py`.
"""

from xuezheng.standards.dated import NoSuchStandard, Standard, entry, every, history, value

__all__ = ["NoSuchStandard", "Standard", "entry", "every", "history", "value"]
