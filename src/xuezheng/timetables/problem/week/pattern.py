"""How often a course is taught, in writing: `5`, `2+1+1`, `1+1单`, `2连`."""

import re
from typing import Final

ODD: Final = ("单", "单周", "odd")
EVEN: Final = ("双", "双周", "even")
TOKEN = re.compile(r"^(\d{1,2})(连)?\s*(单周?|双周?|odd|even|@[\d/]+)?$", re.IGNORECASE)


class NotAPattern(ValueError):
    """A text that says no lessons."""


def weeks_mask(text: str, cycle: int) -> int:
    """The weeks of a cycle as bits: `` all, `单` odd, `双` even, `@1/3` the first and the third. Raises NotAPattern."""
    text = text.strip().lower()
    if not text or text in ("每周", "every"):
        return (1 << cycle) - 1
    if text in ODD or text in EVEN:
        wanted = [week for week in range(cycle) if week % 2 == (text in EVEN)]
    else:
        wanted = [
            int(number) - 1 for number in re.split(r"[/,，、]", text.lstrip("@第").rstrip("周")) if number.isdecimal()
        ]
    mask = sum(1 << week for week in set(wanted) if 0 <= week < cycle)
    if not mask or len(wanted) != mask.bit_count() or (cycle < 2 and mask != 1):
        raise NotAPattern(text)
    if cycle < 2:
        raise NotAPattern(text)
    return mask


def lessons_of(pattern: str, weeks: str, cycle: int) -> tuple[tuple[int, int], ...]:
    """(periods, weeks as bits) of each lesson. A number alone is so many single lessons, a sum the length of each. Raises NotAPattern."""
    tokens = [token.strip() for token in re.split(r"[+＋]", pattern.strip())]
    every = weeks_mask(weeks, cycle)
    found: list[tuple[int, int]] = []
    for token in tokens:
        match = TOKEN.match(token)
        if not match or not int(match[1]):
            raise NotAPattern(token or pattern)
        mask = weeks_mask(match[3], cycle) if match[3] else every
        alone = len(tokens) == 1 and not match[2]
        found += [(1, mask)] * int(match[1]) if alone else [(int(match[1]), mask)]
    if any(duration > 8 for duration, _ in found) or len(found) > 40:
        raise NotAPattern(pattern)
    return tuple(found)
