"""The world that is walked: a city of two counties beside another city, with a frozen return, figures and a release."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client, override_settings
from django.utils import timezone

from tests.tiny_city import id_number, student, teacher, tiny_city
from tests.worlds import school
from xuezheng.access.actions import do_grant, record
from xuezheng.access.models import Account
from xuezheng.assessment.models import Calibration, Effects, Item, Programme, Sheet
from xuezheng.engine.catalogue import catalogue, sql_store
from xuezheng.engine.compute import compute_all
from xuezheng.engine.figure_sets import store
from xuezheng.engine.frozen import Frozen
from xuezheng.engine.instance import Instance
from xuezheng.engine.offices import Office, ReturnScope, declared
from xuezheng.exams.models import Exam, ExamList, ExamWork
from xuezheng.ground.school_year import SchoolYear
from xuezheng.jobs.models import Job
from xuezheng.layout.models import Consultation, LayoutPlan, LayoutVersion, PartyChange
from xuezheng.layout.tests.river import SMALL, planned
from xuezheng.publication.tests.fakes import publish_invented
from xuezheng.registers.intake import uploads
from xuezheng.registers.models import (
    Area,
    ImportRun,
    Institution,
    SchoolClass,
    Student,
    Succession,
    SuccessionPart,
    TransferRequest,
)
from xuezheng.returns.actions import do_freeze, do_open
from xuezheng.returns.models import Part
from xuezheng.returns.rules import FROZEN, SIGNED, usual_dues
from xuezheng.timetables.models import Absence, ChoiceRound, Chooser, ClassPlan, TermWeek
from xuezheng.timetables.tests.published import published
from xuezheng.web.offices import OFFICES

OWN, OTHER, FAR, ABROAD = "2151000001", "3151000002", "2151000019", "2151000009"  # FAR: next county; ABROAD: next city
CITY, COUNTY, NEXT_COUNTY, NEXT_CITY = "511000", "511002", "511011", "510900"
INDICATOR = "institutions"
RIVER = SMALL  # a school of the layout plans, in none of the registers
SINCE = date(2020, 1, 1)

# who walks: role, area, institution; None holds nothing
ACTORS: dict[str, tuple[str, str, str] | None] = {
    "visitor": None,
    "nobody": None,
    "left": ("city_planner", CITY, ""),  # the grant has ended
    "planner": ("city_planner", CITY, ""),
    "officer": ("county_officer", COUNTY, ""),
    "head": ("head_teacher", COUNTY, OWN),
    "director": ("academic_director", COUNTY, OWN),
    "auditor": ("auditor", CITY, ""),
    "exams": ("exam_officer", COUNTY, ""),
    "exams_city": ("exam_officer", CITY, ""),
    "administrator": ("administrator", COUNTY, ""),
}


def people() -> dict[str, Account]:
    """An account for each who walks, but the visitor; signed in once, for as long as the world lasts."""
    made: dict[str, Account] = {}
    for name, held in ACTORS.items():
        if name == "visitor":
            continue
        made[name] = Account.objects.create(username=name, display_name=name)
        if held:
            role, area, institution = held
            grant = do_grant(made[name], role, area, institution, started_on=SINCE)  # type: ignore[arg-type]
            if name == "left":
                grant.ended_on = SINCE + timedelta(days=30)
                grant.save()
        client = Client()
        client.force_login(made[name])
        made[name].session_key = client.cookies["sessionid"].value
    return made


def joined() -> None:
    """Each area of the tiny city under the one above it."""
    for code, above in ((CITY, "510000"), (NEXT_CITY, "510000"), (COUNTY, CITY), ("510903", NEXT_CITY)):
        Area.objects.filter(code=code).update(parent=above)
    for town in Area.objects.filter(level="town"):
        Area.objects.filter(code=town.code).update(parent=town.code[:6])


def records() -> dict[str, int]:
    """One record of an office at each school, and the last of its classes: code, or class-code → its number."""
    classes = SchoolClass.objects.filter(school_year=2023).order_by("pk").values_list("institution__code", "pk")
    return {
        **dict(PartyChange.objects.values_list("institution__code", "pk")),
        **{f"class-{code}": pk for code, pk in classes},
    }


def events(child: Student) -> None:
    """An event of the own school and one of a far school; a transfer between two other schools of the county."""
    for number, code in ((1, OWN), (2, FAR)):
        event = Succession.objects.create(pk=number, kind="renamed", occurred_on=date(2022, 3, 1))
        SuccessionPart.objects.create(event=event, institution=Institution.objects.get(code=code), side="after")
    TransferRequest.objects.create(
        pk=1, student=child, sending=Institution.objects.get(code=OTHER), asked_by="sending", stage="primary", grade="11",
        receiving=Institution.objects.get(code="1151000003"), class_number=1, moves_on=date(2024, 3, 1), reason="搬家",
        asked_on=date(2024, 2, 1), due_on=date(2024, 2, 15),
    )  # fmt: skip
    numbers_go_on(Succession, TransferRequest)


def numbers_go_on(*models: type[Model]) -> None:
    """The next record gets the next number: PostgreSQL does not see those that were given."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def imports() -> None:
    """Imports that were checked and thrown away: of the county, the next one, the next city, and the school."""
    places = ((COUNTY, ""), (NEXT_COUNTY, ""), (NEXT_CITY, ""), (COUNTY, OWN))
    for number, (area, institution) in enumerate(places, start=1):
        ImportRun.objects.create(
            pk=number, state="discarded", account_name="somebody", area_code=area, institution_code=institution
        )
        uploads.keep_bad_rows(number, Path(__file__).with_name("__init__.py"))
        Job.objects.create(
            pk=number, kind="import.check", about=f"elsewhere:{number}", action="register.import", area_code=area,
            institution_code=institution, made_at=timezone.now(),
        )  # fmt: skip
    numbers_go_on(ImportRun, Job)


