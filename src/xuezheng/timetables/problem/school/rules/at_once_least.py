"""Lessons that must not run alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from xuezheng.ground.words import Words
from xuezheng.timetables.problem.school.model import School, Timetable
from xuezheng.timetables.problem.school.rule import Break
from xuezheng.timetables.problem.school.rules.at_once_most import AtOnceMost
from xuezheng.timetables.problem.school.terms import MANY, Measure, Terms


@dataclass(frozen=True)
class AtOnceLeast(AtOnceMost):
    """In each of the slots at least `limit` of the lessons, or, `or_none`, none at all."""

    name: ClassVar[str] = "at_once_least"
    title: ClassVar[Words] = Words("同时上课的班数下限", "Fewest at the same time")
    or_none: bool = False

    def breaks(self, table: Timetable) -> Iterator[Break]:
        for slot, count in self.counts(table):
            if count < self.limit and not (self.or_none and count == 0):
                told = Words(f"同时 {count}（至少 {self.limit}）", f"{count} at once (at least {self.limit})")
                yield Break(self.limit - count, table.school.slot_named(slot), told)

    def terms(self, school: School, terms: Terms) -> None:
        key = terms.together(self.lessons, MANY)
        masks = (terms.bits(self.slots),)
        terms.watch(key, Measure.AT_ONCE_LEAST, self.limit, self.weight, q=int(self.or_none), masks=masks)
