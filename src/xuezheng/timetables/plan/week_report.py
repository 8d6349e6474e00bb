"""What a timetable costs, told line by line in the words of the records; what cannot be; an earlier one over a changed school."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.evaluation import Report, RuleReport, report_on
from xuezheng.timetables.problem.school.model import School, Timetable
from xuezheng.timetables.problem.week.asking import ASKED
from xuezheng.timetables.problem.week.asking.kind import told_of
from xuezheng.timetables.problem.week.book import Asked, Book, row_from_dict
from xuezheng.timetables.problem.week.building import IMPLIED, Made, made_of, with_locks
from xuezheng.timetables.problem.week.cannot import reasons_against
from xuezheng.timetables.problem.week.faults import problems_of

MOST_BREAKS = 40  # of a line that are kept in words
__all__ = ["Line", "asked_from", "cannot_be", "carried", "lines_of", "report_on", "sound", "titles_of"]


@dataclass(frozen=True)
class Line:
    """A line of the report: a record, or what every school expects; what it costs, and where it is broken."""

    source: int
    title: Words
    weight: int
    hard: int
    soft: int
    count: int
    breaks: tuple[dict[str, Any], ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "source": self.source, "zh": self.title.zh, "en": self.title.en, "weight": self.weight, "hard": self.hard, "soft": self.soft,
            "count": self.count, "breaks": list(self.breaks),
        }  # fmt: skip


def sound(book: Book) -> Made:
    """The school of a book. Raises Refused with every fault of the book."""
    if problems := problems_of(book):
        raise Refused(problems)
    if not book.courses:
        cure = Words("先导入任课表。", "Import who teaches what first.")
        raise Refused([Problem("week.no_courses", Words("还没有课。", "There are no courses yet."), cure=cure)])
    return made_of(book)


def titles_of(sources: Sequence[int], asked: Sequence[Asked]) -> dict[int, Words]:
    """For the rules of a school that come from a record, the record in words."""
    return {
        at: told_of(asked[source], ASKED[asked[source].name]) for at, source in enumerate(sources) if source != IMPLIED
    }


def cannot_be(
    school: School,
    sources: Sequence[int],
    asked: Sequence[Asked],
    starts: Sequence[int] = (),
    locks: Iterable[int] = (),
) -> list[Problem]:
    """What no timetable of the school can keep, with what is locked."""
    titles = titles_of(sources, asked)
    locked = with_locks(school, starts, locks) if starts else school
    lock = Words("锁定", "locks")
    return reasons_against(
        locked, lambda at: titles.get(at, lock if at >= len(school.rules) else school.rules[at].title)
    )


def lines_of(report: Report, school: School, sources: Sequence[int], asked: Sequence[Asked]) -> tuple[Line, ...]:
    """The report, one line for each record and one for each kind of rules that every school expects; broken ones first."""
    titles = titles_of(sources, asked)
    grouped: dict[tuple[int, str], list[tuple[int, RuleReport]]] = {}
    for at, one in enumerate(report.lines, -1):
        source = sources[at] if 0 <= at < len(sources) else IMPLIED
        grouped.setdefault((source, "" if source >= 0 else one.rule.name), []).append((at, one))
    found = [
        line_of(source, titles.get(own[0][0], own[0][1].rule.title), [one for _, one in own])
        for (source, _), own in grouped.items()
    ]
    return tuple(sorted(found, key=lambda line: (-line.hard, -line.soft)))


def line_of(source: int, title: Words, own: list[RuleReport]) -> Line:
    told = [
        {
            "which": one.which,
            "zh": one.told.zh,
            "en": one.told.en,
            "amount": one.amount,
            "lessons": list(one.lessons[:8]),
        }
        for report in own
        for one in (*report.breaks, *report.musts)
    ]
    hard, soft = sum(one.hard for one in own), sum(one.soft for one in own)
    return Line(source, title, own[0].rule.weight, hard, soft, len(told), tuple(told[:MOST_BREAKS]))


def carried(old: Timetable, new: School) -> Timetable:
    """An earlier timetable over a school that was changed since: lessons of the same name where they were, others without a place."""
    places = {lesson.id: (old.starts[at], old.rooms[at]) for at, lesson in enumerate(old.school.lessons)}
    rooms = {name: at for at, name in enumerate(new.rooms)}
    room_of = {at: rooms.get(name, -1) for at, name in enumerate(old.school.rooms)} | {-1: -1}
    same_grid = (old.school.days, old.school.periods) == (new.days, new.periods)
    found = [places.get(lesson.id, (-1, -1)) if same_grid else (-1, -1) for lesson in new.lessons]
    return Timetable(
        new, tuple(start for start, _ in found), tuple(room_of[room] if start >= 0 else -1 for start, room in found)
    )


def asked_from(given: Iterable[Mapping[str, Any]]) -> tuple[Asked, ...]:
    """Records as they were kept with a problem."""
    return tuple(row_from_dict(Asked, one) for one in given)
