"""The law as data: every number that a rule, a norm or a target sets, as a dated value with its document.

For everybody who computes by a rule: no number of a rule stands in code. `values/*.yaml` hold the entries, one file a
theme; `standards.value("…", on=day, area="511000")` gives the one that held. `code_sets/` holds the national
codes, `formulas.yaml` how what the law prescribes is computed (`sets.py`); an instance may put local values in the place
of those written from memory (`overrides.py`). Start with `dated.py`; `xuezheng standards list|show|stale` prints all.
"""

from xuezheng.standards.dated import NATION, NoSuchStandard, Standard, entry, every, history, value, version
from xuezheng.standards.sets import CodeSet, Formula, code_set, code_sets, formula, formulas

__all__ = [
    "NATION", "CodeSet", "Formula", "NoSuchStandard", "Standard", "code_set", "code_sets", "entry", "every", "formula", "formulas",
    "history", "value", "version",
]  # fmt: skip
