"""Class counts follow their pupils: where pupils are persons, a class counts those enrolled in it on 1 September.

What an act on students changes is counted before and after it, and the difference is written to the classes. So a
return's rule that persons and classes agree keeps holding, also for schools whose other counts were reported by hand.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Max, ProtectedError

from xuezheng.ground.errors import Refused
from xuezheng.ground.school_year import SchoolYear
from xuezheng.registers.actions.judging import problem
from xuezheng.registers.models import Enrolment, SchoolClass
from xuezheng.registers.rules import GRADES_OF_STAGE, first_stock_year, grade_after

Seat = tuple[int, int, str, str, int]  # institution id, school year, stage, grade, class number
HAN = "01"
COLUMNS = (
    "pupil_count", "girl_count", "minority_count", "boarder_count", "migrant_count", "left_behind_count", "entrant_count",
    "repeater_count",
)  # fmt: skip


def grade_on(enrolment: Enrolment, day: date) -> str:
    """The grade reached on a day; "" past the last of the stage."""
    years = SchoolYear.of(day).start_year - SchoolYear.of(enrolment.started_on).start_year
    return grade_after(enrolment.stage, enrolment.entry_grade, years)


def counted(enrolment: Enrolment, year: int, grade: str) -> Counter[str]:
    """What one pupil adds to the counts of a class."""
    is_new = SchoolYear.of(enrolment.started_on).start_year == year
    repeats = is_new and enrolment.start_reason == "repeated"
    student = enrolment.student
    flags = {
        "pupil_count": True, "girl_count": student.sex == "2", "minority_count": student.ethnicity != HAN,
        "boarder_count": enrolment.is_boarder, "migrant_count": enrolment.is_migrant,
        "left_behind_count": enrolment.is_left_behind, "repeater_count": repeats,
        "entrant_count": grade == GRADES_OF_STAGE[enrolment.stage][0] and not repeats,
    }  # fmt: skip
    return Counter({name: 1 for name, is_so in flags.items() if is_so})


def seats_taken(enrolments: Iterable[Enrolment], years: Iterable[int]) -> dict[Seat, Counter[str]]:
    """The seats that enrolments (with their students at hand) take on 1 September of each year, counted."""
    taken: dict[Seat, Counter[str]] = {}
    all_years = tuple(years)
    for enrolment in enrolments:
        for year in all_years:
            day = SchoolYear(year).stock_on
            if enrolment.started_on > day or (enrolment.ended_on and enrolment.ended_on <= day):
                continue
            if grade := grade_on(enrolment, day):
                seat = (enrolment.institution_id, year, enrolment.stage, grade, enrolment.class_number)
                taken.setdefault(seat, Counter()).update(counted(enrolment, year, grade))
    return taken


class Seats:
    """The seats of some students from a day on: noted when made, followed after an act."""

    def __init__(self, student_ids: Iterable[int], on: date) -> None:
        self.students = list(student_ids)
        first = first_stock_year(on)
        last = SchoolClass.objects.aggregate(last=Max("school_year"))["last"] or first
        self.years = range(first, max(first, last) + 1)
        self.before = self._taken()

    def _taken(self) -> dict[Seat, Counter[str]]:
        found = Enrolment.objects.filter(student_id__in=self.students).select_related("student")
        return seats_taken(found, self.years)

    def follow(self, *, opens_first_grade: bool = False) -> None:
        """Write the difference to the classes.

        A class that is not there is made where its school has others of that year; for a new pupil of a first grade,
        before its school year has any, too. A class left by its last pupil goes.
        """
        after = self._taken()
        for seat in sorted({*self.before, *after}):
            change = Counter(after.get(seat, Counter()))
            change.subtract(self.before.get(seat, Counter()))
            if any(change.values()):
                _write(seat, change, opens_first_grade)


def _write(seat: Seat, change: Counter[str], opens_first_grade: bool) -> None:
    institution_id, year, stage, grade, number = seat
    others = SchoolClass.objects.filter(institution_id=institution_id, school_year=year)
    own = others.filter(stage=stage, grade=grade, number=number).first()
    if own is None:
        is_first = grade == GRADES_OF_STAGE[stage][0]
        if change["pupil_count"] > 0 and (others.exists() or (opens_first_grade and is_first)):
            values: dict[str, Any] = {name: change[name] for name in COLUMNS}
            SchoolClass.objects.create(
                institution_id=institution_id, school_year=year, stage=stage, grade=grade, number=number, **values
            )
        return
    now = {name: getattr(own, name) + change[name] for name in COLUMNS}
    if negative := [name for name, value in now.items() if value < 0]:
        raise Refused(
            [
                problem(
                    "class.count", "班级的人数比登记的学生还少，不能再减。",
                    "The class counts fewer than the persons registered in it, and cannot lose one.",
                    which=f"{year} {stage} {grade} ({number})", got=", ".join(negative),
                    cure=("先更正班级人数。", "Correct the counts of the class first."),
                )
            ]
        )  # fmt: skip
    if now["pupil_count"] == 0 and own.graduate_count is None:
        try:
            own.delete()
            return
        except ProtectedError:
            pass  # something else stands on it: it stays, empty
    for name, value in now.items():
        setattr(own, name, value)
    own.save(update_fields=COLUMNS)
