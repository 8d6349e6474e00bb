"""Which edition of the national list, or which document, has a figure: it has it, lacks it, or its list could not be read.

Of the editions of 2015 and 2025 only that they exist is known, and which topics that of 2020 added; the definitions of 2020 are
from memory. So most figures are neither said to be in them nor to be lacking.
"""

from collections.abc import Iterable
from typing import Literal

from xuezheng.engine.figures import Indicator
from xuezheng.ground.words import Words

NATIONAL = ("2015", "2020", "2025")
UNREAD = ("2015", "2025")
Answer = Literal["has", "lacks", "not_read"]
SAID: dict[Answer, Words] = {
    "has": Words("有", "has it"),
    "lacks": Words("此版没有这一指标", "not in this edition"),
    "not_read": Words("此版清单未见，不知有无", "the list of this edition was not read"),
}


def offered(known: Iterable[Indicator]) -> tuple[str, ...]:
    """The editions that can be asked for: those of the national list, and the documents that figures come from."""
    return tuple(sorted({*NATIONAL, *(i.edition for i in known)}))


def kin_of(one: Indicator, known: Iterable[Indicator]) -> list[Indicator]:
    """The same figure as other editions have it, itself included, the oldest first."""
    family = one.edition_of or one.id
    return sorted((i for i in known if family in (i.id, i.edition_of)), key=lambda i: i.edition)


def stands(one: Indicator, edition: str, known: Iterable[Indicator]) -> Answer:
    """What an edition says of a figure."""
    kin = kin_of(one, known)
    if any(i.edition == edition for i in kin):
        return "has"
    since = max((i.since_edition for i in kin), default="")
    if edition not in NATIONAL or edition < since:
        return "lacks"
    return "not_read"
