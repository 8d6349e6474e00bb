"""What a school does with its students: admits, lets leave, takes back, lets repeat; and an act undone.

Each is one transaction: the rows, the class counts that follow (`seats.py`), the act with its journal, one audit row.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from xuezheng.access.actions import record
from xuezheng.ground.codes import id_check_character
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.school_year import SchoolYear
from xuezheng.registers.actions.asking import before_later_events
from xuezheng.registers.actions.events import Stated
from xuezheng.registers.actions.journal import Journal, take_back
from xuezheng.registers.actions.judging import latest_name, problem, teachable
from xuezheng.registers.actions.seats import Seats, grade_on
from xuezheng.registers.models import Enrolment, Institution, LifeEvent, StaffMember, Student
from xuezheng.registers.rules import GRADES_OF_STAGE, SEXES, last_grade
from xuezheng.registers.secrecy import blind_index, normal_id, sealed

WAYS_OUT = ("left", "suspended", "died", "graduated")


@dataclass(frozen=True)
class Newcomer:
    """A person who is admitted: sex and day of birth follow from the ID number."""

    id_number: str
    name: str
    ethnicity: str = "01"
    home_town: str = ""


@dataclass(frozen=True)
class Taught:
    """Where and how a student is taught: stage, grade, class, and how they live."""

    stage: str
    grade: str
    class_number: int
    is_boarder: bool = False
    is_migrant: bool = False
    is_left_behind: bool = False


def refuse(problems: list[Problem]) -> None:
    if problems:
        raise Refused(problems)


def act(
    kind: str, institution: Institution, on: date, journal: Journal, stated: Stated, *, student: Student | None = None,
    other: Institution | None = None, staff: StaffMember | None = None, detail: dict[str, Any] | None = None,
) -> LifeEvent:  # fmt: skip
    """The act with its journal, and its audit row: persons by their number in the register, never by name."""
    event = LifeEvent.objects.create(
        kind=kind, institution=institution, other_institution=other, student=student, staff=staff, occurred_on=on,
        registered_on=timezone.localdate(), reason=stated.reason, journal=journal.entries,
    )  # fmt: skip
    person = f" student {student.pk}" if student else f" staff {staff.pk}" if staff else ""
    record(
        f"registers.life.{kind}", account=stated.account, area_code=institution.county_code,
        subject=institution.code + person, reason=stated.reason,
        detail={"act": event.pk, "occurred_on": on.isoformat(), **({"other": other.code} if other else {}), **(detail or {})},
    )  # fmt: skip
    return event


def id_problems(number: str) -> list[Problem]:
    """An 18-digit ID number with a real day of birth and its check character (GB 11643-1999). Never repeats it."""
    own = normal_id(number)
    cure = ("对照户口簿重新录入。", "Enter it again from the household register.")
    if len(own) != 18 or not own[:17].isdigit():
        return [problem("id.form", "身份证号是18位。", "An ID number has 18 digits.", got=f"{len(own)}", cure=cure)]
    try:
        born_on_of(own)
    except ValueError:
        return [
            problem("id.birth", "身份证号里的出生日期不存在。", "The day of birth in the ID number is none.", cure=cure)
        ]
    if id_check_character(own[:17]) != own[17]:
        return [
            problem("id.check", "身份证号的校验码不对。", "The check character of the ID number is wrong.", cure=cure)
        ]
    return []


def born_on_of(number: str) -> date:
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def open_problems(institution: Institution, on: date) -> list[Problem]:
    if institution.opened_on <= on and (institution.closed_on is None or institution.closed_on > on):
        return []
    got = f"{institution.opened_on} – {institution.closed_on or ''}"
    return [
        problem(
            "institution.not_open",
            "学校当日不在办。",
            "The institution is not open on the day.",
            which=institution.code,
            got=got,
        )
    ]


def taught_problems(institution: Institution, taught: Taught, on: date) -> list[Problem]:
    """The school is open, may teach the stage, and the grade is one of it."""
    found = open_problems(institution, on)
    version = institution.versions.as_of(on).first()  # type: ignore[attr-defined]
    which = f"{institution.code} {latest_name(institution)}"
    if version and taught.stage not in teachable(version.school_type):
        found.append(
            problem(
                "student.stage",
                "学校不办这个学段。",
                "The school does not teach this stage.",
                which=which,
                got=taught.stage,
            )
        )
    if taught.grade not in GRADES_OF_STAGE.get(taught.stage, ()):
        found.append(
            problem(
                "student.grade",
                "年级不属于这个学段。",
                "The grade is none of the stage.",
                which=which,
                got=taught.grade,
            )
        )
    if taught.class_number < 1:
        found.append(
            problem("student.class", "班号从1起。", "Classes are numbered from 1.", got=str(taught.class_number))
        )
    return found


def enrolled_problems(student: Student, on: date) -> list[Problem]:
    """Nobody is enrolled twice, nor before something that is registered already."""
    later = student.enrolments.during(on, date.max).select_related("institution").first()  # type: ignore[attr-defined]
    if later is None:
        return []
    return [
        problem(
            "student.enrolled", "这名学生当日或以后已有学籍。", "The student is enrolled on the day or later.",
            which=f"student {student.pk}", got=f"{later.institution.code} {later.started_on}",
            cure=("在别的学校的，申请转学。", "If at another school, ask for a transfer."),
        )
    ]  # fmt: skip


def current_problems(enrolment: Enrolment, on: date) -> list[Problem]:
    """The enrolment began before the day and has not ended."""
    if enrolment.ended_on is None and enrolment.started_on < on:
        return []
    return [
        problem(
            "student.not_enrolled", "这名学生当日不在籍。", "The student is not enrolled on the day.",
            which=f"student {enrolment.student_id}", got=f"{enrolment.started_on} – {enrolment.ended_on or ''}",
        )
    ]  # fmt: skip


def known_student(id_number: str) -> Student | None:
    """The student of an ID number; of a record that was united with another, that other."""
    found = Student.objects.filter(person_index=blind_index(id_number)).select_related("merged_into").first()
    while found is not None and found.merged_into is not None:
        found = found.merged_into
    return found


def check_admit(institution: Institution, newcomer: Newcomer, taught: Taught, on: date) -> list[Problem]:
    found = id_problems(newcomer.id_number) + taught_problems(institution, taught, on)
    if not newcomer.name.strip():
        found.append(problem("student.name", "要写姓名。", "A name is needed."))
    if found:
        return found
    known = known_student(newcomer.id_number)
    if known is None:
        return []
    if known.name != newcomer.name.strip():
        found.append(
            problem(
                "student.other_name", "这个身份证号已登记，姓名不同。", "This ID number is registered, under another name.",
                which=f"student {known.pk}", cure=("核对证件；姓名更正由学籍主管部门办理。", "Compare the papers; the county corrects names."),
            )
        )  # fmt: skip
    return found + enrolled_problems(known, on)


def _new_student(journal: Journal, newcomer: Newcomer) -> Student:
    number = normal_id(newcomer.id_number)
    (cipher,), (index,) = sealed([number])
    sex = "1" if int(number[16]) % 2 else "2"
    assert sex in SEXES
    student = Student(
        person_cipher=cipher, person_index=index, name=newcomer.name.strip(), sex=sex, born_on=born_on_of(number),
        ethnicity=newcomer.ethnicity, home_town_id=newcomer.home_town or None, student_number="G" + number,
    )  # fmt: skip
    journal.make_person(student)
    return student


def _enrol(
    journal: Journal, student: Student, institution: Institution, taught: Taught, on: date, why: str
) -> Enrolment:
    enrolment = Enrolment(
        student=student, institution=institution, stage=taught.stage, entry_grade=taught.grade, started_on=on,
        class_number=taught.class_number, is_boarder=taught.is_boarder, is_migrant=taught.is_migrant,
        is_left_behind=taught.is_left_behind, start_reason=why,
    )  # fmt: skip
    journal.make([enrolment])
    return enrolment


def do_admit(institution: Institution, newcomer: Newcomer, taught: Taught, on: date, stated: Stated) -> LifeEvent:
    """A new student of the school: a new person, or one who was at school before."""
    with transaction.atomic(), before_later_events([institution], on, stated.account):
        refuse(check_admit(institution, newcomer, taught, on))
        journal = Journal()
        student = known_student(newcomer.id_number) or _new_student(journal, newcomer)
        seats = Seats([student.pk], on)
        _enrol(journal, student, institution, taught, on, "admitted")
        seats.follow(opens_first_grade=True)
        return act("admitted", institution, on, journal, stated, student=student)


def check_leave(enrolment: Enrolment, on: date, why: str) -> list[Problem]:
    found = current_problems(enrolment, on)
    if why not in WAYS_OUT:
        found.append(problem("student.way_out", "没有这种离校方式。", "There is no such way out.", got=why))
    if why == "graduated" and not found and grade_on(enrolment, on) != last_grade(enrolment.stage):
        got = grade_on(enrolment, on)
        found.append(
            problem(
                "student.not_last",
                "只有毕业年级的学生毕业。",
                "Only students of a stage's last grade graduate.",
                got=got,
            )
        )
    return found


def do_leave(enrolment: Enrolment, on: date, why: str, stated: Stated) -> LifeEvent:
    """A student leaves: for good, for a while, by death, or with the certificate."""
    with transaction.atomic(), before_later_events([enrolment.institution], on, stated.account):
        enrolment.refresh_from_db()
        refuse(check_leave(enrolment, on, why))
        journal, seats = Journal(), Seats([enrolment.student_id], on)
        journal.change(enrolment, ended_on=on, end_reason=why)
        seats.follow()
        return act(why, enrolment.institution, on, journal, stated, student=enrolment.student)


def last_enrolment(student: Student) -> Enrolment | None:
    """The enrolment that holds today (a merger announced ahead has its next one written already), else the last."""
    held = student.enrolments.as_of(timezone.localdate()).order_by("-started_on", "-pk").first()  # type: ignore[attr-defined]
    return held or student.enrolments.order_by("-started_on", "-pk").first()


def check_return(student: Student, institution: Institution, taught: Taught, on: date) -> list[Problem]:
    """Who left or was away comes back, to the school that was left."""
    found = taught_problems(institution, taught, on) + enrolled_problems(student, on)
    last = last_enrolment(student)
    if not found and (
        last is None or last.end_reason not in ("left", "suspended") or last.institution_id != institution.pk
    ):
        found.append(
            problem(
                "student.never_left", "只有在本校休学、退学的学生可以复学。", "Only who was away or left this school returns to it.",
                which=f"student {student.pk}", got=last.end_reason if last else "",
                cure=("到别的学校的，办理入学。", "At another school, admit the student."),
            )
        )  # fmt: skip
    return found


def do_return(student: Student, institution: Institution, taught: Taught, on: date, stated: Stated) -> LifeEvent:
    """A student comes back."""
    with transaction.atomic(), before_later_events([institution], on, stated.account):
        refuse(check_return(student, institution, taught, on))
        journal, seats = Journal(), Seats([student.pk], on)
        _enrol(journal, student, institution, taught, on, "returned")
        seats.follow()
        return act("returned", institution, on, journal, stated, student=student)


def check_repeat(enrolment: Enrolment, on: date) -> list[Problem]:
    """A grade is repeated from 1 September on, when the student would go up."""
    if (on.month, on.day) != (9, 1):
        return [
            problem(
                "student.repeat_day", "留级从9月1日起。", "A grade is repeated from 1 September on.", got=on.isoformat()
            )
        ]
    found = current_problems(enrolment, on)
    if not found and not grade_on(enrolment, SchoolYear.of(on).before().starts_on):
        found.append(
            problem(
                "student.grade",
                "这名学生已过毕业年级。",
                "The student is past the last grade.",
                which=f"student {enrolment.student_id}",
            )
        )
    return found


def do_repeat(enrolment: Enrolment, on: date, stated: Stated, class_number: int = 0) -> LifeEvent:
    """A student stays in the grade for another year; in the class of the same number, if no other is given."""
    with transaction.atomic(), before_later_events([enrolment.institution], on, stated.account):
        enrolment.refresh_from_db()
        refuse(check_repeat(enrolment, on))
        journal, seats = Journal(), Seats([enrolment.student_id], on)
        grade = grade_on(enrolment, SchoolYear.of(on).before().starts_on)
        taught = Taught(
            enrolment.stage, grade, class_number or enrolment.class_number, enrolment.is_boarder, enrolment.is_migrant,
            enrolment.is_left_behind,
        )  # fmt: skip
        journal.change(enrolment, ended_on=on, end_reason="repeated")
        _enrol(journal, enrolment.student, enrolment.institution, taught, on, "repeated")
        seats.follow()
        return act("repeated", enrolment.institution, on, journal, stated, student=enrolment.student)


def check_undo(event: LifeEvent) -> list[Problem]:
    """An act can be undone until the first act that followed: of that student, or, for a whole school, of that school."""
    which = f"{event.kind} {event.occurred_on} ({event.pk})"
    if event.undone_on:
        return [
            problem(
                "life.undone", "已经撤销过了。", "It was undone already.", which=which, got=event.undone_on.isoformat()
            )
        ]
    later = LifeEvent.objects.filter(pk__gt=event.pk, undone_on=None)
    if event.kind == "promoted":
        later = later.filter(institution=event.institution) | later.filter(other_institution=event.institution)
    elif event.student_id:
        later = later.filter(student_id=event.student_id) | later.filter(institution=event.institution, kind="promoted")
    else:
        later = later.filter(staff_id=event.staff_id) if event.staff_id else later.none()
    first = later.order_by("pk").first()
    if first is None:
        return []
    return [
        problem(
            "life.later", "在它之后已有别的变动。", "Something was done after it.", which=which,
            got=f"{first.kind} {first.occurred_on} ({first.pk})", cure=("先撤销后来的变动。", "Undo the later one first."),
        )
    ]  # fmt: skip


def do_undo(event: LifeEvent, stated: Stated) -> None:
    """Undo an act: the rows as they were before it, the class counts with them. The act itself stays on record."""
    with transaction.atomic():
        refuse(check_undo(event))
        students = _students(event)
        begun = Enrolment.objects.filter(student_id__in=students).aggregate(first=Min("started_on"))["first"]
        first = min(event.occurred_on, begun or event.occurred_on)
        seats = Seats(students, first) if event.kind != "promoted" else None
        event.undone_on = timezone.localdate()
        student, staff = event.student_id, event.staff_id
        if any(entry.get("model") == "Student" and "was" not in entry for entry in event.journal):
            event.student = None  # the record goes with the act that made it
        if any(entry.get("model") == "StaffMember" and "was" not in entry for entry in event.journal):
            event.staff = None
        event.save(update_fields=["undone_on", "student", "staff"])
        if event.kind != "told_apart":  # which wrote nothing but itself
            take_back(event.journal, f"{event.kind} {event.occurred_on} ({event.pk})")
        if seats:
            seats.follow()
        record(
            "registers.life.undone", account=stated.account, area_code=event.institution.county_code,
            subject=event.institution.code + (f" student {student}" if student else f" staff {staff}" if staff else ""),
            reason=stated.reason, detail={"act": event.pk, "kind": event.kind},
        )  # fmt: skip


def _students(event: LifeEvent) -> set[int]:
    """The students whose enrolments an act wrote, before it and after."""
    written = [entry for entry in event.journal if entry.get("model") == "Enrolment"]
    values = {(entry.get(side) or {}).get("student_id") for entry in written for side in ("was", "now")}
    return {number for number in {*values, event.student_id} if number is not None}
