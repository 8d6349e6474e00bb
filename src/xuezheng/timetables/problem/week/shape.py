"""The shape of a week: days, periods of four kinds, what is closed, the weeks of the cycle; and times in words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from xuezheng.ground.words import Words

KINDS: Final[dict[str, Words]] = {
    "early": Words("早读", "Early reading"),
    "morning": Words("上午", "Morning"),
    "afternoon": Words("下午", "Afternoon"),
    "evening": Words("晚自习", "Evening study"),
    "break": Words("休息", "Break"),
}
KIND_OF: Final = {
    **{words.zh: kind for kind, words in KINDS.items()}, **{kind: kind for kind in KINDS},
    "早自习": "early", "晚上": "evening", "晚修": "evening",
}  # fmt: skip
LESSONS: Final = ("正课", "lessons")  # mornings and afternoons together
WEEKDAYS: Final = ("一", "二", "三", "四", "五", "六", "日")
DAY_WORDS: Final = {
    **{f"{prefix}{day}": at for at, day in enumerate(WEEKDAYS) for prefix in ("周", "星期", "礼拜")},
    **{name: at for at, name in enumerate("mon tue wed thu fri sat sun".split())},
    "周天": 6, "星期天": 6,
}  # fmt: skip
EVERY: Final = ("每天", "每日", "daily")
DAY = "|".join(sorted((*DAY_WORDS, *EVERY), key=len, reverse=True))
PIECE = re.compile(rf"^(?:({DAY})(?:(?:至|到|—|-|~)({DAY}))?)?\s*(.*)$", re.IGNORECASE)
NUMBERS = re.compile(r"^第?(\d+)(?:[—\-~至到]第?(\d+))?节?$")


@dataclass(frozen=True)
class Period:
    name: str
    kind: str = "morning"
    hours: str = ""


@dataclass(frozen=True)
class Shape:
    """`closed`: slots at which nobody has a lesson, besides breaks; a slot is `day * periods + period`.

    `weeks`: of the cycle, 2 for odd and even. A period of kind `break` (noon, dinner) parts what comes before it from what follows.
    """

    days: tuple[str, ...]
    periods: tuple[Period, ...]
    closed: tuple[int, ...] = ()
    weeks: int = 1

    @property
    def slots(self) -> range:
        return range(len(self.days) * len(self.periods))

    @cached_property
    def open(self) -> frozenset[int]:
        return frozenset(self.slots) - self.shut

    @cached_property
    def shut(self) -> frozenset[int]:
        width = len(self.periods)
        breaks = (slot for slot in self.slots if self.periods[slot % width].kind == "break")
        return frozenset(self.closed) | frozenset(breaks)

    def of_kinds(self, *kinds: str) -> frozenset[int]:
        return frozenset(slot for slot in self.open if self.periods[slot % len(self.periods)].kind in kinds)

    @property
    def half_days(self) -> tuple[tuple[int, ...], ...]:
        """For each day its slots of the morning (with early reading), of the afternoon, of the evening; what is empty is left out."""
        width = len(self.periods)
        parts = (("early", "morning"), ("afternoon",), ("evening",))
        found = (
            tuple(slot for slot in sorted(self.of_kinds(*kinds)) if slot // width == day)
            for day in range(len(self.days))
            for kinds in parts
        )
        return tuple(one for one in found if one)

    @property
    def whole_days(self) -> tuple[frozenset[int], ...]:
        width = len(self.periods)
        return tuple(frozenset(s for s in self.open if s // width == day) for day in range(len(self.days)))


class NotATime(ValueError):
    """A piece of text that names no time of the week."""


def slots_of(text: str, shape: Shape) -> frozenset[int]:
    """The slots that words name: `上午`, `周一下午`, `周一至周三 第1-2节`, `周五3、4`; pieces are parted by `；` or `、`.

    Raises NotATime with the piece that cannot be read. A piece without a day holds for the days of the one before, or for every day.
    """
    found: set[int] = set()
    days: tuple[int, ...] = ()
    for piece in (one.strip() for one in re.split(r"[；;、，,\n]+|\s{2,}", text)):
        if not piece:
            continue
        match = PIECE.match(piece)
        first, last, rest = match.groups() if match else (None, None, piece)
        named = days_of(first, last, shape)
        if named is None:
            raise NotATime(piece)
        if first or not (days and NUMBERS.match(rest)):
            days = named
        periods = periods_of(rest.strip(), shape)
        if periods is None or not (first or rest):
            raise NotATime(piece)
        found |= {day * len(shape.periods) + period for day in days for period in periods}
    if not found:
        raise NotATime(text)
    return frozenset(found) & shape.open


def days_of(first: str | None, last: str | None, shape: Shape) -> tuple[int, ...] | None:
    count = len(shape.days)
    if first is None or first.lower() in EVERY:
        return tuple(range(count))
    begin = DAY_WORDS[first.lower()]
    end = begin if last is None or last.lower() in EVERY else DAY_WORDS[last.lower()]
    return tuple(range(begin, end + 1)) if begin <= end < count else None


def periods_of(text: str, shape: Shape) -> tuple[int, ...] | None:
    """Places of the periods that a word names; of none of them: None."""
    names = [period.name for period in shape.periods]
    if not text:
        return tuple(range(len(names)))
    if text in names:
        return (names.index(text),)
    if kind := KIND_OF.get(text.lower()):
        return tuple(at for at, period in enumerate(shape.periods) if period.kind == kind) or None
    if text.lower() in LESSONS:
        return tuple(at for at, period in enumerate(shape.periods) if period.kind in ("morning", "afternoon"))
    if match := NUMBERS.match(text):
        numbered = {name: at for at, name in enumerate(names)}
        ends = [numbered.get(f"第{n}节", numbered.get(n, -1)) for n in match.groups() if n]
        if -1 not in ends and ends[0] <= ends[-1]:
            return tuple(range(ends[0], ends[-1] + 1))
    return None


def times_named(slots: frozenset[int], shape: Shape) -> str:
    """Slots in words that `slots_of` reads."""
    width = len(shape.periods)
    each: dict[tuple[int, ...], list[int]] = {}
    for day in range(len(shape.days)):
        if own := tuple(slot % width for slot in sorted(slots) if slot // width == day):
            each.setdefault(own, []).append(day)
    pieces = [
        f"{days}{part}"
        for periods, days_held in each.items()
        for days in runs_of_days(days_held, len(shape.days))
        for part in runs_of_periods(periods, shape)
    ]
    return "；".join(pieces)


def runs_of_days(days: list[int], count: int) -> Iterator[str]:
    if len(days) == count:
        yield "每天"
        return
    for first, last in runs(days):
        yield f"周{WEEKDAYS[first]}" + (f"至周{WEEKDAYS[last]}" if last > first else "")


def runs_of_periods(periods: tuple[int, ...], shape: Shape) -> Iterator[str]:
    left = [at for at in periods if shape.periods[at].kind != "break"]
    if left == [at for at, period in enumerate(shape.periods) if period.kind != "break"]:
        yield ""
        return
    for kind, words in KINDS.items():
        own = [at for at, period in enumerate(shape.periods) if period.kind == kind]
        if own and set(own) <= set(left):
            yield words.zh
            left = [at for at in left if at not in own]
    for at in left:
        yield shape.periods[at].name


def runs(values: list[int]) -> Iterator[tuple[int, int]]:
    begin = 0
    for at in range(len(values)):
        if at + 1 == len(values) or values[at + 1] != values[at] + 1:
            yield values[begin], values[at]
            begin = at + 1


def usual_shape(days: int = 5, evening: int = 2) -> Shape:
    """Early reading, five periods in the morning, four in the afternoon, evening study."""
    hours = ("08:00–08:40", "08:50–09:30", "09:50–10:30", "10:40–11:20", "11:30–12:10")
    after = ("14:20–15:00", "15:10–15:50", "16:10–16:50", "17:00–17:40")
    periods = [Period("早读", "early", "07:20–07:50")]
    periods += [Period(f"第{n + 1}节", "morning", when) for n, when in enumerate(hours)]
    periods.append(Period("午休", "break"))
    periods += [Period(f"第{n + 6}节", "afternoon", when) for n, when in enumerate(after)]
    periods.append(Period("晚饭", "break"))
    periods += [
        Period(f"晚{n + 1}", "evening", ("19:00–19:50", "20:00–20:50", "21:00–21:40")[n]) for n in range(evening)
    ]
    return Shape(tuple(f"周{day}" for day in WEEKDAYS[:days]), tuple(periods))
