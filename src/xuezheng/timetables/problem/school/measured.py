"""What the rules over the day or the week of a teacher or a group have in common."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import School, Timetable, Who
from xuezheng.timetables.problem.school.rule import Break, Rule
from xuezheng.timetables.problem.school.terms import MANY, Measure, Terms


@dataclass(frozen=True)
class Measured(Rule):
    """A limit on each of `whos` in each week; `tag` ≥ 0: counting only lessons with this tag."""

    whos: tuple[Who, ...]
    limit: int
    tag: int = -1

    @abstractmethod
    def over(self, table: Timetable, who: Who, lessons: tuple[int, ...], week: int) -> int:
        """By how much a week breaks the limit."""

    @property
    @abstractmethod
    def measure(self) -> Measure: ...

    @property
    def option(self) -> int:
        """The measure's `q`."""
        return 0

    def units(self) -> tuple[frozenset[int], ...]:
        """Sets of slots that the measure speaks of; none: every slot open to whom it measures."""
        return ()

    def counted(self, school: School, who: Who) -> tuple[int, ...]:
        lessons = school.lessons_of.get(who, ())
        return tuple(one for one in lessons if self.tag in school.lessons[one].tags) if self.tag >= 0 else lessons

    def breaks(self, table: Timetable) -> Iterator[Break]:
        for who in self.whos:
            lessons = self.counted(table.school, who)
            for week in range(table.school.weeks if lessons else 0):
                if over := self.over(table, who, lessons, week):
                    told = Words(f"超出 {over}（限 {self.limit}）", f"off by {over} (limit {self.limit})")
                    yield Break(over, table.school.named(who), told, lessons)

    def terms(self, school: School, terms: Terms) -> None:
        masks = tuple(terms.bits(unit) for unit in self.units())
        for who in self.whos:
            if lessons := self.counted(school, who):
                key = who if self.tag < 0 else terms.together(lessons, MANY)
                terms.watch(key, self.measure, self.limit, self.weight, q=self.option, masks=masks)


@dataclass(frozen=True)
class MeasuredByDay(Measured):
    """A limit that is read from the periods taken each day."""

    @abstractmethod
    def excess(self, days: Sequence[Sequence[int]], open_periods: Sequence[Sequence[int]]) -> int:
        """By how much a week breaks the limit; for each day the periods taken, and those that can be."""

    def over(self, table: Timetable, who: Who, lessons: tuple[int, ...], week: int) -> int:
        school, periods = table.school, len(table.school.periods)
        can = school.open_to(who)
        days = range(len(school.days))
        return self.excess(
            table.by_day(lessons, week), [[h for h in range(periods) if d * periods + h in can] for d in days]
        )
