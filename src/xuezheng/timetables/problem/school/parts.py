"""The part of a rule that some lessons touch, so that a move is judged by what it can change and no more."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

from xuezheng.timetables.problem.school.crosswise import Crosswise
from xuezheng.timetables.problem.school.evaluation import Basic
from xuezheng.timetables.problem.school.measured import Measured
from xuezheng.timetables.problem.school.model import School, Timetable, Who
from xuezheng.timetables.problem.school.rule import Break, Rule
from xuezheng.timetables.problem.school.rules.allowed_periods import AllowedPeriods
from xuezheng.timetables.problem.school.rules.allowed_starts import AllowedStarts
from xuezheng.timetables.problem.school.rules.ends_day import EndsDay
from xuezheng.timetables.problem.school.rules.free_together import FreeTogether
from xuezheng.timetables.problem.school.rules.in_step import InStep
from xuezheng.timetables.problem.school.rules.room_choice import RoomChoice

LESSON_BY_LESSON = (AllowedPeriods, AllowedStarts, RoomChoice)


def whos_of(school: School, lessons: frozenset[int]) -> frozenset[Who]:
    """The teachers and groups of some lessons."""
    held = school.lessons
    found = {Who("teacher", teacher) for one in lessons for teacher in held[one].teachers}
    return frozenset(found | {Who("group", group) for one in lessons for group in held[one].groups})


def part_for(rule: Rule, school: School, moved: frozenset[int], whos: frozenset[Who]) -> Rule | None:
    """The rule as far as lessons that move (of `whos`) can change what it counts; None where they cannot."""
    if isinstance(rule, (Measured, FreeTogether)):
        own = tuple(who for who in rule.whos if who in whos)
        return replace(rule, whos=own) if own else None
    if isinstance(rule, InStep):
        return rule if any(not moved.isdisjoint(course) for course in rule.courses) else None
    if isinstance(rule, EndsDay):
        near = {one for who in whos if who.kind == "group" for one in school.lessons_of.get(who, ())}
        own = tuple(one for one in rule.lessons if one in near)
        return replace(rule, lessons=own) if own else None
    if isinstance(rule, Crosswise):
        return rule if not moved.isdisjoint(rule.lessons) or not moved.isdisjoint(rule.others) else None
    lessons = cast("tuple[int, ...] | None", getattr(rule, "lessons", None))
    if lessons is None:
        return rule
    shared = tuple(one for one in lessons if one in moved)
    if not shared:
        return None
    return cast(Rule, replace(cast(Any, rule), lessons=shared)) if isinstance(rule, LESSON_BY_LESSON) else rule


def basic_part(table: Timetable, moved: frozenset[int], whos: frozenset[Who], rooms: frozenset[int]) -> Iterator[Break]:
    """What `Basic` finds of these lessons, people and rooms."""
    basic, school = Basic(), table.school
    yield from basic.unplaced(table, moved)
    for who in whos:
        yield from basic.clashes(table, who, school.lessons_of.get(who, ()))
        yield from basic.absences(table, who)
    for room in rooms - {-1}:
        yield from basic.clashes(
            table, Who("room", room), tuple(one for one, at in enumerate(table.rooms) if at == room)
        )
