"""Rounds of choice: made, changed, and the students in them, taken from the register."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from xuezheng.access.actions import record
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words
from xuezheng.registers.lookup.pupils import pupils_on
from xuezheng.timetables.actions.rights import outdated, refused, require
from xuezheng.timetables.models import ChoiceRound, Chooser
from xuezheng.timetables.plan.choosing import cohort_of, model_of, offer_of, written
from xuezheng.timetables.rules import MOST_OFFERED, ROUND_KINDS

GRADES = ("31", "32", "33")


@dataclass(frozen=True)
class Wanted:
    """A round as it is asked for; instants with a time zone."""

    title: str
    kind: str
    school_year: int
    grade: str
    scheme: dict[str, Any]
    offered: list[list[Any]]
    means: dict[str, Any]
    opens_at: datetime | None
    closes_at: datetime | None


def combinations_of(scheme: dict[str, Any]) -> list[tuple[str, ...]]:
    """Every combination of a scheme. Raises Refused where it is none."""
    return list(model_of(scheme).combinations())


def subjects_of(scheme: dict[str, Any]) -> list[str]:
    """The subjects whose teachers a scheme needs."""
    model = model_of(scheme)
    return list(dict.fromkeys(model.taught_as.get(s, s) for s in model.subjects))


def faults_of(wanted: Wanted) -> list[Problem]:
    """What is wrong with a round that is asked for."""
    found: list[Problem] = []
    if not wanted.title.strip():
        found.append(Problem("choice.round.title", Words("请给轮次起名。", "Give the round a name.")))
    if wanted.kind not in ROUND_KINDS or wanted.grade not in GRADES:
        found.append(
            Problem(
                "choice.round.kind",
                Words("轮次的种类或年级不对。", "The kind or grade of the round is wrong."),
                got=f"{wanted.kind} {wanted.grade}",
            )
        )
    if wanted.opens_at is None or wanted.closes_at is None or wanted.closes_at <= wanted.opens_at:
        what = Words("须有开放和截止时刻，截止晚于开放。", "It needs an instant to open and a later one to close.")
        found.append(Problem("choice.round.times", what, got=f"{wanted.opens_at} – {wanted.closes_at}"))
    try:
        offer = offer_of(wanted.scheme, wanted.offered)
        if offer.model.name == "3+1+2" and len(offer.limits) > MOST_OFFERED:
            found.append(
                Problem("choice.round.many", Words("3+1+2 至多12个组合。", "3+1+2 has twelve combinations at most."))
            )
        cohort = cohort_of(wanted.scheme, wanted.means, {})
        if not (
            5 <= cohort.most <= 100
            and 0 < cohort.rooms < 1000
            and 0 <= cohort.spread <= 100
            and min(cohort.teachers.values(), default=0) >= 0
        ):
            what = Words(
                "班额须为5至100，教室、教师、人数差不能为负。",
                "A class has 5 to 100; rooms, teachers and spread are not negative.",
            )
            found.append(Problem("choice.round.means", what, got=f"{cohort.most}, {cohort.rooms}, {cohort.spread}"))
    except Refused as reason:
        found += reason.problems
    except (ValueError, TypeError, KeyError) as reason:
        found.append(
            Problem("choice.round.means", Words("人数、间数须为整数。", "Numbers must be whole."), got=str(reason)[:80])
        )
    return found


def students_of(institution_code: str, school_year: int, grade: str) -> list[tuple[int, int]]:
    """The students of a grade: record, class. Of a year that is over or not begun, as of its 1 September."""
    year, today = SchoolYear(school_year), timezone.localdate()
    day: date = today if SchoolYear.of(today) == year else year.stock_on
    found = pupils_on(day, institution_code=institution_code, grades=(grade,))
    return [(r["student_id"], r["class_number"] or 0) for r in found.iter_rows(named=True)]


def do_make_round(account: Any, school: Any, wanted: Wanted) -> ChoiceRound:
    """A new round with the students of its grade. Raises Refused naming all that is wrong."""
    require(account, "choice.manage", school)
    problems = faults_of(wanted)
    students = students_of(school.code, wanted.school_year, wanted.grade) if not problems else []
    if not problems and not students:
        what = Words(
            "登记册里这个学年的这个年级没有学生。", "The register has no students of this grade in this school year."
        )
        problems.append(
            Problem(
                "choice.round.students",
                what,
                got=f"{wanted.school_year} {wanted.grade}",
                cure=Words("先导入学生。", "Import the students first."),
            )
        )
    if problems:
        raise Refused(problems)
    with transaction.atomic():
        made = ChoiceRound.objects.create(
            institution=school, made_at=timezone.now(), made_by=account, **fields_of(wanted)
        )
        Chooser.objects.bulk_create(
            [Chooser(round=made, student_id=pk, class_number=number) for pk, number in students]
        )
        note("choice.round.made", account, made, {"students": len(students)})
    return made


def fields_of(wanted: Wanted) -> dict[str, Any]:
    model = model_of(wanted.scheme)
    return {
        "title": wanted.title.strip()[:60], "kind": wanted.kind, "school_year": wanted.school_year, "grade": wanted.grade, "scheme": wanted.scheme,
        "offered": [[list(model.core(subjects)), None if limit in (None, "") else int(limit)] for subjects, limit in wanted.offered],
        "means": numbers_of(wanted.means),
        "opens_at": wanted.opens_at, "closes_at": wanted.closes_at,
    }  # fmt: skip


def numbers_of(means: dict[str, Any]) -> dict[str, Any]:
    """The means of a form as whole numbers."""
    found: dict[str, Any] = {
        key: int(means[key]) for key in ("most", "rooms", "spread") if means.get(key) not in (None, "")
    }
    for key in ("teachers", "loads"):
        found[key] = {s: int(n) for s, n in dict(means.get(key, {})).items()}
    return found | {"mode": str(means.get("mode", "one_fixed"))}


def do_change_round(account: Any, one: ChoiceRound, number: int, wanted: Wanted) -> ChoiceRound:
    """Change a round that nobody else changed meanwhile. A combination that students have chosen cannot be withdrawn."""
    require(account, "choice.manage", one.institution)
    problems = faults_of(wanted)
    if not problems:
        kept = {written(chosen) for chosen in offer_of(wanted.scheme, wanted.offered).limits}
        model = model_of(wanted.scheme)
        taken = {
            written(model.core(c.split("+")))
            for c in one.choosers.exclude(chosen="").values_list("chosen", flat=True).distinct()
        }
        if lost := sorted(taken - kept):
            what = Words(
                "已有学生选了这些组合，不能停开。", "Students have chosen these combinations; they cannot be withdrawn."
            )
            cure = Words(
                "把人数上限设为现有人数，或先请他们改选。",
                "Limit it to those who chose it, or have them choose anew first.",
            )
            problems.append(Problem("choice.round.taken", what, got="、".join(lost), cure=cure))
    if problems:
        raise Refused(problems)
    with transaction.atomic():
        same = {"institution", "school_year", "grade"}
        values = {key: value for key, value in fields_of(wanted).items() if key not in same}
        if not ChoiceRound.objects.filter(pk=one.pk, number=number).update(number=number + 1, **values):
            raise outdated()
        note("choice.round.changed", account, one, {"number": number + 1})
    one.refresh_from_db()
    return one


def do_take_students(account: Any, one: ChoiceRound) -> tuple[int, int]:
    """Students who have joined the grade since; those who left without having chosen go. Gives how many came and went."""
    require(account, "choice.manage", one.institution)
    now = dict(students_of(one.institution.code, one.school_year, one.grade))
    with transaction.atomic():
        known = dict(one.choosers.values_list("student_id", "pk"))
        came = [Chooser(round=one, student_id=pk, class_number=number) for pk, number in now.items() if pk not in known]
        Chooser.objects.bulk_create(came)
        gone, _ = one.choosers.filter(chosen="", number=0).exclude(student_id__in=list(now)).delete()
        note("choice.round.students", account, one, {"came": len(came), "gone": gone})
    return len(came), gone


def do_close_round(account: Any, one: ChoiceRound, number: int) -> None:
    """Close a round now."""
    require(account, "choice.manage", one.institution)
    now = timezone.now()
    if not one.opens_at < now < one.closes_at:
        raise refused("choice.round.closed", "这个轮次现在没有开放。", "This round is not open now.")
    with transaction.atomic():
        if not ChoiceRound.objects.filter(pk=one.pk, number=number).update(number=number + 1, closes_at=now):
            raise outdated()
        note("choice.round.closed", account, one, {})


def note(verb: str, account: Any, one: ChoiceRound, detail: dict[str, Any], reason: str = "") -> None:
    """Into the audit chain: never which student chose what."""
    school = one.institution
    record(
        f"timetables.{verb}",
        account=account,
        area_code=school.county_code,
        subject=f"{school.code} round {one.pk}",
        reason=reason,
        detail=detail,
    )


def state_of(one: ChoiceRound, now: datetime) -> str:
    """before, open, or closed."""
    return "before" if now < one.opens_at else "open" if now < one.closes_at else "closed"


def present() -> datetime:
    """The instant at which a page is asked for."""
    return timezone.now()
