"""Appeals against a score: how far one is, and how it may end. Marks are not given anew: sums, missed answers and wrong
entries are mended (practice of score reviews; provincial rules of the junior-leaving exam, memory)."""

from collections.abc import Mapping
from typing import Final

from xuezheng.ground.words import Words

APPEAL_STATES: Final[Mapping[str, Words]] = {
    "asked": Words("待复核", "Awaits a decision"),
    "decided": Words("已复核", "Decided"),
    "withdrawn": Words("已撤回", "Withdrawn"),
}
OUTCOMES: Final[Mapping[str, Words]] = {
    "upheld": Words("维持原分", "The score stands"),
    "sum": Words("合分有误", "Wrong sum"),
    "missed_answer": Words("漏评", "An answer was missed"),
    "wrong_entry": Words("登分有误", "Wrong entry"),
}
