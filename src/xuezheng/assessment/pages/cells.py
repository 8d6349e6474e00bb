"""Words of what is wrong with a cell."""

from xuezheng.assessment.rules.cells import RULES
from xuezheng.ground.words import Words


def cell_words(rule: str) -> Words:
    return RULES.get(rule, Words(rule, rule))
