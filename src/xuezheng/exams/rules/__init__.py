"""Examinations and what an exam room holds; below, the lots, layouts, marks, grades and orders. Pure."""

from collections.abc import Mapping
from typing import Final

from xuezheng.ground.words import Words

EXAMS: Final[Mapping[str, Words]] = {
    "junior_leaving": Words("中考", "Junior-leaving exam"),
    "college_entrance": Words("高考", "College entrance exam"),
}
SEATS_IN_A_ROOM: Final = 30  # single desks, five columns by six rows; practice of both exams
