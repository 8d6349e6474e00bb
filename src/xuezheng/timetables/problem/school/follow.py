"""Small questions about lessons in a row."""

from collections.abc import Iterator, Sequence

from xuezheng.timetables.problem.school.model import Timetable


def follows(table: Timetable, first: int, second: int) -> bool:
    """Whether the second lesson starts straight after the first ends: the same day, nothing but breaks between."""
    if table.day(first) != table.day(second):
        return False
    at = table.starts[first] + table.school.lessons[first].duration
    while at in table.school.closed and at < table.starts[second]:
        at += 1
    return at == table.starts[second]


def gaps(taken: Sequence[int], can: Sequence[int]) -> int:
    """Periods free between the first and the last one taken, of those that could be taken."""
    return sum(taken[0] < h < taken[-1] and h not in taken for h in can) if taken else 0


def longest_rows(taken: Sequence[int]) -> Iterator[int]:
    """The lengths of the unbroken rows of periods."""
    length = 0
    for i, h in enumerate(taken):
        length = length + 1 if i and taken[i - 1] == h - 1 else 1
        if i + 1 == len(taken) or taken[i + 1] != h + 1:
            yield length