# States that a line may put the world into while it is walked; what they change is taken back with the answer.
STATES: dict[str, Callable[[], object]] = {
    **{
        f"import {state}": lambda state=state: ImportRun.objects.update(state=state)
        for state in ("checking", "checked", "applied", "undone")
    },
    **{
        f"job {state}": lambda state=state: Job.objects.update(state=state, attempt_count=1)
        for state in ("running", "done", "failed", "cancelled")
    },
    "return signed": lambda: Part.objects.filter(level="school").update(state=SIGNED),
    "return certified": lambda: Part.objects.update(state=FROZEN),
}


def exam_works() -> None:
    """Works of the exam office that wait for their draw: of the county, the next one, the next city."""
    at = datetime(2024, 5, 1, tzinfo=UTC)
    for number, area in enumerate((COUNTY, NEXT_COUNTY, NEXT_CITY), start=1):
        exam = Exam.objects.create(pk=number, title="中考", area_code=area, school_year=2023, made_at=at)
        ExamList.objects.create(pk=number, exam=exam, kind="papers", origin="usual", hash="", made_at=at)
        ExamWork.objects.create(pk=number, kind="seating", title="中考", area_code=area, made_at=at)
    ExamWork.objects.filter(pk=1).update(published_at=at)
    numbers_go_on(Exam, ExamList, ExamWork)


def layout_plans(instance: Instance) -> None:
    """Layout plans of the county, the next one, the next city; the first is before the public."""
    today = timezone.localdate()
    for number, county in enumerate((COUNTY, NEXT_COUNTY, "510903"), start=1):
        version = planned(instance, today, county, number)
        if number == 1:
            Consultation.objects.create(
                pk=1, version=version, opened_on=today, ends_on=today + timedelta(days=30), published_at=timezone.now()
            )
    numbers_go_on(LayoutPlan, LayoutVersion, Consultation)


def choice_rounds() -> None:
    """A round of choice with one student of the own school, of one of the county, of the next county, of the next city; classes of each."""
    now = timezone.now()
    for number, code in enumerate((OWN, OTHER, FAR, ABROAD), start=1):
        school_of = Institution.objects.get(code=code)
        one = ChoiceRound.objects.create(
            pk=number, institution=school_of, title="选科", kind="first", school_year=2023, grade="31", scheme={"name": "3+1+2"},
            offered=[[["物理", "化学", "生物"], None]], means={"most": 50, "rooms": 5, "teachers": {"物理": 1}, "mode": "packages"},
            opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=1), made_at=now,
        )  # fmt: skip
        Chooser.objects.create(pk=number, round=one, student=student(school_of, 600 + number, "31", date(2023, 9, 1)))
        ClassPlan.objects.create(pk=number, round=one, title="编班", asked={"mode": "packages"}, made_at=now)
    numbers_go_on(ChoiceRound, Chooser, ClassPlan)


