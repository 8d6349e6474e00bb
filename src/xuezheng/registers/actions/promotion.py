"""The end of a school year: a whole school goes up. Last grades graduate, the classes of the next year are made."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.school_year import SchoolYear
from xuezheng.registers.actions.asking import before_later_events
from xuezheng.registers.actions.events import Stated
from xuezheng.registers.actions.journal import Journal
from xuezheng.registers.actions.judging import problem
from xuezheng.registers.actions.life import act, open_problems, refuse
from xuezheng.registers.actions.seats import COLUMNS, Seat, grade_on, seats_taken
from xuezheng.registers.models import Enrolment, Institution, LifeEvent, SchoolClass
from xuezheng.registers.rules import GRADES_OF_STAGE, grade_after, last_grade


@dataclass(frozen=True)
class ClassAhead:
    """What a class becomes: `next_grade` is "" where it graduates."""

    stage: str
    grade: str
    number: int
    pupil_count: int
    next_grade: str
    next_count: int  # of the class it becomes, on the next 1 September; of who graduates, where it does
    repeat_count: int  # who stays in the grade
    dropout_count: int | None


@dataclass(frozen=True)
class Promotion:
    """What a promotion does, or why it cannot be."""

    year: int
    classes: tuple[ClassAhead, ...] = ()
    has_persons: bool = False
    problems: tuple[Problem, ...] = ()


def check_promote(institution: Institution, year: int, graduates_on: date) -> list[Problem]:
    """The year has classes, the next has none above first grades, and the school goes on."""
    ahead = SchoolYear(year + 1)
    found = open_problems(institution, ahead.stock_on)
    own = SchoolClass.objects.filter(institution=institution)
    if not own.filter(school_year=year).exists():
        found.append(
            problem(
                "promote.no_classes",
                "这一学年没有班级。",
                "The school year has no classes.",
                which=institution.code,
                got=str(SchoolYear(year)),
            )
        )
    firsts = {(stage, grades[0]) for stage, grades in GRADES_OF_STAGE.items()}
    there = [
        c
        for c in own.filter(school_year=year + 1)
        if (c.stage, c.grade) not in firsts and c.repeater_count < c.pupil_count
    ]
    if there:
        found.append(
            problem(
                "promote.done", "下一学年已有班级，升级已经办过。", "The next year has classes: the school has gone up.",
                which=institution.code, got=f"{ahead} {len(there)}", cure=("要重办，先撤销那次升级。", "To do it again, undo that first."),
            )
        )  # fmt: skip
    if not SchoolYear(year).starts_on < graduates_on <= SchoolYear(year).ends_on:
        found.append(
            problem(
                "promote.day",
                "毕业日期要在这一学年里。",
                "The day of graduation lies in the school year.",
                got=graduates_on.isoformat(),
            )
        )
    return found


def _enrolled(institution: Institution, year: int) -> list[Enrolment]:
    """Who is enrolled in the year or from its end on, with the student at hand."""
    first, last = SchoolYear(year).starts_on, SchoolYear(year + 1).starts_on
    return list(
        Enrolment.objects.during(first, last).filter(institution=institution).select_related("student").order_by("pk")
    )


def do_promote(institution: Institution, year: int, graduates_on: date, stated: Stated) -> LifeEvent:
    """A whole school goes up at the end of a school year.

    Where students are persons, graduates' enrolments end and the classes of the next year count who will be in them;
    students who repeat are registered before (`do_repeat`). Where they are not, classes go up with their counts.
    """
    with transaction.atomic(), before_later_events([institution], graduates_on, stated.account):
        refuse(check_promote(institution, year, graduates_on))
        journal = Journal()
        enrolled = _enrolled(institution, year)
        if enrolled:
            _graduate(journal, institution, enrolled, year, graduates_on)
            _make_classes(journal, institution, seats_taken(enrolled, [year + 1]))
        else:
            _raise_counts(journal, institution, year)
        classes = sum(1 for entry in journal.entries if entry["model"] == "SchoolClass" and "was" not in entry)
        return act(
            "promoted", institution, graduates_on, journal, stated, detail={"school_year": year, "classes": classes}
        )


def _graduate(journal: Journal, institution: Institution, enrolled: list[Enrolment], year: int, on: date) -> None:
    """Ends the enrolments of last grades, and says of each class of the year who graduated and who dropped out."""
    day = SchoolYear(year).ends_on
    graduates: Counter[tuple[str, str, int]] = Counter()
    dropouts: Counter[tuple[str, str, int]] = Counter()
    for enrolment in enrolled:
        grade = grade_on(enrolment, day)
        key = (enrolment.stage, grade, enrolment.class_number)
        if enrolment.ended_on is None and enrolment.started_on < on and grade == last_grade(enrolment.stage):
            journal.change(enrolment, ended_on=on, end_reason="graduated")
        if enrolment.end_reason == "graduated" and enrolment.ended_on and enrolment.ended_on <= day:
            graduates[key] += 1
        elif enrolment.end_reason == "left" and enrolment.ended_on and enrolment.ended_on <= day:
            dropouts[key] += 1
    for own in SchoolClass.objects.filter(institution=institution, school_year=year).order_by("pk"):
        key = (own.stage, own.grade, own.number)
        values: dict[str, Any] = {"dropout_count": dropouts[key]}
        if own.grade == last_grade(own.stage):
            values["graduate_count"] = graduates[key]
        journal.change(own, **values)


def _programme(institution: Institution, seat: Seat) -> int | None:
    """The programme of the class a year before."""
    _, year, stage, grade, number = seat
    grades = GRADES_OF_STAGE[stage]
    if grade == grades[0]:
        return None
    before = grades[grades.index(grade) - 1]
    found = SchoolClass.objects.filter(
        institution=institution, school_year=year - 1, stage=stage, grade=before, number=number
    )
    return found.values_list("programme_id", flat=True).first()


def _make_classes(journal: Journal, institution: Institution, taken: dict[Seat, Counter[str]]) -> None:
    """The classes of the next year, with those who will be in them."""
    for seat, counts in sorted(taken.items()):
        if seat[0] != institution.pk:
            continue
        _, year, stage, grade, number = seat
        values: dict[str, Any] = {name: counts[name] for name in COLUMNS}
        own = SchoolClass.objects.filter(
            institution=institution, school_year=year, stage=stage, grade=grade, number=number
        ).first()
        if own is None:
            key = {"institution": institution, "school_year": year, "stage": stage, "grade": grade, "number": number}
            journal.make([SchoolClass(**key, **values, programme_id=_programme(institution, seat))])
        elif any(getattr(own, name) != value for name, value in values.items()):
            journal.change(own, **values)


def _raise_counts(journal: Journal, institution: Institution, year: int) -> None:
    """Classes of a school without persons go up as they are; of last grades all graduate."""
    for own in SchoolClass.objects.filter(institution=institution, school_year=year).order_by("pk"):
        grade = grade_after(own.stage, own.grade, 1)
        if not grade:
            if own.graduate_count is None:
                journal.change(own, graduate_count=own.pupil_count - (own.dropout_count or 0))
            continue
        counts = {name: getattr(own, name) for name in COLUMNS if name not in ("entrant_count", "repeater_count")}
        journal.make(
            [
                SchoolClass(
                    institution=institution, school_year=year + 1, stage=own.stage, grade=grade, number=own.number,
                    programme_id=own.programme_id, **counts,
                )
            ]
        )  # fmt: skip


def _ahead(institution: Institution, year: int) -> tuple[ClassAhead, ...]:
    """What became of each class, read after a promotion."""
    own = SchoolClass.objects.filter(institution=institution)
    next_counts = {(c.stage, c.grade, c.number): c.pupil_count for c in own.filter(school_year=year + 1)}
    day = SchoolYear(year + 1).starts_on
    repeating = Enrolment.objects.filter(institution=institution, started_on=day, start_reason="repeated")
    stays = Counter((e.stage, e.entry_grade, e.class_number) for e in repeating)
    told: list[ClassAhead] = []
    for c in own.filter(school_year=year).order_by("stage", "grade", "number"):
        grade = grade_after(c.stage, c.grade, 1)
        count = next_counts.get((c.stage, grade, c.number), 0) if grade else c.graduate_count or 0
        told.append(
            ClassAhead(
                c.stage,
                c.grade,
                c.number,
                c.pupil_count,
                grade,
                count,
                stays[c.stage, c.grade, c.number],
                c.dropout_count,
            )
        )
    return tuple(told)


def preview_promotion(institution: Institution, year: int, graduates_on: date, stated: Stated) -> Promotion:
    """Promote and take it back: what each class would become. Nothing is written."""
    with transaction.atomic():
        try:
            do_promote(institution, year, graduates_on, stated)
            found = Promotion(year, _ahead(institution, year), bool(_enrolled(institution, year)))
        except Refused as error:
            found = Promotion(year, problems=tuple(error.problems))
        transaction.set_rollback(True)
    return found
