"""The rules that a school can ask for by name, listed by hand; each becomes one or more of `problem/school/rules`."""

from typing import Final

from xuezheng.timetables.problem.week.asking import days, people, places, times
from xuezheng.timetables.problem.week.asking.kind import AskedKind

ASKED: Final[dict[str, AskedKind]] = {
    kind.name: kind for kind in (*times.KINDS, *days.KINDS, *people.KINDS, *places.KINDS)
}