def tests_of_areas() -> None:
    """An item, a programme with its sheet, a calibration and effects of the county, the next one, the next city: none done."""
    at = datetime(2024, 6, 1, tzinfo=UTC)
    told = {
        "rows": 0,
        "taken": 0,
        "bad_cells": 0,
        "schools": 0,
        "pupils": 0,
        "years": [2023],
        "sd_lasting": 0,
        "sd_yearly": 0,
        "sd_within": 0,
        "withheld": 0,
    }
    for number, area in enumerate((COUNTY, NEXT_COUNTY, NEXT_CITY), start=1):
        Item.objects.create(
            pk=number, code=f"W{number}", area_code=area, subject="maths", grade="14", domain="数", kind="scored"
        )
        test = Programme.objects.create(
            pk=number, kind="test", title="数学", area_code=area, subject="maths", grade="14", school_year=2023, held_on=date(2024, 5, 20), made_at=at
        )  # fmt: skip
        Sheet.objects.create(pk=number, programme=test, file_name="a.csv", hash="", told=told, made_at=at)
        Calibration.objects.create(
            pk=number, title="数学", area_code=area, subject="maths", model="rasch", method="own", made_at=at
        )
        Effects.objects.create(
            pk=number, title="增值", area_code=area, state="done", asked={"pairs": []}, told=told, hash="", made_at=at
        )
    numbers_go_on(Item, Programme, Sheet, Calibration, Effects)


def timetables() -> None:
    """The week of a school of the county, of the next one, of the next city; a teacher of the first is away."""
    today = timezone.localdate()
    for number, code in enumerate((OWN, FAR, ABROAD), start=1):
        week = published(Institution.objects.get(code=code), today, pk=number)
        Absence.objects.create(
            pk=number,
            week=week,
            kind="teacher",
            name="Wang",
            first_on=today,
            last_on=today,
            why="会议",
            made_at=timezone.now(),
        )
    numbers_go_on(TermWeek, Absence)


def figured(instance: Instance, indicator_id: str) -> None:
    """Figures of one indicator, from the frozen returns."""
    offices: list[Office] = []
    for office in declared():
        wanted = tuple(i for i in office.indicators if i.id == indicator_id)
        if wanted:
            offices.append(Office(office.name, office.title, office.collectors, wanted))
    known, frozen = catalogue(offices, sql_store(instance)), Frozen.of(instance)
    store(instance, known, frozen, compute_all(known, frozen))


@contextmanager
def world(folder: Path) -> Iterator[dict[str, Any]]:
    """Build it in a transaction that is taken back, and in an instance of its own."""
    instance = Instance(folder)
    with override_settings(INSTANCE=instance), transaction.atomic():
        tiny_city()
        joined()
        school(FAR, NEXT_COUNTY)
        for one in Institution.objects.all():
            PartyChange.objects.create(institution=one, kind="merged", occurred_on=date(2022, 3, 1))
        imports()
        exam_works()
        layout_plans(instance)
        tests_of_areas()
        timetables()
        made = people()
        record("registers.walked", area_code=COUNTY, subject=OWN)
        registers = tuple(office for office in OFFICES if office.name == "registers")
        do_freeze(instance, ReturnScope(CITY, SchoolYear(2023)), registers)
        do_open(instance, CITY, 2023, usual_dues(2023))
        figured(instance, INDICATOR)
        publish_invented(instance)
        choice_rounds()
        child = student(
            Institution.objects.get(code=OWN), 7, "11", date(2023, 9, 1)
        )  # after the freeze, which would miss the rest of the class
        events(child)
        member = teacher(Institution.objects.get(code=OWN), 900)
        numbers = {"records": records(), "students": {"7": child.pk}, "staffs": {"1": member.pk}}
        yield {"people": made, **numbers, "child": id_number(7, date(2017, 3, 1))}
        transaction.set_rollback(True)


def client_of(actor: str, people: dict[str, Account]) -> Client:
    """A browser with no cookie but that of the actor's session."""
    client = Client()
    if actor in people:
        client.cookies["sessionid"] = people[actor].session_key
    return client
