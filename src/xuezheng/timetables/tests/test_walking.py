"""From classes by choice to a workbook, to a week, to the sheets of students."""

from collections import Counter
from itertools import pairwise

import pytest

from xuezheng.ground.errors import Refused
from xuezheng.timetables.plan.classes import Kept
from xuezheng.timetables.plan.sheets import sheet_of, sheet_of_student
from xuezheng.timetables.plan.walking import book_of, courses_of, walking_of
from xuezheng.timetables.problem.school.evaluation import report_on
from xuezheng.timetables.problem.senior.invented import invented
from xuezheng.timetables.problem.week.building import made_of
from xuezheng.timetables.problem.week.faults import problems_of
from xuezheng.timetables.solver.school.search import Until, find_week
from xuezheng.timetables.solver.streaming import form_classes


@pytest.fixture(scope="module")
def kept() -> Kept:
    given = invented(4, students=120, combinations=6, rooms=8, teachers=24, most=48)
    classes = form_classes(given.cohort, 10.0)
    return Kept(classes, tuple(range(100, 100 + len(classes.chosen))))


def test_a_grade_goes_from_its_classes_to_everybodys_sheet(kept: Kept) -> None:
    book = book_of(kept, {})
    assert not problems_of(book)
    school = made_of(book).school
    table = find_week(school, Until(moves=300_000, feasible=True), 1).table
    assert report_on(table).cost[0] == 0
    walking = walking_of(kept, school)
    chosen = Counter(subject for one in kept.classes.chosen for subject in one)
    taught = Counter(
        subject
        for fixed, size in zip(kept.classes.fixed, kept.classes.home_sizes, strict=True)
        for subject in fixed
        for _ in range(size)
    )
    assert sum(sum(own.values()) for own in walking.values()) == sum(chosen.values()) - sum(taught.values())
    for place, number in enumerate(kept.people[:40]):
        home, courses = courses_of(kept, number) or ("", ())
        sheet = sheet_of_student(table, "", school.groups.index(home), courses)
        held = Counter(entry.subject for entry in sheet.entries if entry.teachers)
        assert all(held[subject] == 4 for subject in kept.classes.chosen[place]) and held["语文"] == 5
        slots = sorted((entry.start, entry.start + entry.duration) for entry in sheet.entries)
        assert all(first[1] <= second[0] for first, second in pairwise(slots))  # nobody in two places
    shown = sheet_of(table, "class", 0, walking)
    assert {entry.label: entry.count for entry in shown.entries if entry.count} == walking.get(0, {})


def test_too_few_named_teachers_are_refused(kept: Kept) -> None:
    block = Counter((one.block, one.subject) for one in kept.classes.teaching)
    subject = max(block, key=lambda at: block[at])[1]
    if max(block.values()) > 1:
        with pytest.raises(Refused) as refused:
            book_of(kept, {subject: ["Wang"]})
        assert refused.value.problems[0].which == subject


def test_somebody_in_no_class_has_no_courses(kept: Kept) -> None:
    assert courses_of(kept, 5) is None
