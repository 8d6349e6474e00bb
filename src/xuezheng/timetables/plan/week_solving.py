"""A school's book solved: checked before, solved anytime and seeded, looked over by the independent evaluator, told line by line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from xuezheng.ground.errors import Refused
from xuezheng.timetables.plan.week_bound import bound_of
from xuezheng.timetables.plan.week_report import Line, cannot_be, lines_of, sound
from xuezheng.timetables.problem.school.evaluation import report_on
from xuezheng.timetables.problem.school.model import School, Timetable
from xuezheng.timetables.problem.school.rules.in_step import in_order
from xuezheng.timetables.problem.week.book import Asked
from xuezheng.timetables.problem.week.building import Made, with_locks

__all__ = ["Solved", "cannot_be", "named", "solved", "sound"]


@dataclass(frozen=True)
class Solved:
    made: Made
    table: Timetable
    lines: tuple[Line, ...]
    cost: tuple[int, int]
    bound: int
    seconds: float


def solved(
    made: Made, asked: Sequence[Asked], until: Any, seed: int, *, hint: Timetable | None = None, locks: Iterable[int] = (),
    progress: Any = None,
) -> Solved:  # fmt: skip
    """The best timetable found with what is locked where the hint has it. `until` and `progress`: as in `solver.school.search`.

    Raises Refused where it is certain that none can be.
    """
    from xuezheng.timetables.solver.school.search import find_week

    kept = sorted(set(locks))
    starts = hint.starts if hint else ()
    if problems := cannot_be(made.school, made.sources, asked, starts, kept):
        raise Refused(problems)
    school = with_locks(made.school, starts, kept) if kept else made.school
    found = find_week(school, until, seed, progress, hint)
    numbered = in_order(found.table) if not kept else found.table
    table = Timetable(made.school, numbered.starts, numbered.rooms)
    report = report_on(table)
    return Solved(
        made, table, lines_of(report, made.school, made.sources, asked), report.cost, bound_of(school), found.seconds
    )


def named(school: School, name: str) -> School:
    return replace(school, name=name)
