"""From the names of grades to the ladder children climb: which comes after which, and from which births."""

import re
from collections.abc import Sequence

from xuezheng.seats.problem.history import Grade

VOCATIONAL = 100  # vocational grades stand beside the senior ones: 101 to 103, entered from grade 9
_EARLY = {"PK": -1, "K": 0, "KG": 0, "小班": -2, "中班": -1, "大班": 0}
_CHINESE = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
# the register's codes (registers.rules.GRADES_OF_STAGE)
_CODES = {"02": -2, "03": -1, "04": 0, **{f"1{n}": n for n in range(1, 7)}, **{f"2{n}": 6 + n for n in range(1, 4)},
          **{f"3{n}": 9 + n for n in range(1, 4)}, **{f"4{n}": VOCATIONAL + n for n in range(1, 4)}}  # fmt: skip


def number_of(name: str, *, is_code: bool = False) -> int | None:
    """Where a grade stands: 1 for grade one, 0 and below for the years before; None where the name says nothing."""
    text = name.strip().upper()
    if is_code:
        return _CODES.get(text)
    if text in _EARLY:
        return _EARLY[text]
    if text.removesuffix("年级") in _CHINESE:
        return _CHINESE[text.removesuffix("年级")]
    found = re.fullmatch(r"(?:GRADE\s*|G)?(\d{1,2})(?:年级)?", text)
    return int(found[1]) if found else None


def ladder_of(
    names: Sequence[str], *, is_code: bool = False, by_stage: bool = False
) -> tuple[tuple[str, ...], tuple[Grade, ...]]:
    """Names in the order of the ladder, and their grades.

    `by_stage` makes the first grade of each stage an entry that is shared out from the county. Where the ladder has a
    gap, the grade after it is entered from births. Raises ValueError naming what cannot be placed.
    """
    unknown = sorted({n for n in names if number_of(n, is_code=is_code) is None})
    if unknown:
        raise ValueError(", ".join(unknown))
    placed = sorted({(number_of(n, is_code=is_code) or 0, n) for n in names})
    order = tuple(name for _, name in placed)
    at = {number: index for index, (number, _) in enumerate(placed)}
    if len(at) < len(placed):
        raise ValueError(", ".join(order))
    grades: list[Grade] = []
    for number, name in placed:
        below = at.get(9 if number == VOCATIONAL + 1 else number - 1)
        stage = stage_of(number)
        is_first = by_stage and (below is None or grades[below].stage != stage)
        age = number + 5 if number < VOCATIONAL else number - VOCATIONAL + 14
        grades.append(Grade(name, stage, below, age, is_first or below is None))
    return order, tuple(grades)


def stage_of(number: int) -> str:
    """The stage of a grade by its number; kindergarten and the year before grade one are preschool."""
    if number <= 0:
        return "preschool"
    if number > VOCATIONAL:
        return "vocational"
    return "primary" if number <= 6 else "junior" if number <= 9 else "senior"
